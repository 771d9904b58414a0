/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup and verify: the tool asks the dealership to begin, shows how far it is, and puts what came of it into words. */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-backup.h"
#include "admin/sf-keep-text.h"

static char *
ask_text (const SfFront *front, GError **error, const char *a, const char *b, const char *c)
{
  const char *const words[] = { "keep", a, b, c, NULL };
  g_autoptr (GBytes) reply = front->ask (words, front->data, error);

  return reply ? g_strndup (g_bytes_get_data (reply, NULL), g_bytes_get_size (reply)) : NULL;
}

static JsonNode *
state_of (const SfFront *front, GError **error)
{
  g_autofree char *text = ask_text (front, error, "state", NULL, NULL);

  return text ? sf_json_parse (text, strlen (text), error) : NULL;
}

/* Begins and waits. The result of the job, or NULL with @error. (transfer full) */
static JsonNode *
run_job (const SfFront *front, SfLang lang, const char *what, const char *dest, GError **error)
{
  g_autoptr (JsonNode) before = state_of (front, error);
  gint64 serial = before ? json_object_get_int_member (json_node_get_object (before), "serial") : 0;
  g_autofree char *begun = before ? ask_text (front, error, "start", what, dest) : NULL;

  while (begun) {
    g_autoptr (JsonNode) node = state_of (front, error);
    JsonObject *now = node ? json_node_get_object (node) : NULL;
    if (!now)
      return NULL;
    if (json_object_get_int_member (now, "serial") != serial) {
      if (front->progress)
        front->progress (100, 100, "", front->data);
      return json_node_copy (json_object_get_member (now, "result"));
    }
    if (front->progress)
      front->progress ((guint) MIN (json_object_get_int_member (now, "permille") / 10, 99), 100, sf_keep_stage_text (lang, json_object_get_string_member (now, "stage")), front->data);
    front->pause (front->data);
  }
  return NULL;
}

static gboolean
not_sound (SfLang lang, GError **error)
{
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, sf_text (lang, "verify.failed", "not sound"));
  return FALSE;
}

/* A database that does not even open is a finding, not a fault of the tool. */
static gboolean
print_unopened (SfLang lang, gboolean json, GString *out, const GError *cause, GError **error)
{
  if (cause->domain != SF_STORE_ERROR || (cause->code != SF_STORE_ERROR_CORRUPT && cause->code != SF_STORE_ERROR_IO)) {
    g_propagate_error (error, g_error_copy (cause));
    return FALSE;
  }
  static const char report[] = "{\"sound\":false,\"checked\":{},\"devices\":[],\"findings\":[{\"code\":\"file\",\"where\":\"\",\"name\":\"\",\"n\":1,\"kind\":\"\",\"id\":\"\",\"from\":0,\"to\":0}]}";
  g_autoptr (JsonNode) node = sf_json_parse (report, strlen (report), NULL);
  if (json)
    g_string_append_printf (out, "%s\n", report);
  else
    sf_keep_print_proof (lang, json_node_get_object (node), out);
  return not_sound (lang, error);
}

gboolean
sf_front_verify (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  SfLang lang = sf_keep_lang (sf_words_get (words, "lang"));
  gboolean json = sf_words_get (words, "json") != NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) result = run_job (front, lang, "proof", NULL, &local);
  JsonObject *object = result && JSON_NODE_HOLDS_OBJECT (result) ? json_node_get_object (result) : NULL;

  if (!object)
    return print_unopened (lang, json, out, local, error);
  if (!json_object_has_member (object, "proof")) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, json_object_get_string_member_with_default (object, "why", ""));
    return FALSE;
  }
  JsonObject *proof = json_object_get_object_member (object, "proof");
  if (json) {
    g_autofree char *printed = sf_json_print (json_object_get_member (object, "proof"));
    g_string_append_printf (out, "%s\n", printed);
  } else {
    sf_keep_print_proof (lang, proof, out);
  }
  return json_object_get_boolean_member (proof, "sound") || not_sound (lang, error);
}

/* backup */

