/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A world opens four databases on average: half a million instructions each to read the layout of a hundred tables, five million until
 * the questions of every day are compiled again. So SQLite's connection to a house's database outlives its closing, with what it
 * compiled; the next to open that path on that disk gets it, without a page in its cache and with a log that is recovered as after a
 * crash. The product's own opening, with every pragma and check, runs as ever. Not under the sanitizers, which shall see each connection end.
 */
#include "sim.h"

#include <sqlite3.h>
#include <string.h>

#ifdef SIM_KEEP
#define MAX_KEPT 32

typedef int (*Authorizer) (void *, int, const char *, const char *, const char *, const char *);

typedef struct {
  sqlite3 *handle;          /* NULL: free */
  char *path, *vfs;         /* (owned) */
  GHashTable *compiled;     /* SQL (the statement's own) → sqlite3_stmt, to be had again */
  GHashTable *in_use;       /* sqlite3_stmt */
  GHashTable *pragmas;      /* name (owned) → the SQL that set it last (owned) */
  gboolean closed;
  Authorizer may;           /* NULL: everything is allowed */
  void *may_data;
} Kept;

static Kept kept[MAX_KEPT];

/* The linker gives every call of these names to __wrap_… and keeps the library's under __real_… (--wrap). */
typedef int (*Row) (void *, int, char **, char **);
int __real_sqlite3_open_v2        (const char *path, sqlite3 **out, int flags, const char *vfs);
int __real_sqlite3_close          (sqlite3 *handle);
int __real_sqlite3_prepare_v3     (sqlite3 *handle, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **tail);
int __real_sqlite3_finalize       (sqlite3_stmt *stmt);
int __real_sqlite3_exec           (sqlite3 *handle, const char *sql, Row row, void *data, char **message);
int __real_sqlite3_set_authorizer (sqlite3 *handle, Authorizer may, void *data);
int __wrap_sqlite3_open_v2        (const char *path, sqlite3 **out, int flags, const char *vfs);
int __wrap_sqlite3_close          (sqlite3 *handle);
int __wrap_sqlite3_prepare_v3     (sqlite3 *handle, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **tail);
int __wrap_sqlite3_finalize       (sqlite3_stmt *stmt);
int __wrap_sqlite3_exec           (sqlite3 *handle, const char *sql, Row row, void *data, char **message);
int __wrap_sqlite3_set_authorizer (sqlite3 *handle, Authorizer may, void *data);

static Kept *
find (sqlite3 *handle)
{
  for (guint i = 0; handle != NULL && i < MAX_KEPT; i++)
    if (kept[i].handle == handle)
      return &kept[i];
  return NULL;
}

/* Setting SQLite's own makes it compile everything anew: it is set once, and asks whoever is to be asked now. */
static int
ask (void *data, int action, const char *first, const char *second, const char *database, const char *trigger)
{
  const Kept *self = data;

  return self->may != NULL ? self->may (self->may_data, action, first, second, database, trigger) : SQLITE_OK;
}

static sqlite3_file *
file_of (sqlite3 *handle, int which)
{
  sqlite3_file *file = NULL;

  return sqlite3_file_control (handle, "main", which, &file) == SQLITE_OK ? file : NULL;
}

static void
let_go (Kept *self)
{
  sqlite3 *handle = self->handle;
  GHashTableIter iter;
  gpointer stmt;

  g_hash_table_iter_init (&iter, self->compiled);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    __real_sqlite3_finalize (stmt);
  g_hash_table_unref (self->compiled);
  g_hash_table_unref (self->in_use);
  g_hash_table_unref (self->pragmas);
  g_free (self->path);
  g_free (self->vfs);
  memset (self, 0, sizeof *self);
  __real_sqlite3_close (handle);
}

static gboolean
open_again (Kept *self)
{
  sqlite3_db_release_memory (self->handle);
  if (!sf_test_vfs_attach (file_of (self->handle, SQLITE_FCNTL_FILE_POINTER), file_of (self->handle, SQLITE_FCNTL_JOURNAL_POINTER)))
    return FALSE;
  self->closed = FALSE;
  return TRUE;
}

/* SQL is long, and a few hundred texts are told apart well enough by how long they are and how they end. */
static guint
by_length (gconstpointer sql)
{
  gsize n = strlen (sql);

  return n < 8 ? (guint) n : (guint) n * 2654435761u ^ *(const guchar *) ((const char *) sql + n - 3) << 8 ^ *(const guchar *) ((const char *) sql + n / 2) << 16;
}

