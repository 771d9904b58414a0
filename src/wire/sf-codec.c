/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-ids.h"
#include "wire/sf-codec.h"

#define MAX_VERSION 1000000

static void
append_ltext (GString *out, const char *raw)
{
  g_auto (GStrv) entries = g_strsplit (raw, "\x1e", -1);

  g_string_append_c (out, '{');
  for (guint i = 0; raw[0] != '\0' && entries[i] != NULL; i++)
    {
      char *sep = strchr (entries[i], '\x1f');

      if (sep == NULL)
        continue;
      *sep = '\0';
      if (out->str[out->len - 1] != '{')
        g_string_append_c (out, ',');
      sf_json_append_text (out, entries[i]);
      g_string_append_c (out, ':');
      sf_json_append_text (out, sep + 1);
    }
  g_string_append_c (out, '}');
}

static void
append_set (GString *out, SfRecord *record, guint field)
{
  g_auto (GStrv) entries = sf_record_get_set (record, field);

  g_string_append_c (out, '[');
  for (guint i = 0; entries[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      sf_json_append_text (out, entries[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_value (GString *out, SfRecord *record, guint field, SfType type)
{
  if (sf_record_is_null (record, field))
    g_string_append (out, "null");
  else if (sf_type_is_int (type))
    sf_json_append_int (out, sf_record_get_int (record, field));
  else if (type == SF_TYPE_LTEXT)
    append_ltext (out, sf_record_get_text (record, field));
  else if (type == SF_TYPE_SET)
    append_set (out, record, field);
  else if (type == SF_TYPE_JSON)
    g_string_append (out, sf_record_get_text (record, field));
  else
    sf_json_append_text (out, sf_record_get_text (record, field));
}

char *
sf_codec_record_to_json (SfRecord *record)
{
  const SfKindInfo *info = sf_kind_info (sf_record_get_kind (record));
  const char *extra = sf_record_get_extra (record);
  GString *out = g_string_new ("{");

  for (guint i = 0; i < info->n_fields; i++)
    {
      if (!sf_record_has (record, i))
        continue;
      if (out->len > 1)
        g_string_append_c (out, ',');
      sf_json_append_text (out, info->fields[i].name);
      g_string_append_c (out, ':');
      append_value (out, record, i, info->fields[i].type);
    }
  if (extra != NULL && strlen (extra) > 2)
    {
      if (out->len > 1)
        g_string_append_c (out, ',');
      g_string_append_len (out, extra + 1, (gssize) strlen (extra) - 2);
    }
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

static const char *
text_of (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/* What joins the entries of sets and languages in memory may not come in from outside. */
static gboolean
has_separator (const char *text)
{
  return strpbrk (text, "\x1e\x1f") != NULL;
}

static gboolean
read_ltext (SfRecord *record, guint field, JsonNode *node)
{
  g_autoptr (GString) out = g_string_new (NULL);
  JsonObjectIter iter;
  const char *code;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &code, &value))
    {
      const char *text = text_of (value);

      if (text == NULL || code[0] == '\0' || has_separator (code) || has_separator (text))
        return FALSE;
      g_string_append_printf (out, "%s%s\x1f%s", out->len > 0 ? "\x1e" : "", code, text);
    }
  sf_record_set_text (record, field, out->str);
  return TRUE;
}

static gboolean
read_set (SfRecord *record, guint field, JsonNode *node)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = text_of (json_array_get_element (array, i));

      if (text == NULL || text[0] == '\0' || has_separator (text))
        return FALSE;
      g_ptr_array_add (entries, (gpointer) text);
    }
  g_ptr_array_add (entries, NULL);
  sf_record_set_set (record, field, (const char *const *) entries->pdata);
  return TRUE;
}

/* A value as it stands in the document; @text is NULL when only json-glib's view of it is at hand. */
typedef struct { const char *text; gsize len; } Raw;

/* After the string that begins at @at. The document was validated, so that every string has an end. */
static const char *
after_string (const char *at)
{
  for (at++; *at != '"'; at++)
    at += *at == '\\';
  return at + 1;
}

/* After the value that begins at @at. */
static const char *
after_value (const char *at, const char *end)
{
  guint depth = 0;

  do
    {
      if (*at == '"')
        at = after_string (at);
      else if (*at == '{' || *at == '[')
        depth++, at++;
      else if (*at == '}' || *at == ']')
        depth--, at++;
      else
        at++;
    }
  while (at < end && (depth > 0 || strchr (" \t\r\n,}]", *at) == NULL));
  return at;
}

static const char *
skip (const char *at, const char *end, const char *what)
{
  while (at < end && strchr (what, *at) != NULL)
    at++;
  return at;
}

/* The value of the next member; @rest moves on. Members come in the order in which json-glib keeps them. */
static Raw
next_value (Raw *rest)
{
  const char *end = rest->text != NULL ? rest->text + rest->len : NULL, *at, *after;

  if (rest->text == NULL)
    return (Raw) { NULL, 0 };
  at = skip (rest->text, end, " \t\r\n{,");
  at = skip (after_string (at), end, " \t\r\n:");
  after = after_value (at, end);
  *rest = (Raw) { after, (gsize) (end - after) };
  return (Raw) { at, (gsize) (after - at) };
}

/* Without the space around its parts, so that it is one line; numbers and escapes keep their spelling. */
static void
append_raw (GString *out, Raw raw, JsonNode *node)
{
  const char *at = raw.text, *end = raw.text != NULL ? raw.text + raw.len : NULL;

  if (raw.text == NULL)
    {
      g_autofree char *json = sf_json_print (node);

      g_string_append (out, json);
    }
  while (at < end)
    {
      const char *after = *at == '"' ? after_string (at) : at + 1;

      if (strchr (" \t\r\n", *at) == NULL)
        g_string_append_len (out, at, after - at);
      at = after;
    }
}

static gboolean
read_value (SfRecord *record, guint field, SfType type, JsonNode *node, Raw raw)
{
  g_autoptr (GString) json = NULL;
  gint64 value;

  if (JSON_NODE_HOLDS_NULL (node))
    {
      sf_record_set_null (record, field);
      return TRUE;
    }
  if (sf_type_is_int (type))
    {
      if (!sf_json_node_int (node, &value))
        return FALSE;
      sf_record_set_int (record, field, value);
      return TRUE;
    }
  if (type == SF_TYPE_LTEXT)
    return read_ltext (record, field, node);
  if (type == SF_TYPE_SET)
    return read_set (record, field, node);
  if (type == SF_TYPE_JSON)
    append_raw (json = g_string_new (NULL), raw, node);
  else if (text_of (node) == NULL)
    return FALSE;
  sf_record_set_text (record, field, json != NULL ? json->str : text_of (node));
  return TRUE;
}

static SfRecord *
read_record (SfKind kind, const char *id, JsonObject *object, Raw rest, GError **error)
{
  const SfKindInfo *info = sf_kind_info (kind);
  g_autoptr (SfRecord) record = sf_record_new (kind, id);
  g_autoptr (GString) extra = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      int field = sf_field_lookup (kind, name);
      Raw raw = next_value (&rest);

      if (field < 0)
        {
          g_string_append_c (extra, extra->len == 0 ? '{' : ',');
          sf_json_append_text (extra, name);
          g_string_append_c (extra, ':');
          append_raw (extra, raw, node);
        }
      else if (!read_value (record, (guint) field, info->fields[field].type, node, raw))
        {
          g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_VALUE, "%s.%s: of another type", info->name, info->fields[field].name);
          return NULL;
        }
    }
  if (extra->len > 0)
    {
      g_string_append_c (extra, '}');
      sf_record_set_extra (record, extra->str);
    }
  return g_steal_pointer (&record);
}

SfRecord *
sf_codec_record_from_node (SfKind kind, const char *id, JsonObject *object, GError **error)
{
  return read_record (kind, id, object, (Raw) { NULL, 0 }, error);
}

SfRecord *
sf_codec_record_from_json (SfKind kind, const char *id, const char *json, gsize len, GError **error)
{
  g_autoptr (JsonNode) node = sf_json_parse (json, len, error);

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: not an object", sf_kind_info (kind)->name);
      return NULL;
    }
  return read_record (kind, id, json_node_get_object (node), (Raw) { json, len }, error);
}

