/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "wire/sf-json.h"
G_BEGIN_DECLS
/*
 * The messages of protocol v1 (docs/protocol.md) as structs; each has _to_json() (transfer full) and _from_json() that
 * checks shape and limits. Strings and arrays are owned by the struct; free with the _free() of each (autoptr).
 */
#define SF_PROTOCOL 1
#define SF_CHAIN_LEN 32
#define SF_LINK_LEN 16                /* h: SHA-256(h_before ‖ body) cut to 16 bytes */
/** h of the mutation after @before (SF_LINK_LEN bytes, zeros before the first). */
void sf_link (const guint8 before[SF_LINK_LEN], gconstpointer body, gsize n, guint8 out[SF_LINK_LEN]);
/** hash of a row: SHA-256(data bytes) cut to 16; a deletion hashes the empty string. */
void sf_row_hash (gconstpointer data, gsize n, guint8 out[SF_LINK_LEN]);
/** chain after one feed event: SHA-256(chain ‖ seq(8, big endian) ‖ bucket NUL kind NUL id NUL ‖ row_hash). */
void sf_chain (const guint8 before[SF_CHAIN_LEN], gint64 seq, const char *bucket, const char *kind, const char *id, const guint8 row_hash[SF_LINK_LEN], guint8 out[SF_CHAIN_LEN]);

/** Where a replica stands in a history. On the wire: opaque base64url of these, ≤ 200 characters. */
typedef struct { char scope[64]; gint64 seq, head; guint8 chain[SF_CHAIN_LEN]; } SfToken;
char    *sf_token_to_text   (const SfToken *token);
gboolean sf_token_from_text (const char *text, SfToken *out, GError **error);

typedef struct { char *scope; gint64 head; guint8 chain[SF_CHAIN_LEN]; } SfAck;              /* state of a scope at a push reply */
typedef struct { char *bucket; SfToken token; gboolean ok; gint64 count; guint8 sum[SF_LINK_LEN]; gboolean has_token, has_sum; } SfBucketState;

/** POST /v1/enrol → */
/** @was (nullable): who it is already; a server that lost its account (restored from an older backup) lets it be that again. */
typedef struct { char *code; char *device_id; guint8 key[32]; char *app, *was; } SfEnrolRequest;
/** ← also names the six-digit comparison text */
typedef struct { char *device_id, *role, *name, *server_id, *dealer_id, *sas; char *ca_spki; gboolean compare; } SfEnrolReply;

/** POST /v1/session, in two steps: ask for a nonce, then sign SHA-256("showfloor-session" ‖ nonce ‖ device ‖ inc(8) ‖ epoch ‖ leaf_sha256) */
typedef struct { char *device_id; gint64 inc; char *nonce; guint8 signature[64]; gboolean has_signature; } SfSessionRequest;
typedef struct { char *nonce, *epoch, *server_id, *token; gint64 expires_s; } SfSessionReply;

typedef struct {
  char *device_id; gint64 inc; guint schema; char *app;
  char *boot; gint64 boot_ms, wall_ms;
  gint64 floor, last; guint8 last_h[SF_LINK_LEN];      /* journal bounds: oldest kept mid, newest mid */
  GPtrArray *acks;      /* SfAck: state of each scope at the last push reply */
  GPtrArray *buckets;   /* SfBucketState: token, and now and then count + sum */
} SfHello;
typedef struct {
  char *server_id, *epoch; gint64 now_ms;
  gint64 last; guint8 last_h[SF_LINK_LEN];             /* last mutation the server has of this (device, inc) */
  gint64 safe;
  GPtrArray *acks;      /* SfAck: heads now */
  gboolean ack_ok;      /* the sent acks belong to this history (decisions 2) */
  GPtrArray *buckets;   /* SfBucketState: what this device follows; ok = token valid; a bucket not listed must be purged */
  GPtrArray *directives; /* char*: JSON objects, e.g. {"k":"erase","id":…}, {"k":"resync","bucket":…} */
} SfHelloReply;

