/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-code.h"
#include "base/sf-bytes.h"
#include <string.h>

#define SERVER "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

static void
test_new (void)
{
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  guint seen[128] = { 0 };
  for (guint i = 0; i < 500; i++) {
    char back[SF_CODE_LEN + 1];
    g_autofree char *code = sf_code_new (ids);
    g_autofree char *shown = sf_code_format (code);
    g_assert_cmpuint (strlen (code), ==, SF_CODE_LEN);
    g_assert_null (strpbrk (code, "ILOUilou-"));
    g_assert_cmpint (shown[5], ==, '-');
    g_assert_true (sf_code_parse (shown, back));
    g_assert_cmpstr (back, ==, code);
    for (const char *p = code; *p != '\0'; p++)
      seen[(guint) *p]++;
  }
  guint letters = 0;
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    letters += seen[i] > 0;
  g_assert_cmpuint (letters, ==, 32);   /* the whole alphabet is used: 5 bits each */
}

static void
test_parse (void)
{
  char code[SF_CODE_LEN + 1];
  static const char *const same[] = { "AB0C1-DE1FG", "ab0c1de1fg", "ABOCI DELFG", " a-b-o-c-l-d-e-i-f-g \n", "AB0C1-DE1FG-" };
  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_assert_true (sf_code_parse (same[i], code));
    g_assert_cmpstr (code, ==, "AB0C1DE1FG");
  }
  static const char *const wrong[] = { NULL, "", "AB0C1-DE1F", "AB0C1-DE1FGH", "AB0C1-DE1FU", "AB0C1_DE1FG", "AB0C1-DE1F\xc3\x89", "甲乙丙丁戊己庚辛壬癸" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_false (sf_code_parse (wrong[i], code));
    g_assert_cmpstr (code, ==, "");
  }
  g_autofree char *flood = g_strnfill (100000, '-');
  g_assert_false (sf_code_parse (flood, code));
}

static void
test_slug (void)
{
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  char back[SF_SLUG_LEN + 1];
  g_autofree char *slug = sf_slug_new (ids), *other = sf_slug_new (ids), *lower = g_ascii_strdown (slug, -1);
  g_assert_cmpuint (strlen (slug), ==, 16);
  g_assert_cmpstr (slug, !=, other);
  g_assert_true (sf_slug_parse (lower, back));
  g_assert_cmpstr (back, ==, slug);
  g_assert_true (sf_slug_parse ("ob0c1de1fghjkmiL", back));
  g_assert_cmpstr (back, ==, "0B0C1DE1FGHJKM11");
  static const char *const wrong[] = { NULL, "", "0B0C1DE1FGHJKM1", "0B0C1DE1FGHJKM111", "0B0C1DE1-GHJKM11", "0B0C1DE1 GHJKM11", "0B0C1DE1UGHJKM11", "0B0C1DE1\xc3\x89HJKM1" };
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_assert_false (sf_slug_parse (wrong[i], back));
    g_assert_cmpstr (back, ==, "");
  }
}

/* Upper case is the same address only where no path follows the host. */
static void
test_slug_url (void)
{
  g_autofree char *plain = sf_slug_url ("https://card.example.com", "0B0C1DE1FGHJKM11");
  g_autofree char *port = sf_slug_url ("http://192.168.1.9:8480", "0B0C1DE1FGHJKM11");
  g_autofree char *path = sf_slug_url ("https://example.com/Cards", "0B0C1DE1FGHJKM11");
  g_assert_cmpstr (plain, ==, "HTTPS://CARD.EXAMPLE.COM/C/0B0C1DE1FGHJKM11");
  g_assert_cmpstr (port, ==, "HTTP://192.168.1.9:8480/C/0B0C1DE1FGHJKM11");
  g_assert_cmpstr (path, ==, "https://example.com/Cards/c/0B0C1DE1FGHJKM11");
}

