/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-score.h"

#include <string.h>

#include "base/sf-text.h"
#include "model/sf-assign.h"

#define DEFAULT_WEIGHTS "reach=15;car=20;visits=25;deal=25;online=15"
#define RECENT_DAYS 30
#define LATELY_DAYS 90
#define ONLINE_MOST 6

enum { REACH, CAR, VISITS, DEAL, ONLINE };
static const char *const codes[SF_N_SCORE_PARTS] = { "reach", "car", "visits", "deal", "online" };

/* Weights */

static gboolean
take_part (SfScore *score, const char *text, guint *seen)
{
  const char *equals = strchr (text, '='), *colon = equals != NULL ? strchr (equals, ':') : NULL;
  g_autofree char *code = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : NULL;
  g_autofree char *weight = equals != NULL ? g_strndup (equals + 1, colon != NULL ? (gsize) (colon - equals - 1) : strlen (equals + 1)) : NULL;
  guint64 of = 0;

  for (guint i = 0; code != NULL && i < SF_N_SCORE_PARTS; i++)
    if (strcmp (codes[i], code) == 0 && !(*seen & (1u << i)) && g_ascii_string_to_unsigned (weight, 10, 0, 100, &of, NULL)
        && (colon == NULL || (strlen (colon + 1) < sizeof score->part[i].name && g_utf8_validate (colon + 1, -1, NULL))))
      {
        *seen |= 1u << i;
        score->part[i] = (SfScorePart) { .code = codes[i], .of = (guint) of };
        g_strlcpy (score->part[i].name, colon != NULL ? colon + 1 : "", sizeof score->part[i].name);
        return TRUE;
      }
  return FALSE;
}

static gboolean
take_weights (SfScore *score, const char *weights)
{
  g_auto(GStrv) parts = g_strsplit (weights, ";", SF_N_SCORE_PARTS + 1);
  guint seen = 0;

  *score = (SfScore) { 0 };
  if (g_strv_length (parts) != SF_N_SCORE_PARTS)
    return FALSE;
  for (guint i = 0; i < SF_N_SCORE_PARTS; i++)
    if (!take_part (score, parts[i], &seen))
      return FALSE;
  for (guint i = 0; i < SF_N_SCORE_PARTS; i++)
    score->of += score->part[i].of;
  return score->of == 100;
}

gboolean
sf_score_weights_ok (const char *weights)
{
  SfScore score;

  return weights != NULL && take_weights (&score, weights);
}

/* Days between two dates; negative when @date is after @today, G_MAXINT when there is no date. */
static int
days_since (const char *date, const char *today)
{
  GDate then, now;

  g_date_clear (&then, 1);
  g_date_clear (&now, 1);
  if (date != NULL)
    g_date_set_parse (&then, date);
  if (today != NULL)
    g_date_set_parse (&now, today);
  return g_date_valid (&then) && g_date_valid (&now) ? g_date_days_between (&then, &now) : G_MAXINT;
}

/* The dimensions, in percent of their weight; online in points of ONLINE_MOST */

static guint
reach_of (const SfScoreInput *input)
{
  gint64 latest = -1;
  guint share = sf_record_is_null (input->customer, SF_CUSTOMER_PHONE) ? 0 : 50;

  for (guint i = 0; i < input->follow_ups->len; i++)
    {
      SfRecord *follow_up = input->follow_ups->pdata[i];
      const char *result = sf_record_get_text (follow_up, SF_FOLLOW_UP_RESULT);
      gint64 at = sf_record_get_int (follow_up, SF_FOLLOW_UP_DONE_AT);

      if (result == NULL || strcmp (result, "moved") == 0 || at < latest)
        continue;
      /* Two at the same moment: the better one, whichever way round they come. */
      share = MAX (at == latest ? share : 0, strcmp (result, "no_answer") == 0 ? 25 : 100);
      latest = at;
    }
  return share;
}

static guint
car_of (const SfScoreInput *input)
{
  static const guint shares[] = { 0, 100, 75 };
  g_auto(GStrv) models = sf_record_get_set (input->customer, SF_CUSTOMER_MODELS);
  guint n = models != NULL ? g_strv_length (models) : 0;

  return n < G_N_ELEMENTS (shares) ? shares[n] : 50;
}

