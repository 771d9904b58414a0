/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold once everything has settled. */
#include "sim.h"

#include <string.h>

#define SETTLE_ROUNDS 24
#define SETTLE_STEP_MS (11 * 60 * 1000)
#define REPLAYS 12

/* I1: every fact whose commit returned is on the server, once. */
static void
check_facts (Sim *sim)
{
  static const char *const sql[] = { "SELECT id FROM k_visit", "SELECT id FROM k_consent", "SELECT id FROM k_outcome", "SELECT id FROM k_push", "SELECT id FROM k_play", "SELECT id FROM k_link" };
  SfDb *db = sf_server_store_get_db (sim->store);

  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      if (!fact->excused && !sim_is_there (db, fact->kind, fact->id) && !sim_is_erased (sim, fact->id))
        sim_violation (sim, "I1 %s of device %u lost: %s", sf_kind_info (fact->kind)->name, fact->slot, fact->id);
    }
  for (guint k = 0; k < G_N_ELEMENTS (sql); k++)
    {
      SfStmt *stmt = sf_db_prepare (db, sql[k], NULL);

      while (sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
        if (!g_hash_table_contains (sim->by_id, sf_stmt_text (stmt, 0)))
          sim_violation (sim, "I1 %s is of nobody: %s", sql[k] + 17, sf_stmt_text (stmt, 0));
    }
}

/* I5: what the screens have played is the sum of what they noted, each note counted once. */
static void
check_plays (Sim *sim)
{
  gint64 least = 0, most = 0, there = sim_count (sf_server_store_get_db (sim->store), "SELECT coalesce(sum(for_ms), 0) FROM k_play", NULL, NULL);

  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      most += fact->amount;
      least += fact->excused ? 0 : fact->amount;
    }
  if (there < least || there > most)
    sim_violation (sim, "I5 %" G_GINT64_FORMAT " ms played, noted were %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, there, least, most);
}

/* I6: one visit, one status, at most one consultant who accepted. */
static void
check_visits (Sim *sim)
{
  SfDb *db = sf_server_store_get_db (sim->store);

  if (sim_count (db, "SELECT count(*) FROM k_visit v LEFT JOIN k_visit_status s ON s.visit = v.id WHERE s.id IS NULL", NULL, NULL) != 0)
    sim_violation (sim, "I6 a visit without a status");
  if (sim_count (db, "SELECT count(*) FROM (SELECT visit FROM k_visit_status GROUP BY visit HAVING count(*) > 1)", NULL, NULL) != 0)
    sim_violation (sim, "I6 a visit with two statuses");
  if (sim_count (db, "SELECT count(*) FROM (SELECT visit FROM k_assignment WHERE state = 'accepted' GROUP BY visit HAVING count(*) > 1)", NULL, NULL) != 0)
    sim_violation (sim, "I6 a visit with two consultants");
  if (sim_count (db, "SELECT count(*) FROM k_ticket WHERE consultant IS NOT NULL AND state NOT IN ('accepted', 'serving')", NULL, NULL) != 0)
    sim_violation (sim, "I6 a ticket names somebody who has not accepted");
}

/* I3: numbers of each (device, inc) are applied 1 to last without a hole, unless a hole was told. */
static void
check_journal (Sim *sim)
{
  static const char *const holes = "SELECT count(*) FROM (SELECT d.dev FROM device d LEFT JOIN journal j ON j.scope = d.scope AND j.dev = d.dev AND j.inc = d.inc "
                                   "GROUP BY d.dev, d.inc, d.last_mid HAVING count(j.mid) <> d.last_mid)";

  if (sf_server_store_n_incidents (sim->store, "journal.gap") == 0 && sim_count (sf_server_store_get_db (sim->store), holes, NULL, NULL) != 0)
    sim_violation (sim, "I3 a hole in the journal");
  if (sim->ablations == 0 && sf_server_store_n_incidents (sim->store, "journal.gap") != 0)
    sim_violation (sim, "I3 a gap was reported");
}

/* I7: whoever was erased is nowhere. */
static void
check_erased (Sim *sim)
{
  SfDb *db = sf_server_store_get_db (sim->store);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, sim->erased);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (sim_is_there (db, SF_KIND_CUSTOMER, id))
        sim_violation (sim, "I7 erased customer came back: %s", (char *) id);
      if (sim_count (db, "SELECT count(*) FROM journal WHERE about = $1 AND body IS NOT NULL", id, NULL) != 0)
        sim_violation (sim, "I7 the journal still tells of an erased customer");
      for (guint slot = 0; slot < SIM_SLOTS; slot++)
        if (sim->devices[slot].in && !sim->devices[slot].revoked)
          {
            SfDb *here = sf_device_store_get_db (sim->devices[slot].store);

            if (sim_is_there (here, SF_KIND_CUSTOMER, id))
              sim_violation (sim, "I7 device %u still shows an erased customer: %s", slot, (char *) id);
            if (sim_count (here, "SELECT count(*) FROM outbox WHERE id = $1 AND body IS NOT NULL", id, NULL) != 0)
              sim_violation (sim, "I7 device %u still keeps what it said of an erased customer: %s", slot, (char *) id);
          }
    }
}

