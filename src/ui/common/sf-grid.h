/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfGrid: equal cells in rows, filled in order; invisible children leave no hole. A row is as high as its highest child at the
 * width that a cell really has: GtkGrid's minimum explodes when a label inside can wrap (experience.md 3.2).
 *
 * Properties: "columns" (wide glass), "columns-portrait" (0: the same), "portrait" bool, "spacing" px, "row-height" px
 * (least height of a row), "row-height-portrait" (0: the same), "fill" bool (rows share the height given; else they keep their own and stay at the top).
 */
#define SF_TYPE_GRID (sf_grid_get_type ())
G_DECLARE_FINAL_TYPE (SfGrid, sf_grid, SF, GRID, GtkWidget)
GtkWidget *sf_grid_new    (guint columns, guint columns_portrait, int spacing);
void       sf_grid_append (SfGrid *self, GtkWidget *child);
void       sf_grid_clear  (SfGrid *self);
void       sf_grid_set_columns (SfGrid *self, guint columns, guint columns_portrait);
G_END_DECLS
