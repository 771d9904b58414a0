/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guests whom a colleague took while no server answered: the kiosk rang their tablet directly, and the tablet says so afterwards. The
 * visit and the word of it come over different devices and in either order; the first word counts, so that nobody has two owners, and
 * whoever was taken is not rung for again.
 */
#define G_LOG_DOMAIN "sf-taken"
#include <string.h>

#include "server/sf-dispatch.h"

/* Neither before the guest came nor in the future, whatever the tablet's clock makes of it. */
static gint64
when (SfWork *work, SfRecord *visit, SfRecord *answer)
{
  const gint64 arrived = visit != NULL ? MIN (sf_record_get_int (visit, SF_VISIT_AT), work->now) : 0;

  return CLAMP (sf_record_get_int (answer, SF_RING_ANSWER_AT), arrived, work->now);
}

static gboolean
put_offer (SfWork *work, SfRecord *status, SfRecord *answer, gint64 at, GError **error)
{
  const char *visit = sf_record_get_text (status, SF_VISIT_STATUS_VISIT);
  g_autoptr(GPtrArray) offers = sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, visit, error);
  g_autoptr(SfRecord) offer = NULL;
  g_autofree char *id = NULL;
  gint64 turn = 1;

  for (guint i = 0; offers != NULL && i < offers->len; i++)
    turn = MAX (turn, sf_record_get_int (offers->pdata[i], SF_ASSIGNMENT_TURN) + 1);
  if (offers == NULL)
    return FALSE;
  id = sf_work_id (visit, SF_KIND_ASSIGNMENT, (guint) turn);
  offer = sf_record_new (SF_KIND_ASSIGNMENT, id);
  sf_record_set_text (offer, SF_ASSIGNMENT_VISIT, visit);
  sf_record_set_text (offer, SF_ASSIGNMENT_CONSULTANT, sf_record_get_text (answer, SF_RING_ANSWER_CONSULTANT));
  sf_record_set_text (offer, SF_ASSIGNMENT_DAY, sf_record_get_text (status, SF_VISIT_STATUS_DAY));
  sf_record_set_int (offer, SF_ASSIGNMENT_TURN, turn);
  sf_record_set_text (offer, SF_ASSIGNMENT_STATE, "accepted");
  if (!sf_record_is_null (answer, SF_RING_ANSWER_WHY))
    sf_record_set_text (offer, SF_ASSIGNMENT_WHY, sf_record_get_text (answer, SF_RING_ANSWER_WHY));
  sf_record_set_int (offer, SF_ASSIGNMENT_OFFERED_AT, at);
  sf_record_set_int (offer, SF_ASSIGNMENT_ACKED_AT, at);
  sf_record_set_int (offer, SF_ASSIGNMENT_ACCEPTED_AT, at);
  return sf_work_put (work, offer, error);
}

/* So that a day that is played again has this guest in it, too. The roster of another day would say nothing about them. */
static gboolean
note_direct (SfWork *work, SfRecord *visit, SfRecord *known, SfRecord *answer, GError **error)
{
  g_auto(SfChoice) choice = { 0 };
  SfDecided decided = { .visit = sf_record_get_text (known, SF_VISIT_STATUS_VISIT), .how = "direct", .given = sf_record_get_text (answer, SF_RING_ANSWER_CONSULTANT),
                        .why = sf_record_get_text (answer, SF_RING_ANSWER_WHY) };

  if (visit == NULL || !sf_work_text_is (known, SF_VISIT_STATUS_DAY, work->day))
    return TRUE;
  return sf_choose (work, visit, known, &choice, error) && sf_choice_log (work, &choice, &decided, error);
}

