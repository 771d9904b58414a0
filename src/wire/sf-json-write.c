/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/sf-json.h"

/* From @c on what means itself; returns its last byte. */
static const char *
append_plain (GString *out, const char *c)
{
  const char *end = c;

  while ((guchar) *end >= 0x20 && *end != '"' && *end != '\\')
    end++;
  g_string_append_len (out, c, end - c);
  return end - 1;
}

void
sf_json_append_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *c = text; *c != '\0'; c++)
    switch (*c)
      {
      case '"': g_string_append (out, "\\\""); break;
      case '\\': g_string_append (out, "\\\\"); break;
      case '\n': g_string_append (out, "\\n"); break;
      case '\r': g_string_append (out, "\\r"); break;
      case '\t': g_string_append (out, "\\t"); break;
      default:
        if ((guchar) *c < 0x20)
          g_string_append_printf (out, "\\u%04x", (guint) (guchar) *c);
        else
          c = append_plain (out, c);
      }
  g_string_append_c (out, '"');
}

/* Without printf: a page of rows has thousands. */
static void
append_digits (GString *out, gint64 value)
{
  char digits[20], *at = digits + sizeof digits;
  guint64 left = value < 0 ? - (guint64) value : (guint64) value;

  do
    *--at = (char) ('0' + left % 10);
  while ((left /= 10) > 0);
  if (value < 0)
    g_string_append_c (out, '-');
  g_string_append_len (out, at, digits + sizeof digits - at);
}

void
sf_json_append_int (GString *out, gint64 value)
{
  const gint64 exact = G_GINT64_CONSTANT (1) << 53;
  gboolean quote = value > exact || value < -exact;

  if (quote)
    g_string_append_c (out, '"');
  append_digits (out, value);
  if (quote)
    g_string_append_c (out, '"');
}

static void
append_double (GString *out, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (text, sizeof text, value);
  g_string_append (out, text);
  if (strpbrk (text, ".eE") == NULL)
    g_string_append (out, ".0");
}

static void append_node (GString *out, JsonNode *node);

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      sf_json_append_text (out, name);
      g_string_append_c (out, ':');
      append_node (out, value);
    }
  g_string_append_c (out, '}');
}

static void
append_array (GString *out, JsonArray *array)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_node (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

/* Our own: json-glib 1.6 prints 1e308 as 1e+308.0, which is no JSON. As deep as the reader let the document be. */
static void
append_node (GString *out, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    append_object (out, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    append_array (out, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    sf_json_append_text (out, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    append_digits (out, json_node_get_int (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    append_double (out, json_node_get_double (node));
}

char *
sf_json_print (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  append_node (out, node);
  return g_string_free (out, FALSE);
}
