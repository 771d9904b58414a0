/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfRecallPage: the number of a ticket is entered, so that its guest is called again; emits "go" ("call-again"). */
#define SF_TYPE_RECALL_PAGE (sf_recall_page_get_type ())
G_DECLARE_FINAL_TYPE (SfRecallPage, sf_recall_page, SF, RECALL_PAGE, SfKioskPage)
G_END_DECLS
