/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may say what about whom, and what becomes of two words about one thing. */
#include "fixture.h"

#define PHONE "+8613800138000"
#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static SfPushReply *
push_it (Fixture *f, guint dev, SfPush *push, gboolean *fork)
{
  g_autoptr(GError) error = NULL;
  SfPushReply *reply = sf_ingest_push (f->ingest, &f->dev[dev].peer, push, fork, &error);

  g_assert_no_error (error);
  return reply;
}

/* --- rights ------------------------------------------------------------------------------------------------------------ */

static char *
attempt_body (SfKind kind, const char *verb)
{
  return g_strdup_printf ("{\"k\":\"%s.%s\",\"id\":\"018f0000-0000-7000-8000-0000000000%02u\",\"v\":1,\"d\":{}}", sf_kind_info (kind)->name, verb, (guint) kind);
}

/* Every kind, every verb: what a kiosk may not do is refused, never merely ignored (I12). */
static void
refuse_all (Fixture *f, guint dev, guint role)
{
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      const SfKindInfo *info = sf_kind_info (kind);

      for (guint v = 0; v < 2 + info->n_commands; v++)
        {
          const char *verb = v == 0 ? "create" : v == 1 ? "patch" : info->commands[v - 2].verb;
          gboolean may = v == 0 ? sf_may_create (role, kind) : v == 1 ? (info->change & role) != 0 && info->merge == SF_MERGE_LWW : sf_may_command (role, kind, verb);
          g_autofree char *body = attempt_body (kind, verb);
          g_autoptr(SfPush) push = fixture_push_new (dev);
          g_autoptr(SfPushReply) reply = NULL;
          SfPushResult *result;
          gboolean fork;

          if (may)
            continue;
          fixture_add (f, dev, push, body);
          reply = push_it (f, dev, push, &fork);
          result = reply->results->pdata[0];
          if (result->status != SF_PUSH_REJECTED || g_strcmp0 (result->code, "rights") != 0)
            g_error ("%s.%s by %s: status %d, code %s", info->name, verb, sf_role_name (role), result->status, result->code);
        }
    }
}

static void
test_rights (void)
{
  WITH_FIXTURE (f);
  g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free), after = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_server_store_heads (f.store, before);
  refuse_all (&f, KIOSK, SF_ROLE_K);
  refuse_all (&f, TABLET, SF_ROLE_T);
  refuse_all (&f, SCREEN, SF_ROLE_D);
  sf_server_store_heads (f.store, after);
  g_assert_cmpint (((SfAck *) before->pdata[0])->head, ==, ((SfAck *) after->pdata[0])->head);
  g_assert_true (sf_may_create (SF_ROLE_K, SF_KIND_VISIT) && sf_may_create (SF_ROLE_K, SF_KIND_CONSENT) && !sf_may_create (SF_ROLE_K, SF_KIND_OUTCOME));
  fixture_tear_down (&f);
}

/* A kiosk reads what its role and its own id give it, and no other bucket by whatever name. */
static void
test_buckets (void)
{
  WITH_FIXTURE (f);
  g_autofree char *own = g_strconcat ("dev:", f.dev[KIOSK].peer.device_id, NULL), *other = g_strconcat ("dev:", f.dev[KIOSK2].peer.device_id, NULL);
  const struct { const char *bucket; gboolean may; } rows[] = { { "pub", TRUE }, { "cat", TRUE }, { own, TRUE }, { other, FALSE }, { "crm", FALSE }, { "", FALSE }, { "dev:", FALSE }, { "dealer", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SfPull pull = { .bucket = (char *) rows[i].bucket };
      SfSnapshot snapshot = { .bucket = (char *) rows[i].bucket };
      g_autoptr(SfRowPage) pulled = sf_ingest_pull (f.ingest, &f.dev[KIOSK].peer, &pull, NULL), shot = sf_ingest_snapshot (f.ingest, &f.dev[KIOSK].peer, &snapshot, NULL);

      g_assert_cmpint (pulled != NULL, ==, rows[i].may);
      g_assert_cmpint (shot != NULL, ==, rows[i].may);
      for (guint r = 0; pulled != NULL && r < pulled->rows->len; r++)
        g_assert_true (sf_may_read (SF_ROLE_K, sf_kind_lookup (((SfRow *) pulled->rows->pdata[r])->kind)));
    }
  fixture_tear_down (&f);
}

static SfRecord *
new_consent (Fixture *f, const char *visit)
{
  static const char *const purposes[] = { "visit", NULL };
  g_autofree char *id = fixture_id (f);
  SfRecord *consent = sf_record_new (SF_KIND_CONSENT, id);

  sf_record_set_text (consent, SF_CONSENT_VISIT, visit);
  sf_record_set_text (consent, SF_CONSENT_NOTICE, id);
  sf_record_set_text (consent, SF_CONSENT_SHA256, "00");
  sf_record_set_text (consent, SF_CONSENT_LANG, "en");
  sf_record_set_set (consent, SF_CONSENT_PURPOSES, purposes);
  sf_record_set_text (consent, SF_CONSENT_METHOD, "touch");
  sf_record_set_int (consent, SF_CONSENT_AT, 1);
  return consent;
}

/* Objects: one's own device, the people enabled on it. */
static void
test_objects (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *device_id = g_strdup (f.dev[TABLET2].peer.device_id);
  const char *const only[] = { f.staff[CAI], NULL };
  g_autoptr(SfRecord) device = fixture_get (&f, SF_KIND_DEVICE, device_id), narrowed = sf_record_copy (device);
  g_autofree char *roster_id = sf_uuid_derive (f.staff[ANN], "roster", 0);
  SfRecord *roster;

  fixture_refused (&f, KIOSK2, "create", fixture_visit (&f, KIOSK, "see"), NULL, "rights.object");
  fixture_refused (&f, KIOSK, "create", fixture_visit (&f, KIOSK, "see"), f.staff[ANN], "rights.by");
  fixture_refused (&f, KIOSK2, "create", new_consent (&f, visit), NULL, "rights.object");
  fixture_refused (&f, TABLET, "ack", fixture_offer_patch (visit, 1, NULL), NULL, "rights.by");
  sf_record_set_set (narrowed, SF_DEVICE_CONSULTANTS, only);
  g_assert_true (sf_ingest_put (f.ingest, narrowed, NULL));
  fixture_refused (&f, TABLET2, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN], "rights.by");
  fixture_refused (&f, TABLET2, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[CAI], "rights.object");
  fixture_refused (&f, TABLET2, "accept", fixture_offer_patch (visit, 1, f.staff[CAI]), f.staff[CAI], "rights.object");
  roster = sf_record_new (SF_KIND_ROSTER, roster_id);
  sf_record_set_text (roster, SF_ROSTER_PRESENCE, "off");
  fixture_refused (&f, TABLET2, "patch", roster, f.staff[CAI], "rights.object");
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN]);
  fixture_tear_down (&f);
}

