/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admin/sf-admin.h"
#include "admin/sf-columns.h"

/* Cells as people of a showroom write them. */

static void
test_money (void)
{
  static const struct { const char *text; gint64 minor; } right[] = {
    { "129800", 12980000 }, { "129,800", 12980000 }, { "1,129,800.50", 112980050 }, { "129800.5", 12980050 }, { "￥129800", 12980000 }, { "¥ 129800 元", 12980000 },
    { "12.98万", 12980000 }, { "12.98 萬", 12980000 }, { "15.5678万", 15567800 }, { "NT$1,290,000", 129000000 }, { "0.01", 1 }, { "129800.000", 12980000 }, { "20万元", 20000000 },
  };
  static const char *const wrong[] = { "", "0", "0.00", "-1", "+1", "abc", "12x", "1.2.3", "1,29", "1,2345", ",129", "129,", "12.985", "0.0000001万", "1e5", "NaN", "99999999999999", "18446744073709551617", "万", "￥", "１２", " " };
  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    gint64 minor = 0;
    g_assert_true (sf_columns_money (right[i].text, &minor));
    g_assert_cmpint (minor, ==, right[i].minor);
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    gint64 minor;
    g_test_message ("%s", wrong[i]);
    g_assert_false (sf_columns_money (wrong[i], &minor));
  }
}

static void
test_day (void)
{
  static const char *const right[][2] = {
    { "2026-03-01", "2026-03-01" }, { "2026-3-1", "2026-03-01" }, { "2026/3/1", "2026-03-01" }, { "2026.03.01", "2026-03-01" }, { "2026年3月1日", "2026-03-01" }, { "20260301", "2026-03-01" },
    { "2024-02-29", "2024-02-29" },
  };
  static const char *const wrong[] = { "", "2026", "2026-3", "2026-02-29", "2026-13-01", "2026-00-01", "01/03/2026", "26-3-1", "2026-3-1x", "2026--1", "2026-3-", "202603011", "2026-3-1日x", "-1-1-1", "March 1", "2026-3-1 08:00", "99999-1-1" };
  for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
    g_autofree char *day = sf_columns_day (right[i][0]);
    g_assert_cmpstr (day, ==, right[i][1]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *day = sf_columns_day (wrong[i]);
    g_assert_cmpstr (day, ==, NULL);
  }
}

static void
test_find (void)
{
  static const SfColumn columns[] = { { "vin|车架号", TRUE }, { "place|位置", FALSE } };
  g_auto (GStrv) header = g_strsplit (" 位置 ,x,VIN", ",", 0), missing = g_strsplit ("位置,x", ",", 0), twice = g_strsplit ("vin,车架号", ",", 0), row = g_strsplit (" 展厅 ,,L1", ",", 0), blank = g_strsplit (" ,,", ",", 0);
  g_autoptr (GError) error = NULL;
  int places[2];

  g_assert_true (sf_columns_find (columns, 2, header, places, &error));
  g_assert_cmpstr (sf_columns_cell (row, places[0]), ==, "L1");
  g_assert_cmpstr (sf_columns_cell (row, places[1]), ==, "展厅");
  g_assert_cmpstr (sf_columns_cell (row, -1), ==, "");
  g_assert_cmpstr (sf_columns_cell (row, 7), ==, "");
  g_assert_true (sf_columns_is_blank (blank));
  g_assert_false (sf_columns_is_blank (row));
  g_assert_false (sf_columns_find (columns, 2, missing, places, &error));
  g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (sf_columns_find (columns, 2, twice, places, &error));
  g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/columns/money", test_money);
  g_test_add_func ("/columns/day", test_day);
  g_test_add_func ("/columns/find", test_find);
  return g_test_run ();
}
