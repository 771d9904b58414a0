/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/* What was done when two customers were joined, so that it can be undone. No personal data. On the store's worker. */

/** @moved: "kind id" of each record that pointed to the old one · @filled: names of fields that were empty before, "name=entry" for sets. */
typedef struct { char *id_new; GStrv moved, filled; } SfJoined;
void      sf_joined_free (SfJoined *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfJoined, sf_joined_free)
/** Inside a transaction. */
gboolean  sf_server_joined_add    (SfServerStore *self, const char *id_old, const SfJoined *joined, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  sf_server_joined_remove (SfServerStore *self, const char *id_old, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** NULL without error when @id_old was joined to nobody. (transfer full) */
SfJoined *sf_server_joined_get    (SfServerStore *self, const char *id_old, GError **error);
G_END_DECLS
