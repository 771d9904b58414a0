/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fixture.h"
#include "server/sf-ingest-private.h"

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

static char *
visit_body (Fixture *f, guint dev, char **id)
{
  g_autoptr(SfRecord) visit = fixture_visit (f, dev, "browse");

  if (id != NULL)
    *id = g_strdup (sf_record_get_id (visit));
  return fixture_body ("create", visit, NULL);
}

static gint64
count (Fixture *f, SfKind kind)
{
  SfQuery query = { .kind = kind, .order = -1 };

  return sf_table_count (sf_server_store_get_db (f->store), &query, NULL);
}

/* --- continuity -------------------------------------------------------------------------------------------------------- */

/* An answer that was lost: the same push again changes nothing and is answered as it was then, refusals too. */
static void
test_again (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) push = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) one = NULL, two = NULL;
  g_autofree char *good = visit_body (&f, KIOSK, NULL), *refused = NULL;
  g_autoptr(SfRecord) stranger = fixture_visit (&f, KIOSK2, "browse");
  gboolean fork;

  refused = fixture_body ("create", stranger, NULL);
  fixture_add (&f, KIOSK, push, good);
  fixture_add (&f, KIOSK, push, refused);
  one = push_it (&f, KIOSK, push, &fork);
  two = push_it (&f, KIOSK, push, &fork);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 1);
  g_assert_cmpint (two->last, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      SfPushResult *a = one->results->pdata[i], *b = two->results->pdata[i];

      g_assert_cmpint (a->status, ==, b->status);
      g_assert_cmpstr (a->code, ==, b->code);
      g_assert_cmpint (a->seq, ==, b->seq);
    }
  g_assert_cmpint (((SfPushResult *) two->results->pdata[1])->status, ==, SF_PUSH_REJECTED);
  g_assert_cmpmem (((SfAck *) one->acks->pdata[0])->chain, SF_CHAIN_LEN, ((SfAck *) two->acks->pdata[0])->chain, SF_CHAIN_LEN);
  fixture_tear_down (&f);
}

static void
test_gap_is_asked_for (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) push = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) reply = NULL;
  g_autofree char *a = visit_body (&f, KIOSK, NULL), *b = visit_body (&f, KIOSK, NULL);
  gboolean fork;

  fixture_add (&f, KIOSK, push, a);
  fixture_add (&f, KIOSK, push, b);
  g_ptr_array_remove_index (push->items, 0);
  reply = push_it (&f, KIOSK, push, &fork);
  g_assert_false (fork);
  g_assert_cmpint (reply->need, ==, 1);
  g_assert_cmpint (reply->last, ==, 0);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 0);
  fixture_tear_down (&f);
}

/* What the device itself no longer has cannot be asked for: the exact range is kept for a person, and it goes on. */
static void
test_journal_floor (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) push = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) reply = NULL;
  g_autofree char *a = visit_body (&f, KIOSK, NULL), *b = visit_body (&f, KIOSK, NULL);
  gboolean fork;

  fixture_add (&f, KIOSK, push, a);
  fixture_add (&f, KIOSK, push, b);
  g_ptr_array_remove_index (push->items, 0);
  push->floor = 2;
  reply = push_it (&f, KIOSK, push, &fork);
  g_assert_cmpint (reply->need, ==, 0);
  g_assert_cmpint (reply->last, ==, 2);
  g_assert_cmpint (sf_server_store_n_incidents (f.store, "journal.gap"), ==, 1);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 1);
  fixture_tear_down (&f);
}

/* Two disks with one number: whichever comes second is told, and nothing of it is taken or dropped. */
static void
test_fork (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) one = fixture_push_new (KIOSK), two = fixture_push_new (KIOSK), three = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) reply = NULL, none = NULL, nothing = NULL;
  g_autofree char *a = visit_body (&f, KIOSK, NULL), *b = visit_body (&f, KIOSK, NULL), *c = visit_body (&f, KIOSK, NULL);
  Dev before = f.dev[KIOSK];
  gboolean fork;
  g_autoptr(SfHello) hello = sf_hello_new ();
  g_autoptr(SfHelloReply) greeted = NULL;

  fixture_add (&f, KIOSK, one, a);
  reply = push_it (&f, KIOSK, one, &fork);
  g_assert_false (fork);
  f.dev[KIOSK] = before;
  fixture_add (&f, KIOSK, two, b);
  none = push_it (&f, KIOSK, two, &fork);
  g_assert_true (fork);
  g_assert_null (none);
  /* The clone's next number continues a history that is not the server's. */
  fixture_add (&f, KIOSK, three, c);
  nothing = push_it (&f, KIOSK, three, &fork);
  g_assert_true (fork);
  hello->device_id = g_strdup (f.dev[KIOSK].peer.device_id);
  hello->inc = KIOSK + 1;
  hello->last = 1;
  greeted = sf_ingest_hello (f.ingest, &f.dev[KIOSK].peer, hello, &fork, NULL);
  g_assert_true (fork);
  g_assert_null (greeted);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 1);
  g_assert_cmpint (sf_server_store_n_incidents (f.store, "device.forked"), ==, 2);
  fixture_tear_down (&f);
}

