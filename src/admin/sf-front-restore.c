/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restore: all of it in the tool, since there is no server yet. */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-backup.h"
#include "admin/sf-keep-text.h"
#include "base/sf-file.h"

#define MAX_PASSPHRASE 1024

typedef struct { const SfFront *front; SfLang lang; } Teller;

static void
on_progress (guint permille, const char *stage, gpointer data)
{
  const Teller *teller = data;

  if (teller->front->progress)
    teller->front->progress (permille / 10, 100, sf_keep_stage_text (teller->lang, stage), teller->front->data);
}

static char *
get_passphrase (const SfFront *front, SfWords *words, SfLang lang, GError **error)
{
  const char *path = sf_words_get (words, "passphrase-file");
  char *typed;

  if (path)
    return sf_file_read (path, MAX_PASSPHRASE, FALSE, NULL, error);
  typed = front->secret ? front->secret (sf_text (lang, "restore.passphrase", "Passphrase that init printed: "), front->data) : NULL;
  if (!typed)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, sf_text (lang, "restore.no_terminal", "There is no terminal to ask for the passphrase: --passphrase-file FILE"));
  return typed;
}

static void
print_done (SfLang lang, const SfRestoreDone *done, const char *dir, GString *out)
{
  g_autofree char *devices = g_strdup_printf ("%u", done->devices), *erasures = g_strdup_printf ("%u", done->erasures);
  g_autofree char *said = sf_fill (sf_text (lang, "restore.done", "Restored: the dealership as it was at {day} is in {dir}."), "day", done->day, "dir", dir, NULL);
  g_autofree char *back = sf_fill (sf_text (lang, "restore.devices", "What {n} devices have saved since then they bring back by themselves as soon as they reach this server."), "n", devices, NULL);
  g_autofree char *erased = sf_fill (sf_text (lang, "restore.erased", "{n} erasures were done again before anybody could connect."), "n", erasures, NULL);
  g_autofree char *joins = g_strdup_printf ("%u", done->joins);
  g_autofree char *joined = sf_fill (sf_text (lang, "restore.joined", "Customers were joined or parted after the backup ({n}×). When all devices are back, showfloorctl customer twins says whom, and what to type."), "n", joins, NULL);

  g_string_append_printf (out, "%s\n", said);
  if (done->aside) {
    g_autofree char *aside = sf_fill (sf_text (lang, "restore.aside", "What was in the folder before is in {dir}."), "dir", done->aside, NULL);
    g_string_append_printf (out, "%s\n", aside);
  }
  if (done->erasures > 0)
    g_string_append_printf (out, "%s\n", erased);
  if (done->joins > 0)
    g_string_append_printf (out, "%s\n", joined);
  g_string_append_printf (out, "\n%s\n1. %s\n2. %s\n3. %s\n   %s\n4. %s\n", sf_text (lang, "restore.next", "Next:"),
                          sf_text (lang, "restore.next.start", "Start the server on this folder, under the name or address that the devices know."),
                          back,
                          sf_text (lang, "restore.next.look", "See how far they are: showfloorctl status, or the manager's page. When all are back: showfloorctl verify."),
                          sf_text (lang, "restore.next.paired", "Devices that were paired after the backup are unknown here: pair them anew, with their folder as it is."),
                          sf_text (lang, "restore.next.backup", "Plan backups on this machine: showfloorctl backup FOLDER --daily 02:30"));
}

gboolean
sf_front_restore (const SfFront *front, SfWords *words, GString *out, GError **error)
{
  SfLang lang = sf_keep_lang (sf_words_get (words, "lang"));
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  Teller teller = { front, lang };
  g_autofree char *passphrase = get_passphrase (front, words, lang, error);
  SfRestoreTask task = { .backup = words->rest->pdata[0], .dir = front->dir, .passphrase = passphrase, .replace = sf_words_get (words, "replace") != NULL,
                         .clock = clock, .ids = ids, .progress = on_progress, .data = &teller };
  SfRestoreDone done;
  g_autoptr (GError) local = NULL;

  if (!passphrase)
    return FALSE;
  gboolean ok = sf_restore (&task, &done, &local);
  memset (passphrase, 0, strlen (passphrase));
  if (ok)
    print_done (lang, &done, front->dir, out);
  else
    g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "%s (%s)", sf_keep_failure_text (lang, sf_backup_error_name ((guint) local->code)), local->message);
  sf_restore_done_clear (&done);
  return ok;
}
