/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 改一下: what a guest says anew on the ticket; it is their visit that says so, and no second one. 再叫一次: by number at a kiosk. */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static SfRecord *
anew (const char *visit, const char *surname, const char *title)
{
  g_autofree char *id = sf_uuid_derive (visit, "visit_wish", 0);
  SfRecord *wish = sf_record_new (SF_KIND_VISIT_WISH, id);

  sf_record_set_text (wish, SF_VISIT_WISH_VISIT, visit);
  sf_record_set_text (wish, SF_VISIT_WISH_SURNAME, surname);
  sf_record_set_text (wish, SF_VISIT_WISH_TITLE, title);
  return wish;
}

static char *
check_in (Fixture *f, const char *phone)
{
  g_autoptr(SfRecord) visit = fixture_visit (f, KIOSK, "see");
  char *id = g_strdup (sf_record_get_id (visit));

  sf_record_set_text (visit, SF_VISIT_SURNAME, "王");
  sf_record_set_text (visit, SF_VISIT_TITLE, "mr");
  fixture_ok (f, KIOSK, "create", fixture_consent (f, visit, phone), NULL);
  fixture_ok (f, KIOSK, "create", g_steal_pointer (&visit), NULL);
  return id;
}

/* Visit and person are called as the guest says; who has the guest and the number stay; an empty wish takes nothing. */
static void
test_name (void)
{
  WITH_FIXTURE (f);
  g_autofree char *id = check_in (&f, "+8613800138000");
  g_autoptr(SfRecord) before = fixture_status (&f, id), drink = NULL;
  g_autofree char *wish = sf_uuid_derive (id, "visit_wish", 0);

  fixture_ok (&f, KIOSK, "create", anew (id, "汪", "ms"), NULL);
  drink = sf_record_new (SF_KIND_VISIT_WISH, wish);
  sf_record_set_text (drink, SF_VISIT_WISH_DRINK, "tea");
  fixture_ok (&f, KIOSK, "patch", sf_record_copy (drink), NULL);
  g_autoptr(SfRecord) visit = fixture_get (&f, SF_KIND_VISIT, id), status = fixture_status (&f, id);
  g_autoptr(SfRecord) customer = fixture_get (&f, SF_KIND_CUSTOMER, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
  assert_text (visit, SF_VISIT_SURNAME, "汪");
  assert_text (visit, SF_VISIT_TITLE, "ms");
  assert_text (visit, SF_VISIT_PHONE, "+8613800138000");
  assert_text (customer, SF_CUSTOMER_SURNAME, "汪");
  assert_text (status, SF_VISIT_STATUS_STATE, sf_record_get_text (before, SF_VISIT_STATUS_STATE));
  fixture_tear_down (&f);
}

/* What a colleague learned of a person is not overwritten from a kiosk; nobody speaks for another kiosk's guest; served is served. */
static void
test_limits (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = check_in (&f, "+8613800138000");
  g_autoptr(SfRecord) status = fixture_status (&f, first), known = sf_record_new (SF_KIND_CUSTOMER, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));

  fixture_advance (&f, 1000);
  sf_record_set_text (known, SF_CUSTOMER_SURNAME, "欧阳");
  fixture_ok (&f, TABLET, "patch", sf_record_copy (known), f.staff[ANN]);
  fixture_ok (&f, KIOSK, "create", anew (first, "汪", "ms"), NULL);
  g_autoptr(SfRecord) customer = fixture_get (&f, SF_KIND_CUSTOMER, sf_record_get_id (known));
  assert_text (customer, SF_CUSTOMER_SURNAME, "欧阳");
  g_autofree char *second = fixture_check_in (&f, KIOSK, "see");
  fixture_refused (&f, KIOSK2, "create", anew (second, "汪", "ms"), NULL, "rights.object");
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (second, 1, f.staff[BEN]), f.staff[BEN]);
  g_autofree char *id = sf_uuid_derive (second, "visit_status", 0);
  fixture_ok (&f, TABLET, "serve", sf_record_new (SF_KIND_VISIT_STATUS, id), f.staff[BEN]);
  fixture_ok (&f, KIOSK, "create", anew (second, "汪", "ms"), NULL);
  g_autoptr(SfRecord) visit = fixture_get (&f, SF_KIND_VISIT, second);
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_SURNAME), !=, "汪");
  fixture_tear_down (&f);
}

