/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-dispatch-report.h"

#include <string.h>

void
sf_decision_free (SfDecision *self)
{
  g_free (self->day);
  g_free (self->visit);
  g_free (self->how);
  g_free (self->ask);
  g_free (self->given);
  g_free (self->why);
  g_free (self->would);
  g_free (self->would_why);
  g_clear_pointer (&self->floor, g_ptr_array_unref);
  g_free (self);
}

static void
replayed_free (gpointer data)
{
  SfReplayed *self = data;

  g_free (self->again);
  g_free (self->again_why);
  g_free (self);
}

static void
fairness_free (gpointer data)
{
  SfFairness *self = data;

  g_free (self->consultant);
  g_free (self);
}

void
sf_dispatch_report_free (SfDispatchReport *self)
{
  g_clear_pointer (&self->replayed, g_ptr_array_unref);
  g_clear_pointer (&self->fairness, g_ptr_array_unref);
  g_free (self);
}

static gboolean
is (const char *text, const char *value)
{
  return g_strcmp0 (text, value) == 0;
}

/* Playing again */

static GPtrArray *
read_floor (const SfDecision *decision)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_colleague_free);

  for (guint i = 0; i < decision->floor->len; i++)
    {
      SfColleague *one = sf_colleague_parse (decision->floor->pdata[i]);

      if (one != NULL)
        g_ptr_array_add (all, one);
    }
  return all;
}

static gboolean
are_equal (const SfColleague *a, const SfColleague *b)
{
  return is (a->job, b->job) && a->vip == b->vip && a->tier == b->tier && g_strv_equal ((const char *const *) a->languages, (const char *const *) b->languages)
         && g_strv_equal ((const char *const *) a->skills, (const char *const *) b->skills);
}

static gint64
count_lead (GHashTable *leads, const SfAssignInput *input, const SfColleague *pair[2], const SfReplayed *step)
{
  g_autofree char *key = g_strconcat (pair[0]->id, pair[1]->id, NULL);
  gint64 lead = GPOINTER_TO_INT (g_hash_table_lookup (leads, key));
  const char *given = step->decision->given;
  gboolean one = is (given, pair[0]->id), two = is (given, pair[1]->id);
  gboolean by_turn = step->again_why != NULL && strstr (step->again_why, "rotation|") != NULL && !step->by_person && !step->direct;

  if (!are_equal (pair[0], pair[1]) || !sf_colleague_can_go (input, pair[0]) || !sf_colleague_can_go (input, pair[1]) || (!by_turn && (one || two)))
    lead = 0;
  else
    lead += one ? 1 : two ? -1 : 0;
  g_hash_table_replace (leads, g_steal_pointer (&key), GINT_TO_POINTER ((int) lead));
  return ABS (lead);
}

/* @leads: of each pair, how many turns the one is ahead since something told them apart. The property of a fair rotation: of two equals who could both have gone each time, none is more than one turn ahead. */
static gint64
count_leads (GHashTable *leads, const SfAssignInput *input, const SfReplayed *step)
{
  gint64 most = 0;

  for (guint a = 0; a < input->colleagues->len; a++)
    for (guint b = a + 1; b < input->colleagues->len; b++)
      {
        const SfColleague *pair[2] = { input->colleagues->pdata[a], input->colleagues->pdata[b] };

        const gint64 lead = count_lead (leads, input, pair, step);

        most = MAX (most, lead);
      }
  return most;
}

static SfReplayed *
replay (const SfDecision *decision, GHashTable *leads, gint64 *apart)
{
  SfReplayed *self = g_new0 (SfReplayed, 1);
  g_autoptr(SfAssignAsk) ask = sf_assign_ask_parse (decision->ask);
  g_autoptr(GPtrArray) floor = read_floor (decision);
  gint64 apart_now;

  self->decision = decision;
  self->by_person = is (decision->how, "hand") || is (decision->how, "door");
  self->direct = is (decision->how, "direct");
  if (ask == NULL || floor->len != decision->floor->len)
    return self;      /* of a newer version: not the same, and says nothing */
  ask->input.colleagues = floor;
  self->again = g_strdup (sf_assign (&ask->input, &self->again_why));
  self->same = is (self->again, decision->would) && is (self->again_why, decision->would_why);
  apart_now = count_leads (leads, &ask->input, self);
  *apart = MAX (*apart, apart_now);
  return self;
}

/* Oldest first */

typedef struct { const char *visit, *job; gint64 arrived; } Waiting;

static SfRecord *
find_by (GHashTable *table, const char *key)
{
  return key != NULL ? g_hash_table_lookup (table, key) : NULL;
}

static GHashTable *
index_by (GPtrArray *records, int field)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    {
      const char *key = field < 0 ? sf_record_get_id (records->pdata[i]) : sf_record_get_text (records->pdata[i], (guint) field);

      if (key != NULL)
        g_hash_table_replace (table, (gpointer) key, records->pdata[i]);
    }
  return table;
}

static const char *
job_of (SfRecord *visit)
{
  return visit != NULL ? sf_purpose_job (sf_record_get_text (visit, SF_VISIT_PURPOSE)) : "";
}

