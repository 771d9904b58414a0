/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfGuestPage: the cars, and nothing else: what a customer may look at on the colleague's tablet. No names, no rings but a
 * glowing edge; the PIN leads out. Signal "go": "leave".
 */
#define SF_TYPE_GUEST_PAGE (sf_guest_page_get_type ())
G_DECLARE_FINAL_TYPE (SfGuestPage, sf_guest_page, SF, GUEST_PAGE, SfPage)
SfPage *sf_guest_page_new (SfTablet *tablet);
G_END_DECLS
