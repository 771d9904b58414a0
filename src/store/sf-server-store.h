/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
#include "base/sf-ids.h"
#include "store/sf-db.h"
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/**
 * SfServerStore: what the dealer server keeps, in DIR/server.db (sync.md 1.5, decisions 5):
 *
 * `event` every change of every bucket in commit order, append-only · `feed` its compaction, one row per bucket and record ·
 * `mark` the chain at every head that was ever told to anybody · `rec` the data bytes as they travel · typed tables from the
 * registry for queries · `journal` every mutation of every device with its result · `device` where each (device, inc) stands ·
 * `conflict`, `quarantine`, `erased`, `incident`, `audit`, `alias`, accounts (sf-server-accounts.h), key-values.
 *
 * Beside it lie DIR/erased.log (the register of erasures, append-only, replayed at every open) and DIR/witness (the
 * furthest head ever committed: a database behind it was restored, which makes a new epoch).
 *
 * Scopes are "dealer" and "oem"; buckets "pub", "crm", "dev:<device id>" of the first and "cat" of the second.
 * All functions run on the store's worker. Writing ones need a transaction (sf_server_store_begin).
 */
typedef struct _SfServerStore SfServerStore;
#define SF_SCOPE_NAME_DEALER "dealer"
#define SF_SCOPE_NAME_OEM "oem"
#define SF_BUCKET_NAME_PUB "pub"
#define SF_BUCKET_NAME_CRM "crm"
#define SF_BUCKET_NAME_CAT "cat"
#define SF_BUCKET_NAME_LOG "log"
#define SF_BUCKET_NAME_DEV "dev:"       /* followed by the device's id */

SfServerStore *sf_server_store_open  (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, GError **error);
void           sf_server_store_close (SfServerStore *self);
SfDb          *sf_server_store_get_db (SfServerStore *self);
/** 32 hex digits, fixed for the life of the dealership. */
const char    *sf_server_store_get_server_id (SfServerStore *self);
/** 16 hex digits, new after every restore. */
const char    *sf_server_store_get_epoch (SfServerStore *self);
/** Key-values; NULL when unset. (transfer full) */
char          *sf_server_store_get (SfServerStore *self, const char *key);
gboolean       sf_server_store_set (SfServerStore *self, const char *key, const char *value, GError **error);

