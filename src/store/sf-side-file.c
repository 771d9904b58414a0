/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-side-file"
#include "store/sf-side-file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

/* A register of more than this is not one: 64 MiB are a million erasures. */
#define MAX_BYTES (64 * 1024 * 1024)

static void
side_close (sqlite3_file *file)
{
  if (file->pMethods != NULL)
    file->pMethods->xClose (file);
  g_free (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_file, side_close)

static gboolean
side_check (int code, const char *doing, GError **error)
{
  if (code == SQLITE_OK)
    return TRUE;
  g_set_error (error, SF_STORE_ERROR, code == SQLITE_FULL ? SF_STORE_ERROR_FULL : SF_STORE_ERROR_IO, "%s a file beside the database: %s (%d)", doing, sqlite3_errstr (code), code);
  return FALSE;
}

/* SQLite's VFS makes files that everybody may read. */
static void
make_private (const char *vfs, const char *path)
{
  int fd = vfs == NULL ? open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

  if (fd >= 0)
    close (fd);
}

/*
 * Opened as a super-journal: the one sort of file whose first flush takes its folder along (SQLite 3.40, os_unix.c, unixOpen and unixSync),
 * and that needs no database.
 */
static sqlite3_file *
side_open (const char *vfs_name, const char *path, GError **error)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (vfs_name);
  g_autofree char *full = g_malloc0 ((gsize) vfs->mxPathname + 2);
  g_autoptr(sqlite3_file) file = g_malloc0 ((gsize) vfs->szOsFile);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_SUPER_JOURNAL;

  make_private (vfs_name, path);
  if (!side_check (vfs->xFullPathname (vfs, path, vfs->mxPathname + 1, full), "Finding", error)
      || !side_check (vfs->xOpen (vfs, full, file, flags, &flags), "Opening", error))
    return NULL;
  return g_steal_pointer (&file);
}

static gboolean
flush (sqlite3_file *file, GError **error)
{
  return side_check (file->pMethods->xSync (file, SQLITE_SYNC_FULL), "Flushing", error);
}

gboolean
sf_side_append (const char *vfs, const char *path, const char *line, GError **error)
{
  g_autoptr(sqlite3_file) file = side_open (vfs, path, error);
  g_autofree char *text = NULL;
  sqlite3_int64 size = 0;
  char last = '\n';

  if (file == NULL || !side_check (file->pMethods->xFileSize (file, &size), "Measuring", error)
      || (size > 0 && !side_check (file->pMethods->xRead (file, &last, 1, size - 1), "Reading", error)))
    return FALSE;
  text = g_strconcat (last == '\n' ? "" : "\n", line, "\n", NULL);
  return side_check (file->pMethods->xWrite (file, text, (int) strlen (text), size), "Writing", error) && flush (file, error);
}

gboolean
sf_side_write (const char *vfs, const char *path, gint64 offset, gconstpointer data, gsize len, GError **error)
{
  g_autoptr(sqlite3_file) file = side_open (vfs, path, error);

  return file != NULL && side_check (file->pMethods->xWrite (file, data, (int) len, offset), "Writing", error) && flush (file, error);
}

char *
sf_side_read (const char *vfs_name, const char *path, gsize *len, GError **error)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (vfs_name);
  g_autoptr(sqlite3_file) file = NULL;
  g_autofree char *data = NULL;
  sqlite3_int64 size = 0;
  int there = 0;

  *len = 0;
  if (!side_check (vfs->xAccess (vfs, path, SQLITE_ACCESS_EXISTS, &there), "Finding", error) || !there)
    return NULL;
  file = side_open (vfs_name, path, error);
  if (file == NULL || !side_check (file->pMethods->xFileSize (file, &size), "Measuring", error) || !side_check (size > MAX_BYTES ? SQLITE_TOOBIG : SQLITE_OK, "Reading", error))
    return NULL;
  data = g_malloc0 ((gsize) size + 1);
  if (size > 0 && !side_check (file->pMethods->xRead (file, data, (int) size, 0), "Reading", error))
    return NULL;
  *len = (gsize) size;
  return g_steal_pointer (&data);
}
