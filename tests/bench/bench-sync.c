/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * P5 and P6 of performance, over real TLS against the real server, with everything a device does on the way: enrolled, signed in,
 * validated, projected, search-indexed, durable.
 *
 *   bench-sync seed DIR N              puts N customers into a stopped server's folder
 *   bench-sync run TEXT N VISITS       a new device (pairing text TEXT) until it has the N; then VISITS visits made while it is not
 *                                      connected, and how long they take to be delivered. One JSON line, seconds.
 */
#include "config.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "server/sf-house.h"
#include "store/sf-device-sync.h"
#include "sync/sf-enrol.h"
#include "sync/sf-sync-driver.h"

#define DEADLINE_S 300

typedef struct { char *dir; SfWorker *worker; SfClock *clock; SfIds *ids; SfDeviceStore *store; SfSyncDriver *driver; SfEnrolment *enrolment; gint64 n, pending, visits; } Bench;

static void
die_on (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static SfRecord *
make_customer (SfIds *ids, SfClock *clock, guint n)
{
  static const char *const surnames[] = { "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周" };
  g_autofree char *id = sf_ids_new_uuid (ids, clock);
  g_autofree char *phone = g_strdup_printf ("+86199%08u", n), *name = g_strdup_printf ("%s%c%c", surnames[n % 10], 'a' + n % 26, 'a' + n / 26 % 26);
  g_autofree char *note = g_strnfill (280, 'a' + n % 26);       /* records of about 600 bytes, as the peers' */
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, id);

  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, surnames[n % 10]);
  sf_record_set_text (customer, SF_CUSTOMER_NAME, name);
  sf_record_set_text (customer, SF_CUSTOMER_TITLE, n % 2 ? "mr" : "ms");
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, phone);
  sf_record_set_text (customer, SF_CUSTOMER_LEVEL, "B");
  sf_record_set_text (customer, SF_CUSTOMER_LAST_NOTE, note);
  sf_record_set_int (customer, SF_CUSTOMER_LAST_AT, sf_clock_wall_ms (clock));
  return customer;
}

typedef struct { SfHouse *house; guint n; } Seed;

static gpointer
do_seed (gpointer data, GCancellable *cancellable, GError **error)
{
  Seed *seed = data;

  for (guint at = 0; at < seed->n;)
    {
      g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

      for (; at < seed->n && (page->len == 0 || at % 1000 != 0); at++)
        g_ptr_array_add (page, make_customer (seed->house->ids, seed->house->clock, at));
      if (!sf_ingest_put_all (seed->house->ingest, page, error))
        break;
    }
  return NULL;
}

static int
seed_folder (const char *dir, guint n)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SfHouse) house = sf_house_open (dir, NULL, FALSE, clock, ids, &error);
  Seed seed = { house, n };

  die_on (error);
  sf_worker_run_sync (house->worker, do_seed, &seed, &error);
  die_on (error);
  return 0;
}

static gboolean
on_tick (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gpointer
do_open (gpointer data, GCancellable *cancellable, GError **error)
{
  Bench *bench = data;

  bench->store = sf_device_store_open (bench->dir, NULL, bench->worker, bench->clock, bench->ids, error);
  if (bench->store != NULL)
    sf_enrolment_save (bench->enrolment, bench->store, error);
  return NULL;
}

static gpointer
do_close (gpointer data, GCancellable *cancellable, GError **error)
{
  Bench *bench = data;

  g_clear_pointer (&bench->store, sf_device_store_close);
  return NULL;
}

static gpointer
do_count (gpointer data, GCancellable *cancellable, GError **error)
{
  Bench *bench = data;
  SfQuery query = { .kind = SF_KIND_CUSTOMER, .order = -1 };
  SfDeviceCounts counts = { 0 };

  bench->n = sf_table_count (sf_device_store_get_db (bench->store), &query, error);
  sf_device_store_counts (bench->store, &counts, NULL);
  bench->pending = counts.pending;
  sf_device_counts_clear (&counts);
  return NULL;
}

static gpointer
do_visits (gpointer data, GCancellable *cancellable, GError **error)
{
  Bench *bench = data;
  g_autofree char *device = sf_device_store_get (bench->store, "device_id");

  for (gint64 i = 0; i < bench->visits; i++)
    {
      g_autofree char *id = sf_ids_new_uuid (bench->ids, bench->clock);
      g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, id);
      g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);

      sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
      sf_record_set_text (visit, SF_VISIT_PURPOSE, "browse");       /* nobody is rung: what is measured is the delivery */
      sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
      sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
      sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (bench->clock));
      sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
      sf_record_set_text (visit, SF_VISIT_DEVICE, device);
      sf_record_set_text (visit, SF_VISIT_SURNAME, "王");
      g_ptr_array_add (one, sf_mutation_new ("create", visit, NULL));
      if (!sf_device_store_commit (bench->store, one, NULL, error))
        break;
    }
  return NULL;
}

