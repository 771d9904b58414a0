/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-assign.h"

/* More than fits into a roster's text; what stands behind is no break. */
#define MAX_BREAKS 16

static gboolean
within (int from, int to, int minute)
{
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

static gboolean
on_break (const char *breaks, int minute)
{
  g_auto(GStrv) all = g_strsplit (breaks != NULL ? breaks : "", ",", MAX_BREAKS + 1);

  for (guint i = 0; all[i] != NULL && i < MAX_BREAKS; i++)
    {
      char *end = NULL;
      gint64 from = g_ascii_strtoll (all[i], &end, 10);

      if (end != all[i] && *end == '-' && within ((int) from, (int) g_ascii_strtoll (end + 1, NULL, 10), minute))
        return TRUE;
    }
  return FALSE;
}

/* Has somebody of this presence and these guests a hand free? A colleague's own "free" is believed unless a number was set. */
static gboolean
has_hand (const SfColleague *self)
{
  if (g_strcmp0 (self->presence, "free") == 0)
    return self->most < 0 || self->load < self->most;
  return g_strcmp0 (self->presence, "serving") == 0 && self->most > 1 && self->load < self->most;
}

static gboolean
on_leave (const SfColleague *self, const char *today)
{
  if (self->leave_from == NULL && self->leave_until == NULL)
    return FALSE;
  return (self->leave_from == NULL || strcmp (today, self->leave_from) >= 0) && (self->leave_until == NULL || strcmp (today, self->leave_until) <= 0);
}

gboolean
sf_colleague_can_go (const SfAssignInput *input, const SfColleague *self)
{
  if (!self->active || !has_hand (self) || on_leave (self, input->today))
    return FALSE;
  if (self->shift_from >= 0 && self->shift_to >= 0 && !within (self->shift_from, self->shift_to, input->minute))
    return FALSE;
  return !on_break (self->breaks, input->minute) && (input->not_these == NULL || !g_strv_contains (input->not_these, self->id));
}

/* The one of this id, if they can go, whatever their job. */
static const SfColleague *
named (const SfAssignInput *input, const char *id)
{
  for (guint i = 0; id != NULL && i < input->colleagues->len; i++)
    {
      const SfColleague *one = input->colleagues->pdata[i];

      if (strcmp (one->id, id) == 0)
        return sf_colleague_can_go (input, one) ? one : NULL;
    }
  return NULL;
}

/* Narrowing: each asks how well somebody fits; who fits best stays, and all stay where nobody fits. */

typedef guint (*Fits) (const SfAssignInput *input, const SfColleague *self);

static guint
takes_honour (const SfAssignInput *input, const SfColleague *self)
{
  return self->vip;
}

static guint
takes_tier (const SfAssignInput *input, const SfColleague *self)
{
  return self->tier == input->tier;
}

static guint
speaks (const SfAssignInput *input, const SfColleague *self)
{
  return self->languages[0] == NULL ? strcmp (input->lang, "zh") == 0 : g_strv_contains ((const char *const *) self->languages, input->lang);
}

static guint
knows (const SfAssignInput *input, const SfColleague *self)
{
  guint n = 0;

  for (guint i = 0; input->skills[i] != NULL; i++)
    n += g_strv_contains ((const char *const *) self->skills, input->skills[i]);
  return n;
}

/* TRUE if that left somebody out. */
static gboolean
narrow (const SfAssignInput *input, GPtrArray *left, Fits fits)
{
  guint best = 0, before = left->len, kept = 0;

  for (guint i = 0; i < left->len; i++)
    best = MAX (best, fits (input, left->pdata[i]));
  for (guint i = 0; i < left->len; i++)
    if (fits (input, left->pdata[i]) == best)
      left->pdata[kept++] = left->pdata[i];
  g_ptr_array_set_size (left, (int) kept);
  return kept < before;
}

/* The first skill of the guest's that the chosen one has: what the sentence says. */
static const char *
skill_of (const SfAssignInput *input, const SfColleague *self)
{
  for (guint i = 0; input->skills[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) self->skills, input->skills[i]))
      return input->skills[i];
  return "";
}

static char *
narrow_all (const SfAssignInput *input, GPtrArray *left)
{
  g_autoptr(GString) by = g_string_new (NULL);

  if ((input->rules & SF_RULE_VIP) != 0 && input->vip && narrow (input, left, takes_honour))
    g_string_append (by, "+vip");
  if ((input->rules & SF_RULE_SCORE) != 0 && input->tier > 0 && narrow (input, left, takes_tier))
    g_string_append_printf (by, "+tier%" G_GINT64_FORMAT, input->tier);
  if ((input->rules & SF_RULE_LANGUAGE) != 0 && input->lang != NULL && narrow (input, left, speaks))
    g_string_append_printf (by, "+%.8s", input->lang);
  if ((input->rules & SF_RULE_SKILL) != 0 && input->skills != NULL && narrow (input, left, knows))
    g_string_append_printf (by, "+%.16s", skill_of (input, left->pdata[0]));
  return by->len > 0 ? g_strdup_printf ("of|%s|", by->str + 1) : g_strdup ("");
}

static gboolean
goes_before (guint rules, const SfColleague *a, const SfColleague *b)
{
  const gboolean least = (rules & SF_RULE_LEAST_BUSY) != 0;
  const gint64 pairs[][2] = {
    { least ? a->load : 0, least ? b->load : 0 }, { least ? a->parties : 0, least ? b->parties : 0 },
    { a->turn_at, b->turn_at }, { a->parties, b->parties }, { a->position, b->position },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (pairs[i][0] != pairs[i][1])
      return pairs[i][0] < pairs[i][1];
  return strcmp (a->id, b->id) < 0;
}

/* The next of those who are left over; NULL for nobody. @why (transfer full). */
static const SfColleague *
next_of (const SfAssignInput *input, char **why)
{
  g_autoptr(GPtrArray) left = g_ptr_array_new ();
  const SfColleague *best = NULL;
  g_autofree char *by = NULL;

  for (guint i = 0; i < input->colleagues->len; i++)
    {
      SfColleague *one = input->colleagues->pdata[i];

      if (g_strcmp0 (one->job, input->job) == 0 && sf_colleague_can_go (input, one))
        g_ptr_array_add (left, one);
    }
  if (left->len == 0)
    {
      *why = g_strdup ("nobody");
      return NULL;
    }
  by = narrow_all (input, left);
  for (guint i = 0; i < left->len; i++)
    if (best == NULL || goes_before (input->rules, left->pdata[i], best))
      best = left->pdata[i];
  if ((input->rules & SF_RULE_LEAST_BUSY) != 0)
    *why = g_strdup_printf ("%sleast_busy|%" G_GINT64_FORMAT, by, best->load);
  else
    *why = g_strdup_printf ("%srotation|%" G_GINT64_FORMAT, by, best->position);
  return best;
}

const char *
sf_assign (const SfAssignInput *input, char **why)
{
  const SfColleague *asked = named (input, input->wants), *chosen = asked;
  g_autofree char *reason = NULL;

  if (asked != NULL)
    reason = g_strdup (input->booked ? "booked" : "asked");
  if (chosen == NULL && (input->rules & SF_RULE_OWNER) != 0 && (chosen = named (input, input->owner)) != NULL)
    reason = g_strdup ("regular");
  if (chosen == NULL)
    chosen = next_of (input, &reason);
  if (why != NULL)
    *why = g_strconcat (input->wants == NULL || asked != NULL ? "" : input->booked ? "booked_busy|" : "asked_busy|", reason, NULL);
  return chosen != NULL ? chosen->id : NULL;
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
