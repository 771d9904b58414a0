/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T23: who is known is found whoever may see them, and nobody's guest is dropped for it. T24: two records of one person become one with
 * everything that hung on either, and two again. */
#include "fixture.h"
#include "store/sf-server-person.h"

#define PHONE "+8613800138000"
#define OTHER_PHONE "+8613900139000"
#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

/* A visit that @who has received, with a plan to call. Its customer. (transfer full) */
static char *
received (Fixture *f, guint dev, const char *phone, guint who, char **visit, char **follow_up)
{
  SfRecord *outcome, *follow;

  *visit = fixture_check_in_phone (f, dev, phone, "first");
  outcome = fixture_outcome (f, *visit, who);
  *follow_up = sf_uuid_derive (sf_record_get_id (outcome), "follow_up", 0);
  sf_record_set_text (outcome, SF_OUTCOME_LEVEL, "A");
  fixture_ok (f, TABLET, "create", outcome, f->staff[who]);
  follow = sf_record_new (SF_KIND_FOLLOW_UP, *follow_up);
  sf_record_set_text (follow, SF_FOLLOW_UP_CONSULTANT, f->staff[who]);
  sf_record_set_text (follow, SF_FOLLOW_UP_VISIT, *visit);
  sf_record_set_text (follow, SF_FOLLOW_UP_DUE, "2026-11-21");
  sf_record_set_text (follow, SF_FOLLOW_UP_STATE, "open");
  fixture_ok (f, TABLET, "create", follow, f->staff[who]);
  fixture_advance (f, 3 * 3600 * 1000);
  return sf_uuid_derive (*visit, "customer", 0);
}

typedef struct { Fixture f; char *ann, *ben, *visit[2], *follow_up[2]; } Two;

/* One person under two numbers: Ann's customer, who said a plate, and Ben's, who did not. */
static void
two_up (Two *t)
{
  SfRecord *patch;

  fixture_set_up (&t->f);
  t->ann = received (&t->f, KIOSK, PHONE, ANN, &t->visit[0], &t->follow_up[0]);
  t->ben = received (&t->f, KIOSK2, OTHER_PHONE, BEN, &t->visit[1], &t->follow_up[1]);
  patch = sf_record_new (SF_KIND_CUSTOMER, t->ben);
  sf_record_set_text (patch, SF_CUSTOMER_PLATE, "A12345");
  sf_record_set_text (patch, SF_CUSTOMER_NAME, "Other");
  fixture_ok (&t->f, TABLET, "patch", patch, t->f.staff[BEN]);
}

static void
two_down (Two *t)
{
  for (guint i = 0; i < 2; i++)
    {
      g_free (t->visit[i]);
      g_free (t->follow_up[i]);
    }
  g_free (t->ann);
  g_free (t->ben);
  fixture_tear_down (&t->f);
}

static void
assert_of (Two *t, guint which, const char *customer)
{
  g_autoptr(SfRecord) status = fixture_status (&t->f, t->visit[which]), follow_up = fixture_get (&t->f, SF_KIND_FOLLOW_UP, t->follow_up[which]);

  assert_text (status, SF_VISIT_STATUS_CUSTOMER, customer);
  assert_text (follow_up, SF_FOLLOW_UP_CUSTOMER, customer);
  assert_text (follow_up, SF_FOLLOW_UP_CONSULTANT, t->f.staff[which == 0 ? ANN : BEN]);
  assert_text (follow_up, SF_FOLLOW_UP_STATE, "open");
}

static void
test_t24_merge (void)
{
  Two t;
  g_autoptr(SfRecord) customer = NULL, rest = NULL, status = NULL;
  g_autofree char *again = NULL, *second = NULL;
  SfRecord *patch;

  two_up (&t);
  g_assert_true (sf_ingest_join (t.f.ingest, t.ann, t.ben, "test", NULL));
  customer = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ann);
  assert_text (customer, SF_CUSTOMER_PHONE, PHONE);
  assert_text (customer, SF_CUSTOMER_PLATE, "A12345");
  assert_text (customer, SF_CUSTOMER_OWNER, t.f.staff[ANN]);
  assert_text (customer, SF_CUSTOMER_ALSO, t.f.staff[BEN]);
  g_assert_cmpint (sf_record_get_int (customer, SF_CUSTOMER_VISITS), ==, 2);
  assert_of (&t, 0, t.ann);
  assert_of (&t, 1, t.ann);
  /* What both said differently stays as it was said. */
  rest = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ben);
  assert_text (rest, SF_CUSTOMER_SAME_AS, t.ann);
  assert_text (rest, SF_CUSTOMER_PHONE, OTHER_PHONE);
  /* By either number it is the same person from now on, and a tablet that was away still reaches them. */
  again = fixture_check_in_phone (&t.f, KIOSK, OTHER_PHONE, "unknown");
  status = fixture_status (&t.f, again);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, t.ann);
  assert_text (status, SF_VISIT_STATUS_BEFORE, "repeat");
  patch = sf_record_new (SF_KIND_CUSTOMER, t.ben);
  sf_record_set_text (patch, SF_CUSTOMER_LEVEL, "H");
  fixture_ok (&t.f, TABLET2, "patch", patch, t.f.staff[BEN]);
  g_clear_pointer (&customer, sf_record_unref);
  customer = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ann);
  assert_text (customer, SF_CUSTOMER_LEVEL, "H");
  g_assert_false (sf_ingest_join (t.f.ingest, t.ann, t.ben, "test", NULL));
  g_assert_false (sf_ingest_join (t.f.ingest, t.ann, t.ann, "test", NULL));
  second = fixture_id (&t.f);
  g_assert_false (sf_ingest_join (t.f.ingest, t.ann, second, "test", NULL));
  two_down (&t);
}

