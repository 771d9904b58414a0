/* SPDX-License-Identifier: GPL-3.0-or-later */
/* I2, I13: a settled device and the server, byte by byte and row by row; I19 and the later edit that was lost. */
#include "sim.h"

#include <string.h>

/* I2: the replica is the server's rows of its buckets. */
static void
compare_bucket (SimDevice *device, const char *bucket)
{
  static const char *const there_sql = "SELECT f.kind, f.id, r.data FROM feed f JOIN rec r ON r.scope = f.scope AND r.kind = f.kind AND r.id = f.id "
                                       "WHERE f.scope = $1 AND f.bucket = $2 AND f.gone = 0 ORDER BY f.kind, f.id";
  Sim *sim = device->sim;
  SfStmt *here = sf_db_prepare (sf_device_store_get_db (device->store), "SELECT kind, id, data FROM rec WHERE bucket = $1 ORDER BY kind, id", NULL);
  SfStmt *there = sf_db_prepare (sf_server_store_get_db (sim->store), there_sql, NULL);
  gboolean same = TRUE;

  sf_stmt_bind_text (here, 1, bucket);
  sf_stmt_bind_text (there, 1, sf_server_bucket_scope (bucket));
  sf_stmt_bind_text (there, 2, bucket);
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
        sim_say (sim, "device %u: %s %s / %s %s", device->slot, sf_stmt_text (here, 0), sf_stmt_text (here, 1), sf_stmt_text (there, 0), sf_stmt_text (there, 1));
    }
  sf_stmt_reset (here);
  sf_stmt_reset (there);
  if (!same)
    sim_violation (sim, "I2 bucket %s of device %u differs from the server's", bucket, device->slot);
}

static void
compare_sums (SimDevice *device, const char *bucket)
{
  guint8 here[SF_LINK_LEN], there[SF_LINK_LEN];
  gint64 n_here = 0, n_there = 0;

  g_assert_true (sf_device_store_sum (device->store, bucket, &n_here, here, NULL));
  g_assert_true (sf_server_store_sum (device->sim->store, bucket, &n_there, there, NULL));
  if (n_here != n_there || memcmp (here, there, sizeof here) != 0)
    sim_violation (device->sim, "I2 sum of bucket %s of device %u differs from the server's", bucket, device->slot);
}

/*
 * What a tablet shows is what the server has: the typed rows, column by column. A record of which only a change is left (its making was
 * lost with a disk that was rolled back) is kept by the server and shown to nobody.
 */
static gboolean
same_rows (Sim *sim, SfDb *here, SfDb *there, SfKind kind)
{
  const SfKindInfo *info = sf_kind_info (kind);
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM k_%s ORDER BY id", info->name);
  g_autofree char *whole = g_strdup_printf ("SELECT * FROM k_%s WHERE id NOT IN (SELECT id FROM rec WHERE stub = 1) ORDER BY id", info->name);
  SfStmt *mine = sf_db_prepare (here, sql, NULL), *theirs = sf_db_prepare (there, whole, NULL);
  gboolean same = TRUE, more = TRUE;

  while (same && more)
    {
      more = sf_stmt_step (mine, NULL) == SF_STEP_ROW;
      same = (sf_stmt_step (theirs, NULL) == SF_STEP_ROW) == more;
      /* The id, the fields, and what only a newer version knows. */
      for (guint c = 0; same && more && c < info->n_fields + 2; c++)
        {
          same = g_strcmp0 (sf_stmt_text (mine, (int) c), sf_stmt_text (theirs, (int) c)) == 0;
          if (!same)
            sim_say (sim, "%s %s, column %u: %s / %s", info->name, sf_stmt_text (mine, 0), c, sf_stmt_text (mine, (int) c), sf_stmt_text (theirs, (int) c));
        }
    }
  sf_stmt_reset (mine);
  sf_stmt_reset (theirs);
  return same;
}

static void
check_shown (SimDevice *device)
{
  static const SfKind kinds[] = { SF_KIND_VISIT, SF_KIND_VISIT_STATUS, SF_KIND_ASSIGNMENT, SF_KIND_CUSTOMER, SF_KIND_FOLLOW_UP, SF_KIND_ROSTER, SF_KIND_OUTCOME, SF_KIND_SHOWING };
  Sim *sim = device->sim;

  for (guint k = 0; k < G_N_ELEMENTS (kinds) && device->role == SF_ROLE_T; k++)
    if (!same_rows (sim, sf_device_store_get_db (device->store), sf_server_store_get_db (sim->store), kinds[k]))
      sim_violation (sim, "I2 device %u shows other %s than the server has", device->slot, sf_kind_info (kinds[k])->name);
}

