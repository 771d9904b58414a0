/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-mo"
#include "config.h"
#include "base/sf-mo.h"
#include <string.h>

/* Layout: gettext manual, "The Format of GNU MO Files": magic, revision, count, offsets of two tables of (length, offset). */
#define MAGIC 0x950412deu
#define MAX_STRINGS 100000
#define HEADER 28

typedef struct { const char *text; gsize len; } Text;

struct _SfMo {
  GBytes *data;        /* (owned) the texts live here */
  GHashTable *texts;   /* (owned) key "context\004id" → Text; both point into @data */
};

static guint32
read_u32 (const guint8 *p, gboolean swapped)
{
  guint32 value;
  memcpy (&value, p, 4);
  value = GUINT32_FROM_LE (value);
  return swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

static gboolean
damaged (GError **error, const char *what, guint32 index)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "catalogue: %s (text %u)", what, index);
  return FALSE;
}

/* Texts may hold NULs between plural forms; each form is UTF-8. */
static gboolean
forms_are_utf8 (const char *text, gsize len)
{
  for (gsize at = 0; at <= len; at += strlen (text + at) + 1)
    if (!g_utf8_validate (text + at, -1, NULL))
      return FALSE;
  return TRUE;
}

static gboolean
read_text (const guint8 *data, gsize size, gsize table, guint32 index, gboolean swapped, Text *out, GError **error)
{
  const guint8 *entry = data + table + (gsize) index * 8;
  gsize len = read_u32 (entry, swapped), at = read_u32 (entry + 4, swapped);
  if (at >= size || len >= size - at)
    return damaged (error, "a text lies outside of the file", index);
  out->text = (const char *) data + at;
  out->len = len;
  if (out->text[len] != '\0')
    return damaged (error, "a text has no end", index);
  if (!forms_are_utf8 (out->text, len))
    return damaged (error, "a text is not UTF-8", index);
  return TRUE;
}

static gboolean
read_all (SfMo *self, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->data, &size);
  if (size < HEADER)
    return damaged (error, "too short", 0);
  gboolean swapped = read_u32 (data, TRUE) == MAGIC;
  if (!swapped && read_u32 (data, FALSE) != MAGIC)
    return damaged (error, "not a catalogue", 0);
  if (read_u32 (data + 4, swapped) >> 16 != 0)
    return damaged (error, "unknown revision", 0);
  guint32 n = read_u32 (data + 8, swapped);
  gsize ids = read_u32 (data + 12, swapped), texts = read_u32 (data + 16, swapped);
  if (n > MAX_STRINGS || ids > size || texts > size || (gsize) n * 8 > size - ids || (gsize) n * 8 > size - texts)
    return damaged (error, "a table lies outside of the file", n);
  for (guint32 i = 0; i < n; i++) {
    Text id, text;
    if (!read_text (data, size, ids, i, swapped, &id, error) || !read_text (data, size, texts, i, swapped, &text, error))
      return FALSE;
    if (text.len > 0)
      g_hash_table_insert (self->texts, (gpointer) id.text, g_memdup2 (&text, sizeof text));
  }
  return TRUE;
}

SfMo *
sf_mo_new (GBytes *data, GError **error)
{
  g_autoptr (SfMo) self = g_new0 (SfMo, 1);
  self->data = g_bytes_ref (data);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  if (!read_all (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
sf_mo_free (SfMo *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->texts);
  g_bytes_unref (self->data);
  g_free (self);
}

const char *
sf_mo_lookup_form (SfMo *self, const char *context, const char *id, guint form)
{
  char small[256];
  g_autofree char *large = NULL;
  const char *key = id;
  if (context != NULL) {
    gsize need = strlen (context) + strlen (id) + 2;
    char *buffer = need <= sizeof small ? small : (large = g_malloc (need));
    g_snprintf (buffer, need, "%s\004%s", context, id);
    key = buffer;
  }
  const Text *found = g_hash_table_lookup (self->texts, key);
  if (found == NULL)
    return NULL;
  const char *text = found->text, *end = found->text + found->len;
  for (; form > 0 && text + strlen (text) < end; form--)
    text += strlen (text) + 1;
  return text;
}

const char *
sf_mo_lookup (SfMo *self, const char *context, const char *id)
{
  return sf_mo_lookup_form (self, context, id, 0);
}

guint
sf_mo_size (SfMo *self)
{
  return g_hash_table_size (self->texts);
}
