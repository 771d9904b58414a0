/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfAskPage: one question whose answers are tiles, said by a table: been here before, drive or ride along, which car, what needs doing. */
#define SF_TYPE_ASK_PAGE (sf_ask_page_get_type ())
G_DECLARE_FINAL_TYPE (SfAskPage, sf_ask_page, SF, ASK_PAGE, SfKioskPage)
/** Once, before the page is entered: the id of a page in the flow. @only (nullable): names of the answers that may be given; else all. */
void sf_ask_page_set_question (SfAskPage *self, const char *id, const char *const *only);
G_END_DECLS
