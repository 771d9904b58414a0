/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-plate-rules"
#include "config.h"
#include "ui/kiosk/sf-plate-rules.h"

#include <string.h>

static gboolean
is_tw (const char *region)
{
  return g_strcmp0 (region, "tw") == 0;
}

guint
sf_plate_length (const char *region, gboolean green)
{
  return is_tw (region) ? 0 : green ? 8 : 7;
}

gboolean
sf_plate_is_good (const char *region, gboolean green, const char *plate)
{
  const guint length = (guint) g_utf8_strlen (plate, -1);

  if (!is_tw (region))
    return length == sf_plate_length (region, green);
  /* Taiwan: two to four signs, a hyphen, two to four signs; both kinds of order are on the roads. */
  const char *hyphen = strchr (plate, '-');
  if (hyphen)
    return hyphen - plate >= 2 && strlen (hyphen + 1) >= 2;
  return length >= 4;
}

const char *
sf_plate_allowed (const char *region, const char *plate)
{
  const glong length = g_utf8_strlen (plate, -1);

  if (is_tw (region))
    return length == 0 || g_str_has_suffix (plate, "-") || strchr (plate, '-') ? SF_PLATE_SIGNS : SF_PLATE_SIGNS "-";
  if (length == 0)
    return NULL;
  return length == 1 ? SF_PLATE_LETTERS : SF_PLATE_SIGNS;
}
