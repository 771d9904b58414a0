/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of status about what is kept: backups, the last proof, and what came back after a restore. */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-admin-json.h"
#include "admin/sf-admin-status.h"

#include "admin/sf-backup.h"
#include "admin/sf-keep-text.h"
#include "store/sf-server-accounts.h"
#include "store/sf-server-keep.h"
#include "store/sf-server-told.h"

static void
add_backup (SfAdmin *self, JsonBuilder *b)
{
  g_autoptr (SfKeep) keep = sf_server_keep_read (self->store);
  g_autofree char *lock = sf_backup_lock_read (self->dir);
  g_autofree char *when = keep->minute >= 0 ? g_strdup_printf ("%02d:%02d", keep->minute / 60, keep->minute % 60) : keep->hours ? g_strdup_printf ("%u h", keep->hours) : NULL;

  json_builder_set_member_name (b, "backup");
  json_builder_begin_object (b);
  sf_admin_json_text (b, "folder", keep->dest);
  sf_admin_json_text (b, "when", keep->dest ? when : NULL);
  sf_admin_json_int (b, "last", keep->ok_ms);
  sf_admin_json_text (b, "name", keep->ok_name);
  sf_admin_json_int (b, "tried", keep->tried_ms);
  sf_admin_json_text (b, "code", keep->code);
  json_builder_set_member_name (b, "late");
  json_builder_add_boolean_value (b, sf_keep_is_late (keep, sf_clock_wall_ms (self->clock)));
  json_builder_set_member_name (b, "passphrase");
  json_builder_add_boolean_value (b, lock != NULL);
  json_builder_end_object (b);
  json_builder_set_member_name (b, "proof");
  json_builder_begin_object (b);
  sf_admin_json_int (b, "at", keep->proof_ms);
  sf_admin_json_int (b, "findings", keep->findings);
  sf_admin_json_text (b, "worst", keep->worst);
  json_builder_end_object (b);
}

static gboolean
add_device (SfAdmin *self, JsonBuilder *b, const SfComeback *one, GError **error)
{
  g_autoptr (SfAccount) account = sf_server_accounts_get (self->store, one->dev, error);

  if (!account)
    return FALSE;
  json_builder_begin_object (b);
  sf_admin_json_text (b, "id", one->dev);
  sf_admin_json_text (b, "name", account->name);
  sf_admin_json_int (b, "had", one->had);
  sf_admin_json_int (b, "want", one->want);
  sf_admin_json_int (b, "has", one->last);
  sf_admin_json_int (b, "gone", one->gone);
  json_builder_end_object (b);
  return TRUE;
}

gboolean
sf_admin_status_keep (SfAdmin *self, JsonBuilder *b, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SfRestored) restored = sf_server_store_restored (self->store, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  add_backup (self, b);
  if (!restored)
    return TRUE;
  json_builder_set_member_name (b, "restored");
  json_builder_begin_object (b);
  sf_admin_json_int (b, "at", restored->at_ms);
  sf_admin_json_int (b, "backup", restored->backup_ms);
  json_builder_set_member_name (b, "devices");
  json_builder_begin_array (b);
  for (guint i = 0; i < restored->devices->len; i++)
    if (!add_device (self, b, restored->devices->pdata[i], error))
      return FALSE;
  json_builder_end_array (b);
  json_builder_end_object (b);
  return TRUE;
}

/* In words */

static char *
time_text (SfAdmin *self, gint64 ms)
{
  g_autofree char *zone = sf_admin_zone (self);
  int minute;
  g_autofree char *day = sf_day_of (ms, zone, &minute);

  return g_strdup_printf ("%s %02d:%02d", day, minute / 60, minute % 60);
}

static void
print_backup (SfAdmin *self, JsonObject *backup, GString *out)
{
  gint64 last = json_object_get_int_member (backup, "last");
  const char *folder = json_object_get_string_member_with_default (backup, "folder", NULL), *code = json_object_get_string_member_with_default (backup, "code", "");
  g_autofree char *when = last ? time_text (self, last) : NULL;

  if (last)
    g_string_append_printf (out, "backup %s, verified: %s (%" G_GINT64_FORMAT " h ago)\n", when, json_object_get_string_member_with_default (backup, "name", ""),
                            MAX (sf_clock_wall_ms (self->clock) - last, 0) / 3600000);
  else
    g_string_append (out, "backup none yet\n");
  if (folder)
    g_string_append_printf (out, "  by itself into %s (%s)\n", folder, json_object_get_string_member_with_default (backup, "when", ""));
  else
    g_string_append (out, "  none is made by itself: showfloorctl backup FOLDER --daily 02:30\n");
  if (*code)
    g_string_append_printf (out, "  the last try failed: %s\n", sf_keep_failure_text (SF_LANG_EN, code));
  if (json_object_get_boolean_member (backup, "late"))
    g_string_append (out, last ? "  ! the newest backup is too old\n" : "  ! what is kept here is kept nowhere else\n");
}

static void
print_proof (SfAdmin *self, JsonObject *proof, GString *out)
{
  gint64 at = json_object_get_int_member (proof, "at");
  g_autofree char *when = at ? time_text (self, at) : NULL;

  if (at && json_object_get_int_member (proof, "findings") == 0)
    g_string_append_printf (out, "proof %s: sound\n", when);
  else if (at)
    g_string_append_printf (out, "proof %s: ! %s; run showfloorctl verify\n", when, json_object_get_string_member_with_default (proof, "worst", ""));
}

static void
print_device (JsonObject *d, GString *out)
{
  gint64 had = json_object_get_int_member (d, "had"), want = json_object_get_int_member (d, "want"), has = json_object_get_int_member (d, "has");
  gint64 gone = json_object_get_int_member (d, "gone");
  const char *name = json_object_get_string_member (d, "name");

  if (want < 0)
    g_string_append_printf (out, "  %s: not heard from since; entries after %" G_GINT64_FORMAT " may be missing until then\n", name, had);
  else if (want <= had)
    g_string_append_printf (out, "  %s: nothing was missing\n", name);
  else if (has < want)
    g_string_append_printf (out, "  %s: brings back entries %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", arrived up to %" G_GINT64_FORMAT "\n", name, had + 1, want, has);
  else
    g_string_append_printf (out, "  %s: brought back entries %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "\n", name, had + 1, want);
  if (gone > 0)
    g_string_append_printf (out, "    ! %" G_GINT64_FORMAT " of them are gone for good: the device did not keep them any more\n", gone);
}

void
sf_admin_status_keep_print (SfAdmin *self, JsonObject *status, GString *out)
{
  print_backup (self, json_object_get_object_member (status, "backup"), out);
  print_proof (self, json_object_get_object_member (status, "proof"), out);
  if (!json_object_has_member (status, "restored"))
    return;
  JsonObject *restored = json_object_get_object_member (status, "restored");
  JsonArray *devices = json_object_get_array_member (restored, "devices");
  gint64 backup = json_object_get_int_member (restored, "backup");
  g_autofree char *at = time_text (self, json_object_get_int_member (restored, "at")), *of = backup ? time_text (self, backup) : g_strdup ("an older copy that nobody announced");
  g_string_append_printf (out, "restored %s, to %s\n", at, of);
  for (guint i = 0; i < json_array_get_length (devices); i++)
    print_device (json_array_get_object_element (devices, i), out);
}
