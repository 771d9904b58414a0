/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "craft/sf-printer-place.h"

#include <string.h>

#define RAW_PORT 9100
#define MAX_WHERE 200

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
static const struct { const char *start, *allowed; } ways[] = {
  [SF_PRINTER_TCP] = { "tcp:", LETTERS ".-:[]" },
  [SF_PRINTER_FILE] = { "file:", LETTERS ".-_/:" },
  [SF_PRINTER_CUPS] = { "cups:", LETTERS ".-_" },
};

char *
sf_printer_setting_key (const char *device_id)
{
  return g_strconcat ("printer.", device_id, NULL);
}

void
sf_printer_place_free (SfPrinterPlace *self)
{
  g_free (self->where);
  g_free (self);
}

SfPrinterPlace *
sf_printer_place_copy (const SfPrinterPlace *self)
{
  SfPrinterPlace *copy = g_memdup2 (self, sizeof *self);

  copy->where = g_strdup (self->where);
  return copy;
}

char *
sf_printer_place_to_text (const SfPrinterPlace *self)
{
  g_autofree char *port = self->way == SF_PRINTER_TCP ? g_strdup_printf (":%u", self->port) : g_strdup ("");

  return g_strconcat (ways[self->way].start, self->where, port, self->mm == 58 ? " 58" : "", NULL);
}

/* HOST, HOST:PORT or [V6]:PORT. */
static gboolean
split_port (SfPrinterPlace *self)
{
  char *bracket = strrchr (self->where, ']'), *colon = strrchr (bracket != NULL ? bracket : self->where, ':');
  guint64 port;

  self->port = RAW_PORT;
  if (colon == NULL)
    return *self->where != 0;
  if (!g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  *colon = 0;
  self->port = (guint16) port;
  return *self->where != 0 && (bracket != NULL || strchr (self->where, ':') == NULL);
}

static gboolean
is_place (SfPrinterPlace *self)
{
  if (strlen (self->where) > MAX_WHERE || strspn (self->where, ways[self->way].allowed) != strlen (self->where))
    return FALSE;
  switch (self->way) {
  case SF_PRINTER_TCP:
    return split_port (self);
  case SF_PRINTER_FILE:
    return g_str_has_prefix (self->where, "/dev/") && strstr (self->where, "..") == NULL;
  default:
    return *self->where != 0 && *self->where != '-';
  }
}

SfPrinterPlace *
sf_printer_place_parse (const char *text, GError **error)
{
  g_autoptr(SfPrinterPlace) self = g_new0 (SfPrinterPlace, 1);
  g_auto(GStrv) words = g_strsplit (text, " ", 3);
  const guint n = g_strv_length (words);

  self->mm = n == 2 && g_str_equal (words[1], "58") ? 58 : 80;
  for (guint i = 0; n > 0 && self->where == NULL && i < G_N_ELEMENTS (ways); i++)
    if (g_str_has_prefix (words[0], ways[i].start)) {
      self->way = (SfPrinterWay) i;
      self->where = g_strdup (words[0] + strlen (ways[i].start));
    }
  if (self->where == NULL || n > 2 || (n == 2 && self->mm == 80 && !g_str_equal (words[1], "80")) || !is_place (self)) {
    g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "A printer is tcp:HOST[:PORT], file:/dev/… or cups:NAME, and 80 or 58 for its paper");
    return NULL;
  }
  return g_steal_pointer (&self);
}
