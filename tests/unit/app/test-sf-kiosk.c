/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/sf-draft-private.h"
#include "app/sf-kiosk.h"
#include "app/sf-wish.h"

#define NO_PATIENCE 60000

static SfKiosk *
kiosk_in (AppFixture *f)
{
  SfKiosk *kiosk;

  app_furnish (f);
  kiosk = sf_kiosk_new (f->device);
  app_wait (sf_kiosk_get_dealer (kiosk) != NULL && sf_kiosk_get_device_record (kiosk) != NULL && sf_kiosk_get_notice (kiosk, SF_LANG_ZH_CN) != NULL);
  app_wait (g_list_model_get_n_items (sf_kiosk_get_consultants (kiosk)) == 2 && g_str_equal (sf_kiosk_presence (kiosk, APP_WANG), "free"));
  return kiosk;
}

static SfTicket *
check_in (SfKiosk *kiosk, gboolean consent)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  SfTicket *ticket;

  sf_kiosk_check_in_async (kiosk, consent, app_take_result, &result);
  app_wait (result != NULL);
  ticket = sf_kiosk_check_in_finish (kiosk, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (ticket);
  return ticket;
}

static void
assert_number (SfKiosk *kiosk, const char *purpose, const char *number)
{
  g_autoptr(SfTicket) ticket = NULL;

  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", purpose, NULL);
  ticket = check_in (kiosk, FALSE);
  g_assert_cmpstr (sf_ticket_get_number (ticket), ==, number);
}

static void
answer_all (SfKiosk *kiosk)
{
  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "see", "before", "first", "model-1", APP_S7, "surname", "王", "title", "mr",
                "phone", "13800138000", "news", TRUE, "lang", SF_LANG_ZH_CN, NULL);
}

static void
test_visit_and_consent (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;
  g_autoptr(GPtrArray) visits = NULL;
  g_autoptr(GPtrArray) consents = NULL;
  g_auto(GStrv) purposes = NULL;
  SfRecord *visit, *consent;

  answer_all (kiosk);
  ticket = check_in (kiosk, TRUE);
  visits = app_records (f, SF_KIND_VISIT);
  consents = app_records (f, SF_KIND_CONSENT);
  g_assert_cmpuint (visits->len, ==, 1);
  g_assert_cmpuint (consents->len, ==, 1);
  visit = visits->pdata[0];
  consent = consents->pdata[0];
  g_assert_cmpstr (sf_record_get_id (visit), ==, sf_ticket_get_visit (ticket));
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_PHONE), ==, "+8613800138000");
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_CONSENT), ==, sf_record_get_id (consent));
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_DAY), ==, "2026-11-22");
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_DEVICE), ==, APP_DEVICE);
  g_assert_cmpstr (sf_record_get_text (visit, SF_VISIT_PROPOSED), ==, APP_LI);
  g_assert_cmpstr (sf_record_get_text (consent, SF_CONSENT_VISIT), ==, sf_record_get_id (visit));
  g_assert_cmpstr (sf_record_get_text (consent, SF_CONSENT_METHOD), ==, "touch");
  purposes = sf_record_get_set (consent, SF_CONSENT_PURPOSES);
  g_assert_true (g_strv_contains ((const char *const *) purposes, "visit") && g_strv_contains ((const char *const *) purposes, "news"));
  app_wait (sf_device_get_pending (f->device) == 2);
}

static void
test_no_consent_no_number (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;
  g_autoptr(GPtrArray) visits = NULL;
  g_autoptr(GPtrArray) consents = NULL;

  answer_all (kiosk);
  ticket = check_in (kiosk, FALSE);
  visits = app_records (f, SF_KIND_VISIT);
  consents = app_records (f, SF_KIND_CONSENT);
  g_assert_cmpuint (consents->len, ==, 0);
  g_assert_true (sf_record_is_null (visits->pdata[0], SF_VISIT_PHONE));
  g_assert_true (sf_record_is_null (visits->pdata[0], SF_VISIT_CONSENT));
}

