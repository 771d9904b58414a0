/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mandatory steps of a visit, and clashes of two colleagues, as a tablet knows and says them. */
#define G_LOG_DOMAIN "sf-tablet-steps"
#include "app/sf-tablet-private.h"
#include "app/sf-tablet-steps.h"

/* --- steps ------------------------------------------------------------------------------------------------------------ */

static SfLiveQuery *
follow_steps (SfTablet *self)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STEP, .order = -1, .n_conds = 1, .conds = { { SF_VISIT_STEP_DAY, SF_OP_EQ, 0, self->day } } };

  if (self->steps == NULL) {
    self->steps = sf_live_query_new (self->device, &query);
    self->steps_day = g_strdup (self->day);
    g_signal_connect_swapped (self->steps, "items-changed", G_CALLBACK (sf_tablet_queue_update), self);
  } else if (g_strcmp0 (self->steps_day, self->day) != 0) {
    g_free (self->steps_day);
    self->steps_day = g_strdup (self->day);
    sf_live_query_set_query (self->steps, &query);
  }
  return self->steps;
}

static GPtrArray *
records_of (SfTablet *self, const char *visit_id)
{
  SfLiveQuery *all = follow_steps (self);
  GPtrArray *records = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfRecord *record = sf_item_get_record (sf_live_query_peek (all, i));

    if (g_strcmp0 (sf_record_get_text (record, SF_VISIT_STEP_VISIT), visit_id) == 0)
      g_ptr_array_add (records, record);
  }
  return records;
}

/* As long as nobody has the guest there is no flow, nor for what was written down afterwards. */
static GStrv
flow_of (SfTablet *self, const char *visit_id)
{
  SfRecord *visit = sf_tablet_visit (self, visit_id);

  if (visit == NULL || sf_tablet_consultant_of (self, visit_id) == NULL || sf_record_get_int (visit, SF_VISIT_LATE) == 1)
    return g_new0 (char *, 1);
  return sf_steps_of (sf_floor_setting (self->floor, SF_STEPS_KEY), sf_record_get_text (visit, SF_VISIT_PURPOSE));
}

/* The server's word of the visit, with what was done here and is not answered yet. */
static SfRecord *
status_now (SfTablet *self, const char *visit_id)
{
  SfRecord *known = sf_tablet_status_of (self, visit_id);
  SfRecord *status = known != NULL ? sf_record_copy (known) : sf_record_new (SF_KIND_VISIT_STATUS, visit_id);
  const char *who = sf_tablet_consultant_of (self, visit_id);

  sf_record_set_text (status, SF_VISIT_STATUS_STATE, sf_tablet_state_of (self, visit_id, NULL));
  if (who != NULL)
    sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, who);
  return status;
}

static void
step_free (gpointer data)
{
  g_free (((SfTabletStep *) data)->step);
  g_free (data);
}

GPtrArray *
sf_tablet_steps_of (SfTablet *self, const char *visit_id)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func (step_free);
  g_auto(GStrv) flow = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(SfRecord) status = NULL;

  g_return_val_if_fail (SF_IS_TABLET (self), steps);
  flow = flow_of (self, visit_id);
  records = records_of (self, visit_id);
  status = status_now (self, visit_id);
  for (guint i = 0; flow[i] != NULL; i++) {
    SfTabletStep *step = g_new0 (SfTabletStep, 1);

    step->step = g_strdup (flow[i]);
    step->state = sf_step_state (flow[i], visit_id, records, status, sf_tablet_outcome_of (self, visit_id), &step->record);
    g_ptr_array_add (steps, step);
  }
  return steps;
}

GStrv
sf_tablet_steps_missing (SfTablet *self, const char *visit_id, SfRecord *outcome)
{
  g_auto(GStrv) flow = NULL;
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(SfRecord) status = NULL;

  g_return_val_if_fail (SF_IS_TABLET (self), NULL);
  flow = flow_of (self, visit_id);
  records = records_of (self, visit_id);
  status = status_now (self, visit_id);
  return sf_steps_missing ((const char *const *) flow, visit_id, records, status, outcome != NULL ? outcome : sf_tablet_outcome_of (self, visit_id));
}

