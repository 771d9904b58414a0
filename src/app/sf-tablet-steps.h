/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "model/sf-steps.h"
G_BEGIN_DECLS
/* Mandatory steps of today's visits (model/sf-steps.h) and clashes (撞单), as a tablet knows and says them. Main thread; works offline. */

typedef struct {
  char *step;            /* (owned) code */
  SfStepState state;
  SfRecord *record;      /* (nullable) VISIT_STEP that says so; the list's, valid until the next turn of the main loop */
} SfTabletStep;
/** The flow of a visit in order, each step with how it stands; empty while nobody has the guest. (element-type SfTabletStep) (transfer full) */
GPtrArray *sf_tablet_steps_of (SfTablet *self, const char *visit_id);
/** The codes still open if the visit ended with @outcome (nullable: with what is known). (transfer full) */
GStrv      sf_tablet_steps_missing (SfTablet *self, const char *visit_id, SfRecord *outcome);
/** A step without an event of its own, ticked by hand. */
void       sf_tablet_tick_step (SfTablet *self, const char *visit_id, const char *step);
/** @why: in words, required. */
void       sf_tablet_skip_step (SfTablet *self, const char *visit_id, const char *step, const char *why);

/** Steps that the one signed in, a manager anybody, let pass their time and that are still open (逾期). (element-type SfRecord, VISIT_STEP) (transfer full) */
GPtrArray *sf_tablet_steps_late (SfTablet *self);

/** Clashes that the one signed in is in, a manager all: newest first. (element-type SfItem) (transfer container) */
GPtrArray *sf_tablet_clashes (SfTablet *self, gboolean open_only);
/** Only a manager decides. */
gboolean   sf_tablet_may_decide (SfTablet *self);
/** @verb: keep, move or share; once, with a reason. */
void       sf_tablet_decide (SfTablet *self, const char *clash_id, const char *verb, const char *why);
G_END_DECLS
