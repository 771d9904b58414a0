/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/kiosk/sf-name-candidates.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/name-candidates/common", test_common);
  g_test_add_func ("/ui/name-candidates/letters", test_letters);
  g_test_add_func ("/ui/name-candidates/zhuyin", test_zhuyin);
  g_test_add_func ("/ui/name-candidates/rare", test_rare);
  g_test_add_func ("/ui/name-candidates/limit", test_limit);
  return g_test_run ();
}
