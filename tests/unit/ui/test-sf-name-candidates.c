/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-strokes.h"
#include "ui/kiosk/sf-name-candidates.h"

#include <stdlib.h>
#include <string.h>

static void
test_common (void)
{
  g_auto (GStrv) cn = sf_name_common ("cn", 30);
  g_auto (GStrv) tw = sf_name_common ("tw", 30);

  g_assert_cmpuint (g_strv_length (cn), ==, 30);
  g_assert_cmpuint (g_strv_length (tw), ==, 30);
  g_assert_cmpstr (cn[0], ==, "王");
  g_assert_cmpstr (tw[0], ==, "陳");
}

static void
test_letters (void)
{
  g_auto (GStrv) none = sf_name_candidates ("cn", "", 20);
  g_auto (GStrv) one = sf_name_candidates ("cn", "O", 20);
  g_auto (GStrv) all = sf_name_candidates ("cn", "Ouyang", 20);
  g_auto (GStrv) latin = sf_name_candidates ("cn", "Smith", 20);
  g_auto (GStrv) common = sf_name_common ("cn", 30);

  /* Before a letter: the next names, none of those the page before has shown. */
  g_assert_cmpuint (g_strv_length (none), ==, 20);
  for (guint i = 0; none[i]; i++)
    g_assert_false (g_strv_contains ((const char *const *) common, none[i]));
  g_assert_true (g_strv_contains ((const char *const *) one, "欧"));
  g_assert_cmpstr (all[0], ==, "欧阳");
  /* What is typed is always offered as it is, last. */
  g_assert_cmpstr (all[g_strv_length (all) - 1], ==, "Ouyang");
  g_assert_cmpuint (g_strv_length (latin), ==, 1);
  g_assert_cmpstr (latin[0], ==, "Smith");
}

/* Taiwan's keys: the table's surnames first, then any character that is read so, never the signs themselves. */
static void
test_zhuyin (void)
{
  g_auto (GStrv) chen = sf_name_candidates ("tw", "ㄔㄣ", 20);
  g_auto (GStrv) one = sf_name_candidates ("tw", "ㄔ", 20);
  g_auto (GStrv) rare = sf_name_candidates ("tw", "ㄇㄨ", 20);

  g_assert_cmpstr (chen[0], ==, "陳");
  g_assert_true (g_strv_contains ((const char *const *) one, "陳"));
  g_assert_cmpuint (g_strv_length (rare), >, 3);
  g_assert_false (g_strv_contains ((const char *const *) chen, "ㄔㄣ"));
}

/* No table has every surname of the country. */
static void
test_rare (void)
{
  g_auto (GStrv) names = sf_name_candidates ("cn", "Piao", 20);
  g_auto (GStrv) odd = sf_name_candidates ("cn", "Nai", 20);

  g_assert_true (g_strv_contains ((const char *const *) names, "朴"));
  g_assert_true (g_strv_contains ((const char *const *) odd, "佴") || g_strv_contains ((const char *const *) odd, "奈"));
  g_assert_cmpstr (odd[g_strv_length (odd) - 1], ==, "Nai");
}

static void
test_limit (void)
{
  g_auto (GStrv) many = sf_name_candidates ("cn", "L", 5);
  g_assert_cmpuint (g_strv_length (many), ==, 5);
}

/* Pinyin is shown cut, whatever else is typed is not. */
static void
test_shown (void)
{
  static const char *const pairs[][2] = { { "Liming", "Li'ming" }, { "Ouyang", "Ou'yang" }, { "Ouy", "Ou'y" }, { "Zh", "Zh" }, { "Xi'an", "Xi'an" },
                                          { "Xian", "Xian" }, { "Smith", "Smith" }, { "Garcia-Lopez", "Garcia-Lopez" }, { "ㄔㄣ", "ㄔㄣ" }, { "", "" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *shown = sf_name_shown (pairs[i][0]);
      g_assert_cmpstr (shown, ==, pairs[i][1]);
    }
}

static SfInk *
draw (const char *drawing)
{
  g_auto (GStrv) strokes = g_strsplit (drawing, "|", -1);
  SfInk *ink = sf_ink_new ();

  for (guint i = 0; strokes[i] != NULL; i++)
    {
      g_auto (GStrv) points = g_strsplit (strokes[i], " ", -1);

      for (guint k = 0; points[k] != NULL; k++)
        {
          const double x = atof (points[k]), y = atof (strchr (points[k], ',') + 1);

          if (k == 0)
            sf_ink_begin (ink, x, y);
          else
            sf_ink_go (ink, x, y);
        }
    }
  return ink;
}

/* 46 surnames as a hand draws them (tests/lib/drawn.tsv): all but two are among the first eight, two of three the first. */
static void
test_written (void)
{
  g_autofree char *path = g_build_filename (SF_SOURCE_DIR, "tests", "lib", "drawn.tsv", NULL), *text = NULL;
  g_autoptr (SfStrokes) reader = sf_strokes_new ("zh_CN");
  guint all = 0, first = 0, eight = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 2);
      if (*lines[i] == '#' || g_strv_length (parts) != 2)
        continue;
      g_autoptr (SfInk) ink = draw (parts[1]);
      g_autoptr (GArray) guesses = sf_strokes_read (reader, ink, SF_NAME_GUESSES);
      g_auto (GStrv) names = sf_name_written ("cn", guesses, 8);
      g_autofree char *seen = g_strjoinv (" ", names);
      all++;
      first += g_str_equal (names[0], parts[0]);
      eight += g_strv_contains ((const char *const *) names, parts[0]);
      g_test_message ("%s: %s", parts[0], seen);
    }
  g_test_message ("%u drawn, %u first, %u among eight", all, first, eight);
  g_assert_cmpuint (all, >=, 46);
  g_assert_cmpuint (eight, >=, all - 2);
  g_assert_cmpuint (first, >=, all * 2 / 3);
}

/* Names of two characters come with their first. */
static void
test_written_two (void)
{
  static const SfStrokesGuess seen[] = { { "殴", -0.1f }, { "欧", -0.2f }, { "区", -0.5f } };
  g_autoptr (GArray) guesses = g_array_new (FALSE, FALSE, sizeof (SfStrokesGuess));

  g_array_append_vals (guesses, seen, G_N_ELEMENTS (seen));
  g_auto (GStrv) names = sf_name_written ("cn", guesses, 8);
  g_assert_cmpstr (names[0], ==, "欧");
  g_assert_true (g_strv_contains ((const char *const *) names, "欧阳"));
  g_assert_true (g_strv_contains ((const char *const *) names, "殴"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/name-candidates/common", test_common);
  g_test_add_func ("/ui/name-candidates/letters", test_letters);
  g_test_add_func ("/ui/name-candidates/zhuyin", test_zhuyin);
  g_test_add_func ("/ui/name-candidates/rare", test_rare);
  g_test_add_func ("/ui/name-candidates/limit", test_limit);
  g_test_add_func ("/ui/name-candidates/shown", test_shown);
  g_test_add_func ("/ui/name-candidates/written", test_written);
  g_test_add_func ("/ui/name-candidates/written-two", test_written_two);
  return g_test_run ();
}
