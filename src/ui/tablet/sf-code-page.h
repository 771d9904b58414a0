/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-card-desk.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfCodePage: one code on a white glass, as bright as it can be; the glass does not go dark while it is held out. A touch goes back. */
#define SF_TYPE_CODE_PAGE (sf_code_page_get_type ())
G_DECLARE_FINAL_TYPE (SfCodePage, sf_code_page, SF, CODE_PAGE, SfPage)
SfPage *sf_code_page_new (SfCardDesk *desk, SfCardCode which);
/** The code of an appointment (预约码); @what: "CODE:MS", its code and when it begins. NULL for anything else. */
SfPage *sf_code_page_new_booked (SfTablet *tablet, const char *what);
/** Id of that page. (transfer full) */
char   *sf_code_page_booked_id (const char *code, gint64 from_ms);
G_END_DECLS
