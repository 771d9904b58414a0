/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-record.h"

#define SET_SEP  '\x1f'      /* between entries of a SET, between code and text of an LTEXT */
#define LANG_SEP '\x1e'      /* between the languages of an LTEXT */

typedef enum { ABSENT, NIL, INTEGER, STRING } State;

typedef struct {
  State state;
  gint64 i;
  char *s;
  char *split;       /* LTEXT: @s with NUL in place of its separators, so that one language is a C string */
} Value;

struct _SfRecord {
  gatomicrefcount refs;
  SfKind kind;
  char *id;
  char *extra;
  guint n;
  Value values[];
};

G_DEFINE_QUARK (sf-model-error-quark, sf_model_error)

static void
clear (Value *value)
{
  g_clear_pointer (&value->s, g_free);
  g_clear_pointer (&value->split, g_free);
  value->i = 0;
  value->state = ABSENT;
}

static const SfField *
field_of (SfRecord *self, guint field)
{
  return &sf_kind_info (self->kind)->fields[field];
}

SfRecord *
sf_record_new (SfKind kind, const char *id)
{
  const SfKindInfo *info = sf_kind_info (kind);
  SfRecord *self;

  g_return_val_if_fail (info != NULL && id != NULL, NULL);
  self = g_malloc0 (sizeof *self + info->n_fields * sizeof (Value));
  g_atomic_ref_count_init (&self->refs);
  self->kind = kind;
  self->id = g_strdup (id);
  self->n = info->n_fields;
  return self;
}

SfRecord *
sf_record_copy (SfRecord *self)
{
  SfRecord *copy = sf_record_new (self->kind, self->id);

  copy->extra = g_strdup (self->extra);
  for (guint i = 0; i < self->n; i++)
    {
      copy->values[i].state = self->values[i].state;
      copy->values[i].i = self->values[i].i;
      copy->values[i].s = g_strdup (self->values[i].s);
      if (self->values[i].split != NULL)
        copy->values[i].split = g_memdup2 (self->values[i].split, strlen (self->values[i].s) + 1);
    }
  return copy;
}

SfRecord *
sf_record_ref (SfRecord *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
sf_record_unref (SfRecord *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n; i++)
    clear (&self->values[i]);
  g_free (self->extra);
  g_free (self->id);
  g_free (self);
}

SfKind
sf_record_get_kind (SfRecord *self)
{
  return self->kind;
}

const char *
sf_record_get_id (SfRecord *self)
{
  return self->id;
}

gboolean
sf_record_has (SfRecord *self, guint field)
{
  g_return_val_if_fail (field < self->n, FALSE);
  return self->values[field].state != ABSENT;
}

gboolean
sf_record_is_null (SfRecord *self, guint field)
{
  g_return_val_if_fail (field < self->n, TRUE);
  return self->values[field].state == ABSENT || self->values[field].state == NIL;
}

gint64
sf_record_get_int (SfRecord *self, guint field)
{
  g_return_val_if_fail (field < self->n && sf_type_is_int (field_of (self, field)->type), 0);
  return self->values[field].i;
}

const char *
sf_record_get_text (SfRecord *self, guint field)
{
  g_return_val_if_fail (field < self->n && !sf_type_is_int (field_of (self, field)->type), NULL);
  return self->values[field].s;
}

/* The text of language @code (NULL: the first) in an LTEXT value, or NULL. */
static const char *
ltext_find (const Value *value, const char *code)
{
  const char *at = value->s;

  while (at != NULL && *at != '\0')
    {
      const char *entry = value->split + (at - value->s);
      const char *end = strchr (at, LANG_SEP);
      const char *sep = strchr (at, SET_SEP);

      if (sep != NULL && (end == NULL || sep < end) && (code == NULL || strcmp (entry, code) == 0))
        return value->split + (sep + 1 - value->s);
      at = end != NULL ? end + 1 : NULL;
    }
  return NULL;
}

const char *
sf_record_get_ltext (SfRecord *self, guint field, SfLang lang)
{
  const Value *value;
  const char *text;

  g_return_val_if_fail (field < self->n && field_of (self, field)->type == SF_TYPE_LTEXT, NULL);
  value = &self->values[field];
  text = ltext_find (value, sf_lang_code (lang));
  /* The two written forms of Chinese are nearer to each other than to anything else. */
  if (text == NULL && lang != SF_LANG_EN)
    text = ltext_find (value, sf_lang_code (lang == SF_LANG_ZH_CN ? SF_LANG_ZH_TW : SF_LANG_ZH_CN));
  return text != NULL ? text : ltext_find (value, NULL);
}

GStrv
sf_record_get_set (SfRecord *self, guint field)
{
  g_return_val_if_fail (field < self->n && field_of (self, field)->type == SF_TYPE_SET, g_new0 (char *, 1));
  if (self->values[field].s == NULL || self->values[field].s[0] == '\0')
    return g_new0 (char *, 1);
  return g_strsplit (self->values[field].s, "\x1f", -1);
}

