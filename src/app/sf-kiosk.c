/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk"
#include "app/sf-draft-private.h"
#include "app/sf-check-in.h"
#include "app/sf-floor.h"
#include "app/sf-link.h"
#include "app/sf-own-keep.h"
#include "app/sf-printer-desk.h"
#include "app/sf-reach.h"
#include "app/sf-wish.h"
#include "craft/sf-code.h"
#include "model/sf-assign.h"

/* As long as this, "letting a consultant know" is honest without the server's answer (sf-kiosk.h). */
#define PATIENCE_MS 4000

struct _SfKiosk {
  GObject parent_instance;
  SfDevice *device;        /* (owned) */
  SfFloor *floor;          /* (owned) */
  SfCatalogue *catalogue;  /* (owned) */
  SfDoings *doings;        /* (owned) */
  SfDraft *draft;          /* (owned) */
  SfPrinter *printer;      /* (owned) */
  SfLiveQuery *sellers;    /* (owned) */
  SfLiveQuery *lines;      /* (owned) RING_LINE */
  GPtrArray *rings;        /* (owned) SfRing */
  SfReach *reach;          /* (owned) */
  SfOwnKeep *own_keep;     /* (owned) */
  gboolean can_scan;
};

G_DEFINE_FINAL_TYPE (SfKiosk, sf_kiosk, G_TYPE_OBJECT)

static guint changed_signal;

static void
on_floor_changed (SfFloor *floor, SfKiosk *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
sf_kiosk_dispose (GObject *object)
{
  SfKiosk *self = SF_KIOSK (object);

  if (self->draft != NULL)
    sf_draft_wipe (self->draft);
  if (self->floor != NULL)
    g_signal_handlers_disconnect_by_data (self->floor, self);
  if (self->printer != NULL)
    sf_printer_stop (self->printer);
  g_clear_object (&self->printer);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->doings);
  g_clear_object (&self->sellers);
  for (guint i = 0; self->rings != NULL && i < self->rings->len; i++)
    sf_ring_stop (self->rings->pdata[i]);
  g_clear_pointer (&self->rings, g_ptr_array_unref);
  g_clear_pointer (&self->reach, sf_reach_free);
  g_clear_pointer (&self->own_keep, sf_own_keep_free);
  g_clear_object (&self->lines);
  g_clear_object (&self->floor);
  g_clear_object (&self->draft);
  g_clear_object (&self->device);
  G_OBJECT_CLASS (sf_kiosk_parent_class)->dispose (object);
}

