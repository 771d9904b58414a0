/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "request-proxy.h"

#include <stdlib.h>
#include <string.h>

#define MAX_HEAD 16384
#define STREAM_LOOK_US (200 * 1000)

struct _RequestProxy {
  GSocketService *service;
  GTlsCertificate *certificate;
  guint16 port, server_port;
  GMutex lock;                     /* all below */
  guint copies, drop_percent, requests, dropped, refused;
  char *cut_path;
  gssize cut_up, cut_down;
  gsize was_up, was_down;
  gboolean was_cut, broken, stopping;
  guint running;                   /* connections that are being served */
  GCond ended;
  GPtrArray *pushes;               /* GBytes: whole requests */
  GRand *chance;
};

/* What is done to one request. */
typedef struct { guint copies; gboolean drop, cut; gssize up, down; } Plan;

static gboolean
accept_any (GTlsConnection *connection, GTlsCertificate *peer, GTlsCertificateFlags errors, gpointer data)
{
  return TRUE;
}

/* --- plain bytes -------------------------------------------------------------------------------------------------------- */

/* Reads one request: its head, and as many bytes as the head says. NULL: the client went away. */
static GByteArray *
read_request (GInputStream *input)
{
  g_autoptr(GByteArray) all = g_byte_array_new ();
  g_autofree char *head = NULL;
  const char *length;
  guint8 byte;
  gsize n, body;

  while (all->len < 4 || memcmp (all->data + all->len - 4, "\r\n\r\n", 4) != 0)
    {
      if (all->len > MAX_HEAD || g_input_stream_read (input, &byte, 1, NULL, NULL) != 1)
        return NULL;
      g_byte_array_append (all, &byte, 1);
    }
  head = g_ascii_strdown ((const char *) all->data, all->len);
  length = g_strstr_len (head, -1, "\r\ncontent-length:");
  body = length != NULL ? strtoul (length + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
  if (body > 0)
    {
      guint at = all->len;

      g_byte_array_set_size (all, at + body);
      if (!g_input_stream_read_all (input, all->data + at, body, &n, NULL, NULL) || n != body)
        return NULL;
    }
  return g_steal_pointer (&all);
}

/* The same request, after whose answer the server hangs up, so that the answer ends where the connection does. */
static GBytes *
with_close (GByteArray *request)
{
  const char *end = g_strstr_len ((const char *) request->data, request->len, "\r\n\r\n");
  gsize head_len = (gsize) (end - (const char *) request->data);
  g_autofree char *head = g_strndup ((const char *) request->data, head_len);
  g_auto(GStrv) lines = g_strsplit (head, "\r\n", -1);
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], "connection:", strlen ("connection:")) == 0)
        continue;
      g_byte_array_append (out, (const guint8 *) lines[i], (guint) strlen (lines[i]));
      g_byte_array_append (out, (const guint8 *) "\r\n", 2);
    }
  g_byte_array_append (out, (const guint8 *) "Connection: close\r\n\r\n", (guint) strlen ("Connection: close\r\n\r\n"));
  g_byte_array_append (out, request->data + head_len + 4, request->len - (guint) head_len - 4);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
is_path (GByteArray *request, const char *path)
{
  const char *at = g_strstr_len ((const char *) request->data, request->len, " ");

  return at != NULL && strncmp (at + 1, path, strlen (path)) == 0 && (at[1 + strlen (path)] == ' ' || at[1 + strlen (path)] == '?');
}

/* --- the server's side -------------------------------------------------------------------------------------------------- */

static GIOStream *
connect_server (RequestProxy *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) plain = NULL;
  GIOStream *tls;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 15);
  plain = g_socket_client_connect_to_host (client, "127.0.0.1", self->server_port, NULL, NULL);
  if (plain == NULL)
    return NULL;
  tls = g_tls_client_connection_new (G_IO_STREAM (plain), NULL, NULL);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any), NULL);
  return tls;
}