static void
test_numbers (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);

  assert_number (kiosk, "see", "B01");
  assert_number (kiosk, "browse", "B02");
  assert_number (kiosk, "service", "SB01");
  assert_number (kiosk, "see", "B03");
  assert_number (kiosk, "see", "B05");       /* none with a 4 */
  app_page (f, app_setting ("ticket.skip4", "0"), NULL);
  app_wait (sf_floor_setting (sf_kiosk_get_floor (kiosk), "ticket.skip4") != NULL);
  assert_number (kiosk, "see", "B05");       /* the fifth of the day, now counted with the 4 */

  /* A restart goes on, midnight in the dealer's zone begins anew. */
  g_clear_object (&kiosk);
  app_stop (f);
  app_start (f);
  kiosk = sf_kiosk_new (f->device);
  app_wait (sf_kiosk_get_dealer (kiosk) != NULL && sf_kiosk_get_device_record (kiosk) != NULL
            && sf_floor_setting (sf_kiosk_get_floor (kiosk), "ticket.skip4") != NULL);
  assert_number (kiosk, "see", "B06");
  sf_clock_fake_advance (f->clock, 13 * 3600 * 1000 + 59 * 60 * 1000);   /* 23:59 */
  assert_number (kiosk, "see", "B07");
  sf_clock_fake_advance (f->clock, 60 * 1000);
  assert_number (kiosk, "see", "B01");
}

static SfRecord *
ticket_record (SfTicket *ticket, const char *state, const char *ring, const char *consultant)
{
  g_autofree char *id = sf_uuid_derive (sf_ticket_get_visit (ticket), "ticket", 0);
  SfRecord *record = sf_record_new (SF_KIND_TICKET, id);

  sf_record_set_text (record, SF_TICKET_VISIT, sf_ticket_get_visit (ticket));
  sf_record_set_text (record, SF_TICKET_DEVICE, APP_DEVICE);
  sf_record_set_text (record, SF_TICKET_STATE, state);
  sf_record_set_text (record, SF_TICKET_RING, ring);
  if (consultant != NULL)
    sf_record_set_text (record, SF_TICKET_CONSULTANT, consultant);
  return record;
}

static void
test_stages (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;
  const struct { const char *state, *ring, *who; SfTicketStage stage; } news[] = {
    { "waiting", "calling", NULL, SF_TICKET_CALLING },   { "notified", "consultant", NULL, SF_TICKET_RUNG },
    { "waiting", "reception", NULL, SF_TICKET_RECEPTION }, { "waiting", "nobody", NULL, SF_TICKET_NOBODY },
    { "accepted", "consultant", APP_WANG, SF_TICKET_COMING }, { "left", "consultant", APP_WANG, SF_TICKET_ENDED },
  };

  sf_device_set_state (f->device, TRUE, APP_START_MS, FALSE);
  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "see", NULL);
  ticket = check_in (kiosk, FALSE);
  g_assert_cmpint (sf_ticket_get_stage (ticket), ==, SF_TICKET_CALLING);
  for (guint i = 0; i < G_N_ELEMENTS (news); i++) {
    app_page (f, ticket_record (ticket, news[i].state, news[i].ring, news[i].who), NULL);
    app_wait (sf_ticket_get_stage (ticket) == news[i].stage);
    g_assert_cmpstr (sf_ticket_get_consultant (ticket), ==, news[i].stage == SF_TICKET_COMING ? APP_WANG : NULL);
  }
}