/* Another number with a consent for it, at the ticket of @id. */
static void
say_number (Fixture *f, const char *id, const char *phone)
{
  g_autofree char *wish_id = sf_uuid_derive (id, "visit_wish", 0);
  g_autoptr(SfRecord) visit = fixture_get (f, SF_KIND_VISIT, id), scratch = sf_record_copy (visit);
  SfRecord *wish = sf_record_new (SF_KIND_VISIT_WISH, wish_id);

  fixture_ok (f, KIOSK, "create", fixture_consent (f, scratch, phone), NULL);
  sf_record_set_text (wish, SF_VISIT_WISH_VISIT, id);
  sf_record_set_text (wish, SF_VISIT_WISH_PHONE, phone);
  sf_record_set_text (wish, SF_VISIT_WISH_CONSENT, sf_record_get_text (scratch, SF_VISIT_CONSENT));
  fixture_ok (f, KIOSK, "create", wish, NULL);
}

static char *
customer_of (Fixture *f, const char *id)
{
  g_autoptr(SfRecord) status = fixture_status (f, id);

  return g_strdup (sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
}

/* A mistyped number is set right; a stranger whose number it was is left alone; without a consent nothing is taken over. */
static void
test_number (void)
{
  WITH_FIXTURE (f);
  g_autofree char *known = check_in (&f, "+8613800138000"), *typo = check_in (&f, "+8613800138001"), *theirs = NULL, *none = NULL;
  g_autofree char *stranger = customer_of (&f, known), *mine = customer_of (&f, typo);
  g_autoptr(SfRecord) bare = anew (typo, "王", "mr");

  say_number (&f, typo, "+8613800138002");
  g_autofree char *still = customer_of (&f, typo);
  g_autoptr(SfRecord) visit = fixture_get (&f, SF_KIND_VISIT, typo), person = fixture_get (&f, SF_KIND_CUSTOMER, mine);
  g_assert_cmpstr (still, ==, mine);
  assert_text (visit, SF_VISIT_PHONE, "+8613800138002");
  assert_text (person, SF_CUSTOMER_PHONE, "+8613800138002");

  sf_record_set_text (bare, SF_VISIT_WISH_PHONE, "+8613800138003");
  fixture_ok (&f, KIOSK, "patch", sf_record_copy (bare), NULL);
  g_autoptr(SfRecord) kept = fixture_get (&f, SF_KIND_VISIT, typo);
  assert_text (kept, SF_VISIT_PHONE, "+8613800138002");

  /* Their number was somebody else's, who was here before. */
  fixture_advance (&f, 4 * 3600 * G_GINT64_CONSTANT (1000));
  theirs = check_in (&f, "+8613800138000");
  g_autofree char *taken_for = customer_of (&f, theirs);
  g_assert_cmpstr (taken_for, ==, stranger);
  say_number (&f, theirs, "+8613800138009");
  none = customer_of (&f, theirs);
  g_autoptr(SfRecord) fresh = fixture_get (&f, SF_KIND_CUSTOMER, none), left = fixture_get (&f, SF_KIND_CUSTOMER, stranger);
  g_assert_cmpstr (none, !=, stranger);
  assert_text (fresh, SF_CUSTOMER_PHONE, "+8613800138009");
  assert_text (left, SF_CUSTOMER_PHONE, "+8613800138000");
  g_assert_cmpint (sf_record_get_int (left, SF_CUSTOMER_VISITS), ==, 1);
  /* And after all it is one whom the house knows. */
  say_number (&f, typo, "+8613800138009");
  g_autofree char *joined = customer_of (&f, typo);
  g_autoptr(SfRecord) ghost = fixture_get (&f, SF_KIND_CUSTOMER, mine);
  g_assert_cmpstr (joined, ==, none);
  g_assert_null (ghost);
  fixture_tear_down (&f);
}

/* For the car instead of a car: the consultant's ring ends, the service adviser's begins; whoever accepted has the guest. */
static void
test_purpose (void)
{
  WITH_FIXTURE (f);
  g_autofree char *id = check_in (&f, "+8613800138000"), *wish_id = sf_uuid_derive (id, "visit_wish", 0);
  g_autoptr(SfRecord) wish = sf_record_new (SF_KIND_VISIT_WISH, wish_id);

  sf_record_set_text (wish, SF_VISIT_WISH_VISIT, id);
  sf_record_set_text (wish, SF_VISIT_WISH_PURPOSE, "service");
  sf_record_set_text (wish, SF_VISIT_WISH_PLATE, "沪A12345");
  fixture_ok (&f, KIOSK, "create", sf_record_copy (wish), NULL);
  g_autoptr(SfRecord) visit = fixture_get (&f, SF_KIND_VISIT, id), first = fixture_offer (&f, id, 1), second = fixture_offer (&f, id, 2);
  assert_text (visit, SF_VISIT_PURPOSE, "service");
  assert_text (visit, SF_VISIT_PLATE, "沪A12345");
  assert_text (first, SF_ASSIGNMENT_STATE, "ended");
  assert_text (second, SF_ASSIGNMENT_CONSULTANT, f.staff[SVEN]);
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (id, 2, f.staff[SVEN]), f.staff[SVEN]);
  sf_record_set_text (wish, SF_VISIT_WISH_PURPOSE, "drive");
  fixture_ok (&f, KIOSK, "patch", sf_record_copy (wish), NULL);
  g_autoptr(SfRecord) status = fixture_status (&f, id), third = fixture_offer (&f, id, 3);
  assert_text (status, SF_VISIT_STATUS_CONSULTANT, f.staff[SVEN]);
  g_assert_null (third);
  fixture_tear_down (&f);
}

