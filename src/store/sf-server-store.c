/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-store"
#include "store/sf-server-store.h"

#include <stdarg.h>
#include <string.h>

#include "base/sf-log.h"
#include "store/sf-server-private.h"
#include "store/sf-server-schema.h"
#include "store/sf-server-told.h"

/* A commit between two writings of the witness may be lost to it, never to the database. */
#define WITNESS_MS 1000
#define WITNESS_COMMITS 100
/* What devices told of themselves goes along with a commit that happens anyway, a little at a time. */
#define TOLD_AT_ONCE 8

const char *const sf_server_scopes[SF_SERVER_N_SCOPES] = { SF_SCOPE_NAME_DEALER, SF_SCOPE_NAME_OEM };

/* Statements */

static SfStmt *
query_va (SfDb *db, GError **error, const char *sql, const char *types, va_list args)
{
  SfStmt *stmt = sf_db_prepare (db, sql, error);

  for (int n = 1; stmt != NULL && *types != '\0'; n++, types++)
    {
      if (*types == 'i')
        sf_stmt_bind_int (stmt, n, va_arg (args, gint64));
      else if (*types == 'd')
        sf_stmt_bind_int (stmt, n, va_arg (args, gboolean) ? 1 : 0);
      else if (*types == 't')
        sf_stmt_bind_text (stmt, n, va_arg (args, const char *));
      else
        {
          gconstpointer data = va_arg (args, gconstpointer);

          sf_stmt_bind_bytes (stmt, n, data, va_arg (args, gsize));
        }
    }
  return stmt;
}

SfStmt *
sf_server_query (SfServerStore *self, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  SfStmt *stmt;

  va_start (args, types);
  stmt = query_va (self->db, error, sql, types, args);
  va_end (args);
  return stmt;
}

SfStmt *
sf_server_ask (SfDb *db, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  SfStmt *stmt;

  va_start (args, types);
  stmt = query_va (db, error, sql, types, args);
  va_end (args);
  return stmt;
}

gboolean
sf_server_run (SfServerStore *self, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  SfStmt *stmt;

  va_start (args, types);
  stmt = query_va (self->db, error, sql, types, args);
  va_end (args);
  return stmt != NULL && sf_stmt_run (stmt, error);
}

gboolean
sf_server_int (SfStmt *stmt, gint64 fallback, gint64 *out, GError **error)
{
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  *out = step == SF_STEP_ROW ? sf_stmt_int (stmt, 0) : fallback;
  if (step == SF_STEP_ROW)
    sf_stmt_reset (stmt);
  return step != SF_STEP_ERROR;
}

/* Key-values */

char *
sf_server_store_get (SfServerStore *self, const char *key)
{
  SfStmt *stmt = sf_server_query (self, NULL, "SELECT v FROM kv WHERE k = $1", "t", key);
  char *value = NULL;

  if (stmt != NULL && sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
    {
      value = g_strdup (sf_stmt_text (stmt, 0));
      sf_stmt_reset (stmt);
    }
  return value;
}

gboolean
sf_server_store_set (SfServerStore *self, const char *key, const char *value, GError **error)
{
  return sf_server_run (self, error, "INSERT INTO kv (k, v) VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v", "tt", key, value);
}

/* Opening */

static char *
random_hex (SfServerStore *self, gsize n)
{
  guint8 bytes[32];

  g_assert (n <= sizeof bytes);
  sf_ids_fill (self->ids, bytes, n);
  return sf_hex (bytes, n);
}

static gboolean
fill_new (SfServerStore *self, gpointer data, GError **error)
{
  guint8 zero[SF_CHAIN_LEN] = { 0 };
  g_autofree char *server_id = random_hex (self, 16);
  g_autofree char *epoch = random_hex (self, 8);

  if (!sf_db_exec (self->db, SF_SERVER_SCHEMA, error) || !sf_db_set_version (self->db, SF_SERVER_VERSION, error))
    return FALSE;
  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    if (!sf_server_run (self, error, "INSERT INTO scope (id, head, chain, floor) VALUES ($1, 0, $2, 0)", "tb", sf_server_scopes[i], zero, sizeof zero)
        || !sf_server_run (self, error, "INSERT INTO mark (scope, seq, chain, at) VALUES ($1, 0, $2, $3)", "tbi", sf_server_scopes[i], zero, sizeof zero, self->now))
      return FALSE;
  return sf_server_store_set (self, "server_id", server_id, error) && sf_server_store_set (self, "epoch", epoch, error);
}

static gboolean
apply_schema (SfServerStore *self, gpointer data, GError **error)
{
  return sf_schema_apply (self->db, error) && sf_db_exec (self->db, SF_SERVER_SCHEMA_LATER, error);
}

static gboolean
read_heads (SfServerStore *self, GError **error)
{
  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    {
      SfStmt *stmt = sf_server_query (self, error, "SELECT head, chain FROM scope WHERE id = $1", "t", sf_server_scopes[i]);
      gsize len = 0;
      gconstpointer chain;

      if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
        return FALSE;
      self->heads.scope[i].head = self->heads.scope[i].followed = sf_stmt_int (stmt, 0);
      chain = sf_stmt_bytes (stmt, 1, &len);
      if (len != SF_CHAIN_LEN)
        {
          g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "A scope has no chain");
          return FALSE;
        }
      memcpy (self->heads.scope[i].chain, chain, len);
      sf_stmt_reset (stmt);
    }
  return TRUE;
}

