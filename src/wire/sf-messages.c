/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>
#include "base/sf-bytes.h"
#include "base/sf-ids.h"
#include "wire/sf-shape.h"

#define MAX_SCOPE (sizeof (((SfToken *) 0)->scope) - 1)
#define MAX_BUCKET 80
#define MAX_BUCKETS 64
#define MAX_ACKS 16
#define MAX_DIRECTIVES 5000
#define MAX_LONG G_MAXINT64
/* A push has a few hundred bytes; with its box it must go into one frame. */
#define MAX_LAN_BODY 8192

/* One line per member: name on the wire, member of the struct, limits. */
#define PROTOCOL_() { "p", SF_MEMBER_PROTOCOL, SF_MEMBER_REQUIRED }
#define TEXT(T, json, m, size) { json, SF_MEMBER_TEXT, SF_MEMBER_REQUIRED, offsetof (T, m), size }
#define OPT_TEXT(T, json, m, size) { json, SF_MEMBER_TEXT, SF_MEMBER_OPTIONAL, offsetof (T, m), size }
#define INT(T, json, m, min, max) { json, SF_MEMBER_INT, SF_MEMBER_REQUIRED, offsetof (T, m), 0, 0, min, max }
#define OPT_INT(T, json, m, min, max) { json, SF_MEMBER_INT, SF_MEMBER_OPTIONAL, offsetof (T, m), 0, 0, min, max }
#define HAS_INT(T, json, m, has_m, min, max) { json, SF_MEMBER_INT, SF_MEMBER_OPTIONAL, offsetof (T, m), 0, offsetof (T, has_m) + 1, min, max }
#define UINT(T, json, m, min, max) { json, SF_MEMBER_UINT, SF_MEMBER_REQUIRED, offsetof (T, m), 0, 0, min, max }
#define OPT_UINT(T, json, m, min, max) { json, SF_MEMBER_UINT, SF_MEMBER_OPTIONAL, offsetof (T, m), 0, 0, min, max }
#define BOOL(T, json, m) { json, SF_MEMBER_BOOL, SF_MEMBER_OPTIONAL, offsetof (T, m) }
#define FLAG(T, json, m) { json, SF_MEMBER_FLAG, SF_MEMBER_OPTIONAL, offsetof (T, m) }
#define HEX(T, json, m, size) { json, SF_MEMBER_HEX, SF_MEMBER_REQUIRED, offsetof (T, m), size }
#define HAS_HEX(T, json, m, has_m, size) { json, SF_MEMBER_HEX, SF_MEMBER_OPTIONAL, offsetof (T, m), size, offsetof (T, has_m) + 1 }
#define BASE64(T, json, m, size) { json, SF_MEMBER_BASE64, SF_MEMBER_REQUIRED, offsetof (T, m), size }
#define HAS_BASE64(T, json, m, has_m, size) { json, SF_MEMBER_BASE64, SF_MEMBER_OPTIONAL, offsetof (T, m), size, offsetof (T, has_m) + 1 }
#define HAS_TOKEN(T, json, m, has_m) { json, SF_MEMBER_TOKEN, SF_MEMBER_OPTIONAL, offsetof (T, m), 0, offsetof (T, has_m) + 1 }
#define OPT_TOKEN(T, json, m) { json, SF_MEMBER_TOKEN, SF_MEMBER_OPTIONAL, offsetof (T, m) }
#define STATUS(T, json, m) { json, SF_MEMBER_STATUS, SF_MEMBER_REQUIRED, offsetof (T, m) }
#define LIST(T, json, m, item, size) { json, SF_MEMBER_LIST, SF_MEMBER_OPTIONAL, offsetof (T, m), size, 0, 0, 0, &shape_##item }
#define OBJECTS(T, json, m, size) { json, SF_MEMBER_OBJECTS, SF_MEMBER_OPTIONAL, offsetof (T, m), size }

#define SHAPE(T, prefix, free_item, check, ...) \
  static const SfMember members_##prefix[] = { __VA_ARGS__ }; \
  static const SfShape shape_##prefix = { #prefix, sizeof (T), members_##prefix, G_N_ELEMENTS (members_##prefix), free_item, check };

/* A shape and the four public functions of its message. */
#define MESSAGE(T, prefix, check, ...) \
  SHAPE (T, prefix, NULL, check, __VA_ARGS__) \
  char *prefix##_to_json (const T *message) { return sf_shape_to_json (&shape_##prefix, message); } \
  T *prefix##_from_json (const char *json, gsize len, GError **error) { return sf_shape_from_json (&shape_##prefix, json, len, error); } \
  T *prefix##_new (void) { return sf_shape_new (&shape_##prefix); } \
  void prefix##_free (T *message) { sf_shape_free (&shape_##prefix, message); }

