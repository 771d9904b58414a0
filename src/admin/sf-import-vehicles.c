/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-json.h"
#include "admin/sf-admin-private.h"
#include "admin/sf-glossary.h"
#include "base/sf-file.h"
#include "wire/sf-codec.h"

/*
 * import vehicles DIR [--glossary FILE.csv] [--report FILE.json]: reading, merging and checking happen here, in the tool with the
 * rights of who typed it; the server gets one model with its cars at a time (put-model), so that nothing else waits for long and
 * whatever ends the import leaves whole models behind.
 */
#define MAX_GLOSSARY (16 * 1024 * 1024)

typedef struct {
  const SfFront *front;
  GPtrArray *issues;
  SfGlossary *glossary;      /* (nullable) */
  guint files, models, variants, made, changed, same;
} Import;

static void
add_data (JsonBuilder *b, const char *member, SfRecord *record)
{
  g_autofree char *json = sf_codec_record_to_json (record);
  json_builder_set_member_name (b, member);
  json_builder_add_value (b, sf_json_parse (json, strlen (json), NULL));
}

static char *
end_object (JsonBuilder *b)
{
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return sf_json_print (root);
}

static char *
head_word (SfVehicleModel *model)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  add_data (b, "brand", model->brand_record);
  sf_admin_json_text (b, "brand_name", model->make_name);
  add_data (b, "model", model->model_record);
  sf_admin_json_text (b, "model_name", model->model_name);
  return end_object (b);
}

static char *
trim_word (SfVehicleTrim *trim)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();

  json_builder_begin_object (b);
  add_data (b, "trim", trim->record);
  sf_admin_json_text (b, "trim_name", trim->name);
  json_builder_set_member_name (b, "prices");
  json_builder_begin_array (b);
  for (guint i = 0; i < trim->prices->len; i++) {
    g_autofree char *json = sf_codec_record_to_json (g_ptr_array_index (trim->prices, i));
    json_builder_add_value (b, sf_json_parse (json, strlen (json), NULL));
  }
  json_builder_end_array (b);
  return end_object (b);
}

static gboolean
send_model (Import *import, SfVehicleModel *model, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *head = head_word (model);

  g_strv_builder_add_many (builder, "put-model", head, NULL);
  for (guint i = 0; i < model->trims->len; i++) {
    g_autofree char *word = trim_word (g_ptr_array_index (model->trims, i));
    g_strv_builder_add (builder, word);
  }
  g_auto (GStrv) words = g_strv_builder_end (builder);
  g_autoptr (GBytes) reply = import->front->ask ((const char *const *) words, import->front->data, error);
  if (!reply)
    return FALSE;
  gsize n;
  const char *said = g_bytes_get_data (reply, &n);
  import->made += n >= 3 && memcmp (said, "new", 3) == 0;
  import->changed += n >= 7 && memcmp (said, "changed", 7) == 0;
  import->same += n >= 4 && memcmp (said, "same", 4) == 0;
  import->files += model->files;
  import->models++;
  import->variants += model->trims->len;
  return TRUE;
}

static gboolean
take_folders (Import *import, const char *dir, GPtrArray *folders, GError **error)
{
  guint done = 0, total = 0;

  for (guint i = 0; i < folders->len; i++)
    total += ((SfVehicleFolder *) g_ptr_array_index (folders, i))->files->len;
  for (guint i = 0; i < folders->len; i++) {
    SfVehicleFolder *folder = g_ptr_array_index (folders, i);
    g_autofree char *what = g_strdup_printf ("%s/%s", folder->make, folder->model);
    g_autoptr (SfVehicleModel) model = sf_vehicle_model_read (dir, folder, import->issues);
    if (model && import->glossary)
      sf_glossary_apply (import->glossary, model);
    if (model && !send_model (import, model, error)) {
      g_prefix_error (error, "%s, and what comes after it, was not written: ", what);
      return FALSE;
    }
    done += folder->files->len;
    import->front->progress (done, total, what, import->front->data);
  }
  return TRUE;
}

static gboolean
write_report (Import *import, const char *path, GError **error)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  const struct { const char *name; guint count; } counts[] = { { "files", import->files }, { "models", import->models }, { "variants", import->variants } };

  json_builder_begin_object (b);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    sf_admin_json_int (b, counts[i].name, counts[i].count);
  json_builder_set_member_name (b, "skipped");
  json_builder_begin_array (b);
  for (guint i = 0; i < import->issues->len; i++) {
    SfIssue *issue = g_ptr_array_index (import->issues, i);
    json_builder_begin_object (b);
    sf_admin_json_text (b, "file", issue->file);
    sf_admin_json_text (b, "field", issue->field);
    sf_admin_json_text (b, "reason", issue->reason);
    json_builder_end_object (b);
  }
  json_builder_end_array (b);
  g_autofree char *json = end_object (b), *line = g_strconcat (json, "\n", NULL);
  return sf_file_replace (path, line, strlen (line), 0644, error);
}

static void
tell (Import *import, guint of_glossary, GString *out)
{
  for (guint i = 0; i < import->issues->len; i++) {
    SfIssue *issue = g_ptr_array_index (import->issues, i);
    g_string_append_printf (out, "%s: %s%s%s\n", issue->file, issue->field, *issue->field ? ": " : "", issue->reason);
  }
  g_string_append_printf (out, "%u files, %u models, %u variants taken; %u files skipped", import->files, import->models, import->variants,
                          sf_issues_files (import->issues, 0) - (of_glossary > 0));
  if (of_glossary)
    g_string_append_printf (out, "; %u remarks on the glossary", of_glossary);
  g_string_append_printf (out, "\n%u models new, %u changed, %u as they were\n", import->made, import->changed, import->same);
}

static SfGlossary *
read_glossary (const char *file, GPtrArray *issues, GError **error)
{
  gsize n;
  g_autofree char *data = sf_file_read (file, MAX_GLOSSARY, FALSE, &n, error);
  g_autofree char *name = g_path_get_basename (file);
  SfGlossary *glossary = data ? sf_glossary_new (data, n, name, issues, error) : NULL;

  if (!glossary)
    g_prefix_error (error, "%s: ", name);
  return glossary;
}

gboolean
sf_import_vehicles (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  const char *dir = g_ptr_array_index (words->rest, 1), *file = sf_words_get (words, "glossary"), *report = sf_words_get (words, "report");
  g_autoptr (GPtrArray) issues = sf_issues_new (), of_glossary = sf_issues_new ();
  g_autoptr (SfGlossary) glossary = file ? read_glossary (file, of_glossary, error) : NULL;
  Import import = { .front = front, .issues = issues, .glossary = glossary };

  if (file && !glossary)
    return FALSE;
  g_autoptr (GPtrArray) folders = sf_vehicle_tree_list (dir, issues, error);
  if (!folders)
    return FALSE;
  gboolean ok = take_folders (&import, dir, folders, error);
  if (ok && glossary)
    sf_glossary_report (glossary, of_glossary);
  guint remarks = of_glossary->len;
  g_ptr_array_extend_and_steal (issues, g_steal_pointer (&of_glossary));
  tell (&import, remarks, out);
  return (!report || write_report (&import, report, ok ? error : NULL)) && ok;
}
