/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfGuardStream: one accepted connection as libsoup sees it. It passes bytes on, knows whether the connection is idle
 * between two requests, and keeps its own deadline.
 *
 * Why libsoup does not see the connection itself: when a client closes an idle kept-alive connection, libsoup 3.2.3 forgets
 * to disconnect it (no completion callback is set yet) and keeps socket and TLS state for ever. Here the end of an idle
 * stream is told as one byte and then the end, which libsoup takes for a request that was cut off, and cleans up.
 */
#define SF_TYPE_GUARD_STREAM (sf_guard_stream_get_type ())
G_DECLARE_FINAL_TYPE (SfGuardStream, sf_guard_stream, SF, GUARD_STREAM, GIOStream)

/** @base: the TLS connection, or the socket's stream. */
SfGuardStream *sf_guard_stream_new (GIOStream *base, GSocket *socket, gsize header_budget);
GIOStream     *sf_guard_stream_get_base   (SfGuardStream *self);
GSocket       *sf_guard_stream_get_socket (SfGuardStream *self);
/** Between two requests. The first byte that comes ends it. */
void           sf_guard_stream_set_idle   (SfGuardStream *self, gboolean idle);
/** At most @n bytes may come until this is called again; 0: no limit. Going idle puts the limit of a header back. */
void           sf_guard_stream_set_budget (SfGuardStream *self, gsize n);
/** Called on the first byte after idleness. */
typedef void (*SfGuardWakeFunc) (SfGuardStream *self, gpointer data);
void           sf_guard_stream_set_wake   (SfGuardStream *self, SfGuardWakeFunc func, gpointer data);
G_END_DECLS
