/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rest of the store believes, computed again from the events (I10, I11): for tests, the nightly check and `verify`. */
#define G_LOG_DOMAIN "sf-server-verify"
#include <string.h>

#include "store/sf-server-private.h"

static gboolean
wrong (GError **error, const char *what, const char *scope, gint64 seq)
{
  g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "%s (%s, %" G_GINT64_FORMAT ")", what, scope, seq);
  return FALSE;
}

static gboolean
same_bytes (SfStmt *stmt, int column, gconstpointer bytes, gsize n)
{
  gsize len = 0;
  gconstpointer ours = sf_stmt_bytes (stmt, column, &len);

  return len == n && memcmp (ours, bytes, n) == 0;
}

/* Events are contiguous, and every mark has the chain they make. */
static gboolean
verify_chain (SfServerStore *self, const char *scope, SfServerHead *out, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error,
                                  "SELECT e.seq, e.bucket, e.kind, e.id, e.row_hash, m.chain FROM event e LEFT JOIN mark m ON m.scope = e.scope AND m.seq = e.seq "
                                  "WHERE e.scope = $1 ORDER BY e.seq", "t", scope);
  SfStep step = SF_STEP_ERROR;

  memset (out, 0, sizeof *out);
  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gint64 seq = sf_stmt_int (stmt, 0);
      gsize len = 0;
      const guint8 *hash = sf_stmt_bytes (stmt, 4, &len);
      guint8 chain[SF_CHAIN_LEN];

      if (seq != out->head + 1 || len != SF_LINK_LEN)
        return wrong (error, "The events have a hole", scope, seq);
      sf_chain (out->chain, seq, sf_stmt_text (stmt, 1), sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3), hash, chain);
      memcpy (out->chain, chain, sizeof chain);
      out->head = seq;
      if (!sf_stmt_is_null (stmt, 5) && !same_bytes (stmt, 5, chain, sizeof chain))
        return wrong (error, "A mark has another chain than the events", scope, seq);
    }
  return step == SF_STEP_DONE;
}

/* The feed holds the newest event of each record and bucket, and the hash of the bytes that are kept. */
static gboolean
verify_feed (SfServerStore *self, const char *scope, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error,
                                  "SELECT f.seq, f.row_hash, f.gone, r.data, e.row_hash, e.gone, (SELECT max(seq) FROM event x WHERE x.scope = f.scope AND x.bucket = f.bucket AND x.kind = f.kind AND x.id = f.id) "
                                  "FROM feed f LEFT JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id LEFT JOIN event e ON e.scope = f.scope AND e.seq = f.seq "
                                  "WHERE f.scope = $1", "t", scope);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gsize hash_len = 0, len = 0;
      const guint8 *hash = sf_stmt_bytes (stmt, 1, &hash_len);
      gconstpointer data = sf_stmt_bytes (stmt, 3, &len);
      gboolean gone = sf_stmt_int (stmt, 2) != 0;
      guint8 expected[SF_LINK_LEN];

      if (sf_stmt_int (stmt, 0) != sf_stmt_int (stmt, 6) || hash_len != SF_LINK_LEN || !same_bytes (stmt, 4, hash, hash_len) || (sf_stmt_int (stmt, 5) != 0) != gone)
        return wrong (error, "The feed is not the newest event", scope, sf_stmt_int (stmt, 0));
      sf_row_hash (gone ? "" : data, gone ? 0 : len, expected);
      if (memcmp (expected, hash, SF_LINK_LEN) != 0)
        return wrong (error, "A row is not what its event says", scope, sf_stmt_int (stmt, 0));
    }
  return step == SF_STEP_DONE;
}

typedef struct { gint64 n; guint8 sum[SF_LINK_LEN]; } Sum;

static gboolean
verify_sums (SfServerStore *self, const char *scope, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT bucket, row_hash FROM feed WHERE scope = $1 AND gone = 0", "t", scope);
  g_autoptr(GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      Sum *sum = g_hash_table_lookup (sums, sf_stmt_text (stmt, 0));
      gsize len = 0;
      const guint8 *hash = sf_stmt_bytes (stmt, 1, &len);

      if (sum == NULL)
        g_hash_table_insert (sums, g_strdup (sf_stmt_text (stmt, 0)), sum = g_new0 (Sum, 1));
      sum->n++;
      for (gsize i = 0; i < MIN (len, (gsize) SF_LINK_LEN); i++)
        sum->sum[i] ^= hash[i];
    }
  if (step != SF_STEP_DONE)
    return FALSE;
  stmt = sf_server_query (self, error, "SELECT bucket, n, sum FROM sum WHERE scope = $1", "t", scope);
  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      static const Sum none = { 0 };
      const Sum *sum = g_hash_table_lookup (sums, sf_stmt_text (stmt, 0));

      sum = sum != NULL ? sum : &none;
      if (sum->n != sf_stmt_int (stmt, 1) || !same_bytes (stmt, 2, sum->sum, sizeof sum->sum))
        return wrong (error, "The sum of a bucket is not that of its rows", scope, sf_stmt_int (stmt, 1));
    }
  return stmt != NULL && step == SF_STEP_DONE;
}

gboolean
sf_server_store_verify (SfServerStore *self, GError **error)
{
  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    {
      SfServerHead head;

      if (!verify_chain (self, sf_server_scopes[i], &head, error))
        return FALSE;
      if (head.head != self->heads.scope[i].head || memcmp (head.chain, self->heads.scope[i].chain, sizeof head.chain) != 0)
        return wrong (error, "The head is not that of the events", sf_server_scopes[i], head.head);
      if (!verify_feed (self, sf_server_scopes[i], error) || !verify_sums (self, sf_server_scopes[i], error))
        return FALSE;
    }
  return TRUE;
}
