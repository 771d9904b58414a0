/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking in on one's own phone: one visit whoever finishes, in whichever order it is heard of, and a code that is used once. */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

/* A code on the glass of @kiosk, for a visit that is not there yet; its LINK. (transfer full) */
static SfRecord *
show_code (Fixture *f, guint kiosk, const char *slug, const char *number)
{
  g_autofree char *id = fixture_id (f), *visit = fixture_id (f);
  g_autoptr(SfRecord) link = sf_record_new (SF_KIND_LINK, id);

  sf_record_set_text (link, SF_LINK_SLUG, slug);
  sf_record_set_text (link, SF_LINK_CHANNEL, "own");
  sf_record_set_text (link, SF_LINK_VISIT, visit);
  sf_record_set_text (link, SF_LINK_NUMBER, number);
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

/* Rung as if the kiosk had sent it; the kiosk is told the number, which it gave with the code; S before it for service. */
static void
test_phone (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA", "W01"), second = show_code (&f, KIOSK2, "BBBBBBBBBBBBBBBB", "WB01");
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
  g_autofree char *service = send_form (&f, second, "service", NULL);
  g_assert_cmpstr (service, ==, "SWB01");
  fixture_tear_down (&f);
}

/* The kiosk was away and heard nothing of what the phone did: its check-in is a touch of the same visit, rung once. */
static void
test_phone_first (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA", "W01");
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
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA", "W01");
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
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA", "W01"), late = show_code (&f, KIOSK, "BBBBBBBBBBBBBBBB", "W02"), card = sf_record_copy (link);
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

/* What the phone entered goes to its kiosk in a box, and comes back from there to a server that was restored from before. */
static SfRecord *
closed_of (Fixture *f, const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "own_visit", 0);

  return fixture_get (f, SF_KIND_OWN_VISIT, id);
}

static void
set_key (Fixture *f, guint8 first)
{
  const guint8 key[SF_BOX_KEY_LEN] = { first, 7 };

  sf_ingest_set_own_key (f->ingest, key);
}

/* @other is the server after a restore: the link came back with the kiosk's journal, the visit did not. */
static void
bring (Fixture *other, SfRecord *link, SfRecord *closed)
{
  fixture_ok (other, KIOSK, "create", sf_record_copy (link), NULL);
  fixture_ok (other, KIOSK, "create", sf_record_copy (closed), NULL);
}

static void
test_comes_back (void)
{
  WITH_FIXTURE (f);
  Fixture after;
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA", "W01"), stranger = NULL;
  const char *visit = sf_record_get_text (link, SF_LINK_VISIT);

  set_key (&f, 1);
  g_autofree char *number = send_form (&f, link, "see", "+8613800138000");
  g_autoptr(SfRecord) closed = closed_of (&f, visit), made = fixture_get (&f, SF_KIND_VISIT, visit);
  g_assert_cmpstr (number, ==, "W01");
  g_assert_null (strstr (sf_record_get_text (closed, SF_OWN_VISIT_SEALED), "13800138000"));
  /* Said again to the server that has it: nothing is new. */
  SfPushResult *again = fixture_do (&f, KIOSK, "create", sf_record_copy (closed), NULL);
  g_assert_cmpint (again->status, ==, SF_PUSH_DUP);
  sf_push_result_free (again);
  stranger = sf_record_copy (closed);
  fixture_refused (&f, KIOSK2, "create", g_steal_pointer (&stranger), NULL, "rights.object");

  fixture_set_up (&after);
  set_key (&after, 1);
  bring (&after, link, closed);
  g_autoptr(SfRecord) back = fixture_get (&after, SF_KIND_VISIT, visit), ticket = fixture_ticket (&after, visit), offer = fixture_offer (&after, visit, 1);
  g_autofree char *was = sf_codec_record_to_json (made), *is = sf_codec_record_to_json (back);
  g_assert_cmpstr (is, ==, was);
  assert_text (ticket, SF_TICKET_NUMBER, "W01");
  g_assert_nonnull (offer);
  g_autoptr(SfRecord) consent = fixture_get (&after, SF_KIND_CONSENT, sf_record_get_text (back, SF_VISIT_CONSENT));
  g_assert_nonnull (consent);
  g_assert_cmpint (state_of (&after, link), ==, SF_OWN_USED);
  fixture_tear_down (&after);
  fixture_tear_down (&f);
}

/* A box of another house opens nothing; one whose guest was erased brings nobody back; where the kiosk's own check-in stands for it, it is a touch. */
static void
test_comes_back_not (void)
{
  WITH_FIXTURE (f);
  Fixture other, erased, went_on;
  g_autoptr(SfRecord) link = show_code (&f, KIOSK, "AAAAAAAAAAAAAAAA", "W01");
  const char *visit = sf_record_get_text (link, SF_LINK_VISIT);

  set_key (&f, 1);
  g_autofree char *number = send_form (&f, link, "see", "+8613800138000");
  g_autoptr(SfRecord) closed = closed_of (&f, visit);

  fixture_set_up (&other);
  set_key (&other, 2);
  bring (&other, link, closed);
  g_autoptr(SfRecord) none = fixture_get (&other, SF_KIND_VISIT, visit);
  g_assert_null (none);
  fixture_tear_down (&other);

  fixture_set_up (&erased);
  set_key (&erased, 1);
  g_assert_true (sf_ingest_erase (erased.ingest, SF_KIND_VISIT, visit, NULL));
  bring (&erased, link, closed);
  g_autoptr(SfRecord) gone = fixture_get (&erased, SF_KIND_VISIT, visit), emptied = closed_of (&erased, visit);
  g_assert_true (gone == NULL || sf_record_is_null (gone, SF_VISIT_PHONE));
  g_assert_true (sf_record_is_null (emptied, SF_OWN_VISIT_SEALED));
  fixture_tear_down (&erased);

  fixture_set_up (&went_on);
  set_key (&went_on, 1);
  fixture_ok (&went_on, KIOSK, "create", sf_record_copy (link), NULL);
  g_autofree char *here = go_on_here (&went_on, KIOSK, link);
  fixture_ok (&went_on, KIOSK, "create", sf_record_copy (closed), NULL);
  g_autoptr(SfRecord) touch = fixture_status (&went_on, visit), stays = fixture_status (&went_on, here);
  assert_text (touch, SF_VISIT_STATUS_SAME, here);
  assert_text (stays, SF_VISIT_STATUS_STATE, "waiting");
  fixture_tear_down (&went_on);

  /* Erasing empties the box that the kiosk reads, too. */
  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_VISIT, visit, NULL));
  g_autoptr(SfRecord) left = closed_of (&f, visit);
  g_assert_true (sf_record_is_null (left, SF_OWN_VISIT_SEALED));
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
  g_test_add_func ("/own/comes-back", test_comes_back);
  g_test_add_func ("/own/comes-back-not", test_comes_back_not);
  return g_test_run ();
}
