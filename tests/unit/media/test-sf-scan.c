/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 216 rendered pictures of codes as cameras see them (tests/lib/code-frames.h), and a camera that is none. Times are measured by make bench. */
#include "config.h"
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>
#include "code-frames.h"
#include "media/sf-qr-reader.h"
#include "media/sf-scan.h"

/* The square in the middle of a camera's 1280 x 720; SfScan cuts it out. */
#define SIDE 720
#define EACH 24
/* Sanitizers triple what a picture costs and have seen all there is to see after a few; how many are read is counted without them. */
#if defined(__SANITIZE_ADDRESS__)
#define STEP 6
#else
#define STEP 1
#endif

static const char *const texts[] = { "SHOWFLOOR:A:0123456789ABCDEF", "HTTPS://CARDS.EXAMPLE.CN/C/0123456789ABCDEF" };

static char *
read_it (SfQrReader *reader, const guint8 *pixels)
{
  return sf_qr_reader_read (reader, pixels, SIDE, SIDE, SIDE);
}

static void
test_frames (void)
{
  /* Of 24: two or three fewer than are read today, for a compiler may round a grey otherwise. */
  static const guint least[FRAME_N_KINDS] = { 22, 22, 22, 21, 20, 20, 22, 22, 22 };
  g_autofree guint8 *pixels = g_malloc (SIDE * SIDE);
  g_autoptr (SfQrReader) reader = sf_qr_reader_new ();
  guint all = 0;

  for (FrameKind kind = 0; kind < FRAME_N_KINDS; kind++) {
    guint read = 0;
    for (guint seed = 0; seed < EACH; seed += STEP) {
      frame_render (kind, seed, texts[seed % 2], SIDE, SIDE, pixels);
      g_autofree char *text = read_it (reader, pixels);
      g_assert_true (text == NULL || strcmp (text, texts[seed % 2]) == 0);   /* never another text */
      read += text != NULL;
    }
    g_test_message ("%s: %u of %u", frame_kind_name (kind), read, EACH);
    g_assert_cmpuint (read, >=, STEP == 1 ? least[kind] : 1);
    all += read;
  }
  g_test_message ("%u of %u", all, EACH * FRAME_N_KINDS);
  /* The best reader among those that were tried, ZXing 1.4, reads 212. */
  g_assert_cmpuint (all, >=, STEP == 1 ? 212 : 30);
}

/* From held up to read within 1.5 s, with half of the pictures that a camera takes meanwhile: 19 of 20 guests. */
static void
test_held_up (void)
{
  g_autofree guint8 *pixels = g_malloc (SIDE * SIDE);
  guint in_time = 0;

  for (guint guest = 0; guest < 20; guest += STEP) {
    g_autoptr (SfQrReader) reader = sf_qr_reader_new ();
    g_autofree char *text = NULL;
    /* The first half second shows a hand on its way; whatever is read there is a gift. */
    for (guint ms = 467; ms <= 1467 && text == NULL; ms += 125) {
      frame_render_held_up (guest, ms, texts[guest % 2], SIDE, SIDE, pixels);
      text = read_it (reader, pixels);
    }
    in_time += text != NULL;
  }
  g_assert_cmpuint (in_time, >=, STEP == 1 ? 19 : 3);
}

/* A wall is not read for ever, and neither is a code that was read missed when it is shown again. */
static void
test_still (void)
{
  g_autofree guint8 *wall = g_malloc (SIDE * SIDE), *code = g_malloc (SIDE * SIDE);
  g_autoptr (SfQrReader) reader = sf_qr_reader_new ();

  memset (wall, 180, SIDE * SIDE);
  frame_render (FRAME_PLAIN, 0, texts[0], SIDE, SIDE, code);
  for (guint i = 0; i < 40; i++)
    g_assert_null (read_it (reader, wall));
  for (guint i = 0; i < 40; i++) {
    g_autofree char *text = read_it (reader, code);
    g_assert_cmpstr (text, ==, texts[0]);
  }
}

/* A thumb on the middle of whatever is held up. */
static void
cover (guint8 *pixels, guint width, guint height, guint radius)
{
  for (guint y = height / 2 - radius; y < height / 2 + radius; y++)
    for (guint x = width / 2 - radius; x < width / 2 + radius; x++)
      pixels[y * width + x] = 140;
}

