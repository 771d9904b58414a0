/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sf-paint.h"

#include <string.h>

static void
test_parse (void)
{
  static const char *const bad[] = { NULL, "", "#", "#12345", "#1234567", "123456#", "#12345g", "#ＡＢＣ" };
  guint8 rgb[3];
  SfPaint paint;

  g_assert_true (sf_paint_parse ("#0e5A57", rgb));
  g_assert_cmphex (rgb[0], ==, 0x0e);
  g_assert_cmphex (rgb[1], ==, 0x5a);
  g_assert_cmphex (rgb[2], ==, 0x57);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sf_paint_parse (bad[i], rgb));
  g_assert_false (sf_paint_init (&paint, "#112233", "teal"));
}

static guint
luma (const guint8 *rgb)
{
  return (guint) (rgb[0] * 2126 + rgb[1] * 7152 + rgb[2] * 722) / 10000;
}

/* Paint in its own light has its colour; black stays black and light stays light; nothing in between turns over. */
static void
test_tones (void)
{
  static const char *const colours[] = { "#F2F2EE", "#C0C4C8", "#141517", "#9E1620", "#1B3A6B", "#D8A03A", "#000000", "#FFFFFF" };
  static const char *const natives[] = { "#0F4A50", "#C8CCD0", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    for (guint j = 0; j < G_N_ELEMENTS (natives); j++) {
      SfPaint paint;

      g_assert_true (sf_paint_init (&paint, colours[i], natives[j]));
      g_assert_cmpuint (luma (paint.tone[0]), <=, 2);
      g_assert_cmpuint (luma (paint.tone[255]), >=, 250);
      for (guint p = 1; p < 256; p++)
        g_assert_cmpuint (luma (paint.tone[p]) + 1, >=, luma (paint.tone[p - 1]));
    }
}

static void
test_colour_in_its_light (void)
{
  guint8 native[3], red[3];
  SfPaint paint;

  g_assert_true (sf_paint_parse ("#808080", native));
  g_assert_true (sf_paint_parse ("#9E1620", red));
  g_assert_true (sf_paint_init (&paint, "#9E1620", "#808080"));
  for (int j = 0; j < 3; j++)
    g_assert_cmpint (ABS (paint.tone[0x80][j] - red[j]), <=, 2);
}

static void
test_lay (void)
{
  /* Two rows of three pixels in rows of ten bytes; the mask covers nothing, half, all. */
  guint8 pixels[20], before[20];
  const guint8 mask[] = { 0, 128, 255, 99, 255, 0, 0, 99 };
  SfPaint paint;

  memset (pixels, 0x80, sizeof pixels);
  memcpy (before, pixels, sizeof before);
  g_assert_true (sf_paint_init (&paint, "#9E1620", "#808080"));
  sf_paint_lay (&paint, pixels, 10, mask, 4, 3, 2);
  g_assert_cmpmem (pixels, 3, before, 3);
  g_assert_cmpmem (pixels + 6, 3, paint.tone[0x80], 3);
  for (int j = 0; j < 3; j++)
    g_assert_cmpint (ABS (pixels[3 + j] - (0x80 + paint.tone[0x80][j]) / 2), <=, 2);
  g_assert_cmpmem (pixels + 10, 3, paint.tone[0x80], 3);
  g_assert_cmpmem (pixels + 13, 6, before, 6);
  g_assert_cmphex (pixels[9], ==, 0x80);
  g_assert_cmphex (pixels[19], ==, 0x80);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/paint/parse", test_parse);
  g_test_add_func ("/media/paint/tones", test_tones);
  g_test_add_func ("/media/paint/colour-in-its-light", test_colour_in_its_light);
  g_test_add_func ("/media/paint/lay", test_lay);
  return g_test_run ();
}
