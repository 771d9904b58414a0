/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server told: buckets, their rows and tokens, resyncs beside the living replica, directives. */
#define G_LOG_DOMAIN "sf-device-replica"
#include "store/sf-device-private.h"

#include <string.h>

#include "base/sf-log.h"
#include "wire/sf-json.h"

/* Buckets */

void
sf_device_bucket_free (SfDeviceBucket *bucket)
{
  g_free (bucket->id);
  g_free (bucket->after_kind);
  g_free (bucket->after_id);
  g_free (bucket);
}

static SfDeviceBucket *
read_bucket (SfStmt *stmt)
{
  SfDeviceBucket *bucket = g_new0 (SfDeviceBucket, 1);
  const char *token;

  bucket->id = g_strdup (sf_stmt_text (stmt, 0));
  bucket->phase = (SfBucketPhase) sf_stmt_int (stmt, 1);
  bucket->ok = sf_stmt_int (stmt, 4) != 0;
  bucket->seen = sf_stmt_int (stmt, 5);
  bucket->after_kind = g_strdup (sf_stmt_text (stmt, 6));
  bucket->after_id = g_strdup (sf_stmt_text (stmt, 7));
  bucket->resyncs = (guint) sf_stmt_int (stmt, 8);
  token = sf_stmt_text (stmt, bucket->phase == SF_BUCKET_SHADOW || bucket->phase == SF_BUCKET_TAIL || bucket->phase == SF_BUCKET_HELD ? 3 : 2);
  bucket->has_token = token != NULL && sf_token_from_text (token, &bucket->token, NULL);
  return bucket;
}

#define SELECT_BUCKET "SELECT id, phase, token, shadow_token, ok, seen, after_kind, after_id, resyncs FROM bucket"

GPtrArray *
sf_device_sync_buckets (SfDeviceStore *self, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_device_bucket_free);
  /* Customers are the most by far: who works here, and the cars, must not wait behind them on a new tablet. */
  SfStmt *stmt = sf_db_prepare (self->db, SELECT_BUCKET " ORDER BY id = 'crm', id", error);
  SfStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    g_ptr_array_add (all, read_bucket (stmt));
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static SfDeviceBucket *
find_bucket (SfDeviceStore *self, const char *id, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, SELECT_BUCKET " WHERE id = $1", error);
  SfDeviceBucket *bucket = NULL;

  if (stmt == NULL)
    return NULL;
  sf_stmt_bind_text (stmt, 1, id);
  if (sf_stmt_step (stmt, error) == SF_STEP_ROW)
    bucket = read_bucket (stmt);
  else if (error == NULL || *error == NULL)
    g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND, "Bucket %s is not followed", id);
  sf_stmt_reset (stmt);
  return bucket;
}

/* Runs a statement whose only parameter is a bucket's id and that returns nothing. */
static gboolean
run_for_bucket (SfDeviceStore *self, const char *sql, const char *bucket, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, bucket);
  return sf_stmt_run (stmt, error);
}

/* The same for one that returns kinds and ids of records to fold. */
static gboolean
touch_for_bucket (SfDeviceStore *self, const char *sql, const char *bucket, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, bucket);
  return device_touch_rows (self, stmt, error);
}

static gint64
count_for_bucket (SfDeviceStore *self, const char *sql, const char *bucket, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, sql, error);
  gint64 n;

  if (stmt == NULL)
    return -1;
  sf_stmt_bind_text (stmt, 1, bucket);
  if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return -1;
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

/* Resync */

