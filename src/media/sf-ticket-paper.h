/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/*
 * A ticket as black dots on a strip of paper: drawn once, whatever carries it to the printer (platform.md: a picture avoids the printer's
 * own code pages). No records: who calls says every line in the guest's language.
 */

/** Dots across at 203 dpi: paper of 80 mm (72 printable) and of 58 mm (48). */
#define SF_PAPER_80_DOTS 576
#define SF_PAPER_58_DOTS 384

/** What stands on it, from the top down; NULL: that line is left out. Texts are the ticket's own. */
typedef struct {
  char *lang;                /* BCP 47, chooses the face: "zh-CN", "zh-TW", "en" */
  char *dealer, *number, *whom, *queue, *who, *code_text, *time, *rights;
  guint8 *code;              /* (nullable) code_side rows of code_side modules, not 0 is dark; no quiet zone */
  guint code_side;
} SfTicketPaper;
SfTicketPaper *sf_ticket_paper_new  (void);
/** Texts are overwritten first: they are about a guest. */
void           sf_ticket_paper_free (SfTicketPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTicketPaper, sf_ticket_paper_free)

/** Black dots: @height rows of @width / 8 bytes, the leftmost dot in the highest bit, 1 is black. */
typedef struct { GBytes *bits; guint width, height; } SfDots;
void    sf_dots_free (SfDots *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDots, sf_dots_free)

/** Draws it @width dots wide (a multiple of 8, 64 at least). Blocks for some ten ms; any thread. (transfer full) */
SfDots *sf_ticket_paper_draw (const SfTicketPaper *self, guint width);
/** The same dots on a page of their size at 203 dpi, for printers that a spooler drives. (transfer full) (nullable) */
GBytes *sf_dots_to_pdf (const SfDots *self);
G_END_DECLS