void
sim_check_replica (SimDevice *device)
{
  Sim *sim = device->sim;
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (device->store, NULL);

  if (buckets->len == 0)
    sim_violation (sim, "I13 device %u follows nothing", device->slot);
  for (guint i = 0; i < buckets->len; i++)
    {
      SfDeviceBucket *bucket = buckets->pdata[i];

      if (bucket->phase != SF_BUCKET_NORMAL)
        sim_violation (sim, "I13 bucket %s of device %u is in phase %d", bucket->id, device->slot, bucket->phase);
      compare_bucket (device, bucket->id);
      compare_sums (device, bucket->id);
    }
  if (sim_count (sf_device_store_get_db (device->store), "SELECT count(*) FROM outbox WHERE state = 'pending'", NULL, NULL) != 0)
    sim_violation (sim, "I13 device %u still has something to deliver", device->slot);
  check_shown (device);
  /* Where its cursors stand needs no second look: every bucket has all the server's rows. */
  sim_watch_own (device);
}

/* Edits */

/* Whom it is about in the end: somebody with the same number may have been known already. */
static void
resolve_edits (Sim *sim)
{
  for (guint i = 0; i < sim->edits->len; i++)
    {
      SimEdit *edit = sim->edits->pdata[i];
      char *to = sf_server_store_resolve (sim->store, edit->id, NULL);

      g_free (edit->id);
      edit->id = to;
    }
}

/* (transfer full) (nullable) the value that stands in the end */
static char *
final_value (Sim *sim, const char *id, int field)
{
  g_autoptr(SfRecord) customer = sf_table_get (sf_server_store_get_db (sim->store), SF_KIND_CUSTOMER, id, NULL);

  if (customer == NULL)
    return NULL;
  return g_strdup (field == SIM_FIELD_NEWER ? sf_record_get_extra (customer) : sf_record_get_text (customer, (guint) field));
}

static gboolean
is_value (const SimEdit *edit, const char *value)
{
  return value != NULL && strstr (value, edit->value) != NULL;
}

/*
 * One field of one customer. An edit that was made a good while after the one that stays, and is known to nobody to be lost, lost to
 * a clock: counted, not forbidden (a clock without battery has to guess). Where only one device ever said anything its last word
 * stands, whatever its clock says: I19.
 */
static gboolean
check_field (Sim *sim, guint first)
{
  const SimEdit *one = sim->edits->pdata[first], *last = one, *stays = NULL;
  g_autofree char *value = final_value (sim, one->id, one->field);
  gboolean alone = TRUE, excused = FALSE, lost = FALSE;

  for (guint i = first; i < sim->edits->len; i++)
    {
      const SimEdit *edit = sim->edits->pdata[i];

      if (edit->field != one->field || strcmp (edit->id, one->id) != 0)
        continue;
      alone = alone && edit->slot == one->slot && !edit->shared;
      excused = excused || edit->excused;
      last = edit;
      if (is_value (edit, value))
        stays = edit;
    }
  if (value == NULL && !sim_is_there (sf_server_store_get_db (sim->store), SF_KIND_CUSTOMER, one->id))
    return FALSE;   /* erased */
  if (alone && !excused && !is_value (last, value))
    sim_violation (sim, "I19 %s of customer %s is not what its only editor, device %u, said last", one->field >= 0 ? "a field" : "a newer field", one->id, one->slot);
  for (guint i = first; stays != NULL && i < sim->edits->len; i++)
    {
      const SimEdit *edit = sim->edits->pdata[i];

      if (edit->field != one->field || strcmp (edit->id, one->id) != 0 || edit->excused || edit->at <= stays->at + SIM_LATE_MS)
        continue;
      lost = TRUE;
      sim_say (sim, "%s of device %u (%" G_GINT64_FORMAT " s) lost to the earlier %s of device %u (%" G_GINT64_FORMAT " s), customer %s", edit->value, edit->slot, edit->at / 1000, stays->value,
               stays->slot, stays->at / 1000, one->id);
    }
  return lost;
}

void
sim_check_edits (Sim *sim)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  resolve_edits (sim);
  for (guint i = 0; i < sim->edits->len; i++)
    {
      const SimEdit *edit = sim->edits->pdata[i];

      if (g_hash_table_add (seen, g_strdup_printf ("%s %d", edit->id, edit->field)) && check_field (sim, i))
        sim->stats.later_lost = 1;
    }
}
