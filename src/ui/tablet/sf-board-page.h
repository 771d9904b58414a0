/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-board.h"
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/**
 * SfBoardPage: reception's board (experience.md 3.7, screen 7): who waits, who is with whom, the colleagues. A guest is drawn onto a
 * colleague's name, or touched, to be given to them. Signal "go": "visit:<visit>", "visitor".
 */
#define SF_TYPE_BOARD_PAGE (sf_board_page_get_type ())
G_DECLARE_FINAL_TYPE (SfBoardPage, sf_board_page, SF, BOARD_PAGE, SfPage)
SfPage *sf_board_page_new (SfTablet *tablet);
G_END_DECLS
