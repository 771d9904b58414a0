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
