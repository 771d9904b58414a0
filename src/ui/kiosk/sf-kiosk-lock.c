/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-lock"
#include "config.h"
#include "ui/kiosk/sf-kiosk-lock.h"

/* A key that a stranger may not press. */
static gboolean
on_key (GtkEventController *controller, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  const GdkModifierType commands = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_HYPER_MASK | GDK_META_MASK;

  if ((state & commands) != 0)
    return TRUE;
  return (keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F35) || keyval == GDK_KEY_Menu || keyval == GDK_KEY_Print || keyval == GDK_KEY_Sys_Req
         || keyval == GDK_KEY_Super_L || keyval == GDK_KEY_Super_R;
}

/* Whatever asks for it: a window manager, a compositor. A signal from the system still ends the program. */
static gboolean
on_close (GtkWindow *window)
{
  return TRUE;
}

/* Ctrl+Shift+I and Ctrl+Shift+D are bound in GtkWindow's class; answered here, the class does not open the inspector. */
static gboolean
on_debugging (GtkWindow *window, gboolean toggle)
{
  return TRUE;
}

void
sf_kiosk_lock (GtkWindow *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), NULL);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), NULL);
  g_signal_connect (window, "enable-debugging", G_CALLBACK (on_debugging), NULL);
}
