/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What networks do to a sync, one fault at a time, with real devices and the real server process: T8 repeated batches and lost
 * answers, T9 a cut at every byte, T13 an hour without the server. SF_EVERY: each how manyth byte is tried (1 in make soak-kills).
 */
#include <stdlib.h>
#include <string.h>

#include "fault-proxy.h"
#include "model/sf-assign.h"
#include "sync-device.h"
#include "request-proxy.h"
#include "store/sf-server-store.h"

#define EVERY_PLAIN 37
#define EVERY_SEALED 401
#define HOUR_S 3600

static gsize
every (gsize otherwise)
{
  const char *wanted = g_getenv ("SF_EVERY");

  return wanted != NULL ? (gsize) MAX (atoi (wanted), 1) : otherwise;
}

/* Somebody who looks around and leaves a number: status, ticket and customer follow, and nobody is rung, so nothing moves by itself. */
typedef struct { Device *device; const char *surname, *phone; char *id; } Guest;

static gpointer
do_guest (gpointer data, GCancellable *cancellable, GError **error)
{
  Guest *guest = data;
  g_autoptr(SfRecord) visit = new_visit (guest->device, guest->surname), consent = new_consent (guest->device, visit);
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);

  sf_record_set_text (visit, SF_VISIT_PURPOSE, "browse");
  sf_record_set_text (visit, SF_VISIT_PHONE, guest->phone);
  g_ptr_array_add (mutations, sf_mutation_new ("create", consent, NULL));
  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  guest->id = g_strdup (sf_record_get_id (visit));
  return sf_device_store_commit (guest->device->store, mutations, NULL, error) ? guest : NULL;
}

/* Returns the visit's id. (transfer full) */
static char *
look_around (Device *device, guint n)
{
  g_autofree char *surname = g_strdup_printf ("guest%u", n), *phone = g_strdup_printf ("+86138%08u", n);
  Guest guest = { device, surname, phone, NULL };
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (sf_worker_run_sync (device->worker, do_guest, &guest, &error));
  g_assert_no_error (error);
  sf_sync_driver_wake (device->driver);
  return guest.id;
}

/* --- T8 ----------------------------------------------------------------------------------------------------------------- */

/* Everything a server has, in a few numbers. */
typedef struct { gint64 head, events, rows, journal, visits, statuses, tickets, customers; guint8 chain[SF_CHAIN_LEN], sum[SF_LINK_LEN]; } State;

static gint64
number (SfDb *db, const char *sql)
{
  SfStmt *stmt = sf_db_prepare (db, sql, NULL);
  gint64 n;

  g_assert_nonnull (stmt);
  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

/* The server is killed for it and started again. */
static State
read_state (Server *server)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);
  SfServerStore *store;
  State state = { 0 };
  SfDb *db;

  server_kill (server);
  store = sf_server_store_open (server->dir, NULL, NULL, clock, ids, &error);
  g_assert_no_error (error);
  sf_server_store_verify (store, &error);
  g_assert_no_error (error);
  db = sf_server_store_get_db (store);
  sf_server_store_heads (store, heads);
  for (guint i = 0; i < heads->len; i++)
    if (strcmp (((SfAck *) heads->pdata[i])->scope, SF_SCOPE_NAME_DEALER) == 0)
      {
        state.head = ((SfAck *) heads->pdata[i])->head;
        memcpy (state.chain, ((SfAck *) heads->pdata[i])->chain, SF_CHAIN_LEN);
      }
  g_assert_true (sf_server_store_sum (store, SF_BUCKET_NAME_CRM, &state.rows, state.sum, NULL));
  state.events = number (db, "SELECT count(*) FROM event");
  state.journal = number (db, "SELECT count(*) FROM journal");
  state.visits = number (db, "SELECT count(*) FROM k_visit WHERE surname LIKE 'guest%'");
  state.statuses = number (db, "SELECT count(*) FROM k_visit_status s JOIN k_visit v ON v.id = s.visit WHERE v.surname LIKE 'guest%'");
  state.tickets = number (db, "SELECT count(*) FROM k_ticket s JOIN k_visit v ON v.id = s.visit WHERE v.surname LIKE 'guest%'");
  state.customers = number (db, "SELECT count(*) FROM k_customer WHERE surname LIKE 'guest%'");
  sf_server_store_close (store);
  server_start (server);
  return state;
}

