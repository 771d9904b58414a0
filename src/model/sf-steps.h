/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/*
 * Mandatory steps of a visit (流程步骤). Reception, sales and service each have a flow; which steps it holds is the setting flow.steps:
 * "sales=accept,greet,drive,outcome;service=accept,greet,walk;reception=accept". A flow that the setting leaves out keeps its default;
 * one with nothing behind the = has no steps.
 *
 * Steps with an event are done by it and cannot be ticked: accept (somebody accepted), greet (they are with the guest), cars (the
 * outcome names a car), drive (the outcome says whether they drove), outcome (离店登记). Others are ticked by hand and marked so.
 * A step may be skipped with a reason. Steps count once somebody has the guest: who leaves before that was not received, which is
 * another figure, and 随便看看, guests of an event and what was written down afterwards go through no flow until then either.
 */
#define SF_STEPS_KEY "flow.steps"
#define SF_STEPS_MOST 16
/** By when a step should be done: "greet=5,outcome=180", minutes after somebody accepted the guest. Whoever lets it pass is reminded, once. */
#define SF_STEPS_LATE_KEY "flow.late"

/** How a step stands; the best of several records is what counts: an event over a tick, a tick over a reason. */
typedef enum { SF_STEP_OPEN, SF_STEP_MISSING, SF_STEP_SKIPPED, SF_STEP_HAND, SF_STEP_EVENT } SfStepState;

/** Codes of the flow that a visit of @purpose goes through, in order, by the setting's @value (nullable: the default). (transfer full) */
GStrv       sf_steps_of (const char *value, const char *purpose);
/** Minutes by which @step should be done, by the setting's @value (nullable: the default); 0: whenever. */
guint       sf_step_late_min (const char *value, const char *step);
/** @record (VISIT_STEP) says that a step was not done in time. */
gboolean    sf_step_is_late (SfRecord *record);
/** TRUE when something that happens shows this step. */
gboolean    sf_step_has_event (const char *step);
/** TRUE when status or outcome (both nullable) show that this step was done. */
gboolean    sf_step_shown (const char *step, SfRecord *status, SfRecord *outcome);
/**
 * How @step of the visit @visit stands: by @records (VISIT_STEP, of any visits), else by what status and outcome show. @record
 * (nullable) gets the record that says so, or NULL.
 */
SfStepState sf_step_state (const char *step, const char *visit, GPtrArray *records, SfRecord *status, SfRecord *outcome, SfRecord **record);
/** The codes of @steps that are neither done nor skipped. (transfer full) */
GStrv       sf_steps_missing (const char *const *steps, const char *visit, GPtrArray *records, SfRecord *status, SfRecord *outcome);
/** The step's name for people; a code that this version does not know is its own name. */
const char *sf_step_text (const char *step, SfLang lang);

/** @late: VISIT_STEP; TRUE when the step that was not done in time is still neither done nor skipped, and the guest here. @records: of any visits. */
gboolean    sf_step_still_late (SfRecord *late, GPtrArray *records, SfRecord *status, SfRecord *outcome);

/** One line of the report: a colleague's visits, or a step, of those that ended. */
typedef struct { char *key; guint visits, complete, event, hand, skipped, missing; } SfStepLine;
/**
 * Completion (完成率): of the visits that ended after somebody had them, by consultant (@key their id) or by step (@key the code).
 * Of a consultant, COMPLETE counts visits without a missing step and the four hows count steps; of a step, VISITS counts those whose
 * flow holds it and COMPLETE those that did or skipped it. Sorted by key. (element-type SfStepLine) (transfer full)
 */
GPtrArray  *sf_steps_report (const char *value, gboolean by_step, GPtrArray *visits, GPtrArray *statuses, GPtrArray *outcomes, GPtrArray *records);
G_END_DECLS
