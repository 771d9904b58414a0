/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest at the glass reads is written here by one actor after the other; after every step nothing may be said that is
 * not so (experience.md 2.4, rule 1). */
#include "fixture.h"
#include "server/sf-dispatch.h"

/* No name before somebody accepted, "a consultant is coming" only after a tablet sounds it, the same for reception. */
static void
assert_honest (Fixture *f, const char *visit)
{
  g_autoptr(SfRecord) ticket = fixture_ticket (f, visit), status = fixture_status (f, visit);
  const char *ring = sf_record_get_text (ticket, SF_TICKET_RING), *who = sf_record_get_text (ticket, SF_TICKET_CONSULTANT);
  gboolean accepted = FALSE, sounds = FALSE, reception_sounds = FALSE;

  g_assert_nonnull (ticket);
  for (guint turn = 1; turn < 20; turn++)
    {
      g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);
      const char *state = offer != NULL ? sf_record_get_text (offer, SF_ASSIGNMENT_STATE) : "";
      gboolean open = g_str_equal (state, "acked") || g_str_equal (state, "accepted");

      if (offer == NULL)
        break;
      if (g_str_equal (state, "accepted") && g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), who) == 0)
        accepted = TRUE;
      if (open && !sf_record_is_null (offer, SF_ASSIGNMENT_ACKED_AT))
        {
          sounds = sounds || !sf_record_is_null (offer, SF_ASSIGNMENT_CONSULTANT);
          reception_sounds = reception_sounds || sf_record_is_null (offer, SF_ASSIGNMENT_CONSULTANT) || g_str_equal (state, "accepted");
        }
    }
  g_assert_true (who == NULL || accepted);
  g_assert_true (g_strcmp0 (ring, "consultant") != 0 || sounds);
  g_assert_true (g_strcmp0 (ring, "reception") != 0 || reception_sounds);
  g_assert_cmpstr (ring, ==, sf_record_get_text (status, SF_VISIT_STATUS_RING));
  g_assert_cmpstr (sf_record_get_text (ticket, SF_TICKET_STATE), ==, sf_record_get_text (status, SF_VISIT_STATUS_STATE));
}

static void
assert_ticket (Fixture *f, const char *visit, const char *state, const char *ring, const char *who, int ahead)
{
  g_autoptr(SfRecord) ticket = fixture_ticket (f, visit);

  assert_honest (f, visit);
  assert_text (ticket, SF_TICKET_STATE, state);
  assert_text (ticket, SF_TICKET_RING, ring);
  assert_text (ticket, SF_TICKET_CONSULTANT, who);
  g_assert_cmpint (sf_record_is_null (ticket, SF_TICKET_AHEAD) ? -1 : (int) sf_record_get_int (ticket, SF_TICKET_AHEAD), ==, ahead);
}

static void
assert_offer (Fixture *f, const char *visit, guint turn, const char *state, const char *who)
{
  g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);

  g_assert_nonnull (offer);
  assert_text (offer, SF_ASSIGNMENT_STATE, state);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, who);
}

static void
answer (Fixture *f, const char *visit, guint turn, const char *verb, guint who)
{
  fixture_ok (f, TABLET, verb, fixture_offer_patch (visit, turn, g_str_equal (verb, "accept") ? f->staff[who] : NULL), f->staff[who]);
}

