/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person behind a visit: found by number or made, taught by outcomes, never without a consent, never renamed by a stranger. */
#include "fixture.h"

#define PHONE "+8613800138000"
#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

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

static void
test_customer_is_found_again (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *second = NULL;
  g_autofree char *customer_id = sf_uuid_derive (first, "customer", 0);
  g_autoptr(SfRecord) customer = fixture_get (&f, SF_KIND_CUSTOMER, customer_id), status = fixture_status (&f, first), offer = NULL;

  assert_text (customer, SF_CUSTOMER_PHONE, PHONE);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, customer_id);
  assert_text (status, SF_VISIT_STATUS_BEFORE, "first");
  assert_text (status, SF_VISIT_STATUS_BEFORE_HOW, "said");
  answer (&f, first, 1, "accept", ANN);
  fixture_ok (&f, TABLET, "create", fixture_outcome (&f, first, ANN), f.staff[ANN]);
  fixture_advance (&f, 3600000);
  second = fixture_check_in_phone (&f, KIOSK2, PHONE, "unknown");
  g_clear_pointer (&status, sf_record_unref);
  status = fixture_status (&f, second);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, customer_id);
  assert_text (status, SF_VISIT_STATUS_BEFORE, "repeat");
  assert_text (status, SF_VISIT_STATUS_BEFORE_HOW, "phone");
  g_clear_pointer (&customer, sf_record_unref);
  customer = fixture_get (&f, SF_KIND_CUSTOMER, customer_id);
  g_assert_cmpint (sf_record_get_int (customer, SF_CUSTOMER_VISITS), ==, 2);
  g_assert_cmpint (sf_record_get_int (customer, SF_CUSTOMER_LAST_AT), ==, sf_clock_wall_ms (f.clock));
  assert_text (customer, SF_CUSTOMER_OWNER, f.staff[ANN]);
  /* Their own consultant before the rotation, which would have been Ben's. */
  assert_offer (&f, second, 1, "offered", f.staff[ANN]);
  offer = fixture_offer (&f, second, 1);
  assert_text (offer, SF_ASSIGNMENT_WHY, "regular");
  fixture_tear_down (&f);
}

static void
test_no_consent_no_number (void)
{
  WITH_FIXTURE (f);
  SfRecord *visit = fixture_visit (&f, KIOSK, "see");
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  g_autoptr(SfRecord) kept = NULL, status = NULL;
  SfPushResult *result;

  sf_record_set_text (visit, SF_VISIT_PHONE, PHONE);
  result = fixture_do (&f, KIOSK, "create", visit, NULL);
  g_assert_cmpint (result->status, ==, SF_PUSH_MERGED);
  g_assert_cmpstr (result->code, ==, "consent.missing");
  sf_push_result_free (result);
  kept = fixture_get (&f, SF_KIND_VISIT, id);
  assert_text (kept, SF_VISIT_PHONE, NULL);
  status = fixture_status (&f, id);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, NULL);
  fixture_tear_down (&f);
}

static void
test_outcome_teaches (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *follow_id = NULL, *customer_id = sf_uuid_derive (visit, "customer", 0);
  SfRecord *outcome, *follow;
  g_autoptr(SfRecord) customer = NULL, status = NULL, due = NULL;

  answer (&f, visit, 1, "accept", ANN);
  outcome = fixture_outcome (&f, visit, ANN);
  follow_id = sf_uuid_derive (sf_record_get_id (outcome), "follow_up", 0);
  sf_record_set_text (outcome, SF_OUTCOME_LEVEL, "H");
  sf_record_set_text (outcome, SF_OUTCOME_PHONE, PHONE);
  sf_record_set_text (outcome, SF_OUTCOME_TITLE, "mr");
  sf_record_set_text (outcome, SF_OUTCOME_NOTE, "test");
  fixture_ok (&f, TABLET, "create", outcome, f.staff[ANN]);
  follow = sf_record_new (SF_KIND_FOLLOW_UP, follow_id);
  sf_record_set_text (follow, SF_FOLLOW_UP_CONSULTANT, f.staff[ANN]);
  sf_record_set_text (follow, SF_FOLLOW_UP_VISIT, visit);
  sf_record_set_text (follow, SF_FOLLOW_UP_DUE, "2026-11-21");
  sf_record_set_text (follow, SF_FOLLOW_UP_STATE, "open");
  fixture_ok (&f, TABLET, "create", follow, f.staff[ANN]);
  customer = fixture_get (&f, SF_KIND_CUSTOMER, customer_id);
  assert_text (customer, SF_CUSTOMER_LEVEL, "H");
  assert_text (customer, SF_CUSTOMER_PHONE, PHONE);
  assert_text (customer, SF_CUSTOMER_LAST_NOTE, "test");
  assert_text (customer, SF_CUSTOMER_OWNER, f.staff[ANN]);
  g_assert_cmpint (sf_record_get_int (customer, SF_CUSTOMER_VISITS), ==, 1);
  status = fixture_status (&f, visit);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, customer_id);
  due = fixture_get (&f, SF_KIND_FOLLOW_UP, follow_id);
  assert_text (due, SF_FOLLOW_UP_CUSTOMER, customer_id);
  fixture_tear_down (&f);
}

