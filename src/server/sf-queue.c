/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Those who wait: who is next when somebody becomes free, what a ticket may say of it, and offers whose time is over. */
#define G_LOG_DOMAIN "sf-queue"
#include <string.h>

#include "server/sf-dispatch.h"

/* The wait is told from the last so many of today. */
#define MAX_WAITS 60
/* More than any hall holds. */
#define MAX_WAITING 5000

typedef struct { SfRecord *status, *visit; gint64 at; const char *job; gboolean offered; } Waiting;

static void
waiting_free (Waiting *self)
{
  sf_record_unref (self->status);
  sf_record_unref (self->visit);
  g_free (self);
}

static int
by_arrival (gconstpointer a, gconstpointer b)
{
  const Waiting *first = *(Waiting *const *) a, *second = *(Waiting *const *) b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  return strcmp (sf_record_get_id (first->visit), sf_record_get_id (second->visit));
}

static gboolean
has_open_offer (SfWork *work, const char *visit, gboolean *yes, GError **error)
{
  g_autoptr(GPtrArray) offers = sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, visit, error);

  *yes = FALSE;
  for (guint i = 0; offers != NULL && i < offers->len; i++)
    *yes = *yes || sf_dispatch_is_open (offers->pdata[i]);
  return offers != NULL;
}

/* Today's visits for whom nobody could be found, in order of arrival. */
static GPtrArray *
read_waiting (SfWork *work, GError **error)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STATUS, .n_conds = 3, .order = -1, .limit = MAX_WAITING };
  g_autoptr(GPtrArray) statuses = NULL, all = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);

  query.conds[0] = (SfCond) { .field = SF_VISIT_STATUS_DAY, .op = SF_OP_EQ, .s = work->day };
  query.conds[1] = (SfCond) { .field = SF_VISIT_STATUS_STATE, .op = SF_OP_EQ, .s = "waiting" };
  query.conds[2] = (SfCond) { .field = SF_VISIT_STATUS_RING, .op = SF_OP_EQ, .s = "nobody" };
  statuses = sf_table_query (work->db, &query, error);
  for (guint i = 0; statuses != NULL && i < statuses->len; i++)
    {
      SfRecord *status = statuses->pdata[i], *visit = NULL;
      Waiting *one;

      if (!sf_work_get (work, SF_KIND_VISIT, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), &visit, error))
        return NULL;
      if (visit == NULL)
        continue;
      one = g_new0 (Waiting, 1);
      one->status = sf_record_ref (status);
      one->visit = visit;
      one->at = sf_record_get_int (visit, SF_VISIT_AT);
      one->job = sf_expected_job (work, visit, status, error);
      g_ptr_array_add (all, one);
      if (one->job == NULL || !has_open_offer (work, sf_record_get_id (visit), &one->offered, error))
        return NULL;
    }
  g_ptr_array_sort (all, by_arrival);
  return statuses != NULL ? g_steal_pointer (&all) : NULL;
}

/* How long the last ones of today waited until somebody accepted, ms. */
static GArray *
read_waits (SfWork *work, const char *job, GError **error)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STATUS, .n_conds = 2, .order = SF_VISIT_STATUS_ACCEPTED_AT, .descending = TRUE, .limit = MAX_WAITS };
  g_autoptr(GPtrArray) statuses = NULL;
  g_autoptr(GArray) waits = g_array_new (FALSE, FALSE, sizeof (gint64));

  query.conds[0] = (SfCond) { .field = SF_VISIT_STATUS_DAY, .op = SF_OP_EQ, .s = work->day };
  query.conds[1] = (SfCond) { .field = SF_VISIT_STATUS_ACCEPTED_AT, .op = SF_OP_NOT_NULL };
  statuses = sf_table_query (work->db, &query, error);
  for (guint i = 0; statuses != NULL && i < statuses->len; i++)
    {
      g_autoptr(SfRecord) visit = NULL;
      const char *of;
      gint64 wait;

      if (!sf_work_get (work, SF_KIND_VISIT, sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_VISIT), &visit, error))
        return NULL;
      if (visit == NULL)
        continue;
      if ((of = sf_expected_job (work, visit, statuses->pdata[i], error)) == NULL)
        return NULL;
      if (strcmp (of, job) != 0)
        continue;
      wait = MAX (0, sf_record_get_int (statuses->pdata[i], SF_VISIT_STATUS_ACCEPTED_AT) - sf_record_get_int (visit, SF_VISIT_AT));
      g_array_append_val (waits, wait);
    }
  return statuses != NULL ? g_steal_pointer (&waits) : NULL;
}

