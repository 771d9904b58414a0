/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-car-text"
#include "config.h"
#include "ui/common/sf-car-text.h"
#include "model/sf-price.h"
#include "ui/common/sf-language.h"

static const SfCarFigure figures[] = {
  { SF_TRIM_YEAR, "car.f.year", N_C ("car.f.year", "Model year") },
  { SF_TRIM_ENERGY, "car.f.energy", N_C ("car.f.energy", "Energy") },
  { SF_TRIM_RANGE_KM, "car.f.range", N_C ("car.f.range", "Range") },
  { SF_TRIM_BATTERY_WH, "car.f.battery", N_C ("car.f.battery", "Battery") },
  { SF_TRIM_DC_KW, "car.f.dc", N_C ("car.f.dc", "Fast charging, power") },
  { SF_TRIM_DC_MIN, "car.f.dcmin", N_C ("car.f.dcmin", "Fast charging, 10–80%") },
  { SF_TRIM_ACCEL, "car.f.accel", N_C ("car.f.accel", "0–100 km/h") },
  { SF_TRIM_TOP_KMH, "car.f.top", N_C ("car.f.top", "Top speed") },
  { SF_TRIM_POWER_KW, "car.f.power", N_C ("car.f.power", "Power") },
  { SF_TRIM_TORQUE_NM, "car.f.torque", N_C ("car.f.torque", "Torque") },
  { SF_TRIM_DRIVE, "car.f.drive", N_C ("car.f.drive", "Drive") },
  { SF_TRIM_SEATS, "car.f.seats", N_C ("car.f.seats", "Seats") },
  { SF_TRIM_LENGTH_MM, "car.f.length", N_C ("car.f.length", "Length") },
  { SF_TRIM_WIDTH_MM, "car.f.width", N_C ("car.f.width", "Width") },
  { SF_TRIM_HEIGHT_MM, "car.f.height", N_C ("car.f.height", "Height") },
  { SF_TRIM_WHEELBASE_MM, "car.f.wheelbase", N_C ("car.f.wheelbase", "Wheelbase") },
  { SF_TRIM_TRUNK_L, "car.f.trunk", N_C ("car.f.trunk", "Boot") },
  { SF_TRIM_WEIGHT_KG, "car.f.weight", N_C ("car.f.weight", "Kerb weight") },
};

const SfCarFigure *
sf_car_figures (guint *n)
{
  *n = G_N_ELEMENTS (figures);
  return figures;
}

const char *
sf_car_figure_label (const SfCarFigure *figure)
{
  return sf_language_text (figure->context, figure->label);
}

static char *
with_unit (gint64 value, const char *unit)
{
  g_autofree char *n = sf_price_group (value);

  return g_strconcat (n, " ", unit, NULL);
}

/* @tenths of a unit: 39 → 3.9 */
static char *
in_tenths (gint64 tenths)
{
  return g_strdup_printf ("%d.%d", (int) (tenths / 10), (int) (tenths % 10));
}

static char *
seconds (gint64 tenths)
{
  g_autofree char *n = in_tenths (tenths);

  return sf_fill (SF_ ("unit.s", "{n} s"), "n", n, NULL);
}

static char *
minutes (gint64 value)
{
  g_autofree char *n = g_strdup_printf ("%d", (int) value);

  return sf_fill (SF_ ("unit.min", "{n} min"), "n", n, NULL);
}

static char *
value_of (const SfEnum *values, const char *value)
{
  g_autofree char *context = g_strconcat ("enum.", values->name, NULL);
  const int i = sf_enum_index (values, value);

  return i < 0 ? NULL : g_strdup (sf_language_text (context, values->values[i].en));
}

static char *
range (gint64 km, const char *cycle)
{
  g_autofree char *text = with_unit (km, "km");

  return cycle != NULL && *cycle != '\0' ? g_strconcat (text, " ", cycle, NULL) : g_steal_pointer (&text);
}