static void
say_step (SfTablet *self, const char *visit_id, const char *step, const char *why)
{
  g_autofree char *id = sf_ids_new_uuid (sf_device_get_ids (self->device), sf_device_get_clock (self->device));
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_VISIT_STEP, id);
  SfRecord *visit = sf_tablet_visit (self, visit_id);

  if (visit == NULL || self->signed_in == NULL)
    return;
  sf_record_set_text (record, SF_VISIT_STEP_VISIT, visit_id);
  sf_record_set_text (record, SF_VISIT_STEP_STEP, step);
  sf_record_set_text (record, SF_VISIT_STEP_HOW, why != NULL ? "skipped" : "hand");
  if (why != NULL)
    sf_record_set_text (record, SF_VISIT_STEP_WHY, why);
  sf_record_set_text (record, SF_VISIT_STEP_BY, self->signed_in);
  sf_record_set_text (record, SF_VISIT_STEP_DAY, sf_record_get_text (visit, SF_VISIT_DAY));
  sf_record_set_int (record, SF_VISIT_STEP_AT, sf_clock_wall_ms (sf_device_get_clock (self->device)));
  sf_tablet_commit_one (self, "create", record);
}

void
sf_tablet_tick_step (SfTablet *self, const char *visit_id, const char *step)
{
  g_return_if_fail (SF_IS_TABLET (self) && !sf_step_has_event (step));
  say_step (self, visit_id, step, NULL);
}

void
sf_tablet_skip_step (SfTablet *self, const char *visit_id, const char *step, const char *why)
{
  g_return_if_fail (SF_IS_TABLET (self) && why != NULL && *why != 0);
  say_step (self, visit_id, step, why);
}

GPtrArray *
sf_tablet_steps_late (SfTablet *self)
{
  GPtrArray *late = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  SfLiveQuery *all;

  g_return_val_if_fail (SF_IS_TABLET (self), late);
  all = follow_steps (self);
  for (guint i = 0; self->signed_in != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfRecord *record = sf_item_get_record (sf_live_query_peek (all, i));
    const char *visit = sf_record_get_text (record, SF_VISIT_STEP_VISIT);
    g_autoptr(GPtrArray) records = NULL;
    g_autoptr(SfRecord) status = NULL;

    if (!sf_step_is_late (record) || (!sf_tablet_may_decide (self) && g_strcmp0 (sf_record_get_text (record, SF_VISIT_STEP_BY), self->signed_in) != 0))
      continue;
    records = records_of (self, visit);
    status = status_now (self, visit);
    if (sf_step_still_late (record, records, status, sf_tablet_outcome_of (self, visit)))
      g_ptr_array_add (late, sf_record_ref (record));
  }
  return late;
}

/* --- clashes ---------------------------------------------------------------------------------------------------------- */

static SfLiveQuery *
follow_clashes (SfTablet *self)
{
  SfQuery query = { .kind = SF_KIND_CLASH, .order = SF_CLASH_AT, .descending = TRUE };

  if (self->clashes == NULL) {
    self->clashes = sf_live_query_new (self->device, &query);
    g_signal_connect_swapped (self->clashes, "items-changed", G_CALLBACK (sf_tablet_queue_update), self);
  }
  return self->clashes;
}

gboolean
sf_tablet_may_decide (SfTablet *self)
{
  SfRecord *me = self->signed_in != NULL ? sf_floor_consultant (self->floor, self->signed_in) : NULL;

  return me != NULL && g_strcmp0 (sf_record_get_text (me, SF_CONSULTANT_JOB), "manager") == 0;
}

GPtrArray *
sf_tablet_clashes (SfTablet *self, gboolean open_only)
{
  GPtrArray *mine = g_ptr_array_new ();
  SfLiveQuery *all;

  g_return_val_if_fail (SF_IS_TABLET (self), mine);
  all = follow_clashes (self);
  for (guint i = 0; self->signed_in != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (all)); i++) {
    SfItem *item = sf_live_query_peek (all, i);
    SfRecord *clash = sf_item_get_record (item);
    const gboolean open = g_strcmp0 (sf_record_get_text (clash, SF_CLASH_STATE), "open") == 0;

    if ((open || !open_only) && (sf_tablet_may_decide (self) || g_strcmp0 (sf_record_get_text (clash, SF_CLASH_OWNER), self->signed_in) == 0
                                 || g_strcmp0 (sf_record_get_text (clash, SF_CLASH_CLAIMANT), self->signed_in) == 0))
      g_ptr_array_add (mine, item);
  }
  return mine;
}

void
sf_tablet_decide (SfTablet *self, const char *clash_id, const char *verb, const char *why)
{
  g_autoptr(SfRecord) command = sf_record_new (SF_KIND_CLASH, clash_id);

  g_return_if_fail (SF_IS_TABLET (self) && why != NULL && *why != 0);
  sf_record_set_text (command, SF_CLASH_WHY, why);
  sf_tablet_commit_one (self, verb, command);
}
