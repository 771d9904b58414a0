/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-pager"
#include "config.h"
#include "ui/common/sf-pager.h"
#include "ui/common/sf-language.h"

struct _SfPager
{
  GtkWidget parent_instance;
  GtkWidget *back, *dots, *on;
  SfGrid *grid;
  guint per_page, page, pages;
};

G_DEFINE_FINAL_TYPE (SfPager, sf_pager, GTK_TYPE_WIDGET)

static void
show_page (SfPager *self, guint page)
{
  GtkWidget *child;
  guint i = 0;

  self->page = page;
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child; child = gtk_widget_get_next_sibling (child), i++)
    gtk_widget_set_visible (child, i / self->per_page == page);
  gtk_widget_set_visible (GTK_WIDGET (self), self->pages > 1);
  gtk_widget_set_sensitive (self->back, page > 0);
  gtk_widget_set_sensitive (self->on, page + 1 < self->pages);

  while ((child = gtk_widget_get_first_child (self->dots)))
    gtk_box_remove (GTK_BOX (self->dots), child);
  for (i = 0; i < self->pages; i++)
    {
      GtkWidget *dot = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      gtk_widget_add_css_class (dot, "dot");
      if (i == page)
        gtk_widget_add_css_class (dot, "here");
      gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (self->dots), dot);
    }
}

static void
on_back_clicked (SfPager *self)
{
  if (self->page > 0)
    show_page (self, self->page - 1);
}

static void
on_on_clicked (SfPager *self)
{
  if (self->page + 1 < self->pages)
    show_page (self, self->page + 1);
}

void
sf_pager_set_grid (SfPager *self, SfGrid *grid, guint per_page)
{
  guint n = 0;

  g_return_if_fail (SF_IS_PAGER (self) && SF_IS_GRID (grid) && per_page > 0);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (grid)); child; child = gtk_widget_get_next_sibling (child))
    n++;
  self->grid = grid;
  self->per_page = per_page;
  self->pages = (n + per_page - 1) / per_page;
  show_page (self, 0);
}

static GtkWidget *
make_button (SfPager *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_add_css_class (button, "chip");
  gtk_widget_add_css_class (button, "turn");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  return button;
}

static void
sf_pager_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (sf_pager_parent_class)->dispose (object);
}

static void
sf_pager_class_init (SfPagerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_pager_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "pager");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_pager_init (SfPager *self)
{
  self->back = make_button (self, "sf-back-symbolic", SF_ ("pager.back", "Previous page"), G_CALLBACK (on_back_clicked));
  self->dots = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_parent (self->dots, GTK_WIDGET (self));
  self->on = make_button (self, "sf-next-symbolic", SF_ ("pager.on", "Next page"), G_CALLBACK (on_on_clicked));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
