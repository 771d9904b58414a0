/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-steps.h"

static char *
flow (const char *value, const char *purpose)
{
  g_auto(GStrv) steps = sf_steps_of (value, purpose);

  return g_strjoinv (",", steps);
}

static void
assert_flow (const char *value, const char *purpose, const char *want)
{
  g_autofree char *have = flow (value, purpose);

  g_assert_cmpstr (have, ==, want);
}

static void
test_setting (void)
{
  assert_flow (NULL, "see", "accept,greet,drive,outcome");
  assert_flow (NULL, "service", "accept,greet");
  assert_flow (NULL, "help", "accept");
  assert_flow ("service=accept, walk ,order; sales=cars", "collect", "accept,walk,order");
  assert_flow ("service=accept, walk ,order; sales=cars", "drive", "cars");
  assert_flow ("service=walk\nsales=", "see", "");
  assert_flow ("service=walk", "help", "accept");
  /* What is no code is no step: a setting is typed by people. */
  assert_flow ("sales=Greet,<b>,a b,,x23456789012345678901234567890,quote", "see", "quote");
  assert_flow ("sales=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r", "see", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p");
}

static void
test_late_setting (void)
{
  g_assert_cmpuint (sf_step_late_min (NULL, "greet"), ==, 5);
  g_assert_cmpuint (sf_step_late_min (NULL, "outcome"), ==, 180);
  g_assert_cmpuint (sf_step_late_min (NULL, "drive"), ==, 0);
  g_assert_cmpuint (sf_step_late_min ("greet=3, walk = 20;order=60", "greet"), ==, 3);
  g_assert_cmpuint (sf_step_late_min ("greet=3,order= 60 ", "order"), ==, 60);
  g_assert_cmpuint (sf_step_late_min ("greet=3", "outcome"), ==, 0);
  g_assert_cmpuint (sf_step_late_min ("", "greet"), ==, 0);
  /* What is no number of minutes of one day is none. */
  g_assert_cmpuint (sf_step_late_min ("greet=-3", "greet"), ==, 0);
  g_assert_cmpuint (sf_step_late_min ("greet=1441", "greet"), ==, 0);
  g_assert_cmpuint (sf_step_late_min ("greet=soon", "greet"), ==, 0);
}

static SfRecord *
step (const char *id, const char *code, const char *how)
{
  SfRecord *record = sf_record_new (SF_KIND_VISIT_STEP, id);

  sf_record_set_text (record, SF_VISIT_STEP_VISIT, "v");
  sf_record_set_text (record, SF_VISIT_STEP_STEP, code);
  sf_record_set_text (record, SF_VISIT_STEP_HOW, how);
  return record;
}

static void
test_state (void)
{
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr(SfRecord) outcome = sf_record_new (SF_KIND_OUTCOME, "o"), status = sf_record_new (SF_KIND_VISIT_STATUS, "s");
  const char *const steps[] = { "greet", "needs", "drive", NULL };
  g_auto(GStrv) missing = NULL, done = NULL;
  SfRecord *says = NULL;

  g_ptr_array_add (records, step ("1", "needs", "missing"));
  g_ptr_array_add (records, step ("2", "needs", "skipped"));
  g_ptr_array_add (records, step ("3", "drive", "missing"));
  g_assert_cmpint (sf_step_state ("needs", "v", records, NULL, NULL, &says), ==, SF_STEP_SKIPPED);
  g_assert_cmpstr (sf_record_get_id (says), ==, "2");
  g_assert_cmpint (sf_step_state ("needs", "w", records, NULL, NULL, NULL), ==, SF_STEP_OPEN);
  missing = sf_steps_missing (steps, "v", records, status, NULL);
  g_assert_cmpuint (g_strv_length (missing), ==, 2);
  sf_record_set_text (outcome, SF_OUTCOME_DRIVE, "none");
  done = sf_steps_missing (steps, "v", records, status, outcome);
  g_assert_cmpuint (g_strv_length (done), ==, 0);
}

static void
add_visit (GPtrArray *visits, GPtrArray *statuses, const char *id, const char *who, const char *state)
{
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id), *status = sf_record_new (SF_KIND_VISIT_STATUS, id);

  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, id);
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, state);
  if (who != NULL)
    sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, who);
  g_ptr_array_add (visits, visit);
  g_ptr_array_add (statuses, status);
}

static void
assert_line (GPtrArray *lines, guint i, const char *key, const guint want[6])
{
  const SfStepLine *line = lines->pdata[i];
  const guint have[] = { line->visits, line->complete, line->event, line->hand, line->skipped, line->missing };

  g_assert_cmpstr (line->key, ==, key);
  for (guint k = 0; k < G_N_ELEMENTS (have); k++)
    g_assert_cmpuint (have[k], ==, want[k]);
}

static void
test_report (void)
{
  g_autoptr(GPtrArray) visits = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), statuses = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref), outcomes = g_ptr_array_new ();
  g_autoptr(GPtrArray) people = NULL, steps = NULL;
  SfRecord *other;

  add_visit (visits, statuses, "v", "ann", "left");
  add_visit (visits, statuses, "w", "ann", "left");
  add_visit (visits, statuses, "x", "ben", "serving");        /* not over */
  add_visit (visits, statuses, "y", NULL, "left");            /* nobody had them */
  g_ptr_array_add (records, step ("1", "needs", "hand"));
  other = step ("2", "needs", "missing");
  sf_record_set_text (other, SF_VISIT_STEP_VISIT, "w");
  g_ptr_array_add (records, other);
  people = sf_steps_report ("sales=accept,needs", FALSE, visits, statuses, outcomes, records);
  g_assert_cmpuint (people->len, ==, 1);
  assert_line (people, 0, "ann", (const guint[]) { 2, 1, 2, 1, 0, 1 });
  steps = sf_steps_report ("sales=accept,needs", TRUE, visits, statuses, outcomes, records);
  g_assert_cmpuint (steps->len, ==, 2);
  assert_line (steps, 0, "accept", (const guint[]) { 2, 2, 2, 0, 0, 0 });
  assert_line (steps, 1, "needs", (const guint[]) { 2, 1, 0, 1, 0, 1 });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steps/setting", test_setting);
  g_test_add_func ("/steps/late-setting", test_late_setting);
  g_test_add_func ("/steps/state", test_state);
  g_test_add_func ("/steps/report", test_report);
  return g_test_run ();
}
