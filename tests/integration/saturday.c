/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Saturday in a showroom, played in virtual time on the folder of a real dealership (DIR, its staff imported, server stopped): 80 parties
 * for sales, 120 cars for service, breaks, colleagues who let it ring, are not reached or say no, regulars, hand-overs, and at the peak
 * half an hour without a server, when kiosks ring tablets themselves. All of it goes through the server's own code. After every step: no guest
 * has two owners, no colleague two guests; at the end nobody was forgotten. Prints what happened as one line of JSON.
 *
 *   saturday DIR SEED
 */
#include <stdlib.h>
#include <string.h>

#include "saturday.h"

static int
by_time (gconstpointer a, gconstpointer b, gpointer data)
{
  const Event *first = a, *second = b;

  return first->at != second->at ? (first->at < second->at ? -1 : 1) : (first->n < second->n ? -1 : first->n > second->n);
}

static void
event_free (gpointer data)
{
  g_free (((Event *) data)->visit);
  g_free (data);
}

static void
plan (World *w, gint64 at, What what, const char *visit, int turn, Person *who)
{
  Event *event = g_new0 (Event, 1);
  const gint64 now = now_of (w);

  w->n_events++;
  *event = (Event) { MAX (at, now), w->n_events, what, g_strdup (visit), turn, who };
  g_sequence_insert_sorted (w->events, event, by_time, NULL);
}

static gboolean
chance (World *w, int percent)
{
  return g_rand_int_range (w->rand, 0, 100) < percent;
}

static gint64
between (World *w, gint64 from, gint64 to)
{
  return from + (gint64) g_rand_int_range (w->rand, 0, (gint32) MAX (to - from, 1));
}

static void
set_presence (World *w, Person *who, const char *presence)
{
  SfRecord *patch = sf_record_new (SF_KIND_ROSTER, who->roster);

  sf_record_set_text (patch, SF_ROSTER_PRESENCE, presence);
  say (w, TABLET, "patch", patch, who->id);
}

static Person *
person (World *w, const char *id)
{
  for (guint i = 0; i < w->people->len; i++)
    if (g_strcmp0 (((Person *) w->people->pdata[i])->id, id) == 0)
      return w->people->pdata[i];
  g_error ("nobody has the id %s", id);
}

static SfRecord *
offer_patch (const char *visit, int turn, const char *consultant)
{
  g_autofree char *id = sf_uuid_derive (visit, "assignment", (guint) turn);
  SfRecord *patch = sf_record_new (SF_KIND_ASSIGNMENT, id);

  if (consultant != NULL)
    sf_record_set_text (patch, SF_ASSIGNMENT_CONSULTANT, consultant);
  return patch;
}

/* What must hold after every step. */
static void
check (World *w)
{
  g_assert_cmpint (ask_int (w, "SELECT count(*) FROM (SELECT visit FROM k_assignment WHERE state = 'accepted' GROUP BY visit HAVING count(*) > 1)"), ==, 0);
  g_assert_cmpint (ask_int (w, "SELECT count(*) FROM (SELECT consultant FROM k_visit_status WHERE state IN ('accepted', 'serving') GROUP BY consultant HAVING count(*) > 1)"), ==, 0);
}

/* Guests */

static char *
new_visit (World *w, guint dev, const char *purpose, SfRecord **out)
{
  g_autofree char *id = sf_ids_new_uuid (w->ids, w->clock), *number = NULL;
  const gboolean service = strcmp (purpose, "service") == 0;
  SfRecord *visit = sf_record_new (SF_KIND_VISIT, id);

  number = sf_ticket_number (service ? "S" : "A", ++w->numbers[service], TRUE);
  sf_record_set_text (visit, SF_VISIT_NUMBER, number);
  sf_record_set_text (visit, SF_VISIT_PURPOSE, purpose);
  sf_record_set_text (visit, SF_VISIT_BEFORE, "unknown");
  sf_record_set_text (visit, SF_VISIT_LANG, chance (w, 10) ? "en" : "zh_CN");
  sf_record_set_int (visit, SF_VISIT_AT, now_of (w));
  sf_record_set_text (visit, SF_VISIT_DAY, DAY);
  sf_record_set_text (visit, SF_VISIT_DEVICE, w->dev[dev].peer.device_id);
  if (!service && chance (w, 12))
    sf_record_set_text (visit, SF_VISIT_WANTS, ((Person *) w->people->pdata[g_rand_int_range (w->rand, 0, 8)])->id);
  *out = visit;
  return g_steal_pointer (&id);
}

