/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-guest-list"
#include "app/sf-guest-list.h"
#include "app/sf-tablet-private.h"

struct _SfGuestList {
  GObject parent_instance;
  SfTablet *tablet;        /* (owned) */
  char *event;             /* (owned) */
  SfDoings *doings;        /* (owned) */
  SfLiveQuery *guests;     /* (owned) */
};

G_DEFINE_FINAL_TYPE (SfGuestList, sf_guest_list, G_TYPE_OBJECT)

static guint changed_signal;

static void
on_changed (SfGuestList *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
sf_guest_list_dispose (GObject *object)
{
  SfGuestList *self = SF_GUEST_LIST (object);

  g_clear_object (&self->guests);
  g_clear_object (&self->doings);
  g_clear_object (&self->tablet);
  g_clear_pointer (&self->event, g_free);
  G_OBJECT_CLASS (sf_guest_list_parent_class)->dispose (object);
}

static void
sf_guest_list_class_init (SfGuestListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_guest_list_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_GUEST_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_guest_list_init (SfGuestList *self)
{
}

SfGuestList *
sf_guest_list_new (SfTablet *tablet, const char *event_id)
{
  SfGuestList *self = g_object_new (SF_TYPE_GUEST_LIST, NULL);
  const SfQuery guests = { .kind = SF_KIND_EVENT_GUEST, .order = SF_EVENT_GUEST_SIGNED_AT, .n_conds = 1, .conds = { { SF_EVENT_GUEST_EVENT, SF_OP_EQ, 0, event_id } } };

  self->tablet = g_object_ref (tablet);
  self->event = g_strdup (event_id);
  self->doings = sf_doings_new (sf_tablet_get_floor (tablet));
  self->guests = sf_live_query_new (sf_tablet_get_device (tablet), &guests);
  g_signal_connect_object (self->doings, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->guests, "items-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return self;
}

SfRecord *
sf_guest_list_get_event (SfGuestList *self)
{
  return sf_doings_event (self->doings, self->event);
}

GListModel *
sf_guest_list_get_guests (SfGuestList *self)
{
  return G_LIST_MODEL (self->guests);
}

void
sf_guest_list_count (SfGuestList *self, SfGuestCount *count)
{
  SfItem *item;

  *count = (SfGuestCount) { 0, 0, 0 };
  for (guint i = 0; (item = sf_live_query_peek (self->guests, i)) != NULL; i++) {
    SfRecord *guest = sf_item_get_record (item);

    if (!sf_record_is_null (guest, SF_EVENT_GUEST_OFF_AT))
      continue;
    count->signed_up++;
    count->here += !sf_record_is_null (guest, SF_EVENT_GUEST_HERE_AT);
    count->waiting += !sf_record_is_null (guest, SF_EVENT_GUEST_WAITS_AT);
  }
}

static gint64
now_of (SfGuestList *self)
{
  return sf_clock_wall_ms (sf_device_get_clock (sf_tablet_get_device (self->tablet)));
}

static void
set_when (SfGuestList *self, SfRecord *patch, guint field, gboolean on)
{
  if (on)
    sf_record_set_int (patch, field, now_of (self));
  else
    sf_record_set_null (patch, field);
}

void
sf_guest_list_tick (SfGuestList *self, const char *guest_id, gboolean here)
{
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_EVENT_GUEST, guest_id);
  SfItem *item = sf_live_query_find_id (self->guests, guest_id);

  if (item == NULL)
    return;
  set_when (self, patch, SF_EVENT_GUEST_HERE_AT, here);
  if (here && !sf_record_is_null (sf_item_get_record (item), SF_EVENT_GUEST_WAITS_AT))
    sf_record_set_null (patch, SF_EVENT_GUEST_WAITS_AT);
  if (here && !sf_record_is_null (sf_item_get_record (item), SF_EVENT_GUEST_OFF_AT))
    sf_record_set_null (patch, SF_EVENT_GUEST_OFF_AT);
  sf_tablet_commit_one (self->tablet, "patch", patch);
}

void
sf_guest_list_off (SfGuestList *self, const char *guest_id, gboolean off)
{
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_EVENT_GUEST, guest_id);

  set_when (self, patch, SF_EVENT_GUEST_OFF_AT, off);
  sf_tablet_commit_one (self->tablet, "patch", patch);
}

void
sf_guest_list_add (SfGuestList *self, const char *surname)
{
  SfDevice *device = sf_tablet_get_device (self->tablet);
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (device), sf_device_get_clock (device));
  g_autoptr(SfRecord) guest = sf_record_new (SF_KIND_EVENT_GUEST, id);

  sf_record_set_text (guest, SF_EVENT_GUEST_EVENT, self->event);
  if (surname != NULL && *surname != '\0')
    sf_record_set_text (guest, SF_EVENT_GUEST_SURNAME, surname);
  sf_record_set_int (guest, SF_EVENT_GUEST_HERE_AT, now_of (self));
  if (sf_tablet_get_signed_in (self->tablet) != NULL)
    sf_record_set_text (guest, SF_EVENT_GUEST_CONSULTANT, sf_tablet_get_signed_in (self->tablet));
  sf_tablet_commit_one (self->tablet, "create", guest);
}
