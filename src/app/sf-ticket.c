/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ticket"
#include "app/sf-draft-private.h"
#include "app/sf-ring.h"
#include "app/sf-wish.h"
#include "model/sf-assign.h"

struct _SfTicket {
  GObject parent_instance;
  SfDevice *device;       /* (owned) */
  SfLiveQuery *records;   /* (owned) the TICKET record of the visit, once the server made it */
  char *visit, *number, *consultant, *slug;   /* (owned), consultant and slug (nullable) */
  gboolean quiet;         /* 随便看看: nobody is rung */
  SfTicketStage stage;
  int ahead, wait_min, booked;
  SfTicketPrint print;
  SfWish *wish;           /* (owned) (nullable) */
  SfRing *ring;           /* (owned) (nullable) rings tablets directly while no server answers */
  guint patience;         /* source of the time-out, 0 when over */
  gboolean delivered, asking, late;
  gboolean on_phone, slipped;
  gboolean reachable;     /* the server has the visit and answers: the slug may be told */
};

G_DEFINE_FINAL_TYPE (SfTicket, sf_ticket, G_TYPE_OBJECT)

enum { PROP_NUMBER = 1, PROP_STAGE, PROP_CONSULTANT, PROP_AHEAD, PROP_WAIT_MIN, PROP_BOOKED, PROP_SLUG, PROP_PRINT, N_PROPS };
static GParamSpec *props[N_PROPS];

static SfTicketStage
stage_of_record (SfRecord *record, const char **consultant)
{
  const char *state = sf_record_get_text (record, SF_TICKET_STATE);
  const char *ring = sf_record_get_text (record, SF_TICKET_RING);
  const char *who = sf_record_get_text (record, SF_TICKET_CONSULTANT);

  if (g_strcmp0 (state, "left") == 0 || g_strcmp0 (state, "void") == 0)
    return SF_TICKET_ENDED;
  if (g_strcmp0 (state, "accepted") == 0 || g_strcmp0 (state, "serving") == 0) {
    *consultant = who;
    return who != NULL ? SF_TICKET_COMING : SF_TICKET_RECEPTION;
  }
  if (g_strcmp0 (ring, "consultant") == 0)
    return SF_TICKET_RUNG;
  if (g_strcmp0 (ring, "reception") == 0)
    return SF_TICKET_RECEPTION;
  if (g_strcmp0 (ring, "nobody") == 0)
    return !sf_record_is_null (record, SF_TICKET_AHEAD) ? SF_TICKET_QUEUE : SF_TICKET_NOBODY;
  return SF_TICKET_CALLING;
}

static int
int_or (SfRecord *record, guint field, int otherwise)
{
  return record != NULL && !sf_record_is_null (record, field) ? (int) sf_record_get_int (record, field) : otherwise;
}

static void
set_int (SfTicket *self, int *value, int now, guint prop)
{
  if (*value == now)
    return;
  *value = now;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* While nothing tells that anybody was reached, the sentence depends on whether the server can have heard of it. */
static SfTicketStage
stage_without_news (SfTicket *self)
{
  gboolean away = !sf_device_get_online (self->device) || (self->late && !self->delivered);

  return away ? SF_TICKET_OFFLINE : SF_TICKET_CALLING;
}

/* What tablets said to the kiosk itself. */
static SfTicketStage
stage_of_ring (SfTicket *self, const char **consultant)
{
  switch (self->ring != NULL ? sf_ring_get_stage (self->ring) : SF_RING_SILENT) {
  case SF_RING_CONSULTANT:
    return SF_TICKET_RUNG;
  case SF_RING_RECEPTION:
    return SF_TICKET_RECEPTION;
  case SF_RING_COMING:
    *consultant = sf_ring_get_consultant (self->ring);
    return SF_TICKET_COMING;
  case SF_RING_SILENT:
  default:
    return SF_TICKET_OFFLINE;
  }
}

static void
update_slug (SfTicket *self, gboolean known)
{
  gboolean over = self->stage == SF_TICKET_OFFLINE || self->stage == SF_TICKET_ENDED || self->stage == SF_TICKET_BROWSE;
  gboolean now = !over && (known || self->delivered) && sf_device_get_online (self->device);

  if (self->reachable == now)
    return;
  self->reachable = now;
  if (self->slug != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SLUG]);
}

