/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-floor.h"
G_BEGIN_DECLS
/**
 * SfDoings: what the store offers and invites to just now, followed live and told from memory, so that it is there without the
 * server too. Main thread. Signal "changed": an offer or an event did; that a day turned or an event ended is seen by asking again.
 */
#define SF_TYPE_DOINGS (sf_doings_get_type ())
G_DECLARE_FINAL_TYPE (SfDoings, sf_doings, SF, DOINGS, GObject)
SfDoings  *sf_doings_new (SfFloor *floor);
/* Arrays are the caller's, records the doings' until its next "changed". (transfer container) (element-type SfRecord) */
/** Offers in force on the dealer's day, in their order: not a day before they begin, not a day after they end. */
GPtrArray *sf_doings_offers (SfDoings *self);
/** Events of the dealer's day that are not over and not called off, the earliest first. */
GPtrArray *sf_doings_events (SfDoings *self);
/** The event @id, whatever its day; NULL when it is not known. The doings'. */
SfRecord  *sf_doings_event  (SfDoings *self, const char *id);
/** TRUE when the server last counted as many guests as there is room for. */
gboolean   sf_doings_is_full (SfRecord *event);
G_END_DECLS