gboolean
device_start_resync (SfDeviceStore *self, const char *bucket, GError **error)
{
  gint64 rows = count_for_bucket (self, "SELECT count(*) FROM rec WHERE bucket = $1", bucket, error);
  SfStmt *stmt;

  if (rows < 0)
    return FALSE;
  if ((self->ablations & DEVICE_ABLATE_E3_SHADOW) != 0)
    {
      if (!touch_for_bucket (self, "DELETE FROM rec WHERE bucket = $1 RETURNING kind, id", bucket, error))
        return FALSE;
      rows = 0;
    }
  if (!run_for_bucket (self, "DELETE FROM rec_shadow WHERE bucket = $1", bucket, error))
    return FALSE;
  stmt = sf_db_prepare (self->db, "UPDATE bucket SET phase = $2, ok = 0, shadow_token = NULL, token = NULL, after_kind = NULL, after_id = NULL, resyncs = resyncs + 1 WHERE id = $1", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, bucket);
  sf_stmt_bind_int (stmt, 2, rows > 0 ? SF_BUCKET_SHADOW : SF_BUCKET_FIRST);
  return sf_stmt_run (stmt, error);
}

/* The new replica takes the place of the old one; only what differs is folded anew. */
static gboolean
swap (SfDeviceStore *self, const char *bucket, GError **error)
{
  return touch_for_bucket (self, "SELECT kind, id FROM (SELECT kind, id, ver, data FROM rec WHERE bucket = $1 EXCEPT SELECT kind, id, ver, data FROM rec_shadow WHERE bucket = $1)", bucket, error)
         && touch_for_bucket (self, "SELECT kind, id FROM (SELECT kind, id, ver, data FROM rec_shadow WHERE bucket = $1 EXCEPT SELECT kind, id, ver, data FROM rec WHERE bucket = $1)", bucket, error)
         && run_for_bucket (self, "DELETE FROM rec WHERE bucket = $1", bucket, error)
         && run_for_bucket (self, "INSERT INTO rec (kind, id, bucket, ver, data) SELECT kind, id, bucket, ver, data FROM rec_shadow WHERE bucket = $1", bucket, error)
         && run_for_bucket (self, "DELETE FROM rec_shadow WHERE bucket = $1", bucket, error)
         && device_mark_loss (self, error)
         && run_for_bucket (self, "UPDATE bucket SET phase = 0, ok = 1, token = shadow_token, shadow_token = NULL, after_kind = NULL, after_id = NULL WHERE id = $1", bucket, error);
}

/* A server that lost more than half of what this device shows is not believed without a person (Joplin's lesson). */
static gboolean
swap_or_hold (SfDeviceStore *self, const char *bucket, SfPageResult *result, GError **error)
{
  gint64 before = count_for_bucket (self, "SELECT count(*) FROM rec WHERE bucket = $1", bucket, error);
  gint64 after = count_for_bucket (self, "SELECT count(*) FROM rec_shadow WHERE bucket = $1", bucket, error);

  if (before < 0 || after < 0)
    return FALSE;
  if (after * 2 < before)
    {
      sf_log (SF_LOG_WARNING, "resync.held", "bucket", bucket, NULL);
      *result = SF_PAGE_HELD;
      return run_for_bucket (self, "UPDATE bucket SET phase = 4 WHERE id = $1", bucket, error);
    }
  *result = SF_PAGE_SWAPPED;
  return swap (self, bucket, error);
}

gboolean
sf_device_sync_begin_resync (SfDeviceStore *self, const char *bucket, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);

  return txn != NULL && device_start_resync (self, bucket, error) && device_finish (self, g_steal_pointer (&txn), TRUE, error);
}

gboolean
sf_device_sync_confirm (SfDeviceStore *self, const char *bucket, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  SfDeviceBucket *found = txn != NULL ? find_bucket (self, bucket, error) : NULL;
  gboolean held = found != NULL && found->phase == SF_BUCKET_HELD;

  if (found == NULL)
    return FALSE;
  sf_device_bucket_free (found);
  return !held || (swap (self, bucket, error) && device_finish (self, g_steal_pointer (&txn), TRUE, error));
}

/* Pages */

