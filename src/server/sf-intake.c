/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "model/sf-consent.h"
#include "server/sf-intake-private.h"
#include "store/sf-server-public.h"

/* A ticket's page answers for so long; the guest's data are asked for by telephone after that. */
#define TICKET_MS (G_GINT64_CONSTANT (90) * 24 * 3600 * 1000)
#define MAX_CARS 4
#define MAX_OWN_CARS 30
#define MAX_FOUND 200
/* Whoever is late still holds their code. */
#define BOOKED_MS (G_GINT64_CONSTANT (3) * 3600 * 1000)

SfIntake *
sf_intake_new (SfServerStore *store, SfIngest *ingest, SfClock *clock, SfIds *ids, const char *dir)
{
  SfIntake *self = g_new0 (SfIntake, 1);

  self->store = store;
  self->ingest = ingest;
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->dir = g_strdup (dir);
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
sf_intake_free (SfIntake *self)
{
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->counted);
  g_free (self->seen_day);
  g_free (self->key);
  g_free (self->dir);
  g_free (self);
}

GPtrArray *
sf_intake_where (SfIntake *self, SfKind kind, guint field, const char *value, guint limit, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = -1, .descending = TRUE, .limit = limit };

  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  return sf_table_query (sf_server_store_get_db (self->store), &query, error);
}

SfRecord *
sf_intake_get (SfIntake *self, SfKind kind, const char *id, GError **error)
{
  return id ? sf_table_get (sf_server_store_get_db (self->store), kind, id, error) : NULL;
}

void
sf_card_view_free (SfCardView *self)
{
  SfRecord *records[] = { self->dealer, self->link, self->card, self->person, self->visit, self->status, self->ticket, self->consent, self->notice, self->request, self->recall, self->booked, self->event, self->guest };

  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    g_clear_pointer (&records[i], sf_record_unref);
  g_clear_pointer (&self->cars, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->consents, g_ptr_array_unref);
  g_clear_pointer (&self->withdrawals, g_ptr_array_unref);
  g_free (self->portrait);
  g_free (self->place);
  g_free (self->today);
  g_free (self);
}

/* The first of an array that is not needed any more. (transfer full) */
static SfRecord *
first_of (GPtrArray *found)
{
  return found && found->len ? sf_record_ref (found->pdata[0]) : NULL;
}

static SfRecord *
one_where (SfIntake *self, SfKind kind, guint field, const char *value, GError **error)
{
  g_autoptr (GPtrArray) found = sf_intake_where (self, kind, field, value, 1, error);
  return first_of (found);
}

/* The notice in force in a language, else in any. */
static SfRecord *
find_notice (SfIntake *self, SfLang lang, GError **error)
{
  SfQuery query = { .kind = SF_KIND_NOTICE, .n_conds = 1, .order = SF_NOTICE_VERSION, .descending = TRUE, .limit = MAX_FOUND };
  g_autoptr (GPtrArray) all = NULL;

  query.conds[0] = (SfCond) { .field = SF_NOTICE_EFFECTIVE, .op = SF_OP_LE, .i = sf_clock_wall_ms (self->clock) };
  all = sf_table_query (sf_server_store_get_db (self->store), &query, error);
  for (guint i = 0; all && i < all->len; i++)
    if (g_strcmp0 (sf_record_get_text (all->pdata[i], SF_NOTICE_LANG), sf_lang_code (lang)) == 0)
      return sf_record_ref (all->pdata[i]);
  return first_of (all);
}

/* Where the screens told this guest to go, newest call first. */
static char *
find_place (SfIntake *self, const char *visit, SfLang lang, GError **error)
{
  g_autoptr (GPtrArray) pushes = sf_intake_where (self, SF_KIND_PUSH, SF_PUSH_VISIT, visit, MAX_FOUND, error);

  for (guint i = 0; pushes && i < pushes->len; i++)
    if (g_strcmp0 (sf_record_get_text (pushes->pdata[i], SF_PUSH_WHAT), "call") == 0)
      return g_strdup (sf_record_get_ltext (pushes->pdata[i], SF_PUSH_PLACE, lang));
  return NULL;
}

static gboolean
read_asked (SfIntake *self, SfCardView *view, const char *visit, GError **error)
{
  g_autoptr (GPtrArray) requests = sf_intake_where (self, SF_KIND_PRIVACY_REQUEST, SF_PRIVACY_REQUEST_VISIT, visit, MAX_FOUND, error);

  view->consents = sf_intake_where (self, SF_KIND_CONSENT, SF_CONSENT_VISIT, visit, MAX_FOUND, error);
  view->withdrawals = view->consents ? sf_intake_where (self, SF_KIND_WITHDRAWAL, SF_WITHDRAWAL_VISIT, visit, MAX_FOUND, error) : NULL;
  for (guint i = 0; requests && i < requests->len; i++) {
    SfRecord *request = requests->pdata[i];
    gboolean open = g_strcmp0 (sf_record_get_text (request, SF_PRIVACY_REQUEST_STATE), "open") == 0;
    gboolean later = !view->request || sf_record_get_int (request, SF_PRIVACY_REQUEST_AT) > sf_record_get_int (view->request, SF_PRIVACY_REQUEST_AT);
    if (g_strcmp0 (sf_record_get_text (request, SF_PRIVACY_REQUEST_WHAT), "erase") != 0 || (!open && !later))
      continue;
    g_clear_pointer (&view->request, sf_record_unref);
    view->request = sf_record_ref (request);
    if (open)
      break;
  }
  return requests && view->withdrawals;
}

