/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-codes"
#include "config.h"
#include "ui/kiosk/sf-kiosk-window-private.h"
#include "craft/sf-scanned.h"
#include "ui/common/sf-language.h"
#include "ui/kiosk/sf-staff-page.h"

/* How long a sentence stays that nothing else ends, and one whose reason has gone. */
#define HINT_S 8
#define HINT_LEFT_S 3
/* And one whose reason does not go: a picture behind the guest, a camera that stands still. */
#define HINT_MOST_S 20

/* Pages on which nobody has said anything yet: whoever holds a code there begins. */
static gboolean
is_free (SfKioskWindow *self)
{
  return sf_kiosk_window_is_at (self, "attract") || sf_kiosk_window_is_at (self, "home") || sf_kiosk_window_is_at (self, "scan");
}

/* Behind the staff corner codes are tried, and nobody is checked in. NULL: it is not open. */
static SfStaffTools *
staff_tools (SfKioskWindow *self)
{
  return sf_kiosk_window_is_at (self, "staff") ? sf_staff_page_get_tools (SF_STAFF_PAGE (sf_router_get_page (self->router))) : NULL;
}

/* Hints -------------------------------------------------------------------- */

void
sf_kiosk_window_hide_hint (SfKioskWindow *self)
{
  if (!self->hint)
    return;
  g_clear_handle_id (&self->hint_over, g_source_remove);
  gtk_widget_set_visible (self->hint, FALSE);
}

/* Whoever goes on has read it; whoever still holds something up has not. */
void
sf_kiosk_window_turn_hint (SfKioskWindow *self)
{
  if (!self->scan || !sf_scan_is_unread (self->scan))
    sf_kiosk_window_hide_hint (self);
}

static gboolean
on_hint_over (gpointer data)
{
  SfKioskWindow *self = SF_KIOSK_WINDOW (data);

  self->hint_over = 0;
  gtk_widget_set_visible (self->hint, FALSE);
  return G_SOURCE_REMOVE;
}

static void
let_hint_go (SfKioskWindow *self, guint seconds)
{
  g_clear_handle_id (&self->hint_over, g_source_remove);
  self->hint_over = g_timeout_add_seconds (seconds, on_hint_over, self);
}

/* A greeting is covered whole, not cut in two; where a code is asked for there is room below the picture. */
static void
place_hint (SfKioskWindow *self)
{
  const gboolean greets = sf_kiosk_window_is_at (self, "attract") || sf_kiosk_window_is_at (self, "home"), asks = sf_kiosk_window_is_at (self, "scan");

  gtk_widget_set_halign (self->hint, greets ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->hint, asks ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (self->hint), greets ? 0 : 0.5f);
  sf_kiosk_window_set_class (self->hint, "over-greeting", greets);
  sf_kiosk_window_set_class (self->hint, "below-picture", asks);
}

/* Over the page, in nobody's way: what lies beneath it can be touched, and the way on without a code stays on the glass. */
static void
show_hint (SfKioskWindow *self, const char *text, const char *line, guint seconds)
{
  place_hint (self);
  gtk_label_set_text (GTK_LABEL (self->hint), text);
  gtk_widget_set_visible (self->hint, TRUE);
  let_hint_go (self, seconds);
  sf_kiosk_window_say (self, line);
}

static void
make_hint (SfKioskWindow *self)
{
  self->hint = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "visible", FALSE, "can-target", FALSE, "wrap", TRUE, "natural-wrap-mode", GTK_NATURAL_WRAP_NONE, "justify", GTK_JUSTIFY_CENTER, NULL);
  gtk_widget_add_css_class (self->hint, "hint-card");
  gtk_overlay_add_overlay (self->overlay, self->hint);
}

/* What is read meanwhile ends it, and so does what is taken away, a moment later. */
static void
on_unread (SfKioskWindow *self)
{
  if (sf_scan_is_unread (self->scan) && !self->busy && !staff_tools (self))
    {
      sf_kiosk_window_touched (self);
      show_hint (self, SF_ ("scan.retry", "Not read. Brighten your screen and move closer."), "code-retry", HINT_MOST_S);
    }
  else if (gtk_widget_get_visible (self->hint))
    let_hint_go (self, HINT_LEFT_S);
}

static void
begin (SfKioskWindow *self)
{
  if (sf_kiosk_window_is_at (self, "attract"))
    sf_router_go (self->router, "home");
}

