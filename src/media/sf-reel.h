/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gdk/gdk.h>
G_BEGIN_DECLS
/**
 * SfReel: one picture or film, made ready ahead of its turn. A film is a pipeline that decodes into a short queue of opaque
 * RGB frames in the size that fits the glass and waits there; who shows them takes them by their time, so that nothing of
 * GStreamer decides when the glass changes. One pipeline serves film after film.
 *
 * Functions are for one thread, the owner's, and never block: files are opened and pipelines change their state on a worker
 * of the reel's own. What hangs there (a network folder, a decoder) hangs alone: sf_reel_close() and make a new one.
 */
typedef struct _SfReel SfReel;
typedef enum { SF_REEL_EMPTY, SF_REEL_LOADING, SF_REEL_OPEN, SF_REEL_BROKEN } SfReelState;
/** @bell: a source whose ready time is set to 0, from any thread, whenever asking again is worth it. */
SfReel     *sf_reel_new   (GSource *bell);
/** Frees it on its own worker; the caller's reference is gone. NULL is fine. */
void        sf_reel_close (SfReel *self);
/** Drops what was loaded and begins to load @path; @width x @height px of the glass, 0 while not known. */
void        sf_reel_load  (SfReel *self, const char *path, gboolean film, int width, int height);
/** Drops what is loaded. */
void        sf_reel_empty (SfReel *self);
/** BROKEN also while it runs: frames that are still queued may be taken before. */
SfReelState sf_reel_get_state (SfReel *self);
/** Why it is BROKEN, in a few words for the log, without a path. (transfer full) */
char       *sf_reel_get_reason (SfReel *self);
/** The next frame's time in µs from the beginning; FALSE: there is none now (the bell will ring), or no more. */
gboolean    sf_reel_peek  (SfReel *self, gint64 *at_us);
/** That frame; only after sf_reel_peek() said TRUE. NULL: it cannot be read. (transfer full) */
GdkTexture *sf_reel_take  (SfReel *self);
/** A film's frames have all been taken; @end_us: when the last one ends. Never TRUE of a picture. */
gboolean    sf_reel_at_end (SfReel *self, gint64 *end_us);
/** The owner took frames too late by @late_us at @at_us: decoder and scaler may leave some out. */
void        sf_reel_hurry (SfReel *self, gint64 at_us, gint64 late_us);
/** Reels whose memory is not yet freed, in the whole process. For tests. */
int         sf_reel_alive (void);
G_END_DECLS
