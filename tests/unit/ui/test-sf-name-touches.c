/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-surnames.h"
#include "ui/kiosk/sf-name-candidates.h"

#include <string.h>

/*
 * How many guests get by with how many touches on the page of surnames, weighted by how many people bear them, and that nobody is left out.
 * A touch is a name, a key, or the way to the keys.
 */
#define NEVER 99

/* The 400 commonest of the mainland, and the shares of the first 100 in hundredths of a per cent: residents born 1930-2008 and counted in
   2008 by the National Citizen Identity Information Center, as told by Bao (2021), ChineseNames. */
static const char mainland[] =
  "王李张刘陈杨黄赵吴周徐孙朱马胡郭何高罗林郑梁谢宋唐韩许冯邓曹彭曾肖田董袁于潘蒋杜蔡余程魏叶吕丁苏任沈姚姜卢崔钟谭汪范陆金石廖贾夏付方韦邹白熊孟秦邱尹江薛闫侯段雷史龙陶顾贺黎郝毛邵龚万钱武严戴孔向覃常汤"
  "莫康文温牛代赖洪葛施邢安樊齐乔易庞倪伍鲁聂章岳颜殷翟申耿欧庄左焦兰关俞柳甘祝傅包尚毕舒宁曲梅童阮纪季苗单裴符谷凌成霍盛詹冉路骆辛靳柯涂蓝柴管翁祁鲍喻游蒙华蒲房滕屈饶解艾牟候时尤阳穆司吉车项缪芦农卓"
  "窦褚娄古景宫戚连费党冷卜晏米席柏卫宗岑佟边瞿麦桂沙臧全闵普姬和师苟邬卞应桑隋栾仇商刁简荣寇郎丛仲明查巫占甄巩虞丘佘苑迟麻池阎敖封鞠谈惠匡官荆郁胥冀乐南邝栗储原燕班楚鄢谌劳皮蔺奚闻粟满楼盘海伊位阚冼强"
  "仝索郜巴花玉盖帅凡屠豆权廉阿禹丰井练祖朴平漆国支狄卿计晋初相宣门云敬厉区来浦戈芮伏晁雍都薄邸鹿母修亓岩容赫阙羊辜裘杭宿鲜况印逯战隆邰诸慕茹达银嵇亢那危刀公才字湛戎宾萧茅居於勾干小尉揭但扎衣布束信展昝"
  "元利阴";
static const guint shares[] = {
  749, 737, 703, 531, 455, 337, 235, 211, 200, 196, 150, 146, 132, 131, 120, 115, 107, 104, 99, 98, 91, 84, 75, 73, 71, 64, 64, 63, 62, 62,
  59, 57, 55, 54, 53, 52, 51, 51, 49, 49, 49, 48, 47, 46, 46, 45, 45, 45, 43, 42, 42, 41, 41, 40, 39, 38, 38, 38, 37, 37, 35, 35, 35, 33, 33,
  32, 31, 31, 30, 30, 30, 30, 28, 27, 27, 27, 26, 26, 25, 25, 22, 22, 22, 22, 21, 21, 21, 21, 21, 21, 20, 19, 19, 19, 19, 18, 18, 18, 17, 17 };

/* Taiwan's first twenty likewise (Ministry of the Interior, 2018). Of the others that report tells that the 100 commonest are 96.57 % of
   everybody, and that each of the first 46 has at least 100,000 bearers, 0.42 % of everybody: what is counted below is what is sure. */
static const guint tw_shares[] = { 1115, 832, 605, 527, 513, 410, 404, 315, 291, 266, 233, 188, 176, 150, 149, 146, 144, 134, 132, 126 };
#define TW_LEAST 42
#define TW_LEAST_UNTIL 46
#define TW_HUNDRED 9657

static gboolean
is_shown (const char *region, const char *letters, guint most, const char *surname)
{
  g_auto (GStrv) shown = sf_name_candidates (region, letters, most);
  return g_strv_contains ((const char *const *) shown, surname);
}

/* Touches until @surname is chosen when one types its reading, as the page shows it with @most candidates. */
static guint
touches_for (const char *region, const char *surname, const char *reading, guint most)
{
  g_auto (GStrv) common = sf_name_common (region, SF_NAME_COMMON);
  g_autoptr (GString) letters = g_string_new (NULL);
  guint touches = 2;   /* the way to the keys, and the name itself */

  if (g_strv_contains ((const char *const *) common, surname))
    return 1;
  if (is_shown (region, "", most, surname))
    return touches;
  for (const char *p = reading; *p; p = g_utf8_next_char (p))
    {
      /* The keys have capitals; the page writes a name as names are written. */
      const gunichar sign = g_utf8_get_char (p);
      g_string_append_unichar (letters, letters->len == 0 && sign < 128 ? g_unichar_toupper (sign) : sign);
      touches++;
      if (is_shown (region, letters->str, most, surname))
        return touches;
    }
  return NEVER;
}

static const SfSurname *
known (const char *region, const char *surname)
{
  const SfSurname *found = sf_surnames_get (region, surname);
  if (found == NULL)
    g_error ("%s is not in the table of %s", surname, region);
  return found;
}

