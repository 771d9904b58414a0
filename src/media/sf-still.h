/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gdk/gdk.h>
#include "media/sf-paint.h"
G_BEGIN_DECLS
/** The longest side of a picture or film that is taken, px: what a cheap panel's memory still holds. */
#define SF_MAX_SIDE 8192
/** More than this part of a picture is not cut off to fill the glass. */
#define SF_MOST_CUT 0.35
/**
 * The size at which something of @width x @height fills a glass of @glass_width x @glass_height px, cutting off what stands
 * over; where that would be more than SF_MOST_CUT of it, the size at which all of it is seen. A glass of 0x0 is not known:
 * the size stays.
 */
void        sf_still_fit (int *width, int *height, int glass_width, int glass_height);
/**
 * Reads a picture, turned as its camera says, in the size that fits the glass (sf_still_fit()), opaque R8G8B8; what was
 * see-through is black. G_IO_ERROR_INVALID_DATA for what is no picture, or one with a side over SF_MAX_SIDE.
 * Blocks; any thread. (transfer full)
 */
GdkTexture *sf_still_load (const char *path, int glass_width, int glass_height, GError **error);
/** The same on a thread of its own, one after the other. Main thread. */
void        sf_still_load_async  (const char *path, int glass_width, int glass_height, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/** The same of a picture in its own size with another colour laid on its paint; @mask and @paint as in sf-pixels.h, copied. */
void        sf_still_load_painted_async (const char *path, const char *mask, const SfPaint *paint, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GdkTexture *sf_still_load_finish (GAsyncResult *result, GError **error);
G_END_DECLS
