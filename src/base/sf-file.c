/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-file"
#include "config.h"
#include "base/sf-file.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *doing, const char *path)
{
  int saved = errno;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s %s: %s", doing, path, g_strerror (saved));
  return FALSE;
}

static gboolean
write_all (int fd, const char *data, gsize n)
{
  while (n > 0) {
    gssize done = write (fd, data, n);
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return FALSE;
    data += done;
    n -= (gsize) done;
  }
  return TRUE;
}

gboolean
sf_file_sync_dir (const char *dir, GError **error)
{
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return fail (error, "opening", dir);
  gboolean ok = fsync (fd) == 0 || fail (error, "syncing", dir);
  close (fd);
  return ok;
}

/* Another process may replace the same file at this moment: each has a temporary name of its own. */
static int
open_beside (const char *path, guint mode, char **temp)
{
  static gint counter;
  for (int tries = 0; tries < 100; tries++) {
    g_free (*temp);
    *temp = g_strdup_printf ("%s.%d-%d.part", path, (int) getpid (), g_atomic_int_add (&counter, 1));
    int fd = open (*temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd >= 0 || errno != EEXIST)
      return fd;
  }
  return -1;
}

gboolean
sf_file_replace (const char *path, gconstpointer data, gsize n, guint mode, GError **error)
{
  g_autofree char *temp = NULL;
  g_autofree char *dir = g_path_get_dirname (path);
  int fd = open_beside (path, mode, &temp);
  if (fd < 0)
    return fail (error, "making", temp);
  /* fchmod: the mode is the one asked for whatever the umask says. */
  gboolean ok = (fchmod (fd, mode) == 0 && write_all (fd, data, n) && fsync (fd) == 0) || fail (error, "writing", temp);
  if (close (fd) != 0 && ok)
    ok = fail (error, "closing", temp);
  if (ok && rename (temp, path) != 0)
    ok = fail (error, "replacing", path);
  if (!ok) {
    unlink (temp);
    return FALSE;
  }
  return sf_file_sync_dir (dir, error);
}

static gboolean
check_stat (int fd, const char *path, gsize max, gboolean secret, gsize *size, GError **error)
{
  struct stat st;
  if (fstat (fd, &st) != 0)
    return fail (error, "reading", path);
  if (!S_ISREG (st.st_mode)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "%s is not an ordinary file", path);
    return FALSE;
  }
  if (secret && (st.st_mode & 077) != 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s may be read by others (mode %04o, wanted 0600)", path, st.st_mode & 07777);
    return FALSE;
  }
  if (st.st_size < 0 || (guint64) st.st_size > max) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "%s is larger than %" G_GSIZE_FORMAT " bytes", path, max);
    return FALSE;
  }
  *size = (gsize) st.st_size;
  return TRUE;
}

char *
sf_file_read (const char *path, gsize max, gboolean secret, gsize *n, GError **error)
{
  gsize size = 0, have = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);   /* not to hang at a FIFO */
  if (fd < 0) {
    fail (error, "opening", path);
    return NULL;
  }
  gboolean ok = check_stat (fd, path, max, secret, &size, error);
  g_autofree char *data = ok ? g_malloc (size + 1) : NULL;
  while (ok && have < size) {
    gssize got = read (fd, data + have, size - have);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      errno = got == 0 ? EIO : errno;   /* it shrank under our hands */
      ok = fail (error, "reading", path);
    } else {
      have += (gsize) got;
    }
  }
  close (fd);
  if (!ok)
    return NULL;
  data[size] = '\0';
  if (n != NULL)
    *n = size;
  return g_steal_pointer (&data);
}

gboolean
sf_file_make_dir (const char *path, GError **error)
{
  return g_mkdir_with_parents (path, 0700) == 0 || fail (error, "making", path);
}
