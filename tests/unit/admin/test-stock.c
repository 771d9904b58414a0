/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import-fixture.h"
#include "craft/sf-vin.h"

/* import stock: the dealer's own list, against three models and a few trims. */

static void
put_model (Fixture *f, const char *head_word, const char *trims)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = g_strsplit (trims, "|", 0);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_ptr_array_add (words, (gpointer) "put-model");
  g_ptr_array_add (words, (gpointer) head_word);
  for (guint i = 0; list[i]; i++)
    g_ptr_array_add (words, list[i]);
  g_ptr_array_add (words, NULL);
  g_autoptr (GBytes) reply = ask ((const char *const *) words->pdata, f, &error);
  g_assert_no_error (error);
}

static void
put_models (Fixture *f)
{
  put_model (f, "{\"brand\":{\"code\":\"lumen\"},\"brand_name\":\"Lumen\",\"model\":{\"code\":\"lumen/arc\",\"name\":{\"zh_CN\":\"长光\",\"zh_TW\":\"長光\"}},\"model_name\":\"Arc One\"}",
             "{\"trim\":{\"code\":\"openev/lumen/arc/2025/base\",\"year\":2025,\"name\":{\"zh_CN\":\"标准版\"}},\"trim_name\":\"Base\"}|"
             "{\"trim\":{\"code\":\"openev/lumen/arc/2026/base\",\"year\":2026,\"name\":{\"zh_CN\":\"标准版\"}},\"trim_name\":\"Base\"}|"
             "{\"trim\":{\"code\":\"openev/lumen/arc/2026/base/sport\",\"year\":2026},\"trim_name\":\"Sport\"}");
  put_model (f, "{\"brand\":{\"code\":\"lumen\"},\"brand_name\":\"Lumen\",\"model\":{\"code\":\"lumen/bay\",\"name\":{\"zh_CN\":\"同名\"}},\"model_name\":\"Bay\"}", "");
  put_model (f, "{\"brand\":{\"code\":\"lumen\"},\"brand_name\":\"Lumen\",\"model\":{\"code\":\"lumen/cove\",\"name\":{\"zh_CN\":\"同名\"}},\"model_name\":\"Cove\"}", "");
}

/* The @n-th VIN of a mainland maker, with its check digit. */
static const char *
vin (guint n)
{
  static char texts[8][18];
  g_snprintf (texts[n % 8], 18, "LSVAA4180E20%05u", n);
  texts[n % 8][8] = sf_vin_check_digit (texts[n % 8]);
  return texts[n % 8];
}

static SfRecord *
car (Fixture *f, guint n)
{
  return find (f, SF_KIND_STOCK_CAR, SF_STOCK_CAR_VIN, vin (n));
}

static void
assert_trim_of (Fixture *f, guint n, const char *code)
{
  g_autoptr (SfRecord) one = car (f, n), trim = code ? find (f, SF_KIND_TRIM, SF_TRIM_CODE, code) : NULL;
  g_assert_nonnull (one);
  g_assert_cmpstr (sf_record_get_text (one, SF_STOCK_CAR_TRIM), ==, trim ? sf_record_get_id (trim) : NULL);
}

static void
write_list (Fixture *f, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  write_file (f, "list.csv", text);
}

static char *
showroom (Fixture *f)
{
  g_autoptr (SfRecord) setting = find (f, SF_KIND_SETTING, SF_SETTING_KEY, "showroom.models");
  return g_strdup (setting ? sf_record_get_text (setting, SF_SETTING_VALUE) : NULL);
}

