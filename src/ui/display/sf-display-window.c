/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display-window"
#include "config.h"
#include "ui/display/sf-display-window.h"
#include "ui/common/sf-language.h"

struct _SfDisplayWindow
{
  AdwApplicationWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (SfDisplayWindow, sf_display_window, ADW_TYPE_APPLICATION_WINDOW)

static void
sf_display_window_class_init (SfDisplayWindowClass *klass)
{
}

static void
sf_display_window_init (SfDisplayWindow *self)
{
  GtkWidget *label = gtk_label_new (SF_ ("home.hello", "Hello and welcome"));
  gtk_widget_add_css_class (label, "hero");
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), label);
}

SfDisplayWindow *
sf_display_window_new (SfApplication *app)
{
  SfDisplayWindow *self = g_object_new (SF_TYPE_DISPLAY_WINDOW, NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), 1920, 1080);
  sf_application_prepare_window (app, GTK_WINDOW (self), "wall");
  /* Walls are dark: glare, and the panel's life. */
  sf_application_set_look (app, SF_LOOK_DARK);
  return self;
}
