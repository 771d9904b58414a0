/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disk whose power is cut (tests/lib/sf-test-vfs.h), tried with SQLite alone: it keeps what SQLite's rules promise, and with one rule
 * taken out it loses rows. A disk on which nothing can be lost would prove nothing about the product.
 */
#include <sqlite3.h>
#include <string.h>

#include "sf-test-vfs.h"

#define ROWS 60
#define CUTS 150
#define DB "d/k.db"

#define EXTRA_FIRST "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=20;"
#define EXTRA_LATE "PRAGMA journal_mode=WAL; PRAGMA synchronous=EXTRA; PRAGMA wal_autocheckpoint=20;"
#define NORMAL "PRAGMA synchronous=NORMAL; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=20;"
#define DELETE_FULL "PRAGMA synchronous=FULL; PRAGMA journal_mode=DELETE;"
#define DELETE_EXTRA "PRAGMA synchronous=EXTRA; PRAGMA journal_mode=DELETE;"

static sqlite3 *
open_db (SfTestDisk *disk)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (DB, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sf_test_disk_vfs (disk)), ==, SQLITE_OK);
  return db;
}

static int
run (sqlite3 *db, const char *sql)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL);
}

/* The number or text that @sql answers with; -1 when it fails. */
static gint64
ask (sqlite3 *db, const char *sql, const char *expected)
{
  sqlite3_stmt *stmt = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step (stmt) == SQLITE_ROW)
    value = expected != NULL ? g_strcmp0 ((const char *) sqlite3_column_text (stmt, 0), expected) == 0 : sqlite3_column_int64 (stmt, 0);
  sqlite3_finalize (stmt);
  return value;
}

/* Writes rows until the disk dies; how many were acknowledged. */
static guint
write_rows (SfTestDisk *disk, const char *pragmas, guint n)
{
  sqlite3 *db = NULL;
  guint acked = 0;

  if (sqlite3_open_v2 (DB, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, sf_test_disk_vfs (disk)) == SQLITE_OK && run (db, pragmas) == SQLITE_OK
      && run (db, "CREATE TABLE o (n INTEGER PRIMARY KEY, t TEXT); CREATE INDEX i ON o (t)") == SQLITE_OK)
    for (guint i = 1; i <= n; i++)
      {
        g_autofree char *sql = g_strdup_printf ("INSERT INTO o VALUES (%u, hex (randomblob (%u)))", i, 20 + i * 7 % 300);

        if (run (db, sql) != SQLITE_OK)
          break;
        acked = i;
      }
  sqlite3_close_v2 (db);
  return acked;
}

typedef struct { guint cuts, lost, unusable; gboolean vacuous; } Found;

static void
look (SfTestDisk *disk, guint acked, Found *found)
{
  sqlite3 *db = open_db (disk);
  gint64 n = acked > 0 ? ask (db, "SELECT count(*) FROM o WHERE n <= (SELECT max(n) FROM o)", NULL) : 0;

  if (ask (db, "PRAGMA integrity_check", "ok") != 1 || n < 0)
    found->unusable++;
  else if (n < acked)
    found->lost++;
  sqlite3_close (db);
}

/* @n rows on a fresh disk, the power cut at a random change, again and again. */
static Found
cut_power (const char *pragmas, gboolean strict, gboolean lying, guint n)
{
  static const guint keeps[] = { 0, 20, 50, 80, 100 };
  Found found = { 0 };

  for (guint seed = 1; seed <= CUTS; seed++)
    {
      SfTestPower power = { .keep = keeps[seed % G_N_ELEMENTS (keeps)], .torn = seed % 3 == 0 ? 30 : 0, .strict = strict, .lying = lying };
      g_autoptr(SfTestDisk) whole = sf_test_disk_new (seed), disk = sf_test_disk_new (seed);
      g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
      guint acked;

      sf_test_disk_set_power (whole, &power);
      sf_test_disk_set_power (disk, &power);
      acked = write_rows (whole, pragmas, n);
      found.vacuous = found.vacuous || acked == 0 || acked != n;
      sf_test_disk_cut_after (disk, (guint64) g_rand_int_range (rand, 1, (gint32) sf_test_disk_changes (whole)));
      acked = write_rows (disk, pragmas, n);
      sf_test_disk_cut (disk);   /* where random keys made fewer pages than before */
      sf_test_disk_boot (disk);
      look (disk, acked, &found);
      found.cuts++;
    }
  return found;
}

