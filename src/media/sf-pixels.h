/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "media/sf-paint.h"
G_BEGIN_DECLS
/** SfPixels: one picture as opaque pixels, ready for the glass: R, G, B, rows without padding. */
typedef struct { GBytes *pixels; int width, height; } SfPixels;
/**
 * Reads @path, scaled down to fit @width x @height (never up), what is transparent laid on white; with @mask and @paint the
 * colour is laid on. Slow (some ms a picture): for a thread of its own. NULL with an error when a file cannot be read or is
 * larger than SF_PIXELS_MAX_EDGE either way; a mask that cannot be read leaves the picture as it is. (transfer full)
 */
SfPixels *sf_pixels_load (const char *path, int width, int height, const char *mask, const SfPaint *paint, GError **error);
void     sf_pixels_free (SfPixels *self);
#define SF_PIXELS_MAX_EDGE 8192
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPixels, sf_pixels_free)
G_END_DECLS
