/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox as the journal that the server is told: identity, stamps, acknowledgement, new incarnations. */
#define G_LOG_DOMAIN "sf-device-journal"
#include "store/sf-device-private.h"

#include <stdio.h>
#include <string.h>

#include "base/sf-log.h"
#include "wire/sf-codec.h"

/* Identity */

static gboolean
query_int (SfDeviceStore *self, const char *sql, gint64 *out, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, sql, error);

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  *out = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return TRUE;
}

gboolean
sf_device_sync_identity (SfDeviceStore *self, SfDeviceIdentity *out, GError **error)
{
  memset (out, 0, sizeof *out);
  if (!device_get_int (self, "inc", &out->inc, error)
      || !device_get_int (self, "last_mid", &out->last, error)
      || !device_get_link (self, "last_h", out->last_h, error)
      || !query_int (self, "SELECT coalesce(min(mid), -1) FROM outbox", &out->floor, error)
      || !query_int (self, "SELECT coalesce((SELECT mid FROM outbox WHERE state <> 'pending' ORDER BY mid DESC LIMIT 1), 0)", &out->acked, error))
    return FALSE;
  if (out->floor < 0)
    out->floor = out->last + 1;
  out->acked = MAX (out->acked, out->floor - 1);
  out->device_id = sf_device_store_get (self, "device_id");
  out->server_id = sf_device_store_get (self, "server_id");
  out->epoch = sf_device_store_get (self, "epoch");
  return TRUE;
}

void
sf_device_identity_clear (SfDeviceIdentity *identity)
{
  g_clear_pointer (&identity->device_id, g_free);
  g_clear_pointer (&identity->server_id, g_free);
  g_clear_pointer (&identity->epoch, g_free);
}

/* Acks: which history the acknowledgements belong to */

static gboolean
add_acks (SfDeviceStore *self, SfStmt *stmt, GPtrArray *acks, GError **error)
{
  SfStep step;

  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      SfAck *ack = g_new0 (SfAck, 1);
      gsize len;
      gconstpointer chain = sf_stmt_bytes (stmt, 2, &len);

      ack->scope = g_strdup (sf_stmt_text (stmt, 0));
      ack->head = sf_stmt_int (stmt, 1);
      memcpy (ack->chain, chain, MIN (len, SF_CHAIN_LEN));
      g_ptr_array_add (acks, ack);
    }
  return step == SF_STEP_DONE;
}

