/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-steps.h"

#include <string.h>

#include "base/sf-text.h"
#include "model/sf-assign.h"

static const struct { const char *flow, *steps; } defaults[] = {
  { "reception", "accept" },
  { "sales", "accept,greet,drive,outcome" },
  { "service", "accept,greet" },
};
#define LATE "greet=5,outcome=180"
#define MOST_LATE_MIN (24 * 60)

static gboolean
is (const char *a, const char *b)
{
  return g_strcmp0 (a, b) == 0;
}

static gboolean
is_code (const char *text)
{
  const gsize len = strlen (text);

  return len > 0 && len <= (gsize) sf_kind_info (SF_KIND_VISIT_STEP)->fields[SF_VISIT_STEP_STEP].limit && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_") == len;
}

/* What stands behind "name=" in a setting whose parts are divided by one of @between; NULL when it does not speak of it. */
static char *
said_of (const char *value, const char *name, const char *between)
{
  g_auto(GStrv) parts = g_strsplit_set (value != NULL ? value : "", between, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *equals = strchr (g_strstrip (parts[i]), '=');

      if (equals != NULL && strlen (name) == (gsize) (equals - parts[i]) && g_str_has_prefix (parts[i], name))
        return g_strdup (equals + 1);
    }
  return NULL;
}

GStrv
sf_steps_of (const char *value, const char *purpose)
{
  const char *flow = sf_purpose_job (purpose);
  g_autofree char *said = said_of (value, flow, ";\n");
  g_autoptr(GStrvBuilder) steps = g_strv_builder_new ();
  g_auto(GStrv) codes = NULL;
  guint n = 0;

  for (guint i = 0; said == NULL && i < G_N_ELEMENTS (defaults); i++)
    if (is (defaults[i].flow, flow))
      said = g_strdup (defaults[i].steps);
  codes = g_strsplit (said != NULL ? said : "", ",", -1);
  for (guint i = 0; codes[i] != NULL && n < SF_STEPS_MOST; i++)
    if (is_code (g_strstrip (codes[i])))
      {
        g_strv_builder_add (steps, codes[i]);
        n++;
      }
  return g_strv_builder_end (steps);
}

guint
sf_step_late_min (const char *value, const char *step)
{
  g_autofree char *said = said_of (value != NULL ? value : LATE, step, ",;\n");
  guint64 minutes = 0;

  return said != NULL && g_ascii_string_to_unsigned (g_strstrip (said), 10, 0, MOST_LATE_MIN, &minutes, NULL) ? (guint) minutes : 0;
}

gboolean
sf_step_is_late (SfRecord *record)
{
  return is (sf_record_get_text (record, SF_VISIT_STEP_HOW), "late");
}

gboolean
sf_step_has_event (const char *step)
{
  static const char *const events[] = { "accept", "greet", "cars", "drive", "outcome", NULL };

  return step != NULL && g_strv_contains (events, step);
}

gboolean
sf_step_shown (const char *step, SfRecord *status, SfRecord *outcome)
{
  if (is (step, "accept"))
    return outcome != NULL || (status != NULL && !sf_record_is_null (status, SF_VISIT_STATUS_CONSULTANT));
  if (is (step, "greet"))       /* whoever writes down how a visit ended was with the guest */
    return outcome != NULL || (status != NULL && is (sf_record_get_text (status, SF_VISIT_STATUS_STATE), "serving"));
  if (is (step, "cars"))
    return outcome != NULL && !sf_record_is_null (outcome, SF_OUTCOME_MODELS) && *sf_record_get_text (outcome, SF_OUTCOME_MODELS) != 0;
  if (is (step, "drive"))
    return outcome != NULL && !sf_record_is_null (outcome, SF_OUTCOME_DRIVE);
  return is (step, "outcome") && outcome != NULL;
}

static SfStepState
state_of (SfRecord *record)
{
  const char *how = sf_record_get_text (record, SF_VISIT_STEP_HOW);

  if (is (how, "event"))
    return SF_STEP_EVENT;
  if (is (how, "hand"))
    return SF_STEP_HAND;
  return is (how, "skipped") ? SF_STEP_SKIPPED : is (how, "missing") ? SF_STEP_MISSING : SF_STEP_OPEN;
}

SfStepState
sf_step_state (const char *step, const char *visit, GPtrArray *records, SfRecord *status, SfRecord *outcome, SfRecord **record)
{
  SfStepState best = SF_STEP_OPEN;
  SfRecord *says = NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      SfRecord *one = records->pdata[i];

      if (!is (sf_record_get_text (one, SF_VISIT_STEP_VISIT), visit) || !is (sf_record_get_text (one, SF_VISIT_STEP_STEP), step) || state_of (one) <= best)
        continue;
      best = state_of (one);
      says = one;
    }
  if (record != NULL)
    *record = says;
  return best < SF_STEP_EVENT && sf_step_shown (step, status, outcome) ? SF_STEP_EVENT : best;
}

