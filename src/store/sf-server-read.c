/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-read"
#include <string.h>

#include "base/sf-limits.h"
#include "store/sf-server-private.h"

/* Is (head, chain) a point of this scope's history? */
static gboolean
in_history (SfServerStore *self, const char *scope, gint64 head, const guint8 chain[SF_CHAIN_LEN], gboolean *ok, GError **error)
{
  SfServerHead *now = &self->heads.scope[sf_server_scope_index (scope)];
  SfStmt *stmt;
  SfStep step;

  *ok = FALSE;
  if (head < 0 || head > now->head)
    return TRUE;
  if (head == now->head)
    {
      *ok = memcmp (now->chain, chain, SF_CHAIN_LEN) == 0;
      return TRUE;
    }
  stmt = sf_server_query (self, error, "SELECT chain FROM mark WHERE scope = $1 AND seq = $2", "ti", scope, head);
  step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  if (step == SF_STEP_ROW)
    {
      gsize len = 0;
      gconstpointer ours = sf_stmt_bytes (stmt, 0, &len);

      *ok = len == SF_CHAIN_LEN && memcmp (ours, chain, len) == 0;
      sf_stmt_reset (stmt);
    }
  return step != SF_STEP_ERROR;
}

static gboolean
scope_known (const char *scope)
{
  return strcmp (scope, SF_SCOPE_NAME_DEALER) == 0 || strcmp (scope, SF_SCOPE_NAME_OEM) == 0;
}

gboolean
sf_server_store_token_ok (SfServerStore *self, const SfToken *token, gboolean *ok, GError **error)
{
  gint64 floor = 0;

  *ok = FALSE;
  if (!scope_known (token->scope) || token->seq < 0 || token->seq > token->head)
    return TRUE;
  if (!sf_server_int (sf_server_query (self, error, "SELECT floor FROM scope WHERE id = $1", "t", token->scope), 0, &floor, error))
    return FALSE;
  return token->seq < floor || in_history (self, token->scope, token->head, token->chain, ok, error);
}

gboolean
sf_server_store_ack_ok (SfServerStore *self, const SfAck *ack, gboolean *ok, GError **error)
{
  *ok = FALSE;
  return ack->scope == NULL || !scope_known (ack->scope) || in_history (self, ack->scope, ack->head, ack->chain, ok, error);
}

static void
token_at (SfServerStore *self, const char *scope, gint64 seq, SfToken *out)
{
  SfServerHead *now = &self->heads.scope[sf_server_scope_index (scope)];

  memset (out, 0, sizeof *out);
  g_strlcpy (out->scope, scope, sizeof out->scope);
  out->seq = seq;
  out->head = now->head;
  memcpy (out->chain, now->chain, SF_CHAIN_LEN);
}

/* Rows: kind, id, seq, gone, ver, data. Stops at the limits; TRUE in @page->more when a row was left. */
static gboolean
read_rows (SfStmt *stmt, guint limit, SfRowPage *page, GError **error)
{
  gsize bytes = 0;
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gsize len = 0;
      const char *data = sf_stmt_bytes (stmt, 5, &len);
      SfRow *row;

      bytes += len;
      if (page->rows->len >= limit || (page->rows->len > 0 && bytes > SF_MAX_PULL_BYTES))
        {
          page->more = TRUE;
          sf_stmt_reset (stmt);
          return TRUE;
        }
      row = g_new0 (SfRow, 1);
      row->kind = g_strdup (sf_stmt_text (stmt, 0));
      row->id = g_strdup (sf_stmt_text (stmt, 1));
      row->seq = sf_stmt_int (stmt, 2);
      row->gone = sf_stmt_int (stmt, 3) != 0;
      row->ver = sf_stmt_int (stmt, 4);
      row->data = row->gone ? NULL : g_strndup (data, len);
      row->data_len = row->gone ? 0 : len;
      g_ptr_array_add (page->rows, row);
    }
  return step == SF_STEP_DONE;
}

static guint
page_limit (guint asked)
{
  return asked > 0 && asked < SF_MAX_PULL_ROWS ? asked : SF_MAX_PULL_ROWS;
}

