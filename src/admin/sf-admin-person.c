/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "craft/sf-phone.h"
#include "store/sf-server-person.h"
#include "store/sf-server-retention.h"

/* person, retention: what is kept of one guest, and for how long anything is kept. Numbers and names never go into the audit. */

static GPtrArray *
find (SfAdmin *self, SfWords *words, GError **error)
{
  const char *typed = sf_words_get (words, "phone"), *id = words->rest->len == 2 ? words->rest->pdata[1] : NULL;
  g_autofree char *cn = typed ? sf_phone_normalize (typed, "cn") : NULL, *tw = typed ? sf_phone_normalize (typed, "tw") : NULL;
  g_autoptr (GPtrArray) records = NULL;

  if ((!id) == (!typed) || (typed && !cn && !tw) || (id && !sf_uuid_is_valid (id))) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "person export|erase ID, or --phone with a whole number");
    return NULL;
  }
  records = typed ? sf_server_store_about_phone (self->store, cn ? cn : tw, error) : sf_server_store_about_id (self->store, id, error);
  if (records && records->len == 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_NOT_FOUND, "Nothing is kept of anybody like that");
    return NULL;
  }
  return g_steal_pointer (&records);
}

static gboolean
audit (SfAdmin *self, const char *action, GPtrArray *records, GError **error)
{
  const char *id = records ? sf_record_get_id (records->pdata[0]) : NULL;

  if (!sf_server_store_begin (self->store, error))
    return FALSE;
  if (sf_server_store_audit (self->store, "tool", action, id, "", error))
    return sf_server_store_commit (self->store, error);
  sf_server_store_rollback (self->store);
  return FALSE;
}

static gboolean
export_person (SfAdmin *self, GPtrArray *records, GString *out, GError **error)
{
  g_autofree char *json = audit (self, "person.export", records, error) ? sf_server_person_json (self->store, records, sf_clock_wall_ms (self->clock), error) : NULL;

  if (json)
    g_string_append (out, json);
  return json != NULL;
}

static gboolean
erase_person (SfAdmin *self, GPtrArray *records, gboolean yes, GString *out, GError **error)
{
  guint n[SF_N_KINDS] = { 0 };
  SfRecord *first = NULL;

  for (guint i = 0; i < records->len; i++) {
    SfKind kind = sf_record_get_kind (records->pdata[i]);
    gboolean seed = kind == SF_KIND_CUSTOMER || kind == SF_KIND_VISIT || kind == SF_KIND_FOLLOW_UP;
    n[kind] += sf_kind_is_personal (kind);
    if (seed && (!first || kind == SF_KIND_CUSTOMER))
      first = records->pdata[i];
  }
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    if (n[kind])
      g_string_append_printf (out, "%6u %s\n", n[kind], sf_kind_info (kind)->name);
  if (!yes) {
    g_string_append (out, "would lose name, number, plate and notes, here, on every device and in backups, for ever. Say --yes to do it.\n");
    return TRUE;
  }
  if (!first || !sf_ingest_erase (self->ingest, sf_record_get_kind (first), sf_record_get_id (first), error))
    return FALSE;
  g_string_append (out, "are erased here. Devices follow when they next ask; backups keep the old text until they expire, and a restore erases it again.\n");
  return TRUE;
}

static gboolean
list_requests (SfAdmin *self, GString *out, GError **error)
{
  g_autoptr (GPtrArray) all = sf_admin_all (self, SF_KIND_PRIVACY_REQUEST, error);
  guint open = 0;

  for (guint i = 0; all && i < all->len; i++) {
    SfRecord *request = all->pdata[i];
    const char *about = sf_record_get_text (request, SF_PRIVACY_REQUEST_VISIT);
    if (g_strcmp0 (sf_record_get_text (request, SF_PRIVACY_REQUEST_STATE), "open") != 0)
      continue;
    open++;
    g_string_append_printf (out, "%s  %-7s  due %s  %s\n", sf_record_get_id (request), sf_record_get_text (request, SF_PRIVACY_REQUEST_WHAT),
                            sf_record_get_text (request, SF_PRIVACY_REQUEST_DUE), about ? about : sf_record_get_text (request, SF_PRIVACY_REQUEST_CUSTOMER));
  }
  if (all && !open)
    g_string_append (out, "Nobody waits for an answer.\n");
  else if (all)
    g_string_append (out, "A manager answers them with one press on the manager's page, under “Guests' data”.\n");
  return all != NULL;
}

gboolean
sf_admin_person (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *what = words->rest->len ? words->rest->pdata[0] : "";
  g_autoptr (GPtrArray) records = NULL;

  if (strcmp (what, "requests") == 0)
    return list_requests (self, out, error);
  if (strcmp (what, "export") != 0 && strcmp (what, "erase") != 0) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "person export|erase|requests");
    return FALSE;
  }
  records = find (self, words, error);
  if (!records)
    return FALSE;
  if (strcmp (what, "export") == 0)
    return export_person (self, records, out, error);
  return erase_person (self, records, sf_words_get (words, "yes") != NULL, out, error);
}

gboolean
sf_admin_retention (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  SfRetentionReport report;
  gboolean more = sf_words_get (words, "run") != NULL;

  while (more)
    if (!sf_ingest_retention (self->ingest, TRUE, &more, error))
      return FALSE;
  if (!sf_server_retention_report (self->store, sf_clock_wall_ms (self->clock), &report, error))
    return FALSE;
  g_string_append (out, "what        kept for   ended last time   due now\n");
  for (guint i = 0; i < SF_N_RETENTION; i++)
    g_string_append_printf (out, "%-10s %4u days   %15u   %7u\n", sf_retention_rule (i)->name, sf_retention_rule (i)->days, report.ended[i], report.due[i]);
  g_autofree char *day = sf_day_of (report.last_ms, "UTC", NULL);
  g_string_append_printf (out, "Looked at %s (every night after three o'clock). docs/privacy.md says what the words mean.\n", report.last_ms ? day : "never yet");
  return TRUE;
}
