/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "model/sf-surnames.h"
#include <string.h>

static void
test_order (void)
{
  /* The commonest of the mainland (Ministry of Public Security, 2019) and of Taiwan (Ministry of the Interior, 2018). */
  static const char cn[] = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹";
  static const char tw[] = "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁";
  static const struct { const char *region, *wanted; guint least; } cases[] = { { "cn", cn, 200 }, { "tw", tw, 60 }, { "HK", tw, 60 }, { NULL, cn, 200 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint n = 0, at = 0;
    const SfSurname *all = sf_surnames_all (cases[i].region, &n);
    g_assert_cmpuint (n, >=, cases[i].least);
    for (const char *p = cases[i].wanted; *p != '\0'; p = g_utf8_next_char (p), at++) {
      g_autofree char *surname = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
      g_assert_cmpstr (all[at].surname, ==, surname);
    }
    g_assert_cmpuint (at, >=, 30);
  }
}

static void
test_no_repeats (void)
{
  static const char *const regions[] = { "cn", "tw" };
  for (guint r = 0; r < G_N_ELEMENTS (regions); r++) {
    guint n = 0;
    const SfSurname *all = sf_surnames_all (regions[r], &n);
    g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint i = 0; i < n; i++) {
      g_assert_true (g_hash_table_add (seen, (gpointer) all[i].surname));
      g_assert_cmpuint (all[i].rank, ==, i);
      g_assert_true (g_str_is_ascii (all[i].pinyin) && *all[i].pinyin != '\0');
      g_assert_true ((all[i].zhuyin != NULL) == (r == 1));
      g_assert_true (sf_surnames_get (regions[r], all[i].surname) == &all[i]);
    }
  }
  g_assert_null (sf_surnames_get ("cn", "陳"));
  g_assert_null (sf_surnames_get ("tw", "陈"));
  g_assert_null (sf_surnames_get ("cn", NULL));
}

static gboolean
holds (GPtrArray *found, const char *surname)
{
  for (guint i = 0; i < found->len; i++)
    if (strcmp (((const SfSurname *) g_ptr_array_index (found, i))->surname, surname) == 0)
      return TRUE;
  return FALSE;
}

static void
test_polyphones (void)
{
  static const struct { const char *surname, *right, *wrong; } cases[] = {
    { "单", "shan", "dan" }, { "曾", "zeng", "ceng" }, { "仇", "qiu", "chou" }, { "区", "ou", "qu" }, { "查", "zha", "cha" },
    { "盖", "ge", NULL }, { "翟", "zhai", NULL }, { "尉迟", "yuchi", "weichi" }, { "朴", "piao", "pu" }, { "吕", "lv", NULL },
    { "解", "xie", "jie" }, { "任", "ren", NULL }, { "乐", "yue", NULL }, { "华", "hua", NULL }, { "纪", "ji", NULL }, { "万俟", "moqi", "wansi" },
    { "长孙", "zhangsun", "changsun" }, { "澹台", "tantai", "dantai" }, { "缪", "miao", "mou" }, { "覃", "qin", NULL }, { "员", "yun", "yuan" },
    { "种", "chong", "zhong" }, { "晁", "chao", NULL }, { "佘", "she", NULL }, { "燕", "yan", NULL }, { "石", "shi", "dan" }, { "折", "she", "zhe" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].surname);
    g_assert_cmpstr (sf_surnames_get ("cn", cases[i].surname)->pinyin, ==, cases[i].right);
    g_autoptr (GPtrArray) found = sf_surnames_find ("cn", cases[i].right, 100);
    g_assert_true (holds (found, cases[i].surname));
    if (cases[i].wrong != NULL) {
      g_autoptr (GPtrArray) not_found = sf_surnames_find ("cn", cases[i].wrong, 100);
      g_assert_false (holds (not_found, cases[i].surname));
    }
  }
  static const struct { const char *surname, *typed; } seconds[] = { { "盖", "gai" }, { "翟", "di" }, { "覃", "tan" }, { "乐", "le" }, { "吕", "lyu" }, { "吕", "lü" } };
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++) {
    g_autoptr (GPtrArray) found = sf_surnames_find ("cn", seconds[i].typed, 100);
    g_assert_true (holds (found, seconds[i].surname));
  }
}

