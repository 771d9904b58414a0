/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-dispatch"
#include "server/sf-dispatch.h"

#include <string.h>

gboolean
sf_dispatch_is_open (SfRecord *assignment)
{
  return sf_work_text_is (assignment, SF_ASSIGNMENT_STATE, "offered") || sf_work_text_is (assignment, SF_ASSIGNMENT_STATE, "acked");
}

static gint64
ring_ms (SfWork *work, gboolean first)
{
  return 1000 * (first ? sf_work_setting (work, SF_RING_FIRST_KEY, SF_RING_FIRST_S) : sf_work_setting (work, SF_RING_NEXT_KEY, SF_RING_NEXT_S));
}

/* Ticket and status */

/* "accepted" and "serving" are the states in which a guest may read a name. */
static gboolean
has_come (SfRecord *status)
{
  return sf_work_text_is (status, SF_VISIT_STATUS_STATE, "accepted") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "serving");
}

static void
set_or_clear_int (SfRecord *record, guint field, int value)
{
  if (value >= 0)
    sf_record_set_int (record, field, value);
  else
    sf_record_unset (record, field);
}

typedef struct { int ahead, wait; gboolean make; } Place;

/* Whoever calls by a number has not shown that it is theirs: who comes to it is not told there. */
static gboolean
may_name (SfWork *work, const char *visit_id, SfRecord *visit, gboolean *yes, GError **error)
{
  g_autoptr(SfRecord) own = visit != NULL ? sf_record_ref (visit) : NULL;

  if (own == NULL && !sf_work_get (work, SF_KIND_VISIT, visit_id, &own, error))
    return FALSE;
  *yes = !sf_work_text_is (own, SF_VISIT_PURPOSE, "help") || sf_record_is_null (own, SF_VISIT_CODE);
  return TRUE;
}

/* What the kiosk that gave the ticket of @visit_id may know: what @status says. @visit is asked only for a ticket that is made. */
static gboolean
put_ticket (SfWork *work, const char *visit_id, SfRecord *visit, SfRecord *status, const Place *place, GError **error)
{
  const char *consultant = sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT);
  g_autofree char *id = sf_work_id (visit_id, SF_KIND_TICKET, 0);
  g_autoptr(SfRecord) old = NULL, ticket = NULL;
  gboolean name = FALSE;

  if (!sf_work_get (work, SF_KIND_TICKET, id, &old, error) || (consultant != NULL && !may_name (work, visit_id, visit, &name, error)))
    return FALSE;
  if (old == NULL && !place->make)
    return TRUE;
  ticket = old != NULL ? sf_record_copy (old) : sf_record_new (SF_KIND_TICKET, id);
  if (old == NULL)
    {
      sf_record_set_text (ticket, SF_TICKET_VISIT, visit_id);
      sf_record_set_text (ticket, SF_TICKET_DEVICE, sf_record_get_text (visit, SF_VISIT_DEVICE));
    }
  sf_record_set_text (ticket, SF_TICKET_STATE, sf_record_get_text (status, SF_VISIT_STATUS_STATE));
  if (sf_record_is_null (status, SF_VISIT_STATUS_RING))
    sf_record_unset (ticket, SF_TICKET_RING);
  else
    sf_record_set_text (ticket, SF_TICKET_RING, sf_record_get_text (status, SF_VISIT_STATUS_RING));
  if (name && has_come (status))
    sf_record_set_text (ticket, SF_TICKET_CONSULTANT, consultant);
  else
    sf_record_unset (ticket, SF_TICKET_CONSULTANT);
  /* Said of a code alone: what a number knows, its holder's neighbour would learn by typing it. */
  if (!sf_record_is_null (ticket, SF_TICKET_BOOKED) || (visit != NULL && !sf_record_is_null (visit, SF_VISIT_CODE)))
    sf_record_set_int (ticket, SF_TICKET_BOOKED, !sf_record_is_null (status, SF_VISIT_STATUS_APPOINTMENT) || sf_work_text_is (status, SF_VISIT_STATUS_SOURCE_HOW, "event"));
  set_or_clear_int (ticket, SF_TICKET_AHEAD, place->ahead);
  set_or_clear_int (ticket, SF_TICKET_WAIT_MIN, place->wait);
  return sf_work_put (work, ticket, error);
}

