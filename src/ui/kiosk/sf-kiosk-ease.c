/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Easier to use: what a guest may ask for before or during their way, and that it goes with them. */
#define G_LOG_DOMAIN "sf-kiosk-ease"
#include "config.h"
#include "ui/kiosk/sf-kiosk-window-private.h"
#include "ui/common/sf-language.h"

void
sf_kiosk_window_set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
set_contrast (SfKioskWindow *self, gboolean on)
{
  sf_application_set_look (self->app, on ? SF_LOOK_CONTRAST : sf_application_get_rest_look (self->app));
  sf_kiosk_window_set_class (GTK_WIDGET (self), "contrast", on);
}

/* As for the demo: what is installed, or the sources that this was built from. */
void
sf_kiosk_window_find_voice (SfKioskWindow *self)
{
  static const char *const places[] = { SF_PKGDATADIR "/speech", SF_SOURCE_DIR "/data/speech" };
  const gboolean is_installed = g_file_test (places[0], G_FILE_TEST_IS_DIR);

  self->speech = sf_speech_new (sf_application_get_speech_dir (self->app), places[is_installed ? 0 : 1]);
}

static const char *
line_of_ticket (SfKioskWindow *self)
{
  g_autofree char *event = sf_kiosk_window_answer (self, "event");

  switch (sf_ticket_get_stage (self->ticket))
    {
    case SF_TICKET_CALLING: return "ticket-calling";
    case SF_TICKET_RUNG:
    case SF_TICKET_COMING: return "ticket-coming";
    case SF_TICKET_RECEPTION: return "ticket-desk";
    case SF_TICKET_QUEUE: return "ticket-queue";
    case SF_TICKET_NOBODY: return "ticket-nobody";
    case SF_TICKET_OFFLINE: return "ticket-away";
    case SF_TICKET_BROWSE: return event ? "ticket-event" : "ticket-browse";
    case SF_TICKET_ENDED:
    default: return "ticket-over";
    }
}

static const char *
line_of (SfKioskWindow *self, const char *page)
{
  g_autofree char *purpose = sf_kiosk_window_answer (self, "purpose");

  if (g_str_equal (page, "ticket") && self->ticket)
    return line_of_ticket (self);
  if (g_str_equal (page, "car") && g_strcmp0 (purpose, "drive") == 0)
    return "car-drive";
  return page;
}

void
sf_kiosk_window_say (SfKioskWindow *self, const char *line)
{
  if (self->ease.aloud)
    sf_speech_say (self->speech, line, sf_language_get ());
}

void
sf_kiosk_window_speak (SfKioskWindow *self, const char *page)
{
  self->said = self->ease.aloud ? g_intern_string (line_of (self, page)) : NULL;
  if (self->said)
    sf_speech_say (self->speech, self->said, sf_language_get ());
}

void
sf_kiosk_window_speak_stage (SfKioskWindow *self)
{
  if (self->ticket && sf_kiosk_window_is_at (self, "ticket") && g_strcmp0 (self->said, line_of_ticket (self)) != 0)
    sf_kiosk_window_speak (self, "ticket");
}

/* Pages are built for the size that they are read in. */
static void
set_layout (SfKioskWindow *self, gboolean large, gboolean low)
{
  const gboolean other = large != self->ease.large || low != self->ease.low;

  self->ease.large = large;
  self->ease.low = low;
  sf_kiosk_window_set_class (GTK_WIDGET (self), "large", large);
  sf_kiosk_window_set_class (GTK_WIDGET (self), "low", low);
  if (other && sf_router_get_page (self->router))
    sf_router_reload (self->router);
}

void
sf_kiosk_window_reset_ease (SfKioskWindow *self)
{
  self->patient = FALSE;
  self->ease.aloud = FALSE;
  sf_speech_stop (self->speech);
  self->ease.large = self->ease.low = FALSE;
  sf_kiosk_window_set_class (GTK_WIDGET (self), "large", FALSE);
  sf_kiosk_window_set_class (GTK_WIDGET (self), "low", FALSE);
  if (gtk_widget_has_css_class (GTK_WIDGET (self), "contrast"))
    set_contrast (self, FALSE);
}

