/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-model-page"
#include "config.h"
#include "ui/tablet/sf-model-page.h"
#include "model/sf-price.h"
#include "ui/common/sf-car-text.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"
#include "ui/common/sf-turn.h"
#include "ui/tablet/sf-colour-button.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-wall-bar.h"
#include "ui/tablet/sf-wall-sheet.h"

#define STAGE_WIDTH 840
#define STAGE_HEIGHT 480
#define THUMB_WIDTH 96
#define THUMB_HEIGHT 60

struct _SfModelPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfShowcase *showcase;  /* (owned) */
  GtkLabel *name, *tagline, *price, *price_note;
  GtkStack *pictures;
  SfTurn *turn;
  SfPicture *still;
  GtkBox *thumbs, *colours, *trims, *size;
  GtkWidget *thumbs_scroller, *colours_scroller, *trims_scroller, *language, *guest, *leave, *all;
  SfGrid *figures;
  GtkOverlay *overlay;
  GtkWidget *present, *go, *choose, *sheet;   /* sheet (nullable): over the page */
  AdwBin *wall;
};

G_DEFINE_FINAL_TYPE (SfModelPage, sf_model_page, SF_TYPE_PAGE)

static SfCatalogue *
catalogue (SfModelPage *self)
{
  return sf_showcase_get_cars (self->showcase);
}

static const char *
id_of (SfRecord *record)
{
  return record != NULL ? sf_record_get_id (record) : NULL;
}

/* --- pictures ------------------------------------------------------------------------------------------------------- */

static void
add_views (SfModelPage *self, GPtrArray *all, const char *model_id, const char *use)
{
  g_autoptr (GPtrArray) views = sf_catalogue_views (catalogue (self), model_id, use);

  for (guint i = 0; i < views->len; i++)
    g_ptr_array_add (all, views->pdata[i]);
}

/* Stills that a finger may choose; what came first stands first. */
static GPtrArray *
stills_of (SfModelPage *self, const char *model_id)
{
  GPtrArray *all = g_ptr_array_new ();

  add_views (self, all, model_id, "gallery");
  add_views (self, all, model_id, "inside");
  return all;
}

/* What stands where there is neither a turn nor a choice: the card, the wide picture, what the model itself names. */
static char *
only_picture (SfModelPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  char *path = NULL;

  add_views (self, all, id_of (model), "card");
  add_views (self, all, id_of (model), "gallery");
  add_views (self, all, id_of (model), "hero");
  for (guint i = 0; i < all->len && path == NULL; i++)
    path = sf_catalogue_view_path (catalogue (self), id_of (all->pdata[i]), STAGE_WIDTH, STAGE_HEIGHT);
  if (path == NULL && model != NULL)
    path = sf_device_media_path (sf_tablet_get_device (self->tablet), sf_record_get_text (model, SF_MODEL_PICTURE));
  return path;
}

/* FALSE: none of its frames is here yet. */
static gboolean
show_turn (SfModelPage *self, GPtrArray *views)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) masks = g_ptr_array_new_with_free_func (g_free);
  SfRecord *colour = sf_showcase_colour (self->showcase);
  const char *native = sf_showcase_native (self->showcase, id_of (sf_showcase_model (self->showcase)));
  gboolean here = FALSE;

  for (guint i = 0; i < views->len; i++)
    {
      char *path = sf_catalogue_view_path (catalogue (self), id_of (views->pdata[i]), STAGE_WIDTH, STAGE_HEIGHT);

      here = here || path != NULL;
      g_ptr_array_add (paths, path);
      g_ptr_array_add (masks, sf_catalogue_view_mask (catalogue (self), id_of (views->pdata[i])));
    }
  if (colour == NULL || sf_record_get_int (colour, SF_COLOUR_NATIVE) != 0)
    sf_turn_set_colour (self->turn, NULL, NULL);
  else
    sf_turn_set_colour (self->turn, sf_record_get_text (colour, SF_COLOUR_RGB), native);
  sf_turn_set_frames (self->turn, paths, masks);
  sf_turn_set_frame (self->turn, sf_showcase_frame (self->showcase));
  return here;
}

