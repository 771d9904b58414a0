/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
G_BEGIN_DECLS
/**
 * SfShowcase: the car that a tablet shows and how: its trim, colour, frame of the turn or picture. Pages come and go (another
 * language, all figures and back); this stays. Main thread. Signals: "changed": something that is asked for below; "turned": the
 * frame alone.
 */
#define SF_TYPE_SHOWCASE (sf_showcase_get_type ())
G_DECLARE_FINAL_TYPE (SfShowcase, sf_showcase, SF, SHOWCASE, GObject)
SfShowcase  *sf_showcase_new (SfCatalogue *cars);
SfCatalogue *sf_showcase_get_cars (SfShowcase *self);
/** Another car is taken from the front, in its first trim and the colour of its pictures; the same one stays as it stands. */
void         sf_showcase_open (SfShowcase *self, const char *model_id);
/* What is shown now; NULL: no car, or it has none. Records are the catalogue's. */
SfRecord    *sf_showcase_model  (SfShowcase *self);
SfRecord    *sf_showcase_trim   (SfShowcase *self);
SfRecord    *sf_showcase_colour (SfShowcase *self);
/** Picture shown instead of the turn; NULL: the turn. */
SfRecord    *sf_showcase_picture (SfShowcase *self);
guint        sf_showcase_frame  (SfShowcase *self);
/** Colour that the model's pictures were made in, "#RRGGBB"; NULL: nobody says. */
const char  *sf_showcase_native (SfShowcase *self);
void         sf_showcase_set_trim    (SfShowcase *self, const char *trim_id);
void         sf_showcase_set_colour  (SfShowcase *self, const char *colour_id);
void         sf_showcase_set_picture (SfShowcase *self, const char *view_id);
void         sf_showcase_set_frame   (SfShowcase *self, guint frame);
G_END_DECLS
