/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What dispatch decided is written down with all that it was made from, so that the day can be decided again; who decided otherwise, too. */
#include "fixture.h"
#include "server/sf-dispatch.h"
#include "store/sf-server-decisions.h"
#include "store/sf-server-private.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static SfDispatchDay *
played_again (Fixture *f)
{
  g_autoptr(GError) error = NULL;
  SfDispatchDay *day = sf_dispatch_day_load (f->store, FIXTURE_DAY, &error);

  g_assert_no_error (error);
  return day;
}

static const SfReplayed *
step (SfDispatchDay *day, guint n)
{
  g_assert_cmpuint (n, <, day->report->replayed->len);
  return day->report->replayed->pdata[n];
}

static void
answer (Fixture *f, const char *visit, guint turn, const char *verb, guint who, const char *named)
{
  fixture_ok (f, TABLET, verb, fixture_offer_patch (visit, turn, named), f->staff[who]);
}

static gint64
count_audit (Fixture *f, const char *action, const char *visit, const char *actor)
{
  gint64 n = -1;

  g_assert_true (sf_server_int (sf_server_query (f->store, NULL, "SELECT count(*) FROM audit WHERE action = $1 AND object = $2 AND actor IS $3", "ttt", action, visit, actor), -1, &n, NULL));
  return n;
}

static const SfFairness *
row_of (SfDispatchDay *day, const char *consultant)
{
  for (guint i = 0; i < day->report->fairness->len; i++)
    if (g_str_equal (((SfFairness *) day->report->fairness->pdata[i])->consultant, consultant))
      return day->report->fairness->pdata[i];
  g_assert_not_reached ();
}

/* Rung, not answered, declined, accepted: each offer and each answer is in the audit, with who did it. */
static void
test_every_step_is_audited (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *other = NULL;
  g_autoptr(SfDispatchDay) day = NULL;

  answer (&f, visit, 1, "ack", ANN, NULL);
  fixture_advance (&f, 20000);
  fixture_tick (&f);
  answer (&f, visit, 2, "decline", BEN, NULL);
  answer (&f, visit, 3, "accept", ROSE, NULL);
  other = fixture_check_in (&f, KIOSK, "see");
  fixture_advance (&f, 20000);
  fixture_tick (&f);
  g_assert_cmpint (count_audit (&f, "dispatch.offer", visit, NULL), ==, 3);
  g_assert_cmpint (count_audit (&f, "dispatch.acked", visit, f.staff[ANN]), ==, 1);
  g_assert_cmpint (count_audit (&f, "dispatch.expired", visit, NULL), ==, 1);
  g_assert_cmpint (count_audit (&f, "dispatch.declined", visit, f.staff[BEN]), ==, 1);
  g_assert_cmpint (count_audit (&f, "dispatch.accepted", visit, f.staff[ROSE]), ==, 1);
  day = played_again (&f);
  g_assert_cmpuint (day->report->replayed->len, ==, 4);
  g_assert_cmpint (day->report->same, ==, 4);
  g_assert_cmpstr (step (day, 0)->again, ==, f.staff[ANN]);
  g_assert_cmpstr (step (day, 1)->again, ==, f.staff[BEN]);
  /* Ann let it ring, Ben said no: one was reached and the other never was. */
  g_assert_cmpint (row_of (day, f.staff[ANN])->unanswered, ==, 1);
  g_assert_cmpint (row_of (day, f.staff[BEN])->declined, ==, 1);
  g_assert_cmpint (row_of (day, f.staff[CAI])->unreached + row_of (day, f.staff[BEN])->unreached, ==, 1);
  g_assert_cmpint (row_of (day, f.staff[ROSE])->taken, ==, 1);
  fixture_tear_down (&f);
}

