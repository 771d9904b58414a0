/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* What the files of SfServerStore share; nobody else includes it. */
#include "base/sf-bytes.h"
#include "store/sf-server-accounts.h"
#include "store/sf-server-store.h"
G_BEGIN_DECLS

#define SF_SERVER_N_SCOPES 2
#define SF_SERVER_MAX_DEPTH 4

/* followed: the newest event that some device follows; of this run of the program only. */
typedef struct { gint64 head, followed; guint8 chain[SF_CHAIN_LEN]; } SfServerHead;
typedef struct { SfServerHead scope[SF_SERVER_N_SCOPES]; } SfServerHeads;

/* So much is written anew within a second or two; a larger file waits for the night. */
#define SF_SERVER_SCRUB_BELOW (G_GINT64_CONSTANT (64) * 1024 * 1024)

struct _SfServerStore {
  SfDb *db;                                  /* (owned) */
  SfClock *clock;                            /* (owned) */
  SfIds *ids;                                /* (owned) */
  char *dir, *server_id, *epoch;             /* (owned) */
  char *vfs;                                 /* (owned) (nullable) of the database and the files beside it */
  SfTxn *txn;                                /* (owned) (nullable) the open transaction */
  SfServerHeads heads;                       /* as of the open transaction, else as committed */
  SfServerHeads saved[SF_SERVER_MAX_DEPTH];  /* [0] at begin, then at each savepoint */
  guint depth;
  gint64 now;                                /* wall ms at begin */
  gint64 witness_boot_ms, witness_turn;
  guint witness_commits;
  gint64 scrub_below;                        /* bytes: smaller files are written anew as soon as somebody was erased */
  GHashTable *told;                          /* (owned) device id → what it told at its last hello, not written yet */
};

extern const char *const sf_server_scopes[SF_SERVER_N_SCOPES];

/**
 * Prepares @sql and binds: i gint64, t text (nullable), b bytes (pointer, gsize), d 0 or 1 (gboolean). NULL on error.
 * The statement belongs to the connection; run it to DONE or reset it.
 */
SfStmt  *sf_server_query (SfServerStore *self, GError **error, const char *sql, const char *types, ...);
/** The same on another connection. */
SfStmt  *sf_server_ask   (SfDb *db, GError **error, const char *sql, const char *types, ...);
/** The same, stepped to the end. */
gboolean sf_server_run   (SfServerStore *self, GError **error, const char *sql, const char *types, ...) G_GNUC_WARN_UNUSED_RESULT;
/** First column of the first row, or @fallback when there is none; FALSE on error. */
gboolean sf_server_int   (SfStmt *stmt, gint64 fallback, gint64 *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** One transaction around @func; rolled back when it fails. */
typedef gboolean (*SfServerFunc) (SfServerStore *self, gpointer data, GError **error);
gboolean sf_server_transaction (SfServerStore *self, SfServerFunc func, gpointer data, GError **error) G_GNUC_WARN_UNUSED_RESULT;

guint       sf_server_scope_index (const char *scope);
const char *sf_server_kind_scope  (SfKind kind);
/** Appends to event, feed, sums and chain. @row_hash is of the data bytes, or of nothing when @gone. */
gboolean    sf_server_event (SfServerStore *self, const char *scope, const char *bucket, SfKind kind, const char *id, const guint8 row_hash[SF_LINK_LEN], gboolean gone, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* sf-server-witness.c */
gboolean    sf_server_write_witness (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    sf_server_check_witness (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Names of the buckets that carry the record. (transfer full) (element-type utf8) */
GPtrArray  *sf_server_buckets_of_record (SfRecord *record);
GHashTable *sf_server_told_new   (void);
/** Writes at most @most of what devices told, inside a transaction. */
gboolean    sf_server_told_write (SfServerStore *self, guint most, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The server went back to what the database is now: where each device stood, so that what comes back can be told. In a transaction. */
gboolean    sf_server_comeback_begin (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Is anything left of somebody who was erased: in the record, its typed row, journal, conflicts, quarantine? */
gboolean    sf_server_erased_left (SfDb *db, SfKind kind, const char *id, gboolean *left, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Applies what DIR/erased.log knows and the database does not. */
gboolean    sf_server_replay_erased (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
