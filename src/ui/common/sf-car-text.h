/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
G_BEGIN_DECLS
/* Figures of cars in the language on the glass, for tablet and wall. Strings are (transfer full) unless const. Main thread. */

/** What stands where a figure is not known: never 0. */
#define SF_CAR_UNKNOWN "—"

/** One line of the table of all figures. */
typedef struct { guint field; const char *context, *label; } SfCarFigure;
/** The lines in the order in which people ask. */
const SfCarFigure *sf_car_figures (guint *n);
const char *sf_car_figure_label (const SfCarFigure *figure);
/** 620 km CLTC, 3.9秒, 4,780 mm, …; NULL when the trim does not say it. @field: of TRIM. */
char       *sf_car_figure (SfRecord *trim, guint field);

/** The five that are asked first. */
typedef enum { SF_CAR_RANGE, SF_CAR_ACCEL, SF_CAR_CHARGE, SF_CAR_SEATS, SF_CAR_SIZE, SF_N_CAR_KEYS } SfCarKey;
/** 续航, 0–100 km/h 加速, 快充, 座位, 尺寸. */
const char *sf_car_key_label (SfCarKey key);
/** Of @trim, else of @model (either may be NULL); NULL when neither says it. */
char       *sf_car_key_figure (SfCarKey key, SfRecord *trim, SfRecord *model);

/** Name of a trim, with its year when @year: 2026款 Max. */
char       *sf_car_trim_name (SfRecord *trim, gboolean year);
G_END_DECLS