static void
keep_from_now_on (sqlite3 *handle, const char *path, const char *vfs)
{
  for (guint i = 0; i < MAX_KEPT; i++)
    if (kept[i].handle == NULL)
      {
        kept[i] = (Kept) { .handle = handle, .path = g_strdup (path), .vfs = g_strdup (vfs), .compiled = g_hash_table_new (by_length, g_str_equal), .in_use = g_hash_table_new (NULL, NULL), .pragmas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
        __real_sqlite3_set_authorizer (handle, ask, &kept[i]);
        return;
      }
}

static gboolean
is_of_house (const char *path, const char *vfs)
{
  return vfs != NULL && (strcmp (path, SIM_SERVER_DB) == 0 || strcmp (path, SIM_DEVICE_DB) == 0);
}

int
__wrap_sqlite3_open_v2 (const char *path, sqlite3 **out, int flags, const char *vfs)
{
  int code;

  if (!is_of_house (path, vfs) || (flags & SQLITE_OPEN_READONLY) != 0)
    return __real_sqlite3_open_v2 (path, out, flags, vfs);
  for (guint i = 0; i < MAX_KEPT; i++)
    if (kept[i].handle != NULL && kept[i].closed && strcmp (kept[i].vfs, vfs) == 0 && strcmp (kept[i].path, path) == 0)
      {
        if (open_again (&kept[i]))
          {
            *out = kept[i].handle;
            return SQLITE_OK;
          }
        let_go (&kept[i]);
      }
  code = __real_sqlite3_open_v2 (path, out, flags, vfs);
  if (code == SQLITE_OK)
    keep_from_now_on (*out, path, vfs);
  return code;
}

int
__wrap_sqlite3_close (sqlite3 *handle)
{
  Kept *self = find (handle);

  if (self == NULL)
    return __real_sqlite3_close (handle);
  self->may = NULL;
  sqlite3_wal_hook (handle, NULL, NULL);
  self->closed = sqlite3_get_autocommit (handle) && g_hash_table_size (self->in_use) == 0
                 && sf_test_vfs_detach (file_of (handle, SQLITE_FCNTL_FILE_POINTER), file_of (handle, SQLITE_FCNTL_JOURNAL_POINTER));
  if (!self->closed)
    let_go (self);
  return SQLITE_OK;
}

int
__wrap_sqlite3_prepare_v3 (sqlite3 *handle, const char *sql, int n, unsigned flags, sqlite3_stmt **out, const char **tail)
{
  Kept *self = find (handle);
  sqlite3_stmt *stmt = self != NULL ? g_hash_table_lookup (self->compiled, sql) : NULL;
  int code;

  if (stmt != NULL)
    {
      g_hash_table_remove (self->compiled, sql);
      *out = stmt;
      code = SQLITE_OK;
    }
  else
    code = __real_sqlite3_prepare_v3 (handle, sql, n, flags, out, tail);
  if (self != NULL && code == SQLITE_OK && *out != NULL)
    g_hash_table_add (self->in_use, *out);
  return code;
}

int
__wrap_sqlite3_finalize (sqlite3_stmt *stmt)
{
  Kept *self = stmt != NULL ? find (sqlite3_db_handle (stmt)) : NULL;

  if (self == NULL || !g_hash_table_remove (self->in_use, stmt))
    return __real_sqlite3_finalize (stmt);
  if (g_hash_table_contains (self->compiled, sqlite3_sql (stmt)))
    return __real_sqlite3_finalize (stmt);
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
  g_hash_table_insert (self->compiled, (gpointer) sqlite3_sql (stmt), stmt);
  return SQLITE_OK;
}

/* TRUE: it is so already. */
static gboolean
is_set (Kept *self, const char *sql)
{
  const char *equals = g_str_has_prefix (sql, "PRAGMA ") ? strchr (sql, '=') : NULL;
  g_autofree char *name = equals != NULL ? g_strndup (sql, (gsize) (equals - sql)) : NULL;

  if (name == NULL)
    return FALSE;
  if (g_strcmp0 (g_hash_table_lookup (self->pragmas, name), sql) == 0)
    return TRUE;
  g_hash_table_insert (self->pragmas, g_steal_pointer (&name), g_strdup (sql));
  return FALSE;
}

/* Setting a flag again would make SQLite compile everything anew; the product reads each back. */
int
__wrap_sqlite3_exec (sqlite3 *handle, const char *sql, Row row, void *data, char **message)
{
  Kept *self = find (handle);

  if (self != NULL && is_set (self, sql))
    return SQLITE_OK;
  return __real_sqlite3_exec (handle, sql, row, data, message);
}

int
__wrap_sqlite3_set_authorizer (sqlite3 *handle, Authorizer may, void *data)
{
  Kept *self = find (handle);

  if (self == NULL)
    return __real_sqlite3_set_authorizer (handle, may, data);
  self->may = may;
  self->may_data = data;
  return SQLITE_OK;
}

void
sim_let_go (SfTestDisk *disk)
{
  for (guint i = 0; i < MAX_KEPT; i++)
    if (kept[i].handle != NULL && kept[i].closed && strcmp (kept[i].vfs, sf_test_disk_vfs (disk)) == 0)
      let_go (&kept[i]);
}
#else
void
sim_let_go (SfTestDisk *disk)
{
}
#endif
