/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-journal"
#include <string.h>

#include "base/sf-log.h"
#include "store/sf-server-private.h"

#define MAX_ALIASES 16

/* Mutations belong to the dealer's scope: devices do not write the catalogue. */
#define SCOPE SF_SCOPE_NAME_DEALER

static void
copy_hash (guint8 *to, gsize n, SfStmt *stmt, int column)
{
  gsize len = 0;
  gconstpointer bytes = sf_stmt_bytes (stmt, column, &len);

  memset (to, 0, n);
  if (bytes != NULL)
    memcpy (to, bytes, MIN (len, n));
}

gboolean
sf_server_store_place (SfServerStore *self, const char *device_id, gint64 inc, SfPlace *out, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT last_mid, last_h, safe_mid FROM device WHERE scope = $1 AND dev = $2 AND inc = $3", "tti", SCOPE, device_id, inc);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  *out = (SfPlace) { 0 };
  if (step == SF_STEP_ROW)
    {
      out->known = TRUE;
      out->last = sf_stmt_int (stmt, 0);
      copy_hash (out->last_h, sizeof out->last_h, stmt, 1);
      out->safe = sf_stmt_int (stmt, 2);
      sf_stmt_reset (stmt);
    }
  return step != SF_STEP_ERROR;
}

gboolean
sf_server_store_set_place (SfServerStore *self, const char *device_id, gint64 inc, const SfPlace *place, GError **error)
{
  return sf_server_run (self, error,
                        "INSERT INTO device (scope, dev, inc, last_mid, last_h, safe_mid, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7) "
                        "ON CONFLICT (scope, dev, inc) DO UPDATE SET last_mid = excluded.last_mid, last_h = excluded.last_h, safe_mid = excluded.safe_mid, seen_at = excluded.seen_at",
                        "ttiibii", SCOPE, device_id, inc, place->last, place->last_h, sizeof place->last_h, place->safe, self->now);
}

gboolean
sf_server_store_other_inc (SfServerStore *self, const char *device_id, gint64 inc, gboolean *other, GError **error)
{
  gint64 n = 0;

  if (!sf_server_int (sf_server_query (self, error, "SELECT count(*) FROM device WHERE scope = $1 AND dev = $2 AND inc <> $3", "tti", SCOPE, device_id, inc), 0, &n, error))
    return FALSE;
  *other = n > 0;
  return TRUE;
}

gboolean
sf_server_store_is_later (SfServerStore *self, const char *device_id, gint64 inc, const char *about, const char *body, gboolean *later, GError **error)
{
  /* It told the last word of the others again; or it tells this for the first time, and none of them was heard since it began. */
  static const char *const sql =
    "SELECT EXISTS (SELECT 1 FROM journal WHERE about = $1 AND scope = $2 AND dev = $3 AND inc = $4 AND body = "
    "(SELECT body FROM journal WHERE about = $1 AND scope = $2 AND dev = $3 AND inc <> $4 ORDER BY at DESC, mid DESC LIMIT 1)) "
    "OR (NOT EXISTS (SELECT 1 FROM journal WHERE about = $1 AND scope = $2 AND dev = $3 AND inc <> $4 AND body = $5) "
    "AND NOT EXISTS (SELECT 1 FROM device WHERE scope = $2 AND dev = $3 AND inc <> $4 AND seen_at > "
    "coalesce((SELECT at FROM journal WHERE scope = $2 AND dev = $3 AND inc = $4 ORDER BY mid LIMIT 1), $6)))";
  gint64 n = 0;

  if (!sf_server_int (sf_server_query (self, error, sql, "tttiti", about, SCOPE, device_id, inc, body, self->now), 0, &n, error))
    return FALSE;
  *later = n > 0;
  return TRUE;
}

void
sf_journal_row_clear (SfJournalRow *row)
{
  g_clear_pointer (&row->code, g_free);
}

gboolean
sf_server_store_journal (SfServerStore *self, const char *device_id, gint64 inc, gint64 mid, SfJournalRow *out, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT h, status, code, seq FROM journal WHERE scope = $1 AND dev = $2 AND inc = $3 AND mid = $4", "ttii", SCOPE, device_id, inc, mid);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  *out = (SfJournalRow) { .mid = mid };
  if (step == SF_STEP_ROW)
    {
      out->found = TRUE;
      copy_hash (out->h, sizeof out->h, stmt, 0);
      out->status = (SfPushStatus) sf_stmt_int (stmt, 1);
      out->code = g_strdup (sf_stmt_text (stmt, 2));
      out->seq = sf_stmt_int (stmt, 3);
      sf_stmt_reset (stmt);
    }
  return step != SF_STEP_ERROR;
}

