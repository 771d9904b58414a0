/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-player"
#include "config.h"
#include "media/sf-player.h"
#include "media/sf-reel.h"
#ifdef __GLIBC__
#include <malloc.h>
#endif

#define OPEN_MS 10000      /* a film on a slow card, after everything else was read from it */
#define FRAME_MS 3000
/* Frames are larger than this, almost nothing else is. */
#define LARGE (1024 * 1024)
/* Below this a cut continues the time of the item before; above it the item waited, and time begins anew. */
#define SEAM_US 100000
/* A decoder that gives its newest frame this late does not keep up. */
#define LATE_US 50000

struct _SfPlayer {
  GObject parent_instance;
  SfFrame *frame;          /* (owned) */
  GPtrArray *items;        /* (owned) (element-type SfPlayItem) */
  SfReel *on, *standby;    /* (owned) */
  SfPlayItem *on_item;     /* (owned) (nullable) a copy: the list may change under it */
  SfPlayItem *next_item;   /* (owned) (nullable) what the standby reel holds */
  guint place;             /* in items, of next_item */
  guint failures;          /* items in a row that could not be played */
  gboolean playing, over;  /* over: on_item has ended and its last frame stands in for the next */
  GSource *bell, *pacer;   /* (owned) rung by reels; set by us */
  gint64 epoch_us;         /* on_item's time 0 */
  gint64 end_us;           /* when on_item ended, if over */
  gint64 first_us;         /* its first frame */
  gint64 progress_us;      /* its newest frame */
  gint64 asked_us;         /* next_item was asked for */
  gint64 again_us;         /* nothing can be played: try then; 0 while something can */
  gint64 open_us, frame_us;
  int width, height;
  guint64 shown, dropped;
};

G_DEFINE_FINAL_TYPE (SfPlayer, sf_player, G_TYPE_OBJECT)

enum { SHOWN, PLAYED, SKIPPED, NOTHING, N_SIGNALS };
static guint signals[N_SIGNALS];

SfPlayItem *
sf_play_item_new (const char *id, const char *path, gboolean film, gint64 for_ms)
{
  SfPlayItem *self = g_new0 (SfPlayItem, 1);
  *self = (SfPlayItem) { g_strdup (id), g_strdup (path), film, for_ms };
  return self;
}

void
sf_play_item_free (SfPlayItem *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->path);
  g_free (self);
}

static gboolean
same_item (const SfPlayItem *a, const SfPlayItem *b)
{
  return a->film == b->film && g_str_equal (a->id, b->id) && g_str_equal (a->path, b->path);
}

/* Making ready ---------------------------------------------------------------- */

static void
drop_next (SfPlayer *self)
{
  if (self->next_item != NULL)
    sf_reel_empty (self->standby);
  g_clear_pointer (&self->next_item, sf_play_item_free);
}

/* Loads the item at @place of the list, round and round, into the standby reel. */
static void
load (SfPlayer *self, guint place, gint64 now)
{
  drop_next (self);
  if (self->items->len == 0)
    return;
  self->place = place % self->items->len;
  const SfPlayItem *item = g_ptr_array_index (self->items, self->place);
  self->next_item = sf_play_item_new (item->id, item->path, item->film, item->for_ms);
  self->asked_us = now;
  sf_reel_load (self->standby, item->path, item->film, self->width, self->height);
}

/* A reel that hangs is left to itself; closing it waits for nobody. */
static void
renew (SfPlayer *self, SfReel **reel)
{
  sf_reel_close (*reel);
  *reel = sf_reel_new (self->bell);
}

/* The item at hand cannot be played. With all of the list in a row there is nothing to play, for now. */
static void
skip (SfPlayer *self, const SfPlayItem *item, const char *why)
{
  g_autofree char *id = g_strdup (item->id);
  self->failures++;
  g_debug ("item %s is left out: %s", id, why);
  g_signal_emit (self, signals[SKIPPED], 0, id, why);
}

/* Looks after the standby reel: the next item if this one is no good. Returns when to look again at the latest, 0: when rung. */
static gint64
make_ready (SfPlayer *self, gint64 now)
{
  const guint n = self->items->len;
  gint64 ignored;
  if (self->again_us != 0 && now < self->again_us)
    return self->again_us;
  if (self->again_us != 0) {
    self->again_us = 0;
    self->failures = 0;
  }
  while (self->failures < n) {
    if (self->next_item == NULL)
      load (self, self->place + 1, now);
    if (sf_reel_get_state (self->standby) == SF_REEL_BROKEN) {
      g_autofree char *why = sf_reel_get_reason (self->standby);
      skip (self, self->next_item, why);
    } else if (sf_reel_peek (self->standby, &ignored)) {
      return 0;
    } else if (now - self->asked_us >= self->open_us || sf_reel_at_end (self->standby, &ignored)) {
      skip (self, self->next_item, "it does not open");
      renew (self, &self->standby);
    } else {
      return self->asked_us + self->open_us;
    }
    drop_next (self);
  }
  return 0;
}

