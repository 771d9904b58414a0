/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When the device's database is not what it was: a flush failed, or a page cannot be read. The sync stops, the store is closed and opened
 * again, salvaged if it must be (decisions 16), and everything goes on; what happened is reported to the server as soon as it is there.
 */
#define G_LOG_DOMAIN "sf-device-heal"
#include "app/sf-device-private.h"
#include "base/sf-log.h"
#include "sync/sf-report-tell.h"

/* The whole file is looked through when the machine has settled, then daily. */
#define FIRST_LOOK_S (10 * 60)
#define LOOK_S (24 * 3600)

static gpointer
do_heal (gpointer data, GCancellable *cancellable, GError **error)
{
  SfDevice *self = data;
  gboolean salvage = g_atomic_int_get (&self->unwell) == SF_HEALTH_DAMAGED;

  if (self->store != NULL)
    sf_device_store_set_changed (self->store, NULL, NULL);
  g_clear_pointer (&self->store, sf_device_store_close);
  g_atomic_int_set (&self->unwell, SF_HEALTH_WELL);
  return sf_device_open_store (self, salvage, error);
}

static void
on_healed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfDevice) self = data;
  g_autoptr(GError) error = NULL;
  SfDeviceCounts *counts = sf_worker_run_finish (self->worker, result, &error);

  self->healing = FALSE;
  if (counts == NULL) {
    sf_log (SF_LOG_ERROR, "device.heal", "code", error != NULL ? g_quark_to_string (error->domain) : "?", NULL);
    sf_device_set_damaged (self);
    return;
  }
  sf_device_take_counts (self, counts);
  sf_device_counts_free (counts);
  sf_device_begin (self);
  sf_device_emit_all_changed (self);
}

void
sf_device_heal (SfDevice *self)
{
  if (self->healing || self->stopping)
    return;
  self->healing = TRUE;
  sf_log (SF_LOG_WARNING, "device.heal", "health", g_atomic_int_get (&self->unwell) == SF_HEALTH_DAMAGED ? "damaged" : "reopen", NULL);
  sf_device_end (self);
  sf_worker_run_async (self->worker, SF_PRIORITY_HIGH, do_heal, self, NULL, sf_device_counts_free, NULL, on_healed, g_object_ref (self));
}

/* --- the daily look ------------------------------------------------------------------------------------------------- */

typedef struct { char *path; SfWorker *worker; GTask *task; } Look;

static void
look_free (Look *look)
{
  g_free (look->path);
  sf_worker_unref (look->worker);
  g_free (look);
}

static gpointer
do_look (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  SfDb *db = sf_db_open (look->path, SF_DB_READ_ONLY, NULL, NULL, error);
  gboolean well = db != NULL && sf_db_quick_check (db, error);

  if (db != NULL)
    sf_db_close (db, NULL);
  return GINT_TO_POINTER (well);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  g_autoptr(GTask) task = look->task;
  SfDevice *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  sf_worker_run_finish (look->worker, result, &error);
  look_free (look);
  if (g_error_matches (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT) && self->store != NULL) {
    g_atomic_int_set (&self->unwell, SF_HEALTH_DAMAGED);
    sf_device_heal (self);
  }
  g_task_return_boolean (task, error == NULL);
}

void
sf_device_look_async (SfDevice *self, GAsyncReadyCallback callback, gpointer data)
{
  Look *look = g_new0 (Look, 1);

  look->task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (look->task, sf_device_look_async);
  look->path = g_build_filename (self->dir, "device.db", NULL);
  /* A reader of its own, for a second or two: guests are saved meanwhile. */
  look->worker = sf_worker_new ("look");
  sf_worker_run_async (look->worker, SF_PRIORITY_LOW, do_look, look, NULL, NULL, NULL, on_looked, look);
}

gboolean
sf_device_look_finish (SfDevice *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static gboolean
on_look (gpointer data)
{
  SfDevice *self = data;

  sf_device_look_async (self, NULL, NULL);
  self->look = g_timeout_add_seconds (LOOK_S, on_look, self);
  return G_SOURCE_REMOVE;
}

void
sf_device_look_begin (SfDevice *self)
{
  if (self->look == 0)
    self->look = g_timeout_add_seconds (FIRST_LOOK_S, on_look, self);
}

/* --- the report ----------------------------------------------------------------------------------------------------- */

static void
on_reported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfDevice) self = data;

  self->reporting = FALSE;
  if (!sf_report_tell_finish (SF_SYNC_DRIVER (source), result, NULL))
    return;
  /* One at a time: what happened to the store first (sf_device_store_counts()). */
  sf_device_keep (self, g_str_has_prefix (self->report, "server.") ? "stranger" : "salvage", NULL);
  g_clear_pointer (&self->report, g_free);
}

void
sf_device_report (SfDevice *self)
{
  if (self->report == NULL || self->reporting || self->driver == NULL)
    return;
  self->reporting = TRUE;
  sf_report_tell_async (self->driver, self->report, on_reported, g_object_ref (self));
}

const char *
sf_device_get_report (SfDevice *self)
{
  return self->report;
}
