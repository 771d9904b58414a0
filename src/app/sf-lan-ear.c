/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-lan-ear"
#include "app/sf-lan-ear-private.h"
#include "app/sf-device-private.h"
#include "base/sf-bytes.h"
#include "base/sf-log.h"

/* How often the server is asked for the key. */
#define TELL_MS 60000

static void
use_key (SfLanEar *self)
{
  guint8 key[SF_BOX_KEY_LEN];
  const gboolean good = self->key != NULL && sf_unhex (self->key, key, sizeof key);

  sf_lan_listener_set_key (self->listener, sf_device_get_id (self->device), good ? key : NULL);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GCancellable) asked = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SfLanKey) key = sf_lan_tell_finish (SF_SYNC_DRIVER (source), result, &error);
  g_autofree char *hex = key != NULL ? sf_hex (key->key, sizeof key->key) : NULL;
  SfLanEar *self = g_object_get_data (G_OBJECT (asked), "ear");

  if (self == NULL)
    return;
  g_object_set_data (G_OBJECT (asked), "ear", NULL);
  g_clear_object (&self->telling);
  if (key == NULL) {
    self->told_at = 0;
    sf_log (SF_LOG_INFO, "lan.tell", "code", g_quark_to_string (error->domain), NULL);
    return;
  }
  if (g_strcmp0 (hex, self->key) == 0)
    return;
  g_free (self->key);
  self->key = g_steal_pointer (&hex);
  if (self->keep_key != NULL)
    sf_device_keep (self->device, self->keep_key, self->key);
  use_key (self);
}

void
sf_lan_ear_again (SfLanEar *self)
{
  self->told_at = 0;
}

void
sf_lan_ear_tick (SfLanEar *self)
{
  SfSyncDriver *driver = sf_device_get_driver (self->device);
  const gint64 now = sf_clock_boot_ms (sf_device_get_clock (self->device));

  if (driver == NULL || self->telling != NULL)
    return;
  if (!sf_device_get_online (self->device)) {
    self->told_at = 0;
    return;
  }
  if (self->told_at != 0 && now - self->told_at < TELL_MS)
    return;
  self->told_at = MAX (now, 1);
  self->telling = g_cancellable_new ();
  g_object_set_data (G_OBJECT (self->telling), "ear", self);
  sf_lan_tell_async (driver, sf_lan_listener_get_port (self->listener), self->telling, on_told, g_object_ref (self->telling));
}

SfLanEar *
sf_lan_ear_new (SfDevice *device, const SfLanKept *kept, SfLanFunc func, gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *now = NULL;
  SfLanListener *listener;
  SfLanEar *self;
  guint64 before = 0;

  if (kept->port != NULL)
    g_ascii_string_to_unsigned (kept->port, 10, 1, 65535, &before, NULL);
  listener = sf_lan_listener_new (sf_device_get_ids (device), (guint) before, func, data, &error);
  if (listener == NULL) {
    sf_log (SF_LOG_WARNING, "lan.listen", "code", g_quark_to_string (error->domain), NULL);
    return NULL;
  }
  self = g_new0 (SfLanEar, 1);
  self->device = g_object_ref (device);
  self->listener = listener;
  self->key = g_strdup (kept->key);
  self->keep_key = g_strdup (kept->keep_key);
  now = g_strdup_printf ("%u", sf_lan_listener_get_port (listener));
  if (kept->keep_port != NULL && g_strcmp0 (now, kept->port) != 0)
    sf_device_keep (device, kept->keep_port, now);
  use_key (self);
  sf_lan_ear_tick (self);
  return self;
}

void
sf_lan_ear_free (SfLanEar *self)
{
  if (self->telling != NULL) {
    g_object_set_data (G_OBJECT (self->telling), "ear", NULL);
    g_cancellable_cancel (self->telling);
  }
  g_clear_object (&self->telling);
  g_clear_pointer (&self->listener, sf_lan_listener_free);
  g_clear_object (&self->device);
  g_free (self->key);
  g_free (self->keep_key);
  g_free (self);
}
