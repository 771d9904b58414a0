/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-columns.h"
#include "admin/sf-csv.h"
#include "craft/sf-pin.h"

/*
 * import staff FILE.csv: the columns staff_no, name, name_tw, name_en, title, job, gender, languages, skills, pin, portrait
 * by their names in the first row, in any order; staff_no and name must be there. Whoever is in the file is taken, whoever is
 * not stays as they are. Rows are named by their number, never by what stands in them.
 */
enum { STAFF_NO, NAME, NAME_TW, NAME_EN, TITLE, JOB, LANGUAGES, SKILLS, PIN, PORTRAIT, N_COLUMNS };
static const char *const column_names[N_COLUMNS] = { "staff_no", "name", "name_tw", "name_en", "title", "job", "languages", "skills", "pin", "portrait" };

typedef struct {
  SfAdmin *self;
  int column[N_COLUMNS];     /* place in a row, -1 when the file has no such column */
  const char *folder;
  GString *out;
  SfImportCount *count;
} Import;

static const char *
cell (Import *import, GStrv row, guint column)
{
  int at = import->column[column];
  for (int i = 0; i <= at; i++)
    if (!row[i])
      return "";
  return at < 0 ? "" : g_strstrip (row[at]);
}

/* What a job title of the trade means for who is rung. */
static const char *
job_of (const char *job, const char *title)
{
  static const struct { const char *part, *job; } parts[] = {
    { "客户关系", "reception" }, { "客戶關係", "reception" }, { "前台", "reception" }, { "接待", "reception" }, { "櫃檯", "reception" }, { "eception", "reception" },
    { "服务", "service" }, { "服務", "service" }, { "售后", "service" }, { "ervice", "service" },
    { "经理", "manager" }, { "經理", "manager" }, { "主管", "manager" }, { "店总", "manager" }, { "anager", "manager" },
  };
  if (sf_enum_index (&sf_enum_job, job) >= 0)
    return job;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (title, parts[i].part))
      return parts[i].job;
  return "sales";
}

static void
set_list (SfRecord *record, guint field, const char *text)
{
  g_auto (GStrv) entries = g_strsplit_set (text, ";,、 ", 0);
  g_autoptr (GStrvBuilder) some = g_strv_builder_new ();
  for (guint i = 0; entries[i]; i++)
    if (*entries[i])
      g_strv_builder_add (some, entries[i]);
  g_auto (GStrv) list = g_strv_builder_end (some);
  sf_record_set_set (record, field, (const char *const *) list);
}

static gboolean
skip (Import *import, guint number, const char *why)
{
  import->count->skipped++;
  g_string_append_printf (import->out, "row %u skipped: %s\n", number, why);
  return TRUE;
}

static gboolean
put_portrait (Import *import, SfRecord *person, const char *name, guint number, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (!*name)
    return TRUE;
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name) : g_build_filename (import->folder, name, NULL);
  g_autofree char *media = sf_admin_add_picture (import->self, path, &local);
  if (media)
    sf_record_set_text (person, SF_CONSULTANT_PORTRAIT, media);
  else if (local->domain == G_FILE_ERROR || local->domain == SF_ADMIN_ERROR)
    g_string_append_printf (import->out, "row %u: no portrait, the file is missing or no picture\n", number);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

/* A PIN that is already there is not hashed again: a second import changes nothing. */
static gboolean
put_pin (Import *import, const char *consultant, const char *pin, guint number, gboolean *changed, GError **error)
{
  if (!*pin)
    return TRUE;
  if (!sf_pin_is_valid (pin)) {
    g_string_append_printf (import->out, "row %u: the PIN is not 4 to 8 digits and was not taken\n", number);
    return TRUE;
  }
  g_autofree char *id = sf_uuid_derive (consultant, "credential", 0);
  g_autoptr (SfRecord) credential = sf_admin_get_or_new (import->self, SF_KIND_CREDENTIAL, id, error);
  if (!credential)
    return FALSE;
  const char *before = sf_record_get_text (credential, SF_CREDENTIAL_PIN);
  if (before && sf_pin_verify (before, pin))
    return TRUE;
  g_autofree char *verifier = sf_pin_hash (pin, error);
  if (!verifier)
    return FALSE;
  sf_record_set_text (credential, SF_CREDENTIAL_CONSULTANT, consultant);
  sf_record_set_text (credential, SF_CREDENTIAL_PIN, verifier);
  *changed = TRUE;
  return sf_ingest_put (import->self->ingest, credential, error);
}

static gboolean
put_roster (Import *import, const char *consultant, GError **error)
{
  g_autofree char *id = sf_uuid_derive (consultant, "roster", 0);
  g_autoptr (SfRecord) roster = sf_admin_get_or_new (import->self, SF_KIND_ROSTER, id, error);
  if (!roster)
    return FALSE;
  if (!sf_record_is_null (roster, SF_ROSTER_PRESENCE))
    return TRUE;
  sf_record_set_text (roster, SF_ROSTER_CONSULTANT, consultant);
  sf_record_set_text (roster, SF_ROSTER_PRESENCE, "off");     /* nobody is rung before they have signed in on a tablet */
  return sf_ingest_put (import->self->ingest, roster, error);
}

