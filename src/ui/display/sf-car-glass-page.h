/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfCarGlassPage: a car that a tablet put on the wall: its picture, name, trim and the figures that are asked first (what is not
 * known is left out), the price when the colleague wants it shown, and the colleague's own line.
 */
#define SF_TYPE_CAR_GLASS_PAGE (sf_car_glass_page_get_type ())
G_DECLARE_FINAL_TYPE (SfCarGlassPage, sf_car_glass_page, SF, CAR_GLASS_PAGE, SfPage)
/** @push: a PUSH of a model or view. @picture may be NULL. */
SfPage *sf_car_glass_page_new (SfCatalogue *cars, SfRecord *push, GdkTexture *picture);
G_END_DECLS
