/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-offers-page"
#include "config.h"
#include "ui/kiosk/sf-offers-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-pager.h"
#include "ui/kiosk/sf-doing-card.h"
#include "ui/kiosk/sf-doing-text.h"

struct _SfOffersPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfGrid *grid;
  SfPager *pager;
};

G_DEFINE_FINAL_TYPE (SfOffersPage, sf_offers_page, SF_TYPE_KIOSK_PAGE)

/* An offer is talked over with somebody: the usual way to a consultant. */
static void
on_ask_clicked (SfOffersPage *self)
{
  sf_kiosk_page_set_answer (SF_KIOSK_PAGE (self), "purpose", "see");
  sf_page_next (SF_PAGE (self));
}

static void
fill (SfOffersPage *self)
{
  g_autoptr (GPtrArray) offers = sf_doings_offers (sf_kiosk_get_doings (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))));
  glong longest = 0;

  sf_grid_clear (self->grid);
  for (guint i = 0; i < offers->len; i++)
    {
      SfRecord *offer = offers->pdata[i];
      const char *text = sf_record_get_ltext (offer, SF_OFFER_TEXT, sf_language_get ());
      g_autofree char *until = sf_doing_say_until (offer);
      GtkWidget *card = sf_doing_card_new (sf_record_get_ltext (offer, SF_OFFER_TITLE, sf_language_get ()), until, text, sf_page_get_portrait (SF_PAGE (self)));

      longest = MAX (longest, text ? g_utf8_strlen (text, -1) : 0);
      sf_grid_append (self->grid, card);
    }
  /* Nothing is cut off and nothing scrolls: long conditions have the glass to themselves. */
  const guint most = sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)) ? 2 : 3;
  sf_pager_set_grid (self->pager, self->grid, longest <= 110 ? most : longest <= 200 ? most - 1 : 1);
}

static void
sf_offers_page_enter (SfPage *page)
{
  SfOffersPage *self = SF_OFFERS_PAGE (page);

  g_signal_connect_object (sf_kiosk_get_doings (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))), "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
sf_offers_page_turned (SfPage *page)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (page)))
    fill (SF_OFFERS_PAGE (page));
}

static void
sf_offers_page_class_init (SfOffersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_offers_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_offers_page_turned;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_PAGER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-offers-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfOffersPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfOffersPage, grid);
  gtk_widget_class_bind_template_child (widget_class, SfOffersPage, pager);
  gtk_widget_class_bind_template_callback (widget_class, on_ask_clicked);
}

static void
sf_offers_page_init (SfOffersPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
