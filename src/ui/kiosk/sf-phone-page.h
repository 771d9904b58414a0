/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfPhonePage: the number, with the notice above the button. Emits "go" ("agree") for the express consent, "next" without a number. */
#define SF_TYPE_PHONE_PAGE (sf_phone_page_get_type ())
G_DECLARE_FINAL_TYPE (SfPhonePage, sf_phone_page, SF, PHONE_PAGE, SfKioskPage)
G_END_DECLS
