/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/common/sf-application.h"
G_BEGIN_DECLS
/** SfDisplayWindow: a wall screen. For now one calm slide that says where one is. */
#define SF_TYPE_DISPLAY_WINDOW (sf_display_window_get_type ())
G_DECLARE_FINAL_TYPE (SfDisplayWindow, sf_display_window, SF, DISPLAY_WINDOW, AdwApplicationWindow)
SfDisplayWindow *sf_display_window_new (SfApplication *app);
G_END_DECLS
