/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a tablet goes without its server: counted by what nobody can set back, and what it gives up at the end. */
#include "device-fixture.h"

#define HOUR (G_GINT64_CONSTANT (3600) * 1000)
#define DAY (24 * HOUR)
#define VISIT "00000000-0000-7000-8000-0000000000aa"

static void
set_up (DeviceFixture *f, gconstpointer role)
{
  device_set_up (f, role);
}

static void
tear_down (DeviceFixture *f, gconstpointer role)
{
  device_tear_down (f);
}

static void
look (DeviceFixture *f)
{
  g_autoptr(GError) error = NULL;

  sf_clock_fake_advance (f->clock, 60 * 1000);
  g_assert_true (sf_device_sync_lease (f->store, &error));
  g_assert_no_error (error);
}

/* Switched off for @ms; then the calendar stands @back earlier than it should. */
static void
restart (DeviceFixture *f, gint64 ms, gint64 back)
{
  g_autoptr(GError) error = NULL;

  sf_device_store_close (f->store);
  sf_clock_fake_advance (f->clock, ms);
  sf_clock_fake_reboot (f->clock);
  sf_clock_fake_set_wall (f->clock, sf_clock_wall_ms (f->clock) - back);
  device_open (f);
  g_assert_true (sf_device_sync_lease (f->store, &error));
  g_assert_no_error (error);
}

static void
assert_about (DeviceFixture *f, gint64 expected)
{
  g_assert_cmpint (ABS (sf_device_store_away (f->store) - expected), <=, 5 * 60 * 1000);
}

static void
test_counts (DeviceFixture *f, gconstpointer role)
{
  g_assert_cmpint (sf_device_store_away (f->store), ==, 0);   /* nothing was entrusted to it yet */
  settle_empty (f, 10);
  look (f);
  assert_about (f, 0);
  sf_clock_fake_advance (f->clock, 5 * HOUR);
  look (f);
  assert_about (f, 5 * HOUR);
  /* The calendar means nothing while the machine stays on, in whichever direction it is set. */
  sf_clock_fake_set_wall (f->clock, DEVICE_START_MS - 500 * DAY);
  assert_about (f, 5 * HOUR);
  look (f);
  sf_clock_fake_set_wall (f->clock, DEVICE_START_MS + 500 * DAY);
  assert_about (f, 5 * HOUR);
  look (f);
  sf_clock_fake_set_wall (f->clock, DEVICE_START_MS + 6 * HOUR);
  look (f);
  restart (f, 30 * HOUR, 0);
  assert_about (f, 35 * HOUR);
  sf_clock_fake_advance (f->clock, 2 * HOUR);
  assert_about (f, 37 * HOUR);
  /* A hello begins anew, and nothing of before is remembered. */
  say_hello (f, new_hello_reply (0, BUCKET, 11));
  g_assert_cmpint (sf_device_store_away (f->store), ==, 0);
  restart (f, HOUR, 0);
  assert_about (f, HOUR);
}

/* Set back and restarted: each time costs a day, so that it never makes the time without a server less. */
static void
test_set_back (DeviceFixture *f, gconstpointer role)
{
  gint64 before;

  settle_empty (f, 10);
  sf_clock_fake_advance (f->clock, 2 * DAY);
  look (f);
  before = sf_device_store_away (f->store);
  restart (f, HOUR, 30 * DAY);
  g_assert_cmpint (sf_device_store_away (f->store), >=, before + DAY);
  g_assert_cmpint (sf_device_store_away (f->store), >=, SF_LEASE_MS);
  for (guint i = 0; i < 5; i++)
    {
      before = sf_device_store_away (f->store);
      restart (f, 60 * 1000, 10 * 60 * 1000);
      g_assert_cmpint (sf_device_store_away (f->store), >=, before + DAY);
    }
}

