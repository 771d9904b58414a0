/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-device-link"
#include "app/sf-device-private.h"
#include "base/sf-log.h"
#include "sync/sf-enrol.h"

/* "Online" holds this long after the last answer while no connection for news stands (sf-device.h). */
#define FRESH_MS 20000

/* --- the sync driver ------------------------------------------------------------------------------------------------ */

static void
on_state_changed (SfDevice *self)
{
  const gint64 heard = sf_sync_driver_get_last_contact (self->driver);
  const gint64 age = sf_clock_wall_ms (self->clock) - heard;
  const gboolean fresh = heard > 0 && age < FRESH_MS;
  const gboolean online = sf_sync_driver_get_online (self->driver) && (fresh || sf_sync_driver_get_listening (self->driver));

  sf_device_set_filling (self, sf_sync_driver_get_filling (self->driver));
  sf_device_set_stranger (self, sf_sync_driver_get_wrong_server (self->driver));
  sf_device_set_state (self, online, heard, sf_sync_driver_get_revoked (self->driver));
  sf_device_count (self);
  if (online) {
    sf_device_media_pump (self);
    sf_device_report (self);
  }
}

static gboolean
on_tick (gpointer data)
{
  on_state_changed (data);
  return G_SOURCE_CONTINUE;
}

static char *
key_path (SfDevice *self)
{
  return g_build_filename (self->dir, "device.key", NULL);
}

static void
connect (SfDevice *self, SfKey *key)
{
  self->driver = sf_sync_driver_new (self->worker, self->store, self->clock, self->ids, key);
  g_signal_connect_swapped (self->driver, "state-changed", G_CALLBACK (on_state_changed), self);
  self->tick = g_timeout_add_seconds (5, on_tick, self);
  sf_sync_driver_start (self->driver);
  sf_device_media_begin (self);
}

void
sf_device_begin (SfDevice *self)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  SfKey *key;

  if (!self->paired || self->driver != NULL)
    return;
  path = sf_key_find (self->dir);
  key = sf_key_load (path, &error);
  if (key == NULL) {
    /* Without its key the device cannot say who it is; what it holds stays readable. */
    sf_log (SF_LOG_ERROR, "device.key", "code", g_quark_to_string (error->domain), NULL);
    return;
  }
  connect (self, key);
}

void
sf_device_end (SfDevice *self)
{
  g_clear_handle_id (&self->tick, g_source_remove);
  sf_device_media_end (self);
  if (self->driver != NULL) {
    g_signal_handlers_disconnect_by_data (self->driver, self);
    sf_sync_driver_stop (self->driver);
  }
  g_clear_object (&self->driver);
}

SfSyncDriver *
sf_device_get_driver (SfDevice *self)
{
  return self->driver;
}

void
sf_device_nudge (SfDevice *self)
{
  if (self->driver != NULL)
    sf_sync_driver_wake (self->driver);
}

/* --- pairing: text → key on disk → enrol → (compare six digits) → kept → sync ----------------------------------------- */

typedef struct {
  SfPairing *pairing;       /* (owned) */
  SfKey *key;               /* (owned) until the driver has it */
  SfEnrolment *enrolment;   /* (owned) (nullable) */
  char *was, *server_id;    /* (owned) (nullable) of a device that is paired already */
  char *path;               /* (owned) */
  char *kept;               /* (owned) where the key is that it has, if it has one */
} Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;

  g_clear_pointer (&pair->pairing, sf_pairing_free);
  g_clear_pointer (&pair->key, sf_key_free);
  g_clear_pointer (&pair->enrolment, sf_enrolment_free);
  g_free (pair->path);
  g_free (pair->kept);
  g_free (pair->was);
  g_free (pair->server_id);
  g_free (pair);
}

static void
fail (GTask *task, SfPairError code, GError *error)
{
  g_task_return_new_error (task, SF_PAIR_ERROR, code, "pairing: %s", error != NULL ? error->message : "refused");
  g_clear_error (&error);
}

static SfPairError
code_of (const GError *error)
{
  if (error->domain != SF_ENROL_ERROR)
    return SF_PAIR_ERROR_UNREACHABLE;
  switch (error->code) {
  case SF_ENROL_ERROR_WRONG:
    return SF_PAIR_ERROR_WRONG;
  case SF_ENROL_ERROR_USED:
    return SF_PAIR_ERROR_USED;
  case SF_ENROL_ERROR_EXPIRED:
    return SF_PAIR_ERROR_EXPIRED;
  case SF_ENROL_ERROR_TRIES:
    return SF_PAIR_ERROR_TRIES;
  case SF_ENROL_ERROR_IDENTITY:
    return SF_PAIR_ERROR_IDENTITY;
  default:
    return SF_PAIR_ERROR_UNREACHABLE;
  }
}

