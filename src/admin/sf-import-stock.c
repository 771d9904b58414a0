/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-columns.h"
#include "admin/sf-csv.h"
#include "admin/sf-vehicle-check.h"
#include "base/sf-file.h"
#include "craft/sf-vin.h"
#include "wire/sf-json.h"

/*
 * import stock FILE.csv [--check] [--replace]: the dealer's own list of cars. Read and checked here; the dealership gets a hundred
 * rows at a time (put-stock), says which of its cars were not in the list (rest-stock), and what stands in the showroom becomes the
 * setting showroom.models (show-stock). A column that the list does not have leaves what is known of a car as it is.
 */
#define MAX_LIST (32 * 1024 * 1024)
#define MAX_CARS 50000
#define BATCH 100
#define MAX_TOLD 20                  /* cars that are named in an answer for people */

enum { VIN, MODEL, TRIM, COLOUR, PLACE, PRICE, ARRIVED, N_COLUMNS };
static const SfColumn columns[N_COLUMNS] = {
  { "vin|车架号|車架號|车身号码|車身號碼|VIN码", TRUE }, { "model|车型|車型|車款|车型代码", TRUE }, { "trim|版本|配置", FALSE },
  { "colour|color|颜色|顏色|外观颜色|外觀顏色|车身颜色", FALSE }, { "place|位置|状态|狀態", FALSE }, { "price|价格|價格|售价|售價", FALSE },
  { "arrived|到店日期|入库日期|入庫日期", FALSE },
};
static const char *const members[N_COLUMNS] = { "vin", "model", "trim", "colour", "place", "price", "arrived" };

typedef struct {
  const SfFront *front;
  gboolean check, replace;
  int places[N_COLUMNS];
  GPtrArray *issues;         /* SfIssue: field is "row N, column" */
  const char *file;
  GPtrArray *vins;           /* of rows that were taken */
  GHashTable *rows;          /* VIN -> number of its row */
  GHashTable *here;          /* codes of models that stand in the showroom by this list */
  guint made, changed, same, skipped, unread, sold;      /* unread: rows without a VIN that can be */
} Import;

static gboolean
complain (Import *import, guint number, int column, const char *why)
{
  g_autofree char *name = sf_columns_name (&columns[column]), *field = g_strdup_printf ("row %u, %s", number, name);
  sf_issues_add (import->issues, import->file, field, "%s", why);
  return FALSE;
}

/* What a dealer writes about where a car is. */
static const char *
place_of (const char *text)
{
  static const char *const places[][2] = {
    { "showroom", "showroom" }, { "展厅", "showroom" }, { "展廳", "showroom" }, { "展示中心", "showroom" }, { "展车", "showroom" }, { "展車", "showroom" },
    { "yard", "yard" }, { "stock", "yard" }, { "库存", "yard" }, { "庫存", "yard" }, { "车库", "yard" }, { "停车场", "yard" }, { "停車場", "yard" }, { "在库", "yard" }, { "在庫", "yard" }, { "仓库", "yard" },
    { "transit", "transit" }, { "在途", "transit" }, { "运输中", "transit" }, { "運輸中", "transit" }, { "sold", "sold" }, { "已售", "sold" }, { "售出", "sold" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_ascii_strcasecmp (text, places[i][0]) == 0)
      return places[i][1];
  return NULL;
}

static gboolean
read_vin (Import *import, GStrv row, guint number, char **vin)
{
  static const char *const why[] = { [SF_VIN_LENGTH] = "not 17 characters", [SF_VIN_CHARACTER] = "a character that no VIN has", [SF_VIN_CHECK] = "the check digit does not fit; a typing mistake?" };

  *vin = sf_vin_normalize (sf_columns_cell (row, import->places[VIN]));
  SfVinState state = sf_vin_check (*vin);
  if (state != SF_VIN_OK)
    return complain (import, number, VIN, **vin ? why[state] : "empty");
  guint other = GPOINTER_TO_UINT (g_hash_table_lookup (import->rows, *vin));
  g_autofree char *twice = g_strdup_printf ("the same car as row %u", other);
  if (other)
    return complain (import, number, VIN, twice);
  return TRUE;
}

static void
add_text (JsonBuilder *b, int column, const char *text)
{
  json_builder_set_member_name (b, members[column]);
  json_builder_add_string_value (b, text);
}

/* Cells that may be wrong without the car being wrong: they are named and left as they were. */
static void
add_details (Import *import, JsonBuilder *b, GStrv row, guint number)
{
  const char *colour = sf_columns_cell (row, import->places[COLOUR]), *place = sf_columns_cell (row, import->places[PLACE]);
  const char *price = sf_columns_cell (row, import->places[PRICE]), *arrived = sf_columns_cell (row, import->places[ARRIVED]);
  g_autofree char *day = *arrived ? sf_columns_day (arrived) : NULL;
  gint64 minor = 0;

  if (g_utf8_strlen (colour, -1) > 60)
    complain (import, number, COLOUR, "too long; left as it was");
  else if (import->places[COLOUR] >= 0)
    add_text (b, COLOUR, colour);
  if (*place && !place_of (place))
    complain (import, number, PLACE, "none of showroom, yard, transit, sold (展厅, 库存, 在途, 已售); left as it was");
  else if (*place)
    add_text (b, PLACE, place_of (place));
  if (*price && !sf_columns_money (price, &minor)) {
    complain (import, number, PRICE, "not an amount; left as it was");
  } else if (import->places[PRICE] >= 0) {
    json_builder_set_member_name (b, members[PRICE]);
    json_builder_add_int_value (b, minor);
  }
  if (*arrived && !day)
    complain (import, number, ARRIVED, "not a day (2026-03-01); left as it was");
  else if (import->places[ARRIVED] >= 0)
    add_text (b, ARRIVED, day ? day : "");
}

static char *
row_word (Import *import, GStrv row, guint number)
{
  g_autofree char *vin = NULL;
  const char *model = sf_columns_cell (row, import->places[MODEL]), *trim = sf_columns_cell (row, import->places[TRIM]);

  if (!read_vin (import, row, number, &vin)) {
    import->unread++;
    return NULL;
  }
  if (!*model || strlen (model) > 400 || strlen (trim) > 400) {
    complain (import, number, *model ? TRIM : MODEL, *model ? "too long" : "empty");
    return NULL;
  }
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "row");
  json_builder_add_int_value (b, number);
  add_text (b, VIN, vin);
  add_text (b, MODEL, model);
  if (import->places[TRIM] >= 0)
    add_text (b, TRIM, trim);
  add_details (import, b, row, number);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_ptr_array_add (import->vins, g_strdup (vin));
  g_hash_table_insert (import->rows, g_steal_pointer (&vin), GUINT_TO_POINTER (number));
  return sf_json_print (root);
}

