/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-feed"
#include <string.h>

#include "store/sf-server-private.h"
#include "wire/sf-codec.h"

guint
sf_server_scope_index (const char *scope)
{
  return g_strcmp0 (scope, SF_SCOPE_NAME_OEM) == 0 ? 1 : 0;
}

const char *
sf_server_kind_scope (SfKind kind)
{
  return sf_server_scopes[sf_kind_info (kind)->scope == SF_SCOPE_OEM ? 1 : 0];
}

const char *
sf_server_bucket_scope (const char *bucket)
{
  if (strcmp (bucket, SF_BUCKET_NAME_CAT) == 0)
    return SF_SCOPE_NAME_OEM;
  if (strcmp (bucket, SF_BUCKET_NAME_PUB) == 0 || strcmp (bucket, SF_BUCKET_NAME_CRM) == 0 || strcmp (bucket, SF_BUCKET_NAME_LOG) == 0)
    return SF_SCOPE_NAME_DEALER;
  if (g_str_has_prefix (bucket, SF_BUCKET_NAME_DEV) && sf_uuid_is_valid (bucket + strlen (SF_BUCKET_NAME_DEV)))
    return SF_SCOPE_NAME_DEALER;
  return NULL;
}

static void
add_buckets (GPtrArray *names, guint mask, const char *device_id)
{
  if (mask & SF_BUCKET_PUB)
    g_ptr_array_add (names, g_strdup (SF_BUCKET_NAME_PUB));
  if (mask & SF_BUCKET_CRM)
    g_ptr_array_add (names, g_strdup (SF_BUCKET_NAME_CRM));
  if ((mask & SF_BUCKET_DEV) && device_id != NULL)
    g_ptr_array_add (names, g_strconcat (SF_BUCKET_NAME_DEV, device_id, NULL));
  if (mask & SF_BUCKET_CAT)
    g_ptr_array_add (names, g_strdup (SF_BUCKET_NAME_CAT));
  if (mask & SF_BUCKET_LOG)
    g_ptr_array_add (names, g_strdup (SF_BUCKET_NAME_LOG));
}

GPtrArray *
sf_server_buckets_of (guint role, const char *device_id)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  add_buckets (names, sf_role_buckets (role), device_id);
  return names;
}

GPtrArray *
sf_server_buckets_of_record (SfRecord *record)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));

  add_buckets (names, info->buckets, info->owner_field >= 0 ? sf_record_get_text (record, (guint) info->owner_field) : NULL);
  return names;
}

/* Sums: count and xor of the row hashes of what is live in a bucket. */

static gboolean
add_to_sum (SfServerStore *self, const char *scope, const char *bucket, int count, const guint8 hash[SF_LINK_LEN], GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT n, sum FROM sum WHERE scope = $1 AND bucket = $2", "tt", scope, bucket);
  guint8 sum[SF_LINK_LEN] = { 0 };
  gint64 n = 0;
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step == SF_STEP_ROW)
    {
      gsize len = 0;
      gconstpointer old = sf_stmt_bytes (stmt, 1, &len);

      n = sf_stmt_int (stmt, 0);
      memcpy (sum, old, MIN (len, sizeof sum));
      sf_stmt_reset (stmt);
    }
  for (guint i = 0; i < SF_LINK_LEN; i++)
    sum[i] ^= hash[i];
  return sf_server_run (self, error, "INSERT INTO sum (scope, bucket, n, sum) VALUES ($1, $2, $3, $4) ON CONFLICT (scope, bucket) DO UPDATE SET n = excluded.n, sum = excluded.sum",
                        "ttib", scope, bucket, (gint64) (n + count), sum, sizeof sum);
}

/* Takes what stood in the feed out of the bucket's sum. */
static gboolean
leave_sum (SfServerStore *self, const char *scope, const char *bucket, const char *kind, const char *id, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT row_hash FROM feed WHERE scope = $1 AND bucket = $2 AND kind = $3 AND id = $4 AND gone = 0", "tttt", scope, bucket, kind, id);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  guint8 hash[SF_LINK_LEN] = { 0 };
  gconstpointer old;
  gsize len = 0;

  if (step != SF_STEP_ROW)
    return step == SF_STEP_DONE;
  old = sf_stmt_bytes (stmt, 0, &len);
  memcpy (hash, old, MIN (len, sizeof hash));
  sf_stmt_reset (stmt);
  return add_to_sum (self, scope, bucket, -1, hash, error);
}

