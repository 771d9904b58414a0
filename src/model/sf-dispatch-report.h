/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-assign.h"
G_BEGIN_DECLS
/**
 * A day of dispatch (派单), played again: every decision about who receives a guest with the inputs it was made from, and what came
 * of it. One pure function, so that the manager's page, `showfloorctl replay-dispatch` and the tests say the same.
 */
typedef struct {
  gint64 n, at;              /* order, and wall ms */
  char *day, *visit;
  char *how;                 /* "ring" (on arrival, or the next after one did not come), "queue" (from the queue, somebody became free),
                              * "wait" (nobody free, into the queue), "desk" (nobody there, reception is rung),
                              * "hand" (a colleague decided), "door" (taken without a ring), "direct" (rung by a kiosk
                              * while no server answered: what the rule says is said afterwards, from what the server knows by then) */
  char *ask;                 /* sf_assign_ask_text() */
  char *given;               /* (nullable) who it was given to; NULL: nobody could go */
  char *why;                 /* (nullable) the reason as it was told */
  char *would, *would_why;   /* (nullable) what the rule said: the same as given unless a person decided */
  GPtrArray *floor;          /* char *: sf_colleague_text() of everybody, as they were then */
} SfDecision;
void sf_decision_free (SfDecision *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDecision, sf_decision_free)

typedef struct {
  const SfDecision *decision;
  char *again, *again_why;   /* (nullable) what the rule says now */
  gboolean same;             /* as it said then */
  gboolean by_person;        /* somebody decided otherwise than the rule, or without it */
  gboolean direct;           /* a kiosk decided, by its own roster: no server answered */
  gboolean out_of_turn;      /* somebody of the same job who had waited longer could have been given to the same colleague */
} SfReplayed;

/** One colleague's day. */
typedef struct {
  char *consultant;
  gint64 offered;            /* times rung */
  gint64 taken;              /* parties received */
  gint64 by_turn;            /* of the offers: by rotation or least busy, not asked for, not their own customer, not by hand */
  gint64 declined;
  gint64 unanswered;         /* a tablet or phone showed it, and nobody accepted in time */
  gint64 unreached;          /* no device of theirs showed it */
  gint64 handed;             /* passed on to a colleague */
  gint64 median_ms;          /* from ring to accept; -1: none */
} SfFairness;

typedef enum { SF_WAIT_SALES, SF_WAIT_SERVICE, SF_N_WAITS } SfWaitOf;
typedef struct { gint64 parties, received, nobody, median_ms, p90_ms, longest_ms; } SfWaits;

typedef struct {
  GPtrArray *replayed;       /* SfReplayed, in order */
  GPtrArray *fairness;       /* SfFairness of all who were rung or received somebody, most parties first, then by id */
  SfWaits waits[SF_N_WAITS]; /* of parties that ring: from arrival until somebody accepted; -1 where there is none. Nobody: gone without one */
  gint64 same, by_person, direct, out_of_turn;
  gint64 queued;             /* had to wait because nobody was free */
  gint64 most_apart;         /* of two equals who were both free, how many turns the one was ahead at most */
  gint64 proposals, agreed;  /* first decisions whose device had proposed somebody, and where it was the same */
  gint64 two_owners;         /* visits with two accepted offers at once: must be none */
} SfDispatchReport;

/** @decisions: SfDecision of the day, in order; the report points into them. The others are arrays of SfRecord of these kinds. (transfer full) */
SfDispatchReport *sf_dispatch_report (GPtrArray *decisions, GPtrArray *visits, GPtrArray *statuses, GPtrArray *assignments);
void              sf_dispatch_report_free (SfDispatchReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfDispatchReport, sf_dispatch_report_free)
G_END_DECLS