gboolean
sf_card_view_allows (SfCardView *self, const char *purpose)
{
  for (guint i = 0; self->consents && i < self->consents->len; i++)
    if (sf_consent_allows (self->consents->pdata[i], self->withdrawals, purpose))
      return TRUE;
  return FALSE;
}

/* Whether they called again, and whether they may. */
static gboolean
read_recall (SfIntake *self, SfCardView *view, const char *visit, GError **error)
{
  g_autoptr (GPtrArray) offers = sf_intake_where (self, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, visit, MAX_FOUND, error);
  SfRecord *newest = offers ? sf_recall_newest (offers) : NULL;

  view->recall = newest ? sf_record_ref (newest) : NULL;
  view->may_recall = view->status && sf_recall_may (view->visit, view->status, newest, view->today, sf_clock_wall_ms (self->clock));
  return offers != NULL;
}

/* What was agreed on face to face, after this very visit; by a number alone nobody learns what somebody has booked. */
static gboolean
read_booked (SfIntake *self, SfCardView *view, const char *visit, GError **error)
{
  g_autoptr (GPtrArray) promises = sf_intake_where (self, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_VISIT, visit, MAX_FOUND, error);
  gint64 now = sf_clock_wall_ms (self->clock);

  for (guint i = 0; promises && i < promises->len; i++) {
    g_autoptr (GPtrArray) made = sf_intake_where (self, SF_KIND_APPOINTMENT, SF_APPOINTMENT_FOLLOW_UP, sf_record_get_id (promises->pdata[i]), MAX_FOUND, error);
    if (!made)
      return FALSE;
    for (guint j = 0; j < made->len; j++) {
      SfRecord *one = made->pdata[j];
      gboolean open = g_strcmp0 (sf_record_get_text (one, SF_APPOINTMENT_STATE), "booked") == 0 && sf_record_is_null (one, SF_APPOINTMENT_VISIT)
                      && sf_record_get_int (one, SF_APPOINTMENT_FROM) > now - BOOKED_MS;
      if (!open || (view->booked && sf_record_get_int (view->booked, SF_APPOINTMENT_FROM) <= sf_record_get_int (one, SF_APPOINTMENT_FROM)))
        continue;
      g_clear_pointer (&view->booked, sf_record_unref);
      view->booked = sf_record_ref (one);
    }
  }
  return promises != NULL;
}

