/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sync-core"
#include "config.h"
#include "sync/sf-sync-core.h"

#include <string.h>

#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "store/sf-device-sync.h"

/* Hints may be lost; a pull now and then makes up for it. */
#define POLL_MS (60 * 1000)
/* Safe numbers, directives and the clock come by hello alone. */
#define HELLO_MS (10 * 60 * 1000)
#define SUMS_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* A bucket that has to be fetched anew three times in a row is not helped by a fourth (sync.md 1.3). */
#define MAX_RESYNCS 3
#define HOLD_MS (10 * 60 * 1000)
#define BACKOFF_FIRST_MS 1000
/* A server that answers "not now" is given time; one that does not answer is not hurt by being asked, and people wait. */
#define BACKOFF_MOST_MS (300 * 1000)
#define BACKOFF_AWAY_MS (20 * 1000)
/* A revoked device or another server at the address: ask again, seldom. */
#define REFUSED_MS (5 * 60 * 1000)

struct _SfSyncCore {
  SfDeviceStore *store;      /* not owned */
  SfClock *clock;
  SfIds *ids;
  SfSignFunc sign;
  gpointer user_data;
  SfSyncState state;
  guint ablations;
  guint8 leaf[32];

  char *nonce, *epoch, *bearer;
  gint64 bearer_until;       /* boot ms */
  gboolean greeted;          /* a hello of this session was applied */
  gint64 hello_at, poll_at;  /* boot ms of the next one */
  gint64 server_last;        /* newest mutation that the server has */
  GHashTable *heads;         /* scope → gint64: newest head heard of */
  GHashTable *dirty;         /* buckets to pull whatever the heads say */
  GHashTable *holds;         /* bucket → gint64 boot ms before which it is left alone */

  SfSyncStep asked;          /* SF_SYNC_IDLE: nothing is under way */
  SfPush *push;
  char *bucket;
  gboolean sums;
  gint64 not_before;         /* boot ms */
  guint failures;
};

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

static void
forget_request (SfSyncCore *self)
{
  self->asked = SF_SYNC_IDLE;
  g_clear_pointer (&self->push, sf_push_free);
  g_clear_pointer (&self->bucket, g_free);
}

static void
forget_session (SfSyncCore *self)
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
  forget_request (self);
  forget_session (self);
  g_free (self->epoch);
  g_hash_table_unref (self->heads);
  g_hash_table_unref (self->holds);
  g_hash_table_unref (self->dirty);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self);
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

static void
remember (GHashTable *table, const char *key, gint64 value)
{
  g_hash_table_insert (table, g_strdup (key), g_memdup2 (&value, sizeof value));
}

static gint64
recall (GHashTable *table, const char *key, gint64 otherwise)
{
  gint64 *value = g_hash_table_lookup (table, key);

  return value != NULL ? *value : otherwise;
}

static void
remember_heads (SfSyncCore *self, GPtrArray *acks)
{
  for (guint i = 0; acks != NULL && i < acks->len; i++)
    {
      const SfAck *ack = acks->pdata[i];

      remember (self->heads, ack->scope, ack->head);
    }
}

static void
sleep_until (SfSyncCore *self, gint64 delay_ms)
{
  self->not_before = sf_clock_boot_ms (self->clock) + delay_ms;
}

/* Full jitter (sync.md 1.3): three hundred devices that lost the same server do not come back in step. */
static void
back_off (SfSyncCore *self, gint64 longest)
{
  gint64 most = BACKOFF_FIRST_MS;

  for (guint i = 0; i < self->failures && most < longest; i++)
    most *= 2;
  self->failures++;
  sleep_until (self, 50 + sf_ids_u32 (self->ids) % MIN (most, longest));
}

static void
fail (SfSyncCore *self, gint64 longest)
{
  forget_request (self);
  g_clear_pointer (&self->nonce, g_free);
  self->state.online = FALSE;
  back_off (self, longest);
}

