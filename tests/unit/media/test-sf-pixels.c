/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sf-pixels.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

typedef struct { char *dir, *path; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-pixels-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "picture.png", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_rmdir (f->dir);
  g_free (f->path);
  g_free (f->dir);
}

static void
draw (const char *path, int width, int height, gboolean alpha, guint32 rgba)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, width, height);

  gdk_pixbuf_fill (pixbuf, rgba);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
}

static const guint8 *
pixels_of (SfPixels *frame)
{
  gsize n;
  const guint8 *pixels = g_bytes_get_data (frame->pixels, &n);

  g_assert_cmpuint (n, ==, (gsize) frame->width * (gsize) frame->height * 3);
  return pixels;
}

static void
test_fits (Fixture *f, gconstpointer data)
{
  g_autoptr(SfPixels) small = NULL;
  g_autoptr(SfPixels) large = NULL;

  draw (f->path, 960, 540, FALSE, 0x336699ff);
  small = sf_pixels_load (f->path, 840, 560, NULL, NULL, NULL);
  g_assert_cmpint (small->width, ==, 840);
  g_assert_cmpint (small->height, ==, 473);
  g_assert_cmphex (pixels_of (small)[0], ==, 0x33);
  g_assert_cmphex (pixels_of (small)[2], ==, 0x99);
  large = sf_pixels_load (f->path, 4000, 4000, NULL, NULL, NULL);
  g_assert_cmpint (large->width, ==, 960);          /* never up */
}

static void
test_white_behind (Fixture *f, gconstpointer data)
{
  g_autoptr(SfPixels) frame = NULL;

  draw (f->path, 5, 3, TRUE, 0x00000080);
  frame = sf_pixels_load (f->path, 100, 100, NULL, NULL, NULL);
  g_assert_cmpint (ABS (pixels_of (frame)[0] - 127), <=, 1);
}

static void
test_paint (Fixture *f, gconstpointer data)
{
  g_autofree char *mask = g_build_filename (f->dir, "mask.png", NULL);
  g_autoptr(SfPixels) painted = NULL;
  g_autoptr(SfPixels) plain = NULL;
  SfPaint paint;

  g_assert_true (sf_paint_init (&paint, "#9E1620", "#808080"));
  draw (f->path, 64, 32, FALSE, 0x808080ff);
  draw (mask, 128, 64, FALSE, 0xffffffff);          /* at another size than the picture */
  painted = sf_pixels_load (f->path, 64, 64, mask, &paint, NULL);
  g_assert_cmpmem (pixels_of (painted), 3, paint.tone[0x80], 3);
  g_assert_cmpint (g_unlink (mask), ==, 0);
  plain = sf_pixels_load (f->path, 64, 64, mask, &paint, NULL);
  g_assert_nonnull (plain);
  g_assert_cmphex (pixels_of (plain)[0], ==, 0x80);
}

static void
test_no_picture (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) nothing = NULL;

  g_assert_null (sf_pixels_load (f->path, 64, 64, NULL, NULL, &nothing));
  g_assert_nonnull (nothing);
  g_assert_true (g_file_set_contents (f->path, "\x89PNG\r\n\x1a\n and no more", -1, NULL));
  g_assert_null (sf_pixels_load (f->path, 64, 64, NULL, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  draw (f->path, SF_PIXELS_MAX_EDGE + 1, 1, FALSE, 0xffffffff);
  g_assert_null (sf_pixels_load (f->path, 64, 64, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/media/pixels/fits", Fixture, NULL, set_up, test_fits, tear_down);
  g_test_add ("/media/pixels/white-behind", Fixture, NULL, set_up, test_white_behind, tear_down);
  g_test_add ("/media/pixels/paint", Fixture, NULL, set_up, test_paint, tear_down);
  g_test_add ("/media/pixels/no-picture", Fixture, NULL, set_up, test_no_picture, tear_down);
  g_test_add ("/media/pixels/too-large", Fixture, NULL, set_up, test_too_large, tear_down);
  return g_test_run ();
}
