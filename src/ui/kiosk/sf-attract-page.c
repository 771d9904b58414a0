/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-attract-page"
#include "config.h"
#include "ui/kiosk/sf-attract-page.h"
#include "ui/common/sf-language-bar.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-picture.h"
#include "ui/kiosk/sf-doing-text.h"
#include "ui/kiosk/sf-hero.h"
#include "ui/kiosk/sf-kiosk-price.h"
#include "ui/kiosk/sf-progress-line.h"

#define SECONDS_A_CAR 8
#define SECONDS_A_STEP 2

struct _SfAttractPage
{
  SfKioskPage parent_instance;
  GtkLabel *welcome, *name, *price;
  SfHero *hero;
  SfPicture *picture;
  SfProgressLine *line;
  GtkWidget *caption, *glass, *stage, *scan;
  GtkLabel *event;
  guint timer, seconds, car;
};

G_DEFINE_FINAL_TYPE (SfAttractPage, sf_attract_page, SF_TYPE_KIOSK_PAGE)

static void
on_touched (SfAttractPage *self)
{
  sf_page_next (SF_PAGE (self));
}

/* The wide picture of a car in the shape of this glass, or NULL. (transfer full) */
static char *
hero_of (SfAttractPage *self, SfRecord *model)
{
  const gboolean portrait = sf_page_get_portrait (SF_PAGE (self));

  return sf_kiosk_hero (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)), sf_record_get_id (model), portrait ? 1080 : 1920, portrait ? 1420 : 640);
}

/* The car to show: from the one whose turn it is, the first that has a picture here; that one itself when none has. */
static guint
next_with_picture (SfAttractPage *self, GListModel *models, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, (self->car + i) % n);
      g_autofree char *path = hero_of (self, sf_item_get_record (item));
      if (path)
        return (self->car + i) % n;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SfItem) item = g_list_model_get_item (models, (self->car + i) % n);
      g_autofree char *path = sf_kiosk_page_media (SF_KIOSK_PAGE (self), sf_item_get_record (item), SF_MODEL_PICTURE);
      if (path)
        return (self->car + i) % n;
    }
  return self->car % n;
}

static void
show_car (SfAttractPage *self)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  GListModel *models = sf_kiosk_get_models (kiosk);
  const guint n = models ? g_list_model_get_n_items (models) : 0;

  gtk_widget_set_visible (self->caption, n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->line), n > 1);
  if (n == 0)
    return;
  self->car = next_with_picture (self, models, n);
  g_autoptr (SfItem) item = g_list_model_get_item (models, self->car);
  SfRecord *model = sf_item_get_record (item);
  g_autofree char *hero = hero_of (self, model);
  g_autofree char *path = hero ? NULL : sf_kiosk_page_media (SF_KIOSK_PAGE (self), model, SF_MODEL_PICTURE);
  g_autofree char *price = sf_kiosk_price_from (model);
  const char *name = sf_record_get_ltext (model, SF_MODEL_NAME, sf_language_get ());
  sf_hero_set_file (self->hero, hero);
  sf_picture_set_file (self->picture, path);
  gtk_widget_set_visible (GTK_WIDGET (self->hero), hero != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), hero == NULL);
  if (hero)
    gtk_widget_add_css_class (self->stage, "filled");
  else
    gtk_widget_remove_css_class (self->stage, "filled");
  gtk_label_set_text (self->name, name ? name : "");
  gtk_label_set_text (self->price, price ? price : "");
}

/* The next of today's events that has not begun; with the hour, for who passes by late. */
static void
show_event (SfAttractPage *self)
{
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  const gint64 now = sf_clock_wall_ms (sf_device_get_clock (sf_kiosk_get_device (kiosk)));
  g_autoptr (GPtrArray) events = sf_doings_events (sf_kiosk_get_doings (kiosk));
  guint i = 0;

  while (i < events->len && sf_record_get_int (events->pdata[i], SF_EVENT_FROM) <= now)
    i++;
  gtk_widget_set_visible (GTK_WIDGET (self->event), i < events->len);
  if (i == events->len)
    return;
  const char *title = sf_record_get_ltext (events->pdata[i], SF_EVENT_TITLE, sf_language_get ());
  g_autofree char *time = sf_doing_say_time (events->pdata[i], sf_floor_zone (sf_kiosk_get_floor (kiosk)));
  g_autofree char *text = sf_fill (SF_ ("attract.event", "Today: {event}, {time}"), "event", title, "time", time, NULL);
  gtk_label_set_text (self->event, text);
}