static void
test_queue (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;
  SfRecord *record;
  int ahead = -2, wait_min = -2;

  sf_device_set_state (f->device, TRUE, APP_START_MS, FALSE);
  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "see", NULL);
  ticket = check_in (kiosk, FALSE);
  record = ticket_record (ticket, "waiting", "nobody", NULL);
  sf_record_set_int (record, SF_TICKET_AHEAD, 2);
  app_page (f, record, NULL);
  app_wait (sf_ticket_get_stage (ticket) == SF_TICKET_QUEUE);
  g_object_get (ticket, "ahead", &ahead, "wait-min", &wait_min, NULL);
  g_assert_cmpint (ahead, ==, 2);
  g_assert_cmpint (wait_min, ==, -1);          /* it cannot be said */
}

/* The server away: a number, no name; what comes later upgrades it. */
static void
test_offline (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;

  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "see", NULL);
  ticket = check_in (kiosk, FALSE);
  g_assert_cmpint (sf_ticket_get_stage (ticket), ==, SF_TICKET_OFFLINE);
  g_assert_null (sf_ticket_get_consultant (ticket));
  app_page (f, ticket_record (ticket, "notified", "consultant", NULL), NULL);
  app_wait (sf_ticket_get_stage (ticket) == SF_TICKET_RUNG);
}

static SfRecord *
visit_record (const char *id, const char *number)
{
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  return visit;
}

/* Online, but nobody answers: after the patience the sentence changes by itself. */
static void
test_no_answer (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfTicket) ticket = NULL;
  g_autoptr(SfTicket) patient = NULL;
  g_autoptr(SfRecord) one = visit_record ("00000000-0000-7000-8000-0000000000f1", "B01");
  g_autoptr(SfRecord) two = visit_record ("00000000-0000-7000-8000-0000000000f2", "B02");

  sf_device_set_state (f->device, TRUE, APP_START_MS, FALSE);
  ticket = sf_ticket_new (f->device, one, NULL, 20);
  patient = sf_ticket_new (f->device, two, NULL, NO_PATIENCE);
  g_assert_cmpint (sf_ticket_get_stage (ticket), ==, SF_TICKET_CALLING);
  app_wait (sf_ticket_get_stage (ticket) == SF_TICKET_OFFLINE);
  g_assert_cmpint (sf_ticket_get_stage (patient), ==, SF_TICKET_CALLING);
  sf_device_set_state (f->device, FALSE, APP_START_MS, FALSE);
  g_assert_cmpint (sf_ticket_get_stage (patient), ==, SF_TICKET_OFFLINE);
}

static guint
count (AppFixture *f, SfKind kind)
{
  g_autoptr(GPtrArray) records = app_records (f, kind);

  return records->len;
}