static void
show_pictures (SfModelPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) turn = sf_catalogue_views (catalogue (self), id_of (model), "turn");
  SfRecord *picture = sf_showcase_picture (self->showcase);
  const gboolean turns = turn->len > 1 && show_turn (self, turn);
  g_autofree char *path = NULL;

  if (picture == NULL && turns)
    {
      gtk_stack_set_visible_child_name (self->pictures, "turn");
      return;
    }
  path = picture != NULL ? sf_catalogue_view_path (catalogue (self), id_of (picture), STAGE_WIDTH, STAGE_HEIGHT) : only_picture (self, model);
  sf_picture_set_file (self->still, path);
  gtk_stack_set_visible_child_name (self->pictures, "still");
}

static void
on_turned (SfModelPage *self)
{
  sf_showcase_set_frame (self->showcase, sf_turn_get_frame (self->turn));
}

static void
on_thumb_clicked (GtkButton *button, SfModelPage *self)
{
  sf_showcase_set_picture (self->showcase, sf_row_value (button, "view"));
}

static void
clear_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* @view: NULL for the turn. */
static void
add_thumb (SfModelPage *self, SfRecord *view, const char *path, guint n)
{
  GtkWidget *button = gtk_button_new ();
  const char *caption = view != NULL ? sf_record_get_ltext (view, SF_VIEW_CAPTION, sf_language_get ()) : SF_ ("car.turn", "Turn the car");
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *text = caption != NULL ? g_strdup (caption) : sf_fill (SF_ ("car.picture", "Picture {n}"), "n", number, NULL);

  if (view != NULL)
    {
      GtkWidget *picture = sf_picture_new (THUMB_WIDTH, THUMB_HEIGHT, TRUE);

      sf_picture_set_file (SF_PICTURE (picture), path);
      gtk_button_set_child (GTK_BUTTON (button), picture);
      g_object_set_data_full (G_OBJECT (button), "view", g_strdup (id_of (view)), g_free);
    }
  else
    {
      GtkWidget *label = sf_row_label ("360°", "thumb-turn");

      gtk_label_set_xalign (GTK_LABEL (label), 0.5);
      gtk_widget_set_size_request (label, THUMB_WIDTH, THUMB_HEIGHT);
      gtk_button_set_child (GTK_BUTTON (button), label);
    }
  gtk_widget_add_css_class (button, "thumb");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_thumb_clicked), self);
  gtk_box_append (self->thumbs, button);
}

/* Made anew only when there is another list of pictures: a thumb keeps the focus while it is looked at. */
static void
show_thumbs (SfModelPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) turn = sf_catalogue_views (catalogue (self), id_of (model), "turn");
  g_autoptr (GPtrArray) stills = stills_of (self, id_of (model));
  g_autoptr (GString) key = g_string_new (turn->len > 1 ? "turn" : "");
  guint shown = turn->len > 1 ? 1 : 0;

  for (guint i = 0; i < stills->len; i++)
    {
      g_autofree char *path = sf_catalogue_view_path (catalogue (self), id_of (stills->pdata[i]), THUMB_WIDTH, THUMB_HEIGHT);

      if (path != NULL)
        g_string_append (key, path);
    }
  if (g_strcmp0 (key->str, g_object_get_data (G_OBJECT (self->thumbs), "key")) == 0)
    return;
  g_object_set_data_full (G_OBJECT (self->thumbs), "key", g_strdup (key->str), g_free);
  clear_box (self->thumbs);
  if (turn->len > 1)
    add_thumb (self, NULL, NULL, 0);
  for (guint i = 0; i < stills->len; i++)
    {
      g_autofree char *path = sf_catalogue_view_path (catalogue (self), id_of (stills->pdata[i]), THUMB_WIDTH, THUMB_HEIGHT);

      if (path != NULL)
        add_thumb (self, stills->pdata[i], path, ++shown);
    }
  gtk_widget_set_visible (self->thumbs_scroller, shown > 1);
}