/* The 400 commonest of the mainland, on the pinyin keys. */
static void
test_mainland (void)
{
  guint one = 0, three = 0, at = 0;

  for (const char *p = mainland; *p; p = g_utf8_next_char (p), at++)
    {
      g_autofree char *surname = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
      const guint touches = touches_for ("cn", surname, known ("cn", surname)->pinyin, SF_NAME_CANDIDATES);

      if (touches == NEVER)
        g_error ("%s cannot be entered by %s", surname, known ("cn", surname)->pinyin);
      g_assert_cmpuint (touches, <=, 8);
      if (at < G_N_ELEMENTS (shares))
        {
          one += touches == 1 ? shares[at] : 0;
          three += touches <= 3 ? shares[at] : 0;
        }
    }
  g_assert_cmpuint (at, ==, 399);   /* and one of two characters: */
  g_assert_cmpuint (touches_for ("cn", "欧阳", "ouyang", SF_NAME_CANDIDATES), <=, 4);
  g_test_message ("mainland: one touch for %u.%02u %%, at most three for %u.%02u %% (of the first hundred alone)", one / 100, one % 100, three / 100, three % 100);
  g_assert_cmpuint (one, >=, 6000);
  g_assert_cmpuint (three, >=, 8500);
}

/* The 100 commonest of Taiwan on the zhuyin keys, with the one row of names that the glass has room for when it lies. */
static void
test_taiwan (void)
{
  guint one = 0, three = TW_HUNDRED, n;
  const SfSurname *all = sf_surnames_all ("tw", &n);

  g_assert_cmpuint (n, >=, 100);
  for (guint i = 0; i < 100; i++)
    {
      const guint most = i < G_N_ELEMENTS (tw_shares) ? tw_shares[i] : i < TW_LEAST_UNTIL ? tw_shares[G_N_ELEMENTS (tw_shares) - 1] : TW_LEAST;
      const guint least = i < G_N_ELEMENTS (tw_shares) ? tw_shares[i] : i < TW_LEAST_UNTIL ? TW_LEAST : 0;
      const guint touches = touches_for ("tw", all[i].surname, all[i].zhuyin, SF_NAME_CANDIDATES_ROW);

      if (touches == NEVER)
        g_error ("%s cannot be entered by %s", all[i].surname, all[i].zhuyin);
      one += touches == 1 ? least : 0;
      three -= touches > 3 ? most : 0;
    }
  g_test_message ("Taiwan: one touch for at least %u.%02u %%, at most three for at least %u.%02u %%", one / 100, one % 100, three / 100, three % 100);
  g_assert_cmpuint (one, >=, 7000);
  g_assert_cmpuint (three, >=, 8500);
}

/* Everything that the tables have, by each of its keyboards. */
static void
test_everybody (void)
{
  static const struct { const char *region; gboolean zhuyin; guint most; } boards[] = {
    { "cn", FALSE, SF_NAME_CANDIDATES }, { "tw", FALSE, SF_NAME_CANDIDATES }, { "tw", TRUE, SF_NAME_CANDIDATES }, { "tw", TRUE, SF_NAME_CANDIDATES_ROW } };
  guint missing = 0;

  for (guint b = 0; b < G_N_ELEMENTS (boards); b++)
    {
      guint n;
      const SfSurname *all = sf_surnames_all (boards[b].region, &n);

      for (guint i = 0; i < n; i++)
        if (touches_for (boards[b].region, all[i].surname, boards[b].zhuyin ? all[i].zhuyin : all[i].pinyin, boards[b].most) == NEVER)
          {
            g_test_message ("board %u: %s is not shown for %s", b, all[i].surname, boards[b].zhuyin ? all[i].zhuyin : all[i].pinyin);
            missing++;
          }
    }
  g_assert_cmpuint (missing, ==, 0);
}

/* A surname is read as a surname is read; the reading of the other meaning does not offer it first. */
static void
test_polyphones (void)
{
  static const char *const cases[][2] = { { "单", "Shan" }, { "曾", "Zeng" }, { "仇", "Qiu" }, { "区", "Ou" }, { "查", "Zha" },
    { "盖", "Ge" }, { "盖", "Gai" }, { "翟", "Zhai" }, { "尉迟", "Yuchi" }, { "朴", "Piao" }, { "吕", "Lv" }, { "解", "Xie" }, { "任", "Ren" }, { "冼", "Xian" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i][0]);
      g_assert_true (is_shown ("cn", cases[i][1], SF_NAME_CANDIDATES, cases[i][0]));
    }
  g_auto (GStrv) dan = sf_name_candidates ("cn", "Dan", SF_NAME_CANDIDATES);
  g_assert_cmpstr (dan[0], !=, "单");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/name-touches/mainland", test_mainland);
  g_test_add_func ("/ui/name-touches/taiwan", test_taiwan);
  g_test_add_func ("/ui/name-touches/everybody", test_everybody);
  g_test_add_func ("/ui/name-touches/polyphones", test_polyphones);
  return g_test_run ();
}
