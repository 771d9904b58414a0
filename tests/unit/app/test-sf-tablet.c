/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/sf-tablet-private.h"
#include "app/sf-tablet-steps.h"

#define CUSTOMER "00000000-0000-7000-8000-0000000000c7"
#define VISIT "00000000-0000-7000-8000-0000000000e1"
#define OFFER "00000000-0000-7000-8000-0000000000c1"

static SfTablet *
tablet_in (AppFixture *f)
{
  SfTablet *tablet;

  app_furnish (f);
  tablet = sf_tablet_new (f->device);
  app_wait (sf_floor_dealer (sf_tablet_get_floor (tablet)) != NULL && g_strcmp0 (sf_tablet_get_day (tablet), "2026-11-22") == 0);
  app_wait (g_list_model_get_n_items (sf_tablet_get_consultants (tablet)) == 2 && g_str_equal (sf_floor_presence (sf_tablet_get_floor (tablet), APP_WANG), "free"));
  app_wait (sf_floor_notice (sf_tablet_get_floor (tablet), SF_LANG_ZH_CN) != NULL);
  return tablet;
}

static SfRecord *
credential (const char *consultant, const char *pin, const char *badge)
{
  g_autofree char *id = sf_uuid_derive (consultant, "credential", 0);
  g_autofree char *verifier = pin != NULL ? sf_pin_hash (pin, NULL) : NULL;
  g_autofree char *hash = badge != NULL ? sf_badge_hash (badge) : NULL;
  SfRecord *record = sf_record_new (SF_KIND_CREDENTIAL, id);

  sf_record_set_text (record, SF_CREDENTIAL_CONSULTANT, consultant);
  if (verifier != NULL)
    sf_record_set_text (record, SF_CREDENTIAL_PIN, verifier);
  if (hash != NULL)
    sf_record_set_text (record, SF_CREDENTIAL_BADGE, hash);
  return record;
}

static gboolean
try (SfTablet *tablet, const char *who, const char *pin, guint *left, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  sf_tablet_sign_in_async (tablet, who, pin, app_take_result, &result);
  app_wait (result != NULL);
  return sf_tablet_sign_in_finish (tablet, result, left, error);
}

static void
test_sign_in (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(GError) error = NULL;
  guint left = 99;

  g_assert_false (try (tablet, APP_LI, "2580", &left, &error));
  g_assert_error (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_NO_PIN);
  g_clear_error (&error);
  app_page (f, credential (APP_LI, "2580", "BADGE-0001-LI"), NULL);
  g_assert_false (try (tablet, APP_LI, "1111", &left, &error));
  g_assert_error (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_WRONG);
  g_assert_cmpuint (left, ==, 4);
  g_assert_null (sf_tablet_get_signed_in (tablet));
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
  g_assert_cmpstr (sf_tablet_get_signed_in (tablet), ==, APP_LI);

  sf_tablet_lock (tablet);
  g_assert_true (sf_tablet_get_locked (tablet));
  g_assert_true (try (tablet, NULL, "BADGE-0001-LI", &left, NULL));
  g_assert_false (sf_tablet_get_locked (tablet));
  sf_tablet_sign_out (tablet);
  g_assert_null (sf_tablet_get_signed_in (tablet));
}

/* A longer PIN typed on is one try; another beginning is another. */
static void
test_typing_on (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  guint left = 99;

  app_page (f, credential (APP_LI, "258025", NULL), NULL);
  g_assert_false (try (tablet, APP_LI, "2580", &left, NULL));
  g_assert_cmpuint (left, ==, 4);
  g_assert_false (try (tablet, APP_LI, "25802", &left, NULL));
  g_assert_cmpuint (left, ==, 4);
  g_assert_false (try (tablet, APP_LI, "2589", &left, NULL));
  g_assert_cmpuint (left, ==, 3);
  g_assert_false (try (tablet, APP_LI, "2580", &left, NULL));
  g_assert_false (try (tablet, APP_LI, "25802", &left, NULL));
  g_assert_true (try (tablet, APP_LI, "258025", &left, NULL));
}

