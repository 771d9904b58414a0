/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes the two films of the demo out of its pictures:
 *
 *     clip s7|walk CARS OUT.webm OUT.jpg [0|1]
 *
 * 1280x720, 25 frames a second, ten seconds, VP8 in WebM; the JPEG is the still that stands for the film. No words in them but
 * the name and figures, because captions come from the playlist in the language of the screen. With a number each frame says in
 * sixteen blocks along its upper edge which film and frame it is, as tests/bench/bench-wall.c tells, for `make bench`.
 */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gst/app/gstappsrc.h>
#include <gst/gst.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define W 1280
#define H 720
#define FPS 25
#define SECONDS 10.0
#define FONT "Inter, Noto Sans, sans-serif"

typedef struct {
  const char *cars;          /* folder of the pictures */
  GHashTable *pictures;      /* name to cairo_surface_t */
  int code;                  /* of the film, in each frame; -1: none */
} Film;

/* --- pictures ------------------------------------------------------------------------------------------------------- */

static cairo_surface_t *
from_pixbuf (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf), n = gdk_pixbuf_get_n_channels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);

  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++) {
    const guint8 *from = gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (pixbuf);
    guint32 *to = (guint32 *) (gpointer) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
    for (int x = 0; x < width; x++, from += n) {
      const guint32 a = n == 4 ? from[3] : 255;
      to[x] = a << 24 | (from[0] * a / 255) << 16 | (from[1] * a / 255) << 8 | from[2] * a / 255;
    }
  }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* NULL when there is no such picture. */
