/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "base/sf-log.h"
#include "server/sf-guard-scan.h"
#include "server/sf-guard.h"

typedef struct { SoupServer *server; SfGuard *guard; SfClock *clock; int calls; gboolean done; } House;
typedef struct { House *house; const char *bytes; gsize n; GString *reply; guint repeat; } Client;

static void
on_request (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  House *house = data;
  if (sf_guard_refused (msg))
    return;
  house->calls++;
  if (strcmp (path, "/in") == 0)
    sf_guard_keep (msg);
  const char *range = sf_guard_get_range (msg);
  soup_server_message_set_status (msg, 200, NULL);
  soup_server_message_set_response (msg, "text/plain", SOUP_MEMORY_COPY, range ? range : "0123456789", strlen (range ? range : "0123456789"));
}

static void
setup (House *house, const SfGuardLimits *limits)
{
  g_autoptr (GError) error = NULL;
  SfGuardLimits usual;
  sf_guard_limits_init (&usual);
  *house = (House) { .server = soup_server_new (NULL, NULL), .clock = sf_clock_new_fake (1000) };
  house->guard = sf_guard_new (house->server, house->clock, limits ? limits : &usual);
  soup_server_add_handler (house->server, NULL, on_request, house, NULL);
  g_assert_true (sf_guard_listen (house->guard, "127.0.0.1", 0, NULL, &error));
  g_assert_no_error (error);
}

static void
teardown (House *house)
{
  soup_server_disconnect (house->server);
  sf_guard_free (house->guard);
  g_object_unref (house->server);
  sf_clock_unref (house->clock);
}

static GSocketConnection *
dial (House *house)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *conn = g_socket_client_connect_to_host (client, "127.0.0.1", sf_guard_get_port (house->guard), NULL, &error);
  g_assert_no_error (error);
  g_socket_set_timeout (g_socket_connection_get_socket (conn), 20);
  return conn;
}

