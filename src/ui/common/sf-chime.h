/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfChime: the ring of the tablet, two notes at once and again every six seconds until stopped; on a wall the same two notes
 * for a call; at a kiosk one soft note when somebody comes. Sounds through SfSound.
 * When the environment variable SHOWFLOOR_RING_LOG names a file, each moment of sounding is a line "<seconds since boot> <what>"
 * in it, so that a test can measure from the last touch to the sound.
 */
#define SF_TYPE_CHIME (sf_chime_get_type ())
G_DECLARE_FINAL_TYPE (SfChime, sf_chime, SF, CHIME, GObject)
/** @notes: "ring" or "soft", a file of ui/sounds. */
SfChime *sf_chime_new  (const char *notes);
/** @what: for the log alone; never a name. Nothing happens when it already rings for the same. */
void     sf_chime_ring (SfChime *self, const char *what);
/** Like _ring() without a sound: the edge glows in guest mode. */
void     sf_chime_glow (SfChime *self, const char *what);
/** Sounds @times, six seconds apart, then stops by itself. */
void     sf_chime_call (SfChime *self, const char *what, guint times);
void     sf_chime_stop (SfChime *self);
G_END_DECLS
