/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sync-driver"
#include "sync/sf-driver-private.h"

#include <string.h>

#include "base/sf-log.h"
#include "store/sf-device-sync.h"
#include "craft/sf-order.h"
#include "craft/sf-trust.h"
#include "sync/sf-http-client.h"

/* Silence on a request after which the server counts as away. */
#define REQUEST_TIMEOUT_S 10
/* The server writes a comment every 25 s. */
#define WAIT_TIMEOUT_S 60
/* Timers of GLib stand still while the machine sleeps; looking now and then costs nothing. */
#define MOST_SLEEP_MS 60000
/* Fewer rows are here before anybody could read a bar. */
#define FILLING_ROWS 5000

G_DEFINE_FINAL_TYPE (SfSyncDriver, sf_sync_driver, G_TYPE_OBJECT)

enum { STATE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- what both threads know ------------------------------------------------------------------------------------------ */

static SfDriverShared *
shared_ref (SfDriverShared *shared)
{
  g_atomic_int_inc (&shared->refs);
  return shared;
}

static void
shared_unref (SfDriverShared *shared)
{
  if (!g_atomic_int_dec_and_test (&shared->refs))
    return;
  sf_handover_take (shared);
  sf_sync_core_free (shared->core);
  sf_key_free (shared->key);
  sf_clock_unref (shared->clock);
  sf_ids_unref (shared->ids);
  g_free (shared);
}

/* --- one job on the worker: tell the core what came, ask it what next ------------------------------------------------ */

typedef enum { TOLD_NOTHING, TOLD_ANSWER, TOLD_FAILED } Told;

typedef struct {
  SfDriverShared *shared;   /* (owned) */
  Told told;
  guint status;
  GBytes *body;             /* (owned) (nullable) */
  gboolean wrong_server, wake, hurry, has_leaf;
  SfHeads *heads;           /* (owned) (nullable) */
  guint8 leaf[32];
} Job;

typedef struct {
  gboolean asks;
  SfSyncRequest request;
  gint64 wait_ms;           /* when it asks for nothing */
  SfSyncState state;
  char *bearer, *server_id, *ca_pem, *hosts;   /* (owned) (nullable) */
} Turn;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->body, g_bytes_unref);
  g_clear_pointer (&job->heads, sf_heads_free);
  sf_handover_give (job->shared);
  shared_unref (job->shared);
  g_free (job);
}

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  sf_sync_request_clear (&turn->request);
  g_free (turn->bearer);
  g_free (turn->server_id);
  g_free (turn->ca_pem);
  g_free (turn->hosts);
  g_free (turn);
}

static void
tell_core (SfSyncCore *core, Job *job)
{
  gsize len = 0;
  const char *body = job->body != NULL ? g_bytes_get_data (job->body, &len) : NULL;

  if (job->has_leaf)
    sf_sync_core_set_leaf (core, job->leaf);
  if (job->told == TOLD_ANSWER)
    sf_sync_core_answer (core, job->status, body != NULL ? body : "", len);
  else if (job->told == TOLD_FAILED)
    sf_sync_core_failed (core, job->wrong_server);
  if (job->heads != NULL)
    sf_sync_core_heads (core, job->heads);
  if (job->hurry)
    sf_sync_core_hurry (core);
  else if (job->wake)
    sf_sync_core_wake (core);
}

/* On the worker. */
static gboolean
judge_order (const char *order, gpointer data)
{
  SfDriverShared *shared = data;
  g_autofree char *ca = sf_device_store_get (shared->store, "ca"), *server = sf_device_store_get (shared->store, "server_id");
  g_autofree char *device = sf_device_store_get (shared->store, "device_id");
  guint8 key[SF_KEY_PUBLIC_LEN];

  sf_key_get_public (shared->key, key);
  return ca != NULL && server != NULL && device != NULL && sf_order_check (order, ca, server, device, key);
}

static gpointer
do_turn (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SfDriverShared *shared = job->shared;
  g_autoptr(GError) failed = NULL;
  gint64 not_before = 0;
  Turn *turn;

  /* After stop() the store may be closed at any time. */
  if (g_atomic_int_get (&shared->stopped))
    return NULL;
  if (shared->core == NULL)
    {
      shared->core = sf_sync_core_new (shared->store, shared->clock, shared->ids, sf_key_sign_func, shared->key);
      sf_sync_core_set_judge (shared->core, judge_order, shared);
    }
  tell_core (shared->core, job);
  turn = g_new0 (Turn, 1);
  turn->asks = sf_sync_core_next (shared->core, &turn->request, &not_before);
  if (!turn->asks && !sf_device_sync_scrub (shared->store, &failed))
    sf_log (SF_LOG_WARNING, "sync.scrub", "domain", g_quark_to_string (failed->domain), NULL);
  turn->wait_ms = CLAMP (not_before - sf_clock_boot_ms (shared->clock), 1, MOST_SLEEP_MS);
  turn->state = sf_sync_core_state (shared->core);
  turn->bearer = g_strdup (sf_sync_core_get_bearer (shared->core));
  if (!shared->told_identity)
    {
      turn->server_id = sf_device_store_get (shared->store, "server_id");
      turn->ca_pem = sf_device_store_get (shared->store, "ca");
      turn->hosts = sf_device_store_get (shared->store, "hosts");
      shared->told_identity = TRUE;
    }
  return turn;
}

