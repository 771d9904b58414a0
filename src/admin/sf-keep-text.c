/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-keep-text"
#include "admin/sf-keep-text.h"

#include <string.h>

SfLang
sf_keep_lang (const char *option)
{
  static const char *const variables[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };

  if (option)
    return sf_lang_parse (option, SF_LANG_EN);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++) {
    const char *value = g_getenv (variables[i]);
    if (value && *value)
      return sf_lang_parse (value, SF_LANG_EN);
  }
  return SF_LANG_EN;
}

char *
sf_keep_size (gint64 bytes)
{
  return g_format_size ((guint64) bytes);
}

void
sf_keep_print_passphrase (SfLang lang, const char *passphrase, GString *out)
{
  g_autofree char *line = g_strstrip (g_strdup (passphrase));

  g_string_append_printf (out, "%s\n\n    %s\n\n%s\n", sf_text (lang, "backup.passphrase", "The passphrase of the backups, shown this once:"), line,
                          sf_text (lang, "backup.passphrase.keep", "Write it on paper and lock it away, not on this machine. Without it no backup can be opened, by nobody."));
}

static gint64
number (JsonObject *object, const char *member)
{
  return json_object_get_int_member_with_default (object, member, 0);
}

static const char *
text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, "");
}

static const char *
finding_pattern (SfLang lang, const char *code, gboolean numbered)
{
  if (strcmp (code, "file") == 0)
    return sf_text (lang, "verify.file", "The database file is damaged: part of it is cut off or contradicts the rest.");
  if (strcmp (code, "event-gap") == 0)
    return sf_text (lang, "verify.event_gap", "The history “{where}” lacks entries {from} to {to}.");
  if (strcmp (code, "mark-gap") == 0)
    return sf_text (lang, "verify.mark_gap", "The history “{where}” lacks the mark at entry {from}.");
  if (strcmp (code, "chain") == 0)
    return sf_text (lang, "verify.chain", "From entry {from} on the history “{where}” is not the one that devices were told.");
  if (strcmp (code, "journal-gap") == 0)
    return sf_text (lang, "verify.journal_gap", "Of “{name}” entries {from} to {to} are missing ({n}).");
  if (strcmp (code, "journal-body") == 0)
    return sf_text (lang, "verify.journal_body", "Entry {from} of “{name}” is not what the device sent.");
  if (strcmp (code, "row-altered") == 0)
    return sf_text (lang, "verify.row_altered", "{n} records in “{where}” were changed behind the server's back (first: {kind} {id}).");
  if (strcmp (code, "row-missing") == 0)
    return sf_text (lang, "verify.row_missing", "{n} records in “{where}” are missing (first: {kind} {id}).");
  if (strcmp (code, "row-extra") == 0)
    return sf_text (lang, "verify.row_extra", "{n} records in “{where}” came from nowhere (first: {kind} {id}).");
  if (strcmp (code, "row-bucket") == 0)
    return sf_text (lang, "verify.row_bucket", "{n} records are in “{where}”, where they may not be seen (first: {kind} {id}).");
  if (strcmp (code, "sum") == 0)
    return sf_text (lang, "verify.sum", "The checksum of “{where}” is not that of its records.");
  if (strcmp (code, "replica") == 0)
    return sf_text (lang, "verify.replica", "“{name}” holds other records than the server did at that moment.");
  if (strcmp (code, "device-ahead") == 0)
    return numbered ? sf_text (lang, "verify.ahead", "“{name}” has entries {from} to {to} that have not arrived here.")
                    : sf_text (lang, "verify.ahead_history", "“{name}” knows a later history than this server.");
  if (strcmp (code, "device-behind") == 0)
    return numbered ? sf_text (lang, "verify.behind", "“{name}” went back in time: it once had sent entries {from} to {to} and does not know them any more.")
                    : sf_text (lang, "verify.behind_history", "“{name}” does not fetch what is new.");
  return sf_text (lang, "verify.erased", "Something is left of {n} people or visits that were erased (first: {kind} {id}).");
}

