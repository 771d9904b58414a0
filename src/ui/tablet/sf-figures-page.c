/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-figures-page"
#include "config.h"
#include "ui/tablet/sf-figures-page.h"
#include "model/sf-price.h"
#include "ui/common/sf-car-text.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/tablet/sf-rows.h"

/* Label and values of a line; what is compared stands side by side under its name. */
#define LABEL_WIDTH 260

struct _SfFiguresPage
{
  SfPage parent_instance;
  SfTablet *tablet;      /* (owned) */
  SfShowcase *showcase;  /* (owned) */
  GtkLabel *heading, *hint;
  GtkBox *trims, *table;
  GtkWidget *language, *scroller;
};

G_DEFINE_FINAL_TYPE (SfFiguresPage, sf_figures_page, SF_TYPE_PAGE)

static SfRecord *
second_of (SfFiguresPage *self)
{
  SfRecord *second = sf_showcase_second (self->showcase);

  return second != sf_showcase_trim (self->showcase) ? second : NULL;
}

static void
on_trim_clicked (GtkButton *button, SfFiguresPage *self)
{
  const char *id = sf_row_value (button, "trim");
  SfRecord *first = sf_showcase_trim (self->showcase), *second = second_of (self);

  if (g_strcmp0 (id, sf_record_get_id (first)) == 0)
    return;
  sf_showcase_set_second (self->showcase, second != NULL && g_strcmp0 (id, sf_record_get_id (second)) == 0 ? NULL : id);
}

static GtkWidget *
make_chip (gpointer item, gpointer page)
{
  SfRecord *trim = item;
  g_autofree char *name = sf_car_trim_name (trim, TRUE);

  return sf_row_chip (name, G_CALLBACK (on_trim_clicked), page, "trim", sf_record_get_id (trim));
}

static void
show_trims (SfFiguresPage *self, SfRecord *model)
{
  g_autoptr (GPtrArray) trims = sf_catalogue_trims (sf_showcase_get_cars (self->showcase), sf_record_get_id (model));
  SfRecord *first = sf_showcase_trim (self->showcase), *second = second_of (self);
  SfRows *rows = sf_rows_new ();

  for (guint i = 0; i < trims->len; i++)
    {
      g_autofree char *name = sf_car_trim_name (trims->pdata[i], TRUE);
      g_autofree char *key = g_strconcat (sf_record_get_id (trims->pdata[i]), name, NULL);

      sf_rows_add (rows, key, make_chip, trims->pdata[i]);
    }
  sf_rows_finish (rows, self->trims, self);
  for (GtkWidget *w = gtk_widget_get_first_child (GTK_WIDGET (self->trims)); w != NULL; w = gtk_widget_get_next_sibling (w))
    {
      const char *id = sf_row_value (w, "trim");
      const gboolean chosen = g_strcmp0 (id, sf_record_get_id (first)) == 0 || (second != NULL && g_strcmp0 (id, sf_record_get_id (second)) == 0);

      sf_style_if (w, "chosen", chosen);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->hint), trims->len > 1 && second == NULL);
}

static void
add_value (GtkWidget *line, const char *text)
{
  GtkWidget *value = sf_row_label (text != NULL ? text : SF_CAR_UNKNOWN, "table-value");

  gtk_widget_add_css_class (value, "num");
  gtk_widget_set_hexpand (value, TRUE);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (value), 12);
  gtk_box_append (GTK_BOX (line), value);
}

/* @values: of one trim or of two. */
static void
add_line (SfFiguresPage *self, const char *label, const char *style, char *const values[2], guint n)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *says = sf_row_label (label, "second");

  gtk_box_set_homogeneous (GTK_BOX (line), TRUE);
  gtk_widget_set_size_request (says, LABEL_WIDTH, -1);
  gtk_label_set_wrap (GTK_LABEL (says), TRUE);
  gtk_box_append (GTK_BOX (line), says);
  for (guint i = 0; i < n; i++)
    add_value (line, values[i]);
  gtk_widget_add_css_class (line, style);
  if (n == 2 && g_strcmp0 (values[0], values[1]) != 0)
    gtk_widget_add_css_class (line, "differs");
  gtk_box_append (self->table, line);
}

static char *
price_of (SfFiguresPage *self, SfRecord *trim)
{
  SfRecord *price = sf_catalogue_price (sf_showcase_get_cars (self->showcase), sf_record_get_id (trim));

  return price != NULL ? sf_price_say_full (sf_record_get_int (price, SF_PRICE_AMOUNT), sf_record_get_text (price, SF_PRICE_CURRENCY)) : NULL;
}

static void
show_table (SfFiguresPage *self)
{
  SfRecord *trims[2] = { sf_showcase_trim (self->showcase), second_of (self) };
  const guint n = trims[1] != NULL ? 2 : 1;
  guint count;
  const SfCarFigure *figures = sf_car_figures (&count);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
    gtk_box_remove (self->table, child);
  if (trims[0] == NULL)
    return;
  for (int line = -2; line < (int) count; line++)
    {
      char *values[2] = { NULL, NULL };

      for (guint i = 0; i < n; i++)
        values[i] = line == -2 ? sf_car_trim_name (trims[i], FALSE) : line == -1 ? price_of (self, trims[i]) : sf_car_figure (trims[i], figures[line].field);
      if (line == -2)
        add_line (self, SF_ ("car.trim", "Trim"), "table-head", values, n);
      else
        add_line (self, line == -1 ? SF_ ("car.list", "List price") : sf_car_figure_label (&figures[line]), "table-line", values, n);
      g_free (values[0]);
      g_free (values[1]);
    }
}

static void
show (SfFiguresPage *self)
{
  SfRecord *model = sf_showcase_model (self->showcase);
  const char *name = model != NULL ? sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ()) : NULL;

  if (model == NULL)
    return;
  sf_page_set_title (SF_PAGE (self), name);
  gtk_label_set_text (self->heading, name != NULL ? name : "");
  gtk_widget_set_visible (self->language, sf_tablet_get_guest_mode (self->tablet));
  show_trims (self, model);
  show_table (self);
}

static void
on_back_clicked (SfFiguresPage *self)
{
  sf_page_back (SF_PAGE (self));
}

static void
sf_figures_page_enter (SfPage *page)
{
  show (SF_FIGURES_PAGE (page));
}

static void
sf_figures_page_dispose (GObject *object)
{
  SfFiguresPage *self = SF_FIGURES_PAGE (object);

  g_clear_object (&self->showcase);
  g_clear_object (&self->tablet);
  G_OBJECT_CLASS (sf_figures_page_parent_class)->dispose (object);
}

static void
sf_figures_page_class_init (SfFiguresPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_figures_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_figures_page_enter;
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-figures-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfFiguresPage, heading);
  gtk_widget_class_bind_template_child (widget_class, SfFiguresPage, hint);
  gtk_widget_class_bind_template_child (widget_class, SfFiguresPage, trims);
  gtk_widget_class_bind_template_child (widget_class, SfFiguresPage, table);
  gtk_widget_class_bind_template_child (widget_class, SfFiguresPage, language);
  gtk_widget_class_bind_template_child (widget_class, SfFiguresPage, scroller);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
}

static void
sf_figures_page_init (SfFiguresPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SfPage *
sf_figures_page_new (SfTablet *tablet, SfShowcase *showcase)
{
  SfFiguresPage *self = g_object_new (SF_TYPE_FIGURES_PAGE, NULL);

  self->tablet = g_object_ref (tablet);
  self->showcase = g_object_ref (showcase);
  g_signal_connect_object (showcase, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  return SF_PAGE (self);
}
