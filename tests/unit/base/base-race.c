/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A planted race: two threads count in one place without an order between them. Built and run only with ThreadSanitizer,
 * where it must be reported; if it is not, a clean run of the other tests proves nothing (decisions 12).
 */
#include "config.h"
#include "base/sf-worker.h"

static gpointer
job_count (gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < 1000; i++)
    (*(volatile guint *) data)++;
  return NULL;
}

int
main (void)
{
  guint *counter = g_new0 (guint, 1);
  SfWorker *worker = sf_worker_new ("race");
  sf_worker_run_async (worker, SF_PRIORITY_NORMAL, job_count, counter, NULL, NULL, NULL, NULL, NULL);
  job_count (counter, NULL, NULL);   /* while the worker has it */
  sf_worker_stop (worker);
  sf_worker_unref (worker);
  g_free (counter);
  return 0;
}