static void
on_access_chosen (SfKioskWindow *self, const char *id)
{
  sf_kiosk_window_touched (self);
  if (g_str_equal (id, "big"))
    set_layout (self, !self->ease.large, self->ease.low);
  else if (g_str_equal (id, "low"))
    set_layout (self, self->ease.large, !self->ease.low);
  else if (g_str_equal (id, "contrast"))
    set_contrast (self, !gtk_widget_has_css_class (GTK_WIDGET (self), "contrast"));
  else if (g_str_equal (id, "time"))
    self->patient = !self->patient;
  else if (g_str_equal (id, "help"))
    sf_kiosk_window_show_help (self);
  else if (g_str_equal (id, "aloud"))
    {
      self->ease.aloud = !self->ease.aloud;
      if (self->ease.aloud)
        sf_kiosk_window_speak (self, sf_router_get_id (self->router));
      else
        sf_speech_stop (self->speech);
    }
  else
    sf_kiosk_window_close_sheet (self);
}

void
sf_kiosk_window_show_access (SfKioskWindow *self)
{
  SfSheet *sheet = sf_kiosk_window_open_sheet (self, SHEET_ACCESS, SF_ ("a11y.title", "How can we make this easier?"),
                                               SF_ ("a11y.note", "Resets when you leave"), G_CALLBACK (on_access_chosen));
  sf_sheet_add_toggle (sheet, "big", SF_ ("a11y.big", "Larger text"), self->ease.large);
  sf_sheet_add_toggle (sheet, "contrast", SF_ ("a11y.contrast", "High contrast"), gtk_widget_has_css_class (GTK_WIDGET (self), "contrast"));
  sf_sheet_add_toggle (sheet, "low", SF_ ("a11y.low", "Lower buttons"), self->ease.low);
  sf_sheet_add_toggle (sheet, "time", SF_ ("a11y.slow", "More time"), self->patient);
  if (sf_speech_has (self->speech, sf_language_get ()))
    sf_sheet_add_toggle (sheet, "aloud", SF_ ("a11y.speak", "Read aloud"), self->ease.aloud);
  sf_sheet_add_button (sheet, "help", SF_ ("a11y.help", "Ask somebody over"), "quiet");
  sf_sheet_add_button (sheet, "close", SF_ ("nav.close", "Close"), "go");
  sf_sheet_take_focus (sheet);
}

static void
on_more_chosen (SfKioskWindow *self, const char *id)
{
  sf_kiosk_window_close_sheet (self);
  sf_kiosk_window_touched (self);
  if (g_str_equal (id, "events"))
    g_object_set (sf_kiosk_get_draft (self->kiosk), "purpose", "event", NULL);
  if (g_str_equal (id, "own"))
    sf_kiosk_window_open_own (self);
  if (!g_str_equal (id, "close"))
    sf_router_go (self->router, id);
}

/* Home in large text has no room for its chips. */
void
sf_kiosk_window_show_more (SfKioskWindow *self)
{
  SfDoings *doings = sf_kiosk_get_doings (self->kiosk);
  g_autoptr (GPtrArray) events = sf_doings_events (doings);
  g_autoptr (GPtrArray) offers = sf_doings_offers (doings);
  SfSheet *sheet = sf_kiosk_window_open_sheet (self, SHEET_MORE, SF_ ("chip.more", "More"), NULL, G_CALLBACK (on_more_chosen));

  if (sf_own_phone_may (self->kiosk))
    sf_sheet_add_button (sheet, "own", SF_ ("chip.phone", "Use my own phone"), "quiet");
  if (events->len > 0)
    sf_sheet_add_button (sheet, "events", SF_ ("chip.events", "Today's events"), "quiet");
  if (offers->len > 0)
    sf_sheet_add_button (sheet, "offers", SF_ ("chip.offers", "Current offers"), "quiet");
  sf_sheet_add_button (sheet, "close", SF_ ("nav.close", "Close"), "go");
  sf_sheet_take_focus (sheet);
}
