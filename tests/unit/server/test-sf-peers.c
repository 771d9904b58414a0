/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others' dispatch got wrong, by the numbers of docs/reliability.md; and a floor where everything happens at random. */
#include "fixture.h"
#include "store/sf-server-decisions.h"
#include "store/sf-server-private.h"

#define WITH_FIXTURE(f) Fixture f; fixture_set_up (&f)

static gint64
count_unreached (Fixture *f, const char *visit)
{
  gint64 n = -1;

  g_assert_true (sf_server_int (sf_server_query (f->store, NULL, "SELECT count(*) FROM audit WHERE action = 'dispatch.unreached' AND object = $1", "t", visit), -1, &n, NULL));
  return n;
}

static guint
who_has (Fixture *f, const char *visit)
{
  g_autoptr(SfRecord) offer = fixture_offer (f, visit, 1);

  for (guint who = ANN; who <= CAI; who++)
    if (g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), f->staff[who]) == 0)
      return who;
  return N_STAFF;
}

/* Thirty walk-ins for three equals, in runs of three and what is left over: never more than one apart. */
static void
test_t1 (void)
{
  WITH_FIXTURE (f);
  guint parties[N_STAFF] = { 0 };

  for (guint i = 0; i < 31; i++)
    {
      g_autofree char *visit = fixture_check_in (&f, i % 2 ? KIOSK : KIOSK2, "see");
      const guint who = who_has (&f, visit);

      g_assert_cmpuint (who, <=, CAI);
      fixture_ok (&f, TABLET, "accept", fixture_offer_patch (visit, 1, f.staff[who]), f.staff[who]);
      parties[who]++;
      fixture_advance (&f, 60000);
      fixture_ok (&f, TABLET, "create", fixture_outcome (&f, visit, who), f.staff[who]);
      g_assert_cmpuint (MAX (MAX (parties[ANN], parties[BEN]), parties[CAI]) - MIN (MIN (parties[ANN], parties[BEN]), parties[CAI]), <=, 1);
    }
  fixture_tear_down (&f);
}

/* A kiosk that was away names whom its old roster had: gone home, at lunch, dismissed. None of them is rung. */
static void
test_t3 (void)
{
  static const char *const gone[] = { "off", "rest", "away" };

  for (guint i = 0; i <= G_N_ELEMENTS (gone); i++)
    {
      WITH_FIXTURE (f);
      SfRecord *visit = fixture_visit (&f, KIOSK, "see");
      g_autofree char *id = g_strdup (sf_record_get_id (visit));

      if (i < G_N_ELEMENTS (gone))
        fixture_presence (&f, ANN, gone[i]);
      else
        {
          g_autoptr(SfRecord) person = fixture_get (&f, SF_KIND_CONSULTANT, f.staff[ANN]);

          sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 0);
          g_assert_true (sf_ingest_put (f.ingest, person, NULL));
        }
      sf_record_set_text (visit, SF_VISIT_PROPOSED, f.staff[ANN]);
      sf_record_set_text (visit, SF_VISIT_PROPOSED_WHY, "rotation|1");
      fixture_ok (&f, KIOSK, "create", visit, NULL);
      g_assert_cmpuint (who_has (&f, id), ==, BEN);
      fixture_tear_down (&f);
    }
}

/* A ring that no device has shown is told within thirty seconds, of a colleague's tablet as of reception's; one that was shown and not answered is something else. */
static void
test_t6 (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = fixture_check_in (&f, KIOSK, "see"), *shown = NULL;

  g_assert_cmpint (count_unreached (&f, visit), ==, 0);
  fixture_advance (&f, 29000);
  fixture_tick (&f);
  g_assert_cmpint (count_unreached (&f, visit), ==, 1);
  fixture_advance (&f, 29000);
  fixture_tick (&f);
  g_assert_cmpint (count_unreached (&f, visit), ==, 2);
  fixture_advance (&f, 29000);
  fixture_tick (&f);
  g_assert_cmpint (count_unreached (&f, visit), ==, 3);      /* reception, too: nobody knows of this guest */
  shown = fixture_check_in (&f, KIOSK2, "see");
  fixture_ok (&f, TABLET, "ack", fixture_offer_patch (shown, 1, NULL), f.staff[ANN]);
  fixture_advance (&f, 29000);
  fixture_tick (&f);
  g_assert_cmpint (count_unreached (&f, shown), ==, 0);
  fixture_tear_down (&f);
}

