/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-json.h"
#include "admin/sf-admin-private.h"
#include "wire/sf-json.h"

/*
 * The dealership's side of import stock (sf-import-stock.c asks; nobody types these). All answers are one JSON object.
 * put-stock [--check] ROW…: rows {"row":n,"vin":…,"model":…,"trim":…,"colour":…,"place":…,"price":minor,"arrived":…}; a member that is
 *   not there leaves what is known, "" and 0 take it away; a row without model changes a known car only.
 * rest-stock VINS…: cars that are neither sold nor among these. show-stock: models of which a car stands in the showroom.
 */
typedef struct {
  SfAdmin *self;
  gboolean check;
  GHashTable *models;        /* how a list may call a model -> SfRecord, NULL for a name of two models */
  GPtrArray *all, *writes;
  GHashTable *trims;         /* id of a model -> GPtrArray of its trims */
  GHashTable *here;
  JsonBuilder *notes;
  guint made, changed, same, skipped;
} Stock;

/* Names are compared without case, spaces and hyphens. (transfer full) */
static char *
key_of (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  GString *key = g_string_new (NULL);

  for (const char *p = folded; *p; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)) && *p != '-' && *p != '_')
      g_string_append_unichar (key, g_utf8_get_char (p));
  return g_string_free (key, FALSE);
}

static void
add_key (Stock *stock, const char *text, SfRecord *model)
{
  g_autofree char *key = text ? key_of (text) : NULL;
  gpointer other = NULL;

  if (!key)
    return;
  gboolean known = g_hash_table_lookup_extended (stock->models, key, NULL, &other);
  g_hash_table_insert (stock->models, g_steal_pointer (&key), !known || other == model ? model : NULL);
}

static gboolean
learn_models (Stock *stock, GError **error)
{
  stock->all = sf_admin_all (stock->self, SF_KIND_MODEL, error);
  for (guint i = 0; stock->all && i < stock->all->len; i++) {
    SfRecord *model = g_ptr_array_index (stock->all, i);
    const char *code = sf_record_get_text (model, SF_MODEL_CODE), *slash = strrchr (code, '/');
    add_key (stock, code, model);
    if (slash)
      add_key (stock, slash + 1, model);
    for (guint lang = 0; lang < SF_N_LANGS; lang++)
      add_key (stock, sf_record_get_ltext (model, SF_MODEL_NAME, lang), model);
  }
  return stock->all != NULL;
}

static GPtrArray *
trims_of (Stock *stock, const char *model, GError **error)
{
  GPtrArray *trims = g_hash_table_lookup (stock->trims, model);

  if (!trims) {
    SfQuery query = { .kind = SF_KIND_TRIM, .conds = { { SF_TRIM_MODEL, SF_OP_EQ, 0, model } }, .n_conds = 1, .order = -1 };
    trims = sf_table_query (sf_server_store_get_db (stock->self->store), &query, error);
    if (trims)
      g_hash_table_insert (stock->trims, g_strdup (model), trims);
  }
  return trims;
}

/* The code behind the year: openev/nio/et7/2025/base/100kwh is base/100kwh. */
static gboolean
is_called (SfRecord *trim, const char *key)
{
  const char *code = sf_record_get_text (trim, SF_TRIM_CODE), *tail = code;

  for (guint i = 0; tail && i < 4; i++)
    tail = strchr (tail, '/') ? strchr (tail, '/') + 1 : NULL;
  g_autofree char *whole = key_of (code), *behind = key_of (tail ? tail : code);
  if (strcmp (key, whole) == 0 || strcmp (key, behind) == 0)
    return TRUE;
  for (guint lang = 0; lang < SF_N_LANGS; lang++) {
    const char *name = sf_record_get_ltext (trim, SF_TRIM_NAME, lang);
    g_autofree char *named = name ? key_of (name) : NULL;
    if (named && strcmp (key, named) == 0)
      return TRUE;
  }
  return FALSE;
}

/* "2025款 长续航版", "长续航版": the year when it is said, else the newest. */
static SfRecord *
find_trim (GPtrArray *trims, const char *text)
{
  gint64 year = strspn (text, "0123456789") == 4 ? g_ascii_strtoll (text, NULL, 10) : 0;
  const char *rest = year >= 1990 && year <= 2100 ? text + 4 : text;
  SfRecord *best = NULL;

  if (rest != text && g_str_has_prefix (rest, "年"))
    rest += strlen ("年");
  if (rest != text && g_str_has_prefix (rest, "款"))
    rest += strlen ("款");
  g_autofree char *key = key_of (rest), *as_said = key_of (text);
  for (guint i = 0; i < trims->len; i++) {
    SfRecord *trim = g_ptr_array_index (trims, i);
    gboolean fits = is_called (trim, as_said) || (rest != text && sf_record_get_int (trim, SF_TRIM_YEAR) == year && is_called (trim, key));
    if (fits && (!best || sf_record_get_int (trim, SF_TRIM_YEAR) > sf_record_get_int (best, SF_TRIM_YEAR)))
      best = trim;
  }
  return best;
}

