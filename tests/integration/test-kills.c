/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 of the real programs at any moment, with a network between them that cuts, swallows, doubles and crawls: the server, two
 * kiosks and a tablet are killed 0 to 300 ms after they are up (or on their way up) and started again. At the end every record
 * whose commit returned is on the server once, its history adds up, and every replica is the server's rows.
 *
 * SF_KILLS: how many (100). Two runs with a device that is broken on purpose show that the check can fail.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "fault-proxy.h"
#include "kill-ledger.h"
#include "sync-device.h"
#include "request-proxy.h"

#define MOST_LIFE_MS 300
#define ROUND 25                /* kills between two moments of peace */
#define FAULT_MS 150            /* how long the network behaves in one way */
#define SERVER 0
#define MAX_ACTORS 4

typedef struct _Run Run;
/* One program that is killed and started again. */
typedef struct {
  Run *run;
  char **argv;                  /* (owned) */
  GSubprocess *process;         /* (owned) (nullable) */
  GDataInputStream *out;        /* (owned) (nullable) */
  gint64 born_us;
  guint timer;
  gboolean is_server, dying;
} Actor;

struct _Run {
  Server server;
  char *dir, *ledger;           /* (owned) */
  char *folders[MAX_ACTORS];    /* (owned) of devices; SERVER has none */
  Actor actors[MAX_ACTORS];
  guint n_actors, kills, until;
  const char *mode;             /* of the devices */
  gboolean kill_server;
  FaultProxy *proxy;
  RequestProxy *doubler;
  guint faults;                 /* timer */
  GArray *ups[2];               /* double: ms until up; [1] of the server */
  GRand *chance;
};

static guint
pick (Run *run, guint of)
{
  return (guint) g_rand_int_range (run->chance, 0, (gint) of);
}

/* --- programs ----------------------------------------------------------------------------------------------------------- */

static void actor_start (Actor *actor);

static void
on_dead (GObject *source, GAsyncResult *result, gpointer data)
{
  Actor *actor = data;
  Run *run = actor->run;

  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL));
  /* Nobody dies but by our hand. */
  g_assert_true (g_subprocess_get_if_signaled (G_SUBPROCESS (source)));
  g_assert_cmpint (g_subprocess_get_term_sig (G_SUBPROCESS (source)), ==, SIGKILL);
  g_clear_object (&actor->process);
  g_clear_object (&actor->out);
  actor->dying = FALSE;
  run->kills++;
  if (run->kills < run->until)
    actor_start (actor);
}

static gboolean
on_kill (gpointer data)
{
  Actor *actor = data;

  actor->timer = 0;
  actor->dying = TRUE;
  g_subprocess_send_signal (actor->process, SIGKILL);
  g_subprocess_wait_async (actor->process, NULL, on_dead, actor);
  return G_SOURCE_REMOVE;
}

static void
on_up (GObject *source, GAsyncResult *result, gpointer data)
{
  Actor *actor = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  double ms = (double) (g_get_monotonic_time () - actor->born_us) / 1000.0;

  /* Killed before it was up, or a line of a life that is over. */
  if (line == NULL || actor->out != G_DATA_INPUT_STREAM (source))
    return;
  g_array_append_val (actor->run->ups[actor->is_server ? 1 : 0], ms);
  if (actor->timer == 0 && !actor->dying && (!actor->is_server || actor->run->kill_server))
    actor->timer = g_timeout_add (pick (actor->run, MOST_LIFE_MS + 1), on_kill, actor);
}

static void
actor_start (Actor *actor)
{
  g_autoptr(GError) error = NULL;

  actor->born_us = g_get_monotonic_time ();
  actor->process = g_subprocess_newv ((const char *const *) actor->argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  actor->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (actor->process));
  g_data_input_stream_read_line_async (actor->out, G_PRIORITY_DEFAULT, NULL, on_up, actor);
  /* One in four dies on its way up. */
  if (pick (actor->run, 4) == 0 && (!actor->is_server || actor->run->kill_server))
    actor->timer = g_timeout_add (pick (actor->run, MOST_LIFE_MS + 1), on_kill, actor);
}