static gboolean
put_row (SfDeviceStore *self, gboolean shadow, const char *bucket, const SfRow *row, GError **error)
{
  SfStmt *stmt;

  if (row->gone)
    stmt = sf_db_prepare (self->db, shadow ? "DELETE FROM rec_shadow WHERE kind = $1 AND id = $2 AND bucket = $3"
                                           : "DELETE FROM rec WHERE kind = $1 AND id = $2 AND bucket = $3", error);
  else
    stmt = sf_db_prepare (self->db, shadow ? "INSERT OR REPLACE INTO rec_shadow (kind, id, bucket, ver, data) VALUES ($1, $2, $3, $4, $5)"
                                           : "INSERT OR REPLACE INTO rec (kind, id, bucket, ver, data) VALUES ($1, $2, $3, $4, $5)", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, row->kind);
  sf_stmt_bind_text (stmt, 2, row->id);
  sf_stmt_bind_text (stmt, 3, bucket);
  if (!row->gone)
    {
      sf_stmt_bind_int (stmt, 4, row->ver);
      sf_stmt_bind_bytes (stmt, 5, row->data, row->data_len);
    }
  if (!shadow)
    device_touch (self, row->kind, row->id);
  return sf_stmt_run (stmt, error);
}

/*
 * A row about a guest that goes or says less than before may have been erased: what it said must not live on in the log. A note
 * that was only made shorter costs a checkpoint too many.
 */
static gboolean
watch_loss (SfDeviceStore *self, const char *bucket, const SfRow *row, GError **error)
{
  SfKind kind = sf_kind_lookup (row->kind);
  SfStmt *stmt;
  SfStep step;
  gboolean less;

  if (kind == SF_KIND_NONE || !device_is_personal (kind))
    return TRUE;
  stmt = sf_db_prepare (self->db, "SELECT length (data) FROM rec WHERE kind = $1 AND id = $2 AND bucket = $3", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, row->kind);
  sf_stmt_bind_text (stmt, 2, row->id);
  sf_stmt_bind_text (stmt, 3, bucket);
  step = sf_stmt_step (stmt, error);
  less = step == SF_STEP_ROW && (row->gone || sf_stmt_int (stmt, 0) > (gint64) row->data_len);
  sf_stmt_reset (stmt);
  return step != SF_STEP_ERROR && (!less || device_mark_loss (self, error));
}

static gboolean
put_rows (SfDeviceStore *self, const SfDeviceBucket *bucket, const SfRowPage *page, GError **error)
{
  gboolean shadow = bucket->phase == SF_BUCKET_SHADOW || bucket->phase == SF_BUCKET_TAIL;

  for (guint i = 0; i < page->rows->len; i++)
    if ((bucket->phase == SF_BUCKET_NORMAL && !watch_loss (self, bucket->id, page->rows->pdata[i], error))
        || !put_row (self, shadow, bucket->id, page->rows->pdata[i], error))
      return FALSE;
  return TRUE;
}

/*
 * All of the scope up to the token's seq is here only when nothing is left: between two pages a record may have moved on, beyond the
 * place where its making was acknowledged, and be neither here nor laid over (I8).
 */
static gboolean
put_token (SfDeviceStore *self, const char *bucket, const SfRowPage *page, gboolean shadow, GError **error)
{
  const SfToken *token = &page->token;
  g_autofree char *text = sf_token_to_text (token);
  SfStmt *stmt = sf_db_prepare (self->db, shadow ? "UPDATE bucket SET shadow_token = $2, scope = $3, seen = iif ($5, seen, $4) WHERE id = $1"
                                                 : "UPDATE bucket SET token = $2, scope = $3, seen = iif ($5, seen, $4) WHERE id = $1", error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, bucket);
  sf_stmt_bind_text (stmt, 2, text);
  sf_stmt_bind_text (stmt, 3, token->scope);
  sf_stmt_bind_int (stmt, 4, token->seq);
  sf_stmt_bind_int (stmt, 5, page->more);
  return sf_stmt_run (stmt, error);
}