gboolean
sf_dispatch_ticket (SfWork *work, SfRecord *visit, SfRecord *status, int ahead, int wait, gboolean make, GError **error)
{
  g_auto(GStrv) touches = sf_record_get_set (status, SF_VISIT_STATUS_TOUCHES);
  Place place = { ahead, wait, make };

  if (!put_ticket (work, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), visit, status, &place, error))
    return FALSE;
  /* Whoever took two tickets reads the same on both. */
  place.make = FALSE;
  for (guint i = 0; touches[i] != NULL; i++)
    if (!put_ticket (work, touches[i], NULL, status, &place, error))
      return FALSE;
  return TRUE;
}

gboolean
sf_dispatch_touch (SfWork *work, SfRecord *visit, SfRecord *status, GError **error)
{
  const Place place = { -1, -1, TRUE };

  /* Its place in the queue is told with everybody's. */
  work->queue_moved = work->queue_moved || sf_work_text_is (status, SF_VISIT_STATUS_RING, "nobody");
  return put_ticket (work, sf_record_get_id (visit), visit, status, &place, error);
}

gboolean
sf_dispatch_put_status (SfWork *work, SfRecord *status, GError **error)
{
  return sf_work_put (work, status, error) && sf_dispatch_ticket (work, NULL, status, -1, -1, FALSE, error);
}

/* Presence */

/* @now_certain: this is so from this moment on, whatever a tablet's clock made of its own stamps. */
static gboolean
set_presence (SfWork *work, const char *consultant, const char *presence, gboolean now_certain, GError **error)
{
  g_autofree char *id = sf_work_id (consultant, SF_KIND_ROSTER, 0);
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_ROSTER, id);
  GError *failed = NULL;
  g_autoptr(SfStored) stored = sf_server_store_load (work->store, SF_KIND_ROSTER, id, &failed);
  SfWork own = *work;
  SfStamps stamps;

  if (failed != NULL)
    g_propagate_error (error, failed);
  if (stored == NULL || stored->gone)
    return failed == NULL;
  if (now_certain && sf_stamps_from_text (SF_KIND_ROSTER, stored->stamps, &stamps))
    own.stamp.st = MAX (own.stamp.st, stamps.at[SF_ROSTER_PRESENCE].st + 1);
  sf_record_set_text (patch, SF_ROSTER_PRESENCE, presence);
  return sf_work_patch (&own, patch, NULL, error);
}

/* Today's visits that they are with or on their way to. */
static gboolean
count_serving (SfWork *work, const char *consultant, gint64 *n, GError **error)
{
  static const char *const states[] = { "accepted", "serving" };

  *n = 0;
  for (guint s = 0; s < G_N_ELEMENTS (states); s++)
    {
      g_autoptr(GPtrArray) theirs = sf_work_where2 (work, SF_KIND_VISIT_STATUS, SF_VISIT_STATUS_CONSULTANT, consultant, SF_VISIT_STATUS_STATE, states[s], error);

      if (theirs == NULL)
        return FALSE;
      for (guint i = 0; i < theirs->len; i++)
        *n += sf_work_text_is (theirs->pdata[i], SF_VISIT_STATUS_DAY, work->day);
    }
  return TRUE;
}

