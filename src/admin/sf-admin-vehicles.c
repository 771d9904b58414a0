/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "model/sf-assign.h"
#include "model/sf-pinyin.h"
#include "model/sf-price.h"
#include "wire/sf-codec.h"

/*
 * put-model HEAD TRIM…: what the tool has read and checked of one model, as the server keeps it (sf-import-vehicles.c asks; nobody
 * types it). HEAD {"brand":d,"brand_name":…,"model":d,"model_name":…}, TRIM {"trim":d,"trim_name":…,"prices":[d,…]}, d being data
 * objects of records without meaningful ids. All of it is one transaction; what is already there as said is not written again.
 * Names inside d are the glossary's and replace; the …_name are the data's own and only fill a record that has no English name.
 */
typedef struct { SfAdmin *self; GPtrArray *changed, *prices; gboolean fresh; } Batch;

/* What the import says nothing about stays as it is, or is computed here. */
static gboolean
is_kept (SfKind kind, guint field)
{
  static const guint of_model[] = { SF_MODEL_SERIES, SF_MODEL_SEGMENT, SF_MODEL_TAGLINE, SF_MODEL_PICTURE, SF_MODEL_POSITION, SF_MODEL_PRICE_FROM, SF_MODEL_CURRENCY, SF_MODEL_PINYIN };

  for (guint i = 0; kind == SF_KIND_MODEL && i < G_N_ELEMENTS (of_model); i++)
    if (field == of_model[i])
      return TRUE;
  return kind == SF_KIND_BRAND && (field == SF_BRAND_LOGO || field == SF_BRAND_POSITION);
}

/* The text in exactly this language. (transfer full) */
static char *
exact (SfRecord *record, guint field, const char *code)
{
  const char *raw = sf_record_get_text (record, field);
  g_auto (GStrv) parts = g_strsplit (raw ? raw : "", "\x1e", 0);
  g_autofree char *start = g_strconcat (code, "\x1f", NULL);

  for (guint i = 0; parts[i]; i++)
    if (g_str_has_prefix (parts[i], start))
      return g_strdup (parts[i] + strlen (start));
  return NULL;
}

static void
take_names (SfRecord *record, guint field, SfRecord *said, const char *plain)
{
  g_autofree char *english = NULL;

  for (guint lang = 0; lang < SF_N_LANGS; lang++) {
    g_autofree char *text = exact (said, field, sf_lang_code (lang));
    if (text)
      sf_record_set_ltext (record, field, lang, text);
  }
  english = exact (record, field, sf_lang_code (SF_LANG_EN));
  if (!english && plain)
    sf_record_set_ltext (record, field, SF_LANG_EN, plain);
}

static void
take_fields (SfRecord *record, SfRecord *said, const char *plain)
{
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));

  for (guint f = 0; f < info->n_fields; f++) {
    if (is_kept (info->kind, f))
      continue;
    if (info->fields[f].type == SF_TYPE_LTEXT)
      take_names (record, f, said, plain);
    else if (sf_record_is_null (said, f))
      sf_record_unset (record, f);
    else if (sf_type_is_int (info->fields[f].type))
      sf_record_set_int (record, f, sf_record_get_int (said, f));
    else
      sf_record_set_text (record, f, sf_record_get_text (said, f));
  }
}

static gboolean
input_error (GError **error)
{
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "put-model is asked by the import of vehicles, not typed");
  return FALSE;
}

/* The record with @id as @d says it, not written yet. (transfer full) */
static SfRecord *
laid_on (Batch *batch, SfKind kind, const char *id, JsonNode *d, const char *plain, GError **error)
{
  g_autofree char *json = sf_json_print (d);
  g_autoptr (SfRecord) said = sf_codec_record_from_json (kind, id, json, strlen (json), error);
  SfRecord *record = said ? sf_admin_get_or_new (batch->self, kind, id, error) : NULL;

  if (record)
    take_fields (record, said, plain);
  return record;
}

static gboolean
add_if_new (Batch *batch, SfRecord *record, gboolean *fresh, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRecord) before = sf_table_get (sf_server_store_get_db (batch->self->store), sf_record_get_kind (record), sf_record_get_id (record), &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (!before || !sf_record_equal (before, record))
    g_ptr_array_add (batch->changed, sf_record_ref (record));
  if (fresh)
    *fresh = before == NULL;
  return TRUE;
}

