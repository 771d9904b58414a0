/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "server/sf-ingest-private.h"
G_BEGIN_DECLS
/*
 * Who is rung for a visit, in which order, and what the kiosk may say meanwhile (experience.md 2.4, decisions 9). All of it is
 * decided from records and the clock that is passed in; nothing is remembered between calls.
 *
 * A visit that rings is offered to one consultant (20 s), to one more (15 s each), then to reception and manager. Nobody free:
 * it waits with ring "nobody" and a place in the queue, and the oldest goes first when somebody becomes free; likewise when reception has
 * heard it and nobody came for a minute and a half. Who was rung in vain is rung for the same guest again after five minutes. A ticket carries
 * a consultant only while one has accepted; its ring is "consultant" or "reception" only after a tablet has said that it sounds.
 */

/* Settings and their defaults, seconds. */
#define SF_RING_FIRST_KEY "ring.first_s"
#define SF_RING_FIRST_S 20
#define SF_RING_NEXT_KEY "ring.next_s"
#define SF_RING_NEXT_S 15
/** How long reception has it alone after it said that it hears; then the guest waits for whoever becomes free, too. */
#define SF_RING_DESK_KEY "ring.desk_s"
#define SF_RING_DESK_S 90
/** Whoever was rung for a guest and did not come is not rung for them again for so long; then another round begins. */
#define SF_RING_AGAIN_KEY "ring.again_s"
#define SF_RING_AGAIN_S 300
/** How many consultants are tried before reception has it. */
#define SF_RING_CONSULTANTS 2

/** A device that guesses its time by more than this is not believed about it. */
#define SF_NONSENSE_MS (G_GINT64_CONSTANT (30) * 24 * 3600 * 1000)