static void
mark_chosen (GtkBox *box, const char *key, const char *id)
{
  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (box)); w != NULL; w = gtk_widget_get_next_sibling (w))
    sf_style_if (w, "chosen", g_strcmp0 (sf_row_value (w, key), id) == 0);
}

/* --- colours -------------------------------------------------------------------------------------------------------- */

static void
on_colour_clicked (GtkButton *button, SfModelPage *self)
{
  sf_showcase_set_colour (self->showcase, sf_row_value (button, "colour"));
  sf_showcase_set_picture (self->showcase, NULL);
}

static GtkWidget *
make_colour (gpointer item, gpointer page)
{
  GtkWidget *button = sf_colour_button_new (item);

  g_object_set_data_full (G_OBJECT (button), "colour", g_strdup (id_of (item)), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_colour_clicked), page);
  return button;
}

static void
show_colours (SfModelPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) colours = sf_catalogue_colours (catalogue (self), id_of (model));
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < colours->len; i++)
    {
      SfRecord *colour = colours->pdata[i];
      g_autofree char *key = g_strdup_printf ("%s %s %s", id_of (colour), sf_record_get_text (colour, SF_COLOUR_RGB),
                                              sf_record_get_ltext (colour, SF_COLOUR_NAME, sf_language_get ()));

      sf_rows_add (rows, key, make_colour, colour);
    }
  sf_rows_finish (rows, self->colours, self);
  gtk_widget_set_visible (self->colours_scroller, colours->len > 0);
  mark_chosen (self->colours, "colour", id_of (sf_showcase_colour (self->showcase)));
}

/* --- trims and figures ---------------------------------------------------------------------------------------------- */

static void
on_trim_clicked (GtkButton *button, SfModelPage *self)
{
  sf_showcase_set_trim (self->showcase, sf_row_value (button, "trim"));
}

typedef struct { SfRecord *trim; char *name, *price; } TrimRow;

static GtkWidget *
make_trim (gpointer item, gpointer page)
{
  const TrimRow *row = item;
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = sf_row_label (row->name, "trim-name");
  GtkWidget *price = sf_row_label (row->price, "trim-price");

  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (name), 8);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (price, "num");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), price);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "answer");
  gtk_widget_add_css_class (button, "trim");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, row->name, -1);
  g_object_set_data_full (G_OBJECT (button), "trim", g_strdup (id_of (row->trim)), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_trim_clicked), page);
  return button;
}

static void
trim_row_free (gpointer data)
{
  TrimRow *row = data;

  g_free (row->name);
  g_free (row->price);
  g_free (row);
}

static gboolean
several_years (GPtrArray *trims)
{
  for (guint i = 1; i < trims->len; i++)
    if (sf_record_get_int (trims->pdata[i], SF_TRIM_YEAR) != sf_record_get_int (trims->pdata[0], SF_TRIM_YEAR))
      return TRUE;
  return FALSE;
}

static void
show_trims (SfModelPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) trims = sf_catalogue_trims (catalogue (self), id_of (model));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (trim_row_free);
  const gboolean years = several_years (trims);
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < trims->len; i++)
    {
      SfRecord *price = sf_catalogue_price (catalogue (self), id_of (trims->pdata[i]));
      TrimRow *row = g_new0 (TrimRow, 1);
      g_autofree char *key = NULL;

      row->trim = trims->pdata[i];
      row->name = sf_car_trim_name (row->trim, years);
      row->price = price != NULL ? sf_price_say_short (sf_record_get_int (price, SF_PRICE_AMOUNT), sf_record_get_text (price, SF_PRICE_CURRENCY), sf_language_get ()) : NULL;
      if (row->price == NULL)
        row->price = g_strdup (SF_CAR_UNKNOWN);
      key = g_strdup_printf ("%s %s %s", id_of (row->trim), row->name, row->price);
      g_ptr_array_add (items, row);
      sf_rows_add (rows, key, make_trim, row);
    }
  sf_rows_finish (rows, self->trims, self);
  mark_chosen (self->trims, "trim", id_of (sf_showcase_trim (self->showcase)));
  gtk_widget_set_visible (self->all, trims->len > 0);
}