static gboolean
shape_error (const char *what, GError **error)
{
  g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s", what);
  return FALSE;
}

static void
free_ack (gpointer ack)
{
  sf_ack_free (ack);
}

static void
free_bucket_state (gpointer state)
{
  sf_bucket_state_free (state);
}

static void
free_push_item (gpointer item)
{
  sf_push_item_free (item);
}

static void
free_push_result (gpointer result)
{
  sf_push_result_free (result);
}

static gboolean
check_push_item (gconstpointer data, GError **error)
{
  const SfPushItem *item = data;

  return (item->body == NULL) == item->gone || shape_error ("push item: either a body or gone", error);
}

static gboolean
check_session_request (gconstpointer data, GError **error)
{
  const SfSessionRequest *request = data;

  return (request->nonce != NULL) == request->has_signature || shape_error ("session: nonce and signature go together", error);
}

static gboolean
check_snapshot (gconstpointer data, GError **error)
{
  const SfSnapshot *snapshot = data;

  return (snapshot->after_kind != NULL) == (snapshot->after_id != NULL) || shape_error ("snapshot: after needs kind and id", error);
}

static gboolean
check_lan_ask (gconstpointer data, GError **error)
{
  const SfLanAsk *ask = data;

  const gboolean carries = strcmp (ask->act, "push") == 0 || strcmp (ask->act, "ring") == 0;

  return carries == (ask->body != NULL) || shape_error ("lan: a push or a ring and its body go together", error);
}

SHAPE (SfAck, ack, free_ack, NULL,
       TEXT (SfAck, "scope", scope, MAX_SCOPE),
       INT (SfAck, "head", head, 0, MAX_LONG),
       HEX (SfAck, "chain", chain, SF_CHAIN_LEN))

SHAPE (SfBucketState, bucket_state, free_bucket_state, NULL,
       TEXT (SfBucketState, "id", bucket, MAX_BUCKET),
       HAS_TOKEN (SfBucketState, "token", token, has_token),
       BOOL (SfBucketState, "ok", ok),
       HAS_INT (SfBucketState, "count", count, has_sum, 0, MAX_LONG),
       HAS_HEX (SfBucketState, "sum", sum, has_sum, SF_LINK_LEN))

SHAPE (SfPushItem, push_item, free_push_item, check_push_item,
       INT (SfPushItem, "mid", mid, 1, MAX_LONG),
       HEX (SfPushItem, "h", h, SF_LINK_LEN),
       OPT_INT (SfPushItem, "st", st, 0, MAX_LONG),
       OPT_TEXT (SfPushItem, "clk", clk, 16),
       OPT_TEXT (SfPushItem, "body", body, SF_MAX_JSON_STRING),
       FLAG (SfPushItem, "gone", gone))

SHAPE (SfPushResult, push_result, free_push_result, NULL,
       INT (SfPushResult, "mid", mid, 1, MAX_LONG),
       STATUS (SfPushResult, "st", status),
       OPT_TEXT (SfPushResult, "code", code, 200),
       OPT_INT (SfPushResult, "seq", seq, 0, MAX_LONG))

MESSAGE (SfEnrolRequest, sf_enrol_request, NULL,
         PROTOCOL_ (),
         TEXT (SfEnrolRequest, "code", code, 128),
         TEXT (SfEnrolRequest, "dev", device_id, SF_ID_LEN),
         BASE64 (SfEnrolRequest, "key", key, 32),
         OPT_TEXT (SfEnrolRequest, "app", app, 64),
         OPT_TEXT (SfEnrolRequest, "was", was, SF_ID_LEN))

MESSAGE (SfEnrolReply, sf_enrol_reply, NULL,
         PROTOCOL_ (),
         TEXT (SfEnrolReply, "dev", device_id, SF_ID_LEN),
         TEXT (SfEnrolReply, "role", role, 32),
         OPT_TEXT (SfEnrolReply, "name", name, 400),
         TEXT (SfEnrolReply, "server", server_id, 128),
         TEXT (SfEnrolReply, "dealer", dealer_id, SF_ID_LEN),
         OPT_TEXT (SfEnrolReply, "sas", sas, 16),
         OPT_TEXT (SfEnrolReply, "ca_spki", ca_spki, 128),
         FLAG (SfEnrolReply, "compare", compare))

