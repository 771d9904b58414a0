/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guests' rights on the server: consent bound to its text, taken back, erased everywhere and for ever, kept for its time only. */
#include <string.h>

#include "fixture.h"
#include "model/sf-consent.h"
#include "store/sf-server-person.h"
#include "store/sf-server-retention.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)
#define PHONE "+8613800138000"
#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)

/* What tells of a guest: sought as bytes in every file. */
static const char *const canaries[] = { "13800138000", "欧阳一", "沪A·5F7K9", "说过的话丙", "司徒二", "13911112222" };

static void
assert_no_canary (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  const char *name;

  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (f->store), NULL));
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->dir, name, NULL), *bytes = NULL;
      gsize n = 0;

      if (!g_file_get_contents (path, &bytes, &n, NULL))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
        if (memmem (bytes, n, canaries[i], strlen (canaries[i])) != NULL)
          g_error ("%s in %s still says %s", name, f->dir, canaries[i]);
    }
}

static gboolean
file_says (Fixture *f, const char *name, const char *what)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL), *bytes = NULL;
  gsize n = 0;

  return g_file_get_contents (path, &bytes, &n, NULL) && memmem (bytes, n, what, strlen (what)) != NULL;
}

/* A guest with everything: named at the door with number and plate, met, talked about, welcomed, promised a call. */
static char *
whole_guest (Fixture *f, char **outcome_id)
{
  g_autofree char *consent_id = fixture_id (f), *push_id = fixture_id (f), *task_id = fixture_id (f), *notice_id = fixture_id (f);
  SfRecord *visit = fixture_visit (f, KIOSK, "see"), *consent = sf_record_new (SF_KIND_CONSENT, consent_id);
  SfRecord *outcome, *push = sf_record_new (SF_KIND_PUSH, push_id), *task = sf_record_new (SF_KIND_FOLLOW_UP, task_id);
  char *id = g_strdup (sf_record_get_id (visit));
  const char *const purposes[] = { "news", "visit", "welcome", NULL };

  sf_record_set_text (visit, SF_VISIT_SURNAME, "欧阳一");
  sf_record_set_text (visit, SF_VISIT_PHONE, PHONE);
  sf_record_set_text (visit, SF_VISIT_PLATE, "沪A·5F7K9");
  sf_record_set_text (visit, SF_VISIT_CONSENT, consent_id);
  sf_record_set_text (consent, SF_CONSENT_VISIT, id);
  sf_record_set_text (consent, SF_CONSENT_NOTICE, notice_id);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "ab");
  sf_record_set_text (consent, SF_CONSENT_LANG, "zh_CN");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, sf_clock_wall_ms (f->clock));
  fixture_ok (f, KIOSK, "create", consent, NULL);
  fixture_ok (f, KIOSK, "create", visit, NULL);
  fixture_ok (f, TABLET, "accept", fixture_offer_patch (id, 1, f->staff[ANN]), f->staff[ANN]);
  sf_record_set_text (push, SF_PUSH_DISPLAY, f->dev[SCREEN].peer.device_id);
  sf_record_set_text (push, SF_PUSH_WHAT, "welcome");
  sf_record_set_text (push, SF_PUSH_VISIT, id);
  sf_record_set_text (push, SF_PUSH_GUEST, "欧阳一先生");
  sf_record_set_text (push, SF_PUSH_CONSENT, consent_id);
  sf_record_set_int (push, SF_PUSH_AT, sf_clock_wall_ms (f->clock));
  sf_record_set_int (push, SF_PUSH_FOR_MS, 60000);
  sf_record_set_int (push, SF_PUSH_NOT_AFTER, sf_clock_wall_ms (f->clock) + 60000);
  fixture_ok (f, TABLET, "create", push, f->staff[ANN]);
  *outcome_id = fixture_id (f);
  outcome = sf_record_new (SF_KIND_OUTCOME, *outcome_id);
  sf_record_set_text (outcome, SF_OUTCOME_VISIT, id);
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, f->staff[ANN]);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, FIXTURE_DAY);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, "considering");
  sf_record_set_text (outcome, SF_OUTCOME_NOTE, "说过的话丙");
  sf_record_set_text (outcome, SF_OUTCOME_SURNAME, "司徒二");
  sf_record_set_int (outcome, SF_OUTCOME_AT, sf_clock_wall_ms (f->clock));
  fixture_ok (f, TABLET, "create", outcome, f->staff[ANN]);
  sf_record_set_text (task, SF_FOLLOW_UP_CONSULTANT, f->staff[ANN]);
  sf_record_set_text (task, SF_FOLLOW_UP_VISIT, id);
  sf_record_set_text (task, SF_FOLLOW_UP_DUE, FIXTURE_DAY);
  sf_record_set_text (task, SF_FOLLOW_UP_STATE, "open");
  sf_record_set_text (task, SF_FOLLOW_UP_NOTE, "说过的话丙");
  fixture_ok (f, TABLET, "create", task, f->staff[ANN]);
  return id;
}

