/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reception's board from a real store: who waits and how long, for whom, who is with whom, who is next; the figures are the manager's. */
#include "app-fixture.h"
#include "app/sf-board.h"
#include "app/sf-tablet-steps.h"
#include "app/sf-tablet-private.h"

#define ROSE "00000000-0000-7000-8000-000000000003"
#define SVEN "00000000-0000-7000-8000-000000000004"
#define ANA "00000000-0000-7000-8000-0000000000e1"
#define BO "00000000-0000-7000-8000-0000000000e2"
#define CY "00000000-0000-7000-8000-0000000000e3"
#define DEE "00000000-0000-7000-8000-0000000000e4"

static SfRecord *
with_job (SfRecord *consultant, const char *job)
{
  sf_record_set_text (consultant, SF_CONSULTANT_JOB, job);
  return consultant;
}

static SfTablet *
tablet_in (AppFixture *f)
{
  SfTablet *tablet;

  app_furnish (f);
  app_page (f, with_job (app_consultant (ROSE, "许静", 3), "reception"), app_roster (ROSE, "free"), with_job (app_consultant (SVEN, "何伟", 4), "service"),
            app_roster (SVEN, "off"), NULL);
  tablet = sf_tablet_new (f->device);
  app_wait (g_strcmp0 (sf_tablet_get_day (tablet), "2026-11-22") == 0 && g_list_model_get_n_items (sf_tablet_get_consultants (tablet)) == 4);
  app_wait (g_str_equal (sf_floor_presence (sf_tablet_get_floor (tablet), ROSE), "free"));
  return tablet;
}

static SfRecord *
visit_at (const char *id, const char *number, const char *purpose, gint64 minutes_ago)
{
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purpose);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, APP_START_MS - minutes_ago * 60000);
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, APP_DEVICE);
  return visit;
}

static SfRecord *
status_of (const char *visit, const char *state, const char *consultant)
{
  SfRecord *status = app_status (visit, state, consultant);

  if (consultant == NULL)
    sf_record_set_text (status, SF_VISIT_STATUS_RING, "nobody");
  if (consultant != NULL)
    sf_record_set_int (status, SF_VISIT_STATUS_ACCEPTED_AT, APP_START_MS - 24 * 60000);
  return status;
}

static SfRecord *
offer_to (const char *visit, const char *consultant)
{
  g_autofree char *id = sf_uuid_derive (visit, "assignment", 1);
  SfRecord *offer = sf_record_new (SF_KIND_ASSIGNMENT, id);

  sf_record_set_text (offer, SF_ASSIGNMENT_VISIT, visit);
  if (consultant != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_CONSULTANT, consultant);
  sf_record_set_text (offer, SF_ASSIGNMENT_DAY, "2026-11-22");
  sf_record_set_int (offer, SF_ASSIGNMENT_TURN, 1);
  sf_record_set_text (offer, SF_ASSIGNMENT_STATE, "acked");
  sf_record_set_int (offer, SF_ASSIGNMENT_OFFERED_AT, APP_START_MS);
  return offer;
}

static gboolean
sees (SfTablet *tablet, guint waits, guint served)
{
  g_autoptr(SfBoard) board = sf_board_read (tablet);

  return board->waits->len == waits && board->served->len == served;
}

static void
assert_wait (const SfBoard *board, guint i, const char *visit, guint minutes, SfBoardTone tone, SfBoardRing ring, const char *who)
{
  const SfBoardRow *row = board->waits->pdata[i];

  g_assert_cmpstr (sf_item_get_id (row->visit), ==, visit);
  g_assert_cmpuint (row->minutes, ==, minutes);
  g_assert_cmpint (row->tone, ==, tone);
  g_assert_cmpint (row->ring, ==, ring);
  g_assert_cmpstr (row->consultant, ==, who);
}

