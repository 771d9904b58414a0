/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/sf-catalogue.h"

#define ID(n) "00000000-0000-7000-8000-0000000000" n
#define S7 APP_S7
#define X9 ID ("a9")
#define PRO ID ("b1")
#define BEST ID ("b2")

typedef struct { AppFixture app; SfFloor *floor; SfCatalogue *cars; guint changed; } Fixture;

static void
on_changed (SfCatalogue *cars, Fixture *f)
{
  f->changed++;
}

static void
set_up (Fixture *f, gconstpointer role)
{
  app_set_up (&f->app, role);
  app_furnish (&f->app);
  f->floor = sf_floor_new (f->app.device);
  f->cars = sf_catalogue_new (f->floor);
  g_signal_connect (f->cars, "changed", G_CALLBACK (on_changed), f);
  app_wait (sf_catalogue_get_loaded (f->cars) && sf_floor_dealer (f->floor) != NULL);
}

static void
tear_down (Fixture *f, gconstpointer role)
{
  g_clear_object (&f->cars);
  g_clear_object (&f->floor);
  app_tear_down (&f->app, role);
}

static SfRecord *
model (const char *id, const char *name, const char *pinyin, int position)
{
  SfRecord *record = sf_record_new (SF_KIND_MODEL, id);

  sf_record_set_text (record, SF_MODEL_CODE, pinyin);
  sf_record_set_ltext (record, SF_MODEL_NAME, SF_LANG_ZH_CN, name);
  sf_record_set_text (record, SF_MODEL_PINYIN, pinyin);
  if (position > 0)
    sf_record_set_int (record, SF_MODEL_POSITION, position);
  return record;
}

static SfRecord *
trim (const char *id, const char *model_id, const char *name, int position)
{
  SfRecord *record = sf_record_new (SF_KIND_TRIM, id);

  sf_record_set_text (record, SF_TRIM_CODE, name);
  sf_record_set_text (record, SF_TRIM_MODEL, model_id);
  sf_record_set_ltext (record, SF_TRIM_NAME, SF_LANG_ZH_CN, name);
  sf_record_set_int (record, SF_TRIM_POSITION, position);
  return record;
}

static SfRecord *
price (const char *id, const char *trim_id, gint64 yuan, const char *from)
{
  SfRecord *record = sf_record_new (SF_KIND_PRICE, id);

  sf_record_set_text (record, SF_PRICE_TRIM, trim_id);
  sf_record_set_int (record, SF_PRICE_AMOUNT, yuan * 100);
  sf_record_set_text (record, SF_PRICE_CURRENCY, "CNY");
  sf_record_set_text (record, SF_PRICE_FROM, from);
  return record;
}

static SfRecord *
colour (const char *id, const char *model_id, int position, gboolean inside)
{
  SfRecord *record = sf_record_new (SF_KIND_COLOUR, id);

  sf_record_set_text (record, SF_COLOUR_CODE, id);
  sf_record_set_text (record, SF_COLOUR_MODEL, model_id);
  sf_record_set_ltext (record, SF_COLOUR_NAME, SF_LANG_ZH_CN, "银");
  sf_record_set_text (record, SF_COLOUR_RGB, "#C0C4C8");
  sf_record_set_int (record, SF_COLOUR_POSITION, position);
  if (inside)
    sf_record_set_int (record, SF_COLOUR_INSIDE, 1);
  return record;
}

static SfRecord *
view (const char *id, const char *model_id, const char *use, int position)
{
  SfRecord *record = sf_record_new (SF_KIND_VIEW, id);

  sf_record_set_text (record, SF_VIEW_MODEL, model_id);
  sf_record_set_text (record, SF_VIEW_USE, use);
  sf_record_set_text (record, SF_VIEW_MEDIA, ID ("ff"));
  sf_record_set_int (record, SF_VIEW_POSITION, position);
  return record;
}

