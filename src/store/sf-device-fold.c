/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A typed row is fold (record, own mutations that the record does not hold yet), written here and nowhere else (decisions 6). */
#define G_LOG_DOMAIN "sf-device-fold"
#include "store/sf-device-private.h"

#include <string.h>

#include "base/sf-log.h"
#include "model/sf-patch.h"
#include "wire/sf-codec.h"

void
device_touch (SfDeviceStore *self, const char *kind, const char *id)
{
  g_hash_table_add (self->touched, g_strconcat (kind, "\x1f", id, NULL));
}

gboolean
device_touch_rows (SfDeviceStore *self, SfStmt *stmt, GError **error)
{
  SfStep step;

  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    device_touch (self, sf_stmt_text (stmt, 0), sf_stmt_text (stmt, 1));
  return step == SF_STEP_DONE;
}

/*
 * Up to which seq this replica has applied everything of the dealer's history; -1 while a bucket's token may belong to
 * another history or its rows are being fetched anew: numbers of two histories must not be compared (sync.md, finding 7).
 */
static gboolean
visible_limit (SfDeviceStore *self, gint64 *limit, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT count(*), coalesce(min(seen), -1), coalesce(min(ok AND phase = 0), 0) FROM bucket WHERE scope IS NULL OR scope <> '" DEVICE_OEM_SCOPE "'", error);

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  *limit = sf_stmt_int (stmt, 0) > 0 && (sf_stmt_int (stmt, 2) != 0 || (self->ablations & DEVICE_ABLATE_E4_CROSS) != 0) ? sf_stmt_int (stmt, 1) : -1;
  sf_stmt_reset (stmt);
  return TRUE;
}

gboolean
device_is_personal (SfKind kind)
{
  const SfKindInfo *info = sf_kind_info (kind);

  for (guint i = 0; i < info->n_fields; i++)
    if (info->fields[i].privacy != SF_PRIVACY_NONE)
      return TRUE;
  return FALSE;
}

/* A kiosk forgets who came as soon as a backup holds it; the hash stays, so the journal keeps its proof (decisions 3). */
static gboolean
forget_bodies (SfDeviceStore *self, GError **error)
{
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      SfStmt *stmt;

      if (!device_is_personal (kind))
        continue;
      stmt = sf_db_prepare (self->db, "UPDATE outbox SET body = NULL WHERE kind = $1 AND done_at IS NOT NULL AND body IS NOT NULL", error);
      if (stmt == NULL)
        return FALSE;
      sf_stmt_bind_text (stmt, 1, sf_kind_info (kind)->name);
      if (!sf_stmt_run (stmt, error))
        return FALSE;
      if (sf_db_changes (self->db) > 0 && !device_mark_loss (self, error))
        return FALSE;
    }
  return TRUE;
}

/* Ablation B: forgets what was acknowledged, backup or not. */
static gboolean
ablate_trim (SfDeviceStore *self, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT h FROM outbox WHERE state <> 'pending' ORDER BY mid DESC LIMIT 1", error);
  guint8 link[SF_LINK_LEN];
  gsize len;

  if (stmt == NULL)
    return FALSE;
  if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return TRUE;
  memcpy (link, sf_stmt_bytes (stmt, 0, &len), SF_LINK_LEN);
  sf_stmt_reset (stmt);
  stmt = sf_db_prepare (self->db, "DELETE FROM outbox WHERE state <> 'pending' RETURNING kind, id", error);
  return stmt != NULL && device_touch_rows (self, stmt, error) && device_set_link (self, "floor_h", link, error);
}

/* Asked after everything that was heard, and mostly there is nothing to do: the question costs a tenth of the two updates. */
static gboolean
is_settled (SfDeviceStore *self, gint64 limit, gint64 safe, gboolean *settled, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db,
    "SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND (vis <> (state <> 'pending' AND seq IS NOT NULL AND seq <= $1) OR (state <> 'pending' AND (mid <= $2 OR $3))))", error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, limit);
  sf_stmt_bind_int (stmt, 2, safe);
  sf_stmt_bind_int (stmt, 3, (self->ablations & DEVICE_ABLATE_B_TRIM_ON_ACK) != 0);
  if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  *settled = sf_stmt_int (stmt, 0) != 0;
  sf_stmt_reset (stmt);
  return TRUE;
}

/* Works out anew which mutations the replica holds and which the device need not keep in sight any more. */
static gboolean
settle (SfDeviceStore *self, GError **error)
{
  gboolean settled = FALSE;
  gint64 limit, safe;
  SfStmt *stmt;

  if (!visible_limit (self, &limit, error) || !device_get_int (self, "safe", &safe, error) || !is_settled (self, limit, safe, &settled, error))
    return FALSE;
  if (settled)
    return TRUE;
  stmt = sf_db_prepare (self->db, "UPDATE outbox SET vis = NOT vis WHERE done_at IS NULL AND vis <> (state <> 'pending' AND seq IS NOT NULL AND seq <= $1) RETURNING kind, id", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, limit);
  if (!device_touch_rows (self, stmt, error))
    return FALSE;
  if ((self->ablations & DEVICE_ABLATE_B_TRIM_ON_ACK) != 0)
    return ablate_trim (self, error);
  stmt = sf_db_prepare (self->db, "UPDATE outbox SET done_at = $1 WHERE done_at IS NULL AND state <> 'pending' AND mid <= $2 AND (vis OR $3) RETURNING kind, id", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, sf_device_store_server_now (self));
  sf_stmt_bind_int (stmt, 2, safe);
  sf_stmt_bind_int (stmt, 3, (self->ablations & DEVICE_ABLATE_E2_TRIM_VISIBLE) != 0);
  if (!device_touch_rows (self, stmt, error))
    return FALSE;
  return self->role != SF_ROLE_K || sf_db_changes (self->db) == 0 || forget_bodies (self, error);
}

