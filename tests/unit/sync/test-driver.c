/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real devices against the real server process over TLS, with a proxy between them that does what networks do. The server
 * is killed, restarted, replaced; nothing that was saved is lost and nothing comes twice.
 */
#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/sf-bytes.h"
#include "fault-proxy.h"
#include "server-process.h"
#include "store/sf-device-sync.h"
#include "sync/sf-enrol.h"
#include "sync/sf-sync-driver.h"

#define SOON_MS 40000

/* --- waiting ---------------------------------------------------------------------------------------------------------- */

typedef gboolean (*Condition) (gpointer data);

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main context until @condition holds; how long that took in ms. Fails after the deadline. */
static gint64
wait_until (Condition condition, gpointer data)
{
  gint64 start = g_get_monotonic_time ();
  guint tick = g_timeout_add (5, on_tick, NULL);

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time () - start, <, SOON_MS * G_GINT64_CONSTANT (1000));
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
  return (g_get_monotonic_time () - start) / 1000;
}

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

/* --- devices ----------------------------------------------------------------------------------------------------------- */

typedef struct { char *dir, *role; SfWorker *worker; SfClock *clock; SfIds *ids; SfKey *key; SfDeviceStore *store; SfSyncDriver *driver; gint commits; } Device;

static gpointer
do_open (gpointer data, GCancellable *cancellable, GError **error)
{
  Device *device = data;

  device->store = sf_device_store_open (device->dir, NULL, device->worker, device->clock, device->ids, error);
  return NULL;
}

static gpointer
do_close (gpointer data, GCancellable *cancellable, GError **error)
{
  Device *device = data;

  g_clear_pointer (&device->store, sf_device_store_close);
  return NULL;
}

static void
device_init (Device *device, const char *role)
{
  g_autoptr(GError) error = NULL;

  memset (device, 0, sizeof *device);
  device->dir = g_dir_make_tmp ("sf-device-XXXXXX", NULL);
  device->role = g_strdup (role);
  device->worker = sf_worker_new ("device");
  device->clock = sf_clock_new_system ();
  device->ids = sf_ids_new_system ();
  device->key = sf_key_new (device->ids);
  sf_worker_run_sync (device->worker, do_open, device, &error);
  g_assert_no_error (error);
}

static void
device_clear (Device *device)
{
  if (device->driver != NULL)
    sf_sync_driver_stop (device->driver);
  g_clear_object (&device->driver);
  sf_worker_run_sync (device->worker, do_close, device, NULL);
  sf_worker_stop (device->worker);
  /* What was under way comes home. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sf_worker_unref (device->worker);
  g_clear_pointer (&device->key, sf_key_free);
  sf_clock_unref (device->clock);
  sf_ids_unref (device->ids);
  nftw (device->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_free (device->dir);
  g_free (device->role);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static SfEnrolment *
enrol (Device *device, const SfPairing *pairing, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_enrol_async (pairing, device->key, device->clock, device->ids, NULL, on_result, &result);
  wait_until (is_set, &result);
  return sf_enrol_finish (result, error);
}

static SfPairing *
new_pairing (Server *server, guint16 port, const char *code)
{
  SfPairing *pairing = g_new0 (SfPairing, 1);
  char *hosts[] = { g_strdup_printf ("127.0.0.1:%u", port), NULL };

  pairing->hosts = g_strdupv (hosts);
  g_free (hosts[0]);
  pairing->server_id = g_strdup (server->id);
  pairing->has_fingerprint = TRUE;
  g_assert_true (sf_unhex (server->ca, pairing->fingerprint, 32));
  g_strlcpy (pairing->code, code, sizeof pairing->code);
  return pairing;
}

typedef struct { Device *device; SfEnrolment *enrolment; } Save;

static gpointer
do_save (gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;

  sf_enrolment_save (save->enrolment, save->device->store, error);
  return NULL;
}

/* Enrols by way of @port and starts. */
static void
device_pair (Device *device, Server *server, guint16 port)
{
  g_autofree char *code = server_new_code (server, device->role);
  g_autoptr(SfPairing) pairing = new_pairing (server, port, code);
  g_autoptr(GError) error = NULL;
  g_autoptr(SfEnrolment) enrolment = enrol (device, pairing, &error);
  Save save = { device, enrolment };

  g_assert_no_error (error);
  g_assert_cmpstr (enrolment->role, ==, device->role);
  g_assert_false (enrolment->compare);
  sf_worker_run_sync (device->worker, do_save, &save, &error);
  g_assert_no_error (error);
  device->driver = sf_sync_driver_new (device->worker, device->store, device->clock, device->ids, g_steal_pointer (&device->key));
  sf_sync_driver_start (device->driver);
}

static gboolean
is_listening (gpointer data)
{
  Device *device = data;

  return sf_sync_driver_get_listening (device->driver) && sf_sync_driver_get_online (device->driver);
}

static gboolean
is_offline (gpointer data)
{
  return !sf_sync_driver_get_online (((Device *) data)->driver);
}

typedef struct { Device *device; char *surname; } CheckIn;

static gpointer
do_check_in (gpointer data, GCancellable *cancellable, GError **error)
{
  CheckIn *check_in = data;
  Device *device = check_in->device;
  g_autofree char *id = sf_ids_new_uuid (device->ids, device->clock);
  g_autofree char *device_id = sf_device_store_get (device->store, "device_id");
  g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, id);
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (device->clock));
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, device_id);
  sf_record_set_text (visit, SF_VISIT_SURNAME, check_in->surname);
  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  sf_device_store_commit (device->store, mutations, NULL, error);
  return NULL;
}