static void run_turn (SfSyncDriver *self, Job *job);
static void send_request (SfSyncDriver *self, const SfSyncRequest *request);

static Job *
job_new (SfSyncDriver *self, Told told)
{
  Job *job = g_new0 (Job, 1);

  job->shared = shared_ref (self->shared);
  job->told = told;
  job->wake = self->wake;
  job->hurry = self->hurry;
  self->wake = self->hurry = FALSE;
  job->heads = g_steal_pointer (&self->news);
  pthread_mutex_lock (&self->trust.lock);
  job->has_leaf = self->trust.has_leaf;
  memcpy (job->leaf, self->trust.leaf, sizeof job->leaf);
  pthread_mutex_unlock (&self->trust.lock);
  return job;
}

static gboolean
on_timer (gpointer data)
{
  SfSyncDriver *self = data;

  self->timer = 0;
  sf_driver_poke (self);
  return G_SOURCE_REMOVE;
}

static void
take_state (SfSyncDriver *self, const SfSyncState *state)
{
  gboolean changed = memcmp (state, &self->state, sizeof *state) != 0;

  self->state = *state;
  if (changed)
    g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
take_identity (SfSyncDriver *self, Turn *turn)
{
  if (turn->ca_pem == NULL || turn->server_id == NULL || turn->hosts == NULL)
    return;
  pthread_mutex_lock (&self->trust.lock);
  self->trust.ca_pem = g_steal_pointer (&turn->ca_pem);
  self->trust.server_id = g_steal_pointer (&turn->server_id);
  pthread_mutex_unlock (&self->trust.lock);
  self->hosts = g_strsplit (turn->hosts, "\n", -1);
}

static void
on_turn (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfSyncDriver) self = data;
  Turn *turn = sf_worker_run_finish (self->worker, result, NULL);

  self->busy = FALSE;
  if (turn == NULL || self->stopped)
    {
      g_clear_pointer (&turn, turn_free);
      return;
    }
  take_identity (self, turn);
  g_free (self->bearer);
  self->bearer = g_strdup (turn->bearer);
  take_state (self, &turn->state);
  if (turn->asks)
    send_request (self, &turn->request);
  else if (self->wake || self->hurry || self->news != NULL)
    sf_driver_poke (self);
  else
    self->timer = g_timeout_add ((guint) turn->wait_ms, on_timer, self);
  sf_driver_listen (self);
  turn_free (turn);
}

static void
run_turn (SfSyncDriver *self, Job *job)
{
  self->busy = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  sf_worker_run_async (self->worker, SF_PRIORITY_NORMAL, do_turn, job, job_free, turn_free, NULL, on_turn, g_object_ref (self));
}

void
sf_driver_poke (SfSyncDriver *self)
{
  if (!self->busy && !self->stopped && self->started)
    run_turn (self, job_new (self, TOLD_NOTHING));
}

/* --- requests -------------------------------------------------------------------------------------------------------- */

/* The only judge of certificates: see sf_client_session_new(). In the thread of the handshake. */
static gboolean
on_accept_certificate (SoupMessage *message, GTlsCertificate *peer, GTlsCertificateFlags flags, gpointer data)
{
  SfDriverTrust *trust = &((SfSyncDriver *) data)->trust;
  gboolean good;

  pthread_mutex_lock (&trust->lock);
  good = sf_trust_check (peer, trust->ca_pem, trust->server_id, NULL);
  if (good)
    trust->has_leaf = sf_trust_leaf_sha256 (peer, trust->leaf);
  else
    trust->stranger = TRUE;
  pthread_mutex_unlock (&trust->lock);
  return good;
}

/* Whether a stranger was seen since the last time this was asked. */
static gboolean
take_stranger (SfSyncDriver *self)
{
  gboolean stranger;

  pthread_mutex_lock (&self->trust.lock);
  stranger = self->trust.stranger;
  self->trust.stranger = FALSE;
  pthread_mutex_unlock (&self->trust.lock);
  return stranger;
}

