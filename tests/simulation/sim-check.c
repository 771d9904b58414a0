/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <string.h>

#define SETTLE_ROUNDS 12
#define SETTLE_STEP_MS (11 * 60 * 1000)

static gint64
count (SfDb *db, const char *sql, const char *one, const char *two)
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

static gboolean
shown (SfDb *db, SfKind kind, const char *id)
{
  g_autoptr(SfRecord) record = sf_table_get (db, kind, id, NULL);

  return record != NULL;
}

/* Erased: the server kept what is not personal, but a device overwrites the whole body, and a restore may want it again (decisions 3). */
static gboolean
is_erased (Sim *sim, const char *id)
{
  gboolean erased = FALSE;

  g_assert_true (sf_server_store_is_erased (sim->store, id, &erased, NULL));
  return erased;
}

/* I8: what somebody wrote on this device stays on its screen. */
void
sim_check_own_writes (Sim *sim, guint n)
{
  SimDevice *device = &sim->devices[n];
  SfDb *db = sf_device_store_get_db (device->store);

  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      if (fact->device != n || fact->excused || !sf_may_read (device->role, fact->kind) || shown (db, fact->kind, fact->id) || is_erased (sim, fact->id))
        continue;
      sim_violation (sim, "I8 own %s vanished from device %u: %s", sf_kind_info (fact->kind)->name, n, fact->id);
      return;
    }
}

/* I1: every fact whose commit returned is on the server, once. */
static void
check_facts (Sim *sim)
{
  SfDb *db = sf_server_store_get_db (sim->store);
  g_autoptr(GHashTable) expected = g_hash_table_new (g_str_hash, g_str_equal);
  static const SfKind kinds[] = { SF_KIND_VISIT, SF_KIND_CONSENT, SF_KIND_OUTCOME };

  for (guint i = 0; i < sim->facts->len; i++)
    {
      SimFact *fact = sim->facts->pdata[i];

      g_hash_table_add (expected, fact->id);
      if (!fact->excused && !shown (db, fact->kind, fact->id) && !is_erased (sim, fact->id))
        sim_violation (sim, "I1 %s of device %u lost: %s", sf_kind_info (fact->kind)->name, fact->device, fact->id);
    }
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      SfQuery query = { .kind = kinds[k], .order = -1, .limit = 10000 };
      g_autoptr(GPtrArray) all = sf_table_query (db, &query, NULL);

      for (guint i = 0; i < all->len; i++)
        if (!g_hash_table_contains (expected, sf_record_get_id (all->pdata[i])))
          sim_violation (sim, "I1 %s that nobody made: %s", sf_kind_info (kinds[k])->name, sf_record_get_id (all->pdata[i]));
    }
}

/* One visit, one status, at most one consultant who accepted. */
static void
check_visits (Sim *sim)
{
  SfDb *db = sf_server_store_get_db (sim->store);

  if (count (db, "SELECT count(*) FROM k_visit v LEFT JOIN k_visit_status s ON s.visit = v.id WHERE s.id IS NULL", NULL, NULL) != 0)
    sim_violation (sim, "a visit without a status");
  if (count (db, "SELECT count(*) FROM (SELECT visit FROM k_visit_status GROUP BY visit HAVING count(*) > 1)", NULL, NULL) != 0)
    sim_violation (sim, "a visit with two statuses");
  if (count (db, "SELECT count(*) FROM (SELECT visit FROM k_assignment WHERE state = 'accepted' GROUP BY visit HAVING count(*) > 1)", NULL, NULL) != 0)
    sim_violation (sim, "a visit with two consultants");
  if (count (db, "SELECT count(*) FROM k_ticket WHERE consultant IS NOT NULL AND state NOT IN ('accepted', 'serving')", NULL, NULL) != 0)
    sim_violation (sim, "a ticket names somebody who has not accepted");
}

/* I3: numbers of each (device, inc) are applied 1 to last without a hole. */
static void
check_journal (Sim *sim)
{
  SfDb *db = sf_server_store_get_db (sim->store);

  if (count (db, "SELECT count(*) FROM (SELECT d.dev FROM device d LEFT JOIN journal j ON j.dev = d.dev AND j.inc = d.inc GROUP BY d.dev, d.inc, d.last_mid HAVING count(j.mid) <> d.last_mid)", NULL, NULL) != 0
      && sf_server_store_n_incidents (sim->store, "journal.gap") == 0)
    sim_violation (sim, "I3 a hole in the journal");
  if (sim->ablations == 0 && sf_server_store_n_incidents (sim->store, "journal.gap") != 0)
    sim_violation (sim, "I3 a gap was reported");
}

