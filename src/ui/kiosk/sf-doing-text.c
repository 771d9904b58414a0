/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-doing-text"
#include "config.h"
#include "ui/kiosk/sf-doing-text.h"
#include "model/sf-assign.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-day-text.h"

static char *
time_of (gint64 at, const char *zone)
{
  int minute = 0;
  g_autofree char *day = sf_day_of (at, zone, &minute);

  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

char *
sf_doing_say_time (SfRecord *event, const char *zone)
{
  return time_of (sf_record_get_int (event, SF_EVENT_FROM), zone);
}

char *
sf_doing_say_when (SfRecord *event, const char *zone, SfLang lang)
{
  g_autofree char *from = time_of (sf_record_get_int (event, SF_EVENT_FROM), zone);
  g_autofree char *until = time_of (sf_record_get_int (event, SF_EVENT_UNTIL), zone);
  const char *place = sf_record_get_ltext (event, SF_EVENT_PLACE, lang);

  return g_strconcat (from, "–", until, place ? " · " : NULL, place, NULL);
}

char *
sf_doing_say_until (SfRecord *offer)
{
  g_autofree char *day = sf_say_day (sf_record_get_text (offer, SF_OFFER_UNTIL));
  return sf_fill (SF_ ("of.until", "Until {date}"), "date", day, NULL);
}