static SfRecord *
status_patch (const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_status", 0);

  return sf_record_new (SF_KIND_VISIT_STATUS, id);
}

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static void
test_happy_path (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) roster = NULL, status = NULL;

  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  assert_offer (&f, visit, 1, "offered", f.staff[ANN]);
  answer (&f, visit, 1, "ack", ANN);
  assert_ticket (&f, visit, "notified", "consultant", NULL, -1);
  answer (&f, visit, 1, "accept", ANN);
  assert_ticket (&f, visit, "accepted", "consultant", f.staff[ANN], -1);
  roster = fixture_roster (&f, ANN);
  assert_text (roster, SF_ROSTER_PRESENCE, "serving");
  assert_text (roster, SF_ROSTER_PARTIES_ON, FIXTURE_DAY);
  g_assert_cmpint (sf_record_get_int (roster, SF_ROSTER_PARTIES), ==, 1);
  g_assert_cmpint (sf_record_get_int (roster, SF_ROSTER_TURN_AT), ==, sf_clock_wall_ms (f.clock));
  fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[ANN]);
  assert_ticket (&f, visit, "serving", "consultant", f.staff[ANN], -1);
  fixture_advance (&f, 60000);
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, ANN), f.staff[ANN]);
  assert_ticket (&f, visit, "left", NULL, NULL, -1);
  assert_offer (&f, visit, 1, "ended", f.staff[ANN]);
  g_clear_pointer (&roster, sf_record_unref);
  roster = fixture_roster (&f, ANN);
  assert_text (roster, SF_ROSTER_PRESENCE, "free");
  status = fixture_status (&f, visit);
  g_assert_cmpint (sf_record_get_int (status, SF_VISIT_STATUS_LEFT_AT), ==, sf_clock_wall_ms (f.clock));
  g_assert_cmpint (fixture_tick (&f), ==, 0);
  fixture_tear_down (&f);
}

/* Nobody answers at all: 20 s, 15 s, then reception, then nobody was reached; never a name. */
static void
test_nobody_answers (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  gint64 start = sf_clock_wall_ms (f.clock);

  g_assert_cmpint (fixture_tick (&f), ==, start + 20000);
  fixture_advance (&f, 19999);
  g_assert_cmpint (fixture_tick (&f), ==, start + 20000);
  assert_offer (&f, visit, 1, "offered", f.staff[ANN]);
  fixture_advance (&f, 1);
  g_assert_cmpint (fixture_tick (&f), ==, start + 35000);
  assert_offer (&f, visit, 1, "expired", f.staff[ANN]);
  assert_offer (&f, visit, 2, "offered", f.staff[BEN]);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  fixture_advance (&f, 15000);
  g_assert_cmpint (fixture_tick (&f), ==, start + 50000);
  assert_offer (&f, visit, 3, "offered", NULL);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  /* Cai is free and untried: when reception does not answer either, the waiting guest is offered to her. */
  fixture_presence (&f, CAI, "away");
  fixture_advance (&f, 15000);
  /* Another round begins five minutes after the first ring. */
  g_assert_cmpint (fixture_tick (&f), ==, start + 300000);
  assert_ticket (&f, visit, "waiting", "nobody", NULL, -1);
  fixture_presence (&f, CAI, "free");
  assert_offer (&f, visit, 3, "ended", NULL);
  assert_offer (&f, visit, 4, "offered", f.staff[CAI]);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  fixture_tear_down (&f);
}

/* An acknowledgement is not an acceptance: after 20 s the next is rung, and until their tablet sounds the sentence is taken back. */
static void
test_acked_but_not_accepted (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

  answer (&f, visit, 1, "ack", ANN);
  assert_ticket (&f, visit, "notified", "consultant", NULL, -1);
  fixture_advance (&f, 20000);
  fixture_tick (&f);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  answer (&f, visit, 2, "ack", BEN);
  assert_ticket (&f, visit, "notified", "consultant", NULL, -1);
  fixture_advance (&f, 15000);
  fixture_tick (&f);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  answer (&f, visit, 3, "ack", ROSE);
  assert_ticket (&f, visit, "notified", "reception", NULL, -1);
  fixture_advance (&f, 60000);
  fixture_tick (&f);
  assert_ticket (&f, visit, "notified", "reception", NULL, -1);
  answer (&f, visit, 3, "accept", ROSE);
  assert_ticket (&f, visit, "accepted", "reception", f.staff[ROSE], -1);
  fixture_tear_down (&f);
}

