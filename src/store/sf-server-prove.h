/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-db.h"
G_BEGIN_DECLS
/**
 * SfProof: everything that can be recomputed of a server's database, computed again: events without a hole, the chain of every
 * mark, rows against events, buckets and typed tables against rows, each device's journal against its own hashes, what devices
 * said of themselves against both, erased people against what is left. For `showfloorctl verify`, the nightly look and every backup.
 */
typedef enum {
  SF_DAMAGE_FILE,             /* the file itself: cut off, pages that contradict each other */
  SF_DAMAGE_EVENT_GAP,        /* the history has a hole; from … to */
  SF_DAMAGE_MARK_GAP,         /* a place of the history that was told to devices is not marked */
  SF_DAMAGE_CHAIN,            /* a mark, or the head, is not what the events make */
  SF_DAMAGE_JOURNAL_GAP,      /* a device's mutations from … to are not there, and no incident says why */
  SF_DAMAGE_JOURNAL_BODY,     /* a mutation is not what the device hashed */
  SF_DAMAGE_ROW_ALTERED,      /* bytes of a record, or its typed row, are not those of its event */
  SF_DAMAGE_ROW_MISSING,
  SF_DAMAGE_ROW_EXTRA,        /* a row that no event made */
  SF_DAMAGE_ROW_BUCKET,       /* a row in a bucket that may not carry it */
  SF_DAMAGE_SUM,              /* the sum of a bucket is not that of its rows */
  SF_DAMAGE_REPLICA,          /* a device's copy of a bucket is not what the bucket was at that moment */
  SF_DAMAGE_DEVICE_AHEAD,     /* a device knows more than the server, and it does not arrive */
  SF_DAMAGE_DEVICE_BEHIND,    /* a device does not come up to what it once was, or does not fetch what there is */
  SF_DAMAGE_ERASED,           /* something is left of somebody who was erased */
  SF_N_DAMAGES
} SfDamage;
/** "journal-gap" …; static. */
const char *sf_damage_name (SfDamage damage);

/** Damages of one sort in one place; ids of records and devices, never what they hold. */
typedef struct {
  SfDamage damage;
  char *where;               /* bucket, scope or device id; "" of the whole */
  guint n;
  char *kind, *id;           /* (nullable) the first record */
  gint64 from, to;           /* numbers: seq, or mid of a device; 0 when there are none */
} SfFinding;
typedef struct { char *dev; gint64 inc, last, missing, seen_ms; } SfProvenDevice;
typedef struct {
  GPtrArray *findings;       /* (element-type SfFinding) */
  GPtrArray *devices;        /* (element-type SfProvenDevice) each device and incarnation that ever wrote */
  gint64 n_events, n_marks, n_rows, n_mutations, n_bodies, n_replicas, n_erased;
} SfProof;
void     sf_proof_free  (SfProof *self);
gboolean sf_proof_found (const SfProof *self, SfDamage damage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfProof, sf_proof_free)

typedef enum { SF_PROVE_FILE = 1, SF_PROVE_HISTORY = 2, SF_PROVE_ROWS = 4, SF_PROVE_JOURNAL = 8, SF_PROVE_DEVICES = 16, SF_PROVE_ERASED = 32, SF_PROVE_ALL = 63 } SfProveParts;
typedef struct {
  guint parts;               /* SfProveParts */
  gint64 now_ms;             /* wall */
  const char *erased_log;    /* (nullable) the register beside the database */
  void (*progress) (gint64 done, gint64 total, gpointer data);   /* (nullable) */
  gpointer data;
} SfProveOptions;
/** One snapshot of @db, which nobody else uses meanwhile. Findings are no error; NULL only when it cannot be read at all. (transfer full) */
SfProof *sf_server_prove (SfDb *db, const SfProveOptions *options, GError **error);
G_END_DECLS
