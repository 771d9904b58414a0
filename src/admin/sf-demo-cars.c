/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-demo-cars.h"

#include "admin/sf-demo-table.h"
#include "wire/sf-json.h"

#define FRAMES 24

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

static void
set_ref (SfAdmin *self, SfRecord *record, guint field, SfKind kind, const char *key)
{
  g_autofree char *id = sf_demo_id (self, kind, key);
  sf_record_set_text (record, field, id);
}

/* --- views ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  SfAdmin *self;
  SfDemoMedia *media;
  GPtrArray *records;
  const char *code;          /* of the car */
} Scene;

static char *
file_of (Scene *scene, const char *name)
{
  return g_strdup_printf ("cars/%s/%s", scene->code, name);
}

typedef struct { const char *zh_cn, *zh_tw, *en; } Caption;

/* A view of one file with up to three of its variants; nothing when the file is not there. */
static void
add_view (Scene *scene, const char *use, int position, const char *name, const SfDemoVariant *variants, const Caption *caption)
{
  g_autofree char *file = file_of (scene, name), *key = g_strdup_printf ("%s/%s/%d", scene->code, use, position);
  g_autofree char *media = sf_demo_media_add (scene->media, file, variants, scene->records);
  if (!media)
    return;
  g_autofree char *id = sf_demo_id (scene->self, SF_KIND_VIEW, key);
  SfRecord *view = sf_record_new (SF_KIND_VIEW, id);
  set_ref (scene->self, view, SF_VIEW_MODEL, SF_KIND_MODEL, scene->code);
  sf_record_set_text (view, SF_VIEW_USE, use);
  sf_record_set_text (view, SF_VIEW_MEDIA, media);
  sf_record_set_int (view, SF_VIEW_POSITION, position);
  if (caption) {
    sf_record_set_ltext (view, SF_VIEW_CAPTION, SF_LANG_ZH_CN, caption->zh_cn);
    sf_record_set_ltext (view, SF_VIEW_CAPTION, SF_LANG_ZH_TW, caption->zh_tw);
    sf_record_set_ltext (view, SF_VIEW_CAPTION, SF_LANG_EN, caption->en);
  }
  g_ptr_array_add (scene->records, view);
}

static void
add_frame (Scene *scene, const char *use, int position, int frame, const Caption *caption)
{
  g_autofree char *name = g_strdup_printf ("turn/%02d.jpg", frame), *paint = g_strdup_printf ("cars/%s/turn/%02d.paint.png", scene->code, frame);
  const SfDemoVariant variants[] = { { "mask", paint }, { NULL, NULL } };
  add_view (scene, use, position, name, variants, caption);
}

static void
add_views (Scene *scene)
{
  static const struct { int frame; Caption caption; } gallery[] = {
    { 2, { "前侧", "前側", "Front" } }, { 6, { "侧面", "側面", "Side" } }, { 10, { "后侧", "後側", "Rear" } }, { 12, { "车尾", "車尾", "From behind" } },
  };
  g_autofree char *thumb = file_of (scene, "thumb.jpg"), *wide = file_of (scene, "hero-1920x640.jpg"), *strip = file_of (scene, "hero-1920x320.jpg");
  g_autofree char *tall = file_of (scene, "hero-1080x1420.jpg"), *wall = file_of (scene, "wall-1080x1920.jpg");

  add_view (scene, "card", 1, "card.png", (const SfDemoVariant[]) { { "thumb", thumb }, { NULL, NULL } }, NULL);
  add_view (scene, "hero", 1, "hero-1920x640.jpg", (const SfDemoVariant[]) { { "wide", wide }, { "strip", strip }, { "tall", tall }, { NULL, NULL } }, NULL);
  add_view (scene, "gallery", 1, "wall-1920x1080.jpg", (const SfDemoVariant[]) { { "tall", wall }, { NULL, NULL } }, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (gallery); i++)
    add_frame (scene, "gallery", (int) i + 2, gallery[i].frame, &gallery[i].caption);
  for (int frame = 0; frame < FRAMES; frame++)
    add_frame (scene, "turn", frame, frame, NULL);
}

/* --- cars ----------------------------------------------------------------------------------------------------------- */