static void
update (SfTicket *self)
{
  SfItem *item = sf_live_query_peek (self->records, 0);
  SfRecord *record = item != NULL ? sf_item_get_record (item) : NULL;
  const char *consultant = NULL;
  SfTicketStage stage = record != NULL ? stage_of_record (record, &consultant) : SF_TICKET_CALLING;

  if (stage == SF_TICKET_CALLING)
    stage = stage_without_news (self);
  if (stage == SF_TICKET_OFFLINE)
    stage = stage_of_ring (self, &consultant);
  if (self->quiet && stage != SF_TICKET_ENDED && stage != SF_TICKET_COMING)
    stage = SF_TICKET_BROWSE;
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (self->consultant, consultant) != 0) {
    g_free (self->consultant);
    self->consultant = g_strdup (consultant);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONSULTANT]);
  }
  set_int (self, &self->ahead, int_or (record, SF_TICKET_AHEAD, -1), PROP_AHEAD);
  set_int (self, &self->wait_min, int_or (record, SF_TICKET_WAIT_MIN, -1), PROP_WAIT_MIN);
  set_int (self, &self->booked, int_or (record, SF_TICKET_BOOKED, -1), PROP_BOOKED);
  if (self->stage != stage) {
    self->stage = stage;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STAGE]);
  }
  update_slug (self, record != NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
on_saved_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfTicket) self = data;
  SfSaved saved = sf_device_saved_finish (SF_DEVICE (source), result);

  self->asking = FALSE;
  self->delivered = saved == SF_SAVED_DELIVERED || saved == SF_SAVED_SAFE;
  if (self->device != NULL && self->records != NULL)
    update (self);
}

static void
ask_saved (SfTicket *self)
{
  if (self->asking || self->delivered)
    return;
  self->asking = TRUE;
  sf_device_saved_async (self->device, SF_KIND_VISIT, self->visit, on_saved_ready, g_object_ref (self));
}

static void
on_device_notify (SfDevice *device, GParamSpec *pspec, SfTicket *self)
{
  ask_saved (self);
  update (self);
}

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, SfTicket *self)
{
  update (self);
  /* What sf_ticket_told() tells may be another. */
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BOOKED]);
}

static gboolean
on_patience_over (gpointer data)
{
  SfTicket *self = data;

  self->patience = 0;
  self->late = TRUE;
  ask_saved (self);
  update (self);
  return G_SOURCE_REMOVE;
}

static void
sf_ticket_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfTicket *self = (SfTicket *) object;

  switch (prop_id) {
  case PROP_NUMBER:
    g_value_set_string (value, self->number);
    break;
  case PROP_STAGE:
    g_value_set_int (value, (int) self->stage);
    break;
  case PROP_CONSULTANT:
    g_value_set_string (value, self->consultant);
    break;
  case PROP_AHEAD:
    g_value_set_int (value, self->ahead);
    break;
  case PROP_WAIT_MIN:
    g_value_set_int (value, self->wait_min);
    break;
  case PROP_BOOKED:
    g_value_set_int (value, self->booked);
    break;
  case PROP_SLUG:
    g_value_set_string (value, sf_ticket_get_slug (self));
    break;
  case PROP_PRINT:
    g_value_set_int (value, (int) self->print);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
sf_ticket_dispose (GObject *object)
{
  SfTicket *self = (SfTicket *) object;

  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  if (self->records != NULL)
    g_signal_handlers_disconnect_by_data (self->records, self);
  if (self->ring != NULL)
    g_signal_handlers_disconnect_by_data (self->ring, self);
  g_clear_object (&self->ring);
  g_clear_object (&self->wish);
  g_clear_object (&self->records);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_ticket_parent_class)->dispose (object);
}

static void
sf_ticket_finalize (GObject *object)
{
  SfTicket *self = (SfTicket *) object;

  g_free (self->visit);
  g_free (self->number);
  g_free (self->consultant);
  g_free (self->slug);
  G_OBJECT_CLASS (sf_ticket_parent_class)->finalize (object);
}

