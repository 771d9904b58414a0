/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of backup and verify that the dealership itself does, asked by their greater part in the tool (sf-front-keep.c). */
#define G_LOG_DOMAIN "sf-admin"
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-backup.h"
#include "admin/sf-keeper.h"
#include "store/sf-server-keep.h"

static gboolean
usage (GError **error)
{
  g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_USAGE, "keep is a step of backup and verify");
  return FALSE;
}

gboolean
sf_admin_passphrase (SfAdmin *self, gboolean anew, GString *out, GError **error)
{
  g_autofree char *known = anew ? NULL : sf_backup_lock_read (self->dir);
  g_autofree char *passphrase = known ? NULL : sf_backup_lock_make (self->dir, self->ids, error);

  if (known)
    return TRUE;
  if (!passphrase)
    return FALSE;
  g_string_append_printf (out, "%s\n", passphrase);
  memset (passphrase, 0, strlen (passphrase));
  return TRUE;
}

static gboolean
plan (SfAdmin *self, const char *dest, const char *when, GError **error)
{
  int minute;
  guint hours;

  if (!sf_keep_parse_when (when, &minute, &hours))
    return usage (error);
  return sf_backup_claim (dest, self->server_id, error) && sf_server_keep_plan (self->store, dest, minute, hours, error);
}

static gboolean
tell_plan (SfAdmin *self, GString *out)
{
  g_autoptr (SfKeep) keep = sf_server_keep_read (self->store);

  g_string_append (out, keep->dest ? keep->dest : "");
  return TRUE;
}

static gboolean
start (SfAdmin *self, const char *what, const char *dest, GError **error)
{
  if (strcmp (what, "proof") == 0)
    return sf_keeper_prove (self->keeper, error);
  return sf_backup_claim (dest, self->server_id, error) && sf_keeper_backup (self->keeper, dest, error);
}

gboolean
sf_admin_keep (SfAdmin *self, SfWords *words, GString *out, GError **error)
{
  const char *word[4] = { "", "", "", "" };

  for (guint i = 0; i < G_N_ELEMENTS (word) && i < words->rest->len; i++)
    word[i] = words->rest->pdata[i];
  if (!self->keeper)
    return usage (error);
  if (strcmp (word[0], "state") == 0) {
    g_autofree char *state = sf_keeper_state (self->keeper);
    g_string_append (out, state);
    return TRUE;
  }
  if (strcmp (word[0], "start") == 0)
    return start (self, word[1], word[2], error);
  if (strcmp (word[0], "plan") == 0)
    return *word[1] ? plan (self, word[1], word[2], error) : tell_plan (self, out);
  if (strcmp (word[0], "off") == 0)
    return sf_server_keep_plan (self->store, NULL, -1, 24, error);
  if (strcmp (word[0], "passphrase") == 0)
    return sf_admin_passphrase (self, strcmp (word[1], "new") == 0, out, error);
  return usage (error);
}