/* Reception's offer is reception's and the manager's, nobody else's. */
static void
test_reception_is_not_everybody (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "help");

  assert_offer (&f, visit, 1, "offered", NULL);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  fixture_refused (&f, TABLET, "ack", fixture_offer_patch (visit, 1, NULL), f.staff[ANN], "rights.object");
  fixture_refused (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN], "rights.object");
  answer (&f, visit, 1, "ack", MAX_BOSS);
  assert_ticket (&f, visit, "notified", "reception", NULL, -1);
  answer (&f, visit, 1, "accept", ROSE);
  assert_ticket (&f, visit, "accepted", "reception", f.staff[ROSE], -1);
  fixture_tear_down (&f);
}

static void
test_late_accept_wins_if_first (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

  fixture_advance (&f, 20000);
  fixture_tick (&f);
  assert_offer (&f, visit, 2, "offered", f.staff[BEN]);
  /* Ann's tablet was cut off; she is on her way already. */
  answer (&f, visit, 1, "accept", ANN);
  assert_ticket (&f, visit, "accepted", "consultant", f.staff[ANN], -1);
  assert_offer (&f, visit, 2, "ended", f.staff[BEN]);
  fixture_refused (&f, TABLET2, "accept", fixture_offer_patch (visit, 2, f.staff[BEN]), f.staff[BEN], "assign.taken");
  assert_ticket (&f, visit, "accepted", "consultant", f.staff[ANN], -1);
  fixture_tear_down (&f);
}

static void
test_race_loser_is_told (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) ben = NULL;
  SfPushResult *twice;

  fixture_advance (&f, 20000);
  fixture_tick (&f);
  answer (&f, visit, 2, "accept", BEN);
  fixture_refused (&f, TABLET2, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN], "assign.taken");
  assert_ticket (&f, visit, "accepted", "consultant", f.staff[BEN], -1);
  twice = fixture_do (&f, TABLET2, "accept", fixture_offer_patch (visit, 2, f.staff[BEN]), f.staff[BEN]);
  g_assert_cmpint (twice->status, ==, SF_PUSH_DUP);
  sf_push_result_free (twice);
  ben = fixture_roster (&f, BEN);
  g_assert_cmpint (sf_record_get_int (ben, SF_ROSTER_PARTIES), ==, 1);
  fixture_tear_down (&f);
}

static void
test_decline_rings_next_at_once (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

  answer (&f, visit, 1, "ack", ANN);
  answer (&f, visit, 1, "decline", ANN);
  assert_offer (&f, visit, 1, "declined", f.staff[ANN]);
  assert_offer (&f, visit, 2, "offered", f.staff[BEN]);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  answer (&f, visit, 2, "decline", BEN);
  assert_offer (&f, visit, 3, "offered", NULL);
  fixture_refused (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN], "assign.over");
  fixture_tear_down (&f);
}

/* Handed over: the name disappears from the glass until the colleague has accepted. */
static void
test_hand_over (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) offer = NULL, ann = NULL;

  answer (&f, visit, 1, "accept", ANN);
  fixture_refused (&f, TABLET, "hand", fixture_offer_patch (visit, 1, f.staff[CAI]), f.staff[BEN], "rights.object");
  fixture_refused (&f, TABLET, "hand", fixture_offer_patch (visit, 1, NULL), f.staff[ANN], "assign.nobody");
  fixture_ok (&f, TABLET, "hand", fixture_offer_patch (visit, 1, f.staff[CAI]), f.staff[ANN]);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  assert_offer (&f, visit, 1, "handed", f.staff[ANN]);
  assert_offer (&f, visit, 2, "offered", f.staff[CAI]);
  offer = fixture_offer (&f, visit, 2);
  assert_text (offer, SF_ASSIGNMENT_FROM, f.staff[ANN]);
  ann = fixture_roster (&f, ANN);
  assert_text (ann, SF_ROSTER_PRESENCE, "free");
  answer (&f, visit, 2, "accept", CAI);
  assert_ticket (&f, visit, "accepted", "consultant", f.staff[CAI], -1);
  fixture_tear_down (&f);
}

