/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-qr"
#include "config.h"
#include "craft/sf-qr.h"
#include <errno.h>
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
