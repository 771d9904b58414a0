/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sync-answer"
#include "sync/sf-sync-core-private.h"

#include <string.h>

#include "base/sf-limits.h"
#include "base/sf-log.h"
#include "store/sf-device-sync.h"
#include "wire/sf-json.h"

/* Of an order to forget, as text. */
#define MAX_ORDER 120

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
      core_forget_session (self);
      core_sleep (self, REFUSED_MS);
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
  core_forget_session (self);
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
    core_store_failed (self, "sync.reincarnate", error);
  self->server_last = self->singly_until = 0;
  core_forget_session (self);   /* a session belongs to one incarnation */
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
      core_store_failed (self, "sync.compare", error);
      return TRUE;
    }
  if (journal == SF_JOURNAL_ROLLED_BACK && (self->ablations & SF_ABLATE_D_FORK) == 0)
    {
      become_new (self);
      return TRUE;
    }
  if (!sf_device_sync_apply_hello (self->store, reply, &self->state.regressions, &error) || !sf_device_sync_identity (self->store, &identity, &error))
    {
      core_store_failed (self, "sync.hello_apply", error);
      return TRUE;
    }
  /* What the server has and we have no answer for is told again: it answers as it did then, also that it refused. */
  self->server_last = MIN (reply->last, identity.acked);
  core_remember_heads (self, reply->acks);
  self->greeted = TRUE;
  if (self->state.revoked && !sf_device_store_set (self->store, "revoked", NULL, &error))
    sf_log (SF_LOG_WARNING, "sync.revoked", "error", error->message, NULL);
  self->state.revoked = self->handing_in = FALSE;
  self->hello_at = sf_clock_boot_ms (self->clock) + HELLO_MS;
  note_sums (self, reply->now_ms);
  return TRUE;
}

/*
 * Withdrawn: what it knows of people goes at once. What it has not handed in yet it hands in, where a person looks at it, and
 * forgets it then; after that it asks now and then whether it is let in again.
 */
static void
be_withdrawn (SfSyncCore *self)
{
  g_auto(SfDeviceIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean before = self->handing_in;

  self->state.revoked = TRUE;
  self->state.online = FALSE;
  self->greeted = FALSE;
  if (!sf_device_sync_forget (self->store, &error) || !sf_device_sync_identity (self->store, &identity, &error))
    {
      core_store_failed (self, "sync.forget", error);
      return;
    }
  if (!before)
    self->server_last = identity.acked;
  self->handing_in = self->bearer != NULL && identity.last > self->server_last;
  if (self->handing_in)
    return;
  core_forget_session (self);
  core_sleep (self, REFUSED_MS);
}

/* 410: whoever says it passed the driver's check, and nothing is shown any more. To forget takes the dealership's own word. */
static void
hear_withdrawn (SfSyncCore *self, const char *body, gsize len)
{
  g_autoptr(JsonNode) node = self->judge != NULL ? sf_json_parse (body, len, NULL) : NULL;
  const char *order = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? sf_json_text (json_node_get_object (node), "forget", MAX_ORDER, NULL) : NULL;

  self->handing_in = FALSE;
  if (self->judge == NULL || (order != NULL && self->judge (order, self->judge_data)))
    {
      be_withdrawn (self);
      return;
    }
  sf_log (SF_LOG_WARNING, "sync.order_unproven", NULL);
  self->state.revoked = TRUE;
  self->state.online = FALSE;
  self->greeted = FALSE;
  core_forget_session (self);
  core_sleep (self, REFUSED_MS);
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
      self->greeted = self->handing_in = FALSE;
      core_back_off (self, BACKOFF_MOST_MS);
      return TRUE;
    }
  /* A server that takes nothing would be asked for ever. */
  if (reply->last <= self->server_last)
    return FALSE;
  if (!sf_device_sync_apply_push (self->store, self->push, reply, &error))
    {
      core_store_failed (self, "sync.push_apply", error);
      return TRUE;
    }
  self->server_last = MIN (reply->last, newest_of (self->push));
  core_remember_heads (self, reply->acks);
  if (self->handing_in)
    be_withdrawn (self);
  return TRUE;
}