/* A tablet that was locked or asleep for half an hour says nothing; whoever holds it is as free as they said, and is rung. */
static void
test_t14 (void)
{
  WITH_FIXTURE (f);
  g_autofree char *visit = NULL;
  g_autoptr(SfRecord) offer = NULL, roster = NULL;

  fixture_advance (&f, 30 * 60000);
  fixture_tick (&f);
  visit = fixture_check_in (&f, KIOSK, "see");
  offer = fixture_offer (&f, visit, 1);
  roster = fixture_roster (&f, ANN);
  assert_text (offer, SF_ASSIGNMENT_CONSULTANT, f.staff[ANN]);
  assert_text (roster, SF_ROSTER_PRESENCE, "free");
  fixture_tear_down (&f);
}

/* --- everything at random ------------------------------------------------------------------------------------------- */

#define MOST_VISITS 40
typedef struct { Fixture f; GRand *rand; GPtrArray *visits; GHashTable *seen; } Floor;

static GPtrArray *
all_offers (Floor *floor)
{
  SfQuery query = { .kind = SF_KIND_ASSIGNMENT, .order = -1, .limit = G_MAXINT };
  GPtrArray *all = sf_table_query (sf_server_store_get_db (floor->f.store), &query, NULL);

  g_assert_nonnull (all);
  return all;
}

static gboolean
is_in (SfRecord *offer, const char *state)
{
  return g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_STATE), state) == 0;
}

static guint
staff_of (Floor *floor, SfRecord *offer)
{
  for (guint who = 0; who < N_STAFF; who++)
    if (g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), floor->f.staff[who]) == 0)
      return who;
  return N_STAFF;
}

/* Never two owners, nobody rung for two guests at once, no guest rung for by two, nobody rung who is not free. */
static void
check_floor (Floor *floor)
{
  g_autoptr(GPtrArray) offers = all_offers (floor);
  g_autoptr(GHashTable) owned = g_hash_table_new (g_str_hash, g_str_equal), calling = g_hash_table_new (g_str_hash, g_str_equal), rung = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < offers->len; i++)
    {
      SfRecord *offer = offers->pdata[i];
      const char *visit = sf_record_get_text (offer, SF_ASSIGNMENT_VISIT);
      const guint who = staff_of (floor, offer);
      const gboolean open = is_in (offer, "offered") || is_in (offer, "acked");

      if (is_in (offer, "accepted"))
        g_assert_true (g_hash_table_add (owned, (gpointer) visit));
      if (open)
        g_assert_true (g_hash_table_add (calling, (gpointer) visit));
      if (open && who < N_STAFF)
        g_assert_true (g_hash_table_add (rung, floor->f.staff[who]));
      if (g_hash_table_add (floor->seen, g_strdup (sf_record_get_id (offer))) && is_in (offer, "offered") && who < N_STAFF)
        {
          g_autoptr(SfRecord) roster = fixture_roster (&floor->f, who);

          assert_text (roster, SF_ROSTER_PRESENCE, "free");
        }
    }
}

static void
say_to_some_offer (Floor *floor)
{
  static const char *const words[] = { "ack", "accept", "accept", "accept", "decline" };
  g_autoptr(GPtrArray) offers = all_offers (floor);

  for (guint i = 0; i < offers->len; i++)
    {
      SfRecord *offer = offers->pdata[i];
      const guint who = staff_of (floor, offer), by = who < N_STAFF ? who : ROSE;
      const char *word = words[g_rand_int_range (floor->rand, 0, G_N_ELEMENTS (words))];
      g_autofree char *id = g_strdup (sf_record_get_id (offer));

      if (!(is_in (offer, "offered") || (is_in (offer, "acked") && g_strcmp0 (word, "ack") != 0)) || g_rand_boolean (floor->rand))
        continue;
      sf_push_result_free (fixture_do (&floor->f, g_rand_boolean (floor->rand) ? TABLET : TABLET2, word, sf_record_new (SF_KIND_ASSIGNMENT, id), floor->f.staff[by]));
      return;
    }
}

