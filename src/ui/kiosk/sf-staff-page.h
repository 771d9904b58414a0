/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfStaffPage: the staff corner: the house's PIN, then how this kiosk is, and a restart. No data of guests. */
#define SF_TYPE_STAFF_PAGE (sf_staff_page_get_type ())
G_DECLARE_FINAL_TYPE (SfStaffPage, sf_staff_page, SF, STAFF_PAGE, SfKioskPage)
G_END_DECLS
