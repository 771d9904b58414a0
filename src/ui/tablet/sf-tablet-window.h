/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
#include "ui/common/sf-application.h"
G_BEGIN_DECLS
/**
 * SfTabletWindow: routes between the screens of a tablet, shows and sounds the ring over all of them, tells what is saved
 * and delivered, locks after 15 minutes without a touch.
 */
#define SF_TYPE_TABLET_WINDOW (sf_tablet_window_get_type ())
G_DECLARE_FINAL_TYPE (SfTabletWindow, sf_tablet_window, SF, TABLET_WINDOW, AdwApplicationWindow)
SfTabletWindow *sf_tablet_window_new (SfApplication *app, SfTablet *tablet);
/** For the table of roles (SfWindowFunc): makes the tablet's services, too. */
GtkWindow      *sf_tablet_window_make (SfApplication *app, SfDevice *device);
/** One sentence at the foot of the window in which @widget is, for four seconds. */
void            sf_tablet_window_say (GtkWidget *widget, const char *text);
G_END_DECLS