static void
check_in (Device *device, const char *surname)
{
  g_autoptr(GError) error = NULL;
  CheckIn data = { device, (char *) surname };

  sf_worker_run_sync (device->worker, do_check_in, &data, &error);
  g_assert_no_error (error);
  sf_sync_driver_wake (device->driver);
}

typedef struct { Device *device; const char *surname; guint n; gint64 pending; } Look;

static gpointer
do_look (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  SfQuery query = { .kind = SF_KIND_VISIT, .conds = { { SF_VISIT_SURNAME, SF_OP_EQ, 0, look->surname } }, .n_conds = 1, .order = -1 };
  SfDeviceCounts counts = { 0 };

  look->n = (guint) sf_table_count (sf_device_store_get_db (look->device->store), &query, error);
  sf_device_store_counts (look->device->store, &counts, NULL);
  look->pending = counts.pending;
  sf_device_counts_clear (&counts);
  return NULL;
}

static guint
visits (Device *device, const char *surname, gint64 *pending)
{
  Look look = { device, surname, 0, 0 };

  sf_worker_run_sync (device->worker, do_look, &look, NULL);
  if (pending != NULL)
    *pending = look.pending;
  return look.n;
}

static gboolean
has_visit (gpointer data)
{
  Look *look = data;

  return visits (look->device, look->surname, NULL) >= look->n;
}

static gboolean
is_drained (gpointer data)
{
  gint64 pending;

  visits (data, "", &pending);
  return pending == 0;
}

/* --- tests ------------------------------------------------------------------------------------------------------------- */

static void
assert_refused (Device *device, SfPairing *pairing, SfEnrolError expected)
{
  g_autoptr(SfPairing) own = pairing;
  g_autoptr(GError) error = NULL;
  g_autoptr(SfEnrolment) enrolment = enrol (device, own, &error);

  g_assert_null (enrolment);
  g_assert_error (error, SF_ENROL_ERROR, (gint) expected);
}

static void
test_enrol (void)
{
  Server server;
  Device device;
  g_autofree char *code = NULL;
  g_autoptr(SfPairing) pairing = NULL;
  g_autoptr(SfEnrolment) enrolment = NULL;
  g_autoptr(GError) error = NULL;
  SfPairing *other;

  server_init (&server);
  device_init (&device, "kiosk");
  code = server_new_code (&server, "kiosk");
  assert_refused (&device, new_pairing (&server, server.port, "0000000000"), SF_ENROL_ERROR_WRONG);
  other = new_pairing (&server, server.port, code);
  other->fingerprint[0] ^= 1;
  assert_refused (&device, other, SF_ENROL_ERROR_IDENTITY);
  other = new_pairing (&server, server.port, code);
  other->server_id[0] ^= 1;
  assert_refused (&device, other, SF_ENROL_ERROR_IDENTITY);
  assert_refused (&device, new_pairing (&server, 1, code), SF_ENROL_ERROR_UNREACHABLE);
  /* None of that used the code up. Typed by hand: no fingerprint, so digits are compared. */
  pairing = new_pairing (&server, server.port, code);
  pairing->has_fingerprint = FALSE;
  g_clear_pointer (&pairing->server_id, g_free);
  enrolment = enrol (&device, pairing, &error);
  g_assert_no_error (error);
  g_assert_true (enrolment->compare);
  g_assert_cmpuint (strlen (enrolment->sas), ==, 6);
  g_assert_cmpstr (enrolment->server_id, ==, server.id);
  g_assert_nonnull (strstr (enrolment->ca_pem, "BEGIN CERTIFICATE"));
  assert_refused (&device, new_pairing (&server, server.port, code), SF_ENROL_ERROR_USED);
  device_clear (&device);
  server_clear (&server);
}

