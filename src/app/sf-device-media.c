/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-device-media"
#include <string.h>

#include "app/sf-device-private.h"
#include "app/sf-media-plan.h"
#include "base/sf-log.h"

/*
 * Files are fetched one after the other in the order of the plan, so that they are there when the network is not. One that has
 * its name in the cache is whole; a download that was cut is resumed where it ended.
 */

#define STEP (64 * 1024)
#define STRIKES 3                 /* wrong content so often: given up until the next start */
#define RETRY_FIRST_MS 500
#define RETRY_LAST_MS 30000
#define YIELD_MS 50               /* between looks whether a push is still on its way */
#define YIELD_MAX_MS 10000        /* a push that does not get through holds pictures up no longer */
#define COLLECT_EVERY_MS (3600 * G_GINT64_CONSTANT (1000))
#define GIB (G_GINT64_CONSTANT (1024) * 1024 * 1024)
#define KEEP_S (7 * 24 * 3600)
#define LOW_BYTES (3 * GIB)
#define HIGH_BYTES (4 * GIB)

typedef struct {
  SfDevice *device;         /* (owned) */
  SfBlobCache *blobs;       /* (owned) */
  char *sha256;             /* (owned) */
  gint64 size, offset;      /* where the next byte belongs */
  SfBlobWriter *writer;     /* (owned) (nullable) the media worker's */
  GInputStream *stream;     /* (owned) (nullable) */
  GCancellable *cancellable;
  GBytes *chunk;            /* (owned) (nullable) on its way to the disk */
  gboolean anew;            /* the server began at 0 */
  guint yielded_ms;
} Fetch;

struct _SfMediaLoader {
  SfDevice *device;         /* (unowned) */
  SfWorker *worker;         /* (owned) hashes and writes */
  SfMediaPlan *plan;        /* (owned) (nullable) */
  gboolean planning, plan_again;
  Fetch *fetch;             /* (unowned) the one under way, which owns itself */
  guint timer, failures;
  GHashTable *strikes;      /* (owned) sha256 to how often its content was wrong */
  GHashTable *missing;      /* (owned) what the server does not have: not asked for again before the next start */
  gint64 collected_at;      /* since boot, ms; 0: not yet */
};

static void pump (SfDevice *self);

/* --- what others ask ------------------------------------------------------------------------------------------------ */

char *
sf_device_media_variant (SfDevice *self, const char *media_id, const char *use)
{
  SfMediaFile *file = self->loader != NULL && self->loader->plan != NULL ? sf_media_plan_find (self->loader->plan, media_id, use) : NULL;

  return file != NULL && file->here ? sf_blob_cache_path (self->blobs, file->sha256) : NULL;
}

char *
sf_device_media_path (SfDevice *self, const char *media_id)
{
  return sf_device_media_variant (self, media_id, NULL);
}

/* --- progress ------------------------------------------------------------------------------------------------------- */

static void
count (SfDevice *self)
{
  SfMediaLoader *loader = self->loader;
  SfMediaCount now = { 0 };

  for (guint i = 0; loader->plan != NULL && i < loader->plan->wants->len; i++) {
    const SfMediaFile *file = loader->plan->wants->pdata[i];

    now.want++;
    now.want_bytes += file->size;
    if (file->here) {
      now.have++;
      now.have_bytes += file->size;
    } else if (loader->fetch != NULL && g_str_equal (loader->fetch->sha256, file->sha256)) {
      now.have_bytes += loader->fetch->offset;
    }
  }
  if (memcmp (&now, &self->media_count, sizeof now) == 0)
    return;
  self->media_count = now;
  sf_device_emit_media_progress (self);
}

void
sf_device_get_media (SfDevice *self, SfMediaCount *count_now)
{
  *count_now = self->media_count;
}

static void
tell_ready (const char *media_id, gpointer data)
{
  sf_device_emit_media_ready (data, media_id);
}

static void
take_file (SfDevice *self, const char *sha256)
{
  SfMediaPlan *plan = self->loader->plan;
  SfMediaFile *file = plan != NULL ? g_hash_table_lookup (plan->files, sha256) : NULL;

  if (file == NULL || file->here)
    return;
  file->here = TRUE;
  count (self);
  sf_media_plan_who (plan, file, tell_ready, self);
}

/* --- one fetch ------------------------------------------------------------------------------------------------------ */

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->writer, sf_blob_writer_leave);
  g_clear_object (&fetch->stream);
  g_clear_pointer (&fetch->chunk, g_bytes_unref);
  g_object_unref (fetch->cancellable);
  sf_blob_cache_unref (fetch->blobs);
  g_object_unref (fetch->device);
  g_free (fetch->sha256);
  g_free (fetch);
}

