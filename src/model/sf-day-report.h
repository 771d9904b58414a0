/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * SfDayReport: the manager's day as one pure function of the day's records, so that the manager's page, `showfloorctl status`
 * and the tests count alike. Each figure carries the visits behind it ("each figure opens its records").
 *
 * A party (批次) is a VISIT of the day that is not void and whose purpose counts (sf_purpose_counts(): a call for help does
 * not). Parties of the job "service" (保养维修, 取车·提车) are counted apart; everything else here is about sales parties.
 *
 *   heads      sum of VISIT.heads over the parties that said; how many did not is a figure of its own, never a guess
 *   first, repeat, unknown   VISIT_STATUS.before (the server looked), else VISIT.before (as said)
 *   on file    留档 = name or title + a way to reach + a car (glossary; requirements A1). Name or title: surname, name or title
 *              in visit, outcome or customer. Way to reach: a phone in the visit given under a consent, in the outcome, or of
 *              the customer. Car: a model in visit, outcome or customer.
 *   capture    留档率 = first visits on file ÷ first visits (留档批次 ÷ 首次到店批次; requirements L12: 新增留档 ÷ 新增集客). Repeat
 *              visits are left out of both sides: who was on file before was not captured today.
 *   waiting    state waiting or notified (or no status yet) of a purpose that rings; a wait is now - VISIT.at, 0 for a clock
 *              that is ahead
 *   source     来源 of each sales party, exactly one: VISIT_STATUS.source (the server looked for an open lead, appointment, invitation,
 *              card), else VISIT.source, else unknown, which is a figure of its own; a class that this version does not know is "other"
 *   outcomes   of each party the latest OUTCOME (by at, then id), by result and by level
 */
typedef enum {
  SF_FIGURE_PARTIES, SF_FIGURE_HEADS, SF_FIGURE_HEADS_UNSAID, SF_FIGURE_FIRST, SF_FIGURE_REPEAT, SF_FIGURE_UNKNOWN,
  SF_FIGURE_ON_FILE, SF_FIGURE_ON_FILE_FIRST, SF_FIGURE_LEFT_NOT_ON_FILE, SF_FIGURE_WAITING,
  SF_FIGURE_CONSIDERING, SF_FIGURE_QUOTE, SF_FIGURE_ORDERED, SF_FIGURE_LOST, SF_FIGURE_RESULT_OTHER, SF_FIGURE_NO_OUTCOME,
  SF_FIGURE_LEVEL_H, SF_FIGURE_LEVEL_A, SF_FIGURE_LEVEL_B, SF_FIGURE_LEVEL_C, SF_FIGURE_LEVEL_O, SF_FIGURE_LEVEL_NONE,
  SF_FIGURE_SERVICE, SF_FIGURE_SERVICE_WAITING,
  /* In the order of sf_enum_source, then those of whom it is not known. */
  SF_FIGURE_SOURCE_LEAD, SF_FIGURE_SOURCE_NATURAL, SF_FIGURE_SOURCE_CALL_IN, SF_FIGURE_SOURCE_REFERRAL, SF_FIGURE_SOURCE_INVITE,
  SF_FIGURE_SOURCE_EVENT, SF_FIGURE_SOURCE_AFTERSALES, SF_FIGURE_SOURCE_OTHER, SF_FIGURE_SOURCE_UNKNOWN,
  SF_N_FIGURES
} SfFigureId;

typedef struct {
  gint64 n;             /* the figure; for HEADS the sum, else the number of visits */
  GPtrArray *visits;    /* char *: ids of the visits behind it, in order of arrival */
} SfFigure;

typedef struct {
  char *day;
  SfFigure figures[SF_N_FIGURES];
  gint64 longest_wait_ms;          /* of those waiting now, sales and service; 0 when nobody waits */
  int capture_percent;             /* 留档率 in whole percent, rounded; -1 without first visits (said as such, never as 0) */
} SfDayReport;

/**
 * sf_day_report: @visits, @statuses, @outcomes, @customers are arrays of SfRecord of these kinds; visits of other days and records
 * that belong to none are passed over. @now_ms is the wall clock. The order of the arrays means nothing. (transfer full)
 */
SfDayReport *sf_day_report (const char *day, gint64 now_ms, GPtrArray *visits, GPtrArray *statuses, GPtrArray *outcomes, GPtrArray *customers);
void         sf_day_report_free (SfDayReport *self);
/** The figure's name for machines: "parties", "on_file_first", …; static. */
const char  *sf_figure_name (SfFigureId figure);
/** Its name for people, in @lang; msgctxt "figure.<name>". */
const char  *sf_figure_text (SfFigureId figure, SfLang lang);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDayReport, sf_day_report_free)
G_END_DECLS
