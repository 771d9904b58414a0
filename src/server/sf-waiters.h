/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
#include "base/sf-clock.h"
G_BEGIN_DECLS
/**
 * SfWaiters: the connections of GET /v1/wait (decisions 1). Taken out of libsoup, they stand in one epoll set behind one
 * GSource; every change of heads is one prebuilt chunk written to all of them. Main thread only.
 *
 * A stream gets a line at once with the heads of now, one at every change, and a comment every 25 s. A connection with
 * once=1 gets one line at the next change, or the heads of now after about 50 s, and is closed.
 *
 * Connections stand in groups: a dealership is one, and hears of its own heads alone. One process may serve many.
 */
typedef struct _SfWaiters SfWaiters;
SfWaiters *sf_waiters_new  (SfClock *clock);
/** Closes all. */
void       sf_waiters_free (SfWaiters *self);
/** Takes over @stream, whose halves can be polled (sf_guard_steal()), and its @socket; both taken. @group: whose heads it hears of. */
void       sf_waiters_add  (SfWaiters *self, const char *group, GIOStream *stream, GSocket *socket, const char *device_id, gboolean once);
/** The heads of @group as JSON, {"heads":{…}}; written to everybody in it when they differ from the last. */
void       sf_waiters_news (SfWaiters *self, const char *group, const char *heads_json);
/** Closes the connections of one device (it was revoked). */
void       sf_waiters_drop (SfWaiters *self, const char *device_id);
/** Writes the 25 s comment now and answers once=1 connections that have waited long enough. */
void       sf_waiters_tick (SfWaiters *self);
guint      sf_waiters_count (SfWaiters *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfWaiters, sf_waiters_free)
G_END_DECLS