/* From one device's commit to the other's table: news, not polling. */
static void
test_news (void)
{
  Server server;
  Device kiosk, tablet;
  gint64 worst = 0, took;

  server_init (&server);
  device_init (&kiosk, "kiosk");
  device_init (&tablet, "tablet");
  device_pair (&kiosk, &server, server.port);
  device_pair (&tablet, &server, server.port);
  wait_until (is_listening, &kiosk);
  wait_until (is_listening, &tablet);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *surname = g_strdup_printf ("canary%u", i);
      Look look = { &tablet, surname, 1, 0 };

      check_in (&kiosk, surname);
      g_assert_cmpuint (visits (&tablet, surname, NULL), ==, 0);
      took = wait_until (has_visit, &look);
      worst = MAX (worst, took);
      g_test_message ("%d ms", (int) took);
    }
  g_test_message ("worst of 5 from commit to the other device: %d ms", (int) worst);
  g_assert_cmpint (worst, <, 20000);   /* a poll would come after 60 s; how quick it is, the bench tells */
  device_clear (&kiosk);
  device_clear (&tablet);
  server_clear (&server);
}

/* kill -9 of the server: what is saved meanwhile arrives when it is back, once. */
static void
test_server_killed (void)
{
  Server server;
  Device kiosk, tablet;
  Look look = { &tablet, "canary", 3, 0 };

  server_init (&server);
  device_init (&kiosk, "kiosk");
  device_init (&tablet, "tablet");
  device_pair (&kiosk, &server, server.port);
  device_pair (&tablet, &server, server.port);
  wait_until (is_listening, &kiosk);
  wait_until (is_listening, &tablet);
  check_in (&kiosk, "canary");
  server_kill (&server);
  wait_until (is_offline, &kiosk);
  check_in (&kiosk, "canary");
  check_in (&kiosk, "canary");
  server_start (&server);
  wait_until (has_visit, &look);
  wait_until (is_listening, &kiosk);
  wait_until (is_drained, &kiosk);
  g_assert_cmpuint (visits (&tablet, "canary", NULL), ==, 3);
  g_assert_cmpuint (server_exported (&server, "canary"), ==, 3);
  device_clear (&kiosk);
  device_clear (&tablet);
  server_clear (&server);
}

/* Connections cut at any byte in either direction: every visit is there once. */
static void
test_cuts (void)
{
  Server server;
  Device kiosk;
  FaultProxy *proxy;
  const guint n = 12;

  server_init (&server);
  proxy = fault_proxy_new (server.port);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, fault_proxy_port (proxy));
  wait_until (is_listening, &kiosk);
  for (guint i = 0; i < n; i++)
    {
      guint before = fault_proxy_count (proxy);

      fault_proxy_set (proxy, i % 2 == 0 ? FAULT_CUT_UP : FAULT_CUT_DOWN, (gsize) g_test_rand_int_range (200, 4000));
      fault_proxy_cut (proxy);
      check_in (&kiosk, "canary");
      /* Two attempts go wrong, then the network holds for a moment. */
      while (fault_proxy_count (proxy) < before + 2)
        {
          sf_sync_driver_wake (kiosk.driver);
          g_main_context_iteration (NULL, TRUE);
        }
      fault_proxy_set (proxy, FAULT_NONE, 0);
      sf_sync_driver_wake (kiosk.driver);
    }
  wait_until (is_drained, &kiosk);
  g_assert_cmpuint (server_exported (&server, "canary"), ==, n);
  device_clear (&kiosk);
  fault_proxy_free (proxy);
  server_clear (&server);
}

/* A network that swallows everything is noticed, and left behind as soon as it is whole. */
static void
test_black_hole (void)
{
  Server server;
  Device kiosk;
  FaultProxy *proxy;

  server_init (&server);
  proxy = fault_proxy_new (server.port);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, fault_proxy_port (proxy));
  wait_until (is_listening, &kiosk);
  fault_proxy_set (proxy, FAULT_BLACK_HOLE, 0);
  fault_proxy_cut (proxy);
  check_in (&kiosk, "canary");
  wait_until (is_offline, &kiosk);
  fault_proxy_set (proxy, FAULT_NONE, 0);
  fault_proxy_cut (proxy);
  wait_until (is_drained, &kiosk);
  wait_until (is_listening, &kiosk);
  g_assert_cmpuint (server_exported (&server, "canary"), ==, 1);
  device_clear (&kiosk);
  fault_proxy_free (proxy);
  server_clear (&server);
}

static gboolean
is_wrong (gpointer data)
{
  return sf_sync_driver_get_wrong_server (((Device *) data)->driver);
}

