/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-clock.h"
#include "base/sf-ids.h"
#include "craft/sf-box.h"
#include "store/sf-server-store.h"
#include "wire/sf-messages.h"
G_BEGIN_DECLS
/**
 * SfIngest: the server's side of agreeing, without sockets: what a hello, push, pull, snapshot answers, and what a mutation
 * makes (customer, assignment, ticket). Runs on the server store's worker; one call is one transaction, except that several
 * pushes may share one (group commit, sf_ingest_push_group). The simulator calls it directly.
 */
typedef struct _SfIngest SfIngest;
SfIngest *sf_ingest_new  (SfServerStore *store, SfClock *clock, SfIds *ids);
void      sf_ingest_free (SfIngest *self);
void      sf_ingest_ablate (SfIngest *self, guint ablations);

/**
 * Who is asking; the session established it. @person: the one consultant a phone (SF_ROLE_P) speaks for, "" for devices.
 * @fork is set when this (device, inc) cannot continue (409).
 */
typedef struct { char device_id[40]; gint64 inc; guint role; gboolean revoked; char person[40]; } SfPeer;

SfHelloReply *sf_ingest_hello (SfIngest *self, const SfPeer *peer, const SfHello *hello, gboolean *fork, GError **error);
SfPushReply  *sf_ingest_push  (SfIngest *self, const SfPeer *peer, const SfPush *push, gboolean *fork, GError **error);
/** One push among several that share a transaction; each gets its own reply, the disk is asked once. */
typedef struct { const SfPeer *peer; const SfPush *push; SfPushReply *reply; gboolean fork; } SfPushJob;
/** TRUE: committed, every job without @fork has its @reply (transfer full). FALSE: nothing of any of them was kept. */
gboolean      sf_ingest_push_group (SfIngest *self, SfPushJob *jobs, guint n_jobs, GError **error);
/**
 * A token is good while its head has the chain it says (never its seq alone, sync.md finding 6); otherwise the page says resync.
 * The page's token stands at the head when nothing is left, so that a quiet bucket makes what was written elsewhere visible.
 */
SfRowPage       *sf_ingest_pull  (SfIngest *self, const SfPeer *peer, const SfPull *pull, GError **error);
SfRowPage       *sf_ingest_snapshot (SfIngest *self, const SfPeer *peer, const SfSnapshot *snapshot, GError **error);
/**
 * One thing that a person does on a page of the server itself, which has no journal: the same rights, rules and consequences
 * as a push of a device, in a transaction of its own, written into the audit. Refused: @status is not SF_PUSH_OK or _DUP and
 * @code (static) (nullable) says why. FALSE: nothing was kept.
 */
