/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-db"
#include "store/sf-db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/sf-log.h"

/* "SFLR": tells our files from every other SQLite file. */
#define APPLICATION_ID 0x53464c52
#define BUSY_TIMEOUT_MS 5000

/* $1 … of one statement; beyond it sf_db_prepare() fails. */
#define MAX_PARAMETERS 40

struct _SfStmt {
  SfDb *db;             /* not owned: the connection owns its statements */
  sqlite3_stmt *handle;
  guint8 places[MAX_PARAMETERS + 1];   /* SQLite numbers $7 by where it first stands; this says where */
  int bind_result;      /* first failed bind since the reset; told at the next step */
};

struct _SfDb {
  sqlite3 *handle;
  SfDbMode mode;
  SfWorker *worker;
  GHashTable *statements;   /* SQL → SfStmt */
  SfTxn *txn;               /* the open transaction, to catch nesting */
  int wal_pages;
  gboolean broken;
};

struct _SfTxn { SfDb *db; };

G_DEFINE_QUARK (sf-store-error-quark, sf_store_error)

static void
assert_thread (SfDb *self)
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

/* SQLite's messages name tables and columns, never values. */
static void
set_error (SfDb *self, int code, const char *doing, GError **error)
{
  int extended = self->handle != NULL ? sqlite3_extended_errcode (self->handle) : code;
  const char *message = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);

  /* After a failed fsync the kernel may have dropped the dirty pages: retrying would acknowledge what is not there. */
  if (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC)
    self->broken = TRUE;
  g_set_error (error, SF_STORE_ERROR, (gint) map_code (code), "%s: %s (%d)", doing, message, extended);
}

static gboolean
refuse_broken (SfDb *self, GError **error)
{
  if (!self->broken)
    return FALSE;
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "The database must be reopened after a failed flush");
  return TRUE;
}

static void
stmt_free (SfStmt *self)
{
  sqlite3_finalize (self->handle);
  g_free (self);
}

static int
on_wal (void *data, sqlite3 *handle, const char *name, int pages)
{
  SfDb *self = data;

  self->wal_pages = pages;
  return SQLITE_OK;
}

/* Opening */

static gboolean
pragma_read_back (SfDb *self, const char *read_sql, const char *expected, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self, read_sql, error);
  const char *value;

  if (stmt == NULL)
    return FALSE;
  if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
    {
      if (error == NULL || *error == NULL)
        g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "%s: no value", read_sql);
      return FALSE;
    }
  value = sf_stmt_text (stmt, 0);
  if (g_strcmp0 (value, expected) != 0)
    {
      g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "%s is %s, not %s", read_sql, value, expected);
      return FALSE;
    }
  sf_stmt_reset (stmt);
  return TRUE;
}

typedef struct { const char *set, *read, *value; } Pragma;

static gboolean
set_pragmas (SfDb *self, const Pragma *pragmas, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!sf_db_exec (self, pragmas[i].set, error) || !pragma_read_back (self, pragmas[i].read, pragmas[i].value, error))
      {
        g_prefix_error (error, "Setting up the database: ");
        return FALSE;
      }
  return TRUE;
}

