/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gtk/gtk.h>
G_BEGIN_DECLS
/**
 * Takes the ways out of a window that strangers touch: GTK's inspector, closing, and every key together with Ctrl, Alt or the logo key,
 * the menu key and the function keys, before any widget sees them.
 * What the system itself would answer (Ctrl+Alt+F1, Print) the session has to keep: docs/kiosk.md.
 */
void sf_kiosk_lock (GtkWindow *window);
G_END_DECLS