char *
sf_keep_finding_text (SfLang lang, JsonObject *finding)
{
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, number (finding, "n")), *from = g_strdup_printf ("%" G_GINT64_FORMAT, number (finding, "from"));
  g_autofree char *to = g_strdup_printf ("%" G_GINT64_FORMAT, number (finding, "to"));

  return sf_fill (finding_pattern (lang, text (finding, "code"), number (finding, "to") > 0), "where", text (finding, "where"), "name", text (finding, "name"), "kind",
                  text (finding, "kind"), "id", text (finding, "id"), "n", n, "from", from, "to", to, NULL);
}

const char *
sf_keep_finding_next (SfLang lang, const char *code, gboolean numbered)
{
  if (strcmp (code, "mark-gap") == 0)
    return sf_text (lang, "verify.next.mark", "Nothing is lost: devices that stood there fetch their records anew by themselves; look again tomorrow.");
  if (strcmp (code, "journal-gap") == 0)
    return sf_text (lang, "verify.next.journal", "Do not reset or pair that device anew: stop the server and restore the newest backup, then the device sends what it still keeps.");
  if (strcmp (code, "journal-body") == 0)
    return sf_text (lang, "verify.next.body", "Find out who can write to the server's disk, then restore the newest backup.");
  if (strcmp (code, "sum") == 0)
    return sf_text (lang, "verify.next.sum", "The records themselves are looked at one by one: if nothing else is found here, restore the newest backup when the showroom is closed.");
  if (strcmp (code, "replica") == 0)
    return sf_text (lang, "verify.next.replica", "Leave the device switched on: it fetches its records anew within a day; if this is still here then, pair it anew.");
  if (strcmp (code, "device-ahead") == 0)
    return numbered ? sf_text (lang, "verify.next.ahead", "Leave the device switched on and connected: it sends them by itself; do not reset it.")
                    : sf_text (lang, "verify.next.ahead_history", "Leave the device switched on and connected: it fetches the server's history anew and brings what the server lost.");
  if (strcmp (code, "device-behind") == 0)
    return numbered ? sf_text (lang, "verify.next.behind", "Nothing is lost here: the device begins a new series by itself; if this is still here tomorrow, pair it anew.")
                    : sf_text (lang, "verify.next.behind_history", "Restart the program on that device while it is connected; if this is still here tomorrow, pair it anew.");
  if (strcmp (code, "erased") == 0)
    return sf_text (lang, "verify.next.erased", "Restart the server: it erases them again before anybody can connect; then verify again.");
  return sf_text (lang, "verify.next.restore", "Stop the server and restore the newest backup; the devices bring back what came after it.");
}

const char *
sf_keep_failure_text (SfLang lang, const char *code)
{
  if (strcmp (code, "lock") == 0)
    return sf_text (lang, "backup.no.lock", "There is no passphrase yet: showfloorctl init makes one and prints it once.");
  if (strcmp (code, "dest") == 0)
    return sf_text (lang, "backup.no.dest", "The folder for backups is not there or cannot be written: is the disk connected?");
  if (strcmp (code, "other") == 0)
    return sf_text (lang, "backup.no.other", "That folder holds the backups of another dealership: take another one.");
  if (strcmp (code, "full") == 0)
    return sf_text (lang, "backup.no.full", "The disk is full: make room, the next try comes by itself.");
  if (strcmp (code, "damaged") == 0)
    return sf_text (lang, "backup.no.damaged", "What was read is damaged; run showfloorctl verify.");
  if (strcmp (code, "unsound") == 0)
    return sf_text (lang, "backup.no.unsound", "The backup was made, but the proof found something: run showfloorctl verify.");
  if (strcmp (code, "key") == 0)
    return sf_text (lang, "backup.no.key", "The key of this backup is not there: it lies in the folder “keys” beside it, and is destroyed after 35 days.");
  if (strcmp (code, "passphrase") == 0)
    return sf_text (lang, "backup.no.passphrase", "This is not the passphrase that init printed.");
  if (strcmp (code, "busy") == 0)
    return sf_text (lang, "backup.no.busy", "A server works on that folder: stop it first.");
  if (strcmp (code, "not-empty") == 0)
    return sf_text (lang, "backup.no.not_empty", "The folder is not empty; with --replace what is in it is moved aside, nothing is deleted.");
  if (strcmp (code, "version") == 0)
    return sf_text (lang, "backup.no.version", "The backup is of a newer version of Showfloor: install that one.");
  if (strcmp (code, "stopped") == 0)
    return sf_text (lang, "backup.no.stopped", "The server was stopped in the middle; it makes one when it runs again.");
  return sf_text (lang, "backup.no.io", "The disk did not do what it was told.");
}

