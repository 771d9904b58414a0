/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-page.h"
G_BEGIN_DECLS
/*
 * Where the card of a ring stands on a page that makes room for it: under its @head, in the place of @space, which is empty while nothing
 * rings. On every other page the card lies over what is there.
 */
/** @padding, @spacing: px around the page and between its parts. Once, when the page is made. */
void     sf_ring_room_keep (SfPage *page, GtkWidget *head, GtkWidget *space, int padding, int spacing);
/** Px below the top of @page, -1 when it has no such room. */
int      sf_ring_room_top  (SfPage *page);
/** @height px; 0: no ring. */
void     sf_ring_room_make (SfPage *page, int height);
G_END_DECLS
