/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-enums.h"
G_BEGIN_DECLS

/** Ids of kinds: SF_KIND_VISIT, … in the order of sf-kinds.def; stable within a build, names are what travels. */
typedef enum {
  SF_KIND_NONE,
#define SF_KIND_BEGIN(id, ...) SF_KIND_##id,
#define SF_FIELD(...)
#define SF_COMMAND(...)
#define SF_KIND_END(id)
#include "model/sf-kinds.def"
#undef SF_KIND_BEGIN
#undef SF_KIND_END
  SF_N_KINDS
} SfKind;

/** Ids of fields: SF_VISIT_SURNAME, …, SF_VISIT_N_FIELDS; a typo does not compile. */
#define SF_KIND_BEGIN(id, ...) enum {
#undef SF_FIELD
#define SF_FIELD(kind, id, ...) SF_##kind##_##id,
#define SF_KIND_END(id) SF_##id##_N_FIELDS };
#include "model/sf-kinds.def"
#undef SF_KIND_BEGIN
#undef SF_FIELD
#undef SF_COMMAND
#undef SF_KIND_END

/** Largest number of fields in any kind. */
#define SF_MAX_FIELDS 28

typedef enum {
  SF_TYPE_TEXT, SF_TYPE_LTEXT, SF_TYPE_INT, SF_TYPE_DECIMAL, SF_TYPE_MONEY, SF_TYPE_INSTANT, SF_TYPE_DATE,
  SF_TYPE_ENUM, SF_TYPE_REF, SF_TYPE_SET, SF_TYPE_MEDIA, SF_TYPE_JSON
} SfType;
typedef enum { SF_SCOPE_DEALER, SF_SCOPE_OEM } SfScope;
typedef enum { SF_MERGE_FACT, SF_MERGE_LWW, SF_MERGE_FSM, SF_MERGE_SERVER } SfMergeClass;
typedef enum { SF_BUCKET_PUB = 1, SF_BUCKET_CRM = 2, SF_BUCKET_DEV = 4, SF_BUCKET_CAT = 8, SF_BUCKET_LOG = 16 } SfBucketMask;
typedef enum { SF_ROLE_K = 1, SF_ROLE_T = 2, SF_ROLE_D = 4, SF_ROLE_M = 8, SF_ROLE_S = 16, SF_ROLE_P = 32 } SfRoleMask;
typedef enum { SF_FLAG_REQ = 1, SF_FLAG_IDX = 2, SF_FLAG_SEARCH = 4, SF_FLAG_SRV = 8, SF_FLAG_OWNER = 16, SF_FLAG_KEY = 32, SF_FLAG_MULTI = 64 } SfFieldFlags;
typedef enum { SF_PRIVACY_NONE, SF_PRIVACY_NAME, SF_PRIVACY_CONTACT, SF_PRIVACY_NOTE, SF_PRIVACY_SECRET } SfPrivacy;

/** Version of the whole registry; each field says since which it exists. */
#define SF_SCHEMA 1

typedef struct {
  const char *name;
  SfType type;
  gint64 limit;
  guint flags;              /* SfFieldFlags */
  const SfEnum *values;     /* (nullable) ENUM, and SET of enum values */
  SfKind ref;               /* REF, MEDIA, and SET of references */
  SfPrivacy privacy;
  guint since;
  const char *doc;
} SfField;

typedef struct { const char *verb; guint roles; const char *doc; } SfCommand;

typedef struct {
  SfKind kind;
  const char *name;
  SfScope scope;
  SfMergeClass merge;
  guint buckets;            /* SfBucketMask */
  guint create, change;     /* SfRoleMask; change: LWW patch or FSM commands */
  guint since;
  const char *doc;
  const SfField *fields;
  guint n_fields;
  const SfCommand *commands;
  guint n_commands;
  int owner_field;          /* index of the OWNER field or -1 */
} SfKindInfo;

/** Description of @kind; never NULL for SF_KIND_NONE < kind < SF_N_KINDS. Static. */
const SfKindInfo *sf_kind_info   (SfKind kind);
/** SF_KIND_NONE for a name this version does not know (such rows are kept and passed over). */
SfKind            sf_kind_lookup (const char *name);
/** Field index or -1. */
int               sf_field_lookup (SfKind kind, const char *name);
const SfCommand  *sf_command_lookup (SfKind kind, const char *verb);
/** True for types kept as int64: INT, DECIMAL, MONEY, INSTANT, DATE is text "YYYY-MM-DD". */
gboolean          sf_type_is_int (SfType type);
/** Role bit of "kiosk", "tablet", "display", "manager", "server", "phone"; 0 for others. */
guint             sf_role_parse  (const char *name);
const char       *sf_role_name   (guint role);

/* Rights (decisions 10): one table, from the registry. */
gboolean sf_may_create  (guint role, SfKind kind);
gboolean sf_may_read    (guint role, SfKind kind);
gboolean sf_may_patch   (guint role, SfKind kind, guint field);
gboolean sf_may_command (guint role, SfKind kind, const char *verb);
/** Buckets a device of @role follows. */
guint    sf_role_buckets (guint role);

G_END_DECLS
