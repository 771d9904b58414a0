/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-log.h"

#include <glib/gstdio.h>
#include <string.h>

static void
in_child (const char *sink, SfLogLevel least)
{
  sf_log_setup (sink, least);
  sf_log (SF_LOG_INFO, "push.applied", "device", "d-1", "n", "12", "why", NULL, "text", "two words", NULL);
  sf_log (SF_LOG_WARNING, "odd.value", "text", "a\nb \"q\" \\ \x1b[31m\xff", NULL);
  sf_log (SF_LOG_DEBUG, "too.small", NULL);
  g_autofree char *long_value = g_strnfill (5000, 'x');
  sf_log (SF_LOG_ERROR, "long", "text", long_value, NULL);
}

static void
test_stderr (void)
{
  if (g_test_subprocess ()) {
    in_child ("stderr", SF_LOG_INFO);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("20*T*:*:*.*Z info push.applied device=d-1 n=12 text=\"two words\"\n*");
  g_test_trap_assert_stderr ("*Z warning odd.value text=\"a\\u000ab \\\"q\\\" \\\\ \\u001b[31m\357\277\275\"\n*");
  g_test_trap_assert_stderr_unmatched ("*too.small*");
  g_test_trap_assert_stderr ("*Z error long text=xxxxxxxxxx*");
  g_autofree char *limit = g_strnfill (201, 'x'), *over = g_strconcat ("*", limit, "*", NULL);
  g_test_trap_assert_stderr_unmatched (over);
}

/* Where no journal listens nothing is lost: the line goes to stderr. */
static void
test_journal (void)
{
  if (g_test_subprocess ()) {
    in_child ("journal", SF_LOG_INFO);
    return;
  }
  if (g_file_test ("/run/systemd/journal/socket", G_FILE_TEST_EXISTS)) {
    g_test_skip ("a journal listens here");
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*Z info push.applied device=d-1 n=12 text=\"two words\"\n*");
}

static void
test_none (void)
{
  if (g_test_subprocess ()) {
    in_child ("none", SF_LOG_DEBUG);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

static void
keep_in (const char *dir)
{
  g_autofree char *value = g_strnfill (190, 'x');

  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);
  sf_log_setup ("stderr", SF_LOG_INFO);
  sf_log_keep (dir);
  for (guint i = 0; i < 4000; i++)
    sf_log (SF_LOG_INFO, "fill", "text", value, NULL);
  sf_log (SF_LOG_DEBUG, "too.small", NULL);
  g_log ("Pango", G_LOG_LEVEL_WARNING, "cannot show CANARY");
  g_log ("sf-thing", G_LOG_LEVEL_WARNING, "two\nlines");
}

/* The file is turned over and never grows; a library's words stay out of it. */
static void
test_kept (void)
{
  if (g_test_subprocess ()) {
    keep_in (g_getenv ("SF_TEST_DIR"));
    return;
  }
  g_autofree char *dir = g_dir_make_tmp ("sf-log-XXXXXX", NULL), *path = g_build_filename (dir, "log", NULL), *before = g_build_filename (dir, "log.1", NULL);
  g_autofree char *text = NULL, *old = NULL;
  gsize n = 0, n_old = 0;
  g_setenv ("SF_TEST_DIR", dir, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  g_assert_true (g_file_get_contents (before, &old, &n_old, NULL));
  g_assert_cmpuint (n, <=, SF_LOG_KEPT);
  g_assert_cmpuint (n_old, <=, SF_LOG_KEPT);
  g_assert_cmpuint (n + n_old, >, SF_LOG_KEPT);
  g_assert_null (strstr (text, "too.small"));
  g_assert_null (strstr (text, "CANARY"));
  g_assert_nonnull (strstr (text, " warning glib domain=Pango\n"));
  g_assert_nonnull (strstr (text, " warning glib domain=sf-thing text=two lines\n"));
  g_unlink (path);
  g_unlink (before);
  g_rmdir (dir);
}

static void
test_level (void)
{
  if (g_test_subprocess ()) {
    in_child ("stderr", SF_LOG_ERROR);
    return;
  }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*Z error long*");
  g_test_trap_assert_stderr_unmatched ("*push.applied*");
  g_test_trap_assert_stderr_unmatched ("*odd.value*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/log/stderr", test_stderr);
  g_test_add_func ("/base/log/journal", test_journal);
  g_test_add_func ("/base/log/none", test_none);
  g_test_add_func ("/base/log/kept", test_kept);
  g_test_add_func ("/base/log/level", test_level);
  return g_test_run ();
}
