/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS

/**
 * SfWorker: one thread with a queue, in order of priority and then of arrival.
 *
 * One per database file (decisions 11); the only place where threads are started. Objects are handed over
 * with sf_handover_give()/_take(), so that ThreadSanitizer sees the order that the queue makes.
 */
typedef struct _SfWorker SfWorker;

typedef enum { SF_PRIORITY_HIGH, SF_PRIORITY_NORMAL, SF_PRIORITY_LOW, SF_N_PRIORITIES } SfPriority;

/** Runs on the worker. Returns a result (transfer full) or NULL with @error set, or NULL without error for "nothing". */
typedef gpointer (*SfWorkerFunc) (gpointer data, GCancellable *cancellable, GError **error);

SfWorker *sf_worker_new        (const char *name);
/** No thread: work runs at once in the calling thread. For tools, tests and the simulator. */
SfWorker *sf_worker_new_inline (void);
SfWorker *sf_worker_ref   (SfWorker *self);
/** The last unref stops and joins. Never from the worker itself. */
void      sf_worker_unref (SfWorker *self);
/** Finishes what is queued, then joins; later runs fail with G_IO_ERROR_CLOSED. */
void      sf_worker_stop  (SfWorker *self);
gboolean  sf_worker_is_current (SfWorker *self);
/** Items waiting or running. */
guint     sf_worker_depth (SfWorker *self);
/** Runs @func on the worker; @callback comes on the caller's thread-default main context. @free_result frees a result nobody takes. */
void      sf_worker_run_async  (SfWorker *self, SfPriority priority, SfWorkerFunc func, gpointer data, GDestroyNotify free_data,
                                GDestroyNotify free_result, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer  sf_worker_run_finish (SfWorker *self, GAsyncResult *result, GError **error);
/** Runs @func on the worker and waits. For tools and tests; never on the main thread of the application. */
gpointer  sf_worker_run_sync   (SfWorker *self, SfWorkerFunc func, gpointer data, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfWorker, sf_worker_unref)

/** Marks that what @object points to is given to / taken from another thread (decisions 12); nothing outside TSan builds. */
#if defined(__SANITIZE_THREAD__)
extern void __tsan_acquire (void *addr);
extern void __tsan_release (void *addr);
#define sf_handover_give(object) __tsan_release (object)
#define sf_handover_take(object) __tsan_acquire (object)
#else
#define sf_handover_give(object) ((void) (object))
#define sf_handover_take(object) ((void) (object))
#endif

G_END_DECLS
