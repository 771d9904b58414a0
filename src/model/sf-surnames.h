/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfSurname: one surname of the built-in table (data/keyboard/surnames.tsv). Static; any thread.
 *
 * Regions: "cn" simplified, in the mainland's order; "tw", "hk", "mo" traditional, in Taiwan's order; anything else is "cn".
 */
typedef struct {
  const char *surname;
  const char *pinyin;     /* as a surname is read, without tones; v for ü */
  const char *zhuyin;     /* without tones; NULL for cn */
  guint rank;             /* 0 is the commonest of its region */
} SfSurname;
/** All of @region, commonest first; @n receives how many. The first 30 are the page of surnames. */
const SfSurname *sf_surnames_all   (const char *region, guint *n);
/** The letters under which surnames stand: "A" … "Z", or the zhuyin signs for tw. (transfer full) */
char           **sf_surnames_letters (const char *region);
/** Surnames whose first reading begins with @letter (a letter of any case, or a zhuyin sign), commonest first, at most @max.
 *  (transfer container) (element-type SfSurname) */
GPtrArray       *sf_surnames_index (const char *region, const char *letter, guint max);
/** Candidates of the keyboard: surnames with a reading that begins with @typed (pinyin in any case, ü or v; or zhuyin; tones,
 *  spaces and apostrophes do not matter), commonest first, whole readings (of two signs or more) before longer ones. (transfer container) (element-type SfSurname) */
GPtrArray       *sf_surnames_find  (const char *region, const char *typed, guint max);
/** NULL when the table does not have it. */
const SfSurname *sf_surnames_get   (const char *region, const char *surname);
G_END_DECLS
