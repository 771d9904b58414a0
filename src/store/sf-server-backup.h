/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-prove.h"
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * The steps of a backup that know the database. Copying and looking need no SfServerStore: they run beside a working server on a
 * thread of their own, through connections that only read. What the copy holds is told to the store's worker at the end.
 */
/** A consistent copy of DIR/server.db at this moment; @path must not exist. Any thread. */
gboolean sf_server_backup_copy (const char *dir, const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What an opened copy is found to be. */
typedef struct { SfProof *proof; char *server_id, *epoch; GPtrArray *held; } SfBackupCopy;   /* held: for sf_server_store_tell_safe() */
/** Opens the copy (@vfs nullable) and proves what @options ask. NULL when it cannot be read at all. Any thread. (transfer full) */
SfBackupCopy *sf_server_backup_look (const char *vfs, const char *path, const SfProveOptions *options, GError **error);
void          sf_backup_copy_free (SfBackupCopy *self);
/** Devices may forget what the copy holds: only after it lies where backups lie, flushed, and was read back there. Store's worker. */
gboolean sf_server_store_tell_safe (SfServerStore *self, GPtrArray *held, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBackupCopy, sf_backup_copy_free)
G_END_DECLS
