/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-escpos.h"
#include <string.h>

static SfPaperState
said (guint8 one, guint8 two, guint8 three, guint8 four)
{
  const guint8 bytes[] = { one, two, three, four };
  SfEscposReader reader = { { 0 }, 0, FALSE, FALSE, 0 };
  sf_escpos_reader_take (&reader, bytes, sizeof bytes);
  g_assert_cmpuint (reader.garbage, ==, 0);
  return sf_escpos_reader_state (&reader);
}

static void
test_states (void)
{
  g_assert_cmpint (said (0x12, 0x12, 0x12, 0x12), ==, SF_PAPER_READY);
  g_assert_cmpint (said (0x12, 0x12, 0x12, 0x1e), ==, SF_PAPER_READY);   /* nearly at its end is not at its end */
  g_assert_cmpint (said (0x1a, 0x32, 0x12, 0x7e), ==, SF_PAPER_EMPTY);
  g_assert_cmpint (said (0x1a, 0x16, 0x12, 0x72), ==, SF_PAPER_OPEN);
  g_assert_cmpint (said (0x1a, 0x52, 0x1a, 0x12), ==, SF_PAPER_JAM);
  g_assert_cmpint (said (0x1a, 0x12, 0x12, 0x12), ==, SF_PAPER_OFF);
  for (guint i = 0; i < SF_N_PAPER_STATES; i++)
    g_assert_cmpuint (strlen (sf_paper_state_code (i)), >, 2);
}

/* In pieces, between flow control, with an answer missing, and from something that is no printer. */
static void
test_reader (void)
{
  SfEscposReader reader = { { 0 }, 0, FALSE, FALSE, 0 };
  sf_escpos_reader_take (&reader, (const guint8 *) "\x12\x11\x12", 3);
  sf_escpos_reader_take (&reader, (const guint8 *) "\x13\x12", 2);
  g_assert_cmpint (sf_escpos_reader_state (&reader), ==, SF_PAPER_UNKNOWN);
  sf_escpos_reader_take (&reader, (const guint8 *) "\x0c\x12", 2);
  g_assert_true (reader.done && reader.done_empty);
  g_assert_cmpint (sf_escpos_reader_state (&reader), ==, SF_PAPER_READY);
  g_assert_cmpuint (reader.garbage, ==, 0);
  sf_escpos_reader_reset (&reader);
  sf_escpos_reader_take (&reader, (const guint8 *) "HTTP", 4);
  g_assert_cmpint (sf_escpos_reader_state (&reader), ==, SF_PAPER_UNKNOWN);
  g_assert_cmpuint (reader.garbage, >, 0);
}

/* Whatever the picture is, nothing in it is a real-time command, and no other dot changes. */
static void
test_defused (void)
{
  enum { STRIDE = 48, ROWS = 300 };
  guint8 bits[STRIDE * ROWS];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < sizeof bits; i++)
    bits[i] = i % 7 == 0 ? 0x10 : i % 7 == 1 ? (const guint8[]) { 0x04, 0x05, 0x14, 0x01 }[i / 7 % 4] : (guint8) g_test_rand_int ();
  g_autoptr (GBytes) out = sf_escpos_raster (bits, STRIDE * 8, ROWS, &error);
  g_assert_no_error (error);
  gsize n;
  const guint8 *bytes = g_bytes_get_data (out, &n);
  for (gsize i = 0; i + 1 < n; i++)
    g_assert_false (bytes[i] == 0x10 && (bytes[i + 1] == 0x04 || bytes[i + 1] == 0x05 || bytes[i + 1] == 0x14));
  g_assert_cmpmem (bytes, 2, "\x1b@", 2);
  g_assert_cmpmem (bytes + n - 7, 7, "\x1b" "d\x04\x1dVB\x00", 7);
  const guint8 *at = bytes + 2;
  for (guint y = 0, row = 0; y < ROWS; y++, row++) {
    if (row % 128 == 0) {
      const guint rows = MIN (128, ROWS - y);
      const guint8 head[8] = { 0x1d, 'v', '0', 0, STRIDE, 0, (guint8) rows, 0 };
      g_assert_cmpmem (at, 8, head, 8);
      at += 8;
    }
    for (guint x = 0; x < STRIDE; x++, at++)
      g_assert_true (*at == bits[y * STRIDE + x] || (bits[y * STRIDE + x] == 0x10 && *at == 0x30));
  }
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_escpos_raster ((const guint8 *) "", 0, 10, &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (sf_escpos_raster ((const guint8 *) "", 8, 20000, &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escpos/states", test_states);
  g_test_add_func ("/escpos/reader", test_reader);
  g_test_add_func ("/escpos/defused", test_defused);
  g_test_add_func ("/escpos/limits", test_limits);
  return g_test_run ();
}