static void
test_read (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfBoard) board = NULL;

  app_page (f, visit_at (ANA, "A12", "see", 30), status_of (ANA, "serving", APP_LI), visit_at (BO, "A13", "see", 2), status_of (BO, "waiting", NULL), offer_to (BO, APP_WANG),
            visit_at (CY, "S05", "service", 3), status_of (CY, "waiting", NULL), visit_at (DEE, "A14", "browse", 9), status_of (DEE, "waiting", NULL), NULL);
  app_wait (sees (tablet, 3, 1) && sf_tablet_offer_of (tablet, BO) != NULL);
  board = sf_board_read (tablet);
  /* Oldest first; who only looks around is no wait, however long. */
  assert_wait (board, 0, CY, 3, SF_BOARD_WARM, SF_BOARD_NONE_FREE, NULL);
  assert_wait (board, 1, BO, 2, SF_BOARD_CALM, SF_BOARD_RINGS, APP_WANG);
  assert_wait (board, 2, DEE, 9, SF_BOARD_CALM, SF_BOARD_QUIET, NULL);
  g_assert_cmpuint (((SfBoardRow *) board->served->pdata[0])->minutes, ==, 24);
  g_assert_cmpstr (((SfBoardRow *) board->served->pdata[0])->consultant, ==, APP_LI);
  g_assert_cmpint (board->parties, ==, 3);
  g_assert_cmpint (board->service, ==, 1);
  g_assert_cmpint (board->waiting, ==, 2);
  g_assert_cmpuint (board->longest_min, ==, 3);
  g_assert_cmpint (board->first, ==, 3);
  g_assert_cmpint (board->capture_percent, ==, 0);
  g_clear_pointer (&board, sf_board_free);

  sf_clock_fake_advance (f->clock, 3 * 60000);
  board = sf_board_read (tablet);
  assert_wait (board, 0, CY, 6, SF_BOARD_BAD, SF_BOARD_NONE_FREE, NULL);
  assert_wait (board, 1, BO, 5, SF_BOARD_WARM, SF_BOARD_RINGS, APP_WANG);
}

/* A ring that no device has shown is told, by name, until somebody has the guest; one that was shown and not answered is not. */
static void
test_unshown (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfBoard) board = NULL;
  SfRecord *lost = offer_to (ANA, APP_WANG), *slow = offer_to (BO, APP_WANG), *desk = offer_to (CY, NULL);

  sf_record_set_text (lost, SF_ASSIGNMENT_STATE, "expired");
  sf_record_set_text (slow, SF_ASSIGNMENT_STATE, "expired");
  sf_record_set_int (slow, SF_ASSIGNMENT_ACKED_AT, APP_START_MS);
  sf_record_set_text (desk, SF_ASSIGNMENT_STATE, "offered");
  app_page (f, visit_at (ANA, "A12", "see", 3), status_of (ANA, "waiting", NULL), lost, visit_at (BO, "A13", "see", 2), status_of (BO, "waiting", NULL), slow,
            visit_at (CY, "A14", "see", 1), status_of (CY, "waiting", NULL), desk, NULL);
  app_wait (sees (tablet, 3, 0) && sf_tablet_offer_of (tablet, ANA) != NULL && sf_tablet_offer_of (tablet, BO) != NULL && sf_tablet_offer_of (tablet, CY) != NULL);
  board = sf_board_read (tablet);
  g_assert_cmpstr (((SfBoardRow *) board->waits->pdata[0])->unshown, ==, APP_WANG);
  g_assert_cmpstr (((SfBoardRow *) board->waits->pdata[1])->unshown, ==, NULL);
  g_assert_false (((SfBoardRow *) board->waits->pdata[1])->unshown_desk);
  g_assert_true (((SfBoardRow *) board->waits->pdata[2])->unshown_desk);
}

