/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-car-page"
#include "config.h"
#include "ui/kiosk/sf-car-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-pager.h"
#include "ui/kiosk/sf-car-card.h"

#define CARS_A_PAGE 6
/* One choice goes on by itself: long enough to see it and to add a second one, short enough not to wonder. */
#define GO_ON_MS 1200
#define LINE_STEP_MS 60

struct _SfCarPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfGrid *grid;
  SfPager *pager;
  GtkWidget *ok, *unsure;
  GPtrArray *chosen;   /* SfCarCard, in order of choice; owned by the grid */
  guint timer, steps;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (SfCarPage, sf_car_page, SF_TYPE_KIOSK_PAGE)

static void
stop_line (SfCarPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->steps = 0;
  for (guint i = 0; i < self->chosen->len; i++)
    sf_car_card_set_line (self->chosen->pdata[i], -1);
}

static gboolean
on_step (gpointer data)
{
  SfCarPage *self = SF_CAR_PAGE (data);

  self->steps++;
  sf_car_card_set_line (self->chosen->pdata[0], (double) self->steps * LINE_STEP_MS / GO_ON_MS);
  if (self->steps * LINE_STEP_MS < GO_ON_MS)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  sf_page_next (SF_PAGE (self));
  return G_SOURCE_REMOVE;
}

/* Writes the choice into the draft and lets one alone go on. */
static void
settle (SfCarPage *self, gboolean go_on)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  const guint n = self->chosen->len;

  sf_kiosk_page_set_answer (page, "model-1", n > 0 ? gtk_widget_get_name (self->chosen->pdata[0]) : NULL);
  sf_kiosk_page_set_answer (page, "model-2", n > 1 ? gtk_widget_get_name (self->chosen->pdata[1]) : NULL);
  gtk_widget_set_visible (self->ok, n > 1 || (n == 1 && !go_on));
  gtk_widget_set_visible (self->unsure, n == 0 || (n == 1 && go_on));
  stop_line (self);
  if (go_on && n == 1)
    {
      sf_car_card_set_line (self->chosen->pdata[0], 0);
      self->timer = g_timeout_add (LINE_STEP_MS, on_step, self);
    }
}

static void
on_card_toggled (SfCarPage *self, GtkToggleButton *card)
{
  if (self->filling)
    return;
  if (!gtk_toggle_button_get_active (card))
    {
      sf_car_card_set_line (SF_CAR_CARD (card), -1);
      g_ptr_array_remove (self->chosen, card);
    }
  else
    {
      /* A third choice takes the place of the second. */
      if (self->chosen->len == 2)
        gtk_toggle_button_set_active (self->chosen->pdata[1], FALSE);
      g_ptr_array_add (self->chosen, card);
    }
  settle (self, gtk_toggle_button_get_active (card));
}

static void
on_unsure_clicked (SfCarPage *self)
{
  stop_line (self);
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "model-1", NULL);
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "model-2", NULL);
  sf_page_next (SF_PAGE (self));
}

static void
on_ok_clicked (SfCarPage *self)
{
  stop_line (self);
  sf_page_next (SF_PAGE (self));
}

static void
choose (SfCarPage *self, const char *id)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->grid));

  for (; id && card; card = gtk_widget_get_next_sibling (card))
    if (g_strcmp0 (gtk_widget_get_name (card), id) == 0)
      {
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (card), TRUE);
        g_ptr_array_add (self->chosen, card);
      }
}

