/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-db"
#include "store/sf-db-private.h"

#include <string.h>

#include "base/sf-log.h"

/* $1 … of one statement; beyond it sf_db_prepare() fails. */
#define MAX_PARAMETERS 40

struct _SfStmt {
  SfDb *db;             /* not owned: the connection owns its statements */
  char *sql;            /* (owned) */
  sqlite3_stmt *handle;
  guint8 places[MAX_PARAMETERS + 1];   /* SQLite numbers $7 by where it first stands; this says where */
  gboolean used;        /* bound or stepped since the reset */
  int bind_result;      /* first failed bind since the reset; told at the next step */
  gboolean stepped;     /* is in the list of those */
  SfStmt *next_stepped; /* not owned */
};

struct _SfTxn { SfDb *db; };

G_DEFINE_QUARK (sf-store-error-quark, sf_store_error)

void
sf_db_assert_thread (SfDb *self)
{
  g_assert (self->worker == NULL || sf_worker_is_current (self->worker));
}

static SfStoreError
map_code (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return SF_STORE_ERROR_CORRUPT;
    case SQLITE_FULL:
      return SF_STORE_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return SF_STORE_ERROR_BUSY;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return SF_STORE_ERROR_CONSTRAINT;
    default:
      return SF_STORE_ERROR_IO;
    }
}

void
sf_db_set_error (SfDb *self, int code, const char *doing, GError **error)
{
  int extended = self->handle != NULL ? sqlite3_extended_errcode (self->handle) : code;
  const char *message = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);

  /* After a failed fsync the kernel may have dropped the dirty pages: retrying would acknowledge what is not there. */
  if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC)
    {
      self->broken = TRUE;
      self->flush_errno = sqlite3_system_errno (self->handle);
    }
  self->damaged = self->damaged || map_code (code) == SF_STORE_ERROR_CORRUPT;
  g_set_error (error, SF_STORE_ERROR, (gint) map_code (code), "%s: %s (%d)", doing, message, extended);
}

/*
 * After some errors, of reading too, SQLite takes the whole transaction back by itself. Whoever did not ask what became of one statement
 * must not go on: the next one would be committed on its own, and half a mutation would stay.
 */
static gboolean
refuse_broken (SfDb *self, GError **error)
{
  gboolean taken_back = self->txn != NULL && sqlite3_get_autocommit (self->handle);

  if (!self->broken && !taken_back)
    return FALSE;
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_IO,
                       self->broken ? "The database must be reopened after a failed flush" : "The transaction was taken back after an error");
  return TRUE;
}

void
sf_stmt_free (SfStmt *self)
{
  sqlite3_finalize (self->handle);
  g_free (self->sql);
  g_free (self);
}

/* Statements */

gboolean
sf_db_exec (SfDb *self, const char *sql, GError **error)
{
  int code;

  sf_db_assert_thread (self);
  if (refuse_broken (self, error))
    return FALSE;
  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return TRUE;
  sf_db_set_error (self, code, "Running SQL", error);
  return FALSE;
}

static gboolean
find_places (SfStmt *stmt)
{
  int n = sqlite3_bind_parameter_count (stmt->handle);

  for (int i = 1; i <= n; i++)
    {
      const char *name = sqlite3_bind_parameter_name (stmt->handle, i);
      gint64 number = name != NULL && name[0] == '$' ? g_ascii_strtoll (name + 1, NULL, 10) : 0;

      if (number < 1 || number > MAX_PARAMETERS)
        return FALSE;
      stmt->places[number] = (guint8) i;
    }
  return TRUE;
}

/* 0 for a parameter that the statement does not have, which SQLite refuses to bind. */
static int
place_of (SfStmt *stmt, int n)
{
  return n >= 1 && n <= MAX_PARAMETERS ? stmt->places[n] : 0;
}

/* Most texts are literals, at the same place whenever they come: there the last statement is looked for first. */
static SfStmt *
find_stmt (SfDb *self, const char *sql)
{
  SfStmt **place = &self->recent[((gsize) sql >> 3) % SF_DB_RECENT];

  if (*place == NULL || strcmp ((*place)->sql, sql) != 0)
    *place = g_hash_table_lookup (self->statements, sql);
  return *place;
}

SfStmt *
sf_db_prepare (SfDb *self, const char *sql, GError **error)
{
  SfStmt *stmt;
  sqlite3_stmt *handle = NULL;
  int code;

  sf_db_assert_thread (self);
  if (refuse_broken (self, error))
    return NULL;
  stmt = find_stmt (self, sql);
  if (stmt != NULL)
    {
      sf_stmt_reset (stmt);
      return stmt;
    }
  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK || handle == NULL)
    {
      sf_db_set_error (self, code, "Preparing SQL", error);
      return NULL;
    }
  stmt = g_new0 (SfStmt, 1);
  stmt->db = self;
  stmt->handle = handle;
  if (!find_places (stmt))
    {
      sf_stmt_free (stmt);
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "Preparing SQL: parameters are $1, $2, …");
      return NULL;
    }
  stmt->sql = g_strdup (sql);
  g_hash_table_insert (self->statements, stmt->sql, stmt);
  return stmt;
}

