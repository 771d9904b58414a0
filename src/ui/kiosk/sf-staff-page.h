/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-staff-tools.h"
G_BEGIN_DECLS
/** SfStaffPage: the staff corner: the house's PIN, then what is behind it. No data of guests. */
#define SF_TYPE_STAFF_PAGE (sf_staff_page_get_type ())
G_DECLARE_FINAL_TYPE (SfStaffPage, sf_staff_page, SF, STAFF_PAGE, SfKioskPage)
SfStaffTools *sf_staff_page_get_tools (SfStaffPage *self);
G_END_DECLS
