/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events as a visitor's page knows them: what is on today, and how it stands with the guest of a ticket. */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-intake-private.h"

#define MAX_FOUND 200

static const char *
zone_of (SfCardView *view)
{
  const char *zone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_ZONE) : NULL;
  return zone ? zone : "UTC";
}

gboolean
sf_intake_read_events (SfIntake *self, SfCardView *view, GError **error)
{
  SfQuery query = { .kind = SF_KIND_EVENT, .order = SF_EVENT_FROM, .n_conds = 2, .limit = MAX_FOUND };
  gint64 now = sf_clock_wall_ms (self->clock);
  g_autoptr (GPtrArray) all = NULL;

  query.conds[0] = (SfCond) { .field = SF_EVENT_ACTIVE, .op = SF_OP_EQ, .i = 1 };
  query.conds[1] = (SfCond) { .field = SF_EVENT_UNTIL, .op = SF_OP_GT, .i = now };
  all = sf_table_query (sf_server_store_get_db (self->store), &query, error);
  view->events = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  for (guint i = 0; all && i < all->len; i++)
    if (sf_event_is_on (all->pdata[i], now, zone_of (view)))
      g_ptr_array_add (view->events, sf_record_ref (all->pdata[i]));
  return all != NULL;
}

/* Which place they have among those who wait, 1 for whoever is next. */
static gboolean
read_place (SfIntake *self, SfCardView *view, GError **error)
{
  SfQuery query = { .kind = SF_KIND_EVENT_GUEST, .n_conds = 3, .order = -1 };
  gint64 n;

  query.conds[0] = (SfCond) { .field = SF_EVENT_GUEST_EVENT, .op = SF_OP_EQ, .s = sf_record_get_id (view->event) };
  query.conds[1] = (SfCond) { .field = SF_EVENT_GUEST_OFF_AT, .op = SF_OP_IS_NULL };
  query.conds[2] = (SfCond) { .field = SF_EVENT_GUEST_WAITS_AT, .op = SF_OP_LE, .i = sf_record_get_int (view->guest, SF_EVENT_GUEST_WAITS_AT) };
  n = sf_table_count (sf_server_store_get_db (self->store), &query, error);
  view->waits_place = (int) n;
  return n >= 0;
}

/* Whom this very ticket wrote onto the list; else whom its number was found to be: of those less is told, for a number opens nothing. */
static gboolean
find_guest (SfIntake *self, SfCardView *view, const char *visit, gboolean *own, GError **error)
{
  g_autofree char *id = sf_uuid_derive (visit, "event_guest", 0);
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) found = NULL;

  view->guest = sf_intake_get (self, SF_KIND_EVENT_GUEST, id, &local);
  *own = view->guest != NULL;
  if (!local && !view->guest)
    found = sf_intake_where (self, SF_KIND_EVENT_GUEST, SF_EVENT_GUEST_VISIT, visit, 1, &local);
  if (found && found->len)
    view->guest = sf_record_ref (found->pdata[0]);
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
sf_intake_read_guest (SfIntake *self, SfCardView *view, GError **error)
{
  const char *id = sf_record_get_text (view->visit, SF_VISIT_EVENT);
  gint64 now = sf_clock_wall_ms (self->clock);
  g_autoptr (GError) local = NULL;
  gboolean own = FALSE;

  view->event = sf_intake_get (self, SF_KIND_EVENT, id, &local);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!view->event)
    return TRUE;
  view->event_over = sf_record_get_int (view->event, SF_EVENT_UNTIL) <= now;
  if (!find_guest (self, view, sf_record_get_id (view->visit), &own, error))
    return FALSE;
  view->may_off = own && !view->event_over && sf_record_get_int (view->event, SF_EVENT_ACTIVE) == 1 && sf_record_is_null (view->guest, SF_EVENT_GUEST_OFF_AT);
  return !view->may_off || sf_record_is_null (view->guest, SF_EVENT_GUEST_WAITS_AT) || read_place (self, view, error);
}

gboolean
sf_intake_call_off (SfIntake *self, SfCardView *view, GError **error)
{
  return !view->may_off || sf_ingest_guest_off (self->ingest, sf_record_get_id (view->guest), error);
}
