/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-store"
#include "store/sf-blob-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sf-bytes.h"

static gboolean
is_name (const char *sha256)
{
  return sha256 && strlen (sha256) == 64 && strspn (sha256, "0123456789abcdef") == 64;
}

char *
sf_blob_dir_path (const char *dir, const char *sha256)
{
  if (!is_name (sha256))
    return NULL;
  char first[3] = { sha256[0], sha256[1], '\0' };
  return g_build_filename (dir, "blobs", first, sha256, NULL);
}

static gboolean
fail (GError **error, const char *what)
{
  int code = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Cannot keep a file: %s: %s", what, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *data, gsize n)
{
  while (n > 0) {
    gssize done = write (fd, data, n);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return FALSE;
    data += done;
    n -= done;
  }
  return TRUE;
}

static gboolean
sync_folder (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok = fd >= 0 && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  return ok;
}

gboolean
sf_blob_dir_put (const char *dir, GBytes *data, char sha256[65], GError **error)
{
  guint8 hash[SF_HASH_LEN];
  gsize n;
  const guint8 *bytes = g_bytes_get_data (data, &n);

  sf_sha256 (bytes, n, hash);
  g_autofree char *name = sf_hex (hash, sizeof hash);
  g_autofree char *path = sf_blob_dir_path (dir, name);
  g_autofree char *folder = g_path_get_dirname (path);
  memcpy (sha256, name, 65);
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, "folder");
  g_autofree char *part = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (part, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, "create");
  gboolean ok = write_all (fd, bytes, n) && fsync (fd) == 0;
  if (close (fd) != 0 || !ok || rename (part, path) != 0) {
    fail (error, "write");
    unlink (part);
    return FALSE;
  }
  return sync_folder (folder) || fail (error, "sync");
}

int
sf_blob_dir_open (const char *dir, const char *sha256, gint64 *size, GError **error)
{
  g_autofree char *path = sf_blob_dir_path (dir, sha256);
  int fd = path ? open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
  struct stat st;

  if (fd >= 0 && fstat (fd, &st) == 0 && S_ISREG (st.st_mode)) {
    *size = st.st_size;
    return fd;
  }
  if (fd >= 0)
    close (fd);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no such file");
  return -1;
}
