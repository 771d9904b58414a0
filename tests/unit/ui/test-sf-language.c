/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui/common/sf-language.h"

#include <gtk/gtk.h>

/* The switch happens in place, from a language without a catalogue to one with and back: GLib or glibc remembering the
 * first answer would show here. */
static void
test_switch (void)
{
  for (int round = 0; round < 3; round++)
    {
      sf_language_set (SF_LANG_EN);
      g_assert_cmpstr (SF_ ("tile.see", "See our cars"), ==, "See our cars");
      sf_language_set (SF_LANG_ZH_CN);
      g_assert_cmpstr (SF_ ("tile.see", "See our cars"), ==, "看车选车");
      sf_language_set (SF_LANG_ZH_TW);
      g_assert_cmpstr (SF_ ("tile.see", "See our cars"), ==, "賞車");
      g_assert_cmpint (sf_language_get (), ==, SF_LANG_ZH_TW);
      g_assert_cmpstr (g_getenv ("LANGUAGE"), ==, "zh_TW");
    }
}

static void
test_plural (void)
{
  sf_language_set (SF_LANG_EN);
  g_assert_cmpstr (SFN_ ("phone.short", "{n} more digit to go", "{n} more digits to go", 1), ==, "{n} more digit to go");
  g_assert_cmpstr (SFN_ ("phone.short", "{n} more digit to go", "{n} more digits to go", 2), ==, "{n} more digits to go");
  sf_language_set (SF_LANG_ZH_CN);
  g_assert_cmpstr (SFN_ ("phone.short", "{n} more digit to go", "{n} more digits to go", 1), ==, "好像还差{n}位");
}

static void
test_unknown (void)
{
  sf_language_set (SF_LANG_ZH_CN);
  g_assert_cmpstr (SF_ ("no.such.text", "Not translated"), ==, "Not translated");
}

/* GTK looks at the environment when it starts; whether there is a display does not matter here. */
static void
test_gtk_starts (void)
{
  gtk_init_check ();
  sf_language_set (SF_LANG_ZH_CN);
  g_assert_cmpstr (SF_ ("tile.see", "See our cars"), ==, "看车选车");
}

int
main (int argc, char **argv)
{
  g_setenv ("SHOWFLOOR_LOCALEDIR", SF_BUILD_DIR "/po", FALSE);
  sf_language_init (SF_LANG_EN);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/language/switch", test_switch);
  g_test_add_func ("/ui/language/plural", test_plural);
  g_test_add_func ("/ui/language/unknown", test_unknown);
  g_test_add_func ("/ui/language/gtk-starts", test_gtk_starts);
  return g_test_run ();
}