static void
fill (SfCarPage *self)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (page);
  GListModel *models = sf_kiosk_get_models (kiosk);
  const guint n = models ? g_list_model_get_n_items (models) : 0;
  g_autofree char *first = sf_kiosk_page_answer (page, "model-1");
  g_autofree char *second = sf_kiosk_page_answer (page, "model-2");

  self->filling = TRUE;
  stop_line (self);
  g_ptr_array_set_size (self->chosen, 0);
  sf_grid_clear (self->grid);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, i);
      SfRecord *model = sf_item_get_record (item);
      g_autofree char *picture = sf_kiosk_page_media (page, model, SF_MODEL_PICTURE);
      GtkWidget *card = sf_car_card_new (model, picture, sf_kiosk_model_here (kiosk, sf_item_get_id (item)));
      sf_car_card_set_portrait (SF_CAR_CARD (card), sf_page_get_portrait (SF_PAGE (self)));
      g_signal_connect_swapped (card, "toggled", G_CALLBACK (on_card_toggled), self);
      sf_grid_append (self->grid, card);
    }
  if (sf_kiosk_page_get_large (page))
    sf_grid_set_columns (self->grid, 2, 1);
  sf_pager_set_grid (self->pager, self->grid, sf_kiosk_page_get_large (page) ? 2 : CARS_A_PAGE);
  choose (self, first);
  choose (self, second);
  self->filling = FALSE;
  settle (self, FALSE);
}

static void
on_media_ready (SfCarPage *self, const char *media)
{
  GListModel *models = sf_kiosk_get_models (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->grid));

  for (; card; card = gtk_widget_get_next_sibling (card))
    {
      g_autoptr (SfItem) item = sf_kiosk_find_item (models, gtk_widget_get_name (card));
      g_autofree char *path = item ? sf_kiosk_page_media (SF_KIOSK_PAGE (self), sf_item_get_record (item), SF_MODEL_PICTURE) : NULL;
      if (path)
        sf_car_card_set_picture (SF_CAR_CARD (card), path);
    }
}

static void
sf_car_page_enter (SfPage *page)
{
  SfCarPage *self = SF_CAR_PAGE (page);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  GListModel *models = sf_kiosk_get_models (kiosk);
  g_autofree char *purpose = sf_kiosk_page_answer (SF_KIOSK_PAGE (self), "purpose");

  if (g_strcmp0 (purpose, "drive") == 0)
    sf_page_set_title (page, SF_ ("drive.ask", "Which car to drive?"));
  if (models)
    g_signal_connect_object (models, "items-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_device (kiosk), "media-ready", G_CALLBACK (on_media_ready), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
sf_car_page_turned (SfPage *page)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (SF_CAR_PAGE (page)->grid));
  for (; card; card = gtk_widget_get_next_sibling (card))
    sf_car_card_set_portrait (SF_CAR_CARD (card), sf_page_get_portrait (page));
}

static void
sf_car_page_leave (SfPage *page)
{
  stop_line (SF_CAR_PAGE (page));
}

static void
sf_car_page_dispose (GObject *object)
{
  g_clear_handle_id (&SF_CAR_PAGE (object)->timer, g_source_remove);
  G_OBJECT_CLASS (sf_car_page_parent_class)->dispose (object);
}

static void
sf_car_page_finalize (GObject *object)
{
  g_ptr_array_unref (SF_CAR_PAGE (object)->chosen);
  G_OBJECT_CLASS (sf_car_page_parent_class)->finalize (object);
}

static void
sf_car_page_class_init (SfCarPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_car_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = sf_car_page_finalize;
  SF_PAGE_CLASS (klass)->enter = sf_car_page_enter;
  SF_PAGE_CLASS (klass)->leave = sf_car_page_leave;
  SF_PAGE_CLASS (klass)->turned = sf_car_page_turned;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_PAGER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-car-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfCarPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfCarPage, grid);
  gtk_widget_class_bind_template_child (widget_class, SfCarPage, pager);
  gtk_widget_class_bind_template_child (widget_class, SfCarPage, ok);
  gtk_widget_class_bind_template_child (widget_class, SfCarPage, unsure);
  gtk_widget_class_bind_template_callback (widget_class, on_ok_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_unsure_clicked);
}

static void
sf_car_page_init (SfCarPage *self)
{
  self->chosen = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