gboolean
sf_server_store_journal_add (SfServerStore *self, const char *device_id, gint64 inc, const SfJournalRow *row, const char *about, const char *body, GError **error)
{
  return sf_server_run (self, error, "INSERT INTO journal (scope, dev, inc, mid, h, about, body, status, code, seq, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                        "ttiibttitii", SCOPE, device_id, inc, row->mid, row->h, sizeof row->h, about, body, (gint64) row->status, row->code, row->seq, self->now);
}

gboolean
sf_server_store_quarantine (SfServerStore *self, const char *device_id, gint64 inc, gint64 mid, const char *code, const char *body, GError **error)
{
  return sf_server_run (self, error, "INSERT INTO quarantine (dev, inc, mid, code, body, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", "tiitti",
                        device_id, inc, mid, code, body, self->now);
}

gboolean
sf_server_store_conflict (SfServerStore *self, const SfConflict *conflict, GError **error)
{
  return sf_server_run (self, error, "INSERT INTO conflict (kind, id, field, value, dev, st, incoming, review, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", "tttttiddi",
                        sf_kind_info (conflict->kind)->name, conflict->id, conflict->field, conflict->value, conflict->device_id, conflict->st, conflict->incoming, conflict->review,
                        self->now);
}

gint64
sf_server_store_n_conflicts (SfServerStore *self, const char *id, gboolean review_only)
{
  gint64 n = -1;

  if (!sf_server_int (sf_server_query (self, NULL, "SELECT count(*) FROM conflict WHERE ($1 IS NULL OR id = $1) AND review >= $2", "td", id, review_only), -1, &n, NULL))
    return -1;
  return n;
}

gboolean
sf_server_store_incident (SfServerStore *self, const char *code, const char *device_id, const char *args, GError **error)
{
  sf_log (SF_LOG_WARNING, "incident", "code", code, "device", device_id ? device_id : "-", NULL);
  return sf_server_run (self, error, "INSERT INTO incident (code, dev, args, at) VALUES ($1, $2, $3, $4)", "ttti", code, device_id, args, self->now);
}

gint64
sf_server_store_n_incidents (SfServerStore *self, const char *code)
{
  gint64 n = -1;

  if (!sf_server_int (sf_server_query (self, NULL, "SELECT count(*) FROM incident WHERE $1 IS NULL OR code = $1", "t", code), -1, &n, NULL))
    return -1;
  return n;
}

/* Each line is hashed over the one before, so that a line taken out is noticed. */
gboolean
sf_server_store_audit (SfServerStore *self, const char *actor, const char *action, const char *object, const char *purpose, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT hash FROM audit ORDER BY n DESC LIMIT 1", "");
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;
  guint8 before[SF_HASH_LEN] = { 0 }, hash[SF_HASH_LEN];
  g_autofree char *line = NULL;

  if (step == SF_STEP_ERROR)
    return FALSE;
  if (step == SF_STEP_ROW)
    {
      copy_hash (before, sizeof before, stmt, 0);
      sf_stmt_reset (stmt);
    }
  line = g_strdup_printf ("%" G_GINT64_FORMAT "|%s|%s|%s|%s", self->now, actor ? actor : "", action, object ? object : "", purpose ? purpose : "");
  sf_sha256_parts (hash, before, (gsize) sizeof before, line, (gsize) strlen (line), NULL);
  return sf_server_run (self, error, "INSERT INTO audit (at, actor, action, object, purpose, prev_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)", "ittttbb",
                        self->now, actor, action, object, purpose, before, sizeof before, hash, sizeof hash);
}

gboolean
sf_server_store_alias (SfServerStore *self, const char *from, const char *to, GError **error)
{
  if (strcmp (from, to) == 0)
    return TRUE;
  return sf_server_run (self, error, "INSERT INTO alias (old, new) VALUES ($1, $2) ON CONFLICT (old) DO NOTHING", "tt", from, to);
}

/* One step; @to (transfer full) NULL where there is none. */
static gboolean
alias_of (SfServerStore *self, const char *id, char **to, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT new FROM alias WHERE old = $1", "t", id);
  SfStep step = stmt != NULL ? sf_stmt_step (stmt, error) : SF_STEP_ERROR;

  *to = step == SF_STEP_ROW ? g_strdup (sf_stmt_text (stmt, 0)) : NULL;
  if (step == SF_STEP_ROW)
    sf_stmt_reset (stmt);
  return step != SF_STEP_ERROR;
}

char *
sf_server_store_resolve (SfServerStore *self, const char *id, GError **error)
{
  char *at = g_strdup (id);

  /* Aliases of aliases: records are joined one after the other. */
  for (guint i = 0; i < MAX_ALIASES; i++)
    {
      char *to;

      if (!alias_of (self, at, &to, error))
        {
          g_free (at);
          return NULL;
        }
      if (to == NULL)
        break;
      g_free (at);
      at = to;
    }
  return at;
}

gboolean
sf_server_store_unalias (SfServerStore *self, const char *from, GError **error)
{
  return sf_server_run (self, error, "DELETE FROM alias WHERE old = $1", "t", from);
}
