/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-keeper"
#include "admin/sf-keeper.h"

#include <glib/gstdio.h>
#include <string.h>

#include "admin/sf-admin-private.h"
#include "admin/sf-backup.h"
#include "admin/sf-proof-json.h"
#include "base/sf-log.h"
#include "store/sf-server-keep.h"
#include "store/sf-server-told.h"
#include "wire/sf-json.h"

#define LOOK_MS 5000
/* A server that has just started has people waiting for it. */
#define QUIET_MS (10 * 60 * 1000)

typedef enum { JOB_BACKUP, JOB_PROOF, JOB_MIRROR } JobKind;
typedef struct {
  SfKeeper *keeper;
  JobKind kind;
  char *dest, *zone;
  SfBackupDone done;
  SfProof *proof;
  GError *error;
  gint64 at_ms;
} Job;

struct _SfKeeper {
  char *dir;
  SfServerStore *store;      /* (unowned) */
  SfWorker *store_worker, *worker;
  SfClock *clock;
  SfIds *ids;
  GSource *timer;            /* (nullable) */
  guint running;             /* async calls under way; main thread */
  gint64 started_ms;         /* since boot */
  gint stop;                 /* atomic */
  gint64 mirrored;           /* size of the registers when they were copied last; main thread */
  GMutex lock;
  const char *busy;          /* (nullable) static: what runs */
  const char *stage;         /* static */
  guint permille, serial;
  char *result;              /* (nullable) JSON of the last that ended */
};

static void
job_free (gpointer data)
{
  Job *job = data;

  sf_backup_done_clear (&job->done);
  g_clear_pointer (&job->proof, sf_proof_free);
  g_clear_error (&job->error);
  g_free (job->dest);
  g_free (job->zone);
  g_free (job);
}

static char *
zone_of (SfKeeper *self)
{
  SfAdmin admin = { .store = self->store, .server_id = sf_server_store_get_server_id (self->store) };
  return sf_admin_zone (&admin);
}

SfKeeper *
sf_keeper_new (const char *dir, SfServerStore *store, SfWorker *store_worker, SfClock *clock, SfIds *ids)
{
  SfKeeper *self = g_new0 (SfKeeper, 1);

  self->dir = g_strdup (dir);
  self->store = store;
  self->store_worker = sf_worker_ref (store_worker);
  self->worker = sf_worker_new ("keeper");
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->started_ms = sf_clock_boot_ms (clock);
  self->mirrored = -1;
  g_mutex_init (&self->lock);
  return self;
}

static void
tell (SfKeeper *self, guint permille, const char *stage)
{
  g_mutex_lock (&self->lock);
  self->permille = permille;
  self->stage = stage;
  g_mutex_unlock (&self->lock);
}

static void
on_progress (guint permille, const char *stage, gpointer data)
{
  tell (data, permille, stage);
}

static void
on_rows (gint64 done, gint64 total, gpointer data)
{
  tell (data, (guint) (100 + done * 900 / MAX (total, 1)), "prove");
}

/* The keeper's thread */

static void
prove (Job *job)
{
  SfKeeper *self = job->keeper;
  g_autofree char *path = g_build_filename (self->dir, "server.db", NULL), *log = g_build_filename (self->dir, "erased.log", NULL);
  const SfProveOptions options = { .parts = SF_PROVE_ALL, .now_ms = job->at_ms, .erased_log = log, .progress = on_rows, .data = self };
  SfDb *db = sf_db_open (path, SF_DB_READ_ONLY, NULL, NULL, &job->error);

  job->proof = db ? sf_server_prove (db, &options, &job->error) : NULL;
  sf_db_close (db, NULL);
}

static gpointer
work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SfKeeper *self = job->keeper;
  const SfBackupTask task = { .dir = self->dir, .dest = job->dest, .zone = job->zone, .clock = self->clock, .ids = self->ids, .progress = on_progress, .data = self, .stop = &self->stop };

  sf_handover_take (job);
  job->at_ms = sf_clock_wall_ms (self->clock);
  if (job->kind == JOB_BACKUP)
    sf_backup_make (&task, &job->done, &job->error);
  else if (job->kind == JOB_PROOF)
    prove (job);
  else
    sf_backup_mirror (self->dir, job->dest, &job->error);
  sf_handover_give (job);
  return NULL;
}

/* The store's worker: what came of it */

