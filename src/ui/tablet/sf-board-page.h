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
/** Room at the top for the ring card, @height px; 0: no ring. */
void    sf_board_page_make_room (SfBoardPage *self, int height);
/** Where the ring card belongs: px below the top of the page. */
int     sf_board_page_get_ring_top (SfBoardPage *self);
G_END_DECLS
