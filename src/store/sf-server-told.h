/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * What devices told at their last hello (how far they are, where their replicas stand, the sums of these), so that verify can
 * hold it against the server's own; and after a restore, what comes back. Kept in memory and written with the next commit: a
 * hello costs no commit of its own. Store's worker.
 */
/** @last: the newest mutation of this device and incarnation that the server has. Outside a transaction. */
gboolean sf_server_store_told (SfServerStore *self, const char *device_id, const SfHello *hello, gint64 last, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes what is still in memory, in a transaction of its own. */
gboolean sf_server_store_told_flush (SfServerStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** How a device came back after a restore: mutations had + 1 … want were lost with the disk, or are new since. */
typedef struct {
  char *dev;
  gint64 inc, had, want;     /* want -1: not heard from since */
  gint64 last;               /* that the server has now */
  gint64 gone;               /* of had + 1 … want, those of which no content came back */
} SfComeback;
void       sf_comeback_free (SfComeback *self);
typedef struct { gint64 at_ms, backup_ms; char *why; GPtrArray *devices; } SfRestored;   /* when it was noticed; of when the data are (0: not known); (element-type SfComeback) */
void        sf_restored_free (SfRestored *self);
/** The last time the server went back; NULL without error when it never did. (transfer full) */
SfRestored *sf_server_store_restored (SfServerStore *self, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfRestored, sf_restored_free)
G_END_DECLS
