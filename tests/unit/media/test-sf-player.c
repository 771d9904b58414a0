/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "media/sf-player.h"
#include "media/sf-reel.h"
#include "sf-clips.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WIDTH 320
#define HEIGHT 180

/* One run of an item on the glass, as the signals and the frame told it. */
typedef struct { char *id; gint64 shown_us, first_us, for_ms; guint frames; guint32 first, last; gboolean changed; } Run;

typedef struct {
  char *dir;
  SfPlayer *player;
  GPtrArray *runs;          /* Run */
  GPtrArray *skipped;       /* "id: why" */
  guint nothing;
  gint64 blank;             /* frames that were black or of the wrong size */
} Fixture;

static void
run_free (gpointer data)
{
  Run *run = data;
  g_free (run->id);
  g_free (run);
}

#define PATCH 32

/* The mean colour of the middle of what is on the glass. */
static guint32
colour_of (GdkTexture *texture)
{
  const int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  g_autofree guchar *pixels = g_malloc ((gsize) width * height * 4);
  guint sum[3] = { 0, 0, 0 };
  gdk_texture_download (texture, pixels, (gsize) width * 4);   /* cairo's ARGB32 */
  for (int y = 0; y < PATCH; y++)
    for (int x = 0; x < PATCH; x++) {
      guint32 pixel;
      memcpy (&pixel, pixels + ((gsize) (y + height / 2 - PATCH / 2) * width + x + width / 2 - PATCH / 2) * 4, sizeof pixel);
      for (int i = 0; i < 3; i++)
        sum[i] += pixel >> (16 - 8 * i) & 0xff;
    }
  return sum[0] / (PATCH * PATCH) << 16 | sum[1] / (PATCH * PATCH) << 8 | sum[2] / (PATCH * PATCH);
}

static Run *
current (Fixture *f)
{
  return f->runs->len > 0 ? g_ptr_array_index (f->runs, f->runs->len - 1) : NULL;
}

static void
on_shown (SfPlayer *player, const char *id, Fixture *f)
{
  Run *run = g_new0 (Run, 1);
  GdkTexture *texture = sf_frame_get_texture (sf_player_get_frame (player));
  run->id = g_strdup (id);
  run->shown_us = g_get_monotonic_time ();
  run->frames = 1;
  run->first = run->last = colour_of (texture);
  g_ptr_array_add (f->runs, run);
  if (gdk_texture_get_width (texture) % WIDTH != 0 && gdk_texture_get_height (texture) % HEIGHT != 0)
    f->blank++;
}

static void
on_contents (GdkPaintable *paintable, Fixture *f)
{
  GdkTexture *texture = sf_frame_get_texture (SF_FRAME (paintable));
  Run *run = current (f);
  if (texture == NULL || colour_of (texture) == 0)
    f->blank++;
  if (run == NULL || texture == NULL || run->for_ms > 0)
    return;
  run->frames++;
  run->changed |= colour_of (texture) != run->last;
  run->last = colour_of (texture);
}

static void
on_played (SfPlayer *player, const char *id, gint64 first_us, gint64 for_ms, Fixture *f)
{
  Run *run = current (f);
  g_assert_cmpstr (run->id, ==, id);
  run->first_us = first_us;
  run->for_ms = MAX (for_ms, 1);
}

static void
on_skipped (SfPlayer *player, const char *id, const char *why, Fixture *f)
{
  g_assert_null (strstr (why, f->dir));
  g_ptr_array_add (f->skipped, g_strdup_printf ("%s: %s", id, why));
}