static void
show_price (SfModelPage *self, SfRecord *model)
{
  SfRecord *trim = sf_showcase_trim (self->showcase);
  SfRecord *price = sf_catalogue_price (catalogue (self), id_of (trim));
  const char *currency = NULL;
  gint64 minor = 0;
  g_autofree char *text = NULL;

  if (price != NULL)
    text = sf_price_say_full (sf_record_get_int (price, SF_PRICE_AMOUNT), sf_record_get_text (price, SF_PRICE_CURRENCY));
  else if (trim == NULL && sf_catalogue_price_from (catalogue (self), id_of (model), &minor, &currency))
    text = sf_price_say_from (minor, currency, sf_language_get ());
  gtk_label_set_text (self->price, text != NULL ? text : SF_CAR_UNKNOWN);
  gtk_label_set_text (self->price_note, text != NULL ? SF_ ("car.list", "List price") : SF_ ("car.noprice", "Price to come"));
}

static void
fill_figure (GtkWidget *box, SfCarKey key, SfRecord *trim, SfRecord *model)
{
  g_autofree char *text = sf_car_key_figure (key, trim, model);
  GtkWidget *value = sf_row_label (text != NULL ? text : SF_CAR_UNKNOWN, "key-value");

  clear_box (GTK_BOX (box));
  gtk_widget_add_css_class (value, "num");
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), sf_row_label (sf_car_key_label (key), "second"));
}

static void
show_figures (SfModelPage *self, SfRecord *model)
{
  SfRecord *trim = sf_showcase_trim (self->showcase);

  sf_grid_clear (self->figures);
  for (SfCarKey key = SF_CAR_RANGE; key < SF_CAR_SIZE; key++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_add_css_class (box, "key-figure");
      fill_figure (box, key, trim, model);
      sf_grid_append (self->figures, box);
    }
  fill_figure (GTK_WIDGET (self->size), SF_CAR_SIZE, trim, model);
}

/* --- the wall ------------------------------------------------------------------------------------------------------- */

static void
on_sheet_closed (SfModelPage *self)
{
  if (self->sheet != NULL)
    gtk_overlay_remove_overlay (self->overlay, g_steal_pointer (&self->sheet));
  gtk_widget_set_sensitive (gtk_overlay_get_child (self->overlay), TRUE);
  gtk_widget_grab_focus (gtk_widget_get_visible (self->choose) ? self->choose : self->go);
}

static void
on_choose_clicked (SfModelPage *self)
{
  if (self->sheet != NULL)
    return;
  self->sheet = sf_wall_sheet_new (self->showcase);
  g_signal_connect_object (self->sheet, "closed", G_CALLBACK (on_sheet_closed), self, G_CONNECT_SWAPPED);
  gtk_overlay_add_overlay (self->overlay, self->sheet);
  /* What lies under it is not there for keys and readers of the screen. */
  gtk_widget_set_sensitive (gtk_overlay_get_child (self->overlay), FALSE);
  gtk_widget_child_focus (self->sheet, GTK_DIR_TAB_FORWARD);
}

static gboolean
is_presented (SfModelPage *self, SfRecord *model)
{
  return sf_showcase_display (self->showcase) != NULL && sf_showcase_presented (self->showcase) == model;
}

static void
on_go_clicked (SfModelPage *self)
{
  const char *screen = sf_screens_favourite (sf_showcase_get_screens (self->showcase));
  SfRecord *model = sf_showcase_model (self->showcase);

  if (screen != NULL && !is_presented (self, model))
    sf_showcase_present (self->showcase, screen);
  else
    on_choose_clicked (self);
}

