/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include "wire/sf-json.h"

G_DEFINE_QUARK (sf-wire-error-quark, sf_wire_error)

/* Longest spelling of a number that anybody means. */
#define MAX_NUMBER 128

typedef enum { VALUE, VALUE_OR_END, NAME, NAME_OR_END, AFTER } Expect;

typedef struct { gsize text, len; } Name;          /* unescaped, in Scanner.names_text, with a NUL behind it */

typedef struct {
  const char *data;
  gsize len, at;
  guint nodes, depth;
  char open[SF_MAX_JSON_DEPTH];                    /* '{' or '[' of each level */
  guint first_name[SF_MAX_JSON_DEPTH];             /* where the names of that object begin in @names */
  GArray *names;
  GString *names_text;
  Expect expect;
  GError **error;
  JsonNode **tree;                                 /* (nullable) where the document goes; on failure what was read of it is there */
  JsonNode *inside[SF_MAX_JSON_DEPTH];             /* not owned: of each level, when there is a tree */
} Scanner;

static gboolean
fail (Scanner *scan, SfWireError code, const char *what)
{
  g_set_error (scan->error, SF_WIRE_ERROR, (int) code, "%s at byte %" G_GSIZE_FORMAT, what, scan->at);
  return FALSE;
}

static gboolean
syntax (Scanner *scan, const char *what)
{
  return fail (scan, SF_WIRE_ERROR_SYNTAX, what);
}

static int
peek (const Scanner *scan)
{
  return scan->at < scan->len ? (guchar) scan->data[scan->at] : -1;
}

static void
skip_space (Scanner *scan)
{
  while (scan->at < scan->len && (scan->data[scan->at] == ' ' || scan->data[scan->at] == '\t' ||
                                  scan->data[scan->at] == '\r' || scan->data[scan->at] == '\n'))
    scan->at++;
}

/* Four hex digits at scan->at, or -1. */
static int
read_unit (Scanner *scan)
{
  int unit = 0;

  if (scan->len - scan->at < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (scan->data[scan->at + i]);

      if (digit < 0)
        return -1;
      unit = unit << 4 | digit;
    }
  scan->at += 4;
  return unit;
}

/* After the u of an escape: appends the character, or fails for U+0000 and for halves of pairs. */
static gboolean
read_escaped (Scanner *scan, GString *out)
{
  int unit = read_unit (scan), low;

  if (unit < 0)
    return syntax (scan, "bad \\u escape");
  if (unit == 0)
    return syntax (scan, "U+0000");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return syntax (scan, "half a surrogate pair");
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (scan->len - scan->at < 2 || scan->data[scan->at] != '\\' || scan->data[scan->at + 1] != 'u')
        return syntax (scan, "half a surrogate pair");
      scan->at += 2;
      low = read_unit (scan);
      if (low < 0xdc00 || low > 0xdfff)
        return syntax (scan, "half a surrogate pair");
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (out, (gunichar) unit);
  return TRUE;
}

/* The character before scan->at and all that follow it which mean themselves. */
static void
append_plain (Scanner *scan, GString *out)
{
  gsize start = scan->at - 1;

  while (scan->at < scan->len && (guchar) scan->data[scan->at] >= 0x20 && scan->data[scan->at] != '"' && scan->data[scan->at] != '\\')
    scan->at++;
  g_string_append_len (out, scan->data + start, (gssize) (scan->at - start));
}

