/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfFinishPage: 离店登记, one sheet, at most five taps: prefilled from the kiosk and from a kept draft. "Later" keeps what was
 * tapped on this device. Signal "back" when done or put off.
 */
#define SF_TYPE_FINISH_PAGE (sf_finish_page_get_type ())
G_DECLARE_FINAL_TYPE (SfFinishPage, sf_finish_page, SF, FINISH_PAGE, SfPage)
SfPage *sf_finish_page_new (SfTablet *tablet, const char *visit_id);
G_END_DECLS
