/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/sf-json.h"

typedef struct { const char *what; const char *text; gssize len; int code; } Case;      /* code -1: must pass */

#define T(text) text, -1
#define PASS -1

static const Case cases[] = {
  { "object", T ("{\"a\":1,\"b\":[true,false,null,-0,1.5e3]}"), PASS },
  { "space around", T (" \t\r\n{ } \n"), PASS },
  { "top-level text", T ("\"x\""), PASS },
  { "top-level number", T ("12"), PASS },
  { "least int64", T ("-9223372036854775808"), PASS },
  { "greatest int64", T ("9223372036854775807"), PASS },
  { "escapes", T ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\""), PASS },
  { "astral", T ("\"\xf0\x9f\x9a\x97\""), PASS },
  { "DEL and U+2028 are no controls here", T ("\"\x7f\xe2\x80\xa8\""), PASS },
  { "same name at two levels", T ("{\"a\":{\"a\":1},\"b\":{\"a\":2}}"), PASS },
  { "names that differ by case", T ("{\"a\":1,\"A\":2}"), PASS },
  { "empty", T (""), SF_WIRE_ERROR_SYNTAX },
  { "space only", T ("  "), SF_WIRE_ERROR_SYNTAX },
  { "two documents", T ("{} {}"), SF_WIRE_ERROR_SYNTAX },
  { "trailing word", T ("{}x"), SF_WIRE_ERROR_SYNTAX },
  { "trailing comma", T ("[1,]"), SF_WIRE_ERROR_SYNTAX },
  { "trailing comma in object", T ("{\"a\":1,}"), SF_WIRE_ERROR_SYNTAX },
  { "leading comma", T ("[,1]"), SF_WIRE_ERROR_SYNTAX },
  { "no comma", T ("[1 2]"), SF_WIRE_ERROR_SYNTAX },
  { "no colon", T ("{\"a\" 1}"), SF_WIRE_ERROR_SYNTAX },
  { "no value", T ("{\"a\":}"), SF_WIRE_ERROR_SYNTAX },
  { "bare name", T ("{a:1}"), SF_WIRE_ERROR_SYNTAX },
  { "number as name", T ("{1:1}"), SF_WIRE_ERROR_SYNTAX },
  { "wrong bracket", T ("[1}"), SF_WIRE_ERROR_SYNTAX },
  { "end alone", T ("]"), SF_WIRE_ERROR_SYNTAX },
  { "open array", T ("[1"), SF_WIRE_ERROR_SYNTAX },
  { "open object", T ("{\"a\":1"), SF_WIRE_ERROR_SYNTAX },
  { "open string", T ("\"abc"), SF_WIRE_ERROR_SYNTAX },
  { "string ends in an escape", T ("\"abc\\"), SF_WIRE_ERROR_SYNTAX },
  { "single quotes", T ("{'a':1}"), SF_WIRE_ERROR_SYNTAX },
  { "comment", T ("{}/* */"), SF_WIRE_ERROR_SYNTAX },
  { "line comment", T ("// x\n{}"), SF_WIRE_ERROR_SYNTAX },
  { "hex number", T ("0x1f"), SF_WIRE_ERROR_SYNTAX },
  { "octal", T ("017"), SF_WIRE_ERROR_SYNTAX },
  { "plus", T ("+1"), SF_WIRE_ERROR_SYNTAX },
  { "minus alone", T ("-"), SF_WIRE_ERROR_SYNTAX },
  { "dot first", T (".5"), SF_WIRE_ERROR_SYNTAX },
  { "dot last", T ("1."), SF_WIRE_ERROR_SYNTAX },
  { "empty exponent", T ("1e"), SF_WIRE_ERROR_SYNTAX },
  { "empty signed exponent", T ("1e+"), SF_WIRE_ERROR_SYNTAX },
  { "NaN", T ("NaN"), SF_WIRE_ERROR_SYNTAX },
  { "Infinity", T ("-Infinity"), SF_WIRE_ERROR_SYNTAX },
  { "capital true", T ("True"), SF_WIRE_ERROR_SYNTAX },
  { "half a word", T ("tru"), SF_WIRE_ERROR_SYNTAX },
  { "1e999", T ("1e999"), SF_WIRE_ERROR_LIMIT },
  { "-1e999", T ("-1e999"), SF_WIRE_ERROR_LIMIT },
  { "thirty digits", T ("123456789012345678901234567890"), SF_WIRE_ERROR_LIMIT },
  { "int64 and one", T ("9223372036854775808"), SF_WIRE_ERROR_LIMIT },
  { "U+0000 escaped", T ("\"a\\u0000b\""), SF_WIRE_ERROR_SYNTAX },
  { "U+0000 in a name", T ("{\"a\\u0000\":1}"), SF_WIRE_ERROR_SYNTAX },
  { "NUL byte", "\"a\0b\"", 5, SF_WIRE_ERROR_SYNTAX },
  { "NUL after the end", "{}\0", 3, SF_WIRE_ERROR_SYNTAX },
  { "high surrogate alone", T ("\"\\ud83d\""), SF_WIRE_ERROR_SYNTAX },
  { "high surrogate and text", T ("\"\\ud83dxx\""), SF_WIRE_ERROR_SYNTAX },
  { "high surrogate twice", T ("\"\\ud83d\\ud83d\""), SF_WIRE_ERROR_SYNTAX },
  { "high surrogate and U+E000", T ("\"\\ud83d\\ue000\""), SF_WIRE_ERROR_SYNTAX },
  { "low surrogate alone", T ("\"\\ude00\""), SF_WIRE_ERROR_SYNTAX },
  { "short escape", T ("\"\\u12\""), SF_WIRE_ERROR_SYNTAX },
  { "bad hex", T ("\"\\u12g4\""), SF_WIRE_ERROR_SYNTAX },
  { "unknown escape", T ("\"\\x41\""), SF_WIRE_ERROR_SYNTAX },
  { "raw newline", T ("\"a\nb\""), SF_WIRE_ERROR_SYNTAX },
  { "raw tab", T ("\"a\tb\""), SF_WIRE_ERROR_SYNTAX },
  { "BOM", T ("\xef\xbb\xbf{}"), SF_WIRE_ERROR_SYNTAX },
  { "UTF-16", "{\0}\0", 4, SF_WIRE_ERROR_SYNTAX },
  { "bad UTF-8", T ("\"\xff\""), SF_WIRE_ERROR_SYNTAX },
  { "overlong slash", T ("\"\xc0\xaf\""), SF_WIRE_ERROR_SYNTAX },
  { "surrogate in UTF-8", T ("\"\xed\xa0\x80\""), SF_WIRE_ERROR_SYNTAX },
  { "beyond U+10FFFF", T ("\"\xf4\x90\x80\x80\""), SF_WIRE_ERROR_SYNTAX },
  { "cut UTF-8", T ("\"\xe4\xb8"), SF_WIRE_ERROR_SYNTAX },
  { "no-break space is no space", T ("\xc2\xa0{}"), SF_WIRE_ERROR_SYNTAX },
  { "form feed is no space", T ("\f{}"), SF_WIRE_ERROR_SYNTAX },
  { "name twice", T ("{\"a\":1,\"a\":2}"), SF_WIRE_ERROR_SYNTAX },
  { "name twice, escaped", T ("{\"a\":1,\"\\u0061\":2}"), SF_WIRE_ERROR_SYNTAX },
  { "name twice, apart", T ("{\"a\":1,\"b\":{\"a\":{}},\"c\":3,\"a\":2}"), SF_WIRE_ERROR_SYNTAX },
  { "empty name twice", T ("{\"\":1,\"\":2}"), SF_WIRE_ERROR_SYNTAX },
  { "name twice within an array", T ("[{\"x\":1},{\"a\":1,\"b\":2,\"a\":2}]"), SF_WIRE_ERROR_SYNTAX },
};

