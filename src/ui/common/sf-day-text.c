/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-day-text"
#include "config.h"
#include "ui/common/sf-day-text.h"
#include <stdio.h>
#include "ui/common/sf-language.h"

static GDateTime *
date_of (const char *day)
{
  int y, m, d;

  if (day == NULL || sscanf (day, "%4d-%2d-%2d", &y, &m, &d) != 3)
    return NULL;
  return g_date_time_new_utc (y, m, d, 12, 0, 0);
}

char *
sf_say_day (const char *day)
{
  static const char *const zh_days[] = { "日", "一", "二", "三", "四", "五", "六" };
  static const char *const en_days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
  static const char *const en_months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) date = date_of (day);
  int m, d, w;

  if (date == NULL)
    return g_strdup ("");
  m = g_date_time_get_month (date);
  d = g_date_time_get_day_of_month (date);
  w = g_date_time_get_day_of_week (date) % 7;
  if (sf_language_get () == SF_LANG_EN)
    return g_strdup_printf ("%s %d %s", en_days[w], d, en_months[m - 1]);
  return g_strdup_printf (sf_language_get () == SF_LANG_ZH_TW ? "%d月%d日（%s）" : "%d月%d日 周%s", m, d, zh_days[w]);
}

int
sf_days_between (const char *from, const char *to)
{
  g_autoptr (GDateTime) a = date_of (from);
  g_autoptr (GDateTime) b = date_of (to);

  return a != NULL && b != NULL ? (int) (g_date_time_difference (b, a) / G_TIME_SPAN_DAY) : 0;
}
