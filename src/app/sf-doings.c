/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-doings"
#include "app/sf-doings.h"
#include "app/sf-live-query.h"
#include "model/sf-assign.h"

struct _SfDoings {
  GObject parent_instance;
  SfFloor *floor;                 /* (owned) */
  SfLiveQuery *offers, *events;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (SfDoings, sf_doings, G_TYPE_OBJECT)

static guint changed_signal;

static void
on_items_changed (SfDoings *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
sf_doings_dispose (GObject *object)
{
  SfDoings *self = SF_DOINGS (object);

  g_clear_object (&self->offers);
  g_clear_object (&self->events);
  g_clear_object (&self->floor);
  G_OBJECT_CLASS (sf_doings_parent_class)->dispose (object);
}

static void
sf_doings_class_init (SfDoingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_doings_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_DOINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_doings_init (SfDoings *self)
{
}

SfDoings *
sf_doings_new (SfFloor *floor)
{
  SfDoings *self = g_object_new (SF_TYPE_DOINGS, NULL);
  const SfQuery offers = { .kind = SF_KIND_OFFER, .order = SF_OFFER_POSITION };
  const SfQuery events = { .kind = SF_KIND_EVENT, .order = SF_EVENT_FROM, .n_conds = 1, .conds = { { SF_EVENT_ACTIVE, SF_OP_EQ, 1, NULL } } };

  self->floor = g_object_ref (floor);
  self->offers = sf_live_query_new (sf_floor_get_device (floor), &offers);
  self->events = sf_live_query_new (sf_floor_get_device (floor), &events);
  g_signal_connect_object (self->offers, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->events, "items-changed", G_CALLBACK (on_items_changed), self, G_CONNECT_SWAPPED);
  return self;
}

static gboolean
in_force (SfRecord *offer, const char *today)
{
  return g_strcmp0 (sf_record_get_text (offer, SF_OFFER_FROM), today) <= 0 && g_strcmp0 (today, sf_record_get_text (offer, SF_OFFER_UNTIL)) <= 0;
}

GPtrArray *
sf_doings_offers (SfDoings *self)
{
  g_autofree char *today = sf_floor_today (self->floor, NULL);
  GPtrArray *found = g_ptr_array_new ();
  SfItem *item;

  for (guint i = 0; (item = sf_live_query_peek (self->offers, i)) != NULL; i++)
    if (in_force (sf_item_get_record (item), today))
      g_ptr_array_add (found, sf_item_get_record (item));
  return found;
}

GPtrArray *
sf_doings_events (SfDoings *self)
{
  const gint64 now = sf_clock_wall_ms (sf_device_get_clock (sf_floor_get_device (self->floor)));
  const char *zone = sf_floor_zone (self->floor);
  GPtrArray *found = g_ptr_array_new ();
  SfItem *item;

  for (guint i = 0; (item = sf_live_query_peek (self->events, i)) != NULL; i++)
    if (sf_event_is_on (sf_item_get_record (item), now, zone))
      g_ptr_array_add (found, sf_item_get_record (item));
  return found;
}

SfRecord *
sf_doings_event (SfDoings *self, const char *id)
{
  SfItem *item = id != NULL ? sf_live_query_find_id (self->events, id) : NULL;

  return item != NULL ? sf_item_get_record (item) : NULL;
}

gboolean
sf_doings_is_full (SfRecord *event)
{
  return !sf_record_is_null (event, SF_EVENT_MOST) && sf_record_get_int (event, SF_EVENT_TAKEN) >= sf_record_get_int (event, SF_EVENT_MOST);
}
