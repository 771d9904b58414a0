/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-bytes.h"
#include "base/sf-sha256.h"
#include <string.h>

static void
test_sha256 (void)
{
  guint8 out[SF_HASH_LEN];
  sf_sha256 ("abc", 3, out);
  g_autofree char *hex = sf_hex (out, sizeof out);
  g_assert_cmpstr (hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  sf_sha256 (NULL, 0, out);
  g_autofree char *empty = sf_hex (out, sizeof out);
  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void
test_sha256_parts (void)
{
  guint8 whole[SF_HASH_LEN], parts[SF_HASH_LEN];
  sf_sha256 ("abc", 3, whole);
  sf_sha256_parts (parts, "a", (gsize) 1, "", (gsize) 0, "bc", (gsize) 2, NULL);
  g_assert_cmpmem (whole, sizeof whole, parts, sizeof parts);
}

/* Every length around the ends of blocks, in one piece and in two, against GLib's own. */
static void
test_sha256_lengths (void)
{
  guint8 data[300], out[SF_HASH_LEN], parts[SF_HASH_LEN];
  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 167 + 13);
  g_test_message ("with instructions for it: %s", sf_sha256_fast () ? "yes" : "no");
  for (gsize n = 0; n <= sizeof data; n++) {
    g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, n);
    sf_sha256 (data, n, out);
    g_autofree char *hex = sf_hex (out, sizeof out);
    g_assert_cmpstr (hex, ==, expected);
    for (gsize cut = 0; cut <= n; cut += 7) {
      sf_sha256_parts (parts, data, cut, data + cut, n - cut, NULL);
      g_assert_cmpmem (parts, sizeof parts, out, sizeof out);
    }
  }
}

static void
test_hex (void)
{
  guint8 out[3] = { 1, 2, 3 };
  g_assert_true (sf_unhex ("00fFa5", out, 3));
  g_assert_cmpmem (out, 3, "\x00\xff\xa5", 3);
  static const char *const wrong[] = { "", "00", "00ffa", "00ffa5a", "00ffa5a5", "00ffg5", "0x00ff", " 0ffa5", NULL };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (sf_unhex (wrong[i], out, 3));
  g_assert_cmpmem (out, 3, "\x00\xff\xa5", 3);   /* untouched */
}

static void
test_base64url (void)
{
  /* RFC 4648 10, without padding, and the two letters that differ. */
  static const char *const vectors[][2] = { { "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" },
    { "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff\xfe", "-__-" } };
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    gsize len = strlen (vectors[i][0]), n = 99;
    g_autofree char *text = sf_base64url (vectors[i][0], len);
    g_assert_cmpstr (text, ==, vectors[i][1]);
    g_autofree guint8 *back = sf_unbase64url (text, len, &n);
    g_assert_cmpmem (back, n, vectors[i][0], len);
    g_assert_cmpuint (n, ==, len);
    if (len > 0)
      g_assert_null (sf_unbase64url (text, len - 1, &n));
  }
}

static void
test_base64url_refuses (void)
{
  static const char *const wrong[] = { "Z", "Zg==", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v Yg", "Zm9vY", "Zm9v\n", "Zm9v¥", NULL };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (sf_unbase64url (wrong[i], 1000, NULL));
}

static void
test_equal_secret (void)
{
  g_assert_true (sf_equal_secret ("same", "same", 4));
  g_assert_false (sf_equal_secret ("same", "tame", 4));
  g_assert_false (sf_equal_secret ("same", "samf", 4));
  g_assert_true (sf_equal_secret ("samA", "samB", 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/bytes/sha256", test_sha256);
  g_test_add_func ("/base/bytes/sha256-parts", test_sha256_parts);
  g_test_add_func ("/base/bytes/sha256-lengths", test_sha256_lengths);
  g_test_add_func ("/base/bytes/hex", test_hex);
  g_test_add_func ("/base/bytes/base64url", test_base64url);
  g_test_add_func ("/base/bytes/base64url-refuses", test_base64url_refuses);
  g_test_add_func ("/base/bytes/equal-secret", test_equal_secret);
  return g_test_run ();
}