/* Handed to a colleague, taken at the door: the rule's own choice stands beside it, in the record, in the log and in the audit. */
static void
test_by_hand (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *second = NULL, *status = NULL;
  g_autoptr(SfRecord) handed = NULL;
  g_autoptr(SfDispatchDay) day = NULL;

  answer (&f, visit, 1, "hand", ANN, f.staff[CAI]);
  handed = fixture_offer (&f, visit, 2);
  assert_text (handed, SF_ASSIGNMENT_CONSULTANT, f.staff[CAI]);
  assert_text (handed, SF_ASSIGNMENT_AUTO, f.staff[BEN]);
  assert_text (handed, SF_ASSIGNMENT_AUTO_WHY, "rotation|2");
  assert_text (handed, SF_ASSIGNMENT_FROM, f.staff[ANN]);
  g_assert_cmpint (count_audit (&f, "dispatch.override", visit, f.staff[ANN]), ==, 1);
  second = fixture_check_in (&f, KIOSK, "see");
  status = sf_uuid_derive (second, "visit_status", 0);
  fixture_ok (&f, TABLET, "serve", sf_record_new (SF_KIND_VISIT_STATUS, status), f.staff[BEN]);
  g_assert_cmpint (count_audit (&f, "dispatch.override", second, f.staff[BEN]), ==, 1);
  day = played_again (&f);
  g_assert_cmpuint (day->report->replayed->len, ==, 4);
  g_assert_cmpint (day->report->same, ==, 4);
  g_assert_cmpint (day->report->by_person, ==, 2);
  g_assert_true (step (day, 1)->by_person && step (day, 3)->by_person);
  g_assert_cmpstr (step (day, 1)->decision->given, ==, f.staff[CAI]);
  g_assert_cmpstr (step (day, 1)->again, ==, f.staff[BEN]);
  g_assert_cmpstr (step (day, 3)->decision->how, ==, "door");
  g_assert_cmpint (row_of (day, f.staff[ANN])->handed, ==, 1);
  fixture_tear_down (&f);
}

/* What the roster says is part of the decision: breaks, leave, most at once, and how many somebody is with. */
static void
test_roster_counts (void)
{
  WITH_FIXTURE (f);
  static const char *const lunch[] = { "590-660", NULL };     /* it is 10:00, minute 600 */
  g_autofree char *ann = sf_uuid_derive (f.staff[ANN], "roster", 0), *ben = sf_uuid_derive (f.staff[BEN], "roster", 0), *visit = NULL;
  SfRecord *patch = sf_record_new (SF_KIND_ROSTER, ann);
  g_autoptr(SfRecord) roster = NULL, free_again = NULL;
  g_autoptr(SfDispatchDay) day = NULL;

  sf_record_set_set (patch, SF_ROSTER_BREAKS, lunch);
  fixture_ok (&f, TABLET, "patch", patch, f.staff[ANN]);
  patch = sf_record_new (SF_KIND_ROSTER, ben);
  sf_record_set_text (patch, SF_ROSTER_LEAVE_UNTIL, FIXTURE_DAY);
  fixture_ok (&f, TABLET, "patch", patch, f.staff[BEN]);
  visit = fixture_check_in (&f, KIOSK, "see");
  answer (&f, visit, 1, "accept", CAI, NULL);
  roster = fixture_roster (&f, CAI);
  g_assert_cmpint (sf_record_get_int (roster, SF_ROSTER_SERVING), ==, 1);
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, CAI), f.staff[CAI]);
  free_again = fixture_roster (&f, CAI);
  g_assert_cmpint (sf_record_get_int (free_again, SF_ROSTER_SERVING), ==, 0);
  g_assert_cmpint (sf_record_get_int (free_again, SF_ROSTER_PARTIES), ==, 1);
  day = played_again (&f);
  g_assert_cmpint (day->report->same, ==, 1);
  fixture_tear_down (&f);
}

