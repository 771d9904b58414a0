/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfOutPage: this machine is resting (err.out): damaged, revoked, nothing to serve with. Never says why to a guest. */
#define SF_TYPE_OUT_PAGE (sf_out_page_get_type ())
G_DECLARE_FINAL_TYPE (SfOutPage, sf_out_page, SF, OUT_PAGE, SfPage)
SfPage *sf_out_page_new (void);
G_END_DECLS
