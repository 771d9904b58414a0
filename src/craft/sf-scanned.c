/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-scanned"
#include "config.h"
#include "craft/sf-scanned.h"
#include <string.h>

static const struct { SfScannedWhat what; const char *prefix; } own[] = {
  { SF_SCANNED_APPOINTMENT, "SHOWFLOOR:A:" },
  { SF_SCANNED_EVENT, "SHOWFLOOR:E:" },
};

/* What follows @prefix in @text, or NULL; scanners with Caps Lock turn cases round. */
static const char *
after (const char *text, const char *prefix)
{
  const gsize n = strlen (prefix);
  return g_ascii_strncasecmp (text, prefix, n) == 0 ? text + n : NULL;
}

static gboolean
is_text (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p))
      return FALSE;
  return TRUE;
}

static const char *
after_scheme (const char *text)
{
  const char *rest = after (text, "https://");
  return rest != NULL ? rest : after (text, "http://");
}

/* The slug at @at, ended by the text or by what networks append. */
static gboolean
read_slug (const char *at, SfScanned *out)
{
  g_autofree char *slug = g_strndup (at, strcspn (at, "?#"));
  return sf_slug_parse (slug, out->code);
}

/* @rest: an address without its scheme. */
static gboolean
read_address (const char *rest, const char *public_url, SfScanned *out)
{
  const char *ours = public_url != NULL ? after_scheme (public_url) : NULL;
  const char *path = strchr (rest, '/');

  if (path == NULL || strpbrk (rest, " \\@") != NULL)
    return FALSE;
  if (ours != NULL) {
    const char *page = after (rest, ours), *at = page != NULL ? after (page, "/c/") : NULL;
    return at != NULL && read_slug (at, out);
  }
  /* The page is the last part of the path; what stands before it is not known. */
  g_autofree char *whole = g_strndup (path, strcspn (path, "?#"));
  const char *last = strrchr (whole, '/');
  return last - whole >= 2 && g_ascii_strncasecmp (last - 2, "/c", 2) == 0 && read_slug (last + 1, out);
}

void
sf_scanned_read (const char *text, const char *public_url, SfScanned *out)
{
  memset (out, 0, sizeof *out);
  if (text == NULL || strnlen (text, SF_SCANNED_MOST + 1) > SF_SCANNED_MOST || !is_text (text))
    return;
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  for (guint i = 0; i < G_N_ELEMENTS (own); i++) {
    const char *code = after (trimmed, own[i].prefix);
    if (code != NULL && sf_slug_parse (code, out->code))
      out->what = own[i].what;
  }
  const char *rest = after_scheme (trimmed);
  if (rest != NULL && read_address (rest, public_url, out))
    out->what = SF_SCANNED_LINK;
}

char *
sf_scanned_text (SfScannedWhat what, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (own[i].what == what)
      return g_strconcat (own[i].prefix, code, NULL);
  g_return_val_if_reached (NULL);
}
