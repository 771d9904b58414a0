/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-day-text.h"
G_BEGIN_DECLS
/* Words of the tablet in the language on the glass. Strings are (transfer full) unless const. Main thread. */

/** 王先生; 先生 without a surname; 客人 when neither is known. */
char       *sf_say_person (const char *surname, const char *title);
/** Whose visit it is: what the outcome or the customer's card knows over what was said at the door. */
char       *sf_say_visitor (SfTablet *tablet, SfRecord *visit);
/** The same as a wall may say it in the guest's language @lang: 王先生, Mr Wang; NULL while surname or title is not known. */
char       *sf_say_visitor_to_all (SfTablet *tablet, SfRecord *visit, SfLang lang);
/** The label of an enumeration's value; "other" for one this version does not know. */
const char *sf_say_value (const SfEnum *values, const char *value);
/** waiting … void, as on a tablet (glossary "Status words"). */
const char *sf_say_state (const char *state);
const char *sf_say_presence (const char *presence);
/** What they came for, with the cars: 看星河 S7 · 试乘试驾. */
char       *sf_say_purpose (SfTablet *tablet, SfRecord *visit);
/** 2位 · 绿茶 · 带小朋友: how many they are and what they would like meanwhile; NULL when nothing was said. */
char       *sf_say_wishes (SfTablet *tablet, SfRecord *visit);
/** Names of the models of a SET field with a middle dot; NULL when there are none. */
char       *sf_say_models (SfTablet *tablet, SfRecord *record, guint field);
/** Where the guest is: 1号机旁; NULL when the visit was entered on a tablet. */
char       *sf_say_place (SfTablet *tablet, SfRecord *visit);
/** 首次到店, 再次到店, or NULL when nobody said. */
const char *sf_say_before (const char *before);
/** 今天, 明天, else the day. */
char       *sf_say_day_near (const char *day, const char *today);
/** 14:05 in the dealer's zone. */
char       *sf_say_time (SfTablet *tablet, gint64 at_ms);
/** 46分 since @at_ms. */
char       *sf_say_since (SfTablet *tablet, gint64 at_ms);
/** 138 0013 8000, 0912-345-678, or the number as it is. */
char       *sf_say_phone (const char *e164);
/** Name of a colleague. */
const char *sf_say_colleague (SfTablet *tablet, const char *consultant_id);
/** · or ・ between words. */
const char *sf_say_dot (void);
/** "意向评分 72"; with @parts also what it is made of: "联系得上 15/15 · …". NULL without a score. (transfer full) */
char       *sf_say_score (const SfScore *score, gboolean parts);
G_END_DECLS
