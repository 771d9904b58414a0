/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-phone-rules"
#include "config.h"
#include "ui/kiosk/sf-phone-rules.h"

#include <string.h>

static gboolean
is_tw (const char *region)
{
  return g_strcmp0 (region, "tw") == 0;
}

SfPhoneState
sf_phone_state (const char *region, const char *digits, guint *n)
{
  const guint length = (guint) strlen (digits);
  const guint whole = is_tw (region) ? 10 : 11;
  const char *start = is_tw (region) ? "09" : "1";

  *n = length > whole ? length - whole : whole - length;
  if (length == 0)
    return SF_PHONE_EMPTY;
  /* The first digits are judged as soon as they are there: the sooner said, the less to type again. */
  if (strncmp (digits, start, MIN (length, strlen (start))) != 0 || (!is_tw (region) && length > 1 && digits[1] < '3'))
    return SF_PHONE_START;
  if (length < whole)
    return SF_PHONE_SHORT;
  return length == whole ? SF_PHONE_GOOD : SF_PHONE_LONG;
}

char *
sf_phone_pretty (const char *region, const char *digits)
{
  const guint first = is_tw (region) ? 4 : 3, second = is_tw (region) ? 7 : 7;
  const char mark = is_tw (region) ? '-' : ' ';
  GString *text = g_string_new (NULL);

  for (guint i = 0; digits[i]; i++)
    {
      if (i == first || i == second)
        g_string_append_c (text, mark);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

const char *
sf_phone_prefix (const char *region)
{
  return is_tw (region) ? "+886" : "+86";
}