static gboolean
on_retry (gpointer data)
{
  SfDevice *self = data;

  self->loader->timer = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
strike (SfMediaLoader *loader, const char *sha256)
{
  const int n = GPOINTER_TO_INT (g_hash_table_lookup (loader->strikes, sha256)) + 1;

  g_hash_table_replace (loader->strikes, g_strdup (sha256), GINT_TO_POINTER (n));
  sf_log (SF_LOG_WARNING, n < STRIKES ? "media.wrong" : "media.given_up", "sha256", sha256, NULL);
}

/* The end of a fetch, however it ended. What was written of it stays, unless it was wrong. */
static void
fetch_end (Fetch *fetch, const GError *error)
{
  SfDevice *self = fetch->device;
  SfMediaLoader *loader = self->loader;
  const gboolean ours = loader != NULL && loader->fetch == fetch;

  if (ours) {
    loader->fetch = NULL;
    if (error == NULL) {
      loader->failures = 0;
      take_file (self, fetch->sha256);
    } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
      g_hash_table_add (loader->missing, g_strdup (fetch->sha256));
    } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE)) {
      strike (loader, fetch->sha256);
      g_clear_pointer (&fetch->writer, sf_blob_writer_free);
    } else {
      loader->timer = g_timeout_add (MIN (RETRY_LAST_MS, RETRY_FIRST_MS << MIN (loader->failures, 8)), on_retry, self);
      loader->failures++;
    }
    pump (self);
  }
  fetch_free (fetch);
}

/* Not all of it came: it goes on later. */
static void
fetch_cut (Fetch *fetch)
{
  g_autoptr(GError) cut = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "media: the connection ended");

  fetch_end (fetch, cut);
}

static void read_more (Fetch *fetch);

/* On the media worker: as all do_ functions below. */
static gpointer
do_finish (gpointer data, GCancellable *cancellable, GError **error)
{
  Fetch *fetch = data;
  gboolean whole = sf_blob_writer_finish (fetch->writer, error);

  g_clear_pointer (&fetch->writer, sf_blob_writer_free);
  return GINT_TO_POINTER (whole);
}

static void
on_finished (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  g_autoptr(GError) error = NULL;

  sf_worker_run_finish (NULL, result, &error);
  fetch_end (fetch, error);
}

static void
run (Fetch *fetch, SfWorkerFunc func, GAsyncReadyCallback callback)
{
  SfMediaLoader *loader = fetch->device->loader;

  if (loader != NULL && loader->fetch == fetch)
    sf_worker_run_async (loader->worker, SF_PRIORITY_NORMAL, func, fetch, NULL, NULL, NULL, callback, fetch);
  else
    fetch_cut (fetch);            /* the device is being stopped */
}

static gpointer
do_write (gpointer data, GCancellable *cancellable, GError **error)
{
  Fetch *fetch = data;
  gsize n;
  gconstpointer bytes = g_bytes_get_data (fetch->chunk, &n);

  if (fetch->anew && !sf_blob_writer_restart (fetch->writer, error))
    return NULL;
  fetch->anew = FALSE;
  return GINT_TO_POINTER (sf_blob_writer_add (fetch->writer, bytes, n, error));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  SfDevice *self = fetch->device;
  g_autoptr(GError) error = NULL;

  sf_worker_run_finish (NULL, result, &error);
  if (error != NULL) {
    fetch_end (fetch, error);
    return;
  }
  fetch->offset += (gint64) g_bytes_get_size (fetch->chunk);
  g_clear_pointer (&fetch->chunk, g_bytes_unref);
  if (self->loader != NULL && self->loader->fetch == fetch) {
    self->loader->failures = 0;      /* it gets on */
    count (self);
  }
  read_more (fetch);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  g_autoptr(GError) error = NULL;

  fetch->chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (fetch->chunk == NULL)
    fetch_end (fetch, error);
  else if (g_bytes_get_size (fetch->chunk) > 0)
    run (fetch, do_write, on_written);
  else if (fetch->offset < fetch->size)
    fetch_cut (fetch);
  else
    run (fetch, do_finish, on_finished);
}

static gboolean
on_yielded (gpointer data)
{
  read_more (data);
  return G_SOURCE_REMOVE;
}

