/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-ingest"
#include "server/sf-ingest.h"

#include <string.h>

#include "server/sf-dispatch.h"
#include "server/sf-ingest-private.h"
#include "store/sf-server-person.h"
#include "store/sf-server-told.h"

/* Erasures are told to a device at every hello for this long: longer than anybody may be away and still be let in. */
#define ERASE_DIRECTIVE_MS (G_GINT64_CONSTANT (400) * 24 * 3600 * 1000)
/* The newest erasures at every hello, and as many older ones in turns: both far below what a reader of the wire takes. */
#define ERASURES_TOLD 500

SfIngest *
sf_ingest_new (SfServerStore *store, SfClock *clock, SfIds *ids)
{
  SfIngest *self = g_new0 (SfIngest, 1);

  self->store = store;
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->heard = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->doubts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
sf_ingest_free (SfIngest *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->heard);
  g_hash_table_unref (self->doubts);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self);
}

void
sf_ingest_ablate (SfIngest *self, guint ablations)
{
  self->ablations = ablations;
}

void
sf_ingest_set_head_func (SfIngest *self, SfHeadFunc func, gpointer data)
{
  self->head_func = func;
  self->head_data = data;
}

/* Transactions */

static GPtrArray *
heads_now (SfIngest *self)
{
  GPtrArray *acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_server_store_heads (self->store, acks);
  return acks;
}

static const char *const scopes[] = { SF_SCOPE_NAME_DEALER, SF_SCOPE_NAME_OEM };

/* A wall that plays moves the head every few seconds; nobody follows that, so nobody is woken for it. */
static void
tell_heads (SfIngest *self, const gint64 before[G_N_ELEMENTS (scopes)])
{
  g_autoptr(GPtrArray) heads = heads_now (self);

  for (guint i = 0; self->head_func != NULL && i < heads->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (scopes); k++)
      {
        SfAck *now = heads->pdata[i];

        if (strcmp (now->scope, scopes[k]) == 0 && sf_server_store_followed (self->store, scopes[k]) != before[k])
          self->head_func (now->scope, now->head, self->head_data);
      }
}

gboolean
sf_ingest_transaction (SfIngest *self, SfIngestFunc func, gpointer data, GError **error)
{
  gint64 before[G_N_ELEMENTS (scopes)];

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    before[i] = sf_server_store_followed (self->store, scopes[i]);
  if (!sf_server_store_begin (self->store, error))
    return FALSE;
  if (!func (self, data, error))
    {
      sf_server_store_rollback (self->store);
      return FALSE;
    }
  if (!sf_server_store_commit (self->store, error))
    return FALSE;
  tell_heads (self, before);
  return TRUE;
}

/* Hello */

static SfBucketState *
sent_state (GPtrArray *states, const char *bucket)
{
  for (guint i = 0; states != NULL && i < states->len; i++)
    if (g_strcmp0 (((SfBucketState *) states->pdata[i])->bucket, bucket) == 0)
      return states->pdata[i];
  return NULL;
}

gboolean
sf_ingest_token_ok (SfIngest *self, const char *bucket, const SfToken *token, gboolean *ok, GError **error)
{
  const char *scope = sf_server_bucket_scope (bucket);

  *ok = FALSE;
  if (scope == NULL || strcmp (scope, token->scope) != 0)
    return TRUE;
  if (self->ablations & INGEST_ABLATE_A_CHAIN)
    {
      *ok = TRUE;
      return TRUE;
    }
  return sf_server_store_token_ok (self->store, token, ok, error);
}

/* A replica that stands at our head and sums up otherwise has gone wrong somewhere: it fetches the bucket anew. */
static gboolean
compare_sums (SfIngest *self, const SfBucketState *sent, const SfBucketState *ours, SfHelloReply *reply)
{
  const char *scope = sf_server_bucket_scope (ours->bucket);

  for (guint i = 0; i < reply->acks->len; i++)
    {
      SfAck *ack = reply->acks->pdata[i];

      if (strcmp (ack->scope, scope) == 0 && (sent->token.seq != ack->head || sent->token.head != ack->head))
        return FALSE;
    }
  if (sent->count == ours->count && memcmp (sent->sum, ours->sum, SF_LINK_LEN) == 0)
    return FALSE;
  g_ptr_array_add (reply->directives, g_strdup_printf ("{\"k\":\"resync\",\"bucket\":\"%s\"}", ours->bucket));
  return TRUE;
}

