/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <string.h>

#include "model/sf-surnames.h"
#include "model/sf-typing.h"

static void
type (SfTyping *typing, const char *signs)
{
  sf_typing_clear (typing);
  for (const char *p = signs; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *sign = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));

      g_assert_true (sf_typing_push (typing, sign));
    }
}

/* Place of @text among the candidates for @signs from 0; -1 when it is not among the first 60. */
static int
place (SfTyping *typing, const char *signs, const char *text)
{
  g_autoptr(GPtrArray) found = NULL;

  type (typing, signs);
  found = sf_typing_candidates (typing, 60);
  for (guint i = 0; i < found->len; i++)
    if (strcmp (((SfTypingCandidate *) g_ptr_array_index (found, i))->text, text) == 0)
      return (int) i;
  return -1;
}

static void
assert_place (SfTyping *typing, const char *signs, const char *text, int at_most)
{
  int at = place (typing, signs, text);

  if (at < 0 || at > at_most)
    {
      g_autoptr(GPtrArray) found = sf_typing_candidates (typing, 8);
      g_autoptr(GString) line = g_string_new (NULL);

      for (guint i = 0; i < found->len; i++)
        g_string_append_printf (line, " %s", ((SfTypingCandidate *) g_ptr_array_index (found, i))->text);
      g_error ("%s: %s is at %d, not within %d:%s", signs, text, at, at_most, line->str);
    }
}

static void
test_words (void)
{
  static const struct { const char *typed, *text; int at_most; } cases[] = {
    { "shijia", "试驾", 1 }, { "sj", "时间", 3 }, { "xiansheng", "先生", 0 }, { "xiansh", "先生", 2 }, { "yuyue", "预约", 1 }, { "xi'an", "西安", 0 }, { "xian", "先", 2 },
    { "nvshi", "女士", 0 }, { "lv", "绿", 3 }, { "qiche", "汽车", 1 }, { "zh", "这", 3 }, { "baojia", "报价", 3 }, { "w", "我", 0 } };
  g_autoptr(SfTyping) typing = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_place (typing, cases[i].typed, cases[i].text, cases[i].at_most);
}

static void
test_names (void)
{
  static const struct { const char *typed, *text; int at_most; } cases[] = {
    { "wangxiaoming", "王小明", 0 }, { "lina", "李娜", 3 }, { "ouyangming", "欧阳明", 5 }, { "yuchi", "尉迟", 3 }, { "yuchigong", "尉迟", 8 }, { "shan", "单", 1 }, { "zeng", "曾", 0 }, { "qiu", "仇", 6 }, { "ou", "区", 3 },
    { "zha", "查", 1 }, { "piao", "朴", 1 }, { "lv", "吕", 0 }, { "ge", "盖", 3 }, { "zhai", "翟", 0 }, { "zhangwei", "张伟", 2 } }, given[] = { { "ming", "明", 0 }, { "wei", "伟", 0 }, { "zixuan", "梓轩", 5 } };
  g_autoptr(SfTyping) typing = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);

  sf_typing_set_what (typing, SF_TYPING_NAME);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_place (typing, cases[i].typed, cases[i].text, cases[i].at_most);
  sf_typing_set_what (typing, SF_TYPING_GIVEN);
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    assert_place (typing, given[i].typed, given[i].text, given[i].at_most);
}

/* Every surname of both tables, from its whole reading, within what one page of candidates shows. */
static void
test_surnames (void)
{
  static const struct { const char *region; SfTypingKeys keys; SfTypingScript script; } tables[] = {
    { "cn", SF_TYPING_PINYIN, SF_TYPING_HANS }, { "tw", SF_TYPING_ZHUYIN, SF_TYPING_HANT } };

  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    {
      g_autoptr(SfTyping) typing = sf_typing_new (tables[t].keys, tables[t].script);
      guint n, missing = 0;
      const SfSurname *all = sf_surnames_all (tables[t].region, &n);

      if (typing == NULL)
        {
          g_test_message ("no table for %s", tables[t].region);
          continue;
        }
      sf_typing_set_what (typing, SF_TYPING_NAME);
      for (guint i = 0; i < n; i++)
        if (place (typing, tables[t].keys == SF_TYPING_ZHUYIN ? all[i].zhuyin : all[i].pinyin, all[i].surname) < 0)
          {
            g_test_message ("%s %s", all[i].surname, all[i].pinyin);
            missing++;
          }
      g_assert_cmpuint (missing, ==, 0);
    }
}

