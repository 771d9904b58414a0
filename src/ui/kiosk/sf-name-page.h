/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfNamePage: the surname: the commonest on keys, others by an index of letters, by pinyin or by the alphabet; the title is the way on. */
#define SF_TYPE_NAME_PAGE (sf_name_page_get_type ())
G_DECLARE_FINAL_TYPE (SfNamePage, sf_name_page, SF, NAME_PAGE, SfKioskPage)
G_END_DECLS
