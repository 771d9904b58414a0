/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sf-pixels.h"

#include <string.h>
#include <gdk-pixbuf/gdk-pixbuf.h>

/* The picture at the size at which it fits, or NULL. What it will need is known before anything is decoded. */
static GdkPixbuf *
load_fitting (const char *path, int width, int height, GError **error)
{
  int w = 0, h = 0;
  double scale;

  if (gdk_pixbuf_get_file_info (path, &w, &h) == NULL || w < 1 || h < 1 || w > SF_PIXELS_MAX_EDGE || h > SF_PIXELS_MAX_EDGE) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no picture, or one too large");
    return NULL;
  }
  scale = MIN (1.0, MIN ((double) width / w, (double) height / h));
  return gdk_pixbuf_new_from_file_at_scale (path, MAX (1, (int) (w * scale + 0.5)), MAX (1, (int) (h * scale + 0.5)), FALSE, error);
}

/* R, G, B without padding; what is transparent is laid on white. */
static guint8 *
flatten (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  const int n = gdk_pixbuf_get_n_channels (pixbuf);
  const guint8 *from = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *pixels = g_malloc_n ((gsize) width * (gsize) height, 3);
  guint8 *to = pixels;

  for (int y = 0; y < height; y++) {
    const guint8 *pixel = from + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);

    if (n == 3) {
      memcpy (to, pixel, (gsize) width * 3);
      to += (gsize) width * 3;
      continue;
    }
    for (int x = 0; x < width; x++, pixel += n)
      for (int j = 0; j < 3; j++)
        *to++ = (guint8) (255 + (pixel[j] - 255) * pixel[3] / 255);
  }
  return pixels;
}

static guint8 *
load_mask (const char *path, int width, int height)
{
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  const guint8 *from;
  guint8 *mask;
  int n, w = 0, h = 0;

  if (gdk_pixbuf_get_file_info (path, &w, &h) == NULL || w < 1 || h < 1 || w > SF_PIXELS_MAX_EDGE || h > SF_PIXELS_MAX_EDGE)
    return NULL;
  pixbuf = gdk_pixbuf_new_from_file_at_scale (path, width, height, FALSE, NULL);
  if (pixbuf == NULL)
    return NULL;
  n = gdk_pixbuf_get_n_channels (pixbuf);
  from = gdk_pixbuf_read_pixels (pixbuf);
  mask = g_malloc_n ((gsize) width, (gsize) height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      mask[(gsize) y * (gsize) width + (gsize) x] = from[(gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf) + (gsize) (x * n)];
  return mask;
}

SfPixels *
sf_pixels_load (const char *path, int width, int height, const char *mask, const SfPaint *paint, GError **error)
{
  g_autoptr(GdkPixbuf) pixbuf = load_fitting (path, width, height, error);
  g_autofree guint8 *share = NULL;
  SfPixels *self;
  guint8 *pixels;

  if (pixbuf == NULL)
    return NULL;
  self = g_new0 (SfPixels, 1);
  self->width = gdk_pixbuf_get_width (pixbuf);
  self->height = gdk_pixbuf_get_height (pixbuf);
  pixels = flatten (pixbuf);
  if (mask != NULL && paint != NULL)
    share = load_mask (mask, self->width, self->height);
  if (share != NULL)
    sf_paint_lay (paint, pixels, (gsize) self->width * 3, share, (gsize) self->width, self->width, self->height);
  self->pixels = g_bytes_new_take (pixels, (gsize) self->width * (gsize) self->height * 3);
  return self;
}

void
sf_pixels_free (SfPixels *self)
{
  g_bytes_unref (self->pixels);
  g_free (self);
}