static const char *
plain_name (JsonObject *object, const char *member)
{
  return sf_json_has (object, member) ? sf_json_text (object, member, 400, NULL) : NULL;
}

static JsonNode *
member_of (JsonObject *object, const char *name)
{
  JsonNode *node = object && sf_json_has (object, name) ? json_object_get_member (object, name) : NULL;
  return node && JSON_NODE_HOLDS_OBJECT (node) ? node : NULL;
}

static char *
id_of (Batch *batch, const char *kind, JsonNode *d)
{
  const char *code = sf_json_text (json_node_get_object (d), "code", 400, NULL);
  g_autofree char *key = g_strconcat (kind, ":", code ? code : "", NULL);
  return sf_uuid_derive (batch->self->server_id, key, 0);
}

static gboolean
add_price (Batch *batch, const char *trim, JsonNode *d, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (d) ? json_node_get_object (d) : NULL;
  const char *currency = object ? sf_json_text (object, "currency", 3, error) : NULL, *from = currency ? sf_json_text (object, "from", 10, error) : NULL;

  if (!from)
    return (error && *error) ? FALSE : input_error (error);
  g_autofree char *key = g_strconcat ("price:", currency, ":", from, NULL), *id = sf_uuid_derive (trim, key, 0);
  g_autoptr (SfRecord) price = laid_on (batch, SF_KIND_PRICE, id, d, NULL, error);
  if (!price)
    return FALSE;
  sf_record_set_text (price, SF_PRICE_TRIM, trim);
  g_ptr_array_add (batch->prices, sf_record_ref (price));
  return add_if_new (batch, price, NULL, error);
}

static gboolean
add_trim (Batch *batch, const char *model, const char *word, GHashTable *ids, GError **error)
{
  g_autoptr (JsonNode) node = sf_json_parse (word, strlen (word), error);
  JsonObject *object = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *d = member_of (object, "trim");

  if (!node)
    return FALSE;
  if (!d)
    return input_error (error);
  g_autofree char *id = id_of (batch, "trim", d);
  g_autoptr (SfRecord) trim = laid_on (batch, SF_KIND_TRIM, id, d, plain_name (object, "trim_name"), error);
  if (!trim)
    return FALSE;
  sf_record_set_text (trim, SF_TRIM_MODEL, model);
  JsonNode *list = sf_json_has (object, "prices") ? json_object_get_member (object, "prices") : NULL;
  for (guint i = 0; list && JSON_NODE_HOLDS_ARRAY (list) && i < json_array_get_length (json_node_get_array (list)); i++)
    if (!add_price (batch, id, json_array_get_element (json_node_get_array (list), i), error))
      return FALSE;
  gboolean ok = add_if_new (batch, trim, NULL, error);
  g_hash_table_add (ids, g_steal_pointer (&id));
  return ok;
}

static gboolean
has_id (GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++)
    if (strcmp (sf_record_get_id (g_ptr_array_index (records, i)), id) == 0)
      return TRUE;
  return FALSE;
}

/* Adds the prices that the store has of these trims and that nothing in the batch replaces. */
static gboolean
add_stored_prices (Batch *batch, GHashTable *trims, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, trims);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    SfQuery query = { .kind = SF_KIND_PRICE, .conds = { { SF_PRICE_TRIM, SF_OP_EQ, 0, id } }, .n_conds = 1, .order = -1 };
    g_autoptr (GPtrArray) found = sf_table_query (sf_server_store_get_db (batch->self->store), &query, error);
    if (!found)
      return FALSE;
    for (guint i = 0; i < found->len; i++)
      if (!has_id (batch->prices, sf_record_get_id (g_ptr_array_index (found, i))))
        g_ptr_array_add (batch->prices, sf_record_ref (g_ptr_array_index (found, i)));
  }
  return TRUE;
}

/* Cars of earlier imports that are not in this one still have their prices. */
static gboolean
add_stored_trims (Batch *batch, const char *model, GHashTable *trims, GError **error)
{
  SfQuery query = { .kind = SF_KIND_TRIM, .conds = { { SF_TRIM_MODEL, SF_OP_EQ, 0, model } }, .n_conds = 1, .order = -1 };
  g_autoptr (GPtrArray) found = sf_table_query (sf_server_store_get_db (batch->self->store), &query, error);

  for (guint i = 0; found && i < found->len; i++)
    g_hash_table_add (trims, g_strdup (sf_record_get_id (g_ptr_array_index (found, i))));
  return found != NULL;
}

