/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-sheet"
#include "config.h"
#include "ui/kiosk/sf-sheet.h"

struct _SfSheet
{
  GtkWidget parent_instance;
  GtkWidget *frame, *toggles, *buttons;
  GtkLabel *title, *body;
};

G_DEFINE_FINAL_TYPE (SfSheet, sf_sheet, GTK_TYPE_WIDGET)

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
on_button_clicked (SfSheet *self, GtkWidget *button)
{
  g_autofree char *id = g_strdup (gtk_widget_get_name (button));
  g_object_ref (self);
  g_signal_emit (self, signals[CHOSEN], 0, id);
  g_object_unref (self);
}

static void
sf_sheet_dispose (GObject *object)
{
  g_clear_pointer (&SF_SHEET (object)->frame, gtk_widget_unparent);
  G_OBJECT_CLASS (sf_sheet_parent_class)->dispose (object);
}

static void
sf_sheet_class_init (SfSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_sheet_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", SF_TYPE_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "sheet");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_DIALOG);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, SfSheet, frame);
  gtk_widget_class_bind_template_child (widget_class, SfSheet, title);
  gtk_widget_class_bind_template_child (widget_class, SfSheet, body);
  gtk_widget_class_bind_template_child (widget_class, SfSheet, toggles);
  gtk_widget_class_bind_template_child (widget_class, SfSheet, buttons);
}

static void
sf_sheet_init (SfSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sf_sheet_new (const char *title, const char *body)
{
  SfSheet *self = g_object_new (SF_TYPE_SHEET, NULL);
  sf_sheet_set_text (self, title, body);
  return GTK_WIDGET (self);
}

void
sf_sheet_set_text (SfSheet *self, const char *title, const char *body)
{
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->body, body ? body : "");
  gtk_widget_set_visible (GTK_WIDGET (self->body), body && *body);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
sf_sheet_add_button (SfSheet *self, const char *id, const char *label, const char *look)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  gtk_widget_set_name (button, id);
  gtk_widget_add_css_class (button, look);
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_button_clicked), self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  /* More than two stand below each other: side by side they would be wider than a glass that hangs upright. */
  if (gtk_widget_get_first_child (self->buttons) != gtk_widget_get_prev_sibling (button) && gtk_widget_get_first_child (self->buttons) != button)
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->buttons), GTK_ORIENTATION_VERTICAL);
}

void
sf_sheet_add_toggle (SfSheet *self, const char *id, const char *label, gboolean active)
{
  GtkWidget *toggle = gtk_toggle_button_new_with_label (label);
  gtk_widget_set_name (toggle, id);
  gtk_widget_add_css_class (toggle, "chip");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), active);
  g_signal_connect_swapped (toggle, "toggled", G_CALLBACK (on_button_clicked), self);
  gtk_box_append (GTK_BOX (self->toggles), toggle);
  gtk_widget_set_visible (self->toggles, TRUE);
}

void
sf_sheet_take_focus (SfSheet *self)
{
  GtkWidget *first = gtk_widget_get_first_child (self->buttons);
  if (first)
    gtk_widget_grab_focus (first);
}
