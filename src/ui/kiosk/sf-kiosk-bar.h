/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * SfKioskBar: the top of every question: cancel, how far one is, languages, help. Its buttons activate actions of the
 * kiosk's window ("kiosk.home", "kiosk.help").
 */
#define SF_TYPE_KIOSK_BAR (sf_kiosk_bar_get_type ())
G_DECLARE_FINAL_TYPE (SfKioskBar, sf_kiosk_bar, SF, KIOSK_BAR, GtkWidget)
/** Shows step @place of @length; nothing when @length is below 2. */
void sf_kiosk_bar_set_step (SfKioskBar *self, guint place, guint length);
G_END_DECLS
