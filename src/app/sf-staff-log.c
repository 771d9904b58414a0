/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-staff-log"
#include "app/sf-staff.h"

#include <string.h>
#include <sys/stat.h>

#include "app/sf-device-private.h"
#include "base/sf-file.h"
#include "base/sf-log.h"
#include "config.h"

#define MEGABYTE (1000 * 1000)

typedef struct {
  SfWorker *worker;
  char *from, *to, *name;   /* (owned) folders; the file's name */
  GString *text;            /* (owned) */
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->from);
  g_free (export->to);
  g_free (export->name);
  g_string_free (export->text, TRUE);
  sf_worker_unref (export->worker);
  g_free (export);
}

static void
add_kept (Export *export, const char *name)
{
  g_autofree char *path = g_build_filename (export->from, name, NULL);
  gsize n = 0;
  g_autofree char *text = sf_file_read (path, SF_LOG_KEPT * 2, FALSE, &n, NULL);

  if (text != NULL)
    g_string_append_len (export->text, text, (gssize) n);
}

/* On a thread of its own: a stick takes its time. A folder where no stick is lies on the machine's own disk. */
static gpointer
do_export (gpointer data, GCancellable *cancellable, GError **error)
{
  Export *export = data;
  g_autofree char *path = g_build_filename (export->to, export->name, NULL);
  struct stat here, there;

  if (stat (export->to, &there) != 0 || stat (export->from, &here) != 0 || here.st_dev == there.st_dev) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_MOUNTED, "no stick is there");
    return NULL;
  }
  add_kept (export, "log.1");
  add_kept (export, "log");
  return GINT_TO_POINTER (sf_file_replace (path, export->text->str, export->text->len, 0600, error));
}

/* How this kiosk is, in the words of whoever reads a log. */
static void
add_facts (GString *text, SfKiosk *kiosk)
{
  SfDevice *device = sf_kiosk_get_device (kiosk);
  g_autofree char *network = sf_staff_network ();

  g_string_append_printf (text, "version %s\nrole %s\ndevice %s\nonline %d\npending %" G_GINT64_FORMAT "\nlast-contact %" G_GINT64_FORMAT
                          "\nroom-mb %" G_GINT64_FORMAT "\nnetwork %s\nprinter %s\n\n",
                          SF_VERSION, sf_device_get_role (device), sf_device_get_id (device), sf_device_get_online (device),
                          sf_device_get_pending (device), sf_device_get_last_contact (device), sf_device_get_room (device) / MEGABYTE, network,
                          sf_paper_state_code (sf_printer_get_state (sf_kiosk_get_printer (kiosk))));
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean done = sf_worker_run_finish (export->worker, result, &error) != NULL;

  sf_log (SF_LOG_INFO, "staff.export", "done", done ? "1" : "0", NULL);
  if (done)
    g_task_return_pointer (task, g_strdup (export->name), g_free);
  else
    g_task_return_error (task, error);
}

void
sf_staff_export_async (SfKiosk *kiosk, const char *folder, GAsyncReadyCallback callback, gpointer data)
{
  SfDevice *device = sf_kiosk_get_device (kiosk);
  GTask *task = g_task_new (kiosk, NULL, callback, data);
  Export *export = g_new0 (Export, 1);
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_utc (sf_device_now (device, NULL) / 1000);
  g_autofree char *time = g_date_time_format (at, "%Y%m%dT%H%M%SZ");

  g_task_set_source_tag (task, sf_staff_export_async);
  export->worker = sf_worker_new ("export");
  export->from = g_strdup (device->dir);
  export->to = g_strdup (folder);
  export->name = g_strdup_printf ("showfloor-%.8s-%s.log", sf_device_get_id (device), time);
  export->text = g_string_new (NULL);
  add_facts (export->text, kiosk);
  g_task_set_task_data (task, export, export_free);
  sf_worker_run_async (export->worker, SF_PRIORITY_NORMAL, do_export, export, NULL, NULL, NULL, on_exported, task);
}

char *
sf_staff_export_finish (SfKiosk *kiosk, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