GStrv
sf_steps_missing (const char *const *steps, const char *visit, GPtrArray *records, SfRecord *status, SfRecord *outcome)
{
  g_autoptr(GStrvBuilder) missing = g_strv_builder_new ();

  for (guint i = 0; steps[i] != NULL; i++)
    if (sf_step_state (steps[i], visit, records, status, outcome, NULL) <= SF_STEP_MISSING)
      g_strv_builder_add (missing, steps[i]);
  return g_strv_builder_end (missing);
}

const char *
sf_step_text (const char *step, SfLang lang)
{
  const struct { const char *step, *text; } known[] = {
    { "accept", sf_text (lang, "step.accept", "Accepted") },     { "greet", sf_text (lang, "step.greet", "Greeted") },
    { "needs", sf_text (lang, "step.needs", "Needs asked") },    { "cars", sf_text (lang, "step.cars", "Cars shown") },
    { "drive", sf_text (lang, "step.drive", "Test drive") },     { "quote", sf_text (lang, "step.quote", "Price talked over") },
    { "walk", sf_text (lang, "step.walk", "Walked round the car") }, { "order", sf_text (lang, "step.order", "Job order signed") },
    { "outcome", sf_text (lang, "step.outcome", "Visit finished") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (is (known[i].step, step))
      return known[i].text;
  return step;
}

gboolean
sf_step_still_late (SfRecord *late, GPtrArray *records, SfRecord *status, SfRecord *outcome)
{
  const char *state = status != NULL ? sf_record_get_text (status, SF_VISIT_STATUS_STATE) : NULL;

  return sf_step_is_late (late) && (is (state, "accepted") || is (state, "serving"))
         && sf_step_state (sf_record_get_text (late, SF_VISIT_STEP_STEP), sf_record_get_text (late, SF_VISIT_STEP_VISIT), records, status, outcome, NULL) == SF_STEP_OPEN;
}

/* --- the report ----------------------------------------------------------------------------------------------------- */

static void
line_free (gpointer data)
{
  g_free (((SfStepLine *) data)->key);
  g_free (data);
}

static SfStepLine *
line_of (GPtrArray *lines, const char *key)
{
  SfStepLine *line;

  for (guint i = 0; i < lines->len; i++)
    if (is (((SfStepLine *) lines->pdata[i])->key, key))
      return lines->pdata[i];
  line = g_new0 (SfStepLine, 1);
  line->key = g_strdup (key);
  g_ptr_array_add (lines, line);
  return line;
}

static void
count_step (SfStepLine *line, SfStepState state)
{
  line->event += state == SF_STEP_EVENT ? 1 : 0;
  line->hand += state == SF_STEP_HAND ? 1 : 0;
  line->skipped += state == SF_STEP_SKIPPED ? 1 : 0;
  line->missing += state <= SF_STEP_MISSING ? 1 : 0;
}

static SfRecord *
find (GPtrArray *records, guint field, const char *visit)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (is (sf_record_get_text (records->pdata[i], field), visit))
      return records->pdata[i];
  return NULL;
}

static int
by_key (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(SfStepLine *const *) a)->key, (*(SfStepLine *const *) b)->key);
}

static GPtrArray *
of_visit (GPtrArray *records, const char *visit)
{
  GPtrArray *own = g_ptr_array_new ();

  for (guint i = 0; records != NULL && i < records->len; i++)
    if (is (sf_record_get_text (records->pdata[i], SF_VISIT_STEP_VISIT), visit))
      g_ptr_array_add (own, records->pdata[i]);
  return own;
}

GPtrArray *
sf_steps_report (const char *value, gboolean by_step, GPtrArray *visits, GPtrArray *statuses, GPtrArray *outcomes, GPtrArray *records)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  for (guint i = 0; i < visits->len; i++)
    {
      SfRecord *visit = visits->pdata[i], *status = find (statuses, SF_VISIT_STATUS_VISIT, sf_record_get_id (visit));
      SfRecord *outcome = find (outcomes, SF_OUTCOME_VISIT, sf_record_get_id (visit));
      const char *who = status != NULL ? sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT) : NULL;
      g_autoptr(GPtrArray) own = NULL;
      g_auto(GStrv) steps = NULL;
      guint missing = 0;

      if (who == NULL || !is (sf_record_get_text (status, SF_VISIT_STATUS_STATE), "left") || sf_record_get_int (visit, SF_VISIT_LATE) == 1)
        continue;
      own = of_visit (records, sf_record_get_id (visit));
      steps = sf_steps_of (value, sf_record_get_text (visit, SF_VISIT_PURPOSE));
      for (guint s = 0; steps[s] != NULL; s++)
        {
          SfStepState state = sf_step_state (steps[s], sf_record_get_id (visit), own, status, outcome, NULL);
          SfStepLine *line = line_of (lines, by_step ? steps[s] : who);

          count_step (line, state);
          line->visits += by_step ? 1 : 0;
          line->complete += by_step && state > SF_STEP_MISSING ? 1 : 0;
          missing += state <= SF_STEP_MISSING ? 1 : 0;
        }
      if (!by_step)
        {
          line_of (lines, who)->visits++;
          line_of (lines, who)->complete += missing == 0 ? 1 : 0;
        }
    }
  g_ptr_array_sort (lines, by_key);
  return lines;
}
