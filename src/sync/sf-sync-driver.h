/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>

#include "base/sf-worker.h"
#include "craft/sf-key.h"
#include "sync/sf-sync-core.h"
G_BEGIN_DECLS
/**
 * SfSyncDriver: carries the sync core's requests over TLS, listens for news (GET /v1/wait) and fetches blobs. Main thread;
 * the core itself runs on @worker beside the store. Identity comes from the store (keys "server_id", "ca", "hosts" of
 * sf_enrolment_save()).
 *
 * Whom it talks to: only a server that shows a chain ending in the dealer CA and the name <server_id>.showfloor.internal; a
 * wrong date alone is forgiven (sf_trust_check()). Addresses are tried in turn, the last good one first.
 *
 * Signal "state-changed": one of the getters has a new answer.
 */
#define SF_TYPE_SYNC_DRIVER (sf_sync_driver_get_type ())
G_DECLARE_FINAL_TYPE (SfSyncDriver, sf_sync_driver, SF, SYNC_DRIVER, GObject)

/** Everything about the server is read from @store when it starts. @key is taken over. */
SfSyncDriver *sf_sync_driver_new   (SfWorker *worker, SfDeviceStore *store, SfClock *clock, SfIds *ids, SfKey *key);
void          sf_sync_driver_start (SfSyncDriver *self);
/** Cancels what is under way. What is still queued on the worker afterwards does not touch the store, so it may be closed next. */
void          sf_sync_driver_stop  (SfSyncDriver *self);
/** A local write: push now. */
void          sf_sync_driver_wake  (SfSyncDriver *self);

/** An answer came, and since then nothing failed. */
gboolean      sf_sync_driver_get_online       (SfSyncDriver *self);
/** Wall ms of the newest answer, 0 for none since the start. */
gint64        sf_sync_driver_get_last_contact (SfSyncDriver *self);
gboolean      sf_sync_driver_get_revoked      (SfSyncDriver *self);
/** Percent of a bucket that is being fetched as a whole, -1 while none of some size is. */
int           sf_sync_driver_get_filling      (SfSyncDriver *self);
gboolean      sf_sync_driver_get_wrong_server (SfSyncDriver *self);
/** A connection for news stands: what others do arrives at once. */
gboolean      sf_sync_driver_get_listening    (SfSyncDriver *self);

/** What is asked for of a blob: its bytes from @offset on, of @size in all (-1: not known). */
typedef struct { const char *sha256; gint64 offset, size; } SfBlobWish;
/**
 * sf_fetch_blob_async: GET /v1/blob/<sha256>, with one Range and If-Range when @offset is not 0. The finish function gives the
 * bytes as a stream, and in @at where they begin: the offset asked for, or 0 when the server begins anew. Nothing is verified
 * here: whoever keeps the content hashes it. Errors: G_IO_ERROR_NOT_CONNECTED without a session; _NOT_FOUND when the server has
 * no such blob; _INVALID_DATA for an answer that is not what was asked for (another range, another size).
 */
void          sf_fetch_blob_async  (SfSyncDriver *self, const SfBlobWish *wish, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
GInputStream *sf_fetch_blob_finish (SfSyncDriver *self, GAsyncResult *result, gint64 *at, GError **error);
/** Tells the server where this screen listens; @callback gets the key it shares with the tablets (transfer full). */
void          sf_lan_tell_async  (SfSyncDriver *self, guint port, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
SfLanKey     *sf_lan_tell_finish (SfSyncDriver *self, GAsyncResult *result, GError **error);
G_END_DECLS
