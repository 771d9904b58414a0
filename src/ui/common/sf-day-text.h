/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/* Days in the language on the glass. @day: "YYYY-MM-DD". Main thread. */
/** 11月22日 周日 / 11月22日（日） / Sun 22 Nov. (transfer full) */
char *sf_say_day (const char *day);
/** Days from @from to @to. */
int   sf_days_between (const char *from, const char *to);
G_END_DECLS