/* A kiosk's own decision from the last roster, as sf_floor_propose() makes it. */
static const char *
propose (World *w, SfRecord *visit, GPtrArray *colleagues, const char *const *tried, char **why)
{
  SfAssignInput input = { .colleagues = colleagues, .today = DAY, .minute = (int) ((now_of (w) - MIDNIGHT) / MINUTE), .not_these = tried };

  sf_assign_visit (&input, visit, NULL);
  return sf_assign (&input, why);
}

static GPtrArray *
read_roster (World *w)
{
  g_autoptr(GPtrArray) consultants = records (w, SF_KIND_CONSULTANT), rosters = records (w, SF_KIND_ROSTER);

  return sf_colleagues_read (consultants, rosters, DAY);
}

static gint64
stay (World *w, Person *who)
{
  return strcmp (who->job, "service") == 0 ? between (w, 5 * MINUTE, 10 * MINUTE) : between (w, 20 * MINUTE, 46 * MINUTE);
}

static void
take (World *w, const char *visit, Person *who)
{
  who->with = g_intern_string (visit);
  plan (w, now_of (w) + between (w, 15000, 90000), GREET, visit, 0, who);
  plan (w, now_of (w) + stay (w, who), LEAVE, visit, 0, who);
}

/* The kiosk rings tablets itself: each colleague who is really free says yes, or lets it ring and the next is rung. */
static void
ring_directly (World *w, SfRecord *visit)
{
  g_autoptr(GPtrArray) tried = g_ptr_array_new ();
  gint64 at = now_of (w);

  g_ptr_array_add (tried, NULL);
  for (guint n = 0; n < 2; n++)
    {
      g_autofree char *why = NULL, *id = sf_ids_new_uuid (w->ids, w->clock);
      const char *chosen = propose (w, visit, w->last_roster, (const char *const *) tried->pdata, &why);
      Person *who = chosen != NULL ? person (w, chosen) : NULL;

      if (who == NULL)
        return;
      w->rung_direct++;
      g_ptr_array_insert (tried, 0, who->id);
      if (who->with == NULL && chance (w, 85))
        {
          SfRecord *answer = sf_record_new (SF_KIND_RING_ANSWER, id);

          sf_record_set_text (answer, SF_RING_ANSWER_VISIT, sf_record_get_id (visit));
          sf_record_set_text (answer, SF_RING_ANSWER_CONSULTANT, who->id);
          sf_record_set_text (answer, SF_RING_ANSWER_KIOSK, sf_record_get_text (visit, SF_VISIT_DEVICE));
          sf_record_set_text (answer, SF_RING_ANSWER_WHY, why);
          sf_record_set_text (answer, SF_RING_ANSWER_DAY, DAY);
          sf_record_set_int (answer, SF_RING_ANSWER_AT, at + 6000);
          say (w, TABLET, "create", answer, who->id);
          g_hash_table_insert (w->taken, g_strdup (sf_record_get_id (visit)), who);
          take (w, sf_record_get_id (visit), who);
          return;
        }
      at += n == 0 ? 20000 : 15000;
    }
}

static void
arrive (World *w, const char *purpose)
{
  const guint dev = chance (w, 50) ? KIOSK : KIOSK2;
  SfRecord *visit = NULL;
  g_autofree char *id = new_visit (w, dev, purpose, &visit), *why = NULL;
  g_autoptr(GPtrArray) now = w->out ? NULL : read_roster (w);
  g_autoptr(SfRecord) kept = NULL;
  const char *proposed = propose (w, visit, w->out ? w->last_roster : now, NULL, &why);

  if (proposed != NULL)
    sf_record_set_text (visit, SF_VISIT_PROPOSED, proposed);
  sf_record_set_text (visit, SF_VISIT_PROPOSED_WHY, why);
  kept = sf_record_ref (visit);
  say (w, dev, "create", visit, NULL);
  if (w->out)
    {
      w->in_outage++;
      ring_directly (w, kept);
    }
}

/* Colleagues */

/* Everybody reacts to offers that are new: shows them, then says yes, no or nothing. */
static void
look (World *w)
{
  g_autoptr(GPtrArray) offers = records (w, SF_KIND_ASSIGNMENT);

  for (guint i = 0; i < offers->len; i++)
    {
      SfRecord *offer = offers->pdata[i];
      const char *who = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT);
      const int turn = (int) sf_record_get_int (offer, SF_ASSIGNMENT_TURN);

      if (g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_STATE), "offered") != 0 || !g_hash_table_add (w->seen, g_strdup (sf_record_get_id (offer))))
        continue;
      if (!chance (w, 96))
        continue;      /* a tablet in a drawer */
      plan (w, now_of (w) + between (w, 4000, 13000), ANSWER, sf_record_get_text (offer, SF_ASSIGNMENT_VISIT), turn, who != NULL ? person (w, who) : NULL);
      say (w, TABLET, "ack", offer_patch (sf_record_get_text (offer, SF_ASSIGNMENT_VISIT), turn, NULL), who != NULL ? who : ((Person *) g_ptr_array_index (w->people, 12))->id);
    }
}

