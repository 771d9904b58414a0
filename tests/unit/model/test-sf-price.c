/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-price.h"

#define ID(n) "00000000-0000-7000-8000-00000000000" #n

static SfRecord *
price (const char *id, gint64 yuan, const char *from, const char *until)
{
  SfRecord *record = sf_record_new (SF_KIND_PRICE, id);

  sf_record_set_int (record, SF_PRICE_AMOUNT, yuan * 100);
  sf_record_set_text (record, SF_PRICE_FROM, from);
  if (until != NULL)
    sf_record_set_text (record, SF_PRICE_UNTIL, until);
  return record;
}

static void
assert_price (GPtrArray *prices, const char *day, const char *id)
{
  SfRecord *have = sf_price_in_force (prices, day);

  g_assert_cmpstr (have != NULL ? sf_record_get_id (have) : NULL, ==, id);
}

static void
test_in_force (void)
{
  g_autoptr(GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  assert_price (prices, "2026-11-22", NULL);
  g_ptr_array_add (prices, price (ID (1), 219800, "2026-01-01", NULL));
  g_ptr_array_add (prices, price (ID (2), 209800, "2026-11-01", "2026-11-30"));
  g_ptr_array_add (prices, price (ID (3), 229800, "2027-01-01", NULL));

  assert_price (prices, "2025-12-31", NULL);
  assert_price (prices, "2026-01-01", ID (1));
  assert_price (prices, "2026-11-01", ID (2));      /* first and last day belong to it */
  assert_price (prices, "2026-11-30", ID (2));
  assert_price (prices, "2026-12-01", ID (1));      /* the open one is in force again */
  assert_price (prices, "2027-01-01", ID (3));
  assert_price (prices, NULL, NULL);
}

static void
test_same_day (void)
{
  g_autoptr(GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  g_ptr_array_add (prices, price (ID (5), 1, "2026-01-01", NULL));
  g_ptr_array_add (prices, price (ID (4), 2, "2026-01-01", NULL));
  assert_price (prices, "2026-01-01", ID (5));
}

static SfRecord *
of_trim (const char *id, const char *trim, gint64 yuan, const char *currency, const char *from, const char *until)
{
  SfRecord *record = price (id, yuan, from, until);

  sf_record_set_text (record, SF_PRICE_TRIM, trim);
  sf_record_set_text (record, SF_PRICE_CURRENCY, currency);
  return record;
}

static void
assert_lowest (GPtrArray *prices, const char *currency, const char *day, const char *id)
{
  SfRecord *have = sf_price_lowest (prices, currency, day);

  g_assert_cmpstr (have != NULL ? sf_record_get_id (have) : NULL, ==, id);
}

/* A trim counts with the price that is in force, not with its lowest ever; amounts of two currencies are not compared. */
static void
test_lowest (void)
{
  g_autoptr(GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  assert_lowest (prices, "CNY", "2026-06-01", NULL);
  g_ptr_array_add (prices, of_trim (ID (1), ID (8), 150000, "CNY", "2025-01-01", NULL));
  g_ptr_array_add (prices, of_trim (ID (2), ID (8), 220000, "CNY", "2026-01-01", NULL));
  g_ptr_array_add (prices, of_trim (ID (3), ID (9), 199800, "CNY", "2026-01-01", "2026-06-30"));
  g_ptr_array_add (prices, of_trim (ID (4), ID (9), 500, "USD", "2026-02-01", NULL));
  assert_lowest (prices, "CNY", "2026-06-01", ID (3));
  assert_lowest (prices, "CNY", "2026-07-01", ID (2));
  assert_lowest (prices, "CNY", "2025-06-01", ID (1));
  assert_lowest (prices, "USD", "2026-06-01", ID (4));
  assert_lowest (prices, "TWD", "2026-06-01", NULL);
  g_assert_cmpstr (sf_price_currency ("tw"), ==, "TWD");
  g_assert_cmpstr (sf_price_currency ("cn"), ==, "CNY");
  g_assert_cmpstr (sf_price_currency (NULL), ==, "CNY");
}

static void
assert_said (char *said, const char *expected)
{
  g_assert_cmpstr (said, ==, expected);
  g_free (said);
}

static void
test_said (void)
{
  assert_said (sf_price_say_short (21980000, "CNY", SF_LANG_ZH_CN), "21.98万");
  assert_said (sf_price_say_short (21980000, NULL, SF_LANG_EN), "¥219,800");
  assert_said (sf_price_say_short (89900000, "TWD", SF_LANG_ZH_TW), "89.9萬");
  assert_said (sf_price_say_short (20000000, "CNY", SF_LANG_ZH_CN), "20万");
  assert_said (sf_price_say_short (4599000, "EUR", SF_LANG_ZH_CN), "€45,990");
  assert_said (sf_price_say_full (89900000, "TWD"), "NT$899,000");
  assert_said (sf_price_say_full (123456700, "SEK"), "SEK 1,234,567");
  assert_said (sf_price_say_from (17980000, "CNY", SF_LANG_ZH_CN), "17.98万起");
  /* Not known is not said, in no language. */
  assert_said (sf_price_say_short (0, "CNY", SF_LANG_ZH_CN), NULL);
  assert_said (sf_price_say_full (-5, NULL), NULL);
  assert_said (sf_price_say_from (0, NULL, SF_LANG_EN), NULL);
  assert_said (sf_price_group (999), "999");
  assert_said (sf_price_group (4780), "4,780");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/price/in-force", test_in_force);
  g_test_add_func ("/model/price/same-day", test_same_day);
  g_test_add_func ("/model/price/lowest", test_lowest);
  g_test_add_func ("/model/price/said", test_said);
  return g_test_run ();
}
