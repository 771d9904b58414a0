/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * sf_price_in_force: of @prices (element-type SfRecord PRICE, of one trim, in any order) the one that counts on @day
 * ("YYYY-MM-DD" in the dealer's zone): FROM <= day, UNTIL absent or >= day, the latest FROM wins, of equal ones the greater id
 * (UUIDv7: the one made later). NULL when none is in force: not known is not 0. Belongs to the array. Pure, any thread.
 */
SfRecord *sf_price_in_force (GPtrArray *prices, const char *day);
/**
 * The lowest of the prices in force of several trims, that of a model: each trim counts with its price in force, only prices in
 * @currency are looked at, since amounts of two are not compared. NULL: none known. Belongs to the array. Pure, any thread.
 */
SfRecord *sf_price_lowest (GPtrArray *prices, const char *currency, const char *day);
/** ISO 4217 code of what people of @region ("cn", "tw") pay in. Static. */
const char *sf_price_currency (const char *region);
/*
 * Prices as people write them (experience.md 3.4). @minor: minor units; @currency: ISO 4217, NULL for CNY. NULL for 0 and less:
 * a price that is not known is not said. (transfer full)
 */
/** In lists: 21.98万, 89.9萬, ¥219,800; in full where people do not count that currency in ten thousands. */
char       *sf_price_say_short (gint64 minor, const char *currency, SfLang lang);
/** ¥219,800, NT$899,000. */
char       *sf_price_say_full  (gint64 minor, const char *currency);
/** A lowest price as a list says it: 17.98万起, 89.9萬起, From ¥179,800. */
char       *sf_price_say_from  (gint64 minor, const char *currency, SfLang lang);
/** 4780 → "4,780"; not negative. (transfer full) */
char       *sf_price_group (gint64 whole);
G_END_DECLS
