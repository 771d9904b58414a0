/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-application.h"
G_BEGIN_DECLS
/** SfSetupWindow: what a device shows while it has no role: pages "pair", "out" (err.out) and "start" (err.start). */
#define SF_TYPE_SETUP_WINDOW (sf_setup_window_get_type ())
G_DECLARE_FINAL_TYPE (SfSetupWindow, sf_setup_window, SF, SETUP_WINDOW, AdwApplicationWindow)
SfSetupWindow *sf_setup_window_new  (SfApplication *app);
void           sf_setup_window_show (SfSetupWindow *self, const char *page);
/** Says on the pairing page why it did not work. */
void           sf_setup_window_fail (SfSetupWindow *self, const GError *error);
G_END_DECLS
