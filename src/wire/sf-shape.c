/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-bytes.h"
#include "wire/sf-cursor.h"
#include "wire/sf-shape.h"

/* More than any shape has. */
#define MAX_MEMBERS 24

static const char *const statuses[] = { "ok", "dup", "merged", "rejected", "quarantined" };

#define AT(type, message, member) (*(type *) ((guint8 *) (message) + (member)->offset))

static gboolean *
has_flag (gconstpointer message, const SfMember *member)
{
  return member->has > 0 ? (gboolean *) ((guint8 *) message + member->has - 1) : NULL;
}

static void
free_text (gpointer text)
{
  g_free (text);
}

gpointer
sf_shape_new (const SfShape *shape)
{
  gpointer message = g_malloc0 (shape->size);

  for (guint i = 0; i < shape->n_members; i++)
    {
      const SfMember *member = &shape->members[i];

      if (member->type == SF_MEMBER_LIST)
        AT (GPtrArray *, message, member) = g_ptr_array_new_with_free_func (member->shape->free_item);
      else if (member->type == SF_MEMBER_OBJECTS)
        AT (GPtrArray *, message, member) = g_ptr_array_new_with_free_func (free_text);
    }
  return message;
}

void
sf_shape_free (const SfShape *shape, gpointer message)
{
  if (message == NULL)
    return;
  for (guint i = 0; i < shape->n_members; i++)
    {
      const SfMember *member = &shape->members[i];

      if (member->type == SF_MEMBER_TEXT)
        g_free (AT (char *, message, member));
      else if (member->type == SF_MEMBER_LIST || member->type == SF_MEMBER_OBJECTS)
        g_clear_pointer (&AT (GPtrArray *, message, member), g_ptr_array_unref);
    }
  g_free (message);
}

/* True when an optional member has nothing to say. */
static gboolean
is_absent (const SfMember *member, gconstpointer message)
{
  const gboolean *has = has_flag (message, member);

  if (has != NULL)
    return !*has;
  switch (member->type)
    {
    case SF_MEMBER_TEXT:
      return AT (const char *, message, member) == NULL;
    case SF_MEMBER_INT:
      return member->need == SF_MEMBER_OPTIONAL && AT (const gint64, message, member) == 0;
    case SF_MEMBER_UINT:
      return member->need == SF_MEMBER_OPTIONAL && AT (const guint, message, member) == 0;
    case SF_MEMBER_FLAG:
      return !AT (const gboolean, message, member);
    case SF_MEMBER_TOKEN:
      return AT (const SfToken, message, member).scope[0] == '\0';
    case SF_MEMBER_LIST:
    case SF_MEMBER_OBJECTS:
      return AT (GPtrArray *const, message, member) == NULL;
    case SF_MEMBER_PROTOCOL:
    case SF_MEMBER_BOOL:
    case SF_MEMBER_HEX:
    case SF_MEMBER_BASE64:
    case SF_MEMBER_STATUS:
    default:
      return FALSE;
    }
}

static void
append_list (const SfMember *member, GPtrArray *list, GString *out)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < list->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      if (member->type == SF_MEMBER_OBJECTS)
        g_string_append (out, list->pdata[i]);
      else
        sf_shape_append (member->shape, list->pdata[i], out);
    }
  g_string_append_c (out, ']');
}

static void
append_bytes (const SfMember *member, gconstpointer message, GString *out)
{
  const guint8 *bytes = (const guint8 *) message + member->offset;
  g_autofree char *text = member->type == SF_MEMBER_HEX     ? sf_hex (bytes, member->size)
                          : member->type == SF_MEMBER_TOKEN ? sf_token_to_text ((const SfToken *) bytes)
                                                            : sf_base64url (bytes, member->size);

  sf_json_append_text (out, text);
}

