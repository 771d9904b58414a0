/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-phone.h"
#include <string.h>

static void
test_normalize (void)
{
  static const struct { const char *typed, *region, *e164; } cases[] = {
    { "13800138000", "cn", "+8613800138000" }, { "138 0013 8000", "CN", "+8613800138000" }, { "138-0013-8000", "cn", "+8613800138000" },
    { "１３８００１３８０００", "cn", "+8613800138000" }, { "١٣٨٠٠١٣٨٠٠٠", "cn", "+8613800138000" }, { "+86 138 0013 8000", "cn", "+8613800138000" },
    { "＋８６　１３８００１３８０００", "tw", "+8613800138000" }, { "0086 13800138000", "hk", "+8613800138000" }, { "8613800138000", "cn", "+8613800138000" },
    { "0912345678", "tw", "+886912345678" }, { "0912-345-678", "tw", "+886912345678" }, { "+886 912 345 678", "cn", "+886912345678" },
    { "+886 0912 345 678", "tw", "+886912345678" }, { "886912345678", "tw", "+886912345678" }, { "(0912) 345.678", "tw", "+886912345678" },
    { "91234567", "hk", "+85291234567" }, { "+852 9123 4567", "cn", "+85291234567" }, { "66123456", "mo", "+85366123456" },
    { "+1 (202) 555-0123", "cn", "+12025550123" }, { "+44 20 7946 0018", NULL, "+442079460018" }, { "+86 13800138000", "", "+8613800138000" },
    { "85291234567", "hk", "+85291234567" },
    { "1380013800", "cn", NULL }, { "138001380000", "cn", NULL }, { "12800138000", "cn", NULL }, { "23800138000", "cn", NULL },
    { "0912345678", "cn", NULL }, { "13800138000", "tw", NULL }, { "13800138000", NULL, NULL }, { "912345678", "tw", NULL },
    { "1380013800a", "cn", NULL }, { "1380013+8000", "cn", NULL }, { "++8613800138000", "cn", NULL }, { "+0123456789", "cn", NULL },
    { "+1234567890123456", "cn", NULL }, { "", "cn", NULL }, { "   ", "cn", NULL }, { NULL, "cn", NULL }, { "\xff\xfe", "cn", NULL },
    { "13800138000; DROP TABLE", "cn", NULL }, { "02112345678", "cn", NULL }, { "0", "tw", NULL }, { "00", "cn", NULL }, { "+", "cn", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %u", i);
    g_autofree char *e164 = sf_phone_normalize (cases[i].typed, cases[i].region);
    g_assert_cmpstr (e164, ==, cases[i].e164);
    if (e164 != NULL) {   /* its own result is read as itself, in every region */
      g_autofree char *again = sf_phone_normalize (e164, "mo");
      g_assert_cmpstr (again, ==, e164);
    }
  }
}

static void
check (const char *typed, const char *region, SfPhoneState state, guint n)
{
  guint got = 99;
  g_assert_cmpint (sf_phone_check (typed, region, &got), ==, state);
  g_assert_cmpuint (got, ==, n);
  sf_phone_check (typed, region, NULL);
}

static void
test_check (void)
{
  check ("", "cn", SF_PHONE_EMPTY, 0);
  check ("1", "cn", SF_PHONE_SHORT, 10);
  check ("138 0013", "cn", SF_PHONE_SHORT, 4);
  check ("13800138000", "cn", SF_PHONE_OK, 0);
  check ("1380013800012", "cn", SF_PHONE_LONG, 2);
  check ("2", "cn", SF_PHONE_START, 0);
  check ("12", "cn", SF_PHONE_START, 0);
  check ("0", "tw", SF_PHONE_SHORT, 9);
  check ("08", "tw", SF_PHONE_START, 0);
  check ("0912345", "tw", SF_PHONE_SHORT, 3);
  check ("09123456789", "tw", SF_PHONE_LONG, 1);
  check ("9123456", "hk", SF_PHONE_SHORT, 1);
  check ("21234567", "hk", SF_PHONE_START, 0);
  check ("+86", "cn", SF_PHONE_SHORT, 11);
  check ("+886", "cn", SF_PHONE_SHORT, 9);
  check ("+886 91", "cn", SF_PHONE_SHORT, 7);
  check ("+86 138", "tw", SF_PHONE_SHORT, 8);
  check ("+49 151", "cn", SF_PHONE_SHORT, 2);
  check ("12 34x", "cn", SF_PHONE_WRONG, 0);
  check ("123", NULL, SF_PHONE_START, 0);
}

/* Digit by digit to a whole number: never OK before the end, never wrong on the way. */
static void
test_typing (void)
{
  static const struct { const char *digits, *region; } cases[] = { { "13800138000", "cn" }, { "0912345678", "tw" }, { "91234567", "hk" },
    { "66123456", "mo" }, { "+8613800138000", "tw" }, { "+886912345678", "cn" }, { "19912345678", "cn" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize n = 1; n <= strlen (cases[i].digits); n++) {
      g_autofree char *part = g_strndup (cases[i].digits, n);
      SfPhoneState state = sf_phone_check (part, cases[i].region, NULL);
      if (n == strlen (cases[i].digits))
        g_assert_cmpint (state, ==, SF_PHONE_OK);
      else
        g_assert_true (state == SF_PHONE_SHORT || state == SF_PHONE_EMPTY);
    }
}

static void
check_text (char *got, const char *wanted)
{
  g_assert_cmpstr (got, ==, wanted);
  g_free (got);
}

static void
test_group (void)
{
  check_text (sf_phone_group ("", "cn"), "");
  check_text (sf_phone_group ("138", "cn"), "138");
  check_text (sf_phone_group ("1380", "cn"), "138 0");
  check_text (sf_phone_group ("13800138000", "cn"), "138 0013 8000");
  check_text (sf_phone_group ("138001380009", "cn"), "138 0013 8000 9");
  check_text (sf_phone_group ("0912345678", "tw"), "0912-345-678");
  check_text (sf_phone_group ("91234567", "hk"), "9123 4567");
  check_text (sf_phone_group ("+12025550123", "cn"), "+12025550123");
}

static void
test_display (void)
{
  check_text (sf_phone_display ("+8613800138000"), "138 0013 8000");
  check_text (sf_phone_display ("+886912345678"), "0912-345-678");
  check_text (sf_phone_display ("+85291234567"), "9123 4567");
  check_text (sf_phone_display ("+12025550123"), "+12025550123");
  check_text (sf_phone_display (NULL), "");
  check_text (sf_phone_mask ("+8613800138000"), "138 **** 8000");
  check_text (sf_phone_mask ("+886912345678"), "0912-***-678");
  check_text (sf_phone_mask ("+85291234567"), "91** 4567");
  check_text (sf_phone_mask ("+12025550123"), "+1******0123");
  check_text (sf_phone_mask ("12345"), "1***5");
  check_text (sf_phone_mask (""), "");
  g_assert_cmpstr (sf_phone_region ("+8613800138000"), ==, "cn");
  g_assert_cmpstr (sf_phone_region ("+886912345678"), ==, "tw");
  g_assert_cmpstr (sf_phone_region ("+85366123456"), ==, "mo");
  g_assert_cmpstr (sf_phone_region ("+12025550123"), ==, "");
  g_assert_cmpstr (sf_phone_region (NULL), ==, "");
  g_assert_cmpstr (sf_phone_calling_code ("tw"), ==, "886");
  g_assert_null (sf_phone_calling_code ("us"));
}

static void
test_flood (void)
{
  g_autofree char *flood = g_strnfill (100000, '1');
  g_assert_cmpint (sf_phone_check (flood, "cn", NULL), ==, SF_PHONE_WRONG);
  g_assert_null (sf_phone_normalize (flood, "cn"));
  check_text (sf_phone_group (flood, "cn"), "");
  flood[150] = '\0';
  g_assert_cmpint (sf_phone_check (flood, "cn", NULL), ==, SF_PHONE_WRONG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/craft/phone/normalize", test_normalize);
  g_test_add_func ("/craft/phone/check", test_check);
  g_test_add_func ("/craft/phone/typing", test_typing);
  g_test_add_func ("/craft/phone/group", test_group);
  g_test_add_func ("/craft/phone/display", test_display);
  g_test_add_func ("/craft/phone/flood", test_flood);
  return g_test_run ();
}
