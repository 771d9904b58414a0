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
/** Room at the top for the ring card, @height px; 0: no ring. */
void    sf_today_page_make_room (SfTodayPage *self, int height);
/** Where the ring card belongs: px below the top of the page. */
int     sf_today_page_get_ring_top (SfTodayPage *self);
G_END_DECLS
