/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
#include "app/sf-showcase.h"
G_BEGIN_DECLS
/**
 * SfWallBar: what this tablet has on a wall: a small picture of it, the screen, whether the screen has said so, the price or
 * not, and 收回. Hidden while there is nothing.
 */
#define SF_TYPE_WALL_BAR (sf_wall_bar_get_type ())
G_DECLARE_FINAL_TYPE (SfWallBar, sf_wall_bar, SF, WALL_BAR, GtkBox)
GtkWidget *sf_wall_bar_new (SfShowcase *showcase);
/** Name of a screen as staff call it; "" when it is not known (any more). */
const char *sf_wall_screen_name (SfShowcase *showcase, const char *display_id);
/** What is really on a screen, in one sentence. (transfer full) */
char       *sf_wall_screen_state (SfShowcase *showcase, const char *display_id);
G_END_DECLS
