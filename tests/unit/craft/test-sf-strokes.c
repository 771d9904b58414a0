/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawings and which characters they may be; how many surnames are read: test-sf-name-candidates.c. */
#include "craft/sf-strokes.h"
#include <math.h>

static SfInk *
draw_wang (double left, double top, double side)
{
  static const double lines[][4] = { { 20, 18, 80, 18 }, { 25, 48, 75, 48 }, { 50, 18, 50, 82 }, { 12, 82, 88, 82 } };
  SfInk *ink = sf_ink_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    for (guint step = 0; step <= 30; step++)
      {
        const double part = step / 30.0, shake = step % 2 ? 0.5 : -0.5;
        const double x = left + side / 100 * (lines[i][0] + part * (lines[i][2] - lines[i][0]) + shake);
        const double y = top + side / 100 * (lines[i][1] + part * (lines[i][3] - lines[i][1]) - shake);

        if (step == 0)
          sf_ink_begin (ink, x, y);
        else
          sf_ink_go (ink, x, y);
      }
  return ink;
}

/* A hand's shaking goes, corners stay, and the place and size of it do not matter. */
static void
test_plain (void)
{
  g_autoptr (SfInk) ink = draw_wang (500, 40, 300), plain = sf_ink_plain (ink), corner = sf_ink_new ();
  guint n;

  g_assert_cmpuint (sf_ink_strokes (plain), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      sf_ink_stroke (plain, i, &n);
      g_assert_cmpuint (n, ==, 2);
    }
  g_assert_cmpfloat_with_epsilon (sf_ink_stroke (plain, 3, &n)[0].x, 0.12f, 0.01f);
  sf_ink_begin (corner, 0, 0);
  sf_ink_go (corner, 10, 0);
  sf_ink_go (corner, 10, 10);
  g_autoptr (SfInk) bent = sf_ink_plain (corner);
  sf_ink_stroke (bent, 0, &n);
  g_assert_cmpuint (n, ==, 3);
}

/* A dot, nothing, no numbers, and somebody who scribbles for an hour. */
static void
test_odd (void)
{
  g_autoptr (SfInk) ink = sf_ink_new (), dot = sf_ink_new ();
  g_autoptr (SfInk) nothing = sf_ink_plain (ink);
  guint n;

  g_assert_cmpuint (sf_ink_strokes (nothing), ==, 0);
  g_assert_false (sf_ink_undo (ink));
  for (guint i = 0; i < SF_INK_STROKES; i++)
    {
      g_assert_true (sf_ink_begin (ink, i, NAN));
      for (guint k = 0; k < 2 * SF_INK_POINTS; k++)
        sf_ink_go (ink, k, (k * k) % 97);
    }
  g_assert_false (sf_ink_begin (ink, 0, 0));
  sf_ink_stroke (ink, 3, &n);
  g_assert_cmpuint (n, ==, SF_INK_POINTS);
  g_autoptr (SfInk) plain = sf_ink_plain (ink), copy = sf_ink_copy (ink);
  g_assert_cmpuint (sf_ink_strokes (plain), ==, SF_INK_STROKES);
  sf_ink_clear (ink);
  g_assert_cmpuint (sf_ink_strokes (copy), ==, SF_INK_STROKES);
  sf_ink_begin (dot, 7, 7);
  g_autoptr (SfInk) small = sf_ink_plain (dot);
  g_assert_cmpfloat (sf_ink_stroke (small, 0, &n)[0].x, ==, 0.5f);
}

/* Offered where a model of the characters is; there is none of Taiwan's. */
static void
test_fits (void)
{
  g_assert_true (sf_strokes_fits ("zh_CN"));
  g_assert_false (sf_strokes_fits ("zh_TW"));
  g_assert_false (sf_strokes_fits ("en"));
  g_assert_null (sf_strokes_new ("zh_TW"));
}

static void
test_read (void)
{
  g_autoptr (SfStrokes) strokes = sf_strokes_new ("zh_CN");
  g_autoptr (SfInk) wang = draw_wang (3, 900, 60), none = sf_ink_new (), wild = sf_ink_new ();
  g_autoptr (GArray) guesses = sf_strokes_read (strokes, wang, 10), nothing = sf_strokes_read (strokes, none, 10);
  gboolean found = FALSE;

  g_assert_cmpuint (guesses->len, ==, 10);
  for (guint i = 0; i < guesses->len; i++)
    found = found || (i < 3 && g_str_equal (g_array_index (guesses, SfStrokesGuess, i).text, "王"));
  g_assert_true (found);
  for (guint i = 1; i < guesses->len; i++)
    g_assert_cmpfloat (g_array_index (guesses, SfStrokesGuess, i).score, <=, g_array_index (guesses, SfStrokesGuess, i - 1).score);
  g_assert_cmpuint (nothing->len, ==, 0);
  for (guint i = 0; i < SF_INK_STROKES; i++)
    {
      sf_ink_begin (wild, (i * 37) % 101, (i * 53) % 97);
      for (guint k = 0; k < SF_INK_POINTS; k++)
        sf_ink_go (wild, (k * 71 + i) % 101, (k * 29 + i) % 97);
    }
  g_autoptr (GArray) something = sf_strokes_read (strokes, wild, 5);
  g_assert_cmpuint (something->len, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/strokes/plain", test_plain);
  g_test_add_func ("/strokes/odd", test_odd);
  g_test_add_func ("/strokes/fits", test_fits);
  g_test_add_func ("/strokes/read", test_read);
  return g_test_run ();
}
