/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
#define SF_TYPE_PROGRESS_LINE (sf_progress_line_get_type ())
/**
 * SfProgressLine: how far something is, as a line of the colour of its text on its background. Unlike a GtkProgressBar a step lays out
 * nothing: four rows of pixels are painted anew. Says nothing to a screen reader. CSS node: progressline.
 */
G_DECLARE_FINAL_TYPE (SfProgressLine, sf_progress_line, SF, PROGRESS_LINE, GtkWidget)
/** @fraction: 0 to 1. */
void sf_progress_line_set_fraction (SfProgressLine *self, double fraction);
G_END_DECLS
