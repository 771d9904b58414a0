/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-columns.h"

#include <string.h>

#include "admin/sf-admin.h"

#define MAX_MINOR G_GINT64_CONSTANT (1000000000000)

char *
sf_columns_name (const SfColumn *column)
{
  const char *end = strchr (column->names, '|');
  return end ? g_strndup (column->names, (gsize) (end - column->names)) : g_strdup (column->names);
}

static gboolean
is_called (const SfColumn *column, const char *title)
{
  g_auto (GStrv) names = g_strsplit (column->names, "|", 0);

  for (guint i = 0; names[i]; i++)
    if (g_ascii_strcasecmp (names[i], title) == 0)
      return TRUE;
  return FALSE;
}

gboolean
sf_columns_find (const SfColumn *columns, guint n, GStrv header, int *places, GError **error)
{
  for (guint c = 0; c < n; c++) {
    g_autofree char *name = sf_columns_name (&columns[c]);
    places[c] = -1;
    for (guint i = 0; header[i]; i++) {
      if (!is_called (&columns[c], sf_columns_cell (header, (int) i)))
        continue;
      if (places[c] >= 0) {
        g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The column “%s” is there twice", name);
        return FALSE;
      }
      places[c] = (int) i;
    }
    if (places[c] < 0 && columns[c].required) {
      g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The first row must name the columns; “%s” is needed", name);
      return FALSE;
    }
  }
  return TRUE;
}

const char *
sf_columns_cell (GStrv row, int place)
{
  for (int i = 0; i <= place; i++)
    if (!row[i])
      return "";
  return place < 0 ? "" : g_strstrip (row[place]);
}

gboolean
sf_columns_is_blank (GStrv row)
{
  for (guint i = 0; row[i]; i++)
    if (*g_strstrip (row[i]))
      return FALSE;
  return TRUE;
}

/* Digits with at most @decimals behind the point, as a number with so many; separators of thousands between digits only. */
static gboolean
read_decimal (const char *text, int decimals, gint64 *value)
{
  int behind = -1;

  *value = 0;
  if (!g_ascii_isdigit (*text))
    return FALSE;
  for (const char *p = text; *p; p++) {
    if (*p == '.' && behind < 0)
      behind = 0;
    else if (*p == ',' && behind < 0 && strlen (p) > 3 && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) && g_ascii_isdigit (p[3]) && !g_ascii_isdigit (p[4]))
      continue;
    else if (!g_ascii_isdigit (*p) || *value > MAX_MINOR || (behind >= decimals && *p != '0'))
      return FALSE;
    else if (behind < decimals) {
      *value = *value * 10 + (*p - '0');
      behind += behind >= 0;
    }
  }
  for (int i = MAX (behind, 0); i < decimals; i++)
    *value *= 10;
  return TRUE;
}

gboolean
sf_columns_money (const char *text, gint64 *minor)
{
  static const char *const before[] = { "￥", "¥", "CNY", "RMB", "NT$", "$" };
  static const char *const behind[] = { "元", "CNY" };
  g_autofree char *rest = g_strdup (text);

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    if (g_str_has_prefix (rest, before[i]))
      memmove (rest, rest + strlen (before[i]), strlen (rest) - strlen (before[i]) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (behind); i++)
    if (g_str_has_suffix (rest, behind[i]))
      rest[strlen (rest) - strlen (behind[i])] = '\0';
  g_strstrip (rest);
  gboolean wan = g_str_has_suffix (rest, "万") || g_str_has_suffix (rest, "萬");
  if (wan)
    rest[strlen (rest) - strlen ("万")] = '\0';
  g_strchomp (rest);
  return read_decimal (rest, wan ? 6 : 2, minor) && *minor > 0 && *minor <= MAX_MINOR;
}

char *
sf_columns_day (const char *text)
{
  guint part[3] = { 0 }, digits[3] = { 0 }, n = 0;
  gboolean solid = strlen (text) == 8 && strspn (text, "0123456789") == 8;

  for (const char *p = text; *p && n < 3; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c >= '0' && c <= '9' && digits[n] < 4) {
      part[n] = part[n] * 10 + (c - '0');
      digits[n]++;
      n += solid && (p - text == 3 || p - text == 5);
    } else if (n < 2 && digits[n] > 0 && (c == '-' || c == '/' || c == '.' || c == 0x5e74 || c == 0x6708)) {
      n++;
    } else if (!(n == 2 && digits[2] > 0 && c == 0x65e5 && *g_utf8_next_char (p) == '\0')) {
      return NULL;
    }
  }
  if (n != 2 || digits[0] != 4 || !g_date_valid_dmy ((GDateDay) part[2], (GDateMonth) part[1], (GDateYear) part[0]))
    return NULL;
  return g_strdup_printf ("%04u-%02u-%02u", part[0], part[1], part[2]);
}
