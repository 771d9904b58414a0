/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfToldPage: in large text what stands above the button of the number's page is a step of its own, read before the first digit. */
#define SF_TYPE_TOLD_PAGE (sf_told_page_get_type ())
G_DECLARE_FINAL_TYPE (SfToldPage, sf_told_page, SF, TOLD_PAGE, SfKioskPage)
G_END_DECLS
