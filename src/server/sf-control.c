/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-control.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sf-limits.h"
#include "base/sf-log.h"

#define MAX_LINE SF_MAX_BODY       /* a model with all its cars comes in one line */

struct _SfControl {
  SfHouse *house;
  SfControlFunc func;
  GSourceFunc before, done;  /* (nullable) main thread, around each request */
  gpointer data;
  GSocketService *service;
  char *path;
  guint running;
  GCancellable *stop;        /* ends those that have not asked yet */
};

typedef struct {
  SfControl *control;
  GSocketConnection *connection;
  GString *line;
  GBytes *reply;
  char buffer[4096];
} Ask;

static void
ask_free (Ask *ask)
{
  ask->control->running--;
  g_object_unref (ask->connection);
  g_string_free (ask->line, TRUE);
  g_clear_pointer (&ask->reply, g_bytes_unref);
  g_free (ask);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_io_stream_close_finish (G_IO_STREAM (source), result, NULL);
  ask_free (data);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *ask = data;
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close_async (G_IO_STREAM (ask->connection), G_PRIORITY_DEFAULT, NULL, on_closed, ask);
}

static gpointer
work (gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;
  sf_handover_take (ask);
  ask->reply = ask->control->func (ask->line->str, ask->line->len, ask->control->data);
  sf_handover_give (ask);
  return NULL;
}

static void
on_work (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *ask = data;
  sf_worker_run_finish (ask->control->house->worker, result, NULL);
  sf_handover_take (ask);
  if (ask->control->done)
    ask->control->done (ask->control->data);
  if (!ask->reply)
    ask->reply = g_bytes_new_static ("", 0);
  gsize n;
  gconstpointer bytes = g_bytes_get_data (ask->reply, &n);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (ask->connection)), bytes, n, G_PRIORITY_DEFAULT, NULL, on_written, ask);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Ask *ask = data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n > 0)
    g_string_append_len (ask->line, ask->buffer, n);
  char *end = memchr (ask->line->str, '\n', ask->line->len);
  if (end) {
    g_string_truncate (ask->line, end - ask->line->str);
    if (ask->control->before)
      ask->control->before (ask->control->data);
    sf_handover_give (ask);
    sf_worker_run_async (ask->control->house->worker, SF_PRIORITY_NORMAL, work, ask, NULL, NULL, NULL, on_work, ask);
  } else if (n <= 0 || ask->line->len > MAX_LINE) {
    g_io_stream_close_async (G_IO_STREAM (ask->connection), G_PRIORITY_DEFAULT, NULL, on_closed, ask);
  } else {
    g_input_stream_read_async (G_INPUT_STREAM (source), ask->buffer, sizeof ask->buffer, G_PRIORITY_DEFAULT, ask->control->stop, on_read, ask);
  }
}

static gboolean
on_incoming (GSocketService *service, GSocketConnection *connection, GObject *object, gpointer data)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->control = data;
  ask->control->running++;
  ask->connection = g_object_ref (connection);
  ask->line = g_string_new (NULL);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), ask->buffer, sizeof ask->buffer, G_PRIORITY_DEFAULT, ask->control->stop, on_read, ask);
  return TRUE;
}

SfControl *
sf_control_new (SfHouse *house, SfControlFunc func, GSourceFunc before, GSourceFunc done, gpointer data, GError **error)
{
  g_autoptr (SfControl) self = g_new0 (SfControl, 1);
  g_autofree char *path = g_build_filename (house->dir, "control.sock", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  self->house = house;
  self->func = func;
  self->before = before;
  self->done = done;
  self->data = data;
  self->stop = g_cancellable_new ();
  self->service = g_socket_service_new ();
  g_unlink (path);                        /* of a server that was killed: the lock is ours */
  mode_t mask = umask (0177);
  gboolean ok = g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, error);
  umask (mask);
  if (!ok)
    return NULL;
  self->path = g_steal_pointer (&path);
  g_signal_connect (self->service, "incoming", G_CALLBACK (on_incoming), self);
  g_socket_service_start (self->service);
  return g_steal_pointer (&self);
}

void
sf_control_free (SfControl *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stop);
  while (self->running > 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (self->service);
  g_object_unref (self->stop);
  if (self->path)
    g_unlink (self->path);
  g_free (self->path);
  g_free (self);
}
