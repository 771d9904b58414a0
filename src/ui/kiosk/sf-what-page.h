/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfWhatPage: what needs doing on the car. */
#define SF_TYPE_WHAT_PAGE (sf_what_page_get_type ())
G_DECLARE_FINAL_TYPE (SfWhatPage, sf_what_page, SF, WHAT_PAGE, SfKioskPage)
G_END_DECLS
