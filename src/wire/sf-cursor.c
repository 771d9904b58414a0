/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/sf-cursor.h"

/* A sign and the digits of 64 bits. */
#define MAX_INT 20

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *
skip_space (const char *at, const char *end)
{
  while (at < end && is_space (*at))
    at++;
  return at;
}

/* After the string that begins at @at and ends before @end. */
static const char *
after_string (const char *at, const char *end)
{
  for (;;)
    {
      const char *back;

      at = memchr (at + 1, '"', (gsize) (end - at - 1));
      for (back = at; back[-1] == '\\'; back--)
        ;
      /* One that an odd number of backslashes stands before is part of the text. */
      if ((at - back) % 2 == 0)
        return at + 1;
    }
}

/* After the object or array that begins at @at. */
static const char *
after_brackets (const char *at, const char *end)
{
  guint depth = 0;

  do
    if (*at == '"')
      at = after_string (at, end);
    else
      {
        depth += *at == '{' || *at == '[';
        depth -= *at == '}' || *at == ']';
        at++;
      }
  while (depth > 0);
  return at;
}

/* After the value that begins at @at. */
static const char *
after_value (const char *at, const char *end)
{
  if (*at == '"')
    return after_string (at, end);
  if (*at == '{' || *at == '[')
    return after_brackets (at, end);
  while (at < end && !(is_space (*at) || *at == ',' || *at == '}' || *at == ']'))
    at++;
  return at;
}

SfRaw
sf_raw_document (const char *json, gsize len)
{
  const char *end = json + len, *at = skip_space (json, end);

  while (end > at && is_space (end[-1]))
    end--;
  return (SfRaw) { at, (gsize) (end - at) };
}

char
sf_raw_type (SfRaw raw)
{
  return raw.text[0];
}

static gunichar
unit_at (const char *hex)
{
  gunichar unit = 0;

  for (guint i = 0; i < 4; i++)
    unit = unit << 4 | (gunichar) g_ascii_xdigit_value (hex[i]);
  return unit;
}

/* Appends what the escape at @at (its backslash) means; returns what follows it. */
static const char *
unescape (const char *at, GString *out)
{
  static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
  gunichar c;

  if (at[1] != 'u')
    {
      g_string_append_c (out, means[strchr (escapes, at[1]) - escapes]);
      return at + 2;
    }
  c = unit_at (at + 2);
  at += 6;
  if (c >= 0xd800 && c <= 0xdbff)
    {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit_at (at + 2) - 0xdc00);
      at += 6;
    }
  g_string_append_unichar (out, c);
  return at;
}

gboolean
sf_raw_text (SfRaw raw, GString *out)
{
  const char *at = raw.text + 1, *end = raw.text + raw.len - 1;

  if (raw.text[0] != '"')
    return FALSE;
  while (at < end)
    {
      const char *escape = memchr (at, '\\', (gsize) (end - at));

      g_string_append_len (out, at, (escape != NULL ? escape : end) - at);
      at = escape != NULL ? unescape (escape, out) : end;
    }
  return TRUE;
}

gboolean
sf_raw_is (SfRaw raw, const char *word)
{
  g_autoptr (GString) text = NULL;

  if (raw.text[0] != '"')
    return FALSE;
  if (memchr (raw.text, '\\', raw.len) == NULL)
    return raw.len - 2 == strlen (word) && memcmp (raw.text + 1, word, raw.len - 2) == 0;
  text = g_string_new (NULL);
  sf_raw_text (raw, text);
  return strcmp (text->str, word) == 0;
}

/* The text of a string, whose escapes go to @room, or the number as it is spelled. */
static SfRaw
spelling (SfRaw raw, GString **room)
{
  if (raw.text[0] != '"')
    return raw;
  if (memchr (raw.text, '\\', raw.len) == NULL)
    return (SfRaw) { raw.text + 1, raw.len - 2 };
  *room = g_string_new (NULL);
  sf_raw_text (raw, *room);
  return (SfRaw) { (*room)->str, (*room)->len };
}