/* Asks and returns the answer as an object. (transfer full) */
static JsonNode *
ask (Import *import, GPtrArray *words, GError **error)
{
  g_ptr_array_add (words, NULL);
  g_autoptr (GBytes) reply = import->front->ask ((const char *const *) words->pdata, import->front->data, error);
  JsonNode *node = reply ? sf_json_parse (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply), error) : NULL;

  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return node;
  g_clear_pointer (&node, json_node_unref);
  if (error && !*error)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The server answered something else");
  return NULL;
}

static GPtrArray *
words_new (Import *import, const char *command)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, g_strdup (command));
  if (import->check)
    g_ptr_array_add (words, g_strdup ("--check"));
  return words;
}

static guint
count_of (JsonObject *object, const char *name)
{
  return (guint) json_object_get_int_member_with_default (object, name, 0);
}

static gboolean
send_rows (Import *import, GPtrArray *words, GError **error)
{
  g_autoptr (JsonNode) node = ask (import, words, error);
  JsonObject *reply = node ? json_node_get_object (node) : NULL;

  if (!reply)
    return FALSE;
  JsonArray *notes = json_object_get_array_member (reply, "notes"), *here = json_object_get_array_member (reply, "here");
  for (guint i = 0; notes && i < json_array_get_length (notes); i++) {
    JsonObject *note = json_array_get_object_element (notes, i);
    complain (import, count_of (note, "row"), strcmp (json_object_get_string_member_with_default (note, "column", ""), "trim") == 0 ? TRIM : MODEL,
              json_object_get_string_member_with_default (note, "why", ""));
  }
  for (guint i = 0; here && i < json_array_get_length (here); i++)
    g_hash_table_add (import->here, g_strdup (json_array_get_string_element (here, i)));
  import->made += count_of (reply, "new");
  import->changed += count_of (reply, "changed");
  import->same += count_of (reply, "same");
  import->skipped += count_of (reply, "skipped");
  return TRUE;
}

static gboolean
send_all (Import *import, GPtrArray *table, GError **error)
{
  g_autoptr (GPtrArray) words = words_new (import, "put-stock");
  guint none = words->len;

  for (guint i = 1; i < table->len; i++) {
    GStrv row = g_ptr_array_index (table, i);
    char *word = sf_columns_is_blank (row) ? NULL : row_word (import, row, i + 1);
    if (word)
      g_ptr_array_add (words, word);
    else
      import->skipped += !sf_columns_is_blank (row);
    if (words->len > none && (words->len - none == BATCH || i + 1 == table->len)) {
      if (!send_rows (import, words, error)) {
        g_prefix_error (error, "row %u and what is near it was not written: ", i + 1);
        return FALSE;
      }
      g_ptr_array_set_size (words, (int) none);
      import->front->progress (i, table->len - 1, "", import->front->data);
    }
  }
  return words->len <= none || send_rows (import, words, error);
}