static void
actor_add (Run *run, const char *const *argv, gboolean is_server)
{
  Actor *actor = &run->actors[run->n_actors++];

  *actor = (Actor) { .run = run, .argv = g_strdupv ((char **) argv), .is_server = is_server };
}

/* --- the network -------------------------------------------------------------------------------------------------------- */

static gboolean
on_fault (gpointer data)
{
  Run *run = data;
  static const Fault faults[] = { FAULT_NONE, FAULT_NONE, FAULT_NONE, FAULT_NONE, FAULT_CUT_UP, FAULT_CUT_DOWN, FAULT_DEAF, FAULT_REFUSE, FAULT_BLACK_HOLE };
  Fault fault = faults[pick (run, G_N_ELEMENTS (faults))];
  gboolean doubled = pick (run, 3) == 0;

  fault_proxy_set (run->proxy, fault, 1 + pick (run, 9000));
  fault_proxy_set_server (run->proxy, doubled ? request_proxy_port (run->doubler) : run->server.port);
  fault_proxy_set_rate (run->proxy, pick (run, 6) == 0 ? 10 * 1024 : 0);
  request_proxy_set (run->doubler, 1 + pick (run, 3), pick (run, 50));
  if (pick (run, 3) == 0)
    fault_proxy_cut (run->proxy);
  return G_SOURCE_CONTINUE;
}

static void
make_peace (Run *run)
{
  g_clear_handle_id (&run->faults, g_source_remove);
  fault_proxy_set (run->proxy, FAULT_NONE, 0);
  fault_proxy_set_server (run->proxy, run->server.port);
  fault_proxy_set_rate (run->proxy, 0);
  fault_proxy_cut (run->proxy);
}

/* --- a run -------------------------------------------------------------------------------------------------------------- */

static void
add_device (Run *run, const char *role, const char *name)
{
  g_autofree char *program = g_strdup (g_getenv ("SHOWFLOOR_KILL_DEVICE")), *dir = g_build_filename (run->dir, name, NULL);
  const char *argv[] = { program, dir, role, name, run->ledger, run->mode, NULL };
  Device device;

  g_assert_nonnull (program);
  device_init_at (&device, dir, role);
  device_pair (&device, &run->server, fault_proxy_port (run->proxy));
  wait_until (is_listening, &device);
  device_close (&device);
  run->folders[run->n_actors] = g_steal_pointer (&dir);
  actor_add (run, argv, FALSE);
}

static void
run_init (Run *run, const char *mode, guint n_devices)
{
  static const struct { const char *role, *name; } devices[] = { { "kiosk", "k1" }, { "kiosk", "k2" }, { "tablet", "t1" } };
  g_autofree char *program = g_build_filename (SF_BUILD_DIR, "src", "bin", "showfloor-server", NULL), *address = NULL;

  memset (run, 0, sizeof *run);
  server_init (&run->server);
  run->dir = g_dir_make_tmp ("sf-kills-XXXXXX", NULL);
  run->ledger = g_build_filename (run->dir, "ledger", NULL);
  run->mode = mode;
  run->kill_server = strcmp (mode, "work") == 0;
  run->chance = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  run->ups[0] = g_array_new (FALSE, FALSE, sizeof (double));
  run->ups[1] = g_array_new (FALSE, FALSE, sizeof (double));
  run->proxy = fault_proxy_new (run->server.port);
  run->doubler = request_proxy_new (run->server.dir, run->server.port);
  address = g_strdup_printf ("127.0.0.1:%u", run->server.port);
  actor_add (run, (const char *[]) { program, "--data", run->server.dir, "--listen", address, "--demo", NULL }, TRUE);
  for (guint i = 0; i < n_devices; i++)
    add_device (run, devices[i].role, devices[i].name);
  server_kill (&run->server);
}