/* Sends everything and reads until the server closes. */
static gpointer
talk (gpointer data)
{
  Client *client = data;
  g_autoptr (GSocketConnection) conn = dial (client->house);
  GSocket *socket = g_socket_connection_get_socket (conn);
  char buf[4096];
  gssize n;

  gboolean open = TRUE;
  for (guint i = 0; open && i < MAX (client->repeat, 1); i++)
    open = g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conn)), client->bytes, client->n, NULL, NULL, NULL);
  shutdown (g_socket_get_fd (socket), SHUT_WR);
  while ((n = g_socket_receive (socket, buf, sizeof buf, NULL, NULL)) > 0)
    g_string_append_len (client->reply, buf, n);
  g_atomic_int_set (&client->house->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

static char *
ask (House *house, const char *bytes, gsize n, guint repeat)
{
  Client client = { .house = house, .bytes = bytes, .n = n, .repeat = repeat, .reply = g_string_new (NULL) };
  g_atomic_int_set (&house->done, FALSE);
  GThread *thread = g_thread_new ("client", talk, &client);
  while (!g_atomic_int_get (&house->done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  return g_string_free (client.reply, FALSE);
}

/* Each request may reach the handler at most @calls times, and is answered @status. */
static const struct { const char *name, *request; int status, calls; } corpus[] = {
  { "plain get", "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", 200, 1 },
  { "plain post", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", 200, 1 },
  { "cl.te", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 41\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n", 400, 0 },
  { "te.cl", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 400, 0 },
  { "chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 400, 0 },
  { "lf-only chunk", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, 0 },
  { "te odd", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}", 400, 0 },
  { "two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nContent-Length: 30\r\n\r\n{}GET /x HTTP/1.1\r\nHost: h\r\n\r\n", 400, 0 },
  { "length list", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2, 2\r\n\r\n{}", 400, 0 },
  { "length signed", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +2\r\n\r\n{}", 400, 0 },
  { "length hex", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0x2\r\n\r\n{}", 400, 0 },
  { "no length", "POST / HTTP/1.1\r\nHost: h\r\n\r\n", 400, 0 },
  { "get with body", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n..", 400, 0 },
  { "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, 0 },
  { "many ranges", "GET / HTTP/1.1\r\nHost: h\r\nRange: bytes=0-,0-,0-,0-\r\nConnection: close\r\n\r\n", 200, 1 },
  { "upgrade", "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n", 200, 1 },
  { "garbage", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, 0 },
};

static void
test_corpus (void)
{
  House house;
  setup (&house, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++) {
    house.calls = 0;
    g_autofree char *reply = ask (&house, corpus[i].request, strlen (corpus[i].request), 1);
    g_test_message ("%s: %.40s (%d calls)", corpus[i].name, reply, house.calls);
    g_assert_cmpint (house.calls, ==, corpus[i].calls);
    /* What is no HTTP/1.1 is answered in the oldest there is. */
    g_autofree char *want = g_strdup_printf (" %d ", corpus[i].status);
    g_assert_true (g_str_has_prefix (reply, "HTTP/1.") && g_str_has_prefix (reply + strlen ("HTTP/1.x"), want));
    /* one reply at most: nothing that was smuggled is answered */
    const char *again = strstr (reply + 1, "HTTP/1.");
    g_assert_null (again);
  }
  g_assert_cmpuint (sf_guard_get_in_flight (house.guard), ==, 0);
  teardown (&house);
}

static void
test_large (void)
{
  House house;
  setup (&house, NULL);
  g_autoptr (GString) head = g_string_new ("GET / HTTP/1.1\r\nHost: h\r\nX-Much: ");
  for (guint i = 0; i < 17000; i++)
    g_string_append_c (head, 'a');
  g_string_append (head, "\r\n\r\n");
  g_autofree char *reply = ask (&house, head->str, head->len, 1);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 431 "));

  /* a header without an end is cut long before libsoup's own limit */
  g_autoptr (GString) endless = g_string_new ("GET /");
  gsize path = endless->len;
  g_string_set_size (endless, path + 90000);
  memset (endless->str + path, 'a', 90000);
  g_autofree char *nothing = ask (&house, endless->str, endless->len, 1);
  g_assert_false (g_str_has_prefix (nothing, "HTTP/1.1 200"));
  g_assert_cmpuint (sf_guard_get_in_flight (house.guard), ==, 0);

  g_autoptr (GString) body = g_string_new ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n");
  gsize n = body->len;
  g_string_set_size (body, n + 1048577);
  memset (body->str + n, 'x', 1048577);
  g_autofree char *large = ask (&house, body->str, body->len, 1);
  g_assert_true (g_str_has_prefix (large, "HTTP/1.1 413 "));

  const char *sly = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99000000000\r\nExpect: 100-continue\r\n\r\n";
  g_autofree char *expect = ask (&house, sly, strlen (sly), 1);
  g_assert_true (g_str_has_prefix (expect, "HTTP/1.1 413 "));
  g_assert_cmpint (house.calls, ==, 0);
  teardown (&house);
}

static void
test_flood (void)
{
  House house;
  setup (&house, NULL);
  /* 64 MiB of chunks that never end: refused at the header, cut while it is thrown away */
  g_autoptr (GString) flood = g_string_new ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n");
  gsize n = flood->len;
  g_string_set_size (flood, n + 0x100000);
  memset (flood->str + n, 'x', 0x100000);
  g_string_append (flood, "\r\n");
  g_autofree char *reply = ask (&house, flood->str, flood->len, 64);
  g_assert_cmpint (house.calls, ==, 0);
  g_assert_false (g_str_has_prefix (reply, "HTTP/1.1 200"));
  teardown (&house);
}

static void
wait_for_none (House *house)
{
  while (sf_guard_get_connections (house->guard) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_deadlines (void)
{
  House house;
  GSocketConnection *conns[40];
  setup (&house, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (conns); i++) {
    conns[i] = dial (&house);
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conns[i])), "GET / HT", 8, NULL, NULL, NULL);
  }
  while (sf_guard_get_connections (house.guard) < G_N_ELEMENTS (conns))
    g_main_context_iteration (NULL, TRUE);
  sf_clock_fake_advance (house.clock, 9000);
  g_assert_cmpuint (sf_guard_get_connections (house.guard), ==, G_N_ELEMENTS (conns));
  sf_clock_fake_advance (house.clock, 1001);
  wait_for_none (&house);                        /* half-open for ten seconds: all closed */
  for (guint i = 0; i < G_N_ELEMENTS (conns); i++)
    g_object_unref (conns[i]);
  teardown (&house);
}

static gboolean
on_passed (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

static guint16
port_of (int fd, int (*get) (int, struct sockaddr *, socklen_t *))
{
  struct sockaddr_in in = { 0 };
  socklen_t n = sizeof in;
  return get (fd, (struct sockaddr *) &in, &n) == 0 && in.sin_family == AF_INET ? ntohs (in.sin_port) : 0;
}

/* The server's end of @conn, which is in this process, too. */
static int
other_end (GSocketConnection *conn)
{
  guint16 port = port_of (g_socket_get_fd (g_socket_connection_get_socket (conn)), getsockname);
  for (int fd = 3; fd < 256; fd++)
    if (port_of (fd, getpeername) == port)
      return fd;
  return -1;
}

/* Asks for hundreds of small answers and reads none: stopped before the first line of one, it is let go all the same. */
static void
test_deaf (void)
{
  House house;
  g_autoptr (GString) many = g_string_new (NULL);
  int before = -1, small = 4096;
  gsize sent = 0;
  setup (&house, NULL);
  for (guint i = 0; i < 200; i++)
    g_string_append (many, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  GSocketConnection *conn = dial (&house);
  GSocket *socket = g_socket_connection_get_socket (conn);
  while (sf_guard_get_connections (house.guard) == 0)
    g_main_context_iteration (NULL, TRUE);
  int ends[] = { g_socket_get_fd (socket), other_end (conn) };
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {      /* else it takes 40,000 answers */
    g_assert_cmpint (setsockopt (ends[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof small), ==, 0);
    g_assert_cmpint (setsockopt (ends[i], SOL_SOCKET, SO_SNDBUF, &small, sizeof small), ==, 0);
  }
  g_socket_set_blocking (socket, FALSE);
  /* Until a reply is begun and both directions are full. A moment without answers alone may be the network's, or ours. */
  while (house.calls != before || sf_guard_get_in_flight (house.guard) == 0) {
    before = house.calls;
    for (gssize n = 1; n > 0;) {
      n = g_socket_send (socket, many->str + sent, many->len - sent, NULL, NULL);
      sent = n > 0 ? (sent + (gsize) n) % many->len : sent;
    }
    gboolean passed = FALSE;
    g_timeout_add (200, on_passed, &passed);
    while (!passed)
      g_main_context_iteration (NULL, TRUE);
  }
  g_assert_cmpint (house.calls, >, 20);
  g_assert_cmpuint (sf_guard_get_connections (house.guard), ==, 1);
  sf_clock_fake_advance (house.clock, 30001);
  wait_for_none (&house);
  g_object_unref (conn);
  teardown (&house);
}

static void
test_idle (void)
{
  House house;
  const char *request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  setup (&house, NULL);
  GSocketConnection *conn = dial (&house);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conn)), request, strlen (request), NULL, NULL, NULL);
  while (house.calls < 1 || sf_guard_get_in_flight (house.guard) > 0)
    g_main_context_iteration (NULL, TRUE);
  sf_clock_fake_advance (house.clock, 60000);    /* kept alive for the next request */
  g_assert_cmpuint (sf_guard_get_connections (house.guard), ==, 1);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conn)), request, strlen (request), NULL, NULL, NULL);
  while (house.calls < 2 || sf_guard_get_in_flight (house.guard) > 0)
    g_main_context_iteration (NULL, TRUE);
  sf_clock_fake_advance (house.clock, 75001);
  wait_for_none (&house);
  g_object_unref (conn);

  /* a client that closes while it is kept alive is let go at once, without any deadline */
  conn = dial (&house);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conn)), request, strlen (request), NULL, NULL, NULL);
  while (house.calls < 3 || sf_guard_get_in_flight (house.guard) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (conn);
  wait_for_none (&house);
  teardown (&house);
}

/* Nothing was asked on it, so that whatever comes is the end. */
static gboolean
is_closed (GSocketConnection *conn)
{
  return g_socket_condition_check (g_socket_connection_get_socket (conn), G_IO_IN) != 0;
}

static void
test_connections (void)
{
  House house;
  SfGuardLimits limits;
  GSocketConnection *conns[12];
  const char *request = "GET /in HTTP/1.1\r\nHost: h\r\n\r\n";
  sf_guard_limits_init (&limits);
  limits.connections = 8;
  setup (&house, &limits);
  /* The first is somebody who was let in, the others are strangers who say nothing. */
  conns[0] = dial (&house);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conns[0])), request, strlen (request), NULL, NULL, NULL);
  while (house.calls < 1 || sf_guard_get_in_flight (house.guard) > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 1; i < G_N_ELEMENTS (conns); i++)
    conns[i] = dial (&house);
  guint cut = 0;
  while (cut < 4) {
    g_main_context_iteration (NULL, FALSE);
    cut = 0;
    for (guint i = 1; i < G_N_ELEMENTS (conns); i++)
      cut += is_closed (conns[i]);
  }
  g_assert_cmpuint (sf_guard_get_connections (house.guard), ==, 8);
  for (guint i = 1; i < G_N_ELEMENTS (conns); i++)
    g_assert_cmpint (is_closed (conns[i]), ==, i <= 4);      /* who came first goes first */
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conns[0])), request, strlen (request), NULL, NULL, NULL);
  while (house.calls < 2 || sf_guard_get_in_flight (house.guard) > 0)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (conns); i++)
    g_object_unref (conns[i]);
  wait_for_none (&house);                        /* and there is room again */
  g_autofree char *reply = ask (&house, corpus[0].request, strlen (corpus[0].request), 1);
  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 200"));
  teardown (&house);
}