static void
test_t8 (void)
{
  const guint n = 20;
  Server server;
  Device kiosk;
  RequestProxy *proxy;
  State before, after;
  guint requests, dropped, again;

  server_init (&server);
  proxy = request_proxy_new (server.dir, server.port);
  device_init (&kiosk, "kiosk");
  device_pair (&kiosk, &server, request_proxy_port (proxy));
  wait_until (is_listening, &kiosk);
  request_proxy_set (proxy, 3, 40);
  for (guint i = 0; i < n; i++)
    {
      g_free (look_around (&kiosk, i));
      /* Some alone, some several at once. */
      if (i % 3 == 0)
        wait_until (is_drained, &kiosk);
    }
  wait_until (is_drained, &kiosk);
  request_proxy_counts (proxy, &requests, &dropped);
  before = read_state (&server);
  g_assert_cmpuint (dropped, >, 0);
  g_assert_cmpint (before.visits, ==, n);
  g_assert_cmpint (before.statuses, ==, n);
  g_assert_cmpint (before.tickets, ==, n);
  g_assert_cmpint (before.customers, ==, n);
  g_assert_cmpint (before.journal, >=, 2 * n);
  /* All of it again, in any order, long after. */
  again = request_proxy_replay (proxy, 3);
  after = read_state (&server);
  g_test_message ("%u requests sent 3 times, %u answers lost, %u pushes answered again afterwards; %" G_GINT64_FORMAT " events before and after", requests, dropped, again, after.events);
  g_assert_cmpuint (again, >=, 3 * n / 3);
  g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
  device_clear (&kiosk);
  server_clear (&server);
  request_proxy_free (proxy);
}

/* --- T9 ----------------------------------------------------------------------------------------------------------------- */

typedef struct { Device *device; const char *id; SfSaved saved; gint64 shown, pending, acked; } See;

static gpointer
do_see (gpointer data, GCancellable *cancellable, GError **error)
{
  See *see = data;
  SfQuery query = { .kind = SF_KIND_VISIT, .order = -1 };
  SfDeviceCounts counts = { 0 };

  see->shown = sf_table_count (sf_device_store_get_db (see->device->store), &query, error);
  g_assert_true (sf_device_store_counts (see->device->store, &counts, NULL));
  see->pending = counts.pending;
  see->acked = counts.acked;
  sf_device_counts_clear (&counts);
  if (see->id != NULL)
    see->saved = sf_device_store_saved (see->device->store, SF_KIND_VISIT, see->id, NULL, NULL);
  return NULL;
}

static See
look (Device *device, const char *id)
{
  See see = { .device = device, .id = id };

  sf_worker_run_sync (device->worker, do_see, &see, NULL);
  return see;
}

typedef struct { Device device; RequestProxy *proxy; gsize up, down; guint n; } Cut;

/* A device that tries again has made up its mind about the request that was cut. */
static gboolean
was_cut (gpointer data)
{
  Cut *cut = data;

  sf_sync_driver_wake (cut->device.driver);
  return request_proxy_was_cut (cut->proxy, &cut->up, &cut->down);
}

/*
 * One cut within the plain bytes of a push or of its answer. The server may have it or not: the device must not believe it has. Lengths
 * vary by some bytes: a cut after the last one cuts nothing, and then it must.
 */
static void
cut_once (Cut *cut, gssize up, gssize down)
{
  g_autofree char *id = NULL;
  gboolean whole;
  See see;

  request_proxy_cut (cut->proxy, "/v1/push", up, down);
  id = look_around (&cut->device, cut->n);
  wait_until (was_cut, cut);
  whole = (up >= 0 && (gsize) up >= cut->up) || (down >= 0 && (gsize) down >= cut->down);
  see = look (&cut->device, id);
  g_assert_cmpint (see.saved, ==, whole ? SF_SAVED_DELIVERED : SF_SAVED_HERE);
  g_assert_cmpint (see.pending, ==, whole ? 0 : 2);    /* consent and visit */
  g_assert_cmpint (see.acked, ==, 2 * (cut->n + (whole ? 1 : 0)));   /* nothing that was delivered is undelivered again */
  g_assert_cmpint (see.shown, ==, ++cut->n);
  request_proxy_cut (cut->proxy, NULL, -1, -1);
  sf_sync_driver_wake (cut->device.driver);
  wait_until (is_drained, &cut->device);
}

static void
test_t9_plain (void)
{
  const gsize step = every (EVERY_PLAIN);
  Server server;
  Cut cut = { .up = G_MAXSSIZE };

  server_init (&server);
  cut.proxy = request_proxy_new (server.dir, server.port);
  device_init (&cut.device, "kiosk");
  device_pair (&cut.device, &server, request_proxy_port (cut.proxy));
  wait_until (is_listening, &cut.device);
  for (gsize at = 0; at < cut.up; at += step)
    cut_once (&cut, (gssize) at, -1);
  cut.down = G_MAXSSIZE;
  for (gsize at = 0; at < cut.down; at += step)
    cut_once (&cut, -1, (gssize) at);
  cut_once (&cut, -1, 1 << 20);
  g_test_message ("%u cuts in the plain bytes of a push", cut.n);
  g_assert_cmpuint (server_exported (&server, "guest"), ==, cut.n);
  device_clear (&cut.device);
  server_clear (&server);
  request_proxy_free (cut.proxy);
}

typedef struct { Device device; FaultProxy *proxy; guint n, before; } Sealed;

/* All was said before the cut; or a third connection tells that the first was cut, for a second is the one that waits for news. */
static gboolean
is_decided (gpointer data)
{
  Sealed *sealed = data;

  sf_sync_driver_wake (sealed->device.driver);
  return fault_proxy_count (sealed->proxy) >= sealed->before + 3 || is_drained (&sealed->device);
}

static gboolean
is_through (gpointer data)
{
  Device *device = data;

  sf_sync_driver_wake (device->driver);
  return is_drained (device);
}

