/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "craft/sf-qr.h"
#include "craft/sf-scanned.h"
#include <string.h>

#define SLUG "0123456789ABCDEF"
#define URL "https://cards.example.cn"

static void
expect (const char *text, const char *url, SfScannedWhat what, const char *code)
{
  SfScanned read;

  sf_scanned_read (text, url, &read);
  if (read.what != what || strcmp (read.code, code) != 0)
    g_error ("%s under %s: %d %s, not %d %s", text, url != NULL ? url : "nothing", (int) read.what, read.code, (int) what, code);
}

static void
test_ours (void)
{
  static const struct { const char *text, *url; SfScannedWhat what; } ours[] = {
    { "SHOWFLOOR:A:" SLUG, URL, SF_SCANNED_APPOINTMENT },
    { "SHOWFLOOR:A:" SLUG, NULL, SF_SCANNED_APPOINTMENT },
    { "showfloor:a:o123456789abcdef", URL, SF_SCANNED_APPOINTMENT },      /* Caps Lock, O for 0 */
    { "  SHOWFLOOR:E:" SLUG " ", URL, SF_SCANNED_EVENT },
    { URL "/c/" SLUG, URL, SF_SCANNED_LINK },
    { "HTTPS://CARDS.EXAMPLE.CN/C/" SLUG, URL, SF_SCANNED_LINK },
    { "http://cards.example.cn/c/" SLUG, URL, SF_SCANNED_LINK },
    { URL "/c/" SLUG "?from=singlemessage&isappinstalled=0", URL, SF_SCANNED_LINK },
    { URL "/c/" SLUG "#me", URL, SF_SCANNED_LINK },
    { "https://example.cn/shop/c/" SLUG, "https://example.cn/shop", SF_SCANNED_LINK },
    { "https://example.cn:8443/c/" SLUG, "https://example.cn:8443", SF_SCANNED_LINK },
    { "https://anything.cn/x/c/" SLUG "?y=/c/1", NULL, SF_SCANNED_LINK },   /* our address is not known now */
  };
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    expect (ours[i].text, ours[i].url, ours[i].what, SLUG);
}

static void
test_foreign (void)
{
  static const char *const foreign[] = {
    "", " ", "6901234567892", "WIFI:S:Guest;T:WPA;P:x;;", "https://u.wechat.com/EABCDEFGHIJKLMNO", "BEGIN:VCARD", "你好，世界你好，世界",
    "SHOWFLOOR:A:", "SHOWFLOOR:A:" SLUG "0", "SHOWFLOOR:A:0123456789ABCDE", "SHOWFLOOR:A:0123456789ABCDEU", "SHOWFLOOR:X:" SLUG, "SHOWFLOOR:A:" SLUG "?x",
    SLUG, "showfloor1:" SLUG, URL "/c/" SLUG "/", URL "/c/" SLUG "/../p/", URL "/p/" SLUG, URL "/x/c/" SLUG, URL ".evil.com/c/" SLUG,
    URL "@evil.com/c/" SLUG, "https://evil.com/c/" SLUG, "https://evil.com/?" URL "/c/" SLUG, "javascript:alert(1)//c/" SLUG, "ftp://cards.example.cn/c/" SLUG,
    URL "\\c\\" SLUG, URL "/c/0123456789ABCDE%46", "SHOWFLOOR:A:0123456789ABC\nEF", "SHOWFLOOR:A:\xff" "123456789ABCDEF",
  };
  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    expect (foreign[i], URL, SF_SCANNED_FOREIGN, "");
  expect ("https://u.wechat.com/EABCDEFGHIJKLMNO", NULL, SF_SCANNED_FOREIGN, "");
  expect ("https://c/" SLUG, NULL, SF_SCANNED_FOREIGN, "");
  expect (NULL, URL, SF_SCANNED_FOREIGN, "");
}

/* Any bytes of any length: never more than a slug comes out, and only whole ones. */
static void
test_any (void)
{
  static const char *const parts[] = { "SHOWFLOOR:A:", "https://", "cards.example.cn", "/c/", SLUG, "\xe4", "?", "#", " ", "\t", "@", "/", "中" };

  for (guint seed = 0; seed < 20000; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (GString) text = g_string_new (NULL);
    SfScanned read;
    const guint n = (guint) g_rand_int_range (rand, 0, 8);
    for (guint i = 0; i < n; i++)
      if (g_rand_boolean (rand))
        g_string_append (text, parts[g_rand_int_range (rand, 0, G_N_ELEMENTS (parts))]);
      else
        g_string_append_c (text, (char) g_rand_int_range (rand, 1, 256));
    sf_scanned_read (text->str, seed % 2 ? URL : NULL, &read);
    g_assert_cmpuint (strlen (read.code), ==, read.what == SF_SCANNED_FOREIGN ? 0 : SF_SLUG_LEN);
  }
  g_autofree char *endless = g_strnfill (1000000, '0');
  memcpy (endless, "SHOWFLOOR:A:" SLUG, 28);
  expect (endless, URL, SF_SCANNED_FOREIGN, "");
}

/* What is printed is read again, and takes the small code. */
static void
test_round (void)
{
  static const SfScannedWhat whats[] = { SF_SCANNED_APPOINTMENT, SF_SCANNED_EVENT };

  for (guint i = 0; i < G_N_ELEMENTS (whats); i++) {
    g_autofree char *text = sf_scanned_text (whats[i], SLUG);
    g_autoptr (SfQr) qr = sf_qr_new (text, strlen (text), NULL);
    expect (text, URL, whats[i], SLUG);
    g_assert_cmpuint (sf_qr_width (qr), ==, 25);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scanned/ours", test_ours);
  g_test_add_func ("/scanned/foreign", test_foreign);
  g_test_add_func ("/scanned/any", test_any);
  g_test_add_func ("/scanned/round", test_round);
  return g_test_run ();
}
