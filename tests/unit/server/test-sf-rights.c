/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rights (I12), tried on the real ingest and store: every role × every kind × every verb × every field, what lies in every bucket,
 * and the objects of others. What is expected comes from the registry, whose table tests/unit/model/test-sf-registry.c holds by hand.
 */
#include <string.h>

#include "../model/sf-sample.h"
#include "fixture.h"

static const struct { const char *name; guint dev; guint role; } peers[] = {
  { "kiosk", KIOSK, SF_ROLE_K }, { "tablet", TABLET, SF_ROLE_T }, { "screen", SCREEN, SF_ROLE_D },
};
static guint tried, refused;

/* One mutation of a peer; what became of it, and whether the history moved. */
static SfPushStatus
push (Fixture *f, guint dev, const char *body, gboolean *moved, char **code)
{
  g_autoptr(SfPush) message = fixture_push_new (dev);
  g_autoptr(GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);
  g_autoptr(GPtrArray) after = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_ack_free);
  g_autoptr(GError) error = NULL;
  gboolean fork = FALSE;

  fixture_add (f, dev, message, body);
  sf_server_store_heads (f->store, before);
  g_autoptr(SfPushReply) reply = sf_ingest_push (f->ingest, &f->dev[dev].peer, message, &fork, &error);
  g_assert_no_error (error);
  g_assert_nonnull (reply);
  sf_server_store_heads (f->store, after);
  *moved = FALSE;
  for (guint i = 0; i < before->len; i++)
    *moved |= ((SfAck *) before->pdata[i])->head != ((SfAck *) after->pdata[i])->head;
  const SfPushResult *result = reply->results->pdata[0];
  *code = g_strdup (result->code);
  return result->status;
}

/* Refused: the answer says so, and nothing anywhere changed. Returns why. */
static const char *
assert_refused (Fixture *f, guint peer, SfRecord *record, const char *verb, const char *by, const char *what)
{
  static char why[32];
  g_autofree char *body = fixture_body (verb, record, by), *code = NULL;
  gboolean moved;
  SfPushStatus status = push (f, peers[peer].dev, body, &moved, &code);

  tried++;
  refused++;
  if (moved || (status != SF_PUSH_REJECTED && status != SF_PUSH_QUARANTINED))
    g_error ("%s: %s.%s (%s) was let through: %d %s", peers[peer].name, sf_kind_info (sf_record_get_kind (record))->name, verb, what, status, code);
  g_strlcpy (why, code, sizeof why);
  return why;
}

static SfRecord *
fresh (Fixture *f, SfKind kind, gboolean full)
{
  g_autoptr(SfRecord) sample = sample_record (kind, full);
  g_autofree char *id = fixture_id (f);
  SfRecord *record = sf_record_new (kind, id);

  for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
    if (sf_record_has (sample, i))
      sample_field (record, i);
  return record;
}

/* Every verb that the registry does not give a role, and words that are no verbs. */
static void
test_verbs (void)
{
  static const char *const verbs[] = { "create", "patch", "delete", "put", "erase", "Create", "" };
  Fixture f;

  fixture_set_up (&f);
  for (guint p = 0; p < G_N_ELEMENTS (peers); p++)
    for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
      const SfKindInfo *info = sf_kind_info (kind);
      for (guint v = 0; v < G_N_ELEMENTS (verbs) + info->n_commands; v++) {
        const char *verb = v < G_N_ELEMENTS (verbs) ? verbs[v] : info->commands[v - G_N_ELEMENTS (verbs)].verb;
        gboolean any_patch = FALSE;
        for (guint i = 0; i < info->n_fields; i++)
          any_patch |= sf_may_patch (peers[p].role, kind, i);
        if ((v == 0 && sf_may_create (peers[p].role, kind)) || (v == 1 && any_patch) || (v >= G_N_ELEMENTS (verbs) && sf_may_command (peers[p].role, kind, verb)))
          continue;
        for (guint full = 0; full < 2; full++) {
          g_autoptr(SfRecord) record = fresh (&f, kind, full);
          assert_refused (&f, p, record, verb, NULL, "verb");
          assert_refused (&f, p, record, verb, f.staff[ANN], "verb, by a colleague");
        }
      }
    }
  fixture_tear_down (&f);
}

