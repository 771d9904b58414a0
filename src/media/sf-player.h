/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "media/sf-frame.h"
G_BEGIN_DECLS
/** One picture or film to play. */
typedef struct {
  char *id;                /* the owner's name for it, told by the signals */
  char *path;
  gboolean film;
  gint64 for_ms;           /* how long a picture stands; a film plays to its end */
} SfPlayItem;
SfPlayItem *sf_play_item_new  (const char *id, const char *path, gboolean film, gint64 for_ms);
void        sf_play_item_free (SfPlayItem *self);

/**
 * SfPlayer: plays a list of pictures and films, of any size, codec and frame rate, one after the other for ever and without a
 * gap: while one is on the glass the next is decoded up to its first frames, and the cut exchanges the frame's texture
 * at the moment the last frame ends. One film alone loops the same way. Films are silent.
 *
 * What cannot be played (not there, damaged, no decoder, stands still for too long) is left out and told; the frame on the
 * glass stays until there is another one, so it is never black. Late frames of a film are dropped. Main thread; files and
 * decoders have threads of their own, and nothing here waits for them.
 *
 * Signals:
 *  "shown" (id): its first frame is in the paintable now.
 *  "played" (id, int64 first frame in µs of g_get_monotonic_time(), int64 ms it was on the glass): it has left the glass.
 *  "skipped" (id, why): left out, or ended early; @why is for the log and holds no path.
 *  "nothing": not one item can be played; they are tried again every SF_PLAYER_AGAIN_MS. The frame keeps its last texture.
 */
#define SF_PLAYER_AGAIN_MS 10000
#define SF_TYPE_PLAYER (sf_player_get_type ())
G_DECLARE_FINAL_TYPE (SfPlayer, sf_player, SF, PLAYER, GObject)
/** Empty and stopped. */
SfPlayer *sf_player_new (void);
/** Owned by the player; the same for its life. */
SfFrame  *sf_player_get_frame (SfPlayer *self);
/** Pixels of the glass: what is loaded from now on is decoded to the size that fits it. 0x0 (the size of the file) before. */
void      sf_player_set_size (SfPlayer *self, int width, int height);
/** What to play (element-type SfPlayItem), taken. What is on the glass stays to its end and its successor in the new list follows. */
void      sf_player_set_items (SfPlayer *self, GPtrArray *items);
/**
 * TRUE: plays, from the item made ready. FALSE: what is on the glass counts as played so far, its last frame stays, and the
 * next is made ready for the return.
 */
void      sf_player_set_playing (SfPlayer *self, gboolean playing);
/** The next item could be on the glass at once. */
gboolean  sf_player_is_ready (SfPlayer *self);
/** How long an item may take to open, and a film to give its next frame, before it is left out; for tests. */
void      sf_player_set_patience (SfPlayer *self, gint64 open_ms, gint64 frame_ms);
/** Frames that were put into the paintable, and those dropped because the next was due already; since the player was made. */
void      sf_player_count (SfPlayer *self, guint64 *shown, guint64 *dropped);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPlayItem, sf_play_item_free)
G_END_DECLS
