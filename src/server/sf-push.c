/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The push transaction (sync.md 1.5): continuity of numbers and hashes first, then one savepoint per mutation. */
#define G_LOG_DOMAIN "sf-push"
#include <string.h>

#include "server/sf-dispatch.h"
#include "server/sf-ingest-private.h"
#include "store/sf-server-person.h"
#include "wire/sf-codec.h"

typedef struct {
  SfWork work;
  SfPushJob *job;
  SfPlace place;
  gboolean jumped;      /* the first mutation after a gap: nothing of ours to chain it to */
  gboolean looked, other; /* whether it is known, and true, that the device wrote under another incarnation, too */
} Push;

static void
add_result (Push *push, gint64 mid, const SfVerdict *verdict, gint64 seq)
{
  SfPushResult *result = g_new0 (SfPushResult, 1);

  result->mid = mid;
  result->status = verdict->status;
  result->code = g_strdup (verdict->code);
  result->seq = seq;
  g_ptr_array_add (push->job->reply->results, result);
}

/* Known already: the answer of then, so that a device whose answer was lost still learns what became of it. */
static gboolean
answer_again (Push *push, const SfPushItem *item, GError **error)
{
  SfJournalRow row = { 0 };
  SfVerdict verdict;

  if (!sf_server_store_journal (push->work.store, push->job->peer->device_id, push->job->push->inc, item->mid, &row, error))
    return FALSE;
  if (row.found && memcmp (row.h, item->h, SF_LINK_LEN) != 0 && !(push->work.ingest->ablations & INGEST_ABLATE_D_FORK))
    push->job->fork = TRUE;
  verdict = row.found ? (SfVerdict) { row.status, row.code, FALSE } : (SfVerdict) { SF_PUSH_DUP, NULL, FALSE };
  add_result (push, item->mid, &verdict, row.seq);
  sf_journal_row_clear (&row);
  return TRUE;
}