/* I2: the replica is the server's rows of its buckets, byte by byte. */
static void
compare_bucket (Sim *sim, guint n, const char *bucket)
{
  static const char *const there_sql = "SELECT f.kind, f.id, r.data FROM feed f JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id "
                                       "WHERE f.bucket = $1 AND f.gone = 0 ORDER BY f.kind, f.id";
  SfStmt *here = sf_db_prepare (sf_device_store_get_db (sim->devices[n].store), "SELECT kind, id, data FROM rec WHERE bucket = $1 ORDER BY kind, id", NULL);
  SfStmt *there = sf_db_prepare (sf_server_store_get_db (sim->store), there_sql, NULL);
  gboolean same = TRUE;

  sf_stmt_bind_text (here, 1, bucket);
  sf_stmt_bind_text (there, 1, bucket);
  while (same)
    {
      SfStep a = sf_stmt_step (here, NULL), b = sf_stmt_step (there, NULL);
      gsize a_len, b_len;
      gconstpointer a_data, b_data;

      same = a == b;
      if (a != SF_STEP_ROW || b != SF_STEP_ROW)
        break;
      a_data = sf_stmt_bytes (here, 2, &a_len);
      b_data = sf_stmt_bytes (there, 2, &b_len);
      same = strcmp (sf_stmt_text (here, 1), sf_stmt_text (there, 1)) == 0 && a_len == b_len && memcmp (a_data, b_data, a_len) == 0;
      if (!same)
        sim_say (sim, "device %u: %s %s / %s %s", n, sf_stmt_text (here, 0), sf_stmt_text (here, 1), sf_stmt_text (there, 0), sf_stmt_text (there, 1));
    }
  sf_stmt_reset (here);
  sf_stmt_reset (there);
  if (!same)
    sim_violation (sim, "I2 bucket %s of device %u differs from the server's", bucket, n);
}

static void
compare_sums (Sim *sim, guint n, const char *bucket)
{
  guint8 here[SF_LINK_LEN], there[SF_LINK_LEN];
  gint64 n_here = 0, n_there = 0;

  g_assert_true (sf_device_store_sum (sim->devices[n].store, bucket, &n_here, here, NULL));
  g_assert_true (sf_server_store_sum (sim->store, bucket, &n_there, there, NULL));
  if (n_here != n_there || memcmp (here, there, sizeof here) != 0)
    sim_violation (sim, "I2 sum of bucket %s of device %u differs from the server's", bucket, n);
}

static void
check_replica (Sim *sim, guint n)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (sim->devices[n].store, NULL);
  SfDeviceCounts counts = { 0 };

  if (buckets->len == 0)
    sim_violation (sim, "I13 device %u follows nothing", n);
  for (guint i = 0; i < buckets->len; i++)
    {
      SfDeviceBucket *bucket = buckets->pdata[i];

      if (bucket->phase != SF_BUCKET_NORMAL)
        sim_violation (sim, "I13 bucket %s of device %u is in phase %d", bucket->id, n, bucket->phase);
      compare_bucket (sim, n, bucket->id);
      compare_sums (sim, n, bucket->id);
    }
  g_assert_true (sf_device_store_counts (sim->devices[n].store, &counts, NULL));
  if (counts.pending != 0)
    sim_violation (sim, "I13 device %u still has %" G_GINT64_FORMAT " to deliver", n, counts.pending);
  sf_device_counts_clear (&counts);
}