/* A code only for a page that a guest's phone can open, and only once the server can show it; otherwise not even a record (P4). */
static void
test_code (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) before = NULL, ticket = NULL, browse = NULL;
  g_autoptr(GPtrArray) links = NULL;
  g_autofree char *code = NULL, *wanted = NULL;

  sf_device_set_state (f->device, TRUE, APP_START_MS, FALSE);
  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "see", NULL);
  before = check_in (kiosk, FALSE);
  app_wait (sf_device_get_pending (f->device) == 1);
  g_assert_cmpuint (count (f, SF_KIND_LINK), ==, 0);
  app_page (f, app_setting ("public.url", "https://card.example.com"), NULL);
  app_wait (sf_floor_public_url (sf_kiosk_get_floor (kiosk)) != NULL);
  ticket = check_in (kiosk, FALSE);
  app_wait (sf_device_get_pending (f->device) == 3);
  links = app_records (f, SF_KIND_LINK);
  g_assert_cmpuint (links->len, ==, 1);
  g_assert_cmpstr (sf_record_get_text (links->pdata[0], SF_LINK_VISIT), ==, sf_ticket_get_visit (ticket));
  g_assert_cmpstr (sf_record_get_text (links->pdata[0], SF_LINK_CHANNEL), ==, "ticket");
  g_assert_true (sf_record_is_null (links->pdata[0], SF_LINK_CARD));
  g_assert_null (sf_kiosk_ticket_code (kiosk, ticket));      /* the server does not know it yet */
  app_page (f, ticket_record (ticket, "notified", "consultant", NULL), ticket_record (before, "notified", "consultant", NULL), NULL);
  app_wait ((code = sf_kiosk_ticket_code (kiosk, ticket)) != NULL);
  wanted = g_strconcat ("HTTPS://CARD.EXAMPLE.COM/C/", sf_record_get_text (links->pdata[0], SF_LINK_SLUG), NULL);
  g_assert_cmpstr (code, ==, wanted);
  g_assert_null (sf_kiosk_ticket_code (kiosk, before));

  sf_device_set_state (f->device, FALSE, APP_START_MS, FALSE);   /* rule 2: with the server away no code */
  g_assert_null (sf_kiosk_ticket_code (kiosk, ticket));
  sf_device_set_state (f->device, TRUE, APP_START_MS, FALSE);
  g_assert_nonnull (sf_ticket_get_slug (ticket));
  app_page (f, app_setting ("public.url", ""), NULL);            /* rule 5: the proof lapsed */
  app_wait (sf_floor_public_url (sf_kiosk_get_floor (kiosk)) == NULL);
  g_assert_null (sf_kiosk_ticket_code (kiosk, ticket));
  app_page (f, app_setting ("public.url", "https://card.example.com"), NULL);
  app_wait (sf_floor_public_url (sf_kiosk_get_floor (kiosk)) != NULL);
  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "browse", NULL);
  browse = check_in (kiosk, FALSE);
  g_assert_cmpuint (count (f, SF_KIND_LINK), ==, 1);
}

static void
test_browse (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;
  g_autoptr(GPtrArray) visits = NULL;

  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "browse", NULL);
  ticket = check_in (kiosk, FALSE);
  g_assert_cmpint (sf_ticket_get_stage (ticket), ==, SF_TICKET_BROWSE);
  visits = app_records (f, SF_KIND_VISIT);
  g_assert_true (sf_record_is_null (visits->pdata[0], SF_VISIT_PROPOSED));   /* nobody is rung */
}

/* A store that cannot save: no ticket, an error. */
static gpointer
do_refuse (gpointer store, gpointer data, GError **error)
{
  return GINT_TO_POINTER (sf_device_store_set (store, "role", "display", error));
}

static void
test_refused (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) visits = NULL;

  g_assert_nonnull (app_run (f, do_refuse, NULL));
  g_object_set (sf_kiosk_get_draft (kiosk), "purpose", "see", NULL);
  sf_kiosk_check_in_async (kiosk, FALSE, app_take_result, &result);
  app_wait (result != NULL);
  g_assert_null (sf_kiosk_check_in_finish (kiosk, result, &error));
  g_assert_nonnull (error);
  visits = app_records (f, SF_KIND_VISIT);
  g_assert_cmpuint (visits->len, ==, 0);
}

/* One record of one ticket, an answer at a time; what was said stays said on this glass, though a kiosk does not read it back. */
static void
test_wishes (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  g_autoptr(SfTicket) ticket = NULL;
  g_autoptr(GPtrArray) made = NULL;
  SfWish *wish;

  answer_all (kiosk);
  ticket = check_in (kiosk, FALSE);
  app_wait (sf_device_get_pending (f->device) == 1);
  wish = sf_ticket_get_wish (ticket);
  g_assert_true (sf_ticket_get_wish (ticket) == wish);
  sf_wish_set_text (wish, SF_VISIT_WISH_DRINK, "tea");
  sf_wish_set_int (wish, SF_VISIT_WISH_HEADS, 3);
  sf_wish_set_int (wish, SF_VISIT_WISH_CHILD, 1);
  sf_wish_set_text (wish, SF_VISIT_WISH_DRINK, "tea");         /* the same again is nothing */
  sf_wish_set_int (wish, SF_VISIT_WISH_CHILD, 0);
  app_wait (sf_device_get_pending (f->device) == 5);
  made = app_records (f, SF_KIND_VISIT_WISH);
  g_assert_cmpuint (made->len, ==, 1);
  g_assert_cmpstr (sf_record_get_text (made->pdata[0], SF_VISIT_WISH_VISIT), ==, sf_ticket_get_visit (ticket));
  g_assert_cmpstr (sf_record_get_text (made->pdata[0], SF_VISIT_WISH_DRINK), ==, "tea");
  g_assert_cmpint (sf_record_get_int (made->pdata[0], SF_VISIT_WISH_HEADS), ==, 3);
  g_assert_cmpint (sf_record_get_int (made->pdata[0], SF_VISIT_WISH_CHILD), ==, 0);
  g_assert_cmpint (sf_wish_get_int (wish, SF_VISIT_WISH_HEADS), ==, 3);
}