/*
 * The server could not read a push (400, 413). When the reader that both sides share cannot either, one mutation in it is poison:
 * they go one by one then, and the one that cannot be read alone is set aside, so that the others pass (I13). What we can read is
 * never given up for what a server says.
 */
static gboolean
isolate_poison (SfSyncCore *self)
{
  g_autofree char *body = sf_push_to_json (self->push);
  g_autoptr(SfPush) read = strlen (body) <= SF_MAX_BODY ? sf_push_from_json (body, strlen (body), NULL) : NULL;
  g_autoptr(GError) error = NULL;

  if (read != NULL || self->push->items->len == 0)
    return FALSE;
  self->singly_until = MAX (self->singly_until, newest_of (self->push));
  if (self->push->items->len == 1 && !sf_device_sync_set_aside (self->store, self->push, &error))
    {
      core_store_failed (self, "sync.set_aside", error);
      return TRUE;
    }
  if (self->push->items->len == 1)
    sf_log (SF_LOG_ERROR, "sync.unsendable", NULL);
  core_forget_request (self);
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
      core_remember (self->holds, bucket, sf_clock_boot_ms (self->clock) + HOLD_MS);
    }
}

/* For the bar that a person looks at while a tablet is filled. After a restart it begins anew, and ends early. */
static void
note_progress (SfSyncCore *self, const SfRowPage *page)
{
  gboolean going = self->asked == SF_SYNC_SNAPSHOT && page->more && !page->resync;

  self->state.fetched = going ? self->state.fetched + page->rows->len : 0;
  self->state.total = going ? page->total : 0;
}

static gboolean
answer_page (SfSyncCore *self, const char *body, gsize len)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRowPage) page = sf_row_page_from_json (body, len, NULL);
  SfPageResult result;

  if (page == NULL)
    return FALSE;
  /* The server is not the one that acknowledged: what it lost has to be found out before its numbers are believed. */
  if (page->hello)
    {
      self->greeted = FALSE;
      return TRUE;
    }
  if (!sf_device_sync_apply_page (self->store, self->bucket, page, &result, &error))
    {
      core_store_failed (self, "sync.page_apply", error);
      return TRUE;
    }
  note_progress (self, page);
  if (result == SF_PAGE_RESYNC)
    note_resync (self, self->bucket);
  else if (result == SF_PAGE_HELD)
    core_remember (self->holds, self->bucket, sf_clock_boot_ms (self->clock) + HOLD_MS);
  if (!page->resync && !page->more)
    {
      g_hash_table_remove (self->dirty, self->bucket);
      /* The page was read at this head; an older hint must not make us ask again. */
      core_remember (self->heads, page->token.scope, page->token.head);
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
  core_forget_request (self);
  if (!understood)
    {
      sf_log (SF_LOG_WARNING, "sync.answer_unread", NULL);
      core_fail (self, BACKOFF_MOST_MS);
      return;
    }
  self->state.last_contact_ms = sf_clock_wall_ms (self->clock);
  self->state.online = !self->state.wrong_server && !self->state.revoked;
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
      core_forget_session (self);
      core_fail (self, BACKOFF_MOST_MS);
      if (first)
        sf_sync_core_wake (self);
      return;
    case 409:
      core_forget_request (self);
      if ((self->ablations & SF_ABLATE_D_FORK) == 0)
        become_new (self);
      core_back_off (self, BACKOFF_MOST_MS);
      return;
    case 410:
      core_forget_request (self);
      hear_withdrawn (self, body, len);
      return;
    case 403:
      /* A new device whose digits somebody still compares: that somebody stands before it. */
      core_fail (self, self->asked == SF_SYNC_SESSION ? BACKOFF_AWAY_MS : BACKOFF_MOST_MS);
      return;
    case 400:
    case 413:
      if (self->asked != SF_SYNC_PUSH || !isolate_poison (self))
        core_fail (self, BACKOFF_MOST_MS);
      return;
    default:
      core_fail (self, BACKOFF_MOST_MS);
      return;
    }
}