typedef struct { gint64 mid; guint8 h[SF_LINK_LEN]; gint64 st; char *clk; char *body; gboolean gone; } SfPushItem;   /* body: exact bytes */
typedef struct { gint64 inc, floor; GPtrArray *items; GPtrArray *buckets; } SfPush;
typedef enum { SF_PUSH_OK, SF_PUSH_DUP, SF_PUSH_MERGED, SF_PUSH_REJECTED, SF_PUSH_QUARANTINED } SfPushStatus;
typedef struct { gint64 mid; SfPushStatus status; char *code; gint64 seq; } SfPushResult;
typedef struct {
  gint64 last, safe, need;         /* need > 0: a gap, send from there; nothing of this push was applied past last */
  GPtrArray *results;              /* SfPushResult */
  GPtrArray *acks;                 /* SfAck: {head, chain} of each scope after this push */
  GPtrArray *buckets;              /* SfBucketState: ok per sent token */
} SfPushReply;

/**
 * POST /v1/pull {bucket, token|null, limit, ack} ← NDJSON: per row an envelope line and the data line as stored; last line the end.
 * @ack: the head and chain of the last push reply, while something that it acknowledged is not visible yet (seq is its head).
 */
typedef struct { char *bucket; SfToken token, ack; gboolean has_token, has_ack; guint limit; } SfPull;
/** POST /v1/snapshot {bucket, after_kind, after_id, at: token|null}: the whole bucket by key, same lines. */
typedef struct { char *bucket, *after_kind, *after_id; SfToken at, ack; gboolean has_at, has_ack; guint limit; } SfSnapshot;
typedef struct { char *kind, *id; gint64 seq, ver; gboolean gone; char *data; gsize data_len; } SfRow;   /* gone: deleted or no longer in this bucket */
/**
 * resync: the token is of another history · hello: the ack is, so numbers of that history mean nothing in this one; say hello first ·
 * total: rows of the whole bucket, told with a snapshot's pages; 0 unknown.
 */
typedef struct { GPtrArray *rows; SfToken token; gboolean more, resync, hello; char *after_kind, *after_id; gint64 total; } SfRowPage;

/** One line of GET /v1/wait: {"heads":{scope:n}}; the chains are not sent (zeros when read). */
typedef struct { GPtrArray *acks; } SfHeads;

/* Tablet and screen without the server (docs/protocol.md 12); each is the content of a box. */
/** @act: "push", with @body, a mutation "push.create" as it was committed @age_ms ago; or "state". */
typedef struct { char *act, *body; gint64 age_ms; } SfLanAsk;
/** What is on the glass, as in SHOWING, and the screen's clock; @sure: it has heard the time since it started. */
typedef struct { char *what, *push, *model, *media; gint64 since_ms, now_ms, have, want; gboolean sure; } SfLanAnswer;
/** POST /v1/lan → where a screen listens; ← the key it shares with the tablets. */
typedef struct { gint64 port; } SfLanPlace;
typedef struct { guint8 key[32]; } SfLanKey;

#define SF_MESSAGE(Type, prefix) \
  char *prefix##_to_json (const Type *message); \
  Type *prefix##_from_json (const char *json, gsize len, GError **error); \
  Type *prefix##_new (void); \
  void  prefix##_free (Type *message); \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, prefix##_free)
SF_MESSAGE (SfEnrolRequest, sf_enrol_request)
SF_MESSAGE (SfEnrolReply, sf_enrol_reply)
SF_MESSAGE (SfSessionRequest, sf_session_request)
SF_MESSAGE (SfSessionReply, sf_session_reply)
SF_MESSAGE (SfHello, sf_hello)
SF_MESSAGE (SfHelloReply, sf_hello_reply)
SF_MESSAGE (SfPush, sf_push)
SF_MESSAGE (SfPushReply, sf_push_reply)
SF_MESSAGE (SfPull, sf_pull)
SF_MESSAGE (SfSnapshot, sf_snapshot)
SF_MESSAGE (SfHeads, sf_heads)
SF_MESSAGE (SfLanAsk, sf_lan_ask)
SF_MESSAGE (SfLanAnswer, sf_lan_answer)
SF_MESSAGE (SfLanPlace, sf_lan_place)
SF_MESSAGE (SfLanKey, sf_lan_key)
SF_MESSAGE (SfRowPage, sf_row_page)         /* NDJSON, not one document */
#undef SF_MESSAGE
void sf_ack_free (SfAck *ack);
void sf_bucket_state_free (SfBucketState *state);
void sf_push_item_free (SfPushItem *item);
void sf_push_result_free (SfPushResult *result);
void sf_row_free (SfRow *row);
G_END_DECLS
