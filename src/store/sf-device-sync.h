/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-device-store.h"
G_BEGIN_DECLS
/*
 * What the sync core needs of the device store: each function is one transaction, so that a power cut leaves either all of
 * an answer or nothing of it. Runs on the store's worker. "Visible", "acked", "safe" and "done" are explained in README.md.
 */

/** Who this device is and how long its journal is. @inc 0: never enrolled. */
typedef struct { char *device_id, *server_id, *epoch; gint64 inc, floor, last, acked; guint8 last_h[SF_LINK_LEN]; } SfDeviceIdentity;
gboolean sf_device_sync_identity (SfDeviceStore *self, SfDeviceIdentity *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     sf_device_identity_clear (SfDeviceIdentity *identity);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SfDeviceIdentity, sf_device_identity_clear)

typedef enum { SF_BUCKET_NORMAL, SF_BUCKET_FIRST, SF_BUCKET_SHADOW, SF_BUCKET_TAIL, SF_BUCKET_HELD } SfBucketPhase;
/**
 * One bucket: NORMAL follows by pull; FIRST fills an empty replica by snapshot; SHADOW fills shadow rows by snapshot while
 * the old replica stays readable; TAIL pulls into the shadow what changed meanwhile, then swaps; HELD has a full shadow
 * that lost more than half of the rows and waits for sf_device_sync_confirm() or a later attempt.
 */
typedef struct {
  char *id;
  SfBucketPhase phase;
  SfToken token;           /* of the phase: the shadow's in SHADOW and TAIL */
  gboolean has_token, ok;
  char *after_kind, *after_id;
  gint64 seen;             /* everything up to this seq of the scope is applied; -1 before the first complete pull */
  guint resyncs;           /* in a row */
} SfDeviceBucket;
/** In the order in which they are to be fetched. (transfer full) (element-type SfDeviceBucket) */
GPtrArray *sf_device_sync_buckets (SfDeviceStore *self, GError **error);
void       sf_device_bucket_free (SfDeviceBucket *bucket);

/** Fills identity, journal, acks and tokens of a hello; with @sums also count and sum of each settled bucket. */
gboolean sf_device_sync_fill_hello (SfDeviceStore *self, SfHello *hello, gboolean sums, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { SF_JOURNAL_AGREES, SF_JOURNAL_SERVER_BEHIND, SF_JOURNAL_ROLLED_BACK } SfJournalState;
/** Compares the server's (last, last_h) with this journal (sync.md 1.8, rules 4 and 5). Reads only. */
gboolean sf_device_sync_compare (SfDeviceStore *self, gint64 last, const guint8 last_h[SF_LINK_LEN], SfJournalState *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A new incarnation: everything retained and not done is numbered and chained anew, unacknowledged. */
gboolean sf_device_sync_reincarnate (SfDeviceStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * Applies a hello that agrees with the journal: clock anchor, safe, regressions (mutations the server no longer has are
 * pending again; with ack_ok false the acknowledged ones become visible only at the head told), buckets gained and
 * lost (lost ones are purged), tokens of another history (a resync begins), directives. @regressions counts up.
 */
gboolean sf_device_sync_apply_hello (SfDeviceStore *self, const SfHelloReply *reply, gint64 *regressions, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** The next mutations after @after, at most @most (SF_MAX_PUSH) and SF_MAX_PUSH_BYTES; stamps what is sent for the first time. (transfer full) */
SfPush  *sf_device_sync_next_push (SfDeviceStore *self, gint64 after, guint most, GError **error);
/**
 * The only mutation of @push is something that no server of this protocol can read. Its number is sent without it from now on, so
 * that those after it pass; the body stays here, and it is told as quarantined ("unsendable").
 */
gboolean sf_device_sync_set_aside (SfDeviceStore *self, const SfPush *push, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The answer to @push. */
gboolean sf_device_sync_apply_push (SfDeviceStore *self, const SfPush *push, const SfPushReply *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * While something acknowledged is not visible yet its number is compared with those of pages: the history that it belongs to, so that
 * the server can say whether the page is of the same. @has FALSE: nothing waits to become visible.
 */
gboolean sf_device_sync_ack (SfDeviceStore *self, SfToken *out, gboolean *has, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum { SF_PAGE_APPLIED, SF_PAGE_RESYNC, SF_PAGE_SWAPPED, SF_PAGE_HELD } SfPageResult;
/** A page of pull or snapshot for @bucket: rows and token together. */
gboolean sf_device_sync_apply_page (SfDeviceStore *self, const char *bucket, const SfRowPage *page, SfPageResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Throws the shadow away and begins anew; for a HELD bucket that is to be tried again, and for the resync directive. */
gboolean sf_device_sync_begin_resync (SfDeviceStore *self, const char *bucket, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** An operator says that the small shadow of a HELD bucket is right. */
gboolean sf_device_sync_confirm (SfDeviceStore *self, const char *bucket, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * The device was withdrawn, which is remembered ("revoked"): the replica goes, drafts and whatever else was kept of the work, and the
 * bodies of everything that was handed in. What was not handed in stays until it is and this is called again.
 */
gboolean sf_device_sync_forget (SfDeviceStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * Keeps count of the time that the server was not heard (on disk, so that neither a restart nor a clock that is set back makes it less),
 * and on a tablet gives up, after SF_LEASE_PURGE_MS, what the house entrusted to it: customers, visits, colleagues' PINs. The outbox and
 * drafts stay, and the next hello brings the rest again. Looks once a minute at most; kiosks and screens have no lease.
 */
gboolean sf_device_sync_lease (SfDeviceStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** After idle moments: drops journal rows done for 14 days, empties the log where bodies were overwritten. */
gboolean sf_device_sync_tidy (SfDeviceStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Now and then when idle: writes the file anew after people were erased or overwritten in it, so that no free space says their names. */
gboolean sf_device_sync_scrub (SfDeviceStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Best estimate of the server's time now, ms; the wall clock before the first hello. */
gint64   sf_device_store_server_now (SfDeviceStore *self);
/** Rules taken out (SfAblation of the sync core). Never called by a program. */
void     sf_device_sync_ablate (SfDeviceStore *self, guint ablations);
G_END_DECLS
