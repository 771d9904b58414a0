/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "base/sf-worker.h"
#include "model/sf-record.h"
G_BEGIN_DECLS
#define SF_STORE_ERROR (sf_store_error_quark ())
typedef enum { SF_STORE_ERROR_IO, SF_STORE_ERROR_CORRUPT, SF_STORE_ERROR_FULL, SF_STORE_ERROR_BUSY, SF_STORE_ERROR_CONSTRAINT, SF_STORE_ERROR_TOO_NEW, SF_STORE_ERROR_LOCKED, SF_STORE_ERROR_NOT_FOUND } SfStoreError;
GQuark sf_store_error_quark (void);

/**
 * SfDb: one SQLite connection; the only code that calls sqlite3. Synchronous. The read-write connection of a file is used by
 * its worker alone (which also does every checkpoint: sync.md finding 3); readers are opened read-only.
 * PRAGMAs are set and read back in the order of sync.md 1.4: synchronous=EXTRA before journal_mode=WAL.
 */
typedef struct _SfDb SfDb;
typedef struct _SfStmt SfStmt;     /* owned by the connection's cache */
typedef struct _SfTxn SfTxn;
typedef enum { SF_DB_READ_WRITE, SF_DB_READ_ONLY } SfDbMode;

/** @vfs: name of a registered VFS or NULL. @worker: the thread that may use it, or NULL (no check). */
SfDb     *sf_db_open  (const char *path, SfDbMode mode, const char *vfs, SfWorker *worker, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  sf_db_close (SfDb *self, GError **error);                /* frees @self in any case */
gboolean  sf_db_exec  (SfDb *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A cached, reset statement for a string literal; parameters are $1, $2, … */
SfStmt   *sf_db_prepare (SfDb *self, const char *sql, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void      sf_stmt_bind_int   (SfStmt *self, int n, gint64 value);
void      sf_stmt_bind_text  (SfStmt *self, int n, const char *value);             /* copied; NULL binds null */
void      sf_stmt_bind_bytes (SfStmt *self, int n, gconstpointer data, gsize len); /* copied */
void      sf_stmt_bind_null  (SfStmt *self, int n);
typedef enum { SF_STEP_ERROR, SF_STEP_DONE, SF_STEP_ROW } SfStep;
SfStep    sf_stmt_step (SfStmt *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Ends a statement that was not stepped to DONE, so that it holds no read transaction open. Commit and checkpoint do it for all. */
void      sf_stmt_reset (SfStmt *self);
/** Steps to the end; TRUE if no error. */
gboolean  sf_stmt_run  (SfStmt *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gint64      sf_stmt_int   (SfStmt *self, int column);
const char *sf_stmt_text  (SfStmt *self, int column);            /* valid until the next step */
gconstpointer sf_stmt_bytes (SfStmt *self, int column, gsize *len);
gboolean    sf_stmt_is_null (SfStmt *self, int column);
gint64    sf_db_changes (SfDb *self);
/** BEGIN IMMEDIATE; rolls back when freed without a commit. */
SfTxn    *sf_db_begin (SfDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  sf_txn_commit (SfTxn *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;   /* frees @self in any case */
void      sf_txn_free (SfTxn *self);
gboolean  sf_db_is_in_transaction (SfDb *self);
/** A savepoint inside a transaction (per mutation of a push). */
gboolean  sf_db_savepoint (SfDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  sf_db_release   (SfDb *self, gboolean keep, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Moves the write-ahead log into the file and empties it as far as readers let it (TRUE either way). By the writer alone, outside a transaction. */
gboolean  sf_db_checkpoint (SfDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * Writes the whole file anew and empties the log: deleted bytes that SQLite left between the cells of its pages (secure_delete
 * does not reach those that moved) are gone. Takes memory of the size of the file. As sf_db_checkpoint() otherwise.
 */
gboolean  sf_db_vacuum (SfDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Bytes of the database without its log; 0 on error. */
gint64    sf_db_size (SfDb *self);
/** Pages in the write-ahead log after the last commit. A commit that finds more than SF_DB_WAL_PAGES checkpoints by itself. */
#define SF_DB_WAL_PAGES 4000
int       sf_db_wal_pages (SfDb *self);
/** Layout of the file (user_version): 0 for a new one. SF_STORE_ERROR_TOO_NEW when it is beyond @newest. -1 on error. */
int       sf_db_get_version (SfDb *self, int newest, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  sf_db_set_version (SfDb *self, int version, GError **error) G_GNUC_WARN_UNUSED_RESULT;   /* inside a transaction */
/**
 * What is open now is all there is: from here on the connection reads and writes rows and refuses everything else, ATTACH, changes of
 * the layout and other PRAGMAs included (SQLite's authorizer). FALSE for @on lifts it: only to write the whole file anew.
 */
void      sf_db_seal (SfDb *self, gboolean on);
/** PRAGMA quick_check. FALSE and SF_STORE_ERROR_CORRUPT with the first line of what is wrong. */
gboolean  sf_db_quick_check (SfDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** PRAGMA integrity_check: indexes against tables, too; minutes for a large file. */
gboolean  sf_db_integrity_check (SfDb *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** TRUE after an error of fsync: what is on the disk is unknown, every later call fails; close, reopen, read again. */
gboolean  sf_db_is_broken (SfDb *self);
/** What the system said when the flush failed (errno); 0: it did not fail. EBADF would be a mistake of this program, not the disk's. */
int       sf_db_get_flush_errno (SfDb *self);
/** TRUE after anything of the file was not what it can be (SF_STORE_ERROR_CORRUPT). */
gboolean  sf_db_is_damaged (SfDb *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTxn, sf_txn_free)

/*
 * Typed tables from the registry: k_visit (id TEXT PRIMARY KEY, <fields>, x_extra, x_ver, x_pending, x_search) STRICT.
 * NULL columns come back as absent fields. sf-schema.c is the one file that builds SQL from names.
 */
/** Creates or additively migrates all typed tables (new fields become columns). Inside a transaction. */
gboolean   sf_schema_apply (SfDb *db, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   sf_table_put    (SfDb *db, SfRecord *record, gint64 ver, gboolean pending, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean   sf_table_remove (SfDb *db, SfKind kind, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** NULL without error when there is none. (transfer full) */
SfRecord  *sf_table_get    (SfDb *db, SfKind kind, const char *id, GError **error);
/** At most query->limit records (0: SF_MAX_QUERY). (transfer full) (element-type SfRecord) */
GPtrArray *sf_table_query  (SfDb *db, const SfQuery *query, GError **error);
/** The same; @pending (element-type guint8, nullable) receives one entry per record: 1 while a local change of it is not acknowledged. */
GPtrArray *sf_table_query_pending (SfDb *db, const SfQuery *query, GByteArray *pending, GError **error);
gint64     sf_table_count  (SfDb *db, const SfQuery *query, GError **error);   /* -1 on error */
/** Look-up by name, pinyin initials later, phone tail, plate: newest records whose SEARCH fields hold @needle, without
 *  regard to case, width, spaces and hyphens. An empty needle or a kind without SEARCH fields finds nothing. */
GPtrArray *sf_table_search (SfDb *db, SfKind kind, const char *needle, guint limit, GError **error);
G_END_DECLS
