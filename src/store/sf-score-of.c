/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-score-of"
#include "store/sf-score-of.h"

/* Of one person; who has more is scored by the latest. */
#define MOST 100

static GPtrArray *
find (SfDb *db, SfKind kind, guint field, const char *value, int order, GError **error)
{
  SfQuery query = { .kind = kind, .n_conds = 1, .order = order, .descending = TRUE, .limit = MOST };

  query.conds[0] = (SfCond) { .field = field, .op = SF_OP_EQ, .s = value };
  return sf_table_query (db, &query, error);
}

/* What was done with the pages of their tickets. */
static GPtrArray *
find_events (SfDb *db, GPtrArray *statuses, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  for (guint i = 0; i < statuses->len; i++)
    {
      g_autoptr(GPtrArray) events = find (db, SF_KIND_CARD_EVENT, SF_CARD_EVENT_VISIT, sf_record_get_text (statuses->pdata[i], SF_VISIT_STATUS_VISIT), SF_CARD_EVENT_AT, error);

      if (events == NULL)
        return NULL;
      for (guint e = 0; e < events->len; e++)
        g_ptr_array_add (all, sf_record_ref (events->pdata[e]));
    }
  return g_steal_pointer (&all);
}

static gboolean
read_weights (SfDb *db, char **weights, GError **error)
{
  g_autoptr(GPtrArray) found = find (db, SF_KIND_SETTING, SF_SETTING_KEY, SF_SCORE_SETTING, -1, error);

  *weights = found != NULL && found->len > 0 ? g_strdup (sf_record_get_text (found->pdata[0], SF_SETTING_VALUE)) : NULL;
  return found != NULL;
}

gboolean
sf_score_of (SfDb *db, const char *customer, const char *today, SfScore *out, GError **error)
{
  g_autofree char *weights = NULL;
  g_autoptr(SfRecord) person = sf_table_get (db, SF_KIND_CUSTOMER, customer, error);
  g_autoptr(GPtrArray) statuses = NULL, outcomes = NULL, follow_ups = NULL, events = NULL;
  SfScoreInput input = { .customer = person, .today = today };

  if (person == NULL || !read_weights (db, &weights, error)
      || (statuses = find (db, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CUSTOMER, customer, SF_VISIT_STATUS_DAY, error)) == NULL
      || (outcomes = find (db, SF_KIND_OUTCOME, SF_OUTCOME_CUSTOMER, customer, SF_OUTCOME_AT, error)) == NULL
      || (follow_ups = find (db, SF_KIND_FOLLOW_UP, SF_FOLLOW_UP_CUSTOMER, customer, SF_FOLLOW_UP_DONE_AT, error)) == NULL
      || (events = find_events (db, statuses, error)) == NULL)
    return FALSE;
  input.statuses = statuses;
  input.outcomes = outcomes;
  input.follow_ups = follow_ups;
  input.card_events = events;
  sf_score (&input, weights, out);
  return TRUE;
}
