/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a consultant does on a page of the server: the rules of a tablet, for the one who signed in and nobody else. */
#include "fixture.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static const char *
act (Fixture *f, guint who, const char *verb, SfRecord *data, guint by)
{
  SfPeer peer = { .role = SF_ROLE_P };
  g_autoptr(SfRecord) taken = data;
  g_autoptr(SfMutation) mutation = sf_mutation_new (verb, data, f->staff[by]);
  g_autoptr(GError) error = NULL;
  SfPushStatus status;
  const char *code = NULL;

  g_strlcpy (peer.person, f->staff[who], sizeof peer.person);
  g_assert_true (sf_ingest_act (f->ingest, &peer, mutation, &status, &code, &error));
  g_assert_no_error (error);
  return status == SF_PUSH_OK ? "ok" : status == SF_PUSH_DUP ? "dup" : code;
}

static gint64
audited (Fixture *f, const char *action)
{
  SfStmt *stmt = sf_db_prepare (sf_server_store_get_db (f->store), "SELECT count(*) FROM audit WHERE action = $1", NULL);
  gint64 n;

  sf_stmt_bind_text (stmt, 1, action);
  g_assert_cmpint (sf_stmt_step (stmt, NULL), ==, SF_STEP_ROW);
  n = sf_stmt_int (stmt, 0);
  sf_stmt_reset (stmt);
  return n;
}

static guint
rung (Fixture *f, const char *visit, guint turn)
{
  g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);

  for (guint who = 0; who < N_STAFF; who++)
    if (g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), f->staff[who]) == 0)
      return who;
  g_assert_not_reached ();
}

static void
test_accept (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  guint me = rung (&f, visit, 1), other = me == BEN ? CAI : BEN;
  g_autoptr(SfRecord) rings = NULL, comes = NULL;

  /* nobody else's phone may answer, nor may mine speak in a colleague's name */
  g_assert_cmpstr (act (&f, other, "accept", fixture_offer_patch (visit, 1, f.staff[other]), other), ==, "rights.object");
  g_assert_cmpstr (act (&f, other, "accept", fixture_offer_patch (visit, 1, f.staff[me]), other), ==, "rights.object");
  g_assert_cmpstr (act (&f, other, "accept", fixture_offer_patch (visit, 1, f.staff[me]), me), ==, "rights.by");
  g_assert_cmpstr (act (&f, other, "ack", fixture_offer_patch (visit, 1, NULL), other), ==, "rights.object");
  g_assert_cmpstr (act (&f, me, "ack", fixture_offer_patch (visit, 1, NULL), me), ==, "ok");
  rings = fixture_ticket (&f, visit);
  assert_text (rings, SF_TICKET_RING, "consultant");
  assert_text (rings, SF_TICKET_CONSULTANT, NULL);
  g_assert_cmpstr (act (&f, me, "ack", fixture_offer_patch (visit, 1, NULL), me), ==, "dup");
  g_assert_cmpstr (act (&f, me, "accept", fixture_offer_patch (visit, 1, f.staff[me]), me), ==, "ok");
  comes = fixture_ticket (&f, visit);
  assert_text (comes, SF_TICKET_STATE, "accepted");
  assert_text (comes, SF_TICKET_CONSULTANT, f.staff[me]);
  g_assert_cmpint (audited (&f, "assignment.accept"), ==, 1);
  g_assert_cmpint (audited (&f, "assignment.ack"), ==, 1);
  fixture_tear_down (&f);
}

static void
test_too_late (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  guint first = rung (&f, visit, 1), second;

  fixture_advance (&f, 21000);
  fixture_tick (&f);
  second = rung (&f, visit, 2);
  g_assert_cmpuint (first, !=, second);
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (visit, 2, f.staff[second]), f.staff[second]);
  g_assert_cmpstr (act (&f, first, "accept", fixture_offer_patch (visit, 1, f.staff[first]), first), ==, "assign.taken");
  g_assert_cmpint (audited (&f, "assignment.accept"), ==, 0);
  fixture_tear_down (&f);
}

static void
test_hand (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  guint me = rung (&f, visit, 1), other = me == BEN ? CAI : BEN;

  g_assert_cmpstr (act (&f, me, "hand", fixture_offer_patch (visit, 1, f.staff[me]), me), ==, "assign.nobody");
  g_assert_cmpstr (act (&f, me, "hand", fixture_offer_patch (visit, 1, f.staff[other]), me), ==, "ok");
  g_assert_cmpuint (rung (&f, visit, 2), ==, other);
  fixture_tear_down (&f);
}

static void
test_presence (void)
{
  WITH_FIXTURE (f);
  g_autofree char *mine = sf_uuid_derive (f.staff[ANN], "roster", 0), *theirs = sf_uuid_derive (f.staff[BEN], "roster", 0);
  SfRecord *patch = sf_record_new (SF_KIND_ROSTER, mine), *foreign = sf_record_new (SF_KIND_ROSTER, theirs), *sly = sf_record_new (SF_KIND_ROSTER, mine);
  g_autoptr(SfRecord) after = NULL;

  sf_record_set_text (patch, SF_ROSTER_PRESENCE, "away");
  sf_record_set_text (foreign, SF_ROSTER_PRESENCE, "away");
  sf_record_set_int (sly, SF_ROSTER_TURN_AT, 1);
  g_assert_cmpstr (act (&f, ANN, "patch", patch, ANN), ==, "ok");
  g_assert_cmpstr (act (&f, ANN, "patch", foreign, ANN), ==, "rights.object");
  g_assert_cmpstr (act (&f, ANN, "patch", sly, ANN), ==, "rights");
  after = fixture_roster (&f, ANN);
  assert_text (after, SF_ROSTER_PRESENCE, "away");
  fixture_tear_down (&f);
}

/* Everything else that a tablet may, a phone may not. */
static void
test_nothing_else (void)
{
  WITH_FIXTURE (f);
  g_autofree char *id = fixture_id (&f);
  SfRecord *customer = sf_record_new (SF_KIND_CUSTOMER, id), *visit = fixture_visit (&f, TABLET, "see");

  sf_record_set_text (customer, SF_CUSTOMER_SURNAME, "x");
  g_assert_cmpstr (act (&f, ANN, "patch", customer, ANN), ==, "rights");
  g_assert_cmpstr (act (&f, ANN, "create", visit, ANN), ==, "rights");
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/act/accept", test_accept);
  g_test_add_func ("/act/too-late", test_too_late);
  g_test_add_func ("/act/hand", test_hand);
  g_test_add_func ("/act/presence", test_presence);
  g_test_add_func ("/act/nothing-else", test_nothing_else);
  return g_test_run ();
}