/* On the glass ------------------------------------------------------------------ */

static void
put (SfPlayer *self, GdkTexture *texture, gint64 now)
{
  if (texture == NULL)
    return;
  sf_frame_set_texture (self->frame, texture);
  self->progress_us = now;
  self->shown++;
}

static void
leave (SfPlayer *self, gint64 now)
{
  g_autoptr (SfPlayItem) item = g_steal_pointer (&self->on_item);
  self->over = FALSE;
  if (item != NULL)
    g_signal_emit (self, signals[PLAYED], 0, item->id, self->first_us, (now - self->first_us) / 1000);
}

/* Exchanges the reels: the first frame of the next item follows the last of this one. */
static void
cut (SfPlayer *self, gint64 now)
{
  gint64 at = 0;
  SfReel *left = self->on;
  const gint64 seam = self->over && now - self->end_us < SEAM_US ? self->end_us : now;
  leave (self, now);
  if (!sf_reel_peek (self->standby, &at))
    return;
  self->on = self->standby;
  self->standby = left;
  self->on_item = g_steal_pointer (&self->next_item);
  self->epoch_us = seam - at;
  self->first_us = now;
  g_autoptr (GdkTexture) texture = sf_reel_take (self->on);
  put (self, texture, now);
  load (self, self->place + 1, now);
  g_autofree char *id = g_strdup (self->on_item->id);
  g_signal_emit (self, signals[SHOWN], 0, id);
}

static void
end (SfPlayer *self, gint64 at, gboolean whole)
{
  self->over = TRUE;
  self->end_us = at;
  if (whole)
    self->failures = 0;
  g_source_set_ready_time (self->bell, 0);   /* its successor may still have to be found */
}

/* Puts the newest frame that is due. Returns when the next is, 0: when rung. */
static gint64
run_film (SfPlayer *self, gint64 now)
{
  g_autoptr (GdkTexture) newest = NULL;
  gint64 at, end_us, newest_at = 0;
  while (sf_reel_peek (self->on, &at)) {
    if (self->epoch_us + at > now) {
      put (self, newest, now);
      return self->epoch_us + at;
    }
    if (newest != NULL)
      self->dropped++;
    g_clear_object (&newest);
    newest = sf_reel_take (self->on);
    newest_at = at;
  }
  put (self, newest, now);
  if (newest != NULL && now - self->epoch_us - newest_at > LATE_US)
    sf_reel_hurry (self->on, newest_at, now - self->epoch_us - newest_at);
  if (sf_reel_get_state (self->on) == SF_REEL_BROKEN) {
    g_autofree char *why = sf_reel_get_reason (self->on);
    end (self, now, FALSE);
    skip (self, self->on_item, why);
  } else if (sf_reel_at_end (self->on, &end_us)) {
    if (self->epoch_us + end_us > now)
      return self->epoch_us + end_us;
    end (self, self->epoch_us + end_us, TRUE);
  } else if (now - self->progress_us >= self->frame_us) {
    end (self, now, FALSE);
    skip (self, self->on_item, "it stands still");
    renew (self, &self->on);
  } else {
    return self->progress_us + self->frame_us;
  }
  return 0;
}

static gint64
run_item (SfPlayer *self, gint64 now)
{
  if (self->on_item->film)
    return run_film (self, now);
  const gint64 until = self->epoch_us + self->on_item->for_ms * 1000;
  if (now < until)
    return until;
  end (self, until, TRUE);
  return 0;
}

static gint64
sooner (gint64 a, gint64 b)
{
  return a == 0 || (b != 0 && b < a) ? b : a;
}

static void
say_nothing (SfPlayer *self, gint64 now)
{
  self->again_us = now + SF_PLAYER_AGAIN_MS * (gint64) 1000;
  leave (self, now);
  g_signal_emit (self, signals[NOTHING], 0);
}

/* All there is to do at this moment; sets the pacer to the next one. */
static void
advance (SfPlayer *self)
{
  g_autoptr (SfPlayer) alive = g_object_ref (self);    /* a handler may drop the last reference */
  const gint64 now = g_get_monotonic_time ();
  gint64 next = 0;
  if (self->items->len > 0)
    next = make_ready (self, now);
  if (self->playing && self->on_item != NULL && !self->over)
    next = sooner (next, run_item (self, now));
  if (self->playing && (self->on_item == NULL || self->over)) {
    if (sf_player_is_ready (self)) {
      cut (self, now);
      g_source_set_ready_time (self->bell, 0);         /* its second frame, the next item */
    } else if (self->again_us == 0 && (self->items->len == 0 || self->failures >= self->items->len)) {
      say_nothing (self, now);
      next = self->items->len > 0 ? self->again_us : 0;
    }
  }
  if (self->pacer != NULL)
    g_source_set_ready_time (self->pacer, next == 0 ? -1 : next);
}

