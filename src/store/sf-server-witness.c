/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DIR/witness: the furthest head that this database ever committed. A database behind it was taken from a backup, whoever did it
 * and however (sync.md 1.8). Two slots, written in turn, each one sector: a power cut in the middle of one leaves the other.
 */
#define G_LOG_DOMAIN "sf-server-witness"
#include <string.h>

#include "store/sf-server-private.h"
#include "store/sf-side-file.h"

#define SLOT 512
#define N_SLOTS 2
#define CHECK_LEN 8

static gint64
total_head (SfServerStore *self)
{
  gint64 total = 0;

  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    total += self->heads.scope[i].head;
  return total;
}

static char *
check_of (const char *text)
{
  guint8 hash[SF_HASH_LEN];

  sf_sha256 (text, strlen (text), hash);
  return sf_hex (hash, CHECK_LEN / 2);
}

gboolean
sf_server_write_witness (SfServerStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "witness", NULL);
  gint64 turn = self->witness_turn + 1;
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, self->server_id, turn, total_head (self));
  g_autofree char *check = check_of (text);
  char slot[SLOT + 1];

  g_snprintf (slot, sizeof slot, "%s %s%*s", text, check, SLOT, "");
  slot[SLOT - 1] = '\n';
  self->witness_boot_ms = sf_clock_boot_ms (self->clock);
  self->witness_commits = 0;
  if (!sf_side_write (self->vfs, path, turn % N_SLOTS * SLOT, slot, SLOT, error))
    return FALSE;
  self->witness_turn = turn;
  return TRUE;
}

/* TRUE unless the slot is torn, empty or another dealership's. */
static gboolean
read_slot (SfServerStore *self, const char *data, gint64 *turn, gint64 *head)
{
  g_autofree char *line = g_strndup (data, SLOT);
  g_auto(GStrv) part = g_strsplit (line, " ", 5);
  g_autofree char *text = NULL, *check = NULL;

  if (g_strv_length (part) != 5 || strcmp (part[0], self->server_id) != 0 || !g_ascii_string_to_signed (part[1], 10, 1, G_MAXINT64 - 1, turn, NULL)
      || !g_ascii_string_to_signed (part[2], 10, 0, G_MAXINT64, head, NULL))
    return FALSE;
  text = g_strjoin (" ", part[0], part[1], part[2], NULL);
  check = check_of (text);
  return strcmp (check, part[3]) == 0;
}

gboolean
sf_server_check_witness (SfServerStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "witness", NULL);
  g_autoptr(GError) local = NULL;
  gsize len = 0;
  g_autofree char *data = sf_side_read (self->vfs, path, &len, &local);
  gint64 newest = -1, turn, head;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* The newest, not the furthest: after a restore it stands lower. */
  for (guint i = 0; i < N_SLOTS && (i + 1) * SLOT <= len; i++)
    if (read_slot (self, data + i * SLOT, &turn, &head) && turn > self->witness_turn)
      {
        self->witness_turn = turn;
        newest = head;
      }
  if (newest > total_head (self))
    return sf_server_store_new_epoch (self, "witness", error);
  return newest >= 0 || sf_server_write_witness (self, error);
}
