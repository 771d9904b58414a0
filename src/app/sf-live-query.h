/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "app/sf-item.h"
G_BEGIN_DECLS
typedef struct _SfDevice SfDevice;
/**
 * SfLiveQuery: a GListModel of SfItem that follows the device's store (decisions 20): refreshed after every COMMIT that
 * touched its kind, published as the smallest items-changed; items are immutable. Main thread.
 */
#define SF_TYPE_LIVE_QUERY (sf_live_query_get_type ())
G_DECLARE_FINAL_TYPE (SfLiveQuery, sf_live_query, SF, LIVE_QUERY, GObject)
/** Conditions' texts are copied. Property "loaded" turns TRUE with the first answer. */
SfLiveQuery *sf_live_query_new (SfDevice *device, const SfQuery *query);
/** Asks something else from now on, of the same kind (the day turned, another colleague signed in). */
void         sf_live_query_set_query (SfLiveQuery *self, const SfQuery *query);
/** More rows exist than SF_MAX_QUERY. */
gboolean     sf_live_query_get_more (SfLiveQuery *self);
gboolean     sf_live_query_get_loaded (SfLiveQuery *self);
/** The item at @position without a reference of the caller's, or NULL. */
SfItem      *sf_live_query_peek (SfLiveQuery *self, guint position);
/** First item whose @field is @text; NULL when there is none. Not a new reference. */
SfItem      *sf_live_query_find (SfLiveQuery *self, guint field, const char *text);
/** Item by record id; NULL when there is none. Not a new reference. */
SfItem      *sf_live_query_find_id (SfLiveQuery *self, const char *id);
G_END_DECLS