/* What a showroom looks like, in the square that a camera looks at. */
static void
load_grey (const char *path, guint8 *pixels)
{
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new_from_file_at_scale (path, SIDE, SIDE, FALSE, NULL);
  const guint n = (guint) gdk_pixbuf_get_n_channels (picture), stride = (guint) gdk_pixbuf_get_rowstride (picture);

  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      pixels[y * SIDE + x] = gdk_pixbuf_get_pixels (picture)[y * stride + x * n + 1];
}

/* A code that cannot be read is told from no code: by most that are covered, and by no picture of a car, no wall, no noise, no stripes. */
static void
test_saw (void)
{
  static const char *const cars[] = { "attract-day-1920x1080.jpg", "attract-night-1920x1080.jpg", "s7/hero-1920x640.jpg", "x9/hero-1920x640.jpg", "s3/card.jpg", "gt/card.jpg" };
  g_autofree guint8 *pixels = g_malloc (SIDE * SIDE);
  guint covered = 0, saw = 0;

  for (guint seed = 0; seed < EACH; seed += STEP) {
    g_autoptr (SfQrReader) reader = sf_qr_reader_new ();
    frame_render (seed % 2 ? FRAME_PLAIN : FRAME_PHONE, seed, texts[seed % 2], SIDE, SIDE, pixels);
    cover (pixels, SIDE, SIDE, 45);
    g_autofree char *one = read_it (reader, pixels), *two = read_it (reader, pixels);   /* the wide way and the narrow one */
    covered += one == NULL && two == NULL;
    saw += sf_qr_reader_saw (reader);
  }
  g_test_message ("%u of %u that could not be read were seen", saw, covered);
  g_assert_cmpuint (covered, >=, STEP == 1 ? 15 : 2);
  g_assert_cmpuint (saw * 5, >=, STEP == 1 ? covered * 4 : covered * 2);   /* a few are no measure */
  for (guint i = 0; i < G_N_ELEMENTS (cars) + 3; i++) {
    g_autoptr (SfQrReader) reader = sf_qr_reader_new ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    if (i < G_N_ELEMENTS (cars)) {
      g_autofree char *path = g_build_filename (SF_SOURCE_DIR "/data/demo/cars", cars[i], NULL);
      load_grey (path, pixels);
    }
    else
      for (guint at = 0; at < SIDE * SIDE; at++)
        pixels[at] = i % 3 == 0 ? 180 : i % 3 == 1 ? (guint8) g_rand_int_range (rand, 0, 256) : at / 9 % 2 * 200;
    g_assert_null (read_it (reader, pixels));
    g_assert_null (read_it (reader, pixels));
    g_assert_false (sf_qr_reader_saw (reader));
  }
}

typedef struct { guint codes; char *text; SfScan *scan; } Heard;

typedef struct { gint64 from_us; guint said, unsaid; } Unread;

static void
on_unread (SfScan *scan, GParamSpec *spec, Unread *unread)
{
  if (sf_scan_is_unread (scan))
    unread->said++;
  else
    unread->unsaid++;
}

