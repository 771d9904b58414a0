/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A device in a process of its own, to be killed: kill-device DIR ROLE NAME LEDGER work|drain|early|twice. DIR was paired before.
 *
 * work: commits records and lets the driver deliver them. What was acknowledged, that is, whose commit returned, is written to
 * LEDGER as one line: "kind id mark" for each record of it. The mark is nowhere else; a second record with it is a duplicate.
 * drain: commits nothing; ends when all is delivered, and says what it has.
 * early, twice: a device that is broken on purpose. It acknowledges before the commit; it makes every record twice.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync-device.h"

#define MOST_PAUSE_MS 60
#define LOOK_MS 20
#define STILL 10                /* looks without anything new before all is called delivered */

typedef struct _Batch Batch;
typedef struct { Device device; const char *name, *mode; int ledger; char *by; Batch *later; gint64 stand; guint still; } Work;
/* What one commit is made of. */
struct _Batch { Work *work; GPtrArray *mutations; GString *line; };

static guint
chance (Work *work, guint of)
{
  return sf_ids_u32 (work->device.ids) % of;
}

static void
add (Batch *batch, SfRecord *record, const char *mark)
{
  const char *kind = sf_kind_info (sf_record_get_kind (record))->name;

  g_ptr_array_add (batch->mutations, sf_mutation_new ("create", record, batch->work->by));
  g_string_append_printf (batch->line, "%s %s %s\n", kind, sf_record_get_id (record), mark);
}

/* At the door: most only look around; one in four leaves a number that nobody else has. */
static SfRecord *
add_visit (Batch *batch, const char *mark)
{
  Work *work = batch->work;
  SfRecord *visit = new_visit (&work->device, mark);

  if (chance (work, 4) == 0)
    {
      g_autofree char *phone = g_strdup_printf ("+861%010u", sf_ids_u32 (work->device.ids));
      g_autoptr(SfRecord) consent = new_consent (&work->device, visit);

      sf_record_set_text (visit, SF_VISIT_PHONE, phone);
      add (batch, consent, mark);
    }
  else
    sf_record_set_text (visit, SF_VISIT_PURPOSE, "browse");
  if (work->by != NULL)
    sf_record_set_text (visit, SF_VISIT_BY, work->by);
  add (batch, visit, mark);
  return visit;
}

/* How a visit ended, and when to call. */
static void
add_outcome (Batch *batch, const char *visit, const char *day, const char *mark)
{
  Work *work = batch->work;
  g_autofree char *id = sf_ids_new_uuid (work->device.ids, work->device.clock), *next = sf_uuid_derive (id, "follow_up", 0);
  g_autoptr(SfRecord) outcome = sf_record_new (SF_KIND_OUTCOME, id), follow_up = sf_record_new (SF_KIND_FOLLOW_UP, next);

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, visit);
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, work->by);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, day);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, "considering");
  sf_record_set_text (outcome, SF_OUTCOME_NOTE, mark);
  sf_record_set_int (outcome, SF_OUTCOME_AT, sf_clock_wall_ms (work->device.clock));
  sf_record_set_text (follow_up, SF_FOLLOW_UP_CONSULTANT, work->by);
  sf_record_set_text (follow_up, SF_FOLLOW_UP_VISIT, visit);
  sf_record_set_text (follow_up, SF_FOLLOW_UP_DUE, day);
  sf_record_set_text (follow_up, SF_FOLLOW_UP_STATE, "open");
  sf_record_set_text (follow_up, SF_FOLLOW_UP_NOTE, mark);
  add (batch, outcome, mark);
  add (batch, follow_up, mark);
}

/* The oldest guest whom nobody has received, as far as this tablet knows: (transfer full) (nullable). */
static SfRecord *
find_waiting (SfDb *db)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STATUS, .n_conds = 2, .order = -1, .limit = 1 };
  g_autoptr(GPtrArray) found = NULL;

  query.conds[0] = (SfCond) { .field = SF_VISIT_STATUS_STATE, .op = SF_OP_EQ, .s = "waiting" };
  query.conds[1] = (SfCond) { .field = SF_VISIT_STATUS_RING, .op = SF_OP_NOT_NULL };
  found = sf_table_query (db, &query, NULL);
  return found != NULL && found->len > 0 ? sf_record_ref (found->pdata[0]) : NULL;
}

static void
find_person (Work *work)
{
  SfQuery query = { .kind = SF_KIND_CONSULTANT, .n_conds = 1, .order = -1, .limit = 1 };
  g_autoptr(GPtrArray) found = NULL;

  query.conds[0] = (SfCond) { .field = SF_CONSULTANT_ACTIVE, .op = SF_OP_EQ, .i = 1 };
  found = sf_table_query (sf_device_store_get_db (work->device.store), &query, NULL);
  if (found != NULL && found->len > 0)
    work->by = g_strdup (sf_record_get_id (found->pdata[0]));
}

