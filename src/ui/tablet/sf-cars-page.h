/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-showcase.h"
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfCarsPage: 车型: every car with its picture, price and whether it stands in the showroom, found by name, pinyin or initials.
 * In guest mode it is the house's own list: its name above, languages, and the way out. A car goes to the page "car:<id>".
 */
#define SF_TYPE_CARS_PAGE (sf_cars_page_get_type ())
G_DECLARE_FINAL_TYPE (SfCarsPage, sf_cars_page, SF, CARS_PAGE, SfPage)
SfPage *sf_cars_page_new (SfTablet *tablet, SfShowcase *showcase);
G_END_DECLS