static char *
backup_result (SfKeeper *self, Job *job)
{
  const SfBackupDone *done = &job->done;
  g_autoptr (GString) json = g_string_new ("{\"kind\":\"backup\",\"code\":");

  sf_json_append_text (json, job->error ? sf_backup_error_name ((guint) job->error->code) : "");
  g_string_append (json, ",\"why\":");
  sf_json_append_text (json, job->error ? job->error->message : "");
  g_string_append (json, ",\"dest\":");
  sf_json_append_text (json, job->dest);
  g_string_append (json, ",\"name\":");
  sf_json_append_text (json, done->name ? done->name : "");
  g_string_append_printf (json, ",\"at\":%" G_GINT64_FORMAT ",\"bytes\":%" G_GINT64_FORMAT ",\"took_ms\":%" G_GINT64_FORMAT ",\"expired\":%u", done->at_ms, done->bytes, done->took_ms, done->expired);
  if (done->copy) {
    g_autofree char *proof = sf_proof_to_json (done->copy->proof, self->store, done->at_ms);
    g_string_append_printf (json, ",\"proof\":%s", proof);
  }
  g_string_append_c (json, '}');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

static void
book_proof (SfKeeper *self, const SfProof *proof, gint64 at_ms)
{
  const char *worst = proof->findings->len ? sf_damage_name (((SfFinding *) proof->findings->pdata[0])->damage) : NULL;
  g_autoptr (GError) error = NULL;

  if (!sf_server_keep_proof (self->store, at_ms, proof->findings->len, worst, &error))
    sf_log (SF_LOG_WARNING, "keep.book", "error", g_quark_to_string (error->domain), NULL);
  sf_log (proof->findings->len ? SF_LOG_WARNING : SF_LOG_INFO, "proof.done", "worst", worst ? worst : "none", NULL);
}

static void
book_backup (SfKeeper *self, Job *job)
{
  const char *code = job->error ? sf_backup_error_name ((guint) job->error->code) : "";
  g_autoptr (GError) error = NULL;

  if (job->done.copy)
    book_proof (self, job->done.copy->proof, job->at_ms);
  if ((!job->error && !sf_server_store_tell_safe (self->store, job->done.copy->held, &error))
      || !sf_server_keep_backup (self->store, job->at_ms, job->done.name ? job->done.name : "", code, &error))
    sf_log (SF_LOG_WARNING, "keep.book", "error", g_quark_to_string (error->domain), NULL);
  sf_log (job->error ? SF_LOG_WARNING : SF_LOG_INFO, "backup.done", "result", *code ? code : "ok", NULL);
}

static gpointer
book (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SfKeeper *self = job->keeper;
  g_autofree char *result = NULL;

  sf_handover_take (job);
  if (job->kind == JOB_BACKUP) {
    book_backup (self, job);
    result = backup_result (self, job);
  } else if (job->proof) {
    g_autofree char *proof = sf_proof_to_json (job->proof, self->store, job->at_ms);
    book_proof (self, job->proof, job->at_ms);
    result = g_strdup_printf ("{\"kind\":\"proof\",\"code\":\"\",\"proof\":%s}", proof);
  } else {
    result = sf_proof_error_json (job->error);
  }
  g_mutex_lock (&self->lock);
  g_free (self->result);
  self->result = g_steal_pointer (&result);
  self->busy = NULL;
  self->serial++;
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
on_booked (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;

  sf_worker_run_finish (job->keeper->store_worker, result, NULL);
  job->keeper->running--;
  job_free (job);
}

static void
on_worked (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = data;
  SfKeeper *self = job->keeper;

  sf_worker_run_finish (self->worker, result, NULL);
  sf_handover_take (job);
  if (job->kind == JOB_MIRROR) {
    if (job->error) {
      self->mirrored = -1;
      sf_log (SF_LOG_WARNING, "backup.register", "error", g_quark_to_string (job->error->domain), NULL);
    }
    self->running--;
    job_free (job);
    return;
  }
  sf_handover_give (job);
  sf_worker_run_async (self->store_worker, SF_PRIORITY_LOW, book, job, NULL, NULL, NULL, on_booked, job);
}

static gboolean
start (gpointer data)
{
  Job *job = data;

  job->keeper->running++;
  sf_handover_give (job);
  sf_worker_run_async (job->keeper->worker, SF_PRIORITY_NORMAL, work, job, NULL, NULL, NULL, on_worked, job);
  return G_SOURCE_REMOVE;
}

static gboolean
begin (SfKeeper *self, JobKind kind, const char *dest, GError **error)
{
  gboolean busy;
  Job *job;

  if (!sf_server_store_told_flush (self->store, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  busy = self->busy != NULL;
  if (!busy) {
    self->busy = kind == JOB_BACKUP ? "backup" : "proof";
    self->permille = 0;
    self->stage = "copy";
  }
  g_mutex_unlock (&self->lock);
  if (busy) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "A backup or a proof is being made already");
    return FALSE;
  }
  job = g_new0 (Job, 1);
  job->keeper = self;
  job->kind = kind;
  job->dest = g_strdup (dest);
  job->zone = zone_of (self);
  /* From the main thread, where its end is heard. */
  g_main_context_invoke (NULL, start, job);
  return TRUE;
}

gboolean
sf_keeper_backup (SfKeeper *self, const char *dest, GError **error)
{
  return begin (self, JOB_BACKUP, dest, error);
}

gboolean
sf_keeper_prove (SfKeeper *self, GError **error)
{
  return begin (self, JOB_PROOF, NULL, error);
}

char *
sf_keeper_state (SfKeeper *self)
{
  char *json;

  g_mutex_lock (&self->lock);
  json = g_strdup_printf ("{\"busy\":\"%s\",\"permille\":%u,\"stage\":\"%s\",\"serial\":%u,\"result\":%s}\n", self->busy ? self->busy : "", self->permille, self->stage ? self->stage : "",
                          self->serial, self->result ? self->result : "null");
  g_mutex_unlock (&self->lock);
  return json;
}

/* The schedule */

typedef struct { SfKeeper *keeper; char *dest; } Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->dest);
  g_free (look);
}

