/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-bar"
#include "config.h"
#include "ui/kiosk/sf-kiosk-bar.h"
#include "ui/common/sf-language-bar.h"

struct _SfKioskBar
{
  GtkWidget parent_instance;
  GtkWidget *box, *steps;
};

G_DEFINE_FINAL_TYPE (SfKioskBar, sf_kiosk_bar, GTK_TYPE_WIDGET)

static void
sf_kiosk_bar_dispose (GObject *object)
{
  g_clear_pointer (&SF_KIOSK_BAR (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (sf_kiosk_bar_parent_class)->dispose (object);
}

static void
sf_kiosk_bar_class_init (SfKioskBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_kiosk_bar_dispose;
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-kiosk-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, SfKioskBar, box);
  gtk_widget_class_bind_template_child (widget_class, SfKioskBar, steps);
}

static void
sf_kiosk_bar_init (SfKioskBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
sf_kiosk_bar_set_step (SfKioskBar *self, guint place, guint length)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->steps)))
    gtk_box_remove (GTK_BOX (self->steps), child);
  if (length < 2)
    return;
  for (guint i = 1; i <= length; i++)
    {
      GtkWidget *dash = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      gtk_widget_add_css_class (dash, "step");
      if (i <= place)
        gtk_widget_add_css_class (dash, "done");
      gtk_widget_set_valign (dash, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (self->steps), dash);
    }
}
