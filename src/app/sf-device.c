/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-device"
#include "app/sf-device-private.h"
#include "base/sf-log.h"

G_DEFINE_FINAL_TYPE (SfDevice, sf_device, G_TYPE_OBJECT)
G_DEFINE_QUARK (sf-pair-error-quark, sf_pair_error)

enum { PROP_PAIRED = 1, PROP_ROLE, PROP_ONLINE, PROP_PENDING, PROP_LAST_CONTACT, PROP_REVOKED, PROP_DAMAGED, PROP_COMPARE, PROP_FILLING, PROP_LAPSED, PROP_STRANGER, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { CHANGED, CHANGED_IDS, MEDIA_READY, MEDIA_PROGRESS, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what the worker tells the main thread -------------------------------------------------------------------------- */

typedef struct {
  SfDevice *device;  /* (owned) */
  guint64 kinds;
  GPtrArray *ids;    /* (owned) */
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->device);
  g_ptr_array_unref (news->ids);
  g_free (news);
}

static gboolean
on_news (gpointer data)
{
  News *news = data;

  sf_handover_take (news);
  g_signal_emit (news->device, signals[CHANGED_IDS], 0, news->ids);
  g_signal_emit (news->device, signals[CHANGED], 0, news->kinds);
  sf_device_count (news->device);
  return G_SOURCE_REMOVE;
}

/* On the worker, after a COMMIT. */
static void
on_store_changed (guint64 kinds, GPtrArray *ids, gpointer data)
{
  SfDevice *self = data;
  News *news = g_new0 (News, 1);

  news->device = g_object_ref (self);
  news->kinds = kinds;
  news->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    g_ptr_array_add (news->ids, g_strdup (ids->pdata[i]));
  sf_handover_give (news);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, on_news, news, news_free);
}

/* --- jobs on the worker --------------------------------------------------------------------------------------------- */

typedef struct {
  SfDevice *device;  /* (unowned): the task holds it */
  SfDeviceFunc func;
  gpointer data;
  GDestroyNotify free_data;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->free_data != NULL)
    job->free_data (job->data);
  g_free (job);
}

static gpointer
do_job (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  gpointer result;

  if (job->device->store == NULL) {
    g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_NOT_FOUND, "the store of this device is not open");
    return NULL;
  }
  result = job->func (job->device->store, job->data, error);
  if (job->device->store != NULL && sf_device_store_health (job->device->store) != SF_HEALTH_WELL)
    g_atomic_int_set (&job->device->unwell, sf_device_store_health (job->device->store));
  return result;
}

static void
on_job_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = g_task_get_source_object (task);
  GDestroyNotify free_result = (GDestroyNotify) g_object_get_data (G_OBJECT (task), "free-result");
  GError *error = NULL;
  gpointer value = sf_worker_run_finish (self->worker, result, &error);

  if (g_atomic_int_get (&self->unwell) != SF_HEALTH_WELL)
    sf_device_heal (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, free_result);
}

void
sf_device_run_async (SfDevice *self, SfDeviceFunc func, gpointer data, GDestroyNotify free_data, GDestroyNotify free_result, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (SF_IS_DEVICE (self));
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sf_device_run_async);
  g_object_set_data (G_OBJECT (task), "free-result", (gpointer) free_result);
  job->device = self;
  job->func = func;
  job->data = data;
  job->free_data = free_data;
  sf_worker_run_async (self->worker, SF_PRIORITY_HIGH, do_job, job, job_free, free_result, NULL, on_job_ready, task);
}

gpointer
sf_device_run_finish (SfDevice *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- commits -------------------------------------------------------------------------------------------------------- */

static gpointer
do_commit (gpointer store, gpointer data, GError **error)
{
  return sf_device_store_commit (store, data, NULL, error) ? GINT_TO_POINTER (TRUE) : NULL;
}

static void
on_commit_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = SF_DEVICE (source);
  GError *error = NULL;
  gpointer done = sf_device_run_finish (self, result, &error);

  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }
  sf_device_nudge (self);
  g_task_return_boolean (task, done != NULL);
}

void
sf_device_commit_async (SfDevice *self, GPtrArray *mutations, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, sf_device_commit_async);
  sf_device_run_async (self, do_commit, mutations, (GDestroyNotify) g_ptr_array_unref, NULL, on_commit_ready, task);
}

