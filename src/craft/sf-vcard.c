/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-vcard"
#include "config.h"
#include "craft/sf-vcard.h"
#include <string.h>

#define MAX_OCTETS 75   /* of a line, its end not counted (RFC 2425 5.8.1) */

/* TRUE for what may stand in a name: no controls, and no marks by which a name would write over its neighbours. */
static gboolean
is_text (gunichar c)
{
  const gboolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
  const gboolean ends = c == 0x2028 || c == 0x2029;
  return !turns && !ends && c != 0xFEFF && c != 0xFFFD && !g_unichar_iscntrl (c);
}

/* @text as it may stand in a card: valid, one space for what parted lines (unless @lines), none at the ends. */
static char *
cleaned (const char *text, gboolean lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (c == '\r' && p[1] == '\n')
      continue;
    if (c == '\n' || c == '\r')
      g_string_append_c (out, lines ? '\n' : ' ');
    else if (c == '\t')
      g_string_append_c (out, ' ');
    else if (is_text (c))
      g_string_append_unichar (out, c);
  }
  return g_strstrip (g_string_free (g_steal_pointer (&out), FALSE));
}

/* A text value or component (RFC 2426 4): backslash, comma and semicolon mean something, a line end is written "\n". */
static void
append_escaped (GString *line, const char *text)
{
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '\n') {
      g_string_append (line, "\\n");
      continue;
    }
    if (*p == '\\' || *p == ',' || *p == ';')
      g_string_append_c (line, '\\');
    g_string_append_c (line, *p);
  }
}

/* Ends @line with CRLF, folded where it is longer than a line may be, never within a character. */
static void
append_folded (GString *out, const char *line)
{
  gsize room = MAX_OCTETS;
  for (const char *p = line; *p != '\0';) {
    const gsize n = (gsize) (g_utf8_next_char (p) - p);
    if (n > room) {
      g_string_append (out, "\r\n ");
      room = MAX_OCTETS - 1;
    }
    g_string_append_len (out, p, (gssize) n);
    room -= n;
    p += n;
  }
  g_string_append (out, "\r\n");
}

static void
append_text (GString *out, const char *name, const char *text, gboolean lines)
{
  g_autofree char *clean = text != NULL ? cleaned (text, lines) : NULL;
  g_autoptr (GString) line = g_string_new (name);
  if (clean == NULL || *clean == '\0')
    return;
  g_string_append_c (line, ':');
  append_escaped (line, clean);
  append_folded (out, line->str);
}

/* N has five parts: family, given, additional, prefixes, suffixes (RFC 2426 3.1.2); some phones skip a card with fewer. */
static void
append_name (GString *out, const SfVcard *card)
{
  const gboolean parted = (card->family != NULL && *card->family != '\0') || (card->given != NULL && *card->given != '\0');
  g_autofree char *family = cleaned (parted ? (card->family != NULL ? card->family : "") : card->full, FALSE);
  g_autofree char *given = cleaned (parted && card->given != NULL ? card->given : "", FALSE);
  g_autoptr (GString) line = g_string_new ("N:");
  append_escaped (line, family);
  g_string_append_c (line, ';');
  append_escaped (line, given);
  g_string_append (line, ";;;");
  append_folded (out, line->str);
}

static void
append_phone (GString *out, const char *name, const char *number)
{
  g_autoptr (GString) line = g_string_new (name);
  guint digits = 0;
  if (number == NULL)
    return;
  g_string_append_c (line, ':');
  for (const char *p = number; *p != '\0'; p++) {
    const gboolean plus = *p == '+' && digits == 0;
    if (!g_ascii_isdigit (*p) && !plus && strchr (" -().", *p) == NULL)
      return;
    if (g_ascii_isdigit (*p) || plus)
      g_string_append_c (line, *p);
    digits += g_ascii_isdigit (*p) ? 1 : 0;
  }
  if (digits >= 3)
    append_folded (out, line->str);
}

/* Addresses are not escaped; one that holds more than letters of an address is left out. */
static void
append_address (GString *out, const char *name, const char *value, gboolean web)
{
  g_autoptr (GString) line = g_string_new (name);
  if (value == NULL || *value == '\0')
    return;
  for (const char *p = value; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || (!web && strchr (",;\\", *p) != NULL))
      return;
  if (web && g_ascii_strncasecmp (value, "http://", 7) != 0 && g_ascii_strncasecmp (value, "https://", 8) != 0)
    return;
  g_string_append_printf (line, ":%s", value);
  append_folded (out, line->str);
}

char *
sf_vcard_write (const SfVcard *card)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *full = cleaned (card->full != NULL ? card->full : "", FALSE);
  if (*full == '\0')
    return NULL;
  g_string_append (out, "BEGIN:VCARD\r\nVERSION:3.0\r\n");
  append_name (out, card);
  append_text (out, "FN", full, FALSE);
  append_text (out, "ORG", card->org, FALSE);
  append_text (out, "TITLE", card->title, FALSE);
  append_phone (out, "TEL;TYPE=CELL,WORK", card->mobile);
  append_phone (out, "TEL;TYPE=WORK,VOICE", card->work);
  append_address (out, "EMAIL;TYPE=INTERNET", card->email, FALSE);
  append_address (out, "URL", card->url, TRUE);
  append_text (out, "NOTE", card->note, TRUE);
  g_string_append (out, "END:VCARD\r\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}