static gboolean
put_place (SfDeviceStore *self, const SfDeviceBucket *bucket, const SfRowPage *page, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "UPDATE bucket SET phase = $2, ok = $3, after_kind = $4, after_id = $5, resyncs = $6 WHERE id = $1", error);
  SfBucketPhase phase = bucket->phase;

  if (stmt == NULL)
    return FALSE;
  if (!page->more && phase == SF_BUCKET_FIRST)
    phase = SF_BUCKET_NORMAL;
  else if (!page->more && phase == SF_BUCKET_SHADOW)
    phase = SF_BUCKET_TAIL;
  sf_stmt_bind_text (stmt, 1, bucket->id);
  sf_stmt_bind_int (stmt, 2, phase);
  sf_stmt_bind_int (stmt, 3, phase == SF_BUCKET_NORMAL);
  sf_stmt_bind_text (stmt, 4, page->more ? page->after_kind : NULL);
  sf_stmt_bind_text (stmt, 5, page->more ? page->after_id : NULL);
  sf_stmt_bind_int (stmt, 6, bucket->phase == SF_BUCKET_NORMAL ? 0 : bucket->resyncs);
  return sf_stmt_run (stmt, error);
}

static gboolean
apply_page (SfDeviceStore *self, const SfDeviceBucket *bucket, const SfRowPage *page, SfPageResult *result, GError **error)
{
  gboolean shadow = bucket->phase == SF_BUCKET_SHADOW || bucket->phase == SF_BUCKET_TAIL;

  *result = SF_PAGE_APPLIED;
  if (page->resync)
    {
      *result = SF_PAGE_RESYNC;
      return device_start_resync (self, bucket->id, error);
    }
  if (!put_rows (self, bucket, page, error) || !put_token (self, bucket->id, page, shadow, error) || !put_place (self, bucket, page, error))
    return FALSE;
  if (bucket->phase == SF_BUCKET_TAIL && !page->more)
    return swap_or_hold (self, bucket->id, result, error);
  return TRUE;
}

gboolean
sf_device_sync_ack (SfDeviceStore *self, SfToken *out, gboolean *has, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db,
    "SELECT scope, head, chain FROM ack WHERE scope <> '" DEVICE_OEM_SCOPE "' AND EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND vis = 0 AND state <> 'pending')", error);
  SfStep step;
  gsize len;

  *has = FALSE;
  memset (out, 0, sizeof *out);
  if (stmt == NULL)
    return FALSE;
  step = (self->ablations & DEVICE_ABLATE_E4_CROSS) != 0 ? SF_STEP_DONE : sf_stmt_step (stmt, error);
  if (step != SF_STEP_ROW)
    return step == SF_STEP_DONE;
  g_strlcpy (out->scope, sf_stmt_text (stmt, 0), sizeof out->scope);
  out->seq = out->head = sf_stmt_int (stmt, 1);
  memcpy (out->chain, sf_stmt_bytes (stmt, 2, &len), SF_CHAIN_LEN);
  sf_stmt_reset (stmt);
  *has = TRUE;
  return TRUE;
}

/* Ablation I: the token reaches the disk before the rows, and now and then nothing after it. */
static gboolean
token_first (SfDeviceStore *self, const SfDeviceBucket *bucket, const SfRowPage *page, gboolean *crashed, GError **error)
{
  g_autoptr(SfTxn) txn = NULL;

  *crashed = FALSE;
  if ((self->ablations & DEVICE_ABLATE_I_CURSOR_FIRST) == 0 || bucket->phase != SF_BUCKET_NORMAL || page->resync)
    return TRUE;
  txn = sf_db_begin (self->db, error);
  *crashed = sf_ids_u32 (self->ids) % 33 == 0;
  return txn != NULL && put_token (self, bucket->id, page, FALSE, error) && device_finish (self, g_steal_pointer (&txn), TRUE, error);
}

