/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-backup"
#include <string.h>

#include "store/sf-server-private.h"

typedef struct { char *dev; gint64 inc, last; } Held;

static void
held_free (Held *self)
{
  g_free (self->dev);
  g_free (self);
}

static GPtrArray *
read_held (SfDb *copy, GError **error)
{
  SfStmt *stmt = sf_db_prepare (copy, "SELECT dev, inc, last_mid FROM device", error);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) held_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      Held *held = g_new0 (Held, 1);

      held->dev = g_strdup (sf_stmt_text (stmt, 0));
      held->inc = sf_stmt_int (stmt, 1);
      held->last = sf_stmt_int (stmt, 2);
      g_ptr_array_add (all, held);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static gboolean
tell_safe (SfServerStore *self, gpointer data, GError **error)
{
  GPtrArray *all = data;

  for (guint i = 0; i < all->len; i++)
    {
      Held *held = all->pdata[i];

      if (!sf_server_run (self, error, "UPDATE device SET safe_mid = max(safe_mid, $3) WHERE dev = $1 AND inc = $2", "tii", held->dev, held->inc, held->last))
        return FALSE;
    }
  return TRUE;
}

/* The copy itself is read back: what nobody has opened is not a backup. */
gboolean
sf_server_store_backup (SfServerStore *self, const char *path, GError **error)
{
  g_autoptr(GPtrArray) held = NULL;
  SfDb *copy;

  g_assert (self->txn == NULL);
  /* Flushed, file and name, before it returns: "synchronous" holds for the copy as for the database (tests/power, backup). */
  if (!sf_server_run (self, error, "VACUUM INTO $1", "t", path))
    return FALSE;
  copy = sf_db_open (path, SF_DB_READ_ONLY, self->vfs, NULL, error);
  if (copy == NULL)
    return FALSE;
  if (sf_db_quick_check (copy, error))
    held = read_held (copy, error);
  sf_db_close (copy, NULL);
  if (held == NULL)
    {
      g_prefix_error (error, "Checking the backup: ");
      return FALSE;
    }
  return sf_server_transaction (self, tell_safe, held, error);
}

typedef struct { const char *epoch, *why; } NewEpoch;

static gboolean
write_epoch (SfServerStore *self, gpointer data, GError **error)
{
  NewEpoch *new_epoch = data;

  return sf_server_store_set (self, "epoch", new_epoch->epoch, error) && sf_server_store_incident (self, "server.restored", NULL, new_epoch->why, error);
}

gboolean
sf_server_store_new_epoch (SfServerStore *self, const char *why, GError **error)
{
  guint8 bytes[8];
  g_autofree char *epoch = NULL;
  NewEpoch data;

  sf_ids_fill (self->ids, bytes, sizeof bytes);
  epoch = sf_hex (bytes, sizeof bytes);
  data = (NewEpoch) { epoch, why };
  if (!sf_server_transaction (self, write_epoch, &data, error))
    return FALSE;
  g_free (self->epoch);
  self->epoch = g_steal_pointer (&epoch);
  return sf_server_write_witness (self, error);
}
