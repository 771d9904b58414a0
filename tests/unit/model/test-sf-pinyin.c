/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-pinyin.h"

static void
test_readings (void)
{
  static const struct { const char *han, *reading; } cases[] = {
    { "星河", "xinghe xh" },
    { "星河 S7", "xinghe s7 xhs7" },
    { "星河S7 Pro", "xinghe s7 pro xhs7pro" },
    { "长安", "changan ca" },              /* a word, and what the commonest reading says */
    { "成长", "chengzhang cz" },           /* 长 is chang by itself */
    { "重庆", "chongqing cq" },            /* 重 is zhong by itself */
    { "建设银行", "jiansheyinhang jsyh" },
    { "秦PLUS", "qin plus qplus" },
    { "绿驰", "lvchi lc" },
    { "藍雲・ＥＸ５", "lanyun ex5 lyex5" }, /* traditional, a middle dot, wide letters */
    { "汉 · 唐", "han tang ht" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *reading = sf_pinyin_of (cases[i].han);
    g_assert_cmpstr (reading, ==, cases[i].reading);
  }
}

static void
test_none (void)
{
  static const char *const none[] = { "", "Model 3", "ひらがな", "----", "\xff\xfe", "😀" };
  g_assert_null (sf_pinyin_of (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_null (sf_pinyin_of (none[i]));
}

/* Every character that a name may hold is read or left out, alone and between others; ends in the middle of a word are ends. */
static void
test_every_sign (void)
{
  guint read = 0;
  for (gunichar c = 0x3400; c <= 0xffff; c++) {
    char text[16] = "", *end = text;
    if (c >= 0xd800 && c <= 0xdfff)
      continue;
    end += g_unichar_to_utf8 (c, end);
    *end = '\0';
    g_autofree char *alone = sf_pinyin_of (text);
    end += g_unichar_to_utf8 (0x957f, end);
    *end = '\0';
    g_autofree char *with = sf_pinyin_of (text);
    g_assert_nonnull (with);
    g_assert_true (g_str_is_ascii (with));
    read += alone != NULL;
    g_assert_true (alone == NULL || g_ascii_islower (alone[0]));
  }
  g_assert_cmpuint (read, >, 8000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pinyin/readings", test_readings);
  g_test_add_func ("/pinyin/none", test_none);
  g_test_add_func ("/pinyin/every-sign", test_every_sign);
  return g_test_run ();
}
