/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/** SfCallPage: the number that is called and where it goes. */
#define SF_TYPE_CALL_PAGE (sf_call_page_get_type ())
G_DECLARE_FINAL_TYPE (SfCallPage, sf_call_page, SF, CALL_PAGE, SfPage)
SfPage *sf_call_page_new (SfRecord *push);
G_END_DECLS
