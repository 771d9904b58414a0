/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfBlobCache: pictures and films of a device, named by their content: DIR/blobs/ab/cdef… for the SHA-256 abcdef….
 *
 * A file under its name is whole and is what its name says: it was checked, synced and renamed into place. What is left of a
 * download is a .part; one that may be resumed stays for a while. One cache per folder and process; any thread.
 */
typedef struct _SfBlobCache SfBlobCache;
/** Makes DIR/blobs, 0700, and removes unfinished downloads that nobody resumes. Errors are G_IO_ERROR. */
SfBlobCache *sf_blob_cache_new  (const char *dir, GError **error);
SfBlobCache *sf_blob_cache_ref   (SfBlobCache *self);
void         sf_blob_cache_unref (SfBlobCache *self);
/** The file of @sha256 (64 lower-case hex digits, nothing else), or NULL while it is not there. (transfer full) */
char        *sf_blob_cache_path (SfBlobCache *self, const char *sha256);
/** Reads the file again. FALSE and the file removed when it is not what its name says; FALSE also when it is not there. Blocks. */
gboolean     sf_blob_cache_verify (SfBlobCache *self, const char *sha256);
/** Keeps @data, which must be what @sha256 says (G_IO_ERROR_INVALID_DATA). Keeping it again changes nothing. Blocks. */
gboolean     sf_blob_cache_put  (SfBlobCache *self, const char *sha256, GBytes *data, GError **error);

/** What sf_blob_cache_collect() may keep of files that nothing names any more. @now_s: wall clock, seconds since 1970. */
typedef struct { gint64 now_s, keep_s, low, high; } SfBlobLimits;
/**
 * Removes files that are not in @wanted (names as keys), and unfinished ones: those not wanted for @limits->keep_s seconds; and while all files
 * together are more than @limits->high bytes, the longest unwanted first, until at most @limits->low remain. What is wanted
 * stays whatever its size. Returns the bytes that were freed. Blocks.
 */
gint64       sf_blob_cache_collect (SfBlobCache *self, GHashTable *wanted, const SfBlobLimits *limits);
/** Whether @size more bytes leave room on the disk for what must never fail, the check-ins: 500 MiB or a twentieth of it. */
gboolean     sf_blob_cache_has_room (SfBlobCache *self, gint64 size);

/** SfBlobWriter: one download into the cache, piece by piece. One thread at a time; needs its cache alive. */
typedef struct _SfBlobWriter SfBlobWriter;
/** @size: bytes to come, -1 when not known; never more than SF_MAX_BLOB. G_IO_ERROR_INVALID_ARGUMENT for a name that is none. */
SfBlobWriter *sf_blob_writer_new (SfBlobCache *cache, const char *sha256, gint64 size, GError **error);
/**
 * Goes on where a writer of the same name was left (sf_blob_writer_leave): what is there is read again, because a checksum
 * cannot be kept, and @offset says where the next byte belongs. @size must be known. One such writer per name at a time. Blocks.
 */
SfBlobWriter *sf_blob_writer_resume (SfBlobCache *cache, const char *sha256, gint64 size, gint64 *offset, GError **error);
/** Forgets what came so far: the other side begins anew. */
gboolean      sf_blob_writer_restart (SfBlobWriter *self, GError **error);
gint64        sf_blob_writer_get_written (SfBlobWriter *self);
/** G_IO_ERROR_MESSAGE_TOO_LARGE as soon as more comes than was said. */
gboolean      sf_blob_writer_add (SfBlobWriter *self, gconstpointer data, gsize n, GError **error);
/** Checks, syncs and names the file; only then is it in the cache. G_IO_ERROR_INVALID_DATA: other content than promised. */
gboolean      sf_blob_writer_finish (SfBlobWriter *self, GError **error);
/** Without finish: what was written is removed. */
void          sf_blob_writer_free (SfBlobWriter *self);
/** Frees the writer of a resumable download; what was written stays for the next one. */
void          sf_blob_writer_leave (SfBlobWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBlobCache, sf_blob_cache_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBlobWriter, sf_blob_writer_free)
G_END_DECLS
