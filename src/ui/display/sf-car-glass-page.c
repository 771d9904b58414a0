/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-car-glass-page"
#include "config.h"
#include "ui/display/sf-car-glass-page.h"
#include "model/sf-price.h"
#include "ui/common/sf-car-text.h"
#include "ui/common/sf-language.h"
#include "ui/display/sf-stage.h"

#define PANEL_PX 780

struct _SfCarGlassPage
{
  SfPage parent_instance;
  SfStage *stage;
  AdwClamp *clamp;
  GtkLabel *line, *name, *trim, *tagline, *price;
  GtkGrid *figures;
};

G_DEFINE_FINAL_TYPE (SfCarGlassPage, sf_car_glass_page, SF_TYPE_PAGE)

/* Beside the picture the words have a column; below it the whole width. */
static void
sf_car_glass_page_turned (SfPage *page)
{
  const int width = sf_page_get_portrait (page) ? G_MAXINT16 : PANEL_PX;

  adw_clamp_set_maximum_size (SF_CAR_GLASS_PAGE (page)->clamp, width);
  adw_clamp_set_tightening_threshold (SF_CAR_GLASS_PAGE (page)->clamp, width);
}

static void
sf_car_glass_page_class_init (SfCarGlassPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->turned = sf_car_glass_page_turned;
  g_type_ensure (SF_TYPE_STAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-car-glass-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, stage);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, line);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, trim);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, tagline);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, price);
  gtk_widget_class_bind_template_child (widget_class, SfCarGlassPage, figures);
}

static void
sf_car_glass_page_init (SfCarGlassPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text && *text);
}

static GtkWidget *
make_figure (const char *label, const char *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *what = gtk_label_new (label), *much = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_xalign (GTK_LABEL (much), 0);
  gtk_widget_add_css_class (what, "caption");
  gtk_widget_add_css_class (much, "figure");
  gtk_widget_add_css_class (much, "num");
  gtk_box_append (GTK_BOX (box), what);
  gtk_box_append (GTK_BOX (box), much);
  return box;
}

/* Two beside each other; the size of a car is as long as both. */
static void
show_figures (SfCarGlassPage *self, SfRecord *trim, SfRecord *model)
{
  int place = 0;

  for (SfCarKey key = 0; key < SF_N_CAR_KEYS; key++)
    {
      g_autofree char *value = sf_car_key_figure (key, trim, model);
      const int span = key == SF_CAR_SIZE ? 2 : 1;

      if (!value)
        continue;
      if (place % 2 + span > 2)
        place++;
      gtk_grid_attach (self->figures, make_figure (sf_car_key_label (key), value), place % 2, place / 2, span, 1);
      place += span;
    }
}

static char *
price_of (SfCatalogue *cars, SfRecord *push, SfRecord *trim, SfRecord *model)
{
  SfRecord *price = trim ? sf_catalogue_price (cars, sf_record_get_id (trim)) : NULL;
  const char *currency = NULL;
  gint64 minor = 0;

  if (sf_record_get_int (push, SF_PUSH_PRICE) != 1)
    return NULL;
  if (price)
    return sf_price_say_full (sf_record_get_int (price, SF_PRICE_AMOUNT), sf_record_get_text (price, SF_PRICE_CURRENCY));
  if (!trim && sf_catalogue_price_from (cars, sf_record_get_id (model), &minor, &currency))
    return sf_price_say_from (minor, currency, sf_language_get ());
  return NULL;
}

SfPage *
sf_car_glass_page_new (SfCatalogue *cars, SfRecord *push, GdkTexture *picture)
{
  SfCarGlassPage *self = g_object_new (SF_TYPE_CAR_GLASS_PAGE, NULL);
  const char *trim_id = sf_record_get_text (push, SF_PUSH_TRIM), *model_id = sf_record_get_text (push, SF_PUSH_MODEL);
  SfRecord *trim = trim_id ? sf_catalogue_trim (cars, trim_id) : NULL, *model = model_id ? sf_catalogue_model (cars, model_id) : NULL;

  sf_stage_set_paintable (self->stage, GDK_PAINTABLE (picture));
  if (!picture)
    gtk_widget_add_css_class (GTK_WIDGET (self), "drawn");
  set_text (self->line, sf_record_get_text (push, SF_PUSH_LINE));
  if (!model)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->clamp), FALSE);
      return SF_PAGE (self);
    }
  g_autofree char *price = price_of (cars, push, trim, model);
  g_autofree char *trim_name = trim ? sf_car_trim_name (trim, FALSE) : NULL;
  const char *name = sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ());
  set_text (self->name, name);
  set_text (self->trim, trim_name);
  set_text (self->tagline, sf_record_get_ltext (model, SF_MODEL_TAGLINE, sf_language_get ()));
  set_text (self->price, price);
  show_figures (self, trim, model);
  sf_page_set_title (SF_PAGE (self), name);
  return SF_PAGE (self);
}
