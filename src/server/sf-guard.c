/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-guard.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "base/sf-limits.h"
#include "base/sf-log.h"
#include "craft/sf-no-trust.h"
#include "server/sf-guard-shake.h"
#include "server/sf-guard-stream.h"

#define BACKLOG 4096
/* Somewhat more than is taken is read, so that the sender can be told so (libsoup forgets the path of requests that it refuses itself). */
#define HEADER_SLACK 16384
/* Longer than any answer of ours takes. */
#define ANSWER_S 30
#define TLS_HANDSHAKE 22
#define TLS_RECORD_MAX 16384
/* A body that was announced too large is read and thrown away up to here, so that the sender sees the 413. */
#define DISCARD_LIMIT (8 * 1024 * 1024)

struct _SfGuard {
  SoupServer *server;
  SfClock *clock;
  SfGuardLimits limits;
  GTlsCertificate *certificate;   /* (nullable) */
  GSocket *listener;
  GSource *accept, *sweep;
  GHashTable *conns;              /* set of Conn, owned */
  SfShaker *shaker;
  gulong on_started, on_finished, on_aborted;
  guint in_flight;
  guint16 port;
  guint64 accepted;
};

typedef struct {
  SfGuard *guard;                 /* NULL once the guard is gone */
  GSocket *socket;
  SfGuardStream *stream;          /* (nullable) during the handshake */
  GSocketAddress *remote;         /* libsoup hands this very object out: it finds the Conn of a message */
  GCancellable *handshake;
  GSource *hello;                 /* (nullable) waits for the whole ClientHello */
  int wanted;                     /* bytes of it that must be there */
  gint64 deadline;                /* boot ms; 0: none */
  gboolean ours;                  /* a whole request is here and no answer yet */
  guint64 number;                 /* in the order of coming */
  guint from;                     /* hash of the address; of IPv6 the network's half */
  gboolean known;                 /* somebody with a session: makes room for nobody */
  int refs;
} Conn;

static GQuark quark_range, quark_refused, quark_counted, quark_size, quark_conn;

void
sf_guard_limits_init (SfGuardLimits *limits)
{
  *limits = (SfGuardLimits) { .connections = SF_MAX_CONNECTIONS, .request_s = 10, .idle_s = 75, .write_s = 30,
                              .body = SF_MAX_BODY, .headers = SF_MAX_HEADERS };
}

gboolean
sf_guard_refused (SoupServerMessage *msg)
{
  return g_object_get_qdata (G_OBJECT (msg), quark_refused) != NULL;
}

const char *
sf_guard_get_range (SoupServerMessage *msg)
{
  return g_object_get_qdata (G_OBJECT (msg), quark_range);
}

static void
conn_unref (gpointer data)
{
  Conn *conn = data;
  if (--conn->refs > 0)
    return;
  if (conn->remote)
    g_object_set_qdata (G_OBJECT (conn->remote), quark_conn, NULL);
  if (conn->stream)
    sf_guard_stream_set_wake (conn->stream, NULL, NULL);
  g_clear_object (&conn->stream);
  g_clear_object (&conn->remote);
  g_clear_object (&conn->socket);
  g_clear_object (&conn->handshake);
  g_free (conn);
}

static void
stop_hello (Conn *conn)
{
  if (!conn->hello)
    return;
  g_source_destroy (conn->hello);
  g_clear_pointer (&conn->hello, g_source_unref);
}

/* Out of the guard's table; its socket is closed or about to be. */
static void
conn_drop (gpointer data)
{
  Conn *conn = data;
  conn->guard = NULL;
  stop_hello (conn);
  g_cancellable_cancel (conn->handshake);
  conn_unref (conn);
}

/* Shuts the connection; libsoup sees the end and cleans up after itself. */
static void
cut (Conn *conn, const char *why)
{
  sf_log (SF_LOG_INFO, "guard.cut", "why", why, NULL);
  conn->deadline = 0;
  g_socket_shutdown (conn->socket, TRUE, TRUE, NULL);
  /* Before the handshake nobody else has it. During it the handshake's thread does, and closes it when it comes back: its number
   * must not become another connection's while that thread still speaks on it. */
  if (conn->hello)
    g_socket_close (conn->socket, NULL);
  stop_hello (conn);
  g_cancellable_cancel (conn->handshake);
}

