/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-rings"
#include "store/sf-server-rings.h"

#include "store/sf-server-private.h"

void
sf_ring_out_free (SfRingOut *self)
{
  g_free (self->offer);
  g_free (self->visit);
  g_free (self->code);
  g_free (self);
}

gboolean
sf_server_rings_add (SfServerStore *self, const char *offer, const char *visit, GError **error)
{
  return sf_server_run (self, error, "INSERT INTO ring_out (offer, visit, state, made_at, tries, code) VALUES ($1, $2, 0, $3, 0, NULL) ON CONFLICT (offer) DO NOTHING",
                        "tti", offer, visit, self->now);
}

static GPtrArray *
read_rows (SfStmt *stmt, GError **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ring_out_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      SfRingOut *row = g_new0 (SfRingOut, 1);

      row->offer = g_strdup (sf_stmt_text (stmt, 0));
      row->visit = g_strdup (sf_stmt_text (stmt, 1));
      row->state = (SfRingOutState) sf_stmt_int (stmt, 2);
      row->made_ms = sf_stmt_int (stmt, 3);
      row->tries = (guint) sf_stmt_int (stmt, 4);
      row->code = g_strdup (sf_stmt_text (stmt, 5));
      g_ptr_array_add (rows, row);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

GPtrArray *
sf_server_rings_due (SfServerStore *self, guint most, GError **error)
{
  return read_rows (sf_server_query (self, error, "SELECT offer, visit, state, made_at, tries, code FROM ring_out WHERE state < 2 ORDER BY made_at, offer LIMIT $1", "i", (gint64) most), error);
}

GPtrArray *
sf_server_rings_dead (SfServerStore *self, guint most, GError **error)
{
  return read_rows (sf_server_query (self, error, "SELECT offer, visit, state, made_at, tries, code FROM ring_out WHERE state = 3 ORDER BY made_at DESC, offer LIMIT $1", "i", (gint64) most), error);
}

gboolean
sf_server_rings_mark (SfServerStore *self, const char *offer, GError **error)
{
  return sf_server_run (self, error, "UPDATE ring_out SET state = 1, tries = tries + 1 WHERE offer = $1", "t", offer);
}

gboolean
sf_server_rings_settle (SfServerStore *self, const char *offer, SfRingOutState state, const char *code, GError **error)
{
  return sf_server_run (self, error, "UPDATE ring_out SET state = $2, code = $3 WHERE offer = $1", "tit", offer, (gint64) state, code);
}

gboolean
sf_server_rings_sweep (SfServerStore *self, gint64 dead_ms, gint64 forget_ms, GError **error)
{
  return sf_server_run (self, error, "UPDATE ring_out SET state = 3, code = 'late' WHERE state < 2 AND made_at < $1", "i", dead_ms)
         && sf_server_run (self, error, "DELETE FROM ring_out WHERE state >= 2 AND made_at < $1", "i", forget_ms);
}

gboolean
sf_server_rings_count (SfServerStore *self, SfRingOutState state, gint64 *n, gint64 *oldest_ms, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT count(*), coalesce(min(made_at), 0) FROM ring_out WHERE state = $1", "i", (gint64) state);

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return FALSE;
  *n = sf_stmt_int (stmt, 0);
  *oldest_ms = sf_stmt_int (stmt, 1);
  sf_stmt_reset (stmt);
  return TRUE;
}