static void
test_list (Fixture *f, gconstpointer data)
{
  put_models (f);
  write_list (f, "车架号,车型,版本,颜色,位置,价格,到店日期\r\n%s,长光,标准版,星空蓝,展厅,12.98万,2026/11/3\r\n%s,ARC-one,2025款 标准版,,库存,,\r\n\r\n"
                 "%s,lumen/arc,base/sport,黑,在途,\"￥129,800\",2026年1月5日\r\n%s,Bay,没有,,展厅,,\r\n%s,arc,,,,,\r\n", vin (1), vin (2), vin (3), vin (4), vin (5));
  gint64 none = head (f);
  g_autofree char *check = front_must (f, "import|stock|list.csv|--check");
  assert_says (check, "Nothing was written. It would be: 5 new, 0 changed, 0 as they were, 0 skipped; 0 not in the list\n");
  g_assert_cmpint (head (f), ==, none);
  g_autofree char *out = front_must (f, "import|stock|list.csv");
  assert_says (out, "row 6, trim: no trim of this model is called so; taken without");
  assert_says (out, "\n5 new, 0 changed, 0 as they were, 0 skipped; 0 not in the list\n");
  assert_says (out, "models in the showroom by this list: 2");
  assert_trim_of (f, 1, "openev/lumen/arc/2026/base");                  /* the newest year when none is said */
  assert_trim_of (f, 2, "openev/lumen/arc/2025/base");
  assert_trim_of (f, 3, "openev/lumen/arc/2026/base/sport");
  assert_trim_of (f, 4, NULL);
  g_autoptr (SfRecord) one = car (f, 1), two = car (f, 2), three = car (f, 3), five = car (f, 5);
  g_assert_cmpstr (sf_record_get_text (one, SF_STOCK_CAR_COLOUR), ==, "星空蓝");
  g_assert_cmpint (sf_record_get_int (one, SF_STOCK_CAR_PRICE), ==, 12980000);
  g_assert_cmpstr (sf_record_get_text (one, SF_STOCK_CAR_ARRIVED), ==, "2026-11-03");
  g_assert_true (sf_record_is_null (two, SF_STOCK_CAR_PRICE) && sf_record_is_null (two, SF_STOCK_CAR_COLOUR));
  g_assert_cmpstr (sf_record_get_text (three, SF_STOCK_CAR_PLACE), ==, "transit");
  g_assert_cmpstr (sf_record_get_text (five, SF_STOCK_CAR_PLACE), ==, "yard");
  g_autofree char *here = showroom (f);
  g_assert_cmpstr (here, ==, "lumen/arc,lumen/bay");

  gint64 before = head (f);
  g_autofree char *again = front_must (f, "import|stock|list.csv");
  assert_says (again, "0 new, 0 changed, 5 as they were");
  g_assert_cmpint (head (f), ==, before);
}

/* Rows that cannot be taken are named by row and column and their car is not; wrong details are named and left out. */
static void
test_faults (Fixture *f, gconstpointer data)
{
  static const char *const said[] = {
    "row 2, vin: the check digit does not fit", "row 3, vin: not 17 characters", "row 4, vin: a character that no VIN has", "row 5, vin: empty", "row 6, model: empty",
    "row 7, model: no model is called so", "row 8, model: several models are called so", "row 10, vin: the same car as row 9", "row 9, place: none of showroom",
    "row 9, price: not an amount", "row 9, arrived: not a day", "row 9, colour: too long",
  };
  g_autofree char *long_name = g_strnfill (61, 'x');
  put_models (f);
  write_list (f, "vin,model,colour,place,price,arrived\nLSVAA4187E2000001,arc\nLSV,arc\nLSVAA418OE2000001,arc\n,arc\n%s,\n%s,zeppelin\n%s,同名\n%s,arc,%s,moon,12x,31/12/2026\n%s,arc\n",
              vin (1), vin (2), vin (3), vin (4), long_name, vin (4));
  g_autofree char *out = front_must (f, "import|stock|list.csv");
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    assert_says (out, said[i]);
  assert_says (out, "\n1 new, 0 changed, 0 as they were, 8 skipped");
  g_assert_cmpint (count_of (f, SF_KIND_STOCK_CAR), ==, 1);
  g_autoptr (SfRecord) four = car (f, 4);
  g_assert_true (sf_record_is_null (four, SF_STOCK_CAR_PRICE) && sf_record_is_null (four, SF_STOCK_CAR_ARRIVED) && sf_record_is_null (four, SF_STOCK_CAR_COLOUR));
  static const char *const none[] = { "", "vin,model\n", "model\narc\n", "vin\nx\n", "vin,model\n\"x" };
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GError) error = NULL;
    write_file (f, "list.csv", none[i]);
    g_autofree char *refused = front (f, "import|stock|list.csv", &error);
    g_assert_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT);
  }
}

