/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes to the sound card: a file takes its place, in the time that sound takes. */
#include "config.h"
#include <glib/gstdio.h>
#include <string.h>
#include "media/sf-sound.h"

#define RATE 16000
#define SECONDS 1.1        /* of ring.wav, see ui/sounds/draw.py */

typedef struct { char *dir, *card; SfSound *sound; GFile *ring; guint heard, unheard; } Fixture;

static void
on_ended (SfSound *sound, gboolean heard, Fixture *f)
{
  g_assert_false (sf_sound_is_playing (sound));
  *(heard ? &f->heard : &f->unheard) += 1;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-sound-XXXXXX", NULL);
  f->card = g_build_filename (f->dir, "card", NULL);
  g_autofree char *sink = g_strdup_printf ("audio/x-raw,format=S16LE,rate=%d,channels=1 ! filesink append=true sync=true buffer-mode=unbuffered location=%s", RATE, f->card);
  g_setenv ("SHOWFLOOR_SOUND", sink, TRUE);
  f->sound = sf_sound_new ();
  f->ring = g_file_new_for_path (SF_SOURCE_DIR "/ui/sounds/ring.wav");
  g_signal_connect (f->sound, "ended", G_CALLBACK (on_ended), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->sound);
  while (g_main_context_iteration (NULL, FALSE));
  g_object_unref (f->ring);
  g_unlink (f->card);
  g_rmdir (f->dir);
  g_free (f->card);
  g_free (f->dir);
}

static gsize
on_card (Fixture *f)
{
  GStatBuf info;
  return g_stat (f->card, &info) == 0 ? (gsize) info.st_size : 0;
}

static double
seconds (Fixture *f)
{
  return (double) on_card (f) / sizeof (gint16) / RATE;
}

static gboolean
on_deadline (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* The card is a file: nobody wakes us when it grows. */
static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until both counts are what they should be, or the card has more than @bytes. */
static void
wait_for (Fixture *f, guint heard, guint unheard, gsize bytes)
{
  gboolean late = FALSE;
  const guint deadline = g_timeout_add_seconds (60, on_deadline, &late), tick = g_timeout_add (5, on_tick, NULL);

  while (!late && (f->heard != heard || f->unheard != unheard || on_card (f) < bytes))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (late);
  g_source_remove (deadline);
  g_source_remove (tick);
}

/* To the end, twice: each time all of it, and it is heard. */
static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  int loudest = 0;

  for (guint i = 1; i <= 2; i++)
    {
      sf_sound_play (f->sound, f->ring);
      g_assert_true (sf_sound_is_playing (f->sound));
      wait_for (f, i, 0, 0);
      g_assert_cmpfloat_with_epsilon (seconds (f), i * SECONDS, 0.05);
    }
  g_assert_true (g_file_get_contents (f->card, &bytes, NULL, NULL));
  const gint16 *samples = (const gint16 *) (gpointer) bytes;
  for (gsize i = 0; i < on_card (f) / sizeof *samples; i++)
    loudest = MAX (loudest, ABS ((int) samples[i]));
  g_assert_cmpint (loudest, >, 20000);
}

/* Stopped in the middle it is silent, says nothing, and what comes next is whole. */
static void
test_stopped (Fixture *f, gconstpointer data)
{
  sf_sound_play (f->sound, f->ring);
  wait_for (f, 0, 0, 1);
  sf_sound_play (f->sound, f->ring);
  wait_for (f, 1, 0, 0);
  g_assert_cmpfloat (seconds (f), >, SECONDS);
  sf_sound_play (f->sound, f->ring);
  sf_sound_stop (f->sound);
  sf_sound_stop (f->sound);
  g_assert_false (sf_sound_is_playing (f->sound));
  g_clear_object (&f->sound);
  g_assert_cmpuint (f->heard, ==, 1);
  g_assert_cmpuint (f->unheard, ==, 0);
}

/* What is no recording, is gone, or has no card to go to is told as not heard. */
static void
test_unheard (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) none = g_file_new_for_path ("/no/such/sound.ogg"), text = g_file_new_for_path (SF_SOURCE_DIR "/COPYING");
  g_autoptr (GFile) odd = g_file_new_for_uri ("resource:///no/such/sound.wav");
  GFile *const files[] = { none, text, odd };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      sf_sound_play (f->sound, files[i]);
      wait_for (f, 0, i + 1, 0);
    }
  g_assert_cmpuint (on_card (f), ==, 0);
  g_setenv ("SHOWFLOOR_SOUND", "no-such-sink", TRUE);
  sf_sound_play (f->sound, f->ring);
  wait_for (f, 0, G_N_ELEMENTS (files) + 1, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sound/whole", Fixture, NULL, set_up, test_whole, tear_down);
  g_test_add ("/sound/stopped", Fixture, NULL, set_up, test_stopped, tear_down);
  g_test_add ("/sound/unheard", Fixture, NULL, set_up, test_unheard, tear_down);
  return g_test_run ();
}
