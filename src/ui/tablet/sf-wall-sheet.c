/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-wall-sheet"
#include "config.h"
#include "ui/tablet/sf-wall-sheet.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-wall-bar.h"

/* As PUSH.LINE. */
#define LINE_CHARS 60

struct _SfWallSheet
{
  AdwBin parent_instance;
  SfShowcase *showcase;  /* (owned) */
  GtkBox *screens;
  GtkWidget *price;
  GtkEditable *line;
};

G_DEFINE_FINAL_TYPE (SfWallSheet, sf_wall_sheet, ADW_TYPE_BIN)

static guint closed_signal;

static void
close_sheet (SfWallSheet *self)
{
  sf_showcase_set_line (self->showcase, gtk_editable_get_text (self->line));
  g_signal_emit (self, closed_signal, 0);
}

static void
on_screen_clicked (GtkButton *button, SfWallSheet *self)
{
  sf_showcase_set_line (self->showcase, gtk_editable_get_text (self->line));
  sf_showcase_present (self->showcase, sf_row_value (button, "screen"));
  close_sheet (self);
}

typedef struct { SfRecord *screen; char *state; gboolean silent; } Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->state);
  g_free (row);
}

static GtkWidget *
make_screen (gpointer item, gpointer page)
{
  const Row *row = item;
  const char *name = sf_record_get_text (row->screen, SF_DEVICE_NAME);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *image = gtk_image_new_from_icon_name ("sf-screen-symbolic");
  GtkWidget *state = sf_row_label (row->state, "second");

  gtk_image_set_pixel_size (GTK_IMAGE (image), 32);
  gtk_label_set_wrap (GTK_LABEL (state), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (state), 12);
  gtk_box_append (GTK_BOX (words), sf_row_label (name, "heading"));
  gtk_box_append (GTK_BOX (words), state);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), words);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "answer");
  gtk_widget_add_css_class (button, "screen");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, row->state, -1);
  g_object_set_data_full (G_OBJECT (button), "screen", g_strdup (sf_record_get_id (row->screen)), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_screen_clicked), page);
  return button;
}

static void
update (SfWallSheet *self)
{
  g_autoptr (GPtrArray) screens = sf_screens_list (sf_showcase_get_screens (self->showcase));
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (row_free);
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < screens->len; i++)
    {
      const char *id = sf_record_get_id (screens->pdata[i]);
      Row *row = g_new0 (Row, 1);
      g_autofree char *key = NULL;

      row->screen = screens->pdata[i];
      row->state = sf_wall_screen_state (self->showcase, id);
      key = g_strdup_printf ("%s %s %s", id, sf_record_get_text (row->screen, SF_DEVICE_NAME), row->state);
      g_ptr_array_add (items, row);
      sf_rows_add (rows, key, make_screen, row);
    }
  sf_rows_finish (rows, self->screens, self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->price), sf_showcase_get_price (self->showcase));
}

static void
on_price_toggled (GtkCheckButton *button, SfWallSheet *self)
{
  sf_showcase_set_price (self->showcase, gtk_check_button_get_active (button));
}

static gboolean
on_key (SfWallSheet *self, guint keyval, guint code, GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  close_sheet (self);
  return GDK_EVENT_STOP;
}

static void
sf_wall_sheet_dispose (GObject *object)
{
  g_clear_object (&SF_WALL_SHEET (object)->showcase);
  G_OBJECT_CLASS (sf_wall_sheet_parent_class)->dispose (object);
}

static void
sf_wall_sheet_class_init (SfWallSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sf_wall_sheet_dispose;
  closed_signal = g_signal_new ("closed", SF_TYPE_WALL_SHEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_wall_sheet_init (SfWallSheet *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* A touch beside the card closes it; with keys there are Escape and the button. */
static GtkWidget *
make_scrim (SfWallSheet *self)
{
  GtkWidget *scrim = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkGesture *touch = gtk_gesture_click_new ();

  gtk_widget_add_css_class (scrim, "scrim");
  g_signal_connect_swapped (touch, "released", G_CALLBACK (close_sheet), self);
  gtk_widget_add_controller (scrim, GTK_EVENT_CONTROLLER (touch));
  return scrim;
}

static GtkWidget *
make_card (SfWallSheet *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *done = gtk_button_new_with_label (SF_ ("cast.close", "Close"));
  const char *asks = SF_ ("cast.line", "A line of your own (optional)");

  self->screens = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  self->price = gtk_check_button_new_with_label (SF_ ("cast.price", "With price"));
  self->line = GTK_EDITABLE (gtk_entry_new ());
  gtk_entry_set_max_length (GTK_ENTRY (self->line), LINE_CHARS);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->line), asks);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_LABEL, asks, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->line), "note-entry");
  gtk_widget_add_css_class (done, "quiet");
  g_signal_connect (self->price, "toggled", G_CALLBACK (on_price_toggled), self);
  g_signal_connect_swapped (self->line, "activate", G_CALLBACK (close_sheet), self);
  g_signal_connect_swapped (done, "clicked", G_CALLBACK (close_sheet), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->screens));
  gtk_widget_add_css_class (GTK_WIDGET (self->screens), "trims");
  gtk_box_append (GTK_BOX (card), sf_row_label (SF_ ("cast.which", "Which screen?"), "heading"));
  gtk_box_append (GTK_BOX (card), scroller);
  gtk_box_append (GTK_BOX (card), self->price);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->line));
  gtk_box_append (GTK_BOX (card), done);
  gtk_widget_add_css_class (card, "sheet-card");
  gtk_widget_set_size_request (card, 460, -1);
  gtk_widget_set_halign (card, GTK_ALIGN_END);
  gtk_widget_set_valign (card, GTK_ALIGN_END);
  return card;
}

GtkWidget *
sf_wall_sheet_new (SfShowcase *showcase)
{
  SfWallSheet *self = g_object_new (SF_TYPE_WALL_SHEET, NULL);
  GtkWidget *overlay = gtk_overlay_new ();

  self->showcase = g_object_ref (showcase);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), make_scrim (self));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), make_card (self));
  adw_bin_set_child (ADW_BIN (self), overlay);
  if (sf_showcase_get_line (showcase) != NULL)
    gtk_editable_set_text (self->line, sf_showcase_get_line (showcase));
  g_signal_connect_object (showcase, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
