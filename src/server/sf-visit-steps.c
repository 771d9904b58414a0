/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mandatory steps of a visit as the server keeps them. What happens is written down as a step at once, so that it is known to every
 * tablet and stays known when the state has moved on. A command that would end a visit with a step missing is refused; an outcome is
 * a fact and is never refused, whoever was away: what it leaves open is written down as missing, by colleague and by step, until
 * somebody ticks it or says why not.
 */
#define G_LOG_DOMAIN "sf-visit-steps"
#include <string.h>

#include "model/sf-steps.h"
#include "server/sf-dispatch.h"

typedef struct { SfWork *work; SfRecord *visit, *status, *outcome; GPtrArray *records; GStrv steps; } Flow;

static void
flow_clear (Flow *self)
{
  g_clear_pointer (&self->records, g_ptr_array_unref);
  g_strfreev (self->steps);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Flow, flow_clear)

static const char *
id_of (const Flow *self)
{
  return sf_record_get_text (self->status, SF_VISIT_STATUS_VISIT);
}

/* No steps while nobody has the guest, nor for what was written down afterwards or has not come yet. */
static gboolean
load (Flow *self, GError **error)
{
  g_autofree char *setting = NULL;
  const gboolean flows = self->visit != NULL && !sf_record_is_null (self->status, SF_VISIT_STATUS_CONSULTANT) && sf_record_get_int (self->visit, SF_VISIT_LATE) != 1;

  self->steps = g_new0 (char *, 1);
  if (!flows)
    return TRUE;
  setting = sf_work_setting_text (self->work, SF_STEPS_KEY);
  g_strfreev (self->steps);
  self->steps = sf_steps_of (setting, sf_record_get_text (self->visit, SF_VISIT_PURPOSE));
  self->records = sf_work_where (self->work, SF_KIND_VISIT_STEP, SF_VISIT_STEP_VISIT, id_of (self), error);
  return self->records != NULL;
}

static gboolean
write_step (const Flow *self, const char *step, const char *how, GError **error)
{
  g_autofree char *name = g_strdup_printf ("visit_step.%s.%s", how, step), *id = sf_uuid_derive (id_of (self), name, 0);
  g_autoptr(SfRecord) record = sf_record_new (SF_KIND_VISIT_STEP, id);

  sf_record_set_text (record, SF_VISIT_STEP_VISIT, id_of (self));
  sf_record_set_text (record, SF_VISIT_STEP_STEP, step);
  sf_record_set_text (record, SF_VISIT_STEP_HOW, how);
  sf_record_set_text (record, SF_VISIT_STEP_BY, sf_record_get_text (self->status, SF_VISIT_STATUS_CONSULTANT));
  sf_record_set_text (record, SF_VISIT_STEP_DAY, sf_record_get_text (self->status, SF_VISIT_STATUS_DAY));
  sf_record_set_int (record, SF_VISIT_STEP_AT, self->work->now);
  return sf_work_put (self->work, record, error);
}

/* @over: the visit ends now, and what was neither done nor skipped is missing. */
static gboolean
write_down (Flow *self, gboolean over, GError **error)
{
  for (guint i = 0; self->steps[i] != NULL; i++)
    {
      const char *step = self->steps[i];
      SfStepState state = sf_step_state (step, id_of (self), self->records, NULL, NULL, NULL);

      if (sf_step_shown (step, self->status, self->outcome) ? state != SF_STEP_EVENT && !write_step (self, step, "event", error)
                                                            : over && state == SF_STEP_OPEN && !write_step (self, step, "missing", error))
        return FALSE;
    }
  return TRUE;
}

gboolean
sf_visit_steps_happened (SfWork *work, SfRecord *visit, SfRecord *status, GError **error)
{
  g_auto(Flow) self = { .work = work, .visit = visit, .status = status };

  return load (&self, error) && write_down (&self, FALSE, error);
}