MESSAGE (SfSessionRequest, sf_session_request, check_session_request,
         PROTOCOL_ (),
         TEXT (SfSessionRequest, "dev", device_id, SF_ID_LEN),
         INT (SfSessionRequest, "inc", inc, 0, MAX_LONG),
         OPT_TEXT (SfSessionRequest, "nonce", nonce, 128),
         HAS_BASE64 (SfSessionRequest, "sig", signature, has_signature, 64))

MESSAGE (SfSessionReply, sf_session_reply, NULL,
         PROTOCOL_ (),
         OPT_TEXT (SfSessionReply, "nonce", nonce, 128),
         OPT_TEXT (SfSessionReply, "epoch", epoch, 64),
         OPT_TEXT (SfSessionReply, "server", server_id, 128),
         OPT_TEXT (SfSessionReply, "token", token, 200),
         OPT_INT (SfSessionReply, "expires", expires_s, 0, 86400 * 366))

MESSAGE (SfHello, sf_hello, NULL,
         PROTOCOL_ (),
         TEXT (SfHello, "dev", device_id, SF_ID_LEN),
         INT (SfHello, "inc", inc, 0, MAX_LONG),
         UINT (SfHello, "schema", schema, 1, 1000000),
         OPT_TEXT (SfHello, "app", app, 64),
         OPT_TEXT (SfHello, "boot", boot, 64),
         OPT_INT (SfHello, "boot_ms", boot_ms, 0, MAX_LONG),
         OPT_INT (SfHello, "wall_ms", wall_ms, G_MININT64, MAX_LONG),
         INT (SfHello, "floor", floor, 0, MAX_LONG),
         INT (SfHello, "last", last, 0, MAX_LONG),
         HEX (SfHello, "last_h", last_h, SF_LINK_LEN),
         LIST (SfHello, "acks", acks, ack, MAX_ACKS),
         LIST (SfHello, "buckets", buckets, bucket_state, MAX_BUCKETS))

MESSAGE (SfHelloReply, sf_hello_reply, NULL,
         PROTOCOL_ (),
         TEXT (SfHelloReply, "server", server_id, 128),
         TEXT (SfHelloReply, "epoch", epoch, 64),
         INT (SfHelloReply, "now", now_ms, 0, MAX_LONG),
         INT (SfHelloReply, "last", last, 0, MAX_LONG),
         HEX (SfHelloReply, "last_h", last_h, SF_LINK_LEN),
         INT (SfHelloReply, "safe", safe, 0, MAX_LONG),
         LIST (SfHelloReply, "acks", acks, ack, MAX_ACKS),
         BOOL (SfHelloReply, "ack_ok", ack_ok),
         LIST (SfHelloReply, "buckets", buckets, bucket_state, MAX_BUCKETS),
         OBJECTS (SfHelloReply, "directives", directives, MAX_DIRECTIVES))

MESSAGE (SfPush, sf_push, NULL,
         INT (SfPush, "inc", inc, 0, MAX_LONG),
         INT (SfPush, "floor", floor, 0, MAX_LONG),
         LIST (SfPush, "m", items, push_item, SF_MAX_PUSH),
         LIST (SfPush, "buckets", buckets, bucket_state, MAX_BUCKETS))

MESSAGE (SfPushReply, sf_push_reply, NULL,
         INT (SfPushReply, "last", last, 0, MAX_LONG),
         INT (SfPushReply, "safe", safe, 0, MAX_LONG),
         OPT_INT (SfPushReply, "need", need, 0, MAX_LONG),
         LIST (SfPushReply, "r", results, push_result, SF_MAX_PUSH),
         LIST (SfPushReply, "acks", acks, ack, MAX_ACKS),
         LIST (SfPushReply, "buckets", buckets, bucket_state, MAX_BUCKETS))

MESSAGE (SfPull, sf_pull, NULL,
         TEXT (SfPull, "bucket", bucket, MAX_BUCKET),
         HAS_TOKEN (SfPull, "token", token, has_token),
         HAS_TOKEN (SfPull, "ack", ack, has_ack),
         OPT_UINT (SfPull, "limit", limit, 0, SF_MAX_PULL_ROWS))

