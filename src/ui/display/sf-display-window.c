/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-display-window"
#include "config.h"
#include "ui/display/sf-display-window.h"
#include "media/sf-player.h"
#include "ui/common/sf-chime.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-router.h"
#include "ui/common/sf-ui-check.h"
#include "ui/display/sf-call-page.h"
#include "ui/display/sf-car-glass-page.h"
#include "ui/display/sf-greeting-page.h"
#include "ui/display/sf-programme-page.h"
#include "ui/display/sf-wall-picture.h"

#include <stdio.h>

#define PICTURE_MS 8000
/* A picture that takes longer is not waited for: a welcome or a car is expected now. */
#define PATIENCE_MS 600
#define LEAST_TYPE 32

struct _SfDisplayWindow
{
  AdwApplicationWindow parent_instance;
  SfApplication *app;
  SfDisplay *display;
  SfPlayer *player;
  SfRouter *router;
  SfChime *chime;
  GdkTexture *picture;       /* of the page that is shown or made ready */
  GCancellable *loading;
  guint late;
  char *house;               /* its name on the glass */
  char *playing;             /* id of the item on the glass */
  char *painted;             /* what the next frame brings, for the log and the display; NULL: nothing new */
  GdkFrameClock *clock;      /* watched while painted is set */
  gulong after_paint;
  guint inhibit;
  int width, height;         /* px of the glass */
  gboolean switching;
};

G_DEFINE_FINAL_TYPE (SfDisplayWindow, sf_display_window, ADW_TYPE_APPLICATION_WINDOW)

/* What left the frame clock ------------------------------------------------------ */

static void
note_down (SfDisplayWindow *self)
{
  const char *path = g_getenv ("SHOWFLOOR_GLASS_LOG");
  FILE *log = path ? fopen (path, "a") : NULL;

  if (!log)
    return;
  fprintf (log, "%.6f %s %s\n", (double) g_get_monotonic_time () / G_USEC_PER_SEC, sf_router_get_id (self->router), self->painted);
  fclose (log);
}

static void
stop_watching (SfDisplayWindow *self)
{
  if (self->clock)
    g_clear_signal_handler (&self->after_paint, self->clock);
  g_clear_object (&self->clock);
}

static void
on_after_paint (SfDisplayWindow *self)
{
  g_autofree char *painted = g_steal_pointer (&self->painted);
  const gboolean item = g_strcmp0 (sf_router_get_id (self->router), "programme") == 0;

  stop_watching (self);
  if (!painted)
    return;
  self->painted = painted;
  note_down (self);
  self->painted = NULL;
  sf_display_painted (self->display, item ? painted : NULL);
}

/* @id is on the glass with the next frame. */
static void
watch_paint (SfDisplayWindow *self, const char *id)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  g_free (self->painted);
  self->painted = g_strdup (id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->clock == clock || !clock)
    return;
  stop_watching (self);
  self->clock = g_object_ref (clock);
  self->after_paint = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), self);
}

/* Pages -------------------------------------------------------------------------- */

static SfPage *
make_greeting (SfDisplayWindow *self, const char *first, const char *first_type, const char *second, const char *second_type)
{
  SfPage *page = sf_greeting_page_new (self->picture);

  sf_greeting_page_set_lines (SF_GREETING_PAGE (page), first, first_type, second, second_type);
  return page;
}

static const char *
house_name (SfDisplayWindow *self)
{
  SfRecord *dealer = sf_floor_dealer (sf_catalogue_get_floor (sf_display_get_catalogue (self->display)));
  return dealer ? sf_record_get_ltext (dealer, SF_DEALER_NAME, sf_language_get ()) : NULL;
}

static SfPage *
make_house (SfDisplayWindow *self)
{
  const char *name = house_name (self);

  g_free (self->house);
  self->house = g_strdup (name);
  return make_greeting (self, SF_ ("home.hello", "Hello and welcome"), name ? "subtitle" : "title", name, "title");
}

