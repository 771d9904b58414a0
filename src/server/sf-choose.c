/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom the rule gives a guest to now, and the log of it from which a day can be played again. */
#define G_LOG_DOMAIN "sf-choose"
#include <string.h>

#include "server/sf-dispatch.h"
#include "store/sf-score-of.h"
#include "store/sf-server-decisions.h"

/* A tablet rings for one guest at a time, so there are never more than colleagues. */
#define MAX_RINGING 20000

/* Levels (意向级别) whose guests are guests of honour. */
#define VIP_KEY "dispatch.vip"
#define VIP_LEVELS "O,H"

void
sf_choice_clear (SfChoice *self)
{
  g_clear_pointer (&self->colleagues, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->skills, g_strfreev);
  g_clear_pointer (&self->customer, sf_record_unref);
  g_clear_pointer (&self->policy, g_free);
  g_clear_pointer (&self->expected, g_free);
  g_clear_pointer (&self->why, g_free);
}

/* Those tried for this visit just now, and those whose tablet is ringing for another. */
static gboolean
not_these (SfWork *work, const char *visit, GPtrArray *names, GError **error)
{
  static const char *const open_states[] = { "offered", "acked" };
  g_autoptr(GPtrArray) tried = sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, visit, error);
  const gint64 again = work->now - 1000 * sf_work_setting (work, SF_RING_AGAIN_KEY, SF_RING_AGAIN_S);

  for (guint i = 0; tried != NULL && i < tried->len; i++)
    if (!sf_record_is_null (tried->pdata[i], SF_ASSIGNMENT_CONSULTANT) && sf_record_get_int (tried->pdata[i], SF_ASSIGNMENT_OFFERED_AT) > again)
      g_ptr_array_add (names, g_strdup (sf_record_get_text (tried->pdata[i], SF_ASSIGNMENT_CONSULTANT)));
  for (guint s = 0; tried != NULL && s < G_N_ELEMENTS (open_states); s++)
    {
      SfQuery query = { .kind = SF_KIND_ASSIGNMENT, .n_conds = 2, .order = -1, .limit = MAX_RINGING };
      g_autoptr(GPtrArray) ringing = NULL;

      query.conds[0] = (SfCond) { .field = SF_ASSIGNMENT_STATE, .op = SF_OP_EQ, .s = open_states[s] };
      query.conds[1] = (SfCond) { .field = SF_ASSIGNMENT_CONSULTANT, .op = SF_OP_NOT_NULL };
      ringing = sf_table_query (work->db, &query, error);
      if (ringing == NULL)
        return FALSE;
      for (guint i = 0; i < ringing->len; i++)
        g_ptr_array_add (names, g_strdup (sf_record_get_text (ringing->pdata[i], SF_ASSIGNMENT_CONSULTANT)));
    }
  g_ptr_array_add (names, NULL);
  return tried != NULL;
}

static gboolean
read_skills (SfWork *work, SfRecord *visit, GStrv *skills, GError **error)
{
  g_auto(GStrv) ids = sf_record_get_set (visit, SF_VISIT_MODELS);
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      SfRecord *model = NULL;

      if (!sf_work_get (work, SF_KIND_MODEL, ids[i], &model, error))
        return FALSE;
      if (model != NULL)
        g_ptr_array_add (models, model);
    }
  *skills = sf_models_skills (models);
  return TRUE;
}

static gboolean
is_vip (SfWork *work, SfRecord *customer)
{
  g_autofree char *setting = sf_work_setting_text (work, VIP_KEY);
  g_auto(GStrv) levels = g_strsplit_set (setting != NULL ? setting : VIP_LEVELS, ", ", -1);
  const char *level = customer != NULL ? sf_record_get_text (customer, SF_CUSTOMER_LEVEL) : NULL;

  return level != NULL && g_strv_contains ((const char *const *) levels, level);
}

/* Only where the store's policy asks: a score is a walk through what is known of somebody. */
static gboolean
read_tier (SfWork *work, SfRecord *customer, SfAssignInput *input, GError **error)
{
  g_autofree char *tiers = sf_work_setting_text (work, SF_TIERS_KEY);
  GError *failed = NULL;
  SfScore score;

  input->tier = 0;
  if (customer == NULL || !(input->rules & SF_RULE_SCORE))
    return TRUE;
  if (sf_score_of (work->db, sf_record_get_id (customer), work->day, &score, &failed))
    input->tier = sf_tier_of (score.total, tiers);
  if (failed != NULL)
    g_propagate_error (error, failed);
  return failed == NULL;
}

static gboolean
read_colleagues (SfWork *work, SfChoice *self, GError **error)
{
  g_autoptr(GPtrArray) consultants = sf_work_all (work, SF_KIND_CONSULTANT, error);
  g_autoptr(GPtrArray) rosters = consultants != NULL ? sf_work_all (work, SF_KIND_ROSTER, error) : NULL;

  if (rosters != NULL)
    self->colleagues = sf_colleagues_read (consultants, rosters, work->day);
  return rosters != NULL;
}

gboolean
sf_choose (SfWork *work, SfRecord *visit, SfRecord *status, SfChoice *self, GError **error)
{
  *self = (SfChoice) { .names = g_ptr_array_new_with_free_func (g_free) };
  if (!read_colleagues (work, self, error) || !not_these (work, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), self->names, error)
      || !sf_work_get (work, SF_KIND_CUSTOMER, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER), &self->customer, error)
      || !sf_expected_by (work, visit, status, &self->expected, error) || !read_skills (work, visit, &self->skills, error))
    return FALSE;
  self->policy = sf_work_setting_text (work, SF_POLICY_KEY);
  sf_assign_visit (&self->input, visit, self->policy);
  if (!read_tier (work, self->customer, &self->input, error))
    return FALSE;
  if ((self->input.job = sf_expected_job (work, visit, status, error)) == NULL)
    return FALSE;
  if (self->input.wants == NULL)
    {
      self->input.wants = self->expected;
      self->input.booked = self->expected != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_APPOINTMENT);
    }
  self->input.colleagues = self->colleagues;
  self->input.owner = self->customer != NULL ? sf_record_get_text (self->customer, SF_CUSTOMER_OWNER) : NULL;
  self->input.vip = is_vip (work, self->customer);
  self->input.skills = (const char *const *) self->skills;
  self->input.not_these = (const char *const *) self->names->pdata;
  self->input.today = work->day;
  self->input.minute = work->minute;
  self->consultant = sf_assign (&self->input, &self->why);
  return TRUE;
}

gboolean
sf_choice_log (SfWork *work, const SfChoice *self, const SfDecided *by, GError **error)
{
  g_autoptr(GPtrArray) floor = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *ask = sf_assign_ask_text (&self->input), *said = NULL;
  SfDecision decision = { .at = work->now, .day = work->day, .visit = (char *) by->visit, .how = (char *) by->how, .ask = ask, .given = (char *) by->given,
                          .why = (char *) by->why, .would = (char *) self->consultant, .would_why = self->why, .floor = floor };

  for (guint i = 0; i < self->colleagues->len; i++)
    g_ptr_array_add (floor, sf_colleague_text (self->colleagues->pdata[i]));
  if (!sf_server_decisions_add (work->store, &decision, error))
    return FALSE;
  if (by->person == NULL)
    return TRUE;
  said = g_strdup_printf ("%s|to=%s|would=%s|%s", by->how, by->given, self->consultant != NULL ? self->consultant : "", self->why);
  return sf_server_store_audit (work->store, by->person, "dispatch.override", by->visit, said, error);
}
