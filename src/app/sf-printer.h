/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "craft/sf-escpos.h"
#include "craft/sf-printer-place.h"
#include "media/sf-ticket-paper.h"
G_BEGIN_DECLS
/**
 * SfPrinter: the ticket printer of this device, on a thread of its own; nothing here makes the glass wait. It is asked how it is
 * before and after each ticket, and every minute. Main thread.
 *
 * Property "state" int (SfPaperState), notified; UNKNOWN while there is no printer or nobody has asked yet.
 */
#define SF_TYPE_PRINTER (sf_printer_get_type ())
G_DECLARE_FINAL_TYPE (SfPrinter, sf_printer, SF, PRINTER, GObject)
SfPrinter   *sf_printer_new       (void);
/** NULL: there is none. Copied. A new place is asked at once. */
void         sf_printer_set_place (SfPrinter *self, const SfPrinterPlace *place);
gboolean     sf_printer_is_set    (SfPrinter *self);
SfPaperState sf_printer_get_state (SfPrinter *self);
/** Prints and cuts @paper (taken). Ends within 30 s whatever the printer does; a ticket that did not come out is not tried again. */
void         sf_printer_print_async  (SfPrinter *self, SfTicketPaper *paper, GAsyncReadyCallback callback, gpointer data);
/** TRUE: the printer said that it printed all of it. FALSE: it did not, and "state" says why. */
gboolean     sf_printer_print_finish (SfPrinter *self, GAsyncResult *result);
/** Ends what is going on; nothing is printed any more. Before the last unref. */
void         sf_printer_stop (SfPrinter *self);
G_END_DECLS
