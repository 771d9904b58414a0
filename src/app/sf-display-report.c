/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display-report"
#include "app/sf-display-private.h"
#include "base/sf-log.h"
#include "model/sf-assign.h"

/* The items of a programme change all day; who wants to know hears it this often. Pushes are told at once. */
#define SAY_AGAIN_MS (5 * 60 * 1000)
/* While media arrive one after the other. */
#define SAY_MEDIA_MS 10000
/* Plays that could not be written down (a full disk) are tried again; more than a day of them is not kept. */
#define MAX_PLAYS 10000
/* A first frame that does not fit the end of its play is not believed: the machine slept, or the clocks are not one. */
#define SLACK_MS 2000

static gint64
boot_now (SfDisplay *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (self->device));
}

static SfRecord *
find_item (SfDisplay *self, const char *item_id)
{
  SfItem *item = sf_live_query_find_id (self->items, item_id);

  return item != NULL ? sf_item_get_record (item) : NULL;
}

/* --- what is on the glass ------------------------------------------------------------------------------------------- */

static void
set_or_clear (SfRecord *record, guint field, const char *text)
{
  if (text != NULL)
    sf_record_set_text (record, field, text);
  else
    sf_record_set_null (record, field);
}

/* What was painted, not what should be: a window that brings no frames confirms nothing. All of it each time, nulls for what is gone. */
SfRecord *
sf_display_showing (SfDisplay *self)
{
  const char *screen = sf_device_get_id (self->device);
  g_autofree char *id = sf_uuid_derive (screen, sf_kind_info (SF_KIND_SHOWING)->name, 0);
  SfRecord *record = sf_record_new (SF_KIND_SHOWING, id);
  SfRecord *item = self->shown == NULL ? find_item (self, self->item) : NULL;
  const char *model = self->shown != NULL ? sf_record_get_text (self->shown, SF_PUSH_MODEL) : item != NULL ? sf_record_get_text (item, SF_PLAYLIST_ITEM_MODEL) : NULL;

  sf_record_set_text (record, SF_SHOWING_DISPLAY, screen);
  sf_record_set_text (record, SF_SHOWING_WHAT, self->shown != NULL ? "push" : item != NULL ? "programme" : "nothing");
  set_or_clear (record, SF_SHOWING_PUSH, self->shown != NULL ? sf_record_get_id (self->shown) : NULL);
  set_or_clear (record, SF_SHOWING_MODEL, model);
  set_or_clear (record, SF_SHOWING_MEDIA, item != NULL ? sf_record_get_text (item, SF_PLAYLIST_ITEM_MEDIA) : NULL);
  sf_record_set_int (record, SF_SHOWING_SINCE, self->since);
  sf_record_set_int (record, SF_SHOWING_HAVE, self->have);
  sf_record_set_int (record, SF_SHOWING_WANT, self->want);
  return record;
}

static gboolean
same_text (SfRecord *a, SfRecord *b, guint field)
{
  return g_strcmp0 (sf_record_get_text (a, field), sf_record_get_text (b, field)) == 0;
}

static gboolean
same_int (SfRecord *a, SfRecord *b, guint field)
{
  return sf_record_get_int (a, field) == sf_record_get_int (b, field);
}

/* What somebody waits for is said at once, what is only good to know now and then. */
static gboolean
is_due (SfDisplay *self, SfRecord *now)
{
  gint64 age = boot_now (self) - self->said_at;

  if (self->said == NULL || !same_text (self->said, now, SF_SHOWING_WHAT) || !same_text (self->said, now, SF_SHOWING_PUSH))
    return TRUE;
  if (!same_int (self->said, now, SF_SHOWING_HAVE) || !same_int (self->said, now, SF_SHOWING_WANT))
    return age >= SAY_MEDIA_MS;
  return age >= SAY_AGAIN_MS && (!same_text (self->said, now, SF_SHOWING_MEDIA) || !same_text (self->said, now, SF_SHOWING_MODEL));
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfDisplay) self = data;

  if (sf_device_commit_finish (SF_DEVICE (source), result, NULL))
    return;
  sf_log (SF_LOG_WARNING, "display.showing", "code", "commit", NULL);
  g_clear_pointer (&self->said, sf_record_unref);
}

static void
say (SfDisplay *self)
{
  g_autoptr(SfRecord) now = sf_display_showing (self);
  GPtrArray *mutations;

  if (!self->painted || !is_due (self, now))
    return;
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_ptr_array_add (mutations, sf_mutation_new ("patch", now, NULL));
  g_clear_pointer (&self->said, sf_record_unref);
  self->said = g_steal_pointer (&now);
  self->said_at = boot_now (self);
  sf_device_commit_async (self->device, mutations, on_said, g_object_ref (self));
}

