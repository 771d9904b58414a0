/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-window"
#include "config.h"
#include "ui/kiosk/sf-kiosk-window.h"
#include "base/sf-memory.h"
#include "ui/common/sf-language.h"
#include "ui/common/sf-out-page.h"
#include "ui/common/sf-ui-check.h"
#include "ui/kiosk/sf-ask-page.h"
#include "ui/kiosk/sf-attract-page.h"
#include "ui/kiosk/sf-car-page.h"
#include "ui/kiosk/sf-events-page.h"
#include "ui/kiosk/sf-home-page.h"
#include "ui/kiosk/sf-kiosk-flow.h"
#include "ui/kiosk/sf-kiosk-lock.h"
#include "ui/kiosk/sf-name-page.h"
#include "ui/kiosk/sf-notice-page.h"
#include "ui/kiosk/sf-offers-page.h"
#include "ui/kiosk/sf-own-page.h"
#include "ui/kiosk/sf-phone-page.h"
#include "ui/kiosk/sf-plate-page.h"
#include "ui/kiosk/sf-recall-page.h"
#include "ui/kiosk/sf-scan-page.h"
#include "ui/kiosk/sf-staff-page.h"
#include "ui/kiosk/sf-ticket-page.h"
#include "ui/kiosk/sf-ticket-text.h"
#include "ui/kiosk/sf-told-page.h"
#include "ui/kiosk/sf-who-page.h"

#include "ui/kiosk/sf-kiosk-window-private.h"

/* A guest who asked for more time gets this many times the usual one. */
#define PATIENCE 8
#define OWN_PATIENCE 4
/* However often it is touched, a ticket stays this many times the usual one: its guest may be gone, and a child plays with the glass. */
#define TICKET_MOST 4
/* Below this nobody notices that one waits; above it the button says so. */
#define SLOW_MS 300
/* The staff corner. */
#define CORNER_PX 120
#define CORNER_MS 4000
#define CORNER_TOUCHES 5

G_DEFINE_FINAL_TYPE (SfKioskWindow, sf_kiosk_window, ADW_TYPE_APPLICATION_WINDOW)

gboolean
sf_kiosk_window_is_at (SfKioskWindow *self, const char *page)
{
  return g_strcmp0 (sf_router_get_id (self->router), page) == 0;
}

char *
sf_kiosk_window_answer (SfKioskWindow *self, const char *name)
{
  char *value = NULL;
  g_object_get (sf_kiosk_get_draft (self->kiosk), name, &value, NULL);
  return value;
}

void
sf_kiosk_window_touched (SfKioskWindow *self)
{
  self->idle = 0;
}

/* The guest's way --------------------------------------------------------- */

static void
forget_pressed (SfKioskWindow *self)
{
  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_weak_pointer (&self->pressed);
}

static gboolean
on_slow (gpointer data)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (data);
  self->slow = 0;
  if (self->pressed && gtk_button_get_label (self->pressed))
    {
      gtk_button_set_label (self->pressed, SF_ ("err.start", "Just a moment"));
      gtk_widget_add_css_class (GTK_WIDGET (self->pressed), "held");
    }
  return G_SOURCE_REMOVE;
}

void
sf_kiosk_window_show_ticket (SfKioskWindow *self, SfTicket *ticket)
{
  sf_kiosk_window_touched (self);
  sf_kiosk_window_close_own (self);
  self->left = self->times.ticket;
  g_set_object (&self->ticket, ticket);
  g_signal_connect_object (ticket, "notify::stage", G_CALLBACK (sf_kiosk_window_speak_stage), self, G_CONNECT_SWAPPED);
  sf_kiosk_window_close_sheet (self);
  sf_router_reset (self->router, "ticket");
}