static char *
dealer_currency (SfAdmin *self)
{
  g_autofree char *id = sf_uuid_derive (self->server_id, "dealer", 0);
  g_autoptr (SfRecord) dealer = sf_table_get (sf_server_store_get_db (self->store), SF_KIND_DEALER, id, NULL);
  return g_strdup (sf_price_currency (dealer ? sf_record_get_text (dealer, SF_DEALER_REGION) : NULL));
}

/* PRICE_FROM follows the prices as soon as there are any; before, what somebody else set stays. */
static void
set_price_from (Batch *batch, SfRecord *model)
{
  g_autofree char *currency = dealer_currency (batch->self), *zone = sf_admin_zone (batch->self);
  int minute;
  g_autofree char *day = sf_day_of (sf_clock_wall_ms (batch->self->clock), zone, &minute);
  SfRecord *lowest = sf_price_lowest (batch->prices, currency, day);

  if (lowest) {
    sf_record_set_int (model, SF_MODEL_PRICE_FROM, sf_record_get_int (lowest, SF_PRICE_AMOUNT));
    sf_record_set_text (model, SF_MODEL_CURRENCY, currency);
  } else if (batch->prices->len > 0) {
    sf_record_unset (model, SF_MODEL_PRICE_FROM);
    sf_record_unset (model, SF_MODEL_CURRENCY);
  }
}

static void
set_pinyin (SfRecord *model)
{
  g_autofree char *cn = exact (model, SF_MODEL_NAME, sf_lang_code (SF_LANG_ZH_CN)), *tw = exact (model, SF_MODEL_NAME, sf_lang_code (SF_LANG_ZH_TW));
  g_autofree char *pinyin = sf_pinyin_of (cn ? cn : tw);

  if (pinyin)
    sf_record_set_text (model, SF_MODEL_PINYIN, pinyin);
  else
    sf_record_unset (model, SF_MODEL_PINYIN);
}

static gboolean
fill (Batch *batch, SfWords *words, GError **error)
{
  const char *first = g_ptr_array_index (words->rest, 0);
  g_autoptr (JsonNode) node = sf_json_parse (first, strlen (first), error);
  JsonObject *head = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *brand_d = member_of (head, "brand"), *model_d = member_of (head, "model");
  g_autoptr (GHashTable) trims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!node)
    return FALSE;
  if (!brand_d || !model_d)
    return input_error (error);
  g_autofree char *brand_id = id_of (batch, "brand", brand_d), *model_id = id_of (batch, "model", model_d);
  g_autoptr (SfRecord) brand = laid_on (batch, SF_KIND_BRAND, brand_id, brand_d, plain_name (head, "brand_name"), error);
  g_autoptr (SfRecord) model = brand ? laid_on (batch, SF_KIND_MODEL, model_id, model_d, plain_name (head, "model_name"), error) : NULL;
  if (!model || !add_if_new (batch, brand, NULL, error))
    return FALSE;
  sf_record_set_text (model, SF_MODEL_BRAND, brand_id);
  for (guint i = 1; i < words->rest->len; i++)
    if (!add_trim (batch, model_id, g_ptr_array_index (words->rest, i), trims, error))
      return FALSE;
  if (!add_stored_trims (batch, model_id, trims, error) || !add_stored_prices (batch, trims, error))
    return FALSE;
  set_price_from (batch, model);
  set_pinyin (model);
  return add_if_new (batch, model, &batch->fresh, error);
}

gboolean
sf_admin_put_model (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr (GPtrArray) prices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  Batch batch = { .self = self, .changed = changed, .prices = prices };

  if (words->rest->len < 1)
    return input_error (error);
  if (!fill (&batch, words, error) || (changed->len > 0 && !sf_ingest_put_all (self->ingest, changed, error)))
    return FALSE;
  g_string_append (out, batch.fresh ? "new\n" : changed->len ? "changed\n" : "same\n");
  return TRUE;
}
