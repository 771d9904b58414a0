/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mandatory steps: done by what happens, ticked or skipped by hand; no command ends a visit with one missing, no fact is refused. */
#include "fixture.h"
#include "model/sf-steps.h"
#include "store/sf-server-private.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static GPtrArray *
steps_of (Fixture *f, const char *visit)
{
  SfQuery query = { .kind = SF_KIND_VISIT_STEP, .order = -1, .n_conds = 1, .conds = { { SF_VISIT_STEP_VISIT, SF_OP_EQ, 0, visit } } };

  return sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
}

static void
assert_step (Fixture *f, const char *visit, const char *step, SfStepState want)
{
  g_autoptr(GPtrArray) records = steps_of (f, visit);

  g_assert_cmpint (sf_step_state (step, visit, records, NULL, NULL, NULL), ==, want);
}

static SfRecord *
status_patch (const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_status", 0);

  return sf_record_new (SF_KIND_VISIT_STATUS, id);
}

static SfRecord *
step_by (Fixture *f, const char *visit, const char *step, const char *how, const char *why)
{
  g_autofree char *id = fixture_id (f);
  SfRecord *record = sf_record_new (SF_KIND_VISIT_STEP, id);

  sf_record_set_text (record, SF_VISIT_STEP_VISIT, visit);
  sf_record_set_text (record, SF_VISIT_STEP_STEP, step);
  sf_record_set_text (record, SF_VISIT_STEP_HOW, how);
  if (why != NULL)
    sf_record_set_text (record, SF_VISIT_STEP_WHY, why);
  sf_record_set_text (record, SF_VISIT_STEP_BY, f->staff[ANN]);
  sf_record_set_text (record, SF_VISIT_STEP_DAY, FIXTURE_DAY);
  sf_record_set_int (record, SF_VISIT_STEP_AT, FIXTURE_NOW);
  return record;
}

static void
set_flow (Fixture *f, const char *value)
{
  g_autofree char *id = sf_uuid_derive (SF_STEPS_KEY, "setting", 0);
  g_autoptr(SfRecord) setting = sf_record_new (SF_KIND_SETTING, id);

  sf_record_set_text (setting, SF_SETTING_KEY, SF_STEPS_KEY);
  sf_record_set_text (setting, SF_SETTING_VALUE, value);
  g_assert_true (sf_ingest_put (f->ingest, setting, NULL));
}

static void
accept_by (Fixture *f, const char *visit, guint who)
{
  fixture_ok (f, TABLET, "accept", fixture_offer_patch (visit, 1, f->staff[who]), f->staff[who]);
}

/* By what happens, one after the other, and once only whatever comes again. */
static void
test_by_event (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(GPtrArray) records = NULL;
  SfRecord *outcome = fixture_outcome (&f, visit, ANN);

  assert_step (&f, visit, "accept", SF_STEP_OPEN);
  accept_by (&f, visit, ANN);
  assert_step (&f, visit, "accept", SF_STEP_EVENT);
  assert_step (&f, visit, "greet", SF_STEP_OPEN);
  fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[ANN]);
  assert_step (&f, visit, "greet", SF_STEP_EVENT);
  sf_record_set_text (outcome, SF_OUTCOME_DRIVE, "none");
  fixture_ok (&f, TABLET, "create", outcome, f.staff[ANN]);
  assert_step (&f, visit, "drive", SF_STEP_EVENT);
  assert_step (&f, visit, "outcome", SF_STEP_EVENT);
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, ANN), f.staff[ANN]);
  records = steps_of (&f, visit);
  g_assert_cmpuint (records->len, ==, 4);
  fixture_tear_down (&f);
}

/* A command is refused while a step is missing; with a reason for it it is not. Nobody has the guest: no steps. */
static void
test_leave (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *early = NULL;
  g_autoptr(SfRecord) status = NULL;

  accept_by (&f, visit, ANN);
  fixture_refused (&f, TABLET, "leave", status_patch (visit), f.staff[ANN], "visit.steps");
  fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[ANN]);
  fixture_ok (&f, TABLET, "create", step_by (&f, visit, "drive", "skipped", "ran for the train"), f.staff[ANN]);
  fixture_refused (&f, TABLET, "leave", status_patch (visit), f.staff[ANN], "visit.steps");
  fixture_ok (&f, TABLET2, "create", step_by (&f, visit, "outcome", "skipped", "ran for the train"), f.staff[ANN]);
  fixture_ok (&f, TABLET, "leave", status_patch (visit), f.staff[ANN]);
  status = fixture_status (&f, visit);
  assert_text (status, SF_VISIT_STATUS_STATE, "left");
  early = fixture_check_in (&f, KIOSK, "see");
  fixture_ok (&f, TABLET, "leave", status_patch (early), f.staff[ANN]);
  fixture_tear_down (&f);
}

/* An outcome is a fact: it ends the visit, and what it leaves open is written down as missing until somebody says more. */
static void
test_outcome_is_kept (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) status = NULL;

  set_flow (&f, "sales=accept,needs,cars,outcome");
  accept_by (&f, visit, ANN);
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, ANN), f.staff[ANN]);
  status = fixture_status (&f, visit);
  assert_text (status, SF_VISIT_STATUS_STATE, "left");
  assert_step (&f, visit, "outcome", SF_STEP_EVENT);
  assert_step (&f, visit, "cars", SF_STEP_MISSING);
  assert_step (&f, visit, "needs", SF_STEP_MISSING);
  fixture_ok (&f, TABLET, "create", step_by (&f, visit, "needs", "hand", NULL), f.staff[ANN]);
  assert_step (&f, visit, "needs", SF_STEP_HAND);
  assert_step (&f, visit, "drive", SF_STEP_OPEN);
  fixture_tear_down (&f);
}

