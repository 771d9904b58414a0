/* SPDX-License-Identifier: GPL-3.0-or-later */
/* At the foot of the manager's page: is what we know kept, is it proven, and what came back after a restore? */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>

#include "model/sf-assign.h"
#include "server/sf-manager.h"

void
sf_kept_free (SfKept *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->keep, sf_keep_free);
  g_clear_pointer (&self->restored, sf_restored_free);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self);
}

static guint
count_clashes (SfServerStore *store, GError **error)
{
  SfQuery query = { .kind = SF_KIND_CLASH, .n_conds = 1, .order = -1 };

  query.conds[0] = (SfCond) { .field = SF_CLASH_STATE, .op = SF_OP_EQ, .s = "open" };
  return (guint) MAX (sf_table_count (sf_server_store_get_db (store), &query, error), 0);
}

SfKept *
sf_kept_load (SfServerStore *store, GError **error)
{
  g_autoptr (SfKept) self = g_new0 (SfKept, 1);
  g_autoptr (GError) local = NULL;

  self->keep = sf_server_keep_read (store);
  self->restored = sf_server_store_restored (store, &local);
  self->accounts = local ? NULL : sf_server_accounts_list (store, &local);
  self->clashes = local ? 0 : count_clashes (store, &local);
  if (!local)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static char *
time_text (SfDay *day, gint64 ms)
{
  int minute;
  g_autofree char *date = sf_day_of (ms, day->zone, &minute), *title = strcmp (date, day->today) == 0 ? g_strdup (sf_text (day->lang, "m.today", "Today")) : sf_day_title (date, day->lang);

  return g_strdup_printf ("%s %02d:%02d", title, minute / 60, minute % 60);
}

static void
write_line (SfHtml *html, const char *what, const char *text, gboolean warn)
{
  sf_html_open (html, "p", "class", warn ? "kept warn" : "kept", NULL);
  sf_html_leaf (html, "span", what, "class", "t", NULL);
  sf_html_leaf (html, "span", text, NULL);
  sf_html_close (html);
}

/* Why the last try failed, for somebody who will call the IT person. */
static const char *
failure_text (SfLang lang, const char *code)
{
  if (strcmp (code, "full") == 0)
    return sf_text (lang, "m.backup.full", "The disk for backups is full.");
  if (strcmp (code, "dest") == 0 || strcmp (code, "other") == 0)
    return sf_text (lang, "m.backup.dest", "The folder for backups cannot be reached.");
  return sf_text (lang, "m.backup.failed", "The last backup did not work: please call your IT person.");
}

static void
write_backup (SfHtml *html, SfDay *day, const SfKeep *keep)
{
  const char *what = sf_text (day->lang, "m.backup", "Last backup");

  if (keep->ok_ms) {
    g_autofree char *when = time_text (day, keep->ok_ms);
    g_autofree char *text = sf_fill (sf_text (day->lang, "m.backup.ok", "{when}, verified"), "when", when, NULL);
    write_line (html, what, text, sf_keep_is_late (keep, day->now));
  } else {
    write_line (html, what, sf_text (day->lang, "m.backup.none", "None yet"), TRUE);
  }
  if (*keep->code)
    write_line (html, "", failure_text (day->lang, keep->code), TRUE);
  else if (!keep->dest)
    write_line (html, "", sf_text (day->lang, "m.backup.plan", "None is made by itself: please ask your IT person to plan it."), TRUE);
}

static void
write_proof (SfHtml *html, SfDay *day, const SfKeep *keep)
{
  const char *what = sf_text (day->lang, "m.proof", "Last check");

  if (!keep->proof_ms) {
    write_line (html, what, sf_text (day->lang, "m.backup.none", "None yet"), FALSE);
    return;
  }
  g_autofree char *when = time_text (day, keep->proof_ms);
  g_autofree char *text = sf_fill (keep->findings ? sf_text (day->lang, "m.proof.bad", "{when}: something is not as it should be, please call your IT person (showfloorctl verify).")
                                                  : sf_text (day->lang, "m.proof.ok", "{when}, nothing is missing or altered"), "when", when, NULL);
  write_line (html, what, text, keep->findings > 0);
}

static const char *
name_of (const SfKept *kept, const char *id)
{
  for (guint i = 0; i < kept->accounts->len; i++) {
    SfAccount *account = kept->accounts->pdata[i];
    if (strcmp (account->device_id, id) == 0)
      return account->name;
  }
  return id;
}

static void
write_comeback (SfHtml *html, SfDay *day, const SfKept *kept, const SfComeback *one)
{
  g_autofree char *from = g_strdup_printf ("%" G_GINT64_FORMAT, one->had + 1), *to = g_strdup_printf ("%" G_GINT64_FORMAT, one->want);
  g_autofree char *has = g_strdup_printf ("%" G_GINT64_FORMAT, one->last), *gone = g_strdup_printf ("%" G_GINT64_FORMAT, one->gone);
  const char *pattern = one->want < 0 ? sf_text (day->lang, "m.back.silent", "Not connected since")
                        : one->want <= one->had ? sf_text (day->lang, "m.back.nothing", "Nothing was missing")
                        : one->last < one->want ? sf_text (day->lang, "m.back.going", "Is bringing back entries {from} to {to}, arrived up to {has}")
                                                : sf_text (day->lang, "m.back.done", "Brought back entries {from} to {to}");
  g_autofree char *text = sf_fill (pattern, "from", from, "to", to, "has", has, NULL);

  write_line (html, name_of (kept, one->dev), text, one->want < 0 || (one->want > one->had && one->last < one->want));
  if (one->gone > 0) {
    g_autofree char *lost = sf_fill (sf_text (day->lang, "m.back.gone", "{n} of them are gone for good: the device did not keep them any more"), "n", gone, NULL);
    write_line (html, "", lost, TRUE);
  }
}

/* For two weeks: as long as a device may take to come back. */
#define SHOWN_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)

void
sf_manager_write_kept (SfHtml *html, SfDay *day, const SfKept *kept)
{
  const SfRestored *restored = kept->restored;

  sf_html_open (html, "section", "class", "panel", "id", "kept", NULL);
  sf_html_leaf (html, "h2", sf_text (day->lang, "m.kept", "Is everything safe?"), NULL);
  write_backup (html, day, kept->keep);
  write_proof (html, day, kept->keep);
  if (restored && day->now - restored->at_ms < SHOWN_MS) {
    g_autofree char *at = time_text (day, restored->at_ms), *of = restored->backup_ms ? time_text (day, restored->backup_ms) : NULL;
    g_autofree char *text = of ? sf_fill (sf_text (day->lang, "m.restored", "{at}: the server was set back to its backup ({of}). The devices bring back what came after it:"), "at", at, "of", of, NULL)
                               : sf_fill (sf_text (day->lang, "m.restored.silent", "{at}: the server found itself with an older copy of its data. The devices bring back what came after it:"), "at", at, NULL);
    sf_html_leaf (html, "h3", text, NULL);
    for (guint i = 0; i < restored->devices->len; i++)
      write_comeback (html, day, kept, restored->devices->pdata[i]);
  }
  sf_html_close (html);
}
