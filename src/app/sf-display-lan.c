/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display-lan"
#include <string.h>
#include "app/sf-display-private.h"
#include "wire/sf-codec.h"

/* How long a tablet's question waits for the glass; then it hears what is there. Less than the tablet's own patience. */
#define PAINT_MS 1500

/* --- answers -------------------------------------------------------------------------------------------------------- */

typedef struct { SfDisplay *display; SfLanCall *call; guint timeout; } Waiting;

static void
answer (SfDisplay *self, SfLanCall *call)
{
  g_autoptr(SfRecord) now = sf_display_showing (self);
  g_autoptr(SfLanAnswer) told = sf_lan_answer_new ();
  SfTimeTrust trust;

  told->what = g_strdup (sf_record_get_text (now, SF_SHOWING_WHAT));
  told->push = g_strdup (sf_record_get_text (now, SF_SHOWING_PUSH));
  told->model = g_strdup (sf_record_get_text (now, SF_SHOWING_MODEL));
  told->media = g_strdup (sf_record_get_text (now, SF_SHOWING_MEDIA));
  told->since_ms = MAX (sf_record_get_int (now, SF_SHOWING_SINCE), 0);
  told->now_ms = MAX (sf_device_now (self->device, &trust), 0);
  told->sure = trust == SF_TIME_HEARD;
  told->have = self->have;
  told->want = self->want;
  sf_lan_call_answer (call, told);
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_clear_handle_id (&waiting->timeout, g_source_remove);
  answer (waiting->display, waiting->call);
  g_free (waiting);
}

static gboolean
on_timeout (gpointer data)
{
  Waiting *waiting = data;

  waiting->timeout = 0;
  g_ptr_array_remove_fast (waiting->display->calls, waiting);
  return G_SOURCE_REMOVE;
}

void
sf_display_lan_painted (SfDisplay *self)
{
  g_ptr_array_set_size (self->calls, 0);
}

/* --- questions ------------------------------------------------------------------------------------------------------ */

/* A tablet may have been cheated, or be another's: what it says is checked like what comes from anywhere. */
static gboolean
take_ask (SfDisplay *self, const SfLanAsk *ask)
{
  g_autoptr(SfMutation) mutation = ask->body != NULL ? sf_codec_mutation_from_json (ask->body, strlen (ask->body), NULL) : NULL;

  if (mutation == NULL || mutation->kind != SF_KIND_PUSH || strcmp (mutation->verb, "create") != 0)
    return FALSE;
  if (!sf_record_check (mutation->data, SF_CHECK_CREATE, SF_ROLE_T, NULL))
    return FALSE;
  return sf_display_take_push (self, mutation->data, ask->age_ms);
}

static void
on_ask (SfLanCall *call, const SfLanAsk *ask, gpointer data)
{
  SfDisplay *self = data;
  Waiting *waiting;

  if (take_ask (self, ask)) {
    sf_display_keep (self);
    sf_display_update (self);
  }
  /* A test of the way (SfReach) asks for nothing on the glass. */
  if (self->painted || strcmp (ask->act, "reach") == 0) {
    answer (self, call);
    return;
  }
  waiting = g_new0 (Waiting, 1);
  waiting->display = self;
  waiting->call = call;
  waiting->timeout = g_timeout_add (PAINT_MS, on_timeout, waiting);
  g_ptr_array_add (self->calls, waiting);
}

/* --- where it listens ----------------------------------------------------------------------------------------------- */

void
sf_display_lan_tick (SfDisplay *self)
{
  if (self->device != NULL && self->ear != NULL)
    sf_lan_ear_tick (self->ear);
}

void
sf_display_lan_begin (SfDisplay *self, const char *port, const char *key)
{
  const SfLanKept kept = { port, key, SF_DISPLAY_KEY_PORT, SF_DISPLAY_KEY_LAN };

  self->ear = sf_lan_ear_new (self->device, &kept, on_ask, self);
}

void
sf_display_lan_end (SfDisplay *self)
{
  sf_display_lan_painted (self);
  g_clear_pointer (&self->ear, sf_lan_ear_free);
}

/* Called once, when the display is made. */
void
sf_display_lan_init (SfDisplay *self)
{
  self->calls = g_ptr_array_new_with_free_func (waiting_free);
}
