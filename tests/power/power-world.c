/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "power.h"

#include <string.h>

#define KIOSK_ID "00000000-0000-7000-8000-00000000000d"

static gboolean
sign (gconstpointer data, gsize n, guint8 signature[64], gpointer user_data)
{
  memset (signature, 7, 64);
  return TRUE;
}

gboolean
power_open_kiosk (Power *self, GError **error)
{
  g_auto(SfDeviceIdentity) identity = { 0 };

  if (self->kiosk != NULL)
    return TRUE;
  self->kiosk = sf_device_store_open (POWER_DIR, sf_test_disk_vfs (self->disks[POWER_KIOSK]), NULL, self->clock, self->ids, error);
  if (self->kiosk == NULL)
    return FALSE;
  if (!sf_device_sync_identity (self->kiosk, &identity, error))
    return FALSE;
  if (self->inc == 0)
    self->inc = identity.inc;
  self->core = sf_sync_core_new (self->kiosk, self->clock, self->ids, sign, NULL);
  return TRUE;
}

gboolean
power_open_server (Power *self, GError **error)
{
  if (self->server != NULL)
    return TRUE;
  self->server = sf_server_store_open (POWER_DIR, sf_test_disk_vfs (self->disks[POWER_SERVER]), NULL, self->clock, self->ids, error);
  if (self->server == NULL)
    return FALSE;
  self->ingest = sf_ingest_new (self->server, self->clock, self->ids);
  if (self->epoch == NULL)
    self->epoch = g_strdup (sf_server_store_get_epoch (self->server));
  return TRUE;
}

void
power_open_both_somehow (Power *self)
{
  g_autoptr(GError) error = NULL;

  if ((!power_open_server (self, &error) || !power_open_kiosk (self, &error)) && !power_is_dead (self))
    power_say_wrong (self, "does not open: %s", error->message);
}

void
power_be_at (Power *self, guint n)
{
  sf_ids_unref (self->ids);
  sf_clock_unref (self->clock);
  self->ids = sf_ids_new_seeded (100 + n);
  self->clock = sf_clock_new_fake (POWER_START_MS + (gint64) n * 3600 * 1000);
}

void
power_close (Power *self)
{
  g_clear_pointer (&self->core, sf_sync_core_free);
  g_clear_pointer (&self->kiosk, sf_device_store_close);
  g_clear_pointer (&self->ingest, sf_ingest_free);
  g_clear_pointer (&self->server, sf_server_store_close);
}

gboolean
power_is_dead (Power *self)
{
  return sf_test_disk_is_dead (self->disks[POWER_KIOSK]) || sf_test_disk_is_dead (self->disks[POWER_SERVER]);
}

gboolean
power_is_broken (Power *self)
{
  return sf_db_is_broken (sf_device_store_get_db (self->kiosk)) || sf_db_is_broken (sf_server_store_get_db (self->server));
}

Power *
power_new (void)
{
  Power *self = g_new0 (Power, 1);

  for (guint i = 0; i < POWER_NODES; i++)
    self->disks[i] = sf_test_disk_new (i + 1);
  self->clock = sf_clock_new_fake (POWER_START_MS);
  self->ids = sf_ids_new_seeded (7);
  self->tried = g_ptr_array_new_with_free_func (g_free);
  self->saved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->erased = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->peer.role = SF_ROLE_K;
  self->page_rows = 6;
  g_strlcpy (self->peer.device_id, KIOSK_ID, sizeof self->peer.device_id);
  return self;
}

void
power_free (Power *self)
{
  power_close (self);
  for (guint i = 0; i < POWER_NODES; i++)
    sf_test_disk_free (self->disks[i]);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_ptr_array_unref (self->tried);
  g_hash_table_unref (self->saved);
  g_hash_table_unref (self->erased);
  g_free (self->epoch);
  g_free (self->wrong);
  g_free (self);
}

void
power_say_wrong (Power *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (self->wrong == NULL)
    self->wrong = g_strdup_vprintf (format, args);
  va_end (args);
}

static void
note_answer (Power *self, SfSyncStep step, const char *body)
{
  g_autoptr(SfPushReply) push = step == SF_SYNC_PUSH ? sf_push_reply_from_json (body, strlen (body), NULL) : NULL;
  g_autoptr(SfHelloReply) hello = step == SF_SYNC_HELLO ? sf_hello_reply_from_json (body, strlen (body), NULL) : NULL;

  if (push != NULL)
    self->acked = MAX (self->acked, push->last);
  if (push != NULL || hello != NULL)
    self->safe = MAX (self->safe, push != NULL ? push->safe : hello->safe);
}

void
power_sync (Power *self, guint most)
{
  SfTestWire wire = { self->server, self->ingest, self->page_rows };

  sf_sync_core_hurry (self->core);
  for (guint i = 0; i < most && !power_is_dead (self); i++)
    {
      SfSyncRequest request = { 0 };
      g_auto(SfDeviceIdentity) identity = { 0 };
      g_autofree char *body = NULL;
      gint64 not_before = 0, now = sf_clock_boot_ms (self->clock);
      guint status;

      if (!sf_sync_core_next (self->core, &request, &not_before))
        {
          if (not_before - now > 20000)
            return;
          sf_clock_fake_advance (self->clock, 1 + MAX (0, not_before - now));
          continue;
        }
      if (!sf_device_sync_identity (self->kiosk, &identity, NULL))
        return;
      self->peer.inc = identity.inc;
      status = sf_test_wire_answer (&wire, &self->peer, request.step, request.body, &body);
      if (status == 200)
        note_answer (self, request.step, body);
      sf_sync_core_answer (self->core, status, body != NULL ? body : "{}", body != NULL ? strlen (body) : 2);
      sf_sync_request_clear (&request);
    }
}
