/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server was away, a kiosk rang the tablets itself: afterwards every guest has one owner, in whatever order the words arrive. */
#include "base/sf-bytes.h"
#include "fixture.h"
#include "store/sf-server-decisions.h"

#include <string.h>

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static SfRecord *
answer_of (Fixture *f, const char *visit, guint who, gint64 at)
{
  g_autofree char *id = fixture_id (f);
  SfRecord *answer = sf_record_new (SF_KIND_RING_ANSWER, id);

  sf_record_set_text (answer, SF_RING_ANSWER_VISIT, visit);
  sf_record_set_text (answer, SF_RING_ANSWER_CONSULTANT, f->staff[who]);
  sf_record_set_text (answer, SF_RING_ANSWER_KIOSK, f->dev[KIOSK].peer.device_id);
  sf_record_set_text (answer, SF_RING_ANSWER_WHY, "rotation|2");
  sf_record_set_text (answer, SF_RING_ANSWER_DAY, FIXTURE_DAY);
  sf_record_set_int (answer, SF_RING_ANSWER_AT, at);
  return answer;
}

static void
assert_owner (Fixture *f, const char *visit, guint who, const char *state)
{
  g_autoptr(SfRecord) status = fixture_status (f, visit), ticket = fixture_ticket (f, visit), roster = fixture_roster (f, who);
  guint accepted = 0;

  assert_text (status, SF_VISIT_STATUS_CONSULTANT, f->staff[who]);
  assert_text (status, SF_VISIT_STATUS_STATE, state);
  assert_text (ticket, SF_TICKET_CONSULTANT, f->staff[who]);
  assert_text (roster, SF_ROSTER_PRESENCE, "serving");
  for (guint turn = 1; turn < 9; turn++)
    {
      g_autoptr(SfRecord) offer = fixture_offer (f, visit, turn);
      const char *offered = offer != NULL ? sf_record_get_text (offer, SF_ASSIGNMENT_STATE) : "";

      g_assert_cmpstr (offered, !=, "offered");
      g_assert_cmpstr (offered, !=, "acked");
      if (g_str_equal (offered, "accepted"))
        {
          assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f->staff[who]);
          accepted++;
        }
    }
  g_assert_cmpuint (accepted, ==, 1);
}

static void
assert_free (Fixture *f, guint who)
{
  g_autoptr(SfRecord) roster = fixture_roster (f, who);

  assert_text (roster, SF_ROSTER_PRESENCE, "free");
}

/* The day played again knows of the guest, once, that a kiosk rang for them, and by which reason. */
static void
assert_logged (Fixture *f, const char *visit, guint who)
{
  g_autoptr(SfDispatchDay) day = sf_dispatch_day_load (f->store, FIXTURE_DAY, NULL);
  const SfReplayed *step;

  g_assert_cmpuint (day->report->replayed->len, >=, 1);
  step = day->report->replayed->pdata[day->report->replayed->len - 1];
  g_assert_cmpstr (step->decision->visit, ==, visit);
  g_assert_cmpstr (step->decision->how, ==, "direct");
  g_assert_cmpstr (step->decision->given, ==, f->staff[who]);
  g_assert_cmpstr (step->decision->why, ==, "rotation|2");
  g_assert_true (step->direct && step->same && !step->by_person);
  g_assert_cmpint (day->report->direct, ==, 1);
  g_assert_cmpint (day->report->two_owners, ==, 0);
}

