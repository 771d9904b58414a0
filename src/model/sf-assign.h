/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * Who receives a guest: one pure function, run by the kiosk for the record and by the server as the decision
 * (decisions 9, experience.md 2.4). Same inputs, same answer.
 *
 * Rules, in this order: who was asked for, if free; whose customer it is (@owner), if free; then the rotation of those who
 * are free, on shift and of the right job: the one whose last turn is longest ago, ties by fewer parties today, by place in
 * the rotation, by id. Nobody free: NULL with why "nobody". Whoever is in @not_these is passed over.
 *
 * Free: employed, presence "free", and inside the shift where one is given (it may pass midnight). A shift is [from, to).
 * Who was asked for and whose customer it is count whatever their job. Parties of another day than @today are 0; no turn
 * yet is longest ago. The order of the input arrays means nothing.
 */
typedef struct {
  GPtrArray *consultants;     /* SfRecord CONSULTANT */
  GPtrArray *rosters;         /* SfRecord ROSTER */
  const char *job;            /* "sales", "service", "reception" */
  const char *wants;          /* (nullable) consultant asked for */
  const char *owner;          /* (nullable) consultant whose customer this is; a kiosk never knows */
  const char *const *not_these; /* (nullable) consultants already rung */
  const char *today;          /* YYYY-MM-DD in the dealer's zone */
  int minute;                 /* minutes after midnight there */
} SfAssignInput;
/**
 * Returns the consultant's id (owned by the input) or NULL. @why receives the reason as "code|arg…" (transfer full):
 * asked, asked_busy|<next rule's code>, regular, rotation|<place>, nobody.
 */
const char *sf_assign (const SfAssignInput *input, char **why);
/** The reason as one sentence for staff, in @lang; @name is the consultant's. (transfer full) */
char *sf_assign_why_text (const char *why, const char *name, SfLang lang);

/** Job that receives a purpose: service and collecting → "service", help → "reception", the rest → "sales". */
const char *sf_purpose_job (const char *purpose);
/** True if a visit of this purpose counts as a party (批次); a call for help does not, a guest of an event does. */
gboolean    sf_purpose_counts (const char *purpose);
/** True if somebody is rung for it at once; 随便看看 and guests of an event are counted and left in peace. */
gboolean    sf_purpose_rings (const char *purpose);

/** Ticket number of the day's n-th (1…) ticket: letter + two digits or more; with @skip4 numbers containing a 4 are left out. (transfer full) */
char       *sf_ticket_number (const char *letter, guint n, gboolean skip4);
/** Wait in honest steps: median of @past (ms; negative ones are passed over) times (@ahead + 1), rounded up to 5, 10, 15, 20
 *  or 30 minutes; -1 when one cannot say: fewer than 5 past waits, or more than 30 minutes. */
int         sf_wait_step (const gint64 *past, guint n_past, guint ahead);
/** Days until the next follow-up: H 1, A 2, B 7, C 15, O 3; -1 for none (lost). Defaults of requirements.md B8; each a setting later. */
int         sf_level_days (const char *level);
/** "YYYY-MM-DD" plus days; NULL for what is no date. (transfer full) */
char       *sf_date_add (const char *date, int days);
/** The day ("YYYY-MM-DD") and the minutes after midnight of an instant in an IANA zone (unknown zone: UTC). (transfer full) */
char       *sf_day_of (gint64 at_ms, const char *zone, int *minute);

/**
 * The state machines. Returns the new state (static) or NULL if @verb may not happen from @state. Verbs are the commands of the
 * registry plus what the server itself does (in parentheses):
 *
 * VISIT_STATUS  waiting -(notify)-> notified -(expire)-> waiting · waiting|notified -(accept)-> accepted · -serve-> serving ·
 *   accepted -(hand)-> waiting · serving -(hand)-> serving, serving -(accept)-> serving (a colleague takes over) ·
 *   any but left, void -leave-> left · any but void -void-> void
 * ASSIGNMENT  offered -ack-> acked · offered|acked -accept-> accepted, -decline-> declined, -hand-> handed, -(expire)-> expired ·
 *   accepted -hand-> handed · offered|acked|accepted -(end)-> ended · expired -accept-> accepted, which the server allows only
 *   while the visit itself can be accepted: first valid one wins.
 * CLASH  open -keep-> kept, -move-> moved, -share-> shared: decided once.
 */
const char *sf_flow_next (SfKind kind, const char *state, const char *verb);
G_END_DECLS
