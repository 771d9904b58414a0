/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T12: the same guest at two kiosks that know nothing of each other is one visit with two touches; who comes again is none. */
#include "fixture.h"

#define PHONE "+8613800138000"
#define HOUR_MS (3600 * 1000)
#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

/* What two kiosks committed without the server: consent and visit of each, pushed at once when they are back. */
static char *
check_in_away (Fixture *f, guint dev, SfPush *push, const char *phone)
{
  SfRecord *visit = fixture_visit (f, dev, "see");
  char *id = g_strdup (sf_record_get_id (visit));
  g_autoptr(SfRecord) consent = fixture_consent (f, visit, phone);
  g_autofree char *first = fixture_body ("create", consent, NULL), *second = fixture_body ("create", visit, NULL);

  fixture_add (f, dev, push, first);
  fixture_add (f, dev, push, second);
  sf_record_unref (visit);
  return id;
}

static void
push (Fixture *f, guint dev, SfPush *push)
{
  g_autoptr(GError) error = NULL;
  gboolean fork = FALSE;
  g_autoptr(SfPushReply) reply = sf_ingest_push (f->ingest, &f->dev[dev].peer, push, &fork, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < reply->results->len; i++)
    g_assert_cmpint (((SfPushResult *) reply->results->pdata[i])->status, ==, SF_PUSH_OK);
}

static void
assert_touch (Fixture *f, const char *touch, const char *visit)
{
  g_autoptr(SfRecord) status = fixture_status (f, touch), first = fixture_status (f, visit), fact = fixture_get (f, SF_KIND_VISIT, touch);
  g_auto(GStrv) touches = sf_record_get_set (first, SF_VISIT_STATUS_TOUCHES);

  g_assert_nonnull (fact);   /* said at the door: kept as it was said */
  assert_text (status, SF_VISIT_STATUS_STATE, "void");
  assert_text (status, SF_VISIT_STATUS_SAME, visit);
  g_assert_true (g_strv_contains ((const char *const *) touches, touch));
  g_assert_null (fixture_offer (f, touch, 1));
}

static gint64
parties (Fixture *f, const char *customer)
{
  g_autoptr(SfRecord) record = fixture_get (f, SF_KIND_CUSTOMER, customer);

  return sf_record_get_int (record, SF_CUSTOMER_VISITS);
}

static void
test_t12 (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) one = fixture_push_new (KIOSK), two = fixture_push_new (KIOSK2);
  g_autofree char *first = check_in_away (&f, KIOSK, one, PHONE), *second = NULL, *customer = sf_uuid_derive (first, "customer", 0);
  g_autoptr(SfRecord) offer = NULL, ticket = NULL, status = NULL, outcome = NULL;

  fixture_advance (&f, 4 * 60 * 1000);
  second = check_in_away (&f, KIOSK2, two, PHONE);
  fixture_advance (&f, 10 * 60 * 1000);
  push (&f, KIOSK, one);
  push (&f, KIOSK2, two);
  assert_touch (&f, second, first);
  g_assert_cmpint (parties (&f, customer), ==, 1);
  status = fixture_status (&f, first);
  assert_text (status, SF_VISIT_STATUS_BEFORE, "unknown");   /* two touches make nobody a regular */
  /* Rung once; whoever comes is read on both tickets. */
  offer = fixture_offer (&f, first, 1);
  assert_text (offer, SF_ASSIGNMENT_STATE, "offered");
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (first, 1, f.staff[ANN]), f.staff[ANN]);
  ticket = fixture_ticket (&f, second);
  assert_text (ticket, SF_TICKET_DEVICE, f.dev[KIOSK2].peer.device_id);
  assert_text (ticket, SF_TICKET_STATE, "accepted");
  assert_text (ticket, SF_TICKET_CONSULTANT, f.staff[ANN]);
  /* A tablet that was away, too, writes the outcome for the other ticket: the visit has ended. */
  outcome = fixture_outcome (&f, second, ANN);
  fixture_ok (&f, TABLET, "create", g_steal_pointer (&outcome), f.staff[ANN]);
  g_clear_pointer (&status, sf_record_unref);
  status = fixture_status (&f, first);
  assert_text (status, SF_VISIT_STATUS_STATE, "left");
  fixture_tear_down (&f);
}

/* Whichever kiosk is heard first, and replayed from the start after a restore: one visit, never none. */
static void
test_t12_other_order (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) one = fixture_push_new (KIOSK), two = fixture_push_new (KIOSK2);
  g_autofree char *first = check_in_away (&f, KIOSK, one, PHONE), *second = NULL, *other = NULL;
  g_autoptr(SfRecord) offer = NULL;
  gboolean left = FALSE;

  fixture_advance (&f, 60 * 1000);
  second = check_in_away (&f, KIOSK2, two, PHONE);
  other = check_in_away (&f, KIOSK2, two, "+8613800138001");
  push (&f, KIOSK2, two);
  push (&f, KIOSK, one);
  assert_touch (&f, first, second);
  offer = fixture_offer (&f, other, 1);
  g_assert_nonnull (offer);   /* the next guest is somebody else */
  /* Nobody is lost: from either telephone they can leave the one line they stand in. */
  g_assert_true (sf_ingest_leave_line (f.ingest, first, &left, NULL) && left);
  g_assert_true (sf_ingest_leave_line (f.ingest, second, &left, NULL) && !left);
  fixture_tear_down (&f);
}

/* What is no second touch. */
static void
test_comes_again (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *customer = sf_uuid_derive (first, "customer", 0), *later = NULL, *service = NULL;
  g_autoptr(SfRecord) status = NULL;

  fixture_advance (&f, 3 * HOUR_MS);
  later = fixture_check_in_phone (&f, KIOSK2, PHONE, "unknown");   /* they went for lunch and are back */
  status = fixture_status (&f, later);
  assert_text (status, SF_VISIT_STATUS_STATE, "waiting");
  assert_text (status, SF_VISIT_STATUS_BEFORE, "repeat");
  g_assert_cmpint (parties (&f, customer), ==, 2);
  fixture_advance (&f, 24 * HOUR_MS);
  service = fixture_check_in_phone (&f, KIOSK2, PHONE, "unknown");
  g_clear_pointer (&status, sf_record_unref);
  status = fixture_status (&f, service);
  assert_text (status, SF_VISIT_STATUS_SAME, NULL);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/same/t12-two-kiosks", test_t12);
  g_test_add_func ("/same/t12-other-order", test_t12_other_order);
  g_test_add_func ("/same/comes-again", test_comes_again);
  return g_test_run ();
}
