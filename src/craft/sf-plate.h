/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * Number plates. Mainland ("cn"): province, office letter, five places, six for new energy (沪A12345, 沪AD12345), also the
 * plates that end in 学 警 港 澳 挂. Taiwan ("tw"): letters and digits with one hyphen (ABC-1234). Elsewhere: 2 to 8 letters
 * and digits. The letters I and O are not on mainland plates. Any thread.
 */
typedef enum { SF_PLATE_EMPTY, SF_PLATE_SHORT, SF_PLATE_LONG, SF_PLATE_WRONG, SF_PLATE_OK } SfPlateState;
/** Upper case, without spaces and dots, full-width letters narrowed; Taiwan with its hyphen. NULL while it is no plate. (transfer full) */
char        *sf_plate_normalize (const char *typed, const char *region);
/** @n (nullable): places missing or too many. Seven places are OK even where an eighth could follow. */
SfPlateState sf_plate_check     (const char *typed, const char *region, guint *n);
/** As on the plate: 沪A·12345, ABC-1234. (transfer full) */
char        *sf_plate_display   (const char *plate);
gboolean     sf_plate_is_new_energy (const char *plate);
/** The 31 provinces in the order of the keyboard, NULL-terminated. Static. */
const char *const *sf_plate_provinces (void);
/** Characters that may follow @so_far (normal places only): what the keyboard leaves enabled. "" when nothing may. Static. */
const char  *sf_plate_allowed   (const char *so_far, const char *region);
G_END_DECLS