/* The newest version that any bucket carries; NULL without error when there is none. */
static SfRecord *
read_record (SfDeviceStore *self, SfKind kind, const char *id, gint64 *ver, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT ver, data FROM rec WHERE kind = $1 AND id = $2 ORDER BY ver DESC LIMIT 1", error);
  SfRecord *record = NULL;

  *ver = 0;
  if (stmt == NULL)
    return NULL;
  sf_stmt_bind_text (stmt, 1, sf_kind_info (kind)->name);
  sf_stmt_bind_text (stmt, 2, id);
  if (sf_stmt_step (stmt, error) == SF_STEP_ROW)
    {
      g_autoptr(GError) local = NULL;
      gsize len;
      const char *data = sf_stmt_bytes (stmt, 1, &len);

      *ver = sf_stmt_int (stmt, 0);
      record = sf_codec_record_from_json (kind, id, data, len, &local);
      /* A row of a newer server that this version cannot read is kept as it came and not shown. */
      if (record == NULL)
        sf_log (SF_LOG_WARNING, "fold.unreadable", "kind", sf_kind_info (kind)->name, "id", id, NULL);
    }
  sf_stmt_reset (stmt);
  return record;
}

/* True while a mutation's effect has to be laid over the record. */
static gboolean
is_over (SfDeviceStore *self, SfKind kind, const char *state, gboolean visible)
{
  if (strcmp (state, "pending") == 0)
    return TRUE;
  if (strcmp (state, "rejected") == 0)
    return FALSE;
  if ((self->ablations & DEVICE_ABLATE_E_OVERLAY) != 0)
    return FALSE;
  /* What never comes back by a bucket of this role, or waits in quarantine, is shown until it is done. */
  if (strcmp (state, "quarantined") == 0 || !sf_may_read (self->role, kind))
    return TRUE;
  return !visible;
}

static gboolean
lay_over (SfDeviceStore *self, SfKind kind, const char *id, SfRecord **record, gboolean *pending, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT state, vis, body FROM outbox WHERE kind = $1 AND id = $2 AND done_at IS NULL AND body IS NOT NULL ORDER BY mid", error);
  SfStep step;

  *pending = FALSE;
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, sf_kind_info (kind)->name);
  sf_stmt_bind_text (stmt, 2, id);
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      const char *state = sf_stmt_text (stmt, 0);
      g_autoptr(SfMutation) mutation = NULL;
      SfRecord *next;
      gsize len;
      const char *body;

      if (!is_over (self, kind, state, sf_stmt_int (stmt, 1) != 0))
        continue;
      body = sf_stmt_bytes (stmt, 2, &len);
      mutation = sf_codec_mutation_from_json (body, len, NULL);
      if (mutation == NULL)
        {
          /* Kept and sent as it is; what cannot be read here must not stop what comes after it (I13). */
          sf_log (SF_LOG_WARNING, "fold.unreadable", "kind", sf_kind_info (kind)->name, "id", id, NULL);
          continue;
        }
      next = sf_record_overlay (*record, mutation);
      g_clear_pointer (record, sf_record_unref);
      *record = next;
      *pending = *pending || strcmp (state, "pending") == 0;
    }
  return step == SF_STEP_DONE;
}

static gboolean
fold (SfDeviceStore *self, SfKind kind, const char *id, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(SfRecord) record = NULL;
  gboolean pending;
  gint64 ver;

  record = read_record (self, kind, id, &ver, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!lay_over (self, kind, id, &record, &pending, error))
    return FALSE;
  return record != NULL ? sf_table_put (self->db, record, ver, pending, error) : sf_table_remove (self->db, kind, id, error);
}

static gboolean
fold_touched (SfDeviceStore *self, guint64 *kinds, GPtrArray *ids, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->touched);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *id = strchr (key, '\x1f') + 1;
      g_autofree char *name = g_strndup (key, (gsize) (id - 1 - (const char *) key));
      SfKind kind = sf_kind_lookup (name);

      /* Kinds that came with a newer server are kept in rec and wait there for a newer program. */
      if (kind == SF_KIND_NONE)
        continue;
      if (!fold (self, kind, id, error))
        return FALSE;
      *kinds |= G_GUINT64_CONSTANT (1) << kind;
      g_ptr_array_add (ids, g_strdup (id));
    }
  return TRUE;
}

static gboolean
finish (SfDeviceStore *self, SfTxn *txn, gboolean heard, guint64 *kinds, GPtrArray *ids, GError **error)
{
  g_autoptr(SfTxn) own = txn;

  return (!heard || settle (self, error)) && fold_touched (self, kinds, ids, error) && sf_txn_commit (g_steal_pointer (&own), error);
}

gboolean
device_finish (SfDeviceStore *self, SfTxn *txn, gboolean heard, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint64 kinds = 0;
  gboolean ok = finish (self, txn, heard, &kinds, ids, error);

  g_hash_table_remove_all (self->touched);
  if (ok && kinds != 0 && self->changed != NULL)
    self->changed (kinds, ids, self->changed_data);
  return ok;
}
