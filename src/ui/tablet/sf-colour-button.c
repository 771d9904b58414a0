/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-colour-button"
#include "config.h"
#include "ui/tablet/sf-colour-button.h"
#include "ui/common/sf-language.h"

#define DOT 36

static void
draw_dot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const double r = MIN (width, height) / 2.0 - 1;
  GdkRGBA colour;

  if (!gdk_rgba_parse (&colour, g_object_get_data (G_OBJECT (area), "rgb")))
    return;
  cairo_arc (cr, width / 2.0, height / 2.0, r, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_fill_preserve (cr);
  /* A line of ink around it: white on white has an edge, too. */
  cairo_set_source_rgba (cr, 0.46, 0.49, 0.51, 0.7);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

GtkWidget *
sf_colour_button_new (SfRecord *colour)
{
  const char *name = sf_record_get_ltext (colour, SF_COLOUR_NAME, sf_language_get ());
  g_autofree char *text = sf_fill (SF_ ("car.colour", "Colour: {name}"), "name", name != NULL ? name : "", NULL);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *dot = gtk_drawing_area_new ();

  g_object_set_data_full (G_OBJECT (dot), "rgb", g_strdup (sf_record_get_text (colour, SF_COLOUR_RGB)), g_free);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (dot), DOT);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (dot), DOT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), draw_dot, NULL, NULL);
  gtk_box_append (GTK_BOX (box), dot);
  gtk_box_append (GTK_BOX (box), gtk_label_new (name));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "colour");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return button;
}
