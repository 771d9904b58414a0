/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-log"
#include "base/sf-log-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
  pthread_mutex_t lock;
  char *path, *before;
  gsize size;
  int fd;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER, .fd = -1 };

/* Call with the lock held. */
static void
open_kept (void)
{
  struct stat st;

  kept.fd = g_open (kept.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  kept.size = kept.fd >= 0 && fstat (kept.fd, &st) == 0 && st.st_size > 0 ? (gsize) st.st_size : 0;
}

static void
turn_over (void)
{
  close (kept.fd);
  g_rename (kept.path, kept.before);
  open_kept ();
}

void
sf_log_kept_add (SfLogLevel level, const char *pairs)
{
  pthread_mutex_lock (&kept.lock);
  if (kept.fd >= 0) {
    g_autofree char *line = sf_log_line (level, pairs);
    const gsize n = strlen (line);
    if (kept.size + n > SF_LOG_KEPT)
      turn_over ();
    if (kept.fd >= 0 && write (kept.fd, line, n) == (gssize) n)
      kept.size += n;
  }
  pthread_mutex_unlock (&kept.lock);
}

static const char *
field_of (const GLogField *fields, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (fields[i].key, key) && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
on_message (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  const char *domain = field_of (fields, n, "GLIB_DOMAIN"), *text = field_of (fields, n, "MESSAGE");

  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0) {
    const gboolean ours = domain != NULL && (g_str_has_prefix (domain, "sf-") || g_str_has_prefix (domain, "showfloor"));
    g_autofree char *words = ours && text != NULL ? g_strconcat (" text=", text, NULL) : g_strdup ("");
    g_autofree char *pairs = g_strconcat ("glib domain=", domain != NULL ? domain : "none", g_strdelimit (words, "\n\r", ' '), NULL);
    sf_log_kept_add ((level & G_LOG_LEVEL_WARNING) != 0 ? SF_LOG_WARNING : SF_LOG_ERROR, pairs);
  }
  return g_log_writer_default (level, fields, n, data);
}

void
sf_log_keep (const char *dir)
{
  g_return_if_fail (kept.path == NULL);
  g_mkdir_with_parents (dir, 0700);
  kept.path = g_build_filename (dir, "log", NULL);
  kept.before = g_build_filename (dir, "log.1", NULL);
  open_kept ();
  g_log_set_writer_func (on_message, NULL, NULL);
}
