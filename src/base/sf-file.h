/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * Writes @path so that after any power loss it holds the old content or the new, never a part: temporary file beside it
 * (O_EXCL, @mode), fsync, rename, fsync of the folder. The folder must exist. Errors are G_IO_ERROR. Any thread.
 */
gboolean sf_file_replace (const char *path, gconstpointer data, gsize n, guint mode, GError **error);
/**
 * Reads @path whole when it is an ordinary file of at most @max bytes, G_IO_ERROR_NOT_FOUND when it is not there. With
 * @secret a file that the group or others may touch is refused (G_IO_ERROR_PERMISSION_DENIED). A NUL follows the content,
 * uncounted. (transfer full)
 */
char    *sf_file_read    (const char *path, gsize max, gboolean secret, gsize *n, GError **error);
/** Makes @path and what is above it, 0700 each. */
gboolean sf_file_make_dir (const char *path, GError **error);
/** Makes what happened to the names in @dir last: fsync of the folder. */
gboolean sf_file_sync_dir (const char *dir, GError **error);
G_END_DECLS
