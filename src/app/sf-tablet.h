/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-floor.h"
#include "model/sf-score.h"
G_BEGIN_DECLS
/**
 * SfTablet: what a consultant can do on a tablet; no widgets. Every change is a mutation committed here first, so all of it
 * works with the server away; what only the server decides (who got the visit) shows as pending until it answered.
 *
 * Properties: "signed-in" text (consultant id or NULL), "locked" bool (signed in, but the PIN is wanted again), "guest-mode"
 * bool, "ring" SfItem ASSIGNMENT or NULL (the offer that rings for the one signed in; acknowledged as soon as the interface
 * says it is shown and sounded), "day" text.
 * Signals: "changed": something that the functions below tell may be different now. "taken" (visit id, consultant id or
 * NULL): an answer of this tablet came too late, somebody else has the visit.
 */
#define SF_TYPE_TABLET (sf_tablet_get_type ())
G_DECLARE_FINAL_TYPE (SfTablet, sf_tablet, SF, TABLET, GObject)
SfTablet    *sf_tablet_new (SfDevice *device);
SfDevice    *sf_tablet_get_device (SfTablet *self);
SfFloor     *sf_tablet_get_floor (SfTablet *self);
GListModel  *sf_tablet_get_consultants (SfTablet *self);   /* who may sign in here */

#define SF_SIGN_IN_ERROR (sf_sign_in_error_quark ())
/** WRONG: PIN or badge; PAUSED: too many tries, see sf_tablet_pause_min(); NO_PIN: this colleague has none, or it did not arrive yet;
 * AWAY: the server was not heard for SF_LEASE_MS, what is known here of PINs is too old. */
typedef enum { SF_SIGN_IN_ERROR_WRONG, SF_SIGN_IN_ERROR_PAUSED, SF_SIGN_IN_ERROR_NO_PIN, SF_SIGN_IN_ERROR_AWAY } SfSignInError;
GQuark       sf_sign_in_error_quark (void);
/**
 * PIN (4–8 digits) of @consultant_id, or a badge code with @consultant_id NULL; argon2id off the main thread; five tries,
 * then a pause that grows (1, 2, 4 … 60 minutes) and survives a restart.
 */
void         sf_tablet_sign_in_async  (SfTablet *self, const char *consultant_id, const char *pin, GAsyncReadyCallback callback, gpointer data);
gboolean     sf_tablet_sign_in_finish (SfTablet *self, GAsyncResult *result, guint *tries_left, GError **error);
/** Minutes (rounded up) until the next try is taken; 0: now. */
guint        sf_tablet_pause_min (SfTablet *self);
void         sf_tablet_sign_out (SfTablet *self);
/** The PIN is wanted before anything is shown; rings go on. */
void         sf_tablet_lock (SfTablet *self);
gboolean     sf_tablet_get_locked (SfTablet *self);
const char  *sf_tablet_get_signed_in (SfTablet *self);
void         sf_tablet_set_guest_mode (SfTablet *self, gboolean on);
gboolean     sf_tablet_get_guest_mode (SfTablet *self);

SfItem      *sf_tablet_get_ring (SfTablet *self);
/** How many offers ring for the one signed in. */
guint        sf_tablet_count_rings (SfTablet *self);
/** The interface shows and sounds this offer now. */
void         sf_tablet_ack    (SfTablet *self, const char *assignment_id);
void         sf_tablet_accept (SfTablet *self, const char *assignment_id);
void         sf_tablet_decline (SfTablet *self, const char *assignment_id);
void         sf_tablet_hand   (SfTablet *self, const char *assignment_id, const char *consultant_id);
void         sf_tablet_set_presence (SfTablet *self, const char *presence);
/** Presence of the one signed in: free, serving, away, rest, off. */
const char  *sf_tablet_get_presence (SfTablet *self);
/** Place in the rotation of those free (1 is next), 0 when not in it. */
guint        sf_tablet_get_turn (SfTablet *self);
/** The same of any colleague, among those free of the same job. */
guint        sf_tablet_turn_of (SfTablet *self, const char *consultant_id);
/** Colleagues who could take a guest now: SfRecord CONSULTANT. (transfer container) */
GPtrArray   *sf_tablet_free_colleagues (SfTablet *self);