/* Each job has a queue of its own. */
static gboolean
tell_places_of (SfWork *work, GPtrArray *all, const char *job, GError **error)
{
  g_autoptr(GArray) waits = NULL;
  guint ahead = 0;

  for (guint i = 0; i < all->len; i++)
    {
      Waiting *one = all->pdata[i];

      if (one->offered || strcmp (one->job, job) != 0)
        continue;
      if (waits == NULL)
        waits = read_waits (work, job, error);
      if (waits == NULL
          || !sf_dispatch_ticket (work, one->visit, one->status, (int) MIN (ahead, 1000u), sf_wait_step ((const gint64 *) waits->data, waits->len, ahead), FALSE, error))
        return FALSE;
      ahead++;
    }
  return TRUE;
}

static gboolean
tell_places (SfWork *work, GPtrArray *all, GError **error)
{
  for (guint i = 0; i < sf_enum_job.n_values; i++)
    if (!tell_places_of (work, all, sf_enum_job.values[i].value, error))
      return FALSE;
  return TRUE;
}

gboolean
sf_dispatch_queue (SfWork *work, GError **error)
{
  g_autoptr(GPtrArray) all = read_waiting (work, error), free_now = NULL, serving = NULL, left = NULL;
  guint given = 0;

  if (all == NULL)
    return FALSE;
  /* Those with a guest may take another where the house lets them. */
  free_now = sf_work_where (work, SF_KIND_ROSTER, SF_ROSTER_PRESENCE, "free", error);
  serving = free_now != NULL ? sf_work_where (work, SF_KIND_ROSTER, SF_ROSTER_PRESENCE, "serving", error) : NULL;
  if (serving == NULL)
    return FALSE;
  for (guint i = 0; i < all->len && given < free_now->len + serving->len; i++)
    {
      Waiting *one = all->pdata[i];
      g_auto(SfChoice) choice = { 0 };

      if (!sf_choose (work, one->visit, one->status, &choice, error))
        return FALSE;
      if (choice.consultant == NULL)
        continue;
      if (!sf_choice_log (work, &choice, &(SfDecided) { sf_record_get_id (one->visit), "queue", choice.consultant, choice.why, NULL }, error)
          || !sf_dispatch_offer (work, one->visit, one->status, choice.consultant, choice.why, NULL, error))
        return FALSE;
      given++;
    }
  work->queue_moved = FALSE;
  if (all->len == 0)
    return TRUE;
  left = read_waiting (work, error);
  return left != NULL && tell_places (work, left, error);
}

/* Offers whose time is over */

static gboolean
open_with_deadline (SfWork *work, gint64 until, GPtrArray **out, GError **error)
{
  static const char *const states[] = { "offered", "acked" };
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  for (guint s = 0; s < G_N_ELEMENTS (states); s++)
    {
      SfQuery query = { .kind = SF_KIND_ASSIGNMENT, .n_conds = 3, .order = SF_ASSIGNMENT_DEADLINE };
      g_autoptr(GPtrArray) found = NULL;

      query.conds[0] = (SfCond) { .field = SF_ASSIGNMENT_STATE, .op = SF_OP_EQ, .s = states[s] };
      query.conds[1] = (SfCond) { .field = SF_ASSIGNMENT_DEADLINE, .op = SF_OP_NOT_NULL };
      query.conds[2] = (SfCond) { .field = SF_ASSIGNMENT_DEADLINE, .op = SF_OP_LE, .i = until };
      found = sf_table_query (work->db, &query, error);
      if (found == NULL)
        return FALSE;
      for (guint i = 0; i < found->len; i++)
        g_ptr_array_add (all, sf_record_ref (found->pdata[i]));
    }
  *out = g_steal_pointer (&all);
  return TRUE;
}

static void
sooner (gint64 *next, gint64 at)
{
  *next = *next == 0 ? at : MIN (*next, at);
}

/* When somebody who was rung in vain for a guest in the queue may be rung for them again. */
static gboolean
next_round (SfWork *work, gint64 *next, GError **error)
{
  g_autoptr(GPtrArray) all = read_waiting (work, error);
  const gint64 again = 1000 * sf_work_setting (work, SF_RING_AGAIN_KEY, SF_RING_AGAIN_S);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      g_autoptr(GPtrArray) offers = sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, sf_record_get_id (((Waiting *) all->pdata[i])->visit), error);

      for (guint k = 0; offers != NULL && k < offers->len; k++)
        if (!sf_record_is_null (offers->pdata[k], SF_ASSIGNMENT_CONSULTANT) && sf_record_get_int (offers->pdata[k], SF_ASSIGNMENT_OFFERED_AT) + again > work->now)
          sooner (next, sf_record_get_int (offers->pdata[k], SF_ASSIGNMENT_OFFERED_AT) + again);
      if (offers == NULL)
        return FALSE;
    }
  return all != NULL;
}