char *
sf_car_figure (SfRecord *trim, guint field)
{
  const gint64 value = trim != NULL ? sf_record_get_int (trim, field) : 0;

  if (trim == NULL || sf_record_is_null (trim, field))
    return NULL;
  if (field == SF_TRIM_ENERGY)
    return value_of (&sf_enum_energy, sf_record_get_text (trim, field));
  if (field == SF_TRIM_DRIVE)
    return value_of (&sf_enum_drivetrain, sf_record_get_text (trim, field));
  if (value <= 0)
    return NULL;
  switch (field)
    {
    case SF_TRIM_RANGE_KM: return range (value, sf_record_get_text (trim, SF_TRIM_CYCLE));
    case SF_TRIM_ACCEL: return seconds (value);
    case SF_TRIM_TOP_KMH: return with_unit (value, "km/h");
    case SF_TRIM_POWER_KW:
    case SF_TRIM_DC_KW: return with_unit (value, "kW");
    case SF_TRIM_TORQUE_NM: return with_unit (value, "N·m");
    case SF_TRIM_DC_MIN: return minutes (value);
    case SF_TRIM_LENGTH_MM:
    case SF_TRIM_WIDTH_MM:
    case SF_TRIM_HEIGHT_MM:
    case SF_TRIM_WHEELBASE_MM: return with_unit (value, "mm");
    case SF_TRIM_WEIGHT_KG: return with_unit (value, "kg");
    case SF_TRIM_TRUNK_L: return with_unit (value, "L");
    case SF_TRIM_BATTERY_WH:
      {
        g_autofree char *kwh = in_tenths ((value + 50) / 100);

        return g_strconcat (kwh, " kWh", NULL);
      }
    default: return g_strdup_printf ("%" G_GINT64_FORMAT, value);
    }
}

const char *
sf_car_key_label (SfCarKey key)
{
  switch (key)
    {
    case SF_CAR_RANGE: return SF_ ("tab.range", "Range");
    case SF_CAR_ACCEL: return SF_ ("tab.accel", "0–100 km/h");
    case SF_CAR_CHARGE: return SF_ ("car.charge", "Fast charging");
    case SF_CAR_SEATS: return SF_ ("tab.seats", "Seats");
    default: return SF_ ("car.size", "Length × width × height");
    }
}

/* 18分钟 from 10 to 80 %, else the power: what the maker says. */
static char *
charge (SfRecord *trim)
{
  char *text = sf_car_figure (trim, SF_TRIM_DC_MIN);

  return text != NULL ? text : sf_car_figure (trim, SF_TRIM_DC_KW);
}

/* 4,780 × 1,920 × 1,480 mm; a size with a hole is none. */
static char *
size (SfRecord *trim)
{
  const gint64 l = trim != NULL ? sf_record_get_int (trim, SF_TRIM_LENGTH_MM) : 0;
  const gint64 w = trim != NULL ? sf_record_get_int (trim, SF_TRIM_WIDTH_MM) : 0;
  const gint64 h = trim != NULL ? sf_record_get_int (trim, SF_TRIM_HEIGHT_MM) : 0;
  g_autofree char *length = sf_price_group (l);
  g_autofree char *width = sf_price_group (w);
  g_autofree char *height = sf_price_group (h);

  return l > 0 && w > 0 && h > 0 ? g_strdup_printf ("%s × %s × %s mm", length, width, height) : NULL;
}

static char *
model_figure (SfCarKey key, SfRecord *model)
{
  const guint field = key == SF_CAR_RANGE ? SF_MODEL_RANGE_KM : key == SF_CAR_ACCEL ? SF_MODEL_ACCEL : SF_MODEL_SEATS;
  const gint64 value = model != NULL ? sf_record_get_int (model, field) : 0;

  if (key == SF_CAR_CHARGE || key == SF_CAR_SIZE || value <= 0)
    return NULL;
  return key == SF_CAR_RANGE ? with_unit (value, "km") : key == SF_CAR_ACCEL ? seconds (value) : g_strdup_printf ("%d", (int) value);
}

char *
sf_car_key_figure (SfCarKey key, SfRecord *trim, SfRecord *model)
{
  char *text = NULL;

  switch (key)
    {
    case SF_CAR_RANGE: text = sf_car_figure (trim, SF_TRIM_RANGE_KM); break;
    case SF_CAR_ACCEL: text = sf_car_figure (trim, SF_TRIM_ACCEL); break;
    case SF_CAR_CHARGE: text = charge (trim); break;
    case SF_CAR_SEATS: text = sf_car_figure (trim, SF_TRIM_SEATS); break;
    default: text = size (trim);
    }
  return text != NULL ? text : model_figure (key, model);
}

char *
sf_car_trim_name (SfRecord *trim, gboolean year)
{
  const char *name = sf_record_get_ltext (trim, SF_TRIM_NAME, sf_language_get ());
  g_autofree char *digits = NULL;

  if (!year || sf_record_get_int (trim, SF_TRIM_YEAR) <= 0)
    return g_strdup (name != NULL ? name : "");
  digits = g_strdup_printf ("%d", (int) sf_record_get_int (trim, SF_TRIM_YEAR));
  return sf_fill (SF_ ("car.year", "{name} {year}"), "name", name != NULL ? name : "", "year", digits, NULL);
}
