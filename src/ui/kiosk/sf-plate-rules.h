/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/** Characters (not bytes) that a whole plate of @region has: 7, 8 with @green (cn); 0 when any number will do (tw). */
guint    sf_plate_length  (const char *region, gboolean green);
/** TRUE if @plate (as kept: no separators) can be one. */
gboolean sf_plate_is_good (const char *region, gboolean green, const char *plate);
/** Signs that may follow @plate, as a string of characters; NULL: the province keys. Static. */
const char *sf_plate_allowed (const char *region, const char *plate);
#define SF_PLATE_SIGNS "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
#define SF_PLATE_LETTERS "ABCDEFGHJKLMNPQRSTUVWXYZ"
G_END_DECLS
