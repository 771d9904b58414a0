/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-qr"
#include "config.h"
#include "craft/sf-qr.h"
#include <errno.h>
#include <gio/gio.h>
#include <qrencode.h>
#include <string.h>

#define MAX_BYTES 2331   /* version 40, level M, byte mode (ISO 18004 table 7) */
#define QUIET 4

struct _SfQr {
  guint width;
  guint8 *modules;   /* (owned) 1: dark */
};

static gboolean
is_alphanumeric (const guint8 *data, gsize n)
{
  static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  for (gsize i = 0; i < n; i++)
    if (data[i] == '\0' || strchr (set, data[i]) == NULL)
      return FALSE;
  return TRUE;
}

SfQr *
sf_qr_new (gconstpointer data, gsize n, GError **error)
{
  if (n == 0 || n > MAX_BYTES) {
    g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT, "too much for a QR code");
    return NULL;
  }
  QRinput *input = QRinput_new2 (0, QR_ECLEVEL_M);
  QRencodeMode mode = is_alphanumeric (data, n) ? QR_MODE_AN : QR_MODE_8;
  QRcode *code = input != NULL && QRinput_append (input, mode, (int) n, data) == 0 ? QRcode_encodeInput (input) : NULL;
  int saved = errno;
  if (input != NULL)
    QRinput_free (input);
  if (code == NULL) {
    g_set_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT, "no QR code: %s", g_strerror (saved));
    return NULL;
  }
  SfQr *self = g_new0 (SfQr, 1);
  self->width = (guint) code->width;
  self->modules = g_new (guint8, self->width * self->width);
  for (guint i = 0; i < self->width * self->width; i++)
    self->modules[i] = code->data[i] & 1;
  QRcode_free (code);
  return self;
}

void
sf_qr_free (SfQr *self)
{
  if (self == NULL)
    return;
  g_free (self->modules);
  g_free (self);
}

guint
sf_qr_width (SfQr *self)
{
  return self->width;
}

gboolean
sf_qr_at (SfQr *self, gint x, gint y)
{
  gint width = (gint) self->width;
  return x >= 0 && y >= 0 && x < width && y < width && self->modules[y * width + x];
}

char *
sf_qr_to_text (SfQr *self, gboolean dark_background)
{
  static const char *const blocks[] = { " ", "▄", "▀", "█" };   /* bit 1: upper half is ink, bit 0: lower half */
  GString *out = g_string_new (NULL);
  gint end = (gint) self->width + QUIET;
  for (gint y = -QUIET; y < end; y += 2) {
    for (gint x = -QUIET; x < end; x++) {
      /* Ink is the terminal's letter colour: on a dark background the light modules are drawn. */
      gboolean upper = sf_qr_at (self, x, y) != dark_background;
      gboolean lower = y + 1 < end && sf_qr_at (self, x, y + 1) != dark_background;
      g_string_append (out, blocks[upper << 1 | lower]);
    }
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

char *
sf_qr_to_svg (SfQr *self)
{
  GString *out = g_string_new (NULL);
  guint side = self->width + 2 * QUIET;
  g_string_append_printf (out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" shape-rendering=\"crispEdges\">"
                          "<path fill=\"#fff\" d=\"M0 0h%uv%uH0z\"/><path d=\"", side, side, side, side);
  for (guint y = 0; y < self->width; y++)
    for (guint x = 0, run; x < self->width; x += run) {
      for (run = 0; x + run < self->width && sf_qr_at (self, (gint) (x + run), (gint) y); run++)
        continue;
      if (run > 0)
        g_string_append_printf (out, "M%u %uh%uv1h-%uz", x + QUIET, y + QUIET, run, run);
      else
        run = 1;
    }
  g_string_append (out, "\"/></svg>\n");
  return g_string_free (out, FALSE);
}

/* PNG (ISO 15948): signature, IHDR, one IDAT of zlib's, IEND; each chunk with its CRC (annex D). */

static guint32
crc (guint32 value, const guint8 *data, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    value ^= data[i];
    for (guint bit = 0; bit < 8; bit++)
      value = value & 1 ? 0xedb88320u ^ value >> 1 : value >> 1;
  }
  return value;
}

static void
append_be32 (GByteArray *out, guint32 value)
{
  guint32 swapped = GUINT32_TO_BE (value);
  g_byte_array_append (out, (const guint8 *) &swapped, sizeof swapped);
}

static void
append_chunk (GByteArray *out, const char *type, const guint8 *data, gsize n)
{
  append_be32 (out, (guint32) n);
  guint from = out->len;
  g_byte_array_append (out, (const guint8 *) type, 4);
  if (n > 0)
    g_byte_array_append (out, data, (guint) n);
  append_be32 (out, ~crc (~0u, out->data + from, out->len - from));
}

/* Lines of one bit a pixel, 1 is white, each led by its filter's number 0. */
static GByteArray *
pixels (SfQr *self, guint scale)
{
  guint side = (self->width + 2 * QUIET) * scale, stride = (side + 7) / 8 + 1;
  GByteArray *raw = g_byte_array_sized_new (stride * side);

  g_byte_array_set_size (raw, stride * side);
  memset (raw->data, 0, raw->len);
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      if (!sf_qr_at (self, (gint) (x / scale) - QUIET, (gint) (y / scale) - QUIET))
        raw->data[y * stride + 1 + x / 8] |= (guint8) (0x80 >> x % 8);
  return raw;
}

static GByteArray *
deflated (const GByteArray *raw)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  GByteArray *out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize from = 0, to = 0;

  g_byte_array_set_size (out, raw->len + 1024);      /* what does not shrink grows by less */
  while (result == G_CONVERTER_CONVERTED) {
    gsize read = 0, written = 0;
    result = g_converter_convert (G_CONVERTER (zlib), raw->data + from, raw->len - from, out->data + to, out->len - to, G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
    from += read;
    to += written;
  }
  g_byte_array_set_size (out, (guint) to);
  return out;
}

GBytes *
sf_qr_to_png (SfQr *self, guint scale)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_return_val_if_fail (scale >= 1 && scale <= 32, NULL);
  g_autoptr (GByteArray) raw = pixels (self, scale), packed = deflated (raw), head = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  guint side = (self->width + 2 * QUIET) * scale;

  append_be32 (head, side);
  append_be32 (head, side);
  g_byte_array_append (head, (const guint8[]) { 1, 0, 0, 0, 0 }, 5);      /* depth 1, grey, deflate, filters by line, not interlaced */
  g_byte_array_append (out, signature, sizeof signature);
  append_chunk (out, "IHDR", head->data, head->len);
  append_chunk (out, "IDAT", packed->data, packed->len);
  append_chunk (out, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (out);
}