static void
try (const char *what, const char *text, gsize len, int code)
{
  g_autoptr (GError) error = NULL;
  /* Bytes of their own, without a NUL after: what reads too far is seen by AddressSanitizer. */
  g_autofree char *bytes = g_memdup2 (text, MAX (len, 1));
  gboolean ok = sf_json_validate (bytes, len, &error);
  g_autoptr (JsonNode) node = sf_json_parse (bytes, len, NULL);

  g_test_message ("%s: %s", what, error != NULL ? error->message : "passes");
  if (code == PASS)
    {
      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_nonnull (node);
    }
  else
    {
      g_assert_error (error, SF_WIRE_ERROR, code);
      g_assert_false (ok);
      g_assert_null (node);
    }
}

static void
test_corpus (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    try (cases[i].what, cases[i].text, cases[i].len < 0 ? strlen (cases[i].text) : (gsize) cases[i].len, cases[i].code);
}

static char *
repeat (const char *text, guint n, const char *before, const char *after)
{
  GString *out = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (out, text);
  g_string_append (out, after);
  return g_string_free (out, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deep = repeat ("[", 100000, "", "");
  g_autofree char *objects = repeat ("{\"a\":", 100000, "", "");
  g_autofree char *open = repeat ("[", SF_MAX_JSON_DEPTH, "", ""), *close = repeat ("]", SF_MAX_JSON_DEPTH, "", "");
  g_autofree char *just = g_strconcat (open, close, NULL), *beyond = g_strconcat (open, "[]", close, NULL);

  try ("100,000 brackets", deep, strlen (deep), SF_WIRE_ERROR_LIMIT);
  try ("100,000 objects", objects, strlen (objects), SF_WIRE_ERROR_LIMIT);
  try ("depth at the limit", just, strlen (just), PASS);
  try ("depth one beyond", beyond, strlen (beyond), SF_WIRE_ERROR_LIMIT);
}

static void
test_nodes (void)
{
  /* The array itself is one value. */
  g_autofree char *just = repeat (",1", SF_MAX_JSON_NODES - 2, "[1", "]");
  g_autofree char *beyond = repeat (",1", SF_MAX_JSON_NODES - 1, "[1", "]");
  g_autofree char *objects = repeat (",{}", SF_MAX_JSON_NODES, "[{}", "]");

  try ("20,000 values", just, strlen (just), PASS);
  try ("20,001 values", beyond, strlen (beyond), SF_WIRE_ERROR_LIMIT);
  try ("many objects", objects, strlen (objects), SF_WIRE_ERROR_LIMIT);
}

static void
test_strings (void)
{
  g_autofree char *just = repeat ("a", SF_MAX_JSON_STRING, "\"", "\"");
  g_autofree char *beyond = repeat ("a", SF_MAX_JSON_STRING + 1, "\"", "\"");
  g_autofree char *escaped = repeat ("\\u0061", SF_MAX_JSON_STRING, "\"", "\"");
  g_autofree char *escaped_beyond = repeat ("\\u00e9", SF_MAX_JSON_STRING / 2 + 1, "\"", "\"");
  g_autofree char *name = repeat ("a", SF_MAX_JSON_STRING + 1, "{\"", "\":1}");
  g_autofree char *number = repeat ("0", 200, "1.", "");
  g_autofree char *big = repeat (" ", SF_MAX_INFLATED, "", "1");

  try ("64 KiB", just, strlen (just), PASS);
  try ("64 KiB and one", beyond, strlen (beyond), SF_WIRE_ERROR_LIMIT);
  try ("64 KiB escaped", escaped, strlen (escaped), PASS);
  try ("escaped beyond", escaped_beyond, strlen (escaped_beyond), SF_WIRE_ERROR_LIMIT);
  try ("name beyond", name, strlen (name), SF_WIRE_ERROR_LIMIT);
  try ("number of 200 digits", number, strlen (number), SF_WIRE_ERROR_LIMIT);
  try ("4 MiB and one", big, strlen (big), SF_WIRE_ERROR_LIMIT);
}

/* Every cut of a good document is refused, except where the cut leaves a number. */
static void
test_cuts (void)
{
  const char *text = "{\"a\":[1,2.5,\"x\\u00e9\\n\",{\"b\":null}],\"c\":true}";

  for (gsize i = 0; i < strlen (text); i++)
    try ("cut", text, i, SF_WIRE_ERROR_SYNTAX);
  try ("whole", text, strlen (text), PASS);
}

/* 10,000 names that a multiplying hash would put into few buckets, then one of them again. */
static void
test_names_are_sorted (void)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < 8192; i++)
    {
      g_string_append_c (text, '"');
      for (guint bit = 0; bit < 13; bit++)
        g_string_append (text, i & (1u << bit) ? "bA" : "c ");      /* both hash alike: 98*33+65 = 99*33+32 */
      g_string_append_printf (text, "\":%u,", i);
    }
  g_string_append (text, "\"z\":0}");
  try ("names that collide", text->str, text->len, PASS);
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"bAbAbAbAbAbAbAbAbAbAbAbAbA\":1}");
  try ("and one of them again", text->str, text->len, SF_WIRE_ERROR_SYNTAX);
}