static gboolean
read_ticket (SfIntake *self, SfCardView *view, const char *visit, GError **error)
{
  g_autoptr (GError) local = NULL;
  /* Where the visit stands that this ticket belongs to: its own, unless its guest took two. */
  g_autofree char *stands = sf_server_store_resolve (self->store, visit, &local);
  g_autofree char *status = stands ? sf_uuid_derive (stands, "visit_status", 0) : NULL, *ticket = sf_uuid_derive (visit, "ticket", 0);

  if (!local)
    view->visit = sf_intake_get (self, SF_KIND_VISIT, visit, &local);
  if (view->visit && !local)
    view->status = sf_intake_get (self, SF_KIND_VISIT_STATUS, status, &local);
  if (view->visit && !local)
    view->ticket = sf_intake_get (self, SF_KIND_TICKET, ticket, &local);
  if (view->visit && !local)
    view->consent = sf_intake_get (self, SF_KIND_CONSENT, sf_record_get_text (view->visit, SF_VISIT_CONSENT), &local);
  if (view->visit && !local)
    view->place = find_place (self, stands, view->lang, &local);
  if (!local && (!view->visit || (read_asked (self, view, visit, &local) && read_recall (self, view, stands, &local) && read_booked (self, view, stands, &local)
                                     && sf_intake_read_guest (self, view, &local))))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Of a ticket: whoever accepted, and nobody before that. */
static gboolean
read_card (SfIntake *self, SfCardView *view, GError **error)
{
  const char *card = sf_record_get_text (view->link, SF_LINK_CARD);
  const char *accepted = view->status ? sf_record_get_text (view->status, SF_VISIT_STATUS_CONSULTANT) : NULL;
  g_autoptr (GError) local = NULL;

  if (view->visit)
    view->card = accepted ? one_where (self, SF_KIND_CARD, SF_CARD_CONSULTANT, accepted, &local) : NULL;
  else
    view->card = sf_intake_get (self, SF_KIND_CARD, card, &local);
  if (!local && (view->card || accepted))
    view->person = sf_intake_get (self, SF_KIND_CONSULTANT, view->card ? sf_record_get_text (view->card, SF_CARD_CONSULTANT) : accepted, &local);
  gboolean gone = (view->card && sf_record_get_int (view->card, SF_CARD_ACTIVE) != 1) || (view->person && sf_record_get_int (view->person, SF_CONSULTANT_ACTIVE) != 1);
  if (gone || (card && !view->person)) {
    view->moved = !view->visit;
    g_clear_pointer (&view->card, sf_record_unref);
    g_clear_pointer (&view->person, sf_record_unref);
  }
  if (!local && view->person)
    view->portrait = sf_intake_name_picture (self, sf_record_get_text (view->person, SF_CONSULTANT_PORTRAIT), 240, &local);
  if (!local)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
add_car (SfIntake *self, SfCardView *view, SfRecord *model, GError **error)
{
  for (guint i = 0; model && i < view->cars->len; i++)
    if (g_str_equal (sf_record_get_id (((SfCar *) view->cars->pdata[i])->model), sf_record_get_id (model)))
      return TRUE;
  if (!model || view->cars->len >= (view->own == SF_OWN_OPEN ? MAX_OWN_CARS : MAX_CARS))
    return TRUE;
  SfCar *car = sf_intake_car (self, model, view->dealer, view->today, error);
  if (car)
    g_ptr_array_add (view->cars, car);
  return car != NULL;
}

/* The car of the link, those of the ticket; where nothing was said, what stands first in the catalogue. */
static gboolean
read_cars (SfIntake *self, SfCardView *view, GError **error)
{
  g_auto (GStrv) wanted = view->visit ? sf_record_get_set (view->visit, SF_VISIT_MODELS) : NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) first = sf_intake_get (self, SF_KIND_MODEL, sf_record_get_text (view->link, SF_LINK_MODEL), &local);
  gboolean ok = !local && add_car (self, view, first, &local);

  for (guint i = 0; ok && wanted && wanted[i]; i++) {
    g_autoptr (SfRecord) model = sf_intake_get (self, SF_KIND_MODEL, wanted[i], &local);
    ok = !local && add_car (self, view, model, &local);
  }
  if (ok && view->cars->len == 0) {
    SfQuery query = { .kind = SF_KIND_MODEL, .order = SF_MODEL_POSITION, .limit = view->own == SF_OWN_OPEN ? MAX_OWN_CARS : MAX_CARS };
    g_autoptr (GPtrArray) models = sf_table_query (sf_server_store_get_db (self->store), &query, &local);
    for (guint i = 0; models && ok && i < models->len; i++)
      ok = add_car (self, view, models->pdata[i], &local);
  }
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok && !local;
}

static gboolean
is_over (SfIntake *self, SfCardView *view)
{
  return view->visit && sf_clock_wall_ms (self->clock) - sf_record_get_int (view->link, SF_LINK_AT) > TICKET_MS;
}

static gboolean
fill (SfIntake *self, SfCardView *view, GError **error)
{
  const char *zone = view->dealer ? sf_record_get_text (view->dealer, SF_DEALER_ZONE) : NULL;
  const char *visit = sf_record_get_text (view->link, SF_LINK_VISIT);

  view->today = sf_day_of (sf_clock_wall_ms (self->clock), zone ? zone : "UTC", NULL);
  if (!sf_own_state (self->store, view->link, sf_clock_wall_ms (self->clock), &view->own, error))
    return FALSE;
  if (view->own != SF_OWN_NONE)
    return view->own != SF_OWN_OPEN || (read_cars (self, view, error) && sf_intake_read_events (self, view, error));
  if (visit && !read_ticket (self, view, visit, error))
    return FALSE;
  /* A ticket whose visit has not come yet (its kiosk is away), or one of long ago. */
  if ((visit && !view->visit) || is_over (self, view))
    return TRUE;
  view->known = TRUE;
  return read_card (self, view, error) && read_cars (self, view, error);
}

char *
sf_intake_proof (SfIntake *self, const char *name, const char *origin)
{
  g_autoptr (SfPublicState) state = sf_server_public_read (self->store);

  if (!state->url || g_ascii_strcasecmp (state->url, origin) != 0)
    return NULL;
  return sf_server_public_code (self->store, name, sf_clock_wall_ms (self->clock));
}

SfCardView *
sf_intake_view (SfIntake *self, const char *slug, SfLang lang, GError **error)
{
  g_autoptr (SfCardView) view = g_new0 (SfCardView, 1);
  g_autofree char *dealer = sf_uuid_derive (sf_server_store_get_server_id (self->store), "dealer", 0);
  g_autoptr (GError) local = NULL;

  view->lang = lang;
  view->cars = g_ptr_array_new_with_free_func (sf_car_free);
  g_strlcpy (view->slug, slug, sizeof view->slug);
  view->dealer = sf_intake_get (self, SF_KIND_DEALER, dealer, &local);
  if (!local)
    view->notice = find_notice (self, lang, &local);
  if (!local)
    view->link = one_where (self, SF_KIND_LINK, SF_LINK_SLUG, slug, &local);
  if (!local && view->link && fill (self, view, &local))
    return g_steal_pointer (&view);
  if (!local)
    return g_steal_pointer (&view);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