static gboolean
note_gap (Push *push, gint64 to, GError **error)
{
  g_autofree char *args = g_strdup_printf ("%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, push->place.last + 1, to);

  push->place.last = to;
  push->jumped = TRUE;
  return sf_server_store_incident (push->work.store, "journal.gap", push->job->peer->device_id, args, error);
}

static gint64
dealer_head (SfWork *work)
{
  g_autoptr(GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_server_store_heads (work->store, acks);
  for (guint i = 0; i < acks->len; i++)
    if (strcmp (((SfAck *) acks->pdata[i])->scope, SF_SCOPE_NAME_DEALER) == 0)
      return ((SfAck *) acks->pdata[i])->head;
  return 0;
}

/* Errors of the disk are everybody's; any other error is this mutation's own and must not stop the next. */
static gboolean
is_poison (const GError *error)
{
  return error->domain != SF_STORE_ERROR || error->code == SF_STORE_ERROR_CONSTRAINT;
}

static gboolean
apply_in_savepoint (Push *push, SfMutation *mutation, gint64 mid, SfVerdict *verdict, GError **error)
{
  GError *failed = NULL;
  SfServerStore *store = push->work.store;

  if (!sf_server_store_savepoint (store, error))
    return FALSE;
  push->work.queue_moved = FALSE;
  if (sf_apply_mutation (&push->work, mutation, mid, verdict, &failed) && (!push->work.queue_moved || sf_dispatch_queue (&push->work, &failed)))
    return sf_server_store_release (store, TRUE, error);
  if (!is_poison (failed))
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  g_clear_error (&failed);
  *verdict = (SfVerdict) { SF_PUSH_QUARANTINED, "store", verdict->erased };
  return sf_server_store_release (store, FALSE, error);
}

/* The seq from which on a replica shows what this mutation came to. */
static gint64
seen_at (Push *push, SfMutation *mutation, const SfVerdict *verdict, gint64 head_before)
{
  g_autoptr(SfStored) stored = NULL;
  gint64 head = dealer_head (&push->work);

  if (head != head_before || verdict->status == SF_PUSH_REJECTED || mutation == NULL)
    return head;
  stored = sf_server_store_load (push->work.store, mutation->kind, sf_record_get_id (mutation->data), NULL);
  return stored != NULL ? stored->seq : head;
}

static gboolean
write_journal (Push *push, const SfPushItem *item, SfMutation *mutation, const SfVerdict *verdict, gint64 seq, GError **error)
{
  SfJournalRow row = { .mid = item->mid, .seq = seq, .status = verdict->status, .code = (char *) verdict->code };
  const char *body = verdict->erased ? NULL : item->body, *device = push->job->peer->device_id;

  memcpy (row.h, item->h, SF_LINK_LEN);
  if (verdict->status == SF_PUSH_QUARANTINED && body != NULL
      && !sf_server_store_quarantine (push->work.store, device, push->job->push->inc, item->mid, verdict->code, body, error))
    return FALSE;
  return sf_server_store_journal_add (push->work.store, device, push->job->push->inc, &row, mutation != NULL ? sf_record_get_id (mutation->data) : NULL, body, error);
}

static gboolean
take_body (Push *push, const SfPushItem *item, SfMutation **mutation, SfVerdict *verdict, GError **error)
{
  *mutation = sf_codec_mutation_from_json (item->body, strlen (item->body), NULL);
  if (push->job->peer->revoked)
    {
      *verdict = (SfVerdict) { SF_PUSH_QUARANTINED, "revoked", FALSE };
      return *mutation == NULL || sf_server_store_speaks_of_erased (push->work.store, (*mutation)->data, &verdict->erased, error);
    }
  if (*mutation != NULL)
    return apply_in_savepoint (push, *mutation, item->mid, verdict, error);
  *verdict = (SfVerdict) { SF_PUSH_QUARANTINED, "malformed", FALSE };
  return TRUE;
}

/*
 * What a device says later is later, whatever its clock said: before it heard the time it may have guessed a year too far, and after a restore
 * that guess comes again and is taken for the present once more. Under one incarnation the order is that of the numbers.
 *
 * A disk that was put back forgets which stamps it gave, and guesses. It tells again what it had said by then; what it tells for the first
 * time was said later. A copy of the disk, whose original goes on, does not know the last that was said: there the guess stands.
 */
static gboolean
look_whether_later (Push *push, const SfPushItem *item, GError **error)
{
  const char *device = push->job->peer->device_id;
  g_autoptr(SfMutation) mutation = NULL;
  gint64 inc = push->job->push->inc;

  if (item->gone)
    return TRUE;
  if (!push->looked && !sf_server_store_other_inc (push->work.store, device, inc, &push->other, error))
    return FALSE;
  push->looked = TRUE;
  push->work.stamp.later = !push->other;
  if (push->work.stamp.sure || !push->other)
    return TRUE;
  mutation = sf_codec_mutation_from_json (item->body, strlen (item->body), NULL);
  return mutation == NULL || sf_server_store_is_later (push->work.store, device, inc, sf_record_get_id (mutation->data), item->body, &push->work.stamp.later, error);
}

static gboolean
take_item (Push *push, const SfPushItem *item, GError **error)
{
  SfWork *work = &push->work;
  g_autoptr(SfMutation) mutation = NULL;
  SfVerdict verdict = { SF_PUSH_OK, NULL, FALSE };
  gint64 before = dealer_head (work), seq;

  work->stamp = sf_stamp_received (item->st, item->clk, push->job->peer->device_id, work->now);
  if (work->ingest->ablations & INGEST_ABLATE_C_CLAMP)
    work->stamp.st = item->st;
  if (!look_whether_later (push, item, error))
    return FALSE;
  if (item->gone)
    {
      /* Its body was overwritten as acknowledged and safe; only a restore to something older brings it back as news. */
      g_autofree char *args = g_strdup_printf ("%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT, item->mid, item->mid);

      verdict.code = "gone";
      if (!sf_server_store_incident (work->store, "journal.gone", push->job->peer->device_id, args, error))
        return FALSE;
    }
  else if (!take_body (push, item, &mutation, &verdict, error))
    return FALSE;
  seq = seen_at (push, mutation, &verdict, before);
  if (!write_journal (push, item, mutation, &verdict, seq, error))
    return FALSE;
  push->place.last = item->mid;
  memcpy (push->place.last_h, item->h, SF_LINK_LEN);
  add_result (push, item->mid, &verdict, seq);
  return TRUE;
}

/* Does the item continue what we have? Sets fork in the job when it contradicts it. */
static gboolean
continues (Push *push, const SfPushItem *item)
{
  guint8 h[SF_LINK_LEN];

  if (item->gone || push->jumped || (push->work.ingest->ablations & INGEST_ABLATE_D_FORK))
    return TRUE;
  sf_link (push->place.last_h, item->body, strlen (item->body), h);
  push->job->fork = memcmp (h, item->h, SF_LINK_LEN) != 0;
  return !push->job->fork;
}

static gboolean
take_items (Push *push, GError **error)
{
  const SfPush *asked = push->job->push;

  for (guint i = 0; i < asked->items->len && !push->job->fork; i++)
    {
      const SfPushItem *item = asked->items->pdata[i];

      if (item->mid <= push->place.last)
        {
          if (!answer_again (push, item, error))
            return FALSE;
          continue;
        }
      if (item->mid > push->place.last + 1 && item->mid == asked->floor && !note_gap (push, item->mid - 1, error))
        return FALSE;
      if (item->mid > push->place.last + 1)
        {
          push->job->reply->need = push->place.last + 1;
          return TRUE;
        }
      if (!continues (push, item))
        return TRUE;
      if (!take_item (push, item, error))
        return FALSE;
      push->jumped = FALSE;
    }
  return TRUE;
}

static gboolean
fill_reply (Push *push, GError **error)
{
  SfPushReply *reply = push->job->reply;
  GPtrArray *sent = push->job->push->buckets;

  reply->last = push->place.last;
  reply->safe = push->place.safe;
  for (guint i = 0; sent != NULL && i < sent->len; i++)
    {
      SfBucketState *theirs = sent->pdata[i], *state = g_new0 (SfBucketState, 1);

      state->bucket = g_strdup (theirs->bucket);
      g_ptr_array_add (reply->buckets, state);
      if (theirs->has_token && !sf_ingest_token_ok (push->work.ingest, theirs->bucket, &theirs->token, &state->ok, error))
        return FALSE;
    }
  return sf_server_store_mark (push->work.store, reply->acks, error);
}

static gboolean
note_new_inc (Push *push, GError **error)
{
  gboolean other = FALSE;

  if (push->place.known || push->job->push->items->len == 0)
    return TRUE;
  if (!sf_server_store_other_inc (push->work.store, push->job->peer->device_id, push->job->push->inc, &other, error))
    return FALSE;
  return !other || sf_server_store_incident (push->work.store, "device.reincarnated", push->job->peer->device_id, NULL, error);
}

/* Up to where this tablet had read about guests when it said this: what it pushes is older than what it pulls next. */
static gboolean
look_how_far (Push *push, GError **error)
{
  GPtrArray *sent = push->job->push->buckets;

  push->work.seen = 0;
  for (guint i = 0; sent != NULL && i < sent->len; i++)
    {
      SfBucketState *state = sent->pdata[i];
      gboolean ok = FALSE;

      if (g_strcmp0 (state->bucket, SF_BUCKET_NAME_CRM) != 0 || !state->has_token)
        continue;
      if (!sf_ingest_token_ok (push->work.ingest, state->bucket, &state->token, &ok, error))
        return FALSE;
      if (ok)
        push->work.seen = state->token.seq;
    }
  return TRUE;
}

static gboolean
take_job (SfIngest *self, SfPushJob *job, GError **error)
{
  Push push = { .job = job };
  SfServerStore *store = self->store;
  gint64 last;

  job->fork = FALSE;
  job->reply = sf_push_reply_new ();
  if (!sf_work_init (&push.work, self, job->peer, error) || !sf_server_store_place (store, job->peer->device_id, job->push->inc, &push.place, error)
      || !sf_server_store_savepoint (store, error))
    return FALSE;
  if (!look_how_far (&push, error))
    return FALSE;
  last = push.place.last;
  if (!note_new_inc (&push, error) || !take_items (&push, error))
    return FALSE;
  if (job->fork)
    {
      g_clear_pointer (&job->reply, sf_push_reply_free);
      return sf_server_store_release (store, FALSE, error) && sf_server_store_incident (store, "device.forked", job->peer->device_id, NULL, error);
    }
  if (push.place.last != last && !sf_server_store_set_place (store, job->peer->device_id, job->push->inc, &push.place, error))
    return FALSE;
  return fill_reply (&push, error) && sf_server_store_release (store, TRUE, error);
}

typedef struct { SfPushJob *jobs; guint n; } Group;

static gboolean
take_jobs (SfIngest *self, gpointer data, GError **error)
{
  Group *group = data;

  for (guint i = 0; i < group->n; i++)
    if (!take_job (self, &group->jobs[i], error))
      return FALSE;
  return TRUE;
}

gboolean
sf_ingest_push_group (SfIngest *self, SfPushJob *jobs, guint n_jobs, GError **error)
{
  Group group = { jobs, n_jobs };

  for (guint i = 0; i < n_jobs; i++)
    jobs[i].reply = NULL;
  if (sf_ingest_transaction (self, take_jobs, &group, error))
    return TRUE;
  for (guint i = 0; i < n_jobs; i++)
    g_clear_pointer (&jobs[i].reply, sf_push_reply_free);
  return FALSE;
}

SfPushReply *
sf_ingest_push (SfIngest *self, const SfPeer *peer, const SfPush *push, gboolean *fork, GError **error)
{
  SfPushJob job = { .peer = peer, .push = push };
  gboolean ok = sf_ingest_push_group (self, &job, 1, error);

  *fork = ok && job.fork;
  return job.reply;
}