/* A machine whose clock forgets itself (1970) at every start still has its three days. */
static void
test_dead_clock (DeviceFixture *f, gconstpointer role)
{
  sf_clock_fake_set_wall (f->clock, 60 * 1000);
  settle_empty (f, 10);
  for (guint i = 0; i < 2; i++)
    {
      sf_clock_fake_advance (f->clock, 2 * HOUR);
      look (f);
      restart (f, 0, sf_clock_wall_ms (f->clock));
    }
  assert_about (f, 2 * DAY + 4 * HOUR);
  g_assert_cmpint (sf_device_store_away (f->store), <, SF_LEASE_MS);
}

static gint64
count (DeviceFixture *f, const char *sql)
{
  SfStmt *stmt = sf_db_prepare (sf_device_store_get_db (f->store), sql, NULL);
  gint64 n;

  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

static gboolean
is_there (DeviceFixture *f, SfKind kind, const char *id)
{
  g_autoptr(SfRecord) record = sf_table_get (sf_device_store_get_db (f->store), kind, id, NULL);

  return record != NULL;
}

static SfRowPage *
page_of_two (void)
{
  SfRowPage *page = new_page (10, 10, FALSE);

  g_ptr_array_add (page->rows, new_row ("visit", VISIT, 9,
                                        "{\"number\":\"A12\",\"purpose\":\"see\",\"before\":\"first\",\"surname\":\"\xe6\xac\xa7\",\"lang\":\"zh_CN\",\"at\":1795319000000,"
                                        "\"day\":\"2026-11-22\",\"device\":\"00000000-0000-7000-8000-00000000000e\"}"));
  return page;
}

/* What the house lent goes after a week, what was said here does not; the next hello fills it again. */
static void
test_gives_up (DeviceFixture *f, gconstpointer role)
{
  g_autofree char *own = NULL;
  SfRecord *visit = visit_record (f->ids, f->clock, "司马");
  gboolean lends = strcmp (role, "tablet") == 0;

  own = g_strdup (sf_record_get_id (visit));
  say_hello (f, new_hello_reply (0, BUCKET, 10));
  take_page (f, page_of_two ());
  commit_one (f->store, "create", visit);
  g_assert_true (sf_device_store_set (f->store, "draft.outcome.x", "kept", NULL));
  sf_clock_fake_advance (f->clock, SF_LEASE_PURGE_MS - HOUR);
  look (f);
  g_assert_true (is_there (f, SF_KIND_VISIT, VISIT));
  restart (f, 2 * HOUR, 0);
  g_assert_cmpint (is_there (f, SF_KIND_VISIT, VISIT), ==, !lends);
  g_assert_cmpint (count (f, "SELECT count(*) FROM rec"), ==, lends ? 0 : 1);
  g_assert_cmpint (count (f, "SELECT count(*) FROM bucket WHERE phase = 0"), ==, lends ? 0 : 1);
  /* Not delivered yet: on the glass, in the outbox, and sent as it was. */
  g_assert_true (is_there (f, SF_KIND_VISIT, own));
  g_assert_cmpint (count (f, "SELECT count(*) FROM outbox WHERE body IS NOT NULL AND state = 'pending'"), ==, 1);
  g_assert_cmpint (count (f, "SELECT count(*) FROM kv WHERE k = 'draft.outcome.x'"), ==, 1);
  say_hello (f, new_hello_reply (0, BUCKET, 10));
  take_page (f, page_of_two ());
  push_all (f, 1, 0, 11, SF_PUSH_OK);
  g_assert_true (is_there (f, SF_KIND_VISIT, VISIT));
  g_assert_true (is_there (f, SF_KIND_VISIT, own));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, role, func) g_test_add ("/device-lease/" path, DeviceFixture, role, set_up, func, tear_down)
  ADD ("counts", "tablet", test_counts);
  ADD ("set-back", "tablet", test_set_back);
  ADD ("dead-clock", "tablet", test_dead_clock);
  ADD ("gives-up", "tablet", test_gives_up);
  ADD ("kiosk-keeps", "kiosk", test_gives_up);
  return g_test_run ();
}