static void
check_find (const char *region, const char *typed, guint max, const char *wanted)
{
  g_autoptr (GPtrArray) found = sf_surnames_find (region, typed, max);
  g_autoptr (GString) joined = g_string_new (NULL);
  for (guint i = 0; i < found->len; i++)
    g_string_append (joined, ((const SfSurname *) g_ptr_array_index (found, i))->surname);
  g_assert_cmpstr (joined->str, ==, wanted);
}

static void
test_find (void)
{
  check_find ("cn", "w", 5, "王吴魏汪韦");
  check_find ("cn", "W", 5, "王吴魏汪韦");
  check_find ("cn", "wang", 3, "王汪");
  check_find ("cn", "lv", 3, "吕");
  check_find ("cn", "ouyang", 5, "欧阳");
  check_find ("cn", "ou'yang", 5, "欧阳");
  check_find ("cn", "ou", 3, "欧区欧阳");            /* whole readings before longer ones */
  check_find ("cn", "si ma", 3, "司马");
  check_find ("cn", "xia", 4, "夏肖向萧");
  check_find ("tw", "ㄔ", 3, "陳程池");
  check_find ("tw", "ㄌㄧㄣˊ", 3, "林");
  check_find ("tw", "ㄨㄤ", 3, "王汪");
  check_find ("tw", "ㄨ", 4, "王吳翁魏");             /* ㄨ is 吳 already, but also the begin of 王 */
  check_find ("tw", "chen", 3, "陳程成");
  check_find ("tw", "ㄡㄧㄤ", 3, "歐陽");
  check_find ("cn", "", 3, "");
  check_find ("cn", NULL, 3, "");
  check_find ("cn", "zzz", 3, "");
  check_find ("cn", "王", 3, "");
  check_find ("cn", "\xff", 3, "");
  g_autofree char *flood = g_strnfill (100000, 'w');
  check_find ("cn", flood, 3, "");
}

/* Every surname is reachable by the index and by the keyboard. */
static void
test_reachable (void)
{
  static const char *const regions[] = { "cn", "tw" };
  for (guint r = 0; r < G_N_ELEMENTS (regions); r++) {
    guint n = 0, total = 0;
    const SfSurname *all = sf_surnames_all (regions[r], &n);
    g_auto (GStrv) letters = sf_surnames_letters (regions[r]);
    for (char **letter = letters; *letter != NULL; letter++) {
      g_autoptr (GPtrArray) index = sf_surnames_index (regions[r], *letter, 1000);
      g_assert_cmpuint (index->len, >, 0);
      for (guint i = 1; i < index->len; i++)
        g_assert_cmpuint (((const SfSurname *) index->pdata[i - 1])->rank, <, ((const SfSurname *) index->pdata[i])->rank);
      total += index->len;
    }
    g_assert_cmpuint (total, ==, n);
    for (guint i = 0; i < n; i++) {
      g_autoptr (GPtrArray) found = sf_surnames_find (regions[r], r == 1 ? all[i].zhuyin : all[i].pinyin, 1000);
      g_assert_true (holds (found, all[i].surname));
    }
  }
}

static void
test_index (void)
{
  g_auto (GStrv) cn = sf_surnames_letters ("cn"), tw = sf_surnames_letters ("tw");
  g_autofree char *letters = g_strjoinv ("", cn), *signs = g_strjoinv ("", tw);
  g_assert_cmpstr (letters, ==, "ABCDEFGHJKLMNOPQRSTWXYZ");   /* no Chinese surname begins with I, U or V */
  g_assert_true (g_str_has_prefix (signs, "ㄅㄆㄇㄈㄉ"));
  g_autoptr (GPtrArray) w = sf_surnames_index ("cn", "w", 2), none = sf_surnames_index ("cn", "", 2), v = sf_surnames_index ("cn", "V", 2);
  g_assert_cmpuint (w->len, ==, 2);
  g_assert_cmpstr (((const SfSurname *) w->pdata[0])->surname, ==, "王");
  g_assert_cmpuint (none->len + v->len, ==, 0);
  g_autoptr (GPtrArray) pinyin = sf_surnames_index ("tw", "L", 1);
  g_assert_cmpstr (((const SfSurname *) pinyin->pdata[0])->surname, ==, "林");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/surnames/order", test_order);
  g_test_add_func ("/model/surnames/no-repeats", test_no_repeats);
  g_test_add_func ("/model/surnames/polyphones", test_polyphones);
  g_test_add_func ("/model/surnames/find", test_find);
  g_test_add_func ("/model/surnames/reachable", test_reachable);
  g_test_add_func ("/model/surnames/index", test_index);
  return g_test_run ();
}
