/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <libsoup/soup.h>
#include "base/sf-clock.h"
G_BEGIN_DECLS
/**
 * SfGuard: stands between the network and a SoupServer (decisions 17, reliability-security 2.4).
 *
 * Listens on a socket of its own (backlog 4096), counts connections and above the limit cuts the oldest of the address that has most
 * that have shown no session (the newcomer when all have), makes the TLS handshake itself and hands the stream to libsoup (see sf-guard-stream.h for why); gives each request a deadline for
 * handshake, header and body, a longer one for an idle kept-alive connection and one for a reader that does not read;
 * answers 400 and closes on whatever leaves a doubt where a request ends (sf-guard-scan.h); 413 above the body limit, 431 above
 * the header limit. The Range header never reaches libsoup. All on the main thread.
 */
typedef struct _SfGuard SfGuard;
typedef struct {
  guint connections;     /* open at once, waiters included */
  guint request_s;       /* handshake + header + body */
  guint idle_s;          /* kept alive without a request */
  guint write_s;         /* without any progress of a reply */
  gsize body;            /* bytes of a request body */
  gsize headers;         /* bytes of a header block */
  gboolean close_each;   /* public listener: close after every reply */
} SfGuardLimits;
/** The limits of base/sf-limits.h; 10 s, 75 s, 30 s. */
void      sf_guard_limits_init (SfGuardLimits *limits);

SfGuard  *sf_guard_new  (SoupServer *server, SfClock *clock, const SfGuardLimits *limits);
/** Stops listening and closes every connection; the SoupServer is the caller's. */
void      sf_guard_free (SfGuard *self);
/** @host: an address, a name or "" for all addresses. Port 0 takes a free one. @certificate: NULL only in tests. */
gboolean  sf_guard_listen (SfGuard *self, const char *host, guint16 port, GTlsCertificate *certificate, GError **error);
/** Shown to whoever comes from now on. */
void      sf_guard_set_certificate (SfGuard *self, GTlsCertificate *certificate);
/** Takes no more connections; those that are open go on. */
void      sf_guard_stop_listening (SfGuard *self);
guint16   sf_guard_get_port (SfGuard *self);
/** Connections open now. */
guint     sf_guard_get_connections (SfGuard *self);
/** Requests whose header has come and whose reply is not finished. */
guint     sf_guard_get_in_flight (SfGuard *self);
/** TRUE when the guard has already answered @msg; a handler then leaves it alone. */
gboolean  sf_guard_refused (SoupServerMessage *msg);
/** The sender of @msg has shown a good session: when there are too many connections, others go first. */
void      sf_guard_keep (SoupServerMessage *msg);
/** The Range header of @msg as it came, several as a list, or NULL. */
const char *sf_guard_get_range (SoupServerMessage *msg);
/**
 * Takes the connection of @msg out of libsoup and of the guard's deadlines; it still counts until its socket is closed.
 * The stream's halves can be polled. (transfer full)
 */
GIOStream *sf_guard_steal (SfGuard *self, SoupServerMessage *msg, GSocket **socket);
/** Splits "HOST:PORT", "[v6]:PORT" or ":PORT". (transfer full) */
gboolean  sf_guard_parse_address (const char *text, char **host, guint16 *port, GError **error);
/** The address that @host names; "" and "*": any. May ask the resolver. (transfer full) */
GInetAddress *sf_guard_resolve (const char *host, GError **error);
/**
 * A SoupServer without a listener of its own closes after every reply. It gets one that nobody can reach: a local socket
 * whose name is gone again before it is handed over.
 */
gboolean  sf_guard_give_listener (SoupServer *server, GError **error);
/** Alike for connections of one address; of IPv6 the network's half counts, since whoever has one address there has them all. */
guint     sf_guard_hash_address (GSocket *socket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfGuard, sf_guard_free)
G_END_DECLS