/* What a guest said goes first: while a push is on its way nothing is read. */
static void
read_more (Fetch *fetch)
{
  if (fetch->device->pending == 0)
    fetch->yielded_ms = 0;
  if (fetch->device->pending > 0 && fetch->yielded_ms < YIELD_MAX_MS && !g_cancellable_is_cancelled (fetch->cancellable)) {
    fetch->yielded_ms += YIELD_MS;
    g_timeout_add (YIELD_MS, on_yielded, fetch);
    return;
  }
  g_input_stream_read_bytes_async (fetch->stream, STEP, G_PRIORITY_LOW, fetch->cancellable, on_read, fetch);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  gint64 at = 0;
  g_autoptr(GError) error = NULL;

  fetch->stream = sf_fetch_blob_finish (SF_SYNC_DRIVER (source), result, &at, &error);
  if (fetch->stream == NULL) {
    fetch_end (fetch, error);
    return;
  }
  fetch->anew = at != fetch->offset;
  fetch->offset = at;
  read_more (fetch);
}

static gpointer
do_open (gpointer data, GCancellable *cancellable, GError **error)
{
  Fetch *fetch = data;

  if (!sf_blob_cache_has_room (fetch->blobs, fetch->size)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "media: the disk is nearly full");
    return NULL;
  }
  fetch->writer = sf_blob_writer_resume (fetch->blobs, fetch->sha256, fetch->size, &fetch->offset, error);
  return NULL;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  SfDevice *self = fetch->device;
  const SfBlobWish wish = { fetch->sha256, fetch->offset, fetch->size };
  g_autoptr(GError) error = NULL;

  sf_worker_run_finish (NULL, result, &error);
  if (error != NULL)
    fetch_end (fetch, error);
  else if (fetch->offset == fetch->size)
    run (fetch, do_finish, on_finished);           /* all of it came before the cut */
  else if (self->driver == NULL)
    fetch_cut (fetch);
  else
    sf_fetch_blob_async (self->driver, &wish, fetch->cancellable, on_answered, fetch);
}

static void
fetch_begin (SfDevice *self, const SfMediaFile *file)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->device = g_object_ref (self);
  fetch->blobs = sf_blob_cache_ref (self->blobs);
  fetch->sha256 = g_strdup (file->sha256);
  fetch->size = file->size;
  fetch->cancellable = g_cancellable_new ();
  self->loader->fetch = fetch;
  run (fetch, do_open, on_opened);
}

/* --- what nothing names any more -------------------------------------------------------------------------------------- */

typedef struct { SfBlobCache *blobs; GHashTable *wanted; SfBlobLimits limits; } Collect;

static void
collect_free (gpointer data)
{
  Collect *collect = data;

  sf_blob_cache_unref (collect->blobs);
  g_hash_table_unref (collect->wanted);
  g_free (collect);
}

static gpointer
do_collect (gpointer data, GCancellable *cancellable, GError **error)
{
  Collect *collect = data;
  const gint64 freed = sf_blob_cache_collect (collect->blobs, collect->wanted, &collect->limits);
  g_autofree char *bytes = g_strdup_printf ("%" G_GINT64_FORMAT, freed);

  if (freed > 0)
    sf_log (SF_LOG_INFO, "media.collected", "bytes", bytes, NULL);
  return NULL;
}

/* Only with a plan that wants something: an empty replica is one that has not been filled yet. */
static void
collect_now_and_then (SfDevice *self)
{
  SfMediaLoader *loader = self->loader;
  const gint64 now = sf_clock_boot_ms (self->clock);
  GHashTableIter iter;
  gpointer key;
  Collect *collect;

  if (loader->plan->wants->len == 0 || (loader->collected_at > 0 && now - loader->collected_at < COLLECT_EVERY_MS))
    return;
  loader->collected_at = MAX (now, 1);
  collect = g_new0 (Collect, 1);
  collect->blobs = sf_blob_cache_ref (self->blobs);
  collect->limits = (SfBlobLimits) { sf_clock_wall_ms (self->clock) / 1000, KEEP_S, LOW_BYTES, HIGH_BYTES };
  collect->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, loader->plan->files);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (collect->wanted, g_strdup (key));
  sf_worker_run_async (loader->worker, SF_PRIORITY_LOW, do_collect, collect, collect_free, NULL, NULL, NULL, NULL);
}

/* --- the next one --------------------------------------------------------------------------------------------------- */

/* What came wrong waits until all else is here. */
static const SfMediaFile *
next_file (SfMediaLoader *loader)
{
  const SfMediaFile *again = NULL;

  for (guint i = 0; i < loader->plan->wants->len; i++) {
    const SfMediaFile *file = loader->plan->wants->pdata[i];
    const int strikes = GPOINTER_TO_INT (g_hash_table_lookup (loader->strikes, file->sha256));

    if (file->here || strikes >= STRIKES || g_hash_table_contains (loader->missing, file->sha256))
      continue;
    if (strikes == 0)
      return file;
    if (again == NULL)
      again = file;
  }
  return again;
}