/* Had @colleague been rung for that visit before? Then they may have been passed over for it. */
static gboolean
was_tried (GPtrArray *assignments, const char *visit, const char *colleague, gint64 at)
{
  for (guint i = 0; i < assignments->len; i++)
    if (sf_record_get_int (assignments->pdata[i], SF_ASSIGNMENT_OFFERED_AT) < at && is (sf_record_get_text (assignments->pdata[i], SF_ASSIGNMENT_VISIT), visit)
        && is (sf_record_get_text (assignments->pdata[i], SF_ASSIGNMENT_CONSULTANT), colleague))
      return TRUE;
  return FALSE;
}

typedef struct { GHashTable *visits, *statuses; GPtrArray *assignments; GArray *queue; } Order;

static void
leave_queue (Order *order, const char *visit)
{
  for (guint i = 0; i < order->queue->len; i++)
    if (strcmp (g_array_index (order->queue, Waiting, i).visit, visit) == 0)
      {
        g_array_remove_index (order->queue, i);
        return;
      }
}

static gboolean
is_gone (Order *order, const char *visit, gint64 at)
{
  SfRecord *status = find_by (order->statuses, visit);
  const gint64 left = status != NULL ? sf_record_get_int (status, SF_VISIT_STATUS_LEFT_AT) : 0;

  return (left != 0 && left <= at) || (status != NULL && is (sf_record_get_text (status, SF_VISIT_STATUS_STATE), "void"));
}

static gboolean
passes_somebody (Order *order, const SfDecision *decision)
{
  SfRecord *visit = find_by (order->visits, decision->visit);
  const gint64 arrived = visit != NULL ? sf_record_get_int (visit, SF_VISIT_AT) : 0;

  for (guint i = 0; visit != NULL && i < order->queue->len; i++)
    {
      const Waiting *other = &g_array_index (order->queue, Waiting, i);

      if (other->arrived < arrived && is (other->job, job_of (visit)) && !is_gone (order, other->visit, decision->at)
          && !was_tried (order->assignments, other->visit, decision->given, decision->at))
        return TRUE;
    }
  return FALSE;
}

static void
follow_queue (Order *order, SfReplayed *step)
{
  const SfDecision *decision = step->decision;
  SfRecord *visit = find_by (order->visits, decision->visit);
  Waiting waiting = { decision->visit, job_of (visit), visit != NULL ? sf_record_get_int (visit, SF_VISIT_AT) : 0 };

  leave_queue (order, decision->visit);
  if (is (decision->how, "queue"))
    step->out_of_turn = passes_somebody (order, decision);
  else if (is (decision->how, "wait"))
    g_array_append_val (order->queue, waiting);
}

/* Fairness */

static SfFairness *
row_of (GHashTable *rows, const char *consultant)
{
  SfFairness *row = g_hash_table_lookup (rows, consultant);

  if (row == NULL)
    {
      row = g_new0 (SfFairness, 1);
      row->consultant = g_strdup (consultant);
      row->median_ms = -1;
      g_hash_table_insert (rows, row->consultant, row);
    }
  return row;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  const gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* Of two middles the longer, as sf_wait_step(). */
static gint64
at_share (GArray *values, guint percent)
{
  if (values->len == 0)
    return -1;
  g_array_sort (values, by_value);
  return g_array_index (values, gint64, MIN (values->len - 1, values->len * percent / 100));
}

static gboolean
is_by_turn (const char *why)
{
  return why != NULL && (strstr (why, "rotation|") != NULL || strstr (why, "least_busy|") != NULL);
}

static void
count_offer (SfFairness *row, SfRecord *offer, GArray *answers)
{
  const char *state = sf_record_get_text (offer, SF_ASSIGNMENT_STATE);
  const gint64 accepted = sf_record_get_int (offer, SF_ASSIGNMENT_ACCEPTED_AT), took = accepted - sf_record_get_int (offer, SF_ASSIGNMENT_OFFERED_AT);

  row->offered++;
  row->by_turn += is_by_turn (sf_record_get_text (offer, SF_ASSIGNMENT_WHY));
  row->declined += is (state, "declined");
  row->handed += is (state, "handed");
  row->unreached += is (state, "expired") && sf_record_is_null (offer, SF_ASSIGNMENT_ACKED_AT);
  row->unanswered += is (state, "expired") && !sf_record_is_null (offer, SF_ASSIGNMENT_ACKED_AT);
  if (accepted != 0 && took >= 0)
    g_array_append_val (answers, took);
}

static int
by_taken (gconstpointer a, gconstpointer b)
{
  const SfFairness *first = *(SfFairness *const *) a, *second = *(SfFairness *const *) b;

  return first->taken != second->taken ? (first->taken > second->taken ? -1 : 1) : strcmp (first->consultant, second->consultant);
}

static void
count_fairness (SfDispatchReport *self, GPtrArray *statuses, GPtrArray *assignments)
{
  g_autoptr(GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);
  GHashTableIter iter;
  gpointer row;

  for (guint i = 0; i < assignments->len; i++)
    {
      const char *who = sf_record_get_text (assignments->pdata[i], SF_ASSIGNMENT_CONSULTANT);
      GArray *took = who != NULL ? g_hash_table_lookup (answers, who) : NULL;

      if (who == NULL)
        continue;
      if (took == NULL)
        {
          took = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_hash_table_insert (answers, row_of (rows, who)->consultant, took);
        }
      count_offer (row_of (rows, who), assignments->pdata[i], took);
    }
  for (guint i = 0; i < statuses->len; i++)
    if (!is (sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_STATE), "void") && !sf_record_is_null (statuses->pdata[i], SF_VISIT_STATUS_CONSULTANT))
      row_of (rows, sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_CONSULTANT))->taken++;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      SfFairness *one = row;
      GArray *took = g_hash_table_lookup (answers, one->consultant);

      one->median_ms = took != NULL ? at_share (took, 50) : -1;
      g_ptr_array_add (self->fairness, one);
    }
  g_ptr_array_sort (self->fairness, by_taken);
}