MESSAGE (SfSnapshot, sf_snapshot, check_snapshot,
         TEXT (SfSnapshot, "bucket", bucket, MAX_BUCKET),
         OPT_TEXT (SfSnapshot, "after_kind", after_kind, 64),
         OPT_TEXT (SfSnapshot, "after_id", after_id, SF_ID_LEN),
         HAS_TOKEN (SfSnapshot, "at", at, has_at),
         HAS_TOKEN (SfSnapshot, "ack", ack, has_ack),
         OPT_UINT (SfSnapshot, "limit", limit, 0, SF_MAX_PULL_ROWS))

MESSAGE (SfLanAsk, sf_lan_ask, check_lan_ask,
         PROTOCOL_ (),
         TEXT (SfLanAsk, "act", act, 16),
         OPT_INT (SfLanAsk, "age", age_ms, 0, MAX_LONG),
         OPT_TEXT (SfLanAsk, "body", body, MAX_LAN_BODY))

MESSAGE (SfLanAnswer, sf_lan_answer, NULL,
         PROTOCOL_ (),
         TEXT (SfLanAnswer, "what", what, 16),
         OPT_TEXT (SfLanAnswer, "push", push, SF_ID_LEN),
         OPT_TEXT (SfLanAnswer, "model", model, SF_ID_LEN),
         OPT_TEXT (SfLanAnswer, "media", media, SF_ID_LEN),
         INT (SfLanAnswer, "since", since_ms, 0, MAX_LONG),
         INT (SfLanAnswer, "now", now_ms, 0, MAX_LONG),
         FLAG (SfLanAnswer, "sure", sure),
         OPT_INT (SfLanAnswer, "have", have, 0, MAX_LONG),
         OPT_INT (SfLanAnswer, "want", want, 0, MAX_LONG))

MESSAGE (SfLanPlace, sf_lan_place, NULL,
         PROTOCOL_ (),
         INT (SfLanPlace, "port", port, 1, 65535))

MESSAGE (SfLanKey, sf_lan_key, NULL,
         PROTOCOL_ (),
         HEX (SfLanKey, "key", key, 32))

SHAPE (SfHeads, sf_heads, NULL, NULL, LIST (SfHeads, "heads", acks, ack, MAX_ACKS))

SfHeads *
sf_heads_new (void)
{
  return sf_shape_new (&shape_sf_heads);
}

void
sf_heads_free (SfHeads *message)
{
  sf_shape_free (&shape_sf_heads, message);
}

/* The one message whose member names are data: {"heads":{"dealer":9125}}. A hint needs no chain. */
char *
sf_heads_to_json (const SfHeads *message)
{
  GString *out = g_string_new ("{\"heads\":{");

  for (guint i = 0; i < message->acks->len; i++)
    {
      const SfAck *ack = message->acks->pdata[i];

      if (i > 0)
        g_string_append_c (out, ',');
      sf_json_append_text (out, ack->scope);
      g_string_append_c (out, ':');
      sf_json_append_int (out, ack->head);
    }
  g_string_append (out, "}}");
  return g_string_free (out, FALSE);
}

static gboolean
read_heads (SfHeads *message, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char *scope;
  JsonNode *node;

  if (json_object_get_size (object) > MAX_ACKS)
    return shape_error ("heads: too many", error);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &scope, &node))
    {
      SfAck *ack = sf_shape_new (&shape_ack);

      g_ptr_array_add (message->acks, ack);
      ack->scope = g_strdup (scope);
      if (scope[0] == '\0' || strlen (scope) > MAX_SCOPE || !sf_json_int (object, scope, 0, MAX_LONG, &ack->head, NULL))
        return shape_error ("heads: not a scope and its head", error);
    }
  return TRUE;
}

SfHeads *
sf_heads_from_json (const char *json, gsize len, GError **error)
{
  g_autoptr (JsonNode) node = sf_json_parse (json, len, error);
  g_autoptr (SfHeads) message = sf_heads_new ();
  JsonNode *heads;

  if (node == NULL)
    return NULL;
  heads = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), "heads") : NULL;
  if (heads == NULL || !JSON_NODE_HOLDS_OBJECT (heads))
    {
      shape_error ("heads: missing", error);
      return NULL;
    }
  return read_heads (message, json_node_get_object (heads), error) ? g_steal_pointer (&message) : NULL;
}

void
sf_ack_free (SfAck *ack)
{
  sf_shape_free (&shape_ack, ack);
}

void
sf_bucket_state_free (SfBucketState *state)
{
  sf_shape_free (&shape_bucket_state, state);
}

void
sf_push_item_free (SfPushItem *item)
{
  sf_shape_free (&shape_push_item, item);
}

void
sf_push_result_free (SfPushResult *result)
{
  sf_shape_free (&shape_push_result, result);
}