/* Handed over in the middle: whoever is with the guest stays until the colleague has accepted. */
static void
test_hand_over_while_serving (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) status = NULL, ann = NULL;

  answer (&f, visit, 1, "accept", ANN);
  fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[ANN]);
  fixture_ok (&f, TABLET, "hand", fixture_offer_patch (visit, 1, f.staff[CAI]), f.staff[ANN]);
  status = fixture_status (&f, visit);
  assert_text (status, SF_VISIT_STATUS_STATE, "serving");
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, f.staff[ANN]);
  answer (&f, visit, 2, "accept", CAI);
  sf_record_unref (status);
  status = fixture_status (&f, visit);
  assert_text (status, SF_VISIT_STATUS_STATE, "serving");
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, f.staff[CAI]);
  ann = fixture_roster (&f, ANN);
  assert_text (ann, SF_ROSTER_PRESENCE, "free");
  fixture_tear_down (&f);
}

static void
test_just_looking (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "browse");
  g_autoptr(SfRecord) offer = fixture_offer (&f, visit, 1);

  g_assert_null (offer);
  assert_ticket (&f, visit, "waiting", NULL, NULL, -1);
  fixture_presence (&f, ANN, "away");
  fixture_presence (&f, ANN, "free");
  g_clear_pointer (&offer, sf_record_unref);
  offer = fixture_offer (&f, visit, 1);
  g_assert_null (offer);
  /* A colleague who walks up to them has them. */
  fixture_ok (&f, TABLET, "serve", status_patch (visit), f.staff[BEN]);
  offer = fixture_status (&f, visit);
  assert_text (offer, SF_VISIT_STATUS_CONSULTANT, f.staff[BEN]);
  fixture_tear_down (&f);
}

static void
test_service_and_asked (void)
{
  WITH_FIXTURE (f);
  g_autofree char *service = fixture_check_in (&f, KIOSK, "service");
  SfRecord *asks = fixture_visit (&f, KIOSK, "see");
  g_autofree char *asked = g_strdup (sf_record_get_id (asks));
  g_autoptr(SfRecord) offer = NULL;

  assert_offer (&f, service, 1, "offered", f.staff[SVEN]);
  sf_record_set_text (asks, SF_VISIT_WANTS, f.staff[CAI]);
  fixture_ok (&f, KIOSK, "create", asks, NULL);
  assert_offer (&f, asked, 1, "offered", f.staff[CAI]);
  offer = fixture_offer (&f, asked, 1);
  assert_text (offer, SF_ASSIGNMENT_WHY, "asked");
  fixture_tear_down (&f);
}

/* A tablet rings for one guest at a time. */
static void
test_two_guests_two_tablets (void)
{
  WITH_FIXTURE (f);
  g_autofree char *one = fixture_check_in (&f, KIOSK, "see"), *two = fixture_check_in (&f, KIOSK2, "see");

  assert_offer (&f, one, 1, "offered", f.staff[ANN]);
  assert_offer (&f, two, 1, "offered", f.staff[BEN]);
  fixture_tear_down (&f);
}

static void
all_serving (Fixture *f)
{
  fixture_presence (f, ANN, "serving");
  fixture_presence (f, BEN, "serving");
  fixture_presence (f, CAI, "serving");
}

