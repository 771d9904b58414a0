/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfSignInPage: who is it, and the PIN. A face, then the pad; or a badge, whose reader types like a keyboard. While locked or
 * in guest mode only the one signed in is asked. A PIN is tried from its fourth digit on; a sequence counts as one try.
 */
#define SF_TYPE_SIGN_IN_PAGE (sf_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (SfSignInPage, sf_sign_in_page, SF, SIGN_IN_PAGE, SfPage)
SfPage *sf_sign_in_page_new (SfTablet *tablet);
G_END_DECLS