static void
test_message_quotes_nothing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sf_json_validate ("{\"canary\":\"13800001111\" x", 25, &error));
  g_assert_null (strstr (error->message, "canary"));
  g_assert_null (strstr (error->message, "1380000"));
  g_assert_nonnull (strstr (error->message, "byte 24"));
}

static void
test_access (void)
{
  const char *text = "{\"t\":\"abc\",\"i\":7,\"s\":\"9007199254740993\",\"d\":1.0,\"z\":\"007\",\"m\":\"-0\",\"p\":\"+1\",\"n\":null,\"b\":true}";
  g_autoptr (JsonNode) node = sf_json_parse (text, strlen (text), NULL);
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GError) error = NULL;
  gint64 value = 42;
  static const char *const not_whole[] = { "t", "d", "z", "m", "p", "n", "b" };

  g_assert_cmpstr (sf_json_text (object, "t", 3, &error), ==, "abc");
  g_assert_null (sf_json_text (object, "t", 2, &error));
  g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_null (sf_json_text (object, "i", 9, &error));
  g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_null (sf_json_text (object, "absent", 9, &error));
  g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE);
  g_clear_error (&error);
  g_assert_true (sf_json_int (object, "i", 7, 7, &value, &error));
  g_assert_cmpint (value, ==, 7);
  g_assert_true (sf_json_int (object, "s", 0, G_MAXINT64, &value, &error));
  g_assert_cmpint (value, ==, G_GINT64_CONSTANT (9007199254740993));
  g_assert_false (sf_json_int (object, "i", 8, 9, &value, &error));
  g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT);
  g_clear_error (&error);
  for (guint i = 0; i < G_N_ELEMENTS (not_whole); i++)
    {
      g_assert_false (sf_json_int (object, not_whole[i], G_MININT64, G_MAXINT64, &value, &error));
      g_assert_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE);
      g_clear_error (&error);
    }
  g_assert_cmpint (value, ==, G_GINT64_CONSTANT (9007199254740993));
  g_assert_true (sf_json_has (object, "n"));
  g_assert_false (sf_json_has (object, "N"));
}