/* Asked every minute, mostly nothing has happened: then nothing is written, and no disk is flushed for it. */
static gboolean
says_nothing (const SfDeviceBucket *bucket, const SfRowPage *page)
{
  return page->rows->len == 0 && !page->more && !page->resync && bucket->phase == SF_BUCKET_NORMAL && bucket->ok && bucket->has_token && bucket->resyncs == 0
         && bucket->seen == page->token.seq && bucket->token.seq == page->token.seq && bucket->token.head == page->token.head
         && strcmp (bucket->token.scope, page->token.scope) == 0 && memcmp (bucket->token.chain, page->token.chain, SF_CHAIN_LEN) == 0;
}

gboolean
sf_device_sync_apply_page (SfDeviceStore *self, const char *bucket, const SfRowPage *page, SfPageResult *result, GError **error)
{
  g_autoptr(SfTxn) txn = NULL;
  SfDeviceBucket *found = find_bucket (self, bucket, error);
  gboolean ok, crashed = FALSE;

  *result = SF_PAGE_APPLIED;
  if (found == NULL)
    return FALSE;
  ok = token_first (self, found, page, &crashed, error);
  if (ok && !crashed && !says_nothing (found, page))
    {
      txn = sf_db_begin (self->db, error);
      ok = txn != NULL && apply_page (self, found, page, result, error) && device_finish (self, g_steal_pointer (&txn), TRUE, error);
    }
  sf_device_bucket_free (found);
  g_hash_table_remove_all (self->touched);
  return ok;
}

/* Hello */

static gboolean
set_anchor (SfDeviceStore *self, gint64 server_ms, GError **error)
{
  gint64 boot_ms = sf_clock_boot_ms (self->clock), wall_ms = sf_clock_wall_ms (self->clock);
  g_autofree char *anchor = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", server_ms, boot_ms, sf_clock_boot_id (self->clock));

  return device_set_text (self, "anchor", anchor, error)
         && device_set_int (self, "wall_offset", server_ms - wall_ms, error)
         && device_set_int (self, "contact", wall_ms, error)
         && device_set_text (self, "away", NULL, error);
}

static gboolean
is_listed (GPtrArray *states, const char *bucket)
{
  for (guint i = 0; i < states->len; i++)
    if (strcmp (((const SfBucketState *) states->pdata[i])->bucket, bucket) == 0)
      return TRUE;
  return FALSE;
}

/* A bucket that is not listed any more is one this device may not see: its rows go, at once. */
static gboolean
purge_lost (SfDeviceStore *self, GPtrArray *known, GPtrArray *states, GError **error)
{
  for (guint i = 0; i < known->len; i++)
    {
      const SfDeviceBucket *bucket = known->pdata[i];

      if (is_listed (states, bucket->id))
        continue;
      if (!touch_for_bucket (self, "DELETE FROM rec WHERE bucket = $1 RETURNING kind, id", bucket->id, error)
          || !run_for_bucket (self, "DELETE FROM rec_shadow WHERE bucket = $1", bucket->id, error)
          || !run_for_bucket (self, "DELETE FROM bucket WHERE id = $1", bucket->id, error)
          || !device_mark_loss (self, error))
        return FALSE;
    }
  return TRUE;
}

static const SfDeviceBucket *
known_bucket (GPtrArray *known, const char *id)
{
  for (guint i = 0; i < known->len; i++)
    if (strcmp (((const SfDeviceBucket *) known->pdata[i])->id, id) == 0)
      return known->pdata[i];
  return NULL;
}

