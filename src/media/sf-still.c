/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-still"
#include "config.h"
#include "media/sf-still.h"
#include "base/sf-worker.h"
#include "media/sf-pixels.h"

void
sf_still_fit (int *width, int *height, int glass_width, int glass_height)
{
  if (*width <= 0 || *height <= 0 || glass_width <= 0 || glass_height <= 0)
    return;
  const double across = (double) glass_width / *width, down = (double) glass_height / *height;
  const gboolean covers = 1 - MIN (across, down) / MAX (across, down) <= SF_MOST_CUT;
  const double scale = covers ? MAX (across, down) : MIN (across, down);
  *width = (int) (*width * scale + 0.5);
  *height = (int) (*height * scale + 0.5);
}

static gboolean
is_turned (GdkPixbuf *pixbuf)
{
  const char *orientation = gdk_pixbuf_get_option (pixbuf, "orientation");
  return orientation != NULL && orientation[0] >= '5' && orientation[0] <= '8';   /* Exif 2.3, tag 0x0112: on its side */
}

static GdkPixbuf *
read_scaled (const char *path, int width, int height, gboolean turned, int glass_width, int glass_height)
{
  if (turned)
    sf_still_fit (&width, &height, glass_height, glass_width);
  else
    sf_still_fit (&width, &height, glass_width, glass_height);
  return gdk_pixbuf_new_from_file_at_scale (path, MIN (width, SF_MAX_SIDE), MIN (height, SF_MAX_SIDE), FALSE, NULL);
}

/* Laid on black: a memory texture with an alpha channel is blended on every paint. */
static GdkTexture *
opaque (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  g_autoptr (GdkPixbuf) flat = NULL;
  if (gdk_pixbuf_get_has_alpha (pixbuf)) {
    flat = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
    gdk_pixbuf_fill (flat, 0x000000ff);
    gdk_pixbuf_composite (pixbuf, flat, 0, 0, width, height, 0, 0, 1, 1, GDK_INTERP_NEAREST, 255);
  }
  return gdk_texture_new_for_pixbuf (flat != NULL ? flat : pixbuf);
}

GdkTexture *
sf_still_load (const char *path, int glass_width, int glass_height, GError **error)
{
  int width = 0, height = 0;
  if (gdk_pixbuf_get_file_info (path, &width, &height) == NULL || width <= 0 || height <= 0 || width > SF_MAX_SIDE || height > SF_MAX_SIDE) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "no picture of a size that is taken");
    return NULL;
  }
  g_autoptr (GdkPixbuf) raw = read_scaled (path, width, height, FALSE, glass_width, glass_height);
  if (raw != NULL && is_turned (raw)) {
    g_clear_object (&raw);
    raw = read_scaled (path, width, height, TRUE, glass_width, glass_height);
  }
  g_autoptr (GdkPixbuf) upright = raw != NULL ? gdk_pixbuf_apply_embedded_orientation (raw) : NULL;
  if (upright == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a picture that cannot be read");
    return NULL;
  }
  return opaque (upright);
}

typedef struct { char *path, *mask; SfPaint paint; int width, height; } Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;
  g_free (ask->path);
  g_free (ask->mask);
  g_free (ask);
}

static GdkTexture *
load_painted (const Ask *ask, GError **error)
{
  g_autoptr (SfPixels) pixels = sf_pixels_load (ask->path, SF_MAX_SIDE, SF_MAX_SIDE, ask->mask, &ask->paint, error);
  return pixels != NULL ? gdk_memory_texture_new (pixels->width, pixels->height, GDK_MEMORY_R8G8B8, pixels->pixels, (gsize) pixels->width * 3) : NULL;
}

static gpointer
run_load (gpointer data, GCancellable *cancellable, GError **error)
{
  const Ask *ask = data;
  if (ask->mask != NULL)
    return load_painted (ask, error);
  return sf_still_load (ask->path, ask->width, ask->height, error);
}

static SfWorker *
still_worker (void)
{
  static SfWorker *worker;           /* lives as long as the process */
  if (worker == NULL)
    worker = sf_worker_new ("stills");
  return worker;
}

void
sf_still_load_async (const char *path, int glass_width, int glass_height, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  *ask = (Ask) { .path = g_strdup (path), .width = glass_width, .height = glass_height };
  sf_worker_run_async (still_worker (), SF_PRIORITY_HIGH, run_load, ask, ask_free, g_object_unref, cancellable, callback, data);
}

void
sf_still_load_painted_async (const char *path, const char *mask, const SfPaint *paint, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);
  *ask = (Ask) { .path = g_strdup (path), .mask = g_strdup (mask), .paint = *paint };
  sf_worker_run_async (still_worker (), SF_PRIORITY_HIGH, run_load, ask, ask_free, g_object_unref, cancellable, callback, data);
}

GdkTexture *
sf_still_load_finish (GAsyncResult *result, GError **error)
{
  return sf_worker_run_finish (still_worker (), result, error);
}
