/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-codes"
#include "config.h"
#include "ui/kiosk/sf-kiosk-window-private.h"
#include "craft/sf-scanned.h"
#include "ui/common/sf-language.h"
#include "ui/kiosk/sf-staff-page.h"

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
      sf_kiosk_window_show_code (self, SF_ ("scan.foreign", "That isn't one of our codes"));
    }
}

/* A camera that is gone is not spoken of; while it is closed it counts as it was. */
static void
on_camera (SfKioskWindow *self)
{
  const SfScanState state = sf_scan_get_state (self->scan);

  if (state == SF_SCAN_ON || state == SF_SCAN_MISSING)
    sf_kiosk_set_can_scan (self->kiosk, state == SF_SCAN_ON);
  if (staff_tools (self))
    sf_staff_tools_take_camera (staff_tools (self), state);
}

void
sf_kiosk_window_arm (SfKioskWindow *self)
{
  const char *reader = sf_application_get_reader (self->app);

  self->wedge = sf_wedge_new (GTK_WIDGET (self));
  g_signal_connect_object (self->wedge, "code", G_CALLBACK (on_code), self, G_CONNECT_SWAPPED);
  if (g_str_equal (reader, "wedge"))
    sf_kiosk_set_can_scan (self->kiosk, TRUE);
  else if (*reader != '\0')
    {
      self->scan = sf_scan_new (reader);
      g_signal_connect_object (self->scan, "code", G_CALLBACK (on_code), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scan, "notify::state", G_CALLBACK (on_camera), self, G_CONNECT_SWAPPED);
    }
  sf_kiosk_window_watch (self);
}

void
sf_kiosk_window_watch (SfKioskWindow *self)
{
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
  g_clear_object (&self->wedge);
  g_clear_object (&self->scan);
}
