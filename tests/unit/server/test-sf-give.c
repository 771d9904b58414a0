/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 改派 at the desk: in every state of a visit, by whom it may be said, what the rule would have said beside it; never two owners. */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static SfRecord *
give_to (Fixture *f, const char *visit, guint to)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_status", 0);
  SfRecord *command = sf_record_new (SF_KIND_VISIT_STATUS, id);

  sf_record_set_text (command, SF_VISIT_STATUS_CONSULTANT, f->staff[to]);
  return command;
}

static SfRecord *
status_patch (const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_status", 0);

  return sf_record_new (SF_KIND_VISIT_STATUS, id);
}

static void
answer (Fixture *f, const char *visit, guint turn, const char *verb, guint who)
{
  fixture_ok (f, TABLET, verb, fixture_offer_patch (visit, turn, g_str_equal (verb, "accept") ? f->staff[who] : NULL), f->staff[who]);
}

/* Who has the visit, in which state; and no more than one open or accepted offer there is. */
static void
assert_has (Fixture *f, const char *visit, const char *state, const char *who)
{
  g_autoptr(SfRecord) status = fixture_status (f, visit);
  guint holding = 0;

  assert_text (status, SF_VISIT_STATUS_STATE, state);
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, who);
  for (guint turn = 1; turn < 20; turn++)
    {
      g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);
      const char *is = offer != NULL ? sf_record_get_text (offer, SF_ASSIGNMENT_STATE) : "";

      holding += g_str_equal (is, "offered") || g_str_equal (is, "acked") || g_str_equal (is, "accepted") ? 1 : 0;
    }
  g_assert_cmpuint (holding, ==, 1);
}

static void
assert_offer (Fixture *f, const char *visit, guint turn, const char *state, guint who)
{
  g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);

  g_assert_nonnull (offer);
  assert_text (offer, SF_ASSIGNMENT_STATE, state);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f->staff[who]);
}

static void
assert_why (Fixture *f, const char *visit, guint turn, const char *who, const char *rule)
{
  g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);

  assert_text (offer, SF_ASSIGNMENT_WHY, "given");
  assert_text (offer, SF_ASSIGNMENT_AUTO, who);
  assert_text (offer, SF_ASSIGNMENT_AUTO_WHY, rule);
  assert_text (offer, SF_ASSIGNMENT_FROM, f->staff[ROSE]);
}

static void
test_waiting (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *looks = fixture_check_in (&f, KIOSK, "browse");
  g_autofree char *rule = NULL;
  g_autoptr(SfRecord) first = fixture_offer (&f, visit, 1);

  rule = g_strdup (sf_record_get_text (first, SF_ASSIGNMENT_WHY));
  g_assert_nonnull (rule);
  fixture_ok (&f, TABLET, "give", give_to (&f, visit, CAI), f.staff[ROSE]);
  assert_offer (&f, visit, 1, "ended", ANN);
  assert_offer (&f, visit, 2, "offered", CAI);
  assert_has (&f, visit, "waiting", NULL);
  assert_why (&f, visit, 2, f.staff[ANN], rule);
  /* Chosen again, the rule's own choice is still the rule's. */
  fixture_ok (&f, TABLET, "give", give_to (&f, visit, BEN), f.staff[ROSE]);
  assert_offer (&f, visit, 3, "offered", BEN);
  assert_why (&f, visit, 3, f.staff[ANN], rule);
  fixture_ok (&f, TABLET, "give", give_to (&f, visit, CAI), f.staff[ROSE]);
  answer (&f, visit, 4, "ack", CAI);
  answer (&f, visit, 4, "accept", CAI);
  assert_has (&f, visit, "accepted", f.staff[CAI]);
  /* Somebody who is left in peace is rung for by nobody, and can be given all the same. */
  fixture_ok (&f, TABLET, "give", give_to (&f, looks, BEN), f.staff[MAX_BOSS]);
  assert_offer (&f, looks, 1, "offered", BEN);
  fixture_tear_down (&f);
}

/* Before anybody is there the guest waits again; in the middle of a visit nobody goes before somebody else has come. */
static void
test_accepted_and_serving (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) ann = NULL;

  answer (&f, visit, 1, "ack", ANN);
  answer (&f, visit, 1, "accept", ANN);
  fixture_ok (&f, TABLET, "give", give_to (&f, visit, BEN), f.staff[ROSE]);
  assert_offer (&f, visit, 1, "handed", ANN);
  assert_offer (&f, visit, 2, "offered", BEN);
  assert_has (&f, visit, "waiting", NULL);
  ann = fixture_roster (&f, ANN);
  assert_text (ann, SF_ROSTER_PRESENCE, "free");
  answer (&f, visit, 2, "ack", BEN);
  answer (&f, visit, 2, "accept", BEN);
  fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[BEN]);
  fixture_ok (&f, TABLET, "give", give_to (&f, visit, CAI), f.staff[ROSE]);
  assert_has (&f, visit, "serving", f.staff[BEN]);
  answer (&f, visit, 3, "ack", CAI);
  answer (&f, visit, 3, "accept", CAI);
  assert_has (&f, visit, "serving", f.staff[CAI]);
  fixture_tear_down (&f);
}

/* A consultant gives away the guest they have, nobody else's; nobody gives to who is not there, or what is over. */
static void
test_who_may (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  SfPushResult *again;
  SfRecord *nobody = give_to (&f, visit, BEN);

  fixture_refused (&f, TABLET, "give", give_to (&f, visit, BEN), f.staff[BEN], "rights.object");
  fixture_refused (&f, KIOSK, "give", give_to (&f, visit, BEN), NULL, "rights");
  sf_record_set_text (nobody, SF_VISIT_STATUS_CONSULTANT, "00000000-0000-7000-8000-00000000ffff");
  fixture_refused (&f, TABLET, "give", nobody, f.staff[ROSE], "assign.nobody");
  fixture_refused (&f, TABLET, "give", status_patch (visit), f.staff[ROSE], "assign.nobody");
  answer (&f, visit, 1, "ack", ANN);
  answer (&f, visit, 1, "accept", ANN);
  fixture_ok (&f, TABLET, "give", give_to (&f, visit, BEN), f.staff[ANN]);
  assert_offer (&f, visit, 2, "offered", BEN);
  /* Said twice (two receptionists, or a lost answer) it rings once. */
  again = fixture_do (&f, TABLET2, "give", give_to (&f, visit, BEN), f.staff[ROSE]);
  g_assert_cmpint (again->status, ==, SF_PUSH_DUP);
  sf_push_result_free (again);
  assert_offer (&f, visit, 2, "offered", BEN);
  fixture_ok (&f, TABLET, "leave", status_patch (visit), f.staff[ROSE]);
  fixture_refused (&f, TABLET, "give", give_to (&f, visit, BEN), f.staff[ROSE], "visit.over");
  fixture_tear_down (&f);
}

/* Whoever is given a guest and does not hear it is not the end: the next one is rung. */
static void
test_given_and_not_heard (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

  fixture_ok (&f, TABLET, "give", give_to (&f, visit, CAI), f.staff[ROSE]);
  fixture_advance (&f, 20000);
  fixture_tick (&f);
  assert_offer (&f, visit, 2, "expired", CAI);
  assert_has (&f, visit, "waiting", NULL);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/give/waiting", test_waiting);
  g_test_add_func ("/give/accepted-and-serving", test_accepted_and_serving);
  g_test_add_func ("/give/who-may", test_who_may);
  g_test_add_func ("/give/not-heard", test_given_and_not_heard);
  return g_test_run ();
}
