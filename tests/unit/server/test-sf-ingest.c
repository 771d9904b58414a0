/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fixture.h"

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

static gint64
dealer_head (Fixture *f)
{
  g_autoptr(GPtrArray) acks = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);

  sf_server_store_heads (f->store, acks);
  return ((SfAck *) acks->pdata[0])->head;
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
      /* The place stays the first page's; the history is the one this page was read in, or a restore in between is not noticed. */
      if (asked.has_at)
        g_assert_cmpint (page->token.seq, ==, asked.at.seq);
      g_assert_cmpint (page->token.head, ==, dealer_head (&f));
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
  g_test_add_func ("/ingest/pull-pages", test_pull_pages);
  g_test_add_func ("/ingest/pull-other-history", test_pull_other_history);
  g_test_add_func ("/ingest/snapshot-resumes", test_snapshot_resumes);
  g_test_add_func ("/ingest/hello-compares-sums", test_hello_compares_sums);
  g_test_add_func ("/ingest/heads-are-told", test_heads_are_told);
  return g_test_run ();
}
