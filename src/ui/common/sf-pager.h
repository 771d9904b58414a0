/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-grid.h"
G_BEGIN_DECLS
/** SfPager: turns the pages of a grid that holds more than fits: back, dots, on. Hidden while there is one page. Nothing scrolls on the kiosk. */
#define SF_TYPE_PAGER (sf_pager_get_type ())
G_DECLARE_FINAL_TYPE (SfPager, sf_pager, SF, PAGER, GtkWidget)
/** Shows the first page of @grid, @per_page children at a time. @grid must outlive the pager's use of it. Call again when children changed. */
void sf_pager_set_grid (SfPager *self, SfGrid *grid, guint per_page);
G_END_DECLS
