/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-text.h"
#include "base/sf-mo.h"
#include <string.h>

static void
test_text (void)
{
  g_assert_cmpstr (sf_text (SF_LANG_ZH_CN, "home.hello", "Hello and welcome"), ==, "您好，欢迎光临");
  g_assert_cmpstr (sf_text (SF_LANG_ZH_TW, "home.hello", "Hello and welcome"), ==, "您好，歡迎光臨");
  g_assert_cmpstr (sf_text (SF_LANG_EN, "home.hello", "Hello and welcome"), ==, "Hello and welcome");
  const char *nowhere = "Nobody translated this";
  for (int lang = 0; lang < SF_N_LANGS; lang++)
    g_assert_true (sf_text (lang, "test.nowhere", nowhere) == nowhere);
}

static void
test_textn (void)
{
  g_assert_cmpstr (sf_textn (SF_LANG_EN, "test.nowhere", "{n} guest", "{n} guests", 1), ==, "{n} guest");
  g_assert_cmpstr (sf_textn (SF_LANG_EN, "test.nowhere", "{n} guest", "{n} guests", 0), ==, "{n} guests");
  g_assert_cmpstr (sf_textn (SF_LANG_EN, "test.nowhere", "{n} guest", "{n} guests", 2), ==, "{n} guests");
}

/* sf_textn() takes the first form in Chinese: right as long as the catalogues have one. */
static void
test_one_form (void)
{
  static const char *const langs[] = { "zh_CN", "zh_TW" };
  for (guint i = 0; i < G_N_ELEMENTS (langs); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_strdup_printf (SF_BUILD_DIR "/po/%s.mo", langs[i]), *data = NULL;
    gsize n;
    g_file_get_contents (path, &data, &n, &error);
    g_assert_no_error (error);
    g_autoptr (GBytes) bytes = g_bytes_new (data, n);
    g_autoptr (SfMo) mo = sf_mo_new (bytes, &error);
    g_assert_no_error (error);
    g_assert_nonnull (strstr (sf_mo_lookup (mo, NULL, ""), "nplurals=1;"));
    g_assert_nonnull (strstr (sf_mo_lookup (mo, NULL, ""), "charset=UTF-8"));
  }
}

static void
test_lang (void)
{
  static const struct { const char *codes; SfLang lang; } cases[] = {
    { "zh_CN", SF_LANG_ZH_CN }, { "zh_TW", SF_LANG_ZH_TW }, { "en", SF_LANG_EN }, { "zh", SF_LANG_ZH_CN },
    { "zh-Hant", SF_LANG_ZH_TW }, { "zh-HK", SF_LANG_ZH_TW }, { "zh_MO.UTF-8", SF_LANG_ZH_TW }, { "zh-Hant-HK", SF_LANG_ZH_TW },
    { "zh-Hans-HK", SF_LANG_ZH_CN }, { "zh-SG", SF_LANG_ZH_CN }, { "EN-gb", SF_LANG_EN }, { "ZH-tw", SF_LANG_ZH_TW },
    { "en-US,en;q=0.5", SF_LANG_EN }, { "de, zh-TW;q=0.7, en;q=0.8", SF_LANG_EN }, { "de,fr;q=0.9, zh-TW;q=0.7", SF_LANG_ZH_TW },
    { "en;q=0, zh-TW;q=0.1", SF_LANG_ZH_TW }, { "zh-CN,zh;q=0.9,en;q=0.8", SF_LANG_ZH_CN }, { "en;q=0.35,zh-TW;q=0.351", SF_LANG_ZH_TW },
    { "zh_TW:zh", SF_LANG_ZH_TW }, { " en ; q=1.0 , zh;q=0.2", SF_LANG_EN }, { "en;q=x,zh-TW;q=0.1", SF_LANG_ZH_TW },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].codes);
    g_assert_cmpstr (sf_lang_code (sf_lang_parse (cases[i].codes, SF_LANG_ZH_CN)), ==, sf_lang_code (cases[i].lang));
  }
  static const char *const none[] = { NULL, "", "de", "*", "english", "zhx", ",,;;==", ";q=1", "en;q=0", "C", "POSIX" };
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpint (sf_lang_parse (none[i], SF_LANG_ZH_TW), ==, SF_LANG_ZH_TW);
  g_autofree char *flood = g_strnfill (100000, ',');
  g_assert_cmpint (sf_lang_parse (flood, SF_LANG_EN), ==, SF_LANG_EN);
}

static void
test_codes (void)
{
  for (int lang = 0; lang < SF_N_LANGS; lang++)
    g_assert_cmpint (sf_lang_parse (sf_lang_code (lang), SF_N_LANGS), ==, lang);
}

static void
check_fill (char *got, const char *wanted)
{
  g_assert_cmpstr (got, ==, wanted);
  g_free (got);
}

static void
test_fill (void)
{
  check_fill (sf_fill ("{name}马上过来", "name", "王芳", NULL), "王芳马上过来");
  check_fill (sf_fill ("{b} before {a}, {a}", "a", "1", "b", "2", NULL), "2 before 1, 1");
  check_fill (sf_fill ("no braces", "a", "1", NULL), "no braces");
  check_fill (sf_fill ("{unknown} {a", "a", "1", NULL), "{unknown} {a");
  check_fill (sf_fill ("{{a}} {} }", "a", "1", NULL), "{1} {} }");
  check_fill (sf_fill ("{a}{b}", "a", "{b}", "b", "{a}", NULL), "{b}{a}");   /* values are not looked through again */
  check_fill (sf_fill ("{ab}{a}", "a", "1", "ab", "2", NULL), "21");
  check_fill (sf_fill ("<{a}>", "a", NULL, NULL), "<>");
  check_fill (sf_fill ("", "a", "1", NULL), "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/text", test_text);
  g_test_add_func ("/base/text/textn", test_textn);
  g_test_add_func ("/base/text/one-form", test_one_form);
  g_test_add_func ("/base/text/lang", test_lang);
  g_test_add_func ("/base/text/codes", test_codes);
  g_test_add_func ("/base/text/fill", test_fill);
  return g_test_run ();
}
