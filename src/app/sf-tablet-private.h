/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-lan-ear.h"
#include "app/sf-reach.h"
#include "app/sf-record-cache.h"
#include "app/sf-score-cache.h"
#include "app/sf-tablet.h"
#include "base/sf-worker.h"
G_BEGIN_DECLS
/* Shared by sf-tablet.c (lists, rings), sf-tablet-work.c (what a consultant does) and sf-tablet-sign-in.c. */
struct _SfTablet {
  GObject parent_instance;
  SfDevice *device;          /* (owned) */
  SfFloor *floor;            /* (owned) */
  SfRecordCache *cache;      /* (owned) customers, and visits of other days */
  SfScoreCache *scores;      /* (owned) (nullable) until somebody looks */
  SfLiveQuery *visits, *statuses, *offers, *outcomes;   /* (owned) of today */
  SfLiveQuery *due;          /* (owned) */
  SfLiveQuery *expected;     /* (owned) (nullable) until somebody looks */
  SfLiveQuery *two_values, *requests;   /* (owned) (nullable) until somebody looks */
  SfLiveQuery *steps, *clashes;   /* (owned) (nullable) until somebody looks */
  char *steps_day;           /* (owned) the day that STEPS is of */
  GHashTable *answered;      /* (owned) assignment id → verb (static): said here, not answered by the server */
  GHashTable *given;         /* (owned) visit id → SfGivenHere */
  GHashTable *drafts;        /* (owned) visit ids with a kept draft */
  SfWorker *pure;            /* (owned) argon2id */
  char *signed_in, *day;     /* (owned) */
  SfItem *ring;              /* (owned) (nullable) */
  SfLanEar *ear;             /* (owned) (nullable) where kiosks ring while no server answers */
  SfLiveQuery *lans;         /* (owned) LAN: where screens hear this tablet */
  SfReach *reach;            /* (owned) */
  guint kiosks;              /* how many there were when they were last looked at */
  GPtrArray *direct;         /* (owned) SfDirectRing */
  gboolean direct_on;        /* until this is disposed */
  guint direct_tick;         /* source, while there are any */
  guint tick, update;        /* sources */
  gboolean locked, guest_mode;
  gint64 heard;              /* last contact, wall ms, before this silence */
  SfNews news;
  gboolean has_news;
  gint64 paused_until;       /* wall ms */
  char last_pin[9], *last_person;   /* what was tried last; overwritten on success; person (owned) */
};
/** A ring that came directly from a kiosk. */
typedef struct {
  SfItem *item;              /* (owned) an ASSIGNMENT as the server would have made it */
  SfRecord *visit;           /* (owned) */
  gint64 heard;              /* boot ms */
  const char *said;          /* static: heard, shown, coming, no */
  char *by;                  /* (owned) (nullable) who said coming */
  char *to;                  /* (owned) (nullable) with no: who should be rung instead */
} SfDirectRing;
/* sf-tablet-ring.c */
void      sf_tablet_direct_begin  (SfTablet *self);
void      sf_tablet_direct_end    (SfTablet *self);
void      sf_tablet_direct_tick   (SfTablet *self);
/** The n-th ring that is not answered, or NULL. */
SfItem   *sf_tablet_direct_nth    (SfTablet *self, guint n);
SfRecord *sf_tablet_direct_visit  (SfTablet *self, const char *visit_id);
/** TRUE when @assignment_id is such a ring, and @verb was said to the kiosk; @to: (nullable) to whom it is handed. */
gboolean  sf_tablet_direct_answer (SfTablet *self, const char *assignment_id, const char *verb, const char *to);
/** An offer for the one who is signed in. */
gboolean  sf_tablet_is_mine       (SfTablet *self, SfRecord *offer);
/** A guest given to a colleague on this tablet, until it is known what became of it. */
typedef struct {
  char *consultant;          /* (owned) */
  gint64 at;                 /* boot ms */
  gboolean sent;             /* it was seen in the book */
} SfGivenHere;
void sf_given_free (SfGivenHere *given);
/** Forgets those that the server has answered. */
void sf_tablet_settle_given (SfTablet *self);
/** Asks for the dealer's day again; the lists follow when it turned. Called every few seconds. */
void sf_tablet_check_day (SfTablet *self);
/** Ring, pending answers and "changed", once per main loop turn. */
void sf_tablet_queue_update (SfTablet *self);
/** Locks when the server was not heard for too long. */
void sf_tablet_follow_lease (SfTablet *self);
void sf_tablet_take_sign_in (SfTablet *self, const char *consultant_id);
/** Today's list of who is expected, when somebody looks at it. */
void sf_tablet_ask_expected (SfTablet *self);
/** Adds to @mutations that the follow-up is done, and the next one when @next_due is a day. */
void sf_tablet_add_follow_up_done (SfTablet *self, GPtrArray *mutations, SfRecord *before, const char *result, const char *next_due);
/** Commits mutations together; takes @mutations. */
void sf_tablet_commit (SfTablet *self, GPtrArray *mutations);
/** Commits one mutation; logs when the store refuses. */
void sf_tablet_commit_one (SfTablet *self, const char *verb, SfRecord *record);
G_END_DECLS
