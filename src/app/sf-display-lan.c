/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display-lan"
#include <string.h>
#include "app/sf-device-private.h"
#include "app/sf-display-private.h"
#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "wire/sf-codec.h"

/* How long a tablet's question waits for the glass; then it hears what is there. Less than the tablet's own patience. */
#define PAINT_MS 1500
/* How often the server is asked for the key: a withdrawn tablet must not go on showing things. */
#define TELL_MS 60000

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
  if (self->painted) {
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

static void
use_key (SfDisplay *self)
{
  guint8 key[SF_BOX_KEY_LEN];
  gboolean good = self->lan_key != NULL && sf_unhex (self->lan_key, key, sizeof key);

  if (self->listener != NULL)
    sf_lan_listener_set_key (self->listener, sf_device_get_id (self->device), good ? key : NULL);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  GWeakRef *weak = data;
  g_autoptr(SfDisplay) self = g_weak_ref_get (weak);
  g_autoptr(GError) error = NULL;
  g_autoptr(SfLanKey) key = sf_lan_tell_finish (SF_SYNC_DRIVER (source), result, &error);
  g_autofree char *hex = key != NULL ? sf_hex (key->key, sizeof key->key) : NULL;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || self->device == NULL)
    return;
  g_clear_object (&self->telling);
  if (key == NULL) {
    self->told_at = 0;
    sf_log (SF_LOG_INFO, "lan.tell", "code", g_quark_to_string (error->domain), NULL);
    return;
  }
  if (g_strcmp0 (hex, self->lan_key) == 0)
    return;
  g_free (self->lan_key);
  self->lan_key = g_steal_pointer (&hex);
  sf_device_keep (self->device, SF_DISPLAY_KEY_LAN, self->lan_key);
  use_key (self);
}

void
sf_display_lan_tick (SfDisplay *self)
{
  SfSyncDriver *driver = self->device != NULL ? sf_device_get_driver (self->device) : NULL;
  gint64 now = self->device != NULL ? sf_clock_boot_ms (sf_device_get_clock (self->device)) : 0;
  GWeakRef *weak;

  if (driver == NULL || self->listener == NULL || self->telling != NULL)
    return;
  if (!sf_device_get_online (self->device)) {
    self->told_at = 0;
    return;
  }
  if (self->told_at != 0 && now - self->told_at < TELL_MS)
    return;
  self->told_at = MAX (now, 1);
  self->telling = g_cancellable_new ();
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  sf_lan_tell_async (driver, sf_lan_listener_get_port (self->listener), self->telling, on_told, weak);
}

void
sf_display_lan_begin (SfDisplay *self, const char *port, const char *key)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *now = NULL;
  guint64 before = 0;

  if (port != NULL)
    g_ascii_string_to_unsigned (port, 10, 1, 65535, &before, NULL);
  self->lan_key = g_strdup (key);
  self->listener = sf_lan_listener_new (sf_device_get_ids (self->device), (guint) before, on_ask, self, &error);
  if (self->listener == NULL) {
    /* By way of the server it still works. */
    sf_log (SF_LOG_WARNING, "lan.listen", "code", g_quark_to_string (error->domain), NULL);
    return;
  }
  now = g_strdup_printf ("%u", sf_lan_listener_get_port (self->listener));
  if (g_strcmp0 (now, port) != 0)
    sf_device_keep (self->device, SF_DISPLAY_KEY_PORT, now);
  use_key (self);
  sf_display_lan_tick (self);
}

void
sf_display_lan_end (SfDisplay *self)
{
  if (self->telling != NULL)
    g_cancellable_cancel (self->telling);
  g_clear_object (&self->telling);
  sf_display_lan_painted (self);
  g_clear_pointer (&self->listener, sf_lan_listener_free);
}

/* Called once, when the display is made. */
void
sf_display_lan_init (SfDisplay *self)
{
  self->calls = g_ptr_array_new_with_free_func (waiting_free);
}