/* Ben was rung by the kiosk and went; then the words arrive, and nobody is rung for the guest again. */
static void
test_either_order (void)
{
  for (guint visit_first = 0; visit_first < 2; visit_first++)
    {
      WITH_FIXTURE (f);
      SfRecord *visit = fixture_visit (&f, KIOSK, "see");
      g_autofree char *id = g_strdup (sf_record_get_id (visit));
      SfRecord *answer = answer_of (&f, id, BEN, sf_clock_wall_ms (f.clock) + 5000);
      g_autoptr(SfRecord) status = NULL;

      fixture_advance (&f, 600000);
      if (visit_first)
        fixture_ok (&f, KIOSK, "create", visit, NULL);
      fixture_ok (&f, TABLET, "create", answer, f.staff[BEN]);
      if (!visit_first)
        fixture_ok (&f, KIOSK, "create", visit, NULL);
      assert_owner (&f, id, BEN, "accepted");
      assert_free (&f, ANN);
      assert_logged (&f, id, BEN);
      g_assert_cmpint (fixture_tick (&f), ==, 0);
      status = fixture_status (&f, id);
      g_assert_cmpint (sf_record_get_int (status, SF_VISIT_STATUS_ACCEPTED_AT), ==, FIXTURE_NOW + 1000 + 5000);
      fixture_tear_down (&f);
    }
}

/* Two went for one guest: whoever said so first has them, whoever's tablet is heard first. */
static void
test_first_word_counts (void)
{
  for (guint order = 0; order < 6; order++)
    {
      static const guint orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
      WITH_FIXTURE (f);
      SfRecord *words[3] = { fixture_visit (&f, KIOSK, "see"), NULL, NULL };
      g_autofree char *id = g_strdup (sf_record_get_id (words[0]));

      words[1] = answer_of (&f, id, CAI, sf_clock_wall_ms (f.clock) + 4000);
      words[2] = answer_of (&f, id, BEN, sf_clock_wall_ms (f.clock) + 9000);
      fixture_advance (&f, 600000);
      for (guint i = 0; i < 3; i++)
        fixture_ok (&f, orders[order][i] == 0 ? KIOSK : TABLET, "create", words[orders[order][i]], orders[order][i] == 0 ? NULL : f.staff[orders[order][i] == 1 ? CAI : BEN]);
      assert_owner (&f, id, CAI, "accepted");
      assert_free (&f, ANN);
      assert_free (&f, BEN);
      fixture_tear_down (&f);
    }
}

/* The server rang meanwhile, too. Who was promised later gives way, who has greeted the guest does not. */
static void
test_against_the_server (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *second = NULL, *status = NULL;
  gint64 start = sf_clock_wall_ms (f.clock);

  fixture_advance (&f, 10000);
  fixture_ok (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[ANN]), f.staff[ANN]);
  fixture_ok (&f, TABLET, "create", answer_of (&f, visit, BEN, start + 12000), f.staff[BEN]);
  assert_owner (&f, visit, ANN, "accepted");
  fixture_ok (&f, TABLET, "create", answer_of (&f, visit, CAI, start + 3000), f.staff[CAI]);
  assert_owner (&f, visit, CAI, "accepted");
  assert_free (&f, ANN);
  second = fixture_check_in (&f, KIOSK, "see");
  start = sf_clock_wall_ms (f.clock);
  status = sf_uuid_derive (second, "visit_status", 0);
  fixture_advance (&f, 5000);
  fixture_ok (&f, TABLET, "serve", sf_record_new (SF_KIND_VISIT_STATUS, status), f.staff[ANN]);
  fixture_ok (&f, TABLET, "create", answer_of (&f, second, BEN, start), f.staff[BEN]);
  {
    g_autoptr(SfRecord) known = fixture_status (&f, second);

    assert_text (known, SF_VISIT_STATUS_CONSULTANT, f.staff[ANN]);
    assert_text (known, SF_VISIT_STATUS_STATE, "serving");
  }
  fixture_tear_down (&f);
}