static gboolean
show_passphrase (const SfFront *front, SfWords *words, SfLang lang, GString *out, GError **error)
{
  g_autofree char *made = ask_text (front, error, "passphrase", sf_words_get (words, "new-passphrase") ? "new" : NULL, NULL);

  if (made && *made)
    sf_keep_print_passphrase (lang, made, out);
  return made != NULL;
}

static gboolean
set_plan (const SfFront *front, SfWords *words, const char *dest, SfLang lang, GString *out, GError **error)
{
  const char *daily = sf_words_get (words, "daily"), *every = sf_words_get (words, "every");
  g_autofree char *hours = every ? g_strconcat (every, "h", NULL) : NULL;
  g_autofree char *done = NULL;

  if (!daily && !every)
    return TRUE;
  done = ask_text (front, error, "plan", dest, daily ? daily : hours);
  if (!done)
    return FALSE;
  g_autofree char *said = daily ? sf_fill (sf_text (lang, "backup.daily", "From now on every day at {time} into {dest}; each is kept for 35 days."), "time", daily, "dest", dest, NULL)
                                : sf_fill (sf_text (lang, "backup.every", "From now on every {hours} hours into {dest}; each is kept for 35 days."), "hours", every, "dest", dest, NULL);
  g_string_append_printf (out, "%s\n", said);
  return TRUE;
}

static gboolean
print_backup (SfLang lang, JsonObject *result, gboolean json, GString *out, GError **error)
{
  const char *code = json_object_get_string_member (result, "code");
  g_autofree char *size = sf_keep_size (json_object_get_int_member_with_default (result, "bytes", 0));
  g_autofree char *seconds = g_strdup_printf ("%.1f", (double) json_object_get_int_member_with_default (result, "took_ms", 0) / 1000);
  g_autofree char *path = g_build_filename (json_object_get_string_member (result, "dest"), json_object_get_string_member (result, "name"), NULL);

  if (json) {
    g_string_append_printf (out, "{\"code\":\"%s\",\"path\":", code);
    sf_json_append_text (out, path);
    g_string_append_printf (out, ",\"bytes\":%" G_GINT64_FORMAT ",\"took_ms\":%" G_GINT64_FORMAT "}\n", json_object_get_int_member_with_default (result, "bytes", 0),
                            json_object_get_int_member_with_default (result, "took_ms", 0));
  } else if (*code == '\0') {
    g_autofree char *said = sf_fill (sf_text (lang, "backup.made", "Backup made and verified: {path} ({size}, {s} s)"), "path", path, "size", size, "s", seconds, NULL);
    g_string_append_printf (out, "%s\n", said);
  } else if (json_object_has_member (result, "proof")) {
    sf_keep_print_proof (lang, json_object_get_object_member (result, "proof"), out);
  }
  if (*code == '\0')
    return TRUE;
  g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "%s (%s)", sf_keep_failure_text (lang, code), json_object_get_string_member_with_default (result, "why", ""));
  return FALSE;
}

/* Where to: as typed, seen from here, or as planned. */
static char *
find_dest (const SfFront *front, SfWords *words, SfLang lang, GError **error)
{
  if (words->rest->len > 0)
    return g_canonicalize_filename (words->rest->pdata[0], NULL);
  g_autofree char *planned = ask_text (front, error, "plan", NULL, NULL);
  if (planned && *planned)
    return g_steal_pointer (&planned);
  if (planned)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, sf_text (lang, "backup.where", "Say where: showfloorctl backup FOLDER"));
  return NULL;
}

gboolean
sf_front_backup (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  SfLang lang = sf_keep_lang (sf_words_get (words, "lang"));

  if (sf_words_get (words, "off")) {
    g_autofree char *done = ask_text (front, error, "off", NULL, NULL);
    if (done)
      g_string_append_printf (out, "%s\n", sf_text (lang, "backup.off", "No backups are made by themselves any more."));
    return done != NULL;
  }
  g_autofree char *dest = find_dest (front, words, lang, error);
  if (!dest || !show_passphrase (front, words, lang, out, error) || !set_plan (front, words, dest, lang, out, error))
    return FALSE;
  g_autoptr (JsonNode) result = run_job (front, lang, "backup", dest, error);
  return result && print_backup (lang, json_node_get_object (result), sf_words_get (words, "json") != NULL, out, error);
}
