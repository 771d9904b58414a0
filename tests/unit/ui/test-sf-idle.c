/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/kiosk/sf-idle.h"

#include <glib/gstdio.h>

static void
assert_times (const char *said, guint ask, guint answer, guint ticket, guint more)
{
  if (said)
    g_setenv ("SHOWFLOOR_IDLE", said, TRUE);
  else
    g_unsetenv ("SHOWFLOOR_IDLE");
  const SfIdleTimes times = sf_idle_times ();
  g_assert_cmpuint (times.ask, ==, ask);
  g_assert_cmpuint (times.answer, ==, answer);
  g_assert_cmpuint (times.ticket, ==, ticket);
  g_assert_cmpuint (times.more, ==, more);
}

/* A page asks after 45 s and waits 15 s for an answer; a ticket lives 30 s and 15 s more with each touch. */
static void
test_usual (void)
{
  assert_times (NULL, 45, 15, 30, 15);
  assert_times ("", 45, 15, 30, 15);
  assert_times ("1,2,3", 45, 15, 30, 15);
  assert_times ("0,15,30,15", 45, 15, 30, 15);
  assert_times ("/nonexistent/times", 45, 15, 30, 15);
}

static void
test_said (void)
{
  g_autofree char *folder = g_dir_make_tmp ("idle-XXXXXX", NULL), *path = g_build_filename (folder, "times", NULL);

  assert_times ("1,2,3,4", 1, 2, 3, 4);
  g_assert_true (g_file_set_contents (path, "5,6,7,8", -1, NULL));
  assert_times (path, 5, 6, 7, 8);
  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  assert_times (path, 45, 15, 30, 15);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/idle/usual", test_usual);
  g_test_add_func ("/ui/idle/said", test_said);
  return g_test_run ();
}
