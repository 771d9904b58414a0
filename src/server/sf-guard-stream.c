/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-guard-stream.h"

/* The reading half; the writing half is the base's own. */
#define SF_TYPE_GUARD_INPUT (sf_guard_input_get_type ())
G_DECLARE_FINAL_TYPE (SfGuardInput, sf_guard_input, SF, GUARD_INPUT, GInputStream)

struct _SfGuardInput {
  GInputStream parent_instance;
  GPollableInputStream *base;
  SfGuardStream *owner;      /* not owned: the stream owns its input */
};

struct _SfGuardStream {
  GIOStream parent_instance;
  GIOStream *base;
  GSocket *socket;
  SfGuardInput *input;
  SfGuardWakeFunc wake;
  gpointer wake_data;
  gsize header, budget, seen;    /* bytes: of a header at most, allowed now, come since */
  gboolean idle;
};

G_DEFINE_FINAL_TYPE (SfGuardStream, sf_guard_stream, G_TYPE_IO_STREAM)

static gssize
read_nonblocking (GPollableInputStream *pollable, void *buffer, gsize count, GError **error)
{
  SfGuardInput *self = SF_GUARD_INPUT (pollable);
  g_autoptr (GError) local = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (self->base, buffer, count, NULL, &local);

  if (n < 0 && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return n;
  }
  gboolean was_idle = self->owner && self->owner->idle;
  if (was_idle)
    sf_guard_stream_set_idle (self->owner, FALSE);
  if (n > 0 && was_idle && self->owner->wake)
    self->owner->wake (self->owner, self->owner->wake_data);
  if (n > 0 && self->owner && self->owner->budget && (self->owner->seen += n) > self->owner->budget) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The header does not end");
    return -1;
  }
  if (n <= 0 && was_idle && count > 0) {
    *(char *) buffer = '?';
    return 1;
  }
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return n;
}

static gboolean
is_readable (GPollableInputStream *pollable)
{
  return g_pollable_input_stream_is_readable (SF_GUARD_INPUT (pollable)->base);
}

static GSource *
create_source (GPollableInputStream *pollable, GCancellable *cancellable)
{
  g_autoptr (GSource) child = g_pollable_input_stream_create_source (SF_GUARD_INPUT (pollable)->base, NULL);
  return g_pollable_source_new_full (pollable, child, cancellable);
}

static void
pollable_init (GPollableInputStreamInterface *iface, gpointer data)
{
  iface->read_nonblocking = read_nonblocking;
  iface->is_readable = is_readable;
  iface->create_source = create_source;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SfGuardInput, sf_guard_input, G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM, pollable_init))

static void
sf_guard_input_init (SfGuardInput *self)
{
}

static gssize
read_blocking (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  return g_pollable_stream_read (G_INPUT_STREAM (SF_GUARD_INPUT (stream)->base), buffer, count, TRUE, cancellable, error);
}

static gboolean
close_input (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
sf_guard_input_finalize (GObject *object)
{
  g_clear_object (&SF_GUARD_INPUT (object)->base);
  G_OBJECT_CLASS (sf_guard_input_parent_class)->finalize (object);
}

static void
sf_guard_input_class_init (SfGuardInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_guard_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = read_blocking;
  G_INPUT_STREAM_CLASS (klass)->close_fn = close_input;
}

static void
sf_guard_stream_init (SfGuardStream *self)
{
}

static GInputStream *
get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (SF_GUARD_STREAM (stream)->input);
}

static GOutputStream *
get_output (GIOStream *stream)
{
  return g_io_stream_get_output_stream (SF_GUARD_STREAM (stream)->base);
}

/* The socket alone: a TLS goodbye could wait for a peer that does not read, and every reply says its length. */
static gboolean
close_stream (GIOStream *stream, GCancellable *cancellable, GError **error)
{
  SfGuardStream *self = SF_GUARD_STREAM (stream);
  g_socket_shutdown (self->socket, FALSE, TRUE, NULL);
  return g_socket_close (self->socket, error);
}

static void
sf_guard_stream_finalize (GObject *object)
{
  SfGuardStream *self = SF_GUARD_STREAM (object);
  self->input->owner = NULL;
  g_clear_object (&self->input);
  g_clear_object (&self->base);
  g_clear_object (&self->socket);
  G_OBJECT_CLASS (sf_guard_stream_parent_class)->finalize (object);
}

static void
sf_guard_stream_class_init (SfGuardStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sf_guard_stream_finalize;
  G_IO_STREAM_CLASS (klass)->get_input_stream = get_input;
  G_IO_STREAM_CLASS (klass)->get_output_stream = get_output;
  G_IO_STREAM_CLASS (klass)->close_fn = close_stream;
}

SfGuardStream *
sf_guard_stream_new (GIOStream *base, GSocket *socket, gsize header_budget)
{
  SfGuardStream *self = g_object_new (SF_TYPE_GUARD_STREAM, NULL);
  self->base = g_object_ref (base);
  self->socket = g_object_ref (socket);
  self->header = self->budget = header_budget;
  self->input = g_object_new (SF_TYPE_GUARD_INPUT, NULL);
  self->input->base = g_object_ref (G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (base)));
  self->input->owner = self;
  return self;
}

GIOStream *
sf_guard_stream_get_base (SfGuardStream *self)
{
  return self->base;
}

GSocket *
sf_guard_stream_get_socket (SfGuardStream *self)
{
  return self->socket;
}

void
sf_guard_stream_set_idle (SfGuardStream *self, gboolean idle)
{
  self->idle = idle;
  if (idle)
    sf_guard_stream_set_budget (self, self->header);
}

void
sf_guard_stream_set_budget (SfGuardStream *self, gsize n)
{
  self->budget = n;
  self->seen = 0;
}

void
sf_guard_stream_set_wake (SfGuardStream *self, SfGuardWakeFunc func, gpointer data)
{
  self->wake = func;
  self->wake_data = data;
}
