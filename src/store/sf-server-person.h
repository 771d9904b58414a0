/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "store/sf-server-store.h"
G_BEGIN_DECLS
/*
 * Everything that is kept about one person, wherever it stands: what an export shows, an erasure erases and a retention time
 * ends. On the store's worker.
 */

/** TRUE for kinds with fields that tell of a guest (privacy NAME, CONTACT, NOTE). */
gboolean   sf_kind_is_personal (SfKind kind);

/**
 * Records that hang on a customer, a visit or a booking from the phone page (FOLLOW_UP), the one itself first: visits, statuses,
 * tickets, offers, consents, withdrawals, outcomes, follow-ups, pushes, links, requests. @whole: the person behind it with all
 * their visits; else this visit alone. Visits and customers are one person when the door joined them or they have one number;
 * what was typed on the phone page is taken along by its number and joins nobody to anybody. (transfer full)
 * (element-type SfRecord)
 */
GPtrArray *sf_server_store_about (SfServerStore *self, SfKind kind, const char *id, gboolean whole, GError **error);
/** The same for whoever has this number, E.164; empty when nobody has. */
GPtrArray *sf_server_store_about_phone (SfServerStore *self, const char *phone, GError **error);

/** The same by the id of a customer, a visit or a booking; empty when there is none. */
GPtrArray *sf_server_store_about_id (SfServerStore *self, const char *id, GError **error);
/**
 * Everything in @records as one JSON text for the person: the records as they are kept, what else was said of them and did not
 * stay, and who looked at them. (transfer full)
 */
char      *sf_server_person_json (SfServerStore *self, GPtrArray *records, gint64 now_ms, GError **error);

/**
 * sf_server_store_forget: as sf_server_store_erase(), because the time is over and not because somebody asked: not written into
 * the register, since the nightly look at the times does it again after a restore. Inside a transaction.
 */
gboolean   sf_server_store_forget (SfServerStore *self, SfKind kind, const char *id, gboolean whole, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * After COMMIT: what was overwritten leaves the log, and the free space of the file where it is small or @at_night (the file is
 * written anew, for which everybody waits). Outside a transaction.
 */
gboolean   sf_server_store_scrub (SfServerStore *self, gboolean at_night, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** From now on files smaller than @bytes are written anew at once (64 MiB, unless said here); the others at night. */
void       sf_server_store_scrub_below (SfServerStore *self, gint64 bytes);
/** Only remembers that personal fields of @id are never kept again, with the register. Inside a transaction. */
gboolean   sf_server_store_ban (SfServerStore *self, SfKind kind, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** TRUE in @erased when @data is about somebody erased: by its own id or by one that it refers to. */
gboolean   sf_server_store_speaks_of_erased (SfServerStore *self, SfRecord *data, gboolean *erased, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