static cairo_surface_t *
picture (Film *film, const char *name)
{
  cairo_surface_t *surface = g_hash_table_lookup (film->pictures, name);
  if (surface)
    return surface;
  g_autofree char *path = g_build_filename (film->cars, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (path, NULL);
  if (!pixbuf)
    return NULL;
  surface = from_pixbuf (pixbuf);
  g_hash_table_insert (film->pictures, g_strdup (name), surface);
  return surface;
}

/* --- drawing -------------------------------------------------------------------------------------------------------- */

static double
ease (double t)
{
  t = CLAMP (t, 0, 1);
  return t * t * (3 - 2 * t);
}

/* The house's wall and floor with its pale disc, as art/finish.py draws them. */
static void
draw_stage (cairo_t *cr, double disc)
{
  cairo_pattern_t *wall = cairo_pattern_create_linear (0, 0, 0, H * .66), *floor = cairo_pattern_create_linear (0, H * .66, 0, H);
  cairo_pattern_add_color_stop_rgb (wall, 0, .965, .957, .941);
  cairo_pattern_add_color_stop_rgb (wall, 1, .922, .902, .867);
  cairo_pattern_add_color_stop_rgb (floor, 0, .855, .824, .773);
  cairo_pattern_add_color_stop_rgb (floor, .35, .93, .915, .89);
  cairo_pattern_add_color_stop_rgb (floor, 1, .953, .941, .918);
  cairo_set_source (cr, wall);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, .845, .897, .876);
  cairo_arc (cr, W / 2.0, H * .52, H * disc, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source (cr, floor);
  cairo_rectangle (cr, 0, H * .66, W, H);
  cairo_fill (cr);
  cairo_pattern_destroy (wall);
  cairo_pattern_destroy (floor);
}

/* @surface with its middle at (@x, @y), @width wide, laid on with @op. */
static void
draw_at (cairo_t *cr, cairo_surface_t *surface, double x, double y, double width, cairo_operator_t op)
{
  const double k = width / cairo_image_surface_get_width (surface), h = k * cairo_image_surface_get_height (surface);
  cairo_save (cr);
  cairo_translate (cr, x - width / 2, y - h / 2);
  cairo_rectangle (cr, 0, 0, width, h);
  cairo_clip (cr);
  cairo_scale (cr, k, k);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_set_operator (cr, op);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* The mark of the brand: a star of four rays, the upper and lower longer. */
static void
draw_star (cairo_t *cr, double x, double y, double r)
{
  for (int i = 0; i < 8; i++) {
    const double a = i * G_PI / 4, d = i % 2 ? r * .16 : i % 4 == 2 ? r : r * .62;
    cairo_line_to (cr, x + d * cos (a), y + d * sin (a));
  }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_text (cairo_t *cr, const char *text, double x, double y, double size, gboolean bold)
{
  g_autofree char *name = g_strdup_printf ("%s %s %gpx", FONT, bold ? "Semi-Bold" : "Medium", size);
  PangoFontDescription *font = pango_font_description_from_string (name);
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoRectangle box;

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_extents (layout, NULL, &box);
  cairo_move_to (cr, x - box.width / 2.0, y - box.height / 2.0);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (font);
}

static void
ink (cairo_t *cr)
{
  cairo_set_source_rgb (cr, .055, .353, .341);
}

/* --- the turn of the S7 --------------------------------------------------------------------------------------------- */

static void
draw_car (Film *film, cairo_t *cr, int frame, double x, double width)
{
  g_autofree char *name = g_strdup_printf ("s7/turn/%02d.jpg", frame), *even = g_strdup_printf ("s7/turn/%02d.jpg", frame & ~1);
  cairo_surface_t *surface = picture (film, name);
  if (!surface)
    surface = picture (film, even);
  if (surface)
    draw_at (cr, surface, x, H * .56, width, CAIRO_OPERATOR_MULTIPLY);      /* its white ground vanishes */
}

static void
draw_figure (cairo_t *cr, const char *figure, const char *unit)
{
  ink (cr);
  draw_text (cr, figure, W / 2.0, H * .12, 64, TRUE);
  draw_text (cr, unit, W / 2.0, H * .2, 24, FALSE);
}

static void
draw_turn (Film *film, cairo_t *cr, double t)
{
  draw_stage (cr, t < 1.5 ? .3 + .1 * ease (t / 1.5) : .4);
  if (t < 1.5) {
    ink (cr);
    draw_star (cr, W / 2.0, H * .36, 54);
    draw_text (cr, "Stellarway S7", W / 2.0, H * .54, 84, TRUE);
  } else if (t < 3.5) {
    /* Once around, from the front to the front corner, slowing down. */
    const double u = (t - 1.5) / 2.0;
    draw_car (film, cr, (int) (26 * (1 - (1 - u) * (1 - u))) % 24, W / 2.0, 1120);
  } else if (t < 5.5) {
    draw_car (film, cr, 2, W / 2.0, 1120 + 90 * ease ((t - 3.5) / 2));
  } else if (t < 7.25) {
    draw_car (film, cr, 6, W / 2.0 + 30 - 60 * (t - 5.5) / 1.75, 1080);
    draw_figure (cr, "720 km", "CLTC");
  } else if (t < 9) {
    draw_car (film, cr, 10, W / 2.0 - 30 + 60 * (t - 7.25) / 1.75, 1080);
    draw_figure (cr, "3.9 s", "0–100 km/h");
  } else {
    draw_car (film, cr, 2, W / 2.0, 1120);
    ink (cr);
    draw_star (cr, W / 2.0, H * .12, 40);
  }
}

/* --- a walk past the pictures --------------------------------------------------------------------------------------- */

typedef struct { const char *name; double until, x0, y0, k0, x1, y1, k1; } Move;   /* where the middle looks, and how near */

static void
draw_walk (Film *film, cairo_t *cr, double t)
{
  static const Move moves[] = {
    { "attract-night-1920x1080.jpg", 3.4, .50, .50, 1.00, .56, .56, 1.14 },
    { "x9/wall-1920x1080.jpg", 5.2, .46, .54, 1.12, .54, .54, 1.12 },
    { "gt/wall-1920x1080.jpg", 7.0, .56, .56, 1.14, .48, .54, 1.14 },
    { "attract-day-1920x1080.jpg", SECONDS, .56, .56, 1.12, .50, .50, 1.00 },
  };
  double from = 0;
  guint i = 0;
  for (; i + 1 < G_N_ELEMENTS (moves) && t >= moves[i].until; i++)
    from = moves[i].until;
  const Move *m = &moves[i];
  const double u = (t - from) / (m->until - from), k = m->k0 + (m->k1 - m->k0) * u;
  const double x = CLAMP (m->x0 + (m->x1 - m->x0) * u, .5 / k, 1 - .5 / k), y = CLAMP (m->y0 + (m->y1 - m->y0) * u, .5 / k, 1 - .5 / k);
  cairo_surface_t *surface = picture (film, m->name);
  if (surface)
    draw_at (cr, surface, W / 2.0 + (.5 - x) * W * k, H / 2.0 + (.5 - y) * H * k, W * k, CAIRO_OPERATOR_SOURCE);
}

/* --- the film ------------------------------------------------------------------------------------------------------- */

typedef void (*Draw) (Film *film, cairo_t *cr, double t);

static cairo_surface_t *
draw_frame (Film *film, Draw draw, double t)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, W, H);
  cairo_t *cr = cairo_create (surface);
  draw (film, cr, t);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
save_still (Film *film, Draw draw, double t, const char *path, GError **error)
{
  cairo_surface_t *surface = draw_frame (film, draw, t);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, W, H);
  const int stride = gdk_pixbuf_get_rowstride (pixbuf);

  for (int y = 0; y < H; y++) {
    const guint32 *from = (const guint32 *) (gpointer) (cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface));
    guint8 *to = gdk_pixbuf_get_pixels (pixbuf) + y * stride;
    for (int x = 0; x < W; x++, to += 3) {
      to[0] = (guint8) (from[x] >> 16);
      to[1] = (guint8) (from[x] >> 8);
      to[2] = (guint8) from[x];
    }
  }
  cairo_surface_destroy (surface);
  return gdk_pixbuf_save (pixbuf, path, "jpeg", error, "quality", "88", NULL);
}