gboolean
sf_device_commit_finish (SfDevice *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- counts --------------------------------------------------------------------------------------------------------- */

void
sf_device_counts_free (gpointer data)
{
  sf_device_counts_clear (data);
  g_free (data);
}

static gpointer
do_count (gpointer store, gpointer data, GError **error)
{
  SfDeviceCounts *counts = g_new0 (SfDeviceCounts, 1);

  if (sf_device_store_counts (store, counts, error))
    return counts;
  sf_device_counts_free (counts);
  return NULL;
}

static void
set_int (SfDevice *self, gint64 *value, gint64 now, guint prop)
{
  if (*value == now)
    return;
  *value = now;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

static void
set_bool (SfDevice *self, gboolean *value, gboolean now, guint prop)
{
  if (*value == now)
    return;
  *value = now;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
sf_device_take_counts (SfDevice *self, const SfDeviceCounts *counts)
{
  gboolean paired = counts->device_id != NULL && counts->role != NULL;

  if (counts->time.server_ms > 0)
    self->time = counts->time;
  if (g_strcmp0 (self->id, counts->device_id) != 0) {
    g_free (self->id);
    self->id = g_strdup (counts->device_id);
  }
  if (g_strcmp0 (self->role, counts->role) != 0) {
    g_free (self->role);
    self->role = g_strdup (counts->role);
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROLE]);
  }
  if (g_strcmp0 (self->report, counts->report) != 0 && !self->reporting) {
    g_free (self->report);
    self->report = g_strdup (counts->report);
  }
  set_int (self, &self->pending, counts->pending, PROP_PENDING);
  set_bool (self, &self->lapsed, g_strcmp0 (self->role, "tablet") == 0 && counts->away_ms >= SF_LEASE_MS, PROP_LAPSED);
  if (counts->last_contact_ms > self->last_contact)
    set_int (self, &self->last_contact, counts->last_contact_ms, PROP_LAST_CONTACT);
  set_bool (self, &self->paired, paired, PROP_PAIRED);
}

static void
on_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  SfDevice *self = SF_DEVICE (source);
  SfDeviceCounts *counts = sf_device_run_finish (self, result, NULL);

  self->counting = FALSE;
  if (counts != NULL) {
    sf_device_take_counts (self, counts);
    sf_device_counts_free (counts);
  }
  if (self->count_again) {
    self->count_again = FALSE;
    sf_device_count (self);
  }
}

void
sf_device_count (SfDevice *self)
{
  if (self->counting) {
    self->count_again = TRUE;
    return;
  }
  self->counting = TRUE;
  sf_device_run_async (self, do_count, NULL, NULL, sf_device_counts_free, on_counted, NULL);
}

void
sf_device_set_state (SfDevice *self, gboolean online, gint64 last_contact, gboolean revoked)
{
  if (last_contact > self->last_contact)
    set_int (self, &self->last_contact, last_contact, PROP_LAST_CONTACT);
  set_bool (self, &self->revoked, revoked, PROP_REVOKED);
  set_bool (self, &self->online, online, PROP_ONLINE);
}

void
sf_device_set_stranger (SfDevice *self, gboolean stranger)
{
  /* Told to the true server when it is back: whoever posed as it may still be there. */
  if (stranger && !self->stranger)
    sf_device_keep (self, "stranger", "server.stranger");
  set_bool (self, &self->stranger, stranger, PROP_STRANGER);
}

void
sf_device_set_filling (SfDevice *self, int percent)
{
  if (self->filling == percent)
    return;
  self->filling = percent;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FILLING]);
}

void
sf_device_set_damaged (SfDevice *self)
{
  set_bool (self, &self->damaged, TRUE, PROP_DAMAGED);
}

/* --- start and stop ------------------------------------------------------------------------------------------------- */

gpointer
sf_device_open_store (SfDevice *self, gboolean salvage, GError **error)
{
  self->store = salvage ? sf_device_store_salvage (self->dir, NULL, self->worker, self->clock, self->ids, error)
                        : sf_device_store_open (self->dir, NULL, self->worker, self->clock, self->ids, error);
  if (self->store == NULL)
    return NULL;
  if (self->blobs == NULL)
    self->blobs = sf_blob_cache_new (self->dir, NULL);   /* without pictures the house still works */
  sf_device_store_set_changed (self->store, on_store_changed, self);
  return do_count (self->store, NULL, error);
}

