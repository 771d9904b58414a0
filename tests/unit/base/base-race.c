/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A planted race: two workers count in one place without an order between them. Built and run only with ThreadSanitizer,
 * where it must be reported; if it is not, a clean run of the other tests proves nothing (decisions 12).
 */
#include "config.h"
#include "base/sf-worker.h"
#include <sched.h>

static guint arrived;   /* (atomic) relaxed: makes the jobs meet and makes no order between them */

static gpointer
job_count (gpointer data, GCancellable *cancellable, GError **error)
{
  guint *counter = data;
  __atomic_add_fetch (&arrived, 1, __ATOMIC_RELAXED);
  while (__atomic_load_n (&arrived, __ATOMIC_RELAXED) < 2)
    sched_yield ();
  (*counter)++;
  return NULL;
}

int
main (void)
{
  guint counter = 0;
  SfWorker *one = sf_worker_new ("race-1"), *two = sf_worker_new ("race-2");
  sf_worker_run_async (one, SF_PRIORITY_NORMAL, job_count, &counter, NULL, NULL, NULL, NULL, NULL);
  sf_worker_run_async (two, SF_PRIORITY_NORMAL, job_count, &counter, NULL, NULL, NULL, NULL, NULL);
  sf_worker_unref (one);
  sf_worker_unref (two);
  return 0;
}