static void
test_pause_survives (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(GError) error = NULL;
  guint left = 99;

  app_page (f, credential (APP_LI, "2580", NULL), NULL);
  for (guint i = 0; i < 5; i++)
    g_assert_false (try (tablet, APP_LI, i % 2 ? "1111" : "2222", &left, NULL));
  g_assert_cmpuint (left, ==, 0);
  g_assert_cmpuint (sf_tablet_pause_min (tablet), ==, 1);
  g_clear_object (&tablet);
  app_stop (f);
  app_start (f);
  tablet = sf_tablet_new (f->device);
  g_assert_false (try (tablet, APP_LI, "2580", &left, &error));
  g_assert_error (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_PAUSED);
  sf_clock_fake_set_wall (f->clock, APP_START_MS + 3600000);                /* setting the clock ends no pause */
  g_assert_false (try (tablet, APP_LI, "2580", &left, NULL));
  sf_clock_fake_set_wall (f->clock, APP_START_MS);
  sf_clock_fake_advance (f->clock, 61000);
  g_assert_false (try (tablet, APP_LI, "1111", &left, NULL));
  g_assert_cmpuint (sf_tablet_pause_min (tablet), ==, 2);                 /* it grows */
  sf_clock_fake_advance (f->clock, 121000);
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
}

/* Three days without the server: whoever is signed in is locked out, nobody's PIN or badge is taken, no clock helps; a hello does. */
static void
test_lapsed (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(GError) error = NULL;
  guint left = 99;

  app_page (f, credential (APP_LI, "2580", "BADGE-0001-LI"), NULL);
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
  sf_clock_fake_advance (f->clock, SF_LEASE_MS - 60000);
  sf_device_count (f->device);
  sf_tablet_lock (tablet);
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
  g_assert_false (sf_tablet_get_locked (tablet));

  sf_clock_fake_advance (f->clock, 60000);
  sf_device_count (f->device);
  app_wait (sf_device_get_lapsed (f->device));
  g_assert_true (sf_tablet_get_locked (tablet));
  sf_clock_fake_set_wall (f->clock, APP_START_MS);
  g_assert_false (try (tablet, APP_LI, "2580", &left, &error));
  g_assert_error (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_AWAY);
  g_clear_error (&error);
  g_assert_false (try (tablet, NULL, "BADGE-0001-LI", &left, &error));
  g_assert_error (error, SF_SIGN_IN_ERROR, SF_SIGN_IN_ERROR_AWAY);
  g_assert_true (sf_tablet_get_locked (tablet));

  g_assert_nonnull (app_run (f, app_say_who, f));
  sf_device_count (f->device);
  app_wait (!sf_device_get_lapsed (f->device));
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
  g_assert_cmpuint (left, ==, 4);                                           /* what was refused cost no try */
}

static SfRecord *
visit_of (AppFixture *f, const char *id)
{
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, "A12");
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_SURNAME, "王");
  sf_record_set_text (visit, SF_VISIT_TITLE, "mr");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, sf_clock_wall_ms (f->clock));
  sf_record_set_text (visit, SF_VISIT_DAY, "2026-11-22");
  sf_record_set_text (visit, SF_VISIT_DEVICE, APP_DEVICE);
  return visit;
}

static SfRecord *
offer_to (AppFixture *f, const char *id, const char *visit, const char *consultant, const char *state)
{
  SfRecord *offer = sf_record_new (SF_KIND_ASSIGNMENT, id);

  sf_record_set_text (offer, SF_ASSIGNMENT_VISIT, visit);
  if (consultant != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_CONSULTANT, consultant);
  sf_record_set_text (offer, SF_ASSIGNMENT_DAY, "2026-11-22");
  sf_record_set_int (offer, SF_ASSIGNMENT_TURN, 1);
  sf_record_set_text (offer, SF_ASSIGNMENT_STATE, state);
  sf_record_set_int (offer, SF_ASSIGNMENT_OFFERED_AT, sf_clock_wall_ms (f->clock));
  return offer;
}