static gboolean
take (SfWork *work, SfRecord *visit, SfRecord *known, SfRecord *answer, gint64 at, GError **error)
{
  const char *visit_id = sf_record_get_text (known, SF_VISIT_STATUS_VISIT), *consultant = sf_record_get_text (answer, SF_RING_ANSWER_CONSULTANT);
  g_autofree char *before = g_strdup (sf_record_get_text (known, SF_VISIT_STATUS_CONSULTANT));
  g_autoptr(SfRecord) status = sf_record_copy (known);
  gboolean counts = visit == NULL || sf_purpose_counts (sf_record_get_text (visit, SF_VISIT_PURPOSE));

  sf_record_set_text (status, SF_VISIT_STATUS_STATE, "accepted");
  sf_record_set_text (status, SF_VISIT_STATUS_RING, "consultant");
  sf_record_set_text (status, SF_VISIT_STATUS_CONSULTANT, consultant);
  sf_record_set_int (status, SF_VISIT_STATUS_SINCE, at);
  sf_record_set_int (status, SF_VISIT_STATUS_ACCEPTED_AT, at);
  work->queue_moved = TRUE;
  if (!note_direct (work, visit, known, answer, error) || !sf_dispatch_end_offers (work, visit_id, NULL, TRUE, error) || !put_offer (work, status, answer, at, error) || !sf_dispatch_put_status (work, status, error)
      || !sf_server_store_audit (work->store, consultant, "dispatch.taken", visit_id, before, error) || !sf_dispatch_freed (work, before, error)
      || !sf_visit_steps_happened (work, visit, status, error) || !sf_clash_look (work, status, error))
    return FALSE;
  /* Of another day: they went home long ago. */
  return !sf_work_text_is (status, SF_VISIT_STATUS_DAY, work->day) || sf_dispatch_serving (work, consultant, counts, error);
}

/* Whose is the guest: those who nobody has, and those who were promised to somebody later and not greeted yet. */
static gboolean
is_first (SfRecord *status, gint64 at)
{
  if (sf_work_text_is (status, SF_VISIT_STATUS_STATE, "waiting") || sf_work_text_is (status, SF_VISIT_STATUS_STATE, "notified"))
    return TRUE;
  return sf_work_text_is (status, SF_VISIT_STATUS_STATE, "accepted") && at < sf_record_get_int (status, SF_VISIT_STATUS_ACCEPTED_AT);
}

static gboolean
settle (SfWork *work, SfRecord *visit, SfRecord *status, SfRecord *answer, GError **error)
{
  const gint64 at = when (work, visit, answer);
  const char *consultant = sf_record_get_text (answer, SF_RING_ANSWER_CONSULTANT);

  if (sf_work_text_is (status, SF_VISIT_STATUS_CONSULTANT, consultant))
    return TRUE;
  if (is_first (status, at))
    return take (work, visit, status, answer, at, error);
  return sf_server_store_audit (work->store, consultant, "dispatch.late", sf_record_get_text (status, SF_VISIT_STATUS_VISIT), NULL, error);
}

gboolean
sf_taken_answer (SfWork *work, SfRecord *answer, GError **error)
{
  g_autofree char *visit_id = sf_server_store_resolve (work->store, sf_record_get_text (answer, SF_RING_ANSWER_VISIT), error);
  g_autofree char *id = visit_id != NULL ? sf_work_id (visit_id, SF_KIND_VISIT_STATUS, 0) : NULL;
  g_autoptr(SfRecord) status = NULL, visit = NULL;

  if (id == NULL || !sf_work_get (work, SF_KIND_VISIT_STATUS, id, &status, error) || !sf_work_get (work, SF_KIND_VISIT, visit_id, &visit, error))
    return FALSE;
  /* The kiosk's own word comes later: sf_taken_visit() looks for this one then. */
  return status == NULL || settle (work, visit, status, answer, error);
}

static gboolean
goes_before (SfRecord *a, SfRecord *b)
{
  const gint64 first = sf_record_get_int (a, SF_RING_ANSWER_AT), second = sf_record_get_int (b, SF_RING_ANSWER_AT);

  return first != second ? first < second : strcmp (sf_record_get_id (a), sf_record_get_id (b)) < 0;
}

gboolean
sf_taken_visit (SfWork *work, SfRecord *visit, SfRecord *status, gboolean *taken, GError **error)
{
  g_autoptr(GPtrArray) answers = sf_work_where (work, SF_KIND_RING_ANSWER, SF_RING_ANSWER_VISIT, sf_record_get_id (visit), error);
  SfRecord *first = NULL;

  for (guint i = 0; answers != NULL && i < answers->len; i++)
    if (first == NULL || goes_before (answers->pdata[i], first))
      first = answers->pdata[i];
  *taken = first != NULL;
  return answers != NULL && (first == NULL || settle (work, visit, status, first, error));
}
