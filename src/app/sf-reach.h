/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfReach: can this kiosk ring each tablet directly? Access points for guests often keep their clients apart, and that would be found out
 * only on the day the server is away. So every way (RING_LINE) is tried beforehand, with its key: as soon as it is known, which is at the
 * pairing of either end, every five minutes after, every minute while it fails; the server is told how it ended (REACH), and people read it
 * on the tablets, on the manager's page and in `showfloorctl status`. Only while the server answers: without it there is nobody to tell,
 * and SfRing finds out by itself. Main thread.
 */
typedef struct _SfReach SfReach;
/** @lines: RING_LINE records of this kiosk. */
SfReach *sf_reach_new  (SfDevice *device, SfLiveQuery *lines);
void     sf_reach_free (SfReach *self);
/** How many tablets there are, and how many of them were reached when last tried. */
void     sf_reach_count (SfReach *self, guint *reached, guint *all);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfReach, sf_reach_free)
G_END_DECLS
