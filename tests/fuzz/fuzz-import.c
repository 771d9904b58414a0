/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "admin/sf-columns.h"
#include "admin/sf-csv.h"
#include "admin/sf-glossary.h"
#include "craft/sf-vin.h"
#include "fuzz.h"
#include "model/sf-pinyin.h"

/* Whatever lies in a folder of cars: a car that is taken passes the checks of any record and knows no figure that is 0. */
static SfVehicleModel *
try_car (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) issues = sf_issues_new ();
  g_autoptr (JsonObject) object = sf_vehicle_parse ((const char *) data, size, "car", issues);

  g_assert_true ((object == NULL) == (issues->len > 0));
  g_assert_cmpuint (issues->len, <=, 20);
  if (object == NULL)
    return NULL;
  g_autoptr (JsonObject) twice = sf_vehicle_merge (object, object);
  g_autoptr (JsonNode) one = json_node_init_object (json_node_alloc (), object), two = json_node_init_object (json_node_alloc (), twice);
  g_assert_true (json_node_equal (one, two));
  SfVehicleTrim *trim = sf_vehicle_check (object, TRUE, "car", issues) ? sf_vehicle_trim_new (object, "car", issues) : NULL;
  g_assert_true ((trim == NULL) == (issues->len > 0));
  if (trim == NULL)
    return NULL;
  for (guint f = 0; f < SF_TRIM_N_FIELDS; f++)
    if (sf_type_is_int (sf_kind_info (SF_KIND_TRIM)->fields[f].type) && !sf_record_is_null (trim->record, f))
      g_assert_cmpint (sf_record_get_int (trim->record, f), >, 0);
  SfVehicleModel *model = g_new0 (SfVehicleModel, 1);
  model->make = g_strdup (sf_vehicle_text (object, "make.slug"));
  model->model = g_strdup (sf_vehicle_text (object, "model.slug"));
  model->trims = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_vehicle_trim_free);
  g_ptr_array_add (model->trims, trim);
  g_assert_true (sf_vehicle_model_fill (model, object, "car", issues) == (issues->len == 0));
  return model;
}

static void
try_table (const guint8 *data, gsize size, SfVehicleModel *model)
{
  g_autoptr (GPtrArray) issues = sf_issues_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SfGlossary) glossary = sf_glossary_new ((const char *) data, size, "names", issues, &error);

  g_assert_true ((glossary == NULL) == (error != NULL));
  if (glossary == NULL)
    return;
  if (model != NULL)
    sf_glossary_apply (glossary, model);
  sf_glossary_report (glossary, issues);
}

static void
try_cell (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, MIN (size, 400)), *text = g_utf8_make_valid (raw, -1);
  g_autofree char *day = sf_columns_day (text), *vin = sf_vin_normalize (text), *pinyin = sf_pinyin_of (text);
  gint64 minor = 0;

  if (sf_columns_money (text, &minor))
    g_assert_cmpint (minor, >, 0);
  if (day != NULL)
    g_assert_cmpuint (strlen (day), ==, 10);
  if (sf_vin_check (vin) == SF_VIN_OK)
    g_assert_cmpuint (strlen (vin), ==, 17);
  g_assert_true (pinyin == NULL || g_str_is_ascii (pinyin));
}

/* Whatever a person imports: a car by itself, a glossary for it behind a NUL, cells of a list. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *end = memchr (data, '\0', size);
  gsize first = end != NULL ? (gsize) (end - data) : size;
  SfVehicleModel *model = try_car (data, first);

  try_table (end != NULL ? end + 1 : data, end != NULL ? size - first - 1 : size, model);
  try_cell (data, size);
  if (model != NULL)
    sf_vehicle_model_free (model);
  return 0;
}