/* Somebody booked from the phone page with the same number: joined to nobody, but erased with them. */
static void
booking (Fixture *f)
{
  g_autofree char *id = fixture_id (f);
  g_autoptr(SfRecord) task = sf_record_new (SF_KIND_FOLLOW_UP, id);

  sf_record_set_text (task, SF_FOLLOW_UP_CONSULTANT, f->staff[BEN]);
  sf_record_set_text (task, SF_FOLLOW_UP_DUE, FIXTURE_DAY);
  sf_record_set_text (task, SF_FOLLOW_UP_STATE, "open");
  sf_record_set_int (task, SF_FOLLOW_UP_UNMET, 1);
  sf_record_set_text (task, SF_FOLLOW_UP_SURNAME, "司徒二");
  sf_record_set_text (task, SF_FOLLOW_UP_PHONE, PHONE);
  g_assert_true (sf_ingest_put (f->ingest, task, NULL));
}

/* Of a kind that nobody knows: kept aside, filed under no record. */
static void
unreadable (Fixture *f)
{
  g_autoptr(SfPush) push = fixture_push_new (TABLET2);
  g_autoptr(SfPushReply) reply = NULL;
  g_autofree char *id = fixture_id (f), *body = g_strdup_printf ("{\"k\":\"letter.create\",\"id\":\"%s\",\"v\":9,\"d\":{\"to\":\"欧阳一\",\"tel\":\"13800138000\"}}", id);
  gboolean fork;

  fixture_add (f, TABLET2, push, body);
  reply = sf_ingest_push (f->ingest, &f->dev[TABLET2].peer, push, &fork, NULL);
  g_assert_cmpint (((SfPushResult *) reply->results->pdata[0])->status, ==, SF_PUSH_QUARANTINED);
}

static void
test_erased_everywhere (void)
{
  WITH_FIXTURE (f);
  g_autofree char *outcome = NULL, *visit = whole_guest (&f, &outcome), *customer = sf_uuid_derive (visit, "customer", 0);
  g_autoptr(GPtrArray) tasks = NULL;
  SfQuery query = { .kind = SF_KIND_FOLLOW_UP, .order = -1 };
  /* Another number and name for the same customer: the one that loses is kept, too, until it is erased. */
  SfRecord *patch = sf_record_new (SF_KIND_CUSTOMER, customer), *poison = sf_record_new (SF_KIND_CUSTOMER, customer);

  booking (&f);
  fixture_advance (&f, 1000);
  sf_record_set_text (patch, SF_CUSTOMER_PHONE, "+8613911112222");
  fixture_ok (&f, TABLET2, "patch", patch, f.staff[BEN]);
  sf_record_set_text (poison, SF_CUSTOMER_SURNAME, "司徒二司徒二司徒二司徒二司徒二司徒二司徒二司徒二");
  sf_push_result_free (fixture_do (&f, TABLET2, "patch", poison, f.staff[BEN]));
  unreadable (&f);
  g_assert_true (sf_db_checkpoint (sf_server_store_get_db (f.store), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_true (file_says (&f, "server.db", canaries[i]));
  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_VISIT, visit, NULL));
  assert_no_canary (&f);
  tasks = sf_table_query (sf_server_store_get_db (f.store), &query, NULL);
  for (guint i = 0; i < tasks->len; i++)
    assert_text (tasks->pdata[i], SF_FOLLOW_UP_STATE, "dropped");
  fixture_tear_down (&f);
}

