/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wall-bar"
#include "config.h"
#include "ui/tablet/sf-wall-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-turn.h"
#include "ui/tablet/sf-rows.h"

#define PICTURE_WIDTH 80
#define PICTURE_HEIGHT 45

struct _SfWallBar
{
  GtkBox parent_instance;
  SfShowcase *showcase;  /* (owned) */
  GtkWidget *picture, *price;
  GtkLabel *says;
};

G_DEFINE_FINAL_TYPE (SfWallBar, sf_wall_bar, GTK_TYPE_BOX)

static const char *
name_of (SfRecord *model)
{
  const char *name = model != NULL ? sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()) : NULL;

  return name != NULL ? name : "";
}

const char *
sf_wall_screen_name (SfShowcase *showcase, const char *display_id)
{
  g_autoptr (GPtrArray) screens = sf_screens_list (sf_showcase_get_screens (showcase));

  for (guint i = 0; i < screens->len; i++)
    if (g_strcmp0 (sf_record_get_id (screens->pdata[i]), display_id) == 0)
      return sf_record_get_text (screens->pdata[i], SF_DEVICE_NAME);
  return "";
}

char *
sf_wall_screen_state (SfShowcase *showcase, const char *display_id)
{
  SfScreens *screens = sf_showcase_get_screens (showcase);
  SfRecord *model = sf_catalogue_model (sf_showcase_get_cars (showcase), sf_screens_model (screens, display_id));

  switch (sf_screens_state (screens, display_id, NULL))
    {
    case SF_SCREEN_SENDING: return g_strdup (SF_ ("cast.sending", "On its way"));
    case SF_SCREEN_OURS: return sf_fill (SF_ ("cast.ours", "Showing {car} from here"), "car", name_of (model), NULL);
    case SF_SCREEN_OTHERS:
      return model != NULL ? sf_fill (SF_ ("cast.others", "A colleague is showing {car}"), "car", name_of (model), NULL)
                           : g_strdup (SF_ ("cast.others.any", "In use by a colleague"));
    case SF_SCREEN_SILENT: return g_strdup (SF_ ("cast.silent", "Not answering for a minute"));
    default: return g_strdup (SF_ ("cast.programme", "Playing its programme"));
    }
}

/* Nothing is said that the screen did not say itself. */
static char *
sentence (SfWallBar *self, const char *display)
{
  const char *screen = sf_wall_screen_name (self->showcase, display);
  const char *car = name_of (sf_showcase_presented (self->showcase));

  if (sf_screens_state (sf_showcase_get_screens (self->showcase), display, NULL) == SF_SCREEN_SILENT)
    return sf_fill (SF_ ("cast.bar.silent", "{screen} isn't answering, so {car} may not be showing"), "screen", screen, "car", car, NULL);
  if (!sf_showcase_confirmed (self->showcase))
    return sf_fill (SF_ ("cast.bar.sending", "Sending {car} to {screen}"), "screen", screen, "car", car, NULL);
  return sf_fill (SF_ ("cast.bar.on", "{car} is on {screen}"), "screen", screen, "car", car, NULL);
}

static void
show_picture (SfWallBar *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) masks = g_ptr_array_new_with_free_func (g_free);
  SfRecord *view = sf_showcase_presented_view (self->showcase), *colour = sf_showcase_presented_colour (self->showcase);
  SfRecord *model = sf_showcase_presented (self->showcase);
  SfCatalogue *cars = sf_showcase_get_cars (self->showcase);

  if (view != NULL)
    {
      g_ptr_array_add (paths, sf_catalogue_view_path (cars, sf_record_get_id (view), PICTURE_WIDTH, PICTURE_HEIGHT));
      g_ptr_array_add (masks, sf_catalogue_view_mask (cars, sf_record_get_id (view)));
    }
  if (colour != NULL && sf_record_get_int (colour, SF_COLOUR_NATIVE) == 0)
    sf_turn_set_colour (SF_TURN (self->picture), sf_record_get_text (colour, SF_COLOUR_RGB), sf_showcase_native (self->showcase, sf_record_get_id (model)));
  else
    sf_turn_set_colour (SF_TURN (self->picture), NULL, NULL);
  sf_turn_set_frames (SF_TURN (self->picture), paths, masks);
  sf_turn_set_name (SF_TURN (self->picture), name_of (model));
}

static void
update (SfWallBar *self)
{
  const char *display = sf_showcase_display (self->showcase);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), display != NULL);
  if (display == NULL)
    return;
  text = sentence (self, display);
  if (g_strcmp0 (gtk_label_get_text (self->says), text) != 0)
    gtk_label_set_text (self->says, text);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->price), sf_showcase_get_price (self->showcase));
  sf_style_if (self, "sure", sf_showcase_confirmed (self->showcase));
  show_picture (self);
}

static void
on_price_toggled (GtkToggleButton *button, SfWallBar *self)
{
  sf_showcase_set_price (self->showcase, gtk_toggle_button_get_active (button));
}

static void
on_back_clicked (SfWallBar *self)
{
  sf_showcase_take_back (self->showcase);
}

static void
sf_wall_bar_dispose (GObject *object)
{
  g_clear_object (&SF_WALL_BAR (object)->showcase);
  G_OBJECT_CLASS (sf_wall_bar_parent_class)->dispose (object);
}

static void
sf_wall_bar_class_init (SfWallBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_wall_bar_dispose;
}

static void
sf_wall_bar_init (SfWallBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 16);
  gtk_widget_add_css_class (GTK_WIDGET (self), "wall-bar");
  self->picture = g_object_new (SF_TYPE_TURN, "focusable", FALSE, "can-target", FALSE, "width-request", PICTURE_WIDTH,
                                "height-request", PICTURE_HEIGHT, "valign", GTK_ALIGN_CENTER, NULL);
  self->says = GTK_LABEL (sf_row_label ("", "says"));
  gtk_label_set_wrap (self->says, TRUE);
  gtk_label_set_width_chars (self->says, 16);
  gtk_widget_set_hexpand (GTK_WIDGET (self->says), TRUE);
  self->price = gtk_toggle_button_new_with_label (SF_ ("cast.price", "With price"));
  gtk_widget_add_css_class (self->price, "chip");
  gtk_widget_set_valign (self->price, GTK_ALIGN_CENTER);
  g_signal_connect (self->price, "toggled", G_CALLBACK (on_price_toggled), self);
}

GtkWidget *
sf_wall_bar_new (SfShowcase *showcase)
{
  SfWallBar *self = g_object_new (SF_TYPE_WALL_BAR, NULL);
  GtkWidget *back = gtk_button_new_with_label (SF_ ("cast.back", "Take it back"));

  self->showcase = g_object_ref (showcase);
  gtk_widget_add_css_class (back, "quiet");
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (on_back_clicked), self);
  gtk_box_append (GTK_BOX (self), self->picture);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->says));
  gtk_box_append (GTK_BOX (self), self->price);
  gtk_box_append (GTK_BOX (self), back);
  g_signal_connect_object (showcase, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (showcase, "turned", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