static gboolean
fill_bucket (SfIngest *self, const SfHello *hello, const char *bucket, SfHelloReply *reply, GError **error)
{
  SfBucketState *state = g_new0 (SfBucketState, 1);
  SfBucketState *sent = sent_state (hello->buckets, bucket);

  g_ptr_array_add (reply->buckets, state);
  state->bucket = g_strdup (bucket);
  if (sent != NULL && sent->has_token && !sf_ingest_token_ok (self, bucket, &sent->token, &state->ok, error))
    return FALSE;
  if (!sf_server_store_sum (self->store, bucket, &state->count, state->sum, error))
    return FALSE;
  state->has_sum = TRUE;
  if (sent != NULL && sent->has_token && sent->has_sum && state->ok)
    compare_sums (self, sent, state, reply);
  return TRUE;
}

static gboolean
fill_acks (SfIngest *self, const SfHello *hello, SfHelloReply *reply, GError **error)
{
  sf_server_store_heads (self->store, reply->acks);
  reply->ack_ok = TRUE;
  for (guint i = 0; hello->acks != NULL && i < hello->acks->len; i++)
    {
      gboolean ok = FALSE;

      if (!sf_server_store_ack_ok (self->store, hello->acks->pdata[i], &ok, error))
        return FALSE;
      reply->ack_ok = reply->ack_ok && ok;
    }
  return TRUE;
}

static void
tell_erased (SfHelloReply *reply, GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (reply->directives, g_strdup_printf ("{\"k\":\"erase\",\"id\":\"%s\"}", (const char *) ids->pdata[i]));
}

/*
 * Answers get lost and nobody says which erasures arrived. So the older ones go round for each device, from where the last
 * hello left off: no device is ever told too much at once, and each hears everything within a few hellos.
 */
static gboolean
tell_older (SfIngest *self, const char *device_id, gint64 since_ms, SfHelloReply *reply, GError **error)
{
  g_autofree char *key = g_strconcat ("erased.told.", device_id, NULL);
  g_autofree char *last = sf_server_store_get (self->store, key);
  g_autoptr(GPtrArray) older = sf_server_store_erased_after (self->store, since_ms, last, ERASURES_TOLD, error);

  if (older == NULL)
    return FALSE;
  tell_erased (reply, older);
  return older->len == 0 || sf_server_store_set (self->store, key, older->pdata[older->len - 1], error);
}

static gboolean
fill_directives (SfIngest *self, const char *device_id, SfHelloReply *reply, GError **error)
{
  gint64 since_ms = reply->now_ms - ERASE_DIRECTIVE_MS;
  g_autoptr(GPtrArray) newest = sf_server_store_erased_since (self->store, since_ms, ERASURES_TOLD, error);

  if (newest == NULL)
    return FALSE;
  tell_erased (reply, newest);
  return newest->len < ERASURES_TOLD || tell_older (self, device_id, since_ms, reply, error);
}

/* Two disks with one number: what this one wrote last is not what the server has under that number (I15). */
static gboolean
look_for_fork (SfIngest *self, const char *device_id, const SfHello *hello, const SfPlace *place, gboolean *fork, GError **error)
{
  SfJournalRow row = { 0 };

  *fork = FALSE;
  if ((self->ablations & INGEST_ABLATE_D_FORK) || hello->last < 1 || hello->last > place->last)
    return TRUE;
  if (!sf_server_store_journal (self->store, device_id, hello->inc, hello->last, &row, error))
    return FALSE;
  *fork = row.found && memcmp (row.h, hello->last_h, SF_LINK_LEN) != 0;
  sf_journal_row_clear (&row);
  return TRUE;
}

SfHelloReply *
sf_ingest_hello (SfIngest *self, const SfPeer *peer, const SfHello *hello, gboolean *fork, GError **error)
{
  g_autoptr(SfHelloReply) reply = sf_hello_reply_new ();
  g_autoptr(GPtrArray) buckets = sf_server_buckets_of (peer->role, peer->device_id);
  SfPlace place;

  *fork = FALSE;
  if (!sf_server_store_place (self->store, peer->device_id, hello->inc, &place, error))
    return NULL;
  if (!look_for_fork (self, peer->device_id, hello, &place, fork, error) || *fork)
    return NULL;
  reply->server_id = g_strdup (sf_server_store_get_server_id (self->store));
  reply->epoch = g_strdup (sf_server_store_get_epoch (self->store));
  reply->now_ms = sf_clock_wall_ms (self->clock);
  reply->last = place.last;
  memcpy (reply->last_h, place.last_h, SF_LINK_LEN);
  reply->safe = place.safe;
  if (!sf_server_store_told (self->store, peer->device_id, hello, place.last, error))
    return NULL;
  if (!fill_acks (self, hello, reply, error) || !fill_directives (self, peer->device_id, reply, error))
    return NULL;
  for (guint i = 0; i < buckets->len; i++)
    if (!fill_bucket (self, hello, buckets->pdata[i], reply, error))
      return NULL;
  return g_steal_pointer (&reply);
}

