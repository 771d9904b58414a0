/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfNoticePage: the full privacy notice; going back consents to nothing. */
#define SF_TYPE_NOTICE_PAGE (sf_notice_page_get_type ())
G_DECLARE_FINAL_TYPE (SfNoticePage, sf_notice_page, SF, NOTICE_PAGE, SfKioskPage)
G_END_DECLS