char *
sf_codec_mutation_to_json (const SfMutation *mutation)
{
  g_autofree char *data = sf_codec_record_to_json (mutation->data);
  g_autofree char *name = g_strdup_printf ("%s.%s", sf_kind_info (mutation->kind)->name, mutation->verb);
  GString *out = g_string_new ("{\"k\":");

  sf_json_append_text (out, name);
  g_string_append (out, ",\"id\":");
  sf_json_append_text (out, sf_record_get_id (mutation->data));
  g_string_append_printf (out, ",\"v\":%u", mutation->version);
  if (mutation->by != NULL)
    {
      g_string_append (out, ",\"by\":");
      sf_json_append_text (out, mutation->by);
      if (!mutation->checked)
        g_string_append (out, ",\"off\":1");
    }
  g_string_append (out, ",\"d\":");
  g_string_append (out, data);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

static gboolean
shape (GError **error, const char *what)
{
  g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "mutation: %s", what);
  return FALSE;
}

/* Splits "visit.create"; the verb must be one that the kind has. */
static gboolean
read_name (SfMutation *self, const char *name, GError **error)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *kind = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : NULL;

  self->kind = sf_kind_lookup (kind);
  if (self->kind == SF_KIND_NONE)
    return shape (error, "unknown kind");
  if (strcmp (dot + 1, "create") != 0 && strcmp (dot + 1, "patch") != 0 && sf_command_lookup (self->kind, dot + 1) == NULL)
    return shape (error, "unknown verb");
  self->verb = g_strdup (dot + 1);
  return TRUE;
}