/* A name only with the guest's word for it; SfDisplay has taken the others out. */
static SfPage *
make_welcome (SfDisplayWindow *self, SfRecord *push)
{
  const char *guest = sf_record_get_text (push, SF_PUSH_GUEST), *number = sf_record_get_text (push, SF_PUSH_NUMBER);

  if (guest && !sf_record_is_null (push, SF_PUSH_CONSENT))
    {
      /* "Mr" does not stay behind at the end of a line. */
      g_auto (GStrv) words = g_strsplit (guest, " ", -1);
      g_autofree char *together = g_strjoinv ("\u00a0", words);
      g_autofree char *text = sf_fill (SF_ ("ds.welcome", "Welcome, {title}"), "title", together, NULL);
      return make_greeting (self, text, "hero", sf_record_get_text (push, SF_PUSH_LINE), "subtitle");
    }
  return make_greeting (self, SF_ ("home.hello", "Hello and welcome"), "title", number, "number");
}

static SfPage *
make_page (SfRouter *router, const char *id, gpointer data)
{
  SfDisplayWindow *self = SF_DISPLAY_WINDOW (data);
  SfRecord *push = sf_display_get_push (self->display);

  if (g_str_equal (id, "programme"))
    return sf_programme_page_new (GDK_PAINTABLE (sf_player_get_frame (self->player)));
  if (g_str_equal (id, "call") && push)
    return sf_call_page_new (push);
  if (g_str_equal (id, "model") && push)
    return sf_car_glass_page_new (sf_display_get_catalogue (self->display), push, self->picture);
  if (g_str_equal (id, "welcome") && push)
    return make_welcome (self, push);
  return make_house (self);
}

static SfRecord *
item_of (SfDisplayWindow *self, const char *id)
{
  g_autoptr (GPtrArray) items = sf_display_get_programme (self->display);

  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (sf_record_get_id (items->pdata[i]), id) == 0)
      return items->pdata[i];
  return NULL;
}

static void
show_caption (SfDisplayWindow *self)
{
  SfPage *page = sf_router_get_page (self->router);
  SfRecord *item = item_of (self, self->playing);

  if (SF_IS_PROGRAMME_PAGE (page))
    sf_programme_page_set_caption (SF_PROGRAMME_PAGE (page), item ? sf_record_get_ltext (item, SF_PLAYLIST_ITEM_CAPTION, sf_language_get ()) : NULL);
}

static void
speak (SfDisplayWindow *self)
{
  self->switching = TRUE;          /* the page that goes is not built anew */
  sf_application_set_lang (self->app, sf_display_get_lang (self->display));
  self->switching = FALSE;
}

/* A call is told twice. The sound system is opened by the first one only: most walls never make a sound. */
static void
set_chime (SfDisplayWindow *self, gboolean call)
{
  if (call && !self->chime)
    self->chime = sf_chime_new ("ring");
  if (call)
    sf_chime_call (self->chime, "call", 2);
  else if (self->chime)
    sf_chime_stop (self->chime);
}

/* The cut: everything of the page is here. */
static void
cut_to (SfDisplayWindow *self, const char *id)
{
  SfRecord *push = sf_display_get_push (self->display);

  g_clear_handle_id (&self->late, g_source_remove);
  sf_player_set_playing (self->player, FALSE);
  speak (self);
  sf_router_reset (self->router, id);
  set_chime (self, g_str_equal (id, "call"));
  watch_paint (self, push ? sf_record_get_id (push) : "-");
}

static const char *
page_of (SfGlass glass)
{
  static const char *const pages[] = { "programme", "model", "welcome", "call", "house" };
  return pages[glass];
}

/* Pictures of the pages ------------------------------------------------------------ */

static gboolean
on_late (gpointer data)
{
  SfDisplayWindow *self = SF_DISPLAY_WINDOW (data);

  self->late = 0;
  cut_to (self, page_of (sf_display_get_glass (self->display)));
  return G_SOURCE_REMOVE;
}

static void
stop_loading (SfDisplayWindow *self)
{
  g_clear_handle_id (&self->late, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
on_picture_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfDisplayWindow) self = SF_DISPLAY_WINDOW (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) picture = sf_wall_picture_load_finish (result, &error);
  GCancellable *mine = g_task_get_cancellable (G_TASK (result));

  if (mine != self->loading)
    return;
  if (!picture)
    g_info ("A picture cannot be shown: %s", error->message);
  g_clear_object (&self->loading);
  g_set_object (&self->picture, picture);
  cut_to (self, page_of (sf_display_get_glass (self->display)));
}

