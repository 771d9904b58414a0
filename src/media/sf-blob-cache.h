/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfBlobCache: pictures and films of a device, named by their content: DIR/blobs/ab/cdef… for the SHA-256 abcdef….
 *
 * A file under its name is whole and is what its name says: it was checked, synced and renamed into place. What a power loss
 * leaves of a download is a .part, removed when the cache is opened next. One cache per folder and process; any thread.
 */
typedef struct _SfBlobCache SfBlobCache;
/** Makes DIR/blobs, 0700, and removes unfinished downloads. Errors are G_IO_ERROR. */
SfBlobCache *sf_blob_cache_new  (const char *dir, GError **error);
SfBlobCache *sf_blob_cache_ref   (SfBlobCache *self);
void         sf_blob_cache_unref (SfBlobCache *self);
/** The file of @sha256 (64 lower-case hex digits, nothing else), or NULL while it is not there. (transfer full) */
char        *sf_blob_cache_path (SfBlobCache *self, const char *sha256);
/** Reads the file again. FALSE and the file removed when it is not what its name says; FALSE also when it is not there. Blocks. */
gboolean     sf_blob_cache_verify (SfBlobCache *self, const char *sha256);
/** Keeps @data, which must be what @sha256 says (G_IO_ERROR_INVALID_DATA). Keeping it again changes nothing. Blocks. */
gboolean     sf_blob_cache_put  (SfBlobCache *self, const char *sha256, GBytes *data, GError **error);

/** SfBlobWriter: one download into the cache, piece by piece. One thread at a time; needs its cache alive. */
typedef struct _SfBlobWriter SfBlobWriter;
/** @size: bytes to come, -1 when not known; never more than SF_MAX_BLOB. G_IO_ERROR_INVALID_ARGUMENT for a name that is none. */
SfBlobWriter *sf_blob_writer_new (SfBlobCache *cache, const char *sha256, gint64 size, GError **error);
/** G_IO_ERROR_MESSAGE_TOO_LARGE as soon as more comes than was said. */
gboolean      sf_blob_writer_add (SfBlobWriter *self, gconstpointer data, gsize n, GError **error);
/** Checks, syncs and names the file; only then is it in the cache. G_IO_ERROR_INVALID_DATA: other content than promised. */
gboolean      sf_blob_writer_finish (SfBlobWriter *self, GError **error);
/** Without finish: what was written is removed. */
void          sf_blob_writer_free (SfBlobWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBlobCache, sf_blob_cache_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBlobWriter, sf_blob_writer_free)
G_END_DECLS