static gboolean
read_by (SfMutation *self, JsonObject *object, GError **error)
{
  const char *by;
  gint64 off = 0;

  if (!sf_json_has (object, "by"))
    return TRUE;
  by = sf_json_text (object, "by", SF_ID_LEN, error);
  if (by == NULL)
    return FALSE;
  if (!sf_uuid_is_valid (by))
    return shape (error, "by is not an id");
  if (sf_json_has (object, "off") && !sf_json_int (object, "off", 0, 1, &off, error))
    return FALSE;
  self->by = g_strdup (by);
  self->checked = off == 0;
  return TRUE;
}

static void
half_free (SfMutation *self)
{
  if (self->data == NULL)
    {
      g_free (self->verb);
      g_free (self->by);
      g_free (self);
      return;
    }
  sf_mutation_free (self);
}

/* The bytes of member "d" of the document @rest. */
static Raw
raw_data (JsonObject *object, Raw rest)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  Raw raw = { NULL, 0 };

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      raw = next_value (&rest);
      if (strcmp (name, "d") == 0)
        break;
    }
  return raw;
}

static gboolean
read_mutation (SfMutation *self, JsonObject *object, Raw document, GError **error)
{
  const char *name = sf_json_text (object, "k", 100, error);
  const char *id = name != NULL ? sf_json_text (object, "id", SF_ID_LEN, error) : NULL;
  JsonNode *data = json_object_get_member (object, "d");
  gint64 version;

  if (id == NULL || !read_name (self, name, error))
    return FALSE;
  if (!sf_uuid_is_valid (id))
    return shape (error, "id is not an id");
  if (!sf_json_int (object, "v", 1, MAX_VERSION, &version, error) || !read_by (self, object, error))
    return FALSE;
  self->version = (guint) version;
  if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    return shape (error, "no data");
  self->data = read_record (self->kind, id, json_node_get_object (data), raw_data (object, document), error);
  return self->data != NULL;
}

SfMutation *
sf_codec_mutation_from_json (const char *json, gsize len, GError **error)
{
  g_autoptr (JsonNode) node = sf_json_parse (json, len, error);
  SfMutation *self;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      shape (error, "not an object");
      return NULL;
    }
  self = g_new0 (SfMutation, 1);
  if (read_mutation (self, json_node_get_object (node), (Raw) { json, len }, error))
    return self;
  half_free (self);
  return NULL;
}
