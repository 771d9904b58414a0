/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-greeting-page"
#include "config.h"
#include "ui/display/sf-greeting-page.h"
#include "ui/display/sf-stage.h"

struct _SfGreetingPage
{
  SfPage parent_instance;
  SfStage *stage;
  GtkLabel *first, *second;
};

G_DEFINE_FINAL_TYPE (SfGreetingPage, sf_greeting_page, SF_TYPE_PAGE)

static void
sf_greeting_page_class_init (SfGreetingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_STAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-greeting-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfGreetingPage, stage);
  gtk_widget_class_bind_template_child (widget_class, SfGreetingPage, first);
  gtk_widget_class_bind_template_child (widget_class, SfGreetingPage, second);
}

static void
sf_greeting_page_init (SfGreetingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_greeting_page_new (GdkTexture *picture)
{
  SfGreetingPage *self = g_object_new (SF_TYPE_GREETING_PAGE, NULL);

  sf_stage_set_paintable (self->stage, GDK_PAINTABLE (picture));
  if (!picture)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drawn");
  return SF_PAGE (self);
}

static void
set_line (GtkLabel *label, const char *text, const char *type)
{
  gtk_label_set_text (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text && *text);
  if (type)
    gtk_widget_add_css_class (GTK_WIDGET (label), type);
}

void
sf_greeting_page_set_lines (SfGreetingPage *self, const char *first, const char *first_type, const char *second, const char *second_type)
{
  set_line (self->first, first, first_type);
  set_line (self->second, second, second_type);
  sf_page_set_title (SF_PAGE (self), first);
}
