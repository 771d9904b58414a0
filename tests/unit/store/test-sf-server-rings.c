/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rings that go out of the house, and people who are signed in: what a crash finds. */
#include <glib/gstdio.h>
#include <string.h>

#include "store/sf-server-people.h"
#include "store/sf-server-rings.h"

#define NOW G_GINT64_CONSTANT (1795140000000)

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfServerStore *store; } Fixture;

static void
open_store (Fixture *f)
{
  g_autoptr(GError) error = NULL;

  f->store = sf_server_store_open (f->dir, NULL, NULL, f->clock, f->ids, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  f->dir = g_dir_make_tmp ("sf-rings-XXXXXX", &error);
  g_assert_no_error (error);
  f->clock = sf_clock_new_fake (NOW);
  f->ids = sf_ids_new_seeded (5);
  open_store (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr(GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  sf_server_store_close (f->store);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->dir);
  sf_clock_unref (f->clock);
  sf_ids_unref (f->ids);
}

/* One transaction around one statement. */
#define IN_TRANSACTION(f, call) \
  g_assert_true (sf_server_store_begin ((f)->store, NULL)); \
  g_assert_true (call); \
  g_assert_true (sf_server_store_commit ((f)->store, NULL))

static void
assert_due (Fixture *f, const char *expect)
{
  g_autoptr(GPtrArray) due = sf_server_rings_due (f->store, 100, NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < due->len; i++)
    {
      SfRingOut *row = due->pdata[i];

      g_string_append_printf (text, "%s%s%s%u", i ? " " : "", row->offer, row->state == SF_RING_OUT_SENDING ? "*" : ":", row->tries);
    }
  g_assert_cmpstr (text->str, ==, expect);
}

static void
test_ring (Fixture *f, gconstpointer data)
{
  gint64 n, oldest;

  IN_TRANSACTION (f, sf_server_rings_add (f->store, "b", "visit", NULL));
  sf_clock_fake_advance (f->clock, 1000);
  IN_TRANSACTION (f, sf_server_rings_add (f->store, "a", "visit", NULL) && sf_server_rings_add (f->store, "b", "visit", NULL));
  assert_due (f, "b:0 a:0");
  IN_TRANSACTION (f, sf_server_rings_mark (f->store, "b", NULL));
  assert_due (f, "b*1 a:0");
  /* whoever comes after a crash finds it marked, and sends it again */
  sf_server_store_close (f->store);
  open_store (f);
  assert_due (f, "b*1 a:0");
  IN_TRANSACTION (f, sf_server_rings_settle (f->store, "b", SF_RING_OUT_SENT, NULL, NULL));
  assert_due (f, "a:0");
  IN_TRANSACTION (f, sf_server_rings_add (f->store, "b", "visit", NULL));     /* a replay after a restore */
  assert_due (f, "a:0");
  g_assert_true (sf_server_rings_count (f->store, SF_RING_OUT_WAITING, &n, &oldest, NULL));
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (oldest, ==, NOW + 1000);
  IN_TRANSACTION (f, sf_server_rings_sweep (f->store, NOW + 1000, NOW, NULL));
  assert_due (f, "a:0");
  IN_TRANSACTION (f, sf_server_rings_sweep (f->store, NOW + 1001, NOW + 1, NULL));
  assert_due (f, "");
  g_autoptr(GPtrArray) dead = sf_server_rings_dead (f->store, 10, NULL);
  g_assert_cmpuint (dead->len, ==, 1);
  g_assert_cmpstr (((SfRingOut *) dead->pdata[0])->code, ==, "late");
  g_assert_true (sf_server_rings_count (f->store, SF_RING_OUT_SENT, &n, &oldest, NULL));
  g_assert_cmpint (n, ==, 0);
}

/* A transaction that is taken back takes its rings along. */
static void
test_rollback (Fixture *f, gconstpointer data)
{
  g_assert_true (sf_server_store_begin (f->store, NULL));
  g_assert_true (sf_server_rings_add (f->store, "a", "visit", NULL));
  sf_server_store_rollback (f->store);
  assert_due (f, "");
}

static guint
signed_in (Fixture *f, gint64 now)
{
  g_autoptr(GPtrArray) all = sf_server_people_load (f->store, now, NULL);

  return all->len;
}

static void
test_people (Fixture *f, gconstpointer data)
{
  static const char *const rows[][3] = { { "h1", "/p/", "ann" }, { "h2", "/p/", "ben" }, { "h3", "/m/", "ann" }, { "h4", "/p/", "ann" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SfPersonSession row = { (char *) rows[i][0], (char *) rows[i][1], (char *) rows[i][2], (char *) "form", (char *) "proof", NOW + 1000 * (i + 1) };

      IN_TRANSACTION (f, sf_server_people_add (f->store, &row, NULL));
    }
  sf_server_store_close (f->store);
  open_store (f);
  g_assert_cmpuint (signed_in (f, NOW), ==, 4);
  g_assert_cmpuint (signed_in (f, NOW + 1000), ==, 3);
  IN_TRANSACTION (f, sf_server_people_remove (f->store, "h1", NULL, NULL, NULL));
  g_assert_cmpuint (signed_in (f, NOW), ==, 3);
  IN_TRANSACTION (f, sf_server_people_remove (f->store, NULL, "/p/", "ann", NULL));
  g_assert_cmpuint (signed_in (f, NOW), ==, 2);
  IN_TRANSACTION (f, sf_server_people_remove (f->store, NULL, NULL, NULL, NULL));
  g_assert_cmpuint (signed_in (f, NOW), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server-rings/ring", Fixture, NULL, set_up, test_ring, tear_down);
  g_test_add ("/server-rings/rollback", Fixture, NULL, set_up, test_rollback, tear_down);
  g_test_add ("/server-rings/people", Fixture, NULL, set_up, test_people, tear_down);
  return g_test_run ();
}