gboolean
device_set_acks (SfDeviceStore *self, GPtrArray *acks, GError **error)
{
  for (guint i = 0; acks != NULL && i < acks->len; i++)
    {
      const SfAck *ack = acks->pdata[i];
      SfStmt *stmt = sf_db_prepare (self->db, "INSERT OR REPLACE INTO ack (scope, head, chain) VALUES ($1, $2, $3)", error);

      if (stmt == NULL)
        return FALSE;
      sf_stmt_bind_text (stmt, 1, ack->scope);
      sf_stmt_bind_int (stmt, 2, ack->head);
      sf_stmt_bind_bytes (stmt, 3, ack->chain, SF_CHAIN_LEN);
      if (!sf_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gint64
device_own_head (GPtrArray *acks)
{
  gint64 head = 0;

  for (guint i = 0; acks != NULL && i < acks->len; i++)
    {
      const SfAck *ack = acks->pdata[i];

      if (strcmp (ack->scope, DEVICE_OEM_SCOPE) != 0)
        head = MAX (head, ack->head);
    }
  return head;
}

gboolean
sf_device_sync_fill_hello (SfDeviceStore *self, SfHello *hello, gboolean sums, GError **error)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  g_autoptr(GPtrArray) buckets = NULL;
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT scope, head, chain FROM ack ORDER BY scope", error);

  if (stmt == NULL || !sf_device_sync_identity (self, &identity, error))
    return FALSE;
  hello->device_id = g_strdup (identity.device_id);
  hello->inc = identity.inc;
  hello->schema = SF_SCHEMA;
  hello->boot = g_strdup (sf_clock_boot_id (self->clock));
  hello->boot_ms = sf_clock_boot_ms (self->clock);
  hello->wall_ms = sf_clock_wall_ms (self->clock);
  hello->floor = identity.floor;
  hello->last = identity.last;
  memcpy (hello->last_h, identity.last_h, SF_LINK_LEN);
  if (!add_acks (self, stmt, hello->acks, error))
    return FALSE;
  buckets = sf_device_sync_buckets (self, error);
  if (buckets == NULL)
    return FALSE;
  for (guint i = 0; i < buckets->len; i++)
    {
      const SfDeviceBucket *bucket = buckets->pdata[i];
      SfBucketState *state = g_new0 (SfBucketState, 1);

      state->bucket = g_strdup (bucket->id);
      state->token = bucket->token;
      state->has_token = bucket->has_token;
      state->ok = bucket->ok;
      g_ptr_array_add (hello->buckets, state);
      if (!sums || bucket->phase != SF_BUCKET_NORMAL)
        continue;
      if (!sf_device_store_sum (self, bucket->id, &state->count, state->sum, error))
        return FALSE;
      state->has_sum = TRUE;
    }
  return TRUE;
}

/* Who went back in time? */

gboolean
sf_device_sync_compare (SfDeviceStore *self, gint64 last, const guint8 last_h[SF_LINK_LEN], SfJournalState *out, GError **error)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  guint8 link[SF_LINK_LEN];
  gboolean known = FALSE;

  if (!sf_device_sync_identity (self, &identity, error) || !device_get_link (self, "floor_h", link, error))
    return FALSE;
  if (last == identity.floor - 1 && last > 0)
    known = TRUE;
  else if (last >= identity.floor && last <= identity.last)
    {
      SfStmt *stmt = sf_db_prepare (self->db, "SELECT h FROM outbox WHERE mid = $1", error);
      gsize len;

      if (stmt == NULL)
        return FALSE;
      sf_stmt_bind_int (stmt, 1, last);
      if (sf_stmt_step (stmt, error) != SF_STEP_ROW)
        return FALSE;
      memcpy (link, sf_stmt_bytes (stmt, 0, &len), SF_LINK_LEN);
      sf_stmt_reset (stmt);
      known = TRUE;
    }
  if (last > identity.last || (known && memcmp (link, last_h, SF_LINK_LEN) != 0))
    *out = SF_JOURNAL_ROLLED_BACK;
  else
    *out = last < identity.acked ? SF_JOURNAL_SERVER_BEHIND : SF_JOURNAL_AGREES;
  return TRUE;
}

gboolean
device_take_back (SfDeviceStore *self, gint64 last, gint64 *n, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "UPDATE outbox SET state = 'pending', seq = NULL, res = NULL, vis = 0, done_at = NULL WHERE mid > $1 AND state <> 'pending' RETURNING kind, id", error);
  gboolean ok;

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, last);
  ok = device_touch_rows (self, stmt, error);
  *n = sf_db_changes (self->db);
  return ok;
}

gboolean
device_move_acked (SfDeviceStore *self, gint64 head, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "UPDATE outbox SET seq = $1, vis = 0 WHERE state <> 'pending' AND done_at IS NULL RETURNING kind, id", error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, head);
  return device_touch_rows (self, stmt, error);
}

/* A new incarnation */

void
device_kept_free (gpointer data)
{
  DeviceKept *kept = data;

  g_bytes_unref (kept->body);
  g_free (kept->kind);
  g_free (kept->id);
  g_free (kept->boot);
  g_free (kept->clk);
  g_free (kept);
}

/* What was done is told again, too: the server may be of an older backup. Facts are known by id, patches by stamp; commands were of their time. */
static gboolean
bears_repeating (gconstpointer body, gsize len)
{
  g_autoptr(SfMutation) mutation = sf_codec_mutation_from_json (body, len, NULL);

  return mutation != NULL && (strcmp (mutation->verb, "create") == 0 || strcmp (mutation->verb, "patch") == 0);
}

