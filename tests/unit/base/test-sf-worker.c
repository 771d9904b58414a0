/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-worker.h"
#include <pthread.h>

/* A gate holds the worker inside a job until the test opens it: order is then made, not hoped for. */
typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t cond;
  gboolean entered, open;
} Gate;

static void
gate_init (Gate *gate)
{
  *gate = (Gate) { .entered = FALSE };
  pthread_mutex_init (&gate->lock, NULL);
  pthread_cond_init (&gate->cond, NULL);
}

static gpointer
job_gate (gpointer data, GCancellable *cancellable, GError **error)
{
  Gate *gate = data;
  pthread_mutex_lock (&gate->lock);
  gate->entered = TRUE;
  pthread_cond_broadcast (&gate->cond);
  while (!gate->open)
    pthread_cond_wait (&gate->cond, &gate->lock);
  pthread_mutex_unlock (&gate->lock);
  return NULL;
}

static void
gate_wait_entered (Gate *gate)
{
  pthread_mutex_lock (&gate->lock);
  while (!gate->entered)
    pthread_cond_wait (&gate->cond, &gate->lock);
  pthread_mutex_unlock (&gate->lock);
}

static void
gate_open (Gate *gate)
{
  pthread_mutex_lock (&gate->lock);
  gate->open = TRUE;
  pthread_cond_broadcast (&gate->cond);
  pthread_mutex_unlock (&gate->lock);
}

typedef struct {
  SfWorker *worker;
  GString *order;      /* letters as jobs ran; the worker's alone until it is stopped */
  guint answers;       /* callbacks, main thread */
  guint freed;         /* data freed */
  char *text;          /* last result */
  GError *error;       /* last error */
} Run;

typedef struct { Run *run; char letter; } Letter;

static gpointer
job_letter (gpointer data, GCancellable *cancellable, GError **error)
{
  Letter *letter = data;
  g_assert_true (sf_worker_is_current (letter->run->worker));
  g_string_append_c (letter->run->order, letter->letter);
  return g_strdup_printf ("did %c", letter->letter);
}

static void
free_letter (gpointer data)
{
  Letter *letter = data;
  letter->run->freed++;
  g_free (letter);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_clear_error (&run->error);
  g_free (run->text);
  run->text = sf_worker_run_finish (run->worker, result, &run->error);
  run->answers++;
}

static void
queue_letter (Run *run, SfPriority priority, char c, GCancellable *cancellable)
{
  Letter *letter = g_new (Letter, 1);
  *letter = (Letter) { run, c };
  sf_worker_run_async (run->worker, priority, job_letter, letter, free_letter, g_free, cancellable, on_answer, run);
}

static void
run_begin (Run *run, SfWorker *worker)
{
  *run = (Run) { .worker = worker, .order = g_string_new (NULL) };
}

static void
run_end (Run *run)
{
  g_clear_pointer (&run->worker, sf_worker_unref);
  g_string_free (run->order, TRUE);
  g_clear_error (&run->error);
  g_free (run->text);
}