/* Mass assignment: a record of a kind that the role may write, with one field more that it may not. */
static void
test_fields (void)
{
  Fixture f;
  guint n = 0;

  fixture_set_up (&f);
  for (guint p = 0; p < G_N_ELEMENTS (peers); p++)
    for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
      for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++) {
        const SfField *field = &sf_kind_info (kind)->fields[i];
        g_autoptr(SfRecord) whole = fresh (&f, kind, FALSE), part = fresh (&f, kind, FALSE);
        gboolean changes = FALSE;

        for (guint k = 0; k < sf_kind_info (kind)->n_fields; k++) {
          sf_record_unset (part, k);
          changes |= sf_may_patch (peers[p].role, kind, k);
        }
        sample_field (whole, i);
        sample_field (part, i);
        if (sf_may_create (peers[p].role, kind) && field->flags & SF_FLAG_SRV) {
          g_assert_cmpstr (assert_refused (&f, p, whole, "create", f.staff[ANN], field->name), ==, "rights");
          n++;
        }
        if (changes && !sf_may_patch (peers[p].role, kind, i)) {
          g_assert_cmpstr (assert_refused (&f, p, part, "patch", f.staff[ANN], field->name), ==, "rights");
          n++;
        }
        for (guint c = 0; c < sf_kind_info (kind)->n_commands && field->flags & SF_FLAG_SRV; c++) {
          g_assert_cmpstr (assert_refused (&f, p, part, sf_kind_info (kind)->commands[c].verb, f.staff[ANN], field->name), ==, "rights");
          n++;
        }
      }
  g_assert_cmpuint (n, >, 10);
  fixture_tear_down (&f);
}

/* In every kind that there is, with a name in every field about people: what each role gets of it, by whichever bucket it asks for. */
static void
test_reading (void)
{
  Fixture f;
  const char *const some[] = { "pub", "cat", "crm", "log", "", "dev:", "dev:%", "CRM", "crm ", "pub'--", "account", "k_customer" };

  fixture_set_up (&f);
  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
    g_autoptr(SfRecord) record = fresh (&f, kind, TRUE);
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < sf_kind_info (kind)->n_fields; i++)
      if (sf_kind_info (kind)->fields[i].privacy != SF_PRIVACY_NONE && sf_kind_info (kind)->fields[i].type == SF_TYPE_TEXT)
        sf_record_set_text (record, i, "金丝雀");
    sf_ingest_put (f.ingest, record, &error);   /* some kinds of samples do not fit the house; enough others do */
  }
  for (guint p = 0; p < G_N_ELEMENTS (peers); p++) {
    const SfPeer *peer = &f.dev[peers[p].dev].peer;
    g_autoptr(GPtrArray) own = sf_server_buckets_of (peer->role, peer->device_id), all = g_ptr_array_new_with_free_func (g_free);

    for (guint i = 0; i < G_N_ELEMENTS (some); i++)
      g_ptr_array_add (all, g_strdup (some[i]));
    for (guint d = 0; d < N_DEVICES; d++)
      g_ptr_array_add (all, g_strconcat ("dev:", f.dev[d].peer.device_id, NULL));
    for (guint b = 0; b < all->len; b++) {
      g_autoptr(SfPull) pull = sf_pull_new ();
      g_autoptr(SfSnapshot) snapshot = sf_snapshot_new ();
      g_autoptr(GError) error = NULL, again = NULL;
      gboolean follows = g_ptr_array_find_with_equal_func (own, all->pdata[b], g_str_equal, NULL);

      pull->bucket = g_strdup (all->pdata[b]);
      snapshot->bucket = g_strdup (all->pdata[b]);
      pull->limit = snapshot->limit = SF_MAX_PULL_ROWS;
      g_autoptr(SfRowPage) page = sf_ingest_pull (f.ingest, peer, pull, &error);
      g_autoptr(SfRowPage) whole = sf_ingest_snapshot (f.ingest, peer, snapshot, &again);
      tried += 2;
      if (!follows) {
        g_assert_error (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS);
        g_assert_error (again, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS);
        refused += 2;
        continue;
      }
      g_assert_no_error (error);
      g_assert_no_error (again);
      for (guint r = 0; r < page->rows->len + whole->rows->len; r++) {
        const SfRow *row = r < page->rows->len ? page->rows->pdata[r] : whole->rows->pdata[r - page->rows->len];
        g_assert_true (sf_may_read (peer->role, sf_kind_lookup (row->kind)));
        if (peer->role != SF_ROLE_T && !row->gone && strcmp (row->kind, "push") != 0)
          g_assert_null (g_strstr_len (row->data, (gssize) row->data_len, "金丝雀"));
        g_assert_true (peer->role == SF_ROLE_T || strcmp (row->kind, "customer") != 0);
      }
    }
  }
  fixture_tear_down (&f);
}