gboolean
sf_server_event (SfServerStore *self, const char *scope, const char *bucket, SfKind kind, const char *id, const guint8 row_hash[SF_LINK_LEN], gboolean gone, GError **error)
{
  SfServerHead *head = &self->heads.scope[sf_server_scope_index (scope)];
  const char *name = sf_kind_info (kind)->name;
  gint64 seq = head->head + 1;
  guint8 chain[SF_CHAIN_LEN];

  if (!leave_sum (self, scope, bucket, name, id, error) || (!gone && !add_to_sum (self, scope, bucket, 1, row_hash, error)))
    return FALSE;
  if (!sf_server_run (self, error, "INSERT INTO event (scope, seq, bucket, kind, id, row_hash, gone, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", "titttbdi",
                      scope, seq, bucket, name, id, row_hash, (gsize) SF_LINK_LEN, gone, self->now)
      || !sf_server_run (self, error,
                         "INSERT INTO feed (scope, bucket, kind, id, seq, gone, row_hash) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                         "ON CONFLICT (scope, bucket, kind, id) DO UPDATE SET seq = excluded.seq, gone = excluded.gone, row_hash = excluded.row_hash",
                         "ttttidb", scope, bucket, name, id, seq, gone, row_hash, (gsize) SF_LINK_LEN))
    return FALSE;
  sf_chain (head->chain, seq, bucket, name, id, row_hash, chain);
  memcpy (head->chain, chain, sizeof chain);
  head->head = seq;
  if (strcmp (bucket, SF_BUCKET_NAME_LOG) != 0)
    head->followed = seq;
  return TRUE;
}

/* Records */

void
sf_stored_free (SfStored *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->record, sf_record_unref);
  g_free (self->stamps);
  g_free (self);
}

static gboolean
newest_seq (SfServerStore *self, const char *scope, const char *kind, const char *id, gint64 *seq, GError **error)
{
  return sf_server_int (sf_server_query (self, error, "SELECT max(seq) FROM feed WHERE scope = $1 AND kind = $2 AND id = $3", "ttt", scope, kind, id), 0, seq, error);
}

gboolean
sf_server_store_event_at (SfServerStore *self, const char *scope, gint64 seq, gint64 *at, GError **error)
{
  return sf_server_int (sf_server_query (self, error, "SELECT at FROM event WHERE scope = $1 AND seq = $2", "ti", scope, seq), 0, at, error);
}

SfStored *
sf_server_store_load (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  const char *scope = sf_server_kind_scope (kind), *name = sf_kind_info (kind)->name;
  SfStmt *stmt = sf_server_query (self, error, "SELECT ver, stamps, gone, stub FROM rec WHERE scope = $1 AND kind = $2 AND id = $3", "ttt", scope, name, id);
  g_autoptr(SfStored) stored = NULL;
  g_autoptr(GError) failed = NULL;

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return NULL;
  stored = g_new0 (SfStored, 1);
  stored->ver = sf_stmt_int (stmt, 0);
  stored->stamps = g_strdup (sf_stmt_text (stmt, 1));
  stored->gone = sf_stmt_int (stmt, 2) != 0;
  stored->stub = sf_stmt_int (stmt, 3) != 0;
  sf_stmt_reset (stmt);
  if (!newest_seq (self, scope, name, id, &stored->seq, error))
    return NULL;
  if (!stored->gone)
    stored->record = sf_table_get (self->db, kind, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }
  return g_steal_pointer (&stored);
}

typedef struct { gboolean exists, same, same_stamps; } Before;

static gboolean
look_before (SfServerStore *self, SfRecord *record, const char *data, const char *stamps, gboolean stub, Before *out, GError **error)
{
  SfKind kind = sf_record_get_kind (record);
  SfStmt *stmt = sf_server_query (self, error, "SELECT data, stamps, gone, stub FROM rec WHERE scope = $1 AND kind = $2 AND id = $3", "ttt",
                                  sf_server_kind_scope (kind), sf_kind_info (kind)->name, sf_record_get_id (record));
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  gconstpointer old;
  gsize len = 0;

  *out = (Before) { FALSE };
  if (step != SF_STEP_ROW)
    return step == SF_STEP_DONE;
  old = sf_stmt_bytes (stmt, 0, &len);
  out->exists = TRUE;
  out->same = sf_stmt_int (stmt, 2) == 0 && (sf_stmt_int (stmt, 3) != 0) == stub && len == strlen (data) && memcmp (old, data, len) == 0;
  out->same_stamps = g_strcmp0 (sf_stmt_text (stmt, 1), stamps) == 0;
  sf_stmt_reset (stmt);
  return TRUE;
}

