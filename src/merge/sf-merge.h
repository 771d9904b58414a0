/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "merge/sf-stamp.h"
G_BEGIN_DECLS
/* Two versions become one: pure functions, no I/O, no clock (sync.md 1.6). The server decides with them; nobody else does. */

/** SfLoser: a value that did not stay. Everything that loses is told, so that it can be kept in the history. */
typedef struct {
  guint field;       /* or SF_FIELD_EXTRA */
  char *value;       /* (nullable) decimal for integers, raw text else; NULL when the loser was "nothing" */
  SfStamp stamp;     /* of the value that lost */
  gboolean incoming; /* the patch lost, not what stood there */
  gboolean review;   /* a person should look: two devices said different names or numbers, or a clock had to guess */
} SfLoser;
void sf_loser_free (SfLoser *self);

/** SfMerge: what became of a record and a patch. */
typedef struct {
  SfRecord *record;   /* (owned) */
  SfStamps stamps;
  GPtrArray *losers;  /* (owned) (element-type SfLoser) */
  gboolean changed;   /* @record differs from what stood there */
} SfMerge;
void sf_merge_free (SfMerge *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfMerge, sf_merge_free)

/**
 * sf_merge_patch: per field the latest stamp wins, whatever order patches arrive in.
 *
 * @current may be NULL (the record is not known yet: a stub grows from the patch), @stamps may be NULL (none known).
 * Equal values have no loser. A tie of stamp and device is decided by the value, so that it is the same everywhere.
 */
SfMerge *sf_merge_patch (SfRecord *current, const SfStamps *stamps, SfRecord *patch, const SfStamp *stamp);

/** What to do with an immutable fact. */
typedef enum { SF_FACT_INSERT, SF_FACT_EQUAL, SF_FACT_DIFFERENT } SfFact;
/** The first one stays, for ever; a second with other content is a conflict to look at, never a reason to refuse. */
SfFact sf_merge_fact (SfRecord *current, SfRecord *incoming);

/** What to do with a command. */
typedef enum { SF_FLOW_MOVE, SF_FLOW_SAME, SF_FLOW_REFUSED } SfFlow;
/**
 * sf_merge_command: may @verb happen to a record of @kind that is in @state? MOVE gives the new state in @next (static);
 * SAME says that it has already happened (a repeat after a lost answer changes nothing).
 */
SfFlow sf_merge_command (SfKind kind, const char *state, const char *verb, const char **next);
G_END_DECLS
