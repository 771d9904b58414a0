/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
#include "model/sf-score.h"
G_BEGIN_DECLS
/**
 * SfScoreCache: intent scores of the customers that are being looked at, computed on the store's worker and kept for a minute.
 * Signal "changed": a score that was asked for is there. Main thread.
 */
#define SF_TYPE_SCORE_CACHE (sf_score_cache_get_type ())
G_DECLARE_FINAL_TYPE (SfScoreCache, sf_score_cache, SF, SCORE_CACHE, GObject)
SfScoreCache  *sf_score_cache_new (SfDevice *device);
/** The score, or NULL while it is not known; then it is being computed. @today: YYYY-MM-DD. The cache's, until the main loop goes on. */
const SfScore *sf_score_cache_get (SfScoreCache *self, const char *customer, const char *today);
G_END_DECLS