/* Somebody calls for help and names a ticket. (transfer full) */
static char *
call_number (Fixture *f, guint kiosk, const char *number)
{
  g_autoptr(SfRecord) help = fixture_visit (f, kiosk, "help");
  char *id = g_strdup (sf_record_get_id (help));

  sf_record_set_text (help, SF_VISIT_NUMBER, "HB01");
  sf_record_set_text (help, SF_VISIT_CODE, number);
  fixture_ok (f, kiosk, "create", g_steal_pointer (&help), NULL);
  return id;
}

/* After three minutes the desk is rung for that guest, once; the kiosk where it was asked hears how far it rang, and never who comes. */
static void
test_called_by_number (void)
{
  WITH_FIXTURE (f);
  g_autofree char *waits = fixture_check_in (&f, KIOSK, "see"), *early = NULL, *help = NULL, *wrong = NULL;
  g_autoptr(SfRecord) visit = fixture_get (&f, SF_KIND_VISIT, waits);
  const char *number = sf_record_get_text (visit, SF_VISIT_NUMBER);

  early = call_number (&f, KIOSK2, number);
  g_autoptr(SfRecord) plain = fixture_status (&f, early), no = fixture_offer (&f, waits, 2);
  assert_text (plain, SF_VISIT_STATUS_STATE, "waiting");          /* not yet: a call for help like any other */
  g_assert_null (no);
  fixture_advance (&f, SF_RECALL_MS);
  help = call_number (&f, KIOSK2, number);
  g_autoptr(SfRecord) touch = fixture_status (&f, help), again = fixture_offer (&f, waits, 2), own = fixture_offer (&f, help, 1);
  assert_text (touch, SF_VISIT_STATUS_STATE, "void");
  assert_text (touch, SF_VISIT_STATUS_SAME, waits);
  assert_text (again, SF_ASSIGNMENT_WHY, "recalled");
  g_assert_null (own);
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (waits, 2, f.staff[ROSE]), f.staff[ROSE]);
  g_autoptr(SfRecord) theirs = fixture_ticket (&f, waits), told = fixture_ticket (&f, help);
  assert_text (theirs, SF_TICKET_CONSULTANT, f.staff[ROSE]);
  assert_text (told, SF_TICKET_STATE, "accepted");
  assert_text (told, SF_TICKET_CONSULTANT, NULL);
  wrong = call_number (&f, KIOSK2, "Z99");
  g_autoptr(SfRecord) unknown = fixture_status (&f, wrong);
  assert_text (unknown, SF_VISIT_STATUS_STATE, "waiting");
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guest/name", test_name);
  g_test_add_func ("/guest/limits", test_limits);
  g_test_add_func ("/guest/called-by-number", test_called_by_number);
  g_test_add_func ("/server/guest/number", test_number);
  g_test_add_func ("/server/guest/purpose", test_purpose);
  return g_test_run ();
}
