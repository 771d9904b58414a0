/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-cars-page"
#include "config.h"
#include "ui/tablet/sf-cars-page.h"
#include "model/sf-price.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-wall-bar.h"

#define PICTURE_WIDTH 232
#define PICTURE_HEIGHT 150

struct _SfCarsPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfShowcase *showcase;  /* (owned) */
  GHashTable *made;      /* (owned) what a tile shows, in one text → the tile: a picture that stands is not read again */
  char *shown;           /* (owned) (nullable) keys of the tiles in the grid */
  GtkLabel *heading, *nothing;
  GtkEditable *entry;
  GtkStack *stack;
  GtkWidget *language, *guest, *leave, *clear;
  SfGrid *cars;
  AdwBin *wall;
};

G_DEFINE_FINAL_TYPE (SfCarsPage, sf_cars_page, SF_TYPE_PAGE)

static SfCatalogue *
catalogue (SfCarsPage *self)
{
  return sf_showcase_get_cars (self->showcase);
}

/* The card's picture, else the one that the model itself names. */
static char *
picture_of (SfCarsPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) views = sf_catalogue_views (catalogue (self), sf_record_get_id (model), "card");
  char *path = views->len > 0 ? sf_catalogue_view_path (catalogue (self), sf_record_get_id (views->pdata[0]), PICTURE_WIDTH, PICTURE_HEIGHT) : NULL;

  return path != NULL ? path : sf_device_media_path (sf_tablet_get_device (self->tablet), sf_record_get_text (model, SF_MODEL_PICTURE));
}

static char *
price_of (SfCarsPage *self, SfRecord *model)
{
  const char *currency = NULL;
  gint64 minor = 0;

  if (!sf_catalogue_price_from (catalogue (self), sf_record_get_id (model), &minor, &currency))
    return g_strdup (SF_ ("car.noprice", "Price to come"));
  return sf_price_say_from (minor, currency, sf_language_get ());
}

static void
on_car_clicked (GtkButton *button, SfCarsPage *self)
{
  g_autofree char *page = g_strconcat ("car:", sf_row_value (button, "model"), NULL);

  sf_page_go (SF_PAGE (self), page);
}

static GtkWidget *
make_car (SfCarsPage *self, SfRecord *model, const char *name, const char *path, const char *price)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *picture = sf_picture_new (PICTURE_WIDTH, PICTURE_HEIGHT, FALSE);
  GtkWidget *title = sf_row_label (name, "heading");

  g_object_set (picture, "silhouette", "sf-car-symbolic", "tight", TRUE, NULL);
  sf_picture_set_file (SF_PICTURE (picture), path);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (title), 8);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), sf_row_label (price, "second"));
  if (sf_floor_model_here (sf_tablet_get_floor (self->tablet), sf_record_get_id (model)))
    {
      GtkWidget *pill = sf_row_pill (SF_ ("car.here", "In the showroom"), "ok");

      gtk_widget_set_halign (pill, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), pill);
    }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "answer");
  gtk_widget_add_css_class (button, "car");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "model", g_strdup (sf_record_get_id (model)), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_car_clicked), self);
  return g_object_ref_sink (button);
}

/* What the tile of @model shows, in one text. */
static char *
key_of (SfCarsPage *self, SfRecord *model)
{
  g_autofree char *path = picture_of (self, model);
  g_autofree char *price = price_of (self, model);
  const gboolean here = sf_floor_model_here (sf_tablet_get_floor (self->tablet), sf_record_get_id (model));

  return g_strdup_printf ("%s %d %s %s %s", sf_record_get_id (model), here, path != NULL ? path : "", price,
                          sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()));
}

static void
add_car (SfCarsPage *self, SfRecord *model, const char *key)
{
  GtkWidget *tile = g_hash_table_lookup (self->made, key);

  if (tile == NULL)
    {
      g_autofree char *path = picture_of (self, model);
      g_autofree char *price = price_of (self, model);

      tile = make_car (self, model, sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()), path, price);
      g_hash_table_insert (self->made, g_strdup (key), tile);
    }
  sf_grid_append (self->cars, tile);
}