static Conn *
conn_of (SoupServerMessage *msg)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (msg);
  return remote ? g_object_get_qdata (G_OBJECT (remote), quark_conn) : NULL;
}

static void
set_deadline (Conn *conn, guint seconds)
{
  if (conn && conn->guard)
    conn->deadline = seconds ? sf_clock_boot_ms (conn->guard->clock) + seconds * 1000 : 0;
}

/* One pass over all connections: drops closed ones, cuts late ones. */
static gboolean
sweep (gpointer data)
{
  SfGuard *self = data;
  gint64 now = sf_clock_boot_ms (self->clock);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    Conn *conn = key;
    if (conn->deadline && now >= conn->deadline)
      cut (conn, "deadline");
    if (g_socket_is_closed (conn->socket))
      g_hash_table_iter_remove (&iter);
  }
  return G_SOURCE_CONTINUE;
}

/* Whoever has shown no session; who waits for an answer of ours is left alone. */
static gboolean
is_stranger (const Conn *conn)
{
  return !conn->known && !conn->ours;
}

/* How many strangers there are of each address. (transfer full) */
static GHashTable *
count_strangers (SfGuard *self)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    gpointer from = GUINT_TO_POINTER (((Conn *) key)->from);
    if (is_stranger (key))
      g_hash_table_insert (counts, from, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, from)) + 1));
  }
  return counts;
}

/*
 * Every place is taken. Of the strangers from the address that has most of them the one that came first goes: somebody who opens
 * connections only to hold them drives out his own. FALSE when there are no strangers.
 */
static gboolean
make_room (SfGuard *self)
{
  g_autoptr (GHashTable) counts = count_strangers (self);
  GHashTableIter iter;
  gpointer key;
  Conn *first = NULL;
  guint most = 0;

  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    Conn *conn = key;
    guint n = is_stranger (conn) ? GPOINTER_TO_UINT (g_hash_table_lookup (counts, GUINT_TO_POINTER (conn->from))) : 0;
    if (n > most || (n > 0 && n == most && conn->number < first->number)) {
      first = conn;
      most = n;
    }
  }
  if (!first)
    return FALSE;
  cut (first, "room");
  g_hash_table_remove (self->conns, first);
  return TRUE;
}

static void
on_header (const char *name, const char *value, gpointer data)
{
  *(gsize *) data += strlen (name) + strlen (value) + 4;
}

/* What is too large about @msg, or 0. Where it ends was judged before libsoup saw it (sf-guard-scan.h). */
static guint
judge (SfGuard *self, SoupServerMessage *msg)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  const char *length = soup_message_headers_get_one (headers, "Content-Length");
  gsize bytes = 0;

  soup_message_headers_foreach (headers, on_header, &bytes);
  if (bytes > self->limits.headers)
    return 431;    /* libsoup has no name for it */
  return length && g_ascii_strtoull (length, NULL, 10) > self->limits.body ? SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE : 0;
}

static void
on_got_headers (SoupServerMessage *msg, gpointer data)
{
  SfGuard *self = data;
  SoupMessageHeaders *request = soup_server_message_get_request_headers (msg);
  SoupMessageHeaders *response = soup_server_message_get_response_headers (msg);
  const char *range = soup_message_headers_get_list (request, "Range");
  guint status = judge (self, msg);

  g_object_set_qdata (G_OBJECT (msg), quark_counted, GINT_TO_POINTER (1));
  self->in_flight++;
  /* libsoup 3.2.3 would answer 2,000 ranges with 2,000 parts (CVE-2025-32907): it never sees the header. */
  if (range)
    g_object_set_qdata_full (G_OBJECT (msg), quark_range, g_strdup (range), g_free);
  soup_message_headers_remove (request, "Range");
  soup_message_headers_remove (request, "Upgrade");
  if (self->limits.close_each)
    soup_message_headers_replace (response, "Connection", "close");
  if (!status)
    return;
  sf_log (SF_LOG_INFO, "guard.refused", "status", status == 431 ? "431" : "413", NULL);
  g_object_set_qdata (G_OBJECT (msg), quark_refused, GINT_TO_POINTER (1));
  soup_message_body_set_accumulate (soup_server_message_get_request_body (msg), FALSE);
  soup_message_headers_replace (response, "Connection", "close");
  soup_server_message_set_status (msg, status, status == 431 ? "Request Header Fields Too Large" : NULL);
}

