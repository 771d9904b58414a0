/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-price"
#include "config.h"
#include "ui/kiosk/sf-kiosk-price.h"
#include "model/sf-price.h"
#include "ui/common/sf-language.h"

char *
sf_kiosk_price_from (SfRecord *model)
{
  const gint64 minor = sf_record_get_int (model, SF_MODEL_PRICE_FROM);

  if (sf_record_is_null (model, SF_MODEL_PRICE_FROM) || minor <= 0)
    return NULL;
  return sf_price_say_from (minor, sf_record_get_text (model, SF_MODEL_CURRENCY), sf_language_get ());
}