static void
sf_kiosk_class_init (SfKioskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_kiosk_dispose;
  changed_signal = g_signal_new ("changed", SF_TYPE_KIOSK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_kiosk_init (SfKiosk *self)
{
}

SfKiosk *
sf_kiosk_new (SfDevice *device)
{
  SfKiosk *self = g_object_new (SF_TYPE_KIOSK, NULL);
  SfQuery sellers = {
    .kind = SF_KIND_CONSULTANT, .order = SF_CONSULTANT_POSITION, .n_conds = 2,
    .conds = { { SF_CONSULTANT_ACTIVE, SF_OP_EQ, 1, NULL }, { SF_CONSULTANT_JOB, SF_OP_EQ, 0, "sales" } },
  };
  const SfQuery lines = { .kind = SF_KIND_RING_LINE, .order = -1 };

  self->device = g_object_ref (device);
  self->floor = sf_floor_new (device);
  self->draft = sf_draft_new ();
  self->sellers = sf_live_query_new (device, &sellers);
  self->lines = sf_live_query_new (device, &lines);
  self->rings = g_ptr_array_new_with_free_func (g_object_unref);
  self->reach = sf_reach_new (device, self->lines);
  self->own_keep = sf_own_keep_new (device);
  self->catalogue = sf_catalogue_new (self->floor);
  self->printer = sf_printer_desk_open (self->floor);
  self->doings = sf_doings_new (self->floor);
  g_signal_connect (self->floor, "changed", G_CALLBACK (on_floor_changed), self);
  return self;
}

SfDevice   *sf_kiosk_get_device (SfKiosk *self) { return self->device; }
SfFloor    *sf_kiosk_get_floor (SfKiosk *self) { return self->floor; }
SfPrinter  *sf_kiosk_get_printer (SfKiosk *self) { return self->printer; }
SfDraft    *sf_kiosk_get_draft (SfKiosk *self) { return self->draft; }
SfCatalogue *sf_kiosk_get_catalogue (SfKiosk *self) { return self->catalogue; }
SfDoings   *sf_kiosk_get_doings (SfKiosk *self) { return self->doings; }
GListModel *sf_kiosk_get_consultants (SfKiosk *self) { return G_LIST_MODEL (self->sellers); }
GListModel *sf_kiosk_get_models (SfKiosk *self) { return G_LIST_MODEL (sf_floor_get_models (self->floor)); }
const char *sf_kiosk_presence (SfKiosk *self, const char *consultant_id) { return sf_floor_presence (self->floor, consultant_id); }
gboolean    sf_kiosk_model_here (SfKiosk *self, const char *model_id) { return sf_floor_model_here (self->floor, model_id); }
SfRecord   *sf_kiosk_get_dealer (SfKiosk *self) { return sf_floor_dealer (self->floor); }
SfRecord   *sf_kiosk_get_notice (SfKiosk *self, SfLang lang) { return sf_floor_notice (self->floor, lang); }
SfRecord   *sf_kiosk_get_device_record (SfKiosk *self) { return sf_floor_device_record (self->floor, sf_device_get_id (self->device)); }

void
sf_kiosk_set_can_scan (SfKiosk *self, gboolean can_scan)
{
  if (self->can_scan == can_scan)
    return;
  self->can_scan = can_scan;
  g_signal_emit (self, changed_signal, 0);
}

gboolean
sf_kiosk_get_can_scan (SfKiosk *self)
{
  return self->can_scan;
}

char *
sf_kiosk_hero (SfKiosk *self, const char *model_id, int width, int height)
{
  g_autoptr(GPtrArray) views = sf_catalogue_views (self->catalogue, model_id, "hero");
  char *path = NULL;

  for (guint i = 0; path == NULL && i < views->len; i++)
    path = sf_catalogue_view_path (self->catalogue, sf_record_get_id (views->pdata[i]), width, height);
  return path;
}

static SfRecord *
consent_of (SfKiosk *self, SfRecord *visit)
{
  SfRecord *notice = sf_floor_notice (self->floor, self->draft->lang);
  g_autofree char *id = NULL;
  const char *purposes[4] = { "visit" };
  guint n = 1;

  if (notice == NULL)
    return NULL;
  if (self->draft->news)
    purposes[n++] = "news";
  if (self->draft->share)
    purposes[n++] = "share";
  id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  return sf_check_in_consent (id, visit, notice, purposes, "touch");
}

static void
fill_visit (SfKiosk *self, SfRecord *visit)
{
  SfDraft *draft = self->draft;
  const char *models[3] = { draft->texts[SF_DRAFT_MODEL_1], draft->texts[SF_DRAFT_MODEL_2], NULL };
  const struct { SfDraftText from; guint to; } plain[] = {
    { SF_DRAFT_WANTS, SF_VISIT_WANTS }, { SF_DRAFT_SURNAME, SF_VISIT_SURNAME }, { SF_DRAFT_TITLE, SF_VISIT_TITLE },
    { SF_DRAFT_SERVICE, SF_VISIT_SERVICE }, { SF_DRAFT_CODE, SF_VISIT_CODE }, { SF_DRAFT_LINK, SF_VISIT_LINK },
    { SF_DRAFT_RIDE, SF_VISIT_RIDE }, { SF_DRAFT_COLLECT, SF_VISIT_COLLECT }, { SF_DRAFT_EVENT, SF_VISIT_EVENT },
    { SF_DRAFT_OWN, SF_VISIT_OWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (draft->texts[plain[i].from] != NULL)
      sf_record_set_text (visit, plain[i].to, draft->texts[plain[i].from]);
  if (draft->texts[SF_DRAFT_PLATE] != NULL)
    sf_check_in_set_plate (self->floor, visit, draft->texts[SF_DRAFT_PLATE]);
  if (models[0] == NULL) {
    models[0] = models[1];
    models[1] = NULL;
  }
  if (models[0] != NULL)
    sf_record_set_set (visit, SF_VISIT_MODELS, models);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, draft->texts[SF_DRAFT_PURPOSE] != NULL ? draft->texts[SF_DRAFT_PURPOSE] : "browse");
  sf_record_set_text (visit, SF_VISIT_BEFORE, draft->texts[SF_DRAFT_BEFORE] != NULL ? draft->texts[SF_DRAFT_BEFORE] : "unknown");
  sf_record_set_text (visit, SF_VISIT_LANG, sf_lang_code (draft->lang));
}

/* A code on the ticket only where a guest's phone can open it; nobody looks after a guest who looks around. */
static SfRecord *
link_of (SfKiosk *self, SfRecord *visit)
{
  const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);
  SfRecord *link;

  if (sf_floor_public_url (self->floor) == NULL || !sf_purpose_rings (purpose) || !sf_purpose_counts (purpose))
    return NULL;
  link = sf_link_new (self->device, "ticket", sf_record_get_int (visit, SF_VISIT_AT));
  sf_record_set_text (link, SF_LINK_VISIT, sf_record_get_id (visit));
  return link;
}

typedef struct { SfRecord *visit, *link; } Entered;

static void
entered_free (gpointer data)
{
  Entered *entered = data;

  g_clear_pointer (&entered->visit, sf_record_unref);
  g_clear_pointer (&entered->link, sf_record_unref);
  g_free (entered);
}

static SfRing *
new_ring (SfKiosk *self, SfRecord *visit)
{
  SfRing *ring = sf_ring_new (self->floor, self->lines, visit);

  for (guint i = self->rings->len; i > 0; i--)
    if (sf_ring_is_over (self->rings->pdata[i - 1]))
      g_ptr_array_remove_index_fast (self->rings, i - 1);
  g_ptr_array_add (self->rings, ring);
  return ring;
}

static void
on_checked_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfKiosk *self = g_task_get_source_object (task);
  Entered *entered = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *number = sf_check_in_finish (self->floor, result, &error);
  SfTicket *ticket;

  if (number == NULL) {
    g_task_return_error (task, error);
    return;
  }
  ticket = sf_ticket_new (self->device, entered->visit, entered->link != NULL ? sf_record_get_text (entered->link, SF_LINK_SLUG) : NULL, PATIENCE_MS);
  if (sf_purpose_rings (sf_record_get_text (entered->visit, SF_VISIT_PURPOSE)) && self->rings != NULL)
    sf_ticket_set_ring (ticket, new_ring (self, entered->visit));
  g_task_return_pointer (task, ticket, g_object_unref);
}

void
sf_kiosk_check_in_async (SfKiosk *self, gboolean consent, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;
  Entered *entered;
  SfRecord *visit;
  g_autoptr(SfRecord) agreed = NULL;

  g_return_if_fail (SF_IS_KIOSK (self));
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, sf_kiosk_check_in_async);
  visit = sf_check_in_visit (self->floor, NULL);
  fill_visit (self, visit);
  entered = g_new0 (Entered, 1);
  entered->visit = visit;
  entered->link = link_of (self, visit);
  g_task_set_task_data (task, entered, entered_free);
  if (consent && self->draft->texts[SF_DRAFT_PHONE] != NULL)
    agreed = consent_of (self, visit);
  if (agreed != NULL && sf_check_in_set_phone (self->floor, visit, self->draft->texts[SF_DRAFT_PHONE]))
    sf_record_set_text (visit, SF_VISIT_CONSENT, sf_record_get_id (agreed));
  else
    g_clear_pointer (&agreed, sf_record_unref);
  sf_check_in_async (self->floor, visit, agreed, entered->link, NULL, on_checked_in, task);
}

