/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * Finding a car by what a colleague types: Han in either writing, pinyin, initials, Latin, whole or in part. Both sides are
 * folded (Unicode NFKD, so that full-width letters are letters; case and accents away), spaces and signs between words do not
 * count. Pure, any thread.
 */
/** Everything that @model may be called: its names with and without the brand's, the words of MODEL.PINYIN, initials, code. @brand may be NULL. (transfer full) */
GStrv sf_car_search_keys (SfRecord *model, SfRecord *brand);
/** What was typed, folded into words; empty when nothing that counts was typed. (transfer full) */
GStrv sf_car_search_words (const char *needle);
/** 0: a name begins so; 1: it is in a name; 2: each word is in one; -1: not this car. */
int   sf_car_search_rank (char **keys, char **words);
G_END_DECLS
