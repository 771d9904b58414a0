/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-told"
#include "store/sf-server-told.h"

#include <stdio.h>
#include <string.h>

#include "store/sf-server-private.h"

typedef struct { char *bucket; SfToken token; gboolean has_sum; gint64 n; guint8 sum[SF_LINK_LEN]; } Replica;
typedef struct { gint64 inc, last, ours, at; GPtrArray *replicas; } Told;

static void
replica_free (gpointer data)
{
  Replica *replica = data;

  g_free (replica->bucket);
  g_free (replica);
}

static void
told_free (gpointer data)
{
  Told *told = data;

  g_ptr_array_unref (told->replicas);
  g_free (told);
}

GHashTable *
sf_server_told_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, told_free);
}

/* The first hello after a restore says how far the device was: of an incarnation that the restored database does not know, too. */
static gboolean
note_comeback (SfServerStore *self, const char *device_id, const SfHello *hello, gint64 now, GError **error)
{
  g_autofree char *since = sf_server_store_get (self, "restored.at");
  gint64 want = -1;

  if (since == NULL || hello->last < 1)
    return TRUE;
  if (!sf_server_int (sf_server_query (self, error, "SELECT want FROM comeback WHERE dev = $1 AND inc = $2", "ti", device_id, hello->inc), -1, &want, error))
    return FALSE;
  if (want >= 0)
    return TRUE;
  return sf_server_run (self, error,
                        "INSERT INTO comeback (dev, inc, had, want, at) SELECT $1, $2, 0, $3, $4 FROM account WHERE id = $1 AND enrolled_at < $5 "
                        "ON CONFLICT (dev, inc) DO UPDATE SET want = excluded.want, at = excluded.at",
                        "tiiii", device_id, hello->inc, hello->last, now, g_ascii_strtoll (since, NULL, 10));
}

gboolean
sf_server_store_told (SfServerStore *self, const char *device_id, const SfHello *hello, gint64 last, GError **error)
{
  Told *told = g_new0 (Told, 1);

  told->inc = hello->inc;
  told->last = hello->last;
  told->ours = last;
  told->at = sf_clock_wall_ms (self->clock);
  told->replicas = g_ptr_array_new_with_free_func (replica_free);
  g_hash_table_insert (self->told, g_strdup (device_id), told);
  for (guint i = 0; hello->buckets != NULL && i < hello->buckets->len; i++)
    {
      const SfBucketState *state = hello->buckets->pdata[i];
      Replica *replica;

      if (!state->has_token || state->bucket == NULL || sf_server_bucket_scope (state->bucket) == NULL)
        continue;
      replica = g_new0 (Replica, 1);
      replica->bucket = g_strdup (state->bucket);
      replica->token = state->token;
      /* In the middle of a page nobody can say what its rows ought to be. */
      replica->has_sum = state->has_sum && state->token.seq == state->token.head;
      replica->n = state->count;
      memcpy (replica->sum, state->sum, sizeof replica->sum);
      g_ptr_array_add (told->replicas, replica);
    }
  return note_comeback (self, device_id, hello, told->at, error);
}

static gboolean
write_replica (SfServerStore *self, const char *dev, const Replica *replica, gint64 at, GError **error)
{
  const SfToken *token = &replica->token;

  if (!sf_server_run (self, error,
                      "INSERT INTO replica (dev, bucket, scope, seq, head, chain, since, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) "
                      "ON CONFLICT (dev, bucket) DO UPDATE SET scope = excluded.scope, seq = excluded.seq, head = excluded.head, chain = excluded.chain, "
                      "since = CASE WHEN seq = excluded.seq THEN since ELSE excluded.since END, at = excluded.at",
                      "tttiibi", dev, replica->bucket, sf_server_bucket_scope (replica->bucket), token->seq, token->head, token->chain, sizeof token->chain, at))
    return FALSE;
  return !replica->has_sum
         || sf_server_run (self, error, "UPDATE replica SET sum_seq = $3, n = $4, sum = $5 WHERE dev = $1 AND bucket = $2", "ttiib", dev, replica->bucket, token->seq, replica->n,
                           replica->sum, sizeof replica->sum);
}

static gboolean
write_told (SfServerStore *self, const char *dev, const Told *told, GError **error)
{
  if (!sf_server_run (self, error,
                      "INSERT INTO told (dev, inc, last, ours, since, at) VALUES ($1, $2, $3, $4, $5, $5) "
                      "ON CONFLICT (dev) DO UPDATE SET since = CASE WHEN inc = excluded.inc AND last = excluded.last THEN since ELSE excluded.since END, "
                      "inc = excluded.inc, last = excluded.last, ours = excluded.ours, at = excluded.at",
                      "tiiii", dev, told->inc, told->last, told->ours, told->at))
    return FALSE;
  for (guint i = 0; i < told->replicas->len; i++)
    if (!write_replica (self, dev, told->replicas->pdata[i], told->at, error))
      return FALSE;
  return TRUE;
}

