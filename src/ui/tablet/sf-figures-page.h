/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-showcase.h"
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfFiguresPage: everything that is known of the trim on show, and of a second one beside it when one is touched (对比): what
 * differs stands out, what is not known is a dash.
 */
#define SF_TYPE_FIGURES_PAGE (sf_figures_page_get_type ())
G_DECLARE_FINAL_TYPE (SfFiguresPage, sf_figures_page, SF, FIGURES_PAGE, SfPage)
SfPage *sf_figures_page_new (SfTablet *tablet, SfShowcase *showcase);
G_END_DECLS