/* What the rotation knows of them today: how many they are with, and, with @turn, that they received one more (@counts) just now. */
static gboolean
tell_roster (SfWork *work, const char *consultant, gint64 serving, gboolean turn, gboolean counts, GError **error)
{
  g_autofree char *id = sf_work_id (consultant, SF_KIND_ROSTER, 0);
  g_autoptr(SfRecord) roster = NULL, patch = sf_record_new (SF_KIND_ROSTER, id);
  gint64 parties;

  if (!sf_work_get (work, SF_KIND_ROSTER, id, &roster, error))
    return FALSE;
  if (roster == NULL)
    return TRUE;
  parties = sf_work_text_is (roster, SF_ROSTER_PARTIES_ON, work->day) ? sf_record_get_int (roster, SF_ROSTER_PARTIES) : 0;
  if (turn)
    sf_record_set_int (patch, SF_ROSTER_TURN_AT, work->now);
  sf_record_set_int (patch, SF_ROSTER_PARTIES, parties + (counts ? 1 : 0));
  sf_record_set_text (patch, SF_ROSTER_PARTIES_ON, work->day);
  sf_record_set_int (patch, SF_ROSTER_SERVING, MIN (serving, 100));
  return sf_work_assign (work, patch, error);
}

gboolean
sf_dispatch_serving (SfWork *work, const char *consultant, gboolean counts, GError **error)
{
  gint64 serving;

  return set_presence (work, consultant, "serving", TRUE, error) && count_serving (work, consultant, &serving, error)
         && tell_roster (work, consultant, serving, TRUE, counts, error);
}

/* Whoever lets it ring or says no has had their turn, so that the next guest does not wait for the same empty chair. */
gboolean
sf_dispatch_pass_turn (SfWork *work, const char *consultant, GError **error)
{
  g_autofree char *id = sf_work_id (consultant, SF_KIND_ROSTER, 0);
  g_autoptr(SfRecord) patch = sf_record_new (SF_KIND_ROSTER, id);

  sf_record_set_int (patch, SF_ROSTER_TURN_AT, work->now);
  return sf_work_assign (work, patch, error);
}

gboolean
sf_dispatch_freed (SfWork *work, const char *consultant, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr(SfRecord) roster = NULL;
  gint64 serving = 0;

  if (consultant == NULL)
    return TRUE;
  work->queue_moved = TRUE;
  if (!count_serving (work, consultant, &serving, error) || !tell_roster (work, consultant, serving, FALSE, FALSE, error))
    return FALSE;
  if (serving > 0)
    return TRUE;
  id = sf_work_id (consultant, SF_KIND_ROSTER, 0);
  if (!sf_work_get (work, SF_KIND_ROSTER, id, &roster, error))
    return FALSE;
  /* Somebody who went to lunch with a guest still on the list is at lunch. */
  return !sf_work_text_is (roster, SF_ROSTER_PRESENCE, "serving") || set_presence (work, consultant, "free", FALSE, error);
}

/* Offers */

static GPtrArray *
offers_of (SfWork *work, const char *visit, GError **error)
{
  return sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, visit, error);
}

gboolean
sf_dispatch_end_offers (SfWork *work, const char *visit, const char *but, gboolean accepted_too, GError **error)
{
  g_autoptr(GPtrArray) offers = offers_of (work, visit, error);

  for (guint i = 0; offers != NULL && i < offers->len; i++)
    {
      SfRecord *offer = offers->pdata[i];
      gboolean accepted = sf_work_text_is (offer, SF_ASSIGNMENT_STATE, "accepted");
      const char *next = sf_flow_next (SF_KIND_ASSIGNMENT, sf_record_get_text (offer, SF_ASSIGNMENT_STATE), "end");
      g_autoptr(SfRecord) ended = NULL;

      if (next == NULL || (accepted && !accepted_too) || g_strcmp0 (but, sf_record_get_id (offer)) == 0)
        continue;
      ended = sf_record_copy (offer);
      sf_record_set_text (ended, SF_ASSIGNMENT_STATE, next);
      sf_record_unset (ended, SF_ASSIGNMENT_DEADLINE);
      if (!sf_work_put (work, ended, error))
        return FALSE;
    }
  return offers != NULL;
}

