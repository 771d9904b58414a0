/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfVisitorPage: a guest entered by hand, one sheet, at most six taps (purpose, been before, car, surname, title, done). Signal "back". */
#define SF_TYPE_VISITOR_PAGE (sf_visitor_page_get_type ())
G_DECLARE_FINAL_TYPE (SfVisitorPage, sf_visitor_page, SF, VISITOR_PAGE, SfPage)
SfPage *sf_visitor_page_new (SfTablet *tablet);
G_END_DECLS
