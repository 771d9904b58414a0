/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/*
 * Mobile numbers as guests type them. Regions are "cn", "tw", "hk", "mo"; any other text, "" or NULL: only numbers with + and
 * country code. Digits of every script and width count; spaces, hyphens, dots and brackets between them do not. Any thread.
 */
typedef enum {
  SF_PHONE_EMPTY,   /* nothing typed yet */
  SF_PHONE_SHORT,   /* digits are missing: phone.short */
  SF_PHONE_LONG,    /* too many: phone.long */
  SF_PHONE_START,   /* the first digits cannot be of a mobile number there: phone.start */
  SF_PHONE_WRONG,   /* holds what is no part of a number */
  SF_PHONE_OK
} SfPhoneState;
/** E.164 ("+8613800138000"), or NULL while it is not a whole number. (transfer full) */
char        *sf_phone_normalize (const char *typed, const char *region);
/** How far @typed is; @n (nullable) receives how many digits are missing or too many. */
SfPhoneState sf_phone_check   (const char *typed, const char *region, guint *n);
/** How a number of @region looks while it is typed: "138 0013 8", "0912-345". What is no digit is left out. (transfer full) */
char        *sf_phone_group   (const char *typed, const char *region);
/** Region of an E.164 number: "cn", "tw", "hk", "mo", or "" for elsewhere. */
const char  *sf_phone_region  (const char *e164);
/** As people of its region write it: 138 0013 8000, 0912-345-678, 9123 4567, +1 2025550123. (transfer full) */
char        *sf_phone_display (const char *e164);
/** The same with the middle hidden: 138 **** 8000. (transfer full) */
char        *sf_phone_mask    (const char *e164);
/** Calling code of a region without +: "86"; NULL for others. */
const char  *sf_phone_calling_code (const char *region);
G_END_DECLS