/* A kiosk says nothing of the kind, a tablet only for colleagues of the house; a clock of 1970 makes nobody come before their guest. */
static void
test_who_may (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see");
  g_autoptr(SfRecord) status = NULL;
  SfRecord *stranger = answer_of (&f, visit, BEN, 0);
  g_autofree char *nobody = fixture_id (&f);

  fixture_refused (&f, KIOSK, "create", answer_of (&f, visit, BEN, 0), NULL, "rights");
  sf_record_set_text (stranger, SF_RING_ANSWER_CONSULTANT, nobody);
  fixture_refused (&f, TABLET, "create", stranger, f.staff[BEN], "rights.object");
  fixture_ok (&f, TABLET, "create", answer_of (&f, visit, BEN, 0), f.staff[BEN]);
  assert_owner (&f, visit, BEN, "accepted");
  status = fixture_status (&f, visit);
  g_assert_cmpint (sf_record_get_int (status, SF_VISIT_STATUS_ACCEPTED_AT), ==, sf_clock_wall_ms (f.clock));
  fixture_tear_down (&f);
}

static SfRecord *
line_of (Fixture *f, guint kiosk, guint tablet)
{
  g_autofree char *pair = g_strconcat (f->dev[kiosk].peer.device_id, f->dev[tablet].peer.device_id, NULL), *id = sf_uuid_derive (pair, "ring_line", 0);

  return fixture_get (f, SF_KIND_RING_LINE, id);
}

/* Each kiosk learns each tablet's address and key, over its own bucket alone; a withdrawn device makes every key new. */
static void
test_lines (void)
{
  WITH_FIXTURE (f);
  guint8 one[32], two[32], again[32];
  g_autoptr(SfRecord) line = NULL, other = NULL, gone = NULL;
  g_autofree char *hex = NULL;

  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.7:4000", one, NULL));
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET2].peer, "10.0.0.8:4000", two, NULL));
  g_assert_true (memcmp (one, two, 32) != 0);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.9:4000", again, NULL));
  g_assert_cmpmem (one, 32, again, 32);
  line = line_of (&f, KIOSK, TABLET);
  other = line_of (&f, KIOSK2, TABLET);
  hex = sf_hex (one, 32);
  assert_text (line, SF_RING_LINE_KEY, hex);
  assert_text (other, SF_RING_LINE_KEY, hex);
  assert_text (line, SF_RING_LINE_ADDRESS, "10.0.0.9:4000");
  assert_text (line, SF_RING_LINE_KIOSK, f.dev[KIOSK].peer.device_id);
  g_assert_cmpuint (sf_kind_info (SF_KIND_RING_LINE)->buckets, ==, SF_BUCKET_DEV);
  g_assert_true (sf_ingest_forget_device (f.ingest, f.dev[KIOSK2].peer.device_id, NULL));
  gone = line_of (&f, KIOSK, TABLET);
  g_assert_null (gone);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.9:4000", again, NULL));
  g_assert_true (memcmp (one, again, 32) != 0);
  fixture_tear_down (&f);
}

static void
assert_way (Fixture *f, guint device, guint who, const char *state, const char *unreached)
{
  g_autofree char *pair = g_strconcat (f->dev[device].peer.device_id, f->dev[TABLET].peer.device_id, NULL), *id = sf_uuid_derive (pair, "way", 0);
  g_autoptr(SfRecord) way = fixture_get (f, SF_KIND_WAY, id), kiosk = fixture_get (f, SF_KIND_DEVICE, f->dev[who].peer.device_id);

  g_assert_true ((way == NULL) == (state == NULL));
  if (way != NULL)
    assert_text (way, SF_WAY_REACH, state);
  g_assert_cmpstr (sf_record_get_text (kiosk, SF_DEVICE_UNREACHED), ==, unreached);
}

static void
assert_reach (Fixture *f, const char *state, const char *unreached)
{
  assert_way (f, KIOSK, KIOSK, state, unreached);
}

static void
assert_screen (Fixture *f, const char *state, const char *unreached)
{
  assert_way (f, SCREEN, TABLET, state, unreached);
}

static void
say_reach (Fixture *f, guint who, guint tablet, const char *state)
{
  g_autofree char *said = g_strconcat (f->dev[tablet].peer.device_id, ".", state, NULL);

  g_assert_true (sf_ingest_reach (f->ingest, &f->dev[who].peer, said, NULL));
}

