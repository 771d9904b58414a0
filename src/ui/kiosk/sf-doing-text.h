/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/** When and where an EVENT is: 10:00–17:30 · 一楼展厅; times in the dealer's @zone. (transfer full) */
char *sf_doing_say_when  (SfRecord *event, const char *zone, SfLang lang);
/** When it begins: 10:00. (transfer full) */
char *sf_doing_say_time  (SfRecord *event, const char *zone);
/** The last day of an OFFER, in the language on the glass. (transfer full) */
char *sf_doing_say_until (SfRecord *offer);
G_END_DECLS