static void
on_checked_in (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SfKioskWindow) self = SF_KIOSK_WINDOW (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SfTicket) ticket = sf_kiosk_check_in_finish (SF_KIOSK (source), result, &error);

  self->busy = FALSE;
  forget_pressed (self);
  sf_kiosk_window_touched (self);
  self->left = self->times.ticket;
  if (!ticket)
    {
      /* Nothing was saved: no number may be shown. */
      g_warning ("A check-in was not saved: %s", error->message);
      sf_kiosk_window_wipe (self, "out");
      return;
    }
  /* The record has them; the glass does not need them any more. */
  g_object_set (sf_kiosk_get_draft (self->kiosk), "phone", NULL, "plate", NULL, NULL);
  sf_kiosk_window_show_ticket (self, ticket);
}

void
sf_kiosk_window_check_in (SfKioskWindow *self, gboolean consent)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->busy)
    return;
  self->busy = TRUE;
  forget_pressed (self);
  if (GTK_IS_BUTTON (focus))
    g_set_weak_pointer (&self->pressed, GTK_BUTTON (focus));
  self->slow = g_timeout_add (SLOW_MS, on_slow, self);
  g_object_set (sf_kiosk_get_draft (self->kiosk), "lang", (int) sf_language_get (), NULL);
  sf_kiosk_check_in_async (self->kiosk, consent, on_checked_in, g_object_ref (self));
}

/* One of the few values of an enumeration: static. */
static const char *
choice_of (SfKioskWindow *self, const char *name)
{
  g_autofree char *value = sf_kiosk_window_answer (self, name);
  return g_intern_string (value);
}

static SfKioskAnswers
answers_of (SfKioskWindow *self)
{
  g_autofree char *phone = sf_kiosk_window_answer (self, "phone");
  return (SfKioskAnswers) { .purpose = choice_of (self, "purpose"), .before = choice_of (self, "before"), .collect = choice_of (self, "collect"),
                            .is_signed = choice_of (self, "signed") != NULL, .has_phone = phone && *phone,
                            .may_phone = sf_kiosk_get_notice (self->kiosk, sf_language_get ()) != NULL, .may_scan = sf_kiosk_get_can_scan (self->kiosk),
                            .is_large = self->ease.large };
}

static void
on_page_next (SfKioskWindow *self)
{
  g_autofree char *here = g_strdup (sf_router_get_id (self->router));

  sf_kiosk_window_touched (self);
  if (self->busy)
    return;
  if (g_str_equal (here, "attract"))
    {
      sf_router_go (self->router, "home");
      return;
    }
  if (self->ticket)
    {
      sf_kiosk_window_change (self, here, FALSE);
      return;
    }
  const SfKioskAnswers answers = answers_of (self);
  const gboolean begins = g_str_equal (here, "home") || g_str_equal (here, "offers");
  const char *next = sf_kiosk_flow_next (&answers, begins ? NULL : here);
  if (next)
    sf_router_go (self->router, next);
  else
    sf_kiosk_window_check_in (self, FALSE);
}

static void
on_page_back (SfKioskWindow *self)
{
  sf_kiosk_window_touched (self);
  if (!self->busy && sf_router_depth (self->router) > 0)
    sf_router_back (self->router);
}

static void
on_page_home (SfKioskWindow *self)
{
  sf_kiosk_window_wipe (self, "attract");
}

static void
on_page_go (SfKioskWindow *self, const char *id)
{
  sf_kiosk_window_touched (self);
  if (g_str_equal (id, "agree"))
    {
      if (self->ticket)
        sf_kiosk_window_change (self, "phone", TRUE);
      else
        sf_kiosk_window_check_in (self, TRUE);
      return;
    }
  if (self->busy)
    return;
  if (g_str_equal (id, "call-again"))
    {
      sf_kiosk_window_call_again (self);
      return;
    }
  if (g_str_equal (id, "own"))
    sf_kiosk_window_open_own (self);
  sf_router_go (self->router, id);
}

/* Once the next guest's first page is on the glass: pages and pictures of the last one left gaps between what stays. */
static gboolean
on_gone (gpointer data)
{
  SF_KIOSK_WINDOW (data)->gone = 0;
  sf_memory_give_back ();
  return G_SOURCE_REMOVE;
}

