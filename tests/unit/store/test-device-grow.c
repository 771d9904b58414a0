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

typedef void (*Act) (DeviceFixture *f);

static void
act_commit (DeviceFixture *f)
{
  commit_one (f->store, "create", visit_record (f->ids, f->clock, "王"));
}

static const struct { const char *name; Act act; } acts[] = { { "commit", act_commit } };

static guint64
cost_of (DeviceFixture *f, Act act)
{
  sqlite3 *handle = sf_device_store_get_db (f->store)->handle;
  guint64 steps = 0;

  sqlite3_progress_handler (handle, 1, count_step, &steps);
  act (f);
  sqlite3_progress_handler (handle, 0, NULL, NULL);
  return steps;
}

static void
test_costs_do_not_grow (void)
{
  DeviceFixture f;
  guint64 first[G_N_ELEMENTS (acts)];

  device_set_up (&f, "kiosk");
  for (guint i = 0; i < 1500; i++)
    {
      act_commit (&f);
      for (guint a = 0; i == 20 && a < G_N_ELEMENTS (acts); a++)
        first[a] = cost_of (&f, acts[a].act);
    }
  for (guint a = 0; a < G_N_ELEMENTS (acts); a++)
    {
      guint64 last = cost_of (&f, acts[a].act);

      g_test_message ("%s: %" G_GUINT64_FORMAT " steps after 20 visits, %" G_GUINT64_FORMAT " after 1,500", acts[a].name, first[a], last);
      g_assert_cmpuint (first[a], >, 10);
      g_assert_cmpuint (last, <, first[a] * 3 / 2);
    }
  device_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-store/costs-do-not-grow", test_costs_do_not_grow);
  return g_test_run ();
}