static gint64
newest_turn (GPtrArray *offers)
{
  gint64 turn = 0;

  for (guint i = 0; i < offers->len; i++)
    turn = MAX (turn, sf_record_get_int (offers->pdata[i], SF_ASSIGNMENT_TURN));
  return turn;
}

/* Somebody gives the visit to a colleague: what the rule would have done stands beside it. */
static gboolean
by_hand (SfWork *work, SfRecord *visit, SfRecord *status, SfRecord *offer, const char *from, GError **error)
{
  g_auto(SfChoice) choice = { 0 };
  const char *to = sf_record_get_text (offer, SF_ASSIGNMENT_CONSULTANT), *why = sf_record_get_text (offer, SF_ASSIGNMENT_WHY);

  sf_record_set_text (offer, SF_ASSIGNMENT_FROM, from);
  if (to == NULL)
    return TRUE;
  if (!sf_choose (work, visit, status, &choice, error))
    return FALSE;
  if (choice.consultant != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_AUTO, choice.consultant);
  sf_record_set_text (offer, SF_ASSIGNMENT_AUTO_WHY, choice.why);
  return sf_choice_log (work, &choice, &(SfDecided) { sf_record_get_text (status, SF_VISIT_STATUS_VISIT), "hand", to, why, from }, error);
}