/* Tiles are moved only when another list is to be seen: who moves them takes the focus and the place from under a finger. */
static void
show_found (SfCarsPage *self, GPtrArray *found)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = NULL;

  for (guint i = 0; i < found->len; i++)
    g_ptr_array_add (keys, key_of (self, found->pdata[i]));
  g_ptr_array_add (keys, NULL);
  all = g_strjoinv ("\n", (char **) keys->pdata);
  if (g_strcmp0 (all, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&all);
  sf_grid_clear (self->cars);
  for (guint i = 0; i < found->len; i++)
    add_car (self, found->pdata[i], keys->pdata[i]);
}

static void
fill (SfCarsPage *self)
{
  g_autoptr (GPtrArray) found = sf_catalogue_find (catalogue (self), gtk_editable_get_text (self->entry));
  const gboolean asked = *gtk_editable_get_text (self->entry) != '\0';

  show_found (self, found);
  gtk_label_set_text (self->nothing, asked ? SF_ ("tab.cars.none", "No car by that name") : SF_ ("tab.cars.empty", "No cars here yet"));
  gtk_widget_set_visible (self->clear, asked);
  gtk_stack_set_visible_child_name (self->stack, found->len > 0 || !sf_catalogue_get_loaded (catalogue (self)) ? "cars" : "nothing");
}

static void
show_heading (SfCarsPage *self)
{
  const gboolean guest = sf_tablet_get_guest_mode (self->tablet);
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  const char *name = guest && dealer != NULL ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL;

  gtk_label_set_text (self->heading, name != NULL ? name : SF_ ("tab.models", "Cars"));
  gtk_widget_set_visible (self->language, guest);
  gtk_widget_set_visible (self->leave, guest);
  gtk_widget_set_visible (self->guest, !guest);
}

static void
on_search_changed (SfCarsPage *self)
{
  fill (self);
}

static void
on_clear_clicked (SfCarsPage *self)
{
  gtk_editable_set_text (self->entry, "");
}

static void
on_guest_clicked (SfCarsPage *self)
{
  sf_tablet_set_guest_mode (self->tablet, TRUE);
}

static void
on_leave_clicked (SfCarsPage *self)
{
  sf_page_go (SF_PAGE (self), "leave");
}

/* The dealer's name came, or another car was put into the showroom. */
static void
on_floor_changed (SfCarsPage *self)
{
  show_heading (self);
  fill (self);
}

static void
sf_cars_page_enter (SfPage *page)
{
  on_floor_changed (SF_CARS_PAGE (page));
}

static void
sf_cars_page_dispose (GObject *object)
{
  SfCarsPage *self = SF_CARS_PAGE (object);

  g_clear_pointer (&self->made, g_hash_table_unref);
  g_clear_pointer (&self->shown, g_free);
  g_clear_object (&self->showcase);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_cars_page_parent_class)->dispose (object);
}

static void
sf_cars_page_class_init (SfCarsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_cars_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_cars_page_enter;
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  g_type_ensure (SF_TYPE_GRID);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-cars-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, entry);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, language);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, guest);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, leave);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, clear);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, cars);
  gtk_widget_class_bind_template_child (widget_class, SfCarsPage, wall);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_guest_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_clicked);
}

static void
sf_cars_page_init (SfCarsPage *self)
{
  self->made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_cars_page_new (SfTablet *tablet, SfShowcase *showcase)
{
  SfCarsPage *self = g_object_new (SF_TYPE_CARS_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->showcase = g_object_ref (showcase);
  adw_bin_set_child (self->wall, sf_wall_bar_new (showcase));
  g_signal_connect_object (catalogue (self), "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_tablet_get_floor (tablet), "changed", G_CALLBACK (on_floor_changed), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