/* What a tablet that was away says later of somebody erased is kept without them: as a record, in the journal, in quarantine. */
static void
test_late_words (void)
{
  WITH_FIXTURE (f);
  g_autofree char *outcome = NULL, *visit = whole_guest (&f, &outcome), *customer = sf_uuid_derive (visit, "customer", 0), *late_id = fixture_id (&f);
  SfRecord *late = sf_record_new (SF_KIND_OUTCOME, late_id), *patch = sf_record_new (SF_KIND_CUSTOMER, customer), *bad = sf_record_new (SF_KIND_CUSTOMER, customer);
  g_autoptr(SfRecord) kept = NULL;
  gboolean erased = FALSE;

  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_CUSTOMER, customer, NULL));
  sf_record_set_text (late, SF_OUTCOME_VISIT, visit);
  sf_record_set_text (late, SF_OUTCOME_CONSULTANT, f.staff[BEN]);
  sf_record_set_text (late, SF_OUTCOME_DAY, FIXTURE_DAY);
  sf_record_set_text (late, SF_OUTCOME_RESULT, "quote");
  sf_record_set_text (late, SF_OUTCOME_SURNAME, "司徒二");
  sf_record_set_text (late, SF_OUTCOME_PHONE, "+8613911112222");
  sf_record_set_text (late, SF_OUTCOME_NOTE, "说过的话丙");
  sf_record_set_int (late, SF_OUTCOME_AT, sf_clock_wall_ms (f.clock));
  fixture_ok (&f, TABLET2, "create", late, f.staff[BEN]);
  kept = fixture_get (&f, SF_KIND_OUTCOME, late_id);
  assert_text (kept, SF_OUTCOME_RESULT, "quote");
  assert_text (kept, SF_OUTCOME_SURNAME, NULL);
  /* Its tablet hears that the body has to go. */
  g_assert_true (sf_server_store_is_erased (f.store, late_id, &erased, NULL) && erased);
  sf_record_set_text (patch, SF_CUSTOMER_SURNAME, "司徒二");
  fixture_refused (&f, TABLET2, "patch", patch, f.staff[BEN], "erased");
  sf_record_set_text (bad, SF_CUSTOMER_SURNAME, "司徒二司徒二司徒二司徒二司徒二司徒二司徒二司徒二");
  sf_push_result_free (fixture_do (&f, TABLET2, "patch", bad, f.staff[BEN]));
  f.dev[TABLET].peer.revoked = TRUE;
  patch = sf_record_new (SF_KIND_CUSTOMER, customer);
  sf_record_set_text (patch, SF_CUSTOMER_SURNAME, "司徒二");
  sf_push_result_free (fixture_do (&f, TABLET, "patch", patch, f.staff[ANN]));
  assert_no_canary (&f);
  fixture_tear_down (&f);
}

static SfRecord *
take_back (Fixture *f, const char *visit, const char *consent, const char *purpose)
{
  g_autofree char *id = fixture_id (f);
  SfRecord *fact = sf_record_new (SF_KIND_WITHDRAWAL, id);
  const char *const consents[] = { consent, NULL }, *const purposes[] = { purpose, NULL };

  sf_record_set_text (fact, SF_WITHDRAWAL_VISIT, visit);
  sf_record_set_set (fact, SF_WITHDRAWAL_CONSENTS, consents);
  sf_record_set_set (fact, SF_WITHDRAWAL_PURPOSES, purposes);
  sf_record_set_text (fact, SF_WITHDRAWAL_METHOD, "spoken");
  sf_record_set_int (fact, SF_WITHDRAWAL_AT, sf_clock_wall_ms (f->clock));
  return fact;
}

static SfRecord *
request_of (Fixture *f, const char *visit)
{
  g_autofree char *id = sf_uuid_derive (visit, "privacy_request", 0);

  return fixture_get (f, SF_KIND_PRIVACY_REQUEST, id);
}