static void
test_ring (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  gboolean pending = FALSE;

  app_page (f, visit_of (f, VISIT), app_status (VISIT, "waiting", NULL), offer_to (f, OFFER, VISIT, APP_LI, "offered"), NULL);
  app_wait (g_list_model_get_n_items (sf_tablet_get_today (tablet)) == 1);
  g_assert_null (sf_tablet_get_ring (tablet));               /* nobody is signed in */
  sf_tablet_take_sign_in (tablet, APP_WANG);
  app_wait (sf_tablet_status_of (tablet, VISIT) != NULL);
  g_assert_null (sf_tablet_get_ring (tablet));               /* it is Li's */
  sf_tablet_take_sign_in (tablet, APP_LI);
  app_wait (sf_tablet_get_ring (tablet) != NULL);

  sf_tablet_ack (tablet, OFFER);
  app_wait (sf_device_get_pending (f->device) == 1);
  g_assert_nonnull (sf_tablet_get_ring (tablet));            /* acknowledged, it goes on ringing */
  sf_tablet_ack (tablet, OFFER);
  sf_tablet_accept (tablet, OFFER);
  sf_tablet_accept (tablet, OFFER);                          /* an impatient second touch is no second command */
  app_wait (sf_tablet_get_ring (tablet) == NULL && sf_device_get_pending (f->device) == 2);
  g_assert_cmpstr (sf_tablet_state_of (tablet, VISIT, &pending), ==, "accepted");
  g_assert_true (pending);                                   /* the server has not said so yet */
  g_assert_cmpstr (sf_tablet_consultant_of (tablet, VISIT), ==, APP_LI);
}

static void
on_taken (SfTablet *tablet, const char *visit, const char *consultant, char **who)
{
  g_free (*who);
  *who = g_strdup (consultant);
}

static void
test_taken (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autofree char *who = NULL;

  g_signal_connect (tablet, "taken", G_CALLBACK (on_taken), &who);
  app_page (f, visit_of (f, VISIT), app_status (VISIT, "waiting", NULL), offer_to (f, OFFER, VISIT, APP_LI, "offered"), NULL);
  sf_tablet_take_sign_in (tablet, APP_LI);
  app_wait (sf_tablet_get_ring (tablet) != NULL);
  sf_tablet_accept (tablet, OFFER);
  app_answer (f, SF_PUSH_REJECTED);
  app_page (f, offer_to (f, OFFER, VISIT, APP_LI, "expired"), NULL);
  app_wait (sf_tablet_get_ring (tablet) == NULL);
  g_assert_null (who);                                       /* rung on, but nobody has the visit yet: nothing is said */
  app_page (f, app_status (VISIT, "accepted", APP_WANG), NULL);
  app_wait (who != NULL);
  g_assert_cmpstr (who, ==, APP_WANG);
  g_assert_cmpstr (sf_tablet_consultant_of (tablet, VISIT), ==, APP_WANG);
}

static void
test_old_ring_is_silent (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);

  sf_tablet_take_sign_in (tablet, APP_LI);
  app_page (f, visit_of (f, VISIT), offer_to (f, OFFER, VISIT, APP_LI, "offered"), NULL);
  app_wait (sf_tablet_get_ring (tablet) != NULL);
  sf_clock_fake_advance (f->clock, 11 * 60 * 1000);
  sf_tablet_queue_update (tablet);
  app_wait (sf_tablet_get_ring (tablet) == NULL);
}

static void
finish (SfTablet *tablet, const char *level, const char *result, const char *phone)
{
  g_autoptr(GAsyncResult) done = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRecord) outcome = sf_record_new (SF_KIND_OUTCOME, VISIT);

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, VISIT);
  if (level != NULL)
    sf_record_set_text (outcome, SF_OUTCOME_LEVEL, level);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, result);
  if (phone != NULL)
    sf_record_set_text (outcome, SF_OUTCOME_PHONE, phone);
  sf_tablet_finish_visit_async (tablet, outcome, app_take_result, &done);
  app_wait (done != NULL);
  g_assert_true (sf_tablet_finish_visit_finish (tablet, done, &error));
  g_assert_no_error (error);
}