static gpointer
do_save (gpointer store, gpointer data, GError **error)
{
  Pair *pair = data;

  return sf_enrolment_save (pair->enrolment, store, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = SF_DEVICE (source);
  Pair *pair = g_task_get_task_data (task);
  GError *error = NULL;
  SfDeviceCounts counts = { 0 };

  sf_device_run_finish (self, result, &error);
  if (error != NULL) {
    fail (task, SF_PAIR_ERROR_UNREACHABLE, error);
    return;
  }
  sf_device_end (self);
  connect (self, g_steal_pointer (&pair->key));
  counts.device_id = pair->enrolment->device_id;
  counts.role = pair->enrolment->role;
  sf_device_take_counts (self, &counts);
  g_task_return_boolean (task, TRUE);
}

static void
save (SfDevice *self, GTask *task)
{
  sf_device_run_async (self, do_save, g_task_get_task_data (task), NULL, NULL, on_saved, task);
}

static void
on_enrolled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = g_task_get_source_object (task);
  Pair *pair = g_task_get_task_data (task);
  GError *error = NULL;

  pair->enrolment = sf_enrol_finish (result, &error);
  if (pair->enrolment == NULL) {
    SfPairError code = code_of (error);

    fail (task, code, error);
    return;
  }
  /* What it has saved belongs to that house and is its own word; nobody else is sent it, nor is it said by somebody else. */
  if (pair->was != NULL && (g_strcmp0 (pair->was, pair->enrolment->device_id) != 0 || g_strcmp0 (pair->server_id, pair->enrolment->server_id) != 0)) {
    fail (task, SF_PAIR_ERROR_IDENTITY, NULL);
    return;
  }
  if (pair->enrolment->compare) {
    /* Nothing but six digits tells this server from another: a person looks at both screens. */
    self->comparing = g_steal_pointer (&task);
    sf_device_set_compare (self, pair->enrolment->sas);
    return;
  }
  save (self, g_steal_pointer (&task));
}

/* A device that is paired keeps its key, so that a code that does not open leaves it as it was; one that was withdrawn has no use for its own. */
static gpointer
do_key (gpointer store, gpointer data, GError **error)
{
  Pair *pair = data;
  g_autofree char *revoked = sf_device_store_get (store, "revoked");
  SfKey *own;

  pair->was = sf_device_store_get (store, "device_id");
  pair->server_id = sf_device_store_get (store, "server_id");
  own = pair->was != NULL && revoked == NULL ? sf_key_load (pair->kept, NULL) : NULL;
  if (own != NULL) {
    sf_key_free (pair->key);
    pair->key = own;
    return GINT_TO_POINTER (TRUE);
  }
  return sf_key_save (pair->key, pair->path, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
on_key_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = SF_DEVICE (source);
  Pair *pair = g_task_get_task_data (task);
  GError *error = NULL;

  sf_device_run_finish (self, result, &error);
  if (error != NULL) {
    fail (task, SF_PAIR_ERROR_UNREACHABLE, error);
    return;
  }
  sf_enrol_async (pair->pairing, pair->key, pair->was, self->clock, self->ids, NULL, on_enrolled, g_steal_pointer (&task));
}

void
sf_device_pair_async (SfDevice *self, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Pair *pair = g_new0 (Pair, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, sf_device_pair_async);
  g_task_set_task_data (task, pair, pair_free);
  pair->pairing = sf_pairing_parse (text, &error);
  if (pair->pairing == NULL) {
    fail (task, SF_PAIR_ERROR_TEXT, error);
    g_object_unref (task);
    return;
  }
  pair->path = key_path (self);
  pair->kept = sf_key_find (self->dir);
  pair->key = sf_key_new (self->ids);
  sf_device_run_async (self, do_key, pair, NULL, NULL, on_key_saved, task);
}

gboolean
sf_device_pair_finish (SfDevice *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
sf_device_pair_confirm (SfDevice *self, gboolean same)
{
  GTask *task = g_steal_pointer (&self->comparing);

  if (task == NULL)
    return;
  sf_device_set_compare (self, NULL);
  if (same) {
    save (self, task);
    return;
  }
  fail (task, SF_PAIR_ERROR_IDENTITY, NULL);
  g_object_unref (task);
}
