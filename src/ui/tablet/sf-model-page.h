/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-showcase.h"
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfModelPage: one car: its turn under the finger (or its pictures), colours, trims with their prices, the five figures that
 * are asked first. The same page with the consultant and, in guest mode, with the guest. What is chosen lives in the showcase.
 */
#define SF_TYPE_MODEL_PAGE (sf_model_page_get_type ())
G_DECLARE_FINAL_TYPE (SfModelPage, sf_model_page, SF, MODEL_PAGE, SfPage)
SfPage *sf_model_page_new (SfTablet *tablet, SfShowcase *showcase, const char *model_id);
G_END_DECLS