static void
test_colleagues (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfBoard) board = NULL;
  SfRecord *li = app_roster (APP_LI, "free"), *wang = app_roster (APP_WANG, "free");

  sf_record_set_int (li, SF_ROSTER_TURN_AT, APP_START_MS - 1000);
  sf_record_set_int (li, SF_ROSTER_PARTIES, 4);
  sf_record_set_text (li, SF_ROSTER_PARTIES_ON, "2026-11-22");
  sf_record_set_int (wang, SF_ROSTER_TURN_AT, APP_START_MS - 2000);
  sf_record_set_int (wang, SF_ROSTER_PARTIES, 9);
  sf_record_set_text (wang, SF_ROSTER_PARTIES_ON, "2026-11-21");
  app_page (f, li, wang, NULL);
  app_wait (sf_tablet_turn_of (tablet, APP_LI) == 2);
  board = sf_board_read (tablet);
  g_assert_cmpuint (board->colleagues->len, ==, 3);
  g_assert_cmpuint (board->off, ==, 1);
  for (guint i = 0; i < 3; i++) {
    static const struct { const char *id; guint turn, parties; } want[] = { { APP_WANG, 1, 0 }, { APP_LI, 2, 4 }, { ROSE, 0, 0 } };
    const SfBoardColleague *colleague = board->colleagues->pdata[i];

    g_assert_cmpstr (sf_record_get_id (colleague->consultant), ==, want[i].id);
    g_assert_cmpuint (colleague->turn, ==, want[i].turn);
    g_assert_cmpuint (colleague->parties, ==, want[i].parties);
  }
}

static gboolean
given_shown (SfTablet *tablet, gboolean pending)
{
  g_autoptr(SfBoard) board = sf_board_read (tablet);
  const SfBoardRow *row = board->waits->len == 1 ? board->waits->pdata[0] : NULL;

  return row != NULL && row->given && g_strcmp0 (row->consultant, APP_LI) == 0 && row->pending == pending;
}

/* What was chosen here stands on the board until the server has said what became of it, over whatever it said before. */
static void
test_give (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);

  app_page (f, visit_at (BO, "A13", "see", 2), status_of (BO, "waiting", NULL), offer_to (BO, APP_WANG), NULL);
  app_wait (sees (tablet, 1, 0) && sf_tablet_offer_of (tablet, BO) != NULL);
  g_assert_false (sf_board_may_give (tablet, BO));
  sf_tablet_take_sign_in (tablet, APP_WANG);
  g_assert_false (sf_board_is_desk (tablet));
  g_assert_false (sf_board_may_give (tablet, BO));
  sf_tablet_take_sign_in (tablet, ROSE);
  g_assert_true (sf_board_is_desk (tablet));
  g_assert_true (sf_board_may_give (tablet, BO));
  sf_tablet_give (tablet, BO, APP_LI);
  app_wait (given_shown (tablet, TRUE));
  app_answer (f, SF_PUSH_OK);
  sf_device_count (f->device);
  app_page (f, status_of (BO, "waiting", NULL), offer_to (BO, APP_LI), NULL);
  app_wait (!given_shown (tablet, TRUE) && !given_shown (tablet, FALSE));
  app_wait (sees (tablet, 1, 0));
}

static gboolean
missing_are (SfTablet *tablet, const char *visit, SfRecord *outcome, const char *want)
{
  g_auto(GStrv) missing = sf_tablet_steps_missing (tablet, visit, outcome);
  g_autofree char *have = g_strjoinv (",", missing);

  return g_str_equal (have, want);
}

/* Steps as the tablet knows them before the server has said anything: what was done here counts, the sheet is asked before it is sent. */
static void
test_steps (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfRecord) outcome = sf_record_new (SF_KIND_OUTCOME, ANA);
  g_autoptr(GPtrArray) written = NULL;

  sf_tablet_take_sign_in (tablet, APP_LI);
  app_page (f, app_setting (SF_STEPS_KEY, "sales=accept,greet,needs,drive,outcome"), visit_at (ANA, "A12", "see", 9), status_of (ANA, "accepted", APP_LI),
            visit_at (BO, "A13", "see", 2), status_of (BO, "waiting", NULL), NULL);
  app_wait (sees (tablet, 1, 1));
  app_wait (missing_are (tablet, ANA, NULL, "greet,needs,drive,outcome"));
  g_assert_true (missing_are (tablet, BO, NULL, ""));                     /* nobody has them */
  sf_tablet_move_visit (tablet, ANA, "serve");
  app_wait (missing_are (tablet, ANA, NULL, "needs,drive,outcome"));
  g_assert_true (missing_are (tablet, ANA, outcome, "needs,drive"));
  sf_record_set_text (outcome, SF_OUTCOME_DRIVE, "booked");
  g_assert_true (missing_are (tablet, ANA, outcome, "needs"));
  sf_tablet_tick_step (tablet, ANA, "needs");
  app_wait (missing_are (tablet, ANA, outcome, ""));
  sf_tablet_skip_step (tablet, ANA, "drive", "in a hurry");
  app_wait (missing_are (tablet, ANA, NULL, "outcome"));
  written = app_records (f, SF_KIND_VISIT_STEP);
  g_assert_cmpuint (written->len, ==, 2);
}

