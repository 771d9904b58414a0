/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 改一下: what a guest says anew on the ticket; it is their visit that says so, and no second one. */
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guest/name", test_name);
  g_test_add_func ("/guest/limits", test_limits);
  return g_test_run ();
}
