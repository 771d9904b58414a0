/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-db.h"
G_BEGIN_DECLS
/*
 * Files beside a database whose order against its commits is a promise: the register of erasures, the witness, the copy of a damaged
 * database. They go through SQLite's VFS as the database does, so that one simulated disk holds both (docs/reliability.md, power loss).
 * @vfs NULL: the machine's. SF_STORE_ERROR_IO. On the store's worker.
 */
/** Appends a line; on TRUE it and the file's name are on the disk. A line that a power cut left unfinished is ended first. */
gboolean sf_side_append (const char *vfs, const char *path, const char *line, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes @len bytes at @offset; on TRUE they and the file's name are on the disk. */
gboolean sf_side_write  (const char *vfs, const char *path, gint64 offset, gconstpointer data, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** All of it with a NUL behind; NULL without an error when there is no such file. (transfer full) */
char    *sf_side_read   (const char *vfs, const char *path, gsize *len, GError **error);
/** The copy and its name are on the disk when this returns TRUE. What cannot be read is copied as zeros. Nothing for a file that is not there. */
gboolean sf_side_copy   (const char *vfs, const char *from, const char *to, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Gone for good on TRUE, which it also is when there was no such file. */
gboolean sf_side_remove (const char *vfs, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Reading where a database lies. Never while this process has that database open: closing such a file takes the locks
 * of all others of this process along (POSIX).
 */
typedef struct sqlite3_file SfSideFile;
/** SF_STORE_ERROR_NOT_FOUND when there is no such file. */
SfSideFile *sf_side_open  (const char *vfs, const char *path, GError **error);
void        sf_side_close (SfSideFile *self);
gint64      sf_side_size  (SfSideFile *self);
/** Bytes that were read, fewer at the end, 0 where the disk gives none; the rest of @data is zeros. */
gsize       sf_side_pread (SfSideFile *self, gint64 offset, gpointer data, gsize len);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfSideFile, sf_side_close)
G_END_DECLS
