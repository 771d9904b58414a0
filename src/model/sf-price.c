/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-price.h"

#include <string.h>

static gboolean
in_force (SfRecord *price, const char *day)
{
  const char *from = sf_record_get_text (price, SF_PRICE_FROM);
  const char *until = sf_record_get_text (price, SF_PRICE_UNTIL);

  return from != NULL && strcmp (from, day) <= 0 && (until == NULL || strcmp (until, day) >= 0) && !sf_record_is_null (price, SF_PRICE_AMOUNT);
}

static gboolean
is_later (SfRecord *price, SfRecord *best)
{
  int order = strcmp (sf_record_get_text (price, SF_PRICE_FROM), sf_record_get_text (best, SF_PRICE_FROM));

  return order > 0 || (order == 0 && strcmp (sf_record_get_id (price), sf_record_get_id (best)) > 0);
}

SfRecord *
sf_price_in_force (GPtrArray *prices, const char *day)
{
  SfRecord *best = NULL;

  for (guint i = 0; day != NULL && i < prices->len; i++)
    if (in_force (prices->pdata[i], day) && (best == NULL || is_later (prices->pdata[i], best)))
      best = prices->pdata[i];
  return best;
}

/* Prices in @currency by their trim. (transfer full) */
static GHashTable *
by_trim (GPtrArray *prices, const char *currency)
{
  GHashTable *trims = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < prices->len; i++) {
    const char *trim = sf_record_get_text (prices->pdata[i], SF_PRICE_TRIM);
    GPtrArray *list = trim != NULL ? g_hash_table_lookup (trims, trim) : NULL;

    if (trim == NULL || g_strcmp0 (sf_record_get_text (prices->pdata[i], SF_PRICE_CURRENCY), currency) != 0)
      continue;
    if (list == NULL)
      g_hash_table_insert (trims, (gpointer) trim, list = g_ptr_array_new ());
    g_ptr_array_add (list, prices->pdata[i]);
  }
  return trims;
}

SfRecord *
sf_price_lowest (GPtrArray *prices, const char *currency, const char *day)
{
  g_autoptr(GHashTable) trims = by_trim (prices, currency);
  SfRecord *lowest = NULL;
  GHashTableIter iter;
  gpointer list;

  g_hash_table_iter_init (&iter, trims);
  while (g_hash_table_iter_next (&iter, NULL, &list)) {
    SfRecord *price = sf_price_in_force (list, day);

    if (price != NULL && (lowest == NULL || sf_record_get_int (price, SF_PRICE_AMOUNT) < sf_record_get_int (lowest, SF_PRICE_AMOUNT)))
      lowest = price;
  }
  return lowest;
}

const char *
sf_price_currency (const char *region)
{
  return g_strcmp0 (region, "tw") == 0 ? "TWD" : "CNY";
}

char *
sf_price_group (gint64 whole)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, whole);
  GString *text = g_string_new (NULL);
  gsize n = strlen (digits);

  for (gsize i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      g_string_append_c (text, ',');
    g_string_append_c (text, digits[i]);
  }
  return g_string_free (text, FALSE);
}

/* 179800 → "17.98": units of ten thousand without trailing zeros. */
static char *
in_wan (gint64 whole)
{
  gint64 hundredths = (whole + 50) / 100;
  if (hundredths % 100 == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, hundredths / 100);
  if (hundredths % 10 == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%d", hundredths / 100, (int) (hundredths % 100 / 10));
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", hundredths / 100, (int) (hundredths % 100));
}

char *
sf_price_say_full (gint64 minor, const char *currency)
{
  static const struct { const char *code, *sign; } signs[] = { { "CNY", "¥" }, { "TWD", "NT$" }, { "EUR", "€" }, { "GBP", "£" }, { "USD", "US$" } };
  const char *code = currency != NULL ? currency : "CNY";
  g_autofree char *amount = NULL;

  if (minor <= 0)
    return NULL;
  amount = sf_price_group (minor / 100);
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_equal (code, signs[i].code))
      return g_strconcat (signs[i].sign, amount, NULL);
  return g_strconcat (code, " ", amount, NULL);
}

char *
sf_price_say_short (gint64 minor, const char *currency, SfLang lang)
{
  gboolean counted = currency == NULL || g_str_equal (currency, "CNY") || g_str_equal (currency, "TWD");
  g_autofree char *wan = NULL;

  if (minor <= 0 || lang == SF_LANG_EN || !counted)
    return sf_price_say_full (minor, currency);
  wan = in_wan (minor / 100);
  return g_strconcat (wan, lang == SF_LANG_ZH_TW ? "萬" : "万", NULL);
}

char *
sf_price_say_from (gint64 minor, const char *currency, SfLang lang)
{
  g_autofree char *amount = sf_price_say_short (minor, currency, lang);

  return amount != NULL ? sf_fill (sf_text (lang, "car.from", "From {amount}"), "amount", amount, NULL) : NULL;
}
