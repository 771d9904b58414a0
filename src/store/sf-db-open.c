/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-db"
#include "store/sf-db-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* "SFLR": tells our files from every other SQLite file. */
#define APPLICATION_ID 0x53464c52

static int
on_wal (void *data, sqlite3 *handle, const char *name, int pages)
{
  SfDb *self = data;

  self->wal_pages = pages;
  return SQLITE_OK;
}

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
  sqlite3_busy_timeout (self->handle, SF_DB_BUSY_TIMEOUT_MS);
  if (sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK
      || sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK)
    {
      sf_db_set_error (self, SQLITE_ERROR, "Setting up the database", error);
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

/* Nobody asks SQLite how much memory it has, and counting it takes a lock for every piece. Before its first use only. */
static void
configure_process (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
      g_once_init_leave (&once, 1);
    }
}

/* Sixteen of its characters: SQL is long, ours alone, and asked for all day. */
static guint
sql_hash (gconstpointer sql)
{
  gsize n = strlen (sql), step = MAX (1, n / 16);
  guint hash = (guint) n;

  for (gsize i = n % step; i < n; i += step)
    hash = hash * 33 + ((const guchar *) sql)[i];
  return hash;
}

SfDb *
sf_db_open (const char *path, SfDbMode mode, const char *vfs, SfWorker *worker, GError **error)
{
  SfDb *self = g_new0 (SfDb, 1);
  gboolean existed = vfs != NULL || g_file_test (path, G_FILE_TEST_EXISTS);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  int code;

  configure_process ();
  self->mode = mode;
  self->worker = worker != NULL ? sf_worker_ref (worker) : NULL;
  self->statements = g_hash_table_new_full (sql_hash, g_str_equal, NULL, (GDestroyNotify) sf_stmt_free);
  sf_db_assert_thread (self);
  flags |= mode == SF_DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  code = sqlite3_open_v2 (path, &self->handle, flags, vfs);
  if (code != SQLITE_OK)
    {
      if (!existed && mode == SF_DB_READ_ONLY)
        g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND, "There is no such database");
      else
        sf_db_set_error (self, code, "Opening the database", error);
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

/* What a sealed connection may do; SQLite asks while it compiles a statement. */
static int
authorize (void *data, int action, const char *first, const char *second, const char *database, const char *trigger)
{
  static const char *const pragmas[] = { "quick_check", "integrity_check", "data_version", "page_count", "page_size", "freelist_count", "user_version", NULL };

  switch (action)
    {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
      return g_str_has_prefix (first, "sqlite_") ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_FUNCTION:
      return g_strcmp0 (second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
      return g_strv_contains (pragmas, first) && (second == NULL || !g_str_equal (first, "user_version")) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
    }
}

void
sf_db_seal (SfDb *self, gboolean on)
{
  sf_db_assert_thread (self);
  self->sealed = on;
  sqlite3_set_authorizer (self->handle, on ? authorize : NULL, NULL);
}

gboolean
sf_db_close (SfDb *self, GError **error)
{
  int code;

  if (self == NULL)
    return TRUE;
  sf_db_assert_thread (self);
  g_warn_if_fail (self->txn == NULL);
  g_hash_table_unref (self->statements);
  code = sqlite3_close (self->handle);
  if (code != SQLITE_OK)
    {
      sf_db_set_error (self, code, "Closing the database", error);
      sqlite3_close_v2 (self->handle);
    }
  if (self->worker != NULL)
    sf_worker_unref (self->worker);
  g_free (self);
  return code == SQLITE_OK;
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
