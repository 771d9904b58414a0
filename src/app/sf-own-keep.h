/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/**
 * SfOwnKeep: what guests entered on their own phones with codes of this kiosk arrives closed (OWN_VISIT) and is said again, once, so that this
 * device keeps it as it keeps its own check-ins: until a backup holds it, and for a server that lacks it after a restore. Main thread.
 */
typedef struct _SfOwnKeep SfOwnKeep;
SfOwnKeep *sf_own_keep_new  (SfDevice *device);
void       sf_own_keep_free (SfOwnKeep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfOwnKeep, sf_own_keep_free)
G_END_DECLS
