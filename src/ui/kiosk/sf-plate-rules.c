/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-plate-rules"
#include "config.h"
#include "ui/kiosk/sf-plate-rules.h"
#include "craft/sf-plate.h"

guint
sf_plate_length (const char *region, gboolean green)
{
  return g_strcmp0 (region, "tw") == 0 ? 0 : green ? 8 : 7;
}

gboolean
sf_plate_is_good (const char *region, gboolean green, const char *plate)
{
  const guint boxes = sf_plate_length (region, green);

  return sf_plate_check (plate, region, NULL) == SF_PLATE_OK && (boxes == 0 || (guint) g_utf8_strlen (plate, -1) == boxes);
}