/* The order counts: with synchronous=EXTRA before journal_mode=WAL the creation itself survives a power cut (sync.md, finding 4). */
static const Pragma write_pragmas[] = {
  { "PRAGMA synchronous=EXTRA", "PRAGMA synchronous", "3" },
  { "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
  { "PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys", "0" },
  { "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
  { "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
  { "PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1" },
  { "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
  { "PRAGMA mmap_size=0", "PRAGMA mmap_size", "0" },
  { "PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0" },
};
static const Pragma read_pragmas[] = {
  { "PRAGMA query_only=ON", "PRAGMA query_only", "1" },
  { "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
  { "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
  { "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
  { "PRAGMA mmap_size=0", "PRAGMA mmap_size", "0" },
};

static gboolean
configure (SfDb *self, GError **error)
{
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK
      || sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
    {
      set_error (self, SQLITE_ERROR, "Setting up the database", error);
      return FALSE;
    }
  if (self->mode == SF_DB_READ_ONLY)
    return set_pragmas (self, read_pragmas, G_N_ELEMENTS (read_pragmas), error);
  if (!set_pragmas (self, write_pragmas, G_N_ELEMENTS (write_pragmas), error))
    return FALSE;
  sqlite3_wal_hook (self->handle, on_wal, self);
  return TRUE;
}

static gboolean
read_pragma_int (SfDb *self, const char *sql, gint64 *out, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  *out = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return TRUE;
}

static gboolean
check_application_id (SfDb *self, GError **error)
{
  gint64 id = 0, pages = 0;

  if (!read_pragma_int (self, "PRAGMA application_id", &id, error) || !read_pragma_int (self, "PRAGMA schema_version", &pages, error))
    return FALSE;
  if (id == APPLICATION_ID)
    return TRUE;
  if (id != 0 || pages != 0 || self->mode == SF_DB_READ_ONLY)
    {
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "This is not a database of Showfloor");
      return FALSE;
    }
  return sf_db_exec (self, "PRAGMA application_id=1397115986", error);
}

/* SQLite flushes the directory for its journal, but nobody does for a file that was created and never had one. */
static gboolean
sync_directory (const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed;

  if (fd < 0 || fsync (fd) != 0)
    {
      failed = errno;
      if (fd >= 0)
        close (fd);
      g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "Flushing the data folder: %s", g_strerror (failed));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

SfDb *
sf_db_open (const char *path, SfDbMode mode, const char *vfs, SfWorker *worker, GError **error)
{
  SfDb *self = g_new0 (SfDb, 1);
  gboolean existed = vfs != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  int code;

  self->mode = mode;
  self->worker = worker != NULL ? sf_worker_ref (worker) : NULL;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) stmt_free);
  assert_thread (self);
  flags |= mode == SF_DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  code = sqlite3_open_v2 (path, &self->handle, flags, vfs);
  if (code != SQLITE_OK)
    {
      if (!existed && mode == SF_DB_READ_ONLY)
        g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND, "There is no such database");
      else
        set_error (self, code, "Opening the database", error);
      sf_db_close (self, NULL);
      return NULL;
    }
  if (!configure (self, error) || !check_application_id (self, error) || (!existed && !sync_directory (path, error)))
    {
      sf_db_close (self, NULL);
      return NULL;
    }
  return self;
}

gboolean
sf_db_close (SfDb *self, GError **error)
{
  int code;

  if (self == NULL)
    return TRUE;
  assert_thread (self);
  g_warn_if_fail (self->txn == NULL);
  g_hash_table_unref (self->statements);
  code = sqlite3_close (self->handle);
  if (code != SQLITE_OK)
    {
      set_error (self, code, "Closing the database", error);
      sqlite3_close_v2 (self->handle);
    }
  if (self->worker != NULL)
    sf_worker_unref (self->worker);
  g_free (self);
  return code == SQLITE_OK;
}

/* Statements */

gboolean
sf_db_exec (SfDb *self, const char *sql, GError **error)
{
  int code;

  assert_thread (self);
  if (refuse_broken (self, error))
    return FALSE;
  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return TRUE;
  set_error (self, code, "Running SQL", error);
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

SfStmt *
sf_db_prepare (SfDb *self, const char *sql, GError **error)
{
  SfStmt *stmt;
  sqlite3_stmt *handle = NULL;
  int code;

  assert_thread (self);
  if (refuse_broken (self, error))
    return NULL;
  stmt = g_hash_table_lookup (self->statements, sql);
  if (stmt != NULL)
    {
      sf_stmt_reset (stmt);
      return stmt;
    }
  code = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK || handle == NULL)
    {
      set_error (self, code, "Preparing SQL", error);
      return NULL;
    }
  stmt = g_new0 (SfStmt, 1);
  stmt->db = self;
  stmt->handle = handle;
  if (!find_places (stmt))
    {
      stmt_free (stmt);
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "Preparing SQL: parameters are $1, $2, …");
      return NULL;
    }
  g_hash_table_insert (self->statements, g_strdup (sql), stmt);
  return stmt;
}

void
sf_stmt_reset (SfStmt *self)
{
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  self->bind_result = SQLITE_OK;
}

static void
note_bind (SfStmt *self, int code)
{
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

SfStep
sf_stmt_step (SfStmt *self, GError **error)
{
  int code;

  assert_thread (self->db);
  if (refuse_broken (self->db, error))
    return SF_STEP_ERROR;
  if (self->bind_result != SQLITE_OK)
    {
      g_set_error (error, SF_STORE_ERROR, (gint) map_code (self->bind_result), "Binding a value: %s", sqlite3_errstr (self->bind_result));
      return SF_STEP_ERROR;
    }
  code = sqlite3_step (self->handle);
  if (code == SQLITE_ROW)
    return SF_STEP_ROW;
  if (code != SQLITE_DONE)
    set_error (self->db, code, "Running SQL", error);
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
  GHashTableIter iter;
  gpointer stmt;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    sf_stmt_reset (stmt);
}

SfTxn *
sf_db_begin (SfDb *self, GError **error)
{
  SfTxn *txn;

  assert_thread (self);
  g_assert (self->txn == NULL);
  if (!sf_db_exec (self, self->mode == SF_DB_READ_ONLY ? "BEGIN" : "BEGIN IMMEDIATE", error))
    return NULL;
  txn = g_new0 (SfTxn, 1);
  txn->db = self;
  self->txn = txn;
  return txn;
}

gboolean
sf_txn_commit (SfTxn *self, GError **error)
{
  SfDb *db = self->db;
  g_autoptr(GError) checkpoint_error = NULL;
  gboolean done;

  reset_all (db);
  done = sf_db_exec (db, "COMMIT", error);
  if (!done)
    {
      sf_txn_free (self);
      return FALSE;
    }
  db->txn = NULL;
  g_free (self);
  /* The commit stands whatever becomes of the checkpoint: the next one tries again. */
  if (db->wal_pages > SF_DB_WAL_PAGES && !sf_db_checkpoint (db, &checkpoint_error))
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
  return sf_db_exec (self, "SAVEPOINT part", error);
}

gboolean
sf_db_release (SfDb *self, gboolean keep, GError **error)
{
  return sf_db_exec (self, keep ? "RELEASE part" : "ROLLBACK TO part; RELEASE part", error);
}

/* Upkeep */

gboolean
sf_db_checkpoint (SfDb *self, GError **error)
{
  int log = 0, moved = 0, code;

  assert_thread (self);
  g_assert (self->txn == NULL && self->mode == SF_DB_READ_WRITE);
  if (refuse_broken (self, error))
    return FALSE;
  reset_all (self);
  /* Without waiting: a long reader only puts the emptying off. */
  sqlite3_busy_timeout (self->handle, 0);
  code = sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, &log, &moved);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
    {
      set_error (self, code, "Checkpoint", error);
      return FALSE;
    }
  self->wal_pages = code == SQLITE_OK ? 0 : log - moved;
  return TRUE;
}

int
sf_db_wal_pages (SfDb *self)
{
  return self->wal_pages;
}

int
sf_db_get_version (SfDb *self, int newest, GError **error)
{
  gint64 version = 0;

  if (!read_pragma_int (self, "PRAGMA user_version", &version, error))
    return -1;
  if (version > newest)
    {
      g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_TOO_NEW, "The database is of version %d, this program knows %d", (int) version, newest);
      return -1;
    }
  return (int) version;
}

gboolean
sf_db_quick_check (SfDb *self, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self, "PRAGMA quick_check(1)", error);
  SfStep step;

  if (stmt == NULL)
    return FALSE;
  step = sf_stmt_step (stmt, error);
  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step != SF_STEP_ROW || g_strcmp0 (sf_stmt_text (stmt, 0), "ok") != 0)
    {
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The database is damaged");
      return FALSE;
    }
  sf_stmt_reset (stmt);
  return TRUE;
}

gboolean
sf_db_is_broken (SfDb *self)
{
  return self->broken;
}
