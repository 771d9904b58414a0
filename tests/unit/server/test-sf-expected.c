/* SPDX-License-Identifier: GPL-3.0-or-later */
/* T7: who comes with an appointment closes it; whatever is scanned how often and heard in which order, it is one visit. */
#include "fixture.h"

#define CODE "0123456789ABCDEF"
#define PHONE "+8613800138000"
#define MINUTE_MS (60 * 1000)
#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

/* An appointment in half an hour with Ben, as a tablet writes it down. (transfer full) */
static SfRecord *
appointment (Fixture *f, const char *purpose)
{
  g_autofree char *id = fixture_id (f);
  SfRecord *one = sf_record_new (SF_KIND_APPOINTMENT, id);

  sf_record_set_text (one, SF_APPOINTMENT_CODE, CODE);
  sf_record_set_int (one, SF_APPOINTMENT_FROM, FIXTURE_NOW + 30 * MINUTE_MS);
  sf_record_set_text (one, SF_APPOINTMENT_DAY, FIXTURE_DAY);
  sf_record_set_text (one, SF_APPOINTMENT_PURPOSE, purpose);
  sf_record_set_text (one, SF_APPOINTMENT_CONSULTANT, f->staff[BEN]);
  sf_record_set_text (one, SF_APPOINTMENT_SURNAME, "王");
  sf_record_set_text (one, SF_APPOINTMENT_PHONE, PHONE);
  sf_record_set_text (one, SF_APPOINTMENT_SOURCE, "lead");
  sf_record_set_int (one, SF_APPOINTMENT_AT, FIXTURE_NOW);
  sf_record_set_text (one, SF_APPOINTMENT_STATE, "booked");
  return one;
}

/* The same, heard by the server. (transfer full): its id */
static char *
booked (Fixture *f, const char *purpose)
{
  SfRecord *one = appointment (f, purpose);
  char *id = g_strdup (sf_record_get_id (one));

  fixture_ok (f, TABLET, "create", one, f->staff[BEN]);
  return id;
}

static SfRecord *
visit_with_code (Fixture *f, guint dev, const char *code)
{
  SfRecord *visit = fixture_visit (f, dev, "appointment");
  sf_record_set_text (visit, SF_VISIT_CODE, code);
  return visit;
}

/* (transfer full): the visit's id */
static char *
scan (Fixture *f, guint dev, const char *code)
{
  SfRecord *visit = visit_with_code (f, dev, code);
  char *id = g_strdup (sf_record_get_id (visit));

  fixture_ok (f, dev, "create", visit, NULL);
  return id;
}

static void
assert_closed (Fixture *f, const char *appointment_id, const char *visit)
{
  g_autoptr(SfRecord) one = fixture_get (f, SF_KIND_APPOINTMENT, appointment_id), status = fixture_status (f, visit);

  assert_text (one, SF_APPOINTMENT_VISIT, visit);
  assert_text (one, SF_APPOINTMENT_STATE, "booked");
  g_assert_false (sf_record_is_null (one, SF_APPOINTMENT_CAME_AT));
  assert_text (status, SF_VISIT_STATUS_APPOINTMENT, appointment_id);
  assert_text (status, SF_VISIT_STATUS_SOURCE, "lead");
  assert_text (status, SF_VISIT_STATUS_SOURCE_HOW, "appointment");
}

static gint64
told (Fixture *f, const char *visit)
{
  g_autoptr(SfRecord) ticket = fixture_ticket (f, visit);
  return sf_record_is_null (ticket, SF_TICKET_BOOKED) ? -1 : sf_record_get_int (ticket, SF_TICKET_BOOKED);
}

static void
test_code (void)
{
  WITH_FIXTURE (f);
  g_autofree char *of = booked (&f, "see"), *visit = scan (&f, KIOSK, CODE), *again = NULL, *person = NULL;
  g_autoptr(SfRecord) offer = fixture_offer (&f, visit, 1), status = fixture_status (&f, visit), customer = NULL, touch = NULL;

  assert_closed (&f, of, visit);
  g_assert_cmpint (told (&f, visit), ==, 1);
  /* Rung at the one who expects them, though the rotation begins with another. */
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f.staff[BEN]);
  assert_text (offer, SF_ASSIGNMENT_WHY, "booked");
  customer = fixture_get (&f, SF_KIND_CUSTOMER, sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
  assert_text (customer, SF_CUSTOMER_SURNAME, "王");
  assert_text (customer, SF_CUSTOMER_PHONE, PHONE);
  assert_text (customer, SF_CUSTOMER_OWNER, f.staff[BEN]);
  /* Impatient, at the other kiosk: one visit, two touches, rung once. */
  fixture_advance (&f, 5 * MINUTE_MS);
  again = scan (&f, KIOSK2, CODE);
  touch = fixture_status (&f, again);
  assert_text (touch, SF_VISIT_STATUS_SAME, visit);
  g_assert_null (fixture_offer (&f, again, 1));
  g_assert_cmpint (told (&f, again), ==, 1);
  assert_closed (&f, of, visit);
  /* And typing the number adds no third. */
  person = fixture_check_in_phone (&f, KIOSK2, PHONE, "unknown");
  g_clear_pointer (&touch, sf_record_unref);
  touch = fixture_status (&f, person);
  assert_text (touch, SF_VISIT_STATUS_SAME, visit);
  fixture_tear_down (&f);
}

