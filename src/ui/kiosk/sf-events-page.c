/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-events-page"
#include "config.h"
#include "ui/kiosk/sf-events-page.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-pager.h"
#include "ui/kiosk/sf-doing-card.h"
#include "ui/kiosk/sf-doing-text.h"

#define EVENTS_A_PAGE 3

struct _SfEventsPage
{
  SfKioskPage parent_instance;
  SfKioskBar *bar;
  SfGrid *grid;
  SfPager *pager;
  GtkWidget *none;
};

G_DEFINE_FINAL_TYPE (SfEventsPage, sf_events_page, SF_TYPE_KIOSK_PAGE)

/* A button's name is the event's id. */
static void
go_on (SfEventsPage *self, GtkWidget *button, const char *is_signed)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);

  sf_kiosk_page_set_answer (page, "event", gtk_widget_get_name (button));
  sf_kiosk_page_set_answer (page, "signed", is_signed);
  sf_page_next (SF_PAGE (self));
}

static void
on_join_clicked (SfEventsPage *self, GtkWidget *button)
{
  go_on (self, button, NULL);
}

static void
on_signed_clicked (SfEventsPage *self, GtkWidget *button)
{
  go_on (self, button, "yes");
}

static void
add_button (SfEventsPage *self, SfDoingCard *card, SfRecord *event, const char *label, const char *look, GCallback clicked)
{
  GtkWidget *button = sf_doing_card_add_button (card, label, look);

  /* Read aloud, "Count me in" alone would not say to what. */
  g_autofree char *name = g_strjoin (" · ", label, sf_record_get_ltext (event, SF_EVENT_TITLE, sf_language_get ()), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_name (button, sf_record_get_id (event));
  g_signal_connect_swapped (button, "clicked", clicked, self);
}

static void
add_event (SfEventsPage *self, SfRecord *event)
{
  const char *zone = sf_floor_zone (sf_kiosk_get_floor (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))));
  g_autofree char *line = sf_doing_say_when (event, zone, sf_language_get ());
  SfDoingCard *card = SF_DOING_CARD (sf_doing_card_new (sf_record_get_ltext (event, SF_EVENT_TITLE, sf_language_get ()), line,
                                                        sf_record_get_ltext (event, SF_EVENT_TEXT, sf_language_get ()), sf_page_get_portrait (SF_PAGE (self))));

  if (sf_doings_is_full (event))
    sf_doing_card_add_word (card, SF_ ("ev.full", "Fully booked"));
  add_button (self, card, event, sf_doings_is_full (event) ? SF_ ("ev.wait", "Waiting list") : SF_ ("ev.join", "Count me in"), "quiet", G_CALLBACK (on_join_clicked));
  add_button (self, card, event, SF_ ("ev.checkin", "I've signed up"), "quiet", G_CALLBACK (on_signed_clicked));
  sf_grid_append (self->grid, GTK_WIDGET (card));
}

static void
fill (SfEventsPage *self)
{
  g_autoptr (GPtrArray) events = sf_doings_events (sf_kiosk_get_doings (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))));

  sf_grid_clear (self->grid);
  for (guint i = 0; i < events->len; i++)
    add_event (self, events->pdata[i]);
  gtk_widget_set_visible (self->none, events->len == 0);
  sf_pager_set_grid (self->pager, self->grid, EVENTS_A_PAGE);
}

static void
sf_events_page_enter (SfPage *page)
{
  SfEventsPage *self = SF_EVENTS_PAGE (page);

  g_signal_connect_object (sf_kiosk_get_doings (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))), "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

static void
sf_events_page_turned (SfPage *page)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (page)))
    fill (SF_EVENTS_PAGE (page));
}

static void
sf_events_page_class_init (SfEventsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_events_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_events_page_turned;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_KIOSK_BAR);
  g_type_ensure (SF_TYPE_PAGER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-events-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfEventsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, SfEventsPage, grid);
  gtk_widget_class_bind_template_child (widget_class, SfEventsPage, none);
  gtk_widget_class_bind_template_child (widget_class, SfEventsPage, pager);
}

static void
sf_events_page_init (SfEventsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sf_kiosk_page_set_bar (SF_KIOSK_PAGE (self), self->bar);
}
