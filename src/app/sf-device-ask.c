/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small questions to the device's store, and small things kept in it. */
#define G_LOG_DOMAIN "sf-device-ask"
#include "app/sf-device-private.h"
#include "base/sf-log.h"
#include "sync/sf-report-tell.h"

#include <sys/statvfs.h>

typedef struct { SfKind kind; char *id; } Which;

static void
which_free (gpointer data)
{
  Which *which = data;

  g_free (which->id);
  g_free (which);
}

static gpointer
do_saved (gpointer store, gpointer data, GError **error)
{
  Which *which = data;

  return GINT_TO_POINTER (sf_device_store_saved (store, which->kind, which->id, NULL, NULL));
}

void
sf_device_saved_async (SfDevice *self, SfKind kind, const char *id, GAsyncReadyCallback callback, gpointer data)
{
  Which *which = g_new0 (Which, 1);

  which->kind = kind;
  which->id = g_strdup (id);
  sf_device_run_async (self, do_saved, which, which_free, NULL, callback, data);
}

SfSaved
sf_device_saved_finish (SfDevice *self, GAsyncResult *result)
{
  return (SfSaved) GPOINTER_TO_INT (sf_device_run_finish (self, result, NULL));
}

static gpointer
do_keep (gpointer store, gpointer data, GError **error)
{
  char **pair = data;

  sf_device_store_set (store, pair[0], pair[1], error);
  return NULL;
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GError) error = NULL;

  sf_device_run_finish (SF_DEVICE (source), result, &error);
  if (error != NULL)
    sf_log (SF_LOG_WARNING, "device.keep", "code", g_quark_to_string (error->domain), NULL);
}

void
sf_device_keep (SfDevice *self, const char *key, const char *value)
{
  char **pair = g_new0 (char *, 3);

  pair[0] = g_strdup (key);
  pair[1] = g_strdup (value);
  sf_device_run_async (self, do_keep, pair, (GDestroyNotify) g_strfreev, NULL, on_kept, NULL);
}

gint64
sf_device_get_room (SfDevice *self)
{
  struct statvfs room;

  return statvfs (self->dir, &room) == 0 ? (gint64) room.f_bavail * (gint64) room.f_frsize : 0;
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;

  g_task_return_boolean (task, sf_report_tell_finish (SF_SYNC_DRIVER (source), result, NULL));
}

void
sf_device_tell_async (SfDevice *self, const char *code, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, sf_device_tell_async);
  if (self->driver != NULL)
    sf_report_tell_async (self->driver, code, on_told, task);
  else {
    g_task_return_boolean (task, FALSE);
    g_object_unref (task);
  }
}

gboolean
sf_device_tell_finish (SfDevice *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