void
sf_sync_core_failed (SfSyncCore *self, gboolean wrong_server)
{
  self->state.wrong_server = wrong_server;
  fail (self, BACKOFF_AWAY_MS);
}

/* The store could not take it: nothing of the answer was applied, and the server will be asked again. */
static void
store_failed (SfSyncCore *self, const char *event, const GError *error)
{
  sf_log (SF_LOG_ERROR, event, "error", error != NULL ? error->message : "?", NULL);
  forget_request (self);
  back_off (self, BACKOFF_MOST_MS);
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
  remember_heads (self, heads->acks);
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
          sleep_until (self, REFUSED_MS);
          return FALSE;
        }
      request->has_signature = TRUE;
      request->nonce = g_strdup (self->nonce);
    }
  start_request (self, out, SF_SYNC_SESSION, "/v1/session", sf_session_request_to_json (request));
  return TRUE;
}

static gboolean
sums_are_due (SfSyncCore *self)
{
  g_autofree char *at = sf_device_store_get (self->store, "sums_at");

  return at != NULL && sf_device_store_server_now (self->store) - g_ascii_strtoll (at, NULL, 10) > SUMS_MS;
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
      store_failed (self, "sync.hello_store", error);
      return FALSE;
    }
  start_request (self, out, SF_SYNC_HELLO, "/v1/hello", sf_hello_to_json (hello));
  return TRUE;
}

static gboolean
ask_push (SfSyncCore *self, SfSyncRequest *out)
{
  g_autoptr(GError) error = NULL;

  self->push = sf_device_sync_next_push (self->store, self->server_last, &error);
  if (self->push == NULL)
    {
      store_failed (self, "sync.push_store", error);
      return FALSE;
    }
  start_request (self, out, SF_SYNC_PUSH, "/v1/push", sf_push_to_json (self->push));
  return TRUE;
}

static void
ask_pull (SfSyncCore *self, const SfDeviceBucket *bucket, SfSyncRequest *out)
{
  g_autoptr(SfPull) pull = sf_pull_new ();

  pull->bucket = g_strdup (bucket->id);
  pull->token = bucket->token;
  pull->has_token = bucket->has_token;
  pull->limit = SF_MAX_PULL_ROWS;
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
          store_failed (self, "sync.resync_store", error);
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
      store_failed (self, "sync.buckets", error);
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

  if (identity->device_id == NULL)
    {
      self->not_before = G_MAXINT64;   /* not paired: a wake follows */
      return FALSE;
    }
  if (self->bearer == NULL || self->bearer_until <= now)
    {
      g_clear_pointer (&self->bearer, g_free);
      self->greeted = FALSE;
      return ask_session (self, identity, out);
    }
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
        store_failed (self, "sync.identity", error);
    }
  *not_before_boot_ms = self->not_before;
  return asked;
}

/* What came back */

static gboolean
is_our_server (SfSyncCore *self, const char *server_id)
{
  g_autofree char *known = sf_device_store_get (self->store, "server_id");

  if (known == NULL && server_id != NULL)
    return sf_device_store_set (self->store, "server_id", server_id, NULL);
  self->state.wrong_server = g_strcmp0 (known, server_id) != 0;
  if (self->state.wrong_server)
    {
      sf_log (SF_LOG_WARNING, "sync.wrong_server", NULL);
      forget_session (self);
      sleep_until (self, REFUSED_MS);
    }
  return !self->state.wrong_server;
}

