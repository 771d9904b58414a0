/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-craft"
#include "craft/sf-vin.h"

#include <string.h>

#define VIN_LEN 17
#define CHECK_AT 8

char *
sf_vin_normalize (const char *typed)
{
  GString *vin = g_string_new (NULL);

  for (const char *p = typed; *p && vin->len < 64; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c >= 0xff01 && c <= 0xff5e)
      c -= 0xfee0;
    if (c != ' ' && c != '-' && c != 0x3000)
      g_string_append_unichar (vin, c < 0x80 ? (gunichar) g_ascii_toupper ((char) c) : c);
  }
  return g_string_free (vin, FALSE);
}

/* 49 CFR 565.15 table III, GB 16735 table A.1: value of a character; -1 for I, O, Q and all else. */
static int
value_of (char c)
{
  static const char letters[] = "ABCDEFGH-JKLMN-P-RSTUVWXYZ";
  static const char values[] = "12345678012345070923456789";

  if (g_ascii_isdigit (c))
    return c - '0';
  return g_ascii_isupper (c) && letters[c - 'A'] == c ? values[c - 'A'] - '0' : -1;
}

char
sf_vin_check_digit (const char *vin)
{
  static const int weights[VIN_LEN] = { 8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2 };
  int sum = 0;

  if (strlen (vin) != VIN_LEN)
    return 0;
  for (guint i = 0; i < VIN_LEN; i++) {
    if (value_of (vin[i]) < 0)
      return 0;
    sum += value_of (vin[i]) * weights[i];
  }
  return sum % 11 == 10 ? 'X' : (char) ('0' + sum % 11);
}

SfVinState
sf_vin_check (const char *vin)
{
  gboolean checked = *vin == 'L' || (*vin >= '1' && *vin <= '5');

  if (strlen (vin) != VIN_LEN)
    return SF_VIN_LENGTH;
  if (!sf_vin_check_digit (vin))
    return SF_VIN_CHARACTER;
  return checked && vin[CHECK_AT] != sf_vin_check_digit (vin) ? SF_VIN_CHECK : SF_VIN_OK;
}
