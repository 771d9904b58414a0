/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin.h"
#include "store/sf-server-backup.h"
G_BEGIN_DECLS
/*
 * The folder of backups, layout 1 (docs/backup.md):
 *
 *   showfloor-server          whose backups these are
 *   showfloor-erased.log      the register of erasures, kept up to date between backups
 *   showfloor-joined.log      the register of joined customers, likewise (store/sf-server-joined.h)
 *   keys/NAME.key             key of one backup, sealed with the passphrase; destroyed after 35 days
 *   NAME/manifest.json        when, of which server, sizes and hashes
 *   NAME/database.sfv         the database under that key
 *   NAME/secrets              CA, server's key and certificate, sealed with the passphrase
 *   NAME/erased.log           the register at that moment
 *   NAME/blobs                names and sizes of the pictures it needs, which lie in blobs/
 *   blobs/ab/HASH             pictures and films, once for all backups
 *
 * A backup appears under its name when all of it is flushed and was read back; until then it is NAME.part.
 */
#define SF_BACKUP_LAYOUT 1
#define SF_BACKUP_ERROR (sf_backup_error_quark ())
typedef enum {
  SF_BACKUP_ERROR_LOCK,       /* no passphrase yet */
  SF_BACKUP_ERROR_DEST,       /* the folder is not there, or not writable */
  SF_BACKUP_ERROR_OTHER,      /* it holds backups of another dealership */
  SF_BACKUP_ERROR_FULL,
  SF_BACKUP_ERROR_DAMAGED,    /* the copy is cut or its pages contradict each other: it is not kept */
  SF_BACKUP_ERROR_UNSOUND,    /* kept, but the proof found something: nothing is told to be safe */
  SF_BACKUP_ERROR_IO,
  SF_BACKUP_ERROR_KEY,        /* the key is not there: destroyed after 35 days, or left behind */
  SF_BACKUP_ERROR_PASSPHRASE,
  SF_BACKUP_ERROR_BUSY,       /* a server runs on the folder */
  SF_BACKUP_ERROR_NOT_EMPTY,
  SF_BACKUP_ERROR_VERSION,
  SF_BACKUP_ERROR_STOPPED,    /* the server was stopped meanwhile */
  SF_N_BACKUP_ERRORS
} SfBackupError;
GQuark sf_backup_error_quark (void);
/** "full" …, as kept in SfKeep.code; static. */
const char *sf_backup_error_name (guint code);

/** How far: 0 to 1000, and what is being done: copy, prove, seal, read, blobs. */
typedef void (*SfBackupFunc) (guint permille, const char *stage, gpointer data);
typedef struct {
  const char *dir, *dest, *zone;
  SfClock *clock;
  SfIds *ids;
  SfBackupFunc progress;      /* (nullable) */
  gpointer data;
  const gint *stop;           /* (nullable) once it is not 0 (atomic), the backup ends as if it had failed */
} SfBackupTask;
typedef struct { char *name; gint64 at_ms, bytes, took_ms; guint expired; SfBackupCopy *copy; } SfBackupDone;
void     sf_backup_done_clear (SfBackupDone *done);
/** Makes one, any thread that is not the store's. @done is filled with UNSOUND, too; else nothing is left behind. */
gboolean sf_backup_make (const SfBackupTask *task, SfBackupDone *done, GError **error);
/** Whether @dest may take backups of this server; writes whose it is when it is nobody's yet. */
gboolean sf_backup_claim (const char *dest, const char *server_id, GError **error);
/** Brings DEST/showfloor-erased.log and -joined.log up to DIR/erased.log and joined.log. All only grow. */
gboolean sf_backup_mirror (const char *dir, const char *dest, GError **error);

/** DIR/backup.lock: what backups are sealed with. NULL when there is none. (transfer full) */
char    *sf_backup_lock_read (const char *dir);
/** Makes a passphrase and its lock. The passphrase, told only here (transfer full). */
char    *sf_backup_lock_make (const char *dir, SfIds *ids, GError **error);

typedef struct {
  const char *backup;         /* NAME's folder, or the folder of backups: then the newest in it */
  const char *dir, *passphrase;
  gboolean replace;           /* what is in @dir is moved aside */
  SfClock *clock;
  SfIds *ids;
  SfBackupFunc progress;
  gpointer data;
} SfRestoreTask;
typedef struct { char *name, *day, *server_id, *aside; gint64 at_ms; guint erasures, devices, joins; } SfRestoreDone;
void     sf_restore_done_clear (SfRestoreDone *done);
/** Puts a backup into an empty folder, as a server that is not running. Until the last step DIR/restoring says so. */
gboolean sf_restore (const SfRestoreTask *task, SfRestoreDone *done, GError **error);

/* Inside: sf-backup-set.c */
typedef struct { char *name, *server_id, *epoch, *day, *sha256; gint64 at_ms, bytes; gboolean sound; } SfBackupManifest;
void     sf_backup_manifest_free (SfBackupManifest *self);
/** NULL with SF_BACKUP_ERROR_DEST, _DAMAGED or _VERSION. (transfer full) */
SfBackupManifest *sf_backup_manifest_read (const char *dest, const char *name, GError **error);
/** Backups of a folder, newest first. (transfer full) (element-type SfBackupManifest) */
GPtrArray *sf_backup_list (const char *dest);
/** Destroys the keys of backups older than 35 days, then these; the newest sound one stays. Returns how many. */
guint    sf_backup_expire (const char *dest, gint64 now_ms);
/** Takes @path and everything in it away; never follows a link. */
void     sf_backup_remove (const char *path);
gboolean sf_backup_copy_file (const char *from, const char *to, const char *sha256, GError **error);
/** Copies the pictures of DIR that DEST does not have; their list goes to @list. */
gboolean sf_backup_blobs (const SfBackupTask *task, const char *list, GError **error);
/** FALSE with an error when the task shall stop. */
gboolean sf_backup_goes_on (const SfBackupTask *task, GError **error);
gboolean sf_backup_fail (GError **error, const GError *cause, const char *doing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBackupManifest, sf_backup_manifest_free)
G_END_DECLS