static void
fill (Batch *batch, const char *mark)
{
  Work *work = batch->work;
  gboolean tablet = strcmp (work->device.role, "tablet") == 0;
  g_autoptr(SfRecord) visit = NULL, waiting = NULL;

  if (tablet && work->by == NULL)
    find_person (work);
  if (tablet && work->by != NULL && chance (work, 2) == 0)
    waiting = find_waiting (sf_device_store_get_db (work->device.store));
  if (waiting != NULL)
    {
      add_outcome (batch, sf_record_get_text (waiting, SF_VISIT_STATUS_VISIT), sf_record_get_text (waiting, SF_VISIT_STATUS_DAY), mark);
      return;
    }
  visit = add_visit (batch, mark);
  if (tablet && work->by != NULL)
    add_outcome (batch, sf_record_get_id (visit), sf_record_get_text (visit, SF_VISIT_DAY), mark);
}

/* One write: whole or not at all, whatever kills this process. */
static void
acknowledge (Work *work, GString *line)
{
  if (write (work->ledger, line->str, line->len) != (gssize) line->len)
    _exit (4);
}

static gpointer
do_commit (gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;
  Work *work = batch->work;

  return sf_device_store_commit (work->device.store, batch->mutations, NULL, error) ? batch : NULL;
}

static gpointer
do_fill (gpointer data, GCancellable *cancellable, GError **error)
{
  Batch *batch = data;
  Work *work = batch->work;
  g_autofree char *mark = g_strdup_printf ("%s-%08x%04x", work->name, sf_ids_u32 (work->device.ids), chance (work, 65536));

  fill (batch, mark);
  if (strcmp (work->mode, "twice") == 0)
    fill (batch, mark);
  return batch;
}

static void
batch_free (Batch *batch)
{
  g_ptr_array_unref (batch->mutations);
  g_string_free (batch->line, TRUE);
  g_free (batch);
}

static Batch *
new_batch (Work *work)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->work = work;
  batch->mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  batch->line = g_string_new (NULL);
  sf_worker_run_sync (work->device.worker, do_fill, batch, NULL);
  return batch;
}

static gboolean
on_work (gpointer data)
{
  Work *work = data;
  gboolean early = strcmp (work->mode, "early") == 0;
  Batch *batch = new_batch (work), *now = early ? work->later : batch;
  g_autoptr(GError) error = NULL;

  /* The broken one says "saved" and writes it down the next time it comes round. */
  if (early)
    acknowledge (work, batch->line);
  work->later = early ? batch : NULL;
  if (now != NULL && sf_worker_run_sync (work->device.worker, do_commit, now, &error) == NULL)
    g_error ("commit: %s", error->message);
  if (!early)
    acknowledge (work, batch->line);
  g_clear_pointer (&now, batch_free);
  sf_sync_driver_wake (work->device.driver);
  g_timeout_add (1 + chance (work, MOST_PAUSE_MS), on_work, work);
  return G_SOURCE_REMOVE;
}

/* Where the replica stands: the sum of what each bucket has seen, -1 while one of them is being filled. */
static gpointer
do_stand (gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (work->device.store, NULL);

  work->stand = buckets->len > 0 ? 0 : -1;
  for (guint i = 0; i < buckets->len && work->stand >= 0; i++)
    {
      SfDeviceBucket *bucket = buckets->pdata[i];

      work->stand = bucket->phase == SF_BUCKET_NORMAL && bucket->seen >= 0 ? work->stand + bucket->seen : -1;
    }
  return NULL;
}

static gboolean
on_look (gpointer data)
{
  Work *work = data;
  gint64 before = work->stand;

  sf_worker_run_sync (work->device.worker, do_stand, work, NULL);
  work->still = work->stand >= 0 && work->stand == before && is_listening (&work->device) && is_drained (&work->device) ? work->still + 1 : 0;
  if (work->still >= STILL)
    exit (0);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  Work work = { 0 };
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc != 6)
    return 2;
  work.name = argv[3];
  work.mode = argv[5];
  work.ledger = open (argv[4], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  device_init_at (&work.device, argv[1], argv[2]);
  device_resume (&work.device);
  printf ("open\n");
  fflush (stdout);
  if (strcmp (work.mode, "drain") == 0)
    g_timeout_add (LOOK_MS, on_look, &work);
  else
    on_work (&work);
  g_main_loop_run (loop);
  return 0;
}
