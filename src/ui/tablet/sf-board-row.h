/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-board.h"
G_BEGIN_DECLS
/* Rows of reception's board. Keys hold all that a row shows (sf-rows.h). Strings are (transfer full). */

/** A guest, waiting or with somebody; a button whose "visit" (sf_row_value()) is the visit's id. */
char      *sf_board_row_key (SfTablet *tablet, const SfBoardRow *row);
GtkWidget *sf_board_row_new (SfTablet *tablet, const SfBoardRow *row, GCallback clicked, gpointer data);
/** "A12 王先生": what hangs on the finger, and what is said. */
char      *sf_board_row_name (SfTablet *tablet, const SfBoardRow *row);
/** A colleague: dot, name, state in words, place in the rotation, parties of today. "consultant" is the id. */
char      *sf_board_colleague_key (const SfBoardColleague *colleague);
GtkWidget *sf_board_colleague_new (const SfBoardColleague *colleague);
/** What stands in that row under the name: 空闲 · 轮1 · 今天3批. */
char      *sf_board_say_colleague (const SfBoardColleague *colleague);
G_END_DECLS
