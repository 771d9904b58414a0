/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-notice-page"
#include "config.h"
#include "ui/kiosk/sf-notice-page.h"
#include "ui/common/sf-language.h"

#include <string.h>

struct _SfNoticePage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  GtkLabel *text;
};

G_DEFINE_FINAL_TYPE (SfNoticePage, sf_notice_page, SF_TYPE_KIOSK_PAGE)

static void
on_ok_clicked (SfNoticePage *self)
{
  sf_page_back (SF_PAGE (self));
}

static void
sf_notice_page_enter (SfPage *page)
{
  SfNoticePage *self = SF_NOTICE_PAGE (page);
  SfRecord *notice = sf_kiosk_get_notice (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), sf_language_get ());
  const char *text = notice ? sf_record_get_text (notice, SF_NOTICE_FULL) : "";
  const char *title = sf_page_get_title (page);

  /* Its first line is the heading that the page shows already. */
  if (g_str_has_prefix (text, title) && text[strlen (title)] == '\n')
    text += strlen (title) + 1;
  gtk_label_set_text (self->text, text);
}

static void
sf_notice_page_class_init (SfNoticePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_notice_page_enter;
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-notice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfNoticePage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfNoticePage, text);
  gtk_widget_class_bind_template_callback (widget_class, on_ok_clicked);
}

static void
sf_notice_page_init (SfNoticePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