/* 1, film, ten bits of the frame, parity of these, 0 1 0: light for 1. */
static void
draw_code (cairo_surface_t *surface, guint film, guint frame)
{
  const guint said = (2 | film) << 10 | frame;
  guint parity = 0;
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < 12; i++)
    parity ^= said >> i & 1;
  for (int i = 0; i < 16; i++) {
    const gboolean light = i < 12 ? said >> (11 - i) & 1 : i == 12 ? parity : i == 14;
    cairo_set_source_rgb (cr, light, light, light);
    cairo_rectangle (cr, W * i / 16.0, 0, W / 16.0, H * .03);
    cairo_fill (cr);
  }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
}

static gboolean
push_frame (GstAppSrc *src, Film *film, Draw draw, guint i)
{
  cairo_surface_t *surface = draw_frame (film, draw, (double) i / FPS);
  if (film->code >= 0)
    draw_code (surface, (guint) film->code, i);
  GstBuffer *buffer = gst_buffer_new_memdup (cairo_image_surface_get_data (surface), (gsize) W * H * 4);
  GST_BUFFER_PTS (buffer) = gst_util_uint64_scale (i, GST_SECOND, FPS);
  GST_BUFFER_DURATION (buffer) = GST_SECOND / FPS;
  cairo_surface_destroy (surface);
  return gst_app_src_push_buffer (src, buffer) == GST_FLOW_OK;      /* waits while enough is queued */
}

static gboolean
make_film (Film *film, Draw draw, const char *path, GError **error)
{
  /* One thread: libvpx's others wait for each other in a busy loop, which on a loaded machine takes ten times as long. */
  g_autofree char *text = g_strdup_printf (
    "appsrc name=src format=time block=true max-bytes=30000000 caps=video/x-raw,format=%s,width=%d,height=%d,framerate=%d/1"
    " ! videoconvert ! video/x-raw,format=I420 ! vp8enc deadline=1 cpu-used=16 threads=1 static-threshold=300 target-bitrate=3000000 keyframe-max-dist=50"
    " ! webmmux ! filesink name=sink", G_BYTE_ORDER == G_LITTLE_ENDIAN ? "BGRx" : "xRGB", W, H, FPS);
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, error);
  if (!pipeline)
    return FALSE;
  g_autoptr (GstElement) src = gst_bin_get_by_name (GST_BIN (pipeline), "src"), sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_object_set (sink, "location", path, NULL);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (guint i = 0; i < (guint) (SECONDS * FPS) && push_frame (GST_APP_SRC (src), film, draw, i); i++)
    ;
  gst_app_src_end_of_stream (GST_APP_SRC (src));
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    return TRUE;
  gst_message_parse_error (message, error, NULL);
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cairo_surface_destroy);

  gst_init (&argc, &argv);
  if (argc != 5 && argc != 6) {
    g_printerr ("clip s7|walk CARS OUT.webm OUT.jpg [0|1]\n");
    return 2;
  }
  const gboolean walk = strcmp (argv[1], "walk") == 0;
  const Draw draw = walk ? draw_walk : draw_turn;
  Film film = { argv[2], pictures, argc == 6 ? argv[5][0] == '1' : -1 };
  if (make_film (&film, draw, argv[3], &error) && save_still (&film, draw, walk ? 2.0 : 4.5, argv[4], &error))
    return 0;
  g_printerr ("clip: %s\n", error->message);
  return 1;
}
