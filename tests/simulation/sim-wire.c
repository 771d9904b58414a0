/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes between: requests get lost, come twice, come late; answers get lost. And time, and chance. */
#include "sim.h"

#include <stdio.h>
#include <string.h>

#include "base/sf-limits.h"

#define MAX_STASH 60
#define HAND_IN_MOST 40   /* requests */

void
sim_say (Sim *sim, const char *format, ...)
{
  va_list args;

  if (!sim->verbose)
    return;
  va_start (args, format);
  g_print ("# %8.1f s  ", (double) sim->now / 1000);
  vprintf (format, args);
  g_print ("\n");
  va_end (args);
}

void
sim_violation (Sim *sim, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (sim->violation == NULL)
    {
      sim->violation = g_strdup_vprintf (format, args);
      sim_say (sim, "VIOLATION %s", sim->violation);
    }
  va_end (args);
}

gboolean
sim_chance (Sim *sim, double p)
{
  return g_rand_double (sim->rand) < p;
}

guint
sim_pick (Sim *sim, guint n)
{
  return (guint) g_rand_int_range (sim->rand, 0, (gint32) n);
}

void
sim_advance (Sim *sim, gint64 ms)
{
  sim->now += ms;
  sf_clock_fake_advance (sim->clock, ms);
  for (guint slot = 0; slot < SIM_SLOTS; slot++)
    if (sim->devices[slot].disk != NULL)
      sf_clock_fake_advance (sim->devices[slot].clock, ms);
}

void
sim_tick (Sim *sim)
{
  g_autoptr(GError) error = NULL;

  if (sim->tick_at > sf_clock_wall_ms (sim->clock))
    return;
  sim->tick_at = sf_ingest_tick (sim->ingest, &error);
  g_assert_no_error (error);
  if (sim->tick_at == 0)
    sim->tick_at = G_MAXINT64;
}

/* The server's routes, without HTTP: a status, and a body when it is 200 */

static guint
answer_session (Sim *sim, SimDevice *device, const char *body, char **out)
{
  g_autoptr(SfSessionRequest) asked = sf_session_request_from_json (body, strlen (body), NULL);
  g_autoptr(SfSessionReply) reply = sf_session_reply_new ();

  g_assert_nonnull (asked);
  reply->server_id = g_strdup (sim->stranger > 0 ? "ffffffffffffffffffffffffffffffff" : sf_server_store_get_server_id (sim->store));
  reply->epoch = g_strdup (sf_server_store_get_epoch (sim->store));
  if (asked->has_signature)
    {
      device->bearer = ++sim->last_bearer;
      reply->token = g_strdup ("bearer");
      reply->expires_s = 3600;
    }
  else
    reply->nonce = g_strdup ("nonce");
  *out = sf_session_reply_to_json (reply);
  return 200;
}

static guint
answer_hello (Sim *sim, const SfPeer *peer, const char *body, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfHello) hello = sf_hello_from_json (body, strlen (body), &error);
  g_autoptr(SfHelloReply) reply = NULL;
  gboolean fork = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < hello->buckets->len; i++)
    sim_ablate_token_in (sim, &((SfBucketState *) hello->buckets->pdata[i])->token);
  reply = sf_ingest_hello (sim->ingest, peer, hello, &fork, &error);
  g_assert_no_error (error);
  if (fork)
    return 409;
  *out = sf_hello_reply_to_json (reply);
  return 200;
}

static guint
answer_push (Sim *sim, const SfPeer *peer, const char *body, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfPush) push = sf_push_from_json (body, strlen (body), &error);
  g_autoptr(SfPushReply) reply = NULL;
  gboolean fork = FALSE;

  if (push == NULL)
    return error->code == SF_WIRE_ERROR_LIMIT ? 413 : 400;
  for (guint i = 0; i < push->buckets->len; i++)
    sim_ablate_token_in (sim, &((SfBucketState *) push->buckets->pdata[i])->token);
  reply = sf_ingest_push (sim->ingest, peer, push, &fork, &error);
  g_assert_no_error (error);
  if (fork)
    return 409;
  sim->tick_at = 0;
  sim_watch_server (sim);
  *out = sf_push_reply_to_json (reply);
  return 200;
}

/* Small pages leave more moments between them; where the line is narrow most are, and that is what A2 needs. */
static guint
page_limit (Sim *sim)
{
  if (sim->page_rows != 0)
    return sim->page_rows;
  return sim->faults && sim_chance (sim, sim->narrow ? 0.7 : 0.15) ? 1 + sim_pick (sim, sim->narrow ? 4 : 12) : SF_MAX_PULL_ROWS;
}

