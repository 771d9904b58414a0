/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-programme-page"
#include "config.h"
#include "ui/display/sf-programme-page.h"
#include "ui/display/sf-stage.h"

struct _SfProgrammePage
{
  SfPage parent_instance;
  SfStage *stage;
  GtkLabel *caption;
};

G_DEFINE_FINAL_TYPE (SfProgrammePage, sf_programme_page, SF_TYPE_PAGE)

static void
sf_programme_page_class_init (SfProgrammePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_STAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-programme-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfProgrammePage, stage);
  gtk_widget_class_bind_template_child (widget_class, SfProgrammePage, caption);
}

static void
sf_programme_page_init (SfProgrammePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_programme_page_new (GdkPaintable *frame)
{
  SfProgrammePage *self = g_object_new (SF_TYPE_PROGRAMME_PAGE, NULL);

  sf_stage_set_paintable (self->stage, frame);
  return SF_PAGE (self);
}

void
sf_programme_page_set_caption (SfProgrammePage *self, const char *caption)
{
  gtk_label_set_text (self->caption, caption ? caption : "");
  gtk_widget_set_visible (GTK_WIDGET (self->caption), caption && *caption);
}
