/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-html.h"

#include <stdarg.h>
#include <string.h>

struct _SfHtml {
  GString *out;
  GPtrArray *open;       /* tag names, static */
};

static void
append_escaped (GString *out, const char *text)
{
  for (const char *p = text; *p; p++) {
    switch (*p) {
    case '&': g_string_append (out, "&amp;"); break;
    case '<': g_string_append (out, "&lt;"); break;
    case '>': g_string_append (out, "&gt;"); break;
    case '"': g_string_append (out, "&quot;"); break;
    case '\'': g_string_append (out, "&#39;"); break;
    default:
      if ((guchar) *p >= 0x20 || *p == '\n' || *p == '\t')
        g_string_append_c (out, *p);
    }
  }
}

char *
sf_html_escape (const char *text)
{
  GString *out = g_string_new (NULL);
  append_escaped (out, text ? text : "");
  return g_string_free (out, FALSE);
}

static gboolean
is_link (const char *name)
{
  return strcmp (name, "href") == 0 || strcmp (name, "action") == 0 || strcmp (name, "src") == 0;
}

/* Of this server ("//host" would leave it as surely as "https:" does), or a number to dial. */
static gboolean
is_safe_link (const char *value)
{
  if (g_str_has_prefix (value, "tel:"))
    return value[4] != '\0' && strspn (value + 4, "+-0123456789") == strlen (value + 4);
  return *value != '\0' && strchr ("/?#", *value) && !g_str_has_prefix (value, "//");
}

static void
append_tag (SfHtml *self, const char *tag, va_list args)
{
  g_string_append_c (self->out, '<');
  g_string_append (self->out, tag);
  const char *name;
  while ((name = va_arg (args, const char *)) != NULL) {
    const char *value = va_arg (args, const char *);
    if (!value || (is_link (name) && !is_safe_link (value)))
      continue;
    g_string_append_printf (self->out, " %s=\"", name);
    append_escaped (self->out, value);
    g_string_append_c (self->out, '"');
  }
  g_string_append_c (self->out, '>');
}

void
sf_html_open (SfHtml *self, const char *tag, ...)
{
  va_list args;
  va_start (args, tag);
  append_tag (self, tag, args);
  va_end (args);
  g_ptr_array_add (self->open, (gpointer) tag);
}

void
sf_html_close (SfHtml *self)
{
  g_return_if_fail (self->open->len > 0);
  g_string_append_printf (self->out, "</%s>", (const char *) g_ptr_array_index (self->open, self->open->len - 1));
  g_ptr_array_set_size (self->open, self->open->len - 1);
}

void
sf_html_void (SfHtml *self, const char *tag, ...)
{
  va_list args;
  va_start (args, tag);
  append_tag (self, tag, args);
  va_end (args);
}

void
sf_html_leaf (SfHtml *self, const char *tag, const char *text, ...)
{
  va_list args;
  va_start (args, text);
  append_tag (self, tag, args);
  va_end (args);
  sf_html_text (self, text);
  g_string_append_printf (self->out, "</%s>", tag);
}

void
sf_html_text (SfHtml *self, const char *text)
{
  if (text)
    append_escaped (self->out, text);
}

SfHtml *
sf_html_new (const char *lang, const char *title, const char *style_href)
{
  SfHtml *self = g_new0 (SfHtml, 1);

  self->out = g_string_new ("<!DOCTYPE html>");
  self->open = g_ptr_array_new ();
  sf_html_open (self, "html", "lang", lang, NULL);
  sf_html_open (self, "head", NULL);
  sf_html_void (self, "meta", "charset", "utf-8", NULL);
  sf_html_void (self, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1", NULL);
  sf_html_void (self, "meta", "name", "robots", "content", "noindex", NULL);
  sf_html_leaf (self, "title", title, NULL);
  sf_html_void (self, "link", "rel", "stylesheet", "href", style_href, NULL);
  sf_html_close (self);
  sf_html_open (self, "body", NULL);
  return self;
}

void
sf_html_free (SfHtml *self)
{
  g_string_free (self->out, TRUE);
  g_ptr_array_unref (self->open);
  g_free (self);
}

GBytes *
sf_html_finish (SfHtml *self)
{
  while (self->open->len > 0)
    sf_html_close (self);
  return g_bytes_new (self->out->str, self->out->len);
}
