/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-floor.h"
G_BEGIN_DECLS
/**
 * SfRing: while no server answers a kiosk rings the tablets itself (docs/protocol.md 13): whom its own decision from the last roster
 * names for 20 s, the next (or whom the first hands the guest to) for 15 s, then reception until somebody comes. It asks every tablet it has a line to; only where that
 * colleague is signed in does it ring. Stops as soon as the server is heard, which goes on from there, and after ten
 * minutes. Goes on when the ticket has left the glass: the kiosk keeps it. Main thread.
 *
 * Signal "changed". What it tells is only what a tablet has said.
 */
#define SF_TYPE_RING (sf_ring_get_type ())
G_DECLARE_FINAL_TYPE (SfRing, sf_ring, SF, RING, GObject)
typedef enum { SF_RING_SILENT, SF_RING_CONSULTANT, SF_RING_RECEPTION, SF_RING_COMING } SfRingStage;
/** @lines: RING_LINE records of this kiosk. */
SfRing     *sf_ring_new (SfFloor *floor, SfLiveQuery *lines, SfRecord *visit);
/** Rings nobody any more. */
void        sf_ring_stop (SfRing *self);
gboolean    sf_ring_is_over (SfRing *self);
/** CONSULTANT, RECEPTION: a tablet of theirs shows it; COMING: somebody said that they come. */
SfRingStage sf_ring_get_stage (SfRing *self);
/** Who is coming, or NULL. */
const char *sf_ring_get_consultant (SfRing *self);
G_END_DECLS