static void
on_got_chunk (SoupServerMessage *msg, GBytes *chunk, gpointer data)
{
  SfGuard *self = data;
  gsize total = GPOINTER_TO_SIZE (g_object_get_qdata (G_OBJECT (msg), quark_size)) + g_bytes_get_size (chunk);
  gsize limit = sf_guard_refused (msg) ? DISCARD_LIMIT : self->limits.body;

  g_object_set_qdata (G_OBJECT (msg), quark_size, GSIZE_TO_POINTER (total));
  if (total > limit && conn_of (msg))
    cut (conn_of (msg), "body");
}

/* From here on the time is ours, but not for ever: nobody tells when a reply that has begun gets not even its first line out. */
static void
on_got_body (SoupServerMessage *msg, gpointer data)
{
  Conn *conn = conn_of (msg);
  if (conn)
    conn->ours = TRUE;
  set_deadline (conn, ANSWER_S);
}

static void
on_wrote (SoupServerMessage *msg, gpointer data)
{
  SfGuard *self = data;
  Conn *conn = conn_of (msg);
  if (conn)
    conn->ours = FALSE;
  set_deadline (conn, self->limits.write_s);
}

static void
on_wrote_data (SoupServerMessage *msg, guint size, gpointer data)
{
  on_wrote (msg, data);
}

static void
on_request_started (SoupServer *server, SoupServerMessage *msg, gpointer data)
{
  SfGuard *self = data;
  g_signal_connect (msg, "got-headers", G_CALLBACK (on_got_headers), self);
  g_signal_connect (msg, "got-chunk", G_CALLBACK (on_got_chunk), self);
  g_signal_connect (msg, "got-body", G_CALLBACK (on_got_body), self);
  g_signal_connect (msg, "wrote-headers", G_CALLBACK (on_wrote), self);
  g_signal_connect (msg, "wrote-body-data", G_CALLBACK (on_wrote_data), self);
}

static void
on_request_finished (SoupServer *server, SoupServerMessage *msg, gpointer data)
{
  SfGuard *self = data;
  Conn *conn = conn_of (msg);

  if (g_object_get_qdata (G_OBJECT (msg), quark_counted) && self->in_flight)
    self->in_flight--;
  g_object_set_qdata (G_OBJECT (msg), quark_counted, NULL);
  if (conn)
    conn->ours = FALSE;
  set_deadline (conn, self->limits.idle_s);
  if (conn && conn->stream)
    sf_guard_stream_set_idle (conn->stream, TRUE);
}

SfGuard *
sf_guard_new (SoupServer *server, SfClock *clock, const SfGuardLimits *limits)
{
  SfGuard *self = g_new0 (SfGuard, 1);

  quark_range = g_quark_from_static_string ("sf-guard-range");
  quark_refused = g_quark_from_static_string ("sf-guard-refused");
  quark_counted = g_quark_from_static_string ("sf-guard-counted");
  quark_size = g_quark_from_static_string ("sf-guard-size");
  quark_conn = g_quark_from_static_string ("sf-guard-conn");
  self->server = g_object_ref (server);
  self->clock = sf_clock_ref (clock);
  self->limits = *limits;
  self->shaker = sf_shaker_new (clock);
  self->conns = g_hash_table_new_full (NULL, NULL, conn_drop, NULL);
  self->on_started = g_signal_connect (server, "request-started", G_CALLBACK (on_request_started), self);
  self->on_finished = g_signal_connect (server, "request-finished", G_CALLBACK (on_request_finished), self);
  self->on_aborted = g_signal_connect (server, "request-aborted", G_CALLBACK (on_request_finished), self);
  self->sweep = g_timeout_source_new (1000);
  g_source_set_callback (self->sweep, sweep, self, NULL);
  g_source_attach (self->sweep, g_main_context_get_thread_default ());
  return self;
}

