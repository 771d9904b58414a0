/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-scan-page"
#include "config.h"
#include "ui/kiosk/sf-scan-page.h"

struct _SfScanPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
};

G_DEFINE_FINAL_TYPE (SfScanPage, sf_scan_page, SF_TYPE_KIOSK_PAGE)

static void
sf_scan_page_class_init (SfScanPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-scan-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfScanPage, bar);
  gtk_widget_class_bind_template_callback (widget_class, sf_page_next);
}

static void
sf_scan_page_init (SfScanPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
