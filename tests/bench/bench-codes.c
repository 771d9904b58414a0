/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How well and how fast SfQrReader reads the rendered frames of tests/lib/code-frames.h, one JSON object. With a folder the frames are
 * left there as PGM, so that other readers can be tried on the very same.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "code-frames.h"
#include "media/sf-qr-reader.h"

#define SIDE 720
#define EACH 24
#define GUESTS 100
#define PICTURE_MS 67   /* a camera at 15 a second */

static const char *const texts[] = { "SHOWFLOOR:A:0123456789ABCDEF", "HTTPS://CARDS.EXAMPLE.CN/C/0123456789ABCDEF" };

/* µs that this thread has worked: a machine that does something else meanwhile changes nothing. */
static gint64
worked (void)
{
  struct timespec t;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t);
  return (gint64) t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static double
at (GArray *times, double part)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, (guint) (part * (times->len - 1)));
}

static void
leave (const char *dir, FrameKind kind, guint seed, const guint8 *pixels)
{
  g_autofree char *path = g_strdup_printf ("%s/%s-%02u.pgm", dir, frame_kind_name (kind), seed);
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  fprintf (file, "P5\n%d %d\n255\n", SIDE, SIDE);
  fwrite (pixels, 1, SIDE * SIDE, file);
  fclose (file);
}

/* ms from the moment a guest begins to lift the telephone until it is read; what a picture takes to read delays the next. */
static double
hold_up (SfQrReader *reader, guint guest, guint8 *pixels)
{
  double now = 0;

  while (now < 4000)
    {
      frame_render_held_up (guest, (guint) now, texts[guest % 2], SIDE, SIDE, pixels);
      const gint64 begun = worked ();
      g_autofree char *text = sf_qr_reader_read (reader, pixels, SIDE, SIDE, SIDE);
      const double took = (double) (worked () - begun) / 1000;
      if (text != NULL)
        return now + took;
      now += MAX (took, PICTURE_MS);
    }
  return now;
}

int
main (int argc, char **argv)
{
  g_autofree guint8 *pixels = g_malloc (SIDE * SIDE);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double)), guests = g_array_new (FALSE, FALSE, sizeof (double));
  guint read = 0;
  double sum = 0;

  for (FrameKind kind = 0; kind < FRAME_N_KINDS; kind++)
    for (guint seed = 0; seed < EACH; seed++)
      {
        g_autoptr (SfQrReader) reader = sf_qr_reader_new ();
        frame_render (kind, seed, texts[seed % 2], SIDE, SIDE, pixels);
        if (argc > 1)
          leave (argv[1], kind, seed, pixels);
        const gint64 begun = worked ();
        g_autofree char *text = sf_qr_reader_read (reader, pixels, SIDE, SIDE, SIDE);
        const double took = (double) (worked () - begun) / 1000;
        read += g_strcmp0 (text, texts[seed % 2]) == 0;
        sum += took;
        g_array_append_val (frames, took);
      }
  for (guint guest = 0; guest < GUESTS; guest++)
    {
      g_autoptr (SfQrReader) reader = sf_qr_reader_new ();
      const double ms = hold_up (reader, guest, pixels);
      g_array_append_val (guests, ms);
    }
  printf ("{\"frames\": %u, \"read\": %u, \"mean_ms\": %.2f, \"p50_ms\": %.2f, \"p95_ms\": %.2f, \"held_up_p50_ms\": %.0f, \"held_up_p95_ms\": %.0f}\n", frames->len, read,
          sum / frames->len, at (frames, 0.5), at (frames, 0.95), at (guests, 0.5), at (guests, 0.95));
  return 0;
}
