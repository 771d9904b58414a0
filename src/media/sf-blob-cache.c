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
#include <sys/statvfs.h>
#include <unistd.h>

#define PART ".part"
#define BLOCK (64 * 1024)
#define RESERVE (500 * G_GINT64_CONSTANT (1024 * 1024))

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

/* Only what this cache makes is removed: unfinished files lie in the root under a name with our ending. One that is named by
 * its content alone may be resumed, until it was left alone since before @before (seconds since 1970). */
static void
sweep_parts (SfBlobCache *self, gint64 before)
{
  g_autoptr (GDir) dir = g_dir_open (self->root, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (self->root, name, NULL);
    struct stat st;
    if (!g_str_has_suffix (name, PART) || lstat (path, &st) != 0)
      continue;
    g_autofree char *stem = g_strndup (name, strlen (name) - strlen (PART));
    if (!is_name (stem) || !S_ISREG (st.st_mode) || st.st_mtime < before)
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
  sweep_parts (self, 0);
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

/* Reads @fd to its end into @sum; how many bytes there were, -1 when it cannot be read. */
static gint64
add_file (int fd, GChecksum *sum)
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  gint64 total = 0;
  gssize got;
  do {
    got = read (fd, block, BLOCK);
    if (got > 0)
      g_checksum_update (sum, block, got);
    total += MAX (got, 0);
  } while (got > 0 || (got < 0 && errno == EINTR));
  return got == 0 ? total : -1;
}

static gboolean
file_is (int fd, const char *sha256)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  return add_file (fd, sum) >= 0 && strcmp (g_checksum_get_string (sum), sha256) == 0;
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

/* A writer that has no file yet. */
static SfBlobWriter *
make_writer (SfBlobCache *cache, const char *sha256, gint64 size, GError **error)
{
  if (!is_name (sha256)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "media cache: a name is 64 hex digits");
    return NULL;
  }
  if (size > SF_MAX_BLOB) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "media cache: larger than is taken");
    return NULL;
  }
  SfBlobWriter *self = g_new0 (SfBlobWriter, 1);
  self->cache = sf_blob_cache_ref (cache);
  memcpy (self->sha256, sha256, sizeof self->sha256);
  self->exact = size >= 0;
  self->limit = size >= 0 ? size : SF_MAX_BLOB;
  self->sum = g_checksum_new (G_CHECKSUM_SHA256);
  self->fd = -1;
  return self;
}

static gboolean
open_part (SfBlobWriter *self, char *part, int flags, GError **error)
{
  self->part = part;
  self->fd = open (part, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd >= 0)
    return TRUE;
  g_clear_pointer (&self->part, g_free);   /* not ours to remove */
  return fail (error, "making a file");
}

SfBlobWriter *
sf_blob_writer_new (SfBlobCache *cache, const char *sha256, gint64 size, GError **error)
{
  g_autoptr (SfBlobWriter) self = make_writer (cache, sha256, size, error);
  if (self == NULL)
    return NULL;
  char *part = g_strdup_printf ("%s/%s-%d" PART, cache->root, sha256, g_atomic_int_add (&cache->parts, 1));
  return open_part (self, part, O_WRONLY | O_EXCL, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
sf_blob_writer_restart (SfBlobWriter *self, GError **error)
{
  g_checksum_reset (self->sum);
  self->written = 0;
  return (ftruncate (self->fd, 0) == 0 && lseek (self->fd, 0, SEEK_SET) == 0) || fail (error, "beginning anew");
}

SfBlobWriter *
sf_blob_writer_resume (SfBlobCache *cache, const char *sha256, gint64 size, gint64 *offset, GError **error)
{
  g_autoptr (SfBlobWriter) self = make_writer (cache, sha256, size, error);
  if (self == NULL || !open_part (self, g_strdup_printf ("%s/%s" PART, cache->root, sha256), O_RDWR, error))
    return NULL;
  self->written = add_file (self->fd, self->sum);
  if ((self->written < 0 || self->written > self->limit) && !sf_blob_writer_restart (self, error))
    return NULL;
  *offset = self->written;
  return g_steal_pointer (&self);
}

gint64 sf_blob_writer_get_written (SfBlobWriter *self) { return self->written; }

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

void
sf_blob_writer_leave (SfBlobWriter *self)
{
  g_clear_pointer (&self->part, g_free);
  sf_blob_writer_free (self);
}

/* --- files that nothing names any more ------------------------------------------------------------------------------ */

typedef struct { char *path; gint64 size, unwanted_since; } Leftover;

static void
leftover_free (gpointer data)
{
  Leftover *left = data;
  g_free (left->path);
  g_free (left);
}

static int
older_first (gconstpointer a, gconstpointer b)
{
  const Leftover *x = *(Leftover *const *) a, *y = *(Leftover *const *) b;
  return (x->unwanted_since > y->unwanted_since) - (x->unwanted_since < y->unwanted_since);
}

/* Looks through one folder of files; adds up their sizes. A wanted file gets the time of this look, so that a file's time says
 * when it was wanted last. */
static gint64
survey (const char *folder, const char *first, GHashTable *wanted, GPtrArray *leftovers)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 total = 0;
  for (const char *rest = dir != NULL ? g_dir_read_name (dir) : NULL; rest != NULL; rest = g_dir_read_name (dir)) {
    g_autofree char *name = g_strconcat (first, rest, NULL), *path = g_build_filename (folder, rest, NULL);
    struct stat st;
    if (!is_name (name) || lstat (path, &st) != 0 || !S_ISREG (st.st_mode))
      continue;
    total += st.st_size;
    if (g_hash_table_contains (wanted, name)) {
      utimensat (AT_FDCWD, path, NULL, AT_SYMLINK_NOFOLLOW);
      continue;
    }
    Leftover *left = g_new0 (Leftover, 1);
    left->path = g_steal_pointer (&path);
    left->size = st.st_size;
    left->unwanted_since = st.st_mtime;
    g_ptr_array_add (leftovers, left);
  }
  return total;
}

gint64
sf_blob_cache_collect (SfBlobCache *self, GHashTable *wanted, const SfBlobLimits *limits)
{
  g_autoptr (GPtrArray) leftovers = g_ptr_array_new_with_free_func (leftover_free);
  g_autoptr (GDir) dir = g_dir_open (self->root, 0, NULL);
  gint64 total = 0, freed = 0;

  for (const char *first = dir != NULL ? g_dir_read_name (dir) : NULL; first != NULL; first = g_dir_read_name (dir)) {
    g_autofree char *folder = g_build_filename (self->root, first, NULL);
    total += survey (folder, first, wanted, leftovers);
  }
  const gboolean crowded = total > limits->high;
  sweep_parts (self, limits->now_s - limits->keep_s);
  g_ptr_array_sort (leftovers, older_first);
  for (guint i = 0; i < leftovers->len; i++) {
    const Leftover *left = leftovers->pdata[i];
    if ((left->unwanted_since < limits->now_s - limits->keep_s || (crowded && total - freed > limits->low)) && g_unlink (left->path) == 0)
      freed += left->size;
  }
  return freed;
}

gboolean
sf_blob_cache_has_room (SfBlobCache *self, gint64 size)
{
  struct statvfs st;
  if (statvfs (self->root, &st) != 0)
    return TRUE;                                   /* writing will tell */
  const gint64 block = (gint64) st.f_frsize, reserve = MIN (RESERVE, (gint64) st.f_blocks * block / 20);
  return (gint64) st.f_bavail * block - size > reserve;
}
