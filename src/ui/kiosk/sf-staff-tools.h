/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-scanned.h"
#include "media/sf-scan.h"
#include "ui/common/sf-application.h"
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/**
 * SfStaffTools: what staff see and do behind the PIN: how this kiosk is, tests of printer and reader, the log onto a stick, restart, unpairing.
 * No data of guests. Main thread.
 */
#define SF_TYPE_STAFF_TOOLS (sf_staff_tools_get_type ())
G_DECLARE_FINAL_TYPE (SfStaffTools, sf_staff_tools, SF, STAFF_TOOLS, GtkBox)
/** Behind the PIN: shows how things are, and keeps it true. Once. */
void     sf_staff_tools_open       (SfStaffTools *self, SfKiosk *kiosk, SfApplication *app);
/** Is the reader being tried? Then its camera is to be open, and what it says comes here. */
gboolean sf_staff_tools_is_reading (SfStaffTools *self);
void     sf_staff_tools_take_camera (SfStaffTools *self, SfScanState state);
void     sf_staff_tools_take_code   (SfStaffTools *self, SfScannedWhat what);
G_END_DECLS
