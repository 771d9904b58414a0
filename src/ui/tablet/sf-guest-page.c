/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-guest-page"
#include "config.h"
#include "ui/tablet/sf-guest-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"
#include "ui/tablet/sf-rows.h"
#include "ui/tablet/sf-tablet-text.h"

struct _SfGuestPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  char *shown;           /* (owned) (nullable): id of the model shown large */
  GtkLabel *heading, *name, *price;
  GtkStack *stack;
  GtkWidget *all, *leave;
  GtkBox *facts;
  SfGrid *cars;
  SfPicture *picture;
};

G_DEFINE_FINAL_TYPE (SfGuestPage, sf_guest_page, SF_TYPE_PAGE)

static char *
picture_of (SfGuestPage *self, SfRecord *model)
{
  const char *media = sf_record_get_text (model, SF_MODEL_PICTURE);

  return media != NULL ? sf_device_media_path (sf_tablet_get_device (self->tablet), media) : NULL;
}

/* 17.98万起 / 89.9萬起 / from ¥179,800; NULL when no price is known. */
static char *
price_of (SfRecord *model)
{
  const char *currency = sf_record_get_text (model, SF_MODEL_CURRENCY);
  const gint64 minor = sf_record_get_int (model, SF_MODEL_PRICE_FROM);
  const gboolean taiwan = g_strcmp0 (currency, "TWD") == 0;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = NULL;

  if (sf_record_is_null (model, SF_MODEL_PRICE_FROM) || minor <= 0)
    return NULL;
  if (sf_language_get () == SF_LANG_EN)
    {
      g_autoptr (GString) grouped = g_string_new (NULL);

      g_string_printf (grouped, "%" G_GINT64_FORMAT, minor / 100);
      for (gssize i = (gssize) grouped->len - 3; i > 0; i -= 3)
        g_string_insert_c (grouped, i, ',');
      g_string_prepend (grouped, taiwan ? "NT$" : "¥");
      return sf_fill (SF_ ("tab.price", "from {price}"), "price", grouped->str, NULL);
    }
  text = g_strdup (g_ascii_formatd (digits, sizeof digits, "%.2f", (double) (minor / 100) / 10000.0));
  for (char *end = text + strlen (text) - 1; end > text && *end == '0'; end--)
    *end = 0;
  if (g_str_has_suffix (text, "."))
    text[strlen (text) - 1] = 0;
  return sf_fill (SF_ ("tab.price", "from {price}"), "price", text, NULL);
}

static void
add_fact (SfGuestPage *self, const char *what, const char *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *label = sf_row_label (what, "second");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), sf_row_label (value, "heading"));
  gtk_widget_add_css_class (box, "fact");
  gtk_box_append (self->facts, box);
}

static void
show_facts (SfGuestPage *self, SfRecord *model)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_box_remove (self->facts, child);
  if (!sf_record_is_null (model, SF_MODEL_RANGE_KM))
    {
      g_autofree char *text = g_strdup_printf ("%d km", (int) sf_record_get_int (model, SF_MODEL_RANGE_KM));
      add_fact (self, SF_ ("tab.range", "Range"), text);
    }
  if (!sf_record_is_null (model, SF_MODEL_ACCEL))
    {
      const int tenths = (int) sf_record_get_int (model, SF_MODEL_ACCEL);
      g_autofree char *text = g_strdup_printf ("%d.%d s", tenths / 10, tenths % 10);
      add_fact (self, SF_ ("tab.accel", "0–100 km/h"), text);
    }
  if (!sf_record_is_null (model, SF_MODEL_SEATS))
    {
      g_autofree char *text = g_strdup_printf ("%d", (int) sf_record_get_int (model, SF_MODEL_SEATS));
      add_fact (self, SF_ ("tab.seats", "Seats"), text);
    }
}

static void
show_one (SfGuestPage *self)
{
  SfRecord *model = self->shown != NULL ? sf_floor_model (sf_tablet_get_floor (self->tablet), self->shown) : NULL;
  g_autofree char *price = NULL;
  g_autofree char *path = NULL;

  gtk_widget_set_visible (self->all, model != NULL);
  gtk_stack_set_visible_child_name (self->stack, model != NULL ? "one" : "all");
  if (model == NULL)
    return;
  price = price_of (model);
  path = picture_of (self, model);
  gtk_label_set_text (self->name, sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()));
  sf_label_say (self->price, price);
  sf_picture_set_file (self->picture, path);
  show_facts (self, model);
}

static void
on_car_clicked (GtkButton *button, SfGuestPage *self)
{
  g_free (self->shown);
  self->shown = g_strdup (sf_row_value (button, "model"));
  show_one (self);
}

static void
on_all_clicked (SfGuestPage *self)
{
  g_clear_pointer (&self->shown, g_free);
  show_one (self);
}

static void
on_leave_clicked (SfGuestPage *self)
{
  sf_page_go (SF_PAGE (self), "leave");
}

static GtkWidget *
make_car (SfGuestPage *self, SfRecord *model)
{
  const char *name = sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ());
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *picture = sf_picture_new (240, 160, FALSE);
  g_autofree char *path = picture_of (self, model);
  g_autofree char *price = price_of (model);

  g_object_set (picture, "silhouette", "sf-car-symbolic", NULL);
  sf_picture_set_file (SF_PICTURE (picture), path);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), sf_row_label (name, "heading"));
  if (price != NULL)
    gtk_box_append (GTK_BOX (box), sf_row_label (price, "second"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "answer");
  gtk_widget_add_css_class (button, "car");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "model", g_strdup (sf_record_get_id (model)), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_car_clicked), self);
  return button;
}

static void
fill (SfGuestPage *self)
{
  GListModel *models = sf_tablet_get_models (self->tablet);
  SfRecord *dealer = sf_floor_dealer (sf_tablet_get_floor (self->tablet));
  const char *name = dealer != NULL ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL;

  gtk_label_set_text (self->heading, name != NULL ? name : SF_ ("tab.cars", "Our cars"));
  sf_grid_clear (self->cars);
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, i);

      sf_grid_append (self->cars, make_car (self, sf_item_get_record (item)));
    }
  show_one (self);
}

static void
sf_guest_page_enter (SfPage *page)
{
  fill (SF_GUEST_PAGE (page));
}

static void
sf_guest_page_dispose (GObject *object)
{
  SfGuestPage *self = SF_GUEST_PAGE (object);

  g_clear_object (&self->tablet);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (sf_guest_page_parent_class)->dispose (object);
}

static void
sf_guest_page_class_init (SfGuestPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_guest_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_guest_page_enter;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_PICTURE);
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-guest-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, price);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, all);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, leave);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, facts);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, cars);
  gtk_widget_class_bind_template_child (widget_class, SfGuestPage, picture);
  gtk_widget_class_bind_template_callback (widget_class, on_all_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_clicked);
}

static void
sf_guest_page_init (SfGuestPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_guest_page_new (SfTablet *tablet)
{
  SfGuestPage *self = g_object_new (SF_TYPE_GUEST_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  g_signal_connect_object (sf_tablet_get_models (tablet), "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_tablet_get_device (tablet), "media-ready", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
