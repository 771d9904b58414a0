/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <adwaita.h>
#include "app/sf-showcase.h"
G_BEGIN_DECLS
/**
 * SfWallSheet: which screen a car goes to: each with what is really on it now; with the price or without, and a line of the
 * consultant's own. Lies over the page at its right edge. Signal "closed": a screen was chosen, or somebody touched beside it.
 */
#define SF_TYPE_WALL_SHEET (sf_wall_sheet_get_type ())
G_DECLARE_FINAL_TYPE (SfWallSheet, sf_wall_sheet, SF, WALL_SHEET, AdwBin)
GtkWidget *sf_wall_sheet_new (SfShowcase *showcase);
G_END_DECLS