static void
on_nothing (SfPlayer *player, Fixture *f)
{
  f->nothing++;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-player-XXXXXX", NULL);
  f->runs = g_ptr_array_new_with_free_func (run_free);
  f->skipped = g_ptr_array_new_with_free_func (g_free);
  f->player = sf_player_new ();
  sf_player_set_size (f->player, WIDTH, HEIGHT);
  g_signal_connect (f->player, "shown", G_CALLBACK (on_shown), f);
  g_signal_connect (f->player, "played", G_CALLBACK (on_played), f);
  g_signal_connect (f->player, "skipped", G_CALLBACK (on_skipped), f);
  g_signal_connect (f->player, "nothing", G_CALLBACK (on_nothing), f);
  g_signal_connect (sf_player_get_frame (f->player), "invalidate-contents", G_CALLBACK (on_contents), f);
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define WAIT(condition) G_STMT_START { \
  const gint64 wait_end = g_get_monotonic_time () + 120 * G_USEC_PER_SEC; \
  const guint wait_id = g_timeout_add (20, wake, NULL); \
  while (!(condition) && g_get_monotonic_time () < wait_end) \
    g_main_context_iteration (NULL, TRUE); \
  g_source_remove (wait_id); \
  g_assert_true (condition); } G_STMT_END

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (f->blank, ==, 0);
  g_signal_handlers_disconnect_by_data (sf_player_get_frame (f->player), f);
  g_signal_handlers_disconnect_by_data (f->player, f);
  g_assert_finalize_object (f->player);
  WAIT (sf_reel_alive () == 0);     /* pipelines are gone, too */
  g_ptr_array_unref (f->runs);
  g_ptr_array_unref (f->skipped);
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (f->dir, name, NULL);
    g_unlink (path);
  }
  g_rmdir (f->dir);
  g_free (f->dir);
}

static void
add (GPtrArray *items, const char *id, const char *path, gboolean film, gint64 for_ms)
{
  g_ptr_array_add (items, sf_play_item_new (id, path, film, for_ms));
}

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) sf_play_item_free);
}

static void
play (Fixture *f, GPtrArray *items)
{
  sf_player_set_items (f->player, items);
  sf_player_set_playing (f->player, TRUE);
}

static gboolean
near (guint32 a, guint32 b)
{
  for (int shift = 0; shift < 24; shift += 8)
    if (ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) > 24)
      return FALSE;
  return TRUE;
}

/* Each item began when the one before ended: what lies between is less than the time of a frame at 30/s. */
static void
assert_no_gap (Fixture *f, guint from)
{
  for (guint i = from; i + 1 < f->runs->len; i++) {
    const Run *a = g_ptr_array_index (f->runs, i), *b = g_ptr_array_index (f->runs, i + 1);
    g_assert_cmpint (ABS (b->shown_us - (a->first_us + a->for_ms * 1000)), <, 33333);
  }
}

/* Sizes, codecs, frame rates, shapes, with sound and without, pictures in between: each for its own time, in order, twice around. */
static void
test_mixed (Fixture *f, gconstpointer data)
{
  const SfClip clips[] = { { "a.webm", "red", 320, 180, 30, 15, "vp8", FALSE }, { "b.webm", "green", 200, 240, 25, 10, "vp9", TRUE },
                           { "c.mp4", "blue", 640, 360, 50, 25, "h264", FALSE }, { "d.webm", "snow", 128, 96, 10, 5, "vp8", TRUE } };
  g_autofree char *picture = sf_clip_picture (f->dir, "p.jpg", 300, 500, 0xffff00), *png = sf_clip_picture (f->dir, "q.png", 64, 64, 0xff00ff);
  GPtrArray *items = list_new ();
  add (items, "p", picture, FALSE, 300);
  for (guint i = 0; i < G_N_ELEMENTS (clips); i++) {
    g_autofree char *path = sf_clip_make (f->dir, &clips[i]);
    const char id[] = { clips[i].name[0], '\0' };
    if (path != NULL)
      add (items, id, path, TRUE, 0);
  }
  add (items, "q", png, FALSE, 400);
  const guint n = items->len;
  play (f, items);
  WAIT (f->runs->len > 2 * n);
  const struct { const char *id; guint32 colour; gint64 ms; } expected[] = {
    { "p", 0xffff00, 300 }, { "a", 0xff0000, 500 }, { "b", 0x00ff00, 400 }, { "c", 0x0000ff, 500 }, { "d", 0, 500 }, { "q", 0xff00ff, 400 } };
  guint at = 0;
  for (guint i = 0; i < 2 * n; i++) {
    const Run *run = g_ptr_array_index (f->runs, i);
    for (at = i == 0 ? 0 : at + 1; !g_str_equal (expected[at % 6].id, run->id); at++)
      g_assert_cmpstr (expected[at % 6].id, ==, "c");           /* only for want of an encoder */
    g_test_message ("%s %06x %u frames %" G_GINT64_FORMAT " ms", run->id, run->last, run->frames, run->for_ms);
    g_assert_true (expected[at % 6].colour == 0 || near (run->last, expected[at % 6].colour));
    /* Of two rounds one may meet a busy machine. */
    const Run *again = g_ptr_array_index (f->runs, (i + n) % (2 * n));
    g_assert_cmpint (MIN (ABS (run->for_ms - expected[at % 6].ms), ABS (again->for_ms - expected[at % 6].ms)), <, 60);
    g_assert_cmpint (ABS (run->for_ms - expected[at % 6].ms), <, 500);
    if (g_str_equal (run->id, "d"))
      g_assert_true (run->changed);
  }
  assert_no_gap (f, 0);
  g_assert_cmpuint (f->skipped->len, ==, 0);
}

