/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <math.h>
#include <string.h>

#include "admin/sf-vehicle-tree.h"

/* From a merged and checked whole to what the dealership keeps. A figure that rounds to nothing is not known. */

typedef struct { const char *path; guint field; double factor; } Figure;
static const Figure figures[] = {
  { "performance.acceleration_0_100_kmh_s", SF_TRIM_ACCEL, 10 },
  { "performance.top_speed_kmh", SF_TRIM_TOP_KMH, 1 },
  { "powertrain.system_power_kw", SF_TRIM_POWER_KW, 1 },
  { "powertrain.system_torque_nm", SF_TRIM_TORQUE_NM, 1 },
  { "battery.pack_capacity_kwh_gross", SF_TRIM_BATTERY_WH, 1000 },     /* net, below, takes its place where it is known */
  { "battery.pack_capacity_kwh_net", SF_TRIM_BATTERY_WH, 1000 },
  { "charging.dc.max_power_kw", SF_TRIM_DC_KW, 1 },
  { "dimensions.length_mm", SF_TRIM_LENGTH_MM, 1 },
  { "dimensions.width_mm", SF_TRIM_WIDTH_MM, 1 },
  { "dimensions.height_mm", SF_TRIM_HEIGHT_MM, 1 },
  { "dimensions.wheelbase_mm", SF_TRIM_WHEELBASE_MM, 1 },
  { "weights.curb_weight_kg", SF_TRIM_WEIGHT_KG, 1 },
  { "capacity.cargo_l", SF_TRIM_TRUNK_L, 1 },
  { "body.seats", SF_TRIM_SEATS, 1 },
};
/* Of several cycles the one that the dealer's guests know. */
static const struct { const char *cycle, *shown; } cycles[] = {
  { "cltc", "CLTC" }, { "wltp", "WLTP" }, { "nedc", "NEDC" }, { "epa", "EPA" }, { "jc08", "JC08" }, { "other", NULL },
};

JsonNode *
sf_vehicle_node (JsonObject *object, const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", 0);

  for (guint i = 0; names[i]; i++) {
    JsonNode *node = json_object_get_member (object, names[i]);
    if (!node || !names[i + 1])
      return node;
    if (!JSON_NODE_HOLDS_OBJECT (node))
      return NULL;
    object = json_node_get_object (node);
  }
  return NULL;
}

const char *
sf_vehicle_text (JsonObject *object, const char *path)
{
  JsonNode *node = sf_vehicle_node (object, path);
  return node ? json_node_get_string (node) : NULL;
}

static JsonArray *
list_at (JsonObject *object, const char *path)
{
  JsonNode *node = sf_vehicle_node (object, path);
  return node ? json_node_get_array (node) : NULL;
}

static void
set_figure (SfRecord *record, guint field, double value)
{
  gint64 whole = (gint64) floor (value + 0.5);
  if (whole > 0)
    sf_record_set_int (record, field, whole);
}

static void
set_range (SfRecord *record, JsonObject *whole)
{
  JsonArray *rated = list_at (whole, "range.rated");

  for (guint c = 0; c < G_N_ELEMENTS (cycles); c++)
    for (guint i = 0; i < json_array_get_length (rated); i++) {
      JsonObject *entry = json_array_get_object_element (rated, i);
      if (strcmp (json_object_get_string_member (entry, "cycle"), cycles[c].cycle) != 0)
        continue;
      set_figure (record, SF_TRIM_RANGE_KM, json_node_get_double (json_object_get_member (entry, "range_km")));
      if (cycles[c].shown)
        sf_record_set_text (record, SF_TRIM_CYCLE, cycles[c].shown);
      return;
    }
}

static double
number_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node ? json_node_get_double (node) : -1;
}

/* Minutes from 10 to 80 % at the strongest charger that was tried; other spans are not that figure. */
static void
set_charging (SfRecord *record, JsonObject *whole)
{
  JsonArray *times = list_at (whole, "charging.charging_time.dc");
  double best = 0;

  for (guint i = 0; times && i < json_array_get_length (times); i++) {
    JsonObject *entry = json_array_get_object_element (times, i);
    double minutes = number_of (entry, "time_min");
    if (number_of (entry, "from_soc_percent") == 10 && number_of (entry, "to_soc_percent") == 80 && (best == 0 || minutes < best))
      best = minutes;
  }
  if (best > 0 && best <= 600)
    set_figure (record, SF_TRIM_DC_MIN, best);
}

static gboolean
notes_say (JsonArray *list, const char *word)
{
  for (guint i = 0; list && i < json_array_get_length (list); i++) {
    const char *notes = json_object_get_string_member_with_default (json_array_get_object_element (list, i), "notes", "");
    if (strstr (notes, word))
      return TRUE;
  }
  return FALSE;
}