static void
sf_ticket_class_init (SfTicketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sf_ticket_get_property;
  object_class->dispose = sf_ticket_dispose;
  object_class->finalize = sf_ticket_finalize;
  props[PROP_NUMBER] = g_param_spec_string ("number", NULL, NULL, NULL, flags);
  props[PROP_STAGE] = g_param_spec_int ("stage", NULL, NULL, 0, SF_TICKET_ENDED, SF_TICKET_CALLING, flags);
  props[PROP_CONSULTANT] = g_param_spec_string ("consultant", NULL, NULL, NULL, flags);
  props[PROP_AHEAD] = g_param_spec_int ("ahead", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_WAIT_MIN] = g_param_spec_int ("wait-min", NULL, NULL, -1, G_MAXINT, -1, flags);
  props[PROP_BOOKED] = g_param_spec_int ("booked", NULL, NULL, -1, 1, -1, flags);
  props[PROP_SLUG] = g_param_spec_string ("slug", NULL, NULL, NULL, flags);
  props[PROP_PRINT] = g_param_spec_int ("print", NULL, NULL, 0, SF_TICKET_PRINT_NOT, SF_TICKET_PRINT_NONE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sf_ticket_init (SfTicket *self)
{
  self->ahead = -1;
  self->wait_min = -1;
  self->booked = -1;
}

SfTicket *
sf_ticket_new (SfDevice *device, SfRecord *visit, const char *slug, guint patience_ms)
{
  SfTicket *self = g_object_new (SF_TYPE_TICKET_VIEW, NULL);
  SfQuery query = { .kind = SF_KIND_TICKET, .order = -1, .n_conds = 1, .conds = { { SF_TICKET_VISIT, SF_OP_EQ, 0, sf_record_get_id (visit) } } };

  self->device = g_object_ref (device);
  self->visit = g_strdup (sf_record_get_id (visit));
  self->number = g_strdup (sf_record_get_text (visit, SF_VISIT_NUMBER));
  self->slug = g_strdup (slug);
  self->quiet = !sf_purpose_rings (sf_record_get_text (visit, SF_VISIT_PURPOSE));
  self->records = sf_live_query_new (device, &query);
  g_signal_connect (self->records, "items-changed", G_CALLBACK (on_items_changed), self);
  g_signal_connect (device, "notify::online", G_CALLBACK (on_device_notify), self);
  g_signal_connect (device, "notify::pending", G_CALLBACK (on_device_notify), self);
  self->patience = g_timeout_add (patience_ms, on_patience_over, self);
  update (self);
  return self;
}

/* The paper */

static void
set_print (SfTicket *self, SfTicketPrint print)
{
  self->print = print;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRINT]);
}

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfTicket) self = data;

  set_print (self, sf_printer_print_finish (SF_PRINTER (source), result) ? SF_TICKET_PRINT_DONE : SF_TICKET_PRINT_NOT);
}

void
sf_ticket_print (SfTicket *self, SfPrinter *printer, SfTicketPaper *paper)
{
  if (self->print == SF_TICKET_PRINT_GOING) {
    sf_ticket_paper_free (paper);
    return;
  }
  set_print (self, SF_TICKET_PRINT_GOING);
  sf_printer_print_async (printer, paper, on_printed, g_object_ref (self));
}

SfWish *
sf_ticket_get_wish (SfTicket *self)
{
  if (self->wish == NULL)
    self->wish = sf_wish_new (self->device, self->visit);
  return self->wish;
}

SfTicketPrint sf_ticket_get_print (SfTicket *self) { return self->print; }
const char   *sf_ticket_get_number (SfTicket *self) { return self->number; }
SfTicketStage sf_ticket_get_stage (SfTicket *self) { return self->stage; }
const char   *sf_ticket_get_consultant (SfTicket *self) { return self->consultant; }
const char   *sf_ticket_get_visit (SfTicket *self) { return self->visit; }
const char   *sf_ticket_get_slug (SfTicket *self) { return self->reachable ? self->slug : NULL; }

static void
on_ring_changed (SfRing *ring, SfTicket *self)
{
  update (self);
}

void
sf_ticket_set_ring (SfTicket *self, SfRing *ring)
{
  self->ring = g_object_ref (ring);
  g_signal_connect (ring, "changed", G_CALLBACK (on_ring_changed), self);
  update (self);
}

void
sf_ticket_set_on_phone (SfTicket *self)
{
  self->on_phone = TRUE;
}

gboolean
sf_ticket_get_on_phone (SfTicket *self)
{
  return self->on_phone;
}

const char *
sf_ticket_told (SfTicket *self, guint field)
{
  SfItem *item = sf_live_query_peek (self->records, 0);

  return item != NULL ? sf_record_get_text (sf_item_get_record (item), field) : NULL;
}

gboolean
sf_ticket_slip (SfTicket *self, SfPrinter *printer, SfTicketPaper *paper)
{
  if (self->slipped) {
    sf_ticket_paper_free (paper);
    return FALSE;
  }
  self->slipped = TRUE;
  sf_printer_print_async (printer, paper, NULL, NULL);
  return TRUE;
}

gboolean
sf_ticket_has_slip (SfTicket *self)
{
  return self->slipped;
}
