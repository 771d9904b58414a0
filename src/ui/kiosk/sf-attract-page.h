/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/** SfAttractPage: nobody is here: the cars of the house, one every 8 s by a cut; any touch or key begins. */
#define SF_TYPE_ATTRACT_PAGE (sf_attract_page_get_type ())
G_DECLARE_FINAL_TYPE (SfAttractPage, sf_attract_page, SF, ATTRACT_PAGE, SfKioskPage)
G_END_DECLS
