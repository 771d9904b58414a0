/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-kiosk-own"
#include "config.h"
#include "ui/kiosk/sf-kiosk-window-private.h"

/* The phone has finished: the screen carries on with its ticket, unless the guest is just finishing here, too. */
static void
on_ticket (SfKioskWindow *self, SfTicket *ticket)
{
  if (self->busy || self->ticket)
    return;
  sf_draft_wipe (sf_kiosk_get_draft (self->kiosk));
  /* Of an event's guest the server says whether there is room. */
  g_object_set (sf_kiosk_get_draft (self->kiosk), "event", sf_own_phone_get_event (self->own), NULL);
  sf_kiosk_window_show_ticket (self, ticket);
}

void
sf_kiosk_window_open_own (SfKioskWindow *self)
{
  const SfOwnPhoneState state = self->own ? sf_own_phone_get_state (self->own) : SF_OWN_PHONE_OVER;

  if (state == SF_OWN_PHONE_OPEN || state == SF_OWN_PHONE_WAITING)
    return;
  sf_kiosk_window_close_own (self);
  self->own = sf_own_phone_new (self->kiosk);
  g_signal_connect_object (self->own, "ticket", G_CALLBACK (on_ticket), self, G_CONNECT_SWAPPED);
}

void
sf_kiosk_window_close_own (SfKioskWindow *self)
{
  if (self->own)
    sf_own_phone_stop (self->own);
  g_clear_object (&self->own);
}
