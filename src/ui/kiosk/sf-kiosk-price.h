/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * The lowest price of a MODEL as a list says it in the language on the glass: 17.98万起, 89.9萬起, From ¥179,800.
 * NULL when no price is known: never 0. (transfer full)
 */
char *sf_kiosk_price_from (SfRecord *model);
G_END_DECLS