/* Objects of others (BOLA): another device, another colleague, by their right ids. */
static void
test_objects (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) status = fixture_status (&f, visit), offer = fixture_offer (&f, visit, 1);

  for (guint p = 0; p < G_N_ELEMENTS (peers); p++) {
    g_autoptr(SfRecord) theirs = fixture_visit (&f, KIOSK2, "see");

    assert_refused (&f, p, theirs, "create", NULL, "a visit in the name of another kiosk");
    if (peers[p].role == SF_ROLE_K)
      continue;
    /* commands need a colleague, an active one, and the offer's own */
    for (guint c = 0; c < sf_kind_info (SF_KIND_ASSIGNMENT)->n_commands; c++) {
      const char *verb = sf_kind_info (SF_KIND_ASSIGNMENT)->commands[c].verb;
      g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_ASSIGNMENT, sf_record_get_id (offer));
      g_autofree char *nobody = fixture_id (&f);

      assert_refused (&f, p, patch, verb, NULL, "a command of nobody");
      assert_refused (&f, p, patch, verb, nobody, "a command of somebody who is not there");
      assert_refused (&f, p, patch, verb, f.dev[KIOSK].peer.device_id, "a command of a device");
    }
  }
  g_autoptr(SfRecord) still = fixture_status (&f, visit);
  g_assert_true (sf_record_equal (status, still));
  fixture_tear_down (&f);
}

/* What a guest would like is said of one's own ticket only, under the id that belongs to it; a colleague may say it of any. */
static void
test_wishes (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_autofree char *own = fixture_check_in (&f, KIOSK, "see"), *theirs = fixture_check_in (&f, KIOSK2, "see");
  const char *const visits[] = { own, theirs };

  for (guint v = 0; v < G_N_ELEMENTS (visits); v++) {
    g_autofree char *id = sf_uuid_derive (visits[v], "visit_wish", 0), *any = fixture_id (&f), *code = NULL, *body = NULL;
    g_autoptr(SfRecord) wish = sf_record_new (SF_KIND_VISIT_WISH, id), loose = sf_record_new (SF_KIND_VISIT_WISH, any), change = sf_record_new (SF_KIND_VISIT_WISH, id);
    gboolean moved;

    sf_record_set_text (wish, SF_VISIT_WISH_VISIT, visits[v]);
    sf_record_set_text (loose, SF_VISIT_WISH_VISIT, visits[v]);
    sf_record_set_text (change, SF_VISIT_WISH_DRINK, "tea");
    assert_refused (&f, 0, loose, "create", NULL, "a wish under an id of its own choice");
    if (v == 1)
      assert_refused (&f, 0, wish, "create", NULL, "a wish of another kiosk's guest");
    body = fixture_body ("create", wish, NULL);
    g_assert_cmpint (push (&f, v == 0 ? KIOSK : TABLET, body, &moved, &code), ==, SF_PUSH_OK);
    if (v == 1)
      assert_refused (&f, 0, change, "patch", NULL, "a change of another kiosk's guest's wish");
  }
  fixture_tear_down (&f);
}

/* A roster moves only with its owner; a screen speaks for its own glass; a withdrawn device for nobody. */
static void
test_others (void)
{
  Fixture f;

  fixture_set_up (&f);
  g_autoptr(SfRecord) roster = fixture_roster (&f, ANN);
  g_autoptr(SfRecord) moved = sf_record_new (SF_KIND_ROSTER, sf_record_get_id (roster));
  sf_record_set_text (moved, SF_ROSTER_CONSULTANT, f.staff[BEN]);
  assert_refused (&f, 1, moved, "patch", f.staff[ANN], "a roster given to somebody else");

  g_autofree char *play_id = fixture_id (&f);
  g_autoptr(SfRecord) play = sample_record (SF_KIND_PLAY, FALSE), mine = sf_record_new (SF_KIND_PLAY, play_id);
  for (guint i = 0; i < SF_PLAY_N_FIELDS; i++)
    if (sf_record_has (play, i))
      sample_field (mine, i);
  sf_record_set_text (mine, SF_PLAY_DISPLAY, f.dev[SCREEN2].peer.device_id);
  assert_refused (&f, 2, mine, "create", NULL, "what another screen played");

  f.dev[KIOSK].peer.revoked = TRUE;
  g_autoptr(SfRecord) visit = fixture_visit (&f, KIOSK, "see");
  assert_refused (&f, 0, visit, "create", NULL, "of a withdrawn device");
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rights/verbs", test_verbs);
  g_test_add_func ("/rights/fields", test_fields);
  g_test_add_func ("/rights/reading", test_reading);
  g_test_add_func ("/rights/objects", test_objects);
  g_test_add_func ("/rights/wishes", test_wishes);
  g_test_add_func ("/rights/others", test_others);
  int result = g_test_run ();
  g_test_message ("%u tried, %u refused", tried, refused);
  return result;
}