/* The holder of the code is somebody; whose answers or ticket stand on the glass is somebody else, or the same and done with it. */
static void
check_in_by (SfKioskWindow *self, const SfScanned *read)
{
  const char *purpose = read->what == SF_SCANNED_EVENT ? "event" : "appointment";

  if (!is_free (self))
    sf_kiosk_window_wipe (self, "attract");
  sf_kiosk_window_close_sheet (self);
  sf_draft_wipe (sf_kiosk_get_draft (self->kiosk));
  g_object_set (sf_kiosk_get_draft (self->kiosk), "purpose", purpose, "code", read->code, NULL);
  sf_kiosk_window_check_in (self, FALSE);
}

/* A card says who sent them and not what they came for: it goes along with the visit, and the guest goes on. */
static void
take_along (SfKioskWindow *self, const SfScanned *read)
{
  if (self->ticket)
    sf_kiosk_window_wipe (self, "attract");
  sf_kiosk_window_close_sheet (self);
  g_object_set (sf_kiosk_get_draft (self->kiosk), "link", read->code, NULL);
  begin (self);
}

static void
on_code (SfKioskWindow *self, const char *text)
{
  SfScanned read;

  sf_kiosk_window_touched (self);
  if (self->busy)
    return;
  sf_kiosk_window_hide_hint (self);
  sf_scanned_read (text, sf_floor_public_url (sf_kiosk_get_floor (self->kiosk)), &read);
  if (staff_tools (self))
    {
      sf_staff_tools_take_code (staff_tools (self), read.what);
      return;
    }
  switch (read.what)
    {
    case SF_SCANNED_APPOINTMENT:
    case SF_SCANNED_EVENT:
      check_in_by (self, &read);
      return;
    case SF_SCANNED_LINK:
      take_along (self, &read);
      return;
    case SF_SCANNED_FOREIGN:
    default:
      begin (self);
      show_hint (self, SF_ ("scan.foreign", "That isn't one of our codes"), "code-foreign", HINT_S);
    }
}

/* A camera that is gone is spoken of only to somebody who is just asked to use it; while it is closed it counts as it was. */
static void
on_camera (SfKioskWindow *self)
{
  const SfScanState state = sf_scan_get_state (self->scan);

  if (state == SF_SCAN_ON || state == SF_SCAN_MISSING)
    sf_kiosk_set_can_scan (self->kiosk, state == SF_SCAN_ON);
  if (state == SF_SCAN_MISSING && sf_kiosk_window_is_at (self, "scan"))
    show_hint (self, SF_ ("scan.broken", "The reader isn't working. Please use your number."), "code-broken", HINT_S);
  if (staff_tools (self))
    sf_staff_tools_take_camera (staff_tools (self), state);
}

void
sf_kiosk_window_arm (SfKioskWindow *self)
{
  const char *reader = sf_application_get_reader (self->app);

  make_hint (self);
  self->wedge = sf_wedge_new (GTK_WIDGET (self));
  g_signal_connect_object (self->wedge, "code", G_CALLBACK (on_code), self, G_CONNECT_SWAPPED);
  if (g_str_equal (reader, "wedge"))
    sf_kiosk_set_can_scan (self->kiosk, TRUE);
  else if (*reader != '\0')
    {
      self->scan = sf_scan_new (reader);
      g_signal_connect_object (self->scan, "code", G_CALLBACK (on_code), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scan, "notify::unread", G_CALLBACK (on_unread), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scan, "notify::state", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
    }
  sf_kiosk_window_watch (self);
}

void
sf_kiosk_window_watch (SfKioskWindow *self)
{
  place_hint (self);
  if (!self->scan)
    return;
  const gboolean tried = staff_tools (self) && sf_staff_tools_is_reading (staff_tools (self));
  if (tried)
    sf_staff_tools_take_camera (staff_tools (self), sf_scan_get_state (self->scan));
  if ((is_free (self) || tried) && !self->busy)
    sf_scan_start (self->scan);
  else
    sf_scan_stop (self->scan);
}

void
sf_kiosk_window_disarm (SfKioskWindow *self)
{
  g_clear_handle_id (&self->hint_over, g_source_remove);
  g_clear_object (&self->wedge);
  g_clear_object (&self->scan);
}