/* The guest is gone: answers, pages, language, looks, clipboard. */
void
sf_kiosk_window_wipe (SfKioskWindow *self, const char *page)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));

  if (self->busy)
    return;
  sf_kiosk_window_close_sheet (self);
  forget_pressed (self);
  g_clear_object (&self->ticket);
  sf_kiosk_window_close_own (self);
  sf_kiosk_window_hide_hint (self);
  sf_wedge_wipe (self->wedge);
  self->idle = 0;
  sf_draft_wipe (sf_kiosk_get_draft (self->kiosk));
  gdk_clipboard_set_text (gdk_display_get_clipboard (display), "");
  gdk_clipboard_set_text (gdk_display_get_primary_clipboard (display), "");
  sf_kiosk_window_reset_ease (self);
  self->wiping = TRUE;
  sf_application_set_lang (self->app, sf_application_get_rest_lang (self->app));
  self->wiping = FALSE;
  sf_router_reset (self->router, page);
  sf_draft_wipe (sf_kiosk_get_draft (self->kiosk));
  g_clear_handle_id (&self->gone, g_source_remove);
  self->gone = g_idle_add_full (G_PRIORITY_LOW, on_gone, self, NULL);
}

/* Pages ------------------------------------------------------------------- */

static GType
type_of_page (const char *id)
{
  const struct { const char *id; GType type; } pages[] = {
    { "attract", SF_TYPE_ATTRACT_PAGE }, { "home", SF_TYPE_HOME_PAGE }, { "before", SF_TYPE_ASK_PAGE }, { "ride", SF_TYPE_ASK_PAGE },
    { "collect", SF_TYPE_ASK_PAGE }, { "change", SF_TYPE_ASK_PAGE }, { "purpose", SF_TYPE_ASK_PAGE }, { "what", SF_TYPE_ASK_PAGE }, { "events", SF_TYPE_EVENTS_PAGE }, { "offers", SF_TYPE_OFFERS_PAGE },
    { "who", SF_TYPE_WHO_PAGE }, { "car", SF_TYPE_CAR_PAGE }, { "name", SF_TYPE_NAME_PAGE }, { "phone", SF_TYPE_PHONE_PAGE },
    { "notice", SF_TYPE_NOTICE_PAGE }, { "plate", SF_TYPE_PLATE_PAGE }, { "told", SF_TYPE_TOLD_PAGE },
    { "scan", SF_TYPE_SCAN_PAGE }, { "own", SF_TYPE_OWN_PAGE }, { "recall", SF_TYPE_RECALL_PAGE }, { "staff", SF_TYPE_STAFF_PAGE }, { "ticket", SF_TYPE_TICKET_PAGE }, { "out", SF_TYPE_OUT_PAGE } };
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].id, id))
      return pages[i].type;
  return G_TYPE_INVALID;
}