static void
test_queue (void)
{
  WITH_FIXTURE (f);
  g_autofree char *one = NULL, *two = NULL, *three = NULL;

  all_serving (&f);
  one = fixture_check_in (&f, KIOSK, "see");
  fixture_advance (&f, 1000);
  two = fixture_check_in (&f, KIOSK2, "drive");
  fixture_advance (&f, 1000);
  three = fixture_check_in (&f, KIOSK, "see");
  assert_ticket (&f, one, "waiting", "nobody", NULL, 0);
  assert_ticket (&f, two, "waiting", "nobody", NULL, 1);
  assert_ticket (&f, three, "waiting", "nobody", NULL, 2);
  fixture_presence (&f, BEN, "free");
  assert_offer (&f, one, 1, "offered", f.staff[BEN]);
  assert_ticket (&f, one, "waiting", "calling", NULL, -1);
  assert_ticket (&f, two, "waiting", "nobody", NULL, 0);
  assert_ticket (&f, three, "waiting", "nobody", NULL, 1);
  /* Who leaves makes room. */
  fixture_ok (&f, TABLET, "leave", status_patch (two), f.staff[ANN]);
  assert_ticket (&f, two, "left", NULL, NULL, -1);
  assert_ticket (&f, three, "waiting", "nobody", NULL, 0);
  fixture_tear_down (&f);
}

/* The wait is told in honest steps, and not at all while too little is known. */
static void
test_wait_is_honest (void)
{
  WITH_FIXTURE (f);
  g_autofree char *last = NULL;
  g_autoptr(SfRecord) ticket = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");

      fixture_advance (&f, 6000);
      for (guint who = ANN; who <= CAI; who++)
        {
          g_autoptr(SfRecord) offer = fixture_offer (&f, visit, 1);

          if (g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), f.staff[who]) == 0)
            answer (&f, visit, 1, "accept", who);
        }
      fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, ANN), f.staff[ANN]);
    }
  all_serving (&f);
  last = fixture_check_in (&f, KIOSK, "see");
  assert_ticket (&f, last, "waiting", "nobody", NULL, 0);
  ticket = fixture_ticket (&f, last);
  g_assert_cmpint (sf_record_get_int (ticket, SF_TICKET_WAIT_MIN), ==, 5);
  fixture_tear_down (&f);
}

/* Nobody on the floor who could become free: reception has it at once. */
static void
test_nobody_on_shift (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = NULL;

  fixture_presence (&f, ANN, "off");
  fixture_presence (&f, BEN, "rest");
  fixture_presence (&f, CAI, "away");
  visit = fixture_check_in (&f, KIOSK, "see");
  assert_offer (&f, visit, 1, "offered", NULL);
  assert_ticket (&f, visit, "waiting", "calling", NULL, -1);
  fixture_tear_down (&f);
}

static void
test_settings_change_the_times (void)
{
  WITH_FIXTURE (f);
  g_autofree char *id = fixture_id (&f), *visit = NULL;
  g_autoptr(SfRecord) setting = sf_record_new (SF_KIND_SETTING, id);

  sf_record_set_text (setting, SF_SETTING_KEY, SF_RING_FIRST_KEY);
  sf_record_set_text (setting, SF_SETTING_VALUE, "40");
  g_assert_true (sf_ingest_put (f.ingest, setting, NULL));
  visit = fixture_check_in (&f, KIOSK, "see");
  g_assert_cmpint (fixture_tick (&f), ==, sf_clock_wall_ms (f.clock) + 40000);
  fixture_tear_down (&f);
}

