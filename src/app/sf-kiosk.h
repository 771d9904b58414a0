/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-catalogue.h"
#include "app/sf-doings.h"
#include "app/sf-printer.h"
G_BEGIN_DECLS
/** SfDraft: the answers of the guest at the glass, until the ticket; wiped by sf_draft_wipe() (texts are overwritten). Main thread. */
#define SF_TYPE_DRAFT (sf_draft_get_type ())
G_DECLARE_FINAL_TYPE (SfDraft, sf_draft, SF, DRAFT, GObject)
/* Properties, each read-write, NULL/empty when not answered: purpose, before, wants (consultant id), model-1, model-2, surname,
 * title, phone (digits as typed), plate, service, code (of an appointment or invitation), link (slug of a scanned card), ride, collect,
 * event (id), signed ("yes": to that event before they came; not kept), own (id of the visit that their phone would make: sf-own-phone.h), changes (name, car, phone, plate or purpose: what is said anew on the ticket), recall (a number that is called again), news (bool), share (bool), lang (SfLang). */
SfDraft *sf_draft_new  (void);
void     sf_draft_wipe (SfDraft *self);

/**
 * SfKiosk: what a kiosk can do; no widgets. Commits visit and consent in one transaction; the ticket exists only when COMMIT returned.
 * Signal "changed": dealer, device, settings, colleagues or cars did.
 */
#define SF_TYPE_KIOSK (sf_kiosk_get_type ())
G_DECLARE_FINAL_TYPE (SfKiosk, sf_kiosk, SF, KIOSK, GObject)
SfKiosk     *sf_kiosk_new (SfDevice *device);
SfDevice    *sf_kiosk_get_device (SfKiosk *self);
SfFloor     *sf_kiosk_get_floor (SfKiosk *self);
SfDraft     *sf_kiosk_get_draft (SfKiosk *self);
SfPrinter   *sf_kiosk_get_printer (SfKiosk *self);
SfCatalogue *sf_kiosk_get_catalogue (SfKiosk *self);
SfDoings    *sf_kiosk_get_doings (SfKiosk *self);
/** Best file here of the model's wide picture (view hero) for @width x @height px, or NULL. (transfer full) */
char        *sf_kiosk_hero (SfKiosk *self, const char *model_id, int width, int height);
/** Consultants of a job with their presence: GListModel of SfItem CONSULTANT; sf_kiosk_presence() tells free, serving, away, rest, off. */
GListModel  *sf_kiosk_get_consultants (SfKiosk *self);
const char  *sf_kiosk_presence (SfKiosk *self, const char *consultant_id);
GListModel  *sf_kiosk_get_models (SfKiosk *self);        /* SfItem MODEL in order */
gboolean     sf_kiosk_model_here (SfKiosk *self, const char *model_id);   /* setting showroom.models */
SfRecord    *sf_kiosk_get_dealer (SfKiosk *self);        /* (nullable) owned */
SfRecord    *sf_kiosk_get_device_record (SfKiosk *self); /* (nullable) owned: place, letter */
/** Is there a reader here that a guest can hold a code to? The window says so; it emits "changed". FALSE at first. */
void         sf_kiosk_set_can_scan (SfKiosk *self, gboolean can_scan);
gboolean     sf_kiosk_get_can_scan (SfKiosk *self);
/** The notice in force in @lang; NULL while none is known (then no number may be asked for). */
SfRecord    *sf_kiosk_get_notice (SfKiosk *self, SfLang lang);
/** With @consent the phone is kept and a consent made of the draft's news and share; without, the phone is dropped. */
void         sf_kiosk_check_in_async  (SfKiosk *self, gboolean consent, GAsyncReadyCallback callback, gpointer data);
/** The ticket, or NULL with @error: then nothing was saved and no ticket may be shown. (transfer full) */
struct _SfTicket *sf_kiosk_check_in_finish (SfKiosk *self, GAsyncResult *result, GError **error);

/**
 * SfTicket: one ticket while it is on the glass. Properties, notified on the main thread: "number" text, "stage" int
 * (SfTicketStage), "consultant" text (id; only at SF_TICKET_COMING), "ahead" int (-1 unknown), "wait-min" int (-1 cannot say), "slug" text, "print" int
 * (SfTicketPrint), "booked" int (of a scanned code: 1 the server knows it, 0 it does not; -1 nothing is known).
 */
typedef enum {
  SF_TICKET_CALLING,     /* saved; nobody is known to have been reached: ticket.calling */
  SF_TICKET_RUNG,        /* a consultant's tablet shows and sounds it: ticket.coming.any */
  SF_TICKET_COMING,      /* accepted: ticket.coming with name and portrait */
  SF_TICKET_RECEPTION,   /* reception's tablet has it: ticket.recept */
  SF_TICKET_QUEUE,       /* nobody free: place in the queue */
  SF_TICKET_NOBODY,      /* nobody could be reached: none.title, none.desk */
  SF_TICKET_OFFLINE,     /* the server is away: off.title, number, no name */
  SF_TICKET_BROWSE,      /* just looking: browse.title */
  SF_TICKET_ENDED
} SfTicketStage;
#define SF_TYPE_TICKET_VIEW (sf_ticket_get_type ())
G_DECLARE_FINAL_TYPE (SfTicket, sf_ticket, SF, TICKET, GObject)
const char   *sf_ticket_get_number (SfTicket *self);
SfTicketStage sf_ticket_get_stage (SfTicket *self);
const char   *sf_ticket_get_consultant (SfTicket *self);
/** The visit's id. */
const char   *sf_ticket_get_visit (SfTicket *self);
/**
 * Slug of the ticket's link, once the server has the visit and while it answers; NULL before, without a link, and when the
 * ticket is over. Property "slug".
 */
const char   *sf_ticket_get_slug (SfTicket *self);
/** What the server told of it: a text field of SF_KIND_TICKET; NULL: nothing. "booked" is notified when it may be another. */
const char   *sf_ticket_told (SfTicket *self, guint field);
/** Was it taken on the guest's own phone? Then it is there, too. */
gboolean      sf_ticket_get_on_phone (SfTicket *self);
/** What the guest says after it; made when first asked for. */
struct _SfWish *sf_ticket_get_wish (SfTicket *self);
/** How far the ticket's paper is; property "print". */
typedef enum { SF_TICKET_PRINT_NONE, SF_TICKET_PRINT_GOING, SF_TICKET_PRINT_DONE, SF_TICKET_PRINT_NOT } SfTicketPrint;
SfTicketPrint sf_ticket_get_print (SfTicket *self);
/** Prints @paper (taken), one at a time; DONE only when the printer said so. */
void          sf_ticket_print     (SfTicket *self, SfPrinter *printer, SfTicketPaper *paper);
/** 改一下: what the draft's "changes" names (name, car, phone, plate, purpose) is said anew as the draft has it now; a number with @consent alone. */
void          sf_kiosk_say_again (SfKiosk *self, SfTicket *ticket, gboolean consent);
/** A slip for the front desk (@paper, taken), once for a ticket however often it is asked for; FALSE: it had one. */
gboolean      sf_ticket_slip      (SfTicket *self, SfPrinter *printer, SfTicketPaper *paper);
/** Does the store want such a slip (setting ticket.slip), and has this ticket had none? */
gboolean      sf_kiosk_wants_slip (SfKiosk *self, SfTicket *ticket);
/** What the QR code on @ticket says: the phone page; NULL: no code may be shown (2.4 rules 2 and 5). (transfer full) */
char         *sf_kiosk_ticket_code (SfKiosk *self, SfTicket *ticket);
G_END_DECLS