static gpointer
do_open (gpointer data, GCancellable *cancellable, GError **error)
{
  SfDevice *self = data;
  SfDeviceCounts *counts = sf_device_open_store (self, FALSE, error);

  if (counts == NULL || !sf_device_has_left (self, counts))
    return counts;
  sf_device_counts_free (counts);
  return sf_device_open_store (self, FALSE, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = g_task_get_source_object (task);
  GError *error = NULL;
  SfDeviceCounts *counts = sf_worker_run_finish (self->worker, result, &error);

  if (error != NULL) {
    sf_log (SF_LOG_ERROR, "device.open", "code", g_quark_to_string (error->domain), NULL);
    sf_device_set_damaged (self);
    g_task_return_error (task, error);
    return;
  }
  sf_device_take_counts (self, counts);
  sf_device_counts_free (counts);
  sf_device_begin (self);
  sf_device_look_begin (self);
  g_task_return_boolean (task, TRUE);
}

void
sf_device_start_async (SfDevice *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;

  g_return_if_fail (SF_IS_DEVICE (self));
  g_return_if_fail (self->store == NULL);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, sf_device_start_async);
  sf_worker_run_async (self->worker, SF_PRIORITY_HIGH, do_open, self, NULL, sf_device_counts_free, NULL, on_opened, task);
}

gboolean
sf_device_start_finish (SfDevice *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
do_close (gpointer store, gpointer data, GError **error)
{
  SfDevice *self = data;

  sf_device_store_set_changed (store, NULL, NULL);
  g_clear_pointer (&self->store, sf_device_store_close);
  return NULL;
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SfDevice *self = SF_DEVICE (source);

  sf_device_run_finish (self, result, NULL);
  sf_worker_stop (self->worker);
  g_task_return_boolean (task, TRUE);
}

void
sf_device_stop_async (SfDevice *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, sf_device_stop_async);
  self->stopping = TRUE;
  g_clear_handle_id (&self->look, g_source_remove);
  sf_device_end (self);
  sf_device_run_async (self, do_close, self, NULL, NULL, on_closed, task);
}

void
sf_device_stop_finish (SfDevice *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- what anybody may ask --------------------------------------------------------------------------------------------- */

SfLiveQuery *
sf_device_watch (SfDevice *self, SfKind kind, const char *id)
{
  SfQuery query = { .kind = kind, .order = -1, .n_conds = 1 };

  query.conds[0].op = SF_OP_ID;
  query.conds[0].s = id;
  return sf_live_query_new (self, &query);
}

/* How far the machine's clock may be from the server's and still be believed after a restart; how long a device may have been off. */
#define PLAUSIBLE_OFFSET_MS (24 * 3600 * G_GINT64_CONSTANT (1000))
#define PLAUSIBLE_REST_MS (400 * PLAUSIBLE_OFFSET_MS)

gint64
sf_device_now (SfDevice *self, SfTimeTrust *trust)
{
  const SfDeviceTime *time = &self->time;
  gint64 boot_ms = sf_clock_boot_ms (self->clock), guess = sf_clock_wall_ms (self->clock) + time->wall_offset;
  gboolean likely = ABS (time->wall_offset) < PLAUSIBLE_OFFSET_MS && guess >= time->server_ms && guess < time->server_ms + PLAUSIBLE_REST_MS;

  if (trust != NULL)
    *trust = time->heard ? SF_TIME_HEARD : likely ? SF_TIME_LIKELY : SF_TIME_UNKNOWN;
  if (time->heard)
    return time->server_ms + boot_ms - time->boot_ms;
  return likely ? guess : time->server_ms + boot_ms;
}

const char *sf_device_get_id (SfDevice *self) { return self->id; }
const char *sf_device_get_role (SfDevice *self) { return self->role; }
gboolean    sf_device_get_paired (SfDevice *self) { return self->paired; }
gboolean    sf_device_get_online (SfDevice *self) { return self->online; }
gint64      sf_device_get_pending (SfDevice *self) { return self->pending; }
gint64      sf_device_get_last_contact (SfDevice *self) { return self->last_contact; }
int         sf_device_get_filling (SfDevice *self) { return self->filling; }
gboolean    sf_device_get_revoked (SfDevice *self) { return self->revoked; }
gboolean    sf_device_get_stranger (SfDevice *self) { return self->stranger; }
gboolean    sf_device_get_lapsed (SfDevice *self) { return self->lapsed; }
gboolean    sf_device_get_damaged (SfDevice *self) { return self->damaged; }
SfClock    *sf_device_get_clock (SfDevice *self) { return self->clock; }
SfIds      *sf_device_get_ids (SfDevice *self) { return self->ids; }

void
sf_device_set_compare (SfDevice *self, const char *digits)
{
  g_free (self->compare);
  self->compare = g_strdup (digits);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPARE]);
}

