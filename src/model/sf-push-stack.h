/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "model/sf-record.h"
G_BEGIN_DECLS
/**
 * SfPushStack: the pushes that reached a screen and which of them belongs on the glass (投屏). All times are ms of one clock that
 * never steps (since boot); what is pure here is given the time. Not thread-safe.
 *
 * - A push is known once, whichever way and however often it comes; taken back or over, it does not return.
 * - The newest wins. A newer car or picture ends older cars, pictures and welcomes for good; a welcome stands before a car and
 *   gives it back; a call stands before everything for its time.
 * - What is taken back before it arrived is never shown.
 */
typedef struct _SfPushStack SfPushStack;
/** How many ids are remembered after their time, so that a late copy changes nothing. */
#define SF_PUSH_STACK_REMEMBERED 512
/** How many pushes can stand at a time; the oldest goes. */
#define SF_PUSH_STACK_LIVE 32

typedef struct {
  SfRecord *push;    /* PUSH; owned by the stack */
  gint64 from, until;
} SfPushEntry;

SfPushStack *sf_push_stack_new  (void);
void         sf_push_stack_free (SfPushStack *self);
/**
 * Takes a push that was made at @from (now at the latest) and stands until @until. TRUE: what the stack knows has changed. Of a known
 * one that still stands only the words are taken anew when they differ: the server may have struck a name out.
 */
gboolean     sf_push_stack_add (SfPushStack *self, SfRecord *push, gint64 from, gint64 until, gint64 now);
gboolean     sf_push_stack_knows (SfPushStack *self, const char *push_id);
/** Ends what is over. TRUE when something was. */
gboolean     sf_push_stack_expire (SfPushStack *self, gint64 now);
/** Never shown (any more): taken back. TRUE when this was not known. */
gboolean     sf_push_stack_end (SfPushStack *self, const char *push_id);
/** What belongs on the glass; NULL: the programme. @shows (nullable) says whether a push can be shown at all. */
typedef gboolean (*SfPushShows) (SfRecord *push, gpointer data);
const SfPushEntry *sf_push_stack_top (SfPushStack *self, SfPushShows shows, gpointer data);
/** When the next one ends; G_MAXINT64: none stands. */
gint64       sf_push_stack_next_end (SfPushStack *self);
/* What outlives a restart. */
guint              sf_push_stack_n_live (SfPushStack *self);
const SfPushEntry *sf_push_stack_live   (SfPushStack *self, guint i);    /* oldest first */
/** Remembered ids, oldest first. (transfer full) */
GStrv              sf_push_stack_ended  (SfPushStack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPushStack, sf_push_stack_free)
G_END_DECLS
