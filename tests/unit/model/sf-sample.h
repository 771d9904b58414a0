/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
/* Records made from the registry alone, for tests that walk over every kind. */

#define SAMPLE_ID "01939f6e-8f00-7000-8000-000000000001"

static inline char *
sample_id (guint n)
{
  return g_strdup_printf ("01939f6e-8f00-7000-8000-%012x", n);
}

/* @n characters of Chinese: three bytes each, so that bytes and characters differ. */
static inline char *
sample_text (gsize n)
{
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (out, "王");
  return g_string_free (out, FALSE);
}

static inline void
sample_set (SfRecord *record, guint field, const SfField *info, guint n)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      if (info->ref != SF_KIND_NONE)
        g_ptr_array_add (entries, sample_id (i + 1));
      else if (info->values != NULL)
        g_ptr_array_add (entries, g_strdup (info->values->values[i % info->values->n_values].value));
      else
        g_ptr_array_add (entries, g_strdup_printf ("code%03u", i));
    }
  g_ptr_array_add (entries, NULL);
  sf_record_set_set (record, field, (const char *const *) entries->pdata);
}

static inline void
sample_field (SfRecord *record, guint field)
{
  const SfField *info = &sf_kind_info (sf_record_get_kind (record))->fields[field];

  switch (info->type)
    {
    case SF_TYPE_TEXT:
      sf_record_set_text (record, field, info->flags & SF_FLAG_MULTI ? "a\nb" : info->limit >= 4 ? "王\"\\x" : "京");
      break;
    case SF_TYPE_LTEXT:
      sf_record_set_ltext (record, field, SF_LANG_ZH_CN, "简体");
      sf_record_set_ltext (record, field, SF_LANG_EN, "English");
      break;
    case SF_TYPE_INT:
    case SF_TYPE_DECIMAL:
      sf_record_set_int (record, field, info->limit > 0 ? info->limit : 7);
      break;
    case SF_TYPE_MONEY:
      sf_record_set_int (record, field, G_GINT64_CONSTANT (9007199254740993));
      break;
    case SF_TYPE_INSTANT:
      sf_record_set_int (record, field, G_GINT64_CONSTANT (1795319000123));
      break;
    case SF_TYPE_DATE:
      sf_record_set_text (record, field, "2026-11-22");
      break;
    case SF_TYPE_ENUM:
      sf_record_set_text (record, field, info->values->values[info->values->n_values - 1].value);
      break;
    case SF_TYPE_REF:
    case SF_TYPE_MEDIA:
      sf_record_set_text (record, field, SAMPLE_ID);
      break;
    case SF_TYPE_SET:
      sample_set (record, field, info, 2);
      break;
    case SF_TYPE_JSON:
    default:
      sf_record_set_text (record, field, "{\"a\":[1]}");
    }
}

/* A record of @kind with every field, or with the required ones only. */
static inline SfRecord *
sample_record (SfKind kind, gboolean full)
{
  const SfKindInfo *info = sf_kind_info (kind);
  SfRecord *record = sf_record_new (kind, SAMPLE_ID);

  for (guint i = 0; i < info->n_fields; i++)
    if (full || (info->fields[i].flags & SF_FLAG_REQ))
      sample_field (record, i);
  return record;
}

/* A role that may create @kind. */
static inline guint
sample_creator (SfKind kind)
{
  guint create = sf_kind_info (kind)->create;

  return create & SF_ROLE_S ? SF_ROLE_S : create & SF_ROLE_T ? SF_ROLE_T : create;
}