/* How many runs that are over showed so many frames. */
static guint
n_whole (Fixture *f, guint frames)
{
  guint n = 0;
  for (guint i = 0; i + 1 < f->runs->len; i++)
    n += ((Run *) g_ptr_array_index (f->runs, i))->frames >= frames;
  return n;
}

static void
test_one_film (Fixture *f, gconstpointer data)
{
  const SfClip clip = { "a.webm", "snow", 320, 180, 30, 15, "vp8", FALSE };
  g_autofree char *path = sf_clip_make (f->dir, &clip);
  GPtrArray *items = list_new ();
  add (items, "a", path, TRUE, 0);
  play (f, items);
  /* A busy machine leaves frames out; which go round whole is what tells. */
  WAIT (n_whole (f, 12) >= 6);
  assert_no_gap (f, 0);
  for (guint i = 0; i + 1 < f->runs->len; i++)
    g_assert_true (((Run *) g_ptr_array_index (f->runs, i))->changed);
}

/* In the middle: garbage, a film cut short, one of sound only, a file that is gone, a picture that is none. */
static void
test_broken (Fixture *f, gconstpointer data)
{
  const SfClip clip = { "a.webm", "red", 320, 180, 30, 12, "vp8", FALSE }, whole = { "w.webm", "snow", 640, 360, 30, 60, "vp8", FALSE };
  g_autofree char *good = sf_clip_make (f->dir, &clip), *cut_short = sf_clip_make (f->dir, &whole);
  g_autofree char *garbage = g_build_filename (f->dir, "garbage.webm", NULL), *gone = g_build_filename (f->dir, "gone.jpg", NULL);
  g_autofree char *bytes = g_malloc (100000);
  memset (bytes, 'x', 100000);
  g_assert_true (g_file_set_contents (garbage, bytes, 100000, NULL));
  g_assert_cmpint (truncate (cut_short, 20000), ==, 0);
  GPtrArray *items = list_new ();
  add (items, "good", good, TRUE, 0);
  add (items, "garbage", garbage, TRUE, 0);
  add (items, "gone", gone, FALSE, 100);
  add (items, "nowhere", gone, TRUE, 0);
  add (items, "text", garbage, FALSE, 100);
  add (items, "short", cut_short, TRUE, 0);
  play (f, items);
  WAIT (f->runs->len > 6);
  for (guint i = 0; i + 1 < f->runs->len; i++) {
    const Run *run = g_ptr_array_index (f->runs, i);
    g_assert_true (g_str_equal (run->id, "good") || g_str_equal (run->id, "short"));
  }
  g_assert_cmpuint (f->skipped->len, >=, 8);
  g_assert_cmpuint (f->nothing, ==, 0);
}