static void
run_clear (Run *run)
{
  for (guint i = 0; i < run->n_actors; i++)
    g_strfreev (run->actors[i].argv);
  for (guint i = 1; i < run->n_actors; i++)
    g_free (run->folders[i]);
  fault_proxy_free (run->proxy);
  server_clear (&run->server);
  request_proxy_free (run->doubler);
  remove_dir (run->dir);
  g_array_unref (run->ups[0]);
  g_array_unref (run->ups[1]);
  g_rand_free (run->chance);
  g_free (run->dir);
  g_free (run->ledger);
}

/* A device that does nothing but deliver; it ends by itself when all is delivered. */
static void
drain (Run *run, guint n)
{
  g_autofree char **argv = g_memdup2 (run->actors[n].argv, 7 * sizeof (char *));
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  argv[5] = (char *) "drain";
  process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  g_assert_nonnull (process);
  g_subprocess_wait_async (process, NULL, on_result, &result);
  wait_until (is_set, &result);
  g_assert_true (g_subprocess_get_successful (process));
}

static gboolean
all_dead (gpointer data)
{
  Run *run = data;

  for (guint i = 0; i < run->n_actors; i++)
    if (run->actors[i].process != NULL)
      return FALSE;
  return TRUE;
}

static gboolean
round_is_over (gpointer data)
{
  Run *run = data;

  return run->kills >= run->until;
}

/* Until so many have been killed; then those that still live are killed, too. */
static void
play_round (Run *run, guint until)
{
  run->until = until;
  run->faults = g_timeout_add (FAULT_MS, on_fault, run);
  for (guint i = 0; i < run->n_actors; i++)
    actor_start (&run->actors[i]);
  wait_until (round_is_over, run);
  for (guint i = 0; i < run->n_actors; i++)
    {
      g_clear_handle_id (&run->actors[i].timer, g_source_remove);
      if (run->actors[i].process != NULL && !run->actors[i].dying)
        on_kill (&run->actors[i]);
    }
  wait_until (all_dead, run);
  make_peace (run);
}

static void
play (Run *run, guint kills)
{
  while (run->kills < kills)
    {
      play_round (run, MIN (run->kills + ROUND, kills));
      server_start (&run->server);
      for (guint i = 1; i < run->n_actors; i++)
        drain (run, i);
      if (run->kills < kills)
        server_kill (&run->server);
    }
}

/* --- the check ---------------------------------------------------------------------------------------------------------- */

static SfServerStore *
open_server (Run *run, SfClock *clock, SfIds *ids)
{
  g_autoptr(GError) error = NULL;
  SfServerStore *store = sf_server_store_open (run->server.dir, NULL, NULL, clock, ids, &error);

  g_assert_no_error (error);
  return store;
}

/* I2: each bucket sums up to the same on both sides. */
static gboolean
is_equal (const char *dir, SfServerStore *server, SfClock *clock, SfIds *ids)
{
  g_autoptr(GError) error = NULL;
  SfDeviceStore *store = sf_device_store_open (dir, NULL, NULL, clock, ids, &error);
  g_autoptr(GPtrArray) buckets = NULL;
  gboolean same;

  g_assert_no_error (error);   /* its hash chain was walked */
  buckets = sf_device_sync_buckets (store, NULL);
  same = buckets->len > 0;
  for (guint i = 0; same && i < buckets->len; i++)
    {
      const char *id = ((SfDeviceBucket *) buckets->pdata[i])->id;
      guint8 here[SF_LINK_LEN], there[SF_LINK_LEN];
      gint64 n_here = 0, n_there = 0;

      g_assert_true (sf_device_store_sum (store, id, &n_here, here, NULL) && sf_server_store_sum (server, id, &n_there, there, NULL));
      same = n_here == n_there && memcmp (here, there, sizeof here) == 0;
      if (!same)
        g_test_message ("%s: %s has %" G_GINT64_FORMAT " rows, the server %" G_GINT64_FORMAT, dir, id, n_here, n_there);
    }
  g_assert_true (sf_db_quick_check (sf_device_store_get_db (store), &error));
  sf_device_store_close (store);
  return same;
}

