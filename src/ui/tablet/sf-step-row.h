/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-tablet-steps.h"
G_BEGIN_DECLS
/*
 * One mandatory step of a visit: its name and how it stands in words; open ones can be ticked (where nothing that happens shows them)
 * or skipped with a reason.
 */
/** @action: "tick", "ask" (offer the reasons, or put them away), "skip" with @why. */
typedef void (*SfStepFunc) (const char *action, const char *step, const char *why, gpointer data);
/** @asking: the reasons are offered. (transfer full) */
char      *sf_step_row_key (SfTablet *tablet, const SfTabletStep *step, gboolean asking);
GtkWidget *sf_step_row_new (SfTablet *tablet, const SfTabletStep *step, gboolean asking, SfStepFunc func, gpointer data);
/** "流程 2/4 · 下一步 试驾"; NULL without a flow. (transfer full) */
char      *sf_say_steps (SfTablet *tablet, const char *visit_id);
G_END_DECLS