/* Two kiosks that were away, and a journal replayed from its start. */
static void
test_away (void)
{
  WITH_FIXTURE (f);
  g_autofree char *of = booked (&f, "see");
  g_autoptr(SfRecord) one = visit_with_code (&f, KIOSK, CODE), two = NULL, status = NULL;
  const char *first = sf_record_get_id (one);
  SfPushResult *replayed;

  fixture_advance (&f, 3 * MINUTE_MS);
  two = visit_with_code (&f, KIOSK2, CODE);
  fixture_advance (&f, 10 * MINUTE_MS);
  fixture_ok (&f, KIOSK2, "create", sf_record_ref (two), NULL);
  fixture_ok (&f, KIOSK, "create", sf_record_ref (one), NULL);
  replayed = fixture_do (&f, KIOSK, "create", sf_record_ref (one), NULL);
  g_assert_cmpint (replayed->status, ==, SF_PUSH_DUP);
  sf_push_result_free (replayed);
  assert_closed (&f, of, sf_record_get_id (two));
  status = fixture_status (&f, first);
  assert_text (status, SF_VISIT_STATUS_SAME, sf_record_get_id (two));
  fixture_tear_down (&f);
}

/* The tablet that wrote it down was away when its guest came. */
static void
test_said_late (void)
{
  WITH_FIXTURE (f);
  SfRecord *one = appointment (&f, "see");
  g_autofree char *of = g_strdup (sf_record_get_id (one)), *visit = scan (&f, KIOSK, CODE);
  g_autoptr(SfRecord) status = NULL;

  g_assert_cmpint (told (&f, visit), ==, 0);
  fixture_advance (&f, 5 * MINUTE_MS);
  fixture_ok (&f, TABLET2, "create", one, f.staff[BEN]);
  assert_closed (&f, of, visit);
  g_assert_cmpint (told (&f, visit), ==, 1);
  status = fixture_status (&f, visit);
  g_assert_false (sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER));
  fixture_tear_down (&f);
}

/* A number closes it, too, and the kiosk is not told: whoever types somebody's number learns nothing. */
static void
test_number (void)
{
  WITH_FIXTURE (f);
  g_autofree char *of = booked (&f, "see"), *visit = fixture_check_in_phone (&f, KIOSK, PHONE, "unknown");
  g_autoptr(SfRecord) offer = fixture_offer (&f, visit, 1);

  assert_closed (&f, of, visit);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f.staff[BEN]);
  g_assert_cmpint (told (&f, visit), ==, -1);
  fixture_tear_down (&f);
}

/* Nobody knows the code: received like anybody, and the ticket says so. */
static void
test_unknown (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = scan (&f, KIOSK, "ZZZZZZZZZZZZZZZZ");
  g_autoptr(SfRecord) offer = fixture_offer (&f, visit, 1), status = fixture_status (&f, visit);

  g_assert_cmpint (told (&f, visit), ==, 0);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f.staff[ANN]);
  assert_text (status, SF_VISIT_STATUS_APPOINTMENT, NULL);
  assert_text (status, SF_VISIT_STATUS_CUSTOMER, NULL);
  fixture_tear_down (&f);
}

/* After they have left the code opens a visit of its own: they came again. */
static void
test_again (void)
{
  WITH_FIXTURE (f);
  g_autofree char *of = booked (&f, "see"), *visit = scan (&f, KIOSK, CODE), *later = NULL;
  SfRecord *outcome = fixture_outcome (&f, visit, BEN);
  g_autoptr(SfRecord) status = NULL;

  fixture_ok (&f, TABLET, "create", outcome, f.staff[BEN]);
  fixture_advance (&f, 20 * MINUTE_MS);
  later = scan (&f, KIOSK, CODE);
  status = fixture_status (&f, later);
  assert_text (status, SF_VISIT_STATUS_STATE, "waiting");
  assert_text (status, SF_VISIT_STATUS_SAME, NULL);
  assert_text (status, SF_VISIT_STATUS_BEFORE, "repeat");
  assert_text (status, SF_VISIT_STATUS_BEFORE_HOW, "appointment");
  assert_closed (&f, of, visit);
  fixture_tear_down (&f);
}

