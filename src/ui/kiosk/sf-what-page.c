/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-what-page"
#include "config.h"
#include "ui/kiosk/sf-what-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-tile.h"

struct _SfWhatPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
};

G_DEFINE_FINAL_TYPE (SfWhatPage, sf_what_page, SF_TYPE_KIOSK_PAGE)

/* The widget's name in the template is the answer. */
static void
on_answer_clicked (SfWhatPage *self, GtkWidget *tile)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "service", gtk_widget_get_name (tile));
  sf_page_next (SF_PAGE (self));
}

static void
sf_what_page_class_init (SfWhatPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_TILE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-what-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfWhatPage, bar);
  gtk_widget_class_bind_template_callback (widget_class, on_answer_clicked);
}

static void
sf_what_page_init (SfWhatPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
