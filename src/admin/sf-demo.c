/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-csv.h"
#include "admin/sf-demo-past.h"
#include "wire/sf-json.h"

/* The demo dealership: a fictional brand, its cars and people, and a few days that lie behind it. */

static const char *const dealer_words[] = {
  "--name", "星河汽车·滨江店", "--name-tw", "星河汽車·濱江店", "--name-en", "Stellarway Riverside",
  "--company", "星河滨江汽车销售服务有限公司", "--company-tw", "星河濱江汽車股份有限公司", "--company-en", "Stellarway Riverside Motors Ltd",
  "--address", "滨江大道88号", "--address-tw", "濱江大道88號", "--address-en", "88 Riverside Avenue",
  "--phone", "400-000-0088", "--brand", "星河", "--brand-tw", "星河", "--brand-en", "Stellarway",
  "--region", "cn", "--zone", "Asia/Shanghai", "--plate", "沪", "--opens", "09:00", "--closes", "20:00", "--confirm-claims", NULL };

static const char *
member_text (JsonObject *object, const char *name)
{
  return sf_json_has (object, name) ? sf_json_text (object, name, 400, NULL) : NULL;
}

static void
set_names (SfRecord *record, guint field, JsonObject *object, const char *name)
{
  JsonNode *node = sf_json_has (object, name) ? json_object_get_member (object, name) : NULL;
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  for (guint lang = 0; lang < SF_N_LANGS; lang++) {
    const char *text = member_text (json_node_get_object (node), sf_lang_code (lang));
    if (text)
      sf_record_set_ltext (record, field, lang, text);
  }
}

static void
set_number (SfRecord *record, guint field, JsonObject *object, const char *name, double factor)
{
  JsonNode *node = sf_json_has (object, name) ? json_object_get_member (object, name) : NULL;
  if (node && JSON_NODE_HOLDS_VALUE (node))
    sf_record_set_int (record, field, (gint64) (json_node_get_double (node) * factor + 0.5));
}

/* The picture of a car, once it has been drawn. */
static gboolean
set_picture (SfAdmin *self, SfRecord *model, JsonObject *object, const char *dir, GError **error)
{
  JsonNode *node = sf_json_has (object, "pictures") ? json_object_get_member (object, "pictures") : NULL;
  const char *card = node && JSON_NODE_HOLDS_OBJECT (node) ? member_text (json_node_get_object (node), "card") : NULL;
  g_autofree char *path = card ? g_build_filename (dir, card, NULL) : NULL;

  if (!path || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_autofree char *media = sf_admin_add_picture (self, path, error);
  if (media)
    sf_record_set_text (model, SF_MODEL_PICTURE, media);
  return media != NULL;
}

static gboolean
put_model (SfAdmin *self, JsonObject *object, guint position, const char *dir, GString *here, GError **error)
{
  const char *code = member_text (object, "id");
  g_autofree char *key = g_strconcat ("model:", code, NULL);
  g_autofree char *id = sf_uuid_derive (self->server_id, key, 0);
  g_autoptr (SfRecord) model = sf_record_new (SF_KIND_MODEL, id);

  sf_record_set_text (model, SF_MODEL_CODE, code);
  set_names (model, SF_MODEL_NAME, object, "name");
  sf_record_set_text (model, SF_MODEL_BODY, member_text (object, "body"));
  set_number (model, SF_MODEL_PRICE_FROM, object, "price_from", 100);
  sf_record_set_text (model, SF_MODEL_CURRENCY, "CNY");
  set_number (model, SF_MODEL_RANGE_KM, object, "range_km", 1);
  set_number (model, SF_MODEL_SEATS, object, "seats", 1);
  set_number (model, SF_MODEL_ACCEL, object, "zero_to_100_s", 10);
  sf_record_set_int (model, SF_MODEL_POSITION, position);
  if (sf_json_has (object, "in_showroom") && json_object_get_boolean_member (object, "in_showroom"))
    g_string_append_printf (here, "%s%s", here->len ? "," : "", code);
  return set_picture (self, model, object, dir, error) && sf_admin_put_if_new (self, model, NULL, error);
}

static gboolean
put_models (SfAdmin *self, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "models.json", NULL);
  g_autofree char *json = NULL;
  g_autoptr (GString) here = g_string_new (NULL);
  gsize n;

  if (!g_file_get_contents (path, &json, &n, error))
    return FALSE;
  g_autoptr (JsonNode) root = sf_json_parse (json, n, error);
  if (!root)
    return FALSE;
  JsonArray *models = json_object_get_array_member (json_node_get_object (root), "models");
  for (guint i = 0; i < json_array_get_length (models); i++)
    if (!put_model (self, json_array_get_object_element (models, i), i + 1, dir, here, error))
      return FALSE;
  return sf_admin_set (self, "showroom.models", here->str, error);
}

static gboolean
put_staff (SfAdmin *self, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "staff.csv", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  SfImportCount count = { 0 };
  gsize n;

  if (!g_file_get_contents (path, &data, &n, error))
    return FALSE;
  g_autofree char *csv = sf_csv_to_utf8 (data, n, error);
  return csv && sf_admin_import_staff (self, csv, dir, &count, out, error);
}

gboolean
sf_admin_demo (SfAdmin *self, const char *demo_dir, GError **error)
{
  g_autofree char *done = sf_server_store_get (self->store, "demo");
  g_autoptr (GString) out = g_string_new (NULL);
  static const char *const settings[][2] = { { "ring.first_s", "20" }, { "ring.next_s", "15" }, { "ticket.skip4", "1" } };

  if (done)
    return TRUE;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_ptr_array_add (words, (gpointer) "init");
  for (guint i = 0; dealer_words[i]; i++)
    g_ptr_array_add (words, (gpointer) dealer_words[i]);
  g_ptr_array_add (words, NULL);
  if (!sf_admin_run (self, (const char *const *) words->pdata, out, error) || !put_staff (self, demo_dir, error) || !put_models (self, demo_dir, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (!sf_admin_set (self, settings[i][0], settings[i][1], error))
      return FALSE;
  return sf_demo_put_past (self, error) && sf_server_store_set (self->store, "demo", "1", error);
}