static GPtrArray *
read_kept (SfDeviceStore *self, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (device_kept_free);
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT kind, id, body, boot, bt, st, clk, made_at, done_at IS NOT NULL FROM outbox WHERE body IS NOT NULL ORDER BY mid", error);
  SfStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      DeviceKept *kept;
      gsize len;
      gconstpointer body = sf_stmt_bytes (stmt, 2, &len);

      if (sf_stmt_int (stmt, 8) != 0 && !bears_repeating (body, len))
        continue;
      kept = g_new0 (DeviceKept, 1);
      kept->kind = g_strdup (sf_stmt_text (stmt, 0));
      kept->id = g_strdup (sf_stmt_text (stmt, 1));
      kept->body = g_bytes_new (body, len);
      kept->boot = g_strdup (sf_stmt_text (stmt, 3));
      kept->bt = sf_stmt_int (stmt, 4);
      kept->stamped = !sf_stmt_is_null (stmt, 5);
      kept->st = sf_stmt_int (stmt, 5);
      kept->clk = g_strdup (sf_stmt_text (stmt, 6));
      kept->made_at = sf_stmt_int (stmt, 7);
      g_ptr_array_add (all, kept);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static gboolean
insert_kept (SfDeviceStore *self, const DeviceKept *kept, gint64 mid, guint8 link[SF_LINK_LEN], GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "INSERT INTO outbox (mid, body, h, kind, id, boot, bt, st, clk, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", error);
  gsize len;
  gconstpointer body = g_bytes_get_data (kept->body, &len);

  if (stmt == NULL)
    return FALSE;
  sf_link (link, body, len, link);
  sf_stmt_bind_int (stmt, 1, mid);
  sf_stmt_bind_bytes (stmt, 2, body, len);
  sf_stmt_bind_bytes (stmt, 3, link, SF_LINK_LEN);
  sf_stmt_bind_text (stmt, 4, kept->kind);
  sf_stmt_bind_text (stmt, 5, kept->id);
  sf_stmt_bind_text (stmt, 6, kept->boot);
  sf_stmt_bind_int (stmt, 7, kept->bt);
  /* A stamp that may have been seen stays: the same edit must not become later by being told again. */
  if (kept->stamped)
    sf_stmt_bind_int (stmt, 8, kept->st);
  else
    sf_stmt_bind_null (stmt, 8);
  sf_stmt_bind_text (stmt, 9, kept->clk);
  sf_stmt_bind_int (stmt, 10, kept->made_at);
  device_touch (self, kept->kind, kept->id);
  return sf_stmt_run (stmt, error);
}

gboolean
device_rewrite_journal (SfDeviceStore *self, GPtrArray *kept, GError **error)
{
  guint8 link[SF_LINK_LEN] = { 0 };
  SfStmt *stmt = sf_db_prepare (self->db, "DELETE FROM outbox RETURNING kind, id", error);
  gint64 inc, fresh;

  if (stmt == NULL || !device_touch_rows (self, stmt, error) || !device_get_int (self, "inc", &inc, error))
    return FALSE;
  do
    fresh = (gint64) sf_ids_u32 (self->ids) | 1;
  while (fresh == inc);
  for (guint i = 0; i < kept->len; i++)
    if (!insert_kept (self, kept->pdata[i], (gint64) i + 1, link, error))
      return FALSE;
  return device_set_int (self, "inc", fresh, error)
         && device_set_int (self, "last_mid", kept->len, error)
         && device_set_link (self, "last_h", link, error)
         && device_set_text (self, "floor_h", NULL, error)
         && device_set_int (self, "safe", 0, error);
}

gboolean
sf_device_sync_reincarnate (SfDeviceStore *self, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  g_autoptr(GPtrArray) kept = txn != NULL ? read_kept (self, error) : NULL;
  gboolean ok = kept != NULL && device_rewrite_journal (self, kept, error) && device_finish (self, g_steal_pointer (&txn), TRUE, error);

  g_hash_table_remove_all (self->touched);
  return ok;
}

/* Pushing */

typedef struct { gint64 server_ms, boot_ms, wall_offset, last_st; char boot[64]; } Anchor;