/* --- merge ------------------------------------------------------------------------------------------------------------- */

static void
test_fact_said_twice (void)
{
  WITH_FIXTURE (f);
  SfRecord *visit = fixture_visit (&f, KIOSK, "browse");
  g_autoptr(SfRecord) same = sf_record_copy (visit), other = sf_record_copy (visit), kept = NULL;
  g_autofree char *id = g_strdup (sf_record_get_id (visit));
  SfPushResult *result;

  fixture_ok (&f, KIOSK, "create", visit, NULL);
  result = fixture_do (&f, KIOSK, "create", sf_record_ref (same), NULL);
  g_assert_cmpint (result->status, ==, SF_PUSH_DUP);
  sf_push_result_free (result);
  sf_record_set_text (other, SF_VISIT_NUMBER, "A02");
  result = fixture_do (&f, KIOSK, "create", sf_record_ref (other), NULL);
  g_assert_cmpint (result->status, ==, SF_PUSH_MERGED);
  g_assert_cmpstr (result->code, ==, "conflict");
  sf_push_result_free (result);
  kept = fixture_get (&f, SF_KIND_VISIT, id);
  assert_text (kept, SF_VISIT_NUMBER, "A01");
  g_assert_cmpint (sf_server_store_n_conflicts (f.store, id, TRUE), ==, 1);
  fixture_tear_down (&f);
}

/* The earlier word loses, even when it arrives later, and is kept. */
static void
test_earlier_word_loses (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *id = sf_uuid_derive (visit, "customer", 0), *body = NULL;
  SfRecord *late = sf_record_new (SF_KIND_CUSTOMER, id);
  g_autoptr(SfRecord) early = sf_record_new (SF_KIND_CUSTOMER, id), kept = NULL;
  g_autoptr(SfPush) push = fixture_push_new (TABLET2);
  g_autoptr(SfPushReply) reply = NULL;
  gboolean fork;

  fixture_advance (&f, 1000);
  sf_record_set_text (early, SF_CUSTOMER_LEVEL, "C");
  body = fixture_body ("patch", early, f.staff[BEN]);
  fixture_add (&f, TABLET2, push, body);
  fixture_advance (&f, 60000);
  sf_record_set_text (late, SF_CUSTOMER_LEVEL, "H");
  fixture_ok (&f, TABLET, "patch", late, f.staff[ANN]);
  reply = push_it (&f, TABLET2, push, &fork);
  g_assert_cmpint (((SfPushResult *) reply->results->pdata[0])->status, ==, SF_PUSH_MERGED);
  g_assert_cmpstr (((SfPushResult *) reply->results->pdata[0])->code, ==, "later");
  kept = fixture_get (&f, SF_KIND_CUSTOMER, id);
  assert_text (kept, SF_CUSTOMER_LEVEL, "H");
  g_assert_cmpint (sf_server_store_n_conflicts (f.store, id, FALSE), >=, 1);
  fixture_tear_down (&f);
}

