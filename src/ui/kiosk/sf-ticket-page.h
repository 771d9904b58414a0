/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/**
 * SfTicketPage: the number at once; who comes only when one accepted. Each sentence is chosen from the ticket's stage and
 * from nothing else, so that none is shown before it is true. Goes home after 30 s, 15 s more with each touch.
 */
#define SF_TYPE_TICKET_PAGE (sf_ticket_page_get_type ())
G_DECLARE_FINAL_TYPE (SfTicketPage, sf_ticket_page, SF, TICKET_PAGE, SfKioskPage)
/** Before it is entered. */
void sf_ticket_page_set_ticket (SfTicketPage *self, SfTicket *ticket);
/** Seconds left, as the window counts them. */
void sf_ticket_page_set_left   (SfTicketPage *self, guint seconds);
G_END_DECLS