/* Pull and snapshot */

static gboolean
may_follow (const SfPeer *peer, const char *bucket, GError **error)
{
  g_autoptr(GPtrArray) buckets = sf_server_buckets_of (peer->role, peer->device_id);

  if (!peer->revoked && g_ptr_array_find_with_equal_func (buckets, bucket, g_str_equal, NULL))
    return TRUE;
  g_set_error_literal (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS, "This device does not follow that bucket");
  return FALSE;
}

/* Ablation A: a cursor that is a number only. */
static void
forget_chain (SfIngest *self, SfToken *token)
{
  g_autoptr(GPtrArray) acks = heads_now (self);

  for (guint i = 0; i < acks->len; i++)
    {
      SfAck *ack = acks->pdata[i];

      if (strcmp (ack->scope, token->scope) != 0)
        continue;
      token->head = ack->head;
      token->seq = MIN (token->seq, ack->head);
      memcpy (token->chain, ack->chain, SF_CHAIN_LEN);
    }
}

/*
 * A device that compares our numbers with those of an acknowledgement has to know that they are of one history, also when it has not
 * said hello since this server was restored: then @out is the page that says so, else NULL.
 */
static gboolean
check_ack (SfIngest *self, const SfToken *token, gboolean has_ack, SfRowPage **out, GError **error)
{
  SfAck ack = { .scope = (char *) token->scope, .head = token->head };
  gboolean ok = TRUE;

  *out = NULL;
  memcpy (ack.chain, token->chain, SF_CHAIN_LEN);
  if (has_ack && !sf_server_store_ack_ok (self->store, &ack, &ok, error))
    return FALSE;
  if (ok)
    return TRUE;
  *out = sf_row_page_new ();
  (*out)->hello = TRUE;
  return TRUE;
}

SfRowPage *
sf_ingest_pull (SfIngest *self, const SfPeer *peer, const SfPull *pull, GError **error)
{
  SfPull asked = *pull;
  SfRowPage *page;

  if (!may_follow (peer, pull->bucket, error) || !check_ack (self, &pull->ack, pull->has_ack, &page, error))
    return NULL;
  if (page != NULL)
    return page;
  if (self->ablations & INGEST_ABLATE_A_CHAIN)
    forget_chain (self, &asked.token);
  return sf_server_store_pull (self->store, &asked, error);
}

SfRowPage *
sf_ingest_snapshot (SfIngest *self, const SfPeer *peer, const SfSnapshot *snapshot, GError **error)
{
  SfSnapshot asked = *snapshot;
  SfRowPage *page;

  if (!may_follow (peer, snapshot->bucket, error) || !check_ack (self, &snapshot->ack, snapshot->has_ack, &page, error))
    return NULL;
  if (page != NULL)
    return page;
  if (self->ablations & INGEST_ABLATE_A_CHAIN)
    forget_chain (self, &asked.at);
  return sf_server_store_snapshot (self->store, &asked, error);
}

/* The server's own writes */

/*
 * Held to today's limits, values and fields like all that comes in from outside. What devices alone create (visits, consents,
 * outcomes of a past that is imported) is held to what they may say.
 */
static gboolean
check_own (SfRecord *record, GError **error)
{
  SfKind kind = sf_record_get_kind (record);

  return sf_record_check (record, SF_CHECK_CREATE, sf_may_create (SF_ROLE_S, kind) ? SF_ROLE_S : sf_kind_info (kind)->create, error);
}

static gboolean
put_one (SfWork *work, SfRecord *record, GError **error)
{
  if (sf_kind_info (sf_record_get_kind (record))->merge == SF_MERGE_LWW)
    return sf_work_patch (work, record, NULL, error);
  return sf_work_put (work, record, error);
}