static void
add_model (Scene *scene, JsonObject *object, guint position)
{
  SfAdmin *self = scene->self;
  g_autofree char *id = sf_demo_id (self, SF_KIND_MODEL, scene->code), *card = file_of (scene, "card.png"), *thumb = file_of (scene, "thumb.jpg");
  g_autofree char *pinyin = g_strdup_printf ("xinghe %s xinghe%s xh%s", scene->code, scene->code, scene->code);
  g_autofree char *picture = sf_demo_media_add (scene->media, card, (const SfDemoVariant[]) { { "thumb", thumb }, { NULL, NULL } }, scene->records);
  SfRecord *model = sf_record_new (SF_KIND_MODEL, id);

  sf_record_set_text (model, SF_MODEL_CODE, scene->code);
  set_names (model, SF_MODEL_NAME, object, "name");
  set_names (model, SF_MODEL_SEGMENT, object, "kind");
  set_names (model, SF_MODEL_TAGLINE, object, "tagline");
  set_ref (self, model, SF_MODEL_BRAND, SF_KIND_BRAND, "stellarway");
  set_ref (self, model, SF_MODEL_SERIES, SF_KIND_SERIES, member_text (object, "series"));
  sf_record_set_text (model, SF_MODEL_ENERGY, member_text (object, "energy"));
  sf_record_set_text (model, SF_MODEL_BODY, member_text (object, "body"));
  sf_record_set_text (model, SF_MODEL_PINYIN, pinyin);
  set_number (model, SF_MODEL_PRICE_FROM, object, "price_from", 100);
  sf_record_set_text (model, SF_MODEL_CURRENCY, "CNY");
  set_number (model, SF_MODEL_RANGE_KM, object, "range_km", 1);
  set_number (model, SF_MODEL_SEATS, object, "seats", 1);
  set_number (model, SF_MODEL_ACCEL, object, "zero_to_100_s", 10);
  sf_record_set_int (model, SF_MODEL_POSITION, position);
  if (picture)
    sf_record_set_text (model, SF_MODEL_PICTURE, picture);
  g_ptr_array_add (scene->records, model);
}

static void
add_brand (SfAdmin *self, JsonObject *root, GPtrArray *records)
{
  JsonObject *object = json_object_get_object_member (root, "brand");
  g_autofree char *id = sf_demo_id (self, SF_KIND_BRAND, "stellarway");
  SfRecord *brand = sf_record_new (SF_KIND_BRAND, id);

  sf_record_set_text (brand, SF_BRAND_CODE, "stellarway");
  set_names (brand, SF_BRAND_NAME, object, "name");
  sf_record_set_int (brand, SF_BRAND_POSITION, 1);
  g_ptr_array_add (records, brand);
}

static void
add_series (SfAdmin *self, JsonObject *object, guint position, GPtrArray *records)
{
  g_autofree char *id = sf_demo_id (self, SF_KIND_SERIES, member_text (object, "code"));
  g_autofree char *code = g_strconcat ("stellarway/", member_text (object, "code"), NULL);
  SfRecord *series = sf_record_new (SF_KIND_SERIES, id);

  sf_record_set_text (series, SF_SERIES_CODE, code);
  set_ref (self, series, SF_SERIES_BRAND, SF_KIND_BRAND, "stellarway");
  set_names (series, SF_SERIES_NAME, object, "name");
  sf_record_set_int (series, SF_SERIES_POSITION, position);
  g_ptr_array_add (records, series);
}

gboolean
sf_demo_put_cars (SfAdmin *self, const char *dir, SfDemoMedia *media, GPtrArray *records, GString *here, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "models.json", NULL), *json = NULL;
  gsize n;

  if (!g_file_get_contents (path, &json, &n, error))
    return FALSE;
  g_autoptr (JsonNode) node = sf_json_parse (json, n, error);
  if (!node)
    return FALSE;
  JsonObject *root = json_node_get_object (node);
  JsonArray *lines = json_object_get_array_member (root, "series"), *models = json_object_get_array_member (root, "models");
  add_brand (self, root, records);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    add_series (self, json_array_get_object_element (lines, i), i + 1, records);
  for (guint i = 0; i < json_array_get_length (models); i++) {
    JsonObject *object = json_array_get_object_element (models, i);
    Scene scene = { self, media, records, member_text (object, "id") };
    add_model (&scene, object, i + 1);
    add_views (&scene);
    if (sf_json_has (object, "in_showroom") && json_object_get_boolean_member (object, "in_showroom"))
      g_string_append_printf (here, "%s%s", here->len ? "," : "", scene.code);
  }
  return TRUE;
}
