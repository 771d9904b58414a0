/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-who-page"
#include "config.h"
#include "ui/kiosk/sf-who-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-pager.h"
#include "ui/common/sf-person-card.h"

#define PEOPLE_A_PAGE 8

struct _SfWhoPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfGrid *grid;
  SfPager *pager;
};

G_DEFINE_FINAL_TYPE (SfWhoPage, sf_who_page, SF_TYPE_KIOSK_PAGE)

/* The card's name is the colleague's id. */
static void
on_card_clicked (SfWhoPage *self, GtkWidget *card)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "wants", gtk_widget_get_name (card));
  sf_page_next (SF_PAGE (self));
}

static void
on_any_clicked (SfWhoPage *self)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "wants", NULL);
  sf_page_next (SF_PAGE (self));
}

/* A card for a colleague who receives guests on the sales floor. */
static void
add_card (SfWhoPage *self, SfItem *item)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  SfRecord *person = sf_item_get_record (item);
  const char *name = sf_record_get_ltext (person, SF_CONSULTANT_NAME, sf_language_get ());
  g_autofree char *portrait = sf_kiosk_page_media (SF_KIOSK_PAGE (self), person, SF_CONSULTANT_PORTRAIT);

  if (g_strcmp0 (sf_record_get_text (person, SF_CONSULTANT_JOB), "sales") != 0 || !name)
    return;
  GtkWidget *card = sf_person_card_new (name, portrait, sf_kiosk_presence (kiosk, sf_item_get_id (item)));
  const int edge = sf_page_get_portrait (SF_PAGE (self)) ? 260 : 180;
  sf_person_card_set_portrait (SF_PERSON_CARD (card), portrait, edge, edge);
  gtk_widget_set_name (card, sf_item_get_id (item));
  g_signal_connect_swapped (card, "clicked", G_CALLBACK (on_card_clicked), self);
  sf_grid_append (self->grid, card);
}

static void
fill (SfWhoPage *self)
{
  GListModel *people = sf_kiosk_get_consultants (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  const guint n = people ? g_list_model_get_n_items (people) : 0;

  sf_grid_clear (self->grid);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (people, i);
      add_card (self, item);
    }
  if (sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)))
    sf_grid_set_columns (self->grid, 3, 2);
  sf_pager_set_grid (self->pager, self->grid, !sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)) ? PEOPLE_A_PAGE : sf_page_get_portrait (SF_PAGE (self)) ? 4 : 3);
}

static void
sf_who_page_enter (SfPage *page)
{
  SfWhoPage *self = SF_WHO_PAGE (page);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));

  g_signal_connect_object (kiosk, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_device (kiosk), "media-ready", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
sf_who_page_turned (SfPage *page)
{
  if (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (page)) && gtk_widget_get_mapped (GTK_WIDGET (page)))
    fill (SF_WHO_PAGE (page));
}

static void
sf_who_page_class_init (SfWhoPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_who_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_who_page_turned;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_PAGER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-who-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfWhoPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfWhoPage, grid);
  gtk_widget_class_bind_template_child (widget_class, SfWhoPage, pager);
  gtk_widget_class_bind_template_callback (widget_class, on_any_clicked);
}

static void
sf_who_page_init (SfWhoPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
