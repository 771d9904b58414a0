/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Something in the outbox that nobody can read: what was saved before and after it reaches the server all the same (I13). */
#include <string.h>

#include "base/sf-limits.h"
#include "sf-test-outbox.h"
#include "world.h"

typedef struct { World *world; WorldDevice *tablet; char *before, *after; } Fixture;

#define POISON_ID "00000000-0000-7000-8000-00000000beef"

static void
set_up (Fixture *f, gconstpointer data)
{
  f->world = world_new (12);
  f->tablet = world_device_new (f->world, "tablet", 1);
  g_assert_true (world_sync (f->tablet, 50));
  f->before = world_check_in (f->tablet, "王");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->before);
  g_free (f->after);
  world_device_free (f->tablet);
  world_free (f->world);
}

static gboolean
has_visit (Fixture *f, const char *id)
{
  g_autoptr(SfRecord) record = sf_table_get (sf_server_store_get_db (f->world->store), SF_KIND_VISIT, id, NULL);

  return record != NULL;
}

static gint64
n_pending (Fixture *f)
{
  SfDeviceCounts counts;

  g_assert_true (sf_device_store_counts (f->tablet->store, &counts, NULL));
  sf_device_counts_clear (&counts);
  return counts.pending;
}

/* Poison between two visits; both arrive, and nothing waits any more. */
static void
pass_by (Fixture *f, const char *kind, const char *body)
{
  sf_test_outbox_add (f->tablet->store, kind, POISON_ID, body);
  f->after = world_check_in (f->tablet, "李");
  sf_clock_fake_advance (f->world->clock, 1000);
  sf_sync_core_hurry (f->tablet->core);
  g_assert_true (world_sync (f->tablet, 60));
  g_assert_true (has_visit (f, f->before));
  g_assert_true (has_visit (f, f->after));
  g_assert_cmpint (n_pending (f), ==, 0);
  world_assert_equal (f->tablet);
}

static gint64
n_quarantined (Fixture *f)
{
  SfStmt *stmt = sf_db_prepare (sf_server_store_get_db (f->world->store), "SELECT count(*) FROM quarantine WHERE code = 'malformed' AND body IS NOT NULL", NULL);
  gint64 n;

  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

static void
test_malformed (Fixture *f, gconstpointer data)
{
  pass_by (f, "visit", "{\"k\":\"visit.create\",\"id\":\"" POISON_ID "\",\"v\":1,\"d\":{\"number\":");
  g_assert_cmpint (n_quarantined (f), ==, 1);
}

static void
test_unknown_kind (Fixture *f, gconstpointer data)
{
  pass_by (f, "robot", "{\"k\":\"robot.create\",\"id\":\"" POISON_ID "\",\"v\":9,\"d\":{\"legs\":2}}");
  g_assert_cmpint (n_quarantined (f), ==, 1);
}

/* Longer than any text that may be sent: set aside here, its number told, and a person hears of it on both sides. */
static void
check_set_aside (Fixture *f, gsize length)
{
  g_autofree char *filling = g_strnfill (length, 'x'), *code = NULL;
  g_autofree char *body = g_strdup_printf ("{\"k\":\"visit.create\",\"id\":\"" POISON_ID "\",\"v\":1,\"d\":{\"number\":\"%s\"}}", filling);

  pass_by (f, "visit", body);
  g_assert_cmpint (n_quarantined (f), ==, 0);
  g_assert_cmpint (sf_server_store_n_incidents (f->world->store, "journal.gone"), ==, 1);
  g_assert_cmpint (sf_device_store_saved (f->tablet->store, SF_KIND_VISIT, POISON_ID, &code, NULL), ==, SF_SAVED_REJECTED);
  g_assert_cmpstr (code, ==, "unsendable");
}

static void
test_too_long (Fixture *f, gconstpointer data)
{
  check_set_aside (f, SF_MAX_JSON_STRING + 1);
}

static void
test_too_big (Fixture *f, gconstpointer data)
{
  check_set_aside (f, SF_MAX_BODY);
}

/* A server that reads nothing at all is not believed: nothing is set aside that could be read. */
static void
test_only_poison (Fixture *f, gconstpointer data)
{
  SfSyncRequest request = { 0 };
  gint64 not_before;

  for (guint i = 0; i < 20; i++)
    {
      sf_sync_core_wake (f->tablet->core);
      g_assert_true (sf_sync_core_next (f->tablet->core, &request, &not_before));
      g_assert_cmpint (request.step, ==, SF_SYNC_PUSH);
      sf_sync_request_clear (&request);
      sf_sync_core_answer (f->tablet->core, 400, "{\"code\":\"malformed\"}", 20);
    }
  g_assert_cmpint (n_pending (f), ==, 1);
  sf_sync_core_wake (f->tablet->core);
  g_assert_true (world_sync (f->tablet, 60));
  g_assert_true (has_visit (f, f->before));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/sync/poison/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("malformed", test_malformed);
  ADD ("unknown-kind", test_unknown_kind);
  ADD ("too-long", test_too_long);
  ADD ("too-big", test_too_big);
  ADD ("only-poison", test_only_poison);
  return g_test_run ();
}
