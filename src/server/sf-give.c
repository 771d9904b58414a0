/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 改派: somebody at the desk says who takes a guest, whatever the rule would have said; what it would have said is kept beside it. */
#define G_LOG_DOMAIN "sf-give"
#include <string.h>

#include "server/sf-dispatch.h"

typedef struct { SfWork *work; SfRecord *visit, *status; const char *to, *by; } Give;   /* all unowned */

/* The desk gives anybody's guest to anybody; a consultant the one they have themselves. */
static gboolean
may_give (const Give *give, gboolean *yes, GError **error)
{
  g_autoptr(SfRecord) person = NULL;

  if (!sf_work_get (give->work, SF_KIND_CONSULTANT, give->by, &person, error))
    return FALSE;
  *yes = sf_work_text_is (person, SF_CONSULTANT_JOB, "reception") || sf_work_text_is (person, SF_CONSULTANT_JOB, "manager")
         || sf_work_text_is (give->status, SF_VISIT_STATUS_CONSULTANT, give->by);
  return TRUE;
}

static gboolean
can_take (const Give *give, gboolean *yes, GError **error)
{
  g_autoptr(SfRecord) colleague = NULL;

  *yes = FALSE;
  if (give->to == NULL)
    return TRUE;
  if (!sf_work_get (give->work, SF_KIND_CONSULTANT, give->to, &colleague, error))
    return FALSE;
  *yes = colleague != NULL && sf_record_get_int (colleague, SF_CONSULTANT_ACTIVE) == 1;
  return TRUE;
}

static SfRecord *
offer_in (GPtrArray *offers, gboolean (*is) (SfRecord *offer))
{
  for (guint i = 0; i < offers->len; i++)
    if (is (offers->pdata[i]))
      return offers->pdata[i];
  return NULL;
}

static gboolean
is_accepted (SfRecord *offer)
{
  return sf_work_text_is (offer, SF_ASSIGNMENT_STATE, "accepted");
}

/*
 * Of somebody whom the rule had chosen already (it rings, or they are there) that choice is the one to keep, not whom it would take
 * next; of a guest given twice what it said the first time. Of others sf_dispatch_offer() has asked it.
 */
static gboolean
keep_rule (const Give *give, SfRecord *before, GError **error)
{
  g_autoptr(GPtrArray) offers = sf_work_where (give->work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, sf_record_get_text (give->status, SF_VISIT_STATUS_VISIT), error);
  SfRecord *open = offers != NULL ? offer_in (offers, sf_dispatch_is_open) : NULL;
  const gboolean by_hand = before != NULL && !sf_record_is_null (before, SF_ASSIGNMENT_FROM);
  g_autoptr(SfRecord) kept = NULL;
  const char *who, *why;

  if (open == NULL || before == NULL)
    return offers != NULL;
  who = sf_record_get_text (before, by_hand ? SF_ASSIGNMENT_AUTO : SF_ASSIGNMENT_CONSULTANT);
  why = sf_record_get_text (before, by_hand ? SF_ASSIGNMENT_AUTO_WHY : SF_ASSIGNMENT_WHY);
  kept = sf_record_copy (open);
  if (who != NULL)
    sf_record_set_text (kept, SF_ASSIGNMENT_AUTO, who);
  if (why != NULL)
    sf_record_set_text (kept, SF_ASSIGNMENT_AUTO_WHY, why);
  return sf_work_put (give->work, kept, error);
}

static gboolean
hand_on (const Give *give, SfRecord *accepted, GError **error)
{
  g_autoptr(SfRecord) handed = NULL;
  const char *next = accepted != NULL ? sf_flow_next (SF_KIND_ASSIGNMENT, "accepted", "hand") : NULL;

  if (next == NULL)
    return TRUE;
  handed = sf_record_copy (accepted);
  sf_record_set_text (handed, SF_ASSIGNMENT_STATE, next);
  return sf_work_put (give->work, handed, error);
}

static gboolean
give_to (const Give *give, GPtrArray *offers, GError **error)
{
  const gboolean serving = sf_work_text_is (give->status, SF_VISIT_STATUS_STATE, "serving");
  g_autofree char *before = serving ? NULL : g_strdup (sf_record_get_text (give->status, SF_VISIT_STATUS_CONSULTANT));
  SfRecord *accepted = offer_in (offers, is_accepted);

  give->work->queue_moved = TRUE;
  return hand_on (give, accepted, error) && sf_dispatch_offer (give->work, give->visit, give->status, give->to, "given", give->by, error)
         && keep_rule (give, accepted != NULL ? accepted : offer_in (offers, sf_dispatch_is_open), error) && sf_dispatch_freed (give->work, before, error);
}

gboolean
sf_dispatch_give (SfWork *work, SfRecord *visit, SfRecord *status, SfGiven *given, GError **error)
{
  const Give give = { work, visit, status, given->to, given->by };
  g_autoptr(GPtrArray) offers = sf_work_where (work, SF_KIND_ASSIGNMENT, SF_ASSIGNMENT_VISIT, sf_record_get_text (status, SF_VISIT_STATUS_VISIT), error);
  gboolean mine = FALSE, can = FALSE;
  SfRecord *open;

  if (offers == NULL || !may_give (&give, &mine, error) || !can_take (&give, &can, error))
    return FALSE;
  open = offer_in (offers, sf_dispatch_is_open);
  if (!mine)
    given->refused = "rights.object";
  else if (!can)
    given->refused = "assign.nobody";
  else if (visit == NULL)
    given->refused = "visit.unknown";
  else
    given->again = open != NULL ? sf_work_text_is (open, SF_ASSIGNMENT_CONSULTANT, given->to) : sf_work_text_is (status, SF_VISIT_STATUS_CONSULTANT, given->to);
  return given->refused != NULL || given->again || give_to (&give, offers, error);
}