static void
test_finish_and_due (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(GPtrArray) outcomes = NULL;
  g_autoptr(GPtrArray) consents = NULL;
  gboolean pending = FALSE;
  SfItem *due;

  sf_tablet_take_sign_in (tablet, APP_LI);
  app_page (f, visit_of (f, VISIT), app_status (VISIT, "serving", APP_LI), NULL);
  app_wait (sf_tablet_status_of (tablet, VISIT) != NULL && sf_tablet_visit (tablet, VISIT) != NULL);
  finish (tablet, "H", "considering", "+8613800138000");
  outcomes = app_records (f, SF_KIND_OUTCOME);
  consents = app_records (f, SF_KIND_CONSENT);
  g_assert_cmpuint (outcomes->len, ==, 1);
  g_assert_cmpstr (sf_record_get_text (outcomes->pdata[0], SF_OUTCOME_CONSULTANT), ==, APP_LI);
  g_assert_cmpstr (sf_record_get_text (outcomes->pdata[0], SF_OUTCOME_NEXT_ON), ==, "2026-11-23");
  g_assert_cmpuint (consents->len, ==, 1);                   /* a number rests on a consent */
  g_assert_cmpstr (sf_record_get_text (consents->pdata[0], SF_CONSENT_METHOD), ==, "spoken");
  app_wait (g_str_equal (sf_tablet_state_of (tablet, VISIT, &pending), "left"));
  g_assert_true (pending);
  g_assert_cmpuint (g_list_model_get_n_items (sf_tablet_get_due (tablet)), ==, 0);

  /* Tomorrow it stands in the list; a call that nobody took comes again the day after. */
  sf_clock_fake_advance (f->clock, APP_DAY_MS);
  sf_tablet_check_day (tablet);
  app_wait (g_list_model_get_n_items (sf_tablet_get_due (tablet)) == 1);
  due = g_list_model_get_item (sf_tablet_get_due (tablet), 0);
  {
    g_autofree char *next = sf_tablet_next_due (tablet, "H", "no_answer");

    g_assert_cmpstr (next, ==, "2026-11-24");
    sf_tablet_follow_up_done (tablet, sf_item_get_id (due), "no_answer", next);
  }
  g_object_unref (due);
  app_wait (g_list_model_get_n_items (sf_tablet_get_due (tablet)) == 0);
  sf_clock_fake_advance (f->clock, APP_DAY_MS);
  sf_tablet_check_day (tablet);
  app_wait (g_list_model_get_n_items (sf_tablet_get_due (tablet)) == 1);

  /* It is Li's list: Wang does not see it. */
  sf_tablet_take_sign_in (tablet, APP_WANG);
  g_assert_cmpuint (g_list_model_get_n_items (sf_tablet_get_due (tablet)), ==, 0);
}

static void
test_levels (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  const struct { const char *level, *result, *day; } cases[] = {
    { "H", "reached", "2026-11-23" }, { "A", "reached", "2026-11-24" }, { "B", "considering", "2026-11-29" },
    { "C", "quote", "2026-12-07" },   { "H", "ordered", "2026-11-25" }, { "A", "lost", NULL }, { "C", "no_answer", "2026-11-23" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *day = sf_tablet_next_due (tablet, cases[i].level, cases[i].result);

    g_assert_cmpstr (day, ==, cases[i].day);
  }
}

static void
test_draft_survives (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfRecord) outcome = sf_record_new (SF_KIND_OUTCOME, VISIT);
  g_autoptr(SfRecord) kept = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) again = NULL;

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, VISIT);
  sf_record_set_text (outcome, SF_OUTCOME_LEVEL, "A");
  sf_tablet_keep_draft (tablet, VISIT, outcome);
  g_clear_object (&tablet);
  app_stop (f);
  app_start (f);
  tablet = sf_tablet_new (f->device);
  sf_tablet_draft_async (tablet, VISIT, app_take_result, &result);
  app_wait (result != NULL);
  kept = sf_tablet_draft_finish (tablet, result);
  g_assert_nonnull (kept);
  g_assert_cmpstr (sf_record_get_text (kept, SF_OUTCOME_LEVEL), ==, "A");
  sf_tablet_keep_draft (tablet, VISIT, NULL);
  sf_tablet_draft_async (tablet, VISIT, app_take_result, &again);
  app_wait (again != NULL);
  g_assert_null (sf_tablet_draft_finish (tablet, again));
}

static void
test_by_hand (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(SfRecord) tapped = sf_record_new (SF_KIND_VISIT, VISIT);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) visits = NULL;
  g_autoptr(GPtrArray) consents = NULL;
  g_autofree char *number = NULL;

  sf_tablet_take_sign_in (tablet, APP_LI);
  sf_record_set_text (tapped, SF_VISIT_PURPOSE, "see");
  sf_record_set_text (tapped, SF_VISIT_SURNAME, "赵");
  sf_record_set_text (tapped, SF_VISIT_PHONE, "138 0013 8000");
  sf_tablet_new_visit_async (tablet, tapped, app_take_result, &result);
  app_wait (result != NULL);
  number = sf_tablet_new_visit_finish (tablet, result, NULL);
  g_assert_cmpstr (number, ==, "B01");
  visits = app_records (f, SF_KIND_VISIT);
  consents = app_records (f, SF_KIND_CONSENT);
  g_assert_cmpstr (sf_record_get_text (visits->pdata[0], SF_VISIT_BY), ==, APP_LI);
  g_assert_cmpstr (sf_record_get_text (visits->pdata[0], SF_VISIT_PHONE), ==, "+8613800138000");
  g_assert_cmpstr (sf_record_get_text (consents->pdata[0], SF_CONSENT_METHOD), ==, "spoken");
  app_wait (g_list_model_get_n_items (sf_tablet_get_today (tablet)) == 1);
}