static void
wait_answers (Run *run, guint n)
{
  while (run->answers < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_order (void)
{
  Run run;
  Gate gate;
  gate_init (&gate);
  run_begin (&run, sf_worker_new ("test-order"));
  sf_worker_run_async (run.worker, SF_PRIORITY_NORMAL, job_gate, &gate, NULL, NULL, NULL, on_answer, &run);
  gate_wait_entered (&gate);
  queue_letter (&run, SF_PRIORITY_LOW, 'e', NULL);
  queue_letter (&run, SF_PRIORITY_NORMAL, 'c', NULL);
  queue_letter (&run, SF_PRIORITY_HIGH, 'a', NULL);
  queue_letter (&run, SF_PRIORITY_NORMAL, 'd', NULL);
  queue_letter (&run, SF_PRIORITY_HIGH, 'b', NULL);
  g_assert_cmpuint (sf_worker_depth (run.worker), ==, 6);
  g_assert_cmpuint (run.answers, ==, 0);
  gate_open (&gate);
  wait_answers (&run, 6);
  g_assert_cmpuint (sf_worker_depth (run.worker), ==, 0);
  sf_worker_stop (run.worker);
  g_assert_cmpstr (run.order->str, ==, "abcde");
  g_assert_cmpstr (run.text, ==, "did e");
  g_assert_cmpuint (run.freed, ==, 5);
  run_end (&run);
}

static void
test_cancel (void)
{
  Run run;
  Gate gate;
  gate_init (&gate);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  run_begin (&run, sf_worker_new ("test-cancel"));
  sf_worker_run_async (run.worker, SF_PRIORITY_NORMAL, job_gate, &gate, NULL, NULL, NULL, on_answer, &run);
  gate_wait_entered (&gate);
  queue_letter (&run, SF_PRIORITY_NORMAL, 'x', cancellable);
  g_cancellable_cancel (cancellable);
  gate_open (&gate);
  wait_answers (&run, 2);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sf_worker_stop (run.worker);
  g_assert_cmpstr (run.order->str, ==, "");
  g_assert_cmpuint (run.freed, ==, 1);
  run_end (&run);
}

static gpointer
job_cancelled_inside (gpointer data, GCancellable *cancellable, GError **error)
{
  g_cancellable_cancel (cancellable);
  return g_strdup ("saved all the same");
}

/* COMMIT returned, then somebody cancelled: the answer must be what happened. */
static void
test_cancel_after_work (void)
{
  Run run;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  run_begin (&run, sf_worker_new ("test-late"));
  sf_worker_run_async (run.worker, SF_PRIORITY_NORMAL, job_cancelled_inside, NULL, NULL, g_free, cancellable, on_answer, &run);
  wait_answers (&run, 1);
  g_assert_no_error (run.error);
  g_assert_cmpstr (run.text, ==, "saved all the same");
  run_end (&run);
}

static gpointer
job_fails (gpointer data, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");
  return NULL;
}

static void
test_error (void)
{
  Run run;
  run_begin (&run, sf_worker_new ("test-error"));
  sf_worker_run_async (run.worker, SF_PRIORITY_NORMAL, job_fails, NULL, NULL, NULL, NULL, on_answer, &run);
  wait_answers (&run, 1);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_null (run.text);
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_worker_run_sync (run.worker, job_fails, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  run_end (&run);
}

static void
test_stop_drains (void)
{
  Run run;
  Gate gate;
  gate_init (&gate);
  run_begin (&run, sf_worker_new ("test-stop"));
  sf_worker_run_async (run.worker, SF_PRIORITY_NORMAL, job_gate, &gate, NULL, NULL, NULL, on_answer, &run);
  gate_wait_entered (&gate);
  for (char c = 'a'; c <= 'z'; c++)
    queue_letter (&run, SF_PRIORITY_NORMAL, c, NULL);
  gate_open (&gate);
  sf_worker_stop (run.worker);
  g_assert_cmpstr (run.order->str, ==, "abcdefghijklmnopqrstuvwxyz");
  g_assert_cmpuint (sf_worker_depth (run.worker), ==, 0);
  wait_answers (&run, 27);
  sf_worker_stop (run.worker);   /* twice is allowed */
  queue_letter (&run, SF_PRIORITY_HIGH, 'x', NULL);
  wait_answers (&run, 28);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpuint (run.freed, ==, 27);
  g_autoptr (GError) error = NULL;
  Letter letter = { &run, 'y' };
  g_assert_null (sf_worker_run_sync (run.worker, job_letter, &letter, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpuint (run.order->len, ==, 26);
  run_end (&run);
}

static gpointer
job_nested (gpointer data, GCancellable *cancellable, GError **error)
{
  Letter *letter = data;
  return sf_worker_run_sync (letter->run->worker, job_letter, data, error);
}

static void
test_sync (void)
{
  Run run;
  run_begin (&run, sf_worker_new ("test-sync"));
  g_assert_false (sf_worker_is_current (run.worker));
  for (char c = 'a'; c <= 'e'; c++) {
    Letter letter = { &run, c };
    g_autofree char *text = sf_worker_run_sync (run.worker, c == 'c' ? job_nested : job_letter, &letter, NULL);
    g_autofree char *wanted = g_strdup_printf ("did %c", c);
    g_assert_cmpstr (text, ==, wanted);
  }
  g_assert_cmpstr (run.order->str, ==, "abcde");
  run_end (&run);
}

static void
test_inline (void)
{
  Run run;
  run_begin (&run, sf_worker_new_inline ());
  g_assert_true (sf_worker_is_current (run.worker));
  queue_letter (&run, SF_PRIORITY_LOW, 'a', NULL);
  g_assert_cmpstr (run.order->str, ==, "a");   /* at once */
  g_assert_cmpuint (run.answers, ==, 0);       /* the callback keeps its place: never from within the call */
  wait_answers (&run, 1);
  g_assert_cmpstr (run.text, ==, "did a");
  Letter letter = { &run, 'b' };
  g_autofree char *text = sf_worker_run_sync (run.worker, job_letter, &letter, NULL);
  g_assert_cmpstr (text, ==, "did b");
  sf_worker_stop (run.worker);
  queue_letter (&run, SF_PRIORITY_LOW, 'c', NULL);
  wait_answers (&run, 2);
  g_assert_error (run.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpstr (run.order->str, ==, "ab");
  run_end (&run);
}

/* The last reference finishes what is queued and joins. */
static void
test_last_unref (void)
{
  Run run;
  run_begin (&run, sf_worker_new ("test-unref"));
  g_assert_true (sf_worker_ref (run.worker) == run.worker);
  sf_worker_unref (run.worker);
  for (char c = 'a'; c <= 'e'; c++)
    queue_letter (&run, SF_PRIORITY_NORMAL, c, NULL);
  sf_worker_unref (run.worker);
  g_assert_cmpstr (run.order->str, ==, "abcde");
  run.worker = NULL;
  wait_answers (&run, 5);   /* answers outlive the worker */
  g_assert_cmpstr (run.text, ==, "did e");
  run_end (&run);
}

static gpointer
burst_main (gpointer data)
{
  Run *shared = data, own = { .worker = shared->worker, .order = shared->order };
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  for (guint i = 0; i < 200; i++)
    queue_letter (&own, (SfPriority) (i % SF_N_PRIORITIES), 'x', NULL);
  while (own.answers < 200)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  g_clear_error (&own.error);
  g_free (own.text);
  return NULL;
}

/* Callbacks come on the context of whoever asked; nothing is lost between several. */
static void
test_many_callers (void)
{
  Run run;
  GThread *threads[4];
  run_begin (&run, sf_worker_new ("test-many"));
  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("burst", burst_main, &run);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  sf_worker_stop (run.worker);
  g_assert_cmpuint (run.order->len, ==, 800);
  run_end (&run);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/worker/order", test_order);
  g_test_add_func ("/base/worker/cancel", test_cancel);
  g_test_add_func ("/base/worker/cancel-after-work", test_cancel_after_work);
  g_test_add_func ("/base/worker/error", test_error);
  g_test_add_func ("/base/worker/stop-drains", test_stop_drains);
  g_test_add_func ("/base/worker/sync", test_sync);
  g_test_add_func ("/base/worker/inline", test_inline);
  g_test_add_func ("/base/worker/last-unref", test_last_unref);
  g_test_add_func ("/base/worker/many-callers", test_many_callers);
  return g_test_run ();
}