/* What is shown on a settled device is what the server has. */
static void
check_shown (Sim *sim, guint n)
{
  SfDb *here = sf_device_store_get_db (sim->devices[n].store), *there = sf_server_store_get_db (sim->store);
  static const SfKind kinds[] = { SF_KIND_VISIT, SF_KIND_VISIT_STATUS, SF_KIND_ASSIGNMENT, SF_KIND_CUSTOMER, SF_KIND_FOLLOW_UP, SF_KIND_ROSTER, SF_KIND_OUTCOME };

  for (guint k = 0; k < G_N_ELEMENTS (kinds) && sim->devices[n].role == SF_ROLE_T; k++)
    {
      SfQuery query = { .kind = kinds[k], .order = -1, .limit = 10000 };
      g_autoptr(GPtrArray) mine = sf_table_query (here, &query, NULL), theirs = sf_table_query (there, &query, NULL);
      gboolean same = mine->len == theirs->len;

      for (guint i = 0; same && i < mine->len; i++)
        same = sf_record_equal (mine->pdata[i], theirs->pdata[i]);
      if (!same)
        sim_violation (sim, "I2 device %u shows other %s than the server has", n, sf_kind_info (kinds[k])->name);
    }
}

/* I7: whoever was erased is nowhere. */
static void
check_erased (Sim *sim)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, sim->erased);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (shown (sf_server_store_get_db (sim->store), SF_KIND_CUSTOMER, id))
        sim_violation (sim, "I7 erased customer came back: %s", (char *) id);
      if (count (sf_server_store_get_db (sim->store), "SELECT count(*) FROM journal WHERE about = $1 AND body IS NOT NULL", id, NULL) != 0)
        sim_violation (sim, "I7 the journal still tells of an erased customer");
      for (guint n = 0; n < sim->n_devices; n++)
        if (shown (sf_device_store_get_db (sim->devices[n].store), SF_KIND_CUSTOMER, id))
          sim_violation (sim, "I7 device %u still shows an erased customer: %s", n, (char *) id);
    }
}

void
sim_check_all (Sim *sim)
{
  g_autoptr(GError) error = NULL;

  if (!sf_server_store_verify (sim->store, &error))
    sim_violation (sim, "I10/I11 %s", error->message);
  check_facts (sim);
  check_visits (sim);
  check_journal (sim);
  check_erased (sim);
  for (guint n = 0; n < sim->n_devices; n++)
    {
      check_replica (sim, n);
      check_shown (sim, n);
    }
}

/* An operator looks at what a device would not believe by itself. */
static void
confirm_held (Sim *sim, guint n)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (sim->devices[n].store, NULL);

  for (guint i = 0; i < buckets->len; i++)
    if (((SfDeviceBucket *) buckets->pdata[i])->phase == SF_BUCKET_HELD)
      g_assert_true (sf_device_sync_confirm (sim->devices[n].store, ((SfDeviceBucket *) buckets->pdata[i])->id, NULL));
}

/* Nobody has anything to deliver, nothing is held, and nothing has happened for two rounds. */
static gboolean
is_quiet (Sim *sim, gint64 head_before, gint64 head)
{
  for (guint n = 0; n < sim->n_devices; n++)
    {
      g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (sim->devices[n].store, NULL);
      SfDeviceCounts counts = { 0 };
      gint64 pending;

      g_assert_true (sf_device_store_counts (sim->devices[n].store, &counts, NULL));
      pending = counts.pending;
      sf_device_counts_clear (&counts);
      if (pending != 0)
        return FALSE;
      for (guint i = 0; i < buckets->len; i++)
        if (((SfDeviceBucket *) buckets->pdata[i])->phase != SF_BUCKET_NORMAL)
          return FALSE;
    }
  return head == head_before;
}

static gint64
head_of (Sim *sim)
{
  return count (sf_server_store_get_db (sim->store), "SELECT sum(head) FROM scope", NULL, NULL);
}

void
sim_settle (Sim *sim)
{
  guint quiet = 0;

  for (guint round = 0; round < SETTLE_ROUNDS && quiet < 2; round++)
    {
      g_autoptr(GError) error = NULL;
      gint64 before = head_of (sim);

      sim_advance (sim, SETTLE_STEP_MS);
      sf_ingest_tick (sim->ingest, &error);
      g_assert_no_error (error);
      for (guint n = 0; n < sim->n_devices; n++)
        {
          if (round >= SETTLE_ROUNDS / 2)
            confirm_held (sim, n);
          if (!sim_sync (sim, n, 400, TRUE))
            sim_violation (sim, "I13 device %u never stops asking", n);
        }
      quiet = is_quiet (sim, before, head_of (sim)) ? quiet + 1 : 0;
    }
}