static SfPage *
make_page (SfRouter *router, const char *id, gpointer data)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (data);
  const GType type = type_of_page (id);
  guint length;

  if (type == G_TYPE_INVALID || (type == SF_TYPE_TICKET_PAGE && !self->ticket) || (type == SF_TYPE_OWN_PAGE && !self->own))
    return NULL;
  SfPage *page = g_object_new (type, NULL);
  g_signal_connect_object (page, "next", G_CALLBACK (on_page_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "back", G_CALLBACK (on_page_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "home", G_CALLBACK (on_page_home), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "go", G_CALLBACK (on_page_go), self, G_CONNECT_SWAPPED);
  sf_kiosk_window_turn_hint (self);
  sf_kiosk_window_speak (self, id);
  if (!SF_IS_KIOSK_PAGE (page))
    return page;
  g_auto (GStrv) changes = self->ticket && g_str_equal (id, "change") ? sf_ticket_changes (self->kiosk, self->ticket) : NULL;
  if (SF_IS_ASK_PAGE (page))
    sf_ask_page_set_question (SF_ASK_PAGE (page), id, (const char *const *) changes);
  sf_kiosk_page_set_kiosk (SF_KIOSK_PAGE (page), self->kiosk);
  sf_kiosk_page_set_ease (SF_KIOSK_PAGE (page), &self->ease);
  const SfKioskAnswers answers = answers_of (self);
  const guint place = self->ticket ? 0 : sf_kiosk_flow_step (&answers, id, &length);
  sf_kiosk_page_set_step (SF_KIOSK_PAGE (page), place, place ? length : 0);
  if (SF_IS_OWN_PAGE (page))
    sf_own_page_set_phone (SF_OWN_PAGE (page), self->own);
  if (SF_IS_TICKET_PAGE (page))
    {
      sf_ticket_page_set_ticket (SF_TICKET_PAGE (page), self->ticket);
      sf_ticket_page_set_left (SF_TICKET_PAGE (page), self->left);
    }
  return page;
}

static void
on_language_changed (SfKioskWindow *self)
{
  const SheetKind kind = self->sheet_kind;

  sf_kiosk_window_touched (self);
  if (self->wiping)
    return;
  sf_router_reload (self->router);
  if (kind == SHEET_ACCESS)
    sf_kiosk_window_show_access (self);
}

/* Time -------------------------------------------------------------------- */

static void
count_ticket (SfKioskWindow *self)
{
  SfPage *page = sf_router_get_page (self->router);

  self->left = MIN (self->left, TICKET_MOST * self->times.ticket);
  if (self->left > 0)
    self->left--;
  if (self->left == 0)
    sf_kiosk_window_wipe (self, "attract");
  else if (SF_IS_TICKET_PAGE (page))
    sf_ticket_page_set_left (SF_TICKET_PAGE (page), self->left);
}

static void
count_idle (SfKioskWindow *self)
{
  /* Who types on a phone touches no glass. */
  const guint patience = self->patient ? PATIENCE : sf_kiosk_window_is_at (self, "own") ? OWN_PATIENCE : 1;
  const guint ask = self->times.ask * patience;

  if (self->sheet_kind == SHEET_IDLE)
    {
      if (--self->left == 0)
        sf_kiosk_window_wipe (self, "attract");
      else
        sf_kiosk_window_count_idle (self);
    }
  else if (++self->idle >= ask)
    sf_kiosk_window_show_idle (self);
}

static gboolean
on_tick (gpointer data)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (data);

  self->times = sf_idle_times ();
  sf_kiosk_window_watch (self);
  if (sf_kiosk_window_is_at (self, "attract") || self->busy)
    return G_SOURCE_CONTINUE;
  if ((sf_kiosk_window_is_at (self, "ticket") && self->sheet_kind == SHEET_NONE) || sf_kiosk_window_is_at (self, "out"))
    count_ticket (self);
  else
    count_idle (self);
  return G_SOURCE_CONTINUE;
}

static void
stay (SfKioskWindow *self)
{
  sf_kiosk_window_touched (self);
  if (sf_kiosk_window_is_at (self, "ticket"))
    {
      self->left = MIN (self->left + self->times.more, TICKET_MOST * self->times.ticket);
      sf_ticket_page_set_left (SF_TICKET_PAGE (sf_router_get_page (self->router)), self->left);
    }
}

/* Five touches in the upper left corner, where nothing is that a guest would touch, open the staff corner. */
static void
count_corner (SfKioskWindow *self, GdkEvent *event)
{
  double x, y;

  if (!gdk_event_get_position (event, &x, &y) || x > CORNER_PX || y > CORNER_PX || gdk_event_get_time (event) - self->corner_at > CORNER_MS)
    self->corner = 0;
  if (x > CORNER_PX || y > CORNER_PX)
    return;
  if (self->corner == 0)
    self->corner_at = gdk_event_get_time (event);
  if (++self->corner < CORNER_TOUCHES || self->busy || !(sf_kiosk_window_is_at (self, "attract") || sf_kiosk_window_is_at (self, "home")))
    return;
  self->corner = 0;
  sf_kiosk_window_close_sheet (self);
  sf_router_go (self->router, "staff");
}