static SfRecord *
get (World *w, SfKind kind, const char *visit, const char *name, guint n)
{
  g_autofree char *id = sf_uuid_derive (visit, name, n);

  return sf_table_get (sf_server_store_get_db (w->store), kind, id, NULL);
}

/* Whom the desk gives a guest to by hand: a colleague of that job whom it sees standing there. */
static Person *
somebody_free (World *w, const char *visit)
{
  g_autoptr(SfRecord) record = sf_table_get (sf_server_store_get_db (w->store), SF_KIND_VISIT, visit, NULL);
  const char *job = sf_purpose_job (sf_record_get_text (record, SF_VISIT_PURPOSE));

  for (guint i = 0; i < 12; i++)
    if (((Person *) w->people->pdata[i])->with == NULL && strcmp (((Person *) w->people->pdata[i])->job, job) == 0)
      return w->people->pdata[i];
  return NULL;
}

static void
answer (World *w, const Event *event)
{
  g_autoptr(SfRecord) offer = w->out ? NULL : get (w, SF_KIND_ASSIGNMENT, event->visit, "assignment", (guint) event->turn), status = NULL;
  Person *who = event->who != NULL ? event->who : g_ptr_array_index (w->people, 12), *to;

  if (offer == NULL || !(g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_STATE), "offered") == 0 || g_strcmp0 (sf_record_get_text (offer, SF_ASSIGNMENT_STATE), "acked") == 0))
    return;
  if (who->with != NULL || chance (w, 4))
    say (w, TABLET, "decline", offer_patch (event->visit, event->turn, NULL), who->id);
  else if (event->who == NULL && (to = somebody_free (w, event->visit)) != NULL)
    say (w, TABLET, "hand", offer_patch (event->visit, event->turn, to->id), who->id);
  else if (event->who != NULL && chance (w, 92))
    {
      say (w, TABLET, "accept", offer_patch (event->visit, event->turn, who->id), who->id);
      status = get (w, SF_KIND_VISIT_STATUS, event->visit, "visit_status", 0);
      if (g_strcmp0 (sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT), who->id) == 0)
        take (w, event->visit, who);
    }
}

static void
greet (World *w, const Event *event)
{
  g_autofree char *id = sf_uuid_derive (event->visit, "visit_status", 0);

  if (event->who->with == g_intern_string (event->visit))
    say (w, TABLET, "serve", sf_record_new (SF_KIND_VISIT_STATUS, id), event->who->id);
}

static void
leave (World *w, const Event *event)
{
  g_autofree char *id = sf_ids_new_uuid (w->ids, w->clock);
  SfRecord *outcome = sf_record_new (SF_KIND_OUTCOME, id);

  sf_record_set_text (outcome, SF_OUTCOME_VISIT, event->visit);
  sf_record_set_text (outcome, SF_OUTCOME_CONSULTANT, event->who->id);
  sf_record_set_text (outcome, SF_OUTCOME_DAY, DAY);
  sf_record_set_text (outcome, SF_OUTCOME_RESULT, "considering");
  sf_record_set_int (outcome, SF_OUTCOME_AT, now_of (w));
  event->who->with = NULL;
  say (w, TABLET, "create", outcome, event->who->id);
}

/* The network comes back: devices hand in what they kept, each in its order, among each other in any. */
static void
server_back (World *w)
{
  w->out = FALSE;
  for (;;)
    {
      guint left[N_DEVICES], n = 0;
      g_autofree char *body = NULL;
      Device *dev;

      for (guint i = 0; i < N_DEVICES; i++)
        if (!g_queue_is_empty (&w->dev[i].kept))
          left[n++] = i;
      if (n == 0)
        return;
      dev = &w->dev[left[g_rand_int_range (w->rand, 0, (gint32) n)]];
      body = g_queue_pop_head (&dev->kept);
      hand_in (w, dev, body);
      g_assert_cmpint (ask_int (w, "SELECT count(*) FROM (SELECT visit FROM k_assignment WHERE state = 'accepted' GROUP BY visit HAVING count(*) > 1)"), ==, 0);
    }
}

static void
go_out (World *w)
{
  g_clear_pointer (&w->last_roster, g_ptr_array_unref);
  w->last_roster = read_roster (w);
  w->out = TRUE;
}