/* What the list has not any more is told, and only with --replace sold; a mistyped VIN sells nothing; who comes back is in stock. */
static void
test_replace (Fixture *f, gconstpointer data)
{
  put_models (f);
  write_list (f, "vin,model,place\n%s,arc,showroom\n%s,arc,showroom\n%s,bay,yard\n", vin (1), vin (2), vin (3));
  g_autofree char *all = front_must (f, "import|stock|list.csv");
  write_list (f, "vin,model\n%s,bay\n", vin (3));
  g_autofree char *told = front_must (f, "import|stock|list.csv");
  assert_says (told, "2 not in the list, left as they are");
  assert_says (told, vin (1));
  write_list (f, "vin,model\n%s,bay\nLSVAA4187E2000001,arc\n", vin (3));
  g_autofree char *mistyped = front_must (f, "import|stock|list.csv|--replace");
  assert_says (mistyped, "1 rows have no VIN that can be read: nothing is marked as sold");
  write_list (f, "vin,model,place\n%s,bay,\n", vin (3));
  gint64 before = head (f);
  g_autofree char *dry = front_must (f, "import|stock|list.csv|--replace|--check");
  assert_says (dry, "2 not in the list, to be marked as sold");
  g_assert_cmpint (head (f), ==, before);
  g_autofree char *sold = front_must (f, "import|stock|list.csv|--replace");
  assert_says (sold, "2 not in the list, marked as sold");
  g_autoptr (SfRecord) one = car (f, 1), three = car (f, 3);
  g_assert_cmpstr (sf_record_get_text (one, SF_STOCK_CAR_PLACE), ==, "sold");
  g_assert_cmpstr (sf_record_get_text (three, SF_STOCK_CAR_PLACE), ==, "yard");
  g_autofree char *here = showroom (f);
  g_assert_cmpstr (here, ==, "");                                       /* and nothing stands in the showroom any more */
  before = head (f);
  g_autofree char *again = front_must (f, "import|stock|list.csv|--replace");
  assert_says (again, "0 not in the list\n");
  g_assert_cmpint (head (f), ==, before);
  write_list (f, "vin,model\n%s,arc\n", vin (1));
  g_autofree char *back = front_must (f, "import|stock|list.csv");
  g_autoptr (SfRecord) again_here = car (f, 1);
  g_assert_cmpstr (sf_record_get_text (again_here, SF_STOCK_CAR_PLACE), ==, "yard");
}

/* Columns that are not in a list leave what is known; empty cells of columns that are take it away. */
static void
test_columns (Fixture *f, gconstpointer data)
{
  put_models (f);
  write_list (f, "vin,model,trim,colour,place,price\n%s,arc,sport,red,showroom,5\n", vin (1));
  g_autofree char *first = front_must (f, "import|stock|list.csv");
  write_list (f, "vin,model,price\n%s,arc,\n", vin (1));
  g_autofree char *second = front_must (f, "import|stock|list.csv");
  assert_says (second, "0 new, 1 changed");
  g_autoptr (SfRecord) one = car (f, 1);
  g_assert_cmpstr (sf_record_get_text (one, SF_STOCK_CAR_COLOUR), ==, "red");
  g_assert_cmpstr (sf_record_get_text (one, SF_STOCK_CAR_PLACE), ==, "showroom");
  g_assert_true (sf_record_is_null (one, SF_STOCK_CAR_PRICE));
  assert_trim_of (f, 1, "openev/lumen/arc/2026/base/sport");
}

/* More than one batch, and each of them whole. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("vin,model,place\n");
  put_models (f);
  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (text, "%s,arc,yard\n", vin (i));
  write_file (f, "list.csv", text->str);
  g_autofree char *out = front_must (f, "import|stock|list.csv");
  assert_says (out, "2500 new, 0 changed, 0 as they were, 0 skipped; 0 not in the list");
  write_list (f, "vin,model,place\n%s,arc,yard\n", vin (7));
  g_autofree char *sold = front_must (f, "import|stock|list.csv|--replace");
  assert_says (sold, "2499 not in the list, marked as sold");
  SfQuery query = { .kind = SF_KIND_STOCK_CAR, .conds = { { SF_STOCK_CAR_PLACE, SF_OP_EQ, 0, "sold" } }, .n_conds = 1, .order = -1 };
  g_assert_cmpint (sf_table_count (sf_server_store_get_db (f->store), &query, NULL), ==, 2499);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sf_log_setup ("none", SF_LOG_ERROR);
  g_test_add ("/stock/list", Fixture, NULL, setup, test_list, teardown);
  g_test_add ("/stock/faults", Fixture, NULL, setup, test_faults, teardown);
  g_test_add ("/stock/replace", Fixture, NULL, setup, test_replace, teardown);
  g_test_add ("/stock/columns", Fixture, NULL, setup, test_columns, teardown);
  g_test_add ("/stock/many", Fixture, NULL, setup, test_many, teardown);
  return g_test_run ();
}