SfRowPage *
sf_server_store_pull (SfServerStore *self, const SfPull *pull, GError **error)
{
  const char *scope = sf_server_bucket_scope (pull->bucket);
  g_autoptr(SfRowPage) page = sf_row_page_new ();
  guint limit = page_limit (pull->limit);
  gboolean ok = !pull->has_token;
  gint64 from = pull->has_token ? pull->token.seq : 0;
  SfStmt *stmt;

  g_assert (scope != NULL);
  if (pull->has_token && (!sf_server_store_token_ok (self, &pull->token, &ok, error)))
    return NULL;
  if (!ok || (pull->has_token && strcmp (pull->token.scope, scope) != 0))
    {
      page->resync = TRUE;
      return g_steal_pointer (&page);
    }
  stmt = sf_server_query (self, error,
                          "SELECT f.kind, f.id, f.seq, f.gone, r.ver, r.data FROM feed f LEFT JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id "
                          "WHERE f.scope = $1 AND f.bucket = $2 AND f.seq > $3 ORDER BY f.seq LIMIT $4", "ttii", scope, pull->bucket, from, (gint64) limit + 1);
  if (!read_rows (stmt, limit, page, error))
    return NULL;
  token_at (self, scope, page->more ? ((SfRow *) page->rows->pdata[page->rows->len - 1])->seq : self->heads.scope[sf_server_scope_index (scope)].head, &page->token);
  return g_steal_pointer (&page);
}

/* How many rows the whole of it will be, for the bar that a person looks at; the count is kept with the sums. */
static gboolean
bucket_rows (SfServerStore *self, const char *scope, const char *bucket, gint64 *rows, GError **error)
{
  return sf_server_int (sf_server_query (self, error, "SELECT coalesce(max(n), 0) FROM sum WHERE scope = $1 AND bucket = $2", "tt", scope, bucket), 0, rows, error);
}

SfRowPage *
sf_server_store_snapshot (SfServerStore *self, const SfSnapshot *snapshot, GError **error)
{
  const char *scope = sf_server_bucket_scope (snapshot->bucket);
  g_autoptr(SfRowPage) page = sf_row_page_new ();
  guint limit = page_limit (snapshot->limit);
  gboolean ok = !snapshot->has_at;

  g_assert (scope != NULL);
  if (snapshot->has_at && !sf_server_store_token_ok (self, &snapshot->at, &ok, error))
    return NULL;
  if (!ok || (snapshot->has_at && strcmp (snapshot->at.scope, scope) != 0))
    {
      page->resync = TRUE;
      return g_steal_pointer (&page);
    }
  if (!read_rows (sf_server_query (self, error,
                                   "SELECT f.kind, f.id, f.seq, f.gone, r.ver, r.data FROM feed f JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id "
                                   "WHERE f.scope = $1 AND f.bucket = $2 AND f.gone = 0 AND (f.kind, f.id) > ($3, $4) ORDER BY f.kind, f.id LIMIT $5", "tttti",
                                   scope, snapshot->bucket, snapshot->after_kind ? snapshot->after_kind : "", snapshot->after_id ? snapshot->after_id : "", (gint64) limit + 1),
                  limit, page, error))
    return NULL;
  /*
   * Its seq stays at the first page's head, so that the pull after the last page brings what changed while the pages went over
   * the wire. Its head is the one this page was read under: rows newer than the first page may be in it, and after a restore to
   * a moment between the two nothing else would tell that they never were (the same trap as sync.md, finding 6).
   */
  if (!bucket_rows (self, scope, snapshot->bucket, &page->total, error))
    return NULL;
  token_at (self, scope, snapshot->has_at ? snapshot->at.seq : self->heads.scope[sf_server_scope_index (scope)].head, &page->token);
  if (page->more)
    {
      SfRow *last = page->rows->pdata[page->rows->len - 1];

      page->after_kind = g_strdup (last->kind);
      page->after_id = g_strdup (last->id);
    }
  return g_steal_pointer (&page);
}

gboolean
sf_server_store_sum (SfServerStore *self, const char *bucket, gint64 *count, guint8 sum[SF_LINK_LEN], GError **error)
{
  const char *scope = sf_server_bucket_scope (bucket);
  SfStmt *stmt = sf_server_query (self, error, "SELECT n, sum FROM sum WHERE scope = $1 AND bucket = $2", "tt", scope, bucket);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  *count = 0;
  memset (sum, 0, SF_LINK_LEN);
  if (step == SF_STEP_ROW)
    {
      gsize len = 0;
      gconstpointer bytes = sf_stmt_bytes (stmt, 1, &len);

      *count = sf_stmt_int (stmt, 0);
      memcpy (sum, bytes, MIN (len, (gsize) SF_LINK_LEN));
      sf_stmt_reset (stmt);
    }
  return step != SF_STEP_ERROR;
}
