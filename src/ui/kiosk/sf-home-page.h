/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfHomePage: what one may have come for: six tiles. */
#define SF_TYPE_HOME_PAGE (sf_home_page_get_type ())
G_DECLARE_FINAL_TYPE (SfHomePage, sf_home_page, SF, HOME_PAGE, SfKioskPage)
G_END_DECLS