static gboolean
answer_session (SfSyncCore *self, const char *body, gsize len)
{
  g_autoptr(SfSessionReply) reply = sf_session_reply_from_json (body, len, NULL);

  if (reply == NULL)
    return FALSE;
  if (reply->server_id != NULL && !is_our_server (self, reply->server_id))
    return TRUE;
  if (self->nonce == NULL)
    {
      if (reply->nonce == NULL || reply->epoch == NULL)
        return FALSE;
      self->nonce = g_steal_pointer (&reply->nonce);
      g_free (self->epoch);
      self->epoch = g_steal_pointer (&reply->epoch);
      return TRUE;
    }
  if (reply->token == NULL)
    return FALSE;
  forget_session (self);
  self->bearer = g_steal_pointer (&reply->token);
  /* Renewed before it ends, so that no request meets its end. */
  self->bearer_until = sf_clock_boot_ms (self->clock) + reply->expires_s * 900;
  return TRUE;
}

static void
become_new (SfSyncCore *self)
{
  g_autoptr(GError) error = NULL;

  self->state.forked = TRUE;
  sf_log (SF_LOG_WARNING, "sync.new_incarnation", NULL);
  if (!sf_device_sync_reincarnate (self->store, &error))
    store_failed (self, "sync.reincarnate", error);
  self->server_last = 0;
  forget_session (self);   /* a session belongs to one incarnation */
}

/* Counts a day from the first hello and from every one that carried the sums. */
static void
note_sums (SfSyncCore *self, gint64 now_ms)
{
  g_autofree char *at = sf_device_store_get (self->store, "sums_at");
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, now_ms);
  g_autoptr(GError) error = NULL;

  if ((self->sums || at == NULL) && !sf_device_store_set (self->store, "sums_at", now, &error))
    sf_log (SF_LOG_WARNING, "sync.sums_at", "error", error->message, NULL);
}

static gboolean
answer_hello (SfSyncCore *self, const char *body, gsize len)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfHelloReply) reply = sf_hello_reply_from_json (body, len, NULL);
  g_auto(SfDeviceIdentity) identity = { 0 };
  SfJournalState journal;

  if (reply == NULL)
    return FALSE;
  if (!is_our_server (self, reply->server_id))
    return TRUE;
  if (!sf_device_sync_compare (self->store, reply->last, reply->last_h, &journal, &error))
    {
      store_failed (self, "sync.compare", error);
      return TRUE;
    }
  if (journal == SF_JOURNAL_ROLLED_BACK && (self->ablations & SF_ABLATE_D_FORK) == 0)
    {
      become_new (self);
      return TRUE;
    }
  if (!sf_device_sync_apply_hello (self->store, reply, &self->state.regressions, &error) || !sf_device_sync_identity (self->store, &identity, &error))
    {
      store_failed (self, "sync.hello_apply", error);
      return TRUE;
    }
  /* What the server has and we have no answer for is told again: it answers as it did then, also that it refused. */
  self->server_last = MIN (reply->last, identity.acked);
  remember_heads (self, reply->acks);
  self->greeted = TRUE;
  self->hello_at = sf_clock_boot_ms (self->clock) + HELLO_MS;
  note_sums (self, reply->now_ms);
  return TRUE;
}

static gint64
newest_of (const SfPush *push)
{
  return push->items->len > 0 ? ((const SfPushItem *) push->items->pdata[push->items->len - 1])->mid : 0;
}

static gboolean
answer_push (SfSyncCore *self, const char *body, gsize len)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfPushReply) reply = sf_push_reply_from_json (body, len, NULL);
  g_auto(SfDeviceIdentity) identity = { 0 };

  if (reply == NULL || !sf_device_sync_identity (self->store, &identity, NULL))
    return FALSE;
  /* A gap or another count than ours: hello finds out who went back in time. */
  if (reply->need > 0 || reply->last > identity.last || reply->last < identity.acked)
    {
      self->greeted = FALSE;
      back_off (self, BACKOFF_MOST_MS);
      return TRUE;
    }
  /* A server that takes nothing would be asked for ever. */
  if (reply->last <= self->server_last)
    return FALSE;
  if (!sf_device_sync_apply_push (self->store, self->push, reply, &error))
    {
      store_failed (self, "sync.push_apply", error);
      return TRUE;
    }
  self->server_last = MIN (reply->last, newest_of (self->push));
  remember_heads (self, reply->acks);
  return TRUE;
}