/* Life -------------------------------------------------------------------------- */

static gboolean
on_ready (gpointer data)
{
  advance (data);
  return G_SOURCE_CONTINUE;
}

/* The ready time is taken back before the work: what rings meanwhile rings again. */
static gboolean
dispatch (GSource *source, GSourceFunc func, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return func (data);
}

static GSource *
add_source (SfPlayer *self, const char *name)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  GSource *source = g_source_new (&funcs, sizeof (GSource));
  g_source_set_static_name (source, name);
  g_source_set_callback (source, on_ready, self, NULL);
  g_source_attach (source, NULL);
  return source;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
sf_player_dispose (GObject *object)
{
  SfPlayer *self = SF_PLAYER (object);
  self->playing = FALSE;
  clear_source (&self->bell);
  clear_source (&self->pacer);
  g_clear_pointer (&self->on, sf_reel_close);
  g_clear_pointer (&self->standby, sf_reel_close);
  g_clear_pointer (&self->on_item, sf_play_item_free);
  g_clear_pointer (&self->next_item, sf_play_item_free);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_object (&self->frame);
  G_OBJECT_CLASS (sf_player_parent_class)->dispose (object);
}

/*
 * glibc takes up to 32 MB from its heaps once a piece of that size was given back, and there is a heap for each of GStreamer's
 * threads: 180 MB more after three minutes of films. A fixed threshold gives every frame back at once; see mallopt(3).
 */
static void
give_frames_back (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, LARGE);
#endif
}

static void
sf_player_class_init (SfPlayerClass *klass)
{
  give_frames_back ();
  const GType type = G_TYPE_FROM_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = sf_player_dispose;
  signals[SHOWN] = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PLAYED] = g_signal_new ("played", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_INT64);
  signals[SKIPPED] = g_signal_new ("skipped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[NOTHING] = g_signal_new ("nothing", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_player_init (SfPlayer *self)
{
  self->frame = sf_frame_new ();
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_play_item_free);
  self->bell = add_source (self, "sf-player-bell");
  self->pacer = add_source (self, "sf-player-pacer");
  g_source_set_ready_time (self->bell, -1);
  g_source_set_ready_time (self->pacer, -1);
  self->on = sf_reel_new (self->bell);
  self->standby = sf_reel_new (self->bell);
  sf_player_set_patience (self, OPEN_MS, FRAME_MS);
}

SfPlayer *
sf_player_new (void)
{
  return g_object_new (SF_TYPE_PLAYER, NULL);
}

SfFrame *
sf_player_get_frame (SfPlayer *self)
{
  return self->frame;
}

void
sf_player_set_size (SfPlayer *self, int width, int height)
{
  if (self->width == width && self->height == height)
    return;
  self->width = width;
  self->height = height;
  if (self->next_item != NULL)
    load (self, self->place, g_get_monotonic_time ());
}

static guint
place_of (GPtrArray *items, const SfPlayItem *item)
{
  for (guint i = 0; item != NULL && i < items->len; i++)
    if (g_str_equal (((SfPlayItem *) g_ptr_array_index (items, i))->id, item->id))
      return i;
  return G_MAXUINT;        /* the next place is the first */
}

void
sf_player_set_items (SfPlayer *self, GPtrArray *items)
{
  const guint place = place_of (items, self->on_item) + 1;
  g_ptr_array_unref (self->items);
  self->items = items;
  self->failures = 0;
  self->again_us = 0;
  const gboolean keeps = self->next_item != NULL && items->len > 0 && same_item (self->next_item, g_ptr_array_index (items, place % items->len));
  if (!keeps)
    load (self, place, g_get_monotonic_time ());
  else
    self->place = place % items->len;
  g_source_set_ready_time (self->bell, 0);
}

void
sf_player_set_playing (SfPlayer *self, gboolean playing)
{
  if (self->playing == playing)
    return;
  self->playing = playing;
  if (!playing) {
    sf_reel_empty (self->on);
    leave (self, g_get_monotonic_time ());
  } else {
    advance (self);
  }
}

gboolean
sf_player_is_ready (SfPlayer *self)
{
  gint64 ignored;
  return self->next_item != NULL && sf_reel_peek (self->standby, &ignored);
}

void
sf_player_set_patience (SfPlayer *self, gint64 open_ms, gint64 frame_ms)
{
  self->open_us = open_ms * 1000;
  self->frame_us = frame_ms * 1000;
}

void
sf_player_count (SfPlayer *self, guint64 *shown, guint64 *dropped)
{
  *shown = self->shown;
  *dropped = self->dropped;
}