static gboolean
on_step (gpointer data)
{
  SfAttractPage *self = SF_ATTRACT_PAGE (data);

  /* A step every two seconds, on plain colour: each wakes the machine for 5 ms, all night (P3). */
  self->seconds += SECONDS_A_STEP;
  if (self->seconds >= SECONDS_A_CAR)
    {
      self->seconds = 0;
      self->car++;
      show_car (self);
      show_event (self);
    }
  sf_progress_line_set_fraction (self->line, (double) (self->seconds + SECONDS_A_STEP) / SECONDS_A_CAR);
  return G_SOURCE_CONTINUE;
}

static void
show_welcome (SfAttractPage *self)
{
  SfRecord *dealer = sf_kiosk_get_dealer (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self)));
  const char *name = dealer ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL;
  /* A narrow glass breaks before the name, not before its last character. */
  g_autofree char *lines = name ? g_strconcat (sf_page_get_portrait (SF_PAGE (self)) ? "\n" : "", name, NULL) : NULL;
  g_autofree char *text = name ? sf_fill (SF_ ("attract.title", "Welcome to {dealer}"), "dealer", lines, NULL)
                               : g_strdup (SF_ ("home.hello", "Hello and welcome"));
  gtk_label_set_text (self->welcome, text);
  gtk_widget_set_visible (self->scan, sf_kiosk_get_can_scan (sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self))));
}

static void
sf_attract_page_enter (SfPage *page)
{
  SfAttractPage *self = SF_ATTRACT_PAGE (page);
  SfKiosk *kiosk = sf_kiosk_page_get_kiosk (SF_KIOSK_PAGE (self));
  GListModel *models = sf_kiosk_get_models (kiosk);

  if (models)
    g_signal_connect_object (models, "items-changed", G_CALLBACK (show_car), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_device (kiosk), "media-ready", G_CALLBACK (show_car), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kiosk, "changed", G_CALLBACK (show_welcome), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_catalogue (kiosk), "changed", G_CALLBACK (show_car), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (self->glass);
  g_signal_connect_object (sf_kiosk_get_doings (kiosk), "changed", G_CALLBACK (show_event), self, G_CONNECT_SWAPPED);
  show_welcome (self);
  show_event (self);
  show_car (self);
  sf_progress_line_set_fraction (self->line, (double) SECONDS_A_STEP / SECONDS_A_CAR);
  self->timer = g_timeout_add_seconds (SECONDS_A_STEP, on_step, self);
}

static void
sf_attract_page_leave (SfPage *page)
{
  g_clear_handle_id (&SF_ATTRACT_PAGE (page)->timer, g_source_remove);
}

static gboolean
sf_attract_page_key (SfPage *page, guint keyval)
{
  sf_page_next (page);
  return TRUE;
}

static void
sf_attract_page_dispose (GObject *object)
{
  g_clear_handle_id (&SF_ATTRACT_PAGE (object)->timer, g_source_remove);
  G_OBJECT_CLASS (sf_attract_page_parent_class)->dispose (object);
}

static void
sf_attract_page_class_init (SfAttractPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_attract_page_dispose;
  SF_PAGE_CLASS (klass)->enter = sf_attract_page_enter;
  SF_PAGE_CLASS (klass)->leave = sf_attract_page_leave;
  SF_PAGE_CLASS (klass)->key = sf_attract_page_key;
  g_type_ensure (SF_TYPE_HERO);
  g_type_ensure (SF_TYPE_LANGUAGE_BAR);
  g_type_ensure (SF_TYPE_PICTURE);
  g_type_ensure (SF_TYPE_PROGRESS_LINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/showfloor/ui/sf-attract-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, welcome);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, name);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, price);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, picture);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, hero);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, stage);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, scan);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, event);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, line);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, caption);
  gtk_widget_class_bind_template_child (widget_class, SfAttractPage, glass);
  gtk_widget_class_bind_template_callback (widget_class, on_touched);
}

static void
sf_attract_page_init (SfAttractPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
