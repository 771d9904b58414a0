/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody should look at: incidents, and what devices handed in that was put aside. */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-admin-private.h"

#include <string.h>

#include "store/sf-server-accounts.h"
#include "wire/sf-codec.h"

#define MOST_LINES 200

/* In words, with what to do where there is something. */
static const struct { const char *code, *text; } known[] = {
  { "journal.gap", "an entry of a device is missing for ever; what came after it was taken" },
  { "journal.gone", "a device overwrote an entry that this server never had" },
  { "device.forked", "its disk went back in time or was copied; it goes on under a new number" },
  { "device.damaged", "its database was damaged; it kept the copy and saved what could be read" },
  { "device.stranger", "somebody else answered at this server's address; the device told them nothing. Look for that machine" },
  { "server.restored", "this server was set back to a backup" },
};

static const char *
text_of (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].code, code))
      return known[i].text;
  return code;
}

/* (transfer full) */
static char *
name_of (SfAdmin *self, const char *device_id)
{
  g_autoptr (SfAccount) account = device_id ? sf_server_accounts_get (self->store, device_id, NULL) : NULL;

  return g_strdup (account ? account->name : device_id ? device_id : "this server");
}

static char *
time_of (gint64 ms, const char *zone)
{
  int minute = 0;
  g_autofree char *day = sf_day_of (ms, zone, &minute);

  return g_strdup_printf ("%s %02d:%02d", day, minute / 60, minute % 60);
}

gboolean
sf_admin_incidents (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  g_autoptr (GPtrArray) notes = sf_server_store_incidents (self->store, MOST_LINES, error);
  g_autofree char *zone = sf_admin_zone (self);

  for (guint i = 0; notes && i < notes->len; i++) {
    const SfServerNote *note = notes->pdata[i];
    g_autofree char *name = name_of (self, note->device_id), *at = time_of (note->at, zone);

    g_string_append_printf (out, "%s  %s: %s%s%s%s\n", at, name, text_of (note->code), note->text ? " (" : "", note->text ? note->text : "", note->text ? ")" : "");
  }
  if (notes && notes->len == 0)
    g_string_append (out, "Nothing happened that somebody should know of.\n");
  return notes != NULL;
}

/* Kind and id of a body that can be read, without what it says; (transfer full) */
static char *
subject_of (const char *body)
{
  g_autoptr (SfMutation) mutation = body ? sf_codec_mutation_from_json (body, strlen (body), NULL) : NULL;

  if (!mutation)
    return g_strdup (body ? "cannot be read" : "overwritten since");
  return g_strdup_printf ("%s %s", sf_kind_info (mutation->kind)->name, sf_record_get_id (mutation->data));
}

gboolean
sf_admin_quarantine (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const gboolean bodies = sf_words_get (words, "bodies") != NULL;
  g_autoptr (GPtrArray) notes = sf_server_store_put_aside (self->store, MOST_LINES, error);
  g_autofree char *zone = sf_admin_zone (self);

  for (guint i = 0; notes && i < notes->len; i++) {
    const SfServerNote *note = notes->pdata[i];
    g_autofree char *name = name_of (self, note->device_id), *at = time_of (note->at, zone), *subject = subject_of (note->text);

    g_string_append_printf (out, "%s  %s  %s: %s\n", at, name, note->code, subject);
    if (bodies && note->text)
      g_string_append_printf (out, "    %s\n", note->text);
  }
  if (notes && notes->len == 0)
    g_string_append (out, "Nothing was put aside.\n");
  if (!notes || !bodies)
    return notes != NULL;
  return sf_server_store_begin (self->store, error) && sf_server_store_audit (self->store, "tool", "quarantine.read", NULL, "", error)
         && sf_server_store_commit (self->store, error);
}