/* Guests who share a number do not rename each other. */
static void
test_surname_is_not_overwritten (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *customer_id = sf_uuid_derive (first, "customer", 0), *id = NULL;
  g_autoptr(SfRecord) customer = NULL;
  SfRecord *patch = sf_record_new (SF_KIND_CUSTOMER, customer_id);

  sf_record_set_text (patch, SF_CUSTOMER_SURNAME, "Wang");
  fixture_advance (&f, 1000);
  fixture_ok (&f, TABLET, "patch", patch, f.staff[ANN]);
  fixture_advance (&f, 1000);
  id = fixture_check_in_phone (&f, KIOSK, PHONE, "unknown");
  customer = fixture_get (&f, SF_KIND_CUSTOMER, customer_id);
  assert_text (customer, SF_CUSTOMER_SURNAME, "Wang");
  g_assert_cmpint (sf_server_store_n_conflicts (f.store, customer_id, TRUE), >, 0);
  fixture_tear_down (&f);
}

/*
 * After a restore everybody tells again, in any order: a tablet's word about a person whose visit has not come yet, then somebody
 * else's visit with the same number, then that visit. It is one person, and the word is theirs (the simulator's seed 832).
 */
static void
test_stray_is_joined (void)
{
  WITH_FIXTURE (f);
  SfRecord *visit = fixture_visit (&f, KIOSK, "see"), *patch;
  g_autofree char *stray = sf_uuid_derive (sf_record_get_id (visit), "customer", 0), *first = NULL, *customer_id = NULL;
  g_autoptr(SfRecord) customer = NULL, gone = NULL;

  patch = sf_record_new (SF_KIND_CUSTOMER, stray);
  sf_record_set_text (patch, SF_CUSTOMER_NAME, "Wang Fang");
  fixture_ok (&f, TABLET, "patch", patch, f.staff[ANN]);
  fixture_advance (&f, 1000);
  first = fixture_check_in_phone (&f, KIOSK2, PHONE, "first");
  customer_id = sf_uuid_derive (first, "customer", 0);
  fixture_advance (&f, 1000);
  fixture_ok (&f, KIOSK, "create", fixture_consent (&f, visit, PHONE), NULL);
  fixture_ok (&f, KIOSK, "create", visit, NULL);
  customer = fixture_get (&f, SF_KIND_CUSTOMER, customer_id);
  assert_text (customer, SF_CUSTOMER_NAME, "Wang Fang");
  gone = fixture_get (&f, SF_KIND_CUSTOMER, stray);
  g_assert_null (gone);
  /* What is said of the other name later is said of the one person, too. */
  patch = sf_record_new (SF_KIND_CUSTOMER, stray);
  sf_record_set_text (patch, SF_CUSTOMER_LEVEL, "A");
  fixture_advance (&f, 1000);
  fixture_ok (&f, TABLET, "patch", patch, f.staff[ANN]);
  g_clear_pointer (&customer, sf_record_unref);
  customer = fixture_get (&f, SF_KIND_CUSTOMER, customer_id);
  assert_text (customer, SF_CUSTOMER_LEVEL, "A");
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/person/found-again", test_customer_is_found_again);
  g_test_add_func ("/person/no-consent-no-number", test_no_consent_no_number);
  g_test_add_func ("/person/outcome-teaches", test_outcome_teaches);
  g_test_add_func ("/person/surname-is-not-overwritten", test_surname_is_not_overwritten);
  g_test_add_func ("/person/stray-is-joined", test_stray_is_joined);
  return g_test_run ();
}
