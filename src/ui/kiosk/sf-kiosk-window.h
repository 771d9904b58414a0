/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-kiosk.h"
#include "ui/common/sf-application.h"
G_BEGIN_DECLS
/**
 * SfKioskWindow: the guest's glass: cuts between pages by sf-kiosk-flow, checks in, asks when nobody touches it any more and
 * then wipes everything. Actions: kiosk.home (wipe at once), kiosk.back, kiosk.help, kiosk.access, kiosk.stay.
 */
#define SF_TYPE_KIOSK_WINDOW (sf_kiosk_window_get_type ())
G_DECLARE_FINAL_TYPE (SfKioskWindow, sf_kiosk_window, SF, KIOSK_WINDOW, AdwApplicationWindow)
SfKioskWindow *sf_kiosk_window_new (SfApplication *app, SfKiosk *kiosk);
G_END_DECLS