SoupMessage *
sf_driver_message (SfSyncDriver *self, const char *method, const char *path, const char *bearer)
{
  SoupMessage *message;
  g_autofree char *value = bearer != NULL ? g_strconcat ("Bearer ", bearer, NULL) : NULL;

  if (self->hosts == NULL || self->hosts[0] == NULL)
    return NULL;
  message = sf_client_message_new (method, self->hosts[self->host], path);
  if (message == NULL)
    return NULL;
  if (value != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (on_accept_certificate), self, 0);
  /* What is asked twice is answered twice and done once (docs/protocol.md 7). libsoup shakes hands anew for each POST unless told so. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  return message;
}

static void
next_host (SfSyncDriver *self)
{
  if (self->hosts != NULL && self->hosts[self->host] != NULL && self->hosts[++self->host] == NULL)
    self->host = 0;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(SfSyncDriver) self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = sf_client_send_finish (SOUP_SESSION (source), result, &error);
  g_autoptr(SoupMessage) message = g_steal_pointer (&self->message);
  Job *job;

  if (self->stopped)
    return;
  job = job_new (self, body != NULL ? TOLD_ANSWER : TOLD_FAILED);
  if (body != NULL)
    {
      job->status = soup_message_get_status (message);
      job->body = g_steal_pointer (&body);
    }
  else
    {
      job->wrong_server = take_stranger (self);
      sf_log (SF_LOG_INFO, "sync.unreachable", "domain", g_quark_to_string (error->domain), NULL);
      next_host (self);
    }
  run_turn (self, job);
}

static void
send_request (SfSyncDriver *self, const SfSyncRequest *request)
{
  SoupMessage *message = sf_driver_message (self, request->method, request->path, request->bearer);

  if (message == NULL)
    {
      sf_log (SF_LOG_ERROR, "sync.no_address", NULL);
      next_host (self);
      run_turn (self, job_new (self, TOLD_FAILED));
      return;
    }
  self->busy = TRUE;
  take_stranger (self);
  self->message = message;
  if (request->body != NULL)
    sf_client_set_json (message, request->body);
  sf_client_send_async (self->session, message, self->cancellable, on_answer, g_object_ref (self));
}

/* --- the object ------------------------------------------------------------------------------------------------------ */

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer data)
{
  SfSyncDriver *self = data;

  self->hurry = TRUE;
  sf_driver_poke (self);
}

SfSyncDriver *
sf_sync_driver_new (SfWorker *worker, SfDeviceStore *store, SfClock *clock, SfIds *ids, SfKey *key)
{
  SfSyncDriver *self = g_object_new (SF_TYPE_SYNC_DRIVER, NULL);

  self->worker = sf_worker_ref (worker);
  self->shared = g_new0 (SfDriverShared, 1);
  self->shared->refs = 1;
  self->shared->store = store;
  self->shared->clock = sf_clock_ref (clock);
  self->shared->ids = sf_ids_ref (ids);
  self->shared->key = key;
  return self;
}

void
sf_sync_driver_start (SfSyncDriver *self)
{
  g_return_if_fail (!self->started);
  self->started = TRUE;
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (on_network_changed), self, 0);
  sf_driver_poke (self);
}

void
sf_sync_driver_stop (SfSyncDriver *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  g_atomic_int_set (&self->shared->stopped, TRUE);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  sf_driver_hang_up (self);
}

void
sf_sync_driver_wake (SfSyncDriver *self)
{
  self->wake = TRUE;
  sf_driver_poke (self);
}

gboolean
sf_sync_driver_get_online (SfSyncDriver *self)
{
  return self->state.online;
}

gint64
sf_sync_driver_get_last_contact (SfSyncDriver *self)
{
  return self->state.last_contact_ms;
}

gboolean
sf_sync_driver_get_revoked (SfSyncDriver *self)
{
  return self->state.revoked;
}

int
sf_sync_driver_get_filling (SfSyncDriver *self)
{
  if (self->state.total < FILLING_ROWS)
    return -1;
  return (int) MIN (100, self->state.fetched * 100 / self->state.total);
}

gboolean
sf_sync_driver_get_wrong_server (SfSyncDriver *self)
{
  return self->state.wrong_server;
}

gboolean
sf_sync_driver_get_listening (SfSyncDriver *self)
{
  return self->listening;
}

void
sf_driver_tell_state (SfSyncDriver *self)
{
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
sf_sync_driver_finalize (GObject *object)
{
  SfSyncDriver *self = SF_SYNC_DRIVER (object);

  sf_sync_driver_stop (self);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->wait_session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->news, sf_heads_free);
  g_strfreev (self->hosts);
  g_free (self->trust.ca_pem);
  g_free (self->trust.server_id);
  pthread_mutex_destroy (&self->trust.lock);
  g_free (self->bearer);
  sf_handover_give (self->shared);
  shared_unref (self->shared);
  sf_worker_unref (self->worker);
  G_OBJECT_CLASS (sf_sync_driver_parent_class)->finalize (object);
}

static void
sf_sync_driver_class_init (SfSyncDriverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_sync_driver_finalize;
  signals[STATE_CHANGED] = g_signal_new ("state-changed", SF_TYPE_SYNC_DRIVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_sync_driver_init (SfSyncDriver *self)
{
  pthread_mutex_init (&self->trust.lock, NULL);
  self->session = sf_client_session_new (REQUEST_TIMEOUT_S);
  self->wait_session = sf_client_session_new (WAIT_TIMEOUT_S);
  self->cancellable = g_cancellable_new ();
}