static void
append_member (const SfMember *member, gconstpointer message, GString *out)
{
  switch (member->type)
    {
    case SF_MEMBER_PROTOCOL:
      sf_json_append_int (out, SF_PROTOCOL);
      break;
    case SF_MEMBER_TEXT:
      sf_json_append_text (out, AT (const char *, message, member));
      break;
    case SF_MEMBER_INT:
      sf_json_append_int (out, AT (const gint64, message, member));
      break;
    case SF_MEMBER_UINT:
      sf_json_append_int (out, AT (const guint, message, member));
      break;
    case SF_MEMBER_BOOL:
      g_string_append (out, AT (const gboolean, message, member) ? "true" : "false");
      break;
    case SF_MEMBER_FLAG:
      g_string_append_c (out, '1');
      break;
    case SF_MEMBER_HEX:
    case SF_MEMBER_BASE64:
    case SF_MEMBER_TOKEN:
      append_bytes (member, message, out);
      break;
    case SF_MEMBER_STATUS:
      sf_json_append_text (out, statuses[AT (const SfPushStatus, message, member)]);
      break;
    case SF_MEMBER_LIST:
    case SF_MEMBER_OBJECTS:
    default:
      append_list (member, AT (GPtrArray *const, message, member), out);
      break;
    }
}

void
sf_shape_append (const SfShape *shape, gconstpointer message, GString *out)
{
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  for (guint i = 0; i < shape->n_members; i++)
    {
      const SfMember *member = &shape->members[i];

      if (is_absent (member, message))
        continue;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      sf_json_append_text (out, member->name);
      g_string_append_c (out, ':');
      append_member (member, message, out);
    }
  g_string_append_c (out, '}');
}

static gboolean
wrong (const SfMember *member, GError **error)
{
  g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: of another type", member->name);
  return FALSE;
}

static gboolean read_object (const SfShape *shape, SfRaw object, gpointer message, GError **error);

static gboolean
read_bytes (const SfMember *member, SfRaw value, gpointer message, GError **error)
{
  guint8 *out = (guint8 *) message + member->offset;
  g_autofree char *text = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize n = 0;

  if (!sf_raw_dup_text (value, member->name, 256, &text, error))
    return FALSE;
  if (member->type == SF_MEMBER_TOKEN)
    return sf_token_from_text (text, (SfToken *) out, error);
  if (member->type == SF_MEMBER_HEX)
    return sf_unhex (text, out, member->size) || wrong (member, error);
  bytes = sf_unbase64url (text, member->size, &n);
  if (bytes == NULL || n != member->size)
    return wrong (member, error);
  memcpy (out, bytes, n);
  return TRUE;
}

/* As it was spelled, without the space between its parts: what is stored and hashed is what was said. */
static char *
compact (SfRaw object)
{
  GString *out = g_string_sized_new (object.len + 1);

  sf_raw_compact (object, out);
  return g_string_free (out, FALSE);
}