/* Each purpose by itself, at once; the name leaves the walls; the visit's own asks for erasure, which a manager does. */
static void
test_taken_back (void)
{
  WITH_FIXTURE (f);
  g_autofree char *outcome = NULL, *visit = whole_guest (&f, &outcome), *due = NULL;
  g_autoptr(SfRecord) whole = fixture_get (&f, SF_KIND_VISIT, visit), request = NULL, after = NULL;
  g_autoptr(GPtrArray) pushes = NULL, withdrawals = NULL;
  const char *consent_id = sf_record_get_text (whole, SF_VISIT_CONSENT);
  g_autoptr(SfRecord) consent = fixture_get (&f, SF_KIND_CONSENT, consent_id);
  SfQuery all_pushes = { .kind = SF_KIND_PUSH, .order = -1 }, all = { .kind = SF_KIND_WITHDRAWAL, .order = -1 };

  fixture_ok (&f, TABLET, "create", take_back (&f, visit, consent_id, "welcome"), f.staff[ANN]);
  pushes = sf_table_query (sf_server_store_get_db (f.store), &all_pushes, NULL);
  g_assert_cmpuint (pushes->len, ==, 1);
  assert_text (pushes->pdata[0], SF_PUSH_GUEST, NULL);
  withdrawals = sf_table_query (sf_server_store_get_db (f.store), &all, NULL);
  g_assert_false (sf_consent_allows (consent, withdrawals, "welcome"));
  g_assert_true (sf_consent_allows (consent, withdrawals, "news"));
  g_assert_false (sf_consent_allows (consent, withdrawals, "share"));
  request = request_of (&f, visit);
  g_assert_null (request);
  fixture_ok (&f, TABLET, "create", take_back (&f, visit, consent_id, "visit"), f.staff[ANN]);
  request = request_of (&f, visit);
  due = sf_date_add_working (FIXTURE_DAY, 15);
  assert_text (request, SF_PRIVACY_REQUEST_DUE, due);
  assert_text (request, SF_PRIVACY_REQUEST_STATE, "open");
  g_assert_true (sf_ingest_answer_privacy (f.ingest, sf_record_get_id (request), "done", f.staff[MAX_BOSS], NULL));
  assert_no_canary (&f);
  after = request_of (&f, visit);
  assert_text (after, SF_PRIVACY_REQUEST_STATE, "done");
  assert_text (after, SF_PRIVACY_REQUEST_ANSWERED_BY, f.staff[MAX_BOSS]);
  fixture_tear_down (&f);
}

/* A consent to another text than the notice it names is none; a withdrawal before the visit came holds, too. */
static void
test_bound_to_text (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *customer = sf_uuid_derive (visit, "customer", 0), *second = NULL, *second_customer = NULL;
  g_autoptr(SfRecord) made = fixture_get (&f, SF_KIND_CUSTOMER, customer), whole = fixture_get (&f, SF_KIND_VISIT, visit), consent = NULL, notice = NULL, none = NULL;

  g_assert_nonnull (made);
  consent = fixture_get (&f, SF_KIND_CONSENT, sf_record_get_text (whole, SF_VISIT_CONSENT));
  notice = sf_record_new (SF_KIND_NOTICE, sf_record_get_text (consent, SF_CONSENT_NOTICE));
  sf_record_set_int (notice, SF_NOTICE_VERSION, 1);
  sf_record_set_text (notice, SF_NOTICE_LANG, "zh_CN");
  sf_record_set_text (notice, SF_NOTICE_SHORT, "short");
  sf_record_set_text (notice, SF_NOTICE_FULL, "full");
  sf_record_set_text (notice, SF_NOTICE_SHA256, "another text");
  sf_record_set_int (notice, SF_NOTICE_EFFECTIVE, 1);
  g_assert_true (sf_ingest_put (f.ingest, notice, NULL));
  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_CUSTOMER, customer, NULL));
  {
    g_autofree char *consent_id = fixture_id (&f);
    SfRecord *again = sf_record_copy (consent), *next = fixture_visit (&f, KIOSK, "see"), *moved = sf_record_new (SF_KIND_CONSENT, consent_id);

    second = g_strdup (sf_record_get_id (next));
    for (guint i = 0; i < SF_CONSENT_N_FIELDS; i++)
      if (sf_type_is_int (sf_kind_info (SF_KIND_CONSENT)->fields[i].type))
        sf_record_set_int (moved, i, sf_record_get_int (again, i));
      else
        sf_record_set_text (moved, i, sf_record_get_text (again, i));
    sf_record_unref (again);
    sf_record_set_text (moved, SF_CONSENT_VISIT, second);
    fixture_ok (&f, KIOSK, "create", moved, NULL);
    sf_record_set_text (next, SF_VISIT_PHONE, PHONE);
    sf_record_set_text (next, SF_VISIT_CONSENT, consent_id);
    fixture_ok (&f, KIOSK, "create", next, NULL);
  }
  second_customer = sf_uuid_derive (second, "customer", 0);
  none = fixture_get (&f, SF_KIND_CUSTOMER, second_customer);
  g_assert_null (none);
  fixture_tear_down (&f);
}

