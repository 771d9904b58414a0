/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints docs/records.md from the registry. A test compares it with the committed file. */
#include <stdio.h>
#include "model/sf-registry.h"

static const char *const types[] = { "text", "ltext", "int", "decimal", "money", "instant", "date", "enum", "ref", "set", "media", "json" };
static const char *const merges[] = { "fact", "last writer wins, per field", "state machine", "server only" };
static const char *const privacies[] = { "", "name", "contact", "note", "secret" };

static const struct { guint bit; const char *word; } buckets[] = {
  { SF_BUCKET_PUB, "`pub`" }, { SF_BUCKET_CRM, "`crm`" }, { SF_BUCKET_DEV, "`dev:`*device*" }, { SF_BUCKET_CAT, "`cat`" }, { SF_BUCKET_LOG, "`log`" },
};
static const guint roles[] = { SF_ROLE_K, SF_ROLE_T, SF_ROLE_D, SF_ROLE_M, SF_ROLE_P, SF_ROLE_S };

static const char intro[] =
  "# Records\n\n"
  "Made from `src/model/sf-kinds.def` by `build/src/model/sf-records-doc > docs/records.md`; do not edit. Registry version %d.\n\n"
  "How records travel is told in [protocol.md](protocol.md). A record's data is one JSON object with the members below; what\n"
  "is not said is left out, `null` clears. Members that a reader does not know are kept. Every record has an id, a UUID in lower\n"
  "case, that is not part of the data.\n\n"
  "## Types\n\n"
  "| type | in JSON | limit means |\n|---|---|---|\n"
  "| text | string without control characters; `\\n` where *lines* is said | characters, and 65536 bytes |\n"
  "| ltext | object from language code to string: `{\"zh_CN\":\"…\",\"en\":\"…\"}` | characters per language |\n"
  "| int | whole number from 0 | largest value |\n"
  "| money | whole number in minor units | – |\n"
  "| instant | milliseconds since 1970, UTC | – |\n"
  "| date | string `YYYY-MM-DD` in the dealer's zone | – |\n"
  "| enum | string, one of the values at the end; a reader keeps a value it does not know and shows \"other\" | – |\n"
  "| ref, media | string: the id of a record of the kind named | – |\n"
  "| set | array of different strings: ids, values of an enum, or free codes | entries |\n\n"
  "Numbers beyond 2^53 are written as decimal strings; readers take both.\n\n"
  "## Rights\n\n"
  "c create, r read, p patch, x command. Nothing else is allowed to anybody. A kiosk and a screen read of bucket `dev:` only\n"
  "their own.\n\n";

static void
append_roles (GString *out, SfKind kind, guint role)
{
  const SfKindInfo *info = sf_kind_info (kind);
  gboolean patch = FALSE, command = FALSE;

  for (guint i = 0; i < info->n_fields; i++)
    patch |= sf_may_patch (role, kind, i);
  for (guint i = 0; i < info->n_commands; i++)
    command |= sf_may_command (role, kind, info->commands[i].verb);
  g_string_append_printf (out, " %s%s%s%s |", sf_may_create (role, kind) ? "c" : "", sf_may_read (role, kind) ? "r" : "",
                          patch ? "p" : "", command ? "x" : "");
}

static void
append_rights (GString *out)
{
  g_string_append (out, "| kind |");
  for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
    g_string_append_printf (out, " %s |", sf_role_name (roles[r]));
  g_string_append (out, "\n|---|---|---|---|---|---|---|\n");
  for (guint kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    {
      g_string_append_printf (out, "| [%s](#%s) |", sf_kind_info ((SfKind) kind)->name, sf_kind_info ((SfKind) kind)->name);
      for (guint r = 0; r < G_N_ELEMENTS (roles); r++)
        append_roles (out, (SfKind) kind, roles[r]);
      g_string_append_c (out, '\n');
    }
}

static void
append_field (GString *out, const SfField *field)
{
  static const struct { guint flag; const char *word; } flags[] = {
    { SF_FLAG_REQ, "required" }, { SF_FLAG_SRV, "server writes" }, { SF_FLAG_OWNER, "owner" }, { SF_FLAG_KEY, "import key" },
    { SF_FLAG_SEARCH, "searched" }, { SF_FLAG_MULTI, "lines" },
  };
  const char *comma = "";

  g_string_append_printf (out, "| `%s` | %s", field->name, types[field->type]);
  if (field->values != NULL)
    g_string_append_printf (out, " of [%s](#%s)", field->values->name, field->values->name);
  if (field->ref != SF_KIND_NONE)
    g_string_append_printf (out, " %s[%s](#%s)", field->type == SF_TYPE_SET ? "of " : "to ", sf_kind_info (field->ref)->name, sf_kind_info (field->ref)->name);
  g_string_append (out, " | ");
  if (field->limit > 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, field->limit);
  g_string_append (out, " | ");
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (field->flags & flags[i].flag)
      {
        g_string_append_printf (out, "%s%s", comma, flags[i].word);
        comma = ", ";
      }
  g_string_append_printf (out, " | %s | %u | %s |\n", privacies[field->privacy], field->since, field->doc);
}

static void
append_kind (GString *out, const SfKindInfo *info)
{
  const char *comma = "";

  g_string_append_printf (out, "\n### %s\n\n%s. Merge: %s. Scope `%s`, bucket ", info->name, info->doc, merges[info->merge],
                          info->scope == SF_SCOPE_OEM ? "oem" : "dealer");
  for (guint i = 0; i < G_N_ELEMENTS (buckets); i++)
    if (info->buckets & buckets[i].bit)
      {
        g_string_append_printf (out, "%s%s", comma, buckets[i].word);
        comma = ", ";
      }
  g_string_append_printf (out, ". Since %u.\n\n| member | type | limit | flags | privacy | since | meaning |\n|---|---|---|---|---|---|---|\n",
                          info->since);
  for (guint i = 0; i < info->n_fields; i++)
    append_field (out, &info->fields[i]);
  if (info->n_commands > 0)
    g_string_append (out, "\nCommands: ");
  for (guint i = 0; i < info->n_commands; i++)
    g_string_append_printf (out, "%s`%s.%s` (%s)", i > 0 ? " · " : "", info->name, info->commands[i].verb, info->commands[i].doc);
  if (info->n_commands > 0)
    g_string_append_c (out, '\n');
}

/* Every enum that a field names, once, in the order of the registry. */
static void
append_enums (GString *out)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_string_append (out, "\n## Enumerations\n\nFrozen; new values are appended.\n");
  for (guint kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    for (guint i = 0; i < sf_kind_info ((SfKind) kind)->n_fields; i++)
      {
        const SfEnum *values = sf_kind_info ((SfKind) kind)->fields[i].values;

        if (values == NULL || !g_hash_table_add (seen, (gpointer) values))
          continue;
        g_string_append_printf (out, "\n### %s\n\n", values->name);
        for (guint v = 0; v < values->n_values; v++)
          g_string_append_printf (out, "%s`%s` %s", v > 0 ? " · " : "", values->values[v].value, values->values[v].en);
        g_string_append_c (out, '\n');
      }
}

int
main (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, intro, SF_SCHEMA);
  append_rights (out);
  g_string_append (out, "\n## Kinds\n");
  for (guint kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++)
    append_kind (out, sf_kind_info ((SfKind) kind));
  append_enums (out);
  return fputs (out->str, stdout) >= 0 ? 0 : 1;       /* not g_print(), which speaks the locale's charset */
}