/* A log that was tampered with, or a rule that was changed, is told as different. */
static void
test_difference_is_told (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfDispatchDay) before = played_again (&f), after = NULL, broken = NULL;

  g_assert_nonnull (visit);
  g_assert_cmpint (before->report->same, ==, 1);
  g_assert_true (sf_server_run (f.store, NULL, "UPDATE decision_floor SET line = replace (line, '|free|', '|rest|') WHERE colleague = $1", "t", f.staff[ANN]));
  after = played_again (&f);
  g_assert_cmpint (after->report->same, ==, 0);
  g_assert_cmpstr (step (after, 0)->again, ==, f.staff[BEN]);
  g_assert_cmpstr (step (after, 0)->decision->would, ==, f.staff[ANN]);
  g_assert_true (sf_server_run (f.store, NULL, "UPDATE decision SET ask = $1", "t", "of a newer version"));
  broken = played_again (&f);
  g_assert_cmpint (broken->report->same, ==, 0);
  g_assert_null (step (broken, 0)->again);
  fixture_tear_down (&f);
}

/* The queue goes by arrival, and the report sees when it does not. */
static void
test_oldest_first (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr(SfDispatchDay) day = NULL, wrong = NULL;

  fixture_presence (&f, ANN, "serving");
  fixture_presence (&f, BEN, "rest");
  fixture_presence (&f, CAI, "rest");
  first = fixture_check_in (&f, KIOSK, "see");
  fixture_advance (&f, 60000);
  second = fixture_check_in (&f, KIOSK2, "see");
  fixture_advance (&f, 60000);
  fixture_presence (&f, ANN, "free");
  answer (&f, first, 1, "accept", ANN, NULL);
  fixture_presence (&f, BEN, "free");
  day = played_again (&f);
  g_assert_cmpuint (day->report->replayed->len, ==, 4);
  g_assert_cmpint (day->report->same, ==, 4);
  g_assert_cmpint (day->report->queued, ==, 2);
  g_assert_cmpint (day->report->out_of_turn, ==, 0);
  g_assert_cmpstr (step (day, 2)->decision->visit, ==, first);
  g_assert_cmpstr (step (day, 3)->decision->visit, ==, second);
  g_assert_true (sf_server_run (f.store, NULL, "UPDATE decision SET visit = CASE visit WHEN $1 THEN $2 ELSE $1 END WHERE how = 'queue'", "tt", first, second));
  wrong = played_again (&f);
  g_assert_cmpint (wrong->report->out_of_turn, ==, 1);
  fixture_tear_down (&f);
}

/* Three months, and not a day more. */
static void
test_let_go (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *later = NULL;
  g_autoptr(SfDispatchDay) kept = NULL, gone = NULL;

  g_assert_nonnull (visit);
  fixture_advance (&f, (gint64) SF_DECISIONS_DAYS * 24 * 3600 * 1000 - 1000);
  kept = played_again (&f);
  g_assert_cmpuint (kept->decisions->len, ==, 1);
  fixture_advance (&f, 24 * 3600 * 1000);
  later = fixture_check_in (&f, KIOSK, "see");
  g_assert_nonnull (later);
  {
    /* The visit says that it is of its day; who brings it today is rung for by the moment it was written. */
    gint64 n = -1;

    g_assert_true (sf_server_int (sf_server_query (f.store, NULL, "SELECT count(*) FROM decision", ""), -1, &n, NULL));
    g_assert_cmpint (n, ==, 1);
  }
  gone = played_again (&f);
  g_assert_cmpuint (gone->decisions->len, ==, 0);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decisions/every-step-is-audited", test_every_step_is_audited);
  g_test_add_func ("/decisions/by-hand", test_by_hand);
  g_test_add_func ("/decisions/roster-counts", test_roster_counts);
  g_test_add_func ("/decisions/difference-is-told", test_difference_is_told);
  g_test_add_func ("/decisions/oldest-first", test_oldest_first);
  g_test_add_func ("/decisions/let-go", test_let_go);
  return g_test_run ();
}
