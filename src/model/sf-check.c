/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include "base/sf-ids.h"
#include "base/sf-limits.h"
#include "model/sf-record.h"

/* Longest entry of a SET of free codes, longest language code, most languages of one text, latest instant (end of 9999). */
#define MAX_CODE 64
#define MAX_LANG_CODE 16
#define MAX_LANGS 32
#define MAX_INSTANT G_GINT64_CONSTANT (253402300799999)
/* Unknown members of a newer version of ourselves: room for many fields, not for a hiding place. */
#define MAX_EXTRA 16384

typedef struct {
  const SfKindInfo *info;
  const SfField *field;
  SfCheck check;
} Context;

static gboolean
refuse (const Context *context, SfModelError code, const char *what, GError **error)
{
  g_set_error (error, SF_MODEL_ERROR, (int) code, "%s.%s: %s", context->info->name,
               context->field != NULL ? context->field->name : "*", what);
  return FALSE;
}

/* Characters of @text without control characters, or -1. Length -1: to the NUL. */
static glong
characters (const char *text, gssize len, gboolean multi)
{
  const char *end = text + (len < 0 ? (gssize) strlen (text) : len);
  glong n = 0;

  if (!g_utf8_validate (text, end - text, NULL))
    return -1;
  for (const char *c = text; c < end; c = g_utf8_next_char (c), n++)
    if (g_unichar_iscntrl (g_utf8_get_char (c)) && !(multi && *c == '\n'))
      return -1;
  return n;
}

static gboolean
check_text (const Context *context, const char *text, gssize len, GError **error)
{
  glong n = characters (text, len, (context->field->flags & SF_FLAG_MULTI) != 0);

  if (n < 0)
    return refuse (context, SF_MODEL_ERROR_FIELD, "not clean text", error);
  /* Nothing may be stored that the other side's JSON reader refuses. */
  if ((len < 0 ? strlen (text) : (gsize) len) > SF_MAX_JSON_STRING)
    return refuse (context, SF_MODEL_ERROR_LIMIT, "too many bytes", error);
  if (context->check != SF_CHECK_STORED && n > context->field->limit)
    return refuse (context, SF_MODEL_ERROR_LIMIT, "too long", error);
  if (n == 0 && (context->field->flags & SF_FLAG_REQ))
    return refuse (context, SF_MODEL_ERROR_MISSING, "empty", error);
  return TRUE;
}

static gboolean
lang_code_ok (const char *code, gsize len)
{
  if (len < 2 || len > MAX_LANG_CODE)
    return FALSE;
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isalnum (code[i]) && code[i] != '_' && code[i] != '-')
      return FALSE;
  return TRUE;
}