gboolean
sf_visit_steps_outcome (SfWork *work, SfRecord *outcome, GError **error)
{
  g_autofree char *id = sf_server_store_resolve (work->store, sf_record_get_text (outcome, SF_OUTCOME_VISIT), error);
  g_autofree char *status_id = id != NULL ? sf_work_id (id, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr(SfRecord) visit = NULL, status = NULL;
  g_auto(Flow) self = { .work = work, .outcome = outcome };

  if (id == NULL || !sf_work_get (work, SF_KIND_VISIT, id, &visit, error) || !sf_work_get (work, SF_KIND_VISIT_STATUS, status_id, &status, error))
    return FALSE;
  self.visit = visit;
  self.status = status;
  return status == NULL || (load (&self, error) && write_down (&self, TRUE, error));
}

gboolean
sf_visit_steps_open (SfWork *work, SfRecord *visit, SfRecord *status, gboolean *open, GError **error)
{
  g_auto(Flow) self = { .work = work, .visit = visit, .status = status };
  g_auto(GStrv) missing = NULL;

  *open = FALSE;
  if (!load (&self, error))
    return FALSE;
  missing = sf_steps_missing ((const char *const *) self.steps, id_of (&self), self.records, status, NULL);
  *open = missing[0] != NULL;
  return TRUE;
}

static gboolean
was_reminded (const Flow *self, const char *step)
{
  for (guint i = 0; i < self->records->len; i++)
    if (sf_step_is_late (self->records->pdata[i]) && sf_work_text_is (self->records->pdata[i], SF_VISIT_STEP_STEP, step))
      return TRUE;
  return FALSE;
}

static gboolean
look_late (Flow *self, const char *setting, gboolean remind, gint64 *next, GError **error)
{
  const gint64 accepted = sf_record_get_int (self->status, SF_VISIT_STATUS_ACCEPTED_AT);

  for (guint i = 0; accepted != 0 && self->steps[i] != NULL; i++)
    {
      const char *step = self->steps[i];
      const gint64 minutes = sf_step_late_min (setting, step), due = accepted + minutes * 60000;

      if (minutes == 0 || sf_step_state (step, id_of (self), self->records, self->status, NULL, NULL) != SF_STEP_OPEN || was_reminded (self, step))
        continue;
      if (due > self->work->now || !remind)
        *next = *next == 0 ? due : MIN (*next, due);
      else if (!write_step (self, step, "late", error)
               || !sf_server_store_audit (self->work->store, sf_record_get_text (self->status, SF_VISIT_STATUS_CONSULTANT), "step.late", id_of (self), step, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
sf_visit_steps_late (SfWork *work, gboolean remind, gint64 *next, GError **error)
{
  static const char *const states[] = { "accepted", "serving" };
  g_autofree char *setting = sf_work_setting_text (work, SF_STEPS_LATE_KEY);

  for (guint s = 0; s < G_N_ELEMENTS (states); s++)
    {
      g_autoptr(GPtrArray) here = sf_work_where2 (work, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_STATE, states[s], SF_VISIT_STATUS_DAY, work->day, error);

      if (here == NULL)
        return FALSE;
      for (guint i = 0; i < here->len; i++)
        {
          g_autoptr(SfRecord) visit = NULL;
          g_auto(Flow) self = { .work = work, .status = here->pdata[i] };

          if (!sf_work_get (work, SF_KIND_VISIT, id_of (&self), &visit, error))
            return FALSE;
          self.visit = visit;
          if (!load (&self, error) || !look_late (&self, setting, remind, next, error))
            return FALSE;
        }
    }
  return TRUE;
}

const char *
sf_visit_step_refused (SfRecord *step)
{
  const gboolean hand = sf_work_text_is (step, SF_VISIT_STEP_HOW, "hand"), skipped = sf_work_text_is (step, SF_VISIT_STEP_HOW, "skipped");
  const char *why = sf_record_get_text (step, SF_VISIT_STEP_WHY);

  /* That something happened is for what happened to say. */
  if ((!hand && !skipped) || (hand && sf_step_has_event (sf_record_get_text (step, SF_VISIT_STEP_STEP))))
    return "step.event";
  return skipped && (why == NULL || *why == '\0') ? "step.why" : NULL;
}
