/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "server/sf-ingest.h"
G_BEGIN_DECLS
/**
 * SfHouse: one dealership's data folder, opened: DIR/lock (flock; held by a running server or a working tool), DIR/server.db
 * with its one worker, the certificates of craft/sf-cert.h (made at the first opening), DIR/blobs.
 * Store and ingest are used on the worker only.
 */
typedef struct {
  char *dir;
  SfClock *clock;
  SfIds *ids;
  SfWorker *worker;
  SfServerStore *store;
  SfIngest *ingest;
  char **names;              /* (nullable) addresses that the leaf carries */
  char *leaf_pem;            /* certificates of leaf and CA, then the leaf's key: for the listener */
  char *ca_pem;
  char *ca_spki;             /* hex of SHA-256 of the CA's public key: what a pairing text carries */
  char *server_id;
  guint8 leaf_sha256[32];    /* bound into every session's signature */
  guint8 last_leaf[32];      /* the one before, since this start: connections that began under it go on and begin sessions with it */
  gint64 renew_at;           /* wall ms at which the leaf is to be made anew */
  int lock;
} SfHouse;
/** @names (nullable): addresses that the leaf must carry. @threaded: a worker of its own (server), or work in the calling thread (tools). SF_STORE_ERROR_LOCKED when somebody has it. */
SfHouse *sf_house_open  (const char *dir, const char *const *names, gboolean threaded, SfClock *clock, SfIds *ids, GError **error);
/** Makes the leaf anew when its time has come; @renewed: leaf_pem and what goes with it are another one's. On the worker, which alone reads them then. */
gboolean sf_house_renew (SfHouse *self, gboolean *renewed, GError **error);
/** Checkpoints, joins the worker, lets go of the lock. */
void     sf_house_close (SfHouse *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfHouse, sf_house_close)
G_END_DECLS
