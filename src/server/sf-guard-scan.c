/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-guard-scan.h"

#include <string.h>

/* A longer body is none that we take (decisions 17). */
#define MAX_DIGITS 12

enum { METHOD, TARGET, VERSION, LINE_END, NAME, VALUE, LENGTH, HOST, VALUE_END, END, BODY };

/* RFC 9110 5.6.2 */
static gboolean
is_token (guint8 c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/* Names longer than any that means something to us keep their length only. */
static void
add (SfGuardScan *self, char c)
{
  if (self->n < sizeof self->word - 1) {
    self->word[self->n] = c;
    self->word[self->n + 1] = '\0';
  }
  self->n++;
}

static gboolean
go_on (SfGuardScan *self, guint state)
{
  self->state = state;
  self->n = 0;
  self->word[0] = '\0';
  return TRUE;
}

static gboolean
take_method (SfGuardScan *self, guint8 c)
{
  if (c != ' ') {
    add (self, (char) c);
    return is_token (c);
  }
  self->body = strcmp (self->word, "POST") == 0 || strcmp (self->word, "PUT") == 0;
  return self->n > 0 && self->n < sizeof self->word && strcmp (self->word, "CONNECT") != 0 && go_on (self, TARGET);
}

static gboolean
take_target (SfGuardScan *self, guint8 c)
{
  if (c == ' ')
    return self->n > 0 && go_on (self, VERSION);
  self->n++;
  return g_ascii_isgraph (c);
}

static gboolean
take_version (SfGuardScan *self, guint8 c)
{
  if (c != '\r') {
    add (self, (char) c);
    return self->n <= strlen ("HTTP/1.1");
  }
  self->old = strcmp (self->word, "HTTP/1.0") == 0;
  return (self->old || strcmp (self->word, "HTTP/1.1") == 0) && go_on (self, LINE_END);
}

/* What follows the colon, as far as it says where the request ends or whose it is. */
static gboolean
begin_value (SfGuardScan *self)
{
  if (strcmp (self->word, "transfer-encoding") == 0)
    return FALSE;
  if (strcmp (self->word, "content-length") == 0)
    return self->length == 0 && go_on (self, LENGTH);
  if (strcmp (self->word, "host") != 0)
    return go_on (self, VALUE);
  if (self->host)
    return FALSE;
  self->host = TRUE;
  return go_on (self, HOST);
}

static gboolean
take_name (SfGuardScan *self, guint8 c)
{
  if (c == '\r')
    return self->n == 0 && go_on (self, END);
  if (c == ':')
    return self->n > 0 && begin_value (self);
  add (self, g_ascii_tolower ((char) c));
  return is_token (c);
}

static gboolean
is_space (guint8 c)
{
  return c == ' ' || c == '\t';
}

static gboolean
take_length (SfGuardScan *self, guint8 c)
{
  if (c == '\r') {
    self->pause = FALSE;
    return self->length > 0 && go_on (self, VALUE_END);
  }
  if (is_space (c)) {
    self->pause = self->length > 0;
    return TRUE;
  }
  if (!g_ascii_isdigit (c) || self->pause || ++self->length > MAX_DIGITS)
    return FALSE;
  self->left = self->left * 10 + (guint64) (c - '0');
  return TRUE;
}

static gboolean
take_value (SfGuardScan *self, guint8 c)
{
  if (c == '\r')
    return go_on (self, VALUE_END);
  if (self->state == HOST)
    return is_space (c) || g_ascii_isalnum (c) || (c != '\0' && strchr (".-_:[]", c) != NULL);
  return is_space (c) || g_ascii_isgraph (c) || c >= 0x80;
}

/* The blank line: a body comes with POST and PUT, and with nothing else. */
static gboolean
finish (SfGuardScan *self)
{
  guint64 left = self->left;

  if (self->body != (self->length > 0) || (!self->host && !self->old))
    return FALSE;
  memset (self, 0, sizeof *self);
  self->left = left;
  self->state = left > 0 ? BODY : METHOD;
  return TRUE;
}

static gboolean
take (SfGuardScan *self, guint8 c)
{
  switch (self->state) {
  case METHOD:
    return take_method (self, c);
  case TARGET:
    return take_target (self, c);
  case VERSION:
    return take_version (self, c);
  case NAME:
    return take_name (self, c);
  case LENGTH:
    return take_length (self, c);
  case VALUE:
  case HOST:
    return take_value (self, c);
  case LINE_END:
  case VALUE_END:
    return c == '\n' && go_on (self, NAME);
  case END:
  default:
    return c == '\n' && finish (self);
  }
}

gboolean
sf_guard_scan_in_body (const SfGuardScan *self)
{
  return self->state == BODY;
}

gboolean
sf_guard_scan (SfGuardScan *self, const guint8 *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    if (self->state == BODY) {
      gsize part = (gsize) MIN (self->left, (guint64) (n - i));

      self->left -= part;
      if (self->left == 0)
        self->state = METHOD;
      i += part - 1;
      continue;
    }
    self->header++;
    if (!take (self, bytes[i])) {
      self->header += n - i - 1;
      return FALSE;
    }
  }
  return TRUE;
}
