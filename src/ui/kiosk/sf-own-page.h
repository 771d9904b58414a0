/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-own-phone.h"
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfOwnPage: a code for checking in on one's own phone, and the way back to the kiosk. */
#define SF_TYPE_OWN_PAGE (sf_own_page_get_type ())
G_DECLARE_FINAL_TYPE (SfOwnPage, sf_own_page, SF, OWN_PAGE, SfKioskPage)
/** Once, before the page is entered. */
void sf_own_page_set_phone (SfOwnPage *self, SfOwnPhone *phone);
G_END_DECLS