/* From the opening quote to after the closing one; appends the unescaped bytes to @out. UTF-8 was looked at before. */
static gboolean
read_string (Scanner *scan, GString *out)
{
  static const char escapes[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
  gsize start = out->len;

  scan->at++;
  for (;;)
    {
      int c = peek (scan);
      const char *escape;

      if (out->len - start > SF_MAX_JSON_STRING)
        return fail (scan, SF_WIRE_ERROR_LIMIT, "string too long");
      if (c < 0)
        return syntax (scan, "string without an end");
      if (c < 0x20)
        return syntax (scan, "control character in a string");
      scan->at++;
      if (c == '"')
        return TRUE;
      if (c != '\\')
        {
          append_plain (scan, out);
          continue;
        }
      c = peek (scan);
      scan->at += c >= 0;
      if (c == 'u')
        {
          if (!read_escaped (scan, out))
            return FALSE;
          continue;
        }
      escape = c > 0 ? strchr (escapes, c) : NULL;
      if (escape == NULL)
        return syntax (scan, "bad escape");
      g_string_append_c (out, means[escape - escapes]);
    }
}

/* Takes @node to where it stands in the tree. */
static void
attach (Scanner *scan, JsonNode *node)
{
  JsonNode *parent = scan->depth > 0 ? scan->inside[scan->depth - 1] : NULL;

  if (parent == NULL)
    *scan->tree = node;
  else if (JSON_NODE_HOLDS_ARRAY (parent))
    json_array_add_element (json_node_get_array (parent), node);
  else
    json_object_set_member (json_node_get_object (parent), scan->names_text->str + g_array_index (scan->names, Name, scan->names->len - 1).text, node);
}

static gboolean
skip_digits (Scanner *scan)
{
  gsize start = scan->at;

  while (scan->at < scan->len && g_ascii_isdigit (scan->data[scan->at]))
    scan->at++;
  return scan->at > start;
}

static gboolean
read_value (Scanner *scan, const char *text, gboolean whole)
{
  gint64 value = 0;
  double real = whole ? 0 : g_ascii_strtod (text, NULL);

  if (whole && !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fail (scan, SF_WIRE_ERROR_LIMIT, "number beyond 64 bits");
  if (!isfinite (real))
    return fail (scan, SF_WIRE_ERROR_LIMIT, "number beyond a double");
  if (scan->tree != NULL)
    attach (scan, whole ? json_node_init_int (json_node_alloc (), value) : json_node_init_double (json_node_alloc (), real));
  return TRUE;
}

static gboolean
read_number (Scanner *scan)
{
  char text[MAX_NUMBER + 1];
  gsize start = scan->at, n;
  gboolean whole = TRUE, shape;

  scan->at += peek (scan) == '-';
  if (peek (scan) == '0')
    shape = (scan->at++, TRUE);
  else
    shape = skip_digits (scan);
  if (shape && peek (scan) == '.')
    {
      whole = FALSE;
      scan->at++;
      shape = skip_digits (scan);
    }
  if (shape && (peek (scan) == 'e' || peek (scan) == 'E'))
    {
      whole = FALSE;
      scan->at++;
      scan->at += peek (scan) == '+' || peek (scan) == '-';
      shape = skip_digits (scan);
    }
  if (!shape)
    return syntax (scan, "bad number");
  n = scan->at - start;
  if (n > MAX_NUMBER)
    return fail (scan, SF_WIRE_ERROR_LIMIT, "number too long");
  memcpy (text, scan->data + start, n);
  text[n] = '\0';
  return read_value (scan, text, whole);
}

static gboolean
read_word (Scanner *scan)
{
  static const char *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (scan->len - scan->at >= strlen (words[i]) && memcmp (scan->data + scan->at, words[i], strlen (words[i])) == 0)
      {
        scan->at += strlen (words[i]);
        if (scan->tree != NULL)
          attach (scan, i == 2 ? json_node_init_null (json_node_alloc ()) : json_node_init_boolean (json_node_alloc (), i == 0));
        return TRUE;
      }
  return syntax (scan, "no value");
}

static int
by_name (gconstpointer a, gconstpointer b, gpointer text)
{
  const Name *x = a, *y = b;

  if (x->len != y->len)
    return x->len < y->len ? -1 : 1;
  return memcmp ((const char *) text + x->text, (const char *) text + y->text, x->len);
}

/*
 * The object that ends has no name twice. Sorting, not hashing: names may be chosen so that a hash table
 * becomes a list.
 */
static gboolean
check_names (Scanner *scan)
{
  guint first = scan->first_name[scan->depth - 1];
  guint n = scan->names->len - first;
  Name *names;

  if (n == 0)
    return TRUE;
  names = &g_array_index (scan->names, Name, first);
  if (n > 1)
    g_qsort_with_data (names, (int) n, sizeof (Name), by_name, scan->names_text->str);
  for (guint i = 1; i < n; i++)
    if (by_name (&names[i - 1], &names[i], scan->names_text->str) == 0)
      return syntax (scan, "a name twice");
  /* The least offset of this object's names is where its text begins. */
  for (guint i = 1; i < n; i++)
    names[0].text = MIN (names[0].text, names[i].text);
  g_string_truncate (scan->names_text, names[0].text);
  g_array_set_size (scan->names, first);
  return TRUE;
}

static JsonNode *
new_container (char bracket)
{
  JsonNode *node = json_node_new (bracket == '{' ? JSON_NODE_OBJECT : JSON_NODE_ARRAY);

  if (bracket == '{')
    json_node_take_object (node, json_object_new ());
  else
    json_node_take_array (node, json_array_new ());
  return node;
}

static gboolean
enter (Scanner *scan, char bracket)
{
  JsonNode *node;

  if (scan->depth == SF_MAX_JSON_DEPTH)
    return fail (scan, SF_WIRE_ERROR_LIMIT, "nested too deeply");
  if (scan->tree != NULL)
    {
      node = new_container (bracket);
      attach (scan, node);
      scan->inside[scan->depth] = node;
    }
  scan->open[scan->depth] = bracket;
  scan->first_name[scan->depth++] = scan->names->len;
  scan->expect = bracket == '{' ? NAME_OR_END : VALUE_OR_END;
  scan->at++;
  return TRUE;
}

static gboolean
leave (Scanner *scan)
{
  if (scan->open[scan->depth - 1] == '{' && !check_names (scan))
    return FALSE;
  scan->depth--;
  scan->at++;
  scan->expect = AFTER;
  return TRUE;
}

static gboolean
scan_value (Scanner *scan)
{
  int c = peek (scan);
  gsize keep = scan->names_text->len;

  if (c == ']' && scan->expect == VALUE_OR_END)
    return leave (scan);
  if (++scan->nodes > SF_MAX_JSON_NODES)
    return fail (scan, SF_WIRE_ERROR_LIMIT, "too many values");
  if (c == '{' || c == '[')
    return enter (scan, (char) c);
  scan->expect = AFTER;
  if (c == '"')
    {
      gboolean ok = read_string (scan, scan->names_text);

      if (ok && scan->tree != NULL)
        attach (scan, json_node_init_string (json_node_alloc (), scan->names_text->str + keep));
      g_string_truncate (scan->names_text, keep);
      return ok;
    }
  if (c == '-' || (c >= '0' && c <= '9'))
    return read_number (scan);
  return read_word (scan);
}

static gboolean
scan_name (Scanner *scan)
{
  Name name = { scan->names_text->len, 0 };

  if (peek (scan) == '}' && scan->expect == NAME_OR_END)
    return leave (scan);
  if (peek (scan) != '"')
    return syntax (scan, "no name");
  if (!read_string (scan, scan->names_text))
    return FALSE;
  name.len = scan->names_text->len - name.text;
  g_string_append_c (scan->names_text, '\0');
  g_array_append_val (scan->names, name);
  skip_space (scan);
  if (peek (scan) != ':')
    return syntax (scan, "no colon");
  scan->at++;
  scan->expect = VALUE;
  return TRUE;
}

static gboolean
scan_after (Scanner *scan)
{
  char bracket = scan->open[scan->depth - 1];
  int c = peek (scan);

  if (c == ',')
    {
      scan->at++;
      scan->expect = bracket == '{' ? NAME : VALUE;
      return TRUE;
    }
  if (c == (bracket == '{' ? '}' : ']'))
    return leave (scan);
  return syntax (scan, "neither comma nor end");
}

static gboolean
scan_document (Scanner *scan)
{
  gboolean ok = TRUE;

  while (ok)
    {
      skip_space (scan);
      if (scan->expect == AFTER && scan->depth == 0)
        return scan->at == scan->len || syntax (scan, "more than one document");
      if (scan->expect == AFTER)
        ok = scan_after (scan);
      else if (scan->expect == NAME || scan->expect == NAME_OR_END)
        ok = scan_name (scan);
      else
        ok = scan_value (scan);
    }
  return FALSE;
}

static gboolean
scan (const char *data, gsize len, JsonNode **tree, GError **error)
{
  g_autoptr (GArray) names = g_array_sized_new (FALSE, FALSE, sizeof (Name), 32);
  g_autoptr (GString) text = g_string_sized_new (512);
  Scanner scanner = { data, len, 0, 0, 0, { 0 }, { 0 }, names, text, VALUE, error, tree, { NULL } };
  const char *end = data;

  if (len > SF_MAX_INFLATED)
    return fail (&scanner, SF_WIRE_ERROR_LIMIT, "document too long");
  /* Also refuses NUL, surrogates and overlong forms. U+FEFF at the start is then simply no value. */
  if (len > 0 && !g_utf8_validate_len (data, len, &end))
    {
      scanner.at = (gsize) (end - data);
      return syntax (&scanner, "not UTF-8");
    }
  return scan_document (&scanner);
}

gboolean
sf_json_validate (const char *data, gsize len, GError **error)
{
  return scan (data, len, NULL, error);
}

JsonNode *
sf_json_parse (const char *data, gsize len, GError **error)
{
  JsonNode *tree = NULL;

  if (scan (data, len, &tree, error))
    return tree;
  g_clear_pointer (&tree, json_node_unref);
  return NULL;
}

static JsonNode *
value_of (JsonObject *object, const char *member, GError **error)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: missing", member);
  return node;
}

const char *
sf_json_text (JsonObject *object, const char *member, gsize max, GError **error)
{
  JsonNode *node = value_of (object, member, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: not a text", member);
      return NULL;
    }
  if (strlen (json_node_get_string (node)) > max)
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT, "%s: too long", member);
      return NULL;
    }
  return json_node_get_string (node);
}

gboolean
sf_json_node_int (JsonNode *node, gint64 *out)
{
  const char *text, *digits;

  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *out = json_node_get_int (node);
      return TRUE;
    }
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  /* One spelling per number: no plus, no zero in front, no space. */
  text = json_node_get_string (node);
  digits = text + (text[0] == '-');
  if (!g_ascii_isdigit (digits[0]) || (digits[0] == '0' && text[1] != '\0'))
    return FALSE;
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, out, NULL);
}

gboolean
sf_json_int (JsonObject *object, const char *member, gint64 min, gint64 max, gint64 *out, GError **error)
{
  JsonNode *node = value_of (object, member, error);
  gint64 value = 0;

  if (node == NULL)
    return FALSE;
  if (!sf_json_node_int (node, &value))
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: not a whole number", member);
      return FALSE;
    }
  if (value < min || value > max)
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT, "%s: out of range", member);
      return FALSE;
    }
  *out = value;
  return TRUE;
}

gboolean
sf_json_has (JsonObject *object, const char *member)
{
  return json_object_has_member (object, member);
}
