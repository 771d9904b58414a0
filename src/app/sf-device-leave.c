/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Unpairing by hand. The wish is written down first and done at the next start, before anything works with the store: what was
 * committed in between is seen then, and keeps the device as it is.
 */
#define G_LOG_DOMAIN "sf-device-leave"
#include "app/sf-device-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "base/sf-log.h"

/* How many records that nobody else has a person has agreed to lose. */
#define KEY_LEAVE "leave"

typedef struct { gint64 lose; } Leave;

static gpointer
do_leave (gpointer store, gpointer data, GError **error)
{
  const Leave *leave = data;
  g_autofree char *lose = g_strdup_printf ("%" G_GINT64_FORMAT, leave->lose);
  SfDeviceCounts counts = { 0 };
  gboolean done = sf_device_store_counts (store, &counts, error) && counts.pending <= leave->lose && sf_device_store_set (store, KEY_LEAVE, lose, error);

  sf_device_counts_clear (&counts);
  return GINT_TO_POINTER (done);
}

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;

  g_task_return_int (task, sf_device_tell_finish (SF_DEVICE (source), result) ? SF_LEFT_WITHDRAWN : SF_LEFT_UNTOLD);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  gboolean done = sf_device_run_finish (SF_DEVICE (source), result, &error) != NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (!done)
    g_task_return_int (task, SF_LEFT_NOT);
  else
    sf_device_tell_async (SF_DEVICE (source), "device.left", on_told, g_steal_pointer (&task));
}

void
sf_device_leave_async (SfDevice *self, gint64 lose, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Leave *leave = g_new0 (Leave, 1);

  g_task_set_source_tag (task, sf_device_leave_async);
  leave->lose = MAX (lose, 0);
  sf_device_run_async (self, do_leave, leave, g_free, NULL, on_written, task);
}

SfLeft
sf_device_leave_finish (SfDevice *self, GAsyncResult *result, GError **error)
{
  const gssize left = g_task_propagate_int (G_TASK (result), error);

  return left < 0 ? SF_LEFT_NOT : (SfLeft) left;
}

/* A folder with all that is in it, or a file; a link goes, not what it points to. */
static void
remove_whole (const char *path)
{
  struct stat st;
  g_autoptr(GDir) dir = NULL;
  const char *name;

  if (g_lstat (path, &st) == 0 && S_ISDIR (st.st_mode) && (dir = g_dir_open (path, 0, NULL)) != NULL)
    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *inside = g_build_filename (path, name, NULL);
      remove_whole (inside);
    }
  if (g_remove (path) != 0 && errno != ENOENT)
    sf_log (SF_LOG_WARNING, "device.leave", "code", g_strerror (errno), NULL);
}

/* What a database was like when it was found damaged is kept beside it (device.db.damaged-TIME), with the guests in it. */
static void
remove_copies (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "device.db.")) {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      remove_whole (path);
    }
}

gboolean
sf_device_has_left (SfDevice *self, const SfDeviceCounts *counts)
{
  /* The database last: a wish that was interrupted is still in it. */
  static const char *const names[] = { "blobs", "ballast", "device.key", "device.db-shm", "device.db-wal", "device.db" };
  g_autofree char *wish = sf_device_store_get (self->store, KEY_LEAVE);

  if (wish == NULL)
    return FALSE;
  if (counts->pending > g_ascii_strtoll (wish, NULL, 10)) {
    sf_device_store_set (self->store, KEY_LEAVE, NULL, NULL);
    sf_log (SF_LOG_WARNING, "device.leave.kept", NULL);
    return FALSE;
  }
  sf_device_store_set_changed (self->store, NULL, NULL);
  g_clear_pointer (&self->store, sf_device_store_close);
  g_clear_pointer (&self->blobs, sf_blob_cache_unref);
  remove_copies (self->dir);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (self->dir, names[i], NULL);
    remove_whole (path);
  }
  sf_log (SF_LOG_INFO, "device.left", NULL);
  return TRUE;
}
