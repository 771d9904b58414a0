/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-card-desk.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfCardPage, 我的名片: the card as the guest will see it, one QR code beside it with the choice of which, and what came of it.
 * Goes to "code:N" (SfCodePage) to show the code N large.
 */
#define SF_TYPE_CARD_PAGE (sf_card_page_get_type ())
G_DECLARE_FINAL_TYPE (SfCardPage, sf_card_page, SF, CARD_PAGE, SfPage)
/** @which: the code to begin with, or -1: the first that can be had. */
SfPage *sf_card_page_new (SfTablet *tablet, SfCardDesk *desk, int which);
G_END_DECLS