/* One touch to the screen that is used most; the rest beside it. Without a screen in the house nothing is offered. */
static void
show_wall (SfModelPage *self, SfRecord *model)
{
  SfScreens *screens = sf_showcase_get_screens (self->showcase);
  g_autoptr (GPtrArray) list = sf_screens_list (screens);
  const char *favourite = sf_screens_favourite (screens);
  const gboolean on = is_presented (self, model);
  g_autofree char *text = favourite != NULL
    ? sf_fill (SF_ ("cast.to", "Show on {screen}"), "screen", sf_wall_screen_name (self->showcase, favourite), NULL)
    : g_strdup (SF_ ("cast.any", "Show on a screen"));

  /* While it stands there the bar at the foot says so; another screen, the price and the line stay at hand. */
  gtk_widget_set_visible (self->present, list->len > 0 && model != NULL);
  gtk_button_set_label (GTK_BUTTON (self->go), on ? SF_ ("cast.options", "Screen, price, line") : text);
  sf_style_if (self->go, "go", !on);
  sf_style_if (self->go, "quiet", on);
  gtk_widget_set_visible (self->choose, !on);
}

/* --- the page ------------------------------------------------------------------------------------------------------- */

static void
show (SfModelPage *self)
{
  SfRecord *model = sf_showcase_model (self->showcase);
  const char *name = model != NULL ? sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()) : NULL;
  const gboolean guest = sf_tablet_get_guest_mode (self->tablet);

  sf_page_set_title (SF_PAGE (self), name);
  gtk_label_set_text (self->name, name != NULL ? name : "");
  sf_label_say (self->tagline, model != NULL ? sf_record_get_ltext (model, SF_MODEL_TAGLINE, sf_language_get ()) : NULL);
  sf_turn_set_name (self->turn, name);
  gtk_widget_set_visible (self->language, guest);
  gtk_widget_set_visible (self->leave, guest);
  gtk_widget_set_visible (self->guest, !guest);
  show_pictures (self, model);
  show_thumbs (self, model);
  mark_chosen (self->thumbs, "view", id_of (sf_showcase_picture (self->showcase)));
  show_colours (self, model);
  show_trims (self, model);
  show_price (self, model);
  show_figures (self, model);
  show_wall (self, model);
}

static void
on_back_clicked (SfModelPage *self)
{
  sf_page_back (SF_PAGE (self));
}

static void
on_guest_clicked (SfModelPage *self)
{
  sf_tablet_set_guest_mode (self->tablet, TRUE);
}

static void
on_leave_clicked (SfModelPage *self)
{
  sf_page_go (SF_PAGE (self), "leave");
}

static void
on_all_clicked (SfModelPage *self)
{
  sf_page_go (SF_PAGE (self), "figures");
}

static void
sf_model_page_enter (SfPage *page)
{
  SfModelPage *self = SF_MODEL_PAGE (page);

  show (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->turn));
}

static void
sf_model_page_dispose (GObject *object)
{
  SfModelPage *self = SF_MODEL_PAGE (object);

  g_clear_object (&self->showcase);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_model_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, tagline);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, price);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, price_note);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, pictures);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, turn);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, still);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, thumbs);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, colours);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, trims);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, size);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, thumbs_scroller);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, colours_scroller);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, trims_scroller);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, language);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, guest);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, leave);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, all);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, figures);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, present);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, go);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, choose);
  gtk_widget_class_bind_template_child (widget_class, SfModelPage, wall);
}

static void
sf_model_page_class_init (SfModelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_model_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_model_page_enter;
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_PICTURE);
  g_type_ensure (SF_TYPE_TURN);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-model-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_turned);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_guest_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_all_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_go_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked);
}

static void
sf_model_page_init (SfModelPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_model_page_new (SfTablet *tablet, SfShowcase *showcase, const char *model_id)
{
  SfModelPage *self = g_object_new (SF_TYPE_MODEL_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->showcase = g_object_ref (showcase);
  sf_showcase_open (showcase, model_id);
  adw_bin_set_child (self->wall, sf_wall_bar_new (showcase));
  g_signal_connect_object (showcase, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
