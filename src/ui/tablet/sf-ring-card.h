/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * SfRingCard: the ring that cannot be missed: who is there, where, what for, what is known of last time; one touch to accept,
 * or hand over to a colleague who is free, or pass on to the next.
 */
#define SF_TYPE_RING_CARD (sf_ring_card_get_type ())
G_DECLARE_FINAL_TYPE (SfRingCard, sf_ring_card, SF, RING_CARD, AdwBin)
GtkWidget *sf_ring_card_new (SfTablet *tablet);
/** Shows the tablet's ring as it is now. */
void       sf_ring_card_update (SfRingCard *self);
G_END_DECLS