/* The printer is where the setting of this device says, as long as it says so. */
static void
test_printer (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfKiosk) kiosk = kiosk_in (f);
  SfPrinter *printer = sf_kiosk_get_printer (kiosk);

  g_assert_false (sf_printer_is_set (printer));
  app_page (f, app_setting ("printer.00000000-0000-7000-8000-0000000000ff", "tcp:127.0.0.1:1"), app_setting ("printer." APP_DEVICE, "tcp:127.0.0.1:1 58"), NULL);
  app_wait (sf_printer_is_set (printer) && sf_printer_get_state (printer) == SF_PAPER_OFF);
  app_page (f, app_setting ("printer." APP_DEVICE, "lpr:/etc/passwd"), NULL);
  app_wait (!sf_printer_is_set (printer));
  app_page (f, app_setting ("printer." APP_DEVICE, "file:/dev/null"), NULL);
  app_wait (sf_printer_is_set (printer) && sf_printer_get_state (printer) == SF_PAPER_OFF);
  app_page (f, app_setting ("printer." APP_DEVICE, ""), NULL);
  app_wait (!sf_printer_is_set (printer) && sf_printer_get_state (printer) == SF_PAPER_UNKNOWN);
}

#define KIOSK(name, func) g_test_add ("/app/kiosk/" name, AppFixture, "kiosk", app_set_up, func, app_tear_down)

/* While no server answers the roster stands still; who has gone to a guest of this kiosk comes behind the others all the same. */
static void
test_turns_while_away (AppFixture *f, gconstpointer role)
{
  g_autoptr(SfFloor) floor = NULL;
  g_autoptr(SfRecord) visit = sf_record_new (SF_KIND_VISIT, APP_S7);
  static const char *const order[] = { APP_LI, APP_WANG, APP_LI, APP_WANG };

  app_furnish (f);
  floor = sf_floor_new (f->device);
  app_wait (g_str_equal (sf_floor_presence (floor, APP_LI), "free") && g_str_equal (sf_floor_presence (floor, APP_WANG), "free"));
  app_wait (g_list_model_get_n_items (G_LIST_MODEL (sf_floor_get_consultants (floor))) == 2);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, "see");
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *why = NULL, *got = sf_floor_propose (floor, visit, NULL, &why);

      g_assert_cmpstr (got, ==, order[i]);
      sf_floor_note_turn (floor, got);
      sf_clock_fake_advance (f->clock, 60000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  KIOSK ("wishes", test_wishes);
  KIOSK ("printer", test_printer);
  KIOSK ("visit-and-consent", test_visit_and_consent);
  KIOSK ("no-consent-no-number", test_no_consent_no_number);
  KIOSK ("numbers", test_numbers);
  KIOSK ("stages", test_stages);
  KIOSK ("queue", test_queue);
  KIOSK ("offline", test_offline);
  KIOSK ("no-answer", test_no_answer);
  KIOSK ("code", test_code);
  KIOSK ("browse", test_browse);
  KIOSK ("refused", test_refused);
  KIOSK ("turns-while-away", test_turns_while_away);
  return g_test_run ();
}
