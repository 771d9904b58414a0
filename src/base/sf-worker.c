/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-worker"
#include "config.h"
#include "base/sf-worker.h"
#include <pthread.h>

/* One piece of work. Either @task is set (async) or somebody waits for @done (sync). */
typedef struct {
  SfWorkerFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  GTask *task;             /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  gpointer result;
  GError *error;
  gboolean done;           /* sync only; under the lock */
} Item;

/* pthread locks throughout: ThreadSanitizer sees them, it does not see GLib's own (decisions 12). */
struct _SfWorker {
  gint refs;               /* (atomic) */
  char *name;              /* (owned) */
  gboolean threaded;
  pthread_t thread;
  pthread_mutex_t lock;    /* guards what follows */
  pthread_cond_t wake;     /* something was queued, or stop */
  pthread_cond_t finished; /* a sync item is done */
  GQueue queues[SF_N_PRIORITIES]; /* Item, owned */
  guint depth;
  gboolean stopping;
  gboolean joined;
};

static void
item_free (Item *item)
{
  g_clear_object (&item->task);
  g_clear_object (&item->cancellable);
  g_free (item);
}

/* Delivers what an async item gave; frees the item. */
static void
item_deliver (Item *item)
{
  if (item->free_data != NULL)
    item->free_data (item->data);
  sf_handover_give (item->task);
  if (item->error != NULL) {
    if (item->result != NULL && item->free_result != NULL)
      item->free_result (item->result);
    g_task_return_error (item->task, item->error);
  } else {
    g_task_return_pointer (item->task, item->result, item->free_result);
  }
  item_free (item);
}

static void
item_run (Item *item)
{
  if (!g_cancellable_set_error_if_cancelled (item->cancellable, &item->error))
    item->result = item->func (item->data, item->cancellable, &item->error);
}

static Item *
pop_locked (SfWorker *self)
{
  for (guint i = 0; i < SF_N_PRIORITIES; i++)
    if (!g_queue_is_empty (&self->queues[i]))
      return g_queue_pop_head (&self->queues[i]);
  return NULL;
}

static void
run_one (SfWorker *self, Item *item)
{
  gboolean waited_for = item->task == NULL;
  item_run (item);
  pthread_mutex_lock (&self->lock);
  self->depth--;   /* counted out before the answer goes: who has the answer sees a depth without it */
  if (waited_for) {
    item->done = TRUE;   /* the item belongs to the waiting thread as soon as the lock is open */
    pthread_cond_broadcast (&self->finished);
  }
  pthread_mutex_unlock (&self->lock);
  if (!waited_for)
    item_deliver (item);
}

static void *
thread_main (void *data)
{
  SfWorker *self = data;
  pthread_mutex_lock (&self->lock);
  while (TRUE) {
    Item *item = pop_locked (self);
    if (item == NULL && self->stopping)
      break;
    if (item == NULL) {
      pthread_cond_wait (&self->wake, &self->lock);
      continue;
    }
    pthread_mutex_unlock (&self->lock);
    run_one (self, item);
    pthread_mutex_lock (&self->lock);
  }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

static SfWorker *
worker_alloc (const char *name, gboolean threaded)
{
  SfWorker *self = g_new0 (SfWorker, 1);
  self->refs = 1;
  self->name = g_strdup (name);
  self->threaded = threaded;
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->wake, NULL);
  pthread_cond_init (&self->finished, NULL);
  for (guint i = 0; i < SF_N_PRIORITIES; i++)
    g_queue_init (&self->queues[i]);
  return self;
}

SfWorker *
sf_worker_new (const char *name)
{
  SfWorker *self = worker_alloc (name, TRUE);
  char short_name[16];
  pthread_mutex_lock (&self->lock);   /* the thread reads its own id from here: not before it is written */
  int failed = pthread_create (&self->thread, NULL, thread_main, self);
  pthread_mutex_unlock (&self->lock);
  if (failed != 0)
    g_error ("worker %s: no thread: %s", name, g_strerror (failed));
  g_strlcpy (short_name, name, sizeof short_name);   /* the kernel's limit */
  pthread_setname_np (self->thread, short_name);
  return self;
}

SfWorker *
sf_worker_new_inline (void)
{
  return worker_alloc ("inline", FALSE);
}

SfWorker *
sf_worker_ref (SfWorker *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
sf_worker_stop (SfWorker *self)
{
  pthread_mutex_lock (&self->lock);
  gboolean join = self->threaded && !self->joined;
  self->stopping = TRUE;
  self->joined = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  if (!join)
    return;
  if (pthread_equal (pthread_self (), self->thread))
    g_error ("worker %s is stopped by itself", self->name);
  pthread_join (self->thread, NULL);
}

void
sf_worker_unref (SfWorker *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  sf_worker_stop (self);
  pthread_cond_destroy (&self->finished);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self->name);
  g_free (self);
}

gboolean
sf_worker_is_current (SfWorker *self)
{
  return !self->threaded || pthread_equal (pthread_self (), self->thread);
}

guint
sf_worker_depth (SfWorker *self)
{
  pthread_mutex_lock (&self->lock);
  guint depth = self->depth;
  pthread_mutex_unlock (&self->lock);
  return depth;
}

/* FALSE when the worker is stopped: then nothing was queued. */
static gboolean
push (SfWorker *self, SfPriority priority, Item *item)
{
  pthread_mutex_lock (&self->lock);
  gboolean open = !self->stopping;
  if (open && self->threaded) {
    g_queue_push_tail (&self->queues[priority], item);
    self->depth++;
    pthread_cond_signal (&self->wake);
  }
  pthread_mutex_unlock (&self->lock);
  return open;
}

static GError *
closed_error (SfWorker *self)
{
  return g_error_new (G_IO_ERROR, G_IO_ERROR_CLOSED, "worker %s is stopped", self->name);
}

void
sf_worker_run_async (SfWorker *self, SfPriority priority, SfWorkerFunc func, gpointer data, GDestroyNotify free_data,
                     GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (priority < SF_N_PRIORITIES && func != NULL);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sf_worker_run_async);
  /* What was done is told as done: a cancel that comes after the work must not turn "saved" into "cancelled". */
  g_task_set_check_cancellable (task, FALSE);
  Item *item = g_new0 (Item, 1);
  *item = (Item) { .func = func, .data = data, .free_data = free_data, .free_result = free_result, .task = task };
  item->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  if (!push (self, priority, item)) {
    if (free_data != NULL)
      free_data (data);
    g_task_return_error (task, closed_error (self));
    item_free (item);
  } else if (!self->threaded) {
    item_run (item);
    item_deliver (item);
  }
}

gpointer
sf_worker_run_finish (SfWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, sf_worker_run_async), NULL);
  sf_handover_take (result);
  return g_task_propagate_pointer (G_TASK (result), error);
}

gpointer
sf_worker_run_sync (SfWorker *self, SfWorkerFunc func, gpointer data, GError **error)
{
  Item item = { .func = func, .data = data };
  if (self->threaded && pthread_equal (pthread_self (), self->thread))
    return func (data, NULL, error);   /* already there: waiting for itself would never end */
  if (!push (self, SF_PRIORITY_NORMAL, &item)) {
    g_propagate_error (error, closed_error (self));
    return NULL;
  }
  if (!self->threaded)
    return func (data, NULL, error);
  pthread_mutex_lock (&self->lock);
  while (!item.done)
    pthread_cond_wait (&self->finished, &self->lock);
  pthread_mutex_unlock (&self->lock);
  if (item.error != NULL)
    g_propagate_error (error, item.error);
  return item.result;
}