static void
test_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *gone = g_build_filename (f->dir, "gone", NULL);
  GPtrArray *items = list_new ();
  add (items, "one", gone, TRUE, 0);
  add (items, "two", gone, FALSE, 100);
  play (f, items);
  WAIT (f->nothing == 1);
  g_assert_cmpuint (f->skipped->len, ==, 2);
  g_assert_cmpuint (f->runs->len, ==, 0);
  /* A list that can be played ends it at once. */
  g_autofree char *picture = sf_clip_picture (f->dir, "p.png", 100, 100, 0x336699);
  items = list_new ();
  add (items, "p", picture, FALSE, 50);
  sf_player_set_items (f->player, items);
  WAIT (f->runs->len > 2);
  sf_player_set_items (f->player, list_new ());
  WAIT (f->nothing == 2);
}

/* A file that vanishes while it plays is played to its end and left out from then on; when all have vanished it is told. */
static void
test_vanished (Fixture *f, gconstpointer data)
{
  const SfClip clip = { "a.webm", "red", 320, 180, 30, 12, "vp8", FALSE };
  g_autofree char *film = sf_clip_make (f->dir, &clip), *picture = sf_clip_picture (f->dir, "p.png", 100, 100, 0x336699);
  GPtrArray *items = list_new ();
  add (items, "film", film, TRUE, 0);
  add (items, "p", picture, FALSE, 100);
  play (f, items);
  WAIT (f->runs->len == 3);
  g_unlink (film);
  WAIT (f->runs->len == 8);
  for (guint i = 5; i < 8; i++)
    g_assert_cmpstr (((Run *) g_ptr_array_index (f->runs, i))->id, ==, "p");
  g_unlink (picture);
  WAIT (f->nothing == 1);
}

/* Written to a pipe that then says nothing more: a card that is pulled, a network folder that hangs. */
static void
test_stalls (Fixture *f, gconstpointer data)
{
  const SfClip clip = { "a.webm", "red", 320, 180, 30, 12, "vp8", FALSE }, whole = { "w.webm", "snow", 320, 180, 30, 60, "vp8", FALSE };
  g_autofree char *film = sf_clip_make (f->dir, &clip), *source = sf_clip_make (f->dir, &whole), *bytes = NULL;
  g_autofree char *silent = g_build_filename (f->dir, "silent", NULL), *half = g_build_filename (f->dir, "half", NULL);
  gsize length;
  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_cmpint (mkfifo (silent, 0600), ==, 0);
  g_assert_cmpint (mkfifo (half, 0600), ==, 0);
  const int pipes[] = { open (silent, O_RDWR | O_CLOEXEC), open (half, O_RDWR | O_CLOEXEC | O_NONBLOCK) };
  g_assert_cmpint (write (pipes[1], bytes, length / 2), >, 0);
#ifdef __SANITIZE_ADDRESS__
  sf_player_set_patience (f->player, 5000, 2500);   /* beside other tests the good one takes a second to open */
#else
  sf_player_set_patience (f->player, 800, 500);
#endif
  GPtrArray *items = list_new ();
  add (items, "good", film, TRUE, 0);
  add (items, "silent", silent, TRUE, 0);
  add (items, "half", half, TRUE, 0);
  play (f, items);
  WAIT (f->runs->len > 3);
  g_assert_cmpuint (f->skipped->len, >=, 2);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (f->skipped, 0), "silent: it does not open"));
  /* What hung was left behind, not waited for; it is freed when the file speaks again. */
  sf_player_set_items (f->player, list_new ());
  close (pipes[0]);
  close (pipes[1]);
}

/* Something else covers the glass: the item counts as played so far, and the return begins with the one made ready. */
static void
test_interrupted (Fixture *f, gconstpointer data)
{
  const SfClip clip = { "a.webm", "red", 320, 180, 30, 90, "vp8", FALSE };
  g_autofree char *film = sf_clip_make (f->dir, &clip), *picture = sf_clip_picture (f->dir, "p.png", 100, 100, 0x336699);
  GPtrArray *items = list_new ();
  add (items, "film", film, TRUE, 0);
  add (items, "p", picture, FALSE, 60000);
  play (f, items);
  WAIT (f->runs->len == 1 && current (f)->frames > 5);
  sf_player_set_playing (f->player, FALSE);
  g_assert_cmpint (current (f)->for_ms, >, 100);
  g_assert_cmpint (current (f)->for_ms, <, 2000);
  const guint frames = current (f)->frames;
  WAIT (sf_player_is_ready (f->player));
  g_assert_cmpuint (current (f)->frames, ==, frames);
  sf_player_set_playing (f->player, TRUE);
  g_assert_cmpuint (f->runs->len, ==, 2);         /* at once */
  g_assert_cmpstr (current (f)->id, ==, "p");
}