static void
test_gone_body (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) push = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) reply = NULL;
  g_autofree char *a = visit_body (&f, KIOSK, NULL), *b = visit_body (&f, KIOSK, NULL);
  SfPushItem *item;
  gboolean fork;

  fixture_add (&f, KIOSK, push, a);
  fixture_add (&f, KIOSK, push, b);
  item = push->items->pdata[0];
  g_clear_pointer (&item->body, g_free);
  item->gone = TRUE;
  reply = push_it (&f, KIOSK, push, &fork);
  g_assert_false (fork);
  g_assert_cmpint (reply->last, ==, 2);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 1);
  g_assert_cmpint (sf_server_store_n_incidents (f.store, "journal.gone"), ==, 1);
  fixture_tear_down (&f);
}

/* A mutation that nobody can read stops none that follows it. */
static void
test_poison (void)
{
  WITH_FIXTURE (f);
  static const char *const poison[] = { "", "{", "[]", "{\"k\":\"nothing.create\",\"id\":\"x\"}", "{\"k\":\"visit.explode\",\"id\":\"018f0000-0000-7000-8000-000000000001\",\"v\":1,\"d\":{}}",
                                        "{\"k\":\"visit.create\",\"id\":\"018f0000-0000-7000-8000-000000000001\",\"v\":1,\"d\":{\"purpose\":\"see\"}}" };
  g_autoptr(SfPush) push = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) reply = NULL;
  g_autofree char *good = visit_body (&f, KIOSK, NULL);
  gboolean fork;

  for (guint i = 0; i < G_N_ELEMENTS (poison); i++)
    fixture_add (&f, KIOSK, push, poison[i]);
  fixture_add (&f, KIOSK, push, good);
  reply = push_it (&f, KIOSK, push, &fork);
  for (guint i = 0; i < G_N_ELEMENTS (poison); i++)
    g_assert_cmpint (((SfPushResult *) reply->results->pdata[i])->status, ==, SF_PUSH_QUARANTINED);
  g_assert_cmpint (((SfPushResult *) reply->results->pdata[G_N_ELEMENTS (poison)])->status, ==, SF_PUSH_OK);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 1);
  fixture_tear_down (&f);
}

static void
test_revoked (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) push = fixture_push_new (KIOSK);
  g_autoptr(SfPushReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SfRowPage) page = NULL;
  g_autofree char *body = visit_body (&f, KIOSK, NULL);
  SfPull pull = { .bucket = (char *) "pub" };
  gboolean fork;

  f.dev[KIOSK].peer.revoked = TRUE;
  fixture_add (&f, KIOSK, push, body);
  reply = push_it (&f, KIOSK, push, &fork);
  g_assert_cmpint (((SfPushResult *) reply->results->pdata[0])->status, ==, SF_PUSH_QUARANTINED);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 0);
  page = sf_ingest_pull (f.ingest, &f.dev[KIOSK].peer, &pull, &error);
  g_assert_null (page);
  g_assert_error (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS);
  fixture_tear_down (&f);
}

