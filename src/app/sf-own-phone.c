/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-own-phone"
#include "app/sf-own-phone.h"
#include "app/sf-draft-private.h"
#include "app/sf-link.h"
#include "base/sf-log.h"
#include "craft/sf-code.h"
#include "model/sf-assign.h"
#include "store/sf-device-store.h"

/* So long the server may take to hear of the code before the guest is told that it does not work. */
#define PATIENCE_MS 4000

struct _SfOwnPhone {
  GObject parent_instance;
  SfKiosk *kiosk;          /* (owned); NULL when stopped */
  SfLiveQuery *tickets;    /* (owned) of the visit: none before the phone has finished */
  char *visit, *slug, *link;
  char *event;             /* (nullable) that the phone named */
  SfOwnPhoneState state;
  guint patience, life;    /* sources */
  gboolean asking, delivered, late, over, told;
};

G_DEFINE_FINAL_TYPE (SfOwnPhone, sf_own_phone, G_TYPE_OBJECT)

enum { PROP_STATE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
static guint ticket_signal;

gboolean
sf_own_phone_may (SfKiosk *kiosk)
{
  return sf_floor_public_url (sf_kiosk_get_floor (kiosk)) != NULL && sf_device_get_online (sf_kiosk_get_device (kiosk));
}

static SfOwnPhoneState
state_of (SfOwnPhone *self)
{
  if (self->over)
    return SF_OWN_PHONE_OVER;
  if (!sf_own_phone_may (self->kiosk))
    return SF_OWN_PHONE_AWAY;
  if (!self->delivered)
    return self->late ? SF_OWN_PHONE_AWAY : SF_OWN_PHONE_WAITING;
  return SF_OWN_PHONE_OPEN;
}

static void
update (SfOwnPhone *self)
{
  SfOwnPhoneState state;

  if (self->kiosk == NULL)
    return;
  state = state_of (self);
  if (state == self->state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfOwnPhone) self = data;
  SfSaved saved = sf_device_saved_finish (SF_DEVICE (source), result);

  self->asking = FALSE;
  self->delivered = saved == SF_SAVED_DELIVERED || saved == SF_SAVED_SAFE;
  update (self);
}

static void
ask_saved (SfOwnPhone *self)
{
  if (self->kiosk == NULL || self->asking || self->delivered)
    return;
  self->asking = TRUE;
  sf_device_saved_async (sf_kiosk_get_device (self->kiosk), SF_KIND_LINK, self->link, on_saved, g_object_ref (self));
}

static void
on_device_notify (SfOwnPhone *self)
{
  ask_saved (self);
  update (self);
}

typedef struct { SfRecord *link; char *day, *letter; gboolean skip4; } Op;

static void
op_free (gpointer data)
{
  Op *op = data;

  sf_record_unref (op->link);
  g_free (op->day);
  g_free (op->letter);
  g_free (op);
}

/* On the worker. The number is spent even if nobody scans the code: a gap is harmless, a number given twice is not. */
static gpointer
do_commit (gpointer store, gpointer data, GError **error)
{
  Op *op = data;
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  guint n = sf_device_store_next_number (store, "ticket.own", op->day, error);
  g_autofree char *number = NULL;

  if (n == 0)
    return NULL;
  number = sf_ticket_number (op->letter, n, op->skip4);
  sf_record_set_text (op->link, SF_LINK_NUMBER, number);
  g_ptr_array_add (mutations, sf_mutation_new ("create", op->link, NULL));
  return GINT_TO_POINTER (sf_device_store_commit (store, mutations, NULL, error));
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfOwnPhone) self = data;
  g_autoptr(GError) error = NULL;

  sf_device_run_finish (SF_DEVICE (source), result, &error);
  if (error != NULL) {
    sf_log (SF_LOG_WARNING, "own_phone.commit", "code", g_quark_to_string (error->domain), NULL);
    return;
  }
  sf_device_nudge (SF_DEVICE (source));
  ask_saved (self);
}

/* W, and with a second kiosk WB, so that no two devices ever give the same number. @link is taken. */
static void
commit (SfOwnPhone *self, SfRecord *link)
{
  SfFloor *floor = sf_kiosk_get_floor (self->kiosk);
  SfRecord *device = sf_kiosk_get_device_record (self->kiosk);
  const char *letter = device != NULL ? sf_record_get_text (device, SF_DEVICE_LETTER) : NULL;
  Op *op = g_new0 (Op, 1);

  op->link = link;
  op->day = sf_floor_today (floor, NULL);
  op->letter = g_strconcat ("W", letter != NULL && !g_str_equal (letter, "A") ? letter : "", NULL);
  op->skip4 = sf_ticket_skips4 (sf_floor_setting (floor, "ticket.skip4"));
  sf_device_run_async (sf_kiosk_get_device (self->kiosk), do_commit, op, op_free, NULL, on_committed, g_object_ref (self));
}