/* FALSE: there is no picture of it here. */
static gboolean
load_picture (SfDisplayWindow *self)
{
  SfCatalogue *cars = sf_display_get_catalogue (self->display);

  self->loading = g_cancellable_new ();
  g_object_ref (self);
  if (sf_wall_picture_load_async (cars, sf_display_get_push (self->display), self->width, self->height, self->loading, on_picture_loaded, self))
    return TRUE;
  g_object_unref (self);
  g_clear_object (&self->loading);
  return FALSE;
}

static void
make_ready (SfDisplayWindow *self)
{
  g_clear_object (&self->picture);
  if (load_picture (self))
    self->late = g_timeout_add (PATIENCE_MS, on_late, self);
  else
    cut_to (self, page_of (sf_display_get_glass (self->display)));
}

/* A page that had to be shown without its picture gets it as soon as it is here. */
static void
on_media_ready (SfDisplayWindow *self)
{
  const SfGlass glass = sf_display_get_glass (self->display);

  if (!self->picture && !self->loading && glass != SF_GLASS_PROGRAMME && glass != SF_GLASS_CALL)
    load_picture (self);
}

/* The house stands from the first moment on, before its name is known. */
static void
on_house_changed (SfDisplayWindow *self)
{
  if (g_strcmp0 (sf_router_get_id (self->router), "house") == 0)
    {
      speak (self);
      if (g_strcmp0 (house_name (self), self->house) != 0)
        sf_router_reload (self->router);
    }
  on_media_ready (self);
}

/* What belongs on the glass -------------------------------------------------------- */

static void
on_glass_changed (SfDisplayWindow *self)
{
  const SfGlass glass = sf_display_get_glass (self->display);

  stop_loading (self);
  if (glass == SF_GLASS_PROGRAMME)
    {
      set_chime (self, FALSE);
      sf_player_set_playing (self->player, TRUE);     /* "shown" cuts to it; until then the glass stays as it is */
    }
  else if (glass == SF_GLASS_CALL)
    cut_to (self, "call");
  else
    make_ready (self);
}

static char *
path_of_item (SfDisplayWindow *self, SfRecord *item, gboolean *film)
{
  const char *media = sf_record_get_text (item, SF_PLAYLIST_ITEM_MEDIA);
  char *tall = self->height > self->width ? sf_device_media_variant (sf_display_get_device (self->display), media, "tall") : NULL;
  char *path = sf_display_item_path (self->display, item, film);

  if (!tall || *film)
    {
      g_free (tall);
      return path;
    }
  g_free (path);
  return tall;
}

static void
on_programme_changed (SfDisplayWindow *self)
{
  g_autoptr (GPtrArray) items = sf_display_get_programme (self->display);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_play_item_free);

  for (guint i = 0; i < items->len; i++)
    {
      SfRecord *item = items->pdata[i];
      gboolean film = FALSE;
      g_autofree char *path = path_of_item (self, item, &film);
      const gint64 for_ms = sf_record_is_null (item, SF_PLAYLIST_ITEM_DURATION_MS) ? PICTURE_MS : sf_record_get_int (item, SF_PLAYLIST_ITEM_DURATION_MS);
      if (path)
        g_ptr_array_add (list, sf_play_item_new (sf_record_get_id (item), path, film, MAX (for_ms, 1000)));
    }
  sf_player_set_items (self->player, list);
  show_caption (self);
}

/* The player ------------------------------------------------------------------------ */

static void
on_shown (SfDisplayWindow *self, const char *id)
{
  g_free (self->playing);
  self->playing = g_strdup (id);
  if (g_strcmp0 (sf_router_get_id (self->router), "programme") != 0)
    {
      speak (self);
      sf_router_reset (self->router, "programme");
    }
  show_caption (self);
  watch_paint (self, id);
}

static void
on_played (SfDisplayWindow *self, const char *id, gint64 first_us, gint64 for_ms)
{
  SfClock *clock = sf_device_get_clock (sf_display_get_device (self->display));
  const gint64 ago_us = g_get_monotonic_time () - first_us;

  sf_display_played (self->display, id, sf_clock_boot_ms (clock) * 1000 - ago_us, for_ms);
}

static void
on_skipped (SfDisplayWindow *self, const char *id, const char *why)
{
  g_info ("Item %s is left out: %s", id, why);
}

static void
on_nothing (SfDisplayWindow *self)
{
  if (sf_display_get_glass (self->display) != SF_GLASS_PROGRAMME || g_strcmp0 (sf_router_get_id (self->router), "house") == 0)
    return;
  g_clear_object (&self->picture);
  sf_router_reset (self->router, "house");
  watch_paint (self, "-");
}

