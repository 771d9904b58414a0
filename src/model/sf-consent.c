/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"
#include "model/sf-consent.h"

static gboolean
holds (SfRecord *record, guint field, const char *entry)
{
  g_auto (GStrv) set = sf_record_get_set (record, field);

  return g_strv_contains ((const char *const *) set, entry);
}

gboolean
sf_consent_allows (SfRecord *consent, GPtrArray *withdrawals, const char *purpose)
{
  if (consent == NULL || !holds (consent, SF_CONSENT_PURPOSES, purpose))
    return FALSE;
  for (guint i = 0; withdrawals != NULL && i < withdrawals->len; i++)
    if (holds (withdrawals->pdata[i], SF_WITHDRAWAL_CONSENTS, sf_record_get_id (consent)) && holds (withdrawals->pdata[i], SF_WITHDRAWAL_PURPOSES, purpose))
      return FALSE;
  return TRUE;
}

char *
sf_date_add_working (const char *date, guint days)
{
  g_autofree char *day = sf_date_add (date, 0);

  while (day != NULL && days > 0)
    {
      g_autofree char *next = sf_date_add (day, 1);
      g_autofree char *instant = g_strconcat (next, "T00:00:00Z", NULL);
      g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (instant, NULL);

      /* Saturday is 6, Sunday 7. */
      if (time != NULL && g_date_time_get_day_of_week (time) <= 5)
        days--;
      g_free (day);
      day = g_steal_pointer (&next);
    }
  return g_steal_pointer (&day);
}
