/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"

#include <string.h>

char *
sf_date_add (const char *date, int days)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *text = g_strdup_printf ("%sT00:00:00Z", date);
  g_autoptr (GDateTime) start = g_date_time_new_from_iso8601 (text, utc);
  g_autoptr (GDateTime) end = start != NULL ? g_date_time_add_days (start, days) : NULL;

  return end != NULL ? g_date_time_format (end, "%Y-%m-%d") : NULL;
}

/*
 * (transfer full) GLib reads the file of a zone anew whenever nobody holds it, and a house has one: the last is held. A new edition of
 * the machine's zones counts from the program's next start.
 */
static GTimeZone *
find_zone (const char *name)
{
  static GMutex lock;
  static GTimeZone *last;
  GTimeZone *zone;

  if (name == NULL)
    return g_time_zone_new_utc ();
  g_mutex_lock (&lock);
  if (last == NULL || strcmp (g_time_zone_get_identifier (last), name) != 0)
    {
      g_clear_pointer (&last, g_time_zone_unref);
      last = g_time_zone_new_identifier (name);
    }
  zone = last != NULL ? g_time_zone_ref (last) : NULL;
  g_mutex_unlock (&lock);
  /* A zone this machine does not know must not stop a check-in; UTC is wrong by hours, not by a crash. */
  return zone != NULL ? zone : g_time_zone_new_utc ();
}

char *
sf_day_of (gint64 at_ms, const char *zone, int *minute)
{
  g_autoptr (GTimeZone) tz = find_zone (zone);
  gint64 seconds = at_ms >= 0 ? at_ms / 1000 : -((-at_ms + 999) / 1000);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, tz) : NULL;

  if (minute != NULL)
    *minute = local != NULL ? g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local) : 0;
  return local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;
}

gint64
sf_time_of (const char *day, int minute, const char *zone)
{
  g_autoptr (GTimeZone) tz = find_zone (zone);
  g_autofree char *text = day != NULL ? g_strdup_printf ("%sT%02d:%02d:00", day, minute / 60, minute % 60) : NULL;
  g_autoptr (GDateTime) local = text != NULL ? g_date_time_new_from_iso8601 (text, tz) : NULL;

  return local != NULL ? 1000 * g_date_time_to_unix (local) : -1;
}

gboolean
sf_event_is_on (SfRecord *event, gint64 now, const char *zone)
{
  gint64 from = sf_record_get_int (event, SF_EVENT_FROM);
  g_autofree char *day = sf_day_of (from, zone, NULL), *today = sf_day_of (now, zone, NULL);

  /* One that began on a day before goes on today. */
  return sf_record_get_int (event, SF_EVENT_UNTIL) > now && (from <= now || g_strcmp0 (day, today) == 0);
}

char *
sf_ticket_number (const char *letter, guint n, gboolean skip4)
{
  char digits[16];
  guint at = sizeof digits - 1;
  guint base = skip4 ? 9 : 10;

  /* Leaving out every number with a 4 is counting with nine digits: 0 1 2 3 5 6 7 8 9. */
  digits[at] = '\0';
  do
    {
      guint digit = n % base;

      digits[--at] = (char) ('0' + digit + (skip4 && digit >= 4 ? 1 : 0));
      n /= base;
    }
  while (n > 0 || at > sizeof digits - 3);
  return g_strconcat (letter, digits + at, NULL);
}

gboolean
sf_ticket_skips4 (const char *setting)
{
  return setting == NULL || (strcmp (setting, "0") != 0 && strcmp (setting, "false") != 0 && strcmp (setting, "off") != 0);
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

int
sf_wait_step (const gint64 *past, guint n_past, guint ahead)
{
  static const int steps[] = { 5, 10, 15, 20, 30 };
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 wait;

  for (guint i = 0; i < n_past; i++)
    if (past[i] >= 0)
      g_array_append_val (known, past[i]);
  if (known->len < 5)
    return -1;
  g_array_sort (known, by_value);
  /* The median of what guests lately waited, once for oneself and once for everybody before. */
  wait = g_array_index (known, gint64, known->len / 2);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (wait <= steps[i] * G_GINT64_CONSTANT (60000) / ((gint64) ahead + 1))
      return steps[i];
  return -1;
}

int
sf_level_days (const char *level)
{
  static const struct { const char *level; int days; } table[] = { { "H", 1 }, { "A", 2 }, { "B", 7 }, { "C", 15 }, { "O", 3 } };

  for (guint i = 0; level != NULL && i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].level, level) == 0)
      return table[i].days;
  return -1;
}