const char  *sf_tablet_get_day (SfTablet *self);
/** Today's visits, newest first: SfItem VISIT; sf_tablet_status_of() gives each one's VISIT_STATUS (nullable). */
GListModel  *sf_tablet_get_today (SfTablet *self);
SfRecord    *sf_tablet_status_of (SfTablet *self, const char *visit_id);
/** A further check-in of a guest whose visit is listed already: shown with that one, not for itself. */
gboolean     sf_tablet_is_touch (SfTablet *self, const char *visit_id);
/** Numbers of the other tickets that the guest of this visit took, "B07, C02"; NULL when it is the only one. (transfer full) */
char        *sf_tablet_other_numbers (SfTablet *self, const char *visit_id);
/**
 * waiting, notified, accepted, serving, left or void, as far as this tablet knows: the server's word, and over it what was
 * done here and is not answered yet (then @pending is set).
 */
const char  *sf_tablet_state_of (SfTablet *self, const char *visit_id, gboolean *pending);
/** Consultant who has the visit, or NULL. */
const char  *sf_tablet_consultant_of (SfTablet *self, const char *visit_id);
SfRecord    *sf_tablet_outcome_of (SfTablet *self, const char *visit_id);
/** The newest offer of the visit (ASSIGNMENT), or NULL. */
SfRecord    *sf_tablet_offer_of (SfTablet *self, const char *visit_id);
SfRecord    *sf_tablet_customer (SfTablet *self, const char *customer_id);
/** What the guest would like while waiting, VISIT_WISH; NULL: nothing was said, or it is not known yet, then "changed" follows. */
SfRecord    *sf_tablet_wish_of (SfTablet *self, const char *visit_id);
SfRecord    *sf_tablet_visit (SfTablet *self, const char *visit_id);
/** Guests to whom the one signed in said 马上过去 straight to a kiosk, and of whom no server has told yet. (element-type SfRecord, VISIT) (transfer full) */
GPtrArray   *sf_tablet_going_to (SfTablet *self);
/** The consultant greets the guest; the guest left without an outcome; entered by mistake. @verb: serve, leave, void. */
void         sf_tablet_move_visit (SfTablet *self, const char *visit_id, const char *verb);
/** 改派: @consultant_id shall take the guest (sf-board.h says who may say so). What the rule had chosen stays in the book beside it. */
void         sf_tablet_give (SfTablet *self, const char *visit_id, const char *consultant_id);

/** 今天要联系: open follow-ups of the one signed in, due today or before. */
GListModel  *sf_tablet_get_due (SfTablet *self);
/** Day on which to try again after @result: no answer tomorrow, reached by level, lost never (NULL). (transfer full) */
char        *sf_tablet_next_due (SfTablet *self, const char *level, const char *result);
void         sf_tablet_follow_up_done (SfTablet *self, const char *follow_up_id, const char *result, const char *next_due);
/**
 * 约到店: who the follow-up is about comes on @day at @minute after midnight. Makes the appointment with what is known of them, closes the
 * follow-up and plans a call for the day after, in case nobody came, in one commit. The code (sf-scanned.h), or NULL: the follow-up is
 * gone or the day is none. (transfer full)
 */
char        *sf_tablet_appoint (SfTablet *self, const char *follow_up_id, const char *day, int minute);
/** The appointment with this code, of whatever day: a live query of at most one. (transfer full) */
struct _SfLiveQuery *sf_tablet_booked (SfTablet *self, const char *code);
/** They do not come: nobody expects them any more; what they said stays in the book. */
void         sf_tablet_cancel_booked (SfTablet *self, const char *appointment_id);
/** Today's appointments of the house that nobody came to yet, by time: SfItem APPOINTMENT. */
GListModel  *sf_tablet_get_expected (SfTablet *self);

