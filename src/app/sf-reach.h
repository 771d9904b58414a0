/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfReach: does this device reach its peers directly: a kiosk each tablet, a tablet each screen? Access points for guests often keep their
 * clients apart, and that would be found out only on the day the server is away. So every way is tried beforehand, with its key: as soon as
 * it is known, which is at the pairing of either end, every five minutes after, every minute while it fails; the server is told how it
 * ended and writes it down (WAY), and people read it on the device itself (SfWays), on the tablets, on the manager's page and in
 * `showfloorctl status`. Only while the server answers: without it there is nobody to tell, and SfRing and SfScreens find out by themselves.
 * Main thread.
 */
typedef struct _SfReach SfReach;
/** @lines: RING_LINE records of this kiosk, or LAN records of all screens. */
SfReach *sf_reach_new  (SfDevice *device, SfLiveQuery *lines);
void     sf_reach_free (SfReach *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfReach, sf_reach_free)
G_END_DECLS
