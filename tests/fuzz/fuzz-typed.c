/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "craft/sf-code.h"
#include "craft/sf-phone.h"
#include "craft/sf-pin.h"
#include "craft/sf-plate.h"
#include "fuzz.h"
#include "model/sf-surnames.h"

static const char *const regions[] = { "cn", "tw", "hk", "mo", "" };

/* What is read once reads as itself ever after. */
static void
try_pairing (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfPairing) pairing = sf_pairing_parse (text, &error), again = NULL;
  g_autofree char *written = NULL;

  g_assert_true ((pairing == NULL) == (error != NULL));
  if (pairing == NULL || !pairing->has_fingerprint)   /* typed by hand: not written as a text */
    return;
  for (char **host = pairing->hosts; *host != NULL; host++)
    g_assert_true (sf_host_port_is_valid (*host));
  written = sf_pairing_to_text (pairing);
  if (strlen (written) > SF_PAIRING_MAX_TEXT)
    return;
  again = sf_pairing_parse (written, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->code, ==, pairing->code);
  g_assert_cmpmem (again->fingerprint, 32, pairing->fingerprint, 32);
}

static void
try_phone (const char *text, const char *region)
{
  g_autofree char *phone = sf_phone_normalize (text, region), *grouped = sf_phone_group (text, region);
  g_autofree char *shown = sf_phone_display (phone), *masked = sf_phone_mask (phone), *again = NULL;
  guint n;

  g_assert_true ((phone != NULL) == (sf_phone_check (text, region, &n) == SF_PHONE_OK));
  g_assert_cmpuint (n, <=, 64);
  if (phone == NULL)
    return;
  g_assert_cmpuint (strlen (phone), <=, 16);
  again = sf_phone_normalize (phone, "tw");
  g_assert_cmpstr (again, ==, phone);
}

static void
try_plate (const char *text, const char *region)
{
  g_autofree char *plate = sf_plate_normalize (text, region), *shown = sf_plate_display (plate), *again = NULL;

  g_assert_true ((plate != NULL) == (sf_plate_check (text, region, NULL) == SF_PLATE_OK));
  g_assert_true (g_utf8_validate (sf_plate_allowed (text, region), -1, NULL));
  if (plate == NULL)
    return;
  again = sf_plate_normalize (plate, region);
  g_assert_cmpstr (again, ==, plate);
}

/* Whatever a scanner or a guest can type into a field. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *badge = sf_badge_hash (text);
  char code[SF_CODE_LEN + 1];

  try_pairing (text);
  if (sf_code_parse (text, code))
    g_assert_cmpuint (strlen (code), ==, SF_CODE_LEN);
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      g_autoptr (GPtrArray) found = sf_surnames_find (regions[i], text, 9);

      g_assert_cmpuint (found->len, <=, 9);
      try_phone (text, regions[i]);
      try_plate (text, regions[i]);
    }
  return 0;
}
