/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfOffersPage: what the store offers just now, each with its last day (购车政策); what counts is the consultant's quote. */
#define SF_TYPE_OFFERS_PAGE (sf_offers_page_get_type ())
G_DECLARE_FINAL_TYPE (SfOffersPage, sf_offers_page, SF, OFFERS_PAGE, SfKioskPage)
G_END_DECLS