static gboolean
on_event (SfKioskWindow *self, GdkEvent *event)
{
  switch (gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
    case GDK_TOUCH_BEGIN:
      stay (self);
      count_corner (self, event);
      break;
    case GDK_KEY_PRESS:
    case GDK_SCROLL:
      sf_kiosk_window_touched (self);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key_pressed (SfKioskWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  SfPage *page = sf_router_get_page (self->router);

  if (keyval == GDK_KEY_Escape && self->sheet && self->sheet_kind != SHEET_IDLE)
    {
      sf_kiosk_window_close_sheet (self);
      return TRUE;
    }
  if (keyval == GDK_KEY_Escape && !self->sheet)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "kiosk.back", NULL);
      return TRUE;
    }
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  return page && !self->sheet && sf_page_key (page, keyval);
}

/* Life -------------------------------------------------------------------- */

static void
on_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (widget);

  sf_kiosk_window_touched (self);
  if (g_str_equal (name, "kiosk.home"))
    sf_kiosk_window_wipe (self, "attract");
  else if (g_str_equal (name, "kiosk.back"))
    on_page_back (self);
  else if (g_str_equal (name, "kiosk.help"))
    sf_kiosk_window_show_help (self);
  else if (g_str_equal (name, "kiosk.access"))
    sf_kiosk_window_show_access (self);
  else if (g_str_equal (name, "kiosk.more"))
    sf_kiosk_window_show_more (self);
  else
    stay (self);
}

static void
sf_kiosk_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (widget);
  const gboolean portrait = height > width;

  if (portrait != gtk_widget_has_css_class (widget, "portrait"))
    {
      if (portrait)
        gtk_widget_add_css_class (widget, "portrait");
      else
        gtk_widget_remove_css_class (widget, "portrait");
      sf_router_set_portrait (self->router, portrait);
    }
  GTK_WIDGET_CLASS (sf_kiosk_window_parent_class)->size_allocate (widget, width, height, baseline);
}

static void
sf_kiosk_window_dispose (GObject *object)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_handle_id (&self->gone, g_source_remove);
  forget_pressed (self);
  g_clear_object (&self->ticket);
  g_clear_object (&self->help);
  sf_kiosk_window_close_own (self);
  g_clear_pointer (&self->speech, sf_speech_free);
  sf_kiosk_window_disarm (self);
  G_OBJECT_CLASS (sf_kiosk_window_parent_class)->dispose (object);
  g_clear_object (&self->kiosk);
}

static void
sf_kiosk_window_class_init (SfKioskWindowClass *klass)
{
  static const char *const actions[] = { "kiosk.home", "kiosk.back", "kiosk.help", "kiosk.access", "kiosk.more", "kiosk.stay" };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sf_kiosk_window_dispose;
  widget_class->size_allocate = sf_kiosk_window_size_allocate;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, on_action);
}

static void
sf_kiosk_window_init (SfKioskWindow *self)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->times = sf_idle_times ();
  self->router = SF_ROUTER (sf_router_new ());
  self->overlay = GTK_OVERLAY (gtk_overlay_new ());
  sf_router_set_func (self->router, make_page, self);
  gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->router));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->overlay));
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

SfKioskWindow *
sf_kiosk_window_new (SfApplication *app, SfKiosk *kiosk)
{
  SfKioskWindow *self = g_object_new (SF_TYPE_KIOSK_WINDOW, NULL);

  self->app = app;
  self->kiosk = g_object_ref (kiosk);
  sf_kiosk_window_find_voice (self);
  gtk_window_set_default_size (GTK_WINDOW (self), 1920, 1080);
  sf_application_prepare_window (app, GTK_WINDOW (self), "kiosk");
  sf_kiosk_lock (GTK_WINDOW (self));
  g_signal_connect_object (app, "language-changed", G_CALLBACK (on_language_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sf_kiosk_get_draft (kiosk), "notify", G_CALLBACK (sf_kiosk_window_touched), self, G_CONNECT_SWAPPED);
  sf_ui_check_arm (GTK_WINDOW (self), 24, 72);
  sf_router_go (self->router, "attract");
  self->tick = g_timeout_add_seconds (1, on_tick, self);
  sf_kiosk_window_arm (self);
  return self;
}