static guint
visits_of (const SfScoreInput *input)
{
  static const guint shares[] = { 0, 50, 80, 100 };
  guint recent = 0, lately = 0;

  for (guint i = 0; i < input->statuses->len; i++)
    {
      SfRecord *status = input->statuses->pdata[i];
      int days = days_since (sf_record_get_text (status, SF_VISIT_STATUS_DAY), input->today);

      if (!sf_record_is_null (status, SF_VISIT_STATUS_SAME) || g_strcmp0 (sf_record_get_text (status, SF_VISIT_STATUS_STATE), "void") == 0)
        continue;
      recent += days < RECENT_DAYS;
      lately += days < LATELY_DAYS;
    }
  return recent > 0 ? shares[MIN (recent, 3)] : lately > 0 ? 25 : 0;
}

static guint
deal_of (const SfScoreInput *input)
{
  static const struct { const char *result; guint share; } shares[] = { { "ordered", 100 }, { "quote", 75 }, { "considering", 25 }, { "lost", 0 } };
  gint64 latest = -1;
  guint share = 0;
  gboolean driven = FALSE;

  for (guint i = 0; i < input->outcomes->len; i++)
    {
      SfRecord *outcome = input->outcomes->pdata[i];
      gint64 at = sf_record_get_int (outcome, SF_OUTCOME_AT);

      driven |= g_strcmp0 (sf_record_get_text (outcome, SF_OUTCOME_DRIVE), "driven") == 0;
      for (guint s = 0; at >= latest && s < G_N_ELEMENTS (shares); s++)
        if (g_strcmp0 (sf_record_get_text (outcome, SF_OUTCOME_RESULT), shares[s].result) == 0)
          {
            share = MAX (at == latest ? share : 0, shares[s].share);
            latest = at;
            break;
          }
    }
  return share == 0 ? 0 : MIN (share + (driven ? 25 : 0), 100);
}

static guint
online_of (const SfScoreInput *input)
{
  static const struct { const char *what; guint points; } table[] = { { "open", 1 }, { "share", 2 }, { "save", 3 }, { "call", 3 }, { "add", 3 }, { "book", 3 } };
  guint points = 0;

  for (guint i = 0; i < input->card_events->len; i++)
    {
      SfRecord *event = input->card_events->pdata[i];

      for (guint t = 0; t < G_N_ELEMENTS (table); t++)
        if (g_strcmp0 (sf_record_get_text (event, SF_CARD_EVENT_WHAT), table[t].what) == 0 && sf_record_is_null (event, SF_CARD_EVENT_LEFT_OUT)
            && days_since (sf_record_get_text (event, SF_CARD_EVENT_DAY), input->today) < RECENT_DAYS)
          points += table[t].points;
    }
  return MIN (points, ONLINE_MOST);
}

void
sf_score (const SfScoreInput *input, const char *weights, SfScore *out)
{
  const struct { guint share, whole; } parts[SF_N_SCORE_PARTS] = {
    [REACH] = { reach_of (input), 100 }, [CAR] = { car_of (input), 100 }, [VISITS] = { visits_of (input), 100 }, [DEAL] = { deal_of (input), 100 },
    [ONLINE] = { online_of (input), ONLINE_MOST },
  };

  if (weights == NULL || !take_weights (out, weights))
    take_weights (out, DEFAULT_WEIGHTS);
  for (guint i = 0; i < SF_N_SCORE_PARTS; i++)
    {
      out->part[i].points = out->part[i].of * parts[i].share / parts[i].whole;
      out->total += out->part[i].points;
    }
}

const char *
sf_score_part_name (const SfScorePart *part, SfLang lang)
{
  if (part->name[0] != '\0')
    return part->name;
  if (strcmp (part->code, "reach") == 0)
    return sf_text (lang, "score.reach", "Within reach");
  if (strcmp (part->code, "car") == 0)
    return sf_text (lang, "score.car", "Knows which car");
  if (strcmp (part->code, "visits") == 0)
    return sf_text (lang, "score.visits", "Visits");
  if (strcmp (part->code, "deal") == 0)
    return sf_text (lang, "score.deal", "Closeness to a deal");
  return sf_text (lang, "score.online", "On the phone page");
}