/* A change that overtakes the creation waits for it, unseen. */
static void
test_patch_before_create (void)
{
  WITH_FIXTURE (f);
  g_autofree char *id = fixture_id (&f);
  SfRecord *patch = sf_record_new (SF_KIND_FOLLOW_UP, id), *whole = sf_record_new (SF_KIND_FOLLOW_UP, id);
  g_autoptr(SfRecord) kept = NULL;
  gint64 before, between, after;
  guint8 sum[SF_LINK_LEN];

  g_assert_true (sf_server_store_sum (f.store, "crm", &before, sum, NULL));
  fixture_advance (&f, 10000);
  sf_record_set_text (patch, SF_FOLLOW_UP_STATE, "done");
  fixture_ok (&f, TABLET, "patch", patch, f.staff[ANN]);
  g_assert_true (sf_server_store_sum (f.store, "crm", &between, sum, NULL));
  g_assert_cmpint (between, ==, before);
  sf_clock_fake_set_wall (f.clock, sf_clock_wall_ms (f.clock) - 5000);
  sf_record_set_text (whole, SF_FOLLOW_UP_CONSULTANT, f.staff[ANN]);
  sf_record_set_text (whole, SF_FOLLOW_UP_DUE, "2026-11-21");
  sf_record_set_text (whole, SF_FOLLOW_UP_STATE, "open");
  sf_push_result_free (fixture_do (&f, TABLET2, "create", whole, f.staff[ANN]));
  kept = fixture_get (&f, SF_KIND_FOLLOW_UP, id);
  assert_text (kept, SF_FOLLOW_UP_STATE, "done");
  assert_text (kept, SF_FOLLOW_UP_DUE, "2026-11-21");
  g_assert_true (sf_server_store_sum (f.store, "crm", &after, sum, NULL));
  g_assert_cmpint (after, ==, before + 1);
  fixture_tear_down (&f);
}

/* --- erasure ----------------------------------------------------------------------------------------------------------- */

static void
test_erased_stays_erased (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *id = sf_uuid_derive (visit, "customer", 0);
  g_autoptr(SfRecord) gone = NULL, kept = NULL, again = NULL, status = NULL;
  g_autoptr(SfHello) hello = sf_hello_new ();
  g_autoptr(SfHelloReply) reply = NULL;
  SfRecord *patch = sf_record_new (SF_KIND_CUSTOMER, id);
  gboolean fork;

  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_CUSTOMER, id, NULL));
  gone = fixture_get (&f, SF_KIND_CUSTOMER, id);
  g_assert_null (gone);
  kept = fixture_get (&f, SF_KIND_VISIT, visit);
  assert_text (kept, SF_VISIT_PHONE, NULL);
  assert_text (kept, SF_VISIT_SURNAME, NULL);
  assert_text (kept, SF_VISIT_NUMBER, "A01");
  sf_record_set_text (patch, SF_CUSTOMER_NAME, "Somebody");
  fixture_refused (&f, TABLET, "patch", patch, f.staff[ANN], "erased");
  hello->device_id = g_strdup (f.dev[TABLET].peer.device_id);
  hello->inc = TABLET + 1;
  reply = sf_ingest_hello (f.ingest, &f.dev[TABLET].peer, hello, &fork, NULL);
  g_assert_cmpuint (reply->directives->len, ==, 2);
  fixture_reopen (&f);
  again = fixture_get (&f, SF_KIND_CUSTOMER, id);
  g_assert_null (again);
  status = fixture_status (&f, visit);
  g_assert_nonnull (status);
  fixture_tear_down (&f);
}

/* The same person may come again: they are somebody new. */
static void
test_erased_may_come_again (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in_phone (&f, KIOSK, PHONE, "first"), *id = sf_uuid_derive (visit, "customer", 0), *second = NULL, *second_id = NULL;
  g_autoptr(SfRecord) customer = NULL;

  g_assert_true (sf_ingest_erase (f.ingest, SF_KIND_CUSTOMER, id, NULL));
  second = fixture_check_in_phone (&f, KIOSK, PHONE, "unknown");
  second_id = sf_uuid_derive (second, "customer", 0);
  customer = fixture_get (&f, SF_KIND_CUSTOMER, second_id);
  assert_text (customer, SF_CUSTOMER_PHONE, PHONE);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/apply/rights", test_rights);
  g_test_add_func ("/apply/buckets", test_buckets);
  g_test_add_func ("/apply/objects", test_objects);
  g_test_add_func ("/apply/fact-said-twice", test_fact_said_twice);
  g_test_add_func ("/apply/earlier-word-loses", test_earlier_word_loses);
  g_test_add_func ("/apply/patch-before-create", test_patch_before_create);
  g_test_add_func ("/apply/erased-stays-erased", test_erased_stays_erased);
  g_test_add_func ("/apply/erased-may-come-again", test_erased_may_come_again);
  return g_test_run ();
}
