/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-printer.h"
G_BEGIN_DECLS
/* The way to a printer: blocking, on the printer's worker; ends early when @cancellable says so. */

/** How the printer at @place is. With @dots (nullable) they are printed if it is ready, and @printed says whether all came out. */
SfPaperState sf_printer_line_use (const SfPrinterPlace *place, const SfDots *dots, GCancellable *cancellable, gboolean *printed);
/** The same through the spooler's own commands, lp and lpstat (sf-printer-spool.c). */
SfPaperState sf_printer_spool_use (const char *queue, const SfDots *dots, GCancellable *cancellable, gboolean *printed);
/** Waits; FALSE when it is time to stop. */
gboolean     sf_printer_line_pause (GCancellable *cancellable, int ms);
G_END_DECLS
