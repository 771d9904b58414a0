/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * How long what is kept of guests is kept. One table: the nightly look, the report of the manager's page and of the tool, and
 * docs/privacy.md say the same. The times of customers and visits are those the notice promises; nobody sets them otherwise
 * without another notice.
 */
typedef enum {
  SF_RETENTION_CUSTOMER,     /* no contact for 12 months: the person goes, with everything about them */
  SF_RETENTION_VISIT,        /* visits, outcomes, follow-ups of 24 months ago lose what is personal; figures stay */
  SF_RETENTION_LEAD,         /* asked for on the phone page by somebody nobody met: 12 months */
  SF_RETENTION_WALL,         /* names that were put on a wall: 7 days */
  SF_RETENTION_CONFLICT,     /* values that lost against others: 12 months */
  SF_RETENTION_QUARANTINE,   /* what could not be applied: 90 days */
  SF_RETENTION_AUDIT,        /* who looked at whom: 3 years */
  SF_N_RETENTION
} SfRetentionId;
typedef struct { const char *name; guint days; } SfRetentionRule;
/** Static. */
const SfRetentionRule *sf_retention_rule (SfRetentionId id);

/** What the last complete look found, and what waits for the next. */
typedef struct { gint64 last_ms; guint ended[SF_N_RETENTION], due[SF_N_RETENTION]; } SfRetentionReport;
gboolean sf_server_retention_report (SfServerStore *self, gint64 now_ms, SfRetentionReport *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Ends what is over, some hundred records at a time; @more: call again. Inside a transaction. */
gboolean sf_server_retention_run    (SfServerStore *self, gint64 now_ms, gboolean *more, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
