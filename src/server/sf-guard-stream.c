/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-guard-stream.h"

#include <string.h>

#include "server/sf-guard-scan.h"

/* What is read at once. */
#define BLOCK 8192

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
  gsize header;                  /* bytes of a header at most */
  GByteArray *in;                /* come, and not handed on */
  gsize ready;                   /* how many of them may be: a header only when all of it is there and good */
  SfGuardScan scan;
  gboolean idle;
  gboolean fresh;                /* libsoup waits for a request and has nothing of it */
  gboolean ended, told;          /* nothing more comes; a byte before that was told */
};

G_DEFINE_FINAL_TYPE (SfGuardStream, sf_guard_stream, G_TYPE_IO_STREAM)

/*
 * The end as libsoup has to be told of it so that it lets go: nothing but a plain end will do, and before that a byte when it waits
 * for a request, which it answers with 400. An error of the TLS below (a client that goes without a goodbye, as every client does
 * that loses its power) would leave socket and state for ever.
 */
static gssize
tell_end (SfGuardStream *self, void *buffer, gsize count)
{
  gboolean first = !self->told && self->fresh && !sf_guard_scan_in_body (&self->scan) && count > 0;

  self->ended = TRUE;
  self->told = self->told || first;
  if (first)
    *(char *) buffer = '?';
  return first;
}

static gssize
hand_on (SfGuardStream *self, void *buffer, gsize count)
{
  gsize n = MIN (count, self->ready);

  memcpy (buffer, self->in->data, n);
  g_byte_array_remove_range (self->in, 0, (guint) n);
  self->ready -= n;
  self->fresh = FALSE;
  return (gssize) n;
}

/* libsoup takes a header that was cut off between two lines for a whole one, so it gets none before its end. */
static void
take_in (SfGuardStream *self, const guint8 *bytes, gsize n)
{
  gboolean was_idle = self->idle;

  self->idle = FALSE;
  if (was_idle && self->wake)
    self->wake (self, self->wake_data);
  g_byte_array_append (self->in, bytes, (guint) n);
  self->ended = !sf_guard_scan (&self->scan, bytes, n) || self->scan.header > self->header;
  self->ready = self->in->len - self->scan.header;
}

static gssize
read_nonblocking (GPollableInputStream *pollable, void *buffer, gsize count, GError **error)
{
  SfGuardInput *self = SF_GUARD_INPUT (pollable);
  guint8 block[BLOCK];

  while (self->owner && self->owner->ready == 0 && !self->owner->ended) {
    g_autoptr (GError) local = NULL;
    gssize n = g_pollable_input_stream_read_nonblocking (self->base, block, sizeof block, NULL, &local);

    if (n < 0 && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return -1;
    }
    if (n > 0)
      take_in (self->owner, block, (gsize) n);
    else
      self->owner->ended = TRUE;
  }
  if (!self->owner)
    return 0;
  return self->owner->ready > 0 ? hand_on (self->owner, buffer, count) : tell_end (self->owner, buffer, count);
}

/* Without waiting for the other side. */
static gboolean
has_something (SfGuardInput *self)
{
  return !self->owner || self->owner->ready > 0 || self->owner->ended;
}

static gboolean
is_readable (GPollableInputStream *pollable)
{
  return has_something (SF_GUARD_INPUT (pollable)) || g_pollable_input_stream_is_readable (SF_GUARD_INPUT (pollable)->base);
}

static GSource *
create_source (GPollableInputStream *pollable, GCancellable *cancellable)
{
  SfGuardInput *self = SF_GUARD_INPUT (pollable);
  g_autoptr (GSource) child = has_something (self) ? g_timeout_source_new (0) : g_pollable_input_stream_create_source (self->base, NULL);
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
  g_byte_array_unref (self->in);
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
sf_guard_stream_new (GIOStream *base, GSocket *socket, gsize header_limit)
{
  SfGuardStream *self = g_object_new (SF_TYPE_GUARD_STREAM, NULL);
  self->base = g_object_ref (base);
  self->socket = g_object_ref (socket);
  self->header = header_limit;
  self->in = g_byte_array_new ();
  self->fresh = TRUE;
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
  self->fresh = self->fresh || idle;
}

void
sf_guard_stream_set_wake (SfGuardStream *self, SfGuardWakeFunc func, gpointer data)
{
  self->wake = func;
  self->wake_data = data;
}
