/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sf-paint.h"

#include <math.h>
#include <string.h>

/* BT.709, in 1/65536 for pixels. */
#define LUMA_R 13933
#define LUMA_G 46871
#define LUMA_B 4732
/* What a lit body comes out as when nobody says which colour it has. */
#define MID_TONE 0.30
/* A native colour of black or white would leave no room for shade or sheen. */
#define LEAST_TONE 0.02
#define MOST_TONE 0.95

gboolean
sf_paint_parse (const char *rgb, guint8 out[3])
{
  if (rgb == NULL || strlen (rgb) != 7 || rgb[0] != '#')
    return FALSE;
  for (int i = 0; i < 3; i++) {
    int high = g_ascii_xdigit_value (rgb[1 + 2 * i]), low = g_ascii_xdigit_value (rgb[2 + 2 * i]);

    if (high < 0 || low < 0)
      return FALSE;
    out[i] = (guint8) (high << 4 | low);
  }
  return TRUE;
}

static guint
luma (const guint8 *rgb)
{
  return (guint) (rgb[0] * LUMA_R + rgb[1] * LUMA_G + rgb[2] * LUMA_B) >> 16;
}

gboolean
sf_paint_init (SfPaint *self, const char *rgb, const char *native)
{
  guint8 colour[3], made[3];
  double n = MID_TONE, exponent;

  if (!sf_paint_parse (rgb, colour) || (native != NULL && !sf_paint_parse (native, made)))
    return FALSE;
  if (native != NULL)
    n = CLAMP (luma (made) / 255.0, LEAST_TONE, MOST_TONE);
  exponent = 1.0 - luma (colour) / 255.0 / 2.0;
  for (int i = 0; i < 256; i++) {
    double p = i / 255.0;
    double shade = p <= n ? pow (p / n, exponent) : 1.0;
    double sheen = p > n ? (p - n) / (1.0 - n) : 0.0;

    for (int j = 0; j < 3; j++) {
      double c = colour[j] / 255.0;

      self->tone[i][j] = (guint8) ((c * shade + (1.0 - c) * sheen) * 255.0 + 0.5);
    }
  }
  return TRUE;
}

void
sf_paint_lay (const SfPaint *self, guint8 *pixels, gsize stride, const guint8 *mask, gsize mask_stride, int width, int height)
{
  for (int y = 0; y < height; y++) {
    guint8 *pixel = pixels + (gsize) y * stride;
    const guint8 *share = mask + (gsize) y * mask_stride;

    for (int x = 0; x < width; x++, pixel += 3) {
      const guint8 *tone;
      int of = share[x];

      if (of == 0)
        continue;
      tone = self->tone[luma (pixel)];
      for (int j = 0; j < 3; j++)
        pixel[j] = (guint8) (pixel[j] + ((tone[j] - pixel[j]) * of + (tone[j] >= pixel[j] ? 127 : -127)) / 255);
    }
  }
}
