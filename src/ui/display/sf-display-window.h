/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-display.h"
#include "ui/common/sf-application.h"
G_BEGIN_DECLS
/**
 * SfDisplayWindow: a wall screen. Shows what SfDisplay says belongs on the glass, one cut from page to page, and tells it what was
 * painted and played. A page is cut to when all of it is there: until then, and when something cannot be shown, what was on the
 * glass before stays. No pointer, no idle, no way to close it by accident while it covers the screen.
 *
 * For tests: when the environment variable SHOWFLOOR_GLASS_LOG names a file, each frame that brought something else onto the
 * glass and has left the frame clock is a line "<seconds since boot> <page> <id of the item or push, or ->" in it.
 */
#define SF_TYPE_DISPLAY_WINDOW (sf_display_window_get_type ())
G_DECLARE_FINAL_TYPE (SfDisplayWindow, sf_display_window, SF, DISPLAY_WINDOW, AdwApplicationWindow)
/** For the table of roles: makes the SfDisplay of @device, too. */
GtkWindow *sf_display_window_make (SfApplication *app, SfDevice *device);
G_END_DECLS
