/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Boxes that a whole plate of @region has: 7, 8 with @green (cn); 0 when any number will do (tw). */
guint    sf_plate_length  (const char *region, gboolean green);
/** TRUE if @plate can be one (craft/sf-plate.h) and fills the boxes. */
gboolean sf_plate_is_good (const char *region, gboolean green, const char *plate);
G_END_DECLS