SfTicket *
sf_kiosk_check_in_finish (SfKiosk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
sf_kiosk_ticket_code (SfKiosk *self, SfTicket *ticket)
{
  const char *url = sf_floor_public_url (self->floor), *slug = sf_ticket_get_slug (ticket);

  return url != NULL && slug != NULL ? sf_slug_url (url, slug) : NULL;
}

static void
say (SfRecord *anew, guint field, const char *text)
{
  if (text != NULL && *text != '\0')
    sf_record_set_text (anew, field, text);
}

/* As a check-in would write it. */
static void
say_plate (SfKiosk *self, SfRecord *anew, SfRecord *visit)
{
  if (self->draft->texts[SF_DRAFT_PLATE] != NULL)
    sf_check_in_set_plate (self->floor, visit, self->draft->texts[SF_DRAFT_PLATE]);
  say (anew, SF_VISIT_WISH_PLATE, sf_record_get_text (visit, SF_VISIT_PLATE));
}

static void
say_purpose (SfKiosk *self, SfRecord *anew, SfRecord *visit)
{
  char **texts = self->draft->texts;

  say (anew, SF_VISIT_WISH_PURPOSE, texts[SF_DRAFT_PURPOSE]);
  if (g_strcmp0 (texts[SF_DRAFT_PURPOSE], "drive") == 0)
    say (anew, SF_VISIT_WISH_RIDE, texts[SF_DRAFT_RIDE]);
  if (g_strcmp0 (texts[SF_DRAFT_PURPOSE], "service") != 0)
    return;
  say (anew, SF_VISIT_WISH_SERVICE, texts[SF_DRAFT_SERVICE]);
  say_plate (self, anew, visit);
}

/* A number is said with the consent for this very number, bound to the text that stood beside it. (transfer full) (nullable) */
static SfRecord *
say_number (SfKiosk *self, SfRecord *anew, SfRecord *visit)
{
  SfRecord *consent = self->draft->texts[SF_DRAFT_PHONE] != NULL ? consent_of (self, visit) : NULL;

  if (consent == NULL || !sf_check_in_set_phone (self->floor, visit, self->draft->texts[SF_DRAFT_PHONE])) {
    g_clear_pointer (&consent, sf_record_unref);
    return NULL;
  }
  say (anew, SF_VISIT_WISH_PHONE, sf_record_get_text (visit, SF_VISIT_PHONE));
  say (anew, SF_VISIT_WISH_CONSENT, sf_record_get_id (consent));
  return consent;
}

void
sf_kiosk_say_again (SfKiosk *self, SfTicket *ticket, gboolean consent)
{
  char **texts = self->draft->texts;
  const char *models[3] = { texts[SF_DRAFT_MODEL_1], texts[SF_DRAFT_MODEL_2], NULL }, *what = texts[SF_DRAFT_CHANGES];
  SfWish *wish = sf_ticket_get_wish (ticket);
  g_autoptr(SfRecord) anew = sf_record_new (SF_KIND_VISIT_WISH, sf_ticket_get_visit (ticket));
  g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, sf_ticket_get_visit (ticket)), agreed = NULL;

  sf_record_set_int (visit, SF_VISIT_AT, sf_device_now (self->device, NULL));
  if (g_strcmp0 (what, "name") == 0) {
    say (anew, SF_VISIT_WISH_SURNAME, texts[SF_DRAFT_SURNAME]);
    say (anew, SF_VISIT_WISH_TITLE, texts[SF_DRAFT_TITLE]);
  }
  if (g_strcmp0 (what, "car") == 0 && models[0] != NULL)
    sf_record_set_set (anew, SF_VISIT_WISH_MODELS, models);
  if (g_strcmp0 (what, "plate") == 0)
    say_plate (self, anew, visit);
  if (g_strcmp0 (what, "purpose") == 0)
    say_purpose (self, anew, visit);
  if (g_strcmp0 (what, "phone") == 0 && consent)
    agreed = say_number (self, anew, visit);
  sf_wish_say_again (wish, anew, agreed);
}

gboolean
sf_kiosk_wants_slip (SfKiosk *self, SfTicket *ticket)
{
  return !sf_ticket_has_slip (ticket) && g_strcmp0 (sf_floor_setting (self->floor, "ticket.slip"), "1") == 0 && sf_printer_is_set (self->printer);
}