/* Buckets that carry the record now and shall not any more: they are told that it is gone, never just left out. */
static gboolean
leave_buckets (SfServerStore *self, SfKind kind, const char *id, GPtrArray *keep, GError **error)
{
  const char *scope = sf_server_kind_scope (kind);
  SfStmt *stmt = sf_server_query (self, error, "SELECT bucket FROM feed WHERE scope = $1 AND kind = $2 AND id = $3 AND gone = 0", "ttt", scope, sf_kind_info (kind)->name, id);
  g_autoptr(GPtrArray) leave = g_ptr_array_new_with_free_func (g_free);
  guint8 nothing[SF_LINK_LEN];
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    if (keep == NULL || !g_ptr_array_find_with_equal_func (keep, sf_stmt_text (stmt, 0), g_str_equal, NULL))
      g_ptr_array_add (leave, g_strdup (sf_stmt_text (stmt, 0)));
  if (step != SF_STEP_DONE)
    return FALSE;
  sf_row_hash ("", 0, nothing);
  for (guint i = 0; i < leave->len; i++)
    if (!sf_server_event (self, scope, leave->pdata[i], kind, id, nothing, TRUE, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_record (SfServerStore *self, SfRecord *record, const char *data, const char *stamps, gboolean stub, GError **error)
{
  SfKind kind = sf_record_get_kind (record);
  const char *id = sf_record_get_id (record), *scope = sf_server_kind_scope (kind);
  SfStmt *stmt = sf_server_query (self, error,
                                  "INSERT INTO rec (scope, kind, id, ver, data, stamps, gone, stub) VALUES ($1, $2, $3, 1, $4, $5, 0, $6) "
                                  "ON CONFLICT (scope, kind, id) DO UPDATE SET ver = ver + 1, data = excluded.data, stamps = excluded.stamps, gone = 0, stub = excluded.stub RETURNING ver",
                                  "tttbtd", scope, sf_kind_info (kind)->name, id, data, strlen (data), stamps, stub);
  gint64 ver;

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  ver = sf_stmt_int (stmt, 0);
  return sf_stmt_run (stmt, error) && sf_table_put (self->db, record, ver, FALSE, error);
}

gboolean
sf_server_store_put (SfServerStore *self, SfRecord *record, const char *stamps, gboolean stub, gint64 *seq, GError **error)
{
  SfKind kind = sf_record_get_kind (record);
  const char *id = sf_record_get_id (record), *scope = sf_server_kind_scope (kind);
  g_autofree char *data = sf_codec_record_to_json (record);
  g_autoptr(GPtrArray) buckets = sf_server_buckets_of_record (record);
  guint8 hash[SF_LINK_LEN];
  Before before;

  g_assert (self->txn != NULL);
  if (!look_before (self, record, data, stamps, stub, &before, error))
    return FALSE;
  if (before.same)
    {
      if (!before.same_stamps && !sf_server_run (self, error, "UPDATE rec SET stamps = $4 WHERE scope = $1 AND kind = $2 AND id = $3", "tttt", scope, sf_kind_info (kind)->name, id, stamps))
        return FALSE;
      return seq == NULL || newest_seq (self, scope, sf_kind_info (kind)->name, id, seq, error);
    }
  if (stub)
    g_ptr_array_set_size (buckets, 0);
  if (!leave_buckets (self, kind, id, buckets, error) || !write_record (self, record, data, stamps, stub, error))
    return FALSE;
  sf_row_hash (data, strlen (data), hash);
  for (guint i = 0; i < buckets->len; i++)
    if (!sf_server_event (self, scope, buckets->pdata[i], kind, id, hash, FALSE, error))
      return FALSE;
  if (seq != NULL)
    *seq = self->heads.scope[sf_server_scope_index (scope)].head;
  return TRUE;
}

gboolean
sf_server_store_remove (SfServerStore *self, SfKind kind, const char *id, GError **error)
{
  g_assert (self->txn != NULL);
  return leave_buckets (self, kind, id, NULL, error)
         && sf_server_run (self, error, "UPDATE rec SET ver = ver + 1, data = $4, stamps = NULL, gone = 1 WHERE scope = $1 AND kind = $2 AND id = $3", "tttb",
                           sf_server_kind_scope (kind), sf_kind_info (kind)->name, id, "", (gsize) 0)
         && sf_table_remove (self->db, kind, id, error);
}
