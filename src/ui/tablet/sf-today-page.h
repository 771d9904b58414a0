/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-card-desk.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfTodayPage: my state and place in the rotation, whom to get back to, whom I am with, the day's guests.
 * Signal "go": "finish:<visit>", "wall:<visit>", "visitor".
 */
#define SF_TYPE_TODAY_PAGE (sf_today_page_get_type ())
G_DECLARE_FINAL_TYPE (SfTodayPage, sf_today_page, SF, TODAY_PAGE, SfPage)
SfPage *sf_today_page_new (SfTablet *tablet, SfCardDesk *desk);
G_END_DECLS