typedef struct { const char *name, *pragmas; gboolean strict, lying, loses, breaks; } Rule;

static const Rule rules[] = {
  { "extra-first", EXTRA_FIRST, FALSE, FALSE, FALSE, FALSE },
  { "extra-first-strict", EXTRA_FIRST, TRUE, FALSE, FALSE, FALSE },
  { "delete-extra-strict", DELETE_EXTRA, TRUE, FALSE, FALSE, FALSE },
  { "extra-late-strict", EXTRA_LATE, TRUE, FALSE, FALSE, TRUE },
  { "wal-normal", NORMAL, FALSE, FALSE, TRUE, FALSE },
  { "delete-full-strict", DELETE_FULL, TRUE, FALSE, TRUE, FALSE },
  { "lying", EXTRA_FIRST, FALSE, TRUE, FALSE, TRUE },
};

static void
test_rule (gconstpointer data)
{
  const Rule *rule = data;
  Found found = cut_power (rule->pragmas, rule->strict, rule->lying, ROWS);

  g_test_message ("%s: %u cuts, %u lost rows, %u unusable", rule->name, found.cuts, found.lost, found.unusable);
  g_assert_false (found.vacuous);
  if (rule->loses)
    g_assert_cmpuint (found.lost, >, 0);
  if (rule->breaks)
    g_assert_cmpuint (found.unusable, >, 0);
  if (!rule->loses && !rule->breaks)
    g_assert_cmpuint (found.lost + found.unusable, ==, 0);
}

/* Nothing acknowledged, nothing lost: that is no proof, and is told. */
static void
test_vacuous (void)
{
  g_assert_true (cut_power ("PRAGMA no_such_thing; CREATE TABLE o (wrong)", FALSE, FALSE, ROWS).vacuous);
}

static void
test_two_connections (void)
{
  g_autoptr(SfTestDisk) disk = sf_test_disk_new (1);
  sqlite3 *writer = open_db (disk), *reader;

  g_assert_cmpint (run (writer, EXTRA_FIRST "CREATE TABLE t (n); INSERT INTO t VALUES (1)"), ==, SQLITE_OK);
  reader = open_db (disk);
  g_assert_cmpint (run (reader, "BEGIN"), ==, SQLITE_OK);
  g_assert_cmpint (ask (reader, "SELECT count(*) FROM t", NULL), ==, 1);
  g_assert_cmpint (run (writer, "INSERT INTO t VALUES (2)"), ==, SQLITE_OK);
  g_assert_cmpint (ask (reader, "SELECT count(*) FROM t", NULL), ==, 1);
  g_assert_cmpint (run (reader, "COMMIT"), ==, SQLITE_OK);
  g_assert_cmpint (ask (reader, "SELECT count(*) FROM t", NULL), ==, 2);
  g_assert_cmpint (run (writer, "BEGIN IMMEDIATE"), ==, SQLITE_OK);
  g_assert_cmpint (run (reader, "BEGIN IMMEDIATE"), ==, SQLITE_BUSY);
  sqlite3_close (reader);
  sqlite3_close (writer);
  g_assert_true (sf_test_disk_has (disk, DB) && sf_test_disk_has (disk, DB "-wal") == FALSE);
}

static void
test_images (void)
{
  g_autoptr(SfTestDisk) disk = sf_test_disk_new (1), other = sf_test_disk_new (2);
  g_autoptr(SfTestImage) image = NULL;
  sqlite3 *db;

  g_assert_cmpuint (write_rows (disk, EXTRA_FIRST, 10), ==, 10);
  image = sf_test_disk_save (disk);
  g_assert_true (sf_test_disk_copy (disk, DB, other, DB));
  g_assert_false (sf_test_disk_copy (disk, "d/none", other, DB));
  db = open_db (disk);
  g_assert_cmpint (run (db, "DELETE FROM o; VACUUM"), ==, SQLITE_OK);
  sqlite3_close (db);
  db = open_db (other);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM o", NULL), ==, 10);
  g_assert_cmpint (ask (db, "PRAGMA integrity_check", "ok"), ==, 1);
  g_assert_cmpint (run (db, "DELETE FROM o WHERE n > 5"), ==, SQLITE_OK);
  sqlite3_close (db);
  sf_test_disk_load (disk, image);
  db = open_db (disk);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM o", NULL), ==, 10);
  sqlite3_close (db);
  sf_test_disk_remove (other, DB);
  g_assert_false (sf_test_disk_has (other, DB));
}