void
sf_device_emit_all_changed (SfDevice *self)
{
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  g_signal_emit (self, signals[CHANGED_IDS], 0, none);
  g_signal_emit (self, signals[CHANGED], 0, G_MAXUINT64);
}

void
sf_device_emit_media_progress (SfDevice *self)
{
  g_signal_emit (self, signals[MEDIA_PROGRESS], 0);
}

void
sf_device_emit_media_ready (SfDevice *self, const char *media_id)
{
  g_signal_emit (self, signals[MEDIA_READY], 0, media_id);
}

/* --- the object ----------------------------------------------------------------------------------------------------- */

static void
sf_device_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SfDevice *self = SF_DEVICE (object);

  switch (prop_id) {
  case PROP_PAIRED:
    g_value_set_boolean (value, self->paired);
    break;
  case PROP_ROLE:
    g_value_set_string (value, self->role);
    break;
  case PROP_ONLINE:
    g_value_set_boolean (value, self->online);
    break;
  case PROP_PENDING:
    g_value_set_int64 (value, self->pending);
    break;
  case PROP_LAST_CONTACT:
    g_value_set_int64 (value, self->last_contact);
    break;
  case PROP_REVOKED:
    g_value_set_boolean (value, self->revoked);
    break;
  case PROP_LAPSED:
    g_value_set_boolean (value, self->lapsed);
    break;
  case PROP_STRANGER:
    g_value_set_boolean (value, self->stranger);
    break;
  case PROP_FILLING:
    g_value_set_int (value, self->filling);
    break;
  case PROP_DAMAGED:
    g_value_set_boolean (value, self->damaged);
    break;
  case PROP_COMPARE:
    g_value_set_string (value, self->compare);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
sf_device_finalize (GObject *object)
{
  SfDevice *self = SF_DEVICE (object);

  /* Stopped before: the store belongs to the worker and is closed there. */
  g_warn_if_fail (self->store == NULL);
  g_clear_pointer (&self->worker, sf_worker_unref);
  g_clear_pointer (&self->clock, sf_clock_unref);
  g_clear_pointer (&self->ids, sf_ids_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->dir);
  g_free (self->id);
  g_free (self->role);
  g_free (self->compare);
  g_free (self->report);
  g_clear_pointer (&self->blobs, sf_blob_cache_unref);
  G_OBJECT_CLASS (sf_device_parent_class)->finalize (object);
}

static void
sf_device_class_init (SfDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sf_device_get_property;
  object_class->finalize = sf_device_finalize;
  props[PROP_PAIRED] = g_param_spec_boolean ("paired", NULL, NULL, FALSE, flags);
  props[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, flags);
  props[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  props[PROP_PENDING] = g_param_spec_int64 ("pending", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_LAST_CONTACT] = g_param_spec_int64 ("last-contact", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_REVOKED] = g_param_spec_boolean ("revoked", NULL, NULL, FALSE, flags);
  props[PROP_DAMAGED] = g_param_spec_boolean ("damaged", NULL, NULL, FALSE, flags);
  props[PROP_LAPSED] = g_param_spec_boolean ("lapsed", NULL, NULL, FALSE, flags);
  props[PROP_STRANGER] = g_param_spec_boolean ("stranger", NULL, NULL, FALSE, flags);
  props[PROP_FILLING] = g_param_spec_int ("filling", NULL, NULL, -1, 100, -1, flags);
  props[PROP_COMPARE] = g_param_spec_string ("compare", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED_IDS] = g_signal_new ("changed-ids", SF_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[CHANGED] = g_signal_new ("changed", SF_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[MEDIA_PROGRESS] = g_signal_new ("media-progress", SF_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MEDIA_READY] = g_signal_new ("media-ready", SF_TYPE_DEVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sf_device_init (SfDevice *self)
{
  self->filling = -1;
}

SfDevice *
sf_device_new (const char *data_dir, SfClock *clock, SfIds *ids)
{
  SfDevice *self = g_object_new (SF_TYPE_DEVICE, NULL);

  self->dir = g_strdup (data_dir);
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->worker = sf_worker_new ("store");
  self->context = g_main_context_ref_thread_default ();
  return self;
}