/** A visit has come in. */
gboolean sf_dispatch_visit   (SfWork *work, SfRecord *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A visit has ended by its outcome. */
gboolean sf_dispatch_outcome (SfWork *work, SfRecord *outcome, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** ack, accept, decline, hand of an offer; serve, leave, void of a visit. */
gboolean sf_dispatch_command (SfWork *work, SfMutation *mutation, SfVerdict *verdict, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Offers waiting visits to whoever is free, oldest first, and tells the kiosks their places. */
gboolean sf_dispatch_queue   (SfWork *work, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Ends the offers whose time is over and rings on; @next: the next deadline or 0. */
gboolean sf_dispatch_expire  (SfWork *work, gint64 *next, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sf_dispatch_next_deadline (SfWork *work, gint64 *next, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Shared by sf-dispatch.c, sf-command.c and sf-queue.c */
/** TRUE for an offer that may still be accepted in time: offered or acked. */
gboolean sf_dispatch_is_open (SfRecord *assignment);
/** Offers the visit to the next one; reception when enough have been tried, the queue when nobody is free. */
gboolean sf_dispatch_ring    (SfWork *work, SfRecord *visit, SfRecord *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** One offer; @consultant NULL is reception. With @from somebody gives it to a colleague: the rule's choice is kept beside it. Sets the visit's ring to "calling". */
gboolean sf_dispatch_offer   (SfWork *work, SfRecord *visit, SfRecord *status, const char *consultant, const char *why, const char *from, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes the status and what the kiosk may know of it. */
gboolean sf_dispatch_put_status (SfWork *work, SfRecord *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Ends every offer of the visit but @but (nullable). */
gboolean sf_dispatch_end_offers (SfWork *work, const char *visit, const char *but, gboolean accepted_too, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The visit is over in this state. */
gboolean sf_dispatch_end     (SfWork *work, SfRecord *status, const char *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Their presence turns to serving (a turn is taken) or, when no guest of theirs is left, to free. */
gboolean sf_dispatch_serving (SfWork *work, const char *consultant, gboolean counts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** They were rung and did not come: their turn is over, without a party. */
gboolean sf_dispatch_pass_turn (SfWork *work, const char *consultant, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sf_dispatch_freed   (SfWork *work, const char *consultant, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Brings up to date the tickets of a visit and its touches; @ahead -1: not in the queue. Made only with @make (@visit may be NULL else). */
gboolean sf_dispatch_ticket  (SfWork *work, SfRecord *visit, SfRecord *status, int ahead, int wait, gboolean make, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Makes the ticket of a further check-in, @visit, that belongs to the visit of @status. */
gboolean sf_dispatch_touch   (SfWork *work, SfRecord *visit, SfRecord *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-choose.c */
/** Whom the rule gives a visit to now, without those tried already and those whose tablet is ringing, and what it was made from. */
typedef struct {
  SfAssignInput input;
  GPtrArray *colleagues, *names;
  GStrv skills;
  SfRecord *customer;
  char *policy, *expected;
  const char *consultant;     /* (nullable) the answer; NULL for nobody */
  char *why;
} SfChoice;
void     sf_choice_clear (SfChoice *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SfChoice, sf_choice_clear)
gboolean sf_choose (SfWork *work, SfRecord *visit, SfRecord *status, SfChoice *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** What was done: @how as in SfDecision; @person (nullable): who decided it, and the rule's own choice is kept beside it in the audit. */
typedef struct { const char *visit, *how, *given, *why, *person; } SfDecided;
gboolean sf_choice_log (SfWork *work, const SfChoice *self, const SfDecided *by, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-give.c */
/** @by says that @to shall take the guest. Answered: @refused, a code (static) when it may not be; @again, it is so already. */
typedef struct { const char *to, *by, *refused; gboolean again; } SfGiven;
/**
 * 改派: desk and managers give anybody's guest, a consultant their own. The offer's WHY is "given", its AUTO and AUTO_WHY what the
 * rule had or would have chosen. @visit is NULL while it has not come.
 */
gboolean sf_dispatch_give (SfWork *work, SfRecord *visit, SfRecord *status, SfGiven *given, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-taken.c: guests who were taken while no server answered. */
/** A RING_ANSWER has come: its visit, once it is known, is that colleague's, unless somebody was first. */
gboolean sf_taken_answer (SfWork *work, SfRecord *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A visit has come: @taken when somebody has it already, and nobody is to be rung. */
gboolean sf_taken_visit  (SfWork *work, SfRecord *visit, SfRecord *status, gboolean *taken, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-visit-steps.c: mandatory steps (model/sf-steps.h) */
/** What @status shows is written down as steps. @visit is NULL while it has not come: then there is no flow yet. */
gboolean sf_visit_steps_happened (SfWork *work, SfRecord *visit, SfRecord *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same of an outcome; what it leaves open is written down as missing: a fact is not refused. */
gboolean sf_visit_steps_outcome (SfWork *work, SfRecord *outcome, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** @open: a step is neither done nor skipped, so that a command may not end the visit. */
gboolean sf_visit_steps_open (SfWork *work, SfRecord *visit, SfRecord *status, gboolean *open, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Reminds whoever let a step of today's guests pass its time (VISIT_STEP late, once), when @remind; @next (in-out, 0: none): the soonest such moment to come. */
gboolean sf_visit_steps_late (SfWork *work, gboolean remind, gint64 *next, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The code with which a colleague's VISIT_STEP is refused, or NULL. */
const char *sf_visit_step_refused (SfRecord *step);

/* sf-clash.c: ownership and clash */
#define SF_CLASH_DAYS_KEY "clash.days"
#define SF_CLASH_DAYS 30
/** Last day on which @customer is their owner's, NULL when it is over or nobody's. @but (nullable): a visit that does not keep it alive. (transfer full) */
gboolean sf_clash_protected_until (SfWork *work, SfRecord *customer, const char *but, char **until, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Raises a clash when the visit's consultant received somebody else's protected customer. */
gboolean sf_clash_look (SfWork *work, SfRecord *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean sf_clash_outcome (SfWork *work, SfRecord *outcome, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** keep, move, share: the manager decides once, with a reason. */
gboolean sf_clash_command (SfWork *work, SfMutation *mutation, SfVerdict *verdict, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-same.c */
/**
 * A guest who is here already and took a ticket at another kiosk, too: @visit becomes a touch of the visit they are here for, is
 * called by nobody and counts nowhere. @day: the day it counts to. @joined FALSE: it is a visit of its own.
 */
gboolean sf_same_join (SfWork *work, SfRecord *visit, const char *customer, const char *day, gboolean *joined, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same when a code says which visit it belongs to, whoever entered it: joined while the guest of @first_id is here. */
gboolean sf_same_touch (SfWork *work, SfRecord *visit, const char *first_id, gboolean *joined, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-guest.c */
/** A guest said anew on the ticket who they are or which car they came for (改一下): their visit says so, while nobody is with them. */
gboolean sf_guest_said_again (SfWork *work, SfRecord *wish, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** A call for help that names a ticket (还没人来？再叫一次 at a kiosk): its guest is called again, and @help is a touch of their visit; else nothing. */
gboolean sf_guest_called_by_number (SfWork *work, SfRecord *help, gboolean *joined, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-own.c */
/** A kiosk's own check-in of a guest who was shown a code for their phone: a touch of the visit that the phone made, else in its place. */
gboolean sf_own_join (SfWork *work, SfRecord *visit, gboolean *joined, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Keeps one record of such a visit as if its kiosk had sent it; refused is an error. */
gboolean sf_own_create (SfWork *work, SfRecord *record, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The visit's ticket tells its kiosk the number. */
gboolean sf_own_tell_number (SfWork *work, SfRecord *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-own-keep.c: what a phone entered survives a restore */
/** Hands what was entered to its kiosk, closed (OWN_VISIT). @consent (nullable). */
gboolean sf_own_close_up (SfWork *work, SfRecord *visit, SfRecord *consent, SfRecord *page, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** May the peer say this OWN_VISIT: is it of a code that it showed, under the id that belongs to it? */
gboolean sf_own_may_keep (SfWork *work, SfRecord *kept);
/** A kiosk said an OWN_VISIT that is new here: what lies in it and is not here comes back, once. */
gboolean sf_own_bring_back (SfWork *work, SfRecord *kept, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* sf-expected.c: who is expected. */
/** What a visit's code, slug or number belongs to. */
typedef struct {
  SfRecord *appointment;   /* (owned) (nullable) */
  SfRecord *guest;         /* (owned) (nullable) an invitation: EVENT_GUEST */
  SfRecord *link;          /* (owned) (nullable) the card or ticket that was scanned */
  char *first;             /* (owned) (nullable) the visit that it became already, or whose ticket it is */
} SfExpected;
void     sf_expected_clear (SfExpected *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SfExpected, sf_expected_clear)
/** Looks up the code, the slug and, with a @customer (nullable), the number of @visit. */
gboolean sf_expected_find  (SfWork *work, SfRecord *visit, const char *customer, SfExpected *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Writes into @status what it tells: the appointment, the source and how that is known. */
void     sf_expected_tell  (const SfExpected *self, SfRecord *visit, SfRecord *status);
/** The appointment has become @visit; the invited guest is here. Once: what another visit closed stays. */
gboolean sf_expected_close (SfWork *work, const SfExpected *self, SfRecord *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Tells the ticket of @visit how the code that it brought fits: in time, early, late, for another day, used before. */
gboolean sf_expected_ticket (SfWork *work, const SfExpected *self, SfRecord *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** The same for a touch: the visit that it belongs to learns of the appointment, if it knew of none. */
gboolean sf_expected_join  (SfWork *work, const SfExpected *self, SfRecord *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** An APPOINTMENT was written after the guest with its code came (a tablet was away): it closes now. */
gboolean sf_expected_said  (SfWork *work, const char *appointment, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Who expects the guest of @visit: of the appointment, else whose card they brought. (transfer full) (nullable) */
gboolean sf_expected_by    (SfWork *work, SfRecord *visit, SfRecord *status, char **consultant, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Job that receives the guest: of the appointment's purpose when the visit only says that there is one. Static; NULL on error. */
const char *sf_expected_job (SfWork *work, SfRecord *visit, SfRecord *status, GError **error);

/** Writes a visit that names an event onto the event's list: the guest that its number or @customer (nullable) tells, else a new one; here on a day of the event. */
gboolean sf_event_guest_visit (SfWork *work, SfRecord *visit, const char *customer, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** A colleague wrote on an event's list: places that became free go to those who wait. */
gboolean sf_event_guest_said (SfWork *work, const char *guest, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/** Tells the ticket of a visit that names an event whether its guest has a place. */
gboolean sf_event_guest_ticket (SfWork *work, SfRecord *visit, GError **error) G_GNUC_WARN_UNUSED_RESULT;
G_END_DECLS