void
sf_stmt_reset (SfStmt *self)
{
  /* Whoever reads resets when it is done, and the next to prepare resets again. */
  if (!self->used)
    return;
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_result = SQLITE_OK;
  self->used = FALSE;
}

static void
note_bind (SfStmt *self, int code)
{
  self->used = TRUE;
  if (self->bind_result == SQLITE_OK)
    self->bind_result = code;
}

void
sf_stmt_bind_int (SfStmt *self, int n, gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->handle, place_of (self, n), value));
}

void
sf_stmt_bind_text (SfStmt *self, int n, const char *value)
{
  note_bind (self, value == NULL ? sqlite3_bind_null (self->handle, place_of (self, n))
                                 : sqlite3_bind_text (self->handle, place_of (self, n), value, -1, SQLITE_TRANSIENT));
}

void
sf_stmt_bind_bytes (SfStmt *self, int n, gconstpointer data, gsize len)
{
  /* A NULL pointer would bind null, and empty bytes are a value. */
  note_bind (self, sqlite3_bind_blob64 (self->handle, place_of (self, n), len == 0 ? "" : data, len, SQLITE_TRANSIENT));
}

void
sf_stmt_bind_null (SfStmt *self, int n)
{
  note_bind (self, sqlite3_bind_null (self->handle, place_of (self, n)));
}

/* Only a statement that gave a row can stand in the way of a COMMIT or a checkpoint. */
static void
note_stepped (SfStmt *self)
{
  if (self->stepped)
    return;
  self->stepped = TRUE;
  self->next_stepped = self->db->stepped;
  self->db->stepped = self;
}

SfStep
sf_stmt_step (SfStmt *self, GError **error)
{
  int code;

  sf_db_assert_thread (self->db);
  if (refuse_broken (self->db, error))
    return SF_STEP_ERROR;
  if (self->bind_result != SQLITE_OK)
    {
      g_set_error (error, SF_STORE_ERROR, (gint) map_code (self->bind_result), "Binding a value: %s", sqlite3_errstr (self->bind_result));
      return SF_STEP_ERROR;
    }
  self->used = TRUE;
  code = sqlite3_step (self->handle);
  if (code == SQLITE_ROW)
    {
      note_stepped (self);
      return SF_STEP_ROW;
    }
  if (code != SQLITE_DONE)
    sf_db_set_error (self->db, code, "Running SQL", error);
  /* Bindings stay until the next prepare: stepping again after DONE would otherwise run with nulls. */
  sqlite3_reset (self->handle);
  return code == SQLITE_DONE ? SF_STEP_DONE : SF_STEP_ERROR;
}

gboolean
sf_stmt_run (SfStmt *self, GError **error)
{
  SfStep step;

  do
    step = sf_stmt_step (self, error);
  while (step == SF_STEP_ROW);
  return step == SF_STEP_DONE;
}

