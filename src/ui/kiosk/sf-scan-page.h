/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** 请扫预约码: where the code goes, and the way on for who has none. The code itself is heard by the window. */
#define SF_TYPE_SCAN_PAGE (sf_scan_page_get_type ())
G_DECLARE_FINAL_TYPE (SfScanPage, sf_scan_page, SF, SCAN_PAGE, SfKioskPage)
G_END_DECLS