static void
end_some_visit (Floor *floor)
{
  g_autoptr(GPtrArray) offers = all_offers (floor);

  for (guint i = 0; i < offers->len; i++)
    if (is_in (offers->pdata[i], "accepted") && staff_of (floor, offers->pdata[i]) <= CAI && g_rand_boolean (floor->rand))
      {
        const guint who = staff_of (floor, offers->pdata[i]);

        fixture_ok (&floor->f, TABLET, "create", fixture_outcome (&floor->f, sf_record_get_text (offers->pdata[i], SF_ASSIGNMENT_VISIT), who), floor->f.staff[who]);
        return;
      }
}

static void
change_some_presence (Floor *floor)
{
  static const char *const states[] = { "free", "free", "free", "away", "rest" };
  const guint who = (guint) g_rand_int_range (floor->rand, ANN, CAI + 1);
  g_autoptr(SfRecord) roster = fixture_roster (&floor->f, who);

  /* Whoever is with a guest stays so until the guest goes. */
  if (g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_PRESENCE), "serving") != 0)
    fixture_presence (&floor->f, who, states[g_rand_int_range (floor->rand, 0, G_N_ELEMENTS (states))]);
}

static void
live (Floor *floor, guint steps)
{
  for (guint i = 0; i < steps; i++)
    {
      switch (g_rand_int_range (floor->rand, 0, 7))
        {
        case 0:
        case 1:
          if (floor->visits->len < MOST_VISITS)
            g_ptr_array_add (floor->visits, fixture_check_in (&floor->f, g_rand_boolean (floor->rand) ? KIOSK : KIOSK2, "see"));
          break;
        case 2:
        case 3:
          say_to_some_offer (floor);
          break;
        case 4:
          end_some_visit (floor);
          break;
        case 5:
          change_some_presence (floor);
          break;
        default:
          fixture_advance (&floor->f, 1000 * g_rand_int_range (floor->rand, 1, 40));
          fixture_tick (&floor->f);
        }
      check_floor (floor);
      fixture_advance (&floor->f, 1);
    }
}

/* And played again the day has the same answers, passed nobody over, and no two equals two turns apart. */
static void
test_random_floor (void)
{
  Floor floor = { .rand = g_rand_new_with_seed ((guint32) g_test_rand_int ()) };
  gint64 decided = 0;

  fixture_set_up_in_memory (&floor.f);
  fixture_mark (&floor.f);
  for (guint day = 0; day < 8; day++)
    {
      g_autoptr(SfDispatchDay) again = NULL;

      floor.visits = g_ptr_array_new_with_free_func (g_free);
      floor.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      live (&floor, 120);
      again = sf_dispatch_day_load (floor.f.store, FIXTURE_DAY, NULL);
      g_assert_nonnull (again);
      decided += again->report->replayed->len;
      g_assert_cmpint (again->report->same, ==, again->report->replayed->len);
      g_assert_cmpint (again->report->two_owners, ==, 0);
      g_assert_cmpint (again->report->out_of_turn, ==, 0);
      g_assert_cmpint (again->report->most_apart, <=, 1);
      g_ptr_array_unref (floor.visits);
      g_hash_table_unref (floor.seen);
      fixture_rewind (&floor.f);
    }
  g_assert_cmpint (decided, >, 100);
  g_rand_free (floor.rand);
  fixture_tear_down (&floor.f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/peers/t1-turns-are-even", test_t1);
  g_test_add_func ("/peers/t3-who-is-gone-is-not-rung", test_t3);
  g_test_add_func ("/peers/t6-not-delivered-is-told", test_t6);
  g_test_add_func ("/peers/t14-silence-is-not-absence", test_t14);
  g_test_add_func ("/peers/random-floor", test_random_floor);
  return g_test_run ();
}
