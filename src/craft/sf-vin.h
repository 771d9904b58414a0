/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * Vehicle identification numbers (车架号): 17 letters and digits without I, O and Q (ISO 3779). The ninth is a check digit in the
 * mainland (GB 16735: first character L) and in North America (49 CFR 565.15: first character 1 to 5), made the same way;
 * elsewhere it may be anything. Any thread.
 */
typedef enum { SF_VIN_OK, SF_VIN_LENGTH, SF_VIN_CHARACTER, SF_VIN_CHECK } SfVinState;
/** Upper case, without spaces and hyphens, full-width characters narrowed. (transfer full) */
char      *sf_vin_normalize (const char *typed);
/** Of a normalized one. */
SfVinState sf_vin_check     (const char *vin);
/** What the ninth character would have to be; 0 for what is no VIN. */
char       sf_vin_check_digit (const char *vin);
G_END_DECLS
