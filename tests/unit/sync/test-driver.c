/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real devices against the real server process over TLS, with a proxy between them that does what networks do. The server
 * is killed, restarted, replaced; nothing that was saved is lost and nothing comes twice.
 */
#include <gnutls/gnutls.h>
#include <string.h>
#include <time.h>

#include "base/sf-bytes.h"
#include "craft/sf-cert.h"
#include "fault-proxy.h"
#include "sync-device.h"

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

/* Shaking hands costs more than a push: whatever a device asks goes over the connection it has, and news over one more. */
static void
test_one_connection (void)
{
  Server server;
  Device kiosk;
  FaultProxy *proxy;
  guint before;

  server_init (&server);
  proxy = fault_proxy_new (server.port);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, fault_proxy_port (proxy));
  wait_until (is_listening, &kiosk);
  check_in (&kiosk, "canary");
  wait_until (is_drained, &kiosk);
  before = fault_proxy_count (proxy);
  for (guint i = 0; i < 5; i++)
    {
      check_in (&kiosk, "canary");
      wait_until (is_drained, &kiosk);
    }
  g_assert_cmpuint (fault_proxy_count (proxy), ==, before);
  g_assert_cmpuint (fault_proxy_open (proxy), ==, 2);
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

/* --- certificates and clocks --------------------------------------------------------------------------------------- */

static char *
read_leaf (Server *server)
{
  g_autofree char *path = g_build_filename (server->dir, "server.pem", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

typedef struct { Server *server; Device *kiosk; char *leaf; gint64 said_at; } Renewal;

/* Whoever does something lets the server look at its clock. */
static gboolean
is_renewed (gpointer data)
{
  Renewal *renewal = data;
  g_autofree char *now = read_leaf (renewal->server);

  if (g_get_monotonic_time () - renewal->said_at > G_USEC_PER_SEC)
    {
      renewal->said_at = g_get_monotonic_time ();
      check_in (renewal->kiosk, "canary");
    }
  return !g_str_equal (now, renewal->leaf);
}

/* Starts the server again on a day on which its certificate still has thirty days, and some seconds. */
static void
start_before_renewal (Renewal *renewal)
{
  for (int margin_s = 8; margin_s < 600; margin_s *= 3)
    {
      g_autofree char *now = NULL;

      server_kill (renewal->server);
      g_free (renewal->leaf);
      renewal->leaf = read_leaf (renewal->server);
      renewal->server->clock_offset_s = (int) (sf_cert_renew_at (renewal->leaf) / 1000 - g_get_real_time () / G_USEC_PER_SEC) - margin_s;
      server_start (renewal->server);
      now = read_leaf (renewal->server);
      if (g_str_equal (now, renewal->leaf))
        return;
    }
  g_error ("the server needs minutes to start");
}

/* Ends every session, as an hour does. */
static void
end_sessions (Server *server)
{
  g_autofree char *path = g_build_filename (server->dir, "server.db", NULL);
  g_autoptr(GError) error = NULL;
  SfDb *db = sf_db_open (path, SF_DB_READ_WRITE, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (sf_db_exec (db, "DELETE FROM session", &error));
  g_assert_true (sf_db_close (db, &error));
}

/* Thirty days before its end the server's certificate is made anew while it runs: who is connected notices nothing, who comes meets the new one. */
static void
test_renewal (void)
{
  Server server;
  Device kiosk, tablet;
  FaultProxy *proxy;
  Renewal renewal = { &server, &kiosk, NULL, 0 };
  guint before;

  server_init (&server);
  start_before_renewal (&renewal);
  proxy = fault_proxy_new (server.port);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, fault_proxy_port (proxy));
  wait_until (is_listening, &kiosk);
  before = fault_proxy_count (proxy);
  wait_until (is_renewed, &renewal);
  /* A session begun over the old connection, under the old certificate. */
  end_sessions (&server);
  check_in (&kiosk, "anew");
  wait_until (is_drained, &kiosk);
  wait_until (is_listening, &kiosk);
  g_assert_cmpuint (fault_proxy_count (proxy), <=, before + 1);   /* the news may need one */
  g_assert_cmpuint (server_exported (&server, "anew"), ==, 1);
  device_init (&tablet, "tablet");
  device_pair (&tablet, &server, server.port);
  wait_until (is_listening, &tablet);
  device_clear (&tablet);
  device_clear (&kiosk);
  fault_proxy_free (proxy);
  server_clear (&server);
  g_free (renewal.leaf);
}

static gint false_time;   /* s since 1970, atomic: handshakes have threads of their own */

static time_t
tell_false_time (time_t *out)
{
  time_t now = g_atomic_int_get (&false_time);

  if (out != NULL)
    *out = now;
  return now;
}

/* A machine that woke up in 1970, or five hundred days off: it pairs, hears the time and hands in what it has. */
static void
test_dead_clock (void)
{
  const time_t now = time (NULL), clocks[] = { 3600, now + 500 * 86400, now - 500 * 86400 };
  Server server;

  server_init (&server);
  for (guint i = 0; i < G_N_ELEMENTS (clocks); i++)
    {
      g_autofree char *surname = g_strdup_printf ("canary%u", i);
      Device kiosk;

      g_atomic_int_set (&false_time, (gint) clocks[i]);
      gnutls_global_set_time_function (tell_false_time);
      device_init (&kiosk, "kiosk");
      device_pair (&kiosk, &server, server.port);
      check_in (&kiosk, surname);
      wait_until (is_drained, &kiosk);
      wait_until (is_listening, &kiosk);
      g_assert_cmpuint (server_exported (&server, surname), ==, 1);
      device_clear (&kiosk);
      gnutls_global_set_time_function (time);
    }
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
  g_test_add_func ("/sync/driver/one-connection", test_one_connection);
  g_test_add_func ("/sync/driver/black-hole", test_black_hole);
  g_test_add_func ("/sync/driver/stranger", test_stranger);
  g_test_add_func ("/sync/driver/renewal", test_renewal);
  g_test_add_func ("/sync/driver/dead-clock", test_dead_clock);
  g_test_add_func ("/sync/driver/blob", test_blob);
  return g_test_run ();
}
