/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admin/sf-admin.h"
#include "admin/sf-csv.h"

static void
expect (const char *text, guint n, const char *const *cells)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = sf_csv_parse (text, &error);
  guint at = 0;
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, n);
  for (guint i = 0; i < rows->len; i++)
    for (GStrv row = g_ptr_array_index (rows, i); *row; row++)
      g_assert_cmpstr (*row, ==, cells[at++]);
  g_assert_null (cells[at]);
}

static void
test_parse (void)
{
  expect ("", 0, (const char *const[]) { NULL });
  expect ("a,b\r\nc,d\r\n", 2, (const char *const[]) { "a", "b", "c", "d", NULL });
  expect ("a,b\nc,d", 2, (const char *const[]) { "a", "b", "c", "d", NULL });
  expect ("a,\"b,\"\"c\"\"\r\nd\"\n\n,\n", 3, (const char *const[]) { "a", "b,\"c\"\r\nd", "", "", "", NULL });
  expect ("王,\"李 明\"\n", 1, (const char *const[]) { "王", "李 明", NULL });
  expect ("a,\"\"\n", 1, (const char *const[]) { "a", "", NULL });
}

static void
test_broken (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_csv_parse ("a,\"b\nc", &error));
  g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
  g_autoptr (GString) many = g_string_new (NULL);
  for (guint i = 0; i < 100002; i++)
    g_string_append (many, "x\n");
  g_assert_null (sf_csv_parse (many->str, NULL));
}

static void
test_encodings (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bom = sf_csv_to_utf8 ("\xef\xbb\xbf王", 6, &error), *plain = sf_csv_to_utf8 ("王", 3, &error);
  g_autofree char *gb = sf_csv_to_utf8 ("\xcd\xf5\xb7\xbc,\x94\x34\xf1\x30", 9, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (bom, ==, "王");
  g_assert_cmpstr (plain, ==, "王");
  g_assert_true (g_str_has_prefix (gb, "王芳,"));
  g_assert_true (g_utf8_validate (gb, -1, NULL));
  g_assert_null (sf_csv_to_utf8 ("\xff\xff\xff", 3, &error));
  g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
  g_assert_null (sf_csv_to_utf8 ("a\0b", 3, NULL));
}

static void
test_write (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  static const char *const cells[] = { "plain", "a,b", "say \"hi\"", "=1+1", "@cmd", "-5", "-1+2", "+8613800138000", "two\nlines" };
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    sf_csv_append (out, cells[i], i == G_N_ELEMENTS (cells) - 1);
  g_assert_cmpstr (out->str, ==, "plain,\"a,b\",\"say \"\"hi\"\"\",\"'=1+1\",\"'@cmd\",-5,\"'-1+2\",+8613800138000,\"two\nlines\"\r\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/admin/csv/parse", test_parse);
  g_test_add_func ("/admin/csv/broken", test_broken);
  g_test_add_func ("/admin/csv/encodings", test_encodings);
  g_test_add_func ("/admin/csv/write", test_write);
  return g_test_run ();
}
