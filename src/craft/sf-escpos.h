/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/*
 * What a ticket printer understands: ESC/POS, as Epson's reference of the commands describes it and everybody else copies it
 * (ESC @, GS v 0, ESC d, GS V, DLE EOT, GS r). Pictures only: a printer's own Chinese code page is not known from here. Pure; any thread.
 */

/** What a printer says of itself, or why it says nothing. The worst of several is told. */
typedef enum {
  SF_PAPER_UNKNOWN,          /* not asked yet */
  SF_PAPER_READY,
  SF_PAPER_EMPTY,            /* no paper */
  SF_PAPER_OPEN,             /* the cover is open */
  SF_PAPER_JAM,              /* cutter or paper stuck, or the head too hot: somebody has to look */
  SF_PAPER_OFF,              /* nobody answers there, or nothing that is a printer's answer */
  SF_N_PAPER_STATES
} SfPaperState;
/** "unknown", "ready", "empty", "open", "jam", "off": for logs, reports and records. */
const char *sf_paper_state_code (SfPaperState state);

/** Four questions of one byte's answer each: DLE EOT 1 to 4. They are answered at once, whatever the printer is doing. */
#define SF_ESCPOS_ASK "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
#define SF_ESCPOS_ASK_LEN 12
#define SF_ESCPOS_ANSWERS 4
/** One question that is answered only after everything before it was printed: GS r 1. */
#define SF_ESCPOS_DONE "\x1dr\x01"
#define SF_ESCPOS_DONE_LEN 3

/** Reads answers as they come in, in any pieces. */
typedef struct {
  guint8 answers[SF_ESCPOS_ANSWERS];
  guint n_answers;           /* of the question asked last */
  gboolean done;             /* GS r was answered */
  gboolean done_empty;       /* and said that there is no paper left under the sensor */
  guint garbage;             /* bytes that no printer says */
} SfEscposReader;
/** Before each SF_ESCPOS_ASK. */
void         sf_escpos_reader_reset (SfEscposReader *self);
void         sf_escpos_reader_take  (SfEscposReader *self, const guint8 *bytes, gsize n);
/** What the four answers say; UNKNOWN while some are missing. */
SfPaperState sf_escpos_reader_state (const SfEscposReader *self);

/**
 * The bytes that print a picture and cut the paper. @bits: @height rows of (@width + 7) / 8 bytes, the leftmost dot in the highest bit, 1 is
 * black. Dots next to what would read as a command in the middle of a picture (DLE EOT, DLE ENQ, DLE DC4 are obeyed even there) are
 * thickened by one. SF_CRAFT_ERROR_LIMIT beyond 4,096 by 16,384 dots. (transfer full)
 */
GBytes *sf_escpos_raster (const guint8 *bits, guint width, guint height, GError **error);
G_END_DECLS
