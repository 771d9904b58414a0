/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-ids.h"
#include "wire/sf-codec.h"
#include "wire/sf-cursor.h"

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

/* What joins the entries of sets and languages in memory may not come in from outside. */
static gboolean
has_separator (const char *text)
{
  return strpbrk (text, "\x1e\x1f") != NULL;
}

static gboolean
read_ltext (SfRecord *record, guint field, SfRaw raw)
{
  g_autoptr (GString) out = g_string_new (NULL), code = g_string_new (NULL), text = g_string_new (NULL);
  SfCursor cursor;
  SfRaw name, value;

  if (!sf_cursor_enter (&cursor, raw, '{'))
    return FALSE;
  while (sf_cursor_member (&cursor, &name, &value))
    {
      g_string_truncate (code, 0);
      g_string_truncate (text, 0);
      sf_raw_text (name, code);
      if (!sf_raw_text (value, text) || code->len == 0 || has_separator (code->str) || has_separator (text->str))
        return FALSE;
      g_string_append_printf (out, "%s%s\x1f%s", out->len > 0 ? "\x1e" : "", code->str, text->str);
    }
  sf_record_set_text (record, field, out->str);
  return TRUE;
}

static gboolean
read_set (SfRecord *record, guint field, SfRaw raw)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  SfCursor cursor;
  SfRaw value;

  if (!sf_cursor_enter (&cursor, raw, '['))
    return FALSE;
  while (sf_cursor_element (&cursor, &value))
    {
      g_string_truncate (text, 0);
      if (!sf_raw_text (value, text) || text->len == 0 || has_separator (text->str))
        return FALSE;
      g_ptr_array_add (entries, g_strdup (text->str));
    }
  g_ptr_array_add (entries, NULL);
  sf_record_set_set (record, field, (const char *const *) entries->pdata);
  return TRUE;
}

static gboolean
read_value (SfRecord *record, guint field, SfType type, SfRaw raw)
{
  g_autoptr (GString) text = NULL;
  gint64 value;

  if (sf_raw_type (raw) == 'n')
    {
      sf_record_set_null (record, field);
      return TRUE;
    }
  if (sf_type_is_int (type))
    {
      if (!sf_raw_int (raw, &value))
        return FALSE;
      sf_record_set_int (record, field, value);
      return TRUE;
    }
  if (type == SF_TYPE_LTEXT)
    return read_ltext (record, field, raw);
  if (type == SF_TYPE_SET)
    return read_set (record, field, raw);
  text = g_string_sized_new (raw.len);
  if (type == SF_TYPE_JSON)
    sf_raw_compact (raw, text);
  else if (!sf_raw_text (raw, text))
    return FALSE;
  sf_record_set_text (record, field, text->str);
  return TRUE;
}

static int
field_named (const SfKindInfo *info, SfRaw name)
{
  for (guint i = 0; i < info->n_fields; i++)
    if (sf_raw_is (name, info->fields[i].name))
      return (int) i;
  return -1;
}

static void
keep_unknown (GString *extra, SfRaw name, SfRaw value)
{
  g_string_append_c (extra, extra->len == 0 ? '{' : ',');
  g_string_append_len (extra, name.text, (gssize) name.len);
  g_string_append_c (extra, ':');
  sf_raw_compact (value, extra);
}

static SfRecord *
read_record (SfKind kind, const char *id, SfRaw raw, GError **error)
{
  const SfKindInfo *info = sf_kind_info (kind);
  g_autoptr (SfRecord) record = sf_record_new (kind, id);
  g_autoptr (GString) extra = g_string_new (NULL);
  SfCursor cursor;
  SfRaw name, value;

  if (!sf_cursor_enter (&cursor, raw, '{'))
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: not an object", info->name);
      return NULL;
    }
  while (sf_cursor_member (&cursor, &name, &value))
    {
      int field = field_named (info, name);

      if (field < 0)
        keep_unknown (extra, name, value);
      else if (!read_value (record, (guint) field, info->fields[field].type, value))
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
sf_codec_record_from_json (SfKind kind, const char *id, const char *json, gsize len, GError **error)
{
  if (!sf_json_validate (json, len, error))
    return NULL;
  return read_record (kind, id, sf_raw_document (json, len), error);
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
read_by (SfMutation *self, SfRaw object, GError **error)
{
  SfRaw raw;
  gint64 off = 0;

  if (!sf_raw_member (object, "by", &raw))
    return TRUE;
  if (!sf_raw_member_text (object, "by", SF_ID_LEN, &self->by, error))
    return FALSE;
  if (!sf_uuid_is_valid (self->by))
    return shape (error, "by is not an id");
  if (sf_raw_member (object, "off", &raw) && !sf_raw_member_int (object, "off", 0, 1, &off, error))
    return FALSE;
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

static gboolean
read_mutation (SfMutation *self, SfRaw object, GError **error)
{
  g_autofree char *name = NULL, *id = NULL;
  SfRaw data;
  gint64 version;

  if (!sf_raw_member_text (object, "k", 100, &name, error) || !sf_raw_member_text (object, "id", SF_ID_LEN, &id, error) || !read_name (self, name, error))
    return FALSE;
  if (!sf_uuid_is_valid (id))
    return shape (error, "id is not an id");
  if (!sf_raw_member_int (object, "v", 1, MAX_VERSION, &version, error) || !read_by (self, object, error))
    return FALSE;
  self->version = (guint) version;
  if (!sf_raw_member (object, "d", &data))
    return shape (error, "no data");
  self->data = read_record (self->kind, id, data, error);
  return self->data != NULL;
}

SfMutation *
sf_codec_mutation_from_json (const char *json, gsize len, GError **error)
{
  SfMutation *self;
  SfRaw document;

  if (!sf_json_validate (json, len, error))
    return NULL;
  document = sf_raw_document (json, len);
  if (sf_raw_type (document) != '{')
    {
      shape (error, "not an object");
      return NULL;
    }
  self = g_new0 (SfMutation, 1);
  if (read_mutation (self, document, error))
    return self;
  half_free (self);
  return NULL;
}