/* Sends @n bytes of a request and reads what comes until the server hangs up. NULL: nothing came. */
static GBytes *
exchange (RequestProxy *self, GBytes *request, gsize n)
{
  g_autoptr(GIOStream) server = connect_server (self);
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  guint8 buffer[8192];
  gssize got;

  if (server == NULL || !g_output_stream_write_all (g_io_stream_get_output_stream (server), g_bytes_get_data (request, NULL), n, NULL, NULL, NULL))
    return NULL;
  if (n < g_bytes_get_size (request))
    {
      g_io_stream_close (server, NULL, NULL);
      return NULL;
    }
  while ((got = g_input_stream_read (g_io_stream_get_input_stream (server), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_byte_array_append (answer, buffer, (guint) got);
  g_io_stream_close (server, NULL, NULL);
  return answer->len > 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&answer)) : NULL;
}

/* --- one request -------------------------------------------------------------------------------------------------------- */

static Plan
plan_for (RequestProxy *self, GByteArray *request, GBytes *whole)
{
  Plan plan = { 1, FALSE, FALSE, -1, -1 };

  g_mutex_lock (&self->lock);
  self->requests++;
  plan.copies = MAX (self->copies, 1);
  plan.drop = (guint) g_rand_int_range (self->chance, 0, 100) < self->drop_percent;
  if (self->cut_path != NULL && is_path (request, self->cut_path))
    {
      plan = (Plan) { 1, FALSE, TRUE, self->cut_up, self->cut_down };
      g_clear_pointer (&self->cut_path, g_free);
    }
  if (is_path (request, "/v1/push") && plan.up < 0)
    g_ptr_array_add (self->pushes, g_bytes_ref (whole));
  g_mutex_unlock (&self->lock);
  return plan;
}

static void
note (RequestProxy *self, const Plan *plan, gsize up, gsize down)
{
  g_mutex_lock (&self->lock);
  if (plan->drop)
    self->dropped++;
  if (plan->cut)
    {
      self->was_up = up;
      self->was_down = down;
      self->was_cut = self->broken = TRUE;
    }
  g_mutex_unlock (&self->lock);
}

static void
carry (RequestProxy *self, GByteArray *request, GIOStream *client)
{
  g_autoptr(GBytes) whole = with_close (request), answer = NULL;
  Plan plan = plan_for (self, request, whole);
  gsize up = plan.up >= 0 ? MIN ((gsize) plan.up, g_bytes_get_size (whole)) : g_bytes_get_size (whole), down;

  for (guint i = 0; i < plan.copies; i++)
    {
      g_clear_pointer (&answer, g_bytes_unref);
      answer = exchange (self, whole, up);
    }
  down = answer != NULL ? g_bytes_get_size (answer) : 0;
  note (self, &plan, g_bytes_get_size (whole), down);
  if (plan.down >= 0)
    down = MIN (down, (gsize) plan.down);
  if (answer != NULL && !plan.drop)
    g_output_stream_write_all (g_io_stream_get_output_stream (client), g_bytes_get_data (answer, NULL), down, NULL, NULL, NULL);
}

static gboolean
is_broken (RequestProxy *self, gboolean knocks)
{
  gboolean broken;

  g_mutex_lock (&self->lock);
  broken = self->broken || self->stopping;
  self->refused += broken && knocks ? 1 : 0;
  g_mutex_unlock (&self->lock);
  return broken;
}

/* News never end: what comes is passed on until somebody hangs up. */
static void
carry_stream (RequestProxy *self, GByteArray *request, GIOStream *client, GSocket *socket)
{
  g_autoptr(GIOStream) server = connect_server (self);
  GPollableInputStream *input;
  guint8 buffer[4096];
  gssize got = 1;

  if (server == NULL || !g_output_stream_write_all (g_io_stream_get_output_stream (server), request->data, request->len, NULL, NULL, NULL))
    return;
  input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (server));
  while (got > 0)
    {
      g_autoptr(GError) error = NULL;

      got = g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, &error);
      if (got > 0 && !g_output_stream_write_all (g_io_stream_get_output_stream (client), buffer, (gsize) got, NULL, NULL, NULL))
        break;
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        continue;
      got = 1;
      /* The device says nothing more on this connection: what can be read is its end. */
      if (is_broken (self, FALSE) || g_socket_condition_timed_wait (socket, G_IO_IN | G_IO_HUP, STREAM_LOOK_US, NULL, NULL))
        break;
    }
  g_io_stream_close (server, NULL, NULL);
}

