/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-progress-line"
#include "config.h"
#include "ui/kiosk/sf-progress-line.h"

struct _SfProgressLine
{
  GtkWidget parent_instance;
  double fraction;
};

G_DEFINE_FINAL_TYPE (SfProgressLine, sf_progress_line, GTK_TYPE_WIDGET)

static void
sf_progress_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const float width = (float) (gtk_widget_get_width (widget) * SF_PROGRESS_LINE (widget)->fraction);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, 0, width, (float) gtk_widget_get_height (widget)));
}

static void
sf_progress_line_class_init (SfProgressLineClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = sf_progress_line_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "progressline");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sf_progress_line_init (SfProgressLine *self)
{
}

void
sf_progress_line_set_fraction (SfProgressLine *self, double fraction)
{
  self->fraction = CLAMP (fraction, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
