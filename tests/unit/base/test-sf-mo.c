/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-mo.h"
#include <string.h>

/* Pairs of (key, text), sorted as msgfmt sorts them; lengths given where NULs lie within. */
typedef struct { const char *key; gsize key_len; const char *text; gsize text_len; } Pair;

#define TEXT(s) s, sizeof (s) - 1
static const Pair pairs[] = {
  { TEXT (""), TEXT ("Content-Type: text/plain; charset=UTF-8\n") },
  { TEXT ("Open"), TEXT ("打开") },
  { TEXT ("Untranslated"), TEXT ("") },
  { TEXT ("door\004Open"), TEXT ("开门") },
  { TEXT ("q.ahead\004{n} guest\0{n} guests"), TEXT ("前面{n}位\0前面很多位") },
};

static void
put_u32 (GByteArray *out, guint32 value, gboolean swapped)
{
  value = swapped ? GUINT32_TO_BE (value) : GUINT32_TO_LE (value);
  g_byte_array_append (out, (guint8 *) &value, 4);
}

static GBytes *
make_catalogue (gboolean swapped)
{
  GByteArray *out = g_byte_array_new ();
  const guint n = G_N_ELEMENTS (pairs);
  guint32 at = 28 + 16 * n;
  const guint32 header[] = { 0x950412de, 0, n, 28, 28 + 8 * n, 0, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (header); i++)
    put_u32 (out, header[i], swapped);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++) {
      guint32 len = (guint32) (pass == 0 ? pairs[i].key_len : pairs[i].text_len);
      put_u32 (out, len, swapped);
      put_u32 (out, at, swapped);
      at += len + 1;
    }
  for (guint i = 0; i < n; i++)
    g_byte_array_append (out, (const guint8 *) pairs[i].key, (guint) pairs[i].key_len + 1);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (out, (const guint8 *) pairs[i].text, (guint) pairs[i].text_len + 1);
  return g_byte_array_free_to_bytes (out);
}

static void
check_texts (SfMo *mo)
{
  g_assert_cmpstr (sf_mo_lookup (mo, NULL, "Open"), ==, "打开");
  g_assert_cmpstr (sf_mo_lookup (mo, "door", "Open"), ==, "开门");
  g_assert_null (sf_mo_lookup (mo, "window", "Open"));
  g_assert_null (sf_mo_lookup (mo, NULL, "Untranslated"));
  g_assert_null (sf_mo_lookup (mo, NULL, "Close"));
  g_assert_cmpstr (sf_mo_lookup (mo, "q.ahead", "{n} guest"), ==, "前面{n}位");
  g_assert_cmpstr (sf_mo_lookup_form (mo, "q.ahead", "{n} guest", 1), ==, "前面很多位");
  g_assert_cmpstr (sf_mo_lookup_form (mo, "q.ahead", "{n} guest", 7), ==, "前面很多位");
  g_autofree char *long_id = g_strnfill (5000, 'x');   /* longer than the buffer on the stack */
  g_assert_null (sf_mo_lookup (mo, "door", long_id));
}

static void
test_reads (void)
{
  for (int swapped = 0; swapped < 2; swapped++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) data = make_catalogue (swapped);
    g_autoptr (SfMo) mo = sf_mo_new (data, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (sf_mo_size (mo), ==, 4);
    check_texts (mo);
  }
}

/* The file in a block of exactly its size: one byte read too far is seen by AddressSanitizer. */
static GBytes *
exact_copy (GBytes *data, gsize n)
{
  return g_bytes_new_take (g_memdup2 (g_bytes_get_data (data, NULL), n), n);
}

static void
test_cut (void)
{
  g_autoptr (GBytes) data = make_catalogue (FALSE);
  for (gsize n = 0; n < g_bytes_get_size (data); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) part = exact_copy (data, n);
    g_assert_null (sf_mo_new (part, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  }
}

static void
test_damaged (void)
{
  g_autoptr (GBytes) data = make_catalogue (FALSE);
  static const guint8 values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
  guint refused = 0;
  for (gsize at = 0; at < g_bytes_get_size (data); at++)
    for (guint v = 0; v < G_N_ELEMENTS (values); v++) {
      gsize n;
      guint8 *copy = g_memdup2 (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
      copy[at] = values[v];
      g_autoptr (GBytes) bytes = g_bytes_new_take (copy, g_bytes_get_size (data));
      g_autoptr (SfMo) mo = sf_mo_new (bytes, NULL);
      refused += mo == NULL;
      const char *text = mo == NULL ? NULL : sf_mo_lookup_form (mo, "q.ahead", "{n} guest", 1);
      if (text != NULL)   /* whatever is still told lies within the file and is UTF-8 */
        g_assert_true (g_utf8_validate (text, -1, NULL) && text >= (const char *) g_bytes_get_data (bytes, &n) && text < (const char *) copy + n);
    }
  g_assert_cmpuint (refused, >, 100);
}

static void
expect_refused (gsize at, guint32 value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = make_catalogue (FALSE);
  gsize n = g_bytes_get_size (whole);
  guint8 *copy = g_memdup2 (g_bytes_get_data (whole, NULL), n);
  value = GUINT32_TO_LE (value);
  memcpy (copy + at, &value, 4);
  g_autoptr (GBytes) bytes = g_bytes_new_take (copy, n);
  g_assert_null (sf_mo_new (bytes, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

static void
test_wild_numbers (void)
{
  expect_refused (0, 0x12345678);          /* not a catalogue */
  expect_refused (4, 0x00010000);          /* a revision nobody knows */
  expect_refused (8, 0xffffffff);          /* as many texts as fit nowhere */
  expect_refused (8, 0x20000000);          /* times 8 wraps in 32 bits */
  expect_refused (12, 0xfffffff8);         /* tables beyond the end */
  expect_refused (16, 0xffffffff);
  expect_refused (28 + 8, 0xffffffff);     /* length of a text */
  expect_refused (28 + 12, 0xffffffff);    /* place of a text */
  expect_refused (28 + 8, 3);              /* a text that does not end where it says */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/mo/reads", test_reads);
  g_test_add_func ("/base/mo/cut", test_cut);
  g_test_add_func ("/base/mo/damaged", test_damaged);
  g_test_add_func ("/base/mo/wild-numbers", test_wild_numbers);
  return g_test_run ();
}