void
sf_guard_free (SfGuard *self)
{
  GHashTableIter iter;
  gpointer key;

  sf_guard_stop_listening (self);
  g_clear_signal_handler (&self->on_started, self->server);
  g_clear_signal_handler (&self->on_finished, self->server);
  g_clear_signal_handler (&self->on_aborted, self->server);
  g_source_destroy (self->sweep);
  g_source_unref (self->sweep);
  g_hash_table_iter_init (&iter, self->conns);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_socket_close (((Conn *) key)->socket, NULL);
  g_hash_table_unref (self->conns);
  sf_shaker_free (self->shaker);
  g_clear_object (&self->certificate);
  g_object_unref (self->server);
  sf_clock_unref (self->clock);
  g_free (self);
}

void
sf_guard_stop_listening (SfGuard *self)
{
  if (!self->listener)
    return;
  g_source_destroy (self->accept);
  g_clear_pointer (&self->accept, g_source_unref);
  g_socket_close (self->listener, NULL);
  g_clear_object (&self->listener);
}

static void
on_wake (SfGuardStream *stream, gpointer data)
{
  Conn *conn = data;
  if (conn->guard)
    set_deadline (conn, conn->guard->limits.request_s);
}

/* The connection is ready to carry requests. */
static void
hand_over (Conn *conn, GIOStream *base)
{
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (conn->socket, NULL);

  conn->remote = g_socket_get_remote_address (conn->socket, NULL);
  if (!local || !conn->remote) {
    g_socket_close (conn->socket, NULL);
    return;
  }
  g_object_set_qdata (G_OBJECT (conn->remote), quark_conn, conn);
  conn->stream = sf_guard_stream_new (base, conn->socket, conn->guard->limits.headers + HEADER_SLACK);
  sf_guard_stream_set_wake (conn->stream, on_wake, conn);
  if (!soup_server_accept_iostream (conn->guard->server, G_IO_STREAM (conn->stream), local, conn->remote, NULL))
    g_socket_close (conn->socket, NULL);
}

static void
on_handshake (GTlsConnection *tls, gboolean ok, gpointer data)
{
  Conn *conn = data;

  if (ok && conn->guard && !g_socket_is_closed (conn->socket))
    hand_over (conn, G_IO_STREAM (tls));
  else
    g_socket_close (conn->socket, NULL);
  conn_unref (conn);
}

static void
want_bytes (Conn *conn, int n)
{
  conn->wanted = n;
  g_socket_set_option (conn->socket, SOL_SOCKET, SO_RCVLOWAT, n, NULL);
}

static void
begin_handshake (Conn *conn)
{
  g_autoptr (GSocketConnection) base = g_socket_connection_factory_create_connection (conn->socket);
  /* The database is given at birth: a connection born without one reads the system's list before it can be told otherwise. */
  g_autoptr (GIOStream) tls = g_initable_new (g_tls_backend_get_server_connection_type (g_tls_backend_get_default ()), NULL, NULL, "base-io-stream", base,
                                              "certificate", conn->guard->certificate, "database", sf_no_trust_get (), NULL);

  if (!tls) {
    g_socket_close (conn->socket, NULL);
    return;
  }
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  conn->refs++;
  sf_shaker_add (conn->guard->shaker, G_TLS_CONNECTION (tls), conn->from, conn->handshake, on_handshake, conn);
}

/*
 * A handshake takes a thread that waits for the peer (sf-guard-shake.h). Nobody's begins before a whole ClientHello lies in the
 * socket, so that connections that say nothing, or say it slowly, take none.
 */
static gboolean
on_hello (GSocket *socket, GIOCondition condition, gpointer data)
{
  Conn *conn = data;
  guint8 head[5];
  gssize available = g_socket_get_available_bytes (socket);

  /* Readable with less than was asked for: the other side has ended. */
  if (available < conn->wanted || recv (g_socket_get_fd (socket), head, sizeof head, MSG_PEEK) != sizeof head
      || head[0] != TLS_HANDSHAKE || (head[3] << 8 | head[4]) > TLS_RECORD_MAX) {
    stop_hello (conn);
    g_socket_close (socket, NULL);
    return G_SOURCE_REMOVE;
  }
  int whole = (int) sizeof head + (head[3] << 8 | head[4]);
  if (available < whole) {
    want_bytes (conn, whole);
    return G_SOURCE_CONTINUE;
  }
  stop_hello (conn);
  want_bytes (conn, 1);
  begin_handshake (conn);
  return G_SOURCE_REMOVE;
}

