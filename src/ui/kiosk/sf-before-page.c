/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-before-page"
#include "config.h"
#include "ui/kiosk/sf-before-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-tile.h"

struct _SfBeforePage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
};

G_DEFINE_FINAL_TYPE (SfBeforePage, sf_before_page, SF_TYPE_KIOSK_PAGE)

/* The widget's name in the template is the answer. */
static void
on_answer_clicked (SfBeforePage *self, GtkWidget *tile)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "before", gtk_widget_get_name (tile));
  sf_page_next (SF_PAGE (self));
}

static void
sf_before_page_class_init (SfBeforePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_TILE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-before-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfBeforePage, bar);
  gtk_widget_class_bind_template_callback (widget_class, on_answer_clicked);
}

static void
sf_before_page_init (SfBeforePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