static void
on_code (SfScan *scan, const char *text, Heard *heard)
{
  heard->codes++;
  g_free (heard->text);
  heard->text = g_strdup (text);
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The state when it is one of the two, or after a long while. */
static void
wait_for (SfScan *scan, SfScanState state, const guint *codes)
{
  gboolean late = FALSE;
  const guint deadline = g_timeout_add_seconds (60, on_deadline, &late);

  while (!late && (sf_scan_get_state (scan) != state || (codes != NULL && *codes == 0)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (deadline);
}

/* As a camera gives it: 1280 x 720. */
static char *
save_frame (const char *dir, guint thumb)
{
  g_autofree guint8 *grey = g_malloc (1280 * 720);
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1280, 720);
  char *path = g_build_filename (dir, "frame.png", NULL);
  guchar *pixels = gdk_pixbuf_get_pixels (picture);

  frame_render (FRAME_PHONE, 0, texts[0], 1280, 720, grey);
  cover (grey, 1280, 720, thumb);
  for (guint y = 0; y < 720; y++)
    for (guint x = 0; x < 1280; x++)
      memset (pixels + y * (guint) gdk_pixbuf_get_rowstride (picture) + 3 * x, grey[y * 1280 + x], 3);
  g_assert_true (gdk_pixbuf_save (picture, path, "png", NULL, NULL));
  return path;
}

/* A camera's whole way: on, read, the same code said once, let go, nothing said any more, on again. */
static void
test_camera (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-scan-XXXXXX", NULL), *path = save_frame (dir, 0);
  g_autofree char *source = g_strdup_printf ("gst:multifilesrc location=%s loop=true caps=image/png,framerate=30/1 ! pngdec", path);
  g_autoptr (SfScan) scan = sf_scan_new (source);
  Heard heard = { 0 };

  g_signal_connect (scan, "code", G_CALLBACK (on_code), &heard);
  g_assert_cmpint (sf_scan_get_state (scan), ==, SF_SCAN_OFF);
  for (guint round = 0; round < 2; round++) {
    heard.codes = 0;
    sf_scan_start (scan);
    wait_for (scan, SF_SCAN_ON, round == 0 ? &heard.codes : NULL);
    sf_scan_stop (scan);
    g_assert_cmpint (sf_scan_get_state (scan), ==, SF_SCAN_OFF);
    g_assert_cmpuint (heard.codes, <=, 1);
  }
  g_assert_cmpstr (heard.text, ==, texts[0]);
  g_clear_object (&scan);
  while (g_main_context_iteration (NULL, FALSE));
  g_free (heard.text);
  g_unlink (path);
  g_rmdir (dir);
}

static void
wait_unread (SfScan *scan, gboolean unread)
{
  gboolean late = FALSE;
  const guint deadline = g_timeout_add_seconds (60, on_deadline, &late);

  while (!late && sf_scan_is_unread (scan) != unread)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (deadline);
}

/* What is held up and cannot be read is told after four seconds, not sooner and once; that it is gone, too. */
static void
test_unread (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-scan-XXXXXX", NULL), *path = save_frame (dir, 45), *wall = g_build_filename (dir, "wall", NULL);
  g_autofree char *source = g_strdup_printf ("gst:multifilesrc location=%s loop=true caps=image/png,framerate=15/1 ! pngdec ! identity sync=true", path);
  g_autoptr (SfScan) scan = sf_scan_new (source);
  g_autoptr (GdkPixbuf) plain = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1280, 720);
  Unread unread = { g_get_monotonic_time (), 0, 0 };

  g_signal_connect (scan, "notify::unread", G_CALLBACK (on_unread), &unread);
  sf_scan_start (scan);
  wait_unread (scan, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - unread.from_us, >=, SF_SCAN_UNREAD_MS * 1000);
  gdk_pixbuf_fill (plain, 0xb4b4b4ff);
  g_assert_true (gdk_pixbuf_save (plain, wall, "png", NULL, NULL));
  g_assert_cmpint (g_rename (wall, path), ==, 0);
  wait_unread (scan, FALSE);
  g_assert_cmpuint (unread.said, ==, 1);
  g_assert_cmpuint (unread.unsaid, ==, 1);
  g_clear_object (&scan);
  while (g_main_context_iteration (NULL, FALSE));
  g_unlink (path);
  g_rmdir (dir);
}

/* No camera: said, nothing more. */
static void
test_missing (void)
{
  static const char *const none[] = { "/dev/no-such-camera", "gst:no-such-element", "gst:filesrc location=/no/such/file" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (SfScan) scan = sf_scan_new (none[i]);
    sf_scan_start (scan);
    wait_for (scan, SF_SCAN_MISSING, NULL);
    sf_scan_stop (scan);
  }
  while (g_main_context_iteration (NULL, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scan/frames", test_frames);
  g_test_add_func ("/scan/held-up", test_held_up);
  g_test_add_func ("/scan/still", test_still);
  g_test_add_func ("/scan/saw", test_saw);
  g_test_add_func ("/scan/camera", test_camera);
  g_test_add_func ("/scan/unread", test_unread);
  g_test_add_func ("/scan/missing", test_missing);
  return g_test_run ();
}