static void
pump (SfDevice *self)
{
  SfMediaLoader *loader = self->loader;
  const SfMediaFile *file;

  if (loader == NULL || loader->fetch != NULL || loader->timer != 0 || loader->plan == NULL || self->blobs == NULL)
    return;
  file = next_file (loader);
  if (file == NULL)
    collect_now_and_then (self);
  else if (self->driver != NULL && self->online)
    fetch_begin (self, file);
}

void
sf_device_media_pump (SfDevice *self)
{
  pump (self);
}

/* --- the plan ------------------------------------------------------------------------------------------------------- */

typedef struct { char *role; SfBlobCache *blobs; } Planning;

static void
planning_free (gpointer data)
{
  Planning *planning = data;

  g_clear_pointer (&planning->blobs, sf_blob_cache_unref);
  g_free (planning->role);
  g_free (planning);
}

/* On the store's worker. */
static gpointer
do_plan (gpointer store, gpointer data, GError **error)
{
  Planning *planning = data;

  return sf_media_plan_new (store, planning->role, planning->blobs, error);
}

static void make_plan (SfDevice *self);

/* Puts the new plan in the place of the old one and tells of every record whose file is here and was not told of before. */
static void
take_plan (SfDevice *self, SfMediaPlan *plan)
{
  SfMediaLoader *loader = self->loader;
  g_autoptr(SfMediaPlan) before = g_steal_pointer (&loader->plan);
  g_autoptr(GPtrArray) ready = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key, value;

  loader->plan = plan;
  /* A file may have come while the plan was being made. */
  g_hash_table_iter_init (&iter, plan->files);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const SfMediaFile *old = before != NULL ? g_hash_table_lookup (before->files, key) : NULL;

    ((SfMediaFile *) value)->here |= old != NULL && old->here;
  }
  g_hash_table_iter_init (&iter, plan->media);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    const SfMediaFile *file = sf_media_plan_find (plan, key, NULL), *old = before != NULL ? sf_media_plan_find (before, key, NULL) : NULL;

    if (file->here && (old == NULL || !old->here || !g_str_equal (old->sha256, file->sha256)))
      g_ptr_array_add (ready, g_strdup (key));
  }
  count (self);
  for (guint i = 0; i < ready->len; i++)
    sf_device_emit_media_ready (self, ready->pdata[i]);
}

static void
on_planned (GObject *source, GAsyncResult *result, gpointer data)
{
  SfDevice *self = SF_DEVICE (source);
  SfMediaPlan *plan = sf_device_run_finish (self, result, NULL);

  if (self->loader == NULL || plan == NULL) {
    g_clear_pointer (&plan, sf_media_plan_free);
    return;
  }
  self->loader->planning = FALSE;
  take_plan (self, plan);
  if (self->loader != NULL && self->loader->plan_again)
    make_plan (self);
  pump (self);
}

static void
make_plan (SfDevice *self)
{
  Planning *planning;

  self->loader->plan_again = self->loader->planning;
  if (self->loader->planning)
    return;
  self->loader->planning = TRUE;
  planning = g_new0 (Planning, 1);
  planning->role = g_strdup (self->role);
  planning->blobs = self->blobs != NULL ? sf_blob_cache_ref (self->blobs) : NULL;
  sf_device_run_async (self, do_plan, planning, planning_free, (GDestroyNotify) sf_media_plan_free, on_planned, NULL);
}

static void
on_changed (SfDevice *self, guint64 kinds, gpointer data)
{
  static const SfKind shown[] = { SF_KIND_MEDIA, SF_KIND_VIEW, SF_KIND_MODEL, SF_KIND_CONSULTANT, SF_KIND_PLAYLIST_ITEM };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if ((kinds & G_GUINT64_CONSTANT (1) << shown[i]) != 0) {
      make_plan (self);
      return;
    }
}

void
sf_device_media_begin (SfDevice *self)
{
  if (self->loader != NULL)
    return;
  self->loader = g_new0 (SfMediaLoader, 1);
  self->loader->worker = sf_worker_new ("media");
  self->loader->strikes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->loader->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
  make_plan (self);
}

void
sf_device_media_end (SfDevice *self)
{
  SfMediaLoader *loader = g_steal_pointer (&self->loader);

  if (loader == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self, on_changed, NULL);
  g_clear_handle_id (&loader->timer, g_source_remove);
  if (loader->fetch != NULL)
    g_cancellable_cancel (loader->fetch->cancellable);      /* it frees itself on its way out */
  sf_worker_stop (loader->worker);
  sf_worker_unref (loader->worker);
  g_clear_pointer (&loader->plan, sf_media_plan_free);
  g_hash_table_unref (loader->strikes);
  g_hash_table_unref (loader->missing);
  g_free (loader);
}
