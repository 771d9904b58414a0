/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-demo-doings.h"

#include <string.h>

#include "admin/sf-demo-past.h"
#include "admin/sf-demo-table.h"
#include "model/sf-assign.h"

/* The cell of @row under @column, or "". */
static const char *
cell (GStrv columns, GStrv row, const char *column)
{
  for (guint i = 0; columns[i] && row[i]; i++)
    if (strcmp (columns[i], column) == 0)
      return row[i];
  return "";
}

static char *
day_after (const char *today, const char *days)
{
  return sf_date_add (today, (int) g_ascii_strtoll (days, NULL, 10));
}

static int
minute_of (const char *time)
{
  const char *colon = strchr (time, ':');
  return (int) g_ascii_strtoll (time, NULL, 10) * 60 + (colon ? (int) g_ascii_strtoll (colon + 1, NULL, 10) : 0);
}

static gboolean
put_offers (SfAdmin *self, const char *dir, const char *today, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) rows = sf_demo_rows (dir, "offers.csv", error);

  for (guint i = 1; rows && i < rows->len; i++) {
    GStrv columns = rows->pdata[0], row = rows->pdata[i];
    g_autofree char *id = sf_demo_id (self, SF_KIND_OFFER, row[0]);
    g_autofree char *from = day_after (today, cell (columns, row, "from_days")), *until = day_after (today, cell (columns, row, "until_days"));
    SfRecord *offer = sf_demo_record (self, SF_KIND_OFFER, id, columns, row);
    sf_record_set_text (offer, SF_OFFER_FROM, from);
    sf_record_set_text (offer, SF_OFFER_UNTIL, until);
    g_ptr_array_add (records, offer);
  }
  return rows != NULL;
}

static gboolean
put_events (SfAdmin *self, const char *dir, const char *today, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) rows = sf_demo_rows (dir, "events.csv", error);
  g_autofree char *zone = sf_admin_zone (self);

  for (guint i = 1; rows && i < rows->len; i++) {
    GStrv columns = rows->pdata[0], row = rows->pdata[i];
    g_autofree char *id = sf_demo_id (self, SF_KIND_EVENT, row[0]);
    g_autofree char *day = day_after (today, cell (columns, row, "day")), *last = day_after (today, cell (columns, row, "last"));
    SfRecord *event = sf_demo_record (self, SF_KIND_EVENT, id, columns, row);
    sf_record_set_int (event, SF_EVENT_FROM, sf_demo_instant (day, minute_of (cell (columns, row, "start")), zone));
    sf_record_set_int (event, SF_EVENT_UNTIL, sf_demo_instant (last, minute_of (cell (columns, row, "end")), zone));
    g_ptr_array_add (records, event);
  }
  return rows != NULL;
}

gboolean
sf_demo_put_doings (SfAdmin *self, const char *dir, GPtrArray *records, GError **error)
{
  g_autofree char *zone = sf_admin_zone (self);
  int minute;
  g_autofree char *today = sf_day_of (sf_clock_wall_ms (self->clock), zone, &minute);

  return put_offers (self, dir, today, records, error) && put_events (self, dir, today, records, error);
}