static void
count (RequestProxy *self, int change)
{
  g_mutex_lock (&self->lock);
  self->running += (guint) change;
  g_cond_signal (&self->ended);
  g_mutex_unlock (&self->lock);
}

static gboolean
on_run (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  RequestProxy *self = data;
  g_autoptr(GIOStream) tls = NULL;
  g_autoptr(GByteArray) request = NULL;

  count (self, 1);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 15);
  tls = is_broken (self, TRUE) ? NULL : g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  request = tls != NULL ? read_request (g_io_stream_get_input_stream (tls)) : NULL;
  if (request != NULL && is_path (request, "/v1/wait"))
    carry_stream (self, request, tls, g_socket_connection_get_socket (connection));
  else if (request != NULL)
    carry (self, request, tls);
  if (tls != NULL)
    g_io_stream_close (tls, NULL, NULL);
  count (self, -1);
  return TRUE;
}

/* --- the proxy ---------------------------------------------------------------------------------------------------------- */

RequestProxy *
request_proxy_new (const char *dir, guint16 server_port)
{
  RequestProxy *self = g_new0 (RequestProxy, 1);
  g_autofree char *leaf = g_build_filename (dir, "server.pem", NULL), *key = g_build_filename (dir, "server.key", NULL);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;
  g_autoptr(GError) error = NULL;

  self->certificate = g_tls_certificate_new_from_files (leaf, key, &error);
  g_assert_no_error (error);
  self->server_port = server_port;
  self->copies = 1;
  self->chance = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  self->pushes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_mutex_init (&self->lock);
  g_cond_init (&self->ended);
  self->service = g_threaded_socket_service_new (64);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "run", G_CALLBACK (on_run), self);
  g_socket_service_start (self->service);
  return self;
}

/* A connection ends with its device or its server, or after 15 s. */
void
request_proxy_free (RequestProxy *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_mutex_lock (&self->lock);
  self->stopping = TRUE;
  while (self->running > 0)
    g_cond_wait (&self->ended, &self->lock);
  g_mutex_unlock (&self->lock);
  g_object_unref (self->service);
  g_object_unref (self->certificate);
  g_ptr_array_unref (self->pushes);
  g_rand_free (self->chance);
  g_free (self->cut_path);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended);
  g_free (self);
}

guint16
request_proxy_port (RequestProxy *self)
{
  return self->port;
}

void
request_proxy_set (RequestProxy *self, guint copies, guint drop_percent)
{
  g_mutex_lock (&self->lock);
  self->copies = copies;
  self->drop_percent = drop_percent;
  g_mutex_unlock (&self->lock);
}

void
request_proxy_cut (RequestProxy *self, const char *path, gssize up, gssize down)
{
  g_mutex_lock (&self->lock);
  g_free (self->cut_path);
  self->cut_path = g_strdup (path);
  self->cut_up = up;
  self->cut_down = down;
  self->was_cut = self->broken = FALSE;
  self->refused = 0;
  g_mutex_unlock (&self->lock);
}

gboolean
request_proxy_was_cut (RequestProxy *self, gsize *up, gsize *down)
{
  gboolean was;

  g_mutex_lock (&self->lock);
  was = self->was_cut && self->refused > 0;
  *up = self->was_up;
  *down = self->was_down;
  g_mutex_unlock (&self->lock);
  return was;
}

void
request_proxy_counts (RequestProxy *self, guint *requests, guint *dropped)
{
  g_mutex_lock (&self->lock);
  *requests = self->requests;
  *dropped = self->dropped;
  g_mutex_unlock (&self->lock);
}

guint
request_proxy_replay (RequestProxy *self, guint times)
{
  g_autoptr(GPtrArray) order = g_ptr_array_new ();
  guint good = 0;

  for (guint i = 0; i < self->pushes->len * times; i++)
    g_ptr_array_insert (order, g_rand_int_range (self->chance, 0, (gint) order->len + 1), self->pushes->pdata[i % self->pushes->len]);
  for (guint i = 0; i < order->len; i++)
    {
      g_autoptr(GBytes) answer = exchange (self, order->pdata[i], g_bytes_get_size (order->pdata[i]));

      if (answer != NULL && g_str_has_prefix (g_bytes_get_data (answer, NULL), "HTTP/1.1 200"))
        good++;
    }
  return good;
}
