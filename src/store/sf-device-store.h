/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
#include "base/sf-ids.h"
#include "store/sf-db.h"
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/**
 * SfDeviceStore: what one device keeps (sync.md 1.4): key-values, the outbox that is also the journal, buckets with their
 * tokens, rows as the server sent them, shadow rows during a resync, and the typed tables, each row of which is
 * fold(record, unacknowledged mutations of that id), written in the transaction that changes either and by nothing else.
 * All functions run on the store's worker.
 */
typedef struct _SfDeviceStore SfDeviceStore;

/**
 * Opens or creates DIR/device.db; checks header, key-values and the outbox's whole hash chain (decisions 16). A damaged one is kept as
 * DIR/device.db.damaged-TIME; in its place comes a new one with what can be read of it: who the device is, its counters and, under a
 * new incarnation, what the server may not have. Key "salvage" then holds a code for the fault report.
 */
SfDeviceStore *sf_device_store_open (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, GError **error);
/** The same for a database that was found damaged while in use (sf_device_store_health), and was closed then. */
SfDeviceStore *sf_device_store_salvage (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, GError **error);
/** REOPEN: a flush failed, nothing more is written until it is closed and opened again. DAMAGED: a page could not be what it is. */
typedef enum { SF_HEALTH_WELL, SF_HEALTH_REOPEN, SF_HEALTH_DAMAGED } SfHealth;
SfHealth       sf_device_store_health (SfDeviceStore *self);
void           sf_device_store_close (SfDeviceStore *self);
SfDb          *sf_device_store_get_db (SfDeviceStore *self);

/**
 * sf_device_store_commit: the local write. All @mutations enter the outbox and the typed tables in one transaction with
 * synchronous=EXTRA; TRUE means COMMIT returned: from here on it may be called "saved". Each is checked with the
 * registry for the device's role first. @mids receives the mutation numbers (may be NULL).
 */
gboolean   sf_device_store_commit (SfDeviceStore *self, GPtrArray *mutations, gint64 *mids, GError **error);

/**
 * Key-values that others set before the first sync: "device_id", "role" ("kiosk"…), "inc", "server_id". Rights are checked
 * with "role"; nothing can be committed before it is set.
 */
/** Called on the worker after every COMMIT that changed typed rows: kinds (bit 1 << kind) and ids. */
typedef void (*SfChangedFunc) (guint64 kinds, GPtrArray *ids, gpointer data);
void       sf_device_store_set_changed (SfDeviceStore *self, SfChangedFunc func, gpointer data);

/** What is known of the server's time: it was @server_ms when the clock since boot stood at @boot_ms; @heard: in this boot. @wall_offset: server's minus this wall clock then. */
typedef struct { gint64 server_ms, boot_ms, wall_offset; gboolean heard; } SfDeviceTime;
/** So long without the server a tablet takes nobody's PIN and shows nobody's name (reliability-security.md 3.1, sync.md 1.10); so long, and it forgets them. */
#define SF_LEASE_MS (G_GINT64_CONSTANT (72) * 3600 * 1000)
#define SF_LEASE_PURGE_MS (G_GINT64_CONSTANT (7 * 24) * 3600 * 1000)
/** Since when the server was not heard, ms, as far as a machine can know that is switched off and whose clock is set; 0 before the first hello. */
gint64     sf_device_store_away (SfDeviceStore *self);
/** @away_ms: sf_device_store_away(). */
typedef struct { gint64 pending, acked, rejected; gint64 last_contact_ms, away_ms; char *server_id, *device_id, *role, *report; SfDeviceTime time; } SfDeviceCounts;
gboolean   sf_device_store_counts (SfDeviceStore *self, SfDeviceCounts *out, GError **error);
void       sf_device_counts_clear (SfDeviceCounts *counts);
gboolean   sf_device_store_time (SfDeviceStore *self, SfDeviceTime *out, GError **error);
typedef enum { SF_SAVED_NONE, SF_SAVED_HERE, SF_SAVED_DELIVERED, SF_SAVED_SAFE, SF_SAVED_REJECTED } SfSaved;
/** What may be said of the newest mutation of a record (sync.md 1.7); @code: why it was rejected (transfer full, nullable). */
SfSaved    sf_device_store_saved (SfDeviceStore *self, SfKind kind, const char *id, char **code, GError **error);
/** Next number of a daily counter, durable in the caller's next commit: call it in the same worker job as _commit(). */
guint      sf_device_store_next_number (SfDeviceStore *self, const char *counter, const char *day, GError **error);

/** Key-values: identity, inc, epoch, server address, CA, settings of this device. Text only; NULL when unset. (transfer full) */
char      *sf_device_store_get (SfDeviceStore *self, const char *key);
gboolean   sf_device_store_set (SfDeviceStore *self, const char *key, const char *value, GError **error);
/** Several at once, in one transaction: pairs of (const char *key, const char *value), NULL at the end. */
gboolean   sf_device_store_set_all (SfDeviceStore *self, GError **error, const char *key, ...) G_GNUC_NULL_TERMINATED;
/** count and xor of row hashes of one bucket, to compare with the server's. */
gboolean   sf_device_store_sum (SfDeviceStore *self, const char *bucket, gint64 *count, guint8 sum[SF_LINK_LEN], GError **error);
/* What the sync core needs beyond this (pending items, acknowledgement, pages, shadow, trim, new incarnation) is in sf-device-sync.h. */
G_END_DECLS