static gboolean
put_records (SfIngest *self, gpointer data, GError **error)
{
  GPtrArray *records = data;
  SfWork work;

  if (!sf_work_init (&work, self, NULL, error))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (!check_own (records->pdata[i], error) || !put_one (&work, records->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
sf_ingest_put_all (SfIngest *self, GPtrArray *records, GError **error)
{
  return sf_ingest_transaction (self, put_records, records, error);
}

gboolean
sf_ingest_put (SfIngest *self, SfRecord *record, GError **error)
{
  g_autoptr(GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, record);
  return sf_ingest_put_all (self, one, error);
}

gboolean
sf_ingest_put_setting (SfIngest *self, const char *key, const char *value, GError **error)
{
  g_autofree char *id = sf_uuid_derive (sf_server_store_get_server_id (self->store), key, 0);
  GError *failed = NULL;
  g_autoptr(SfRecord) before = sf_table_get (sf_server_store_get_db (self->store), SF_KIND_SETTING, id, &failed);
  const char *known = before != NULL ? sf_record_get_text (before, SF_SETTING_VALUE) : NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (strcmp (known != NULL ? known : "", value) == 0)
    return TRUE;
  g_autoptr(SfRecord) setting = sf_record_new (SF_KIND_SETTING, id);
  sf_record_set_text (setting, SF_SETTING_KEY, key);
  sf_record_set_text (setting, SF_SETTING_VALUE, value);
  return sf_ingest_put (self, setting, error);
}

/* What people do on the server's own pages */

typedef struct { const SfPeer *peer; SfMutation *mutation; SfVerdict verdict; } Act;

static gboolean
do_act (SfIngest *self, gpointer data, GError **error)
{
  Act *act = data;
  SfMutation *m = act->mutation;
  g_autofree char *action = g_strconcat (sf_kind_info (m->kind)->name, ".", m->verb, NULL);
  SfWork work;

  if (!sf_work_init (&work, self, act->peer, error) || !sf_apply_mutation (&work, m, 0, &act->verdict, error)
      || (work.queue_moved && !sf_dispatch_queue (&work, error)))
    return FALSE;
  return act->verdict.status != SF_PUSH_OK || sf_server_store_audit (self->store, act->peer->person, action, sf_record_get_id (m->data), sf_role_name (act->peer->role), error);
}

gboolean
sf_ingest_act (SfIngest *self, const SfPeer *peer, SfMutation *mutation, SfPushStatus *status, const char **code, GError **error)
{
  Act act = { .peer = peer, .mutation = mutation };

  if (!sf_ingest_transaction (self, do_act, &act, error))
    return FALSE;
  *status = act.verdict.status;
  *code = act.verdict.code;
  return TRUE;
}

typedef struct { SfKind kind; const char *id; } Erase;

static gboolean
erase_one (SfIngest *self, gpointer data, GError **error)
{
  Erase *erase = data;

  return sf_server_store_erase (self->store, erase->kind, erase->id, error);
}

gboolean
sf_ingest_erase (SfIngest *self, SfKind kind, const char *id, GError **error)
{
  Erase erase = { kind, id };

  /* What was overwritten must not live on in the log either. */
  return sf_ingest_transaction (self, erase_one, &erase, error) && sf_server_store_scrub (self->store, FALSE, error);
}

static gboolean
tick (SfIngest *self, gpointer data, GError **error)
{
  gint64 *next = data;
  SfWork work;

  return sf_work_init (&work, self, NULL, error) && sf_dispatch_expire (&work, next, error);
}

static gboolean
remind (SfIngest *self, gpointer data, GError **error)
{
  gint64 next = 0;
  SfWork work;

  return sf_work_init (&work, self, NULL, error) && sf_visit_steps_late (&work, TRUE, &next, error);
}

gboolean
sf_ingest_remind (SfIngest *self, GError **error)
{
  gint64 next = 0;
  SfWork work;

  /* Looked at often, and mostly nobody is late: then nothing is written. */
  if (!sf_work_init (&work, self, NULL, error) || !sf_visit_steps_late (&work, FALSE, &next, error))
    return FALSE;
  return next == 0 || next > work.now || sf_ingest_transaction (self, remind, NULL, error);
}

gint64
sf_ingest_tick (SfIngest *self, GError **error)
{
  gint64 next = 0;
  SfWork work;

  /* Asked often, and mostly nothing is due: then nothing is written. */
  if (!sf_work_init (&work, self, NULL, error) || !sf_dispatch_next_deadline (&work, &next, error))
    return 0;
  if (next == 0 || next > work.now)
    return next;
  return sf_ingest_transaction (self, tick, &next, error) ? next : 0;
}
