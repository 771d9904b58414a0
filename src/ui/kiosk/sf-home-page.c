/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-home-page"
#include "config.h"
#include "ui/kiosk/sf-home-page.h"
#include "app/sf-own-phone.h"
#include "model/sf-assign.h"
#include "ui/common/sf-grid.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"
#include "ui/common/sf-tile.h"
#include "ui/kiosk/sf-hero.h"

struct _SfHomePage
{
  SfKioskPage parent_instance;
  GtkLabel *hello;
  SfPicture *picture;
  SfHero *hero;
  SfTile *appointment;
  GtkWidget *words, *events, *offers, *own, *more, *tiles, *languages;
};

G_DEFINE_FINAL_TYPE (SfHomePage, sf_home_page, SF_TYPE_KIOSK_PAGE)

/* The widget's name in the template is the purpose. */
static void
on_purpose_clicked (SfHomePage *self, GtkWidget *tile)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  const char *purpose = gtk_widget_get_name (tile);
  g_autofree char *was = sf_kiosk_page_answer (page, "purpose");

  /* What was said on another way must not travel along: a plate typed for the workshop is not for the sales floor. */
  if (g_strcmp0 (was, purpose) != 0)
    {
      static const char *const other[] = { "before", "wants", "phone", "plate", "service", "ride", "collect", "event", "signed" };
      for (guint i = 0; i < G_N_ELEMENTS (other); i++)
        sf_kiosk_page_set_answer (page, other[i], NULL);
    }
  sf_kiosk_page_set_answer (page, "purpose", purpose);
  sf_page_next (SF_PAGE (self));
}

static void
on_own_clicked (SfHomePage *self)
{
  sf_page_go (SF_PAGE (self), "own");
}

static void
on_offers_clicked (SfHomePage *self)
{
  sf_page_go (SF_PAGE (self), "offers");
}

/* A chip that leads to an empty page is none. */
static void
show_doings (SfHomePage *self)
{
  SfDoings *doings = sf_kiosk_get_doings (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  g_autoptr (GPtrArray) events = sf_doings_events (doings);
  g_autoptr (GPtrArray) offers = sf_doings_offers (doings);

  const gboolean large = sf_kiosk_page_get_large (SF_KIOSK_PAGE (self));
  gtk_widget_set_visible (self->events, events->len > 0 && !large);
  gtk_widget_set_visible (self->offers, offers->len > 0 && !large);
  const gboolean own = sf_own_phone_may (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  gtk_widget_set_visible (self->own, own && !large);
  gtk_widget_set_visible (self->more, (events->len + offers->len > 0 || own) && large);
}

static const char *
greeting (SfKiosk *kiosk)
{
  SfRecord *dealer = sf_kiosk_get_dealer (kiosk);
  const char *zone = dealer ? sf_record_get_text (dealer, SF_DEALER_ZONE) : NULL;
  int minute;

  if (!zone)
    return SF_ ("home.hello", "Hello and welcome");
  g_autofree char *day = sf_day_of (sf_clock_wall_ms (sf_device_get_clock (sf_kiosk_get_device (kiosk))), zone, &minute);
  if (minute >= 5 * 60 && minute < 11 * 60)
    return SF_ ("home.hello.am", "Good morning");
  if (minute >= 11 * 60 && minute < 18 * 60)
    return SF_ ("home.hello.pm", "Good afternoon");
  if (minute >= 18 * 60)
    return SF_ ("home.hello.eve", "Good evening");
  return SF_ ("home.hello", "Hello and welcome");
}

/*
 * A picture of the first car of the house that has one here: its wide one edge to edge (on a high glass below the words, whole), else the small
 * one on the stage. (transfer full)
 */
static char *
picture_of_house (SfHomePage *self, gboolean hero)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  GListModel *models = sf_kiosk_get_models (kiosk);
  const guint n = models ? g_list_model_get_n_items (models) : 0;
  const gboolean portrait = sf_page_get_portrait (SF_PAGE (self));
  char *path = NULL;

  for (guint i = 0; i < n && !path; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, i);
      path = hero ? sf_kiosk_hero (kiosk, sf_item_get_id (item), 1920, portrait ? 640 : 320)
                  : sf_kiosk_page_media (SF_KIOSK_PAGE (self), sf_item_get_record (item), SF_MODEL_PICTURE);
    }
  return path;
}

