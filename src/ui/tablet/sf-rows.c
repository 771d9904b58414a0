/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-rows"
#include "config.h"
#include "ui/tablet/sf-rows.h"

typedef struct { char *key; SfRowFunc make; gpointer item; } Row;
struct _SfRows { GArray *rows; };

static void
row_clear (gpointer data)
{
  g_free (((Row *) data)->key);
}

SfRows *
sf_rows_new (void)
{
  SfRows *rows = g_new0 (SfRows, 1);

  rows->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (rows->rows, row_clear);
  return rows;
}

void
sf_rows_add (SfRows *rows, const char *key, SfRowFunc make, gpointer item)
{
  Row row = { g_strdup (key), make, item };

  g_array_append_val (rows->rows, row);
}

static GtkWidget *
find_row (GtkBox *box, const char *key, GtkWidget *from)
{
  for (GtkWidget *w = from; w != NULL; w = gtk_widget_get_next_sibling (w))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (w), "row-key"), key) == 0)
      return w;
  return NULL;
}

void
sf_rows_finish (SfRows *rows, GtkBox *box, gpointer page)
{
  GtkWidget *last = NULL;
  GtkWidget *next;

  for (guint i = 0; i < rows->rows->len; i++)
    {
      Row *row = &g_array_index (rows->rows, Row, i);
      GtkWidget *after = last != NULL ? gtk_widget_get_next_sibling (last) : gtk_widget_get_first_child (GTK_WIDGET (box));
      GtkWidget *widget = find_row (box, row->key, after);

      if (widget == NULL)
        {
          widget = row->make (row->item, page);
          g_object_set_data_full (G_OBJECT (widget), "row-key", g_strdup (row->key), g_free);
          gtk_box_insert_child_after (box, widget, last);
        }
      else if (widget != after)
        gtk_box_reorder_child_after (box, widget, last);
      last = widget;
    }
  while ((next = last != NULL ? gtk_widget_get_next_sibling (last) : gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, next);
  g_array_unref (rows->rows);
  g_free (rows);
}

GtkWidget *
sf_row_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, style);
  return label;
}

GtkWidget *
sf_row_pill (const char *text, const char *tone)
{
  GtkWidget *pill = gtk_label_new (text);

  gtk_widget_add_css_class (pill, "pill");
  gtk_widget_add_css_class (pill, tone);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  return pill;
}

GtkWidget *
sf_row_chip (const char *text, GCallback clicked, gpointer data, const char *key, const char *value)
{
  GtkWidget *chip = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (chip), key, g_strdup (value), g_free);
  g_signal_connect (chip, "clicked", clicked, data);
  return chip;
}

const char *
sf_row_value (gpointer button, const char *key)
{
  return g_object_get_data (G_OBJECT (button), key);
}

void
sf_label_say (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != 0);
}

void
sf_style_if (gpointer widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (widget), name);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (widget), name);
}
