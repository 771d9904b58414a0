/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "config.h"
#include "ui/common/sf-options.h"

static void
parse (SfOptions *options, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) words = g_strsplit (line, " ", 0);
  int n = (int) g_strv_length (words);
  g_autofree char **vector = g_memdup2 (words, sizeof *words * ((gsize) n + 1));      /* GOption takes out what it knows */
  char **argv = vector;

  g_assert_true (sf_options_parse (options, &n, &argv, &error));
  g_assert_no_error (error);
}

static void
test_command_line_goes_first (void)
{
  g_autoptr (GSettings) settings = g_settings_new (SF_APP_ID);
  g_auto (SfOptions) options = { 0 };

  parse (&options, "showfloor");
  g_assert_null (options.role);
  g_assert_cmpstr (options.look, ==, "light");
  g_assert_false (options.fullscreen);
  sf_options_clear (&options);

  g_settings_set_string (settings, "role", "display");
  g_settings_set_string (settings, "look", "dark");
  g_settings_set_string (settings, "language", "zh_TW");
  g_settings_set_boolean (settings, "fullscreen", TRUE);
  parse (&options, "showfloor");
  g_assert_cmpstr (options.role, ==, "display");
  g_assert_cmpstr (options.look, ==, "dark");
  g_assert_cmpint (options.lang, ==, SF_LANG_ZH_TW);
  g_assert_true (options.fullscreen);
  sf_options_clear (&options);

  parse (&options, "showfloor --role kiosk --look contrast --lang en");
  g_assert_cmpstr (options.role, ==, "kiosk");
  g_assert_cmpstr (options.look, ==, "contrast");
  g_assert_cmpint (options.lang, ==, SF_LANG_EN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/options/command-line-goes-first", test_command_line_goes_first);
  return g_test_run ();
}