static void
happen (World *w, const Event *event)
{
  switch (event->what)
    {
    case ARRIVE:
      arrive (w, event->turn == 0 ? "see" : "service");
      break;
    case ANSWER:
      answer (w, event);
      break;
    case GREET:
      greet (w, event);
      break;
    case LEAVE:
      leave (w, event);
      break;
    case BREAK:
      if (event->who->with == NULL)
        set_presence (w, event->who, "rest");
      break;
    case BACK:
      if (event->who->with == NULL)
        set_presence (w, event->who, "free");
      break;
    case SERVER_GONE:
      go_out (w);
      break;
    case SERVER_BACK:
    default:
      server_back (w);
      break;
    }
}

/* The house and its day */

static int
by_job (gconstpointer a, gconstpointer b)
{
  static const char *const jobs[] = { "sales", "service", "reception", "manager", NULL };
  const Person *first = *(Person *const *) a, *second = *(Person *const *) b;
  guint x = 0, y = 0;

  while (jobs[x] != NULL && strcmp (jobs[x], first->job) != 0)
    x++;
  while (jobs[y] != NULL && strcmp (jobs[y], second->job) != 0)
    y++;
  return x != y ? (x < y ? -1 : 1) : strcmp (first->number, second->number);
}

/* Eight for sales, four for service, one at the desk, one who leads; lunch for half an hour each, one after the other. */
static void
read_people (World *w)
{
  g_autoptr(GPtrArray) all = records (w, SF_KIND_CONSULTANT);

  for (guint i = 0; i < all->len; i++)
    {
      Person *one = g_new0 (Person, 1);

      one->id = g_strdup (sf_record_get_id (all->pdata[i]));
      one->number = g_strdup (sf_record_get_text (all->pdata[i], SF_CONSULTANT_STAFF_NO));
      one->job = g_strdup (sf_record_get_text (all->pdata[i], SF_CONSULTANT_JOB));
      one->roster = sf_uuid_derive (one->id, "roster", 0);
      g_ptr_array_add (w->people, one);
    }
  g_ptr_array_sort (w->people, by_job);
  g_assert_cmpuint (w->people->len, ==, 14);
  for (guint i = 0; i < 12; i++)
    {
      Person *one = w->people->pdata[i];
      const int from = 11 * 60 + 40 + (int) (i % 8) * 20;
      g_autofree char *text = g_strdup_printf ("%d-%d", from, from + 30);
      const char *const breaks[] = { text, NULL };
      SfRecord *patch = sf_record_new (SF_KIND_ROSTER, one->roster);

      sf_record_set_set (patch, SF_ROSTER_BREAKS, breaks);
      say (w, TABLET, "patch", patch, one->id);
      set_presence (w, one, "free");
      plan (w, AT (15, 0) + (gint64) i * 10 * MINUTE, BREAK, NULL, 0, one);
      plan (w, AT (15, 0) + (gint64) i * 10 * MINUTE + 10 * MINUTE, BACK, NULL, 0, one);
    }
}

/* When they come: sales most before noon and in the afternoon, service in the morning. */
static void
plan_guests (World *w)
{
  static const struct { int from, to, sales, service; } hours[] = {
    { 8 * 60 + 30, 10 * 60, 8, 48 }, { 10 * 60, 12 * 60, 32, 34 }, { 12 * 60, 14 * 60, 10, 16 }, { 14 * 60, 16 * 60 + 30, 26, 18 }, { 16 * 60 + 30, 17 * 60 + 30, 4, 4 },
  };
  guint sales = 0, service = 0;

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    {
      for (int n = 0; n < hours[i].sales; n++, sales++)
        plan (w, between (w, AT (0, hours[i].from), AT (0, hours[i].to)), ARRIVE, NULL, 0, NULL);
      for (int n = 0; n < hours[i].service; n++, service++)
        plan (w, between (w, AT (0, hours[i].from), AT (0, hours[i].to)), ARRIVE, NULL, 1, NULL);
    }
  g_assert_cmpuint (sales, ==, SALES);
  g_assert_cmpuint (service, ==, SERVICE);
  plan (w, OUT_FROM, SERVER_GONE, NULL, 0, NULL);
  plan (w, OUT_TO, SERVER_BACK, NULL, 0, NULL);
}

