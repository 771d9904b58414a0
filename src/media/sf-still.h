/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gdk/gdk.h>
G_BEGIN_DECLS
/** The longest side of a picture or film that is taken, px: what a cheap panel's memory still holds. */
#define SF_MAX_SIDE 8192
/**
 * The size at which something of @width x @height covers a glass of @glass_width x @glass_height px with nothing left
 * over and as little as possible cut off. A glass of 0x0 is not known: the size stays.
 */
void        sf_still_cover (int *width, int *height, int glass_width, int glass_height);
/**
 * Reads a picture, turned as its camera says, in the size that covers the glass (sf_still_cover()), opaque R8G8B8; what was
 * see-through is black. G_IO_ERROR_INVALID_DATA for what is no picture, or one with a side over SF_MAX_SIDE.
 * Blocks; any thread. (transfer full)
 */
GdkTexture *sf_still_load (const char *path, int glass_width, int glass_height, GError **error);
G_END_DECLS