/* Another dealer's server at the old address gets nothing, not even the bearer. */
static void
test_stranger (void)
{
  Server server, stranger;
  Device kiosk;

  server_init (&server);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, server.port);
  wait_until (is_listening, &kiosk);
  server_kill (&server);
  memset (&stranger, 0, sizeof stranger);
  stranger.dir = g_dir_make_tmp ("sf-server-XXXXXX", NULL);
  stranger.port = server.port;
  server_start (&stranger);
  g_assert_cmpstr (stranger.ca, !=, server.ca);
  check_in (&kiosk, "canary");
  wait_until (is_wrong, &kiosk);
  g_assert_false (sf_sync_driver_get_online (kiosk.driver));
  g_assert_cmpuint (server_exported (&stranger, "canary"), ==, 0);
  server_clear (&stranger);
  server_start (&server);
  wait_until (is_drained, &kiosk);
  wait_until (is_listening, &kiosk);
  g_assert_false (sf_sync_driver_get_wrong_server (kiosk.driver));
  device_clear (&kiosk);
  server_clear (&server);
}

static gpointer
do_find_media (gpointer data, GCancellable *cancellable, GError **error)
{
  Device *device = data;
  SfQuery query = { .kind = SF_KIND_MEDIA, .order = -1, .limit = 1 };
  g_autoptr(GPtrArray) found = sf_table_query (sf_device_store_get_db (device->store), &query, error);

  return found != NULL && found->len > 0 ? sf_record_ref (found->pdata[0]) : NULL;
}

/* Appends the blob from @bytes' end on. */
static gboolean
fetch (Device *device, const char *sha256, gint64 size, GByteArray *bytes, GError **error)
{
  const SfBlobWish wish = { sha256, bytes->len, size };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GInputStream) stream = NULL;
  gint64 at = -1;

  sf_fetch_blob_async (device->driver, &wish, NULL, on_result, &result);
  wait_until (is_set, &result);
  stream = sf_fetch_blob_finish (device->driver, result, &at, error);
  if (stream == NULL)
    return FALSE;
  g_assert_cmpint (at, ==, bytes->len);
  while (TRUE)
    {
      g_autoptr(GAsyncResult) read = NULL;
      g_autoptr(GBytes) chunk = NULL;

      g_input_stream_read_bytes_async (stream, 4096, G_PRIORITY_DEFAULT, NULL, on_result, &read);
      wait_until (is_set, &read);
      chunk = g_input_stream_read_bytes_finish (stream, read, error);
      if (chunk == NULL || g_bytes_get_size (chunk) == 0)
        return chunk != NULL;
      g_byte_array_append (bytes, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
    }
}

static gboolean
has_media (gpointer data)
{
  g_autoptr(SfRecord) media = sf_worker_run_sync (((Device *) data)->worker, do_find_media, data, NULL);

  return media != NULL;
}

static void
test_blob (void)
{
  Server server;
  Device kiosk;
  g_autoptr(SfRecord) media = NULL;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  guint8 hash[SF_HASH_LEN];
  g_autofree char *hex = NULL;
  g_autofree char *none = g_strnfill (64, '0');
  const char *sha256;
  gint64 size;

  server_init (&server);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, server.port);
  wait_until (is_listening, &kiosk);
  wait_until (has_media, &kiosk);
  media = sf_worker_run_sync (kiosk.worker, do_find_media, &kiosk, NULL);
  sha256 = sf_record_get_text (media, SF_MEDIA_SHA256);
  size = sf_record_get_int (media, SF_MEDIA_SIZE);
  g_assert_true (fetch (&kiosk, sha256, size, bytes, &error));
  g_assert_no_error (error);
  g_assert_cmpint (bytes->len, ==, size);
  g_byte_array_set_size (bytes, bytes->len / 2);   /* the connection broke there */
  g_assert_true (fetch (&kiosk, sha256, size, bytes, &error));
  sf_sha256 (bytes->data, bytes->len, hash);
  hex = sf_hex (hash, sizeof hash);
  g_assert_cmpstr (hex, ==, sha256);
  g_byte_array_set_size (bytes, 0);
  g_assert_false (fetch (&kiosk, none, -1, bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (fetch (&kiosk, sha256, size + 1, bytes, &error));   /* the record says another size: nothing is taken */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  device_clear (&kiosk);
  server_clear (&server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/driver/enrol", test_enrol);
  g_test_add_func ("/sync/driver/news", test_news);
  g_test_add_func ("/sync/driver/server-killed", test_server_killed);
  g_test_add_func ("/sync/driver/cuts", test_cuts);
  g_test_add_func ("/sync/driver/black-hole", test_black_hole);
  g_test_add_func ("/sync/driver/stranger", test_stranger);
  g_test_add_func ("/sync/driver/blob", test_blob);
  return g_test_run ();
}
