/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * The intent score (意向评分) of a customer: one pure function of what is known of them, run on the tablet that shows it and on
 * the server that assigns by it; nothing is kept of it, so the two cannot differ. It is the machine's word: the level (H, A, B, C)
 * stays the consultant's, and neither ever changes the other.
 *
 * Five dimensions, each a share of its weight, rounded down:
 *   reach   a number is known 1/2; the last talk reached them 1, did not 1/4
 *   car     one model named 1, two 3/4, more 1/2, none 0
 *   visits  of the last 30 days: one 1/2, two 4/5, three or more 1; none, but one within 90 days 1/4
 *   deal    the latest outcome: ordered 1, quote 3/4, considering 1/4, lost 0; and unless lost 1/4 more, up to 1, when a car was driven at any visit
 *   online  what counts on their phone pages in 30 days, of 6 points: opened 1, passed on 2, saved, called, added or booked 3
 * Sums of parts are the total; with the default weights it is 0 to 100.
 */
#define SF_N_SCORE_PARTS 5
typedef struct {
  const char *code;     /* static: reach, car, visits, deal, online */
  guint points, of;
  char name[64];        /* the store's own name of it; empty: the product's */
} SfScorePart;
typedef struct { guint total, of; SfScorePart part[SF_N_SCORE_PARTS]; } SfScore;

typedef struct {
  SfRecord *customer;       /* CUSTOMER */
  GPtrArray *statuses;      /* SfRecord VISIT_STATUS joined to them; a touch of another visit (SAME) does not count again */
  GPtrArray *outcomes;      /* SfRecord OUTCOME */
  GPtrArray *follow_ups;    /* SfRecord FOLLOW_UP */
  GPtrArray *card_events;   /* SfRecord CARD_EVENT; those LEFT_OUT do not count */
  const char *today;        /* YYYY-MM-DD in the dealer's zone */
} SfScoreInput;

/** Key of the setting with weights and names: "reach=15;car=20:车型;visits=25;deal=25;online=15". */
#define SF_SCORE_SETTING "score.parts"
/**
 * @weights: the setting's value; NULL, or one that is not five known codes with weights of 0 to 100 that sum to 100: the default.
 * The arrays' order means nothing.
 */
void        sf_score        (const SfScoreInput *input, const char *weights, SfScore *out);
/** TRUE when @weights would be taken; for whoever sets them. */
gboolean    sf_score_weights_ok (const char *weights);
/** What a dimension is called, in @lang. (transfer none), as long as @part lives. */
const char *sf_score_part_name (const SfScorePart *part, SfLang lang);
G_END_DECLS