/* The tree is what json-glib makes of the same text. */
static void
test_tree (void)
{
  static const char *const texts[] = {
    "null", "[]", "{}", "\"\"", "-7", "0.5", "1e3", "true", "[[[]],{}]", "{\"a\":{\"a\":[1,{\"a\":\"a\"}],\"b\":null},\"b\":\"ab\",\"\":0}",
    "{\"t\":\"value\",\"tv\":\"\\u4f60\\n\\ud83d\\ude00\",\"long name\":[false,-9223372036854775808,9223372036854775807,\"x\"]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) ours = sf_json_parse (texts[i], strlen (texts[i]), &error), theirs = json_from_string (texts[i], NULL);

      g_assert_no_error (error);
      g_assert_true (json_node_equal (ours, theirs));
    }
}

static void
test_append (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  const char *text = "q\" b\\ n\n r\r t\t \x01 \x1f 王 \xf0\x9f\x9a\x97";

  sf_json_append_text (out, text);
  node = sf_json_parse (out->str, out->len, NULL);
  g_assert_cmpstr (json_node_get_string (node), ==, text);
  g_string_truncate (out, 0);
  sf_json_append_int (out, G_GINT64_CONSTANT (9007199254740992));
  g_string_append_c (out, ' ');
  sf_json_append_int (out, G_GINT64_CONSTANT (-9007199254740993));
  g_assert_cmpstr (out->str, ==, "9007199254740992 \"-9007199254740993\"");
}

