/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-choice-row"
#include "config.h"
#include "ui/common/sf-choice-row.h"

struct _SfChoiceRow
{
  GtkBox parent_instance;
  GtkWidget *question, *answers;
  gboolean multi, setting;
};

G_DEFINE_FINAL_TYPE (SfChoiceRow, sf_choice_row, GTK_TYPE_BOX)

static guint changed_signal;

static const char *
value_of (GtkWidget *chip)
{
  return g_object_get_data (G_OBJECT (chip), "value");
}

static GtkWidget *
first_chip (SfChoiceRow *self)
{
  return gtk_widget_get_first_child (self->answers);
}

/* FlowBox children wrap the chips. */
static GtkToggleButton *
chip_in (GtkWidget *child)
{
  return GTK_TOGGLE_BUTTON (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child)));
}

static void
on_toggled (GtkToggleButton *chip, SfChoiceRow *self)
{
  if (self->setting)
    return;
  self->setting = TRUE;
  if (!self->multi && gtk_toggle_button_get_active (chip))
    for (GtkWidget *w = first_chip (self); w != NULL; w = gtk_widget_get_next_sibling (w))
      if (chip_in (w) != chip)
        gtk_toggle_button_set_active (chip_in (w), FALSE);
  self->setting = FALSE;
  g_signal_emit (self, changed_signal, 0);
}

static void
sf_choice_row_class_init (SfChoiceRowClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  changed_signal = g_signal_new ("changed", SF_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_choice_row_init (SfChoiceRow *self)
{
  self->question = gtk_label_new (NULL);
  self->answers = gtk_flow_box_new ();
  gtk_box_set_spacing (GTK_BOX (self), 16);
  gtk_widget_add_css_class (GTK_WIDGET (self), "choice-row");
  gtk_label_set_xalign (GTK_LABEL (self->question), 0);
  gtk_label_set_wrap (GTK_LABEL (self->question), TRUE);
  gtk_widget_add_css_class (self->question, "question");
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->answers), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->answers), 8);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->answers), 8);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->answers), 12);
  gtk_widget_set_hexpand (self->answers, TRUE);
  gtk_widget_set_halign (self->answers, GTK_ALIGN_FILL);
  gtk_box_append (GTK_BOX (self), self->question);
  gtk_box_append (GTK_BOX (self), self->answers);
}

GtkWidget *
sf_choice_row_new (const char *question, gboolean multi)
{
  SfChoiceRow *self = g_object_new (SF_TYPE_CHOICE_ROW, NULL);

  self->multi = multi;
  gtk_label_set_text (GTK_LABEL (self->question), question);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, question, -1);
  return GTK_WIDGET (self);
}

void
sf_choice_row_add (SfChoiceRow *self, const char *value, const char *text, const char *name)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label (text);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_add_css_class (chip, "chip");
  g_object_set_data_full (G_OBJECT (chip), "value", g_strdup (value), g_free);
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (chip, "toggled", G_CALLBACK (on_toggled), self);
  /* The chip takes the focus, not its place in the line. */
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), chip);
  gtk_flow_box_append (GTK_FLOW_BOX (self->answers), child);
}

void
sf_choice_row_set_least (SfChoiceRow *self, guint answers)
{
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (self->answers), answers);
}

void
sf_choice_row_clear (SfChoiceRow *self)
{
  GtkWidget *w;

  while ((w = first_chip (self)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->answers), w);
}

void
sf_choice_row_set_tail (SfChoiceRow *self, GtkWidget *tail)
{
  gtk_box_append (GTK_BOX (self), tail);
}

GStrv
sf_choice_row_get_all (SfChoiceRow *self)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();

  for (GtkWidget *w = first_chip (self); w != NULL; w = gtk_widget_get_next_sibling (w))
    if (gtk_toggle_button_get_active (chip_in (w)))
      g_strv_builder_add (all, value_of (GTK_WIDGET (chip_in (w))));
  return g_strv_builder_end (all);
}

const char *
sf_choice_row_get (SfChoiceRow *self)
{
  for (GtkWidget *w = first_chip (self); w != NULL; w = gtk_widget_get_next_sibling (w))
    if (gtk_toggle_button_get_active (chip_in (w)))
      return value_of (GTK_WIDGET (chip_in (w)));
  return NULL;
}

void
sf_choice_row_set_all (SfChoiceRow *self, const char *const *values)
{
  self->setting = TRUE;
  for (GtkWidget *w = first_chip (self); w != NULL; w = gtk_widget_get_next_sibling (w))
    gtk_toggle_button_set_active (chip_in (w), values != NULL && g_strv_contains (values, value_of (GTK_WIDGET (chip_in (w)))));
  self->setting = FALSE;
}

void
sf_choice_row_set (SfChoiceRow *self, const char *value)
{
  const char *const values[] = { value, NULL };

  sf_choice_row_set_all (self, values);
}
