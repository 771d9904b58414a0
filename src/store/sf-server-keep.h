/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * Where backups go, how the last one and the last proof went: what the schedule follows and what people are shown. Codes, never
 * sentences; the reader puts them into words. Store's worker.
 */
#define SF_KEEP_DAYS 35                 /* a backup's key is destroyed after this */
#define SF_KEEP_RETRY_MS (15 * 60 * 1000)
#define SF_KEEP_PROOF_MINUTE (3 * 60 + 30)   /* of the night, in the dealer's zone */

typedef struct {
  char *dest;                /* (nullable) folder; NULL: no backups are made by themselves */
  int minute;                /* after midnight; -1 when every @hours counts */
  guint hours;
  gint64 ok_ms;              /* of when the newest verified backup is; 0: there is none */
  char *ok_name;             /* (nullable) */
  gint64 tried_ms;           /* the last try */
  char *code;                /* why it failed; "" when it did not */
  gint64 proof_ms;           /* the last proof; 0: none */
  gint64 findings;           /* what it found */
  char *worst;               /* (nullable) name of the first damage */
} SfKeep;
void     sf_keep_free (SfKeep *self);
/** Never NULL. (transfer full) */
SfKeep  *sf_server_keep_read (SfServerStore *self);
/** @dest NULL: off. Either @minute of the day, or -1 and every @hours. */
gboolean sf_server_keep_plan (SfServerStore *self, const char *dest, int minute, guint hours, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A backup was made (@code "") or failed. @at_ms: of when the copy is. */
gboolean sf_server_keep_backup (SfServerStore *self, gint64 at_ms, const char *name, const char *code, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sf_server_keep_proof  (SfServerStore *self, gint64 at_ms, gint64 findings, const char *worst, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** "02:30" or "6h"; FALSE for anything else. */
gboolean sf_keep_parse_when (const char *text, int *minute, guint *hours);
gboolean sf_keep_backup_is_due (const SfKeep *self, gint64 now_ms, const char *zone);
gboolean sf_keep_proof_is_due  (const SfKeep *self, gint64 now_ms, const char *zone);
/** Should somebody be told? The newest backup is older than twice what was asked for, or there never was one. */
gboolean sf_keep_is_late (const SfKeep *self, gint64 now_ms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfKeep, sf_keep_free)
G_END_DECLS