static gboolean
read_list (const SfMember *member, SfRaw value, gpointer message, GError **error)
{
  GPtrArray *list = AT (GPtrArray *, message, member);
  SfCursor cursor;
  SfRaw element;

  if (!sf_cursor_enter (&cursor, value, '['))
    return wrong (member, error);
  while (sf_cursor_element (&cursor, &element))
    {
      if (list->len == member->size)
        {
          g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_LIMIT, "%s: too many", member->name);
          return FALSE;
        }
      if (sf_raw_type (element) != '{')
        return wrong (member, error);
      if (member->type == SF_MEMBER_OBJECTS)
        {
          g_ptr_array_add (list, compact (element));
          continue;
        }
      g_ptr_array_add (list, sf_shape_new (member->shape));
      if (!read_object (member->shape, element, list->pdata[list->len - 1], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_bool (const SfMember *member, SfRaw value, gpointer message, GError **error)
{
  gint64 number;
  char type = sf_raw_type (value);

  if (type == 't' || type == 'f')
    AT (gboolean, message, member) = type == 't';
  else if (member->type == SF_MEMBER_FLAG && sf_raw_int (value, &number) && (number == 0 || number == 1))
    AT (gboolean, message, member) = number == 1;
  else
    return wrong (member, error);
  return TRUE;
}

static gboolean
read_status (const SfMember *member, SfRaw value, gpointer message, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (sf_raw_is (value, statuses[i]))
      {
        AT (SfPushStatus, message, member) = (SfPushStatus) i;
        return TRUE;
      }
  return wrong (member, error);
}

static gboolean
read_number (const SfMember *member, SfRaw raw, gpointer message, GError **error)
{
  gboolean protocol = member->type == SF_MEMBER_PROTOCOL;
  gint64 value = 0;

  if (!sf_raw_int_within (raw, member->name, protocol ? SF_PROTOCOL : member->min, protocol ? SF_PROTOCOL : member->max, &value, error))
    return FALSE;
  if (member->type == SF_MEMBER_UINT)
    AT (guint, message, member) = (guint) value;
  else if (!protocol)
    AT (gint64, message, member) = value;
  return TRUE;
}

static gboolean
read_member (const SfMember *member, SfRaw value, gpointer message, GError **error)
{
  switch (member->type)
    {
    case SF_MEMBER_TEXT:
      return sf_raw_dup_text (value, member->name, member->size, &AT (char *, message, member), error);
    case SF_MEMBER_PROTOCOL:
    case SF_MEMBER_INT:
    case SF_MEMBER_UINT:
      return read_number (member, value, message, error);
    case SF_MEMBER_BOOL:
    case SF_MEMBER_FLAG:
      return read_bool (member, value, message, error);
    case SF_MEMBER_HEX:
    case SF_MEMBER_BASE64:
    case SF_MEMBER_TOKEN:
      return read_bytes (member, value, message, error);
    case SF_MEMBER_STATUS:
      return read_status (member, value, message, error);
    case SF_MEMBER_LIST:
    case SF_MEMBER_OBJECTS:
    default:
      return read_list (member, value, message, error);
    }
}

/* Where each member of the shape stands in @object; null says the same as nothing. FALSE when it is no object. */
static gboolean
find_members (const SfShape *shape, SfRaw object, SfRaw values[MAX_MEMBERS])
{
  SfCursor cursor;
  SfRaw name, value;

  g_assert (shape->n_members <= MAX_MEMBERS);
  memset (values, 0, sizeof *values * shape->n_members);
  if (!sf_cursor_enter (&cursor, object, '{'))
    return FALSE;
  while (sf_cursor_member (&cursor, &name, &value))
    for (guint i = 0; i < shape->n_members; i++)
      if (sf_raw_is (name, shape->members[i].name))
        {
          values[i] = sf_raw_type (value) != 'n' ? value : (SfRaw) { NULL, 0 };
          break;
        }
  return TRUE;
}

static gboolean
read_object (const SfShape *shape, SfRaw object, gpointer message, GError **error)
{
  SfRaw values[MAX_MEMBERS];

  if (!find_members (shape, object, values))
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s: not an object", shape->name);
      return FALSE;
    }
  for (guint i = 0; i < shape->n_members; i++)
    {
      const SfMember *member = &shape->members[i];
      gboolean *has = has_flag (message, member);

      if (values[i].text == NULL && member->need == SF_MEMBER_OPTIONAL)
        continue;
      if (values[i].text == NULL)
        {
          g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_SHAPE, "%s.%s: missing", shape->name, member->name);
          return FALSE;
        }
      if (!read_member (member, values[i], message, error))
        {
          g_prefix_error (error, "%s: ", shape->name);
          return FALSE;
        }
      if (has != NULL)
        *has = TRUE;
    }
  return shape->check == NULL || shape->check (message, error);
}

char *
sf_shape_to_json (const SfShape *shape, gconstpointer message)
{
  GString *out = g_string_sized_new (512);

  sf_shape_append (shape, message, out);
  return g_string_free (out, FALSE);
}

gpointer
sf_shape_from_json (const SfShape *shape, const char *json, gsize len, GError **error)
{
  gpointer message;

  if (!sf_json_validate (json, len, error))
    return NULL;
  message = sf_shape_new (shape);
  if (read_object (shape, sf_raw_document (json, len), message, error))
    return message;
  sf_shape_free (shape, message);
  return NULL;
}
