/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-device.h"
G_BEGIN_DECLS
/** A LINK of this device with id, slug, device and @at_ms filled in; @channel: a value of sf_enum_channel. (transfer full) */
SfRecord *sf_link_new (SfDevice *device, const char *channel, gint64 at_ms);
G_END_DECLS
