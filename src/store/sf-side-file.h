/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-db.h"
G_BEGIN_DECLS
/*
 * Small files beside a database whose order against its commits is a promise: the register of erasures, the witness. They go through
 * SQLite's VFS as the database does, so that one simulated disk holds both (docs/reliability.md, power loss). @vfs NULL: the machine's.
 * SF_STORE_ERROR_IO. On the store's worker.
 */
/** Appends a line; on TRUE it and the file's name are on the disk. A line that a power cut left unfinished is ended first. */
gboolean sf_side_append (const char *vfs, const char *path, const char *line, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes @len bytes at @offset; on TRUE they and the file's name are on the disk. */
gboolean sf_side_write  (const char *vfs, const char *path, gint64 offset, gconstpointer data, gsize len, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** All of it with a NUL behind; NULL without an error when there is no such file. (transfer full) */
char    *sf_side_read   (const char *vfs, const char *path, gsize *len, GError **error);
G_END_DECLS