static void
test_news (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = NULL;
  SfNews news;

  sf_device_set_state (f->device, TRUE, APP_START_MS, FALSE);
  tablet = tablet_in (f);
  sf_tablet_take_sign_in (tablet, APP_LI);
  sf_device_set_state (f->device, FALSE, APP_START_MS, FALSE);
  sf_clock_fake_advance (f->clock, 3600 * 1000);
  app_page (f, visit_of (f, VISIT), offer_to (f, OFFER, VISIT, APP_LI, "expired"), NULL);
  sf_device_set_state (f->device, TRUE, APP_START_MS + 3600 * 1000, FALSE);
  app_wait (sf_tablet_get_news (tablet, &news));
  app_wait (sf_tablet_get_news (tablet, &news) && news.visits == 1 && news.rings == 1);
  g_assert_cmpint (news.since_ms, ==, APP_START_MS);
  sf_tablet_news_seen (tablet);
  g_assert_false (sf_tablet_get_news (tablet, &news));
}

static void
test_turn_and_presence (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(GPtrArray) free_ones = NULL;

  sf_tablet_take_sign_in (tablet, APP_WANG);
  g_assert_cmpuint (sf_tablet_get_turn (tablet), ==, 2);
  free_ones = sf_tablet_free_colleagues (tablet);
  g_assert_cmpuint (free_ones->len, ==, 1);
  sf_tablet_set_presence (tablet, "away");
  app_wait (g_str_equal (sf_tablet_get_presence (tablet), "away"));
  g_assert_cmpuint (sf_tablet_get_turn (tablet), ==, 0);
}

/* A guest's own wish, while the server is away: there at once, once, and as the server then says. */
static void
test_erasure (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  g_autoptr(GPtrArray) requests = NULL;
  SfRecord *answered;

  sf_tablet_take_sign_in (tablet, APP_LI);
  sf_device_set_state (f->device, FALSE, APP_START_MS, FALSE);
  g_assert_null (sf_tablet_erasure_of (tablet, CUSTOMER));
  sf_tablet_ask_erasure (tablet, CUSTOMER);
  app_wait (sf_tablet_erasure_of (tablet, CUSTOMER) != NULL);
  g_assert_true (sf_record_is_null (sf_tablet_erasure_of (tablet, CUSTOMER), SF_PRIVACY_REQUEST_STATE));
  sf_tablet_ask_erasure (tablet, CUSTOMER);
  requests = app_records (f, SF_KIND_PRIVACY_REQUEST);
  g_assert_cmpuint (requests->len, ==, 1);
  g_assert_cmpstr (sf_record_get_text (requests->pdata[0], SF_PRIVACY_REQUEST_BY), ==, APP_LI);
  g_assert_cmpstr (sf_record_get_text (requests->pdata[0], SF_PRIVACY_REQUEST_WHAT), ==, "erase");
  app_answer (f, SF_PUSH_OK);
  answered = sf_record_ref (requests->pdata[0]);
  sf_record_set_text (answered, SF_PRIVACY_REQUEST_STATE, "open");
  sf_record_set_text (answered, SF_PRIVACY_REQUEST_DUE, "2026-12-11");
  app_page (f, answered, NULL);
  app_wait (sf_tablet_erasure_of (tablet, CUSTOMER) != NULL && !sf_record_is_null (sf_tablet_erasure_of (tablet, CUSTOMER), SF_PRIVACY_REQUEST_DUE));
  answered = sf_record_ref (requests->pdata[0]);
  sf_record_set_text (answered, SF_PRIVACY_REQUEST_STATE, "refused");
  app_page (f, answered, NULL);
  app_wait (sf_tablet_erasure_of (tablet, CUSTOMER) == NULL);
}

