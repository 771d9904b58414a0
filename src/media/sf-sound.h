/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfSound: plays one recording at a time, a chime or a sentence, through GStreamer. Opening the sound card and decoding happen on a worker
 * and on GStreamer's threads; the card is held while something sounds and not before or after. Main thread.
 *
 * Where to: GStreamer's autoaudiosink, or what the environment variable SHOWFLOOR_SOUND describes (a GStreamer sink for raw audio; whoever
 * may set it may run programs), so that a card can be named and a test hears what a guest hears.
 *
 * Signal "ended" (gboolean heard): it was played to its end, or FALSE when it could not be: there is no card, it is no recording, it is gone.
 * Nothing is signalled of what was stopped.
 */
#define SF_TYPE_SOUND (sf_sound_get_type ())
G_DECLARE_FINAL_TYPE (SfSound, sf_sound, SF, SOUND, GObject)
SfSound *sf_sound_new        (void);
/** Stops what sounds and begins with @file, which may be a resource. */
void     sf_sound_play       (SfSound *self, GFile *file);
void     sf_sound_stop       (SfSound *self);
/** From _play() until the end, an error or _stop(). */
gboolean sf_sound_is_playing (SfSound *self);
G_END_DECLS
