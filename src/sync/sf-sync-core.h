/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-device-store.h"
G_BEGIN_DECLS
/**
 * SfSyncCore: the device's side of protocol v1 without I/O of its own. It is asked what to send, told what came back, and
 * reads and writes the device store meanwhile; it knows no socket, no main loop and no thread. Runs on the store's worker.
 * The driver (sf-sync-driver.h) carries requests over libsoup; the simulator carries them through a lossy transport.
 *
 * Loop: session → hello → (rolled back? new incarnation) → push until drained → pull until no more → wait.
 */
typedef struct _SfSyncCore SfSyncCore;
typedef enum { SF_SYNC_IDLE, SF_SYNC_SESSION, SF_SYNC_HELLO, SF_SYNC_PUSH, SF_SYNC_PULL, SF_SYNC_SNAPSHOT, SF_SYNC_WAIT } SfSyncStep;
typedef struct {
  SfSyncStep step;
  const char *method;      /* "POST" or "GET"; static */
  const char *path;        /* "/v1/push"; static */
  char *body;              /* (nullable) (owned) */
  char *bearer;            /* (nullable) (owned) */
} SfSyncRequest;
void sf_sync_request_clear (SfSyncRequest *request);

/** Signs for the device: ed25519 over @n bytes with the device's key; given by craft so that the core holds no key. */
typedef gboolean (*SfSignFunc) (gconstpointer data, gsize n, guint8 signature[64], gpointer user_data);

SfSyncCore *sf_sync_core_new  (SfDeviceStore *store, SfClock *clock, SfIds *ids, SfSignFunc sign, gpointer user_data);
void        sf_sync_core_free (SfSyncCore *self);
/** Whether the order to forget that came with 410 is the dealership's (craft/sf-order.h); @order is hostile. */
typedef gboolean (*SfOrderFunc) (const char *order, gpointer user_data);
/** Without a judge (the simulator, which has no certificates) 410 alone is believed. */
void        sf_sync_core_set_judge (SfSyncCore *self, SfOrderFunc judge, gpointer user_data);
/** SHA-256 of the server's leaf certificate, once the TLS handshake told it (zeros without TLS in the simulator). */
void        sf_sync_core_set_leaf (SfSyncCore *self, const guint8 leaf[32]);
/** TRUE: @out is to be sent now. FALSE: nothing to do before @not_before_boot_ms (a time of sf_clock_boot_ms) or sf_sync_core_wake(). */
gboolean    sf_sync_core_next (SfSyncCore *self, SfSyncRequest *out, gint64 *not_before_boot_ms);
/** The answer to the last request. 2xx bodies are applied in one transaction each (rows and token together). */
void        sf_sync_core_answer (SfSyncCore *self, guint status, const char *body, gsize len);
/** No answer came: lost, cut, refused. Backs off with full jitter, 1 s … 20 s (300 s when the server itself says "not now"). */
void        sf_sync_core_failed (SfSyncCore *self, gboolean wrong_server);
/** A local write, news from wait, or the network came back: do not sleep. */
void        sf_sync_core_wake (SfSyncCore *self);
/** Something was lost on the way (a connection broke, the network changed): ask for everything again, now. */
void        sf_sync_core_hurry (SfSyncCore *self);
/** The bearer of the session, NULL without one; for waiting and blobs. Owned by the core. */
const char *sf_sync_core_get_bearer (SfSyncCore *self);
/** Heads told by /v1/wait; pulls only what moved. */
void        sf_sync_core_heads (SfSyncCore *self, const SfHeads *heads);
/** @fetched of @total rows of the bucket that is being fetched as a whole; @total 0 while none is, or the server does not say. */
typedef struct { gboolean online; gint64 last_contact_ms; gboolean revoked, wrong_server, forked; guint resyncs; gint64 regressions, fetched, total; } SfSyncState;
SfSyncState sf_sync_core_state (SfSyncCore *self);

/**
 * Rules that can be taken out, to prove that the checker catches it (sync.md 1.13). 0 in every product build path. A2 (a cursor
 * whose chain is that of its own number) and H (commits that are not flushed) are taken out by the simulator from outside.
 */
typedef enum {
  SF_ABLATE_NONE = 0,
  SF_ABLATE_A_CHAIN = 1,
  SF_ABLATE_A2_SEQ_ONLY = 2,
  SF_ABLATE_B_TRIM_ON_ACK = 4,
  SF_ABLATE_D_FORK = 8,
  SF_ABLATE_E_OVERLAY = 16,
  SF_ABLATE_F_ERASE = 32,
  SF_ABLATE_G_IDEM = 64,
  SF_ABLATE_E2_TRIM_VISIBLE = 128,
  SF_ABLATE_E3_SHADOW = 256,
  SF_ABLATE_E4_CROSS = 512,
  SF_ABLATE_I_CURSOR_FIRST = 1024,
  SF_ABLATE_C1_WALL = 2048,
  SF_ABLATE_C2_HLC = 4096,
  SF_ABLATE_C3_HLC_CLAMP = 8192,
  SF_ABLATE_H_UNSYNCED = 16384
} SfAblation;
void        sf_sync_core_ablate (SfSyncCore *self, guint ablations);
G_END_DECLS
