/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/* What a guest agreed to and took back. Both are facts that are never changed; what is allowed follows from them. */

/**
 * TRUE when @consent (nullable) was given for @purpose (a value of sf_enum_consent_purpose) and none of @withdrawals (nullable)
 * (element-type SfRecord WITHDRAWAL) takes that back. No clock decides: a withdrawal names the consents it ends, so a screen
 * whose calendar is wrong can neither outlive it nor be undone by it.
 */
gboolean sf_consent_allows (SfRecord *consent, GPtrArray *withdrawals, const char *purpose);

/** Working days within which a request is answered (PIPL leaves it to "timely"; the notice promises this). */
#define SF_PRIVACY_WORKING_DAYS 15
/**
 * "YYYY-MM-DD" plus working days, Monday to Friday; NULL for what is no date. Public holidays are counted as working days, so
 * that the answer is never later than promised. (transfer full)
 */
char    *sf_date_add_working (const char *date, guint days);
G_END_DECLS