static gboolean
check_ltext (const Context *context, const char *text, GError **error)
{
  g_auto (GStrv) entries = g_strsplit (text, "\x1e", -1);
  guint n = text[0] != '\0' ? g_strv_length (entries) : 0;

  if (n > MAX_LANGS)
    return refuse (context, SF_MODEL_ERROR_LIMIT, "too many languages", error);
  if (n == 0 && (context->field->flags & SF_FLAG_REQ))
    return refuse (context, SF_MODEL_ERROR_MISSING, "no language", error);
  for (guint i = 0; i < n; i++)
    {
      const char *sep = strchr (entries[i], '\x1f');

      if (sep == NULL || !lang_code_ok (entries[i], (gsize) (sep - entries[i])))
        return refuse (context, SF_MODEL_ERROR_FIELD, "not text by language", error);
      for (guint j = 0; j < i; j++)
        if (strncmp (entries[j], entries[i], (gsize) (sep - entries[i]) + 1) == 0)
          return refuse (context, SF_MODEL_ERROR_FIELD, "a language twice", error);
      if (!check_text (context, sep + 1, -1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_number (const Context *context, gint64 value, GError **error)
{
  if (context->field->type == SF_TYPE_INSTANT && (value < 0 || value > MAX_INSTANT))
    return refuse (context, SF_MODEL_ERROR_LIMIT, "not a time of our calendar", error);
  if (context->check == SF_CHECK_STORED || context->field->limit == 0)
    return TRUE;
  if (value < 0 || value > context->field->limit)
    return refuse (context, SF_MODEL_ERROR_LIMIT, "out of range", error);
  return TRUE;
}

static gboolean
check_date (const Context *context, const char *text, GError **error)
{
  gboolean shape = strlen (text) == 10 && text[4] == '-' && text[7] == '-';

  for (guint i = 0; shape && i < 10; i++)
    shape = i == 4 || i == 7 || g_ascii_isdigit (text[i]);
  if (shape && g_date_valid_dmy ((GDateDay) atoi (text + 8), (GDateMonth) atoi (text + 5), (GDateYear) atoi (text)))
    return TRUE;
  return refuse (context, SF_MODEL_ERROR_FIELD, "not a date", error);
}

static gboolean
check_enum (const Context *context, const char *text, GError **error)
{
  glong n = characters (text, -1, FALSE);

  if (context->check == SF_CHECK_STORED && n > 0 && n <= MAX_CODE)
    return TRUE;
  if (context->field->values == NULL || sf_enum_index (context->field->values, text) >= 0)
    return TRUE;
  return refuse (context, SF_MODEL_ERROR_FIELD, "not one of its values", error);
}

static gboolean
check_set_entry (const Context *context, const char *entry, GError **error)
{
  glong n;

  if (context->field->ref != SF_KIND_NONE)
    return sf_uuid_is_valid (entry) || refuse (context, SF_MODEL_ERROR_FIELD, "not an id", error);
  if (context->field->values != NULL)
    return check_enum (context, entry, error);
  n = characters (entry, -1, FALSE);
  return (n > 0 && n <= MAX_CODE) || refuse (context, SF_MODEL_ERROR_FIELD, "not a code", error);
}

static gboolean
check_set (const Context *context, const char *text, GError **error)
{
  g_auto (GStrv) entries = g_strsplit (text, "\x1f", -1);
  guint n = text[0] != '\0' ? g_strv_length (entries) : 0;

  if (context->check != SF_CHECK_STORED && n > context->field->limit)
    return refuse (context, SF_MODEL_ERROR_LIMIT, "too many entries", error);
  if (n == 0 && (context->field->flags & SF_FLAG_REQ))
    return refuse (context, SF_MODEL_ERROR_MISSING, "no entry", error);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0 && strcmp (entries[i - 1], entries[i]) >= 0)
        return refuse (context, SF_MODEL_ERROR_FIELD, "not sorted", error);
      if (!check_set_entry (context, entries[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_value (const Context *context, SfRecord *self, guint field, GError **error)
{
  const char *text;

  if (sf_type_is_int (context->field->type))
    return check_number (context, sf_record_get_int (self, field), error);
  text = sf_record_get_text (self, field);
  switch (context->field->type)
    {
    case SF_TYPE_TEXT:
      return check_text (context, text, -1, error);
    case SF_TYPE_LTEXT:
      return check_ltext (context, text, error);
    case SF_TYPE_DATE:
      return check_date (context, text, error);
    case SF_TYPE_ENUM:
      return check_enum (context, text, error);
    case SF_TYPE_REF:
    case SF_TYPE_MEDIA:
      return sf_uuid_is_valid (text) || refuse (context, SF_MODEL_ERROR_FIELD, "not an id", error);
    case SF_TYPE_SET:
      return check_set (context, text, error);
    case SF_TYPE_JSON:
      if (context->check != SF_CHECK_STORED && context->field->limit > 0 && strlen (text) > (gsize) context->field->limit)
        return refuse (context, SF_MODEL_ERROR_LIMIT, "too long", error);
      return g_utf8_validate (text, -1, NULL) || refuse (context, SF_MODEL_ERROR_FIELD, "not clean text", error);
    case SF_TYPE_INT:
    case SF_TYPE_DECIMAL:
    case SF_TYPE_MONEY:
    case SF_TYPE_INSTANT:
    default:
      return refuse (context, SF_MODEL_ERROR_FIELD, "of an unknown type", error);
    }
}

/* Whether @role may write @field in this way. */
static gboolean
check_right (const Context *context, guint field, guint role, GError **error)
{
  gboolean may = TRUE;

  if (context->check == SF_CHECK_PATCH)
    may = sf_may_patch (role, context->info->kind, field);
  else if (context->check == SF_CHECK_CREATE || context->check == SF_CHECK_COMMAND)
    may = role == SF_ROLE_S || (context->field->flags & SF_FLAG_SRV) == 0;
  return may || refuse (context, SF_MODEL_ERROR_RIGHTS, "not for this role to write", error);
}

static gboolean
check_field (const Context *context, SfRecord *self, guint field, guint role, GError **error)
{
  gboolean required = (context->field->flags & SF_FLAG_REQ) != 0;

  if (!sf_record_has (self, field))
    {
      if (required && (context->check == SF_CHECK_CREATE || context->check == SF_CHECK_STORED))
        return refuse (context, SF_MODEL_ERROR_MISSING, "missing", error);
      return TRUE;
    }
  if (!check_right (context, field, role, error))
    return FALSE;
  if (sf_record_is_null (self, field))
    return !required || refuse (context, SF_MODEL_ERROR_MISSING, "null", error);
  return check_value (context, self, field, error);
}

gboolean
sf_record_check (SfRecord *self, SfCheck check, guint role, GError **error)
{
  Context context = { sf_kind_info (sf_record_get_kind (self)), NULL, check };

  if (!sf_uuid_is_valid (sf_record_get_id (self)))
    return refuse (&context, SF_MODEL_ERROR_FIELD, "id is not an id", error);
  if (check == SF_CHECK_CREATE && !sf_may_create (role, context.info->kind))
    return refuse (&context, SF_MODEL_ERROR_RIGHTS, "not for this role to create", error);
  if (check == SF_CHECK_PATCH && (context.info->change & role) == 0)
    return refuse (&context, SF_MODEL_ERROR_RIGHTS, "not for this role to change", error);
  if (check == SF_CHECK_COMMAND && (context.info->n_commands == 0 || (context.info->change & role) == 0))
    return refuse (&context, SF_MODEL_ERROR_RIGHTS, "not for this role to ask for", error);
  if (check != SF_CHECK_STORED && sf_record_get_extra (self) != NULL && strlen (sf_record_get_extra (self)) > MAX_EXTRA)
    return refuse (&context, SF_MODEL_ERROR_LIMIT, "too much that is unknown", error);
  for (guint i = 0; i < context.info->n_fields; i++)
    {
      context.field = &context.info->fields[i];
      if (!check_field (&context, self, i, role, error))
        return FALSE;
    }
  return TRUE;
}
