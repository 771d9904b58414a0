/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-told-page"
#include "config.h"
#include "ui/kiosk/sf-told-page.h"
#include "ui/common/sf-language.h"

struct _SfToldPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (SfToldPage, sf_told_page, SF_TYPE_KIOSK_PAGE)

static void
on_full_clicked (SfToldPage *self)
{
  sf_page_go (SF_PAGE (self), "notice");
}

static void
sf_told_page_enter (SfPage *page)
{
  SfRecord *notice = sf_kiosk_get_notice (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (page)), sf_language_get ());
  gtk_label_set_text (SF_TOLD_PAGE (page)->text, notice ? sf_record_get_text (notice, SF_NOTICE_SHORT) : "");
}

static void
sf_told_page_class_init (SfToldPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_told_page_enter;
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-told-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfToldPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfToldPage, text);
  gtk_widget_class_bind_template_callback (widget_class, on_full_clicked);
  gtk_widget_class_bind_template_callback (widget_class, sf_page_next);
}

static void
sf_told_page_init (SfToldPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