static gboolean
open_all (SfServerStore *self, SfWorker *worker, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "server.db", NULL);
  int version;

  self->db = sf_db_open (path, SF_DB_READ_WRITE, self->vfs, worker, error);
  if (self->db == NULL)
    return FALSE;
  version = sf_db_get_version (self->db, SF_SERVER_VERSION, error);
  if (version < 0 || (version == 0 && !sf_server_transaction (self, fill_new, NULL, error)))
    return FALSE;
  if (!read_heads (self, error) || !sf_server_transaction (self, apply_schema, NULL, error))
    return FALSE;
  self->server_id = sf_server_store_get (self, "server_id");
  self->epoch = sf_server_store_get (self, "epoch");
  if (self->server_id == NULL || self->epoch == NULL)
    {
      g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The database does not say whose it is");
      return FALSE;
    }
  sf_db_seal (self->db, TRUE);
  return sf_server_check_witness (self, error) && sf_server_replay_erased (self, error);
}

SfServerStore *
sf_server_store_open (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, GError **error)
{
  SfServerStore *self = g_new0 (SfServerStore, 1);

  self->dir = g_strdup (dir);
  self->vfs = g_strdup (vfs);
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->told = sf_server_told_new ();
  self->scrub_below = SF_SERVER_SCRUB_BELOW;
  if (!open_all (self, worker, error))
    {
      g_prefix_error (error, "Opening the server's data: ");
      sf_server_store_close (self);
      return NULL;
    }
  return self;
}

void
sf_server_store_close (SfServerStore *self)
{
  g_autoptr(GError) error = NULL;

  if (self == NULL)
    return;
  sf_server_store_rollback (self);
  if (self->db != NULL && !sf_server_store_told_flush (self, &error))
    sf_log (SF_LOG_WARNING, "server.told_failed", NULL);
  g_clear_error (&error);
  if (self->witness_commits > 0 && !sf_server_write_witness (self, &error))
    sf_log (SF_LOG_WARNING, "server.witness_failed", NULL);
  if (self->db != NULL)
    sf_db_close (self->db, NULL);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_hash_table_unref (self->told);
  g_free (self->dir);
  g_free (self->vfs);
  g_free (self->server_id);
  g_free (self->epoch);
  g_free (self);
}

SfDb *
sf_server_store_get_db (SfServerStore *self)
{
  return self->db;
}

const char *
sf_server_store_get_server_id (SfServerStore *self)
{
  return self->server_id;
}

const char *
sf_server_store_get_epoch (SfServerStore *self)
{
  return self->epoch;
}

/* Transactions */

