/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device does again and again costs the same with a long journal as with a short one: steps of SQLite's machine, not time. */
#include "device-fixture.h"
#include "store/sf-db-private.h"

static int
count_step (gpointer data)
{
  ++*(guint64 *) data;
  return 0;
}

/* Steps of SQLite's machine for one more visit. */
static guint64
cost_of_commit (DeviceFixture *f)
{
  sqlite3 *handle = sf_device_store_get_db (f->store)->handle;
  guint64 steps = 0;

  sqlite3_progress_handler (handle, 1, count_step, &steps);
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "王"));
  sqlite3_progress_handler (handle, 0, NULL, NULL);
  return steps;
}

static void
test_costs_do_not_grow (void)
{
  DeviceFixture f;
  guint64 first = 0, last = 0;

  device_set_up (&f, "kiosk");
  for (guint i = 0; i < 1500; i++)
    {
      last = cost_of_commit (&f);
      if (i == 20)
        first = last;
    }
  g_test_message ("%" G_GUINT64_FORMAT " steps after 20 visits, %" G_GUINT64_FORMAT " after 1,500", first, last);
  g_assert_cmpuint (first, >, 10);
  g_assert_cmpuint (last, <, first * 3 / 2);
  device_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-store/costs-do-not-grow", test_costs_do_not_grow);
  return g_test_run ();
}