static void
test_working_days (void)
{
  static const struct { const char *from; guint n; const char *to; } cases[] = {
    { "2026-11-20", 1, "2026-11-23" }, { "2026-11-21", 1, "2026-11-23" }, { "2026-11-23", 5, "2026-11-30" }, { "2026-11-22", 15, "2026-12-11" }, { "2026-11-20", 0, "2026-11-20" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *to = sf_date_add_working (cases[i].from, cases[i].n);

      g_assert_cmpstr (to, ==, cases[i].to);
    }
  g_assert_null (sf_date_add_working ("never", 3));
}

/* Everything about one person, and nothing of anybody else. */
static void
test_about (void)
{
  WITH_FIXTURE (f);
  g_autofree char *outcome = NULL, *visit = whole_guest (&f, &outcome), *other = fixture_check_in_phone (&f, KIOSK2, "+8613700137000", "first");
  g_autoptr(GPtrArray) by_phone = NULL, by_visit = NULL, alone = NULL;
  guint kinds[SF_N_KINDS] = { 0 };

  booking (&f);
  by_phone = sf_server_store_about_phone (f.store, PHONE, NULL);
  by_visit = sf_server_store_about (f.store, SF_KIND_VISIT, visit, TRUE, NULL);
  g_assert_cmpuint (by_phone->len, ==, by_visit->len);
  for (guint i = 0; i < by_phone->len; i++)
    {
      kinds[sf_record_get_kind (by_phone->pdata[i])]++;
      g_assert_cmpstr (sf_record_get_id (by_phone->pdata[i]), !=, other);
    }
  g_assert_cmpuint (kinds[SF_KIND_CUSTOMER], ==, 1);
  g_assert_cmpuint (kinds[SF_KIND_VISIT], ==, 1);
  g_assert_cmpuint (kinds[SF_KIND_OUTCOME], ==, 1);
  g_assert_cmpuint (kinds[SF_KIND_FOLLOW_UP], ==, 2);
  g_assert_cmpuint (kinds[SF_KIND_PUSH], ==, 1);
  g_assert_cmpuint (kinds[SF_KIND_CONSENT], ==, 1);
  g_assert_cmpuint (kinds[SF_KIND_ASSIGNMENT], ==, 1);
  alone = sf_server_store_about (f.store, SF_KIND_VISIT, visit, FALSE, NULL);
  g_assert_cmpuint (alone->len, <, by_visit->len);
  fixture_tear_down (&f);
}

/* Nothing before its time, everything after it, every personal field of every kind; figures stay. */
static void
test_retention (void)
{
  WITH_FIXTURE (f);
  g_autofree char *outcome = NULL, *visit = whole_guest (&f, &outcome), *customer = sf_uuid_derive (visit, "customer", 0);
  g_autoptr(SfRecord) kept = NULL, gone = NULL, anonymous = NULL;
  SfRetentionReport report;
  gboolean more = FALSE;

  booking (&f);
  fixture_advance (&f, 8 * DAY_MS);
  g_assert_true (sf_ingest_retention (f.ingest, TRUE, &more, NULL) && !more);
  g_assert_true (sf_server_retention_report (f.store, sf_clock_wall_ms (f.clock), &report, NULL));
  g_assert_cmpuint (report.ended[SF_RETENTION_WALL], ==, 1);
  g_assert_cmpuint (report.ended[SF_RETENTION_CUSTOMER], ==, 0);
  g_assert_cmpint (report.last_ms, ==, sf_clock_wall_ms (f.clock));
  kept = fixture_get (&f, SF_KIND_CUSTOMER, customer);
  assert_text (kept, SF_CUSTOMER_PHONE, PHONE);
  fixture_advance (&f, 358 * DAY_MS);
  g_assert_true (sf_server_retention_report (f.store, sf_clock_wall_ms (f.clock), &report, NULL));
  g_assert_cmpuint (report.due[SF_RETENTION_CUSTOMER], ==, 1);
  g_assert_cmpuint (report.due[SF_RETENTION_LEAD], ==, 1);
  g_assert_true (sf_ingest_retention (f.ingest, FALSE, &more, NULL) && !more);
  gone = fixture_get (&f, SF_KIND_CUSTOMER, customer);
  g_assert_null (gone);
  anonymous = fixture_get (&f, SF_KIND_VISIT, visit);
  assert_text (anonymous, SF_VISIT_NUMBER, "A01");
  assert_no_canary (&f);
  fixture_tear_down (&f);
}

/* Visits whose guest comes again and again stay joined to them, and lose what was said at the door two years ago. */
static void
test_retention_of_visits (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *second = NULL, *third = NULL, *customer = sf_uuid_derive (first, "customer", 0);
  g_autofree char *wish_id = sf_uuid_derive (first, "visit_wish", 0);
  g_autoptr(SfRecord) old = NULL, known = NULL, late = NULL, wish = sf_record_new (SF_KIND_VISIT_WISH, wish_id), empty = NULL;
  gboolean more = FALSE;

  sf_record_set_text (wish, SF_VISIT_WISH_VISIT, first);
  sf_record_set_text (wish, SF_VISIT_WISH_SURNAME, "汪");
  sf_record_set_text (wish, SF_VISIT_WISH_DRINK, "tea");
  fixture_ok (&f, KIOSK, "create", sf_record_copy (wish), NULL);
  fixture_advance (&f, 364 * DAY_MS);
  second = fixture_check_in_phone (&f, KIOSK, PHONE, "repeat");
  fixture_advance (&f, 364 * DAY_MS);
  third = fixture_check_in_phone (&f, KIOSK, PHONE, "repeat");
  fixture_advance (&f, 3 * DAY_MS);
  g_assert_true (sf_ingest_retention (f.ingest, TRUE, &more, NULL));
  old = fixture_get (&f, SF_KIND_VISIT, first);
  assert_text (old, SF_VISIT_PHONE, NULL);
  empty = fixture_get (&f, SF_KIND_VISIT_WISH, wish_id);
  assert_text (empty, SF_VISIT_WISH_SURNAME, NULL);
  assert_text (empty, SF_VISIT_WISH_DRINK, "tea");
  late = fixture_get (&f, SF_KIND_VISIT, second);
  assert_text (late, SF_VISIT_PHONE, PHONE);
  known = fixture_get (&f, SF_KIND_CUSTOMER, customer);
  assert_text (known, SF_CUSTOMER_PHONE, PHONE);
  fixture_tear_down (&f);
}

/* Every field about people of every kind is ended by some rule: a new field that nobody thought of fails here. */
static void
test_retention_is_whole (void)
{
  static const SfKind ended[] = { SF_KIND_CUSTOMER, SF_KIND_VISIT, SF_KIND_OUTCOME, SF_KIND_FOLLOW_UP, SF_KIND_PUSH, SF_KIND_TWO_VALUES,
                                  SF_KIND_APPOINTMENT, SF_KIND_EVENT_GUEST, SF_KIND_VISIT_STEP, SF_KIND_VISIT_WISH, SF_KIND_CLASH, SF_KIND_OWN_VISIT };
  static const char *const fields[] = { "customer.surname", "customer.name", "customer.phone", "customer.plate", "customer.last_note", "visit.surname", "visit.phone", "visit.plate",
                                        "outcome.surname", "outcome.phone", "outcome.note", "follow_up.surname", "follow_up.phone", "follow_up.note", "push.guest", "two_values.value",
                                        "appointment.surname", "appointment.phone", "appointment.plate", "event_guest.surname", "event_guest.phone", "visit_step.why", "visit_wish.surname", "visit_wish.plate", "visit_wish.phone", "clash.why", "own_visit.sealed", NULL };

  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      const SfKindInfo *info = sf_kind_info (kind);
      gboolean known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (ended); i++)
        known = known || ended[i] == kind;
      g_assert_true (known == sf_kind_is_personal (kind));
      for (guint f = 0; known && f < info->n_fields; f++)
        {
          g_autofree char *name = g_strconcat (info->name, ".", info->fields[f].name, NULL);

          g_assert_true (g_strv_contains (fields, name) == (info->fields[f].privacy != SF_PRIVACY_NONE));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/privacy/erased-everywhere", test_erased_everywhere);
  g_test_add_func ("/privacy/late-words", test_late_words);
  g_test_add_func ("/privacy/taken-back", test_taken_back);
  g_test_add_func ("/privacy/bound-to-text", test_bound_to_text);
  g_test_add_func ("/privacy/working-days", test_working_days);
  g_test_add_func ("/privacy/about", test_about);
  g_test_add_func ("/privacy/retention", test_retention);
  g_test_add_func ("/privacy/retention-of-visits", test_retention_of_visits);
  g_test_add_func ("/privacy/retention-is-whole", test_retention_is_whole);
  return g_test_run ();
}