static void
test_t24_undo (void)
{
  Two t;
  g_autoptr(SfRecord) ann = NULL, ben = NULL, ann_now = NULL, ben_now = NULL, status = NULL;
  g_autofree char *later = NULL;

  two_up (&t);
  ann = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ann);
  ben = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ben);
  g_assert_true (sf_ingest_join (t.f.ingest, t.ann, t.ben, "test", NULL));
  g_assert_true (sf_ingest_part (t.f.ingest, t.ben, "test", NULL));
  ann_now = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ann);
  ben_now = fixture_get (&t.f, SF_KIND_CUSTOMER, t.ben);
  g_assert_true (sf_record_equal (ann, ann_now));
  g_assert_true (sf_record_equal (ben, ben_now));
  assert_of (&t, 0, t.ann);
  assert_of (&t, 1, t.ben);
  later = fixture_check_in_phone (&t.f, KIOSK, OTHER_PHONE, "unknown");
  status = fixture_status (&t.f, later);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, t.ben);
  g_assert_false (sf_ingest_part (t.f.ingest, t.ben, "test", NULL));
  two_down (&t);
}

/* Joined one after the other, taken apart from the middle. */
static void
test_t24_chain (void)
{
  Two t;
  g_autofree char *visit = NULL, *follow_up = NULL, *third = NULL;

  two_up (&t);
  third = received (&t.f, KIOSK, "+8613700137000", CAI, &visit, &follow_up);
  g_assert_true (sf_ingest_join (t.f.ingest, t.ann, t.ben, "test", NULL));
  g_assert_true (sf_ingest_join (t.f.ingest, third, t.ann, "test", NULL));
  assert_of (&t, 1, third);
  g_assert_true (sf_ingest_part (t.f.ingest, t.ben, "test", NULL));
  assert_of (&t, 0, third);
  assert_of (&t, 1, t.ben);
  g_assert_true (sf_ingest_part (t.f.ingest, t.ann, "test", NULL));
  assert_of (&t, 0, t.ann);
  two_down (&t);
}

/* Whoever asks to be forgotten is forgotten under both records. */
static void
test_t24_erased (void)
{
  Two t;
  SfRecord *patch;

  two_up (&t);
  g_assert_true (sf_ingest_join (t.f.ingest, t.ann, t.ben, "test", NULL));
  g_assert_true (sf_ingest_erase (t.f.ingest, SF_KIND_CUSTOMER, t.ann, NULL));
  g_assert_null (fixture_get (&t.f, SF_KIND_CUSTOMER, t.ann));
  g_assert_null (fixture_get (&t.f, SF_KIND_CUSTOMER, t.ben));
  patch = sf_record_new (SF_KIND_CUSTOMER, t.ben);
  sf_record_set_text (patch, SF_CUSTOMER_NAME, "Other");
  fixture_refused (&t.f, TABLET, "patch", patch, t.f.staff[BEN], "erased");
  g_assert_false (sf_ingest_part (t.f.ingest, t.ben, "test", NULL));
  two_down (&t);
}

/* A tablet on which only Ben may work brings a guest whose number is Ann's customer's. */
static void
test_t23 (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = NULL, *follow_up = NULL, *ann = received (&f, KIOSK, PHONE, ANN, &visit, &follow_up), *id = NULL;
  const char *only[] = { f.staff[BEN], NULL };
  g_autoptr(SfRecord) known = fixture_get (&f, SF_KIND_DEVICE, f.dev[TABLET2].peer.device_id), device = sf_record_copy (known), status = NULL, customer = NULL, kept = NULL;
  SfRecord *entered = fixture_visit (&f, TABLET2, "see"), *outcome;

  sf_record_set_set (device, SF_DEVICE_CONSULTANTS, only);
  g_assert_true (sf_ingest_put (f.ingest, device, NULL));
  id = g_strdup (sf_record_get_id (entered));
  fixture_ok (&f, TABLET2, "create", fixture_consent (&f, entered, PHONE), f.staff[BEN]);
  sf_record_set_text (entered, SF_VISIT_BY, f.staff[BEN]);
  fixture_ok (&f, TABLET2, "create", entered, f.staff[BEN]);
  status = fixture_status (&f, id);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, ann);
  assert_text (status, SF_VISIT_STATUS_BEFORE, "repeat");
  assert_text (status, SF_VISIT_STATUS_STATE, "waiting");        /* it is a visit, and somebody is rung for it */
  outcome = fixture_outcome (&f, id, BEN);
  sf_record_set_text (outcome, SF_OUTCOME_PHONE, PHONE);
  fixture_ok (&f, TABLET2, "create", outcome, f.staff[BEN]);
  customer = fixture_get (&f, SF_KIND_CUSTOMER, ann);
  assert_text (customer, SF_CUSTOMER_OWNER, f.staff[ANN]);       /* nobody's customer changes hands by that */
  g_assert_cmpint (sf_record_get_int (customer, SF_CUSTOMER_VISITS), ==, 2);
  kept = fixture_get (&f, SF_KIND_FOLLOW_UP, follow_up);
  assert_text (kept, SF_FOLLOW_UP_STATE, "open");
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/join/t23-found-whoever-may-see-them", test_t23);
  g_test_add_func ("/join/t24-merge", test_t24_merge);
  g_test_add_func ("/join/t24-undo", test_t24_undo);
  g_test_add_func ("/join/t24-chain", test_t24_chain);
  g_test_add_func ("/join/t24-erased", test_t24_erased);
  return g_test_run ();
}