/* Another list while one plays: what is on the glass stays to its end, then comes its successor in the new one. */
static void
test_new_list (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = sf_clip_picture (f->dir, "p.png", 100, 100, 0x336699);
  GPtrArray *items = list_new ();
  add (items, "one", picture, FALSE, 400);
  add (items, "two", picture, FALSE, 400);
  play (f, items);
  WAIT (f->runs->len == 1);
  items = list_new ();
  add (items, "zero", picture, FALSE, 50);
  add (items, "one", picture, FALSE, 50);
  add (items, "three", picture, FALSE, 50);
  sf_player_set_items (f->player, items);
  WAIT (f->runs->len == 3);
  const Run *first = g_ptr_array_index (f->runs, 0);
  g_assert_cmpint (first->for_ms, >=, 400);
  g_assert_cmpstr (((Run *) g_ptr_array_index (f->runs, 1))->id, ==, "three");
  g_assert_cmpstr (((Run *) g_ptr_array_index (f->runs, 2))->id, ==, "zero");
}

static gsize
resident (void)
{
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return (gsize) g_ascii_strtoull (strchr (text, ' ') + 1, NULL, 10) * (gsize) sysconf (_SC_PAGESIZE);
}

/* A minute's worth of a busy programme, fast: memory stays where it was once everything has been played a few times. */
static void
test_flat (Fixture *f, gconstpointer data)
{
  const SfClip clips[] = { { "a.webm", "snow", 320, 180, 30, 2, "vp8", TRUE }, { "b.webm", "ball", 200, 240, 25, 2, "vp9", FALSE } };
  g_autofree char *a = sf_clip_make (f->dir, &clips[0]), *b = sf_clip_make (f->dir, &clips[1]);
  g_autofree char *picture = sf_clip_picture (f->dir, "p.jpg", 1600, 900, 0x336699), *gone = g_build_filename (f->dir, "gone", NULL);
  GPtrArray *items = list_new ();
  add (items, "a", a, TRUE, 0);
  add (items, "p", picture, FALSE, 10);
  add (items, "gone", gone, TRUE, 0);
  add (items, "b", b, TRUE, 0);
  sf_player_set_size (f->player, 1920, 1080);     /* frames as large as a wall's: what heaps keep of them is what counts */
  play (f, items);
  WAIT (f->runs->len > 30);
  const gsize before = resident ();
#ifdef __SANITIZE_ADDRESS__     /* it keeps what was freed, looks for leaks itself, and plays slowly */
  WAIT (f->runs->len > 40);
  g_test_message ("%" G_GSIZE_FORMAT " kB before", before / 1024);
#else
  WAIT (f->runs->len > 120);
  g_test_message ("%" G_GSIZE_FORMAT " kB, %" G_GSIZE_FORMAT " kB after 90 more items", before / 1024, resident () / 1024);
  g_assert_cmpuint (resident (), <, before + 40 * 1024 * 1024);
  g_assert_cmpuint (resident (), <, 140 * 1024 * 1024);
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add ("/player/" path, Fixture, NULL, set_up, func, tear_down)
  TEST ("mixed", test_mixed);
  TEST ("one-film", test_one_film);
  TEST ("broken", test_broken);
  TEST ("nothing", test_nothing);
  TEST ("vanished", test_vanished);
  TEST ("stalls", test_stalls);
  TEST ("interrupted", test_interrupted);
  TEST ("new-list", test_new_list);
  TEST ("flat", test_flat);
  return g_test_run ();
}
