/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet-steps.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfClashPage: clashes (撞单) that the one signed in is in; a manager sees all and decides each once, with a reason. */
#define SF_TYPE_CLASH_PAGE (sf_clash_page_get_type ())
G_DECLARE_FINAL_TYPE (SfClashPage, sf_clash_page, SF, CLASH_PAGE, SfPage)
SfPage *sf_clash_page_new (SfTablet *tablet);
G_END_DECLS