static gboolean
note (Stock *stock, gint64 row, const char *column, const char *why)
{
  JsonBuilder *b = stock->notes;

  json_builder_begin_object (b);
  sf_admin_json_int (b, "row", row);
  sf_admin_json_text (b, "column", column);
  sf_admin_json_text (b, "why", why);
  json_builder_end_object (b);
  return TRUE;
}

static const char *
text_of (JsonObject *row, const char *name)
{
  return sf_json_has (row, name) ? sf_json_text (row, name, 400, NULL) : NULL;
}

static void
take_text (SfRecord *car, guint field, const char *text)
{
  if (text && *text)
    sf_record_set_text (car, field, text);
  else if (text)
    sf_record_unset (car, field);
}

static gboolean
set_trim (Stock *stock, SfRecord *car, const char *text, gint64 number, GError **error)
{
  if (!text)
    return TRUE;
  GPtrArray *trims = trims_of (stock, sf_record_get_text (car, SF_STOCK_CAR_MODEL), error);
  SfRecord *trim = trims && *text ? find_trim (trims, text) : NULL;
  if (trims && *text && !trim)
    note (stock, number, "trim", "no trim of this model is called so; taken without");
  take_text (car, SF_STOCK_CAR_TRIM, trim ? sf_record_get_id (trim) : "");
  return trims != NULL;
}

static void
set_rest (SfRecord *car, JsonObject *row)
{
  const char *place = text_of (row, "place");
  gint64 price = 0;

  take_text (car, SF_STOCK_CAR_COLOUR, text_of (row, "colour"));
  take_text (car, SF_STOCK_CAR_ARRIVED, text_of (row, "arrived"));
  const char *before = sf_record_get_text (car, SF_STOCK_CAR_PLACE);
  if (place && *place)
    sf_record_set_text (car, SF_STOCK_CAR_PLACE, place);
  else if (!before || strcmp (before, "sold") == 0)       /* who is in the list is in stock */
    sf_record_set_text (car, SF_STOCK_CAR_PLACE, "yard");
  if (sf_json_has (row, "price") && sf_json_int (row, "price", 0, G_MAXINT64, &price, NULL)) {
    if (price > 0)
      sf_record_set_int (car, SF_STOCK_CAR_PRICE, price);
    else
      sf_record_unset (car, SF_STOCK_CAR_PRICE);
  }
}

static void
count (Stock *stock, SfRecord *car, SfRecord *before)
{
  if (!before)
    stock->made++;
  else if (sf_record_equal (before, car))
    stock->same++;
  else
    stock->changed++;
  if (!before || !sf_record_equal (before, car))
    g_ptr_array_add (stock->writes, sf_record_ref (car));
  if (g_strcmp0 (sf_record_get_text (car, SF_STOCK_CAR_PLACE), "showroom") == 0)
    for (guint i = 0; i < stock->all->len; i++)
      if (strcmp (sf_record_get_id (stock->all->pdata[i]), sf_record_get_text (car, SF_STOCK_CAR_MODEL)) == 0)
        g_hash_table_add (stock->here, (gpointer) sf_record_get_text (stock->all->pdata[i], SF_MODEL_CODE));
}

/* Finds the model that a row means; TRUE when the row can be taken. */
static gboolean
set_model (Stock *stock, SfRecord *car, JsonObject *row, gint64 number, SfRecord *before)
{
  const char *text = text_of (row, "model");
  g_autofree char *key = text ? key_of (text) : NULL;
  gpointer model = NULL;

  if (!text && before)
    return TRUE;
  gboolean known = key && g_hash_table_lookup_extended (stock->models, key, NULL, &model);
  if (!model) {
    stock->skipped++;
    note (stock, number, "model", known ? "several models are called so; write the code" : "no model is called so; import vehicles first");
    return FALSE;
  }
  sf_record_set_text (car, SF_STOCK_CAR_MODEL, sf_record_get_id (model));
  return TRUE;
}

