/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
#include "app/sf-screens.h"
G_BEGIN_DECLS
/**
 * SfShowcase: the car that a tablet shows and how: its trim, colour, frame of the turn or picture, and on which wall it stands
 * (投屏). Pages come and go (another language, all figures and back); this stays. Main thread.
 *
 * While a car stands on a wall the wall follows what is done with this very car here, at most five times a second, the last
 * change always; another car that is opened here is not put there before somebody says so.
 * Signals: "changed": something that is asked for below; "turned": the frame alone.
 */
#define SF_TYPE_SHOWCASE (sf_showcase_get_type ())
G_DECLARE_FINAL_TYPE (SfShowcase, sf_showcase, SF, SHOWCASE, GObject)
SfShowcase  *sf_showcase_new (SfCatalogue *cars, SfScreens *screens);
SfCatalogue *sf_showcase_get_cars (SfShowcase *self);
SfScreens   *sf_showcase_get_screens (SfShowcase *self);
/** Another car is taken from the front, in its first trim and the colour of its pictures; the same one stays as it stands. */
void         sf_showcase_open (SfShowcase *self, const char *model_id);
/* What is shown now; NULL: no car, or it has none. Records are the catalogue's. */
SfRecord    *sf_showcase_model  (SfShowcase *self);
SfRecord    *sf_showcase_trim   (SfShowcase *self);
SfRecord    *sf_showcase_colour (SfShowcase *self);
/** Picture shown instead of the turn; NULL: the turn. */
SfRecord    *sf_showcase_picture (SfShowcase *self);
guint        sf_showcase_frame  (SfShowcase *self);
/** Colour that a model's pictures were made in, "#RRGGBB"; NULL: nobody says. */
const char  *sf_showcase_native (SfShowcase *self, const char *model_id);
/** Trim that stands beside the first in the table; NULL: none. */
SfRecord    *sf_showcase_second (SfShowcase *self);
void         sf_showcase_set_second  (SfShowcase *self, const char *trim_id);
void         sf_showcase_set_trim    (SfShowcase *self, const char *trim_id);
void         sf_showcase_set_colour  (SfShowcase *self, const char *colour_id);
void         sf_showcase_set_picture (SfShowcase *self, const char *view_id);
void         sf_showcase_set_frame   (SfShowcase *self, guint frame);

/** With the price on the wall, and one line of the consultant's own under the name (NULL: none). */
gboolean     sf_showcase_get_price (SfShowcase *self);
void         sf_showcase_set_price (SfShowcase *self, gboolean shown);
const char  *sf_showcase_get_line  (SfShowcase *self);
void         sf_showcase_set_line  (SfShowcase *self, const char *line);
/** Puts what is shown here on a screen. */
void         sf_showcase_present   (SfShowcase *self, const char *display_id);
/** Screen on which this tablet's car stands or is about to; NULL: none, or it was taken back, replaced or ran out. */
const char  *sf_showcase_display   (SfShowcase *self);
/** Car that was put there, the picture of it (of a turn: the frame) and its colour; NULL: none. */
SfRecord    *sf_showcase_presented (SfShowcase *self);
SfRecord    *sf_showcase_presented_view   (SfShowcase *self);
SfRecord    *sf_showcase_presented_colour (SfShowcase *self);
/** TRUE once the screen itself has said that it is on the glass. */
gboolean     sf_showcase_confirmed (SfShowcase *self);
/** 收回. */
void         sf_showcase_take_back (SfShowcase *self);
G_END_DECLS