static void
on_worker (Bench *bench, SfWorkerFunc func)
{
  g_autoptr(GError) error = NULL;

  sf_worker_run_sync (bench->worker, func, bench, &error);
  die_on (error);
}

/* Seconds from the start of a driver until the device has @n customers and nothing waits; looked at every 20 ms. */
static double
time_driver (Bench *bench, gint64 n)
{
  g_autofree char *path = g_build_filename (bench->dir, "key", NULL);
  SfKey *key = sf_key_load (path, NULL);
  gint64 start = g_get_monotonic_time ();
  gboolean look = FALSE;
  guint tick = g_timeout_add (20, on_tick, &look);

  bench->driver = sf_sync_driver_new (bench->worker, bench->store, bench->clock, bench->ids, key);
  sf_sync_driver_start (bench->driver);
  do
    {
      for (look = FALSE; !look;)
        g_main_context_iteration (NULL, TRUE);
      on_worker (bench, do_count);
      if (g_get_monotonic_time () - start > DEADLINE_S * G_USEC_PER_SEC)
        g_error ("not there after %d s: %" G_GINT64_FORMAT " customers, %" G_GINT64_FORMAT " pending", DEADLINE_S, bench->n, bench->pending);
    }
  while (bench->n < n || bench->pending > 0);
  g_source_remove (tick);
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
end_driver (Bench *bench)
{
  sf_sync_driver_stop (bench->driver);
  g_clear_object (&bench->driver);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static int
run (const char *text, gint64 n, gint64 visits)
{
  Bench bench = { .dir = g_dir_make_tmp ("sf-bench-XXXXXX", NULL), .worker = sf_worker_new ("bench"), .clock = sf_clock_new_system (), .ids = sf_ids_new_system (), .visits = visits };
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(SfPairing) pairing = sf_pairing_parse (text, &error);
  g_autoptr(SfKey) key = sf_key_new (bench.ids);
  g_autofree char *path = g_build_filename (bench.dir, "key", NULL);
  struct rusage usage;

  die_on (error);
  sf_key_save (key, path, &error);
  die_on (error);
  sf_enrol_async (pairing, key, NULL, bench.clock, bench.ids, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bench.enrolment = sf_enrol_finish (result, &error);
  die_on (error);
  on_worker (&bench, do_open);
  double pull = time_driver (&bench, n);
  end_driver (&bench);
  on_worker (&bench, do_visits);
  double push = time_driver (&bench, n);
  end_driver (&bench);
  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"pull_s\":%.4f,\"pulled\":%" G_GINT64_FORMAT ",\"push_s\":%.4f,\"pushed\":%" G_GINT64_FORMAT ",\"rss_mb\":%.1f}\n", pull, bench.n, push, visits, (double) usage.ru_maxrss / 1024);
  on_worker (&bench, do_close);
  sf_worker_stop (bench.worker);
  nftw (bench.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "seed"))
    return seed_folder (argv[2], (guint) atoi (argv[3]));
  if (argc == 5 && g_str_equal (argv[1], "run"))
    return run (argv[2], atoll (argv[3]), atoll (argv[4]));
  fputs ("usage: bench-sync seed DIR N | bench-sync run TEXT N VISITS\n", stderr);
  return 2;
}
