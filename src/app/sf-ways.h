/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfWays: what is known of the direct ways between this device and its peers, in either direction: a kiosk to its tablets, a tablet to the
 * screens and from the kiosks, a screen from the tablets. What SfReach of the one that begins found out (WAY), beside who there is to be
 * tried. As last tested; without the server nothing new comes. Main thread. Signal "changed".
 */
#define SF_TYPE_WAYS (sf_ways_get_type ())
G_DECLARE_FINAL_TYPE (SfWays, sf_ways, SF, WAYS, GObject)
SfWays     *sf_ways_new (SfDevice *device);
/** One way. @name: what staff call the peer, NULL while this device may not know; @role: static; @reach: of sf_enum_reach, NULL: not tested yet. */
typedef struct { char *name; const char *role, *reach; } SfWay;
/** All of them, kiosks before screens, by name. (transfer full) (element-type SfWay) */
GPtrArray  *sf_ways_list (SfWays *self);
/** How many with peers of @role there are, and how many of them work. */
void        sf_ways_count (GPtrArray *ways, const char *role, guint *reached, guint *all);
G_END_DECLS