const char *
sf_record_get_extra (SfRecord *self)
{
  return self->extra;
}

void
sf_record_set_int (SfRecord *self, guint field, gint64 value)
{
  g_return_if_fail (field < self->n && sf_type_is_int (field_of (self, field)->type));
  clear (&self->values[field]);
  self->values[field].state = INTEGER;
  self->values[field].i = value;
}

void
sf_record_set_text (SfRecord *self, guint field, const char *value)
{
  Value *slot;

  g_return_if_fail (field < self->n && !sf_type_is_int (field_of (self, field)->type));
  g_autofree char *copy = g_strdup (value);      /* @value may be our own text */
  slot = &self->values[field];
  clear (slot);
  slot->state = copy != NULL ? STRING : NIL;
  if (copy != NULL && field_of (self, field)->type == SF_TYPE_LTEXT)
    {
      slot->split = g_strdup (copy);
      for (gsize i = 0; copy[i] != '\0'; i++)
        if (copy[i] == SET_SEP || copy[i] == LANG_SEP)
          slot->split[i] = '\0';
    }
  slot->s = g_steal_pointer (&copy);
}

void
sf_record_set_null (SfRecord *self, guint field)
{
  g_return_if_fail (field < self->n);
  clear (&self->values[field]);
  self->values[field].state = NIL;
}

void
sf_record_unset (SfRecord *self, guint field)
{
  g_return_if_fail (field < self->n);
  clear (&self->values[field]);
}

void
sf_record_set_ltext_code (SfRecord *self, guint field, const char *code, const char *value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean done = value == NULL;

  g_return_if_fail (field < self->n && field_of (self, field)->type == SF_TYPE_LTEXT && code != NULL);
  for (const char *at = self->values[field].s; at != NULL && *at != '\0';)
    {
      const char *end = strchr (at, LANG_SEP);
      gsize len = end != NULL ? (gsize) (end - at) : strlen (at);
      gboolean same = strlen (code) < len && memcmp (at, code, strlen (code)) == 0 && at[strlen (code)] == SET_SEP;

      if (!same || value != NULL)
        {
          if (out->len > 0)
            g_string_append_c (out, LANG_SEP);
          if (same)
            g_string_append_printf (out, "%s%c%s", code, SET_SEP, value);
          else
            g_string_append_len (out, at, (gssize) len);
        }
      done = done || same;
      at = end != NULL ? end + 1 : NULL;
    }
  if (!done)
    g_string_append_printf (out, "%s%s%c%s", out->len > 0 ? "\x1e" : "", code, SET_SEP, value);
  sf_record_set_text (self, field, out->str);
}

void
sf_record_set_ltext (SfRecord *self, guint field, SfLang lang, const char *value)
{
  sf_record_set_ltext_code (self, field, sf_lang_code (lang), value);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
sf_record_set_set (SfRecord *self, guint field, const char *const *entries)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_if_fail (field < self->n && field_of (self, field)->type == SF_TYPE_SET);
  for (guint i = 0; entries != NULL && entries[i] != NULL; i++)
    g_ptr_array_add (sorted, (gpointer) entries[i]);
  g_ptr_array_sort (sorted, by_text);
  for (guint i = 0; i < sorted->len; i++)
    {
      if (i > 0 && strcmp (sorted->pdata[i], sorted->pdata[i - 1]) == 0)
        continue;
      if (i > 0)
        g_string_append_c (out, SET_SEP);
      g_string_append (out, sorted->pdata[i]);
    }
  sf_record_set_text (self, field, out->str);
}

void
sf_record_set_extra (SfRecord *self, const char *json)
{
  g_free (self->extra);
  self->extra = g_strdup (json);
}

gboolean
sf_record_equal (SfRecord *a, SfRecord *b)
{
  if (a->kind != b->kind || strcmp (a->id, b->id) != 0 || g_strcmp0 (a->extra, b->extra) != 0)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (a->values[i].state != b->values[i].state || a->values[i].i != b->values[i].i ||
        g_strcmp0 (a->values[i].s, b->values[i].s) != 0)
      return FALSE;
  return TRUE;
}

SfMutation *
sf_mutation_new (const char *verb, SfRecord *data, const char *by)
{
  SfMutation *self = g_new0 (SfMutation, 1);

  self->kind = data->kind;
  self->verb = g_strdup (verb);
  self->version = SF_SCHEMA;
  self->by = g_strdup (by);
  self->data = sf_record_ref (data);
  return self;
}

void
sf_mutation_free (SfMutation *self)
{
  g_free (self->verb);
  g_free (self->by);
  sf_record_unref (self->data);
  g_free (self);
}
