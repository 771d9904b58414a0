/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfGuardStream: one accepted connection as libsoup sees it. It passes on whole headers that nobody can read in two ways
 * (sf-guard-scan.h) and their bodies, and knows whether the connection is idle between two requests. What comes from something
 * else on is answered with 400 and closed, after the good requests before it.
 *
 * Why libsoup does not see the connection itself: when a client closes an idle kept-alive connection, libsoup 3.2.3 forgets
 * to disconnect it (no completion callback is set yet) and keeps socket and TLS state for ever; the same when TLS tells an error. Here the end of an idle
 * stream is told as one byte and then the end, which libsoup takes for a request that was cut off, and cleans up.
 */
#define SF_TYPE_GUARD_STREAM (sf_guard_stream_get_type ())
G_DECLARE_FINAL_TYPE (SfGuardStream, sf_guard_stream, SF, GUARD_STREAM, GIOStream)

/** @base: the TLS connection, or the socket's stream. @header_limit: a longer header is not waited for. */
SfGuardStream *sf_guard_stream_new (GIOStream *base, GSocket *socket, gsize header_limit);
GIOStream     *sf_guard_stream_get_base   (SfGuardStream *self);
GSocket       *sf_guard_stream_get_socket (SfGuardStream *self);
/** Between two requests. The first byte that comes ends it. */
void           sf_guard_stream_set_idle   (SfGuardStream *self, gboolean idle);
/** Called on the first byte after idleness. */
typedef void (*SfGuardWakeFunc) (SfGuardStream *self, gpointer data);
void           sf_guard_stream_set_wake   (SfGuardStream *self, SfGuardWakeFunc func, gpointer data);
G_END_DECLS
