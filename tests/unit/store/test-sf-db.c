/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "store/sf-db.h"

typedef struct { char *dir, *path; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-db-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "test.db", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  const char *const names[] = { "test.db", "test.db-wal", "test.db-shm", "other" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->path);
  g_free (f->dir);
}

static SfDb *
open_ok (const char *path, SfDbMode mode)
{
  g_autoptr(GError) error = NULL;
  SfDb *db = sf_db_open (path, mode, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (db);
  return db;
}

static void
exec_ok (SfDb *db, const char *sql)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_db_exec (db, sql, &error));
  g_assert_no_error (error);
}

static gint64
ask (SfDb *db, const char *sql)
{
  g_autoptr(GError) error = NULL;
  SfStmt *stmt = sf_db_prepare (db, sql, &error);
  gint64 value;

  g_assert_no_error (error);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ROW);
  value = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return value;
}

static void
close_ok (SfDb *db)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (sf_db_close (db, &error));
  g_assert_no_error (error);
}

static void
test_pragmas (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);

  g_assert_cmpint (ask (db, "PRAGMA synchronous"), ==, 3);
  g_assert_cmpint (ask (db, "PRAGMA secure_delete"), ==, 1);
  g_assert_cmpint (ask (db, "PRAGMA trusted_schema"), ==, 0);
  g_assert_cmpint (ask (db, "PRAGMA wal_autocheckpoint"), ==, 0);
  g_assert_cmpint (ask (db, "PRAGMA application_id"), ==, 0x53464c52);
  close_ok (db);
  db = open_ok (f->path, SF_DB_READ_WRITE);
  g_assert_cmpint (ask (db, "PRAGMA synchronous"), ==, 3);
  close_ok (db);
}

static void
test_values (Fixture *f, gconstpointer data)
{
  static const guint8 bytes[] = { 0, 1, 0xff, 0 };
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;
  SfStmt *stmt;
  gsize len;

  exec_ok (db, "CREATE TABLE t (i INTEGER, s TEXT, b BLOB, n TEXT, e BLOB) STRICT");
  stmt = sf_db_prepare (db, "INSERT INTO t VALUES ($1, $2, $3, $4, $5)", &error);
  sf_stmt_bind_int (stmt, 1, G_MAXINT64);
  sf_stmt_bind_text (stmt, 2, "0123 王");
  sf_stmt_bind_bytes (stmt, 3, bytes, sizeof bytes);
  sf_stmt_bind_null (stmt, 4);
  sf_stmt_bind_bytes (stmt, 5, NULL, 0);
  g_assert_true (sf_stmt_run (stmt, &error));
  g_assert_cmpint (sf_db_changes (db), ==, 1);
  stmt = sf_db_prepare (db, "SELECT * FROM t", &error);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ROW);
  g_assert_cmpint (sf_stmt_int (stmt, 0), ==, G_MAXINT64);
  g_assert_cmpstr (sf_stmt_text (stmt, 1), ==, "0123 王");
  g_assert_cmpmem (sf_stmt_bytes (stmt, 2, &len), len, bytes, sizeof bytes);
  g_assert_true (sf_stmt_is_null (stmt, 3));
  g_assert_null (sf_stmt_text (stmt, 3));
  g_assert_false (sf_stmt_is_null (stmt, 4));
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_DONE);
  close_ok (db);
}

static void
test_bad_bind (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;
  SfStmt *stmt = sf_db_prepare (db, "SELECT $1", &error);

  sf_stmt_bind_int (stmt, 2, 1);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ERROR);
  g_assert_nonnull (error);
  /* The next use starts clean. */
  stmt = sf_db_prepare (db, "SELECT $1", NULL);
  sf_stmt_bind_int (stmt, 1, 7);
  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  close_ok (db);
}

