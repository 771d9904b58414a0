/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-bytes.h"
#include "wire/sf-messages.h"

#define DEALER "01939f6e-8f00-7000-8000-0000000000dd"

static SfToken
token (const char *scope, gint64 seq, gint64 head)
{
  SfToken self = { { 0 }, seq, head, { 0 } };

  g_strlcpy (self.scope, scope, sizeof self.scope);
  for (guint i = 0; i < SF_CHAIN_LEN; i++)
    self.chain[i] = (guint8) (0x40 + i);
  return self;
}

static void
test_token (void)
{
  SfToken sent = token ("dealer", 9100, G_MAXINT64), got;
  g_autofree char *text = sf_token_to_text (&sent), *longest = NULL;
  g_autoptr (GError) error = NULL;
  SfToken longest_token = token ("a-scope-with-a-name-of-sixty-three-characters-and-not-one-more-x", 1, 2);

  g_assert_true (sf_token_from_text (text, &got, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (&sent, sizeof sent, &got, sizeof got);
  longest = sf_token_to_text (&longest_token);
  g_assert_cmpuint (strlen (longest_token.scope), ==, 63);
  g_assert_cmpuint (strlen (longest), <=, 200);
  g_assert_true (sf_token_from_text (longest, &got, NULL));
  g_assert_cmpstr (got.scope, ==, longest_token.scope);
  for (gsize i = 0; i < strlen (text); i++)
    {
      g_autofree char *cut = g_strndup (text, i);

      g_assert_false (sf_token_from_text (cut, &got, NULL));
    }
}

static void
refuse_token (SfToken bad)
{
  g_autofree char *text = sf_token_to_text (&bad);
  g_autoptr (GError) error = NULL;
  SfToken got;

  g_assert_false (sf_token_from_text (text, &got, &error));
  g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_VALUE);
}

static void
test_bad_tokens (void)
{
  static const char *const texts[] = { "", "A", "!!!!", "AQZkZWFsZXI=", "////", " " };
  SfToken got;

  refuse_token (token ("dealer", 5, 4));
  refuse_token (token ("dealer", -1, 4));
  refuse_token (token ("", 1, 4));
  refuse_token (token ("dea ler", 1, 4));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (sf_token_from_text (texts[i], &got, NULL));
  g_assert_false (sf_token_from_text (NULL, &got, NULL));
}

static void
expect_hex (const guint8 *bytes, gsize n, const char *hex)
{
  g_autofree char *got = sf_hex (bytes, n);

  g_assert_cmpstr (got, ==, hex);
}

/* Computed with another program (Python's hashlib over the bytes that docs/protocol.md names). */
static void
test_hashes (void)
{
  const guint8 zero[SF_CHAIN_LEN] = { 0 };
  guint8 link[SF_LINK_LEN], row[SF_LINK_LEN], chain[SF_CHAIN_LEN], other[SF_CHAIN_LEN];

  sf_row_hash (NULL, 0, row);
  expect_hex (row, SF_LINK_LEN, "e3b0c44298fc1c149afbf4c8996fb924");
  sf_row_hash ("{}", 2, row);
  expect_hex (row, SF_LINK_LEN, "44136fa355b3678a1146ad16f7e8649e");
  sf_link (zero, "abc", 3, link);
  expect_hex (link, SF_LINK_LEN, "277e7ff6d232b9763f4a66e8d05d210d");
  sf_chain (zero, 1, "pub", "dealer", DEALER, row, chain);
  expect_hex (chain, SF_CHAIN_LEN, "a608f90df781aedc18f640c817719a25248a0b70234d8485f7c0b9dfcf8a2608");
  /* Where one name ends and the next begins is part of it. */
  sf_chain (zero, 1, "pubd", "ealer", DEALER, row, other);
  g_assert_true (memcmp (chain, other, SF_CHAIN_LEN) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token/round-trip", test_token);
  g_test_add_func ("/token/bad", test_bad_tokens);
  g_test_add_func ("/token/hashes", test_hashes);
  return g_test_run ();
}