static guint
answer_page (Sim *sim, const SfPeer *peer, SfSyncStep step, const char *body, char **out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRowPage) page = NULL;

  if (step == SF_SYNC_PULL)
    {
      g_autoptr(SfPull) pull = sf_pull_from_json (body, strlen (body), &error);

      g_assert_no_error (error);
      pull->limit = page_limit (sim);
      sim_ablate_token_in (sim, &pull->token);
      page = sf_ingest_pull (sim->ingest, peer, pull, &error);
    }
  else
    {
      g_autoptr(SfSnapshot) snapshot = sf_snapshot_from_json (body, strlen (body), &error);

      g_assert_no_error (error);
      snapshot->limit = page_limit (sim);
      sim_ablate_token_in (sim, &snapshot->at);
      page = sf_ingest_snapshot (sim->ingest, peer, snapshot, &error);
    }
  g_assert_no_error (error);
  sim_ablate_token_out (sim, &page->token);
  sim->between_pages = page->more;
  *out = sf_row_page_to_json (page);
  return 200;
}

static guint
answer (SimDevice *device, SfSyncStep step, gint64 inc, const char *body, char **out)
{
  Sim *sim = device->sim;
  SfPeer peer = { .inc = inc, .role = device->role, .revoked = device->revoked };

  g_strlcpy (peer.device_id, device->id, sizeof peer.device_id);
  *out = NULL;
  sim->stats.requests++;
  sim->stats.hellos += step == SF_SYNC_HELLO;
  sim->stats.pushes += step == SF_SYNC_PUSH;
  sim->stats.pulls += step == SF_SYNC_PULL;
  sim->stats.snapshots += step == SF_SYNC_SNAPSHOT;
  if (strlen (body) > SF_MAX_BODY)
    return 413;
  if (step == SF_SYNC_SESSION)
    return answer_session (sim, device, body, out);
  if (device->bearer <= sim->sessions || sim->stranger > 0)
    return 401;
  if (device->revoked && step != SF_SYNC_PUSH)
    return 410;
  if (step == SF_SYNC_HELLO)
    return answer_hello (sim, &peer, body, out);
  if (step == SF_SYNC_PUSH)
    return answer_push (sim, &peer, body, out);
  return answer_page (sim, &peer, step, body, out);
}

/* What comes late */

void
sim_stash_free (gpointer data)
{
  SimStash *late = data;

  g_free (late->body);
  g_free (late);
}

static void
stash (SimDevice *device, const SfSyncRequest *request, gint64 inc)
{
  Sim *sim = device->sim;
  SimStash *late = g_new0 (SimStash, 1);

  late->slot = device->slot;
  late->step = request->step;
  late->inc = inc;
  late->body = g_strdup (request->body);
  if (sim->stash->len >= MAX_STASH)
    g_ptr_array_remove_index_fast (sim->stash, sim_pick (sim, sim->stash->len));
  g_ptr_array_add (sim->stash, late);
}

/* Its answer goes nowhere. */
static void
deliver (Sim *sim, const SimStash *late)
{
  g_autofree char *body = NULL;

  sim_say (sim, "device %u: an old request (step %d) arrives again: %" G_GINT64_FORMAT " %.600s", late->slot, late->step, late->inc, late->body);
  answer (&sim->devices[late->slot], late->step, late->inc, late->body, &body);
}

void
sim_deliver_stash (Sim *sim)
{
  guint n;

  if (sim->stash->len == 0)
    return;
  sim->stats.delayed++;
  n = sim_pick (sim, sim->stash->len);
  deliver (sim, sim->stash->pdata[n]);
  g_ptr_array_remove_index_fast (sim->stash, n);
}

void
sim_deliver_last (Sim *sim)
{
  deliver (sim, sim->stash->pdata[sim->stash->len - 1]);
}

/* A device and the server */

/* Buckets that are to be fetched anew after this answer and were not before it. */
static guint
n_resyncing (SimDevice *device)
{
  return (guint) sim_count (sf_device_store_get_db (device->store), "SELECT count(*) FROM bucket WHERE resyncs > 0 AND phase <> 0", NULL, NULL);
}

static gint64
inc_of (SimDevice *device)
{
  g_autofree char *inc = sf_device_store_get (device->store, "inc");

  return g_ascii_strtoll (inc, NULL, 10);
}