/* "server_ms boot_ms boot_id": what time it was at the server when this boot's clock stood at boot_ms. */
static gboolean
read_anchor (SfDeviceStore *self, Anchor *out, GError **error)
{
  g_autofree char *text = sf_device_store_get (self, "anchor");

  memset (out, 0, sizeof *out);
  if (text != NULL && sscanf (text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %63s", &out->server_ms, &out->boot_ms, out->boot) != 3)
    out->boot[0] = '\0';
  return device_get_int (self, "wall_offset", &out->wall_offset, error) && device_get_int (self, "last_st", &out->last_st, error);
}

gboolean
sf_device_store_time (SfDeviceStore *self, SfDeviceTime *out, GError **error)
{
  Anchor anchor;

  if (!read_anchor (self, &anchor, error))
    return FALSE;
  *out = (SfDeviceTime) { anchor.server_ms, anchor.boot_ms, anchor.wall_offset, strcmp (anchor.boot, sf_clock_boot_id (self->clock)) == 0 };
  return TRUE;
}

gint64
sf_device_store_server_now (SfDeviceStore *self)
{
  Anchor anchor;

  if (read_anchor (self, &anchor, NULL) && strcmp (anchor.boot, sf_clock_boot_id (self->clock)) == 0)
    return anchor.server_ms + sf_clock_boot_ms (self->clock) - anchor.boot_ms;
  return sf_clock_wall_ms (self->clock) + anchor.wall_offset;
}

/*
 * A stamp is made when a mutation is first sent (sync.md 1.2): only then the server's time is known, and the boot clock
 * tells how long before that the edit was. After a restart only the wall clock is left to guess with.
 */
static void
make_stamp (Anchor *anchor, const char *boot, gint64 bt, gint64 made_at, SfPushItem *item)
{
  gboolean same_boot = strcmp (anchor->boot, boot) == 0;
  gint64 ms = same_boot ? anchor->server_ms + bt - anchor->boot_ms : made_at + anchor->wall_offset;

  ms = CLAMP (ms, 0, (G_MAXINT64 >> 16) - 1);
  item->st = MAX (ms << 16, anchor->last_st + 1);
  item->clk = g_strdup (same_boot ? "ok" : "est");
  anchor->last_st = item->st;
}

/* Of column sent: 1 once its stamp may have been seen. */
#define SENT_ASIDE 2   /* only its number is */

static gboolean
store_stamp (SfDeviceStore *self, const SfPushItem *item, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "UPDATE outbox SET st = $2, clk = $3, sent = max(sent, 1) WHERE mid = $1", error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, item->mid);
  sf_stmt_bind_int (stmt, 2, item->st);
  sf_stmt_bind_text (stmt, 3, item->clk);
  return sf_stmt_run (stmt, error);
}

static SfPushItem *
read_item (SfStmt *stmt, Anchor *anchor, gboolean *fresh)
{
  SfPushItem *item = g_new0 (SfPushItem, 1);
  gsize len;
  gconstpointer data;

  item->mid = sf_stmt_int (stmt, 0);
  data = sf_stmt_bytes (stmt, 2, &len);
  memcpy (item->h, data, MIN (len, SF_LINK_LEN));
  item->gone = sf_stmt_is_null (stmt, 1) || sf_stmt_int (stmt, 8) == SENT_ASIDE;
  if (!item->gone)
    {
      data = sf_stmt_bytes (stmt, 1, &len);
      item->body = g_strndup (data, len);
    }
  *fresh = sf_stmt_is_null (stmt, 3);
  if (*fresh)
    make_stamp (anchor, sf_stmt_text (stmt, 5), sf_stmt_int (stmt, 6), sf_stmt_int (stmt, 7), item);
  else
    {
      item->st = sf_stmt_int (stmt, 3);
      item->clk = g_strdup (sf_stmt_text (stmt, 4));
    }
  return item;
}

/* Adds items while they fit; @fresh receives those that got their stamp now. */
static gboolean
collect_items (SfDeviceStore *self, gint64 after, Anchor *anchor, guint most, GPtrArray *items, GPtrArray *fresh, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT mid, body, h, st, clk, boot, bt, made_at, sent FROM outbox WHERE mid > $1 ORDER BY mid LIMIT $2", error);
  gsize bytes = 256;
  SfStep step;

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, after);
  sf_stmt_bind_int (stmt, 2, MIN (most, SF_MAX_PUSH));
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gsize len;
      gboolean is_fresh;
      SfPushItem *item;

      sf_stmt_bytes (stmt, 1, &len);
      /* A body travels as a JSON string: every quote doubles. */
      bytes += 2 * len + 160;
      if (items->len > 0 && bytes > SF_MAX_PUSH_BYTES)
        break;
      item = read_item (stmt, anchor, &is_fresh);
      g_ptr_array_add (items, item);
      if (is_fresh)
        g_ptr_array_add (fresh, item);
    }
  sf_stmt_reset (stmt);
  return step != SF_STEP_ERROR;
}

static gboolean
store_stamps (SfDeviceStore *self, GPtrArray *fresh, gint64 last_st, GError **error)
{
  g_autoptr(SfTxn) txn = NULL;

  if (fresh->len == 0)
    return TRUE;
  txn = sf_db_begin (self->db, error);
  if (txn == NULL)
    return FALSE;
  for (guint i = 0; i < fresh->len; i++)
    if (!store_stamp (self, fresh->pdata[i], error))
      return FALSE;
  return device_set_int (self, "last_st", last_st, error) && sf_txn_commit (g_steal_pointer (&txn), error);
}

