/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
typedef enum { SF_PHONE_EMPTY, SF_PHONE_GOOD, SF_PHONE_SHORT, SF_PHONE_LONG, SF_PHONE_START } SfPhoneState;
/** What is to be said of @digits while they are typed, by the rules of @region; @n: digits missing or too many. */
SfPhoneState sf_phone_state  (const char *region, const char *digits, guint *n);
/** As people write it: 138 0013 8000, 0912-345-678. (transfer full) */
char        *sf_phone_pretty (const char *region, const char *digits);
/** "+86" or "+886". */
const char  *sf_phone_prefix (const char *region);
G_END_DECLS
