/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-keep-text.h"

/* Commands of which a part runs in the tool: they read files of whoever typed them and ask the dealership in small steps. */
typedef struct { const char *first, *second; guint least, most; gboolean (*run) (const SfFront *front, SfWords *words, GString *out, GError **error); const char *usage; const char *const *options; } FrontCommand;

static const char *const vehicles_options[] = { "glossary", "report", NULL };
static const char *const stock_options[] = { "check!", "replace!", NULL };
static const char *const backup_options[] = { "daily", "every", "off!", "new-passphrase!", "json!", "lang", NULL };
static const char *const restore_options[] = { "passphrase-file", "replace!", "lang", NULL };
static const char *const verify_options[] = { "json!", "lang", NULL };
static const char *const status_options[] = { "json!", "day", "lang", NULL };
static const char *const replay_options[] = { "json!", "lang", NULL };
static const FrontCommand commands[] = {
  { "backup", NULL, 0, 1, sf_front_backup, "backup [DEST] [--daily HH:MM | --every HOURS | --off] [--new-passphrase] [--json] [--lang LANG]", backup_options },
  { "restore", NULL, 1, 1, sf_front_restore, "restore BACKUP [--passphrase-file FILE] [--replace] [--lang LANG]", restore_options },
  { "verify", NULL, 0, 0, sf_front_verify, "verify [--json] [--lang LANG]", verify_options },
  { "status", NULL, 0, 0, sf_front_status, "status [--json] [--day YYYY-MM-DD] [--lang LANG]", status_options },
  { "replay-dispatch", NULL, 0, 1, sf_front_replay, "replay-dispatch [YYYY-MM-DD] [--json] [--lang LANG]", replay_options },
  { "import", "vehicles", 2, 2, sf_import_vehicles, "import vehicles DIR [--glossary FILE.csv] [--report FILE.json]", vehicles_options },
  { "import", "stock", 2, 2, sf_import_stock, "import stock FILE.csv [--check] [--replace]", stock_options },
};

static const FrontCommand *
find (const char *const *words)
{
  for (guint i = 0; words[0] && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (words[0], commands[i].first) == 0 && (!commands[i].second || g_strcmp0 (words[1], commands[i].second) == 0))
      return &commands[i];
  return NULL;
}

gboolean
sf_front_knows (const char *const *words)
{
  return find (words) != NULL;
}

gboolean
sf_front_run (const SfFront *self, const char *const *words, GString *out, GError **error)
{
  const FrontCommand *command = find (words);
  g_autoptr (SfWords) parsed = sf_words_parse (words + 1, command->options, error);

  if (!parsed)
    return FALSE;
  if (parsed->rest->len < command->least || parsed->rest->len > command->most) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, command->usage);
    return FALSE;
  }
  return command->run (self, parsed, out, error);
}

/* Done by whoever has the folder, in the language of this shell: a running server does not know it. */
static gboolean
ask_in_own_language (const SfFront *front, const char *command, SfWords *words, GString *out, GError **error)
{
  const char *lang = sf_lang_code (sf_keep_lang (sf_words_get (words, "lang"))), *day = sf_words_get (words, "day");
  g_autoptr (GPtrArray) line = g_ptr_array_new ();

  g_ptr_array_add (line, (gpointer) command);
  if (words->rest->len > 0)
    g_ptr_array_add (line, words->rest->pdata[0]);
  if (day) {
    g_ptr_array_add (line, (gpointer) "--day");
    g_ptr_array_add (line, (gpointer) day);
  }
  g_ptr_array_add (line, (gpointer) "--lang");
  g_ptr_array_add (line, (gpointer) lang);
  if (sf_words_get (words, "json"))
    g_ptr_array_add (line, (gpointer) "--json");
  g_ptr_array_add (line, NULL);
  g_autoptr (GBytes) reply = front->ask ((const char *const *) line->pdata, front->data, error);
  if (reply)
    g_string_append_len (out, g_bytes_get_data (reply, NULL), (gssize) g_bytes_get_size (reply));
  return reply != NULL;
}

gboolean
sf_front_status (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  return ask_in_own_language (front, "status", words, out, error);
}

gboolean
sf_front_replay (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  return ask_in_own_language (front, "replay-dispatch", words, out, error);
}
