/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a backup is due, by the dealer's clock, whatever the machine's was; and what comes back after a restore. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store/sf-server-accounts.h"
#include "store/sf-server-backup.h"
#include "store/sf-server-keep.h"
#include "store/sf-server-told.h"

#define HOUR G_GINT64_CONSTANT (3600000)
/* 2026-11-20 10:00 in Shanghai */
#define TEN G_GINT64_CONSTANT (1795140000000)
#define ZONE "Asia/Shanghai"
#define DEV "00000000-0000-7000-8000-00000000000a"
#define LATER "00000000-0000-7000-8000-00000000000b"

typedef struct { char *dir; SfClock *clock; SfIds *ids; SfServerStore *store; } Fixture;

static void
open_store (Fixture *f)
{
  f->store = sf_server_store_open (f->dir, NULL, NULL, f->clock, f->ids, NULL);
  g_assert_nonnull (f->store);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-keep-XXXXXX", NULL);
  f->clock = sf_clock_new_fake (TEN);
  f->ids = sf_ids_new_seeded (3);
  open_store (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  sf_server_store_close (f->store);
  dir = g_dir_open (f->dir, 0, NULL);
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

static gboolean
is_due (Fixture *f, gint64 now)
{
  g_autoptr(SfKeep) keep = sf_server_keep_read (f->store);

  return sf_keep_backup_is_due (keep, now, ZONE);
}

static void
test_when (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = { "", "h", "24:00", "02:60", "0h", "169h", "2:30x", "-1h", "6", " 6h" };
  int minute;
  guint hours;

  g_assert_true (sf_keep_parse_when ("02:30", &minute, &hours) && minute == 150 && hours == 0);
  g_assert_true (sf_keep_parse_when ("6h", &minute, &hours) && minute == -1 && hours == 6);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sf_keep_parse_when (bad[i], &minute, &hours));
}

static void
test_daily (Fixture *f, gconstpointer data)
{
  g_assert_false (is_due (f, TEN));
  g_assert_true (sf_server_keep_plan (f->store, "/mnt", 150, 0, NULL));
  /* There is none at all: now. */
  g_assert_true (is_due (f, TEN));
  g_assert_true (sf_server_keep_backup (f->store, TEN, "one", "", NULL));
  g_assert_false (is_due (f, TEN + HOUR));
  /* Not before half past two of the next night; a machine that was off makes it up. */
  g_assert_false (is_due (f, TEN + 16 * HOUR + HOUR / 3));
  g_assert_true (is_due (f, TEN + 16 * HOUR + HOUR / 2));
  g_assert_true (is_due (f, TEN + 23 * HOUR));
  /* What failed is tried again after a quarter of an hour. */
  g_assert_true (sf_server_keep_backup (f->store, TEN + 17 * HOUR, "", "full", NULL));
  g_assert_false (is_due (f, TEN + 17 * HOUR + 60000));
  g_assert_true (is_due (f, TEN + 17 * HOUR + SF_KEEP_RETRY_MS));
  {
    g_autoptr(SfKeep) keep = sf_server_keep_read (f->store);

    g_assert_cmpstr (keep->code, ==, "full");
    g_assert_cmpstr (keep->ok_name, ==, "one");
    g_assert_false (sf_keep_is_late (keep, TEN + 47 * HOUR));
    g_assert_true (sf_keep_is_late (keep, TEN + 49 * HOUR));
  }
  /* A backup of tomorrow: the clock was wrong, then or now. */
  g_assert_true (sf_server_keep_backup (f->store, TEN + 500 * HOUR, "two", "", NULL));
  g_assert_true (is_due (f, TEN));
  g_assert_true (sf_server_keep_plan (f->store, NULL, -1, 24, NULL));
  g_assert_false (is_due (f, TEN));
}

static void
test_hourly (Fixture *f, gconstpointer data)
{
  g_assert_true (sf_server_keep_plan (f->store, "/mnt", -1, 6, NULL) && sf_server_keep_backup (f->store, TEN, "one", "", NULL));
  g_assert_false (is_due (f, TEN + 6 * HOUR - 1));
  g_assert_true (is_due (f, TEN + 6 * HOUR));
}

static void
test_proof (Fixture *f, gconstpointer data)
{
  g_autoptr(SfKeep) none = sf_server_keep_read (f->store), sound = NULL, bad = NULL;

  g_assert_true (sf_keep_proof_is_due (none, TEN, ZONE));
  g_assert_true (sf_server_keep_proof (f->store, TEN, 0, NULL, NULL));
  sound = sf_server_keep_read (f->store);
  g_assert_false (sf_keep_proof_is_due (sound, TEN + 17 * HOUR, ZONE));
  g_assert_true (sf_keep_proof_is_due (sound, TEN + 18 * HOUR, ZONE));
  g_assert_null (sound->worst);
  g_assert_true (sf_server_keep_proof (f->store, TEN, 2, "journal-gap", NULL));
  bad = sf_server_keep_read (f->store);
  g_assert_cmpint (bad->findings, ==, 2);
  g_assert_cmpstr (bad->worst, ==, "journal-gap");
}

static void
place (Fixture *f, gint64 inc, gint64 last)
{
  SfPlace place = { .last = last };

  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_set_place (f->store, DEV, inc, &place, NULL) && sf_server_store_commit (f->store, NULL));
}

