/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "craft/sf-escpos.h"

#include <string.h>

#define MAX_WIDTH 4096
#define MAX_HEIGHT 16384
/* Cheap printers hold no more of a picture than this at once. */
#define BAND 128

#define DLE 0x10
#define IS_REAL_TIME(byte) ((byte) == 0x04 || (byte) == 0x05 || (byte) == 0x14)

/* Bits that every answer to DLE EOT has, and those that it never has; answers to GS r have bit 4 clear. */
#define STATUS_MASK 0x93
#define STATUS_FIXED 0x12
#define SENSOR_MASK 0x90
#define XON 0x11
#define XOFF 0x13

const char *
sf_paper_state_code (SfPaperState state)
{
  static const char *const codes[SF_N_PAPER_STATES] = { "unknown", "ready", "empty", "open", "jam", "off" };

  return (guint) state < SF_N_PAPER_STATES ? codes[state] : codes[0];
}

void
sf_escpos_reader_reset (SfEscposReader *self)
{
  self->n_answers = 0;
}

void
sf_escpos_reader_take (SfEscposReader *self, const guint8 *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    if (bytes[i] == XON || bytes[i] == XOFF)
      continue;
    if ((bytes[i] & STATUS_MASK) == STATUS_FIXED && self->n_answers < SF_ESCPOS_ANSWERS)
      self->answers[self->n_answers++] = bytes[i];
    else if ((bytes[i] & SENSOR_MASK) == 0 && !self->done) {
      self->done = TRUE;
      self->done_empty = (bytes[i] & 0x0c) != 0;
    } else
      self->garbage++;
  }
}

SfPaperState
sf_escpos_reader_state (const SfEscposReader *self)
{
  const guint8 *a = self->answers;

  if (self->n_answers < SF_ESCPOS_ANSWERS)
    return SF_PAPER_UNKNOWN;
  /* The cover first: while it is open the sensor says anything. */
  if (a[1] & 0x04)
    return SF_PAPER_OPEN;
  if ((a[1] & 0x20) || (a[3] & 0x60))
    return SF_PAPER_EMPTY;
  if ((a[1] & 0x40) || (a[2] & 0x6c))
    return SF_PAPER_JAM;
  return a[0] & 0x08 ? SF_PAPER_OFF : SF_PAPER_READY;
}

/* A picture must not switch the printer off (DLE DC4) or make it talk (DLE EOT). */
static void
defuse (guint8 *bytes, gsize n)
{
  for (gsize i = 0; i + 1 < n; i++)
    if (bytes[i] == DLE && IS_REAL_TIME (bytes[i + 1]))
      bytes[i] = 0x30;
}

GBytes *
sf_escpos_raster (const guint8 *bits, guint width, guint height, GError **error)
{
  const guint stride = (width + 7) / 8;
  g_autoptr(GByteArray) out = NULL;
  g_autofree guint8 *safe = NULL;

  if (width == 0 || height == 0 || width > MAX_WIDTH || height > MAX_HEIGHT) {
    g_set_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT, "A picture of %u by %u dots is not printed", width, height);
    return NULL;
  }
  out = g_byte_array_sized_new (stride * height + 8 * (height / BAND + 1) + 16);
  safe = g_memdup2 (bits, (gsize) stride * height);
  defuse (safe, (gsize) stride * height);
  g_byte_array_append (out, (const guint8 *) "\x1b@", 2);
  for (guint y = 0; y < height; y += BAND) {
    const guint rows = MIN (BAND, height - y);
    const guint8 head[8] = { 0x1d, 'v', '0', 0, (guint8) (stride & 0xff), (guint8) (stride >> 8), (guint8) (rows & 0xff), (guint8) (rows >> 8) };

    g_byte_array_append (out, head, sizeof head);
    g_byte_array_append (out, safe + (gsize) y * stride, stride * rows);
  }
  /* Past the knife, then cut, all but a corner. */
  g_byte_array_append (out, (const guint8 *) "\x1b" "d\x04\x1dVB\x00", 7);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
