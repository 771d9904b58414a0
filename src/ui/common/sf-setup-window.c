/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-setup-window"
#include "config.h"
#include "ui/common/sf-setup-window.h"
#include "ui/common/sf-out-page.h"
#include "ui/common/sf-pairing-page.h"
#include "ui/common/sf-router.h"
#include "ui/common/sf-ui-check.h"

struct _SfSetupWindow
{
  AdwApplicationWindow parent_instance;
  SfApplication *app;
  SfRouter *router;
};

G_DEFINE_FINAL_TYPE (SfSetupWindow, sf_setup_window, ADW_TYPE_APPLICATION_WINDOW)

static SfPage *
make_page (SfRouter *router, const char *id, gpointer data)
{
  SfSetupWindow *self = SF_SETUP_WINDOW (data);
  if (g_str_equal (id, "pair"))
    return sf_pairing_page_new (sf_application_get_device (self->app));
  return sf_out_page_new ();
}

static void
fit (SfSetupWindow *self, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  /* A glass as large as a kiosk's is read from as far as a kiosk. */
  const gboolean large = MIN (width, height) >= 1000;

  gtk_widget_remove_css_class (widget, large ? "tablet" : "kiosk");
  gtk_widget_add_css_class (widget, large ? "kiosk" : "tablet");
  if (height > width)
    gtk_widget_add_css_class (widget, "portrait");
  else
    gtk_widget_remove_css_class (widget, "portrait");
  sf_router_set_portrait (self->router, height > width);
}

static void
sf_setup_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  fit (SF_SETUP_WINDOW (widget), width, height);
  GTK_WIDGET_CLASS (sf_setup_window_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
on_language_changed (SfSetupWindow *self)
{
  sf_router_reload (self->router);
}

static void
sf_setup_window_class_init (SfSetupWindowClass *klass)
{
  GTK_WIDGET_CLASS (klass)->size_allocate = sf_setup_window_size_allocate;
}

static void
sf_setup_window_init (SfSetupWindow *self)
{
  self->router = SF_ROUTER (sf_router_new ());
  sf_router_set_func (self->router, make_page, self);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->router));
}

SfSetupWindow *
sf_setup_window_new (SfApplication *app)
{
  SfSetupWindow *self = g_object_new (SF_TYPE_SETUP_WINDOW, NULL);
  int width = 0, height = 0;

  self->app = app;
  gtk_window_set_default_size (GTK_WINDOW (self), 1280, 800);
  sf_application_prepare_window (app, GTK_WINDOW (self), "kiosk");
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  fit (self, width, height);                                    /* before the first frame, which keys too wide would make wider than the glass */
  sf_ui_check_arm (GTK_WINDOW (self), 14, 48);
  g_signal_connect_object (app, "language-changed", G_CALLBACK (on_language_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
sf_setup_window_show (SfSetupWindow *self, const char *page)
{
  if (g_strcmp0 (sf_router_get_id (self->router), page) != 0)
    sf_router_reset (self->router, page);
}

void
sf_setup_window_fail (SfSetupWindow *self, const GError *error)
{
  SfPage *page = sf_router_get_page (self->router);
  if (SF_IS_PAIRING_PAGE (page))
    sf_pairing_page_fail (SF_PAIRING_PAGE (page), error);
}
