/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "app/sf-live-query.h"
#include "base/sf-clock.h"
#include "base/sf-ids.h"
#include "base/sf-text.h"
#include "store/sf-device-store.h"
G_BEGIN_DECLS
/**
 * SfDevice: one paired device in this process: its store's worker, its sync driver, its identity. All public calls on the
 * main thread; nothing blocks it.
 *
 * Properties (notify on the main thread): "paired" bool, "role" text ("kiosk", "tablet", "display"), "online" bool (an
 * answer within the last 20 s or a living wait), "pending" int (mutations not delivered), "last-contact" int64 ms,
 * "filling" int (percent of the house's records that a first fetch has brought, -1 when none is going on), "revoked" bool,
 * "lapsed" bool (a tablet that has not heard from the server for SF_LEASE_MS: it shows nobody's name until it does),
 * "stranger" bool (somebody who is not the dealership's server answers at its address, and was told nothing), "damaged" bool (the store could not be opened: err.out), "compare" text (six digits that a person must find
 * on the server's screen, too, before a pairing without a fingerprint is kept; else NULL).
 */
#define SF_TYPE_DEVICE (sf_device_get_type ())
G_DECLARE_FINAL_TYPE (SfDevice, sf_device, SF, DEVICE, GObject)

SfDevice   *sf_device_new (const char *data_dir, SfClock *clock, SfIds *ids);
void        sf_device_start_async  (SfDevice *self, GAsyncReadyCallback callback, gpointer data);   /* opens the store, begins to sync if paired */
gboolean    sf_device_start_finish (SfDevice *self, GAsyncResult *result, GError **error);
void        sf_device_stop_async   (SfDevice *self, GAsyncReadyCallback callback, gpointer data);   /* drains and joins */
void        sf_device_stop_finish  (SfDevice *self, GAsyncResult *result);

#define SF_PAIR_ERROR (sf_pair_error_quark ())
typedef enum { SF_PAIR_ERROR_WRONG, SF_PAIR_ERROR_USED, SF_PAIR_ERROR_EXPIRED, SF_PAIR_ERROR_TRIES, SF_PAIR_ERROR_UNREACHABLE, SF_PAIR_ERROR_IDENTITY, SF_PAIR_ERROR_TEXT } SfPairError;
GQuark      sf_pair_error_quark (void);
/**
 * @text: the pairing text of the QR (showfloor1:…), or HOST:PORT and the 10-character code. A device that is paired already comes back to a
 * server of the same dealership that does not know it any more, with all that it saved; IDENTITY, and nothing changed, anywhere else.
 */
void        sf_device_pair_async   (SfDevice *self, const char *text, GAsyncReadyCallback callback, gpointer data);
gboolean    sf_device_pair_finish  (SfDevice *self, GAsyncResult *result, GError **error);

/** The answer to "compare": @same keeps the pairing, otherwise it fails with SF_PAIR_ERROR_IDENTITY. */
void        sf_device_pair_confirm (SfDevice *self, gboolean same);

/**
 * Unpairs by hand: at the next start this device forgets the house, its records, pictures and key. The server, when it answers, withdraws the
 * device at once (WITHDRAWN: nobody who copied its key can come as it any more); UNTOLD: somebody has to withdraw it there. NOT, and nothing
 * happens (at that start, too), while more is not delivered than the @lose records that a person has agreed to lose.
 */
typedef enum { SF_LEFT_NOT, SF_LEFT_UNTOLD, SF_LEFT_WITHDRAWN } SfLeft;
void        sf_device_leave_async  (SfDevice *self, gint64 lose, GAsyncReadyCallback callback, gpointer data);
SfLeft      sf_device_leave_finish (SfDevice *self, GAsyncResult *result, GError **error);

/** NULL until paired. */
const char *sf_device_get_id (SfDevice *self);
const char *sf_device_get_role (SfDevice *self);
gboolean    sf_device_get_paired (SfDevice *self);
gboolean    sf_device_get_online (SfDevice *self);
gint64      sf_device_get_pending (SfDevice *self);
SfClock    *sf_device_get_clock (SfDevice *self);
SfIds      *sf_device_get_ids (SfDevice *self);

