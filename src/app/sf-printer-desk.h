/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-floor.h"
#include "app/sf-printer.h"
G_BEGIN_DECLS
/**
 * The printer of this device, at the place that the setting printer.DEVICE says, as long as it says so; how it is is told to the
 * server whenever that changes, as a report "printer.STATE" (staff read it on tablets and on the manager's page). Main thread.
 * sf_printer_stop() before the last unref. (transfer full)
 */
SfPrinter *sf_printer_desk_open (SfFloor *floor);
G_END_DECLS
