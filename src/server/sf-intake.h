/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
#include "server/sf-ingest.h"
G_BEGIN_DECLS
/**
 * SfIntake: all that a stranger with a slug can set in motion, and all they can be shown. The pages for visitors have nothing
 * else in their hands (decisions 22). Runs on the server store's worker.
 */
typedef struct _SfIntake SfIntake;
SfIntake *sf_intake_new  (SfServerStore *store, SfIngest *ingest, SfClock *clock, SfIds *ids, const char *dir);
void      sf_intake_free (SfIntake *self);
G_END_DECLS
