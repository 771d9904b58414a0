/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking in on one's own phone: one visit whoever finishes, in whichever order it is heard of, and a code that is used once. */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

/* A code on the glass of @kiosk, for a visit that is not there yet; its LINK. (transfer full) */
static SfRecord *
show_code (Fixture *f, guint kiosk, const char *slug)
{
  g_autofree char *id = fixture_id (f), *visit = fixture_id (f);
  g_autoptr(SfRecord) link = sf_record_new (SF_KIND_LINK, id);

  sf_record_set_text (link, SF_LINK_SLUG, slug);
  sf_record_set_text (link, SF_LINK_CHANNEL, "own");
  sf_record_set_text (link, SF_LINK_VISIT, visit);
  sf_record_set_text (link, SF_LINK_DEVICE, f->dev[kiosk].peer.device_id);
  sf_record_set_int (link, SF_LINK_AT, sf_clock_wall_ms (f->clock));
  fixture_ok (f, kiosk, "create", sf_record_copy (link), NULL);
  return fixture_get (f, SF_KIND_LINK, id);
}

static SfOwnState
state_of (Fixture *f, SfRecord *link)
{
  g_autoptr(GError) error = NULL;
  SfOwnState state;

  g_assert_true (sf_own_state (f->store, link, sf_clock_wall_ms (f->clock), &state, &error));
  return state;
}

/* The phone sends its form; the number it got, or NULL. (transfer full) */
static char *
send_form (Fixture *f, SfRecord *link, const char *purpose, const char *phone)
{
  g_autofree char *page_id = fixture_id (f);
  g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, sf_record_get_text (link, SF_LINK_VISIT)), page = sf_record_new (SF_KIND_LINK, page_id), consent = NULL;
  g_autoptr(GError) error = NULL;
  SfOwnState state;

  sf_record_set_text (visit, SF_VISIT_PURPOSE, purpose);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "first");
  sf_record_set_text (visit, SF_VISIT_LANG, "zh_CN");
  sf_record_set_text (page, SF_LINK_SLUG, "QQQQQQQQQQQQQQQQ");
  if (phone != NULL)
    consent = fixture_consent (f, visit, phone);
  g_assert_true (sf_ingest_own (f->ingest, link, visit, consent, page, &state, &error));
  g_assert_no_error (error);
  return state == SF_OWN_OPEN ? g_strdup (sf_record_get_text (visit, SF_VISIT_NUMBER)) : NULL;
}

/* The kiosk checks its guest in itself, after the code was shown. (transfer full) */
static char *
go_on_here (Fixture *f, guint kiosk, SfRecord *link)
{
  g_autoptr(SfRecord) visit = fixture_visit (f, kiosk, "see");
  char *id = g_strdup (sf_record_get_id (visit));

  sf_record_set_text (visit, SF_VISIT_OWN, sf_record_get_text (link, SF_LINK_VISIT));
  fixture_ok (f, kiosk, "create", g_steal_pointer (&visit), NULL);
  return id;
}

/* Rung as if the kiosk had sent it; the kiosk is told the number; numbers of the server's own, by the day and by what for. */
static void
test_phone (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA"), second = show_code (&f, KIOSK2, "BBBBBBBBBBBBBBBB"), third = show_code (&f, KIOSK, "CCCCCCCCCCCCCCCC");
  const char *visit = sf_record_get_text (link, SF_LINK_VISIT);

  g_assert_cmpint (state_of (&f, link), ==, SF_OWN_OPEN);
  g_autofree char *number = send_form (&f, link, "see", "+8613800138000"), *again = send_form (&f, link, "see", NULL);
  g_assert_cmpstr (number, ==, "W01");
  g_assert_null (again);
  g_assert_cmpint (state_of (&f, link), ==, SF_OWN_USED);
  g_autoptr(SfRecord) ticket = fixture_ticket (&f, visit), status = fixture_status (&f, visit), offer = fixture_offer (&f, visit, 1), made = fixture_get (&f, SF_KIND_VISIT, visit);
  assert_text (ticket, SF_TICKET_NUMBER, "W01");
  assert_text (ticket, SF_TICKET_DEVICE, f.dev[KIOSK].peer.device_id);
  assert_text (made, SF_VISIT_PHONE, "+8613800138000");
  g_assert_nonnull (sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
  g_assert_nonnull (offer);
  g_autofree char *service = send_form (&f, second, "service", NULL), *next = send_form (&f, third, "drive", NULL);
  g_assert_cmpstr (service, ==, "SW01");
  g_assert_cmpstr (next, ==, "W02");
  fixture_advance (&f, 24 * 3600 * G_GINT64_CONSTANT (1000));
  g_autoptr(SfRecord) tomorrow = show_code (&f, KIOSK, "DDDDDDDDDDDDDDDD");
  g_autofree char *first = send_form (&f, tomorrow, "see", NULL);
  g_assert_cmpstr (first, ==, "W01");
  fixture_tear_down (&f);
}

/* The kiosk was away and heard nothing of what the phone did: its check-in is a touch of the same visit, rung once. */
static void
test_phone_first (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA");
  g_autofree char *number = send_form (&f, link, "see", NULL), *here = go_on_here (&f, KIOSK, link);
  g_autoptr(SfRecord) touch = fixture_status (&f, here), offer = fixture_offer (&f, here, 1), ticket = fixture_ticket (&f, here);

  g_assert_nonnull (number);
  assert_text (touch, SF_VISIT_STATUS_STATE, "void");
  assert_text (touch, SF_VISIT_STATUS_SAME, sf_record_get_text (link, SF_LINK_VISIT));
  g_assert_null (offer);
  g_assert_nonnull (ticket);
  fixture_tear_down (&f);
}

/* The kiosk finished: the phone is told so, and makes nothing. */
static void
test_kiosk_first (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA");
  g_autofree char *here = go_on_here (&f, KIOSK, link), *number = NULL;
  g_autoptr(SfRecord) status = fixture_status (&f, here), offer = fixture_offer (&f, here, 1), none = NULL;

  assert_text (status, SF_VISIT_STATUS_STATE, "waiting");
  g_assert_nonnull (offer);
  g_assert_cmpint (state_of (&f, link), ==, SF_OWN_USED);
  number = send_form (&f, link, "see", NULL);
  g_assert_null (number);
  none = fixture_get (&f, SF_KIND_VISIT, sf_record_get_text (link, SF_LINK_VISIT));
  g_assert_null (none);
  fixture_tear_down (&f);
}

/* Ten minutes, whatever the phone does; a kiosk joins nobody to a code that another one showed; a card's link is no code. */
static void
test_limits (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA"), late = show_code (&f, KIOSK, "BBBBBBBBBBBBBBBB"), card = sf_record_copy (link);
  g_autofree char *number = send_form (&f, link, "see", NULL), *other = go_on_here (&f, KIOSK2, link), *none = NULL;
  g_autoptr(SfRecord) status = fixture_status (&f, other);

  g_assert_nonnull (number);
  assert_text (status, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (card, SF_LINK_CHANNEL, "tablet");
  g_assert_cmpint (state_of (&f, card), ==, SF_OWN_NONE);
  fixture_advance (&f, SF_OWN_MS + 1);
  g_assert_cmpint (state_of (&f, late), ==, SF_OWN_LATE);
  none = send_form (&f, late, "see", NULL);
  g_assert_null (none);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own/phone", test_phone);
  g_test_add_func ("/own/phone-first", test_phone_first);
  g_test_add_func ("/own/kiosk-first", test_kiosk_first);
  g_test_add_func ("/own/limits", test_limits);
  return g_test_run ();
}
