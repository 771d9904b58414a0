/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-pin.h"
#include <string.h>

static void
test_is_valid (void)
{
  static const char *const good[] = { "0000", "1234", "12345678" };
  static const char *const bad[] = { NULL, "", "123", "123456789", "12 34", "12a4", "-123", "１２３４", "1234\n" };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (sf_pin_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sf_pin_is_valid (bad[i]));
}

static void
test_verify (void)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autofree char *verifier = sf_pin_hash ("2580", &error);
  g_assert_no_error (error);
  g_test_message ("one hash: %.0f ms", (double) (g_get_monotonic_time () - start) / 1000);
  g_autofree char *other = sf_pin_hash ("2580", NULL);
  g_assert_true (g_str_has_prefix (verifier, "$argon2id$v=19$"));
  g_assert_cmpuint (strlen (verifier), <, 128);
  g_assert_cmpstr (verifier, !=, other);   /* salted */
  g_assert_null (strstr (verifier, "2580"));
  g_assert_true (sf_pin_verify (verifier, "2580"));
  g_assert_false (sf_pin_verify (verifier, "2581"));
  g_assert_false (sf_pin_verify (verifier, "25800"));
  g_assert_false (sf_pin_verify (verifier, NULL));
  verifier[strlen (verifier) - 1] ^= 4;
  g_assert_false (sf_pin_verify (verifier, "2580"));
}

static void
test_refuses (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_pin_hash ("12", &error));
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);
  g_assert_null (strstr (error->message, "12"));
  /* These would take all memory or the whole day if they were tried. */
  static const char *const hostile[] = { NULL, "", "2580", "$argon2id$", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$x",
    "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
    "$argon2id$v=19$m=8192,t=4000000,p=1$c29tZXNhbHRzb21lc2FsdA$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE",
    "$argon2id$v=19$m=99999999999999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$MDEy" };
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    g_assert_false (sf_pin_verify (hostile[i], "2580"));
  g_autofree char *flood = g_strnfill (100000, '$');
  g_assert_false (sf_pin_verify (flood, "2580"));
}

static void
test_badge (void)
{
  g_autofree char *hash = sf_badge_hash ("BADGE-0042");
  /* printf BADGE-0042 | sha256sum */
  g_assert_cmpstr (hash, ==, "6bd97241bd398d6a979ad3a26bfc2f079a7ca9e3b973c05954d27befb828ed87");
  g_autofree char *scanned = sf_badge_hash (" BADGE-0042\r\n");
  g_assert_cmpstr (scanned, ==, hash);
  g_assert_true (sf_badge_verify (hash, "BADGE-0042\r"));
  g_assert_false (sf_badge_verify (hash, "BADGE-0043"));
  g_assert_false (sf_badge_verify (hash, ""));
  g_assert_false (sf_badge_verify (NULL, "BADGE-0042"));
  g_assert_false (sf_badge_verify ("short", "BADGE-0042"));
  g_assert_null (sf_badge_hash (NULL));
  g_assert_null (sf_badge_hash (" \r\n"));
  g_autofree char *flood = g_strnfill (257, 'x');
  g_assert_null (sf_badge_hash (flood));
}

/* The text is what a tablet keeps over a restart; nobody gets more guesses by pulling the plug or by setting the clock back. */
static void
test_tries (void)
{
  static const guint pauses[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
  gint64 now = G_GINT64_CONSTANT (1795140000000);
  SfTries tries;
  guint left;

  sf_tries_read (&tries, NULL);
  for (guint i = 1; i < SF_PIN_TRIES; i++) {
    g_assert_true (sf_tries_count (&tries, now, FALSE, &left));
    g_assert_cmpuint (left, ==, SF_PIN_TRIES - i);
  }
  g_assert_true (sf_tries_count (&tries, now, TRUE, &left));
  g_assert_cmpuint (left, ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++) {
    g_assert_true (sf_tries_count (&tries, now, FALSE, &left));
    g_assert_cmpuint (left, ==, 0);
    g_autofree char *kept = sf_tries_write (&tries);
    sf_tries_read (&tries, kept);
    g_assert_cmpuint (sf_tries_minutes (&tries, now), ==, pauses[i]);
    g_assert_false (sf_tries_count (&tries, now + pauses[i] * 60000 - 1, FALSE, &left));
    now += pauses[i] * 60000;
  }
  g_assert_cmpuint (sf_tries_minutes (&tries, now - G_GINT64_CONSTANT (86400000)), ==, 0);
  sf_tries_read (&tries, "nonsense");
  g_assert_cmpuint (tries.n, ==, 0);
  g_assert_cmpuint (sf_tries_minutes (&tries, now), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/craft/pin/is-valid", test_is_valid);
  g_test_add_func ("/craft/pin/verify", test_verify);
  g_test_add_func ("/craft/pin/refuses", test_refuses);
  g_test_add_func ("/craft/pin/badge", test_badge);
  g_test_add_func ("/craft/pin/tries", test_tries);
  return g_test_run ();
}