/* Several devices, one transaction: each has its own answer, one that has forked spoils nothing. */
static void
test_group (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfPush) a = fixture_push_new (KIOSK), b = fixture_push_new (KIOSK2), c = fixture_push_new (KIOSK);
  g_autofree char *one = visit_body (&f, KIOSK, NULL), *two = visit_body (&f, KIOSK2, NULL), *three = visit_body (&f, KIOSK, NULL);
  SfPushJob jobs[3] = { { &f.dev[KIOSK].peer, a }, { &f.dev[KIOSK].peer, c }, { &f.dev[KIOSK2].peer, b } };
  Dev before = f.dev[KIOSK];
  g_autoptr(GError) error = NULL;

  fixture_add (&f, KIOSK, a, one);
  f.dev[KIOSK] = before;
  fixture_add (&f, KIOSK, c, three);
  fixture_add (&f, KIOSK2, b, two);
  g_assert_true (sf_ingest_push_group (f.ingest, jobs, 3, &error));
  g_assert_false (jobs[0].fork);
  g_assert_true (jobs[1].fork);
  g_assert_false (jobs[2].fork);
  g_assert_null (jobs[1].reply);
  g_assert_cmpint (count (&f, SF_KIND_VISIT), ==, 2);
  /* Each head that was told is a place one can come back to. */
  for (guint i = 0; i < 3; i += 2)
    {
      gboolean ok = FALSE;

      g_assert_true (sf_server_store_ack_ok (f.store, jobs[i].reply->acks->pdata[0], &ok, NULL));
      g_assert_true (ok);
      sf_push_reply_free (jobs[i].reply);
    }
  fixture_tear_down (&f);
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

/* --- pull and snapshot ------------------------------------------------------------------------------------------------- */

static SfRowPage *
pull_page (Fixture *f, guint dev, const char *bucket, const SfToken *token, guint limit)
{
  SfPull pull = { .bucket = (char *) bucket, .limit = limit, .has_token = token != NULL };
  g_autoptr(GError) error = NULL;
  SfRowPage *page;

  if (token != NULL)
    pull.token = *token;
  page = sf_ingest_pull (f->ingest, &f->dev[dev].peer, &pull, &error);
  g_assert_no_error (error);
  return page;
}

static void
test_pull_pages (void)
{
  WITH_FIXTURE (f);
  SfToken token;
  g_autoptr(SfRowPage) first = pull_page (&f, TABLET, "crm", NULL, 0), empty = NULL;
  guint rows = 0;
  gboolean more = TRUE;

  token = first->token;
  for (guint i = 0; i < 7; i++)
    g_free (fixture_check_in (&f, KIOSK, "browse"));
  while (more)
    {
      g_autoptr(SfRowPage) page = pull_page (&f, TABLET, "crm", &token, 3);

      g_assert_false (page->resync);
      g_assert_cmpuint (page->rows->len, <=, 3);
      rows += page->rows->len;
      for (guint i = 1; i < page->rows->len; i++)
        g_assert_cmpint (((SfRow *) page->rows->pdata[i])->seq, >, ((SfRow *) page->rows->pdata[i - 1])->seq);
      token = page->token;
      more = page->more;
    }
  g_assert_cmpuint (rows, ==, 14);
  /* Nothing left: the place is the head, also where this bucket had no part in it. */
  g_assert_cmpint (token.seq, ==, token.head);
  empty = pull_page (&f, TABLET, "crm", &token, 3);
  g_assert_cmpuint (empty->rows->len, ==, 0);
  fixture_tear_down (&f);
}

/* A token whose head has another chain is of another history, whatever its number. */
static void
test_pull_other_history (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRowPage) page = pull_page (&f, TABLET, "crm", NULL, 0), one = NULL, two = NULL, three = NULL;
  SfToken token = page->token;

  token.chain[5] ^= 1;
  one = pull_page (&f, TABLET, "crm", &token, 0);
  g_assert_true (one->resync);
  token = page->token;
  token.head += 1000;
  two = pull_page (&f, TABLET, "crm", &token, 0);
  g_assert_true (two->resync);
  token = page->token;
  g_strlcpy (token.scope, "oem", sizeof token.scope);
  three = pull_page (&f, TABLET, "crm", &token, 0);
  g_assert_true (three->resync);
  fixture_tear_down (&f);
}