static SfPairing *
make_pairing (void)
{
  SfPairing *pairing = g_new0 (SfPairing, 1);
  pairing->hosts = g_strsplit ("192.168.1.9:8443 srv.dealer.lan:8443 [fe80::1]:8443", " ", 0);
  pairing->server_id = g_strdup (SERVER);
  pairing->has_fingerprint = TRUE;
  sf_sha256 ("ca", 2, pairing->fingerprint);
  g_strlcpy (pairing->code, "AB0C1DE1FG", sizeof pairing->code);
  return pairing;
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPairing) pairing = make_pairing ();
  g_autofree char *text = sf_pairing_to_text (pairing);
  g_assert_true (g_str_has_prefix (text, "showfloor1:"));
  g_autofree char *spaced = g_strdup_printf (" %s\r\n", text);
  g_autoptr (SfPairing) back = sf_pairing_parse (spaced, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_equal ((const char *const *) back->hosts, (const char *const *) pairing->hosts));
  g_assert_cmpstr (back->server_id, ==, SERVER);
  g_assert_true (back->has_fingerprint);
  g_assert_cmpmem (back->fingerprint, 32, pairing->fingerprint, 32);
  g_assert_cmpstr (back->code, ==, "AB0C1DE1FG");
}

/* The server's store names itself by 32 hex digits. */
static void
test_short_server_id (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPairing) pairing = make_pairing ();
  g_free (pairing->server_id);
  pairing->server_id = g_strdup ("0123456789abcdef0123456789abcdef");
  g_autofree char *text = sf_pairing_to_text (pairing);
  g_autoptr (SfPairing) back = sf_pairing_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->server_id, ==, pairing->server_id);
}

static void
test_typed (void)
{
  static const char *const same[] = { "192.168.1.9:8443 ab0c1-de1fg", "192.168.1.9:8443,AB0C1DE1FG", "  192.168.1.9:8443  AB0 C1D E1F G" };
  for (guint i = 0; i < G_N_ELEMENTS (same); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SfPairing) pairing = sf_pairing_parse (same[i], &error);
    g_assert_no_error (error);
    g_assert_cmpstr (pairing->hosts[0], ==, "192.168.1.9:8443");
    g_assert_cmpstr (pairing->code, ==, "AB0C1DE1FG");
    g_assert_null (pairing->server_id);
    g_assert_false (pairing->has_fingerprint);
  }
}

static void
expect (const char *text, SfCraftError code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_pairing_parse (text, &error));
  g_assert_error (error, SF_CRAFT_ERROR, (int) code);
  g_assert_null (strstr (error->message, "CANARY"));   /* what came in is never told on */
}

static void
expect_lines (const char *lines, SfCraftError code)
{
  g_autofree char *payload = sf_base64url (lines, strlen (lines));
  g_autofree char *text = g_strconcat ("showfloor1:", payload, NULL);
  expect (text, code);
}

#define FP "f=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
#define WHO "s=" SERVER "\n" FP

static void
test_refuses (void)
{
  expect (NULL, SF_CRAFT_ERROR_LIMIT);
  expect ("", SF_CRAFT_ERROR_FORMAT);
  expect ("showfloor1:", SF_CRAFT_ERROR_FORMAT);
  expect ("showfloor1", SF_CRAFT_ERROR_FORMAT);
  expect ("showfloor1:CANARY!", SF_CRAFT_ERROR_FORMAT);
  expect ("showfloor0:AAAA", SF_CRAFT_ERROR_FORMAT);
  expect ("showfloor2:CANARY", SF_CRAFT_ERROR_VERSION);
  expect ("showfloor10:CANARY", SF_CRAFT_ERROR_VERSION);
  expect ("showfloor99999999999999999999:x", SF_CRAFT_ERROR_VERSION);
  expect ("https://CANARY.example/c/abc", SF_CRAFT_ERROR_FORMAT);
  expect ("192.168.1.9:8443 CANARY", SF_CRAFT_ERROR_FORMAT);
  expect ("192.168.1.9 AB0C1DE1FG", SF_CRAFT_ERROR_FORMAT);
  g_autofree char *flood = g_strnfill (SF_PAIRING_MAX_TEXT + 1, 'A');
  expect (flood, SF_CRAFT_ERROR_LIMIT);
  expect_lines ("h=a.lan:1\n" WHO, SF_CRAFT_ERROR_FORMAT);                        /* no code */
  expect_lines (WHO "c=AB0C1DE1FG\n", SF_CRAFT_ERROR_FORMAT);                     /* no host */
  expect_lines ("h=a.lan:1\nc=AB0C1DE1FG\n" FP, SF_CRAFT_ERROR_FORMAT);           /* no server */
  expect_lines ("h=a.lan:1\nc=AB0C1DE1FG\ns=" SERVER "\n", SF_CRAFT_ERROR_FORMAT); /* no fingerprint: anybody could answer */
  expect_lines ("h=a.lan:1\nc=AB0C1DE1FG\nc=AB0C1DE1FG\n" WHO, SF_CRAFT_ERROR_FORMAT);
  expect_lines ("h=a.lan:1\nc=AB0C1DE1FG\ns=CANARY\n" FP, SF_CRAFT_ERROR_FORMAT);
  expect_lines ("h=a.lan:1\nc=AB0C1DE1FG\nf=CANARY\n", SF_CRAFT_ERROR_FORMAT);
  expect_lines ("h=CANARY\nc=AB0C1DE1FG\n" WHO, SF_CRAFT_ERROR_FORMAT);
  expect_lines ("nonsense\nc=AB0C1DE1FG\nh=a.lan:1\n" WHO, SF_CRAFT_ERROR_FORMAT);
  expect_lines ("h=a:1\nh=a:1\nh=a:1\nh=a:1\nh=a:1\nh=a:1\nh=a:1\nh=a:1\nh=a:1\nc=AB0C1DE1FG\n" WHO, SF_CRAFT_ERROR_LIMIT);
}

