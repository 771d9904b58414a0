/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-backup"
#include "store/sf-server-backup.h"
#include "store/sf-server-private.h"

typedef struct { char *dev; gint64 inc, last; } Held;

static void
held_free (gpointer data)
{
  Held *self = data;

  g_free (self->dev);
  g_free (self);
}

static GPtrArray *
read_held (SfDb *copy, GError **error)
{
  SfStmt *stmt = sf_server_ask (copy, error, "SELECT dev, inc, last_mid FROM device", "");
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (held_free);
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

gboolean
sf_server_store_tell_safe (SfServerStore *self, GPtrArray *held, GError **error)
{
  return sf_server_transaction (self, tell_safe, held, error);
}

gboolean
sf_server_backup_copy (const char *dir, const char *path, GError **error)
{
  g_autofree char *from = g_build_filename (dir, "server.db", NULL);
  SfDb *db = sf_db_open (from, SF_DB_READ_ONLY, NULL, NULL, error);
  SfStmt *stmt;
  gboolean ok;

  if (db == NULL)
    return FALSE;
  /* The file stays opened for reading; only so may the connection write another. */
  ok = sf_db_exec (db, "PRAGMA query_only=OFF", error);
  stmt = ok ? sf_server_ask (db, error, "VACUUM INTO $1", "t", path) : NULL;
  ok = stmt != NULL && sf_stmt_run (stmt, error);
  sf_db_close (db, NULL);
  return ok;
}

static char *
read_text (SfDb *db, const char *sql, GError **error)
{
  SfStmt *stmt = sf_server_ask (db, error, sql, "");
  char *text = NULL;

  if (stmt != NULL && sf_stmt_step (stmt, error) == SF_STEP_ROW)
    {
      text = g_strdup (sf_stmt_text (stmt, 0));
      sf_stmt_reset (stmt);
    }
  return text;
}

SfBackupCopy *
sf_server_backup_look (const char *vfs, const char *path, const SfProveOptions *options, GError **error)
{
  SfDb *db = sf_db_open (path, SF_DB_READ_ONLY, vfs, NULL, error);
  g_autoptr(SfBackupCopy) copy = g_new0 (SfBackupCopy, 1);

  if (db == NULL)
    return NULL;
  copy->proof = sf_server_prove (db, options, error);
  copy->held = copy->proof != NULL ? read_held (db, error) : NULL;
  copy->server_id = copy->held != NULL ? read_text (db, "SELECT v FROM kv WHERE k = 'server_id'", error) : NULL;
  copy->epoch = copy->server_id != NULL ? read_text (db, "SELECT v FROM kv WHERE k = 'epoch'", error) : NULL;
  sf_db_close (db, NULL);
  if (copy->epoch != NULL)
    return g_steal_pointer (&copy);
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The copy does not say whose it is");
  return NULL;
}

void
sf_backup_copy_free (SfBackupCopy *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->proof, sf_proof_free);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_free (self->server_id);
  g_free (self->epoch);
  g_free (self);
}

/* The copy itself is read back: what nobody has opened is not a backup. */
gboolean
sf_server_store_backup (SfServerStore *self, const char *path, GError **error)
{
  const SfProveOptions options = { .parts = SF_PROVE_FILE };
  g_autoptr(SfBackupCopy) copy = NULL;
  gboolean copied;

  g_assert (self->txn == NULL);
  /* Flushed, file and name, before it returns: "synchronous" holds for the copy as for the database (tests/power, backup).
   * VACUUM INTO is an ATTACH inside. */
  sf_db_seal (self->db, FALSE);
  copied = sf_server_run (self, error, "VACUUM INTO $1", "t", path);
  sf_db_seal (self->db, TRUE);
  if (!copied)
    return FALSE;
  copy = sf_server_backup_look (self->vfs, path, &options, error);
  if (copy != NULL && copy->proof->findings->len == 0)
    return sf_server_store_tell_safe (self, copy->held, error);
  if (copy != NULL)
    g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The copy is damaged");
  g_prefix_error (error, "Checking the backup: ");
  return FALSE;
}

typedef struct { const char *epoch, *why; } NewEpoch;

static gboolean
write_epoch (SfServerStore *self, gpointer data, GError **error)
{
  NewEpoch *new_epoch = data;

  return sf_server_store_set (self, "epoch", new_epoch->epoch, error) && sf_server_store_incident (self, "server.restored", NULL, new_epoch->why, error)
         && sf_server_comeback_begin (self, error);
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