/* What an answer did: a hello or a page may begin a resync, hello and push may make a new incarnation. */
static void
take_answer (SimDevice *device, SfSyncStep step, guint status, const char *body)
{
  Sim *sim = device->sim;
  gboolean may_resync = step == SF_SYNC_HELLO || step == SF_SYNC_PULL, may_fork = step == SF_SYNC_HELLO || step == SF_SYNC_PUSH;
  guint before = may_resync ? n_resyncing (device) : 0, after = 0;
  gint64 inc = may_fork ? inc_of (device) : 0;

  sf_sync_core_answer (device->core, status, body != NULL ? body : "{}", body != NULL ? strlen (body) : 2);
  if (may_resync)
    after = n_resyncing (device);
  sim->stats.resyncs += after > before ? after - before : 0;
  sim->stats.forks += may_fork && inc_of (device) != inc;
}

static void
lose_answer (SimDevice *device)
{
  Sim *sim = device->sim;

  sim->stats.lost++;
  if (sim_chance (sim, 0.04))
    sim_restart (device);
  else
    sf_sync_core_failed (device->core, FALSE);
}

/* One request: lost on the way there, on the way back, or answered; sometimes twice. */
static void
carry (SimDevice *device, SfSyncRequest *request, gboolean quiet)
{
  Sim *sim = device->sim;
  g_autofree char *body = NULL, *again = NULL;
  gboolean faulty = sim->faults && !quiet;
  double x = faulty ? g_rand_double (sim->rand) : 1;
  gint64 inc;
  guint status;

  if (x < 0.05)
    {
      sim->stats.lost++;
      sf_sync_core_failed (device->core, FALSE);
      return;
    }
  inc = inc_of (device);
  sim->between_pages = FALSE;
  status = answer (device, request->step, inc, request->body, &body);
  if (faulty && request->step != SF_SYNC_SESSION && sim_chance (sim, 0.12))
    stash (device, request, inc);
  if (x > 0.95 && faulty)
    {
      sim->stats.duplicated++;
      answer (device, request->step, inc, request->body, &again);
    }
  sim_say (sim, "device %u: step %d -> %u%s%.40s", device->slot, request->step, status, request->step >= SF_SYNC_PULL ? " " : "", request->step >= SF_SYNC_PULL ? request->body : "");
  if (sim->stranger > 0)
    sim->stranger--;
  if (x < 0.11)
    lose_answer (device);
  else
    take_answer (device, request->step, status, body);
  /* Nobody waits for the last page before a server is put back; who reads slowly is met more often. */
  if (faulty && sim->between_pages && sim_chance (sim, sim->narrow ? 0.25 : 0.03))
    sim_restore (sim);
}

void
sim_carry (SimDevice *device, SfSyncRequest *request)
{
  carry (device, request, TRUE);
}

/* As the line of /v1/wait says it. */
static void
tell_heads (SimDevice *device)
{
  SfHeads heads = { .acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free) };

  sf_server_store_heads (device->sim->store, heads.acks);
  sf_sync_core_heads (device->core, &heads);
  g_ptr_array_unref (heads.acks);
}

/* FALSE when it has nothing to ask for a while. */
static gboolean
ask_once (SimDevice *device, gboolean quiet)
{
  SfSyncRequest request = { 0 };
  gint64 not_before = 0, wait;

  if (sf_sync_core_next (device->core, &request, &not_before))
    {
      carry (device, &request, quiet);
      sf_sync_request_clear (&request);
      return TRUE;
    }
  wait = not_before - sf_clock_boot_ms (device->clock);
  if (!quiet || wait > 5000)
    return FALSE;
  sim_advance (device->sim, 1 + MAX (0, wait));
  return TRUE;
}

gboolean
sim_sync (SimDevice *device, guint most, gboolean quiet)
{
  Sim *sim = device->sim;

  sim->stats.syncs++;
  if (sim->faults && !quiet && sim_chance (sim, 0.1))
    sf_sync_core_hurry (device->core);
  else
    tell_heads (device);
  for (guint i = 0; i < most; i++)
    if (!ask_once (device, quiet))
      return TRUE;
  return FALSE;
}

void
sim_hand_in (SimDevice *device)
{
  SfDb *db = sf_device_store_get_db (device->store);

  tell_heads (device);
  for (guint i = 0; i < HAND_IN_MOST && sim_count (db, "SELECT count(*) FROM outbox WHERE state = 'pending'", NULL, NULL) > 0; i++)
    if (!ask_once (device, TRUE))
      return;
}