/* Waits */

static void
count_waits (SfDispatchReport *self, GPtrArray *visits, GHashTable *statuses)
{
  for (SfWaitOf of = 0; of < SF_N_WAITS; of++)
    {
      g_autoptr(GArray) waits = g_array_new (FALSE, FALSE, sizeof (gint64));
      SfWaits *out = &self->waits[of];

      for (guint i = 0; i < visits->len; i++)
        {
          SfRecord *visit = visits->pdata[i], *status = find_by (statuses, sf_record_get_id (visit));
          const char *purpose = sf_record_get_text (visit, SF_VISIT_PURPOSE);
          gint64 accepted, wait;

          if (status == NULL || is (sf_record_get_text (status, SF_VISIT_STATUS_STATE), "void") || !sf_purpose_counts (purpose) || !sf_purpose_rings (purpose)
              || is (sf_purpose_job (purpose), "service") != (of == SF_WAIT_SERVICE))
            continue;
          out->parties++;
          accepted = sf_record_get_int (status, SF_VISIT_STATUS_ACCEPTED_AT);
          wait = MAX (0, accepted - sf_record_get_int (visit, SF_VISIT_AT));
          if (accepted != 0)
            g_array_append_val (waits, wait);
          if (!sf_record_is_null (status, SF_VISIT_STATUS_CONSULTANT))
            out->received++;
          else if (is (sf_record_get_text (status, SF_VISIT_STATUS_STATE), "left"))
            out->nobody++;
        }
      out->median_ms = at_share (waits, 50);
      out->p90_ms = at_share (waits, 90);
      out->longest_ms = waits->len > 0 ? g_array_index (waits, gint64, waits->len - 1) : -1;
    }
}

/* The device's own proposal against the first decision for its visit. */
static void
count_proposals (SfDispatchReport *self, GHashTable *visits)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->replayed->len; i++)
    {
      const SfDecision *decision = ((SfReplayed *) self->replayed->pdata[i])->decision;
      SfRecord *visit = find_by (visits, decision->visit);

      if (visit == NULL || !g_hash_table_add (seen, decision->visit) || sf_record_is_null (visit, SF_VISIT_PROPOSED_WHY))
        continue;
      self->proposals++;
      self->agreed += is (sf_record_get_text (visit, SF_VISIT_PROPOSED), decision->would) && is (sf_record_get_text (visit, SF_VISIT_PROPOSED_WHY), decision->would_why);
    }
}

static gint64
count_two_owners (GPtrArray *assignments)
{
  g_autoptr(GHashTable) owned = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 twice = 0;

  for (guint i = 0; i < assignments->len; i++)
    if (is (sf_record_get_text (assignments->pdata[i], SF_ASSIGNMENT_STATE), "accepted"))
      twice += !g_hash_table_add (owned, (gpointer) sf_record_get_text (assignments->pdata[i], SF_ASSIGNMENT_VISIT));
  return twice;
}

SfDispatchReport *
sf_dispatch_report (GPtrArray *decisions, GPtrArray *visits, GPtrArray *statuses, GPtrArray *assignments)
{
  SfDispatchReport *self = g_new0 (SfDispatchReport, 1);
  g_autoptr(GHashTable) by_id = index_by (visits, -1), by_visit = index_by (statuses, SF_VISIT_STATUS_VISIT);
  g_autoptr(GHashTable) leads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (Waiting));
  Order order = { by_id, by_visit, assignments, queue };

  self->replayed = g_ptr_array_new_with_free_func (replayed_free);
  self->fairness = g_ptr_array_new_with_free_func (fairness_free);
  for (guint i = 0; i < decisions->len; i++)
    {
      SfReplayed *step = replay (decisions->pdata[i], leads, &self->most_apart);

      follow_queue (&order, step);
      self->same += step->same;
      self->by_person += step->by_person;
      self->direct += step->direct;
      self->out_of_turn += step->out_of_turn;
      self->queued += is (step->decision->how, "wait");
      g_ptr_array_add (self->replayed, step);
    }
  count_fairness (self, statuses, assignments);
  count_waits (self, visits, by_visit);
  count_proposals (self, by_id);
  self->two_owners = count_two_owners (assignments);
  return self;
}
