/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * People who are signed in by browser, so that a restart of the server signs nobody out and no phone falls silent. The cookie's
 * secret is kept as a hash only. Worker; writing wants a transaction.
 */
typedef struct {
  char *hash;                /* hex of SHA-256 of the cookie's secret */
  char *door, *person, *form, *proof;
  gint64 until_ms;           /* wall */
} SfPersonSession;
void       sf_person_session_free (SfPersonSession *self);
gboolean   sf_server_people_add    (SfServerStore *self, const SfPersonSession *session, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Forgets one session (@hash), or all of a person at a door; NULL means any. */
gboolean   sf_server_people_remove (SfServerStore *self, const char *hash, const char *door, const char *person, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Those that are good after @now_ms. (transfer full) (element-type SfPersonSession) */
GPtrArray *sf_server_people_load   (SfServerStore *self, gint64 now_ms, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPersonSession, sf_person_session_free)
G_END_DECLS
