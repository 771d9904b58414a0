/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sync-core"
#include "config.h"
#include "sync/sf-sync-core-private.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "store/sf-device-sync.h"

void
sf_sync_request_clear (SfSyncRequest *request)
{
  g_clear_pointer (&request->body, g_free);
  g_clear_pointer (&request->bearer, g_free);
}

SfSyncCore *
sf_sync_core_new (SfDeviceStore *store, SfClock *clock, SfIds *ids, SfSignFunc sign, gpointer user_data)
{
  SfSyncCore *self = g_new0 (SfSyncCore, 1);

  self->store = store;
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->sign = sign;
  self->user_data = user_data;
  self->heads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->holds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->dirty = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
core_forget_request (SfSyncCore *self)
{
  self->asked = SF_SYNC_IDLE;
  g_clear_pointer (&self->push, sf_push_free);
  g_clear_pointer (&self->bucket, g_free);
}

void
core_forget_session (SfSyncCore *self)
{
  g_clear_pointer (&self->nonce, g_free);
  g_clear_pointer (&self->bearer, g_free);
  self->greeted = FALSE;
}

void
sf_sync_core_free (SfSyncCore *self)
{
  if (self == NULL)
    return;
  core_forget_request (self);
  core_forget_session (self);
  g_free (self->epoch);
  g_hash_table_unref (self->heads);
  g_hash_table_unref (self->holds);
  g_hash_table_unref (self->dirty);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self);
}

void
sf_sync_core_set_judge (SfSyncCore *self, SfOrderFunc judge, gpointer user_data)
{
  self->judge = judge;
  self->judge_data = user_data;
}

void
sf_sync_core_set_leaf (SfSyncCore *self, const guint8 leaf[32])
{
  memcpy (self->leaf, leaf, sizeof self->leaf);
}

void
sf_sync_core_ablate (SfSyncCore *self, guint ablations)
{
  self->ablations = ablations;
  sf_device_sync_ablate (self->store, ablations);
}

SfSyncState
sf_sync_core_state (SfSyncCore *self)
{
  return self->state;
}

/* Small memories */

void
core_remember (GHashTable *table, const char *key, gint64 value)
{
  g_hash_table_insert (table, g_strdup (key), g_memdup2 (&value, sizeof value));
}

static gint64
recall (GHashTable *table, const char *key, gint64 otherwise)
{
  gint64 *value = g_hash_table_lookup (table, key);

  return value != NULL ? *value : otherwise;
}

void
core_remember_heads (SfSyncCore *self, GPtrArray *acks)
{
  for (guint i = 0; acks != NULL && i < acks->len; i++)
    {
      const SfAck *ack = acks->pdata[i];

      core_remember (self->heads, ack->scope, ack->head);
    }
}

void
core_sleep (SfSyncCore *self, gint64 delay_ms)
{
  self->not_before = sf_clock_boot_ms (self->clock) + delay_ms;
}

/* Full jitter (sync.md 1.3): three hundred devices that lost the same server do not come back in step. */
void
core_back_off (SfSyncCore *self, gint64 longest)
{
  gint64 most = BACKOFF_FIRST_MS;

  for (guint i = 0; i < self->failures && most < longest; i++)
    most *= 2;
  self->failures++;
  core_sleep (self, 50 + sf_ids_u32 (self->ids) % MIN (most, longest));
}

void
core_fail (SfSyncCore *self, gint64 longest)
{
  core_forget_request (self);
  g_clear_pointer (&self->nonce, g_free);
  self->state.online = FALSE;
  core_back_off (self, longest);
}

void
sf_sync_core_failed (SfSyncCore *self, gboolean wrong_server)
{
  self->state.wrong_server = wrong_server;
  core_fail (self, BACKOFF_AWAY_MS);
}

void
core_store_failed (SfSyncCore *self, const char *event, const GError *error)
{
  sf_log (SF_LOG_ERROR, event, "error", error != NULL ? error->message : "?", NULL);
  core_forget_request (self);
  core_back_off (self, BACKOFF_MOST_MS);
}

void
sf_sync_core_wake (SfSyncCore *self)
{
  self->not_before = 0;
}

void
sf_sync_core_hurry (SfSyncCore *self)
{
  self->poll_at = 0;
  sf_sync_core_wake (self);
}

const char *
sf_sync_core_get_bearer (SfSyncCore *self)
{
  return self->greeted ? self->bearer : NULL;
}

void
sf_sync_core_heads (SfSyncCore *self, const SfHeads *heads)
{
  core_remember_heads (self, heads->acks);
  sf_sync_core_wake (self);
}

/* What to ask next */

