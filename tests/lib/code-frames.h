/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * What a camera sees of a QR code that a guest holds to it, rendered: a card or a telephone at an angle in front of a showroom, through
 * a lens, on a sensor. The same seed is the same picture.
 */
typedef enum {
  FRAME_PLAIN,    /* a card, any way up */
  FRAME_TILT,     /* leaning away by 20 to 45 degrees */
  FRAME_BLUR,     /* out of focus, or moving */
  FRAME_GLARE,    /* a lamp on the coated paper */
  FRAME_NOISE,    /* a sensor at high gain */
  FRAME_DARK,     /* little light */
  FRAME_PHONE,    /* a telephone at 30 to 100 % brightness in a bright room, reflections on its glass */
  FRAME_MOIRE,    /* its pixels against the sensor's */
  FRAME_CORNER,   /* the rounded corner of its glass over the quiet zone */
  FRAME_N_KINDS
} FrameKind;
const char *frame_kind_name (FrameKind kind);
/** How hard, 0 to 1, is within the seed. Fills @width x @height grey pixels. */
void frame_render (FrameKind kind, guint seed, const char *text, int width, int height, guint8 *pixels);

/** A guest holds a code up: of a picture @ms after they began; the hand comes nearer, slows down, the lens finds its focus. */
void frame_render_held_up (guint seed, guint ms, const char *text, int width, int height, guint8 *pixels);
G_END_DECLS