/* Cars that the dealership has and the list has not: (transfer full) (element-type utf8) */
static GPtrArray *
absent_cars (Import *import, GError **error)
{
  g_autoptr (GPtrArray) words = words_new (import, "rest-stock");
  g_autoptr (GPtrArray) absent = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < import->vins->len; i += 1000) {
    GString *word = g_string_new (NULL);
    for (guint k = i; k < MIN (i + 1000, import->vins->len); k++)
      g_string_append_printf (word, "%s%s", k > i ? " " : "", (const char *) g_ptr_array_index (import->vins, k));
    g_ptr_array_add (words, g_string_free (word, FALSE));
  }
  g_autoptr (JsonNode) node = ask (import, words, error);
  JsonArray *list = node ? json_object_get_array_member (json_node_get_object (node), "absent") : NULL;
  if (!node)
    return NULL;
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    g_ptr_array_add (absent, g_strdup (json_array_get_string_element (list, i)));
  return g_steal_pointer (&absent);
}

static gboolean
sell (Import *import, GPtrArray *absent, GError **error)
{
  for (guint i = 0; i < absent->len; i += BATCH) {
    g_autoptr (GPtrArray) words = words_new (import, "put-stock");
    for (guint k = i; k < MIN (i + BATCH, absent->len); k++)
      g_ptr_array_add (words, g_strdup_printf ("{\"row\":0,\"vin\":\"%s\",\"place\":\"sold\"}", (const char *) g_ptr_array_index (absent, k)));
    g_autoptr (JsonNode) node = ask (import, words, error);
    if (!node)
      return FALSE;
    import->sold += count_of (json_node_get_object (node), "changed");
  }
  return TRUE;
}

static void
tell_absent (Import *import, GPtrArray *absent, GString *out)
{
  for (guint i = 0; i < MIN (absent->len, MAX_TOLD); i++)
    g_string_append_printf (out, "not in the list: %s\n", (const char *) g_ptr_array_index (absent, i));
  if (absent->len > MAX_TOLD)
    g_string_append_printf (out, "not in the list: %u more\n", absent->len - MAX_TOLD);
}

static gint
by_row (gconstpointer a, gconstpointer b)
{
  const SfIssue *x = *(SfIssue *const *) a, *y = *(SfIssue *const *) b;
  return (gint) g_ascii_strtoull (x->field + strlen ("row "), NULL, 10) - (gint) g_ascii_strtoull (y->field + strlen ("row "), NULL, 10);
}

static void
tell (Import *import, GPtrArray *absent, GString *out)
{
  g_ptr_array_sort (import->issues, by_row);      /* a stable sort: ours before what the dealership said of the same row */
  for (guint i = 0; i < import->issues->len; i++) {
    SfIssue *issue = g_ptr_array_index (import->issues, i);
    g_string_append_printf (out, "%s: %s\n", issue->field, issue->reason);
  }
  tell_absent (import, absent, out);
  g_string_append_printf (out, "%s%u new, %u changed, %u as they were, %u skipped; %u not in the list%s\n", import->check ? "Nothing was written. It would be: " : "",
                          import->made, import->changed, import->same, import->skipped, absent->len,
                          !absent->len ? "" : import->replace ? import->check ? ", to be marked as sold" : ", marked as sold" : ", left as they are (--replace marks them as sold)");
  if (import->places[PLACE] >= 0)
    g_string_append_printf (out, "models in the showroom by this list: %u\n", g_hash_table_size (import->here));
}

static gboolean
take (Import *import, GPtrArray *table, GString *out, GError **error)
{
  if (!send_all (import, table, error))
    return FALSE;
  g_autoptr (GPtrArray) absent = absent_cars (import, error);
  if (!absent)
    return FALSE;
  /* A car whose number was mistyped is in the list all the same. */
  if (import->replace && import->unread > 0 && absent->len > 0) {
    g_string_append_printf (out, "%u rows have no VIN that can be read: nothing is marked as sold\n", import->unread);
    import->replace = FALSE;
  }
  if (import->replace && !import->check && !sell (import, absent, error))
    return FALSE;
  if (import->places[PLACE] >= 0 && !import->check) {
    g_autoptr (GPtrArray) words = words_new (import, "show-stock");
    g_autoptr (JsonNode) node = ask (import, words, error);
    if (!node)
      return FALSE;
  }
  tell (import, absent, out);
  return TRUE;
}

gboolean
sf_import_stock (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  gsize n;
  const char *file = g_ptr_array_index (words->rest, 1);
  g_autofree char *data = sf_file_read (file, MAX_LIST, FALSE, &n, error), *csv = data ? sf_csv_to_utf8 (data, n, error) : NULL;
  g_autoptr (GPtrArray) table = csv ? sf_csv_parse (csv, error) : NULL, issues = sf_issues_new (), vins = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Import import = { .front = front, .check = sf_words_get (words, "check") != NULL, .replace = sf_words_get (words, "replace") != NULL,
                    .issues = issues, .file = file, .vins = vins, .rows = rows, .here = here };

  if (!table)
    return FALSE;
  if (table->len < 2 || table->len > MAX_CARS) {
    g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, table->len < 2 ? "There is no car in the list" : "More than %d cars", MAX_CARS);
    return FALSE;
  }
  return sf_columns_find (columns, N_COLUMNS, g_ptr_array_index (table, 0), import.places, error) && take (&import, table, out, error);
}
