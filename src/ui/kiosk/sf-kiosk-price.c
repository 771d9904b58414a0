/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-price"
#include "config.h"
#include "ui/kiosk/sf-kiosk-price.h"
#include "ui/common/sf-language.h"

#include <string.h>

/* 179800 → "179,800" */
static char *
grouped (gint64 whole)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, whole);
  GString *text = g_string_new (NULL);
  const gsize n = strlen (digits);

  for (gsize i = 0; i < n; i++)
    {
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
  const gint64 hundredths = (whole + 50) / 100;
  if (hundredths % 100 == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, hundredths / 100);
  if (hundredths % 10 == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%d", hundredths / 100, (int) (hundredths % 100 / 10));
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", hundredths / 100, (int) (hundredths % 100));
}

char *
sf_kiosk_price_from (SfRecord *model)
{
  const char *currency = sf_record_get_text (model, SF_MODEL_CURRENCY);
  const gint64 minor = sf_record_get_int (model, SF_MODEL_PRICE_FROM);

  if (sf_record_is_null (model, SF_MODEL_PRICE_FROM) || minor <= 0)
    return NULL;
  const char *sign = g_strcmp0 (currency, "TWD") == 0 ? "NT$" : g_strcmp0 (currency, "CNY") == 0 || !currency ? "¥" : currency;
  g_autofree char *wan = in_wan (minor / 100);
  g_autofree char *full = grouped (minor / 100);
  g_autofree char *amount = NULL;
  switch (sf_language_get ())
    {
    case SF_LANG_ZH_CN: amount = g_strconcat (wan, "万", NULL); break;
    case SF_LANG_ZH_TW: amount = g_strconcat (wan, "萬", NULL); break;
    default: amount = g_strconcat (sign, full, NULL);
    }
  return sf_fill (SF_ ("car.from", "From {amount}"), "amount", amount, NULL);
}