/** 离店登记: outcome and next follow-up in one commit. @outcome: an OUTCOME record with what was tapped; the rest is filled in. */
void         sf_tablet_finish_visit_async  (SfTablet *self, SfRecord *outcome, GAsyncReadyCallback callback, gpointer data);
gboolean     sf_tablet_finish_visit_finish (SfTablet *self, GAsyncResult *result, GError **error);
/** 稍后再填: keeps what was tapped on this device, also over a restart; NULL forgets. */
void         sf_tablet_keep_draft (SfTablet *self, const char *visit_id, SfRecord *outcome);
/** @callback gets an OUTCOME record or NULL by sf_tablet_draft_finish(). (transfer full) */
void         sf_tablet_draft_async  (SfTablet *self, const char *visit_id, GAsyncReadyCallback callback, gpointer data);
SfRecord    *sf_tablet_draft_finish (SfTablet *self, GAsyncResult *result);
gboolean     sf_tablet_has_draft (SfTablet *self, const char *visit_id);
/** A visitor entered by hand: a VISIT record with what was tapped. With a phone, a spoken consent to the notice is made. */
void         sf_tablet_new_visit_async  (SfTablet *self, SfRecord *visit, GAsyncReadyCallback callback, gpointer data);
char        *sf_tablet_new_visit_finish (SfTablet *self, GAsyncResult *result, GError **error);   /* ticket number */
/** Who is known by a number: the customer, and the visit of @day that brought it; either may be NULL. */
typedef struct { SfRecord *customer, *visit; } SfSamePhone;   /* both owned */
void         sf_same_phone_free (SfSamePhone *same);
/** @phone: E.164. A warning for whoever writes paper down: the server joins the same number to one person anyway. */
void         sf_tablet_same_phone_async  (SfTablet *self, const char *phone, const char *day, GAsyncReadyCallback callback, gpointer data);
SfSamePhone *sf_tablet_same_phone_finish (SfTablet *self, GAsyncResult *result);   /* (transfer full) */
/** Wall ms of @hour o'clock on @day ("YYYY-MM-DD") in the dealer's zone; 0 for what is no day. */
gint64       sf_tablet_instant_of (SfTablet *self, const char *day, int hour);
GListModel  *sf_tablet_get_models (SfTablet *self);
/** Customers whose surname, phone tail or plate match: SfItem CUSTOMER. (transfer full) */
void         sf_tablet_search_async  (SfTablet *self, const char *needle, GAsyncReadyCallback callback, gpointer data);
GPtrArray   *sf_tablet_search_finish (SfTablet *self, GAsyncResult *result);

/** The intent score with its parts, as the records on this tablet give it (model/sf-score.h); NULL while it is not known, then "changed" follows. */
const SfScore *sf_tablet_score_of (SfTablet *self, const char *customer_id);

/** 两个版本: what two colleagues said differently of a guest: SfItem TWO_VALUES, newest first, settled ones too. */
GListModel  *sf_tablet_get_two_values (SfTablet *self);
/** Chooses: the other value with @take, else the one in force stays. A patch like any other, so it works offline. */
void         sf_tablet_settle (SfTablet *self, SfRecord *two, gboolean take);
/** Takes the choice back; @taken: the other one was put in force, in place of @before (nullable). */
void         sf_tablet_unsettle (SfTablet *self, SfRecord *two, gboolean taken, const char *before);

/**
 * 要求删除信息: the guest's own wish, written down by a colleague; a manager answers it. A record like any other, so it works offline.
 * Nothing happens when one is open already.
 */
void         sf_tablet_ask_erasure (SfTablet *self, const char *customer_id);
/** The newest open PRIVACY_REQUEST to erase this customer, or NULL; without a state the server has not heard of it yet. */
SfRecord    *sf_tablet_erasure_of (SfTablet *self, const char *customer_id);

/** What came while this tablet heard nothing for ten minutes or more; FALSE: nothing to tell. */
typedef struct { gint64 since_ms; guint visits, rings, left; } SfNews;
gboolean     sf_tablet_get_news (SfTablet *self, SfNews *out);
void         sf_tablet_news_seen (SfTablet *self);
G_END_DECLS