static gboolean
apply_buckets (SfDeviceStore *self, GPtrArray *states, GError **error)
{
  g_autoptr(GPtrArray) known = sf_device_sync_buckets (self, error);

  if (known == NULL || !purge_lost (self, known, states, error))
    return FALSE;
  for (guint i = 0; i < states->len; i++)
    {
      const SfBucketState *state = states->pdata[i];
      const SfDeviceBucket *bucket = known_bucket (known, state->bucket);

      if (bucket == NULL)
        {
          if (!run_for_bucket (self, "INSERT INTO bucket (id, phase, ok, seen, resyncs) VALUES ($1, 1, 0, -1, 0)", state->bucket, error))
            return FALSE;
        }
      /* A held shadow whose token is of another history is as stale as a token would be. */
      else if (!state->ok && bucket->has_token && !device_start_resync (self, state->bucket, error))
        return FALSE;
    }
  return TRUE;
}

/* Own mutations of a record, and what was begun about it and not finished (a draft is kept under "draft.<what>.<record>"). */
static gboolean
erase_bodies (SfDeviceStore *self, const char *id, GError **error)
{
  SfStmt *bodies = sf_db_prepare (self->db, "UPDATE outbox SET body = NULL WHERE id = $1 AND body IS NOT NULL RETURNING kind, id", error);
  SfStmt *drafts = bodies != NULL ? sf_db_prepare (self->db, "DELETE FROM kv WHERE k LIKE 'draft.%.' || $1", error) : NULL;
  gint64 changed;

  if (drafts == NULL)
    return FALSE;
  sf_stmt_bind_text (bodies, 1, id);
  if (!device_touch_rows (self, bodies, error))
    return FALSE;
  changed = sf_db_changes (self->db);
  sf_stmt_bind_text (drafts, 1, id);
  if (!sf_stmt_run (drafts, error))
    return FALSE;
  return changed + sf_db_changes (self->db) == 0 || device_mark_loss (self, error);
}

/* Directives of a newer server are passed over: they must never stop the sync. */
static gboolean
apply_directive (SfDeviceStore *self, const char *text, GError **error)
{
  g_autoptr(JsonNode) node = sf_json_parse (text, strlen (text), NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = object != NULL ? sf_json_text (object, "k", 32, NULL) : NULL;
  const char *value;

  if (g_strcmp0 (kind, "erase") == 0 && (value = sf_json_text (object, "id", 64, NULL)) != NULL)
    return erase_bodies (self, value, error);
  if (g_strcmp0 (kind, "resync") == 0 && (value = sf_json_text (object, "bucket", 64, NULL)) != NULL)
    return device_start_resync (self, value, error);
  sf_log (SF_LOG_INFO, "hello.directive_unknown", NULL);
  return TRUE;
}

static gboolean
apply_history (SfDeviceStore *self, const SfHelloReply *reply, gint64 *regressions, GError **error)
{
  gint64 taken_back = 0;

  if (!device_take_back (self, reply->last, &taken_back, error))
    return FALSE;
  if (taken_back > 0)
    (*regressions)++;
  if (reply->ack_ok || (self->ablations & DEVICE_ABLATE_E4_CROSS) != 0)
    return TRUE;
  (*regressions)++;
  return device_move_acked (self, device_own_head (reply->acks), error) && device_set_acks (self, reply->acks, error);
}

gboolean
sf_device_sync_apply_hello (SfDeviceStore *self, const SfHelloReply *reply, gint64 *regressions, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  gboolean ok = txn != NULL
                && set_anchor (self, reply->now_ms, error)
                && device_ablate_heard (self, reply->now_ms, error)
                && device_set_text (self, "epoch", reply->epoch, error)
                && apply_history (self, reply, regressions, error)
                && device_set_int (self, "safe", reply->safe, error)
                && apply_buckets (self, reply->buckets, error);

  for (guint i = 0; ok && i < reply->directives->len; i++)
    ok = apply_directive (self, reply->directives->pdata[i], error);
  ok = ok && device_finish (self, g_steal_pointer (&txn), TRUE, error);
  g_hash_table_remove_all (self->touched);
  return ok;
}

void
sf_device_sync_ablate (SfDeviceStore *self, guint ablations)
{
  self->ablations = ablations;
}