static void
hello (Fixture *f, const char *dev, gint64 inc, gint64 last)
{
  SfHello hello = { .inc = inc, .last = last };

  g_assert_true (sf_server_store_told (f->store, dev, &hello, 0, NULL));
}

static SfComeback *
nth (SfRestored *restored, guint i)
{
  g_assert_cmpuint (restored->devices->len, >, i);
  return restored->devices->pdata[i];
}

/* The exact range of every device: what the server had, how far the device was when it first came, what nobody has any more. */
static void
test_comeback (Fixture *f, gconstpointer data)
{
  g_autoptr(SfRestored) none = sf_server_store_restored (f->store, NULL), before = NULL, after = NULL;
  g_autofree char *code = sf_server_accounts_new_code (f->store, DEV, SF_ROLE_K, "1", NULL, NULL), *other = NULL;
  SfDb *db = sf_server_store_get_db (f->store);

  g_assert_null (none);
  g_assert_true (sf_db_exec (db, "UPDATE account SET enrolled_at = 5, inc = 7", NULL));
  place (f, 7, 100);
  g_assert_true (sf_server_store_new_epoch (f->store, "backup|1795000000000", NULL));
  before = sf_server_store_restored (f->store, NULL);
  g_assert_cmpint (before->backup_ms, ==, 1795000000000);
  g_assert_cmpint (before->at_ms, ==, TEN);
  g_assert_cmpint (nth (before, 0)->had, ==, 100);
  g_assert_cmpint (nth (before, 0)->want, ==, -1);
  hello (f, DEV, 7, 112);
  hello (f, DEV, 7, 150);                   /* new work since: not what was lost */
  hello (f, DEV, 8, 0);
  /* A device that was paired after the restore has nothing to bring back. */
  sf_clock_fake_advance (f->clock, HOUR);
  other = sf_server_accounts_new_code (f->store, LATER, SF_ROLE_K, "2", NULL, NULL);
  g_assert_true (sf_db_exec (db, "UPDATE account SET enrolled_at = 1795143600000 WHERE name = '2'", NULL));
  hello (f, LATER, 9, 3);
  place (f, 7, 110);
  g_assert_true (sf_server_store_begin (f->store, NULL) && sf_server_store_incident (f->store, "journal.gap", DEV, "101|104", NULL)
                 && sf_server_store_incident (f->store, "journal.gone", DEV, "106|106", NULL) && sf_server_store_commit (f->store, NULL));
  after = sf_server_store_restored (f->store, NULL);
  g_assert_cmpuint (after->devices->len, ==, 1);
  g_assert_cmpint (nth (after, 0)->want, ==, 112);
  g_assert_cmpint (nth (after, 0)->last, ==, 110);
  g_assert_cmpint (nth (after, 0)->gone, ==, 5);
}

/* An incarnation that the restored database has never heard of: all of it is what comes back. */
static void
test_unknown_series (Fixture *f, gconstpointer data)
{
  g_autofree char *code = sf_server_accounts_new_code (f->store, DEV, SF_ROLE_K, "1", NULL, NULL);
  g_autoptr(SfRestored) after = NULL;

  g_assert_true (sf_db_exec (sf_server_store_get_db (f->store), "UPDATE account SET enrolled_at = 5", NULL));
  g_assert_true (sf_server_store_new_epoch (f->store, "witness", NULL));
  hello (f, DEV, 77, 12);
  after = sf_server_store_restored (f->store, NULL);
  g_assert_cmpint (after->backup_ms, ==, 0);
  g_assert_cmpint (nth (after, 0)->had, ==, 0);
  g_assert_cmpint (nth (after, 0)->want, ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/server-keep/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("when", test_when);
  ADD ("daily", test_daily);
  ADD ("hourly", test_hourly);
  ADD ("proof", test_proof);
  ADD ("comeback", test_comeback);
  ADD ("unknown-series", test_unknown_series);
  return g_test_run ();
}
