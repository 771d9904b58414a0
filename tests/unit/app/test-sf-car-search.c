/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/sf-car-search.h"

static SfRecord *
model (const char *cn, const char *tw, const char *en, const char *pinyin, const char *code)
{
  SfRecord *record = sf_record_new (SF_KIND_MODEL, "00000000-0000-7000-8000-000000000001");

  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_ZH_CN, cn);
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_ZH_TW, tw);
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_EN, en);
  sf_record_set_text (record, SF_MODEL_PINYIN, pinyin);
  sf_record_set_text (record, SF_MODEL_CODE, code);
  return record;
}

static void
assert_rank (char **keys, const char *needle, int rank)
{
  g_auto(GStrv) words = sf_car_search_words (needle);

  g_test_message ("%s", needle);
  g_assert_cmpint (sf_car_search_rank (keys, words), ==, rank);
}

static void
test_ranks (void)
{
  g_autoptr(SfRecord) car = model ("海豹 07", "海豹 07", "Seal 07", "haibao 07 hb07", "byd/seal-07");
  g_autoptr(SfRecord) brand = sf_record_new (SF_KIND_BRAND, "00000000-0000-7000-8000-000000000002");
  g_auto(GStrv) keys = NULL;

  sf_record_set_ltext (brand, SF_BRAND_NAME, SF_LANG_ZH_CN, "比亚迪");
  sf_record_set_ltext (brand, SF_BRAND_NAME, SF_LANG_ZH_TW, "比亞迪");
  sf_record_set_ltext (brand, SF_BRAND_NAME, SF_LANG_EN, "BYD");
  keys = sf_car_search_keys (car, brand);

  assert_rank (keys, "海豹", 0);
  assert_rank (keys, "豹", 1);
  assert_rank (keys, "haib", 0);
  assert_rank (keys, "HAIBAO07", 0);
  assert_rank (keys, "hb", 0);
  assert_rank (keys, "hb07", 0);
  assert_rank (keys, "hb 07", 0);
  assert_rank (keys, "seal", 0);
  assert_rank (keys, "07", 0);                      /* a word of the name begins so */
  assert_rank (keys, "比亞迪", 0);
  assert_rank (keys, "比亚迪海豹", 0);
  assert_rank (keys, "byd seal", 0);
  assert_rank (keys, "seal byd", 2);                /* in another order: each word is there */
  assert_rank (keys, "ｓｅａｌ　０７", 0);            /* full width, with the wide space */
  assert_rank (keys, "sea-l", 0);
  assert_rank (keys, "sealion", -1);
  assert_rank (keys, "seal x", -1);
}

/* The make is in the name: "make s" must not find every car of it. */
static void
test_make_in_name (void)
{
  g_autoptr(SfRecord) car = model ("星河 X5", "星河 X5", "Stellarway X5", "xinghe x5 xhx5", "x5");
  g_autoptr(SfRecord) brand = sf_record_new (SF_KIND_BRAND, "00000000-0000-7000-8000-000000000002");
  g_auto(GStrv) keys = NULL;

  sf_record_set_ltext (brand, SF_BRAND_NAME, SF_LANG_EN, "Stellarway");
  keys = sf_car_search_keys (car, brand);
  assert_rank (keys, "stellarway x", 0);
  assert_rank (keys, "stellarway s", 2);
  assert_rank (keys, "stellarway z", -1);
}

static void
test_folding (void)
{
  g_autoptr(SfRecord) car = model ("Coupé GT", "Coupé GT", "Coupé GT", NULL, "gt");
  g_auto(GStrv) keys = sf_car_search_keys (car, NULL);
  g_auto(GStrv) nothing = sf_car_search_words (" ·-／ ");
  g_auto(GStrv) null = sf_car_search_words (NULL);
  g_auto(GStrv) broken = sf_car_search_words ("\xff\xfegt\xc3");
  g_autofree char *endless = g_strnfill (100000, 'x');
  g_auto(GStrv) words = sf_car_search_words (endless);

  assert_rank (keys, "coupe", 0);
  assert_rank (keys, "COUPÉ gt", 0);
  g_assert_cmpuint (g_strv_length (nothing), ==, 0);
  g_assert_cmpuint (g_strv_length (null), ==, 0);
  g_assert_cmpint (sf_car_search_rank (keys, nothing), ==, 0);      /* nothing typed: every car */
  g_assert_cmpuint (g_strv_length (broken), >, 0);
  g_assert_cmpuint (strlen (words[0]), <, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/car-search/ranks", test_ranks);
  g_test_add_func ("/app/car-search/make-in-name", test_make_in_name);
  g_test_add_func ("/app/car-search/folding", test_folding);
  return g_test_run ();
}