gboolean
sf_server_told_write (SfServerStore *self, guint most, GError **error)
{
  GHashTableIter iter;
  gpointer dev, told;

  g_hash_table_iter_init (&iter, self->told);
  for (guint n = 0; n < most && g_hash_table_iter_next (&iter, &dev, &told); n++)
    {
      if (!write_told (self, dev, told, error))
        return FALSE;
      g_hash_table_iter_remove (&iter);
    }
  return TRUE;
}

static gboolean
write_all (SfServerStore *self, gpointer data, GError **error)
{
  return sf_server_told_write (self, G_MAXUINT, error);
}

gboolean
sf_server_store_told_flush (SfServerStore *self, GError **error)
{
  return g_hash_table_size (self->told) == 0 || sf_server_transaction (self, write_all, NULL, error);
}

/* After a restore */

gboolean
sf_server_comeback_begin (SfServerStore *self, GError **error)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, self->now);

  return sf_server_run (self, error, "DELETE FROM comeback", "")
         && sf_server_run (self, error, "INSERT INTO comeback (dev, inc, had, want, at) SELECT d.dev, d.inc, d.last_mid, -1, 0 FROM device d JOIN account a ON a.id = d.dev AND a.inc = d.inc AND a.revoked_at = 0", "")
         && sf_server_run (self, error, "DELETE FROM told", "") && sf_server_run (self, error, "DELETE FROM replica", "") && sf_server_store_set (self, "restored.at", now, error);
}

void
sf_comeback_free (SfComeback *self)
{
  g_free (self->dev);
  g_free (self);
}

void
sf_restored_free (SfRestored *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_free (self->why);
  g_free (self);
}

/* "backup|<ms>" of a restore by the tool; "witness" of one that nobody announced. */
static gboolean
read_incident (SfServerStore *self, SfRestored *out, gboolean *found, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT args, at FROM incident WHERE code = 'server.restored' ORDER BY n DESC LIMIT 1", "");
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  const char *args;

  *found = step == SF_STEP_ROW;
  if (step != SF_STEP_ROW)
    return step == SF_STEP_DONE;
  args = sf_stmt_text (stmt, 0);
  out->why = g_strdup (args != NULL ? args : "");
  out->at_ms = sf_stmt_int (stmt, 1);
  if (g_str_has_prefix (out->why, "backup|"))
    out->backup_ms = g_ascii_strtoll (out->why + strlen ("backup|"), NULL, 10);
  sf_stmt_reset (stmt);
  return TRUE;
}

/* Numbers whose content did not come back: skipped by the device's floor, or sent without a body. */
static gboolean
count_gone (SfServerStore *self, SfComeback *one, gint64 since, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT args FROM incident WHERE dev = $1 AND at >= $2 AND code IN ('journal.gap', 'journal.gone')", "ti", one->dev, since);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      const char *args = sf_stmt_text (stmt, 0);
      gint64 from = 0, to = 0;
      int n = args != NULL ? sscanf (args, "%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, &from, &to) : 0;

      one->gone += n == 2 ? MAX (to - from + 1, 0) : 1;
    }
  return step == SF_STEP_DONE;
}

SfRestored *
sf_server_store_restored (SfServerStore *self, GError **error)
{
  g_autoptr(SfRestored) out = g_new0 (SfRestored, 1);
  SfStmt *stmt;
  SfStep step = SF_STEP_ERROR;
  gboolean found = FALSE;

  out->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_comeback_free);
  if (!read_incident (self, out, &found, error) || !found)
    return NULL;
  stmt = sf_server_query (self, error,
                          "SELECT c.dev, c.inc, c.had, c.want, coalesce (d.last_mid, 0) FROM comeback c LEFT JOIN device d ON d.dev = c.dev AND d.inc = c.inc "
                          "JOIN account a ON a.id = c.dev WHERE a.revoked_at = 0 ORDER BY a.name, c.dev, c.inc", "");
  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      SfComeback *one = g_new0 (SfComeback, 1);

      one->dev = g_strdup (sf_stmt_text (stmt, 0));
      one->inc = sf_stmt_int (stmt, 1);
      one->had = sf_stmt_int (stmt, 2);
      one->want = sf_stmt_int (stmt, 3);
      one->last = sf_stmt_int (stmt, 4);
      g_ptr_array_add (out->devices, one);
    }
  if (step != SF_STEP_DONE)
    return NULL;
  for (guint i = 0; i < out->devices->len; i++)
    if (!count_gone (self, out->devices->pdata[i], out->at_ms, error))
      return NULL;
  return g_steal_pointer (&out);
}
