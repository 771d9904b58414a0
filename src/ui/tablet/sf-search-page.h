/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfSearchPage: finds a customer by surname, the last digits of the number, or the plate; says whose customer it is. */
#define SF_TYPE_SEARCH_PAGE (sf_search_page_get_type ())
G_DECLARE_FINAL_TYPE (SfSearchPage, sf_search_page, SF, SEARCH_PAGE, SfPage)
SfPage *sf_search_page_new (SfTablet *tablet);
G_END_DECLS
