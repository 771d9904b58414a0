/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-application"
#include "config.h"
#include "ui/common/sf-application.h"
#include "base/sf-log.h"
#include "base/sf-notify.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-setup-window.h"
#include "ui/common/sf-ways-card.h"

struct _SfApplication
{
  AdwApplication parent_instance;
  SfOptions options;
  char *speech_dir;
  const SfRoleWindow *roles;
  SfDevice *device;
  GtkWindow *window;     /* the one on the glass; owned by GTK */
  SfSetupWindow *setup;  /* the same, while there is no role yet */
  gboolean pairing;      /* a person pairs it at its glass */
};

G_DEFINE_FINAL_TYPE (SfApplication, sf_application, ADW_TYPE_APPLICATION)

enum { LANGUAGE_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
show_window (SfApplication *self, GtkWindow *window)
{
  GtkWindow *old = self->window;

  self->window = window;
  gtk_window_present (window);
  if (!old)
    sf_notify_ready ();
  if (old && old != window)
    gtk_window_destroy (old);
}

/* Whoever has just paired a device at its glass reads there at once which of its peers it reaches, and what to switch. */
static void
say_ways (SfApplication *self, GtkWindow *window)
{
  g_autoptr (GtkWidget) content = g_object_ref (adw_application_window_get_content (ADW_APPLICATION_WINDOW (window)));

  self->pairing = FALSE;
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), NULL);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), sf_ways_card_above (content, self->device));
}

static SfSetupWindow *
show_setup (SfApplication *self, const char *page)
{
  self->pairing = g_str_equal (page, "pair");
  if (!self->setup)
    {
      self->setup = sf_setup_window_new (self);
      g_object_add_weak_pointer (G_OBJECT (self->setup), (gpointer *) &self->setup);
      show_window (self, GTK_WINDOW (self->setup));
    }
  sf_setup_window_show (self->setup, page);
  return self->setup;
}

/* The window that fits what the device is now. */
static void
route (SfApplication *self)
{
  gboolean damaged, revoked;

  g_object_get (self->device, "damaged", &damaged, "revoked", &revoked, NULL);
  if (damaged || revoked)
    {
      show_setup (self, "out");
      return;
    }
  if (!sf_device_get_paired (self->device))
    {
      show_setup (self, "pair");
      return;
    }

  const char *role = sf_device_get_role (self->device);
  if (self->options.role && g_strcmp0 (self->options.role, role) != 0)
    g_warning ("This device is paired as %s, not as %s", role, self->options.role);
  for (const SfRoleWindow *r = self->roles; r->role; r++)
    if (g_strcmp0 (r->role, role) == 0)
      {
        GtkWindow *window = r->make (self, self->device);
        if (self->pairing)
          say_ways (self, window);
        show_window (self, window);
        return;
      }
  show_setup (self, "out");
}

static void
on_device_changed (SfApplication *self)
{
  gboolean damaged, revoked;

  g_object_get (self->device, "damaged", &damaged, "revoked", &revoked, NULL);
  if (self->setup || damaged || revoked || !sf_device_get_paired (self->device))
    route (self);
}

static void
on_pair_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfApplication) self = SF_APPLICATION (data);
  g_autoptr (GError) error = NULL;

  if (sf_device_pair_finish (SF_DEVICE (source), result, &error))
    {
      route (self);
      return;
    }
  g_warning ("Pairing: %s", error->message);
  if (sf_device_get_paired (SF_DEVICE (source)))
    {
      route (self);   /* as it was; its guests need not know */
      return;
    }
  sf_setup_window_fail (show_setup (self, "pair"), error);
}

/* A pairing waits for a person: the digits need a screen. */
static void
on_compare_changed (SfApplication *self)
{
  show_setup (self, "pair");
}

