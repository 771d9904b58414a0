/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-doing-card"
#include "config.h"
#include "ui/kiosk/sf-doing-card.h"

struct _SfDoingCard
{
  GtkWidget parent_instance;
  GtkWidget *box, *answers;
};

G_DEFINE_FINAL_TYPE (SfDoingCard, sf_doing_card, GTK_TYPE_WIDGET)

static void
sf_doing_card_dispose (GObject *object)
{
  g_clear_pointer (&SF_DOING_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (sf_doing_card_parent_class)->dispose (object);
}

static void
sf_doing_card_class_init (SfDoingCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_doing_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "doing");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sf_doing_card_init (SfDoingCard *self)
{
}

static void
add_label (GtkWidget *box, const char *text, const char *look)
{
  if (text == NULL || *text == 0)
    return;
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, look);
  gtk_box_append (GTK_BOX (box), label);
}

GtkWidget *
sf_doing_card_new (const char *title, const char *line, const char *text, gboolean portrait)
{
  SfDoingCard *self = g_object_new (SF_TYPE_DOING_CARD, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->box = gtk_box_new (portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, 32);
  self->answers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->answers, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), words);
  gtk_box_append (GTK_BOX (self->box), self->answers);
  gtk_widget_set_visible (self->answers, FALSE);
  add_label (words, title, "label");
  add_label (words, line, "doing-line");
  add_label (words, text, "body");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (self);
}

GtkWidget *
sf_doing_card_add_button (SfDoingCard *self, const char *label, const char *look)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, look);
  gtk_box_append (GTK_BOX (self->answers), button);
  gtk_widget_set_visible (self->answers, TRUE);
  return button;
}

void
sf_doing_card_add_word (SfDoingCard *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "second");
  gtk_box_append (GTK_BOX (self->answers), label);
  gtk_widget_set_visible (self->answers, TRUE);
}
