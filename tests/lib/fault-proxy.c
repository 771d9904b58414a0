/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-proxy.h"

#define CHUNK 8192

struct _FaultProxy {
  GSocketService *service;
  guint16 port, server_port;
  Fault fault;
  gsize n;
  guint delay_ms, rate, count;
  guint64 bytes[2];
  GHashTable *lines;         /* open connections */
};

/* One connection; one reference per direction that still runs. */
typedef struct {
  FaultProxy *proxy;         /* NULL once the proxy is gone */
  gint refs;
  GIOStream *client, *server;
  Fault fault;
  gsize budget[2];
  GCancellable *cancellable;
} Line;

typedef struct { Line *line; gboolean up; GBytes *bytes; } Pipe;

static void
line_unref (Line *line)
{
  if (--line->refs > 0)
    return;
  if (line->proxy != NULL)
    g_hash_table_remove (line->proxy->lines, line);
  g_clear_object (&line->client);
  g_clear_object (&line->server);
  g_object_unref (line->cancellable);
  g_free (line);
}

static void
line_cut (Line *line)
{
  GIOStream *streams[] = { line->client, line->server };

  g_cancellable_cancel (line->cancellable);
  for (guint i = 0; i < 2; i++)
    if (streams[i] != NULL)
      g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (streams[i])), NULL);
}

static void
pipe_end (Pipe *pipe)
{
  line_cut (pipe->line);
  line_unref (pipe->line);
  g_clear_pointer (&pipe->bytes, g_bytes_unref);
  g_free (pipe);
}

static void pipe_read (Pipe *pipe);

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Pipe *pipe = data;
  Line *line = pipe->line;
  gsize written;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &written, NULL);
  gsize *budget = &line->budget[pipe->up ? 0 : 1];

  *budget -= MIN (*budget, written);
  if (line->proxy != NULL)
    line->proxy->bytes[pipe->up ? 0 : 1] += written;
  if (!ok || (*budget == 0 && line->fault != FAULT_DEAF))
    pipe_end (pipe);
  else
    pipe_read (pipe);
}

static gboolean
pipe_write (gpointer data)
{
  Pipe *pipe = data;
  Line *line = pipe->line;
  GIOStream *to = pipe->up ? line->server : line->client;
  gsize n = MIN (g_bytes_get_size (pipe->bytes), line->budget[pipe->up ? 0 : 1]);

  g_output_stream_write_all_async (g_io_stream_get_output_stream (to), g_bytes_get_data (pipe->bytes, NULL), n, G_PRIORITY_DEFAULT, line->cancellable, on_written, pipe);
  return G_SOURCE_REMOVE;
}

/* How long these bytes are on their way. */
static guint
delay_of (Pipe *pipe)
{
  FaultProxy *proxy = pipe->line->proxy;

  if (proxy == NULL)
    return 0;
  return proxy->delay_ms + (proxy->rate > 0 ? (guint) (g_bytes_get_size (pipe->bytes) * 1000 / proxy->rate) : 0);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Pipe *pipe = data;
  gboolean swallow = !pipe->up && pipe->line->fault == FAULT_DEAF && pipe->line->budget[1] == 0;
  guint delay;

  g_clear_pointer (&pipe->bytes, g_bytes_unref);
  pipe->bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  if (pipe->bytes == NULL || g_bytes_get_size (pipe->bytes) == 0)
    {
      pipe_end (pipe);
      return;
    }
  delay = delay_of (pipe);
  if (swallow)
    pipe_read (pipe);
  else if (delay > 0)
    g_timeout_add (delay, pipe_write, pipe);
  else
    pipe_write (pipe);
}

static void
pipe_read (Pipe *pipe)
{
  GIOStream *from = pipe->up ? pipe->line->client : pipe->line->server;
  guint rate = pipe->line->proxy != NULL ? pipe->line->proxy->rate : 0;

  /* A slow line brings little at a time, not much and late. */
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (from), rate > 0 ? CLAMP (rate / 20, 1, CHUNK) : CHUNK, G_PRIORITY_DEFAULT, pipe->line->cancellable, on_read, pipe);
}

static void
start_pipe (Line *line, gboolean up)
{
  Pipe *pipe = g_new0 (Pipe, 1);

  pipe->line = line;
  pipe->up = up;
  line->refs++;
  pipe_read (pipe);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Line *line = data;
  GSocketConnection *server = g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, NULL);

  if (server == NULL)
    line_cut (line);
  else
    {
      line->server = G_IO_STREAM (server);
      start_pipe (line, TRUE);
      start_pipe (line, FALSE);
    }
  line_unref (line);
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  FaultProxy *self = data;
  Line *line;
  g_autoptr(GSocketClient) client = NULL;

  self->count++;
  if (self->fault == FAULT_REFUSE)
    return TRUE;
  line = g_new0 (Line, 1);
  line->proxy = self;
  line->refs = 1;
  line->client = g_object_ref (G_IO_STREAM (connection));
  line->fault = self->fault;
  line->budget[0] = self->fault == FAULT_CUT_UP ? MAX (self->n, 1) : G_MAXSIZE;
  line->budget[1] = self->fault == FAULT_CUT_DOWN || self->fault == FAULT_DEAF ? MAX (self->n, 1) : G_MAXSIZE;
  line->cancellable = g_cancellable_new ();
  g_hash_table_add (self->lines, line);
  /* In the hole the first reference is kept until somebody cuts. */
  if (self->fault == FAULT_BLACK_HOLE)
    return TRUE;
  client = g_socket_client_new ();
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, "127.0.0.1", self->server_port, line->cancellable, on_connected, line);
  return TRUE;
}

FaultProxy *
fault_proxy_new (guint16 server_port)
{
  FaultProxy *self = g_new0 (FaultProxy, 1);
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) effective = NULL;

  self->server_port = server_port;
  self->lines = g_hash_table_new (NULL, NULL);
  self->service = g_socket_service_new ();
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return self;
}

void
fault_proxy_cut (FaultProxy *self)
{
  g_autoptr(GList) lines = g_hash_table_get_keys (self->lines);

  for (GList *l = lines; l != NULL; l = l->next)
    {
      Line *line = l->data;

      line_cut (line);
      if (line->fault == FAULT_BLACK_HOLE)
        line_unref (line);
    }
}

void
fault_proxy_free (FaultProxy *self)
{
  GHashTableIter iter;
  gpointer line;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  fault_proxy_cut (self);
  /* What is cut still ends on the main context; it must not look back here. */
  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    ((Line *) line)->proxy = NULL;
  g_hash_table_unref (self->lines);
  g_object_unref (self->service);
  g_free (self);
}

guint16
fault_proxy_port (FaultProxy *self)
{
  return self->port;
}

void
fault_proxy_set (FaultProxy *self, Fault fault, gsize n)
{
  self->fault = fault;
  self->n = n;
}

void
fault_proxy_set_delay (FaultProxy *self, guint ms)
{
  self->delay_ms = ms;
}

void
fault_proxy_set_server (FaultProxy *self, guint16 server_port)
{
  self->server_port = server_port;
}

void
fault_proxy_set_rate (FaultProxy *self, guint bytes_per_s)
{
  self->rate = bytes_per_s;
}

guint64
fault_proxy_bytes (FaultProxy *self, gboolean up)
{
  return self->bytes[up ? 0 : 1];
}

guint
fault_proxy_open (FaultProxy *self)
{
  return g_hash_table_size (self->lines);
}

guint
fault_proxy_count (FaultProxy *self)
{
  return self->count;
}
