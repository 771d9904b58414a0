/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-screens.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfWallPage: what the wall says of one guest: 欢迎上屏, with the name only after the guest was asked, and 叫号. Tells what is
 * really on the chosen screen, and takes it back.
 */
#define SF_TYPE_WALL_PAGE (sf_wall_page_get_type ())
G_DECLARE_FINAL_TYPE (SfWallPage, sf_wall_page, SF, WALL_PAGE, SfPage)
SfPage *sf_wall_page_new (SfTablet *tablet, SfScreens *screens, const char *visit_id);
G_END_DECLS
