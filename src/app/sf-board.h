/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "app/sf-tablet.h"
G_BEGIN_DECLS
/**
 * SfBoard: what reception sees of the house at one moment: who waits, since when, for whom; who is with whom; who of the
 * colleagues can be next. Read anew whenever the tablet says "changed", and each minute for the times. Main thread.
 *
 * The figures are those of the manager's day (sf_day_report()), counted from what this tablet has: a tablet that heard nothing
 * for an hour counts the day of an hour ago, and its sync mark says so.
 */

/** A wait that is worth a look, and one that somebody should end now, minutes (experience.md 3.7). */
#define SF_BOARD_WARM_MIN 3
#define SF_BOARD_BAD_MIN 6
typedef enum { SF_BOARD_CALM, SF_BOARD_WARM, SF_BOARD_BAD } SfBoardTone;
/** Whom a waiting guest is rung for: nobody yet, a consultant, the desk itself; NONE_FREE: they wait for the first who becomes free. */
typedef enum { SF_BOARD_QUIET, SF_BOARD_RINGS, SF_BOARD_RINGS_DESK, SF_BOARD_NONE_FREE } SfBoardRing;

typedef struct {
  SfItem *visit;             /* (owned) VISIT */
  const char *state;         /* as sf_tablet_state_of() (static) */
  char *consultant;          /* (owned) (nullable) who has them, or is rung, or was chosen here and not delivered yet */
  guint minutes;             /* waiting: since they came; served: since somebody accepted */
  SfBoardTone tone;          /* of waiting ones */
  SfBoardRing ring;          /* of waiting ones */
  char *unshown;             /* (owned) (nullable) of waiting ones: who was rung last without any device of theirs having shown it */
  gboolean unshown_desk;     /* … and the desk itself was */
  gboolean pending;          /* something done here is not answered by the server */
  gboolean given;            /* it is CONSULTANT, chosen on this tablet */
} SfBoardRow;

typedef struct {
  SfRecord *consultant;      /* (owned) CONSULTANT */
  const char *presence;      /* free, serving, away, rest (static) */
  guint turn;                /* place in the rotation of sales or service, 1 is next; 0: not in it */
  guint parties;             /* taken today */
  guint guests;              /* with them now */
} SfBoardColleague;

typedef struct {
  /* The head line, as in SfDayReport. Heads: the sum over those parties that said how many they are. */
  gint64 parties, heads, service, first, on_file_first, waiting;
  int capture_percent;       /* -1: no first visit yet */
  guint longest_min;
  GPtrArray *waits;          /* (element-type SfBoardRow) oldest first; those who are left in peace at the end */
  GPtrArray *served;         /* (element-type SfBoardRow) oldest first */
  GPtrArray *colleagues;     /* (element-type SfBoardColleague) by job; free ones first and in turn */
  guint off;                 /* colleagues who are not in today */
} SfBoard;

SfBoard *sf_board_read (SfTablet *tablet);
void     sf_board_free (SfBoard *self);
/** May the one signed in give this guest to somebody else? The desk and managers may, and whoever has the guest. The server asks again. */
gboolean sf_board_may_give (SfTablet *tablet, const char *visit_id);
/** Reception and managers: the board is where their day begins. */
gboolean sf_board_is_desk (SfTablet *tablet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfBoard, sf_board_free)
G_END_DECLS