SfPush *
sf_device_sync_next_push (SfDeviceStore *self, gint64 after, guint most, GError **error)
{
  g_autoptr(SfPush) push = sf_push_new ();
  g_autoptr(GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (self, error);
  g_auto(SfDeviceIdentity) identity = { 0 };
  Anchor anchor;

  if (buckets == NULL || !sf_device_sync_identity (self, &identity, error) || !read_anchor (self, &anchor, error)
      || !collect_items (self, after, &anchor, most, push->items, fresh, error)
      || !store_stamps (self, fresh, anchor.last_st, error))
    return NULL;
  push->inc = identity.inc;
  push->floor = identity.floor;
  for (guint i = 0; i < buckets->len; i++)
    {
      const SfDeviceBucket *bucket = buckets->pdata[i];
      SfBucketState *state;

      if (bucket->phase != SF_BUCKET_NORMAL || !bucket->has_token)
        continue;
      state = g_new0 (SfBucketState, 1);
      state->bucket = g_strdup (bucket->id);
      state->token = bucket->token;
      state->has_token = TRUE;
      g_ptr_array_add (push->buckets, state);
    }
  return g_steal_pointer (&push);
}

gboolean
sf_device_sync_set_aside (SfDeviceStore *self, const SfPush *push, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "UPDATE outbox SET sent = 2 WHERE mid = $1", error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, ((const SfPushItem *) push->items->pdata[0])->mid);
  return sf_stmt_run (stmt, error);
}

/* Acknowledgement */

static const char *
state_of (SfPushStatus status)
{
  switch (status)
    {
    case SF_PUSH_REJECTED:
      return "rejected";
    case SF_PUSH_QUARANTINED:
      return "quarantined";
    case SF_PUSH_OK:
    case SF_PUSH_DUP:
    case SF_PUSH_MERGED:
    default:
      return "acked";
    }
}

static gboolean
acknowledge (SfDeviceStore *self, const SfPushResult *result, gint64 head, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "UPDATE outbox SET state = iif (sent = 2, 'quarantined', $2), seq = $3, res = iif (sent = 2, 'unsendable', $4) WHERE mid = $1 AND state = 'pending' RETURNING kind, id", error);

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, result->mid);
  sf_stmt_bind_text (stmt, 2, state_of (result->status));
  sf_stmt_bind_int (stmt, 3, result->seq > 0 ? result->seq : head);
  sf_stmt_bind_text (stmt, 4, result->code);
  return device_touch_rows (self, stmt, error);
}

static gboolean
acknowledge_all (SfDeviceStore *self, const SfPush *push, const SfPushReply *reply, GError **error)
{
  gint64 head = device_own_head (reply->acks);
  SfStmt *stmt;

  for (guint i = 0; i < reply->results->len; i++)
    {
      const SfPushResult *result = reply->results->pdata[i];

      if (result->mid <= reply->last && !acknowledge (self, result, head, error))
        return FALSE;
    }
  /* What it says nothing of it has forgotten, not refused: in the feed at or before the head it tells now. */
  stmt = sf_db_prepare (self->db, "UPDATE outbox SET state = 'acked', seq = $2 WHERE mid <= $1 AND state = 'pending' RETURNING kind, id", error);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, push->items->len > 0 ? MIN (reply->last, ((const SfPushItem *) push->items->pdata[push->items->len - 1])->mid) : 0);
  sf_stmt_bind_int (stmt, 2, head);
  return device_touch_rows (self, stmt, error);
}

static gboolean
doubt_buckets (SfDeviceStore *self, GPtrArray *buckets, GError **error)
{
  for (guint i = 0; i < buckets->len; i++)
    {
      const SfBucketState *state = buckets->pdata[i];
      SfStmt *stmt;

      if (state->ok)
        continue;
      stmt = sf_db_prepare (self->db, "UPDATE bucket SET ok = 0 WHERE id = $1", error);
      if (stmt == NULL)
        return FALSE;
      sf_stmt_bind_text (stmt, 1, state->bucket);
      if (!sf_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
sf_device_sync_apply_push (SfDeviceStore *self, const SfPush *push, const SfPushReply *reply, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  gboolean ok = txn != NULL
                && acknowledge_all (self, push, reply, error)
                && device_set_acks (self, reply->acks, error)
                && device_set_int (self, "safe", reply->safe, error)
                && doubt_buckets (self, reply->buckets, error)
                && device_finish (self, g_steal_pointer (&txn), TRUE, error);

  g_hash_table_remove_all (self->touched);
  return ok;
}
