/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfTurn: a car that turns under the finger: drag or mouse (it runs on a little), keys ← and →. Frames are read, scaled and
 * painted off the main thread at the size of the glass, the one that is wanted first, then its neighbours; until a frame is
 * there the nearest one stands for it, and a line at the foot tells how many have come. Memory is bounded: at most
 * SF_TURN_BYTES of frames around the one shown are kept. On white: that is what frames of a turn lie on. Main thread.
 *
 * Signals: "turned": somebody turned the car to another frame; "shown": a frame was ready for the glass for the first time
 * since the frames were set.
 */
#define SF_TYPE_TURN (sf_turn_get_type ())
G_DECLARE_FINAL_TYPE (SfTurn, sf_turn, SF, TURN, GtkWidget)
#define SF_TURN_BYTES (48 * 1024 * 1024)
/** @name: the car, for who cannot see it. */
void  sf_turn_set_name   (SfTurn *self, const char *name);
/**
 * Files of the frames in order, and of their paint masks; NULL entries are not here yet. The same frames again keep what was
 * read, so that it may be called whenever something came. @masks may be NULL. (element-type filename)
 */
void  sf_turn_set_frames (SfTurn *self, GPtrArray *paths, GPtrArray *masks);
/** Colour to lay on, "#RRGGBB", and the one that the frames were made in; NULL: as they are. */
void  sf_turn_set_colour (SfTurn *self, const char *rgb, const char *native);
guint sf_turn_get_frame  (SfTurn *self);
void  sf_turn_set_frame  (SfTurn *self, guint frame);
/** How many frames stand ready in the colour that was asked for, of how many. */
guint sf_turn_get_ready  (SfTurn *self, guint *of);
G_END_DECLS