static SfSamePhone *
same_phone (SfTablet *tablet, const char *phone, const char *day)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_tablet_same_phone_async (tablet, phone, day, app_take_result, &result);
  app_wait (result != NULL);
  return sf_tablet_same_phone_finish (tablet, result);
}

/* Written down a day later: it says itself when it was, takes a number of its own kind, proposes nobody; and who has the number is told. */
static void
test_paper (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, ANA);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) visits = NULL;
  g_autofree char *number = NULL, *next = NULL;
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, DEE);
  SfSamePhone *same;

  sf_record_set_text (customer, SF_CUSTOMER_PHONE, "+8613800138000");
  app_page (f, customer, NULL);
  app_wait (sf_floor_notice (sf_tablet_get_floor (tablet), SF_LANG_ZH_CN) != NULL && sf_floor_dealer (sf_tablet_get_floor (tablet)) != NULL);
  sf_tablet_take_sign_in (tablet, ROSE);
  same = same_phone (tablet, "+8613800138000", "2026-11-21");
  g_assert_true (same->customer != NULL && same->visit == NULL);
  sf_same_phone_free (same);

  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_int (visit, SF_VISIT_LATE, 1);
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-21");
  sf_record_set_int (visit, SF_VISIT_AT, sf_tablet_instant_of (tablet, "2026-11-21", 15));
  sf_record_set_text (visit, SF_VISIT_PHONE, "13800138000");
  sf_tablet_new_visit_async (tablet, visit, app_take_result, &result);
  app_wait (result != NULL);
  number = sf_tablet_new_visit_finish (tablet, result, NULL);
  g_assert_cmpstr (number, ==, "LB01");
  visits = app_records (f, SF_KIND_VISIT);
  g_assert_cmpuint (visits->len, ==, 1);
  g_assert_cmpstr (sf_record_get_text (visits->pdata[0], SF_VISIT_DAY), ==, "2026-11-21");
  g_assert_cmpint (sf_record_get_int (visits->pdata[0], SF_VISIT_AT), ==, APP_START_MS - 19 * 3600 * 1000);   /* 15:00 the day before 10:00 */
  g_assert_true (sf_record_is_null (visits->pdata[0], SF_VISIT_PROPOSED));
  same = same_phone (tablet, "+8613800138000", "2026-11-21");
  g_assert_true (same->visit != NULL);
  sf_same_phone_free (same);

  /* And today's numbers go on as if nothing had been written down. */
  g_clear_object (&result);
  sf_record_unset (visit, SF_VISIT_LATE);
  sf_tablet_new_visit_async (tablet, visit, app_take_result, &result);
  app_wait (result != NULL);
  next = sf_tablet_new_visit_finish (tablet, result, NULL);
  g_assert_cmpstr (next, ==, "B01");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/board/read", AppFixture, "tablet", app_set_up, test_read, app_tear_down);
  g_test_add ("/board/unshown", AppFixture, "tablet", app_set_up, test_unshown, app_tear_down);
  g_test_add ("/board/colleagues", AppFixture, "tablet", app_set_up, test_colleagues, app_tear_down);
  g_test_add ("/board/give", AppFixture, "tablet", app_set_up, test_give, app_tear_down);
  g_test_add ("/board/steps", AppFixture, "tablet", app_set_up, test_steps, app_tear_down);
  g_test_add ("/board/paper", AppFixture, "tablet", app_set_up, test_paper, app_tear_down);
  return g_test_run ();
}
