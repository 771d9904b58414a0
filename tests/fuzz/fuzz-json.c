/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "fuzz.h"
#include "wire/sf-cursor.h"

static void compare (SfRaw raw, JsonNode *node);

static void
compare_object (SfRaw raw, JsonObject *object)
{
  SfCursor cursor;
  SfRaw name, value;
  guint n = 0;

  g_assert_true (sf_cursor_enter (&cursor, raw, '{'));
  for (; sf_cursor_member (&cursor, &name, &value); n++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      SfRaw again;

      g_assert_true (sf_raw_text (name, text) && sf_raw_is (name, text->str));
      g_assert_true (sf_raw_member (raw, text->str, &again) && again.text == value.text && again.len == value.len);
      g_assert_true (json_object_has_member (object, text->str));
      compare (value, json_object_get_member (object, text->str));
    }
  g_assert_cmpuint (n, ==, json_object_get_size (object));
}

static void
compare_value (SfRaw raw, JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 ours = 0, theirs = 0;
  gboolean whole = sf_raw_int (raw, &ours);

  g_assert_true (whole == sf_json_node_int (node, &theirs));
  g_assert_cmpint (ours, ==, theirs);
  if (sf_raw_text (raw, text))
    g_assert_cmpstr (text->str, ==, json_node_get_string (node));
  else
    g_assert_true (json_node_get_value_type (node) != G_TYPE_STRING);
}

/* Our cursor and json-glib see the same document. */
static void
compare (SfRaw raw, JsonNode *node)
{
  SfCursor cursor;
  SfRaw value;
  guint n = 0;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      compare_object (raw, json_node_get_object (node));
      return;
    }
  if (JSON_NODE_HOLDS_VALUE (node))
    {
      compare_value (raw, node);
      return;
    }
  if (JSON_NODE_HOLDS_NULL (node))
    {
      g_assert_true (raw.len == 4 && sf_raw_type (raw) == 'n');
      return;
    }
  g_assert_true (sf_cursor_enter (&cursor, raw, '['));
  for (; sf_cursor_element (&cursor, &value); n++)
    compare (value, json_array_get_element (json_node_get_array (node), n));
  g_assert_cmpuint (n, ==, json_array_get_length (json_node_get_array (node)));
}

/*
 * What our reader lets pass, json-glib reads; what json-glib prints of it, our reader lets pass; printing is then stable.
 * The same bytes also go into gunzip, whose output never is beyond the limits.
 */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *) data;
  g_autoptr (GError) error = NULL;
  gboolean good = sf_json_validate (text, size, &error);
  g_autoptr (JsonNode) node = sf_json_parse (text, size, NULL), again = NULL;
  g_autofree char *printed = NULL, *twice = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size), inflated = sf_gunzip (bytes, NULL);

  g_assert_true (good == (error == NULL) && good == (node != NULL));
  if (inflated != NULL)
    g_assert_cmpuint (g_bytes_get_size (inflated), <=, SF_MAX_INFLATED);
  if (node == NULL)
    return 0;
  compare (sf_raw_document (text, size), node);
  printed = sf_json_print (node);
  again = sf_json_parse (printed, strlen (printed), &error);
  g_assert_no_error (error);
  twice = sf_json_print (again);
  g_assert_cmpstr (printed, ==, twice);
  return 0;
}