static void
greet (SfGuard *self, GSocket *socket)
{
  Conn *conn = g_new0 (Conn, 1);

  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  conn->guard = self;
  conn->refs = 1;
  conn->number = ++self->accepted;
  conn->from = sf_guard_hash_address (socket);
  conn->socket = g_object_ref (socket);
  conn->handshake = g_cancellable_new ();
  g_hash_table_add (self->conns, conn);
  set_deadline (conn, self->limits.request_s);
  if (!self->certificate) {
    g_autoptr (GSocketConnection) base = g_socket_connection_factory_create_connection (socket);
    hand_over (conn, G_IO_STREAM (base));
    return;
  }
  want_bytes (conn, 5);
  conn->hello = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (conn->hello, G_SOURCE_FUNC (on_hello), conn, NULL);
  g_source_attach (conn->hello, g_main_context_get_thread_default ());
}

static gboolean
on_incoming (GSocket *listener, GIOCondition condition, gpointer data)
{
  SfGuard *self = data;

  for (guint i = 0; i < 64; i++) {
    g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, NULL);
    if (!socket)
      break;
    if (g_hash_table_size (self->conns) >= self->limits.connections)
      sweep (self);
    if (g_hash_table_size (self->conns) >= self->limits.connections && !make_room (self)) {
      sf_log (SF_LOG_INFO, "guard.cut", "why", "connections", NULL);
      g_socket_close (socket, NULL);
      continue;
    }
    greet (self, socket);
  }
  return G_SOURCE_CONTINUE;
}

void
sf_guard_keep (SoupServerMessage *msg)
{
  Conn *conn = conn_of (msg);
  if (conn)
    conn->known = TRUE;
}

GIOStream *
sf_guard_steal (SfGuard *self, SoupServerMessage *msg, GSocket **socket)
{
  Conn *conn = conn_of (msg);
  if (!conn || !conn->stream)
    return NULL;
  GIOStream *base = g_object_ref (sf_guard_stream_get_base (conn->stream));
  *socket = g_object_ref (conn->socket);
  sf_guard_stream_set_wake (conn->stream, NULL, NULL);
  if (g_object_get_qdata (G_OBJECT (msg), quark_counted) && self->in_flight)
    self->in_flight--;            /* libsoup does not tell the end of a stolen message */
  g_object_set_qdata (G_OBJECT (msg), quark_counted, NULL);
  /* libsoup lets go without closing; its wrapper is of no more use. */
  g_autoptr (GIOStream) wrapper = soup_server_message_steal_connection (msg);
  conn->deadline = 0;
  return base;
}

gboolean
sf_guard_listen (SfGuard *self, const char *host, guint16 port, GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GInetAddress) address = sf_guard_resolve (host, error);
  if (!address)
    return FALSE;
  g_autoptr (GSocket) socket = g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  g_autoptr (GSocketAddress) where = g_inet_socket_address_new (address, port);
  if (!socket)
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_bind (socket, where, TRUE, error) || !g_socket_listen (socket, error))
    return FALSE;
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, error);
  if (!bound)
    return FALSE;
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  if (!sf_guard_give_listener (self->server, error))
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  g_set_object (&self->certificate, certificate);
  self->listener = g_steal_pointer (&socket);
  self->accept = g_socket_create_source (self->listener, G_IO_IN, NULL);
  g_source_set_callback (self->accept, G_SOURCE_FUNC (on_incoming), self, NULL);
  g_source_attach (self->accept, g_main_context_get_thread_default ());
  return TRUE;
}

void
sf_guard_set_certificate (SfGuard *self, GTlsCertificate *certificate)
{
  g_set_object (&self->certificate, certificate);
}

guint16 sf_guard_get_port (SfGuard *self) { return self->port; }

guint
sf_guard_get_connections (SfGuard *self)
{
  sweep (self);
  return g_hash_table_size (self->conns);
}

guint
sf_guard_get_in_flight (SfGuard *self)
{
  return self->in_flight;
}