static void
on_start_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfApplication) self = SF_APPLICATION (data);
  g_autoptr (GError) error = NULL;

  if (!sf_device_start_finish (SF_DEVICE (source), result, &error))
    {
      g_warning ("The device cannot start: %s", error->message);
      show_setup (self, "out");
      return;
    }
  g_signal_connect_object (self->device, "notify::compare", G_CALLBACK (on_compare_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "notify::paired", G_CALLBACK (on_device_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "notify::revoked", G_CALLBACK (on_device_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->device, "notify::damaged", G_CALLBACK (on_device_changed), self, G_CONNECT_SWAPPED);
  if (self->options.pair)
    sf_device_pair_async (self->device, self->options.pair, on_pair_ready, g_object_ref (self));
  else
    route (self);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *done = data;
  sf_device_stop_finish (SF_DEVICE (source), result);
  *done = TRUE;
}

static void
on_lang_activated (GSimpleAction *action, GVariant *target, gpointer data)
{
  sf_application_set_lang (SF_APPLICATION (data), sf_lang_parse (g_variant_get_string (target, NULL), SF_LANG_ZH_CN));
}

static void
sf_application_startup (GApplication *app)
{
  SfApplication *self = SF_APPLICATION (app);
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_string (sf_lang_code (self->options.lang)));
  g_autoptr (GSimpleAction) lang = g_simple_action_new_stateful ("lang", G_VARIANT_TYPE_STRING, state);

  sf_style_register ();
  G_APPLICATION_CLASS (sf_application_parent_class)->startup (app);
  sf_style_act_at_once ();
  g_signal_connect (lang, "activate", G_CALLBACK (on_lang_activated), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (lang));

  /* A blinking cursor repaints a still screen for ever: 3 % of a core with cairo, more than one with software OpenGL. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, "gtk-enable-primary-paste", FALSE, NULL);
  sf_style_apply (gdk_display_get_default (), sf_look_parse (self->options.look));
}

static void
sf_application_activate (GApplication *app)
{
  SfApplication *self = SF_APPLICATION (app);

  if (self->device)
    {
      if (self->window)
        gtk_window_present (self->window);
      return;
    }
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  self->device = sf_device_new (self->options.data_dir, clock, ids);
  self->speech_dir = g_build_filename (self->options.data_dir, "speech", NULL);
  sf_log (SF_LOG_INFO, "app.start", "version", SF_VERSION, NULL);
  g_application_hold (app);
  sf_device_start_async (self->device, on_start_ready, g_object_ref (self));
}

static void
sf_application_shutdown (GApplication *app)
{
  SfApplication *self = SF_APPLICATION (app);
  gboolean done = FALSE;

  if (self->device)
    {
      sf_log (SF_LOG_INFO, "app.end", NULL);
      sf_device_stop_async (self->device, on_stopped, &done);
      while (!done)
        g_main_context_iteration (NULL, TRUE);
    }
  G_APPLICATION_CLASS (sf_application_parent_class)->shutdown (app);
}

static void
sf_application_finalize (GObject *object)
{
  SfApplication *self = SF_APPLICATION (object);
  g_clear_weak_pointer (&self->setup);
  g_clear_object (&self->device);
  sf_options_clear (&self->options);
  g_free (self->speech_dir);
  G_OBJECT_CLASS (sf_application_parent_class)->finalize (object);
}

static void
sf_application_class_init (SfApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sf_application_finalize;
  app_class->startup = sf_application_startup;
  app_class->activate = sf_application_activate;
  app_class->shutdown = sf_application_shutdown;
  signals[LANGUAGE_CHANGED] = g_signal_new ("language-changed", SF_TYPE_APPLICATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sf_application_init (SfApplication *self)
{
}

SfApplication *
sf_application_new (SfOptions *options, const SfRoleWindow *roles)
{
  g_autofree char *id = sf_options_application_id (options);
  SfApplication *self = g_object_new (SF_TYPE_APPLICATION, "application-id", id, "resource-base-path", "/io/showfloor/app", NULL);

  self->options = *options;
  memset (options, 0, sizeof *options);
  self->roles = roles;
  return self;
}

SfDevice *
sf_application_get_device (SfApplication *self)
{
  return self->device;
}

static void
set_lang_class (GtkWidget *window)
{
  for (SfLang lang = 0; lang < SF_N_LANGS; lang++)
    gtk_widget_remove_css_class (window, sf_language_css_class (lang));
  gtk_widget_add_css_class (window, sf_language_css_class (sf_language_get ()));
}

void
sf_application_set_lang (SfApplication *self, SfLang lang)
{
  if (lang == sf_language_get ())
    return;
  sf_language_set (lang);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "lang")),
                             g_variant_new_string (sf_lang_code (lang)));
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l; l = l->next)
    set_lang_class (l->data);
  g_signal_emit (self, signals[LANGUAGE_CHANGED], 0);
}

SfLang
sf_application_get_rest_lang (SfApplication *self)
{
  return self->options.lang;
}

const char *
sf_application_get_data_dir (SfApplication *self)
{
  return self->options.data_dir;
}

const char *
sf_application_get_speech_dir (SfApplication *self)
{
  return self->speech_dir;
}

const char *
sf_application_get_reader (SfApplication *self)
{
  return self->options.reader ? self->options.reader : "";
}

const char *
sf_application_get_export_dir (SfApplication *self)
{
  return self->options.export_dir;
}

void
sf_application_set_look (SfApplication *self, SfLook look)
{
  sf_style_apply (gdk_display_get_default (), look);
}

SfLook
sf_application_get_rest_look (SfApplication *self)
{
  return sf_look_parse (self->options.look);
}

void
sf_application_prepare_window (SfApplication *self, GtkWindow *window, const char *role_class)
{
  gtk_window_set_application (window, GTK_APPLICATION (self));
  gtk_window_set_title (window, "Showfloor");
  gtk_window_set_decorated (window, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (window), "sf");
  gtk_widget_add_css_class (GTK_WIDGET (window), role_class);
  set_lang_class (GTK_WIDGET (window));
  gtk_window_set_handle_menubar_accel (window, FALSE);
  if (self->options.width)
    gtk_window_set_default_size (window, self->options.width, self->options.height);
  if (self->options.fullscreen)
    gtk_window_fullscreen (window);
}
