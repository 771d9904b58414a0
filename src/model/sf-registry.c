/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sf-registry.h"

/* The short words of sf-kinds.def. They live in this file only. */
enum { K = SF_ROLE_K, T = SF_ROLE_T, D = SF_ROLE_D, M = SF_ROLE_M, S = SF_ROLE_S, P = SF_ROLE_P };
enum { PUB = SF_BUCKET_PUB, CRM = SF_BUCKET_CRM, DEV = SF_BUCKET_DEV, CAT = SF_BUCKET_CAT, LOG = SF_BUCKET_LOG };
enum { REQ = SF_FLAG_REQ, IDX = SF_FLAG_IDX, SEARCH = SF_FLAG_SEARCH, SRV = SF_FLAG_SRV,
       OWNER = SF_FLAG_OWNER, KEY = SF_FLAG_KEY, MULTI = SF_FLAG_MULTI };

/* Pass 1: the fields of each kind; the entry after the last is empty, so that no array is. */
#define SF_KIND_BEGIN(id, ...) static const SfField fields_##id[] = {
#define SF_FIELD(kind, id, name, type, limit, flags, values, ref, privacy, since, doc) \
  { name, SF_TYPE_##type, limit, flags, values, SF_KIND_##ref, SF_PRIVACY_##privacy, since, doc },
#define SF_COMMAND(...)
#define SF_KIND_END(id) { NULL } }; \
  G_STATIC_ASSERT (SF_##id##_N_FIELDS <= SF_MAX_FIELDS); \
  G_STATIC_ASSERT (G_N_ELEMENTS (fields_##id) == SF_##id##_N_FIELDS + 1);
#include "model/sf-kinds.def"
#undef SF_KIND_BEGIN
#undef SF_FIELD
#undef SF_COMMAND
#undef SF_KIND_END

/* Pass 2: the commands. */
#define SF_KIND_BEGIN(id, ...) static const SfCommand commands_##id[] = {
#define SF_FIELD(...)
#define SF_COMMAND(kind, verb, roles, doc) { verb, roles, doc },
#define SF_KIND_END(id) { NULL } };
#include "model/sf-kinds.def"
#undef SF_KIND_BEGIN
#undef SF_FIELD
#undef SF_COMMAND
#undef SF_KIND_END

/* Pass 3: which field is the owner: the sum of (index + 1) over the flagged ones; a kind has one at most. */
#define SF_KIND_BEGIN(id, ...) enum { OWNER_OF_##id = -1
#define SF_FIELD(kind, id, name, type, limit, flags, ...) \
  + (((flags) & SF_FLAG_OWNER) ? (int) SF_##kind##_##id + 1 : 0)
#define SF_COMMAND(...)
#define SF_KIND_END(id) };
#include "model/sf-kinds.def"
#undef SF_KIND_BEGIN
#undef SF_FIELD
#undef SF_COMMAND
#undef SF_KIND_END

/* Pass 4: the kinds. */
#define SF_KIND_BEGIN(id, name, scope, merge, buckets, create, change, since, doc) \
  { SF_KIND_##id, name, SF_SCOPE_##scope, SF_MERGE_##merge, buckets, create, change, since, doc, \
    fields_##id, SF_##id##_N_FIELDS, commands_##id, G_N_ELEMENTS (commands_##id) - 1, OWNER_OF_##id },
#define SF_FIELD(...)
#define SF_COMMAND(...)
#define SF_KIND_END(id)
static const SfKindInfo kinds[SF_N_KINDS] = {
  { SF_KIND_NONE, NULL },
#include "model/sf-kinds.def"
};
#undef SF_KIND_BEGIN
#undef SF_FIELD
#undef SF_COMMAND
#undef SF_KIND_END

const SfKindInfo *
sf_kind_info (SfKind kind)
{
  g_return_val_if_fail (kind > SF_KIND_NONE && kind < SF_N_KINDS, NULL);
  return &kinds[kind];
}

SfKind
sf_kind_lookup (const char *name)
{
  if (name == NULL)
    return SF_KIND_NONE;
  for (guint i = SF_KIND_NONE + 1; i < SF_N_KINDS; i++)
    if (strcmp (kinds[i].name, name) == 0)
      return (SfKind) i;
  return SF_KIND_NONE;
}

int
sf_field_lookup (SfKind kind, const char *name)
{
  const SfKindInfo *info = sf_kind_info (kind);

  g_return_val_if_fail (info != NULL && name != NULL, -1);
  for (guint i = 0; i < info->n_fields; i++)
    if (strcmp (info->fields[i].name, name) == 0)
      return (int) i;
  return -1;
}

const SfCommand *
sf_command_lookup (SfKind kind, const char *verb)
{
  const SfKindInfo *info = sf_kind_info (kind);

  g_return_val_if_fail (info != NULL, NULL);
  if (verb == NULL)
    return NULL;
  for (guint i = 0; i < info->n_commands; i++)
    if (strcmp (info->commands[i].verb, verb) == 0)
      return &info->commands[i];
  return NULL;
}

gboolean
sf_type_is_int (SfType type)
{
  return type == SF_TYPE_INT || type == SF_TYPE_DECIMAL || type == SF_TYPE_MONEY || type == SF_TYPE_INSTANT;
}

static const struct { guint role; const char *name; guint buckets; } roles[] = {
  { SF_ROLE_K, "kiosk", SF_BUCKET_PUB | SF_BUCKET_DEV | SF_BUCKET_CAT },
  { SF_ROLE_T, "tablet", SF_BUCKET_PUB | SF_BUCKET_CRM | SF_BUCKET_DEV | SF_BUCKET_CAT },
  { SF_ROLE_D, "display", SF_BUCKET_PUB | SF_BUCKET_DEV | SF_BUCKET_CAT },
  { SF_ROLE_M, "manager", SF_BUCKET_PUB | SF_BUCKET_CRM | SF_BUCKET_CAT | SF_BUCKET_LOG },
  { SF_ROLE_P, "phone", SF_BUCKET_PUB | SF_BUCKET_CRM | SF_BUCKET_CAT },
  { SF_ROLE_S, "server", SF_BUCKET_PUB | SF_BUCKET_CRM | SF_BUCKET_DEV | SF_BUCKET_CAT | SF_BUCKET_LOG },
};

guint
sf_role_parse (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (roles); i++)
    if (strcmp (roles[i].name, name) == 0)
      return roles[i].role;
  return 0;
}

const char *
sf_role_name (guint role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role)
      return roles[i].name;
  return NULL;
}

guint
sf_role_buckets (guint role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role)
      return roles[i].buckets;
  return 0;
}

static const SfKindInfo *
known (SfKind kind)
{
  return kind > SF_KIND_NONE && kind < SF_N_KINDS ? &kinds[kind] : NULL;
}

gboolean
sf_may_create (guint role, SfKind kind)
{
  const SfKindInfo *info = known (kind);

  return info != NULL && (info->create & role) != 0;
}

gboolean
sf_may_read (guint role, SfKind kind)
{
  const SfKindInfo *info = known (kind);

  if (info == NULL || (info->buckets & sf_role_buckets (role)) == 0)
    return FALSE;
  /* What only the one device follows that it is for may hold its secret. */
  if (info->buckets == SF_BUCKET_DEV)
    return TRUE;
  /* Else a secret stays between the server and enrolled tablets, whatever bucket carries its kind. */
  for (guint i = 0; i < info->n_fields; i++)
    if (info->fields[i].privacy == SF_PRIVACY_SECRET)
      return role == SF_ROLE_S || role == SF_ROLE_T;
  return TRUE;
}

gboolean
sf_may_patch (guint role, SfKind kind, guint field)
{
  const SfKindInfo *info = known (kind);

  if (info == NULL || field >= info->n_fields || (info->change & role) == 0 || info->merge == SF_MERGE_FACT)
    return FALSE;
  if (role == SF_ROLE_S)
    return TRUE;
  return info->merge == SF_MERGE_LWW && (info->fields[field].flags & SF_FLAG_SRV) == 0;
}

gboolean
sf_may_command (guint role, SfKind kind, const char *verb)
{
  const SfCommand *command = known (kind) != NULL ? sf_command_lookup (kind, verb) : NULL;

  return command != NULL && (command->roles & role) != 0;
}
