/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-glossary.h"

#include <string.h>

#include "admin/sf-columns.h"
#include "admin/sf-csv.h"

enum { MAKE, MODEL, YEAR, TRIM, VARIANT, ZH_CN, ZH_TW, EN, PRICE, CURRENCY, FROM, UNTIL, N_COLUMNS };
static const SfColumn columns[N_COLUMNS] = {
  { "make|品牌", TRUE }, { "model|车型|車型", FALSE }, { "year|年款", FALSE }, { "trim|版本", FALSE }, { "variant|变体", FALSE },
  { "zh_CN|简体名称|中文名称", FALSE }, { "zh_TW|繁体名称|繁體名稱", FALSE }, { "en|英文名称|英文名稱", FALSE },
  { "price|指导价|建議售價", FALSE }, { "currency|币种|幣別", FALSE }, { "from|生效日期", FALSE }, { "until|失效日期", FALSE },
};

typedef struct {
  guint number;                   /* of the row in the file */
  char *make, *model, *trim, *variant, *names[SF_N_LANGS], *currency, *from, *until;
  gint64 year, minor;             /* 0: not said */
  gboolean used;
} Row;

struct _SfGlossary { GPtrArray *rows; char *file; int places[N_COLUMNS]; GPtrArray *issues; };

static void
row_free (gpointer data)
{
  Row *row = data;
  g_free (row->make);
  g_free (row->model);
  g_free (row->trim);
  g_free (row->variant);
  for (guint i = 0; i < SF_N_LANGS; i++)
    g_free (row->names[i]);
  g_free (row->currency);
  g_free (row->from);
  g_free (row->until);
  g_free (row);
}

static void
complain (SfGlossary *self, guint number, int column, const char *why)
{
  g_autofree char *name = column >= 0 ? sf_columns_name (&columns[column]) : NULL;
  g_autofree char *field = name ? g_strdup_printf ("row %u, %s", number, name) : g_strdup_printf ("row %u", number);
  sf_issues_add (self->issues, self->file, field, "%s", why);
}

static void
read_names (SfGlossary *self, Row *row, GStrv cells)
{
  static const struct { int column; SfLang lang; } names[] = { { ZH_CN, SF_LANG_ZH_CN }, { ZH_TW, SF_LANG_ZH_TW }, { EN, SF_LANG_EN } };
  glong most = row->trim ? 80 : 60;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *text = sf_columns_cell (cells, self->places[names[i].column]);
    gboolean clean = TRUE;
    for (const char *p = text; *p; p = g_utf8_next_char (p))
      clean = clean && !g_unichar_iscntrl (g_utf8_get_char (p));
    if (g_utf8_strlen (text, -1) > most)
      complain (self, row->number, names[i].column, "too long for a name");
    else if (!clean)
      complain (self, row->number, names[i].column, "a line break or another control character");
    else if (*text)
      row->names[names[i].lang] = g_strdup (text);
  }
}

static gboolean
is_currency (const char *text)
{
  return strlen (text) == 3 && g_ascii_isupper (text[0]) && g_ascii_isupper (text[1]) && g_ascii_isupper (text[2]);
}

static gboolean
read_day (SfGlossary *self, Row *row, GStrv cells, int column, char **day)
{
  const char *text = sf_columns_cell (cells, self->places[column]);

  *day = *text ? sf_columns_day (text) : NULL;
  if (*text && !*day)
    complain (self, row->number, column, "not a day (2026-03-01); the price was not taken");
  return !*text || *day;
}

static void
read_price (SfGlossary *self, Row *row, GStrv cells)
{
  const char *text = sf_columns_cell (cells, self->places[PRICE]), *currency = sf_columns_cell (cells, self->places[CURRENCY]);
  gint64 minor = 0;

  if (!*text)
    return;
  if (!row->trim)
    complain (self, row->number, PRICE, "a price belongs to a trim; not taken");
  else if (!sf_columns_money (text, &minor))
    complain (self, row->number, PRICE, "not an amount; not taken");
  else if (*currency && !is_currency (currency))
    complain (self, row->number, CURRENCY, "not a code like CNY; the price was not taken");
  else if (!read_day (self, row, cells, FROM, &row->from) || !read_day (self, row, cells, UNTIL, &row->until))
    return;
  else if (row->until && strcmp (row->until, row->from ? row->from : SF_VEHICLE_EVER) < 0)
    complain (self, row->number, UNTIL, "before the first day; the price was not taken");
  else {
    row->minor = minor;
    row->currency = g_strdup (*currency ? currency : "CNY");
  }
}

static char *
code_at (SfGlossary *self, GStrv cells, int column)
{
  const char *text = sf_columns_cell (cells, self->places[column]);
  return *text ? g_ascii_strdown (text, -1) : NULL;
}

static void
read_row (SfGlossary *self, GStrv cells, guint number)
{
  Row *row = g_new0 (Row, 1);
  const char *year = sf_columns_cell (cells, self->places[YEAR]);

  row->number = number;
  row->make = code_at (self, cells, MAKE);
  row->model = code_at (self, cells, MODEL);
  row->trim = code_at (self, cells, TRIM);
  row->variant = code_at (self, cells, VARIANT);
  gboolean bad_year = *year && !(strlen (year) == 4 && strspn (year, "0123456789") == 4);
  row->year = bad_year ? 0 : g_ascii_strtoll (year, NULL, 10);
  if (!row->make)
    complain (self, number, MAKE, "empty");
  else if (!row->model && (row->trim || *year))
    complain (self, number, MODEL, "empty, though a trim is named");
  else if (bad_year)
    complain (self, number, YEAR, "not a year");
  else if (!row->trim && (row->variant || *year))
    complain (self, number, TRIM, "empty, though a year or a variant is named");
  else {
    read_names (self, row, cells);
    read_price (self, row, cells);
    g_ptr_array_add (self->rows, row);
    return;
  }
  row_free (row);
}

