/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gdk/gdk.h>
G_BEGIN_DECLS
/**
 * SfFrame: what a player has on the glass, as a GdkPaintable: one texture, exchanged between two paints and never in the
 * middle of one. Empty (0x0, paints nothing) before the first. Main thread.
 * gdk_paintable_get_current_image() is that texture itself.
 */
#define SF_TYPE_FRAME (sf_frame_get_type ())
G_DECLARE_FINAL_TYPE (SfFrame, sf_frame, SF, FRAME, GObject)
SfFrame    *sf_frame_new (void);
/** Exchanges the texture and emits "invalidate-contents", and "invalidate-size" when the size is another one. NULL: empty. */
void        sf_frame_set_texture (SfFrame *self, GdkTexture *texture);
/** (nullable) the frame's own. */
GdkTexture *sf_frame_get_texture (SfFrame *self);
G_END_DECLS
