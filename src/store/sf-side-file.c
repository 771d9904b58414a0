/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-side-file"
#include "store/sf-side-file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

/* A register of more than this is not one: 64 MiB are a million erasures. */
#define MAX_BYTES (64 * 1024 * 1024)

#define COPY_BYTES (64 * 1024)

void
sf_side_close (SfSideFile *self)
{
  if (self->pMethods != NULL)
    self->pMethods->xClose (self);
  g_free (self);
}

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
static SfSideFile *
open_with (const char *vfs_name, const char *path, int flags, GError **error)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (vfs_name);
  /* The VFS keeps no copy of the path: it lies behind the file and goes with it. */
  g_autoptr(SfSideFile) file = g_malloc0 ((gsize) vfs->szOsFile + (gsize) vfs->mxPathname + 2);
  char *full = (char *) file + vfs->szOsFile;

  if (!side_check (vfs->xFullPathname (vfs, path, vfs->mxPathname + 1, full), "Finding", error)
      || !side_check (vfs->xOpen (vfs, full, file, flags | SQLITE_OPEN_SUPER_JOURNAL, &flags), "Opening", error))
    return NULL;
  return g_steal_pointer (&file);
}

static SfSideFile *
open_or_make (const char *vfs, const char *path, GError **error)
{
  make_private (vfs, path);
  return open_with (vfs, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
}

static gboolean
is_there (const char *vfs_name, const char *path)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (vfs_name);
  int there = 0;

  return vfs->xAccess (vfs, path, SQLITE_ACCESS_READWRITE, &there) == SQLITE_OK && there;
}

SfSideFile *
sf_side_open (const char *vfs, const char *path, GError **error)
{
  if (is_there (vfs, path))
    return open_with (vfs, path, SQLITE_OPEN_READONLY, error);
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND, "There is no such file");
  return NULL;
}

gint64
sf_side_size (SfSideFile *self)
{
  sqlite3_int64 size = 0;

  return self->pMethods->xFileSize (self, &size) == SQLITE_OK ? size : 0;
}

gsize
sf_side_pread (SfSideFile *self, gint64 offset, gpointer data, gsize len)
{
  gint64 there = sf_side_size (self) - offset;
  int code = there > 0 ? self->pMethods->xRead (self, data, (int) len, offset) : SQLITE_IOERR_READ;

  if (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ)
    return (gsize) MIN (there, (gint64) len);
  memset (data, 0, len);
  return 0;
}

static gboolean
flush (SfSideFile *file, GError **error)
{
  return side_check (file->pMethods->xSync (file, SQLITE_SYNC_FULL), "Flushing", error);
}

gboolean
sf_side_append (const char *vfs, const char *path, const char *line, GError **error)
{
  g_autoptr(SfSideFile) file = open_or_make (vfs, path, error);
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
  g_autoptr(SfSideFile) file = open_or_make (vfs, path, error);

  return file != NULL && side_check (file->pMethods->xWrite (file, data, (int) len, offset), "Writing", error) && flush (file, error);
}

char *
sf_side_read (const char *vfs, const char *path, gsize *len, GError **error)
{
  g_autoptr(SfSideFile) file = NULL;
  g_autofree char *data = NULL;
  gint64 size;

  *len = 0;
  if (!is_there (vfs, path) || (file = sf_side_open (vfs, path, error)) == NULL)
    return NULL;
  size = sf_side_size (file);
  if (!side_check (size > MAX_BYTES ? SQLITE_TOOBIG : SQLITE_OK, "Reading", error))
    return NULL;
  data = g_malloc0 ((gsize) size + 1);
  if (size > 0 && !side_check (file->pMethods->xRead (file, data, (int) size, 0), "Reading", error))
    return NULL;
  *len = (gsize) size;
  return g_steal_pointer (&data);
}

gboolean
sf_side_copy (const char *vfs, const char *from, const char *to, GError **error)
{
  g_autoptr(SfSideFile) source = is_there (vfs, from) ? sf_side_open (vfs, from, error) : NULL, copy = NULL;
  g_autofree char *part = g_malloc (COPY_BYTES);
  gint64 size;

  if (source == NULL)
    return !is_there (vfs, from);
  copy = open_or_make (vfs, to, error);
  if (copy == NULL)
    return FALSE;
  size = sf_side_size (source);
  if (!side_check (copy->pMethods->xTruncate (copy, 0), "Copying", error))
    return FALSE;
  for (gint64 at = 0; at < size; at += COPY_BYTES)
    {
      gint64 n = MIN (size - at, COPY_BYTES);

      sf_side_pread (source, at, part, (gsize) n);
      if (!side_check (copy->pMethods->xWrite (copy, part, (int) n, at), "Copying", error))
        return FALSE;
    }
  return flush (copy, error);
}

gboolean
sf_side_remove (const char *vfs_name, const char *path, GError **error)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (vfs_name);
  int code = vfs->xDelete (vfs, path, 1);

  return code == SQLITE_IOERR_DELETE_NOENT || side_check (code, "Removing", error);
}
