/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 撞单: raised when a colleague receives somebody else's protected customer, decided once by the manager; nobody else hears of it. */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)
#define PHONE "+8613800138000"
#define DAY_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

static GPtrArray *
clashes (Fixture *f)
{
  SfQuery query = { .kind = SF_KIND_CLASH, .order = -1 };

  return sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
}

static void
assert_clashes (Fixture *f, guint n)
{
  g_autoptr(GPtrArray) all = clashes (f);

  g_assert_cmpuint (all->len, ==, n);
}

/* Somebody with the same number comes and @who receives them to the end; the visit's id. */
static char *
received_by (Fixture *f, guint who)
{
  char *visit = NULL;
  g_autoptr(SfRecord) offer = NULL;

  for (guint i = ANN; i <= CAI; i++)
    fixture_presence (f, i, i == who ? "free" : "away");
  visit = fixture_check_in_phone (f, KIOSK, PHONE, "unknown");
  offer = fixture_offer (f, visit, 1);
  g_assert_nonnull (offer);
  fixture_ok (f, TABLET, "accept", fixture_offer_patch (visit, 1, f->staff[who]), f->staff[who]);
  return visit;
}

static void
finish (Fixture *f, const char *visit, guint who)
{
  fixture_ok (f, TABLET, "create", fixture_outcome (f, visit, who), f->staff[who]);
  fixture_advance (f, 3 * 3600 * 1000);
}

static char *
customer_of (Fixture *f, const char *visit)
{
  g_autoptr(SfRecord) status = fixture_status (f, visit);

  return g_strdup (sf_record_get_text (status, SF_VISIT_STATUS_CUSTOMER));
}

static void
assert_owner (Fixture *f, const char *visit, guint who)
{
  g_autofree char *id = customer_of (f, visit);
  g_autoptr(SfRecord) customer = fixture_get (f, SF_KIND_CUSTOMER, id);

  assert_text (customer, SF_CUSTOMER_OWNER, f->staff[who]);
}

static SfRecord *
decision (Fixture *f, const char *why)
{
  g_autoptr(GPtrArray) all = clashes (f);
  SfRecord *command;

  g_assert_cmpuint (all->len, ==, 1);
  command = sf_record_new (SF_KIND_CLASH, sf_record_get_id (all->pdata[0]));
  if (why != NULL)
    sf_record_set_text (command, SF_CLASH_WHY, why);
  return command;
}

static void
assert_decided (Fixture *f, const char *state)
{
  g_autoptr(GPtrArray) all = clashes (f);

  g_assert_cmpuint (all->len, ==, 1);
  assert_text (all->pdata[0], SF_CLASH_STATE, state);
}

static void
test_raised_and_moved (void)
{
  WITH_FIXTURE (f);
  g_autofree char *first = received_by (&f, ANN), *second = NULL, *third = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(SfRecord) ticket = NULL;

  finish (&f, first, ANN);
  assert_owner (&f, first, ANN);
  assert_clashes (&f, 0);
  second = received_by (&f, BEN);
  all = clashes (&f);
  g_assert_cmpuint (all->len, ==, 1);
  assert_text (all->pdata[0], SF_CLASH_OWNER, f.staff[ANN]);
  assert_text (all->pdata[0], SF_CLASH_CLAIMANT, f.staff[BEN]);
  assert_text (all->pdata[0], SF_CLASH_STATE, "open");
  assert_text (all->pdata[0], SF_CLASH_UNTIL, "2026-12-20");
  ticket = fixture_ticket (&f, second);                                /* the guest reads who is coming, as ever */
  assert_text (ticket, SF_TICKET_CONSULTANT, f.staff[BEN]);
  finish (&f, second, BEN);
  assert_clashes (&f, 1);
  assert_owner (&f, first, ANN);

  fixture_refused (&f, TABLET, "move", decision (&f, "they asked for him"), f.staff[ANN], "rights.object");
  fixture_refused (&f, TABLET, "move", decision (&f, "they asked for him"), f.staff[ROSE], "rights.object");
  fixture_refused (&f, TABLET, "move", decision (&f, NULL), f.staff[MAX_BOSS], "clash.why");
  fixture_ok (&f, TABLET, "move", decision (&f, "they asked for him"), f.staff[MAX_BOSS]);
  assert_decided (&f, "moved");
  assert_owner (&f, first, BEN);
  fixture_refused (&f, TABLET, "keep", decision (&f, "changed my mind"), f.staff[MAX_BOSS], "clash.decided");
  third = received_by (&f, BEN);
  finish (&f, third, BEN);
  assert_clashes (&f, 1);
  fixture_tear_down (&f);
}

/* Decided once: the same two are not asked about again, whichever way it went. */
static void
test_kept_and_shared (void)
{
  for (guint shared = 0; shared < 2; shared++)
    {
      WITH_FIXTURE (f);
      g_autofree char *first = received_by (&f, ANN), *second = NULL, *third = NULL, *id = NULL;
      g_autoptr(SfRecord) customer = NULL;
      g_auto(GStrv) also = NULL;

      finish (&f, first, ANN);
      second = received_by (&f, BEN);
      finish (&f, second, BEN);
      fixture_ok (&f, TABLET, shared ? "share" : "keep", decision (&f, "she found them"), f.staff[MAX_BOSS]);
      assert_decided (&f, shared ? "shared" : "kept");
      assert_owner (&f, first, ANN);
      id = customer_of (&f, first);
      customer = fixture_get (&f, SF_KIND_CUSTOMER, id);
      also = sf_record_get_set (customer, SF_CUSTOMER_ALSO);
      g_assert_cmpint (g_strv_contains ((const char *const *) also, f.staff[BEN]), ==, (gboolean) shared);
      third = received_by (&f, BEN);
      finish (&f, third, BEN);
      assert_clashes (&f, 1);
      fixture_tear_down (&f);
    }
}

