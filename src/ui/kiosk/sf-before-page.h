/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfBeforePage: been here before? */
#define SF_TYPE_BEFORE_PAGE (sf_before_page_get_type ())
G_DECLARE_FINAL_TYPE (SfBeforePage, sf_before_page, SF, BEFORE_PAGE, SfKioskPage)
G_END_DECLS
