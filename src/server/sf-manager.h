/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-day-report.h"
#include "server/sf-call.h"
#include "server/sf-html.h"
G_BEGIN_DECLS
/* Inside the server layer: the manager's day as its page and its table see it. Read on the worker. */
typedef struct {
  SfLang lang;
  char *zone, *day, *today;
  gint64 now;
  SfRecord *dealer;                  /* (nullable) before init */
  GHashTable *visits, *statuses, *outcomes, *customers;   /* by id of the visit; customers by their own */
  GHashTable *consultants, *models;  /* by id */
  SfDayReport *report;
} SfDay;
/** @day: YYYY-MM-DD, or NULL or nonsense for today. */
SfDay      *sf_day_load (SfServerStore *store, SfClock *clock, const char *day, SfLang lang, GError **error);
void        sf_day_free (SfDay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDay, sf_day_free)
/** One column of a visit as text; "" when there is nothing to say. (transfer full) */
typedef enum { SF_COLUMN_TIME, SF_COLUMN_NUMBER, SF_COLUMN_PURPOSE, SF_COLUMN_BEFORE, SF_COLUMN_GUEST, SF_COLUMN_HEADS, SF_COLUMN_CARS,
               SF_COLUMN_CONSULTANT, SF_COLUMN_STATE, SF_COLUMN_STAY, SF_COLUMN_LEVEL, SF_COLUMN_RESULT, SF_COLUMN_FILE, SF_N_COLUMNS } SfColumn;
char       *sf_day_cell (SfDay *self, const char *visit, SfColumn column);
const char *sf_column_text (SfColumn column, SfLang lang);
/** Figure of a name ("parties"), SF_N_FIGURES for none. */
SfFigureId  sf_figure_find (const char *name);
/** "11月22日 周日", "11月22日（日）", "Sunday 22 November". (transfer full) */
char       *sf_day_title (const char *day, SfLang lang);
/** The whole page. (transfer full) */
GBytes     *sf_manager_day_page (SfDay *day, SfFigureId list, const char *form);
G_END_DECLS