static GBytes *
noise (gsize n, guint32 seed)
{
  guint8 *data = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    {
      seed = seed * 1664525u + 1013904223u;
      data[i] = (guint8) (seed >> 24);
    }
  return g_bytes_new_take (data, n);
}

static void
test_gzip (void)
{
  static const gsize sizes[] = { 0, 1, 1000, 65536, 300000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) data = noise (sizes[i], 7), zipped = sf_gzip (data), back = NULL;
      g_autoptr (GError) error = NULL;

      back = sf_gunzip (zipped, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (data, back));
    }
}

static void
refuse_gzip (GBytes *data, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) out = sf_gunzip (data, &error);

  g_assert_null (out);
  g_assert_error (error, SF_WIRE_ERROR, code);
}

static void
test_gzip_hostile (void)
{
  g_autofree guint8 *zeros = g_malloc0 (SF_MAX_INFLATED + 1);
  g_autoptr (GBytes) bomb_data = g_bytes_new (zeros, SF_MAX_INFLATED), bomb = sf_gzip (bomb_data);
  g_autoptr (GBytes) small_data = g_bytes_new (zeros, 64 * 1024), small = sf_gzip (small_data);
  g_autoptr (GBytes) small_out = sf_gunzip (small, NULL);
  g_autoptr (GBytes) data = noise (5000, 3), zipped = sf_gzip (data);
  g_autoptr (GByteArray) twice = g_byte_array_new ();
  g_autoptr (GBytes) two = NULL, large = noise (SF_MAX_BODY + 1, 5), empty = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) zlib = g_bytes_new ("\x78\x9c\x03\x00\x00\x00\x00\x01", 8);
  gsize n;
  const guint8 *bytes = g_bytes_get_data (zipped, &n);

  g_assert_cmpuint (g_bytes_get_size (bomb) * SF_MAX_INFLATE_RATIO, <, SF_MAX_INFLATED);
  refuse_gzip (bomb, SF_WIRE_ERROR_LIMIT);
  g_assert_cmpuint (g_bytes_get_size (small_out), ==, 64 * 1024);
  refuse_gzip (large, SF_WIRE_ERROR_LIMIT);
  refuse_gzip (empty, SF_WIRE_ERROR_SYNTAX);
  refuse_gzip (zlib, SF_WIRE_ERROR_SYNTAX);
  refuse_gzip (data, SF_WIRE_ERROR_SYNTAX);
  for (gsize i = 1; i < n; i += 97)
    {
      g_autoptr (GBytes) cut = g_bytes_new (bytes, i);

      refuse_gzip (cut, SF_WIRE_ERROR_SYNTAX);
    }
  g_byte_array_append (twice, bytes, (guint) n);
  g_byte_array_append (twice, bytes, (guint) n);
  two = g_bytes_new (twice->data, twice->len);
  refuse_gzip (two, SF_WIRE_ERROR_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/corpus", test_corpus);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/nodes", test_nodes);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/cuts", test_cuts);
  g_test_add_func ("/json/names-are-sorted", test_names_are_sorted);
  g_test_add_func ("/json/message-quotes-nothing", test_message_quotes_nothing);
  g_test_add_func ("/json/access", test_access);
  g_test_add_func ("/json/tree", test_tree);
  g_test_add_func ("/json/append", test_append);
  g_test_add_func ("/gzip/round-trip", test_gzip);
  g_test_add_func ("/gzip/hostile", test_gzip_hostile);
  return g_test_run ();
}