void
sf_display_report_reset (SfDisplay *self)
{
  self->painted = FALSE;
}

void
sf_display_painted (SfDisplay *self, const char *item_id)
{
  g_return_if_fail (SF_IS_DISPLAY (self));
  if (!self->painted || g_strcmp0 (self->item, item_id) != 0)
    self->since = sf_device_now (self->device, NULL);
  if (g_strcmp0 (self->item, item_id) != 0) {
    g_free (self->item);
    self->item = g_strdup (item_id);
  }
  g_clear_pointer (&self->shown, sf_record_unref);
  self->shown = self->push != NULL ? sf_record_ref (self->push) : NULL;
  self->painted = TRUE;
  say (self);
  sf_display_lan_painted (self);
}

/* --- proof of play -------------------------------------------------------------------------------------------------- */

typedef struct { SfDisplay *display; GPtrArray *plays; } Plays;

static void
on_plays (GObject *source, GAsyncResult *result, gpointer data)
{
  Plays *op = data;

  if (!sf_device_commit_finish (SF_DEVICE (source), result, NULL)) {
    sf_log (SF_LOG_WARNING, "display.play", "code", "commit", NULL);
    for (guint i = 0; i < op->plays->len && g_queue_get_length (&op->display->plays) < MAX_PLAYS; i++)
      g_queue_push_tail (&op->display->plays, sf_record_ref (op->plays->pdata[i]));
  }
  g_ptr_array_unref (op->plays);
  g_object_unref (op->display);
  g_free (op);
}

/* Takes @plays. */
static void
commit_plays (SfDisplay *self, GPtrArray *plays)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  Plays *op = g_new0 (Plays, 1);

  for (guint i = 0; i < plays->len; i++)
    g_ptr_array_add (mutations, sf_mutation_new ("create", plays->pdata[i], NULL));
  op->display = g_object_ref (self);
  op->plays = plays;
  sf_device_commit_async (self->device, mutations, on_plays, op);
}

static void
commit_again (SfDisplay *self)
{
  GPtrArray *plays;

  if (g_queue_is_empty (&self->plays))
    return;
  plays = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  while (plays->len < 100 && !g_queue_is_empty (&self->plays))
    g_ptr_array_add (plays, g_queue_pop_head (&self->plays));
  commit_plays (self, plays);
}

void
sf_display_played (SfDisplay *self, const char *item_id, gint64 at_boot_us, gint64 for_ms)
{
  SfRecord *item, *play;
  GPtrArray *plays;
  g_autofree char *id = NULL, *day = NULL;
  gint64 now = boot_now (self), first = at_boot_us / 1000, at;
  SfTimeTrust trust;

  g_return_if_fail (SF_IS_DISPLAY (self));
  item = find_item (self, item_id);
  if (item == NULL || for_ms <= 0)
    return;
  if (ABS (first + for_ms - now) > SLACK_MS)
    first = now - for_ms;
  at = sf_device_now (self->device, &trust) - (now - first);
  id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  day = sf_day_of (at, sf_floor_zone (self->floor), NULL);
  play = sf_record_new (SF_KIND_PLAY, id);
  sf_record_set_text (play, SF_PLAY_DISPLAY, sf_device_get_id (self->device));
  sf_record_set_text (play, SF_PLAY_ITEM, item_id);
  sf_record_set_text (play, SF_PLAY_MEDIA, sf_record_get_text (item, SF_PLAYLIST_ITEM_MEDIA));
  sf_record_set_text (play, SF_PLAY_DAY, day);
  sf_record_set_int (play, SF_PLAY_AT, MAX (at, 0));
  sf_record_set_int (play, SF_PLAY_FOR_MS, for_ms);
  if (trust != SF_TIME_HEARD)
    sf_record_set_int (play, SF_PLAY_CLOCK, 1);
  plays = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_ptr_array_add (plays, play);
  commit_plays (self, plays);
}

void
sf_display_report_tick (SfDisplay *self)
{
  say (self);
  commit_again (self);
}

void
sf_display_report_clear (SfDisplay *self)
{
  g_queue_clear_full (&self->plays, (GDestroyNotify) sf_record_unref);
  g_clear_pointer (&self->said, sf_record_unref);
  g_clear_pointer (&self->item, g_free);
  g_clear_pointer (&self->shown, sf_record_unref);
}