/* A tablet that is in touch and is not reached is a fault of the network; one that is away is not, and what was found out holds for one place. */
static void
test_reach (void)
{
  WITH_FIXTURE (f);
  const char *tablet = f.dev[TABLET].peer.device_id;
  guint8 key[32];

  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.7:4000", key, NULL));
  assert_reach (&f, NULL, NULL);
  say_reach (&f, KIOSK, TABLET, "silent");
  assert_reach (&f, "silent", tablet);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.7:4000", key, NULL));
  assert_reach (&f, "silent", tablet);
  fixture_advance (&f, 150000);
  say_reach (&f, KIOSK, TABLET, "silent");
  assert_reach (&f, "off", NULL);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.7:4000", key, NULL));
  say_reach (&f, KIOSK, TABLET, "refused");
  assert_reach (&f, "refused", tablet);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.9:4000", key, NULL));
  assert_reach (&f, NULL, tablet);
  say_reach (&f, KIOSK, TABLET, "ok");
  assert_reach (&f, "ok", NULL);
  /* It worked: somebody may have switched it off just now; when it is heard of again, it is not that. */
  say_reach (&f, KIOSK, TABLET, "refused");
  fixture_advance (&f, 60000);
  say_reach (&f, KIOSK, TABLET, "refused");
  assert_reach (&f, "ok", NULL);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.9:4000", key, NULL));
  say_reach (&f, KIOSK, TABLET, "refused");
  assert_reach (&f, "refused", tablet);
  say_reach (&f, KIOSK, TABLET, "ok");
  say_reach (&f, KIOSK, TABLET, "refused");
  assert_reach (&f, "ok", NULL);
  fixture_advance (&f, 150000);
  say_reach (&f, KIOSK, TABLET, "refused");
  assert_reach (&f, "off", NULL);
  say_reach (&f, KIOSK, TABLET, "ok");
  /* A tablet says the same of a screen; nobody else does, and where the screen moves nothing is known any more. */
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN].peer, "10.0.0.5:4000", key, NULL));
  say_reach (&f, TABLET, SCREEN, "silent");
  say_reach (&f, KIOSK, SCREEN, "silent");
  say_reach (&f, SCREEN, TABLET, "ok");
  assert_screen (&f, "silent", f.dev[SCREEN].peer.device_id);
  assert_reach (&f, "ok", NULL);
  say_reach (&f, TABLET, SCREEN, "ok");
  assert_screen (&f, "ok", NULL);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[SCREEN].peer, "10.0.0.5:4001", key, NULL));
  assert_screen (&f, NULL, NULL);
  say_reach (&f, TABLET, SCREEN, "refused");
  g_assert_true (sf_ingest_forget_device (f.ingest, f.dev[SCREEN].peer.device_id, NULL));
  assert_screen (&f, NULL, f.dev[SCREEN].peer.device_id);
  g_assert_true (sf_ingest_lan (f.ingest, &f.dev[TABLET].peer, "10.0.0.9:4000", key, NULL));
  /* Of others, of strangers, and what no kiosk can mean. */
  say_reach (&f, TABLET2, TABLET, "silent");
  say_reach (&f, KIOSK2, TABLET, "silent");
  say_reach (&f, KIOSK, KIOSK2, "silent");
  say_reach (&f, KIOSK, TABLET, "gone");
  g_assert_true (sf_ingest_reach (f.ingest, &f.dev[KIOSK].peer, "", NULL));
  g_assert_true (sf_ingest_reach (f.ingest, &f.dev[KIOSK].peer, "x.ok", NULL));
  assert_reach (&f, "ok", NULL);
  fixture_tear_down (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/taken/either-order", test_either_order);
  g_test_add_func ("/taken/first-word-counts", test_first_word_counts);
  g_test_add_func ("/taken/against-the-server", test_against_the_server);
  g_test_add_func ("/taken/who-may", test_who_may);
  g_test_add_func ("/taken/lines", test_lines);
  g_test_add_func ("/taken/reach", test_reach);
  return g_test_run ();
}