/* Page by page while the world goes on: the pull after the last page brings what changed meanwhile. */
static void
test_snapshot_resumes (void)
{
  WITH_FIXTURE (f);
  SfSnapshot asked = { .bucket = (char *) "crm", .limit = 2 };
  g_autoptr(GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(SfRowPage) tail = NULL;
  g_autofree char *kind = NULL, *id = NULL;
  gint64 n;
  guint8 sum[SF_LINK_LEN];
  gboolean more = TRUE;

  for (guint i = 0; i < 4; i++)
    g_free (fixture_check_in (&f, KIOSK, "browse"));
  while (more)
    {
      g_autoptr(SfRowPage) page = sf_ingest_snapshot (f.ingest, &f.dev[TABLET].peer, &asked, NULL);

      g_assert_false (page->resync);
      for (guint i = 0; i < page->rows->len; i++)
        g_hash_table_add (rows, g_strdup (((SfRow *) page->rows->pdata[i])->id));
      more = page->more;
      asked.at = page->token;
      asked.has_at = TRUE;
      g_free (kind);
      g_free (id);
      kind = g_strdup (page->after_kind);
      id = g_strdup (page->after_id);
      asked.after_kind = kind;
      asked.after_id = id;
      g_free (fixture_check_in (&f, KIOSK2, "browse"));
    }
  tail = pull_page (&f, TABLET, "crm", &asked.at, 0);
  for (guint i = 0; i < tail->rows->len; i++)
    g_hash_table_add (rows, g_strdup (((SfRow *) tail->rows->pdata[i])->id));
  g_assert_true (sf_server_store_sum (f.store, "crm", &n, sum, NULL));
  g_assert_cmpuint (g_hash_table_size (rows), ==, n);
  fixture_tear_down (&f);
}

/* A replica that sums up otherwise at our very head is told to fetch the bucket anew. */
static void
test_hello_compares_sums (void)
{
  WITH_FIXTURE (f);
  g_autoptr(SfRowPage) page = pull_page (&f, TABLET, "crm", NULL, 0);

  for (guint wrong = 0; wrong < 2; wrong++)
    {
      g_autoptr(SfHello) hello = sf_hello_new ();
      g_autoptr(SfHelloReply) reply = NULL;
      SfBucketState *state = g_new0 (SfBucketState, 1);
      gboolean fork;

      hello->device_id = g_strdup (f.dev[TABLET].peer.device_id);
      hello->inc = 1;
      state->bucket = g_strdup ("crm");
      state->token = page->token;
      state->has_token = state->has_sum = TRUE;
      g_assert_true (sf_server_store_sum (f.store, "crm", &state->count, state->sum, NULL));
      state->sum[3] ^= (guint8) wrong;
      g_ptr_array_add (hello->buckets, state);
      reply = sf_ingest_hello (f.ingest, &f.dev[TABLET].peer, hello, &fork, NULL);
      g_assert_true (reply->ack_ok);
      g_assert_cmpuint (reply->directives->len, ==, wrong);
      if (wrong)
        g_assert_cmpstr (reply->directives->pdata[0], ==, "{\"k\":\"resync\",\"bucket\":\"crm\"}");
    }
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

static void
on_head (const char *scope, gint64 head, gpointer data)
{
  *(gint64 *) data = g_str_equal (scope, "dealer") ? head : -1;
}

static void
test_heads_are_told (void)
{
  WITH_FIXTURE (f);
  gint64 told = 0;
  g_autoptr(GPtrArray) now = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_ingest_set_head_func (f.ingest, on_head, &told);
  fixture_tick (&f);
  g_assert_cmpint (told, ==, 0);
  g_free (fixture_check_in (&f, KIOSK, "browse"));
  sf_server_store_heads (f.store, now);
  g_assert_cmpint (told, ==, ((SfAck *) now->pdata[0])->head);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/again", test_again);
  g_test_add_func ("/ingest/gap-is-asked-for", test_gap_is_asked_for);
  g_test_add_func ("/ingest/journal-floor", test_journal_floor);
  g_test_add_func ("/ingest/fork", test_fork);
  g_test_add_func ("/ingest/gone-body", test_gone_body);
  g_test_add_func ("/ingest/poison", test_poison);
  g_test_add_func ("/ingest/revoked", test_revoked);
  g_test_add_func ("/ingest/group", test_group);
  g_test_add_func ("/ingest/rights", test_rights);
  g_test_add_func ("/ingest/buckets", test_buckets);
  g_test_add_func ("/ingest/objects", test_objects);
  g_test_add_func ("/ingest/fact-said-twice", test_fact_said_twice);
  g_test_add_func ("/ingest/earlier-word-loses", test_earlier_word_loses);
  g_test_add_func ("/ingest/patch-before-create", test_patch_before_create);
  g_test_add_func ("/ingest/pull-pages", test_pull_pages);
  g_test_add_func ("/ingest/pull-other-history", test_pull_other_history);
  g_test_add_func ("/ingest/snapshot-resumes", test_snapshot_resumes);
  g_test_add_func ("/ingest/hello-compares-sums", test_hello_compares_sums);
  g_test_add_func ("/ingest/erased-stays-erased", test_erased_stays_erased);
  g_test_add_func ("/ingest/erased-may-come-again", test_erased_may_come_again);
  g_test_add_func ("/ingest/heads-are-told", test_heads_are_told);
  return g_test_run ();
}