static gboolean
take_row (Stock *stock, const char *word, GError **error)
{
  g_autoptr (JsonNode) node = sf_json_parse (word, strlen (word), error);
  JsonObject *row = node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (GError) local = NULL;
  const char *vin = row ? sf_json_text (row, "vin", 17, error) : NULL;
  gint64 number = row ? json_object_get_int_member_with_default (row, "row", 0) : 0;

  if (!vin) {
    if (node && error && !*error)
      g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "This is no row of a stock list");
    return FALSE;
  }
  g_autofree char *key = g_strconcat ("stock_car:", vin, NULL), *id = sf_uuid_derive (stock->self->server_id, key, 0);
  g_autoptr (SfRecord) before = sf_table_get (sf_server_store_get_db (stock->self->store), SF_KIND_STOCK_CAR, id, &local);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  g_autoptr (SfRecord) car = before ? sf_record_copy (before) : sf_record_new (SF_KIND_STOCK_CAR, id);
  sf_record_set_text (car, SF_STOCK_CAR_VIN, vin);
  if (!set_model (stock, car, row, number, before))
    return TRUE;
  if (!set_trim (stock, car, text_of (row, "trim"), number, error))
    return FALSE;
  set_rest (car, row);
  if (!sf_record_check (car, SF_CHECK_CREATE, SF_ROLE_S, &local)) {
    stock->skipped++;
    return note (stock, number, "vin", local->message);
  }
  count (stock, car, before);
  return TRUE;
}

static void
print (JsonBuilder *b, GString *out)
{
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *json = sf_json_print (root);
  g_string_append (out, json);
}

/* Texts of a table's keys as an array member, in order. */
static void
add_keys (JsonBuilder *b, const char *name, GHashTable *table)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) strcmp);

  json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
  for (GList *l = keys; l; l = l->next)
    json_builder_add_string_value (b, l->data);
  json_builder_end_array (b);
}

gboolean
sf_admin_put_stock (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (GHashTable) models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), here = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) trims = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) writes = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr (JsonBuilder) b = json_builder_new ();
  Stock stock = { .self = self, .check = sf_words_get (words, "check") != NULL, .models = models, .here = here, .trims = trims, .writes = writes, .notes = b };
  gboolean ok = learn_models (&stock, error);
  g_autoptr (GPtrArray) all = stock.all;

  json_builder_begin_object (b);
  json_builder_set_member_name (b, "notes");
  json_builder_begin_array (b);
  for (guint i = 0; ok && i < words->rest->len; i++)
    ok = take_row (&stock, g_ptr_array_index (words->rest, i), error);
  json_builder_end_array (b);
  add_keys (b, "here", here);
  sf_admin_json_int (b, "new", stock.made);
  sf_admin_json_int (b, "changed", stock.changed);
  sf_admin_json_int (b, "same", stock.same);
  sf_admin_json_int (b, "skipped", stock.skipped);
  if (!ok || (writes->len > 0 && !stock.check && !sf_ingest_put_all (self->ingest, writes, error)))
    return FALSE;
  print (b, out);
  return TRUE;
}

gboolean
sf_admin_rest_stock (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (GHashTable) listed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), absent = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) cars = sf_admin_all (self, SF_KIND_STOCK_CAR, error);
  g_autoptr (JsonBuilder) b = json_builder_new ();

  if (!cars)
    return FALSE;
  for (guint i = 0; i < words->rest->len; i++) {
    g_auto (GStrv) vins = g_strsplit (g_ptr_array_index (words->rest, i), " ", 0);
    for (guint k = 0; vins[k]; k++)
      g_hash_table_add (listed, g_strdup (vins[k]));
  }
  for (guint i = 0; i < cars->len; i++) {
    const char *vin = sf_record_get_text (cars->pdata[i], SF_STOCK_CAR_VIN);
    if (g_strcmp0 (sf_record_get_text (cars->pdata[i], SF_STOCK_CAR_PLACE), "sold") != 0 && !g_hash_table_contains (listed, vin))
      g_hash_table_add (absent, (gpointer) vin);
  }
  json_builder_begin_object (b);
  add_keys (b, "absent", absent);
  print (b, out);
  return TRUE;
}

gboolean
sf_admin_show_stock (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (GHashTable) here = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) cars = sf_admin_all (self, SF_KIND_STOCK_CAR, error), models = cars ? sf_admin_all (self, SF_KIND_MODEL, error) : NULL;
  g_autoptr (GHashTable) standing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (JsonBuilder) b = json_builder_new ();

  if (!models)
    return FALSE;
  for (guint i = 0; i < cars->len; i++)
    if (g_strcmp0 (sf_record_get_text (cars->pdata[i], SF_STOCK_CAR_PLACE), "showroom") == 0)
      g_hash_table_add (standing, (gpointer) sf_record_get_text (cars->pdata[i], SF_STOCK_CAR_MODEL));
  for (guint i = 0; i < models->len; i++)
    if (g_hash_table_contains (standing, sf_record_get_id (models->pdata[i])))
      g_hash_table_add (here, (gpointer) sf_record_get_text (models->pdata[i], SF_MODEL_CODE));
  g_autoptr (GList) codes = g_list_sort (g_hash_table_get_keys (here), (GCompareFunc) strcmp);
  for (GList *l = codes; l; l = l->next)
    g_string_append_printf (list, "%s%s", list->len ? "," : "", (const char *) l->data);
  json_builder_begin_object (b);
  add_keys (b, "here", here);
  print (b, out);
  return sf_admin_set (self, "showroom.models", list->str, error);
}