static void
test_zhuyin (void)
{
  static const struct { const char *typed, *text; int at_most; } cases[] = {
    { "ㄒㄧㄠㄇㄧㄥ", "小明", 1 }, { "ㄕㄐㄧㄚ", "試駕", 3 }, { "ㄒㄧㄢㄕㄥ", "先生", 0 }, { "ㄑㄧㄔㄜ", "汽車", 1 }, { "ㄊㄡㄈㄚ", "頭髮", 2 }, { "ㄔㄣ", "陳", 3 } };
  g_autoptr(SfTyping) typing = sf_typing_new (SF_TYPING_ZHUYIN, SF_TYPING_HANT);

  if (typing == NULL)
    {
      g_test_skip ("built without OpenCC");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_place (typing, cases[i].typed, cases[i].text, cases[i].at_most);
}

/* A part is chosen, the rest stays; what was typed is shown as it was cut. */
static void
test_parts (void)
{
  g_autoptr(SfTyping) typing = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);
  g_autoptr(GPtrArray) found = NULL;
  g_autofree char *shown = NULL;

  type (typing, "xiaoming");
  shown = sf_typing_shown (typing);
  g_assert_cmpstr (shown, ==, "xiao'ming");
  found = sf_typing_candidates (typing, 60);
  for (guint i = 0; i < found->len; i++)
    {
      const SfTypingCandidate *candidate = g_ptr_array_index (found, i);

      if (strcmp (candidate->text, "晓") == 0)
        sf_typing_take (typing, candidate);
    }
  g_assert_cmpstr (sf_typing_typed (typing), ==, "ming");
  g_assert_true (sf_typing_pop (typing));
  g_assert_cmpstr (sf_typing_typed (typing), ==, "min");
  sf_typing_clear (typing);
  g_assert_false (sf_typing_pop (typing));
}

/* Whatever is pressed: no crash, no end without candidates that are text, never more than there is room for. */
static void
test_anything (void)
{
  for (guint round = 0; round < 400; round++)
    {
      gboolean zhuyin = round % 2 == 1;
      g_autoptr(SfTyping) typing = sf_typing_new (zhuyin ? SF_TYPING_ZHUYIN : SF_TYPING_PINYIN, SF_TYPING_HANS);
      guint n = (guint) g_test_rand_int_range (0, SF_TYPING_MOST + 10);

      sf_typing_set_what (typing, round % 3);
      for (guint i = 0; i < n; i++)
        {
          char sign[8] = "";

          g_unichar_to_utf8 (zhuyin ? (gunichar) g_test_rand_int_range (0x3105, 0x312a) : g_test_rand_int_range (0, 12) == 0 ? '\'' : (gunichar) g_test_rand_int_range ('a', 'z' + 1), sign);
          sf_typing_push (typing, sign);
        }
      g_assert_cmpint (g_utf8_strlen (sf_typing_typed (typing), -1), <=, SF_TYPING_MOST);
      for (guint i = 0; i < 60 && *sf_typing_typed (typing) != '\0'; i++)
        {
          g_autoptr(GPtrArray) found = sf_typing_candidates (typing, 20);

          g_assert_cmpuint (found->len, <=, 20);
          for (guint k = 0; k < found->len; k++)
            g_assert_true (g_utf8_validate (((SfTypingCandidate *) g_ptr_array_index (found, k))->text, -1, NULL));
          if (found->len == 0)
            break;
          sf_typing_take (typing, g_ptr_array_index (found, (guint) g_test_rand_int_range (0, (int) found->len)));
        }
    }
}

static void
test_refused (void)
{
  g_autoptr(SfTyping) typing = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);
  static const char *const refused[] = { "", "1", "ㄅ", "王", "ab", "'", "\xff", "\n" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (sf_typing_push (typing, refused[i]));
  g_assert_true (sf_typing_push (typing, "Ü"));
  g_assert_cmpstr (sf_typing_typed (typing), ==, "v");
}

/* The trade's words, and what was chosen before; a whole name is never kept. */
static void
test_learning (void)
{
  g_autoptr(SfTyping) typing = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);
  g_autoptr(SfTyping) other = sf_typing_new (SF_TYPING_PINYIN, SF_TYPING_HANS);
  g_autofree char *learnt = NULL;
  int before = place (typing, "shi", "诗");

  sf_typing_add_word (typing, "洛神座");
  g_assert_cmpint (place (typing, "luoshenzuo", "洛神座"), ==, 0);
  g_assert_cmpint (place (typing, "lsz", "洛神座"), ==, 0);
  for (guint i = 0; i < 5; i++)
    sf_typing_learn (typing, "诗");
  sf_typing_learn (typing, "张小明");
  g_assert_cmpint (place (typing, "shi", "诗"), <, before);
  learnt = sf_typing_learnt (typing);
  g_assert_cmpstr (learnt, ==, "诗\t5\n");
  sf_typing_read_learnt (other, "诗\t5\nnonsense\n王小\xff\t3\n的\t-1\n");
  g_assert_cmpint (place (other, "shi", "诗"), <, before);
  sf_typing_forget (other);
  g_assert_cmpint (place (other, "shi", "诗"), ==, before);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/typing/words", test_words);
  g_test_add_func ("/typing/names", test_names);
  g_test_add_func ("/typing/surnames", test_surnames);
  g_test_add_func ("/typing/zhuyin", test_zhuyin);
  g_test_add_func ("/typing/parts", test_parts);
  g_test_add_func ("/typing/anything", test_anything);
  g_test_add_func ("/typing/refused", test_refused);
  g_test_add_func ("/typing/learning", test_learning);
  return g_test_run ();
}
