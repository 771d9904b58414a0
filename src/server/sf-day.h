/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
#include "model/sf-day-report.h"
#include "model/sf-steps.h"
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/* Inside the server layer: a day as the pages for people see it. Read on the worker. */
typedef struct {
  SfLang lang;
  char *zone, *day, *today;
  gint64 now;
  SfRecord *dealer;                  /* (nullable) before init */
  GHashTable *visits, *statuses, *outcomes, *customers;   /* by id of the visit; customers by their own */
  GHashTable *consultants, *models, *devices;   /* by id */
  SfDayReport *report;
  GPtrArray *by_person, *by_step;    /* (element-type SfStepLine) completion of the mandatory steps */
  guint late, late_now;              /* steps that were not done in time, and those of them that are still open */
} SfDay;
/** @day: YYYY-MM-DD, or NULL or nonsense for today. */
SfDay      *sf_day_load (SfServerStore *store, SfClock *clock, const char *day, SfLang lang, GError **error);
void        sf_day_free (SfDay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDay, sf_day_free)
/** "11月22日 周日", "11月22日（日）", "Sunday 22 November". (transfer full) */
char       *sf_day_title (const char *day, SfLang lang);
G_END_DECLS