gboolean
sf_dispatch_offer (SfWork *work, SfRecord *visit, SfRecord *status, const char *consultant, const char *why, const char *from, GError **error)
{
  const char *visit_id = sf_record_get_text (status, SF_VISIT_STATUS_VISIT);
  g_autoptr(GPtrArray) offers = offers_of (work, visit_id, error);
  g_autoptr(SfRecord) offer = NULL, next = NULL;
  g_autofree char *id = NULL, *said = NULL;
  gint64 turn;

  if (offers == NULL || !sf_dispatch_end_offers (work, visit_id, NULL, FALSE, error))
    return FALSE;
  turn = newest_turn (offers) + 1;
  id = sf_work_id (visit_id, SF_KIND_ASSIGNMENT, (guint) turn);
  offer = sf_record_new (SF_KIND_ASSIGNMENT, id);
  sf_record_set_text (offer, SF_ASSIGNMENT_VISIT, visit_id);
  if (consultant != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_CONSULTANT, consultant);
  sf_record_set_text (offer, SF_ASSIGNMENT_DAY, sf_record_get_text (status, SF_VISIT_STATUS_DAY));
  sf_record_set_int (offer, SF_ASSIGNMENT_TURN, turn);
  sf_record_set_text (offer, SF_ASSIGNMENT_STATE, "offered");
  if (why != NULL)
    sf_record_set_text (offer, SF_ASSIGNMENT_WHY, why);
  sf_record_set_int (offer, SF_ASSIGNMENT_OFFERED_AT, work->now);
  sf_record_set_int (offer, SF_ASSIGNMENT_DEADLINE, work->now + ring_ms (work, turn == 1));
  if (from != NULL && !by_hand (work, visit, status, offer, from, error))
    return FALSE;
  said = g_strdup_printf ("%" G_GINT64_FORMAT "|%s|%s", turn, consultant != NULL ? consultant : "reception", why != NULL ? why : "");
  if (!sf_work_put (work, offer, error) || !sf_work_ring_out (work, id, visit_id, error)
      || !sf_server_store_audit (work->store, from, "dispatch.offer", visit_id, said, error))
    return FALSE;
  /* Handed over in the middle of a visit: somebody is with the guest, who is not told of any ringing. */
  if (sf_work_text_is (status, SF_VISIT_STATUS_STATE, "serving"))
    return TRUE;
  next = sf_record_copy (status);
  sf_record_set_text (next, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (next, SF_VISIT_STATUS_RING, "calling");
  sf_record_unset (next, SF_VISIT_STATUS_CONSULTANT);
  return sf_dispatch_put_status (work, next, error);
}

/* Is anybody of that job with a guest now, so that waiting for them makes sense? */
static gboolean
anybody_serving (SfWork *work, const char *job, gboolean *yes, GError **error)
{
  g_autoptr(GPtrArray) serving = sf_work_where (work, SF_KIND_ROSTER, SF_ROSTER_PRESENCE, "serving", error);

  *yes = FALSE;
  for (guint i = 0; serving != NULL && i < serving->len; i++)
    {
      g_autoptr(SfRecord) person = NULL;

      if (!sf_work_get (work, SF_KIND_CONSULTANT, sf_record_get_text (serving->pdata[i], SF_ROSTER_CONSULTANT), &person, error))
        return FALSE;
      *yes = *yes || (sf_work_text_is (person, SF_CONSULTANT_JOB, job) && sf_record_get_int (person, SF_CONSULTANT_ACTIVE) == 1);
    }
  return serving != NULL;
}

static gboolean
count_tried (SfWork *work, const char *visit, guint *tried, GError **error)
{
  g_autoptr(GPtrArray) offers = offers_of (work, visit, error);

  *tried = 0;
  for (guint i = 0; offers != NULL && i < offers->len; i++)
    if (!sf_record_is_null (offers->pdata[i], SF_ASSIGNMENT_CONSULTANT))
      (*tried)++;
  return offers != NULL;
}

static gboolean
put_in_queue (SfWork *work, SfRecord *status, GError **error)
{
  g_autoptr(SfRecord) next = sf_record_copy (status);

  sf_record_set_text (next, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_text (next, SF_VISIT_STATUS_RING, "nobody");
  work->queue_moved = TRUE;
  return sf_server_store_audit (work->store, NULL, "dispatch.nobody", sf_record_get_text (status, SF_VISIT_STATUS_VISIT), NULL, error)
         && sf_dispatch_put_status (work, next, error);
}

gboolean
sf_dispatch_ring (SfWork *work, SfRecord *visit, SfRecord *status, GError **error)
{
  const char *job = sf_expected_job (work, visit, status, error);
  g_auto(SfChoice) choice = { 0 };
  SfDecided decided = { .visit = sf_record_get_id (visit) };
  gboolean wait = FALSE;
  guint tried = 0;

  if (job == NULL)
    return FALSE;
  if (strcmp (job, "reception") == 0)
    return sf_dispatch_offer (work, visit, status, NULL, NULL, NULL, error);
  if (!count_tried (work, sf_record_get_id (visit), &tried, error))
    return FALSE;
  if (tried >= SF_RING_CONSULTANTS)
    return sf_dispatch_offer (work, visit, status, NULL, "nobody", NULL, error);
  if (!sf_choose (work, visit, status, &choice, error))
    return FALSE;
  if (choice.consultant == NULL && tried == 0 && !anybody_serving (work, job, &wait, error))
    return FALSE;
  decided.how = choice.consultant != NULL ? "ring" : wait ? "wait" : "desk";
  decided.given = choice.consultant;
  decided.why = choice.why;
  if (!sf_choice_log (work, &choice, &decided, error))
    return FALSE;
  if (choice.consultant != NULL)
    return sf_dispatch_offer (work, visit, status, choice.consultant, choice.why, NULL, error);
  return wait ? put_in_queue (work, status, error) : sf_dispatch_offer (work, visit, status, NULL, choice.why, NULL, error);
}

/* Coming and going */

/*
 * Did this guest come today? The device says so, or the moment at which it was written does (its boot clock tied to our time).
 * A kiosk whose clock knows nothing (1970 after a dead battery) still has somebody standing in front of it; a visit of
 * yesterday that a kiosk brings late is kept and counted, but nobody runs to an empty hall.
 */
static gboolean
came_today (SfWork *work, SfRecord *visit)
{
  gint64 at = sf_record_get_int (visit, SF_VISIT_AT), stamp_ms = work->stamp.st >> 16;
  g_autofree char *stamp_day = NULL;

  if (sf_work_text_is (visit, SF_VISIT_DAY, work->day))
    return TRUE;
  /* From paper: it says itself when it was. */
  if (sf_record_get_int (visit, SF_VISIT_LATE) == 1)
    return FALSE;
  if (!work->stamp.sure)
    return ABS (work->now - at) > SF_NONSENSE_MS;
  stamp_day = sf_day_of (stamp_ms, work->zone, NULL);
  return strcmp (stamp_day, work->day) == 0;
}

/* A status for a visit that has none yet; @day: the day it counts to. */
static SfRecord *
new_status (SfWork *work, SfRecord *visit, const char *id, const char *day)
{
  SfRecord *status = sf_record_new (SF_KIND_VISIT_STATUS, id);

  sf_record_set_text (status, SF_VISIT_STATUS_VISIT, sf_record_get_id (visit));
  sf_record_set_text (status, SF_VISIT_STATUS_DAY, day);
  sf_record_set_text (status, SF_VISIT_STATUS_STATE, "waiting");
  sf_record_set_int (status, SF_VISIT_STATUS_SINCE, work->now);
  if (sf_record_get_int (visit, SF_VISIT_LATE) == 1)
    {
      /* Written down afterwards (补录): they have been here and gone, received by whoever is named. */
      sf_record_set_text (status, SF_VISIT_STATUS_STATE, "left");
      sf_record_set_int (status, SF_VISIT_STATUS_LEFT_AT, sf_record_get_int (visit, SF_VISIT_AT));
      if (!sf_record_is_null (visit, SF_VISIT_WANTS))
        sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, sf_record_get_text (visit, SF_VISIT_WANTS));
    }
  return status;
}

/* Who this is, as far as number, code and books tell; @joined: another visit of theirs is under way, and this is a touch of it. */
typedef struct { char *customer; const char *before, *how; SfExpected expected; gboolean joined; } Person;

static void
person_clear (Person *self)
{
  g_free (self->customer);
  sf_expected_clear (&self->expected);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static gboolean
recognise (SfWork *work, SfRecord *visit, gboolean fresh, const char *day, Person *out, GError **error)
{
  if (!sf_derive_visit (work, visit, &out->customer, &out->before, &out->how, error)
      || !sf_expected_find (work, visit, out->customer, &out->expected, error))
    return FALSE;
  if (fresh && !sf_own_join (work, visit, &out->joined, error))
    return FALSE;
  if (fresh && !out->joined && !sf_guest_called_by_number (work, visit, &out->joined, error))
    return FALSE;
  if (fresh && !out->joined && out->expected.first != NULL && !sf_same_touch (work, visit, out->expected.first, &out->joined, error))
    return FALSE;
  if (!out->joined && out->customer == NULL && out->expected.appointment != NULL
      && !sf_derive_expected (work, visit, out->expected.appointment, &out->customer, &out->before, &out->how, error))
    return FALSE;
  return !fresh || out->joined || out->customer == NULL || sf_same_join (work, visit, out->customer, day, &out->joined, error);
}

gboolean
sf_dispatch_visit (SfWork *work, SfRecord *visit, GError **error)
{
  g_autofree char *id = sf_work_id (sf_record_get_id (visit), SF_KIND_VISIT_STATUS, 0);
  g_autoptr(SfRecord) known = NULL, status = NULL;
  g_auto(Person) person = { 0 };
  gboolean today = came_today (work, visit), rings, taken = FALSE;
  const char *day = today ? work->day : sf_record_get_text (visit, SF_VISIT_DAY);

  if (!sf_work_get (work, SF_KIND_VISIT_STATUS, id, &known, error) || !recognise (work, visit, known == NULL, day, &person, error)
      || (person.expected.guest == NULL && !sf_event_guest_visit (work, visit, person.customer, error)))
    return FALSE;
  if (person.joined)
    return sf_expected_ticket (work, &person.expected, visit, error) && sf_expected_join (work, &person.expected, visit, error);
  status = known != NULL ? sf_record_copy (known) : new_status (work, visit, id, day);
  if (person.customer != NULL && sf_record_is_null (status, SF_VISIT_STATUS_CUSTOMER))
    sf_record_set_text (status, SF_VISIT_STATUS_CUSTOMER, person.customer);
  sf_record_set_text (status, SF_VISIT_STATUS_BEFORE, person.before);
  if (person.how != NULL)
    sf_record_set_text (status, SF_VISIT_STATUS_BEFORE_HOW, person.how);
  sf_expected_tell (&person.expected, visit, status);
  if (!sf_work_put (work, status, error) || !sf_expected_close (work, &person.expected, visit, error)
      || (person.customer != NULL && !sf_derive_count (work, person.customer, sf_record_get_int (visit, SF_VISIT_AT), error)))
    return FALSE;
  if (!sf_dispatch_ticket (work, visit, status, -1, -1, work->peer != NULL && work->peer->role == SF_ROLE_K, error))
    return FALSE;
  if (!sf_event_guest_ticket (work, visit, error) || !sf_expected_ticket (work, &person.expected, visit, error))
    return FALSE;
  if (known == NULL && !sf_taken_visit (work, visit, status, &taken, error))
    return FALSE;
  rings = known == NULL && !taken && today && sf_record_get_int (visit, SF_VISIT_LATE) != 1 && sf_purpose_rings (sf_record_get_text (visit, SF_VISIT_PURPOSE));
  return !rings || sf_dispatch_ring (work, visit, status, error);
}

gboolean
sf_dispatch_end (SfWork *work, SfRecord *status, const char *state, GError **error)
{
  g_autoptr(SfRecord) next = sf_record_copy (status);
  g_autofree char *consultant = g_strdup (sf_record_get_text (status, SF_VISIT_STATUS_CONSULTANT));

  sf_record_set_text (next, SF_VISIT_STATUS_STATE, state);
  sf_record_unset (next, SF_VISIT_STATUS_RING);
  sf_record_set_int (next, SF_VISIT_STATUS_SINCE, work->now);
  sf_record_set_int (next, SF_VISIT_STATUS_LEFT_AT, work->now);
  work->queue_moved = TRUE;
  return sf_dispatch_end_offers (work, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), NULL, TRUE, error) && sf_dispatch_put_status (work, next, error)
         && sf_dispatch_freed (work, consultant, error);
}

gboolean
sf_dispatch_outcome (SfWork *work, SfRecord *outcome, GError **error)
{
  g_autofree char *visit = sf_server_store_resolve (work->store, sf_record_get_text (outcome, SF_OUTCOME_VISIT), error);
  g_autofree char *id = visit != NULL ? sf_work_id (visit, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr(SfRecord) known = NULL, status = NULL;

  if (id == NULL || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &known, error))
    return FALSE;
  /* The kiosk's own word of the visit may come later than the outcome; the visit is over all the same. */
  status = known != NULL ? sf_record_copy (known) : sf_record_new (SF_KIND_VISIT_STATUS, id);
  if (known == NULL)
    {
      sf_record_set_text (status, SF_VISIT_STATUS_VISIT, visit);
      sf_record_set_text (status, SF_VISIT_STATUS_DAY, sf_record_get_text (outcome, SF_OUTCOME_DAY));
    }
  if (sf_work_text_is (status, SF_VISIT_STATUS_STATE, "left") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "void"))
    return TRUE;
  if (sf_record_is_null (status, SF_VISIT_STATUS_CONSULTANT))
    sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, sf_record_get_text (outcome, SF_OUTCOME_CONSULTANT));
  return sf_dispatch_end (work, status, "left", error);
}
