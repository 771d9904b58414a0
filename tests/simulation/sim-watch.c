/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold at every moment: own writes on the screen (I8), cursor and rows (I9), states on their paths (I6). */
#include "sim.h"

#include <string.h>

gint64
sim_count (SfDb *db, const char *sql, const char *one, const char *two)
{
  g_autoptr(GError) error = NULL;
  SfStmt *stmt = sf_db_prepare (db, sql, &error);
  gint64 n;

  g_assert_no_error (error);
  if (one != NULL)
    sf_stmt_bind_text (stmt, 1, one);
  if (two != NULL)
    sf_stmt_bind_text (stmt, 2, two);
  g_assert_cmpint (sf_stmt_step (stmt, &error), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

/* By the id alone: the typed row is not read. */
gboolean
sim_is_there (SfDb *db, SfKind kind, const char *id)
{
  SfQuery query = { .kind = kind, .n_conds = 1 };

  query.conds[0] = (SfCond) { .op = SF_OP_ID, .s = id };
  query.order = -1;
  return sf_table_count (db, &query, NULL) > 0;
}

/* Erased: the server kept what is not personal, but a device overwrites the whole body, and a restore may want it again (decisions 3). */
gboolean
sim_is_erased (Sim *sim, const char *id)
{
  gboolean erased = FALSE;

  g_assert_true (sf_server_store_is_erased (sim->store, id, &erased, NULL));
  return erased;
}

/*
 * Without the server for a week a tablet gives up what it was entrusted with, its own of it too, until it is filled again. Buckets say
 * so when they begin (never fetched anew before), and it is over when all are whole. A resync that empties one is nothing of that kind.
 */
static gboolean
is_filling (SimDevice *device)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (device->store, NULL);
  gboolean whole = TRUE;

  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    {
      const SfDeviceBucket *bucket = buckets->pdata[i];

      whole = whole && bucket->phase == SF_BUCKET_NORMAL;
      device->filling = device->filling || (bucket->phase == SF_BUCKET_FIRST && bucket->resyncs == 0);
    }
  device->filling = device->filling && !whole;
  return device->filling;
}

/*
 * I8: what somebody wrote on this device stays on its screen. A screen shows no plays, a kiosk no visits once they are done, and who
 * was told that it is withdrawn shows nothing and keeps nothing.
 */
static void
check_own (SimDevice *device, const SimFact *fact)
{
  Sim *sim = device->sim;
  g_autofree char *revoked = NULL;

  if (fact->slot != device->slot || fact->excused || !sf_may_read (device->role, fact->kind) || sim_is_there (sf_device_store_get_db (device->store), fact->kind, fact->id))
    return;
  revoked = sf_device_store_get (device->store, "revoked");
  if (revoked != NULL || sim_is_erased (sim, fact->id) || is_filling (device))
    return;
  sim_violation (sim, "I8 own %s vanished from device %u: %s", sf_kind_info (fact->kind)->name, device->slot, fact->id);
}

void
sim_watch_device (guint64 kinds, GPtrArray *ids, gpointer data)
{
  SimDevice *device = data;

  for (guint i = 0; i < ids->len; i++)
    {
      const SimFact *fact = g_hash_table_lookup (device->sim->by_id, ids->pdata[i]);

      if (fact != NULL)
        check_own (device, fact);
    }
}

/*
 * I9: where a token stands, the rows up to there are. Looked at where it can break: after the program ended in the middle of
 * something. Only while the server still has the history of the token.
 */
static void
check_cursor (SimDevice *device, const SfDeviceBucket *bucket)
{
  static const char *const sql = "SELECT f.kind, f.id, r.ver FROM feed f JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id "
                                 "WHERE f.scope = $1 AND f.bucket = $2 AND f.seq <= $3 AND f.gone = 0";
  static const char *const here_sql = "SELECT count(*) FROM rec WHERE kind = $1 AND id = $2 AND bucket = $3 AND ver >= $4";
  Sim *sim = device->sim;
  SfDb *here = sf_device_store_get_db (device->store);
  SfStmt *there;
  gboolean ok = FALSE;

  g_assert_true (sf_server_store_token_ok (sim->store, &bucket->token, &ok, NULL));
  if (!ok || (sim->ablations & SF_ABLATE_A2_SEQ_ONLY) != 0)
    return;
  there = sf_db_prepare (sf_server_store_get_db (sim->store), sql, NULL);
  sf_stmt_bind_text (there, 1, bucket->token.scope);
  sf_stmt_bind_text (there, 2, bucket->id);
  sf_stmt_bind_int (there, 3, bucket->token.seq);
  while (sf_stmt_step (there, NULL) == SF_STEP_ROW)
    {
      SfStmt *stmt = sf_db_prepare (here, here_sql, NULL);

      sf_stmt_bind_text (stmt, 1, sf_stmt_text (there, 0));
      sf_stmt_bind_text (stmt, 2, sf_stmt_text (there, 1));
      sf_stmt_bind_text (stmt, 3, bucket->id);
      sf_stmt_bind_int (stmt, 4, sf_stmt_int (there, 2));
      g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
      if (sf_stmt_int (stmt, 0) == 0)
        sim_violation (sim, "I9 device %u has a cursor beyond %s %s", device->slot, sf_stmt_text (there, 0), sf_stmt_text (there, 1));
      sf_stmt_reset (stmt);
    }
}

void
sim_watch_own (SimDevice *device)
{
  for (guint i = 0; i < device->sim->facts->len; i++)
    check_own (device, device->sim->facts->pdata[i]);
}

void
sim_watch_opened (SimDevice *device)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (device->store, NULL);

  sim_watch_own (device);
  for (guint i = 0; i < buckets->len; i++)
    if (((SfDeviceBucket *) buckets->pdata[i])->phase == SF_BUCKET_NORMAL && ((SfDeviceBucket *) buckets->pdata[i])->has_token)
      check_cursor (device, buckets->pdata[i]);
}