/* Which job receives them stands in the appointment. */
static void
test_job (void)
{
  WITH_FIXTURE (f);
  SfRecord *one = appointment (&f, "service");
  g_autofree char *visit = NULL;
  g_autoptr(SfRecord) offer = NULL;

  sf_record_unset (one, SF_APPOINTMENT_CONSULTANT);
  fixture_ok (&f, TABLET, "create", one, f.staff[ANN]);
  visit = scan (&f, KIOSK, CODE);
  offer = fixture_offer (&f, visit, 1);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f.staff[SVEN]);
  fixture_tear_down (&f);
}

static void
test_invitation (void)
{
  WITH_FIXTURE (f);
  g_autofree char *event = fixture_id (&f), *id = fixture_id (&f), *visit = NULL, *again = NULL;
  SfRecord *guest = sf_record_new (SF_KIND_EVENT_GUEST, id), *said;
  g_autoptr(SfRecord) here = NULL, status = NULL, touch = NULL;

  sf_record_set_text (guest, SF_EVENT_GUEST_EVENT, event);
  sf_record_set_text (guest, SF_EVENT_GUEST_CODE, CODE);
  sf_record_set_int (guest, SF_EVENT_GUEST_SIGNED_AT, FIXTURE_NOW);
  fixture_ok (&f, TABLET, "create", guest, f.staff[ANN]);
  said = fixture_visit (&f, KIOSK, "event");
  sf_record_set_text (said, SF_VISIT_CODE, CODE);
  visit = g_strdup (sf_record_get_id (said));
  fixture_ok (&f, KIOSK, "create", said, NULL);
  here = fixture_get (&f, SF_KIND_EVENT_GUEST, id);
  assert_text (here, SF_EVENT_GUEST_VISIT, visit);
  g_assert_false (sf_record_is_null (here, SF_EVENT_GUEST_HERE_AT));
  status = fixture_status (&f, visit);
  assert_text (status, SF_VISIT_STATUS_SOURCE, "event");
  g_assert_cmpint (told (&f, visit), ==, 1);
  again = scan (&f, KIOSK2, CODE);
  touch = fixture_status (&f, again);
  assert_text (touch, SF_VISIT_STATUS_SAME, visit);
  fixture_tear_down (&f);
}

/* What the ticket says of an appointment in half an hour whose guest comes @minutes later than now. */
static void
assert_arrived (int minutes, const char *arrived, const char *day)
{
  WITH_FIXTURE (f);
  g_autofree char *of = booked (&f, "see"), *visit = NULL, *again = NULL;

  fixture_advance (&f, minutes * (gint64) MINUTE_MS);
  visit = scan (&f, KIOSK, CODE);
  g_autoptr(SfRecord) ticket = fixture_ticket (&f, visit);
  assert_text (ticket, SF_TICKET_ARRIVED, arrived);
  assert_text (ticket, SF_TICKET_BOOKED_ON, day);
  again = scan (&f, KIOSK2, CODE);
  g_autoptr(SfRecord) used = fixture_ticket (&f, again);
  assert_text (used, SF_TICKET_ARRIVED, "used");
  fixture_tear_down (&f);
}

/* Early, in time, late, on another day, used: as it is; and nothing of it to whoever types a number. */
static void
test_arrived (void)
{
  WITH_FIXTURE (f);
  g_autofree char *of = booked (&f, "see"), *person = fixture_check_in_phone (&f, KIOSK, PHONE, "unknown");
  g_autoptr(SfRecord) ticket = fixture_ticket (&f, person);

  assert_closed (&f, of, person);
  assert_text (ticket, SF_TICKET_ARRIVED, NULL);
  assert_arrived (5, "early", NULL);
  assert_arrived (20, "intime", NULL);
  assert_arrived (45, "late", NULL);
  assert_arrived (24 * 60, "day", FIXTURE_DAY);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expected/code", test_code);
  g_test_add_func ("/expected/away", test_away);
  g_test_add_func ("/expected/said-late", test_said_late);
  g_test_add_func ("/expected/number", test_number);
  g_test_add_func ("/expected/unknown", test_unknown);
  g_test_add_func ("/expected/again", test_again);
  g_test_add_func ("/expected/job", test_job);
  g_test_add_func ("/expected/invitation", test_invitation);
  g_test_add_func ("/expected/arrived", test_arrived);
  return g_test_run ();
}
