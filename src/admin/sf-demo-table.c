/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-demo-table.h"

#include <string.h>

#include "admin/sf-csv.h"

char *
sf_demo_id (SfAdmin *self, SfKind kind, const char *key)
{
  g_autofree char *name = g_strconcat (sf_kind_info (kind)->name, ":", key, NULL);
  return sf_uuid_derive (self->server_id, name, 0);
}

GPtrArray *
sf_demo_rows (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL), *data = NULL;
  gsize n;

  if (!g_file_get_contents (path, &data, &n, error))
    return NULL;
  g_autofree char *csv = sf_csv_to_utf8 (data, n, error);
  return csv ? sf_csv_parse (csv, error) : NULL;
}

/* A column of a text in languages: "name", "name_tw", "name_en". */
static int
find_field (SfKind kind, const char *column, SfLang *lang)
{
  static const struct { const char *ending; SfLang lang; } endings[] = { { "_tw", SF_LANG_ZH_TW }, { "_en", SF_LANG_EN } };
  *lang = SF_LANG_ZH_CN;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    if (!g_str_has_suffix (column, endings[i].ending))
      continue;
    g_autofree char *stem = g_strndup (column, strlen (column) - 3);
    int field = sf_field_lookup (kind, stem);
    if (field >= 0 && sf_kind_info (kind)->fields[field].type == SF_TYPE_LTEXT) {
      *lang = endings[i].lang;
      return field;
    }
  }
  return sf_field_lookup (kind, column);
}

SfRecord *
sf_demo_record (SfAdmin *self, SfKind kind, const char *id, GStrv columns, GStrv row)
{
  SfRecord *record = sf_record_new (kind, id);

  for (guint i = 0; columns[i] && row[i]; i++) {
    SfLang lang;
    int field = *row[i] ? find_field (kind, columns[i], &lang) : -1;
    if (field < 0)
      continue;
    const SfField *info = &sf_kind_info (kind)->fields[field];
    if (info->type == SF_TYPE_LTEXT) {
      sf_record_set_ltext (record, (guint) field, lang, row[i]);
    } else if (sf_type_is_int (info->type)) {
      sf_record_set_int (record, (guint) field, g_ascii_strtoll (row[i], NULL, 10));
    } else if (info->type == SF_TYPE_REF) {
      g_autofree char *ref = sf_demo_id (self, info->ref, row[i]);
      sf_record_set_text (record, (guint) field, ref);
    } else if (info->type != SF_TYPE_MEDIA) {
      sf_record_set_text (record, (guint) field, row[i]);
    }
  }
  return record;
}

gboolean
sf_demo_table (SfAdmin *self, SfKind kind, const char *dir, const char *name, guint n_key, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) rows = sf_demo_rows (dir, name, error);

  if (!rows)
    return FALSE;
  for (guint i = 1; i < rows->len; i++) {
    GStrv row = g_ptr_array_index (rows, i);
    g_autofree char *key = n_key == 2 ? g_strconcat (row[0], "/", row[1], NULL) : g_strdup (row[0]);
    g_autofree char *id = sf_demo_id (self, kind, key);
    g_ptr_array_add (records, sf_demo_record (self, kind, id, g_ptr_array_index (rows, 0), row));
  }
  return TRUE;
}
