/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "ui/kiosk/sf-kiosk-page.h"
G_BEGIN_DECLS
/* What a ticket says in the language on the glass, chosen from its stage and from nothing else. Main thread. */
/** 您前面还有2位 / 下一位就是您. Only at SF_TICKET_QUEUE. (transfer full) */
char *sf_ticket_say_ahead (SfTicket *ticket);
/** 大约10分钟 / 要等多久还说不准. (transfer full) */
char *sf_ticket_say_wait  (SfTicket *ticket);
/** Name of who accepted, NULL before. Valid while the list of colleagues is. */
const char *sf_ticket_say_name (SfKiosk *kiosk, SfTicket *ticket);
/** The same ticket for paper: number, how the guest is called and what for; never a number of theirs, never a plate. (transfer full) */
SfTicketPaper *sf_ticket_to_paper (SfKioskPage *page, SfTicket *ticket);
/** The same for the front desk: who waits, and that nobody was reached. (transfer full) */
SfTicketPaper *sf_ticket_to_slip  (SfKioskPage *page, SfTicket *ticket);
/** 改一下: what of a ticket may be said anew just now: name, car, phone, plate, purpose; empty: nothing. (transfer full) */
GStrv sf_ticket_changes (SfKiosk *kiosk, SfTicket *ticket);
G_END_DECLS