static void
start_request (SfSyncCore *self, SfSyncRequest *out, SfSyncStep step, const char *path, char *body)
{
  memset (out, 0, sizeof *out);
  out->step = step;
  out->method = "POST";
  out->path = path;
  out->body = body;
  out->bearer = step == SF_SYNC_SESSION ? NULL : g_strdup (self->bearer);
  self->asked = step;
}

static gboolean
sign_session (SfSyncCore *self, SfSessionRequest *request)
{
  static const char label[] = "showfloor-session";
  guint64 inc = GUINT64_TO_BE ((guint64) request->inc);
  guint8 digest[SF_HASH_LEN];

  sf_sha256_parts (digest, label, sizeof label - 1, self->nonce, strlen (self->nonce), request->device_id, strlen (request->device_id),
                   &inc, sizeof inc, self->epoch, strlen (self->epoch), self->leaf, sizeof self->leaf, NULL);
  return self->sign (digest, sizeof digest, request->signature, self->user_data);
}

static gboolean
ask_session (SfSyncCore *self, const SfDeviceIdentity *identity, SfSyncRequest *out)
{
  g_autoptr(SfSessionRequest) request = sf_session_request_new ();

  request->device_id = g_strdup (identity->device_id);
  request->inc = identity->inc;
  if (self->nonce != NULL)
    {
      if (!sign_session (self, request))
        {
          sf_log (SF_LOG_ERROR, "sync.no_key", NULL);
          core_sleep (self, REFUSED_MS);
          return FALSE;
        }
      request->has_signature = TRUE;
      request->nonce = g_strdup (self->nonce);
    }
  start_request (self, out, SF_SYNC_SESSION, "/v1/session", sf_session_request_to_json (request));
  return TRUE;
}

/* A day ahead is due, too: the server's year was wrong then, and no sum would be compared until that year came. */
static gboolean
sums_are_due (SfSyncCore *self)
{
  g_autofree char *at = sf_device_store_get (self->store, "sums_at");
  gint64 since = at != NULL ? sf_device_store_server_now (self->store) - g_ascii_strtoll (at, NULL, 10) : 0;

  return since > SUMS_MS || since < -SUMS_MS;
}

static gboolean
ask_hello (SfSyncCore *self, SfSyncRequest *out)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfHello) hello = sf_hello_new ();

  self->sums = sums_are_due (self);
  hello->app = g_strdup (SF_VERSION);
  if (!sf_device_sync_fill_hello (self->store, hello, self->sums, &error))
    {
      core_store_failed (self, "sync.hello_store", error);
      return FALSE;
    }
  start_request (self, out, SF_SYNC_HELLO, "/v1/hello", sf_hello_to_json (hello));
  return TRUE;
}

static gboolean
ask_push (SfSyncCore *self, SfSyncRequest *out)
{
  g_autoptr(GError) error = NULL;

  self->push = sf_device_sync_next_push (self->store, self->server_last, self->server_last < self->singly_until ? 1 : SF_MAX_PUSH, &error);
  if (self->push == NULL)
    {
      core_store_failed (self, "sync.push_store", error);
      return FALSE;
    }
  start_request (self, out, SF_SYNC_PUSH, "/v1/push", sf_push_to_json (self->push));
  return TRUE;
}

/* Asked without it, the server just cannot warn. */
static void
fill_ack (SfSyncCore *self, SfToken *ack, gboolean *has)
{
  g_autoptr(GError) error = NULL;

  if (!sf_device_sync_ack (self->store, ack, has, &error))
    sf_log (SF_LOG_WARNING, "sync.ack", "error", error->message, NULL);
}

static void
ask_pull (SfSyncCore *self, const SfDeviceBucket *bucket, SfSyncRequest *out)
{
  g_autoptr(SfPull) pull = sf_pull_new ();

  pull->bucket = g_strdup (bucket->id);
  pull->token = bucket->token;
  pull->has_token = bucket->has_token;
  pull->limit = SF_MAX_PULL_ROWS;
  fill_ack (self, &pull->ack, &pull->has_ack);
  self->bucket = g_strdup (bucket->id);
  start_request (self, out, SF_SYNC_PULL, "/v1/pull", sf_pull_to_json (pull));
}

static void
ask_snapshot (SfSyncCore *self, const SfDeviceBucket *bucket, SfSyncRequest *out)
{
  g_autoptr(SfSnapshot) snapshot = sf_snapshot_new ();

  snapshot->bucket = g_strdup (bucket->id);
  snapshot->at = bucket->token;
  snapshot->has_at = bucket->has_token;
  snapshot->after_kind = g_strdup (bucket->after_kind);
  snapshot->after_id = g_strdup (bucket->after_id);
  snapshot->limit = SF_MAX_PULL_ROWS;
  fill_ack (self, &snapshot->ack, &snapshot->has_ack);
  self->bucket = g_strdup (bucket->id);
  start_request (self, out, SF_SYNC_SNAPSHOT, "/v1/snapshot", sf_snapshot_to_json (snapshot));
}

