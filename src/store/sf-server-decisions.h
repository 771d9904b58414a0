/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-dispatch-report.h"
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * Decisions about who receives a guest, each with everything it was made from (model/sf-assign.h), so that a day can be played again:
 * `decision` the guest's side and the answer, `decision_floor` a colleague's line whenever it differed from the one before on that
 * day. Ids and codes alone, nothing about guests. Kept for SF_DECISIONS_DAYS. On the store's worker; writing inside a transaction.
 */
#define SF_DECISIONS_DAYS 92

/** @self->n is not read. The first of a day lets go of those that are too old. */
gboolean   sf_server_decisions_add (SfServerStore *self, const SfDecision *decision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Of a day, in order. (transfer full) (element-type SfDecision) */
GPtrArray *sf_server_decisions_of  (SfServerStore *self, const char *day, GError **error);

/** A day played again, with the records that its words are made of. */
typedef struct {
  GPtrArray *decisions;      /* SfDecision */
  GHashTable *visits;        /* id → SfRecord VISIT of the day */
  GHashTable *consultants;   /* id → SfRecord CONSULTANT */
  SfDispatchReport *report;
} SfDispatchDay;
void           sf_dispatch_day_free (SfDispatchDay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDispatchDay, sf_dispatch_day_free)
/** (transfer full) */
SfDispatchDay *sf_dispatch_day_load (SfServerStore *store, const char *day, GError **error);
G_END_DECLS