gboolean
sf_raw_int (SfRaw raw, gint64 *out)
{
  g_autoptr (GString) room = NULL;
  gboolean string = raw.text[0] == '"';
  const char *digits;
  char text[MAX_INT + 1];
  SfRaw said;

  if (!string && raw.text[0] != '-' && !g_ascii_isdigit (raw.text[0]))
    return FALSE;
  said = spelling (raw, &room);
  if (said.len == 0 || said.len > MAX_INT)
    return FALSE;
  memcpy (text, said.text, said.len);
  text[said.len] = '\0';
  digits = text + (text[0] == '-');
  /* Of a number grammar and range were looked at; what has a dot or an exponent is not whole. A string has one spelling per number. */
  if (string && (!g_ascii_isdigit (digits[0]) || (digits[0] == '0' && said.len > 1)))
    return FALSE;
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, out, NULL);
}

void
sf_raw_compact (SfRaw raw, GString *out)
{
  const char *at = raw.text, *end = raw.text + raw.len;

  while (at < end)
    {
      const char *after = *at == '"' ? after_string (at, end) : at + 1;

      if (!is_space (*at))
        g_string_append_len (out, at, after - at);
      at = after;
    }
}

gboolean
sf_cursor_enter (SfCursor *self, SfRaw raw, char bracket)
{
  if (raw.text[0] != bracket)
    return FALSE;
  *self = (SfCursor) { raw.text + 1, raw.text + raw.len - 1 };
  return TRUE;
}

static gboolean
next_value (SfCursor *self, SfRaw *value)
{
  const char *after;

  self->at = skip_space (self->at, self->end);
  if (self->at < self->end && *self->at == ',')
    self->at = skip_space (self->at + 1, self->end);
  if (self->at >= self->end)
    return FALSE;
  after = after_value (self->at, self->end);
  *value = (SfRaw) { self->at, (gsize) (after - self->at) };
  self->at = after;
  return TRUE;
}

gboolean
sf_cursor_member (SfCursor *self, SfRaw *name, SfRaw *value)
{
  const char *after;

  self->at = skip_space (self->at, self->end);
  if (self->at < self->end && *self->at == ',')
    self->at = skip_space (self->at + 1, self->end);
  if (self->at >= self->end)
    return FALSE;
  after = after_string (self->at, self->end);
  *name = (SfRaw) { self->at, (gsize) (after - self->at) };
  self->at = skip_space (after, self->end) + 1;
  return next_value (self, value);
}

gboolean
sf_cursor_element (SfCursor *self, SfRaw *value)
{
  return next_value (self, value);
}

gboolean
sf_raw_member (SfRaw raw, const char *name, SfRaw *value)
{
  SfCursor cursor;
  SfRaw found;

  if (!sf_cursor_enter (&cursor, raw, '{'))
    return FALSE;
  while (sf_cursor_member (&cursor, &found, value))
    if (sf_raw_is (found, name))
      return TRUE;
  return FALSE;
}

static gboolean
refuse (const char *name, SfWireError code, const char *what, GError **error)
{
  g_set_error (error, SF_WIRE_ERROR, (int) code, "%s: %s", name, what);
  return FALSE;
}

gboolean
sf_raw_dup_text (SfRaw value, const char *name, gsize max, char **out, GError **error)
{
  g_autoptr (GString) room = NULL;
  SfRaw said;

  if (value.text[0] != '"')
    return refuse (name, SF_WIRE_ERROR_SHAPE, "not a text", error);
  said = spelling (value, &room);
  if (said.len > max)
    return refuse (name, SF_WIRE_ERROR_LIMIT, "too long", error);
  g_free (*out);
  *out = g_strndup (said.text, said.len);
  return TRUE;
}

gboolean
sf_raw_int_within (SfRaw value, const char *name, gint64 min, gint64 max, gint64 *out, GError **error)
{
  gint64 number = 0;

  if (!sf_raw_int (value, &number))
    return refuse (name, SF_WIRE_ERROR_SHAPE, "not a whole number", error);
  if (number < min || number > max)
    return refuse (name, SF_WIRE_ERROR_LIMIT, "out of range", error);
  *out = number;
  return TRUE;
}

gboolean
sf_raw_member_text (SfRaw raw, const char *name, gsize max, char **out, GError **error)
{
  SfRaw value;

  return sf_raw_member (raw, name, &value) ? sf_raw_dup_text (value, name, max, out, error) : refuse (name, SF_WIRE_ERROR_SHAPE, "not a text", error);
}

gboolean
sf_raw_member_int (SfRaw raw, const char *name, gint64 min, gint64 max, gint64 *out, GError **error)
{
  SfRaw value;

  return sf_raw_member (raw, name, &value) ? sf_raw_int_within (value, name, min, max, out, error) : refuse (name, SF_WIRE_ERROR_SHAPE, "not a whole number", error);
}