/* As it is on the wire: handshake, session, hello, push of a device that just started, cut after so many bytes. TRUE: it came through. */
static gboolean
cut_sealed (Sealed *sealed, Fault fault, gsize at)
{
  g_autofree char *dir = g_strdup (sealed->device.dir), *id = NULL;
  See see;

  device_close (&sealed->device);
  fault_proxy_cut (sealed->proxy);
  fault_proxy_set (sealed->proxy, fault, at);
  sealed->before = fault_proxy_count (sealed->proxy);
  device_init_at (&sealed->device, dir, "kiosk");
  device_resume (&sealed->device);
  id = look_around (&sealed->device, sealed->n);
  wait_until (is_decided, sealed);
  see = look (&sealed->device, id);
  g_assert_cmpint (see.pending + see.acked, ==, 2 * (sealed->n + 1));
  g_assert_cmpint (see.acked, >=, 2 * sealed->n);
  g_assert_cmpint (see.shown, ==, ++sealed->n);
  g_assert_cmpint (see.saved, ==, see.pending > 0 ? SF_SAVED_HERE : SF_SAVED_DELIVERED);
  fault_proxy_set (sealed->proxy, FAULT_NONE, 0);
  fault_proxy_cut (sealed->proxy);
  wait_until (is_through, &sealed->device);
  return see.pending == 0;
}

static void
test_t9_sealed (void)
{
  static const Fault faults[] = { FAULT_CUT_UP, FAULT_CUT_DOWN };
  const gsize step = every (EVERY_SEALED);
  Server server;
  Sealed sealed = { 0 };

  server_init (&server);
  sealed.proxy = fault_proxy_new (server.port);
  device_init (&sealed.device, "kiosk");
  device_pair (&sealed.device, &server, fault_proxy_port (sealed.proxy));
  wait_until (is_listening, &sealed.device);
  for (guint f = 0; f < G_N_ELEMENTS (faults); f++)
    for (gsize at = 1, through = 0; through < 3; at += step)
      through = cut_sealed (&sealed, faults[f], at) ? through + 1 : 0;
  g_test_message ("%u cuts of the sealed bytes of a sync", sealed.n);
  g_assert_cmpuint (server_exported (&server, "guest"), ==, sealed.n);
  device_clear (&sealed.device);
  fault_proxy_free (sealed.proxy);
  server_clear (&server);
}

/* --- T13 ---------------------------------------------------------------------------------------------------------------- */

static gpointer
do_order (gpointer data, GCancellable *cancellable, GError **error)
{
  Device *device = data;
  SfQuery query = { .kind = SF_KIND_VISIT, .conds = { { SF_VISIT_SURNAME, SF_OP_GE, 0, "guest" }, { SF_VISIT_SURNAME, SF_OP_LT, 0, "guesu" } }, .n_conds = 2, .order = SF_VISIT_AT };

  return sf_table_query (sf_device_store_get_db (device->store), &query, error);
}

/* A tablet that was away for an hour of the house has all that was written meanwhile, in its order, and nobody touched it. */
static void
test_t13 (void)
{
  const guint n = 30;
  Server server;
  Device kiosk, tablet;
  FaultProxy *proxy;
  Look last = { &tablet, "guest29", 1, 0 };
  g_autoptr(GPtrArray) order = NULL;

  server_init (&server);
  proxy = fault_proxy_new (server.port);
  device_init (&kiosk, "kiosk");
  device_init (&tablet, "tablet");
  device_pair (&kiosk, &server, server.port);
  device_pair (&tablet, &server, fault_proxy_port (proxy));
  wait_until (is_listening, &tablet);
  fault_proxy_set (proxy, FAULT_BLACK_HOLE, 0);
  fault_proxy_cut (proxy);
  wait_until (is_offline, &tablet);
  for (guint i = 0; i < n; i++)
    g_free (look_around (&kiosk, i));
  wait_until (is_drained, &kiosk);
  /* An hour goes by for the server; its own work (rings, sessions) has been done meanwhile. */
  server_kill (&server);
  server.clock_offset_s = HOUR_S;
  server_start (&server);
  g_assert_cmpuint (visits (&tablet, "guest0", NULL), ==, 0);
  fault_proxy_set (proxy, FAULT_NONE, 0);
  fault_proxy_cut (proxy);
  wait_until (has_visit, &last);
  order = sf_worker_run_sync (tablet.worker, do_order, &tablet, NULL);
  g_assert_cmpuint (order->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *surname = g_strdup_printf ("guest%u", i);

      g_assert_cmpstr (sf_record_get_text (order->pdata[i], SF_VISIT_SURNAME), ==, surname);
    }
  device_clear (&kiosk);
  device_clear (&tablet);
  fault_proxy_free (proxy);
  server_clear (&server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/faults/t8-repeated-and-unanswered", test_t8);
  g_test_add_func ("/faults/t9-cut-at-every-plain-byte", test_t9_plain);
  g_test_add_func ("/faults/t9-cut-at-every-sealed-byte", test_t9_sealed);
  g_test_add_func ("/faults/t13-an-hour-away", test_t13);
  return g_test_run ();
}