/* That something happened is not for a tablet to say; skipping wants a reason; a kiosk says nothing of steps. */
static void
test_refused (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

  accept_by (&f, visit, ANN);
  fixture_refused (&f, TABLET, "create", step_by (&f, visit, "needs", "event", NULL), f.staff[ANN], "step.event");
  fixture_refused (&f, TABLET, "create", step_by (&f, visit, "needs", "missing", NULL), f.staff[ANN], "step.event");
  fixture_refused (&f, TABLET, "create", step_by (&f, visit, "drive", "hand", NULL), f.staff[ANN], "step.event");
  fixture_refused (&f, TABLET, "create", step_by (&f, visit, "drive", "skipped", NULL), f.staff[ANN], "step.why");
  fixture_refused (&f, KIOSK, "create", step_by (&f, visit, "needs", "hand", NULL), NULL, "rights");
  fixture_ok (&f, TABLET, "create", step_by (&f, visit, "needs", "hand", NULL), f.staff[ANN]);
  fixture_tear_down (&f);
}

/* From paper, a day late: it counts on its own day, is over, rings nobody and goes through no flow. */
static void
test_written_down_late (void)
{
  WITH_FIXTURE (f);
  SfRecord *visit = fixture_visit (&f, TABLET, "see");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autoptr(SfRecord) status = NULL, offer = NULL;
  g_autoptr(GPtrArray) records = NULL;

  sf_record_set_int (visit, SF_VISIT_AT, FIXTURE_NOW - 20 * 3600 * 1000);
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-19");
  sf_record_set_text (visit, SF_VISIT_BY, f.staff[ROSE]);
  sf_record_set_text (visit, SF_VISIT_WANTS, f.staff[BEN]);
  sf_record_set_int (visit, SF_VISIT_LATE, 1);
  fixture_ok (&f, TABLET, "create", visit, f.staff[ROSE]);
  status = fixture_status (&f, id);
  assert_text (status, SF_VISIT_STATUS_STATE, "left");
  assert_text (status, SF_VISIT_STATUS_DAY, "2026-11-19");
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, f.staff[BEN]);
  offer = fixture_offer (&f, id, 1);
  g_assert_null (offer);
  records = steps_of (&f, id);
  g_assert_cmpuint (records->len, ==, 0);
  g_assert_cmpint (fixture_tick (&f), ==, 0);
  fixture_tear_down (&f);
}

static guint
count_late (Fixture *f, const char *visit)
{
  g_autoptr(GPtrArray) records = NULL;
  guint n = 0;

  g_assert_true (sf_ingest_remind (f->ingest, NULL));
  records = steps_of (f, visit);
  for (guint i = 0; i < records->len; i++)
    n += sf_step_is_late (records->pdata[i]) ? 1 : 0;
  return n;
}

/* Accepted and not greeted for five minutes, not finished for three hours: each is told once, to whoever has the guest, and is in the audit; what is done is not. */
static void
test_late (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *quick = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(GPtrArray) records = NULL;
  gint64 audited = 0;

  g_assert_cmpuint (count_late (&f, visit), ==, 0);                       /* nobody has them yet */
  accept_by (&f, visit, ANN);
  accept_by (&f, quick, BEN);
  fixture_ok (&f, TABLET, "serve", status_patch (quick), f.staff[BEN]);
  fixture_advance (&f, 4 * 60000);
  g_assert_cmpuint (count_late (&f, visit), ==, 0);
  fixture_advance (&f, 60000);
  g_assert_cmpuint (count_late (&f, visit), ==, 1);
  g_assert_cmpuint (count_late (&f, visit), ==, 1);
  g_assert_cmpuint (count_late (&f, quick), ==, 0);
  records = steps_of (&f, visit);
  for (guint i = 0; i < records->len; i++)
    if (sf_step_is_late (records->pdata[i]))
      {
        g_autoptr(SfRecord) status = fixture_status (&f, visit);

        assert_text (records->pdata[i], SF_VISIT_STEP_STEP, "greet");
        assert_text (records->pdata[i], SF_VISIT_STEP_BY, f.staff[ANN]);
        g_assert_true (sf_step_still_late (records->pdata[i], records, status, NULL));
        fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[ANN]);
        g_clear_pointer (&status, sf_record_unref);
        status = fixture_status (&f, visit);
        g_assert_false (sf_step_still_late (records->pdata[i], records, status, NULL));
      }
  g_assert_true (sf_server_int (sf_server_query (f.store, NULL, "SELECT count(*) FROM audit WHERE action = 'step.late' AND object = $1 AND actor = $2", "tt", visit, f.staff[ANN]), -1, &audited, NULL));
  g_assert_cmpint (audited, ==, 1);
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, quick, BEN), f.staff[BEN]);
  fixture_advance (&f, 176 * 60000);
  g_assert_cmpuint (count_late (&f, quick), ==, 0);
  g_assert_cmpuint (count_late (&f, visit), ==, 2);
  fixture_refused (&f, TABLET, "create", step_by (&f, visit, "needs", "late", NULL), f.staff[ANN], "step.event");
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/steps/by-event", test_by_event);
  g_test_add_func ("/steps/leave", test_leave);
  g_test_add_func ("/steps/outcome-is-kept", test_outcome_is_kept);
  g_test_add_func ("/steps/refused", test_refused);
  g_test_add_func ("/steps/late", test_late);
  g_test_add_func ("/steps/written-down-late", test_written_down_late);
  return g_test_run ();
}
