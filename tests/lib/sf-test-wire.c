/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-wire.h"

#include <string.h>

static guint
answer_session (const SfTestWire *self, const char *body, char **out)
{
  g_autoptr(SfSessionRequest) asked = sf_session_request_from_json (body, strlen (body), NULL);
  g_autoptr(SfSessionReply) reply = sf_session_reply_new ();

  g_assert_nonnull (asked);
  reply->server_id = g_strdup (sf_server_store_get_server_id (self->store));
  reply->epoch = g_strdup (sf_server_store_get_epoch (self->store));
  if (asked->has_signature)
    {
      reply->token = g_strdup ("bearer");
      reply->expires_s = 3600;
    }
  else
    reply->nonce = g_strdup ("nonce");
  *out = sf_session_reply_to_json (reply);
  return 200;
}

static guint
answer_hello (const SfTestWire *self, const SfPeer *peer, const char *body, char **out)
{
  g_autoptr(SfHello) hello = sf_hello_from_json (body, strlen (body), NULL);
  g_autoptr(SfHelloReply) reply = NULL;
  gboolean fork = FALSE;

  g_assert_nonnull (hello);
  reply = sf_ingest_hello (self->ingest, peer, hello, &fork, NULL);
  if (reply == NULL || fork)
    return fork ? 409 : 503;
  *out = sf_hello_reply_to_json (reply);
  return 200;
}

static guint
answer_push (const SfTestWire *self, const SfPeer *peer, const char *body, char **out)
{
  g_autoptr(SfPush) push = sf_push_from_json (body, strlen (body), NULL);
  g_autoptr(SfPushReply) reply = NULL;
  gboolean fork = FALSE;

  g_assert_nonnull (push);
  reply = sf_ingest_push (self->ingest, peer, push, &fork, NULL);
  if (reply == NULL || fork)
    return fork ? 409 : 503;
  *out = sf_push_reply_to_json (reply);
  return 200;
}

static guint
answer_page (const SfTestWire *self, const SfPeer *peer, SfSyncStep step, const char *body, char **out)
{
  g_autoptr(SfPull) pull = step == SF_SYNC_PULL ? sf_pull_from_json (body, strlen (body), NULL) : NULL;
  g_autoptr(SfSnapshot) snapshot = step == SF_SYNC_SNAPSHOT ? sf_snapshot_from_json (body, strlen (body), NULL) : NULL;
  g_autoptr(SfRowPage) page = NULL;

  g_assert_true (pull != NULL || snapshot != NULL);
  if (pull != NULL)
    {
      pull->limit = self->page_rows > 0 ? self->page_rows : pull->limit;
      page = sf_ingest_pull (self->ingest, peer, pull, NULL);
    }
  else
    {
      snapshot->limit = self->page_rows > 0 ? self->page_rows : snapshot->limit;
      page = sf_ingest_snapshot (self->ingest, peer, snapshot, NULL);
    }
  if (page == NULL)
    return 503;
  *out = sf_row_page_to_json (page);
  return 200;
}

guint
sf_test_wire_answer (const SfTestWire *self, const SfPeer *peer, SfSyncStep step, const char *body, char **out)
{
  *out = NULL;
  switch (step)
    {
    case SF_SYNC_SESSION:
      return answer_session (self, body, out);
    case SF_SYNC_HELLO:
      return answer_hello (self, peer, body, out);
    case SF_SYNC_PUSH:
      return answer_push (self, peer, body, out);
    case SF_SYNC_PULL:
    case SF_SYNC_SNAPSHOT:
      return answer_page (self, peer, step, body, out);
    case SF_SYNC_IDLE:
    case SF_SYNC_WAIT:
    default:
      return 404;
    }
}