/* Store's worker. Its result: where the register goes, too. */
static gpointer
look (gpointer data, GCancellable *cancellable, GError **error)
{
  SfKeeper *self = data;
  g_autoptr (SfKeep) keep = sf_server_keep_read (self->store);
  g_autofree char *zone = zone_of (self);
  gint64 now = sf_clock_wall_ms (self->clock);
  Look *out = g_new0 (Look, 1);

  out->keeper = self;
  out->dest = g_strdup (keep->dest);
  g_mutex_lock (&self->lock);
  gboolean busy = self->busy != NULL;
  g_mutex_unlock (&self->lock);
  if (!busy && sf_keep_backup_is_due (keep, now, zone))
    begin (self, JOB_BACKUP, keep->dest, error);
  else if (!busy && sf_keep_proof_is_due (keep, now, zone) && sf_clock_boot_ms (self->clock) - self->started_ms > QUIET_MS)
    begin (self, JOB_PROOF, NULL, error);
  return out;
}

static gint64
size_of (SfKeeper *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  GStatBuf st;

  return g_stat (path, &st) == 0 ? st.st_size : 0;
}

static void
mirror (SfKeeper *self, const char *dest)
{
  gint64 size = size_of (self, "erased.log") + size_of (self, "joined.log");
  Job *job;

  if (!dest || size == 0 || size == self->mirrored)
    return;
  self->mirrored = size;
  job = g_new0 (Job, 1);
  job->keeper = self;
  job->kind = JOB_MIRROR;
  job->dest = g_strdup (dest);
  start (job);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  SfKeeper *self = data;
  g_autoptr (GError) error = NULL;
  Look *found = sf_worker_run_finish (self->store_worker, result, &error);

  if (error)
    sf_log (SF_LOG_WARNING, "keep.look", "error", g_quark_to_string (error->domain), NULL);
  if (found) {
    mirror (self, found->dest);
    look_free (found);
  }
  self->running--;
}

static gboolean
on_timer (gpointer data)
{
  SfKeeper *self = data;

  if (self->running == 0) {
    self->running++;
    sf_worker_run_async (self->store_worker, SF_PRIORITY_LOW, look, self, NULL, look_free, NULL, on_looked, self);
  }
  return G_SOURCE_CONTINUE;
}

void
sf_keeper_watch (SfKeeper *self)
{
  self->timer = g_timeout_source_new (LOOK_MS);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, NULL);
}

void
sf_keeper_free (SfKeeper *self)
{
  if (self->timer) {
    g_source_destroy (self->timer);
    g_source_unref (self->timer);
  }
  g_atomic_int_set (&self->stop, 1);
  while (self->running > 0)
    g_main_context_iteration (NULL, TRUE);
  sf_worker_unref (self->worker);
  sf_worker_unref (self->store_worker);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_mutex_clear (&self->lock);
  g_free (self->dir);
  g_free (self->result);
  g_free (self);
}