/** Commits mutations (sf_device_store_commit); TRUE: COMMIT returned. (element-type SfMutation), taken. */
void        sf_device_commit_async  (SfDevice *self, GPtrArray *mutations, GAsyncReadyCallback callback, gpointer data);
gboolean    sf_device_commit_finish (SfDevice *self, GAsyncResult *result, GError **error);
/** A job of sf_device_run_async() has committed: the sync driver shall not sleep. */
void        sf_device_nudge (SfDevice *self);
/** One record by id, now and whenever it changes: a live query of one. */
SfLiveQuery *sf_device_watch (SfDevice *self, SfKind kind, const char *id);
/** Runs @func with the store's SfDeviceStore on the worker (for services of this layer). */
typedef gpointer (*SfDeviceFunc) (gpointer store, gpointer data, GError **error);
void        sf_device_run_async  (SfDevice *self, SfDeviceFunc func, gpointer data, GDestroyNotify free_data, GDestroyNotify free_result, GAsyncReadyCallback callback, gpointer user_data);
gpointer    sf_device_run_finish (SfDevice *self, GAsyncResult *result, GError **error);
/**
 * Signals: "changed" (guint64 kinds: bit 1 << kind) after each COMMIT that touched typed rows; "changed-ids" (GPtrArray of
 * ids, valid during the emission) just before it; "media-ready" (media id); "media-progress": sf_device_get_media() tells something new.
 */
/** Whether a record's newest change reached the server, now; @callback receives SfSaved by sf_device_saved_finish(). */
void        sf_device_saved_async  (SfDevice *self, SfKind kind, const char *id, GAsyncReadyCallback callback, gpointer data);
SfSaved     sf_device_saved_finish (SfDevice *self, GAsyncResult *result);
/** Key-values of this device that outlive a restart: drafts, tries. NULL @value removes. */
void        sf_device_keep (SfDevice *self, const char *key, const char *value);
/**
 * The best clock of this device (ms since 1970 UTC): the server's time carried on by the clock since boot once it was heard in this
 * boot (HEARD); before, the machine's own where it is plausible beside what the server said last (LIKELY); else a time that is
 * too early, but not before what was known last, and runs on (UNKNOWN: a machine that woke up in 1970).
 */
typedef enum { SF_TIME_HEARD, SF_TIME_LIKELY, SF_TIME_UNKNOWN } SfTimeTrust;
gint64      sf_device_now (SfDevice *self, SfTimeTrust *trust);
/** When the server was last heard, wall ms; 0 never. */
gint64      sf_device_get_last_contact (SfDevice *self);
/** Bytes free on the disk of its data; 0 when that cannot be told. */
gint64      sf_device_get_room (SfDevice *self);
gboolean    sf_device_get_revoked (SfDevice *self);
gboolean    sf_device_get_lapsed (SfDevice *self);
gboolean    sf_device_get_stranger (SfDevice *self);
/** Percent, -1 while nothing large is being fetched as a whole. */
int         sf_device_get_filling (SfDevice *self);
gboolean    sf_device_get_damaged (SfDevice *self);
/** Looks through the whole database on a reader of its own; by itself ten minutes after the start and daily. FALSE: it is damaged, and being salvaged. */
void        sf_device_look_async   (SfDevice *self, GAsyncReadyCallback callback, gpointer data);
gboolean    sf_device_look_finish  (SfDevice *self, GAsyncResult *result);
/** (nullable) What happened to the database and nobody at the server knows yet: a code, "store.damaged.known.kept-12.lost-0". */
const char *sf_device_get_report (SfDevice *self);
/** File of a media record in the verified cache, or NULL while it is not there (then "media-ready" (id) follows). (transfer full) */
char       *sf_device_media_path (SfDevice *self, const char *media_id);
/** The same for one variant of it (MEDIA.VARIANTS), by its use: wide, strip, tall, thumb, mask, poster. NULL: there is none, or not yet. (transfer full) */
char       *sf_device_media_variant (SfDevice *self, const char *media_id, const char *use);
/**
 * Tells the server how something of this device is, a code as sf_report_tell_async() takes it ("printer.empty"); FALSE: it was not told, and
 * who cares tells it again when "online" changes.
 */
void        sf_device_tell_async   (SfDevice *self, const char *code, GAsyncReadyCallback callback, gpointer data);
gboolean    sf_device_tell_finish  (SfDevice *self, GAsyncResult *result);
/** Files of media that this device fetches for itself, in the order in which it needs them, and how much of them is here. */
typedef struct { guint have, want; gint64 have_bytes, want_bytes; } SfMediaCount;
void        sf_device_get_media (SfDevice *self, SfMediaCount *count);
G_END_DECLS