/* I6 */

void
sim_watch_forget (Sim *sim)
{
  g_hash_table_remove_all (sim->states);
  sim->watched = 0;
}

static gboolean
leads_to (SfKind kind, const char *from, const char *to, guint depth)
{
  static const char *const verbs[] = { "notify", "accept", "serve", "leave", "void", "expire", "hand", "ack", "decline", "end" };

  if (strcmp (from, to) == 0)
    return TRUE;
  for (guint i = 0; depth > 0 && i < G_N_ELEMENTS (verbs); i++)
    {
      const char *next = sf_flow_next (kind, from, verbs[i]);

      if (next != NULL && strcmp (next, from) != 0 && leads_to (kind, next, to, depth - 1))
        return TRUE;
    }
  return FALSE;
}

static void
note_state (Sim *sim, SfKind kind, const char *id, const char *state)
{
  const char *before = g_hash_table_lookup (sim->states, id);

  if (before != NULL && !leads_to (kind, before, state, 4))
    sim_violation (sim, "I6 %s %s went from %s to %s", sf_kind_info (kind)->name, id, before, state);
  if (g_strcmp0 (before, state) != 0)
    g_hash_table_insert (sim->states, g_strdup (id), g_strdup (state));
}

void
sim_watch_server (Sim *sim)
{
  static const char *const sql = "SELECT e.seq, e.kind, e.id, coalesce (s.state, a.state) FROM event e LEFT JOIN k_visit_status s ON e.kind = 'visit_status' AND s.id = e.id "
                                 "LEFT JOIN k_assignment a ON e.kind = 'assignment' AND a.id = e.id WHERE e.scope = 'dealer' AND e.seq > $1";
  SfStmt *stmt = sf_db_prepare (sf_server_store_get_db (sim->store), sql, NULL);

  sf_stmt_bind_int (stmt, 1, sim->watched);
  while (sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
    {
      sim->watched = sf_stmt_int (stmt, 0);
      if (!sf_stmt_is_null (stmt, 3))
        note_state (sim, strcmp (sf_stmt_text (stmt, 1), "assignment") == 0 ? SF_KIND_ASSIGNMENT : SF_KIND_VISIT_STATUS, sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3));
    }
}
