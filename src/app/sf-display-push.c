/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display-push"
#include <stdio.h>
#include <string.h>
#include "app/sf-display-private.h"
#include "base/sf-log.h"
#include "wire/sf-codec.h"

/* A call is read at a glance; longer it would only hide what others have put there. */
#define CALL_MS 12000

#define KEY_PUSHES "display.pushes"
#define KEY_PLAYLIST "display.playlist"

enum { KEPT_PUSHES, KEPT_PLAYLIST, KEPT_PORT, KEPT_KEY, N_KEPT };
static const char *const kept_keys[N_KEPT] = { KEY_PUSHES, KEY_PLAYLIST, SF_DISPLAY_KEY_PORT, SF_DISPLAY_KEY_LAN };

static gint64
boot_now (SfDisplay *self)
{
  return sf_clock_boot_ms (sf_device_get_clock (self->device));
}

/* --- arriving ------------------------------------------------------------------------------------------------------- */

/* A name without its guest's word is not for the wall. */
static SfRecord *
without_unasked_name (SfRecord *push)
{
  SfRecord *copy;

  if (sf_record_is_null (push, SF_PUSH_GUEST) || !sf_record_is_null (push, SF_PUSH_CONSENT))
    return sf_record_ref (push);
  copy = sf_record_copy (push);
  sf_record_unset (copy, SF_PUSH_GUEST);
  return copy;
}

typedef struct { gint64 from, until; } Span;

/* When it was made, and until when it may stand, by the clock since boot. */
static Span
span_of (SfDisplay *self, SfRecord *push, gint64 age_ms)
{
  gint64 at = sf_record_get_int (push, SF_PUSH_AT), not_after = sf_record_get_int (push, SF_PUSH_NOT_AFTER);
  gint64 for_ms = sf_record_get_int (push, SF_PUSH_FOR_MS), now = boot_now (self), lasts = not_after - at;
  SfTimeTrust trust;
  gint64 wall = sf_device_now (self->device, &trust);
  Span span = { now, 0 };

  if (g_strcmp0 (sf_record_get_text (push, SF_PUSH_WHAT), "call") == 0)
    for_ms = MIN (for_ms, CALL_MS);
  span.until = now + for_ms;
  if (age_ms >= 0) {
    /* Straight from the tablet: how old it is was measured there; what its calendar says does not matter. */
    span.from = now - age_ms;
    span.until = MIN (span.until, span.from + lasts);
  } else if (trust != SF_TIME_UNKNOWN) {
    span.from = now - MAX (wall - at, 0);
    span.until = MIN (span.until, now + not_after - wall);
  }
  return span;
}

gboolean
sf_display_take_push (SfDisplay *self, SfRecord *push, gint64 age_ms)
{
  g_autoptr(SfRecord) shown = NULL;
  const char *subject = sf_record_get_text (push, SF_PUSH_SUBJECT);
  Span span;

  if (g_strcmp0 (sf_record_get_text (push, SF_PUSH_DISPLAY), sf_device_get_id (self->device)) != 0)
    return FALSE;
  if (g_strcmp0 (sf_record_get_text (push, SF_PUSH_WHAT), "back") == 0) {
    gboolean news = sf_push_stack_end (self->stack, sf_record_get_id (push));

    return news && subject != NULL && sf_push_stack_end (self->stack, subject);
  }
  shown = without_unasked_name (push);
  span = span_of (self, shown, age_ms);
  return sf_push_stack_add (self->stack, shown, span.from, span.until, boot_now (self));
}

void
sf_display_take_synced (SfDisplay *self)
{
  gboolean any = FALSE;
  SfTimeTrust trust;

  if (!sf_live_query_get_loaded (self->pushes))
    return;
  sf_device_now (self->device, &trust);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->pushes)); i-- > 0;) {
    SfRecord *push = sf_item_get_record (sf_live_query_peek (self->pushes, i));

    /* Without a clock nobody can say how old those are that lay here when this program started. */
    if (!self->synced && trust == SF_TIME_UNKNOWN && !sf_push_stack_knows (self->stack, sf_record_get_id (push)))
      any = sf_push_stack_end (self->stack, sf_record_get_id (push)) || any;
    else
      any = sf_display_take_push (self, push, -1) || any;
  }
  self->synced = TRUE;
  if (any)
    sf_display_keep (self);
}