static gboolean
on_late (gpointer data)
{
  SfOwnPhone *self = data;

  self->patience = 0;
  self->late = TRUE;
  on_device_notify (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_over (gpointer data)
{
  SfOwnPhone *self = data;

  self->life = 0;
  self->over = TRUE;
  update (self);
  return G_SOURCE_REMOVE;
}

/* The server tells a kiosk of a visit that it did not make: with the number, which it cannot know. */
static void
on_tickets (SfOwnPhone *self)
{
  SfItem *item = sf_live_query_peek (self->tickets, 0);
  SfRecord *record = item != NULL ? sf_item_get_record (item) : NULL;
  const char *number = record != NULL ? sf_record_get_text (record, SF_TICKET_NUMBER) : NULL;
  const char *purpose = record != NULL ? sf_record_get_text (record, SF_TICKET_PURPOSE) : NULL;
  g_autoptr(SfRecord) visit = NULL;
  g_autoptr(SfTicket) ticket = NULL;

  if (number == NULL || self->told || self->kiosk == NULL)
    return;
  self->told = TRUE;
  self->event = g_strdup (sf_record_get_text (record, SF_TICKET_EVENT));
  visit = sf_record_new (SF_KIND_VISIT, self->visit);
  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purpose != NULL ? purpose : "see");
  ticket = sf_ticket_new (sf_kiosk_get_device (self->kiosk), visit, NULL, PATIENCE_MS);
  sf_ticket_set_on_phone (ticket);
  g_signal_emit (self, ticket_signal, 0, ticket);
}

void
sf_own_phone_stop (SfOwnPhone *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->life, g_source_remove);
  if (self->kiosk != NULL)
    g_signal_handlers_disconnect_by_data (sf_kiosk_get_device (self->kiosk), self);
  if (self->kiosk != NULL)
    g_signal_handlers_disconnect_by_data (self->kiosk, self);
  if (self->tickets != NULL)
    g_signal_handlers_disconnect_by_data (self->tickets, self);
  g_clear_object (&self->tickets);
  g_clear_object (&self->kiosk);
}

static void
sf_own_phone_dispose (GObject *object)
{
  sf_own_phone_stop (SF_OWN_PHONE (object));
  G_OBJECT_CLASS (sf_own_phone_parent_class)->dispose (object);
}

static void
sf_own_phone_finalize (GObject *object)
{
  SfOwnPhone *self = SF_OWN_PHONE (object);

  g_free (self->visit);
  g_free (self->slug);
  g_free (self->link);
  g_free (self->event);
  G_OBJECT_CLASS (sf_own_phone_parent_class)->finalize (object);
}

static void
sf_own_phone_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_STATE)
    g_value_set_int (value, (int) SF_OWN_PHONE (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sf_own_phone_class_init (SfOwnPhoneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sf_own_phone_dispose;
  object_class->finalize = sf_own_phone_finalize;
  object_class->get_property = sf_own_phone_get_property;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, SF_OWN_PHONE_OVER, SF_OWN_PHONE_WAITING, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  ticket_signal = g_signal_new ("ticket", SF_TYPE_OWN_PHONE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SF_TYPE_TICKET_VIEW);
}

static void
sf_own_phone_init (SfOwnPhone *self)
{
}

SfOwnPhone *
sf_own_phone_new (SfKiosk *kiosk)
{
  SfOwnPhone *self = g_object_new (SF_TYPE_OWN_PHONE, NULL);
  SfDevice *device = sf_kiosk_get_device (kiosk);
  SfRecord *link = sf_link_new (device, "own", sf_device_now (device, NULL));
  SfQuery query = { .kind = SF_KIND_TICKET, .order = -1, .n_conds = 1, .conds = { { SF_TICKET_VISIT, SF_OP_EQ, 0, NULL } } };

  self->kiosk = g_object_ref (kiosk);
  self->visit = sf_ids_new_uuid (sf_device_get_ids (device), sf_device_get_clock (device));
  self->slug = g_strdup (sf_record_get_text (link, SF_LINK_SLUG));
  self->link = g_strdup (sf_record_get_id (link));
  query.conds[0].s = self->visit;
  self->tickets = sf_live_query_new (device, &query);
  sf_record_set_text (link, SF_LINK_VISIT, self->visit);
  g_object_set (sf_kiosk_get_draft (kiosk), "own", self->visit, NULL);
  g_signal_connect_swapped (self->tickets, "items-changed", G_CALLBACK (on_tickets), self);
  g_signal_connect_swapped (device, "notify::online", G_CALLBACK (on_device_notify), self);
  g_signal_connect_swapped (device, "notify::pending", G_CALLBACK (on_device_notify), self);
  g_signal_connect_swapped (kiosk, "changed", G_CALLBACK (update), self);
  self->patience = g_timeout_add (PATIENCE_MS, on_late, self);
  self->life = g_timeout_add (SF_OWN_PHONE_MS, on_over, self);
  self->state = state_of (self);
  commit (self, link);
  return self;
}

SfOwnPhoneState
sf_own_phone_get_state (SfOwnPhone *self)
{
  return self->state;
}

char *
sf_own_phone_url (SfOwnPhone *self)
{
  const char *url = self->kiosk != NULL ? sf_floor_public_url (sf_kiosk_get_floor (self->kiosk)) : NULL;

  return url != NULL && self->state == SF_OWN_PHONE_OPEN ? sf_slug_url (url, self->slug) : NULL;
}

const char *
sf_own_phone_get_event (SfOwnPhone *self)
{
  return self->event;
}
