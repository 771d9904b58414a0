/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-csv.h"
#include "wire/sf-codec.h"

/* export KIND: every record, as CSV for spreadsheets (UTF-8 with BOM) or as a JSON array. Secrets never leave. */

static SfRecord *
without_secrets (SfRecord *record, const SfKindInfo *info)
{
  SfRecord *copy = sf_record_copy (record);
  for (guint f = 0; f < info->n_fields; f++)
    if (info->fields[f].privacy == SF_PRIVACY_SECRET)
      sf_record_unset (copy, f);
  return copy;
}

static void
export_json (GPtrArray *records, const SfKindInfo *info, GString *out)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < records->len; i++) {
    g_autoptr (SfRecord) record = without_secrets (g_ptr_array_index (records, i), info);
    g_autofree char *data = sf_codec_record_to_json (record);
    g_string_append_printf (out, "%s\n{\"id\":\"%s\"%s%s", i ? "," : "", sf_record_get_id (record), data[1] == '}' ? "" : ",", data + 1);
  }
  g_string_append (out, "\n]\n");
}

static char *
cell_text (SfRecord *record, const SfField *field, guint f)
{
  if (sf_record_is_null (record, f))
    return g_strdup ("");
  if (sf_type_is_int (field->type))
    return g_strdup_printf ("%" G_GINT64_FORMAT, sf_record_get_int (record, f));
  if (field->type == SF_TYPE_SET) {
    g_auto (GStrv) entries = sf_record_get_set (record, f);
    return g_strjoinv (";", entries);
  }
  return g_strdup (sf_record_get_text (record, f));
}

/* A text per language is a column per language. */
static void
export_ltext (SfRecord *record, guint f, gboolean last, GString *out)
{
  for (guint lang = 0; lang < SF_N_LANGS; lang++) {
    const char *text = sf_record_is_null (record, f) ? NULL : sf_record_get_ltext (record, f, lang);
    sf_csv_append (out, text ? text : "", last && lang == SF_N_LANGS - 1);
  }
}

static void
export_row (SfRecord *record, const SfKindInfo *info, GString *out)
{
  sf_csv_append (out, sf_record_get_id (record), FALSE);
  for (guint f = 0; f < info->n_fields; f++) {
    const SfField *field = &info->fields[f];
    gboolean last = f == info->n_fields - 1;
    if (field->type == SF_TYPE_LTEXT) {
      export_ltext (record, f, last, out);
      continue;
    }
    g_autofree char *text = field->privacy == SF_PRIVACY_SECRET ? g_strdup ("") : cell_text (record, field, f);
    sf_csv_append (out, text, last);
  }
}

static void
export_csv (GPtrArray *records, const SfKindInfo *info, GString *out)
{
  g_string_append (out, "\xef\xbb\xbf");
  sf_csv_append (out, "id", FALSE);
  for (guint f = 0; f < info->n_fields; f++) {
    gboolean last = f == info->n_fields - 1, many = info->fields[f].type == SF_TYPE_LTEXT;
    for (guint lang = 0; lang < (many ? SF_N_LANGS : 1); lang++) {
      g_autofree char *name = many ? g_strconcat (info->fields[f].name, "_", sf_lang_code (lang), NULL) : g_strdup (info->fields[f].name);
      sf_csv_append (out, name, last && (!many || lang == SF_N_LANGS - 1));
    }
  }
  for (guint i = 0; i < records->len; i++)
    export_row (g_ptr_array_index (records, i), info, out);
}

gboolean
sf_admin_export (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *name = words->rest->len == 1 ? g_ptr_array_index (words->rest, 0) : NULL;
  const char *format = sf_words_get (words, "format");
  SfKind kind = name ? sf_kind_lookup (name) : SF_KIND_NONE;

  if (kind == SF_KIND_NONE) {
    g_string_append (out, "Kinds:");
    for (SfKind k = SF_KIND_NONE + 1; k < SF_N_KINDS; k++)
      g_string_append_printf (out, " %s", sf_kind_info (k)->name);
    g_string_append_c (out, '\n');
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "export KIND [--format csv|json]");
    return FALSE;
  }
  if (format && strcmp (format, "csv") != 0 && strcmp (format, "json") != 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "--format is csv or json");
    return FALSE;
  }
  g_autoptr (GPtrArray) records = sf_admin_all (self, kind, error);
  if (!records)
    return FALSE;
  if (format && strcmp (format, "json") == 0)
    export_json (records, sf_kind_info (kind), out);
  else
    export_csv (records, sf_kind_info (kind), out);
  return sf_server_store_begin (self->store, error)
         && sf_server_store_audit (self->store, "tool", "export", name, "", error)
         && sf_server_store_commit (self->store, error);
}