/* $n is the n-th value bound, wherever it stands and however often. */
static void
test_parameter_order (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;
  SfStmt *stmt = sf_db_prepare (db, "SELECT $3, $1, $1, $2", &error);

  for (int i = 1; i <= 3; i++)
    sf_stmt_bind_int (stmt, i, i);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ROW);
  g_assert_cmpint (sf_stmt_int (stmt, 0), ==, 3);
  g_assert_cmpint (sf_stmt_int (stmt, 1), ==, 1);
  g_assert_cmpint (sf_stmt_int (stmt, 2), ==, 1);
  g_assert_cmpint (sf_stmt_int (stmt, 3), ==, 2);
  g_assert_null (sf_db_prepare (db, "SELECT ?", NULL));
  close_ok (db);
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;

  exec_ok (db, "CREATE TABLE t (s TEXT PRIMARY KEY) STRICT; INSERT INTO t VALUES ('13912345678')");
  g_assert_false (sf_db_exec (db, "INSERT INTO t VALUES ('13912345678')", &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CONSTRAINT);
  g_assert_null (strstr (error->message, "13912345678"));
  g_clear_error (&error);
  g_assert_null (sf_db_prepare (db, "SELECT nothing FROM nowhere", &error));
  g_assert_nonnull (error);
  close_ok (db);
}

static void
test_transactions (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;

  exec_ok (db, "CREATE TABLE t (i INTEGER) STRICT");
  {
    g_autoptr(SfTxn) txn = sf_db_begin (db, &error);

    g_assert_nonnull (txn);
    exec_ok (db, "INSERT INTO t VALUES (1)");
  }
  g_assert_cmpint (ask (db, "SELECT count(*) FROM t"), ==, 0);
  {
    g_autoptr(SfTxn) txn = sf_db_begin (db, &error);

    exec_ok (db, "INSERT INTO t VALUES (1)");
    g_assert_true (sf_db_savepoint (db, &error));
    exec_ok (db, "INSERT INTO t VALUES (2)");
    g_assert_true (sf_db_release (db, FALSE, &error));
    g_assert_true (sf_db_savepoint (db, &error));
    exec_ok (db, "INSERT INTO t VALUES (4)");
    g_assert_true (sf_db_release (db, TRUE, &error));
    g_assert_true (sf_txn_commit (g_steal_pointer (&txn), &error));
  }
  g_assert_cmpint (ask (db, "SELECT sum(i) FROM t"), ==, 5);
  close_ok (db);
}

static void
test_readers (Fixture *f, gconstpointer data)
{
  SfDb *writer = open_ok (f->path, SF_DB_READ_WRITE), *reader;
  g_autoptr(GError) error = NULL;
  SfTxn *txn;

  exec_ok (writer, "CREATE TABLE t (i INTEGER) STRICT; INSERT INTO t VALUES (1)");
  reader = open_ok (f->path, SF_DB_READ_ONLY);
  g_assert_false (sf_db_exec (reader, "INSERT INTO t VALUES (2)", &error));
  g_clear_error (&error);
  txn = sf_db_begin (reader, &error);
  g_assert_cmpint (ask (reader, "SELECT count(*) FROM t"), ==, 1);
  exec_ok (writer, "INSERT INTO t VALUES (2)");
  g_assert_cmpint (ask (reader, "SELECT count(*) FROM t"), ==, 1);
  /* A reader in the way puts the emptying off and is no error. */
  g_assert_true (sf_db_checkpoint (writer, &error));
  g_assert_cmpint (sf_db_wal_pages (writer), >, 0);
  sf_txn_free (txn);
  g_assert_cmpint (ask (reader, "SELECT count(*) FROM t"), ==, 2);
  g_assert_true (sf_db_checkpoint (writer, &error));
  g_assert_cmpint (sf_db_wal_pages (writer), ==, 0);
  close_ok (reader);
  close_ok (writer);
}

/* Closing must not checkpoint: only the writer does, when it says so. */
static void
test_close_keeps_log (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autofree char *wal = g_strconcat (f->path, "-wal", NULL);
  GStatBuf st;

  exec_ok (db, "CREATE TABLE t (i INTEGER) STRICT");
  close_ok (db);
  g_assert_cmpint (g_stat (wal, &st), ==, 0);
  g_assert_cmpint (st.st_size, >, 0);
}

static void
test_versions (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;
  SfTxn *txn = sf_db_begin (db, &error);

  g_assert_cmpint (sf_db_get_version (db, 3, &error), ==, 0);
  g_assert_true (sf_db_set_version (db, 4, &error));
  g_assert_true (sf_txn_commit (txn, &error));
  g_assert_cmpint (sf_db_get_version (db, 4, &error), ==, 4);
  g_assert_cmpint (sf_db_get_version (db, 3, &error), ==, -1);
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_TOO_NEW);
  close_ok (db);
}

