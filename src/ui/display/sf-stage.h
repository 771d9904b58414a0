/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfStage: a picture or film over the whole of its allocation, as sf_still_fit() says: filled and cut, or whole. Beside a whole
 * still picture its own edges go on in their colour, so that a studio's background has no end; beside a film is the widget's
 * own background. It asks for no size. Not an accessible thing by itself: the page around it has the name.
 */
#define SF_TYPE_STAGE (sf_stage_get_type ())
G_DECLARE_FINAL_TYPE (SfStage, sf_stage, SF, STAGE, GtkWidget)
/** NULL: empty. A paintable that changes is followed. */
void sf_stage_set_paintable (SfStage *self, GdkPaintable *paintable);
G_END_DECLS