/* The score follows from the tablet's own records, server or not; nobody unknown has one, and another customer's things do not count. */
static void
test_score (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, CUSTOMER), *status = sf_record_new (SF_KIND_VISIT_STATUS, OFFER), *event = sf_record_new (SF_KIND_CARD_EVENT, VISIT);
  const char *const models[] = { VISIT, NULL };
  const SfScore *score;

  sf_device_set_state (f->device, FALSE, APP_START_MS, FALSE);
  g_assert_null (sf_tablet_score_of (tablet, NULL));
  g_assert_null (sf_tablet_score_of (tablet, VISIT));
  sf_record_set_text (customer, SF_CUSTOMER_PHONE, "+8613800138000");
  sf_record_set_set (customer, SF_CUSTOMER_MODELS, models);
  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, VISIT);
  sf_record_set_text (status, SF_VISIT_STATUS_CUSTOMER, CUSTOMER);
  sf_record_set_text (status, SF_VISIT_STATUS_DAY, "2026-11-22");
  sf_record_set_text (event, SF_CARD_EVENT_VISIT, VISIT);
  sf_record_set_text (event, SF_CARD_EVENT_WHAT, "book");
  sf_record_set_text (event, SF_CARD_EVENT_DAY, "2026-11-22");
  app_page (f, customer, status, event, NULL);
  app_wait (sf_tablet_score_of (tablet, CUSTOMER) != NULL);
  score = sf_tablet_score_of (tablet, CUSTOMER);
  g_assert_cmpuint (score->total, ==, 7 + 20 + 12 + 7);
  g_assert_null (sf_tablet_score_of (tablet, VISIT));
}

#define TABLET(name, func) g_test_add ("/app/tablet/" name, AppFixture, "tablet", app_set_up, func, app_tear_down)

static SfRecord *
late_step (const char *visit, const char *step, const char *by)
{
  g_autofree char *name = g_strconcat ("visit_step.late.", step, NULL), *id = sf_uuid_derive (visit, name, 0);
  SfRecord *record = sf_record_new (SF_KIND_VISIT_STEP, id);

  sf_record_set_text (record, SF_VISIT_STEP_VISIT, visit);
  sf_record_set_text (record, SF_VISIT_STEP_STEP, step);
  sf_record_set_text (record, SF_VISIT_STEP_HOW, "late");
  sf_record_set_text (record, SF_VISIT_STEP_BY, by);
  sf_record_set_text (record, SF_VISIT_STEP_DAY, "2026-11-22");
  sf_record_set_int (record, SF_VISIT_STEP_AT, APP_START_MS);
  return record;
}

static guint
count_late (SfTablet *tablet)
{
  g_autoptr(GPtrArray) late = sf_tablet_steps_late (tablet);

  return late->len;
}

/* Whoever let a step pass its time is told, not the colleagues; greeted is greeted, also here and before the server knows. */
static void
test_late_step (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTablet) tablet = tablet_in (f);
  guint left = 99;

  app_page (f, credential (APP_LI, "2580", NULL), credential (APP_WANG, "1470", NULL), visit_of (f, VISIT), app_status (VISIT, "accepted", APP_LI), late_step (VISIT, "greet", APP_LI), NULL);
  g_assert_cmpuint (count_late (tablet), ==, 0);
  g_assert_true (try (tablet, APP_WANG, "1470", &left, NULL));
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
  app_wait (count_late (tablet) == 1);
  sf_tablet_lock (tablet);
  g_assert_true (try (tablet, APP_WANG, "1470", &left, NULL));
  g_assert_cmpuint (count_late (tablet), ==, 0);
  sf_tablet_lock (tablet);
  g_assert_true (try (tablet, APP_LI, "2580", &left, NULL));
  app_wait (count_late (tablet) == 1);
  sf_tablet_move_visit (tablet, VISIT, "serve");
  app_wait (count_late (tablet) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TABLET ("sign-in", test_sign_in);
  TABLET ("lapsed", test_lapsed);
  TABLET ("typing-on", test_typing_on);
  TABLET ("pause-survives", test_pause_survives);
  TABLET ("ring", test_ring);
  TABLET ("taken", test_taken);
  TABLET ("old-ring", test_old_ring_is_silent);
  TABLET ("finish-and-due", test_finish_and_due);
  TABLET ("levels", test_levels);
  TABLET ("draft", test_draft_survives);
  TABLET ("by-hand", test_by_hand);
  TABLET ("news", test_news);
  TABLET ("turn", test_turn_and_presence);
  TABLET ("erasure", test_erasure);
  TABLET ("score", test_score);
  TABLET ("late-step", test_late_step);
  return g_test_run ();
}
