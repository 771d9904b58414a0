/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-admin"
#include "admin/sf-csv.h"

#include <string.h>

#include "admin/sf-admin.h"

#define MAX_ROWS 100000

char *
sf_csv_to_utf8 (const char *data, gsize n, GError **error)
{
  if (n >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return sf_csv_to_utf8 (data + 3, n - 3, error);
  if (memchr (data, '\0', n)) {
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The file is not text; save it as CSV (UTF-8)");
    return NULL;
  }
  if (g_utf8_validate (data, n, NULL))
    return g_strndup (data, n);
  char *text = g_convert (data, n, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (!text)
    g_set_error_literal (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "The file is neither UTF-8 nor GB18030");
  return text;
}

typedef struct { GPtrArray *rows; GStrvBuilder *row; GString *field; gboolean any; } Reader;

static void
end_field (Reader *r)
{
  g_strv_builder_add (r->row, r->field->str);
  g_string_truncate (r->field, 0);
}

static void
end_row (Reader *r)
{
  end_field (r);
  g_ptr_array_add (r->rows, g_strv_builder_end (r->row));
  g_strv_builder_unref (r->row);
  r->row = g_strv_builder_new ();
  r->any = FALSE;
}

/* A quoted field from its first character on; returns the place after its closing quote, NULL when there is none. */
static const char *
read_quoted (Reader *r, const char *p)
{
  for (; *p; p++) {
    if (*p == '"' && p[1] == '"')
      p++;
    else if (*p == '"')
      return p + 1;
    g_string_append_c (r->field, *p);
  }
  return NULL;
}

static gboolean
read_all (Reader *r, const char *p)
{
  while (*p && r->rows->len <= MAX_ROWS) {
    if (*p == '"' && r->field->len == 0) {
      p = read_quoted (r, p + 1);
      if (!p)
        return FALSE;
      r->any = TRUE;
    } else if (*p == ',') {
      end_field (r);
      r->any = TRUE;
      p++;
    } else if (*p == '\n' || *p == '\r') {
      p += *p == '\r' && p[1] == '\n' ? 2 : 1;
      end_row (r);
    } else {
      g_string_append_c (r->field, *p++);
      r->any = TRUE;
    }
  }
  if (r->any)
    end_row (r);
  return r->rows->len <= MAX_ROWS;
}

GPtrArray *
sf_csv_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  Reader r = { .rows = rows, .row = g_strv_builder_new (), .field = g_string_new (NULL) };
  gboolean ok = read_all (&r, text);

  g_strv_builder_unref (r.row);
  g_string_free (r.field, TRUE);
  if (ok)
    return g_steal_pointer (&rows);
  g_set_error (error, SF_ADMIN_ERROR, SF_ADMIN_ERROR_INPUT, "A quote is not closed, or more than %d rows (after row %u)", MAX_ROWS, rows->len);
  return NULL;
}

void
sf_csv_append (GString *out, const char *field, gboolean last)
{
  gboolean number = (*field == '+' || *field == '-') && field[1] && strspn (field + 1, "0123456789.") == strlen (field + 1);
  gboolean formula = *field && strchr ("=+-@\t\r", *field) && !number;

  if (!formula && !strpbrk (field, ",\"\r\n")) {
    g_string_append (out, field);
  } else {
    g_string_append (out, formula ? "\"'" : "\"");
    for (const char *p = field; *p; p++) {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
    g_string_append_c (out, '"');
  }
  g_string_append (out, last ? "\r\n" : ",");
}
