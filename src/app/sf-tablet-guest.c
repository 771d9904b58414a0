/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a colleague sees and settles about a guest on a tablet: which of two values is right, the score, that they want to be deleted. */
#define G_LOG_DOMAIN "sf-tablet-guest"
#include "app/sf-tablet-private.h"

/* --- two values ------------------------------------------------------------------------------------------------------- */

GListModel *
sf_tablet_get_two_values (SfTablet *self)
{
  SfQuery query = { .kind = SF_KIND_TWO_VALUES, .order = -1, .descending = TRUE };

  g_return_val_if_fail (SF_IS_TABLET (self), NULL);
  if (self->two_values == NULL) {
    self->two_values = sf_live_query_new (self->device, &query);
    g_signal_connect_swapped (self->two_values, "items-changed", G_CALLBACK (sf_tablet_queue_update), self);
  }
  return G_LIST_MODEL (self->two_values);
}

/* A patch of the customer's field; NULL for one that this version does not know. */
static SfRecord *
say_value (SfRecord *two, const char *value)
{
  const char *name = sf_record_get_text (two, SF_TWO_VALUES_FIELD), *customer = sf_record_get_text (two, SF_TWO_VALUES_CUSTOMER);
  int field = name != NULL ? sf_field_lookup (SF_KIND_CUSTOMER, name) : -1;
  SfRecord *patch;

  if (field < 0 || customer == NULL || sf_type_is_int (sf_kind_info (SF_KIND_CUSTOMER)->fields[field].type))
    return NULL;
  patch = sf_record_new (SF_KIND_CUSTOMER, customer);
  if (value != NULL)
    sf_record_set_text (patch, (guint) field, value);
  else
    sf_record_set_null (patch, (guint) field);
  return patch;
}

/* State and value in one commit: neither is ever seen without the other. */
static void
settle (SfTablet *self, SfRecord *two, const char *state, SfRecord *value)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_TWO_VALUES, sf_record_get_id (two));

  sf_record_set_text (patch, SF_TWO_VALUES_STATE, state);
  if (self->signed_in != NULL)
    sf_record_set_text (patch, SF_TWO_VALUES_SETTLED_BY, self->signed_in);
  if (value != NULL)
    g_ptr_array_add (mutations, sf_mutation_new ("patch", value, self->signed_in));
  g_ptr_array_add (mutations, sf_mutation_new ("patch", patch, self->signed_in));
  sf_tablet_commit (self, mutations);
}

void
sf_tablet_settle (SfTablet *self, SfRecord *two, gboolean take)
{
  g_autoptr(SfRecord) value = take ? say_value (two, sf_record_get_text (two, SF_TWO_VALUES_VALUE)) : NULL;

  g_return_if_fail (SF_IS_TABLET (self));
  settle (self, two, take ? "taken" : "kept", value);
}

void
sf_tablet_unsettle (SfTablet *self, SfRecord *two, gboolean taken, const char *before)
{
  g_autoptr(SfRecord) value = taken ? say_value (two, before) : NULL;

  g_return_if_fail (SF_IS_TABLET (self));
  settle (self, two, "open", value);
}

/* --- intent score ----------------------------------------------------------------------------------------------------- */

const SfScore *
sf_tablet_score_of (SfTablet *self, const char *customer_id)
{
  g_return_val_if_fail (SF_IS_TABLET (self), NULL);
  if (customer_id == NULL)
    return NULL;
  if (self->scores == NULL) {
    self->scores = sf_score_cache_new (self->device);
    g_signal_connect_swapped (self->scores, "changed", G_CALLBACK (sf_tablet_queue_update), self);
  }
  return sf_score_cache_get (self->scores, customer_id, self->day);
}

/* --- a guest's right -------------------------------------------------------------------------------------------------- */

static SfLiveQuery *
requests (SfTablet *self)
{
  SfQuery query = { .kind = SF_KIND_PRIVACY_REQUEST, .order = SF_PRIVACY_REQUEST_AT, .descending = TRUE };

  if (self->requests == NULL) {
    self->requests = sf_live_query_new (self->device, &query);
    g_signal_connect_swapped (self->requests, "items-changed", G_CALLBACK (sf_tablet_queue_update), self);
  }
  return self->requests;
}

SfRecord *
sf_tablet_erasure_of (SfTablet *self, const char *customer_id)
{
  SfLiveQuery *all;

  g_return_val_if_fail (SF_IS_TABLET (self), NULL);
  all = requests (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfRecord *request = sf_item_get_record (sf_live_query_peek (all, i));
    const char *state = sf_record_get_text (request, SF_PRIVACY_REQUEST_STATE);

    if (g_strcmp0 (sf_record_get_text (request, SF_PRIVACY_REQUEST_CUSTOMER), customer_id) == 0
        && g_strcmp0 (sf_record_get_text (request, SF_PRIVACY_REQUEST_WHAT), "erase") == 0 && (state == NULL || g_str_equal (state, "open")))
      return request;
  }
  return NULL;
}

void
sf_tablet_ask_erasure (SfTablet *self, const char *customer_id)
{
  g_autoptr(SfRecord) request = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (SF_IS_TABLET (self) && customer_id != NULL);
  if (sf_tablet_erasure_of (self, customer_id) != NULL)
    return;
  id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  request = sf_record_new (SF_KIND_PRIVACY_REQUEST, id);
  sf_record_set_text (request, SF_PRIVACY_REQUEST_WHAT, "erase");
  sf_record_set_text (request, SF_PRIVACY_REQUEST_CUSTOMER, customer_id);
  sf_record_set_int (request, SF_PRIVACY_REQUEST_AT, sf_clock_wall_ms (sf_device_get_clock (self->device)));
  if (self->signed_in != NULL)
    sf_record_set_text (request, SF_PRIVACY_REQUEST_BY, self->signed_in);
  sf_tablet_commit_one (self, "create", request);
}