static void
test_unknown_keys (void)
{
  const char *lines = "z=later\nx9=also later\nh=a.lan:1\nc=AB0C1DE1FG\n" WHO;
  g_autofree char *payload = sf_base64url (lines, strlen (lines)), *text = g_strconcat ("SHOWFLOOR1:", payload, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPairing) pairing = sf_pairing_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pairing->hosts[0], ==, "a.lan:1");
}

/* Damaged in every place by several bytes: refused or read, never beyond memory (AddressSanitizer looks on). */
static void
test_damaged (void)
{
  g_autoptr (SfPairing) pairing = make_pairing ();
  g_autofree char *text = sf_pairing_to_text (pairing);
  for (gsize at = 0; text[at] != '\0'; at++)
    for (guint v = 0; v < 4; v++) {
      g_autofree char *copy = g_strdup (text);
      copy[at] = "\x01" "A_\xff"[v];
      g_autoptr (SfPairing) got = sf_pairing_parse (copy, NULL);
      g_assert_true (got == NULL || got->hosts[0] != NULL);
      copy[at] = '\0';
      g_autoptr (SfPairing) cut = sf_pairing_parse (copy, NULL);
      g_assert_true (cut == NULL || strlen (copy) > strlen (text) - 4);   /* the last line end may be missing */
    }
}

static void
test_host_port (void)
{
  static const char *const good[] = { "a:1", "srv.dealer.lan:8443", "192.168.1.9:65535", "[::1]:8443", "[fe80::1]:1", "localhost:80" };
  static const char *const bad[] = { NULL, "", "a", ":1", "a:", "a:0", "a:65536", "a:-1", "a:+1", "a:1x", "a: 1", "-a:1", "a b:1", "a/b:1", "user@a:1",
    "[::1:1", "[]:1", "[nonsense]:1", "[127.0.0.1]:1", "[fe80::1%eth0]:1", "::1:1", "a\n:1", "http://a:1" };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (sf_host_port_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sf_host_port_is_valid (bad[i]));
  g_autofree char *flood = g_strnfill (5000, 'a');
  g_assert_false (sf_host_port_is_valid (flood));
}

static void
test_sas (void)
{
  guint8 one[32] = { 1 }, two[32] = { 2 };
  g_autofree char *a = sf_sas (one), *again = sf_sas (one), *b = sf_sas (two);
  g_assert_cmpuint (strlen (a), ==, 6);
  g_assert_cmpuint (strspn (a, "0123456789"), ==, 6);
  g_assert_cmpstr (a, ==, again);
  g_assert_cmpstr (a, !=, b);
  g_assert_cmpstr (a, ==, "252280");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/craft/code/new", test_new);
  g_test_add_func ("/craft/code/parse", test_parse);
  g_test_add_func ("/craft/code/slug", test_slug);
  g_test_add_func ("/craft/code/slug-url", test_slug_url);
  g_test_add_func ("/craft/code/round-trip", test_round_trip);
  g_test_add_func ("/craft/code/short-server-id", test_short_server_id);
  g_test_add_func ("/craft/code/typed", test_typed);
  g_test_add_func ("/craft/code/refuses", test_refuses);
  g_test_add_func ("/craft/code/unknown-keys", test_unknown_keys);
  g_test_add_func ("/craft/code/damaged", test_damaged);
  g_test_add_func ("/craft/code/host-port", test_host_port);
  g_test_add_func ("/craft/code/sas", test_sas);
  return g_test_run ();
}