gboolean
sf_dispatch_next_deadline (SfWork *work, gint64 *next, GError **error)
{
  g_autoptr(GPtrArray) open = NULL;

  *next = 0;
  if (!open_with_deadline (work, G_MAXINT64, &open, error))
    return FALSE;
  for (guint i = 0; i < open->len; i++)
    sooner (next, sf_record_get_int (open->pdata[i], SF_ASSIGNMENT_DEADLINE));
  return next_round (work, next, error);
}

/*
 * Reception is the last: the offer stays open, but when no tablet there has said that it sounds, nobody was reached; and when one has
 * and nobody came for a while, whoever becomes free is rung, too. No guest is forgotten because a tablet once said that it shows them.
 */
static gboolean
expire_reception (SfWork *work, SfRecord *offer, SfRecord *status, GError **error)
{
  g_autoptr(SfRecord) still = sf_record_copy (offer), next = NULL;
  const gint64 until = sf_record_get_int (offer, SF_ASSIGNMENT_ACKED_AT) + 1000 * sf_work_setting (work, SF_RING_DESK_KEY, SF_RING_DESK_S);
  const gboolean acked = sf_work_text_is (offer, SF_ASSIGNMENT_STATE, "acked"), more_time = acked && work->now < until;

  /* The last one to be rung, and no device has said that it sounds: that nobody knows of the guest is itself told. */
  if (!acked && !sf_server_store_audit (work->store, NULL, "dispatch.unreached", sf_record_get_text (offer, SF_ASSIGNMENT_VISIT), "reception", error))
    return FALSE;
  sf_record_unset (still, SF_ASSIGNMENT_DEADLINE);
  if (more_time)
    sf_record_set_int (still, SF_ASSIGNMENT_DEADLINE, until);
  if (!sf_work_put (work, still, error))
    return FALSE;
  if (more_time || !sf_work_text_is (status, SF_VISIT_STATUS_STATE, acked ? "notified" : "waiting"))
    return TRUE;
  next = sf_record_copy (status);
  sf_record_set_text (next, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (next, SF_VISIT_STATUS_RING, "nobody");
  work->queue_moved = TRUE;
  return sf_dispatch_put_status (work, next, error);
}

static gboolean
expire_offer (SfWork *work, SfRecord *offer, GError **error)
{
  const char *visit_id = sf_record_get_text (offer, SF_ASSIGNMENT_VISIT), *consultant = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT);
  g_autofree char *status_id = sf_work_id (visit_id, SF_KIND_VISIT_STATUS, 0);
  g_autoptr(SfRecord) status = NULL, visit = NULL, over = NULL, back = NULL;

  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, status_id, &status, error) || !sf_work_get (work, SF_KIND_VISIT, visit_id, &visit, error))
    return FALSE;
  if (consultant == NULL)
    return expire_reception (work, offer, status, error);
  over = sf_record_copy (offer);
  sf_record_set_text (over, SF_ASSIGNMENT_STATE, "expired");
  sf_record_unset (over, SF_ASSIGNMENT_DEADLINE);
  work->queue_moved = TRUE;
  if (!sf_work_text_is (offer, SF_ASSIGNMENT_STATE, "acked") && !sf_server_store_audit (work->store, NULL, "dispatch.unreached", visit_id, consultant, error))
    return FALSE;
  if (!sf_work_put (work, over, error) || !sf_dispatch_pass_turn (work, consultant, error)
      || !sf_server_store_audit (work->store, NULL, "dispatch.expired", visit_id, consultant, error))
    return FALSE;
  if (visit == NULL || !(sf_work_text_is (status, SF_VISIT_STATUS_STATE, "waiting") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "notified")))
    return TRUE;
  back = sf_record_copy (status);
  sf_record_set_text (back, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (back, SF_VISIT_STATUS_RING, "calling");
  return sf_dispatch_put_status (work, back, error) && sf_dispatch_ring (work, visit, back, error);
}

gboolean
sf_dispatch_expire (SfWork *work, gint64 *next, GError **error)
{
  g_autoptr(GPtrArray) due = NULL;

  if (!open_with_deadline (work, work->now, &due, error))
    return FALSE;
  for (guint i = 0; i < due->len; i++)
    if (!expire_offer (work, due->pdata[i], error))
      return FALSE;
  /* Also when nothing moved: another round may have begun for somebody. */
  return sf_dispatch_queue (work, error) && sf_dispatch_next_deadline (work, next, error);
}
