/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "craft/sf-vin.h"
#include <string.h>

static void
test_check (void)
{
  /* the example of 49 CFR 565.15 and well-known ones of the literature */
  static const char *const right[] = { "1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715", "WVWZZZ1JZXW000001" };
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_cmpint (sf_vin_check (right[i]), ==, SF_VIN_OK);
  g_assert_cmpint (sf_vin_check ("1M8GDM9A1KP042788"), ==, SF_VIN_CHECK);
  g_assert_cmpint (sf_vin_check ("1M8GDM9AXKP042789"), ==, SF_VIN_CHECK);
  g_assert_cmpint (sf_vin_check ("1M8GDM9AXKP04278"), ==, SF_VIN_LENGTH);
  g_assert_cmpint (sf_vin_check (""), ==, SF_VIN_LENGTH);
  g_assert_cmpint (sf_vin_check ("1M8GDM9AXKPO42788"), ==, SF_VIN_CHARACTER);
  g_assert_cmpint (sf_vin_check ("1m8GDM9AXKP042788"), ==, SF_VIN_CHARACTER);
  g_assert_cmpint (sf_vin_check ("王王王王王aa"), ==, SF_VIN_CHARACTER);   /* 17 bytes */
}

/* In the mainland any one wrong character is seen, as far as the sum modulo 11 sees it: replacing a digit always. */
static void
test_mainland (void)
{
  char vin[] = "LSVAA4187E2000001";
  vin[8] = sf_vin_check_digit (vin);
  g_assert_cmpint (sf_vin_check (vin), ==, SF_VIN_OK);
  for (guint i = 0; i < strlen (vin); i++) {
    char before = vin[i];
    if (i == 8 || !g_ascii_isdigit (before))
      continue;
    vin[i] = before == '9' ? '0' : (char) (before + 1);
    g_assert_cmpint (sf_vin_check (vin), ==, SF_VIN_CHECK);
    vin[i] = before;
  }
}

static void
test_normalize (void)
{
  g_autofree char *vin = sf_vin_normalize (" 1m8gdm9a-xkp 042788"), *wide = sf_vin_normalize ("１Ｍ８GDM9AXKP042788"), *none = sf_vin_normalize ("");
  g_assert_cmpstr (vin, ==, "1M8GDM9AXKP042788");
  g_assert_cmpstr (wide, ==, "1M8GDM9AXKP042788");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vin/check", test_check);
  g_test_add_func ("/vin/mainland", test_mainland);
  g_test_add_func ("/vin/normalize", test_normalize);
  return g_test_run ();
}
