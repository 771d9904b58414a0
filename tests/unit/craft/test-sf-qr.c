/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-qr.h"
#include <string.h>

static gboolean
is_finder (SfQr *qr, gint x0, gint y0)
{
  for (gint y = 0; y < 7; y++)
    for (gint x = 0; x < 7; x++) {
      gint ring = MAX (ABS (x - 3), ABS (y - 3));
      if (sf_qr_at (qr, x0 + x, y0 + y) != (ring != 2))
        return FALSE;
    }
  return TRUE;
}

/* The two bits of error correction in the format information, mask taken off (ISO 18004 7.9): M is 00. */
static guint
level_of (SfQr *qr)
{
  guint bits = (guint) sf_qr_at (qr, 0, 8) << 1 | (guint) sf_qr_at (qr, 1, 8);
  return bits ^ 2;   /* the mask 101010000010010 begins with 10 */
}

static void
check_code (const char *text, guint width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfQr) qr = sf_qr_new (text, strlen (text), &error);
  g_assert_no_error (error);
  gint n = (gint) sf_qr_width (qr);
  g_assert_cmpint (n, ==, (gint) width);
  g_assert_true (is_finder (qr, 0, 0) && is_finder (qr, n - 7, 0) && is_finder (qr, 0, n - 7));
  g_assert_cmpuint (level_of (qr), ==, 0);
  for (gint i = 8; i < n - 8; i++)   /* timing pattern */
    g_assert_true (sf_qr_at (qr, i, 6) == (i % 2 == 0));
  g_assert_false (sf_qr_at (qr, -1, 0) || sf_qr_at (qr, 0, n) || sf_qr_at (qr, n, 0));
}

static void
test_codes (void)
{
  check_code ("A", 21);
  check_code ("HTTPS://CARD.EXAMPLE.COM/C/0123456789ABCDEF", 29);   /* a card's slug: version 3 (decisions 15) */
  check_code ("https://card.example.com/c/0123456789abcdef", 33);   /* the same in bytes needs one more */
  check_code ("您好", 21);
}

static void
test_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *most = g_strnfill (2331, 'x'), *over = g_strnfill (2332, 'x');
  g_autoptr (SfQr) qr = sf_qr_new (most, 2331, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sf_qr_width (qr), ==, 177);
  g_assert_null (sf_qr_new (over, 2332, &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (sf_qr_new ("", 0, &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT);
}

/* Reads the half blocks back: what stands on the terminal is the code. */
static void
check_text (gboolean dark)
{
  g_autoptr (SfQr) qr = sf_qr_new ("showfloor1:abc", 14, NULL);
  g_autofree char *text = sf_qr_to_text (qr, dark);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 0);
  gint side = (gint) sf_qr_width (qr) + 8, y = 0;
  for (; lines[y] != NULL && *lines[y] != '\0'; y++) {
    gint x = 0;
    for (const char *p = lines[y]; *p != '\0'; p = g_utf8_next_char (p), x++) {
      gunichar c = g_utf8_get_char (p);
      gboolean upper = c == 0x2580 || c == 0x2588, lower = c == 0x2584 || c == 0x2588;
      g_assert_true ((upper != dark) == sf_qr_at (qr, x - 4, 2 * y - 4));
      if (2 * y + 1 < side)
        g_assert_true ((lower != dark) == sf_qr_at (qr, x - 4, 2 * y - 3));
    }
    g_assert_cmpint (x, ==, side);
  }
  g_assert_cmpint (y, ==, (side + 1) / 2);
}

static void
test_text (void)
{
  check_text (FALSE);
  check_text (TRUE);
}

static void
test_svg (void)
{
  g_autoptr (SfQr) qr = sf_qr_new ("A", 1, NULL);
  g_autofree char *svg = sf_qr_to_svg (qr);
  guint dark = 0, drawn = 0;
  for (gint y = 0; y < 21; y++)
    for (gint x = 0; x < 21; x++)
      dark += sf_qr_at (qr, x, y);
  for (const char *p = strstr (svg, "/><path d="); (p = strchr (p, 'h')) != NULL; p++)
    if (p[1] != '-')
      drawn += (guint) g_ascii_strtoull (p + 1, NULL, 10);
  g_assert_cmpuint (drawn, ==, dark);
  g_assert_nonnull (strstr (svg, "viewBox=\"0 0 29 29\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/craft/qr/codes", test_codes);
  g_test_add_func ("/craft/qr/limit", test_limit);
  g_test_add_func ("/craft/qr/text", test_text);
  g_test_add_func ("/craft/qr/svg", test_svg);
  return g_test_run ();
}