/* Life ------------------------------------------------------------------------------ */

static void
on_language_changed (SfDisplayWindow *self)
{
  if (self->switching)
    return;
  sf_router_reload (self->router);
  show_caption (self);
}

static void
sf_display_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SfDisplayWindow *self = SF_DISPLAY_WINDOW (widget);
  const int factor = gtk_widget_get_scale_factor (widget);

  if (self->width != width * factor || self->height != height * factor)
    {
      self->width = width * factor;
      self->height = height * factor;
      if (height > width)
        gtk_widget_add_css_class (widget, "portrait");
      else
        gtk_widget_remove_css_class (widget, "portrait");
      sf_router_set_portrait (self->router, height > width);
      sf_player_set_size (self->player, self->width, self->height);
    }
  GTK_WIDGET_CLASS (sf_display_window_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
sf_display_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sf_display_window_parent_class)->realize (widget);
  gtk_widget_set_cursor_from_name (widget, "none");
}

static gboolean
sf_display_window_close_request (GtkWindow *window)
{
  return gtk_window_is_fullscreen (window);
}

static void
sf_display_window_dispose (GObject *object)
{
  SfDisplayWindow *self = SF_DISPLAY_WINDOW (object);

  stop_loading (self);
  stop_watching (self);
  if (self->inhibit)
    gtk_application_uninhibit (GTK_APPLICATION (self->app), self->inhibit);
  self->inhibit = 0;
  if (self->display)
    g_signal_handlers_disconnect_by_data (self->display, self);
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  G_OBJECT_CLASS (sf_display_window_parent_class)->dispose (object);
  g_clear_object (&self->player);
  g_clear_object (&self->display);
  g_clear_object (&self->picture);
  g_clear_object (&self->chime);
  g_clear_pointer (&self->house, g_free);
  g_clear_pointer (&self->playing, g_free);
  g_clear_pointer (&self->painted, g_free);
}

static void
sf_display_window_class_init (SfDisplayWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_display_window_dispose;
  widget_class->size_allocate = sf_display_window_size_allocate;
  widget_class->realize = sf_display_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = sf_display_window_close_request;
}

static void
sf_display_window_init (SfDisplayWindow *self)
{
  self->player = sf_player_new ();
  self->router = SF_ROUTER (sf_router_new ());
  sf_router_set_func (self->router, make_page, self);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->router));
  g_signal_connect_swapped (self->player, "shown", G_CALLBACK (on_shown), self);
  g_signal_connect_swapped (self->player, "played", G_CALLBACK (on_played), self);
  g_signal_connect_swapped (self->player, "skipped", G_CALLBACK (on_skipped), self);
  g_signal_connect_swapped (self->player, "nothing", G_CALLBACK (on_nothing), self);
}

GtkWindow *
sf_display_window_make (SfApplication *app, SfDevice *device)
{
  SfDisplayWindow *self = g_object_new (SF_TYPE_DISPLAY_WINDOW, NULL);

  self->app = app;
  self->display = sf_display_new (device);
  gtk_window_set_default_size (GTK_WINDOW (self), 1920, 1080);
  sf_application_prepare_window (app, GTK_WINDOW (self), "wall");
  /* Walls are dark: glare, and the panel's life. */
  sf_application_set_look (app, SF_LOOK_DARK);
  g_signal_connect_swapped (self->display, "glass-changed", G_CALLBACK (on_glass_changed), self);
  g_signal_connect_swapped (self->display, "programme-changed", G_CALLBACK (on_programme_changed), self);
  g_signal_connect_object (sf_catalogue_get_floor (sf_display_get_catalogue (self->display)), "changed", G_CALLBACK (on_house_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (device, "media-ready", G_CALLBACK (on_media_ready), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app, "language-changed", G_CALLBACK (on_language_changed), self, G_CONNECT_SWAPPED);
  self->inhibit = gtk_application_inhibit (GTK_APPLICATION (app), GTK_WINDOW (self), GTK_APPLICATION_INHIBIT_IDLE, "a wall screen");
  sf_ui_check_arm (GTK_WINDOW (self), LEAST_TYPE, 0);
  /* The house stands until there is something to play. */
  sf_router_reset (self->router, "house");
  on_programme_changed (self);
  return GTK_WINDOW (self);
}
