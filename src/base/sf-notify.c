/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-notify"
#include "base/sf-notify.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SIGNS_PER_WHILE 3

gboolean
sf_notify (const char *state)
{
  const char *name = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const gsize n = name != NULL ? strlen (name) : 0;

  if (n < 2 || n >= sizeof address.sun_path || (name[0] != '/' && name[0] != '@'))
    return FALSE;
  memcpy (address.sun_path, name, n);
  if (name[0] == '@')
    address.sun_path[0] = '\0';
  const int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return FALSE;
  const socklen_t size = (socklen_t) (offsetof (struct sockaddr_un, sun_path) + n);
  const gboolean taken = sendto (fd, state, strlen (state), MSG_NOSIGNAL, (const struct sockaddr *) &address, size) >= 0;
  close (fd);
  return taken;
}

guint
sf_notify_watchdog_ms (void)
{
  const char *usec = g_getenv ("WATCHDOG_USEC");
  guint64 value = 0;

  if (usec == NULL || !g_ascii_string_to_unsigned (usec, 10, 1000, G_MAXUINT * (guint64) 1000, &value, NULL))
    return 0;
  return (guint) (value / 1000);
}

static gboolean
on_alive (gpointer data)
{
  sf_notify ("WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

void
sf_notify_ready (void)
{
  const guint ms = sf_notify_watchdog_ms ();

  sf_notify ("READY=1");
  if (ms == 0)
    return;
  sf_notify ("WATCHDOG=1");
  g_timeout_add (MAX (ms / SIGNS_PER_WHILE, 1), on_alive, NULL);
}
