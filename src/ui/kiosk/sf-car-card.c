/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-car-card"
#include "config.h"
#include "ui/kiosk/sf-car-card.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"
#include "ui/kiosk/sf-kiosk-price.h"

struct _SfCarCard
{
  GtkToggleButton parent_instance;
  SfPicture *picture;
  GtkLabel *name, *price, *word;
  GtkWidget *mark, *words;
  GtkProgressBar *line;
};

G_DEFINE_FINAL_TYPE (SfCarCard, sf_car_card, GTK_TYPE_TOGGLE_BUTTON)

static void
sf_car_card_class_init (SfCarCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SF_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-car-card.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, picture);
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, name);
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, price);
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, word);
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, mark);
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, words);
  gtk_widget_class_bind_template_child (widget_class, SfCarCard, line);
}

static void
sf_car_card_init (SfCarCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sf_car_card_new (SfRecord *model, const char *picture, gboolean here)
{
  SfCarCard *self = g_object_new (SF_TYPE_CAR_CARD, NULL);
  const char *name = sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ());
  const char *word = here ? SF_ ("car.here", "In the showroom") : SF_ ("car.nothere", "Not here today");
  g_autofree char *price = sf_kiosk_price_from (model);
  g_autofree char *more = g_strjoin (", ", word, price, NULL);

  gtk_widget_set_name (GTK_WIDGET (self), sf_record_get_id (model));
  gtk_label_set_text (self->name, name ? name : "");
  gtk_label_set_text (self->price, price ? price : "");
  gtk_label_set_text (self->word, word);
  gtk_widget_add_css_class (self->mark, here ? "free" : "away");
  sf_picture_set_file (self->picture, picture);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name ? name : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more, -1);
  return GTK_WIDGET (self);
}

void
sf_car_card_set_picture (SfCarCard *self, const char *path)
{
  sf_picture_set_file (self->picture, path);
}

void
sf_car_card_set_portrait (SfCarCard *self, gboolean portrait)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->words), portrait ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

void
sf_car_card_set_line (SfCarCard *self, double fraction)
{
  gtk_widget_set_opacity (GTK_WIDGET (self->line), fraction < 0 ? 0 : 1);
  gtk_progress_bar_set_fraction (self->line, CLAMP (fraction, 0, 1));
}
