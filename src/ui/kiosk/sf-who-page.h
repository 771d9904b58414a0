/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfWhoPage: which colleague they saw last time: portraits and names, and not minding. */
#define SF_TYPE_WHO_PAGE (sf_who_page_get_type ())
G_DECLARE_FINAL_TYPE (SfWhoPage, sf_who_page, SF, WHO_PAGE, SfKioskPage)
G_END_DECLS