/* When the guest came: by the device's day, by the moment it was written, and when its clock knows nothing, now. */
static void
test_which_day (void)
{
  static const struct { gint64 ago_ms, stamp_ago_ms; const char *day, *clk; gboolean rings; } rows[] = {
    { 0, 0, FIXTURE_DAY, "ok", TRUE },
    { 0, 0, FIXTURE_DAY, "est", TRUE },
    { 86400000, 86400000, "2026-11-19", "ok", FALSE },                      /* brought late */
    { 86400000, 86400000, "2026-11-19", "est", FALSE },
    { FIXTURE_NOW - 1000, 5000, "1970-01-01", "ok", TRUE },                  /* a dead battery, but the boot clock knows */
    { FIXTURE_NOW - 1000, FIXTURE_NOW - 1000, "1970-01-01", "est", TRUE },   /* nothing is known: somebody stands there */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      WITH_FIXTURE (f);
      g_autoptr(SfRecord) visit = fixture_visit (&f, KIOSK, "see"), offer = NULL, status = NULL;
      g_autoptr(SfPush) push = fixture_push_new (KIOSK);
      g_autoptr(SfPushReply) reply = NULL;
      g_autofree char *body = NULL;
      SfPushItem *item;
      gboolean fork;

      sf_record_set_text (visit, SF_VISIT_DAY, rows[i].day);
      sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (f.clock) - rows[i].ago_ms);
      body = fixture_body ("create", visit, NULL);
      fixture_add (&f, KIOSK, push, body);
      item = push->items->pdata[0];
      item->st = (sf_clock_wall_ms (f.clock) - rows[i].stamp_ago_ms) << 16;
      g_free (item->clk);
      item->clk = g_strdup (rows[i].clk);
      reply = sf_ingest_push (f.ingest, &f.dev[KIOSK].peer, push, &fork, NULL);
      g_assert_cmpint (((SfPushResult *) reply->results->pdata[0])->status, ==, SF_PUSH_OK);
      offer = fixture_offer (&f, sf_record_get_id (visit), 1);
      g_assert_cmpint (offer != NULL, ==, rows[i].rings);
      status = fixture_status (&f, sf_record_get_id (visit));
      assert_text (status, SF_VISIT_STATUS_DAY, rows[i].rings ? FIXTURE_DAY : rows[i].day);
      fixture_tear_down (&f);
    }
}

/* The tablet's outcome overtakes the kiosk's visit: it is over when it arrives, and nobody is rung for it. */
static void
test_outcome_before_visit (void)
{
  WITH_FIXTURE (f);
  SfRecord *visit = fixture_visit (&f, KIOSK, "see");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autoptr(SfRecord) status = NULL, offer = NULL;

  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, id, ANN), f.staff[ANN]);
  fixture_ok (&f, KIOSK, "create", visit, NULL);
  status = fixture_status (&f, id);
  assert_text (status, SF_VISIT_STATUS_STATE, "left");
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, f.staff[ANN]);
  offer = fixture_offer (&f, id, 1);
  g_assert_null (offer);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dispatch/happy-path", test_happy_path);
  g_test_add_func ("/dispatch/nobody-answers", test_nobody_answers);
  g_test_add_func ("/dispatch/acked-but-not-accepted", test_acked_but_not_accepted);
  g_test_add_func ("/dispatch/reception-is-not-everybody", test_reception_is_not_everybody);
  g_test_add_func ("/dispatch/late-accept-wins-if-first", test_late_accept_wins_if_first);
  g_test_add_func ("/dispatch/race-loser-is-told", test_race_loser_is_told);
  g_test_add_func ("/dispatch/decline-rings-next-at-once", test_decline_rings_next_at_once);
  g_test_add_func ("/dispatch/hand-over", test_hand_over);
  g_test_add_func ("/dispatch/hand-over-while-serving", test_hand_over_while_serving);
  g_test_add_func ("/dispatch/just-looking", test_just_looking);
  g_test_add_func ("/dispatch/service-and-asked", test_service_and_asked);
  g_test_add_func ("/dispatch/two-guests-two-tablets", test_two_guests_two_tablets);
  g_test_add_func ("/dispatch/queue", test_queue);
  g_test_add_func ("/dispatch/wait-is-honest", test_wait_is_honest);
  g_test_add_func ("/dispatch/nobody-on-shift", test_nobody_on_shift);
  g_test_add_func ("/dispatch/settings-change-the-times", test_settings_change_the_times);
  g_test_add_func ("/dispatch/which-day", test_which_day);
  g_test_add_func ("/dispatch/outcome-before-visit", test_outcome_before_visit);
  return g_test_run ();
}
