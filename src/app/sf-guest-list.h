/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-doings.h"
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * SfGuestList: the guests of one event (活动来宾) on a tablet: who signed up, who is here, who waits; what is ticked here is a record like any
 * other, so it works with no network, and joins with what kiosks say of the same guest. Main thread. Signal "changed".
 */
#define SF_TYPE_GUEST_LIST (sf_guest_list_get_type ())
G_DECLARE_FINAL_TYPE (SfGuestList, sf_guest_list, SF, GUEST_LIST, GObject)
SfGuestList *sf_guest_list_new (SfTablet *tablet, const char *event_id);
/** NULL while it is not known. Not owned. */
SfRecord    *sf_guest_list_get_event  (SfGuestList *self);
/** SfItem EVENT_GUEST, in the order in which they signed up. */
GListModel  *sf_guest_list_get_guests (SfGuestList *self);
typedef struct { guint signed_up, here, waiting; } SfGuestCount;
/** Those who said that they do not come are in none of them. */
void         sf_guest_list_count (SfGuestList *self, SfGuestCount *count);
/** They are here, or (@here FALSE) that was a mistake. Whoever waited has a place then: a colleague let them in. */
void         sf_guest_list_tick  (SfGuestList *self, const char *guest_id, gboolean here);
/** They do not come, or (@off FALSE) they do. */
void         sf_guest_list_off   (SfGuestList *self, const char *guest_id, gboolean off);
/** Somebody came who is on no list; @surname (nullable). */
void         sf_guest_list_add   (SfGuestList *self, const char *surname);
G_END_DECLS
