/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-screens.h"
G_BEGIN_DECLS
/*
 * What a consultant has the wall say of a guest: 欢迎上屏 and 叫号. A name is said only with the guest's own word: a spoken
 * CONSENT of the purpose welcome, committed on this tablet before the push that rests on it. Main thread.
 */
/**
 * Welcomes the guest of @visit on the screen @display_id. @guest: surname and title as the wall shall say them, the guest having
 * said yes; a consent given before for this visit is used again. NULL: the number alone. The wall speaks the guest's language.
 */
void     sf_greet_welcome_async  (SfScreens *screens, SfTablet *tablet, SfRecord *visit, const char *display_id, const char *guest, GAsyncReadyCallback callback, gpointer data);
/** FALSE: nothing is on its way. G_IO_ERROR_NOT_SUPPORTED: no notice is in force, so no name may be said. */
gboolean sf_greet_welcome_finish (SfTablet *tablet, GAsyncResult *result, GError **error);
/**
 * Calls the number of @visit on every screen, to the place that the LTEXT @field of @place names (@place NULL: no place).
 * Returns how many screens were asked.
 */
guint    sf_greet_call     (SfScreens *screens, SfRecord *visit, SfRecord *place, guint field);
/** Sales guests are fetched in person: only service is called, and who waits while nobody is free (2.4 rule 7). */
gboolean sf_greet_may_call (SfTablet *tablet, SfRecord *visit);
G_END_DECLS
