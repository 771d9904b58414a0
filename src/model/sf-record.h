/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-text.h"
#include "model/sf-registry.h"
G_BEGIN_DECLS

/**
 * SfRecord: one record, or a patch of one, as values by field id.
 *
 * Each field is absent, null (a patch that clears), an int64 or a text. SET is a text of entries joined by U+001F,
 * LTEXT a text of "code U+001F text" joined by U+001E; use the _set and _ltext accessors. Unknown members that came
 * over the wire are kept as JSON text (sf_record_get_extra). Not thread-safe while it is being changed; once handed
 * out it is not changed any more and may be read anywhere. Reference count is atomic.
 */
typedef struct _SfRecord SfRecord;

SfRecord   *sf_record_new   (SfKind kind, const char *id);
SfRecord   *sf_record_copy  (SfRecord *self);
SfRecord   *sf_record_ref   (SfRecord *self);
void        sf_record_unref (SfRecord *self);
SfKind      sf_record_get_kind (SfRecord *self);
const char *sf_record_get_id   (SfRecord *self);

gboolean    sf_record_has   (SfRecord *self, guint field);       /* present, even when null */
gboolean    sf_record_is_null (SfRecord *self, guint field);     /* absent or null */
gint64      sf_record_get_int (SfRecord *self, guint field);     /* 0 when null */
const char *sf_record_get_text (SfRecord *self, guint field);    /* NULL when null; raw form for SET and LTEXT */
/** Text in @lang, else in the other written Chinese (for the two), else in the first language it was given in; NULL when
 *  null. Owned by the record. */
const char *sf_record_get_ltext (SfRecord *self, guint field, SfLang lang);
/** Entries of a SET, never NULL. (transfer full) */
GStrv       sf_record_get_set (SfRecord *self, guint field);
const char *sf_record_get_extra (SfRecord *self);                /* (nullable) JSON object of unknown members */

void sf_record_set_int   (SfRecord *self, guint field, gint64 value);
void sf_record_set_text  (SfRecord *self, guint field, const char *value);   /* NULL sets null */
void sf_record_set_null  (SfRecord *self, guint field);
void sf_record_unset     (SfRecord *self, guint field);
void sf_record_set_ltext (SfRecord *self, guint field, SfLang lang, const char *value);
/** As sf_record_set_ltext(), for any language code; NULL takes the language away. The first language set is the fallback. */
void sf_record_set_ltext_code (SfRecord *self, guint field, const char *code, const char *value);
void sf_record_set_set   (SfRecord *self, guint field, const char *const *entries);   /* sorted, without repeats */
void sf_record_set_extra (SfRecord *self, const char *json);
/** True when kind, id, every field and the extra members are equal. */
gboolean sf_record_equal (SfRecord *a, SfRecord *b);

#define SF_MODEL_ERROR (sf_model_error_quark ())
typedef enum { SF_MODEL_ERROR_KIND, SF_MODEL_ERROR_FIELD, SF_MODEL_ERROR_MISSING, SF_MODEL_ERROR_LIMIT, SF_MODEL_ERROR_RIGHTS, SF_MODEL_ERROR_STATE } SfModelError;
GQuark   sf_model_error_quark (void);

typedef enum { SF_CHECK_CREATE, SF_CHECK_PATCH, SF_CHECK_COMMAND, SF_CHECK_STORED } SfCheck;
/**
 * sf_record_check: types, limits (characters, not bytes), formats (valid UTF-8 without control characters, "\n" where MULTI;
 * dates, ids), required fields, fields that @role may not write. Formats that depend on a region (phones, plates) are not
 * checked here. SF_CHECK_STORED is for a row pulled from a perhaps newer server: unknown enum values pass, limits and rights
 * are not looked at, since a newer version may have widened them. Message names kind and field, never a value.
 */
gboolean sf_record_check (SfRecord *self, SfCheck check, guint role, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfRecord, sf_record_unref)

/** SfQuery: which records of a kind, in which order. Values are copied by nobody: keep them alive during the call. */
typedef enum { SF_OP_EQ, SF_OP_NE, SF_OP_LT, SF_OP_LE, SF_OP_GT, SF_OP_GE, SF_OP_IS_NULL, SF_OP_NOT_NULL, SF_OP_ID } SfOp;
typedef struct { guint field; SfOp op; gint64 i; const char *s; } SfCond;    /* SF_OP_ID compares the record's id with s */
#define SF_MAX_CONDS 6
typedef struct {
  SfKind kind;
  SfCond conds[SF_MAX_CONDS];   /* all must hold */
  guint n_conds;
  int order;                    /* field id, or -1 for id (that is, time of creation for UUIDv7) */
  gboolean descending;
  guint limit;                  /* 0: SF_MAX_QUERY */
} SfQuery;

/** SfMutation: one thing a device wants: "visit.create", "customer.patch", "assignment.accept". */
typedef struct {
  SfKind kind;
  char *verb;         /* create, patch, or a command of the kind */
  guint version;      /* registry version that wrote it */
  char *by;           /* (nullable) consultant signed in */
  gboolean checked;   /* a server checked that person's PIN */
  SfRecord *data;     /* id, and the fields said */
} SfMutation;
SfMutation *sf_mutation_new  (const char *verb, SfRecord *data, const char *by);   /* takes a reference to @data */
void        sf_mutation_free (SfMutation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfMutation, sf_mutation_free)

G_END_DECLS
