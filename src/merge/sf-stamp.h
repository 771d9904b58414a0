/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * SfStamp: when a value was said, in an order that does not trust wall clocks (sync.md 1.2).
 *
 * @st is ms since 1970 by the server's clock << 16 | counter; equal stamps are ordered by device id. Stamps of one field
 * decide which value wins; they never order anything else.
 */
typedef struct {
  gint64 st;                  /* 0: never said */
  char dev[SF_ID_LEN + 1];    /* "" for the server itself */
  gboolean sure;              /* FALSE: the device had to guess, or the server clamped a time from the future */
  gboolean later;             /* of a mutation: known to be said after what the same device said before, whatever @st says; not kept */
} SfStamp;

/** How far a stamp may lie in the future before the server takes it for now (ms). Never a reason to refuse. */
#define SF_STAMP_DRIFT_MS (300 * 1000)

/** A stamp of the server's own at @now_ms. */
SfStamp sf_stamp_server (gint64 now_ms);
/** The stamp that came with a mutation: @st clamped to @now_ms when it lies in the future, @clk is "ok" or else not sure. */
SfStamp sf_stamp_received (gint64 st, const char *clk, const char *device_id, gint64 now_ms);
/** <0, 0, >0 like strcmp. */
int     sf_stamp_compare (const SfStamp *a, const SfStamp *b);

/** Index of the members this version does not know: they are merged as one field. */
#define SF_FIELD_EXTRA SF_MAX_FIELDS
/** SfStamps: one stamp per field of a record, and one for what this version does not know. */
typedef struct { SfStamp at[SF_MAX_FIELDS + 1]; } SfStamps;
/** As it is kept beside the record: "field=st/device/sure;…", only fields that have one. (transfer full) */
char    *sf_stamps_to_text   (SfKind kind, const SfStamps *stamps);
/** Fields that this version does not know are dropped; NULL and "" give no stamps. FALSE for anything malformed. */
gboolean sf_stamps_from_text (SfKind kind, const char *text, SfStamps *out);
G_END_DECLS