static void
test_strangers (Fixture *f, gconstpointer data)
{
  g_autofree char *other = g_build_filename (f->dir, "other", NULL);
  g_autoptr(GError) error = NULL;
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);

  exec_ok (db, "CREATE TABLE t (i INTEGER) STRICT; PRAGMA application_id=99");
  close_ok (db);
  g_assert_null (sf_db_open (f->path, SF_DB_READ_WRITE, NULL, NULL, &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (other, "this is not a database, it is a text that is long enough to be read as a header of one, really, truly, surely", -1, NULL));
  g_assert_null (sf_db_open (other, SF_DB_READ_WRITE, NULL, NULL, &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT);
  g_clear_error (&error);
  g_unlink (other);
  g_assert_null (sf_db_open (other, SF_DB_READ_ONLY, NULL, NULL, &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND);
}

static void
test_damage (Fixture *f, gconstpointer data)
{
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize len;

  exec_ok (db, "CREATE TABLE t (i INTEGER PRIMARY KEY, s TEXT) STRICT;"
               "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO t SELECT i, 'text of row ' || i FROM n");
  g_assert_true (sf_db_quick_check (db, &error));
  g_assert_true (sf_db_checkpoint (db, &error));
  close_ok (db);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  memset (bytes + 2 * 4096 + 8, 0x5a, 200);
  g_assert_true (g_file_set_contents (f->path, bytes, (gssize) len, NULL));
  db = open_ok (f->path, SF_DB_READ_WRITE);
  g_assert_false (sf_db_quick_check (db, &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT);
  sf_db_close (db, NULL);
}

/* Whatever got into a statement: once sealed, nothing but rows can be reached. */
static void
test_sealed (Fixture *f, gconstpointer data)
{
  static const char *const refused[] = {
    "ATTACH DATABASE 'other' AS other", "DETACH DATABASE main", "CREATE TABLE u (i INTEGER)", "CREATE TEMP TABLE u (i INTEGER)", "DROP TABLE t",
    "ALTER TABLE t ADD COLUMN j INTEGER", "CREATE INDEX t_s ON t (s)", "CREATE VIEW v AS SELECT * FROM t", "CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END",
    "CREATE VIRTUAL TABLE f USING fts5 (s)", "ANALYZE", "VACUUM", "VACUUM INTO 'other'", "PRAGMA writable_schema=ON", "PRAGMA trusted_schema=ON",
    "PRAGMA journal_mode=OFF", "PRAGMA secure_delete=OFF", "PRAGMA synchronous=OFF", "PRAGMA user_version=9", "PRAGMA temp_store_directory='x'",
    "UPDATE sqlite_master SET sql = 'x'", "DELETE FROM sqlite_schema", "SELECT load_extension('x')", "SELECT 1; DROP TABLE t",
  };
  SfDb *db = open_ok (f->path, SF_DB_READ_WRITE);
  g_autoptr(GError) error = NULL;

  exec_ok (db, "CREATE TABLE t (i INTEGER PRIMARY KEY, s TEXT) STRICT; INSERT INTO t VALUES (1, 'a')");
  sf_db_seal (db, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (sf_db_exec (db, refused[i], &error));
      g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_IO);
      g_clear_error (&error);
    }
  exec_ok (db, "BEGIN IMMEDIATE; SAVEPOINT part; INSERT INTO t VALUES (2, 'b'); RELEASE part; UPDATE t SET s = upper (s); COMMIT");
  exec_ok (db, "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 9) INSERT INTO t SELECT i, 'x' FROM n; DELETE FROM t WHERE i = 9");
  g_assert_cmpint (ask (db, "SELECT count(*) FROM t"), ==, 8);
  g_assert_true (sf_db_quick_check (db, &error));
  g_assert_true (sf_db_checkpoint (db, &error));
  sf_db_seal (db, FALSE);
  exec_ok (db, "DROP TABLE t");
  close_ok (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/db/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("pragmas", test_pragmas);
  ADD ("values", test_values);
  ADD ("bad-bind", test_bad_bind);
  ADD ("parameter-order", test_parameter_order);
  ADD ("errors", test_errors);
  ADD ("transactions", test_transactions);
  ADD ("readers", test_readers);
  ADD ("close-keeps-log", test_close_keeps_log);
  ADD ("versions", test_versions);
  ADD ("strangers", test_strangers);
  ADD ("damage", test_damage);
  ADD ("sealed", test_sealed);
  return g_test_run ();
}
