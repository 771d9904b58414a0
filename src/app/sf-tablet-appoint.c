/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-tablet"
#include "app/sf-tablet-private.h"
#include "craft/sf-code.h"
#include "model/sf-assign.h"

/* A follow-up about a test drive is an appointment for one; the rest come to see a car. */
static const char *
purpose_of (SfRecord *follow)
{
  const char *about = sf_record_get_text (follow, SF_FOLLOW_UP_ABOUT);

  return g_strcmp0 (about, "drive") == 0 ? "drive" : "see";
}

static void
copy (SfRecord *to, guint to_field, SfRecord *from, guint from_field)
{
  if (from != NULL && sf_record_is_null (to, to_field) && !sf_record_is_null (from, from_field))
    sf_record_set_text (to, to_field, sf_record_get_text (from, from_field));
}

/* Who it is, by what stands in the follow-up itself, then the customer, then the visit it came from. */
static void
add_person (SfTablet *self, SfRecord *to, SfRecord *follow)
{
  SfRecord *visit = sf_tablet_visit (self, sf_record_get_text (follow, SF_FOLLOW_UP_VISIT));
  SfRecord *status = visit != NULL ? sf_tablet_status_of (self, sf_record_get_id (visit)) : NULL;
  const char *model = sf_record_get_text (follow, SF_FOLLOW_UP_MODEL);
  const char *const models[] = { model, NULL };

  copy (to, SF_APPOINTMENT_CUSTOMER, follow, SF_FOLLOW_UP_CUSTOMER);
  copy (to, SF_APPOINTMENT_CUSTOMER, status, SF_VISIT_STATUS_CUSTOMER);
  SfRecord *customer = sf_tablet_customer (self, sf_record_get_text (to, SF_APPOINTMENT_CUSTOMER));
  copy (to, SF_APPOINTMENT_SURNAME, follow, SF_FOLLOW_UP_SURNAME);
  copy (to, SF_APPOINTMENT_SURNAME, customer, SF_CUSTOMER_SURNAME);
  copy (to, SF_APPOINTMENT_SURNAME, visit, SF_VISIT_SURNAME);
  copy (to, SF_APPOINTMENT_TITLE, follow, SF_FOLLOW_UP_TITLE);
  copy (to, SF_APPOINTMENT_TITLE, customer, SF_CUSTOMER_TITLE);
  copy (to, SF_APPOINTMENT_TITLE, visit, SF_VISIT_TITLE);
  copy (to, SF_APPOINTMENT_PHONE, follow, SF_FOLLOW_UP_PHONE);
  copy (to, SF_APPOINTMENT_PHONE, customer, SF_CUSTOMER_PHONE);
  copy (to, SF_APPOINTMENT_LANG, follow, SF_FOLLOW_UP_LANG);
  copy (to, SF_APPOINTMENT_LANG, visit, SF_VISIT_LANG);
  if (model != NULL)
    sf_record_set_set (to, SF_APPOINTMENT_MODELS, models);
}

char *
sf_tablet_appoint (SfTablet *self, const char *follow_up_id, const char *day, int minute)
{
  SfItem *item = sf_live_query_find_id (self->due, follow_up_id);
  SfRecord *follow = item != NULL ? sf_item_get_record (item) : NULL;
  const gint64 from = sf_time_of (day, minute, sf_floor_zone (self->floor));
  SfClock *clock = sf_device_get_clock (self->device);
  SfIds *ids = sf_device_get_ids (self->device);

  if (follow == NULL || self->signed_in == NULL || from < 0)
    return NULL;
  g_autofree char *id = sf_ids_new_uuid (ids, clock), *code = sf_slug_new (ids), *after = sf_date_add (day, 1);
  g_autoptr(SfRecord) made = sf_record_new (SF_KIND_APPOINTMENT, id);
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  sf_record_set_text (made, SF_APPOINTMENT_CODE, code);
  sf_record_set_int (made, SF_APPOINTMENT_FROM, from);
  sf_record_set_text (made, SF_APPOINTMENT_DAY, day);
  sf_record_set_text (made, SF_APPOINTMENT_PURPOSE, purpose_of (follow));
  sf_record_set_text (made, SF_APPOINTMENT_CONSULTANT, self->signed_in);
  sf_record_set_text (made, SF_APPOINTMENT_BY, self->signed_in);
  sf_record_set_text (made, SF_APPOINTMENT_FOLLOW_UP, follow_up_id);
  /* Whoever wrote on the phone page is a lead; whom a colleague called was invited. */
  sf_record_set_text (made, SF_APPOINTMENT_SOURCE, sf_record_is_null (follow, SF_FOLLOW_UP_ABOUT) ? "invite" : "lead");
  sf_record_set_int (made, SF_APPOINTMENT_AT, sf_clock_wall_ms (clock));
  sf_record_set_text (made, SF_APPOINTMENT_STATE, "booked");
  add_person (self, made, follow);
  g_ptr_array_add (mutations, sf_mutation_new ("create", made, self->signed_in));
  sf_tablet_add_follow_up_done (self, mutations, follow, "coming", after);
  sf_tablet_commit (self, mutations);
  return g_steal_pointer (&code);
}

static SfQuery
expected_today (SfTablet *self)
{
  return (SfQuery) {
    .kind = SF_KIND_APPOINTMENT, .order = SF_APPOINTMENT_FROM, .n_conds = 3,
    .conds = { { SF_APPOINTMENT_DAY, SF_OP_EQ, 0, self->day }, { SF_APPOINTMENT_STATE, SF_OP_EQ, 0, "booked" }, { SF_APPOINTMENT_VISIT, SF_OP_IS_NULL, 0, NULL } },
  };
}

void
sf_tablet_ask_expected (SfTablet *self)
{
  const SfQuery query = expected_today (self);

  if (self->expected != NULL)
    sf_live_query_set_query (self->expected, &query);
}

GListModel *
sf_tablet_get_expected (SfTablet *self)
{
  const SfQuery query = expected_today (self);

  if (self->expected == NULL) {
    self->expected = sf_live_query_new (self->device, &query);
    g_signal_connect_swapped (self->expected, "items-changed", G_CALLBACK (sf_tablet_queue_update), self);
  }
  return G_LIST_MODEL (self->expected);
}

SfLiveQuery *
sf_tablet_booked (SfTablet *self, const char *code)
{
  const SfQuery query = { .kind = SF_KIND_APPOINTMENT, .order = -1, .n_conds = 1, .conds = { { SF_APPOINTMENT_CODE, SF_OP_EQ, 0, code } } };

  return sf_live_query_new (self->device, &query);
}

void
sf_tablet_cancel_booked (SfTablet *self, const char *appointment_id)
{
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_APPOINTMENT, appointment_id);

  sf_record_set_text (patch, SF_APPOINTMENT_STATE, "cancelled");
  sf_tablet_commit_one (self, "patch", patch);
}
