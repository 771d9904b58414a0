/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-blob-cache"
#include "config.h"
#include "media/sf-blob-cache.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include "base/sf-limits.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART ".part"
#define BLOCK (64 * 1024)

struct _SfBlobCache {
  gint refs;      /* (atomic) */
  char *root;     /* (owned) DIR/blobs */
  gint parts;     /* (atomic) makes names of unfinished files differ */
};

struct _SfBlobWriter {
  SfBlobCache *cache;      /* (owned) */
  char sha256[65];
  char *part;              /* (owned) */
  int fd;
  gint64 limit, written;
  gboolean exact;          /* @limit is the size */
  GChecksum *sum;          /* (owned) */
};

static gboolean
fail (GError **error, const char *doing)
{
  int saved = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "media cache: %s: %s", doing, g_strerror (saved));
  return FALSE;
}

static gboolean
is_name (const char *sha256)
{
  return sha256 != NULL && strnlen (sha256, 65) == 64 && strspn (sha256, "0123456789abcdef") == 64;
}

static char *
folder_of (SfBlobCache *self, const char *sha256)
{
  char first[3] = { sha256[0], sha256[1], '\0' };
  return g_build_filename (self->root, first, NULL);
}

static char *
file_of (SfBlobCache *self, const char *sha256)
{
  g_autofree char *folder = folder_of (self, sha256);
  return g_build_filename (folder, sha256 + 2, NULL);
}

/* Only what this cache makes is removed: unfinished files lie in the root under a name with our ending. */
static void
sweep_parts (SfBlobCache *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->root, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (self->root, name, NULL);
    if (g_str_has_suffix (name, PART))
      g_unlink (path);
  }
}

SfBlobCache *
sf_blob_cache_new (const char *dir, GError **error)
{
  g_autoptr (SfBlobCache) self = g_new0 (SfBlobCache, 1);
  self->refs = 1;
  self->root = g_build_filename (dir, "blobs", NULL);
  if (!sf_file_make_dir (self->root, error))
    return NULL;
  sweep_parts (self);
  return g_steal_pointer (&self);
}

SfBlobCache *
sf_blob_cache_ref (SfBlobCache *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sf_blob_cache_unref (SfBlobCache *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  g_free (self->root);
  g_free (self);
}

char *
sf_blob_cache_path (SfBlobCache *self, const char *sha256)
{
  if (!is_name (sha256))
    return NULL;
  g_autofree char *path = file_of (self, sha256);
  struct stat st;
  return lstat (path, &st) == 0 && S_ISREG (st.st_mode) ? g_steal_pointer (&path) : NULL;
}

static gboolean
file_is (int fd, const char *sha256)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gssize got;
  do {
    got = read (fd, block, BLOCK);
    if (got > 0)
      g_checksum_update (sum, block, got);
  } while (got > 0 || (got < 0 && errno == EINTR));
  return got == 0 && strcmp (g_checksum_get_string (sum), sha256) == 0;
}

gboolean
sf_blob_cache_verify (SfBlobCache *self, const char *sha256)
{
  g_autofree char *path = sf_blob_cache_path (self, sha256);
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  if (fd < 0)
    return FALSE;
  gboolean ok = file_is (fd, sha256);
  close (fd);
  if (!ok)
    g_unlink (path);   /* fetched again; a wrong picture would be shown for ever */
  return ok;
}

gboolean
sf_blob_cache_put (SfBlobCache *self, const char *sha256, GBytes *data, GError **error)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (data, &n);
  g_autofree char *there = sf_blob_cache_path (self, sha256);
  if (there != NULL)
    return TRUE;
  g_autoptr (SfBlobWriter) writer = sf_blob_writer_new (self, sha256, (gint64) n, error);
  return writer != NULL && sf_blob_writer_add (writer, bytes, n, error) && sf_blob_writer_finish (writer, error);
}

SfBlobWriter *
sf_blob_writer_new (SfBlobCache *cache, const char *sha256, gint64 size, GError **error)
{
  if (!is_name (sha256)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "media cache: a name is 64 hex digits");
    return NULL;
  }
  if (size > SF_MAX_BLOB) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "media cache: larger than is taken");
    return NULL;
  }
  g_autoptr (SfBlobWriter) self = g_new0 (SfBlobWriter, 1);
  self->cache = sf_blob_cache_ref (cache);
  memcpy (self->sha256, sha256, sizeof self->sha256);
  self->exact = size >= 0;
  self->limit = size >= 0 ? size : SF_MAX_BLOB;
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->part = g_strdup_printf ("%s/%s-%d" PART, cache->root, sha256, g_atomic_int_add (&cache->parts, 1));
  self->fd = open (self->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0) {
    fail (error, "making a file");
    g_clear_pointer (&self->part, g_free);   /* not ours to remove */
    return NULL;
  }
  return g_steal_pointer (&self);
}

gboolean
sf_blob_writer_add (SfBlobWriter *self, gconstpointer data, gsize n, GError **error)
{
  const guint8 *at = data;
  if (n > (guint64) (self->limit - self->written)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "media cache: more came than was announced");
    return FALSE;
  }
  g_checksum_update (self->sum, at, (gssize) n);
  self->written += (gint64) n;
  while (n > 0) {
    gssize done = write (self->fd, at, n);
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return fail (error, "writing");
    at += done;
    n -= (gsize) done;
  }
  return TRUE;
}

static gboolean
move_into_place (SfBlobWriter *self, GError **error)
{
  g_autofree char *folder = folder_of (self->cache, self->sha256), *path = file_of (self->cache, self->sha256);
  if (g_mkdir (folder, 0700) == 0) {
    if (!sf_file_sync_dir (self->cache->root, error))
      return FALSE;
  } else if (errno != EEXIST) {
    return fail (error, "making a folder");
  }
  if (rename (self->part, path) != 0)
    return fail (error, "naming a file");
  g_clear_pointer (&self->part, g_free);
  return sf_file_sync_dir (folder, error);
}

gboolean
sf_blob_writer_finish (SfBlobWriter *self, GError **error)
{
  g_return_val_if_fail (self->fd >= 0, FALSE);
  gboolean whole = (!self->exact || self->written == self->limit) && strcmp (g_checksum_get_string (self->sum), self->sha256) == 0;
  gboolean synced = whole && fsync (self->fd) == 0;
  int saved = errno;
  int closed = close (self->fd);
  self->fd = -1;
  if (!whole) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "media cache: the content is not what its name says");
    return FALSE;
  }
  if (!synced || closed != 0) {
    errno = synced ? errno : saved;
    return fail (error, "writing");
  }
  return move_into_place (self, error);
}

void
sf_blob_writer_free (SfBlobWriter *self)
{
  if (self == NULL)
    return;
  if (self->fd >= 0)
    close (self->fd);
  if (self->part != NULL)
    g_unlink (self->part);
  g_clear_pointer (&self->sum, g_checksum_free);
  g_clear_pointer (&self->cache, sf_blob_cache_unref);
  g_free (self->part);
  g_free (self);
}
