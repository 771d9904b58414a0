/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-commit N DIR: P4 of performance: the durable check-in commit (visit and consent with the outbox) beside one fdatasync
 * in the same folder, interleaved so that a noisy disk hits both. Prints one JSON line with medians in microseconds. */
#include "config.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include "store/sf-device-store.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static double
median (GArray *times)
{
  g_array_sort (times, compare);
  return (double) g_array_index (times, gint64, times->len / 2);
}

static SfMutation *
make_visit (SfClock *clock, SfIds *ids, const char *device, const char *consent)
{
  g_autofree char *id = sf_ids_new_uuid (ids, clock);
  g_autoptr (SfRecord) visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_SURNAME, "王");
  sf_record_set_text (visit, SF_VISIT_TITLE, "mr");
  sf_record_set_text (visit, SF_VISIT_PHONE, "+8613800138000");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (clock));
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, device);
  sf_record_set_text (visit, SF_VISIT_CONSENT, consent);
  return sf_mutation_new ("create", visit, NULL);
}

static SfMutation *
make_consent (SfClock *clock, SfIds *ids, const char *id)
{
  g_autofree char *other = sf_ids_new_uuid (ids, clock);
  g_autoptr (SfRecord) consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, other);
  sf_record_set_text (consent, SF_CONSENT_NOTICE, other);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, (const char *[]) { "visit", NULL });
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, sf_clock_wall_ms (clock));
  return sf_mutation_new ("create", consent, NULL);
}

static gint64
commit_once (SfDeviceStore *store, SfClock *clock, SfIds *ids, const char *device)
{
  g_autofree char *consent = sf_ids_new_uuid (ids, clock);
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr (GError) error = NULL;
  gint64 start;

  g_ptr_array_add (both, make_visit (clock, ids, device, consent));
  g_ptr_array_add (both, make_consent (clock, ids, consent));
  start = g_get_monotonic_time ();
  if (!sf_device_store_commit (store, both, NULL, &error))
    g_error ("%s", error->message);
  return g_get_monotonic_time () - start;
}

static gint64
fdatasync_once (int file)
{
  char record[512] = { 0 };
  gint64 start = g_get_monotonic_time ();

  if (write (file, record, sizeof record) != sizeof record || fdatasync (file) != 0)
    g_error ("write failed");
  return g_get_monotonic_time () - start;
}

int
main (int argc, char **argv)
{
  int n = argc > 1 ? atoi (argv[1]) : 1000;
  const char *dir = argc > 2 ? argv[2] : "/var/tmp";
  g_autofree char *path = g_strdup_printf ("%s/bench-append", dir);
  g_autoptr (SfWorker) worker = sf_worker_new_inline ();
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (GArray) commits = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) syncs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  g_autofree char *device = sf_ids_new_uuid (ids, clock);
  SfDeviceStore *store = sf_device_store_open (dir, NULL, worker, clock, ids, &error);
  int file;

  if (store == NULL || !sf_device_store_set (store, "device_id", device, &error) || !sf_device_store_set (store, "role", "kiosk", &error))
    g_error ("%s", error->message);
  file = g_open (path, O_CREAT | O_RDWR | O_TRUNC, 0600);
  if (posix_fallocate (file, 0, (off_t) n * 512) != 0)
    g_error ("no room in %s", dir);
  for (int i = 0; i < n; i++)
    {
      gint64 commit = commit_once (store, clock, ids, device), sync = fdatasync_once (file);

      g_array_append_val (commits, commit);
      g_array_append_val (syncs, sync);
    }
  printf ("{\"commit_us\": %.0f, \"fdatasync_us\": %.0f, \"n\": %d}\n", median (commits), median (syncs), n);
  sf_device_store_close (store);
  close (file);
  g_unlink (path);
  return 0;
}