/* What a device pulled may be behind what the server's own clock did meanwhile (a ring that nobody answered): then once more. */
static LedgerCount
check (Run *run)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GError) error = NULL;
  gboolean same = FALSE;
  LedgerCount count = { 0 };

  for (guint look = 0; !same; look++)
    {
      SfServerStore *store;

      g_assert_cmpuint (look, <, 20);
      if (run->server.process == NULL)
        {
          server_start (&run->server);
          for (guint i = 1; i < run->n_actors; i++)
            drain (run, i);
        }
      server_kill (&run->server);
      store = open_server (run, clock, ids);
      same = TRUE;
      for (guint i = 1; same && i < run->n_actors; i++)
        same = is_equal (run->folders[i], store, clock, ids);
      if (same)
        {
          sf_server_store_verify (store, &error);
          g_assert_no_error (error);
          count = ledger_check (run->ledger, store);
        }
      sf_server_store_close (store);
    }
  return count;
}

/* --- tests -------------------------------------------------------------------------------------------------------------- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static void
tell_ups (const char *who, GArray *ups)
{
  g_array_sort (ups, compare);
  g_assert_cmpuint (ups->len, >, 0);
  g_test_message ("%s up again in %.0f ms (median of %u), %.0f ms (99 %%), %.0f ms (worst)", who, g_array_index (ups, double, ups->len / 2), ups->len,
                  g_array_index (ups, double, ups->len * 99 / 100), g_array_index (ups, double, ups->len - 1));
}

static void
test_many (void)
{
  const char *wanted = g_getenv ("SF_KILLS");
  guint kills = wanted != NULL ? (guint) atoi (wanted) : 100, requests, dropped;
  gint64 start = g_get_monotonic_time ();
  LedgerCount count;
  Run run;

  run_init (&run, "work", 3);
  play (&run, kills);
  count = check (&run);
  request_proxy_counts (run.doubler, &requests, &dropped);
  g_test_message ("%u kills in %d s, %u connections, %u requests doubled, %u answers kept back", run.kills, (int) ((g_get_monotonic_time () - start) / G_USEC_PER_SEC),
                  fault_proxy_count (run.proxy), requests, dropped);
  g_test_message ("%u records acknowledged, %u lost, %u doubled, %u refused, %u incidents", count.acknowledged, count.lost, count.doubled, count.refused, count.incidents);
  tell_ups ("device", run.ups[0]);
  tell_ups ("server", run.ups[1]);
  g_assert_cmpuint (run.kills, >=, kills);
  g_assert_cmpuint (count.acknowledged, >, kills);   /* else nothing was tried */
  g_assert_cmpuint (count.lost, ==, 0);
  g_assert_cmpuint (count.doubled, ==, 0);
  g_assert_cmpuint (count.refused, ==, 0);
  g_assert_cmpuint (count.incidents, ==, 0);
  /* Two seconds are for a machine that has time: half of all starts tell that, however busy it is. */
  g_assert_cmpfloat (g_array_index (run.ups[0], double, run.ups[0]->len / 2), <, 2000);
  g_assert_cmpfloat (g_array_index (run.ups[1], double, run.ups[1]->len / 2), <, 2000);
  run_clear (&run);
}

/* A device that says "saved" before it is. */
static void
test_early_is_caught (void)
{
  LedgerCount count;
  Run run;

  run_init (&run, "early", 1);
  play (&run, 8);
  count = check (&run);
  g_test_message ("%u of %u lost", count.lost, count.acknowledged);
  g_assert_cmpuint (count.lost, >, 0);
  run_clear (&run);
}

/* A device that makes a record anew instead of sending it again. */
static void
test_twice_is_caught (void)
{
  LedgerCount count;
  Run run;

  run_init (&run, "twice", 1);
  play (&run, 4);
  count = check (&run);
  g_assert_cmpuint (count.lost, ==, 0);
  g_assert_cmpuint (count.doubled, >, 0);
  run_clear (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kills/many", test_many);
  g_test_add_func ("/kills/early-is-caught", test_early_is_caught);
  g_test_add_func ("/kills/twice-is-caught", test_twice_is_caught);
  return g_test_run ();
}