/* The data tell what a car burns besides only in notes; whatever says nothing of the kind is electric. */
static const char *
energy_of (JsonObject *whole)
{
  const char *notes = sf_vehicle_text (whole, "charging.ac.notes");
  JsonArray *rated = list_at (whole, "range.rated");

  if ((notes && strstr (notes, "EREV")) || notes_say (rated, "range extender"))
    return "erev";
  if ((notes && strstr (notes, "PHEV")) || notes_say (rated, "Electric-only"))
    return "phev";
  return "bev";
}

/* The newest price that the people of its market pay; those of other countries say nothing here. The data know no first day, so it
 * stands since ever, and one of the glossary takes its place. */
static void
add_price_of (SfVehicleTrim *self, JsonArray *list, const char *country, const char *currency)
{
  gint64 newest = 0;
  double amount = 0;

  for (guint i = 0; i < json_array_get_length (list); i++) {
    JsonObject *entry = json_array_get_object_element (list, i);
    gint64 year = json_object_get_int_member_with_default (entry, "year", self->year);
    gboolean ours = strcmp (json_object_get_string_member (entry, "currency"), currency) == 0
                    && strcmp (json_object_get_string_member_with_default (entry, "country", ""), country) == 0;
    if (ours && year >= newest) {
      newest = year;
      amount = number_of (entry, "amount");
    }
  }
  if (newest > 0)
    sf_vehicle_trim_add_price (self, (gint64) floor (amount * 100 + 0.5), currency, SF_VEHICLE_EVER, NULL);
}

static gboolean
is_same_price (SfRecord *a, SfRecord *b)
{
  return strcmp (sf_record_get_text (a, SF_PRICE_CURRENCY), sf_record_get_text (b, SF_PRICE_CURRENCY)) == 0
         && strcmp (sf_record_get_text (a, SF_PRICE_FROM), sf_record_get_text (b, SF_PRICE_FROM)) == 0;
}

void
sf_vehicle_trim_add_price (SfVehicleTrim *self, gint64 minor, const char *currency, const char *from, const char *until)
{
  SfRecord *price = sf_record_new (SF_KIND_PRICE, SF_VEHICLE_NO_ID);

  sf_record_set_text (price, SF_PRICE_TRIM, SF_VEHICLE_NO_ID);
  sf_record_set_int (price, SF_PRICE_AMOUNT, minor);
  sf_record_set_text (price, SF_PRICE_CURRENCY, currency);
  sf_record_set_text (price, SF_PRICE_FROM, from);
  if (until)
    sf_record_set_text (price, SF_PRICE_UNTIL, until);
  for (guint i = 0; i < self->prices->len; i++)
    if (is_same_price (g_ptr_array_index (self->prices, i), price))
      g_ptr_array_remove_index (self->prices, i--);
  g_ptr_array_add (self->prices, price);
}

/* "Long Range", "Long Range AWD", of a plain trim with a variant the variant alone. */
static char *
name_of (JsonObject *whole)
{
  const char *trim = sf_vehicle_text (whole, "trim.name"), *variant = sf_vehicle_text (whole, "variant.name");

  if (!variant || strstr (trim, variant))
    return g_strdup (trim);
  if (strcmp (sf_vehicle_text (whole, "trim.slug"), "base") == 0 || strstr (variant, trim))
    return g_strdup (variant);
  return g_strdup_printf ("%s %s", trim, variant);
}

static gboolean
fits (SfRecord *record, guint field, const char *name, const char *file, GPtrArray *issues)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfRecord) named = sf_record_copy (record);

  sf_record_set_ltext (named, field, SF_LANG_EN, name);
  if (!sf_record_check (named, SF_CHECK_CREATE, SF_ROLE_S, &error))
    sf_issues_add (issues, file, "", "%s", error->message);
  return error == NULL;
}

SfVehicleTrim *
sf_vehicle_trim_new (JsonObject *whole, const char *file, GPtrArray *issues)
{
  SfVehicleTrim *self = g_new0 (SfVehicleTrim, 1);
  SfRecord *record = self->record = sf_record_new (SF_KIND_TRIM, SF_VEHICLE_NO_ID);
  const char *drive = sf_vehicle_text (whole, "powertrain.drivetrain");

  self->file = g_strdup (file);
  self->trim = g_strdup (sf_vehicle_text (whole, "trim.slug"));
  self->variant = g_strdup (sf_vehicle_text (whole, "variant.slug"));
  self->name = name_of (whole);
  self->year = json_object_get_int_member (whole, "year");
  self->prices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autofree char *code = g_strdup_printf ("openev/%s/%s/%d/%s%s%s", sf_vehicle_text (whole, "make.slug"), sf_vehicle_text (whole, "model.slug"), (int) self->year, self->trim,
                                           self->variant ? "/" : "", self->variant ? self->variant : "");
  sf_record_set_text (record, SF_TRIM_CODE, code);
  sf_record_set_text (record, SF_TRIM_MODEL, SF_VEHICLE_NO_ID);
  sf_record_set_int (record, SF_TRIM_YEAR, self->year);
  sf_record_set_text (record, SF_TRIM_ENERGY, energy_of (whole));
  sf_record_set_text (record, SF_TRIM_DRIVE, strcmp (drive, "4wd") == 0 ? "awd" : drive);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    JsonNode *node = sf_vehicle_node (whole, figures[i].path);
    if (node)
      set_figure (record, figures[i].field, json_node_get_double (node) * figures[i].factor);
  }
  set_range (record, whole);
  set_charging (record, whole);
  if (list_at (whole, "pricing.msrp")) {
    add_price_of (self, list_at (whole, "pricing.msrp"), "CN", "CNY");
    add_price_of (self, list_at (whole, "pricing.msrp"), "TW", "TWD");
  }
  if (fits (record, SF_TRIM_NAME, self->name, file, issues))
    return self;
  sf_vehicle_trim_free (self);
  return NULL;
}

