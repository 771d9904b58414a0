/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Films and pictures for tests, made here with what GStreamer and gdk-pixbuf have; nothing is downloaded. */
typedef struct {
  const char *name;        /* file name in the folder */
  const char *pattern;     /* of videotestsrc: red, green, blue, snow, ball, … */
  int width, height, fps, frames;
  const char *codec;       /* vp8, vp9, h264 */
  gboolean sound;
} SfClip;
/** Makes @clip in @dir; NULL when this machine has no encoder of that codec. (transfer full) */
char *sf_clip_make    (const char *dir, const SfClip *clip);
/** A picture of one colour, 0xRRGGBB, as JPEG or PNG by its name's end. (transfer full) */
char *sf_clip_picture (const char *dir, const char *name, int width, int height, guint32 rgb);
G_END_DECLS
