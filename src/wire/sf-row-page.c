/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-ids.h"
#include "wire/sf-cursor.h"
#include "wire/sf-messages.h"

#define MAX_KIND 64

static void
free_row (gpointer row)
{
  sf_row_free (row);
}

SfRowPage *
sf_row_page_new (void)
{
  SfRowPage *page = g_new0 (SfRowPage, 1);

  page->rows = g_ptr_array_new_with_free_func (free_row);
  return page;
}

void
sf_row_page_free (SfRowPage *page)
{
  if (page == NULL)
    return;
  g_ptr_array_unref (page->rows);
  g_free (page->after_kind);
  g_free (page->after_id);
  g_free (page);
}

void
sf_row_free (SfRow *row)
{
  if (row == NULL)
    return;
  g_free (row->kind);
  g_free (row->id);
  g_free (row->data);
  g_free (row);
}

static void
append_row (GString *out, const SfRow *row)
{
  g_string_append (out, "{\"k\":");
  sf_json_append_text (out, row->kind);
  g_string_append (out, ",\"id\":");
  sf_json_append_text (out, row->id);
  g_string_append (out, ",\"seq\":");
  sf_json_append_int (out, row->seq);
  g_string_append (out, ",\"ver\":");
  sf_json_append_int (out, row->ver);
  g_string_append (out, row->gone ? ",\"gone\":1}\n" : "}\n");
  if (!row->gone)
    {
      g_string_append_len (out, row->data, (gssize) row->data_len);
      g_string_append_c (out, '\n');
    }
}

char *
sf_row_page_to_json (const SfRowPage *page)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < page->rows->len; i++)
    append_row (out, page->rows->pdata[i]);
  g_string_append (out, "{\"end\":1");
  if (page->token.scope[0] != '\0')
    {
      g_autofree char *token = sf_token_to_text (&page->token);

      g_string_append_printf (out, ",\"token\":\"%s\"", token);
    }
  if (page->more)
    g_string_append (out, ",\"more\":1");
  if (page->resync)
    g_string_append (out, ",\"resync\":1");
  if (page->hello)
    g_string_append (out, ",\"hello\":1");
  if (page->after_kind != NULL && page->after_id != NULL)
    {
      g_string_append (out, ",\"after_kind\":");
      sf_json_append_text (out, page->after_kind);
      g_string_append (out, ",\"after_id\":");
      sf_json_append_text (out, page->after_id);
    }
  if (page->total > 0)
    {
      g_string_append (out, ",\"total\":");
      sf_json_append_int (out, page->total);
    }
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

typedef struct { const char *at; gsize left; guint line; } Lines;

/* The next line without its newline; FALSE when there is none (what is cut off has no newline). */
static gboolean
next_line (Lines *lines, const char **line, gsize *len)
{
  const char *end = memchr (lines->at, '\n', lines->left);

  if (end == NULL)
    return FALSE;
  *line = lines->at;
  *len = (gsize) (end - lines->at);
  lines->left -= *len + 1;
  lines->at = end + 1;
  lines->line++;
  return TRUE;
}

static gboolean
fail (const Lines *lines, SfWireError code, const char *what, GError **error)
{
  g_set_error (error, SF_WIRE_ERROR, (int) code, "page, line %u: %s", lines->line, what);
  return FALSE;
}

static gboolean
read_flag (SfRaw object, const char *name, gboolean *out, GError **error)
{
  gint64 value = 0;
  SfRaw raw;

  if (sf_raw_member (object, name, &raw) && !sf_raw_member_int (object, name, 0, 1, &value, error))
    return FALSE;
  *out = value == 1;
  return TRUE;
}

static gboolean
read_end (SfRowPage *page, SfRaw object, GError **error)
{
  g_autofree char *token = NULL;
  SfRaw raw;

  if (sf_raw_member (object, "token", &raw) &&
      (!sf_raw_member_text (object, "token", 200, &token, error) || !sf_token_from_text (token, &page->token, error)))
    return FALSE;
  if (sf_raw_member (object, "after_kind", &raw) &&
      (!sf_raw_member_text (object, "after_kind", MAX_KIND, &page->after_kind, error) ||
       !sf_raw_member_text (object, "after_id", SF_ID_LEN, &page->after_id, error)))
    return FALSE;
  if (sf_raw_member (object, "total", &raw) && !sf_raw_member_int (object, "total", 0, G_MAXINT64, &page->total, error))
    return FALSE;
  return read_flag (object, "more", &page->more, error) && read_flag (object, "resync", &page->resync, error) && read_flag (object, "hello", &page->hello, error);
}

/* The data line: an object; its bytes are kept as they are. */
static gboolean
read_data (SfRow *row, Lines *lines, GError **error)
{
  const char *line;
  gsize len;

  if (!next_line (lines, &line, &len))
    return fail (lines, SF_WIRE_ERROR_SYNTAX, "cut off", error);
  if (!sf_json_validate (line, len, error))
    return FALSE;
  if (len == 0 || line[0] != '{')
    return fail (lines, SF_WIRE_ERROR_SHAPE, "not an object", error);
  row->data = g_strndup (line, len);
  row->data_len = len;
  return TRUE;
}

static gboolean
read_row (SfRowPage *page, SfRaw object, Lines *lines, GError **error)
{
  SfRow *row = g_new0 (SfRow, 1);

  g_ptr_array_add (page->rows, row);
  if (page->rows->len > SF_MAX_PULL_ROWS)
    return fail (lines, SF_WIRE_ERROR_LIMIT, "too many rows", error);
  if (!sf_raw_member_text (object, "k", MAX_KIND, &row->kind, error) || !sf_raw_member_text (object, "id", SF_ID_LEN, &row->id, error))
    return FALSE;
  if (row->kind[0] == '\0' || !sf_uuid_is_valid (row->id))
    return fail (lines, SF_WIRE_ERROR_SHAPE, "not a row", error);
  if (!sf_raw_member_int (object, "seq", 0, G_MAXINT64, &row->seq, error) ||
      !sf_raw_member_int (object, "ver", 0, G_MAXINT64, &row->ver, error) || !read_flag (object, "gone", &row->gone, error))
    return FALSE;
  return row->gone || read_data (row, lines, error);
}

static gboolean
read_line (SfRowPage *page, Lines *lines, gboolean *end, GError **error)
{
  const char *line;
  gsize len;
  SfRaw object, raw;

  if (!next_line (lines, &line, &len))
    return fail (lines, SF_WIRE_ERROR_SYNTAX, "cut off", error);
  if (!sf_json_validate (line, len, error))
    return FALSE;
  object = sf_raw_document (line, len);
  if (sf_raw_type (object) != '{')
    return fail (lines, SF_WIRE_ERROR_SHAPE, "not an object", error);
  *end = sf_raw_member (object, "end", &raw);
  return *end ? read_end (page, object, error) : read_row (page, object, lines, error);
}

SfRowPage *
sf_row_page_from_json (const char *json, gsize len, GError **error)
{
  g_autoptr (SfRowPage) page = sf_row_page_new ();
  Lines lines = { json, len, 0 };
  gboolean end = FALSE;

  if (len > SF_MAX_INFLATED)
    {
      fail (&lines, SF_WIRE_ERROR_LIMIT, "too long", error);
      return NULL;
    }
  while (!end)
    if (!read_line (page, &lines, &end, error))
      return NULL;
  if (lines.left > 0)
    {
      fail (&lines, SF_WIRE_ERROR_SYNTAX, "more after the end", error);
      return NULL;
    }
  return g_steal_pointer (&page);
}
