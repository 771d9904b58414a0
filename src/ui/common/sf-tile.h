/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfTile: a large answer: icon (72 px on the kiosk), what it is, a second line. A button; its accessible name is "text".
 * Properties: "text", "sub", "icon" (name of an icon of ours, or NULL), "primary" bool (the one that most people want).
 */
#define SF_TYPE_TILE (sf_tile_get_type ())
G_DECLARE_FINAL_TYPE (SfTile, sf_tile, SF, TILE, GtkButton)
GtkWidget *sf_tile_new (const char *text, const char *sub, const char *icon);
G_END_DECLS
