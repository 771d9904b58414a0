/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * What was done when two customers were joined, so that it can be undone. No personal data. On the store's worker.
 *
 * A person did it, at the server: no device brings it back after a restore from an older backup. So DIR/joined.log is a register of it,
 * append-only, one line each: "join OLD NEW AT" or "part OLD NEW AT" (ids, ms). It is copied beside the backups like that of erasures.
 */

/** @moved: "kind id" of each record that pointed to the old one · @filled: names of fields that were empty before, "name=entry" for sets. */
typedef struct { char *id_new; GStrv moved, filled; } SfJoined;
void      sf_joined_free (SfJoined *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfJoined, sf_joined_free)
/** Inside a transaction. */
gboolean  sf_server_joined_add    (SfServerStore *self, const char *id_old, const SfJoined *joined, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  sf_server_joined_remove (SfServerStore *self, const char *id_old, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** NULL without error when @id_old was joined to nobody. (transfer full) */
SfJoined *sf_server_joined_get    (SfServerStore *self, const char *id_old, GError **error);
/** One that the register knows and the database does not: to be joined again, or @parted: to be parted again. */
typedef struct { char *id_old, *id_new; gboolean parted; } SfLostJoin;
void      sf_lost_join_free       (SfLostJoin *self);
/** What a restore lost, oldest first; whoever was erased since is left out. (transfer full) (element-type SfLostJoin) */
GPtrArray *sf_server_joined_lost  (SfServerStore *self, GError **error);
G_END_DECLS
