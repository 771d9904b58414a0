/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signs up and who comes to an event, from visits alone, however often and in which order they are heard. */
#include "fixture.h"

#define PHONE "+8613800138000"
#define HOUR_MS (G_GINT64_CONSTANT (60) * 60 * 1000)
#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

/* An event @hours from now with room for @most. (transfer full): its id */
static char *
event_in (Fixture *f, int hours, int most)
{
  char *id = fixture_id (f);
  SfRecord *event = sf_record_new (SF_KIND_EVENT, id);
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_record_unref);
  g_autoptr(GError) error = NULL;

  sf_record_set_text (event, SF_EVENT_CODE, id);
  sf_record_set_ltext (event, SF_EVENT_TITLE, SF_LANG_ZH_CN, "试驾日");
  sf_record_set_int (event, SF_EVENT_FROM, FIXTURE_NOW + hours * HOUR_MS);
  sf_record_set_int (event, SF_EVENT_UNTIL, FIXTURE_NOW + (hours + 1) * HOUR_MS);
  sf_record_set_int (event, SF_EVENT_MOST, most);
  sf_record_set_int (event, SF_EVENT_ACTIVE, 1);
  g_ptr_array_add (records, event);
  g_assert_true (sf_ingest_put_all (f->ingest, records, &error));
  g_assert_no_error (error);
  return id;
}

/* A visit at the first kiosk that names @event, with a number or none. */
static void
come (Fixture *f, const char *event, const char *surname, gboolean number)
{
  SfRecord *visit = fixture_visit (f, KIOSK, "event");

  sf_record_set_text (visit, SF_VISIT_EVENT, event);
  sf_record_set_text (visit, SF_VISIT_SURNAME, surname);
  if (number)
    fixture_ok (f, KIOSK, "create", fixture_consent (f, visit, PHONE), NULL);
  fixture_ok (f, KIOSK, "create", visit, NULL);
}

static GPtrArray *
guests_of (Fixture *f, const char *event)
{
  SfQuery query = { .kind = SF_KIND_EVENT_GUEST, .n_conds = 1, .order = -1 };
  g_autoptr(GError) error = NULL;
  query.conds[0] = (SfCond) { .field = SF_EVENT_GUEST_EVENT, .op = SF_OP_EQ, .s = event };
  GPtrArray *found = sf_table_query (sf_server_store_get_db (f->store), &query, &error);
  g_assert_no_error (error);
  return found;
}

static gint64
taken (Fixture *f, const char *event)
{
  g_autoptr(SfRecord) record = fixture_get (f, SF_KIND_EVENT, event);
  return sf_record_get_int (record, SF_EVENT_TAKEN);
}

/* Of today: who signs up at the kiosk is here. */
static void
test_today (void)
{
  WITH_FIXTURE (f);
  g_autofree char *event = event_in (&f, 1, 10);

  come (&f, event, "王", TRUE);
  come (&f, event, "李", FALSE);
  g_autoptr(GPtrArray) guests = guests_of (&f, event);
  g_assert_cmpuint (guests->len, ==, 2);
  for (guint i = 0; i < guests->len; i++)
    {
      g_assert_cmpint (sf_record_get_int (guests->pdata[i], SF_EVENT_GUEST_SIGNED_AT), >=, FIXTURE_NOW);
      g_assert_false (sf_record_is_null (guests->pdata[i], SF_EVENT_GUEST_HERE_AT));
    }
  g_assert_cmpint (taken (&f, event), ==, 2);
  fixture_tear_down (&f);
}

/* Of another day: signed up, and here only when they come; one person stays one guest. */
static void
test_other_day (void)
{
  WITH_FIXTURE (f);
  g_autofree char *event = event_in (&f, 72, 10);

  come (&f, event, "王", TRUE);
  g_autoptr(GPtrArray) before = guests_of (&f, event);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_true (sf_record_is_null (before->pdata[0], SF_EVENT_GUEST_HERE_AT));
  come (&f, event, "王", TRUE);
  g_autoptr(GPtrArray) after = guests_of (&f, event);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpint (taken (&f, event), ==, 1);
  fixture_tear_down (&f);
}

