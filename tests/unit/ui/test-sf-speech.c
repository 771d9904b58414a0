/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/kiosk/sf-speech.h"

#include <glib/gstdio.h>

static void
put (const char *folder, const char *lang, const char *name)
{
  g_autofree char *dir = g_build_filename (folder, lang, NULL), *path = g_build_filename (dir, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* What is recorded is found, what is not has no button and no sound; nothing outside the folder is ever opened. */
static void
test_find (void)
{
  g_autofree char *folder = g_dir_make_tmp ("speech-XXXXXX", NULL), *outside = g_build_filename (folder, "secret.ogg", NULL);
  static const char *const hostile[] = { "../secret", "", "a/b", "home.ogg/..", "\xff", "name1" };
  g_autoptr (SfSpeech) speech = sf_speech_new (folder);

  g_assert_false (sf_speech_has (speech, SF_LANG_ZH_CN));
  g_assert_false (sf_speech_say (speech, "home", SF_LANG_ZH_CN));
  put (folder, "zh_CN", "home.ogg");
  put (folder, "zh_CN", "name.wav");
  g_assert_true (g_file_set_contents (outside, "x", 1, NULL));
  g_assert_true (sf_speech_has (speech, SF_LANG_ZH_CN));
  g_assert_false (sf_speech_has (speech, SF_LANG_EN));
  g_autofree char *home = sf_speech_find (speech, "home", SF_LANG_ZH_CN), *name = sf_speech_find (speech, "name", SF_LANG_ZH_CN);
  g_assert_true (g_str_has_suffix (home, "zh_CN/home.ogg"));
  g_assert_true (g_str_has_suffix (name, "zh_CN/name.wav"));
  g_assert_null (sf_speech_find (speech, "car", SF_LANG_ZH_CN));
  g_assert_null (sf_speech_find (speech, "home", SF_LANG_EN));
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_assert_null (sf_speech_find (speech, hostile[i], SF_LANG_ZH_CN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/speech/find", test_find);
  return g_test_run ();
}