static SfRecord *
call (Fixture *f, const char *customer, const char *result)
{
  g_autofree char *id = fixture_id (f);
  SfRecord *promise = sf_record_new (SF_KIND_FOLLOW_UP, id);

  sf_record_set_text (promise, SF_FOLLOW_UP_CONSULTANT, f->staff[ANN]);
  sf_record_set_text (promise, SF_FOLLOW_UP_CUSTOMER, customer);
  sf_record_set_text (promise, SF_FOLLOW_UP_DUE, FIXTURE_DAY);
  sf_record_set_text (promise, SF_FOLLOW_UP_STATE, "done");
  sf_record_set_text (promise, SF_FOLLOW_UP_RESULT, result);
  sf_record_set_int (promise, SF_FOLLOW_UP_DONE_AT, sf_clock_wall_ms (f->clock));
  return promise;
}

/* Thirty days after the owner last had to do with them nobody is protected; a call that was taken keeps it alive, one that was not does not. */
static void
test_protection (void)
{
  for (guint taken = 0; taken < 2; taken++)
    {
      WITH_FIXTURE (f);
      g_autofree char *first = received_by (&f, ANN), *customer = NULL, *second = NULL;

      finish (&f, first, ANN);
      customer = customer_of (&f, first);
      fixture_advance (&f, 20 * DAY_MS);
      fixture_ok (&f, TABLET, "create", call (&f, customer, taken ? "reached" : "no_answer"), f.staff[ANN]);
      fixture_advance (&f, 20 * DAY_MS);
      second = received_by (&f, BEN);
      finish (&f, second, BEN);
      assert_clashes (&f, taken ? 1 : 0);
      assert_owner (&f, first, taken ? ANN : BEN);
      fixture_tear_down (&f);
    }
}

static SfPushStatus
on_the_web (Fixture *f, const char *verb, const char *why, guint by, guint person, const char **code)
{
  SfPeer peer = { .role = SF_ROLE_M };
  g_autoptr(SfMutation) mutation = NULL;
  g_autoptr(SfRecord) command = decision (f, why);
  SfPushStatus status = SF_PUSH_QUARANTINED;

  mutation = sf_mutation_new (verb, command, f->staff[by]);
  g_strlcpy (peer.person, f->staff[person], sizeof peer.person);
  g_assert_true (sf_ingest_act (f->ingest, &peer, mutation, &status, code, NULL));
  return status;
}

/* The manager has a page and a tablet: whichever is first decides, the other is told that it is decided; nobody else's word counts there either. */
static void
test_page_and_tablet (void)
{
  for (guint page_first = 0; page_first < 2; page_first++)
    {
      WITH_FIXTURE (f);
      g_autofree char *first = received_by (&f, ANN), *second = NULL;
      const char *code = NULL;

      finish (&f, first, ANN);
      second = received_by (&f, BEN);
      finish (&f, second, BEN);
      g_assert_cmpint (on_the_web (&f, "move", "they asked for him", ANN, ANN, &code), ==, SF_PUSH_REJECTED);
      g_assert_cmpstr (code, ==, "rights.object");
      g_assert_cmpint (on_the_web (&f, "move", "they asked for him", MAX_BOSS, ANN, &code), ==, SF_PUSH_REJECTED);
      g_assert_cmpstr (code, ==, "rights.by");
      g_assert_cmpint (on_the_web (&f, "move", NULL, MAX_BOSS, MAX_BOSS, &code), ==, SF_PUSH_REJECTED);
      g_assert_cmpstr (code, ==, "clash.why");
      assert_decided (&f, "open");
      if (page_first)
        g_assert_cmpint (on_the_web (&f, "move", "they asked for him", MAX_BOSS, MAX_BOSS, &code), ==, SF_PUSH_OK);
      else
        fixture_ok (&f, TABLET, "move", decision (&f, "they asked for him"), f.staff[MAX_BOSS]);
      if (page_first)
        fixture_refused (&f, TABLET, "keep", decision (&f, "no"), f.staff[MAX_BOSS], "clash.decided");
      else
        {
          g_assert_cmpint (on_the_web (&f, "keep", "no", MAX_BOSS, MAX_BOSS, &code), ==, SF_PUSH_REJECTED);
          g_assert_cmpstr (code, ==, "clash.decided");
        }
      g_assert_cmpint (on_the_web (&f, "move", "again", MAX_BOSS, MAX_BOSS, &code), ==, SF_PUSH_DUP);
      assert_decided (&f, "moved");
      assert_owner (&f, first, BEN);
      fixture_tear_down (&f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clash/raised-and-moved", test_raised_and_moved);
  g_test_add_func ("/clash/kept-and-shared", test_kept_and_shared);
  g_test_add_func ("/clash/protection", test_protection);
  g_test_add_func ("/clash/page-and-tablet", test_page_and_tablet);
  return g_test_run ();
}