/* A colleague wrote the guest down beforehand: who comes with that number is that guest, and what was written stays. */
static void
test_invited (void)
{
  WITH_FIXTURE (f);
  g_autofree char *event = event_in (&f, 1, 10), *id = fixture_id (&f);
  SfRecord *guest = sf_record_new (SF_KIND_EVENT_GUEST, id);

  sf_record_set_text (guest, SF_EVENT_GUEST_EVENT, event);
  sf_record_set_text (guest, SF_EVENT_GUEST_SURNAME, "欧阳");
  sf_record_set_text (guest, SF_EVENT_GUEST_PHONE, PHONE);
  sf_record_set_int (guest, SF_EVENT_GUEST_SIGNED_AT, FIXTURE_NOW - HOUR_MS);
  fixture_ok (&f, TABLET, "create", guest, f.staff[BEN]);
  come (&f, event, "王", TRUE);
  g_autoptr(GPtrArray) guests = guests_of (&f, event);
  g_assert_cmpuint (guests->len, ==, 1);
  assert_text (guests->pdata[0], SF_EVENT_GUEST_SURNAME, "欧阳");
  g_assert_cmpint (sf_record_get_int (guests->pdata[0], SF_EVENT_GUEST_SIGNED_AT), ==, FIXTURE_NOW - HOUR_MS);
  g_assert_false (sf_record_is_null (guests->pdata[0], SF_EVENT_GUEST_HERE_AT));
  fixture_tear_down (&f);
}

/* The guest of @surname on the list. (transfer full) */
static SfRecord *
guest_named (Fixture *f, const char *event, const char *surname)
{
  g_autoptr(GPtrArray) guests = guests_of (f, event);

  for (guint i = 0; i < guests->len; i++)
    if (g_strcmp0 (sf_record_get_text (guests->pdata[i], SF_EVENT_GUEST_SURNAME), surname) == 0)
      return sf_record_ref (guests->pdata[i]);
  g_assert_not_reached ();
}

static void
assert_place (Fixture *f, const char *event, const char *surname, const char *place)
{
  g_autoptr(SfRecord) guest = guest_named (f, event, surname), ticket = fixture_ticket (f, sf_record_get_text (guest, SF_EVENT_GUEST_VISIT));

  g_assert_cmpint (sf_record_is_null (guest, SF_EVENT_GUEST_WAITS_AT), ==, g_str_equal (place, "place"));
  assert_text (ticket, SF_TICKET_GUEST, place);
}

static void
stays_away (Fixture *f, const char *event, const char *surname)
{
  g_autoptr(SfRecord) guest = guest_named (f, event, surname), patch = sf_record_new (SF_KIND_EVENT_GUEST, sf_record_get_id (guest));

  fixture_advance (f, 1000);
  sf_record_set_int (patch, SF_EVENT_GUEST_OFF_AT, sf_clock_wall_ms (f->clock));
  fixture_ok (f, TABLET, "patch", g_steal_pointer (&patch), f->staff[ANN]);
}

/* Two places: who comes third waits and is told so; who gives up a place makes room for whoever waited longest, and for nobody else. */
static void
test_waiting_list (void)
{
  WITH_FIXTURE (f);
  g_autofree char *event = event_in (&f, 48, 2);

  come (&f, event, "王", FALSE);
  come (&f, event, "李", FALSE);
  fixture_advance (&f, 1000);
  come (&f, event, "陈", FALSE);
  fixture_advance (&f, 1000);
  come (&f, event, "赵", FALSE);
  assert_place (&f, event, "李", "place");
  assert_place (&f, event, "陈", "waits");
  g_assert_cmpint (taken (&f, event), ==, 2);
  g_autoptr(SfRecord) full = fixture_get (&f, SF_KIND_EVENT, event);
  g_assert_cmpint (sf_record_get_int (full, SF_EVENT_WAITING), ==, 2);
  stays_away (&f, event, "王");
  assert_place (&f, event, "陈", "place");
  assert_place (&f, event, "赵", "waits");
  g_assert_cmpint (taken (&f, event), ==, 2);
  stays_away (&f, event, "赵");                  /* who waits and goes frees no place */
  g_autoptr(SfRecord) after = fixture_get (&f, SF_KIND_EVENT, event);
  g_assert_cmpint (sf_record_get_int (after, SF_EVENT_WAITING), ==, 0);
  g_assert_cmpint (taken (&f, event), ==, 2);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/event-guest/today", test_today);
  g_test_add_func ("/server/event-guest/other-day", test_other_day);
  g_test_add_func ("/server/event-guest/invited", test_invited);
  g_test_add_func ("/event-guest/waiting-list", test_waiting_list);
  return g_test_run ();
}
