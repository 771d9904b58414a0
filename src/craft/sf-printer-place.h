/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/** Where the printer of a kiosk is, as the setting printer.DEVICE says it: "tcp:HOST[:PORT]", "file:/dev/…" or "cups:NAME", and " 58" behind it for narrow paper. */
typedef enum { SF_PRINTER_TCP, SF_PRINTER_FILE, SF_PRINTER_CUPS } SfPrinterWay;
typedef struct {
  SfPrinterWay way;
  char *where;               /* host, path or name of the queue */
  guint16 port;              /* of TCP; 9100 unless said */
  guint mm;                  /* width of the paper: 80 or 58 */
} SfPrinterPlace;
/** Key of the setting of one device. (transfer full) */
char           *sf_printer_setting_key (const char *device_id);
/** SF_CRAFT_ERROR_FORMAT for anything else, a path outside /dev or a queue's name that a spooler's command could take for an option, too. */
SfPrinterPlace *sf_printer_place_parse (const char *text, GError **error);
SfPrinterPlace *sf_printer_place_copy  (const SfPrinterPlace *self);
/** As sf_printer_place_parse() takes it. (transfer full) */
char           *sf_printer_place_to_text (const SfPrinterPlace *self);
void            sf_printer_place_free  (SfPrinterPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPrinterPlace, sf_printer_place_free)
G_END_DECLS
