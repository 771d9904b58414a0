/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-call.h"

/*
 * Group commit: one transaction runs at a time; whatever arrives meanwhile shares the next. A lone push waits for nobody.
 */
#define MAX_GROUP 32

typedef struct { SfServer *server; GPtrArray *calls; } Group;

static void
group_free (gpointer data)
{
  Group *group = data;
  g_ptr_array_unref (group->calls);
  g_free (group);
}

/* Which of the calls are pushes that can be applied; the others are answered here. */
static GArray *
decode (Group *group)
{
  GArray *jobs = g_array_new (FALSE, TRUE, sizeof (SfPushJob));

  for (guint i = 0; i < group->calls->len; i++) {
    SfCall *call = g_ptr_array_index (group->calls, i);
    g_autoptr (GError) error = NULL;
    gsize n;
    sf_handover_take (call);
    if (!sf_call_prepare (call, &error)) {
      sf_call_complete (call, error);
      continue;
    }
    const char *json = g_bytes_get_data (call->body, &n);
    SfPush *push = sf_push_from_json (json ? json : "", n, &error);
    if (!push) {
      sf_call_complete (call, error);
      continue;
    }
    call->data = push;
    call->free_data = (GDestroyNotify) sf_push_free;
    SfPushJob job = { .peer = &call->peer, .push = push };
    g_array_append_val (jobs, job);
  }
  return jobs;
}

static void
answer (Group *group, GArray *jobs, GError *error)
{
  for (guint i = 0, j = 0; i < group->calls->len; i++) {
    SfCall *call = g_ptr_array_index (group->calls, i);
    if (call->data) {
      SfPushJob *job = &g_array_index (jobs, SfPushJob, j++);
      if (!error && job->fork)
        sf_call_fail (call, SOUP_STATUS_CONFLICT, "forked");
      else if (!error && job->reply)
        sf_call_reply_json (call, sf_push_reply_to_json (job->reply));
      sf_call_complete (call, error);
      g_clear_pointer (&job->reply, sf_push_reply_free);
    }
    sf_handover_give (call);
  }
}

static gpointer
on_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  Group *group = data;
  SfIngest *ingest = group->server->house->ingest;
  g_autoptr (GArray) jobs = decode (group);
  g_autoptr (GError) local = NULL;

  if (jobs->len > 0)
    sf_ingest_push_group (ingest, (SfPushJob *) (void *) jobs->data, jobs->len, &local);
  answer (group, jobs, local);
  return NULL;
}

static void run_group (SfServer *server);

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Group *group = data;
  SfServer *server = group->server;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (server->house->worker, result, &error);
  for (guint i = 0; i < group->calls->len; i++) {
    SfCall *call = g_ptr_array_index (group->calls, i);
    sf_handover_take (call);
    if (error)
      sf_call_fail (call, SOUP_STATUS_SERVICE_UNAVAILABLE, "stopping");
    if (call->status < 400)
      sf_guard_keep (call->msg);
    sf_call_send (call);
  }
  group_free (group);
  server->push_running = FALSE;
  sf_server_kick (server);
  if (server->pushes->len > 0)
    run_group (server);
}

static void
run_group (SfServer *server)
{
  Group *group = g_new0 (Group, 1);
  guint n = MIN (server->pushes->len, MAX_GROUP);

  group->server = server;
  group->calls = g_ptr_array_new ();
  for (guint i = 0; i < n; i++) {
    SfCall *call = g_ptr_array_index (server->pushes, i);
    sf_handover_give (call);
    g_ptr_array_add (group->calls, call);
  }
  g_ptr_array_remove_range (server->pushes, 0, n);
  server->push_running = TRUE;
  sf_worker_run_async (server->house->worker, SF_PRIORITY_HIGH, on_worker, group, NULL, NULL, NULL, on_done, group);
}

void
sf_gather_add (SfCall *call)
{
  SfServer *server = call->server;

  g_ptr_array_add (server->pushes, call);
  if (!server->push_running)
    run_group (server);
}
