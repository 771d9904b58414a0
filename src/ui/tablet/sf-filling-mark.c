/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-filling-mark"
#include "config.h"
#include "ui/tablet/sf-filling-mark.h"
#include "ui/common/sf-language.h"

struct _SfFillingMark
{
  GtkBox parent_instance;
  GtkLabel *label;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (SfFillingMark, sf_filling_mark, GTK_TYPE_BOX)

static void
update (SfFillingMark *self, GParamSpec *pspec, SfDevice *device)
{
  const int percent = sf_device_get_filling (device);
  g_autofree char *n = g_strdup_printf ("%d", MAX (percent, 0));
  g_autofree char *text = sf_fill (SF_ ("tab.filling", "Fetching the dealership's records · {percent} %"), "percent", n, NULL);

  gtk_label_set_text (self->label, text);
  gtk_progress_bar_set_fraction (self->bar, MAX (percent, 0) / 100.0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), percent >= 0);
}

static void
sf_filling_mark_class_init (SfFillingMarkClass *klass)
{
}

static void
sf_filling_mark_init (SfFillingMark *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "filling-mark");
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "line");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->bar));
}

GtkWidget *
sf_filling_mark_new (SfDevice *device)
{
  SfFillingMark *self = g_object_new (SF_TYPE_FILLING_MARK, NULL);

  g_signal_connect_object (device, "notify::filling", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self, NULL, device);
  return GTK_WIDGET (self);
}