/* The same car twice: several prices with a day each are meant, two names or two prices from one day are not. */
static void
find_repeats (SfGlossary *self)
{
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = g_ptr_array_index (self->rows, i);
    g_autofree char *key = g_strdup_printf ("%s\n%s\n%s\n%s\n%d\n%s\n%s", row->make, row->model ? row->model : "", row->trim ? row->trim : "",
                                            row->variant ? row->variant : "", (int) row->year, row->minor ? row->currency : "", row->from ? row->from : "");
    Row *other = g_hash_table_lookup (first, key);
    if (!other) {
      g_hash_table_insert (first, g_steal_pointer (&key), row);
      continue;
    }
    g_autofree char *why = g_strdup_printf ("the same car and day as row %u; not taken", other->number);
    complain (self, row->number, -1, why);
    g_ptr_array_remove_index (self->rows, i--);
  }
}

SfGlossary *
sf_glossary_new (const char *data, gsize n, const char *file, GPtrArray *issues, GError **error)
{
  g_autofree char *text = sf_csv_to_utf8 (data, n, error);
  g_autoptr (GPtrArray) table = text ? sf_csv_parse (text, error) : NULL;
  g_autoptr (SfGlossary) self = g_new0 (SfGlossary, 1);
  static char *const nothing[] = { NULL };

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->file = g_strdup (file);
  self->issues = issues;
  if (!table || !sf_columns_find (columns, N_COLUMNS, table->len ? g_ptr_array_index (table, 0) : (GStrv) nothing, self->places, error))
    return NULL;
  for (guint i = 1; i < table->len; i++)
    if (!sf_columns_is_blank (g_ptr_array_index (table, i)))
      read_row (self, g_ptr_array_index (table, i), i + 1);
  find_repeats (self);
  return g_steal_pointer (&self);
}

void
sf_glossary_free (SfGlossary *self)
{
  g_ptr_array_unref (self->rows);
  g_free (self->file);
  g_free (self);
}

/* How much a row says about this car; -1 when it is about another. */
static int
fit (const Row *row, const SfVehicleModel *model, const SfVehicleTrim *trim)
{
  gboolean any = g_strcmp0 (row->variant, "*") == 0, same_name = trim->variant && strcmp (trim->variant, trim->trim) == 0;

  if (g_strcmp0 (row->model, model->model) != 0 || g_strcmp0 (row->trim, trim->trim) != 0 || (row->year && row->year != trim->year))
    return -1;
  if (!any && g_strcmp0 (row->variant, trim->variant) != 0 && !(same_name && !row->variant))
    return -1;
  return (row->year ? 2 : 0) + (any ? 0 : 1);
}

static void
set_names (SfRecord *record, guint field, const Row *row)
{
  for (guint lang = 0; lang < SF_N_LANGS; lang++)
    if (row->names[lang])
      sf_record_set_ltext (record, field, lang, row->names[lang]);
}

/* Less telling rows first, so that the others lay themselves over them. */
static void
apply_to_trim (SfGlossary *self, GPtrArray *rows, SfVehicleModel *model, SfVehicleTrim *trim)
{
  for (int level = 0; level <= 3; level++)
    for (guint i = 0; i < rows->len; i++) {
      Row *row = g_ptr_array_index (rows, i);
      if (!row->trim || fit (row, model, trim) != level)
        continue;
      row->used = TRUE;
      set_names (trim->record, SF_TRIM_NAME, row);
      if (row->minor)
        sf_vehicle_trim_add_price (trim, row->minor, row->currency, row->from ? row->from : SF_VEHICLE_EVER, row->until);
    }
}

void
sf_glossary_apply (SfGlossary *self, SfVehicleModel *model)
{
  g_autoptr (GPtrArray) mine = g_ptr_array_new ();

  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = g_ptr_array_index (self->rows, i);
    if (strcmp (row->make, model->make) == 0)
      g_ptr_array_add (mine, row);
  }
  for (guint i = 0; i < mine->len; i++) {
    Row *row = g_ptr_array_index (mine, i);
    if (!row->model || (!row->trim && strcmp (row->model, model->model) == 0)) {
      row->used = TRUE;
      set_names (row->model ? model->model_record : model->brand_record, row->model ? SF_MODEL_NAME : SF_BRAND_NAME, row);
    }
  }
  for (guint i = 0; i < model->trims->len; i++)
    apply_to_trim (self, mine, model, g_ptr_array_index (model->trims, i));
}

void
sf_glossary_report (SfGlossary *self, GPtrArray *issues)
{
  for (guint i = 0; i < self->rows->len; i++) {
    Row *row = g_ptr_array_index (self->rows, i);
    g_autofree char *field = g_strdup_printf ("row %u", row->number);
    if (!row->used)
      sf_issues_add (issues, self->file, field, "no such %s among the cars that were taken", row->trim ? "trim" : row->model ? "model" : "make");
  }
}