gboolean      sf_ingest_act (SfIngest *self, const SfPeer *peer, SfMutation *mutation, SfPushStatus *status, const char **code, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The guest of a visit does not wait any longer (their ticket said so). @left FALSE: it was over already, or somebody is with them. */
gboolean      sf_ingest_leave_line (SfIngest *self, const char *visit, gboolean *left, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * Nobody came (experience.md 2.4 rule 6): the desk and the manager are rung for a visit that has waited for SF_RECALL_MS, or for as long
 * since somebody accepted or since it was called again. @called FALSE: it is not time, or the guest does not wait.
 */
gboolean      sf_ingest_call_again (SfIngest *self, const char *visit, gboolean *called, GError **error) G_GNUC_WARN_UNUSED_RESULT;
#define SF_RECALL_MS (3 * 60 * 1000)
/** What an offer of such a call says as its reason. */
#define SF_RECALL_WHY "recalled"
/** The newest such offer among those of a visit (nullable, unowned). */
SfRecord     *sf_recall_newest (GPtrArray *offers);
/** May the guest of @visit call again now? @newest (nullable): the last such offer. @today: in the dealer's zone. */
gboolean      sf_recall_may (SfRecord *visit, SfRecord *status, SfRecord *newest, const char *today, gint64 now);
/**
 * Checking in on one's own phone (用自己的手机): a kiosk makes a LINK of channel own, names a visit that is not there yet, and shows it as a
 * code; for SF_OWN_MS whoever opens it may make that visit, once. OPEN: it can be made. USED: it was made, by the phone or by the
 * kiosk itself (VISIT.OWN). LATE: its time is over. NONE: no such link.
 */
typedef enum { SF_OWN_NONE, SF_OWN_OPEN, SF_OWN_USED, SF_OWN_LATE } SfOwnState;
#define SF_OWN_MS (10 * 60 * 1000)
gboolean      sf_own_state (SfServerStore *store, SfRecord *link, gint64 now, SfOwnState *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * Makes the visit of @link: time, day, device and number are filled in, and it is joined, rung and counted as if its kiosk had sent it.
 * @consent (nullable) and @ticket, the LINK of the phone's own page, are kept with it. @state other than OPEN: nothing was made.
 */
gboolean      sf_ingest_own (SfIngest *self, SfRecord *link, SfRecord *visit, SfRecord *consent, SfRecord *ticket, SfOwnState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Key with which what phones entered is closed before a kiosk keeps it (OWN_VISIT): it has to be the same after a restore. Without one nothing is handed out. */
void          sf_ingest_set_own_key (SfIngest *self, const guint8 key[SF_BOX_KEY_LEN]);
/** The guest of an event (EVENT_GUEST) said on their page that they cannot come: whoever waits longest has the place. Twice is once. */
gboolean      sf_ingest_guest_off (SfIngest *self, const char *guest, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Reminds whoever let a mandatory step of today's guests pass its time (model/sf-steps.h); called every few seconds. */
gboolean      sf_ingest_remind (SfIngest *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Expires offers whose deadline has passed and rings the next; returns the next deadline (wall ms) or 0. */
gint64        sf_ingest_tick (SfIngest *self, GError **error);
/**
 * A whole record written by the server's own tools (import, pairing, settings): through the feed like any other, and held to
 * every limit and value like what devices send (SF_MODEL_ERROR; nothing is written then).
 */
gboolean      sf_ingest_put (SfIngest *self, SfRecord *record, GError **error);
/** A setting that every device may know, by its key; nothing is written when it says so already. */
gboolean      sf_ingest_put_setting (SfIngest *self, const char *key, const char *value, GError **error);
/** Erases a person or the personal fields of a record, for ever (sf_server_store_erase), and tells the devices. */
gboolean      sf_ingest_erase (SfIngest *self, SfKind kind, const char *id, GError **error);
/*
 * What guests ask of the house about themselves, as its own pages and tools do it (sf-privacy.c). What is there already is done
 * and no error.
 */
/** Keeps a WITHDRAWAL fact; its purposes are off from now on. For "visit" a request to erase is opened, due in working days. */
gboolean      sf_ingest_withdraw (SfIngest *self, SfRecord *withdrawal, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Opens a PRIVACY_REQUEST; the person behind its visit is added. */
gboolean      sf_ingest_ask_privacy (SfIngest *self, SfRecord *request, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Answers it with @state: "done" (a request to erase erases, for ever) or "refused". @by: the manager, NULL at a shell. Audited. */
gboolean      sf_ingest_answer_privacy (SfIngest *self, const char *id, const char *state, const char *by, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Chooses between two values (TWO_VALUES): @take puts the other one into the customer, else what is in force stays. Settled ones are left. */
gboolean      sf_ingest_settle (SfIngest *self, const char *id, gboolean take, const char *by, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The nightly look at retention times, once a day after three o'clock, or now with @force; @more: call again soon. */
gboolean      sf_ingest_retention (SfIngest *self, gboolean force, gboolean *more, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * Two customers are one person: @other is joined to @keep. What @keep lacks is filled in, statuses, follow-ups and requests point to
 * @keep, both owners stay (OWNER and ALSO), @other rests with all it says (SAME_AS), and what devices still say of it goes to @keep.
 * Written into the audit with @actor. SF_MODEL_ERROR_STATE when one of them is not there or was joined before.
 */
gboolean      sf_ingest_join (SfIngest *self, const char *keep, const char *other, const char *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** That was wrong: @other is a customer of its own again, with what was its own; what came since stays where it is. */
gboolean      sf_ingest_part (SfIngest *self, const char *other, const char *actor, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Several records in one transaction. */
gboolean      sf_ingest_put_all (SfIngest *self, GPtrArray *records, GError **error);
/** A screen says at which @address ("HOST:PORT") it listens; @key: what it shares with the tablets from now on. A tablet likewise, and the
 *  kiosks learn it. Others: SF_MODEL_ERROR_RIGHTS. */
gboolean      sf_ingest_lan (SfIngest *self, const SfPeer *peer, const char *address, guint8 key[32], GError **error);
/** A kiosk tested its direct way to a tablet, or a tablet that to a screen; @text: "<device>.<state>", a state of sf_enum_reach. What makes no sense is passed over. */
gboolean      sf_ingest_reach (SfIngest *self, const SfPeer *peer, const char *text, GError **error);
/** A device was withdrawn: it forgets nothing, so screens and tablets share new keys with those who stay. */
gboolean      sf_ingest_forget_device (SfIngest *self, const char *device_id, GError **error);
/** Called on the worker after COMMIT when a scope's head moved. */
typedef void (*SfHeadFunc) (const char *scope, gint64 head, gpointer data);
void          sf_ingest_set_head_func (SfIngest *self, SfHeadFunc func, gpointer data);
G_END_DECLS