static void
note_resync (SfSyncCore *self, const char *bucket)
{
  g_autoptr(GPtrArray) buckets = sf_device_sync_buckets (self->store, NULL);

  self->state.resyncs++;
  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    {
      const SfDeviceBucket *found = buckets->pdata[i];

      if (strcmp (found->id, bucket) != 0 || found->resyncs < MAX_RESYNCS)
        continue;
      sf_log (SF_LOG_WARNING, "sync.bucket_held", "bucket", bucket, NULL);
      remember (self->holds, bucket, sf_clock_boot_ms (self->clock) + HOLD_MS);
    }
}

static gboolean
answer_page (SfSyncCore *self, const char *body, gsize len)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRowPage) page = sf_row_page_from_json (body, len, NULL);
  SfPageResult result;

  if (page == NULL)
    return FALSE;
  if (!sf_device_sync_apply_page (self->store, self->bucket, page, &result, &error))
    {
      store_failed (self, "sync.page_apply", error);
      return TRUE;
    }
  if (result == SF_PAGE_RESYNC)
    note_resync (self, self->bucket);
  else if (result == SF_PAGE_HELD)
    remember (self->holds, self->bucket, sf_clock_boot_ms (self->clock) + HOLD_MS);
  if (!page->resync && !page->more)
    {
      g_hash_table_remove (self->dirty, self->bucket);
      /* The page was read at this head; an older hint must not make us ask again. */
      remember (self->heads, page->token.scope, page->token.head);
    }
  return TRUE;
}

static void
answer_good (SfSyncCore *self, const char *body, gsize len)
{
  gboolean understood = FALSE;
  guint failures = self->failures;

  switch (self->asked)
    {
    case SF_SYNC_SESSION:
      understood = answer_session (self, body, len);
      break;
    case SF_SYNC_HELLO:
      understood = answer_hello (self, body, len);
      break;
    case SF_SYNC_PUSH:
      understood = answer_push (self, body, len);
      break;
    case SF_SYNC_PULL:
    case SF_SYNC_SNAPSHOT:
      understood = answer_page (self, body, len);
      break;
    case SF_SYNC_IDLE:
    case SF_SYNC_WAIT:
    default:
      break;
    }
  forget_request (self);
  if (!understood)
    {
      sf_log (SF_LOG_WARNING, "sync.answer_unread", NULL);
      fail (self, BACKOFF_MOST_MS);
      return;
    }
  self->state.last_contact_ms = sf_clock_wall_ms (self->clock);
  self->state.online = !self->state.wrong_server;
  self->state.revoked = FALSE;
  if (failures == self->failures)
    self->failures = 0;
}

void
sf_sync_core_answer (SfSyncCore *self, guint status, const char *body, gsize len)
{
  gboolean first = self->failures == 0;

  if (self->asked == SF_SYNC_IDLE)
    return;
  /* Whoever answers has passed the driver's check; is_our_server() may think otherwise of what it says. */
  self->state.wrong_server = FALSE;
  if (status >= 200 && status < 300)
    {
      answer_good (self, body, len);
      return;
    }
  switch (status)
    {
    case 401:
      /* The session ended or the server forgot it: once at once, then with patience. */
      forget_session (self);
      fail (self, BACKOFF_MOST_MS);
      if (first)
        sf_sync_core_wake (self);
      return;
    case 409:
      forget_request (self);
      if ((self->ablations & SF_ABLATE_D_FORK) == 0)
        become_new (self);
      back_off (self, BACKOFF_MOST_MS);
      return;
    case 410:
      self->state.revoked = TRUE;
      forget_session (self);
      forget_request (self);
      self->state.online = FALSE;
      sleep_until (self, REFUSED_MS);
      return;
    default:
      fail (self, BACKOFF_MOST_MS);
      return;
    }
}