/* --- over a restart ------------------------------------------------------------------------------------------------- */

void
sf_display_keep (SfDisplay *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_auto(GStrv) ended = sf_push_stack_ended (self->stack);
  SfTimeTrust trust;
  gint64 wall = sf_device_now (self->device, &trust);

  g_string_append_printf (text, "time %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d\n", sf_clock_boot_id (sf_device_get_clock (self->device)),
                          boot_now (self), wall, trust != SF_TIME_UNKNOWN);
  for (guint i = 0; i < sf_push_stack_n_live (self->stack); i++) {
    const SfPushEntry *entry = sf_push_stack_live (self->stack, i);
    g_autoptr(SfMutation) mutation = sf_mutation_new ("create", entry->push, NULL);
    g_autofree char *json = sf_codec_mutation_to_json (mutation);

    g_string_append_printf (text, "push %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s\n", entry->from, entry->until, json);
  }
  for (guint i = 0; ended[i] != NULL; i++)
    g_string_append_printf (text, "ended %s\n", ended[i]);
  sf_device_keep (self->device, KEY_PUSHES, text->str);
}

/* How much the clock since boot must be moved so that what was written down means the same now. */
static gint64
shift_of (SfDisplay *self, const char *line)
{
  char boot[64];
  gint64 boot_ms, wall_ms, gone = 0;
  int trusted;
  SfTimeTrust trust;
  gint64 wall = sf_device_now (self->device, &trust);

  if (sscanf (line, "time %63s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", boot, &boot_ms, &wall_ms, &trusted) != 4)
    return 0;
  if (strcmp (boot, sf_clock_boot_id (sf_device_get_clock (self->device))) == 0)
    return 0;
  /* Another boot: how long the machine was off tells the calendar, if it is to be believed. */
  if (trusted && trust != SF_TIME_UNKNOWN)
    gone = MAX (wall - wall_ms, 0);
  return boot_now (self) - boot_ms - gone;
}

static void
take_line (SfDisplay *self, const char *line, gint64 shift)
{
  gint64 from, until;
  int at = 0;

  if (g_str_has_prefix (line, "ended ")) {
    sf_push_stack_end (self->stack, line + strlen ("ended "));
  } else if (sscanf (line, "push %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %n", &from, &until, &at) == 2 && at > 0) {
    g_autoptr(SfMutation) mutation = sf_codec_mutation_from_json (line + at, strlen (line + at), NULL);

    if (mutation != NULL && mutation->kind == SF_KIND_PUSH)
      sf_push_stack_add (self->stack, mutation->data, from + shift, until + shift, boot_now (self));
  }
}

static gpointer
do_load (gpointer store, gpointer data, GError **error)
{
  char **kept = g_new0 (char *, N_KEPT);

  for (guint i = 0; i < N_KEPT; i++)
    kept[i] = sf_device_store_get (store, kept_keys[i]);
  return kept;
}

static void
kept_free (gpointer data)
{
  char **kept = data;

  for (guint i = 0; i < N_KEPT; i++)
    g_free (kept[i]);
  g_free (kept);
}

static void
take_pushes (SfDisplay *self, const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  gint64 shift = lines[0] != NULL ? shift_of (self, lines[0]) : 0;

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    take_line (self, lines[i], shift);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfDisplay) self = data;
  char **kept = sf_device_run_finish (SF_DEVICE (source), result, NULL);

  if (self->device != NULL) {
    if (kept != NULL && kept[KEPT_PUSHES] != NULL)
      take_pushes (self, kept[KEPT_PUSHES]);
    if (kept != NULL)
      self->playlist_kept = g_steal_pointer (&kept[KEPT_PLAYLIST]);
    self->loaded = TRUE;
    sf_display_lan_begin (self, kept != NULL ? kept[KEPT_PORT] : NULL, kept != NULL ? kept[KEPT_KEY] : NULL);
    sf_display_queue_update (self);
  }
  g_clear_pointer (&kept, kept_free);
}

void
sf_display_load (SfDisplay *self)
{
  sf_device_run_async (self->device, do_load, NULL, NULL, kept_free, on_loaded, g_object_ref (self));
}