/* All that are there were let in: now the newcomer goes. */
static void
test_full (void)
{
  House house;
  SfGuardLimits limits;
  GSocketConnection *conns[3];
  const char *request = "GET /in HTTP/1.1\r\nHost: h\r\n\r\n";
  sf_guard_limits_init (&limits);
  limits.connections = 2;
  setup (&house, &limits);
  for (int i = 0; i < 2; i++) {
    conns[i] = dial (&house);
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (conns[i])), request, strlen (request), NULL, NULL, NULL);
    while (house.calls < i + 1 || sf_guard_get_in_flight (house.guard) > 0)
      g_main_context_iteration (NULL, TRUE);
  }
  conns[2] = dial (&house);
  while (!is_closed (conns[2]))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (sf_guard_get_connections (house.guard), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (conns); i++)
    g_object_unref (conns[i]);
  wait_for_none (&house);
  teardown (&house);
}

/* Cut anywhere, a good request is not yet one and a bad one is refused at the same byte: how it comes in pieces makes no difference. */
static void
test_pieces (void)
{
  static const char two[] = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nhOST:\th:8443 \r\nX: \xe7\x8e\x8b\r\n\r\n";
  const gsize n = strlen (two), first = strstr (two, "GET") - two;

  for (gsize at = 0; at <= n; at++) {
    SfGuardScan scan = { 0 };
    g_assert_true (sf_guard_scan (&scan, (const guint8 *) two, at));
    gsize begun = at < first ? 0 : first, body = strstr (two, "hello") - two;
    g_assert_cmpuint (scan.header, ==, at >= body && at < first ? 0 : at == n ? 0 : at - begun);
    g_assert_cmpint (sf_guard_scan_in_body (&scan), ==, at >= body && at < first);
    g_assert_true (sf_guard_scan (&scan, (const guint8 *) two + at, n - at));
    g_assert_cmpuint (scan.header, ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    for (gsize at = 0; at <= strlen (corpus[i].request) && corpus[i].status == 400; at++) {
      SfGuardScan scan = { 0 };
      gboolean good = sf_guard_scan (&scan, (const guint8 *) corpus[i].request, at)
                      && sf_guard_scan (&scan, (const guint8 *) corpus[i].request + at, strlen (corpus[i].request) - at);
      g_assert_false (good);
    }
}

static void
test_address (void)
{
  static const struct { const char *text, *host; int port; } cases[] = {
    { "127.0.0.1:8443", "127.0.0.1", 8443 }, { "[::1]:0", "::1", 0 }, { ":80", "", 80 },
    { "nothing", NULL, 0 }, { "a:99999", NULL, 0 }, { "a:", NULL, 0 }, { "a:-1", NULL, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *host = NULL;
    guint16 port = 0;
    gboolean ok = sf_guard_parse_address (cases[i].text, &host, &port, NULL);
    g_assert_cmpint (ok, ==, cases[i].host != NULL);
    g_assert_cmpstr (host, ==, cases[i].host);
    g_assert_cmpint (port, ==, cases[i].port);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sf_log_setup ("none", SF_LOG_ERROR);
  g_test_add_func ("/server/guard/corpus", test_corpus);
  g_test_add_func ("/server/guard/large", test_large);
  g_test_add_func ("/server/guard/flood", test_flood);
  g_test_add_func ("/server/guard/deadlines", test_deadlines);
  g_test_add_func ("/server/guard/deaf", test_deaf);
  g_test_add_func ("/server/guard/idle", test_idle);
  g_test_add_func ("/server/guard/connections", test_connections);
  g_test_add_func ("/server/guard/full", test_full);
  g_test_add_func ("/server/guard/pieces", test_pieces);
  g_test_add_func ("/server/guard/address", test_address);
  return g_test_run ();
}
