/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfPlatePage: the number plate by keys of its own, by the rules of the dealer's region. */
#define SF_TYPE_PLATE_PAGE (sf_plate_page_get_type ())
G_DECLARE_FINAL_TYPE (SfPlatePage, sf_plate_page, SF, PLATE_PAGE, SfKioskPage)
G_END_DECLS
