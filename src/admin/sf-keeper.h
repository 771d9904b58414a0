/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin/sf-admin.h"
G_BEGIN_DECLS
/**
 * SfKeeper: backups and proofs of one dealership, one at a time, on a thread of its own beside the working store; in a running
 * server by its schedule, in the tool for one command. Its results are written down by the store's worker.
 */
SfKeeper *sf_keeper_new  (const char *dir, SfServerStore *store, SfWorker *store_worker, SfClock *clock, SfIds *ids);
/** Looks by itself from now on: backup and proof when they are due, the register of erasures within seconds. Main thread. */
void      sf_keeper_watch (SfKeeper *self);
/** Waits for what runs. Before the store is closed. Main thread. */
void      sf_keeper_free (SfKeeper *self);

/* On the store's worker */
/** Begins; FALSE when something runs already. */
gboolean  sf_keeper_backup (SfKeeper *self, const char *dest, GError **error);
gboolean  sf_keeper_prove  (SfKeeper *self, GError **error);
/** {"busy":"backup","permille":420,"stage":"prove","serial":3,"result":{…}}: what runs, and how the last one ended. (transfer full) */
char     *sf_keeper_state  (SfKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfKeeper, sf_keeper_free)
G_END_DECLS
