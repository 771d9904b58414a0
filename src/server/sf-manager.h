/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-call.h"
#include "server/sf-day.h"
G_BEGIN_DECLS
/* Inside the server layer: what the manager's page and its table share. */
/** One column of a visit as text; "" when there is nothing to say. (transfer full) */
typedef enum { SF_COLUMN_TIME, SF_COLUMN_NUMBER, SF_COLUMN_PURPOSE, SF_COLUMN_BEFORE, SF_COLUMN_GUEST, SF_COLUMN_HEADS, SF_COLUMN_CARS,
               SF_COLUMN_CONSULTANT, SF_COLUMN_STATE, SF_COLUMN_STAY, SF_COLUMN_LEVEL, SF_COLUMN_RESULT, SF_COLUMN_FILE, SF_N_COLUMNS } SfColumn;
char       *sf_day_cell (SfDay *self, const char *visit, SfColumn column);
const char *sf_column_text (SfColumn column, SfLang lang);
/** Figure of a name ("parties"), SF_N_FIGURES for none. */
SfFigureId  sf_figure_find (const char *name);
/** The whole page. (transfer full) */
GBytes     *sf_manager_day_page (SfDay *day, SfFigureId list, const char *form);
G_END_DECLS
