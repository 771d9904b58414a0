/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody came and the guest calls again; and the chain of what a ticket says of the wait: place, steps, "cannot say". */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)
#define MINUTE_MS (60 * G_GINT64_CONSTANT (1000))

static gboolean
call_again (Fixture *f, const char *visit)
{
  g_autoptr(GError) error = NULL;
  gboolean called = FALSE;

  g_assert_true (sf_ingest_call_again (f->ingest, visit, &called, &error));
  g_assert_no_error (error);
  return called;
}

static void
assert_state (Fixture *f, const char *visit, const char *state, const char *ring, const char *who)
{
  g_autoptr(SfRecord) status = fixture_status (f, visit), ticket = fixture_ticket (f, visit);

  assert_text (status, SF_VISIT_STATUS_STATE, state);
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, who);
  /* Once somebody has accepted, how far it rang says nothing any more. */
  if (ring != NULL)
    {
      assert_text (status, SF_VISIT_STATUS_RING, ring);
      assert_text (ticket, SF_TICKET_RING, ring);
    }
  assert_text (ticket, SF_TICKET_CONSULTANT, who);
}

static void
assert_offer (Fixture *f, const char *visit, guint turn, const char *state, const char *who, const char *why)
{
  g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);

  g_assert_nonnull (offer);
  assert_text (offer, SF_ASSIGNMENT_STATE, state);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, who);
  if (why != NULL)
    assert_text (offer, SF_ASSIGNMENT_WHY, why);
}

static void
answer (Fixture *f, const char *visit, guint turn, const char *verb, guint who)
{
  fixture_ok (f, TABLET, verb, fixture_offer_patch (visit, turn, g_str_equal (verb, "accept") ? f->staff[who] : NULL), f->staff[who]);
}

/* Somebody's tablet rings and they stay where they are: after three minutes the desk hears it, and the guest is told so when it does. */
static void
test_waits (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

  answer (&f, visit, 1, "ack", ANN);
  fixture_advance (&f, 3 * MINUTE_MS - 1);
  g_assert_false (call_again (&f, visit));
  fixture_advance (&f, 1);
  g_assert_true (call_again (&f, visit));
  assert_offer (&f, visit, 1, "ended", f.staff[ANN], NULL);
  assert_offer (&f, visit, 2, "offered", NULL, "recalled");
  assert_state (&f, visit, "waiting", "calling", NULL);   /* nobody on the way yet, as far as anybody knows */
  g_assert_false (call_again (&f, visit));                /* twice with one finger is once */
  answer (&f, visit, 2, "ack", ROSE);
  assert_state (&f, visit, "notified", "reception", NULL);
  fixture_advance (&f, 3 * MINUTE_MS);
  g_assert_true (call_again (&f, visit));                 /* and after three more minutes again */
  assert_offer (&f, visit, 3, "offered", NULL, "recalled");
  answer (&f, visit, 3, "accept", MAX_BOSS);
  assert_state (&f, visit, "accepted", NULL, f.staff[MAX_BOSS]);
  fixture_tear_down (&f);
}

/* Whoever accepted and did not come has the guest no more: one owner again, and a place in the rotation. */
static void
test_accepted_and_gone (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) roster = NULL;

  fixture_advance (&f, 2 * MINUTE_MS);
  answer (&f, visit, 1, "accept", ANN);
  fixture_advance (&f, 2 * MINUTE_MS);
  g_assert_false (call_again (&f, visit));                /* they said so two minutes ago */
  fixture_advance (&f, MINUTE_MS);
  g_assert_true (call_again (&f, visit));
  assert_offer (&f, visit, 1, "ended", f.staff[ANN], NULL);
  assert_state (&f, visit, "waiting", "calling", NULL);   /* their name is off the glass */
  roster = fixture_roster (&f, ANN);
  assert_text (roster, SF_ROSTER_PRESENCE, "free");
  fixture_refused (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN], "assign.over");
  answer (&f, visit, 2, "accept", ROSE);
  assert_state (&f, visit, "accepted", NULL, f.staff[ROSE]);
  fixture_tear_down (&f);
}

static void
test_not_for (void)
{
  WITH_FIXTURE (f);
  g_autofree char *browse = fixture_check_in (&f, KIOSK, "browse"), *visit = fixture_check_in (&f, KIOSK, "see"), *id = sf_uuid_derive (visit, "visit_status", 0);

  answer (&f, visit, 1, "accept", ANN);
  fixture_ok (&f, TABLET, "serve", sf_record_new (SF_KIND_VISIT_STATUS, id), f.staff[ANN]);
  fixture_advance (&f, 10 * MINUTE_MS);
  g_assert_false (call_again (&f, visit));                /* somebody is with them */
  g_assert_false (call_again (&f, browse));               /* left in peace */
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, ANN), f.staff[ANN]);
  g_assert_false (call_again (&f, visit));
  g_assert_false (call_again (&f, id));                   /* no visit at all */
  fixture_tear_down (&f);
}

static void
assert_wait (Fixture *f, const char *visit, int ahead, int wait)
{
  g_autoptr(SfRecord) ticket = fixture_ticket (f, visit);

  g_assert_cmpint (sf_record_is_null (ticket, SF_TICKET_AHEAD) ? -1 : (int) sf_record_get_int (ticket, SF_TICKET_AHEAD), ==, ahead);
  g_assert_cmpint (sf_record_is_null (ticket, SF_TICKET_WAIT_MIN) ? -1 : (int) sf_record_get_int (ticket, SF_TICKET_WAIT_MIN), ==, wait);
}

/* One guest waits @minutes for Ann, is served and leaves. */
static void
serve_one (Fixture *f, guint minutes)
{
  g_autofree char *visit = fixture_check_in (f, KIOSK, "see");

  fixture_advance (f, minutes * MINUTE_MS);
  answer (f, visit, 1, "accept", ANN);
  fixture_ok (f, TABLET, "create", fixture_outcome (f, visit, ANN), f->staff[ANN]);
}

/* From the waits of today to the glass: nothing is said of minutes before five waits are known, then in steps and rounded up. */
static void
test_wait_chain (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  fixture_presence (&f, BEN, "rest");
  fixture_presence (&f, CAI, "rest");
  for (guint i = 0; i < 4; i++)
    serve_one (&f, 4);
  fixture_presence (&f, ANN, "serving");
  first = fixture_check_in (&f, KIOSK, "see");
  second = fixture_check_in (&f, KIOSK, "see");
  assert_state (&f, first, "waiting", "nobody", NULL);
  assert_wait (&f, first, 0, -1);                         /* four waits: one cannot say */
  assert_wait (&f, second, 1, -1);
  fixture_presence (&f, ANN, "free");                     /* the fifth: the first of the queue, at once */
  answer (&f, first, 1, "accept", ANN);
  third = fixture_check_in (&f, KIOSK, "see");
  assert_wait (&f, second, 0, 5);                         /* a median of four minutes is "about 5" */
  assert_wait (&f, third, 1, 10);                         /* twice that is "about 10" */
  g_assert_false (call_again (&f, second));
  fixture_advance (&f, 3 * MINUTE_MS);
  g_assert_true (call_again (&f, second));                /* rung at the desk: no place is told meanwhile, the next moves up */
  assert_wait (&f, second, -1, -1);
  assert_wait (&f, third, 0, 5);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recall/waits", test_waits);
  g_test_add_func ("/recall/accepted-and-gone", test_accepted_and_gone);
  g_test_add_func ("/recall/not-for", test_not_for);
  g_test_add_func ("/recall/wait-chain", test_wait_chain);
  return g_test_run ();
}