gint64
sf_stmt_int (SfStmt *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

const char *
sf_stmt_text (SfStmt *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

gconstpointer
sf_stmt_bytes (SfStmt *self, int column, gsize *len)
{
  gconstpointer data = sqlite3_column_blob (self->handle, column);

  *len = (gsize) sqlite3_column_bytes (self->handle, column);
  return data;
}

gboolean
sf_stmt_is_null (SfStmt *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gint64
sf_db_changes (SfDb *self)
{
  return sqlite3_changes64 (self->handle);
}

/* Transactions */

static void
reset_all (SfDb *self)
{
  SfStmt *stmt, *next;

  for (stmt = self->stepped; stmt != NULL; stmt = next)
    {
      next = stmt->next_stepped;
      stmt->stepped = FALSE;
      sf_stmt_reset (stmt);
    }
  self->stepped = NULL;
}

/* Prepared like everything else: parsing BEGIN and COMMIT anew costs as much as a small transaction does. */
static gboolean
run_prepared (SfDb *self, const char *sql, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self, sql, error);

  return stmt != NULL && sf_stmt_run (stmt, error);
}

SfTxn *
sf_db_begin (SfDb *self, GError **error)
{
  SfTxn *txn;

  sf_db_assert_thread (self);
  g_assert (self->txn == NULL);
  if (!run_prepared (self, self->mode == SF_DB_READ_ONLY ? "BEGIN" : "BEGIN IMMEDIATE", error))
    return NULL;
  txn = g_new0 (SfTxn, 1);
  txn->db = self;
  self->txn = txn;
  return txn;
}

gboolean
sf_db_is_in_transaction (SfDb *self)
{
  return self->txn != NULL;
}

static gboolean
checkpoint (SfDb *self, int mode, GError **error)
{
  int log = 0, moved = 0, code;

  sf_db_assert_thread (self);
  g_assert (self->txn == NULL && self->mode == SF_DB_READ_WRITE);
  if (refuse_broken (self, error))
    return FALSE;
  reset_all (self);
  /* Without waiting: a long reader only puts the emptying off. */
  sqlite3_busy_timeout (self->handle, 0);
  code = sqlite3_wal_checkpoint_v2 (self->handle, NULL, mode, &log, &moved);
  sqlite3_busy_timeout (self->handle, SF_DB_BUSY_TIMEOUT_MS);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
    {
      sf_db_set_error (self, code, "Checkpoint", error);
      return FALSE;
    }
  self->wal_pages = code == SQLITE_OK ? 0 : log - moved;
  return TRUE;
}

gboolean
sf_txn_commit (SfTxn *self, GError **error)
{
  SfDb *db = self->db;
  g_autoptr(GError) checkpoint_error = NULL;
  gboolean done;

  reset_all (db);
  done = run_prepared (db, "COMMIT", error);
  if (!done)
    {
      sf_txn_free (self);
      return FALSE;
    }
  db->txn = NULL;
  g_free (self);
  /* The commit stands whatever becomes of the checkpoint: the next one tries again. The log keeps its length: writing over it
   * is cheaper than making it grow. */
  if (db->wal_pages > SF_DB_WAL_PAGES && !checkpoint (db, SQLITE_CHECKPOINT_RESTART, &checkpoint_error))
    sf_log (SF_LOG_WARNING, "db.checkpoint_failed", "error", checkpoint_error->message, NULL);
  return TRUE;
}

void
sf_txn_free (SfTxn *self)
{
  if (self == NULL)
    return;
  reset_all (self->db);
  /* SQLite may have rolled back by itself (full disk, I/O error). */
  if (!sqlite3_get_autocommit (self->db->handle))
    sqlite3_exec (self->db->handle, "ROLLBACK", NULL, NULL, NULL);
  self->db->txn = NULL;
  g_free (self);
}

gboolean
sf_db_savepoint (SfDb *self, GError **error)
{
  g_assert (self->txn != NULL);
  return run_prepared (self, "SAVEPOINT part", error);
}

gboolean
sf_db_release (SfDb *self, gboolean keep, GError **error)
{
  return (keep || run_prepared (self, "ROLLBACK TO part", error)) && run_prepared (self, "RELEASE part", error);
}

/* Upkeep */

gboolean
sf_db_checkpoint (SfDb *self, GError **error)
{
  return checkpoint (self, SQLITE_CHECKPOINT_TRUNCATE, error);
}

gboolean
sf_db_vacuum (SfDb *self, GError **error)
{
  sf_db_assert_thread (self);
  g_assert (self->txn == NULL && self->mode == SF_DB_READ_WRITE);
  gboolean sealed = self->sealed, done;

  reset_all (self);
  sf_db_seal (self, FALSE);
  done = sf_db_exec (self, "VACUUM", error);
  sf_db_seal (self, sealed);
  return done && sf_db_checkpoint (self, error);
}

gint64
sf_db_size (SfDb *self)
{
  SfStmt *stmt = sf_db_prepare (self, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", NULL);
  gint64 size = stmt != NULL && sf_stmt_step (stmt, NULL) == SF_STEP_ROW ? sf_stmt_int (stmt, 0) : 0;

  if (stmt != NULL)
    sf_stmt_reset (stmt);
  return size;
}

int
sf_db_wal_pages (SfDb *self)
{
  return self->wal_pages;
}

static gboolean
check_file (SfDb *self, const char *pragma, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self, pragma, error);
  SfStep step;

  if (stmt == NULL)
    return FALSE;
  step = sf_stmt_step (stmt, error);
  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step != SF_STEP_ROW || g_strcmp0 (sf_stmt_text (stmt, 0), "ok") != 0)
    {
      sf_stmt_reset (stmt);
      self->damaged = TRUE;
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The database is damaged");
      return FALSE;
    }
  sf_stmt_reset (stmt);
  return TRUE;
}

gboolean
sf_db_quick_check (SfDb *self, GError **error)
{
  return check_file (self, "PRAGMA quick_check(1)", error);
}

gboolean
sf_db_integrity_check (SfDb *self, GError **error)
{
  return check_file (self, "PRAGMA integrity_check(1)", error);
}

gboolean
sf_db_is_broken (SfDb *self)
{
  return self->broken;
}

int
sf_db_get_flush_errno (SfDb *self)
{
  return self->flush_errno;
}

gboolean
sf_db_is_damaged (SfDb *self)
{
  return self->damaged;
}
