/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfCarPage: which car first? One choice goes on by itself after 1.2 s, a second one in that time waits for the button. */
#define SF_TYPE_CAR_PAGE (sf_car_page_get_type ())
G_DECLARE_FINAL_TYPE (SfCarPage, sf_car_page, SF, CAR_PAGE, SfKioskPage)
G_END_DECLS
