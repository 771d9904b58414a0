/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"

typedef struct {
  SfRecord *consultant;
  SfRecord *roster;
  gint64 turn_at, parties, position;
} Candidate;

/* The consultant's roster; of several (there should be one) the one with the least id, so that order of input is nothing. */
static SfRecord *
roster_of (const SfAssignInput *input, const char *consultant)
{
  SfRecord *found = NULL;

  for (guint i = 0; i < input->rosters->len; i++)
    {
      SfRecord *roster = input->rosters->pdata[i];

      if (g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_CONSULTANT), consultant) == 0 &&
          (found == NULL || strcmp (sf_record_get_id (roster), sf_record_get_id (found)) < 0))
        found = roster;
    }
  return found;
}

static gboolean
on_shift (SfRecord *roster, int minute)
{
  gint64 from, to;

  if (sf_record_is_null (roster, SF_ROSTER_SHIFT_FROM) || sf_record_is_null (roster, SF_ROSTER_SHIFT_TO))
    return TRUE;
  from = sf_record_get_int (roster, SF_ROSTER_SHIFT_FROM);
  to = sf_record_get_int (roster, SF_ROSTER_SHIFT_TO);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/* True, and @out filled, if @consultant can go now. */
static gboolean
can_go (const SfAssignInput *input, SfRecord *consultant, Candidate *out)
{
  const char *id = sf_record_get_id (consultant);
  SfRecord *roster = roster_of (input, id);
  gboolean today;

  if (sf_record_get_int (consultant, SF_CONSULTANT_ACTIVE) != 1 || roster == NULL ||
      g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_PRESENCE), "free") != 0 || !on_shift (roster, input->minute))
    return FALSE;
  if (input->not_these != NULL && g_strv_contains (input->not_these, id))
    return FALSE;
  today = g_strcmp0 (sf_record_get_text (roster, SF_ROSTER_PARTIES_ON), input->today) == 0;
  out->consultant = consultant;
  out->roster = roster;
  out->turn_at = sf_record_get_int (roster, SF_ROSTER_TURN_AT);       /* never had one: 0, that is, longest ago */
  out->parties = today ? sf_record_get_int (roster, SF_ROSTER_PARTIES) : 0;
  out->position = sf_record_get_int (consultant, SF_CONSULTANT_POSITION);
  return TRUE;
}

static gboolean
goes_before (const Candidate *a, const Candidate *b)
{
  if (a->turn_at != b->turn_at)
    return a->turn_at < b->turn_at;
  if (a->parties != b->parties)
    return a->parties < b->parties;
  if (a->position != b->position)
    return a->position < b->position;
  return strcmp (sf_record_get_id (a->consultant), sf_record_get_id (b->consultant)) < 0;
}

static const char *
named (const SfAssignInput *input, const char *id)
{
  Candidate candidate;

  for (guint i = 0; id != NULL && i < input->consultants->len; i++)
    {
      SfRecord *consultant = input->consultants->pdata[i];

      if (strcmp (sf_record_get_id (consultant), id) == 0)
        return can_go (input, consultant, &candidate) ? sf_record_get_id (consultant) : NULL;
    }
  return NULL;
}

const char *
sf_assign (const SfAssignInput *input, char **why)
{
  Candidate best = { NULL }, candidate;
  const char *asked = named (input, input->wants);
  const char *owner = named (input, input->owner);
  const char *busy = input->wants != NULL ? "asked_busy|" : "";
  g_autofree char *reason = NULL;
  const char *answer = asked != NULL ? asked : owner;

  if (asked != NULL)
    reason = g_strdup ("asked");
  else if (owner != NULL)
    reason = g_strconcat (busy, "regular", NULL);
  for (guint i = 0; answer == NULL && i < input->consultants->len; i++)
    if (g_strcmp0 (sf_record_get_text (input->consultants->pdata[i], SF_CONSULTANT_JOB), input->job) == 0 &&
        can_go (input, input->consultants->pdata[i], &candidate) &&
        (best.consultant == NULL || goes_before (&candidate, &best)))
      best = candidate;
  if (best.consultant != NULL)
    {
      answer = sf_record_get_id (best.consultant);
      reason = g_strdup_printf ("%srotation|%" G_GINT64_FORMAT, busy, best.position);
    }
  if (answer == NULL)
    reason = g_strconcat (busy, "nobody", NULL);
  if (why != NULL)
    *why = g_steal_pointer (&reason);
  return answer;
}

char *
sf_assign_why_text (const char *why, const char *name, SfLang lang)
{
  const char *text;

  if (why == NULL)
    return g_strdup ("");
  if (g_str_has_prefix (why, "asked_busy|"))
    {
      g_autofree char *next = sf_assign_why_text (why + strlen ("asked_busy|"), name, lang);

      return sf_fill (sf_text (lang, "why.asked_busy", "They asked for a colleague who isn't free. {next}"), "next", next, NULL);
    }
  if (strcmp (why, "asked") == 0)
    text = sf_text (lang, "why.asked", "They asked for {name}");
  else if (strcmp (why, "regular") == 0)
    text = sf_text (lang, "why.regular", "{name}'s own customer");
  else if (g_str_has_prefix (why, "rotation"))
    text = sf_text (lang, "why.rotation", "{name} is next in the rotation");
  else if (strcmp (why, "nobody") == 0)
    text = sf_text (lang, "why.nobody", "Nobody is free right now");
  else
    text = "";       /* a reason of a newer version: say nothing rather than something wrong */
  return sf_fill (text, "name", name != NULL ? name : "", NULL);
}

static const struct { const char *purpose, *job; gboolean counts, rings; } purposes[] = {
  { "see", "sales", TRUE, TRUE },        { "drive", "sales", TRUE, TRUE },
  { "appointment", "sales", TRUE, TRUE }, { "service", "service", TRUE, TRUE },
  { "collect", "service", TRUE, TRUE },  { "browse", "sales", TRUE, FALSE },
  { "help", "reception", FALSE, TRUE },  { "event", "reception", TRUE, FALSE },
};

static int
purpose_index (const char *purpose)
{
  for (guint i = 0; purpose != NULL && i < G_N_ELEMENTS (purposes); i++)
    if (strcmp (purposes[i].purpose, purpose) == 0)
      return (int) i;
  return -1;
}

const char *
sf_purpose_job (const char *purpose)
{
  int i = purpose_index (purpose);

  return i >= 0 ? purposes[i].job : "sales";
}

/* A purpose of a newer version is somebody who came: counted and rung for, rather than lost. */
gboolean
sf_purpose_counts (const char *purpose)
{
  int i = purpose_index (purpose);

  return i < 0 || purposes[i].counts;
}

gboolean
sf_purpose_rings (const char *purpose)
{
  int i = purpose_index (purpose);

  return i < 0 || purposes[i].rings;
}