static void
show_car (SfHomePage *self)
{
  g_autofree char *hero = picture_of_house (self, TRUE);
  g_autofree char *path = hero ? NULL : picture_of_house (self, FALSE);

  sf_hero_set_file (self->hero, hero);
  sf_picture_set_file (self->picture, path);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), hero == NULL);
  if (hero)
    gtk_widget_add_css_class (self->words, "on-hero");
  else
    gtk_widget_remove_css_class (self->words, "on-hero");
}

/* Where no car is: above it on a high glass, and beside it on a wide one and where a seated guest finds them. */
static void
place_languages (SfHomePage *self)
{
  const gboolean portrait = sf_page_get_portrait (SF_PAGE (self)), low = sf_kiosk_page_get_low (SF_KIOSK_PAGE (self));

  sf_language_bar_set_upright (SF_LANGUAGE_BAR (self->languages), !portrait || low);
  gtk_widget_set_halign (self->languages, portrait && low ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_valign (self->languages, !portrait ? GTK_ALIGN_CENTER : low ? GTK_ALIGN_END : GTK_ALIGN_START);
}

static void
sf_home_page_turned (SfPage *page)
{
  SfHomePage *self = SF_HOME_PAGE (page);
  if (sf_page_get_portrait (page))
    sf_picture_set_box (self->picture, 900, 480);
  else
    sf_picture_set_box (self->picture, 780, 320);
  /* On a high glass the words stand above the car, on a wide one beside it; cars stand on the right of their pictures. */
  gtk_widget_set_vexpand (GTK_WIDGET (self->hello), !sf_page_get_portrait (page));
  g_object_set (self->hero, "focus-x", sf_page_get_portrait (page) ? 1000 : 500, NULL);
  if (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (page)))
    {
      place_languages (self);
      show_car (self);
    }
}

/* What a scanned card did, and whether codes can be scanned here. */
static void
show_codes (SfHomePage *self)
{
  SfKioskPage *page = SF_KIOSK_PAGE (self);
  g_autofree char *link = sf_kiosk_page_answer (page, "link");

  sf_page_set_title (SF_PAGE (self), link ? SF_ ("scan.kept", "We've noted that card. What can we do for you?")
                                          : SF_ ("home.ask", "What can we do for you today?"));
  g_object_set (self->appointment, "sub", sf_kiosk_get_can_scan (sf_kiosk_page_get_kiosk (page)) ? SF_ ("tile.appt.sub", "Just scan your code")
                                                                                                : SF_ ("tile.appt.number", "Your number is enough"), NULL);
}

/* In large text a tile is what it says and no more. */
static void
show_ease (SfHomePage *self)
{
  if (sf_kiosk_page_get_large (SF_KIOSK_PAGE (self)))
    for (GtkWidget *tile = gtk_widget_get_first_child (self->tiles); tile; tile = gtk_widget_get_next_sibling (tile))
      g_object_set (tile, "sub", NULL, NULL);
  place_languages (self);
}

static void
sf_home_page_enter (SfPage *page)
{
  SfHomePage *self = SF_HOME_PAGE (page);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));

  g_signal_connect_object (sf_kiosk_get_device (kiosk), "media-ready", G_CALLBACK (show_car), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_draft (kiosk), "notify::link", G_CALLBACK (show_codes), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kiosk, "changed", G_CALLBACK (show_codes), self, G_CONNECT_SWAPPED);
  gtk_label_set_text (self->hello, greeting (kiosk));
  show_codes (self);
  g_signal_connect_object (sf_kiosk_get_catalogue (kiosk), "changed", G_CALLBACK (show_car), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_doings (kiosk), "changed", G_CALLBACK (show_doings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kiosk, "changed", G_CALLBACK (show_doings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_device (kiosk), "notify::online", G_CALLBACK (show_doings), self, G_CONNECT_SWAPPED);
  show_doings (self);
  show_ease (self);
  sf_home_page_turned (page);
}

static void
sf_home_page_class_init (SfHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SF_PAGE_CLASS (klass)->enter = sf_home_page_enter;
  SF_PAGE_CLASS (klass)->turned = sf_home_page_turned;
  g_type_ensure (SF_TYPE_GRID);
  g_type_ensure (SF_TYPE_HERO);
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  g_type_ensure (SF_TYPE_PICTURE);
  g_type_ensure (SF_TYPE_TILE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, hello);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, picture);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, hero);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, words);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, appointment);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, events);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, languages);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, more);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, tiles);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, offers);
  gtk_widget_class_bind_template_child (widget_class, SfHomePage, own);
  gtk_widget_class_bind_template_callback (widget_class, on_purpose_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_offers_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_own_clicked);
}

static void
sf_home_page_init (SfHomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
