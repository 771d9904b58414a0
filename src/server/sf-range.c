/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-range.h"

gboolean
sf_range_parse (const char *range, gint64 size, gint64 *from, gint64 *to)
{
  char *end;
  if (!range || !g_str_has_prefix (range, "bytes=") || !g_ascii_isdigit (range[6]))
    return FALSE;
  guint64 first = g_ascii_strtoull (range + 6, &end, 10), last = (guint64) size - 1;
  if (*end++ != '-')
    return FALSE;
  if (*end) {
    if (!g_ascii_isdigit (*end))
      return FALSE;
    guint64 named = g_ascii_strtoull (end, &end, 10);
    last = MIN (named, (guint64) size - 1);
  }
  if (*end != '\0')
    return FALSE;
  *from = (gint64) MIN (first, (guint64) G_MAXINT64);
  *to = (gint64) last;
  return TRUE;
}