static gboolean
wants_pull (SfSyncCore *self, const SfDeviceBucket *bucket)
{
  return bucket->phase == SF_BUCKET_TAIL || !bucket->ok || !bucket->has_token
         || g_hash_table_contains (self->dirty, bucket->id)
         || recall (self->heads, bucket->token.scope, bucket->seen) != bucket->seen;
}

/* FALSE: this bucket needs nothing now. @retry: when a bucket that is left alone may be asked for again. */
static gboolean
ask_bucket (SfSyncCore *self, const SfDeviceBucket *bucket, SfSyncRequest *out, gint64 *retry)
{
  gint64 hold = recall (self->holds, bucket->id, 0);
  g_autoptr(GError) error = NULL;

  if (hold > sf_clock_boot_ms (self->clock))
    {
      *retry = MIN (*retry, hold);
      return FALSE;
    }
  switch (bucket->phase)
    {
    case SF_BUCKET_HELD:
      /* Perhaps the others have told the server what it lost. */
      if (!sf_device_sync_begin_resync (self->store, bucket->id, &error))
        {
          core_store_failed (self, "sync.resync_store", error);
          return FALSE;
        }
      {
        SfDeviceBucket again = { .id = bucket->id, .phase = SF_BUCKET_SHADOW };

        ask_snapshot (self, &again, out);
      }
      return TRUE;
    case SF_BUCKET_FIRST:
    case SF_BUCKET_SHADOW:
      ask_snapshot (self, bucket, out);
      return TRUE;
    case SF_BUCKET_NORMAL:
    case SF_BUCKET_TAIL:
    default:
      if (!wants_pull (self, bucket))
        return FALSE;
      ask_pull (self, bucket, out);
      return TRUE;
    }
}

static gboolean
ask_buckets (SfSyncCore *self, SfSyncRequest *out, gint64 *retry)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (self->store, &error);

  if (buckets == NULL)
    {
      core_store_failed (self, "sync.buckets", error);
      return FALSE;
    }
  if (self->poll_at <= sf_clock_boot_ms (self->clock))
    {
      for (guint i = 0; i < buckets->len; i++)
        g_hash_table_add (self->dirty, g_strdup (((SfDeviceBucket *) buckets->pdata[i])->id));
      self->poll_at = sf_clock_boot_ms (self->clock) + POLL_MS;
    }
  for (guint i = 0; i < buckets->len && self->not_before == 0; i++)
    if (ask_bucket (self, buckets->pdata[i], out, retry))
      return TRUE;
  return FALSE;
}

static gboolean
ask_something (SfSyncCore *self, const SfDeviceIdentity *identity, SfSyncRequest *out)
{
  gint64 now = sf_clock_boot_ms (self->clock);
  g_autoptr(GError) error = NULL;
  gint64 retry = G_MAXINT64;

  if (!self->looked)
    {
      g_autofree char *revoked = sf_device_store_get (self->store, "revoked");

      self->looked = TRUE;
      self->state.revoked = revoked != NULL;
    }
  if (identity->device_id == NULL)
    {
      self->not_before = G_MAXINT64;   /* not paired: a wake follows */
      return FALSE;
    }
  if (!sf_device_sync_lease (self->store, &error))
    {
      core_store_failed (self, "sync.lease", error);
      return FALSE;
    }
  if (self->bearer == NULL || self->bearer_until <= now)
    {
      g_clear_pointer (&self->bearer, g_free);
      self->greeted = FALSE;
      return ask_session (self, identity, out);
    }
  if (self->handing_in)
    return ask_push (self, out);
  if (!self->greeted || self->hello_at <= now)
    return ask_hello (self, out);
  if (identity->last > self->server_last)
    return ask_push (self, out);
  if (ask_buckets (self, out, &retry))
    return TRUE;
  if (self->not_before != 0)
    return FALSE;
  if (!sf_device_sync_tidy (self->store, &error))
    sf_log (SF_LOG_WARNING, "sync.tidy", "error", error->message, NULL);
  self->not_before = MIN (MIN (self->poll_at, self->hello_at), retry);
  return FALSE;
}

gboolean
sf_sync_core_next (SfSyncCore *self, SfSyncRequest *out, gint64 *not_before_boot_ms)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean asked = FALSE;

  if (self->asked != SF_SYNC_IDLE)
    {
      *not_before_boot_ms = G_MAXINT64;
      return FALSE;
    }
  if (self->not_before <= sf_clock_boot_ms (self->clock))
    {
      self->not_before = 0;
      if (sf_device_sync_identity (self->store, &identity, &error))
        asked = ask_something (self, &identity, out);
      else
        core_store_failed (self, "sync.identity", error);
    }
  *not_before_boot_ms = self->not_before;
  return asked;
}
