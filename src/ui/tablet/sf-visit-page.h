/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-board.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfVisitPage: one guest as the desk sees them: who they are, what the rule said and who is called, and everybody whom they can be
 * given to instead (换顾问), for fingers, keyboards and accessibility alike. Signal "back" when it is done.
 */
#define SF_TYPE_VISIT_PAGE (sf_visit_page_get_type ())
G_DECLARE_FINAL_TYPE (SfVisitPage, sf_visit_page, SF, VISIT_PAGE, SfPage)
SfPage *sf_visit_page_new (SfTablet *tablet, const char *visit_id);
G_END_DECLS