/* Transactions. Heads and chains are kept in memory between begin and commit; savepoints take them back too. */
/** BEGIN IMMEDIATE and the lock of the scopes. */
gboolean sf_server_store_begin    (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Marks the heads and COMMITs: TRUE means that it is on the disk. */
gboolean sf_server_store_commit   (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void     sf_server_store_rollback (SfServerStore *self);
gboolean sf_server_store_savepoint (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sf_server_store_release  (SfServerStore *self, gboolean keep, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Heads as they stand in this transaction; each told to a device needs a mark of its own. (element-type SfAck) */
gboolean sf_server_store_mark     (SfServerStore *self, GPtrArray *acks, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Committed heads, or those of the open transaction. Adds SfAck. */
void     sf_server_store_heads    (SfServerStore *self, GPtrArray *acks);
/** The newest event of a scope that some device may follow: what only the server keeps is no news to anybody. */
gint64   sf_server_store_followed (SfServerStore *self, const char *scope);

/* Records (sf-server-feed.c) */
/** SfStored: a record beside its typed row. */
typedef struct { SfRecord *record; char *stamps; gint64 ver; gint64 seq; gboolean gone, stub; } SfStored;
void      sf_stored_free (SfStored *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfStored, sf_stored_free)
/** NULL without error when there is none. (transfer full) */
SfStored *sf_server_store_load   (SfServerStore *self, SfKind kind, const char *id, GError **error);
/**
 * Writes record, feed of its buckets and typed row; nothing when the bytes are as they were. @stamps nullable. A @stub (its
 * creation has not come yet) is kept but carried by no bucket. @seq (nullable): newest event of the record.
 */
gboolean  sf_server_store_put    (SfServerStore *self, SfRecord *record, const char *stamps, gboolean stub, gint64 *seq, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Gone from every bucket; the bytes are overwritten. */
gboolean  sf_server_store_remove (SfServerStore *self, SfKind kind, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** When the event @seq of @scope was written (wall ms); 0 when it is not kept any more. */
gboolean  sf_server_store_event_at (SfServerStore *self, const char *scope, gint64 seq, gint64 *at, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Scope of a bucket, or NULL for a name that is none. Static. */
const char *sf_server_bucket_scope (const char *bucket);
/** Names of the buckets a device follows. (transfer full) (element-type utf8) */
GPtrArray  *sf_server_buckets_of (guint role, const char *device_id);
/** TRUE in @ok when the token belongs to this history: its head is not ahead of ours and has the same chain. */
gboolean  sf_server_store_token_ok (SfServerStore *self, const SfToken *token, gboolean *ok, GError **error);
gboolean  sf_server_store_ack_ok   (SfServerStore *self, const SfAck *ack, gboolean *ok, GError **error);
/** Rows of a bucket after a place in the history; @token receives the new place (its seq is the head when nothing is left). */
SfRowPage   *sf_server_store_pull     (SfServerStore *self, const SfPull *pull, GError **error);
SfRowPage   *sf_server_store_snapshot (SfServerStore *self, const SfSnapshot *snapshot, GError **error);
/** Live rows of a bucket and the xor of their row hashes. */
gboolean  sf_server_store_sum      (SfServerStore *self, const char *bucket, gint64 *count, guint8 sum[SF_LINK_LEN], GError **error);
/** Recomputes what the database alone can prove (sf-server-prove.h; I3, I7, I10, I11). FALSE with an error that names the first thing wrong. */
gboolean  sf_server_store_verify   (SfServerStore *self, GError **error);

/* Mutations (sf-server-journal.c) */
typedef struct { gint64 last, safe; guint8 last_h[SF_LINK_LEN]; gboolean known; } SfPlace;
gboolean sf_server_store_place      (SfServerStore *self, const char *device_id, gint64 inc, SfPlace *out, GError **error);
gboolean sf_server_store_set_place  (SfServerStore *self, const char *device_id, gint64 inc, const SfPlace *place, GError **error);
typedef struct { gint64 mid, seq; guint8 h[SF_LINK_LEN]; SfPushStatus status; char *code; gboolean found; } SfJournalRow;
void     sf_journal_row_clear       (SfJournalRow *row);
gboolean sf_server_store_journal    (SfServerStore *self, const char *device_id, gint64 inc, gint64 mid, SfJournalRow *out, GError **error);
/** TRUE in @other when the device has written under another incarnation before. */
gboolean sf_server_store_other_inc  (SfServerStore *self, const char *device_id, gint64 inc, gboolean *other, GError **error);
/** TRUE in @later when @body about record @about is known to be said after all that the device told about it under other incarnations: it
 *  told the last of that again, or tells @body for the first time and no other incarnation was heard since it began (a disk that was put
 *  back; with a copy that lives on one cannot know). */
gboolean sf_server_store_is_later (SfServerStore *self, const char *device_id, gint64 inc, const char *about, const char *body, gboolean *later, GError **error);
/** @about: id of the record it is about, so that an erasure finds the body. @body NULL when it may not be kept. */
gboolean sf_server_store_journal_add (SfServerStore *self, const char *device_id, gint64 inc, const SfJournalRow *row, const char *about, const char *body, GError **error);
gboolean sf_server_store_quarantine (SfServerStore *self, const char *device_id, gint64 inc, gint64 mid, const char *code, const char *body, GError **error);
typedef struct { SfKind kind; const char *id, *field, *value, *device_id; gint64 st; gboolean incoming, review; } SfConflict;
gboolean sf_server_store_conflict   (SfServerStore *self, const SfConflict *conflict, GError **error);
/** Number of conflicts kept for a record (@id NULL: of all), -1 on error. */
gint64   sf_server_store_n_conflicts (SfServerStore *self, const char *id, gboolean review_only);
/** Something that a person must hear of: "journal.gap", "device.forked", "server.restored". Arguments hold no personal data. */
gboolean sf_server_store_incident   (SfServerStore *self, const char *code, const char *device_id, const char *args, GError **error);
gint64   sf_server_store_n_incidents (SfServerStore *self, const char *code);
/** What happened or was put aside, of whom (nullable) and why; @text (nullable): arguments of an incident, body of what was put aside. */
typedef struct { gint64 at; char *device_id, *code, *text; } SfServerNote;
void       sf_server_note_free (SfServerNote *self);
/** FALSE in @is_new when the device told the same within the last hour: nobody fills the list. */
gboolean   sf_server_store_incident_is_new (SfServerStore *self, const char *code, const char *device_id, gboolean *is_new, GError **error);
/** The newest @most. (transfer full) (element-type SfServerNote) */
GPtrArray *sf_server_store_incidents (SfServerStore *self, guint most, GError **error);
GPtrArray *sf_server_store_put_aside (SfServerStore *self, guint most, GError **error);
/** -1 on error. */
gint64     sf_server_store_n_put_aside (SfServerStore *self);
/** Append-only, each line hashed over the one before. */
gboolean sf_server_store_audit      (SfServerStore *self, const char *actor, const char *action, const char *object, const char *purpose, GError **error);
/** Another id for a record that has its own: patches to @from go to @to. */
gboolean sf_server_store_alias      (SfServerStore *self, const char *from, const char *to, GError **error);
/** What @id stands for in the end; @id itself when it is nobody's alias. (transfer full) */
char    *sf_server_store_resolve    (SfServerStore *self, const char *id, GError **error);
/** @from stands for itself again. */
gboolean sf_server_store_unalias    (SfServerStore *self, const char *from, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Erasure (sf-server-erase.c) */
/**
 * sf_server_store_erase: personal data of a person are gone from records, feed, journal, conflicts and quarantine, for good:
 * of the record @id and of everything about who is behind it (sf_server_store_about). Customers disappear; visits, outcomes,
 * follow-ups and pushes lose their personal fields and stay. Written into DIR/erased.log before COMMIT.
 */
gboolean   sf_server_store_erase      (SfServerStore *self, SfKind kind, const char *id, GError **error);
gboolean   sf_server_store_is_erased  (SfServerStore *self, const char *id, gboolean *erased, GError **error);
/** Ids erased since @since_ms, newest first, at most @most. (transfer full) (element-type utf8) */
GPtrArray *sf_server_store_erased_since (SfServerStore *self, gint64 since_ms, guint most, GError **error);
/** The same going round: oldest first, beginning behind @after (NULL: with the oldest) and, past the newest, anew. */
GPtrArray *sf_server_store_erased_after (SfServerStore *self, gint64 since_ms, const char *after, guint most, GError **error);
/** A copy of @record without fields that have a privacy class. (transfer full) */
SfRecord  *sf_record_without_person   (SfRecord *record);

/* Backup (sf-server-backup.c): outside a transaction. */
/** Copies the database to @path, checks the copy, and only then tells the devices that what it holds is safe. */
gboolean sf_server_store_backup    (SfServerStore *self, const char *path, GError **error);
/** For tools: after a restore, before anybody may connect. An incident is kept. */
gboolean sf_server_store_new_epoch (SfServerStore *self, const char *why, GError **error);
G_END_DECLS
