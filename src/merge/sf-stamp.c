/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-stamp"
#include "merge/sf-stamp.h"
#include <string.h>

SfStamp
sf_stamp_server (gint64 now_ms)
{
  return (SfStamp) { .st = now_ms << 16, .dev = "", .sure = TRUE };
}

SfStamp
sf_stamp_received (gint64 st, const char *clk, const char *device_id, gint64 now_ms)
{
  SfStamp stamp = { .st = st, .sure = g_strcmp0 (clk, "ok") == 0 };

  g_strlcpy (stamp.dev, device_id ? device_id : "", sizeof stamp.dev);
  if (st <= 0 || (st >> 16) > now_ms + SF_STAMP_DRIFT_MS)
    {
      /* Refusing a wrong clock would stop that device's sync for good; the order within the device is kept by its counter. */
      stamp.st = (now_ms << 16) | (st > 0 ? st & 0xffff : 0);
      stamp.sure = FALSE;
    }
  return stamp;
}

int
sf_stamp_compare (const SfStamp *a, const SfStamp *b)
{
  if (a->st != b->st)
    return a->st < b->st ? -1 : 1;
  return strcmp (a->dev, b->dev);
}

static const char *
field_name (SfKind kind, guint field)
{
  const SfKindInfo *info = sf_kind_info (kind);

  if (field == SF_FIELD_EXTRA)
    return "*";
  return field < info->n_fields ? info->fields[field].name : NULL;
}

char *
sf_stamps_to_text (SfKind kind, const SfStamps *stamps)
{
  GString *text = g_string_new (NULL);

  for (guint f = 0; f <= SF_FIELD_EXTRA; f++)
    {
      const char *name = stamps->at[f].st ? field_name (kind, f) : NULL;

      if (name)
        g_string_append_printf (text, "%s=%" G_GINT64_FORMAT "/%s/%d;", name, stamps->at[f].st, stamps->at[f].dev, stamps->at[f].sure ? 1 : 0);
    }
  return g_string_free (text, FALSE);
}

static gboolean
read_one (SfKind kind, char *entry, SfStamps *out)
{
  char *value = strchr (entry, '=');
  g_auto (GStrv) part = NULL;
  SfStamp stamp = { 0 };
  int field;

  if (!value)
    return FALSE;
  *value++ = '\0';
  part = g_strsplit (value, "/", 4);
  if (g_strv_length (part) != 3 || strlen (part[1]) > SF_ID_LEN)
    return FALSE;
  if (!g_ascii_string_to_signed (part[0], 10, 1, G_MAXINT64, &stamp.st, NULL))
    return FALSE;
  g_strlcpy (stamp.dev, part[1], sizeof stamp.dev);
  stamp.sure = strcmp (part[2], "1") == 0;
  field = strcmp (entry, "*") == 0 ? SF_FIELD_EXTRA : sf_field_lookup (kind, entry);
  if (field >= 0)
    out->at[field] = stamp;
  return TRUE;
}

gboolean
sf_stamps_from_text (SfKind kind, const char *text, SfStamps *out)
{
  g_auto (GStrv) entries = g_strsplit (text ? text : "", ";", SF_MAX_FIELDS * 2);

  memset (out, 0, sizeof *out);
  for (guint i = 0; entries[i]; i++)
    if (*entries[i] && !read_one (kind, entries[i], out))
      return FALSE;
  return TRUE;
}