static void
fill_person (Import *import, GStrv row, SfRecord *person, guint position)
{
  const char *name = cell (import, row, NAME), *tw = cell (import, row, NAME_TW), *en = cell (import, row, NAME_EN);

  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, cell (import, row, STAFF_NO));
  sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_ZH_CN, name);
  if (*tw)
    sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_ZH_TW, tw);
  if (*en)
    sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_EN, en);
  sf_record_set_text (person, SF_CONSULTANT_JOB, job_of (cell (import, row, JOB), cell (import, row, TITLE)));
  if (*cell (import, row, LANGUAGES))
    set_list (person, SF_CONSULTANT_LANGUAGES, cell (import, row, LANGUAGES));
  if (*cell (import, row, SKILLS))
    set_list (person, SF_CONSULTANT_SKILLS, cell (import, row, SKILLS));
  if (sf_record_is_null (person, SF_CONSULTANT_POSITION))
    sf_record_set_int (person, SF_CONSULTANT_POSITION, position);
  if (sf_record_is_null (person, SF_CONSULTANT_ACTIVE))
    sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
}

static gboolean
import_row (Import *import, GStrv row, guint number, GError **error)
{
  const char *staff_no = cell (import, row, STAFF_NO);
  g_autoptr (GError) wrong = NULL;
  gboolean changed = FALSE, pin_changed = FALSE;

  if (!*staff_no || !*cell (import, row, NAME))
    return skip (import, number, "no staff_no or no name");
  g_autofree char *key = g_strconcat ("consultant:", staff_no, NULL);
  g_autofree char *id = sf_uuid_derive (import->self->server_id, key, 0);
  g_autoptr (SfRecord) person = sf_admin_get_or_new (import->self, SF_KIND_CONSULTANT, id, error);
  if (!person)
    return FALSE;
  gboolean fresh = sf_record_is_null (person, SF_CONSULTANT_STAFF_NO);
  fill_person (import, row, person, number - 1);
  if (!put_portrait (import, person, cell (import, row, PORTRAIT), number, error) && error && *error)
    return FALSE;
  if (!sf_record_check (person, SF_CHECK_CREATE, SF_ROLE_S, &wrong))
    return skip (import, number, wrong->message);
  if (!sf_admin_put_if_new (import->self, person, &changed, error) || !put_roster (import, id, error)
      || !put_pin (import, id, cell (import, row, PIN), number, &pin_changed, error))
    return FALSE;
  if (fresh)
    import->count->made++;
  else if (changed || pin_changed)
    import->count->changed++;
  else
    import->count->same++;
  return TRUE;
}

static gboolean
read_header (Import *import, GStrv header, GError **error)
{
  for (guint c = 0; c < N_COLUMNS; c++) {
    import->column[c] = -1;
    for (guint i = 0; header[i]; i++)
      if (g_ascii_strcasecmp (g_strstrip (header[i]), column_names[c]) == 0)
        import->column[c] = (int) i;
  }
  if (import->column[STAFF_NO] >= 0 && import->column[NAME] >= 0)
    return TRUE;
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The first row must name the columns; staff_no and name are needed");
  return FALSE;
}

gboolean
sf_admin_import_staff (SfAdmin *self, const char *csv, const char *folder, SfImportCount *count, GString *out, GError **error)
{
  Import import = { .self = self, .folder = folder, .out = out, .count = count };
  g_autoptr (GPtrArray) rows = sf_csv_parse (csv, error);

  if (!rows)
    return FALSE;
  if (rows->len == 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The file is empty");
    return FALSE;
  }
  if (!read_header (&import, g_ptr_array_index (rows, 0), error))
    return FALSE;
  for (guint i = 1; i < rows->len; i++)
    if (!sf_columns_is_blank (g_ptr_array_index (rows, i)) && !import_row (&import, g_ptr_array_index (rows, i), i + 1, error))
      return FALSE;
  return TRUE;
}

gboolean
sf_admin_import (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  SfImportCount count = { 0 };
  g_autofree char *data = NULL;
  gsize n;

  if (words->rest->len != 2 || strcmp (g_ptr_array_index (words->rest, 0), "staff") != 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "import staff FILE.csv");
    return FALSE;
  }
  g_autofree char *path = g_canonicalize_filename (g_ptr_array_index (words->rest, 1), self->cwd);
  g_autofree char *folder = g_path_get_dirname (path);
  if (!g_file_get_contents (path, &data, &n, error))
    return FALSE;
  g_autofree char *csv = sf_csv_to_utf8 (data, n, error);
  if (!csv || !sf_admin_import_staff (self, csv, folder, &count, out, error))
    return FALSE;
  g_string_append_printf (out, "%u new, %u changed, %u as they were, %u skipped\n", count.made, count.changed, count.same, count.skipped);
  return TRUE;
}