gboolean
sf_server_store_begin (SfServerStore *self, GError **error)
{
  g_assert (self->txn == NULL);
  self->txn = sf_db_begin (self->db, error);
  if (self->txn == NULL)
    return FALSE;
  self->now = sf_clock_wall_ms (self->clock);
  self->saved[0] = self->heads;
  self->depth = 1;
  return TRUE;
}

gboolean
sf_server_store_commit (SfServerStore *self, GError **error)
{
  g_autoptr(GError) witness_error = NULL;
  gboolean moved = memcmp (&self->heads, &self->saved[0], sizeof self->heads) != 0;

  g_assert (self->txn != NULL && self->depth == 1);
  if ((moved && !sf_server_store_mark (self, NULL, error)) || !sf_server_told_write (self, TOLD_AT_ONCE, error))
    {
      sf_server_store_rollback (self);
      return FALSE;
    }
  if (!sf_txn_commit (g_steal_pointer (&self->txn), error))
    {
      self->heads = self->saved[0];
      self->depth = 0;
      return FALSE;
    }
  self->depth = 0;
  self->witness_commits += moved;
  if (self->witness_commits >= WITNESS_COMMITS || (self->witness_commits > 0 && sf_clock_boot_ms (self->clock) - self->witness_boot_ms >= WITNESS_MS))
    if (!sf_server_write_witness (self, &witness_error))
      sf_log (SF_LOG_WARNING, "server.witness_failed", NULL);
  return TRUE;
}

void
sf_server_store_rollback (SfServerStore *self)
{
  if (self->txn == NULL)
    return;
  g_clear_pointer (&self->txn, sf_txn_free);
  self->heads = self->saved[0];
  self->depth = 0;
}

gboolean
sf_server_store_savepoint (SfServerStore *self, GError **error)
{
  g_assert (self->txn != NULL && self->depth < SF_SERVER_MAX_DEPTH);
  if (!sf_db_savepoint (self->db, error))
    return FALSE;
  self->saved[self->depth++] = self->heads;
  return TRUE;
}

gboolean
sf_server_store_release (SfServerStore *self, gboolean keep, GError **error)
{
  g_assert (self->depth > 1);
  self->depth--;
  if (!keep)
    self->heads = self->saved[self->depth];
  return sf_db_release (self->db, keep, error);
}

gboolean
sf_server_store_mark (SfServerStore *self, GPtrArray *acks, GError **error)
{
  g_assert (self->txn != NULL);
  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    {
      SfServerHead *head = &self->heads.scope[i];

      if (head->head == self->saved[0].scope[i].head)
        continue;
      if (!sf_server_run (self, error, "UPDATE scope SET head = $2, chain = $3 WHERE id = $1", "tib", sf_server_scopes[i], head->head, head->chain, sizeof head->chain)
          || !sf_server_run (self, error, "INSERT INTO mark (scope, seq, chain, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", "tibi",
                             sf_server_scopes[i], head->head, head->chain, sizeof head->chain, self->now))
        return FALSE;
    }
  if (acks != NULL)
    sf_server_store_heads (self, acks);
  return TRUE;
}

void
sf_server_store_heads (SfServerStore *self, GPtrArray *acks)
{
  for (guint i = 0; i < SF_SERVER_N_SCOPES; i++)
    {
      SfAck *ack = g_new0 (SfAck, 1);

      ack->scope = g_strdup (sf_server_scopes[i]);
      ack->head = self->heads.scope[i].head;
      memcpy (ack->chain, self->heads.scope[i].chain, SF_CHAIN_LEN);
      g_ptr_array_add (acks, ack);
    }
}

gint64
sf_server_store_followed (SfServerStore *self, const char *scope)
{
  return self->heads.scope[sf_server_scope_index (scope)].followed;
}

gboolean
sf_server_transaction (SfServerStore *self, SfServerFunc func, gpointer data, GError **error)
{
  if (!sf_server_store_begin (self, error))
    return FALSE;
  if (!func (self, data, error))
    {
      sf_server_store_rollback (self);
      return FALSE;
    }
  return sf_server_store_commit (self, error);
}