static void
say_events (Sim *sim, gint64 after)
{
  SfStmt *stmt = sf_db_prepare (sf_server_store_get_db (sim->store), "SELECT e.seq, e.bucket, e.kind, e.id, r.data FROM event e JOIN rec r ON r.kind = e.kind AND r.id = e.id "
                                                                     "WHERE e.scope = 'dealer' AND e.seq > $1", NULL);

  sf_stmt_bind_int (stmt, 1, after);
  while (sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
    sim_say (sim, "  event %" G_GINT64_FORMAT " %s %s %s %s", sf_stmt_int (stmt, 0), sf_stmt_text (stmt, 1), sf_stmt_text (stmt, 2), sf_stmt_text (stmt, 3), sf_stmt_text (stmt, 4));
}

/*
 * I14: requests of any time, once more, change nothing any more. One of a device that was rolled back meanwhile may bring what nobody
 * else has; then it is the second time that must change nothing.
 */
static void
check_replays (Sim *sim)
{
  static const char *const sql = "SELECT coalesce(sum(ver), 0) + (SELECT sum(head) FROM scope) FROM rec";
  SfDb *db = sf_server_store_get_db (sim->store);

  for (guint i = 0; i < REPLAYS && sim->stash->len > 0 && sim->violation == NULL; i++)
    {
      const SimStash *late = sim->stash->pdata[sim->stash->len - 1];
      gint64 before, head;

      sim->stats.replayed++;
      if (late->news)
        sim_deliver_last (sim);
      before = sim_count (db, sql, NULL, NULL);
      head = sf_server_store_followed (sim->store, SF_SCOPE_NAME_DEALER);
      sim_deliver_last (sim);
      if (sim_count (db, sql, NULL, NULL) != before)
        {
          say_events (sim, head);
          sim_violation (sim, "I14 an old request (step %d) of device %u changed something", late->step, late->slot);
        }
      g_ptr_array_remove_index_fast (sim->stash, sim->stash->len - 1);
    }
}

void
sim_check_all (Sim *sim)
{
  g_autoptr(GError) error = NULL;

  if (!sf_server_store_verify (sim->store, &error))
    sim_violation (sim, "I10 %s", error->message);
  check_facts (sim);
  check_plays (sim);
  check_visits (sim);
  check_journal (sim);
  check_erased (sim);
  sim_check_edits (sim);
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    if (sim->devices[slot].in && !sim->devices[slot].revoked)
      sim_check_replica (&sim->devices[slot]);
  if (sim->violation == NULL)
    check_replays (sim);
}

/* Settling */

/* An operator looks at what a device would not believe by itself. */
static void
confirm_held (SimDevice *device)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (device->store, NULL);

  for (guint i = 0; i < buckets->len; i++)
    if (((SfDeviceBucket *) buckets->pdata[i])->phase == SF_BUCKET_HELD)
      g_assert_true (sf_device_sync_confirm (device->store, ((SfDeviceBucket *) buckets->pdata[i])->id, NULL));
}

/* Nothing to deliver, every bucket normal and at the server's head. */
static gboolean
is_quiet (SimDevice *device)
{
  static const char *const sql = "SELECT (SELECT count(*) FROM outbox WHERE state = 'pending') + (SELECT count(*) FROM bucket WHERE phase <> 0 OR NOT ok)";
  g_autoptr(GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);
  g_autoptr(GPtrArray) buckets = NULL;

  if (sim_count (sf_device_store_get_db (device->store), sql, NULL, NULL) != 0)
    return FALSE;
  sf_server_store_heads (device->sim->store, acks);
  buckets = sf_device_sync_buckets (device->store, NULL);
  for (guint i = 0; i < buckets->len; i++)
    for (guint k = 0; k < acks->len; k++)
      {
        const SfDeviceBucket *bucket = buckets->pdata[i];
        const SfAck *ack = acks->pdata[k];

        if (strcmp (bucket->token.scope, ack->scope) == 0 && bucket->seen != ack->head)
          return FALSE;
      }
  return buckets->len > 0;
}

/* Whoever is not quiet yet syncs; the first time, and when nothing helps, after a while in which everything is due again. */
static gboolean
settle_round (Sim *sim, guint round)
{
  gboolean all = round % 4 == 0, quiet = TRUE;

  sim_advance (sim, all && round > 0 ? SETTLE_STEP_MS : 1000);
  sim_tick (sim);
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    {
      SimDevice *device = &sim->devices[slot];

      if (!device->in || (!all && is_quiet (device)))
        continue;
      if (round >= SETTLE_ROUNDS / 2)
        confirm_held (device);
      if (!sim_sync (device, 400, TRUE))
        sim_violation (sim, "I13 device %u never stops asking", slot);
    }
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    quiet = quiet && (!sim->devices[slot].in || sim->devices[slot].revoked || is_quiet (&sim->devices[slot]));
  return quiet;
}

void
sim_settle (Sim *sim)
{
  sim->stranger = 0;
  /* The rings that sound end first. */
  for (guint i = 0; sim->narrow && i < 4; i++)
    {
      sim_advance (sim, 15 * 60 * 1000);
      sim_tick (sim);
    }
  sim_advance (sim, SETTLE_STEP_MS);
  sim_tick (sim);
  /* Whoever has something to say says it before anybody reads: otherwise all but the last would read twice. */
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    if (sim->devices[slot].in)
      sim_hand_in (&sim->devices[slot]);
  for (guint round = 0; round < SETTLE_ROUNDS; round++)
    if (settle_round (sim, round))
      return;
}