/* The same seed leaves the same bytes. */
static void
test_repeats (void)
{
  SfTestPower power = { .keep = 50, .torn = 50, .strict = TRUE };
  g_autoptr(GBytes) first = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SfTestDisk) disk = sf_test_disk_new (99);
      g_autoptr(GBytes) left = NULL;
      sqlite3 *db = open_db (disk);

      g_assert_cmpint (run (db, DELETE_EXTRA "CREATE TABLE t (n); INSERT INTO t VALUES (zeroblob (20000))"), ==, SQLITE_OK);
      sf_test_disk_set_power (disk, &power);
      sf_test_disk_cut_after (disk, 6);
      g_assert_cmpint (run (db, "UPDATE t SET n = replace (hex (zeroblob (10000)), '0', 'x')"), !=, SQLITE_OK);
      sqlite3_close (db);
      sf_test_disk_boot (disk);
      left = sf_test_disk_get (disk, DB);
      if (first == NULL)
        first = g_steal_pointer (&left);
      else
        g_assert_true (g_bytes_equal (first, left));
    }
}

static void
test_faults (void)
{
  static const struct { SfTestFault fault; int code; } cases[] = {
    { SF_TEST_FAULT_IO, SQLITE_IOERR }, { SF_TEST_FAULT_FULL, SQLITE_FULL }, { SF_TEST_FAULT_FLUSH, SQLITE_IOERR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SfTestDisk) disk = sf_test_disk_new (1);
      sqlite3 *db = open_db (disk);

      g_assert_cmpint (run (db, EXTRA_FIRST "CREATE TABLE t (n); INSERT INTO t VALUES (1)"), ==, SQLITE_OK);
      sf_test_disk_fail (disk, cases[i].fault, 1, TRUE);
      g_assert_cmpint (run (db, "INSERT INTO t VALUES (zeroblob (9000))"), ==, cases[i].code);
      g_assert_true (sf_test_disk_failed (disk));
      sf_test_disk_fail (disk, SF_TEST_FAULT_NONE, 0, FALSE);
      g_assert_cmpint (run (db, "INSERT INTO t VALUES (3)"), ==, SQLITE_OK);
      sqlite3_close (db);
    }
}

/* What a failed flush should have put on the disk never comes there, however often one flushes again. */
static void
test_failed_flush_loses (void)
{
  SfTestPower power = { .keep = 0 };
  g_autoptr(SfTestDisk) disk = sf_test_disk_new (1);
  sqlite3 *db = open_db (disk);

  g_assert_cmpint (run (db, DELETE_EXTRA "CREATE TABLE t (n)"), ==, SQLITE_OK);
  sf_test_disk_set_power (disk, &power);
  g_assert_cmpint (run (db, "PRAGMA journal_mode=WAL; INSERT INTO t VALUES (1)"), ==, SQLITE_OK);
  sf_test_disk_fail (disk, SF_TEST_FAULT_FLUSH, 1, FALSE);
  g_assert_cmpint (run (db, "INSERT INTO t VALUES (2)"), ==, SQLITE_IOERR);
  sf_test_disk_cut (disk);
  sqlite3_close (db);
  sf_test_disk_boot (disk);
  db = open_db (disk);
  g_assert_cmpint (ask (db, "SELECT count(*) FROM t", NULL), ==, 1);
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vfs/two-connections", test_two_connections);
  g_test_add_func ("/vfs/images", test_images);
  g_test_add_func ("/vfs/repeats", test_repeats);
  g_test_add_func ("/vfs/faults", test_faults);
  g_test_add_func ("/vfs/failed-flush-loses", test_failed_flush_loses);
  g_test_add_func ("/vfs/vacuous", test_vacuous);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *path = g_strconcat ("/vfs/rule/", rules[i].name, NULL);

      g_test_add_data_func (path, &rules[i], test_rule);
    }
  return g_test_run ();
}