const char *
sf_keep_stage_text (SfLang lang, const char *stage)
{
  if (strcmp (stage, "copy") == 0)
    return sf_text (lang, "backup.stage.copy", "copying");
  if (strcmp (stage, "seal") == 0)
    return sf_text (lang, "backup.stage.seal", "sealing");
  if (strcmp (stage, "read") == 0)
    return sf_text (lang, "backup.stage.read", "reading back");
  if (strcmp (stage, "blobs") == 0)
    return sf_text (lang, "backup.stage.blobs", "pictures and films");
  return sf_text (lang, "backup.stage.prove", "looking at every entry");
}

static void
line (GString *out, const char *pattern, const char *name, gint64 value)
{
  g_autofree char *n = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  g_autofree char *filled = sf_fill (pattern, name, n, NULL);

  g_string_append_printf (out, "  %s\n", filled);
}

static void
print_devices (SfLang lang, JsonArray *devices, GString *out)
{
  for (guint i = 0; devices && i < json_array_get_length (devices); i++) {
    JsonObject *device = json_array_get_object_element (devices, i);
    gint64 missing = number (device, "missing");
    g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, number (device, "last")), *lost = g_strdup_printf ("%" G_GINT64_FORMAT, missing);
    const char *name = *text (device, "name") ? text (device, "name") : text (device, "dev");
    const char *pattern = number (device, "now") ? sf_text (lang, "verify.device", "{name}: entries 1 to {last}, {missing} missing")
                                                 : sf_text (lang, "verify.device_before", "{name}, an earlier series: entries 1 to {last}, {missing} missing");
    g_autofree char *filled = sf_fill (pattern, "name", name, "last", last, "missing", lost, NULL);
    if (number (device, "last") > 0 || missing > 0)
      g_string_append_printf (out, "  %s\n", filled);
  }
}

static void
print_findings (SfLang lang, JsonArray *findings, GString *out)
{
  for (guint i = 0; findings && i < json_array_get_length (findings); i++) {
    JsonObject *finding = json_array_get_object_element (findings, i);
    g_autofree char *what = sf_keep_finding_text (lang, finding);
    g_string_append_printf (out, "✗ %s\n  → %s\n", what, sf_keep_finding_next (lang, text (finding, "code"), number (finding, "to") > 0));
  }
}

void
sf_keep_print_proof (SfLang lang, JsonObject *proof, GString *out)
{
  JsonObject *checked = json_object_get_object_member (proof, "checked");
  JsonArray *findings = json_object_get_array_member (proof, "findings");

  if (findings && json_array_get_length (findings) > 0)
    g_string_append_printf (out, "%s\n", sf_text (lang, "verify.unsound", "Not everything is as it should be:"));
  print_findings (lang, findings, out);
  if (json_object_get_boolean_member (proof, "sound"))
    g_string_append_printf (out, "%s\n", sf_text (lang, "verify.sound", "Sound. Nothing that was acknowledged is missing or altered:"));
  else
    g_string_append_printf (out, "%s\n", sf_text (lang, "verify.looked", "Looked at:"));
  if (checked) {
    line (out, sf_text (lang, "verify.n.mutations", "{n} entries of devices, numbered without a gap"), "n", number (checked, "mutations"));
    line (out, sf_text (lang, "verify.n.bodies", "{n} of them hashed again, each follows the one before (the others were overwritten, as they should be)"), "n", number (checked, "bodies"));
    line (out, sf_text (lang, "verify.n.events", "{n} steps of history, the chain of hashes made anew"), "n", number (checked, "events"));
    line (out, sf_text (lang, "verify.n.records", "{n} records, each as its step of history says, each in the right place"), "n", number (checked, "records"));
    line (out, sf_text (lang, "verify.n.replicas", "{n} copies on devices, as they told at their last report"), "n", number (checked, "replicas"));
    line (out, sf_text (lang, "verify.n.erased", "{n} erased people or visits, nothing left of them"), "n", number (checked, "erased"));
  }
  print_devices (lang, json_object_get_array_member (proof, "devices"), out);
}
