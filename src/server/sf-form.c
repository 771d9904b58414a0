/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-form.h"

#include <string.h>

#define MAX_FIELDS 32
#define MAX_NAME 32
#define MAX_VALUE 2000

struct _SfForm {
  GHashTable *fields;        /* name -> value */
};

void
sf_form_free (SfForm *self)
{
  g_hash_table_unref (self->fields);
  g_free (self);
}

/* One part with '+' and %XX undone; NULL for a broken %XX, a control character or bytes that are no UTF-8. */
static char *
decode (const char *text, gsize n, gsize most)
{
  g_autoptr (GString) out = g_string_sized_new (MIN (n, most));

  for (gsize i = 0; i < n; i++) {
    guchar c = (guchar) text[i];
    if (c == '%') {
      if (n - i < 3 || !g_ascii_isxdigit (text[i + 1]) || !g_ascii_isxdigit (text[i + 2]))
        return NULL;
      c = (guchar) (g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2]));
      i += 2;
    } else if (c == '+') {
      c = ' ';
    }
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f || out->len >= most)
      return NULL;
    g_string_append_c (out, (char) c);
  }
  if (!g_utf8_validate (out->str, (gssize) out->len, NULL))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
add_pair (SfForm *self, const char *pair, gsize n)
{
  const char *equals = memchr (pair, '=', n);
  gsize name_len = equals ? (gsize) (equals - pair) : n;
  g_autofree char *name = decode (pair, name_len, MAX_NAME);
  g_autofree char *value = equals ? decode (equals + 1, n - name_len - 1, MAX_VALUE) : g_strdup ("");

  if (!name || !value || *name == '\0' || strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen (name))
    return FALSE;
  if (g_hash_table_contains (self->fields, name) || g_hash_table_size (self->fields) >= MAX_FIELDS)
    return FALSE;
  g_hash_table_insert (self->fields, g_steal_pointer (&name), g_steal_pointer (&value));
  return TRUE;
}

SfForm *
sf_form_parse (const char *text, gsize n)
{
  g_autoptr (SfForm) self = g_new0 (SfForm, 1);
  const char *end = text + n;

  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (n > SF_FORM_MAX_BYTES)
    return NULL;
  while (text < end) {
    const char *next = memchr (text, '&', (gsize) (end - text));
    gsize len = (gsize) ((next ? next : end) - text);
    if (len > 0 && !add_pair (self, text, len))
      return NULL;
    text = next ? next + 1 : end;
  }
  return g_steal_pointer (&self);
}

const char *
sf_form_get (SfForm *self, const char *name)
{
  return self ? g_hash_table_lookup (self->fields, name) : NULL;
}

guint
sf_form_count (SfForm *self)
{
  return g_hash_table_size (self->fields);
}
