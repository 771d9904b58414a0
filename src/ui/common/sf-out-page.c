/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-out-page"
#include "config.h"
#include "ui/common/sf-out-page.h"
#include "ui/common/sf-language-bar.h"

struct _SfOutPage
{
  SfPage parent_instance;
};

G_DEFINE_FINAL_TYPE (SfOutPage, sf_out_page, SF_TYPE_PAGE)

static void
sf_out_page_class_init (SfOutPageClass *klass)
{
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass), "/io/showfloor/ui/sf-out-page.ui");
}

static void
sf_out_page_init (SfOutPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_out_page_new (void)
{
  return g_object_new (SF_TYPE_OUT_PAGE, NULL);
}
