/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/** When and where a programme is asked for. */
typedef struct {
  const char *screen;   /* device id */
  gboolean trusted;     /* FALSE: the screen does not know what day it is */
  const char *day;      /* YYYY-MM-DD in the dealer's zone */
  int minute;           /* minutes after midnight there */
  const char *last;     /* (nullable) playlist that was played last while the time was known */
} SfProgrammeAsk;
/**
 * Playlists that may be played on a screen now, best first: the highest rank, then those without any condition of time last,
 * then by id. First and last day are inclusive; a daypart is [from, to) and may pass midnight, then the hours after midnight
 * belong to the day before. While the time is not trusted no day and no hour is looked at: what was played last comes first,
 * then what has no condition of time, then the rest. (transfer container) (element-type SfRecord)
 */
GPtrArray *sf_programme_order (GPtrArray *playlists, const SfProgrammeAsk *ask);
/** PLAYLIST_ITEM records of a playlist, by position and id. (transfer container) (element-type SfRecord) */
GPtrArray *sf_programme_items (GPtrArray *items, const char *playlist_id);
G_END_DECLS
