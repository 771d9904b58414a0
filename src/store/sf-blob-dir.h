/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * Files named by their content, under DIR/blobs/ab/<64 hex>. A path is made from 64 lower-case hex digits and from nothing
 * else. Written to a part file, fsynced, renamed, the folder fsynced: what has its name is whole. Any thread.
 */
/** Path of the blob with this name; NULL when @sha256 is not 64 lower-case hex digits. (transfer full) */
char    *sf_blob_dir_path (const char *dir, const char *sha256);
/** Keeps @data; @sha256 receives its name (65 bytes). Keeping it again changes nothing. */
gboolean sf_blob_dir_put  (const char *dir, GBytes *data, char sha256[65], GError **error);
/** Opens a blob for reading: a descriptor that the caller closes, its size in @size; -1 with @error when there is none. */
int      sf_blob_dir_open (const char *dir, const char *sha256, gint64 *size, GError **error);
G_END_DECLS
