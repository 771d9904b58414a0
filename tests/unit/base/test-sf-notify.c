/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-notify.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_US (10 * G_USEC_PER_SEC)

typedef struct {
  int fd;
  char *name;
} Manager;

/* Listens as a service manager does, at a path or, with @abstract, at a name without a file. */
static void
manager_open (Manager *self, gboolean abstract)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *dir = g_dir_make_tmp ("sf-notify-XXXXXX", NULL);

  self->name = g_strdup_printf ("%s%s/notify", abstract ? "@" : "", dir);
  memcpy (address.sun_path, self->name, strlen (self->name));
  if (abstract)
    {
      address.sun_path[0] = '\0';
      g_rmdir (dir);
    }
  self->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &address, (socklen_t) (offsetof (struct sockaddr_un, sun_path) + strlen (self->name))), ==, 0);
  g_setenv ("NOTIFY_SOCKET", self->name, TRUE);
}

static void
manager_close (Manager *self)
{
  close (self->fd);
  if (self->name[0] == '/')
    {
      g_autofree char *dir = g_path_get_dirname (self->name);
      g_unlink (self->name);
      g_rmdir (dir);
    }
  g_free (self->name);
  g_unsetenv ("NOTIFY_SOCKET");
}

/* What has been said and not been heard yet, or NULL. (transfer full) */
static char *
manager_hear (Manager *self)
{
  char text[64] = { 0 };
  return recv (self->fd, text, sizeof text - 1, 0) > 0 ? g_strdup (text) : NULL;
}

static void
assert_hears (Manager *self, const char *want)
{
  g_autofree char *text = manager_hear (self);
  g_assert_cmpstr (text, ==, want);
}

static void
test_one_word (void)
{
  for (int abstract = 0; abstract < 2; abstract++)
    {
      Manager manager;
      manager_open (&manager, abstract);
      g_assert_true (sf_notify ("STATUS=a"));
      assert_hears (&manager, "STATUS=a");
      assert_hears (&manager, NULL);
      manager_close (&manager);
    }
}

static void
test_nobody (void)
{
  const char *const names[] = { "", "/", "relative", "/nowhere/at/all", "@", NULL };

  g_unsetenv ("NOTIFY_SOCKET");
  g_assert_false (sf_notify ("READY=1"));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_setenv ("NOTIFY_SOCKET", names[i], TRUE);
      g_assert_false (sf_notify ("READY=1"));
    }
  g_autofree char *endless = g_strnfill (200, 'a');
  endless[0] = '/';
  g_setenv ("NOTIFY_SOCKET", endless, TRUE);
  g_assert_false (sf_notify ("READY=1"));
  g_unsetenv ("NOTIFY_SOCKET");
}

static void
test_while (void)
{
  const struct { const char *usec; guint ms; } rows[] = { { NULL, 0 }, { "", 0 }, { "0", 0 }, { "-1", 0 }, { "10s", 0 }, { "999", 0 }, { "30000000", 30000 },
                                                          { "99999999999999999999", 0 } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_unsetenv ("WATCHDOG_USEC");
      if (rows[i].usec != NULL)
        g_setenv ("WATCHDOG_USEC", rows[i].usec, TRUE);
      g_assert_cmpuint (sf_notify_watchdog_ms (), ==, rows[i].ms);
    }
  g_unsetenv ("WATCHDOG_USEC");
}

/* Signs of life come while the loop runs, and none while it does not. */
static void
test_alive (void)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_US;
  Manager manager;
  guint signs = 0;

  manager_open (&manager, FALSE);
  g_setenv ("WATCHDOG_USEC", "30000", TRUE);
  g_setenv ("WATCHDOG_PID", "1", TRUE);      /* the compositor's */
  sf_notify_ready ();
  assert_hears (&manager, "READY=1");
  assert_hears (&manager, "WATCHDOG=1");
  GPollFD hearing = { .fd = manager.fd, .events = G_IO_IN };
  g_assert_cmpint (g_poll (&hearing, 1, 60), ==, 0);      /* ms in which the loop does not run: nothing comes */
  while (signs < 3 && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, TRUE);
      g_autofree char *text = manager_hear (&manager);
      if (text == NULL)
        continue;
      g_assert_cmpstr (text, ==, "WATCHDOG=1");
      signs++;
    }
  g_assert_cmpuint (signs, ==, 3);
  manager_close (&manager);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notify/one-word", test_one_word);
  g_test_add_func ("/notify/nobody", test_nobody);
  g_test_add_func ("/notify/while", test_while);
  g_test_add_func ("/notify/alive", test_alive);
  return g_test_run ();
}