/* Ids of an array of records, joined; the array is freed. */
static char *
ids_of (GPtrArray *records)
{
  g_autoptr(GPtrArray) all = records;
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    g_string_append (ids, sf_record_get_id (all->pdata[i]) + strlen (ID ("")));
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

#define assert_ids(records, expected) \
  G_STMT_START { g_autofree char *have = ids_of (records); g_assert_cmpstr (have, ==, expected); } G_STMT_END

static void
furnish (Fixture *f)
{
  app_page (&f->app, model (X9, "星河 X9", "xinghe x9 xhx9", 2), model (S7, "星河 S7", "xinghe s7 xhs7", 1), model (ID ("aa"), "云雀", "yunque yq", 0),
            trim (BEST, S7, "Max", 2), trim (PRO, S7, "Pro", 1), colour (ID ("c2"), S7, 2, FALSE), colour (ID ("c1"), S7, 1, FALSE),
            colour (ID ("c3"), S7, 3, TRUE), view (ID ("f2"), S7, "turn", 1), view (ID ("f1"), S7, "turn", 0), view (ID ("f0"), S7, "gallery", 0), NULL);
  app_wait (sf_catalogue_view (f->cars, ID ("f0")) != NULL && sf_catalogue_model (f->cars, S7) != NULL);
}

static void
test_order (Fixture *f, gconstpointer role)
{
  furnish (f);
  assert_ids (sf_catalogue_find (f->cars, NULL), "a7a9aa");          /* without a place in the order: last */
  assert_ids (sf_catalogue_find (f->cars, "xinghe"), "a7a9");
  assert_ids (sf_catalogue_find (f->cars, "ｘ９"), "a9");
  app_page (&f->app, model (ID ("ab"), "Halo", "halo", 3), NULL);
  app_wait (sf_catalogue_model (f->cars, ID ("ab")) != NULL);
  assert_ids (sf_catalogue_find (f->cars, "h"), "aba7a9");           /* the others only have it inside a word */
  assert_ids (sf_catalogue_find (f->cars, "雀"), "aa");
  assert_ids (sf_catalogue_find (f->cars, "nothing"), "");
  assert_ids (sf_catalogue_trims (f->cars, S7), "b1b2");
  assert_ids (sf_catalogue_colours (f->cars, S7), "c1c2");
  assert_ids (sf_catalogue_views (f->cars, S7, "turn"), "f1f2");
  assert_ids (sf_catalogue_views (f->cars, X9, "turn"), "");
  assert_ids (sf_catalogue_views (f->cars, NULL, "turn"), "");
  g_assert_null (sf_catalogue_model (f->cars, NULL));
  g_assert_null (sf_catalogue_view_path (f->cars, ID ("f0"), 100, 100));   /* no file is here */
}

static void
test_prices (Fixture *f, gconstpointer role)
{
  const char *currency = NULL;
  gint64 minor = 0;
  g_autoptr(SfRecord) known = model (S7, "星河 S7", "xinghe s7 xhs7", 1);

  furnish (f);
  g_assert_false (sf_catalogue_price_from (f->cars, S7, &minor, &currency));
  sf_record_set_int (known, SF_MODEL_PRICE_FROM, 17980000);
  app_page (&f->app, sf_record_ref (known), NULL);
  app_wait (sf_catalogue_price_from (f->cars, S7, &minor, &currency));
  g_assert_cmpint (minor, ==, 17980000);
  g_assert_cmpstr (currency, ==, "CNY");

  app_page (&f->app, price (ID ("e1"), BEST, 219800, "2026-01-01"), price (ID ("e2"), BEST, 209800, "2026-11-23"), price (ID ("e3"), PRO, 249800, "2026-01-01"), NULL);
  app_wait (sf_catalogue_price (f->cars, BEST) != NULL);
  g_assert_cmpint (sf_record_get_int (sf_catalogue_price (f->cars, BEST), SF_PRICE_AMOUNT), ==, 21980000);
  g_assert_true (sf_catalogue_price_from (f->cars, S7, &minor, &currency));
  g_assert_cmpint (minor, ==, 21980000);
  /* Tomorrow in Shanghai another one is in force. */
  sf_clock_fake_advance (f->app.clock, APP_DAY_MS);
  g_assert_cmpint (sf_record_get_int (sf_catalogue_price (f->cars, BEST), SF_PRICE_AMOUNT), ==, 20980000);
}

static void
test_follows (Fixture *f, gconstpointer role)
{
  furnish (f);
  f->changed = 0;
  app_page (&f->app, model (X9, "星河 X9 长续航", "xinghe x9 changxuhang xhcxh", 2), NULL);
  app_wait (f->changed > 0);
  assert_ids (sf_catalogue_find (f->cars, "xhcxh"), "a9");
  app_gone (&f->app, trim (PRO, S7, "Pro", 1));
  app_wait (sf_catalogue_trim (f->cars, PRO) == NULL);
  assert_ids (sf_catalogue_trims (f->cars, S7), "b2");
}

/* A maker's whole list, more rows of a kind than a live query would hold. */
static void
test_many (Fixture *f, gconstpointer role)
{
  AppPage page = { &f->app, g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), NULL };
  gint64 minor = 0;
  const char *currency;

  furnish (f);
  for (int i = 0; i < 1200; i++) {
    g_autofree char *id = g_strdup_printf ("00000000-0000-7000-8000-0000001%05d", i);

    g_ptr_array_add (page.records, price (id, i % 2 ? BEST : PRO, 300000 - i, "2026-01-01"));
  }
  g_assert_nonnull (app_run (&f->app, app_do_page, &page));
  g_ptr_array_unref (page.records);
  app_wait (sf_catalogue_price_from (f->cars, S7, &minor, &currency));
  g_assert_cmpint (minor, ==, (300000 - 1199) * 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/catalogue/order", Fixture, "tablet", set_up, test_order, tear_down);
  g_test_add ("/app/catalogue/prices", Fixture, "tablet", set_up, test_prices, tear_down);
  g_test_add ("/app/catalogue/follows", Fixture, "tablet", set_up, test_follows, tear_down);
  g_test_add ("/app/catalogue/many", Fixture, "tablet", set_up, test_many, tear_down);
  return g_test_run ();
}
