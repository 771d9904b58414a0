/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
#include "app/sf-item.h"
G_BEGIN_DECLS
typedef struct _SfDevice SfDevice;
/**
 * SfLiveQuery: a GListModel of SfItem that follows the device's store (decisions 20): refreshed after every COMMIT that
 * touched its kinds, published as the smallest items-changed; items are immutable. Main thread.
 */
#define SF_TYPE_LIVE_QUERY (sf_live_query_get_type ())
G_DECLARE_FINAL_TYPE (SfLiveQuery, sf_live_query, SF, LIVE_QUERY, GObject)
/** Conditions' texts are copied. Property "loaded" turns TRUE with the first answer. */
SfLiveQuery *sf_live_query_new (SfDevice *device, const SfQuery *query);
/** More rows exist than SF_MAX_QUERY. */
gboolean     sf_live_query_get_more (SfLiveQuery *self);
G_END_DECLS