/* The server's own clock: deadlines are looked at in their time. */
static void
tick_until (World *w, gint64 until)
{
  g_autoptr(GError) error = NULL;

  while (!w->out)
    {
      gint64 next = sf_ingest_tick (w->ingest, &error);

      g_assert_no_error (error);
      look (w);
      if (next == 0 || next > until || (!g_sequence_is_empty (w->events) && ((Event *) g_sequence_get (g_sequence_get_begin_iter (w->events)))->at < next))
        return;
      sf_clock_fake_advance (w->clock, MAX (next - now_of (w), 0));
    }
}

static void
play (World *w)
{
  while (!g_sequence_is_empty (w->events))
    {
      GSequenceIter *first = g_sequence_get_begin_iter (w->events);
      gint64 at = ((Event *) g_sequence_get (first))->at;
      Event *event;

      tick_until (w, at);
      first = g_sequence_get_begin_iter (w->events);
      event = g_sequence_get (first);
      sf_clock_fake_advance (w->clock, MAX (event->at - now_of (w), 0));
      happen (w, event);
      g_sequence_remove (first);
      if (!w->out)
        {
          look (w);
          check (w);
        }
      if (g_sequence_is_empty (w->events))
        tick_until (w, now_of (w) + 30 * MINUTE);
    }
}

static void
tell (World *w)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfDispatchDay) day = sf_dispatch_day_load (w->store, DAY, &error);
  GHashTableIter iter;
  gpointer visit, who;

  g_assert_no_error (error);
  g_assert_cmpint (ask_int (w, "SELECT count(*) FROM k_visit_status WHERE consultant IS NULL"), ==, 0);
  g_assert_cmpint (ask_int (w, "SELECT count(*) FROM k_visit_status WHERE state <> 'left'"), ==, 0);
  g_assert_cmpint (ask_int (w, "SELECT count(*) FROM k_visit_status"), ==, SALES + SERVICE);
  /* Who took a guest without the server has them afterwards. */
  g_hash_table_iter_init (&iter, w->taken);
  while (g_hash_table_iter_next (&iter, &visit, &who))
    {
      g_autoptr(SfRecord) status = get (w, SF_KIND_VISIT_STATUS, visit, "visit_status", 0);

      g_assert_cmpstr (sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT), ==, ((Person *) who)->id);
    }
  g_assert_cmpint (day->report->same, ==, day->report->replayed->len);
  g_assert_cmpint (day->report->out_of_turn, ==, 0);
  g_assert_cmpint (day->report->two_owners, ==, 0);
  g_assert_cmpint (day->report->most_apart, <=, 1);
  g_print ("{\"decisions\": %u, \"in_outage\": %u, \"rung_direct\": %u, \"taken_direct\": %u, \"queued\": %d, \"sales_median_ms\": %d, \"service_median_ms\": %d}\n", day->report->replayed->len,
           w->in_outage, w->rung_direct, g_hash_table_size (w->taken), (int) day->report->queued, (int) day->report->waits[SF_WAIT_SALES].median_ms,
           (int) day->report->waits[SF_WAIT_SERVICE].median_ms);
}

static void
person_free (gpointer data)
{
  Person *self = data;

  g_free (self->id);
  g_free (self->roster);
  g_free (self->number);
  g_free (self->job);
  g_free (self);
}

int
main (int argc, char **argv)
{
  World w = { .clock = sf_clock_new_fake (AT (8, 10)), .ids = sf_ids_new_seeded (argc > 2 ? (guint64) atoi (argv[2]) : 1), .worker = sf_worker_new_inline () };
  g_autoptr(GError) error = NULL;

  if (argc < 2)
    return 2;
  w.rand = g_rand_new_with_seed (argc > 2 ? (guint32) atoi (argv[2]) : 1);
  w.events = g_sequence_new (event_free);
  w.people = g_ptr_array_new_with_free_func (person_free);
  w.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  w.taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  w.store = sf_server_store_open (argv[1], NULL, w.worker, w.clock, w.ids, &error);
  g_assert_no_error (error);
  w.ingest = sf_ingest_new (w.store, w.clock, w.ids);
  for (guint i = 0; i < N_DEVICES; i++)
    put_device (&w, i);
  read_people (&w);
  plan_guests (&w);
  play (&w);
  tell (&w);
  sf_server_store_verify (w.store, &error);
  g_assert_no_error (error);
  sf_ingest_free (w.ingest);
  sf_server_store_close (w.store);
  g_clear_pointer (&w.last_roster, g_ptr_array_unref);
  g_hash_table_unref (w.seen);
  g_hash_table_unref (w.taken);
  g_ptr_array_unref (w.people);
  g_sequence_free (w.events);
  g_rand_free (w.rand);
  sf_worker_unref (w.worker);
  sf_clock_unref (w.clock);
  sf_ids_unref (w.ids);
  return 0;
}
