/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-patch.h"

#include <string.h>

#include "model/sf-assign.h"

#define LANG_END "\x1f"
#define ENTRY_END "\x1e"

/* True when @raw has a text for the language that @entry ("code U+001F text") speaks. */
static gboolean
has_language (const char *raw, const char *entry)
{
  g_auto(GStrv) entries = g_strsplit (raw, ENTRY_END, -1);
  gsize code = strcspn (entry, LANG_END) + 1;

  for (guint i = 0; entries[i] != NULL; i++)
    if (strncmp (entries[i], entry, code) == 0)
      return TRUE;
  return FALSE;
}

static void
merge_ltext (SfRecord *result, guint field, const char *before, const char *said)
{
  g_auto(GStrv) entries = g_strsplit (before, ENTRY_END, -1);
  g_autoptr(GString) merged = g_string_new (NULL);

  for (guint i = 0; entries[i] != NULL; i++)
    if (*entries[i] != '\0' && !has_language (said, entries[i]))
      g_string_append_printf (merged, "%s" ENTRY_END, entries[i]);
  g_string_append (merged, said);
  sf_record_set_text (result, field, merged->str);
}

SfRecord *
sf_record_apply_patch (SfRecord *base, SfRecord *patch)
{
  SfKind kind = sf_record_get_kind (patch);
  const SfKindInfo *info = sf_kind_info (kind);
  SfRecord *result = base != NULL ? sf_record_copy (base) : sf_record_new (kind, sf_record_get_id (patch));

  for (guint i = 0; i < info->n_fields; i++)
    {
      if (!sf_record_has (patch, i))
        continue;
      if (sf_record_is_null (patch, i))
        sf_record_unset (result, i);
      else if (sf_type_is_int (info->fields[i].type))
        sf_record_set_int (result, i, sf_record_get_int (patch, i));
      else if (info->fields[i].type == SF_TYPE_LTEXT && !sf_record_is_null (result, i))
        merge_ltext (result, i, sf_record_get_text (result, i), sf_record_get_text (patch, i));
      else
        sf_record_set_text (result, i, sf_record_get_text (patch, i));
    }
  if (sf_record_get_extra (patch) != NULL)
    sf_record_set_extra (result, sf_record_get_extra (patch));
  return result;
}

static SfRecord *
overlay_command (SfRecord *base, const SfMutation *mutation)
{
  int state_field = sf_field_lookup (mutation->kind, "state");
  const char *next;
  SfRecord *result;

  if (base == NULL)
    return NULL;
  next = state_field >= 0 ? sf_flow_next (mutation->kind, sf_record_get_text (base, (guint) state_field), mutation->verb) : NULL;
  if (next == NULL)
    return sf_record_ref (base);
  result = sf_record_copy (base);
  sf_record_set_text (result, (guint) state_field, next);
  return result;
}

SfRecord *
sf_record_overlay (SfRecord *base, const SfMutation *mutation)
{
  if (strcmp (mutation->verb, "create") == 0)
    return base != NULL ? sf_record_ref (base) : sf_record_apply_patch (NULL, mutation->data);
  if (strcmp (mutation->verb, "patch") == 0)
    return base != NULL ? sf_record_apply_patch (base, mutation->data) : NULL;
  return overlay_command (base, mutation);
}