void
sf_vehicle_trim_free (SfVehicleTrim *self)
{
  g_free (self->file);
  g_free (self->trim);
  g_free (self->variant);
  g_free (self->name);
  sf_record_unref (self->record);
  g_ptr_array_unref (self->prices);
  g_free (self);
}

/* What a model says of itself is what one of its newest year reaches: the farthest, the quickest, the most seats. */
static void
set_best (SfRecord *model, guint field, SfRecord *trim, guint of_trim, gboolean least)
{
  gint64 value = sf_record_get_int (trim, of_trim), before = sf_record_get_int (model, field);
  if (!sf_record_is_null (trim, of_trim) && (sf_record_is_null (model, field) || (least ? value < before : value > before)))
    sf_record_set_int (model, field, value);
}

/* Kilometres of two cycles are not compared: the first of @cycles that any of them was measured by. */
static const char *
cycle_of (SfVehicleModel *self, gint64 year)
{
  for (guint c = 0; c < G_N_ELEMENTS (cycles); c++)
    for (guint i = 0; i < self->trims->len; i++) {
      SfVehicleTrim *trim = g_ptr_array_index (self->trims, i);
      if (trim->year == year && cycles[c].shown && g_strcmp0 (sf_record_get_text (trim->record, SF_TRIM_CYCLE), cycles[c].shown) == 0)
        return cycles[c].shown;
    }
  return NULL;
}

static void
set_figures (SfVehicleModel *self)
{
  SfRecord *model = self->model_record;
  gint64 year = ((SfVehicleTrim *) g_ptr_array_index (self->trims, 0))->year;
  const char *cycle = cycle_of (self, year), *energy = NULL;

  for (guint i = 0; i < self->trims->len; i++) {
    SfVehicleTrim *trim = g_ptr_array_index (self->trims, i);
    if (trim->year != year)
      break;
    const char *its = sf_record_get_text (trim->record, SF_TRIM_ENERGY);
    energy = !energy || strcmp (energy, its) == 0 ? its : "";
    if (g_strcmp0 (sf_record_get_text (trim->record, SF_TRIM_CYCLE), cycle) == 0)
      set_best (model, SF_MODEL_RANGE_KM, trim->record, SF_TRIM_RANGE_KM, FALSE);
    set_best (model, SF_MODEL_ACCEL, trim->record, SF_TRIM_ACCEL, TRUE);
    set_best (model, SF_MODEL_SEATS, trim->record, SF_TRIM_SEATS, FALSE);
  }
  if (*energy)
    sf_record_set_text (model, SF_MODEL_ENERGY, energy);
}

static const char *
body_of (JsonObject *whole)
{
  static const char *const words[][2] = { { "crossover", "suv" }, { "minivan", "mpv" }, { "van", "mpv" }, { "cabriolet", "convertible" } };
  const char *style = sf_vehicle_text (whole, "body.style");

  for (guint i = 0; style && i < G_N_ELEMENTS (words); i++)
    if (strcmp (style, words[i][0]) == 0)
      return words[i][1];
  return style && strlen (style) <= 24 ? style : NULL;
}

gboolean
sf_vehicle_model_fill (SfVehicleModel *self, JsonObject *whole, const char *file, GPtrArray *issues)
{
  g_autofree char *code = g_strdup_printf ("%s/%s", self->make, self->model);

  self->make_name = g_strdup (sf_vehicle_text (whole, "make.name"));
  self->model_name = g_strdup (sf_vehicle_text (whole, "model.name"));
  self->brand_record = sf_record_new (SF_KIND_BRAND, SF_VEHICLE_NO_ID);
  sf_record_set_text (self->brand_record, SF_BRAND_CODE, self->make);
  self->model_record = sf_record_new (SF_KIND_MODEL, SF_VEHICLE_NO_ID);
  sf_record_set_text (self->model_record, SF_MODEL_CODE, code);
  sf_record_set_text (self->model_record, SF_MODEL_BRAND, SF_VEHICLE_NO_ID);
  if (body_of (whole))
    sf_record_set_text (self->model_record, SF_MODEL_BODY, body_of (whole));
  set_figures (self);
  return fits (self->brand_record, SF_BRAND_NAME, self->make_name, file, issues) && fits (self->model_record, SF_MODEL_NAME, self->model_name, file, issues);
}
