/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-lan-listener"
#include "sync/sf-lan-listener.h"

#include <string.h>

#include "base/sf-log.h"
#include "sync/sf-lan-frame.h"

#define BACKLOG 32
/* Out of descriptors: asking again at once would only burn the processor. */
#define PAUSE_MS 500

struct _SfLanListener {
  GSocketListener *socket;    /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  SfIds *ids;                 /* (owned) */
  char *display_id;           /* (owned) (nullable) */
  guint8 key[SF_BOX_KEY_LEN];
  gboolean has_key;
  guint port, pause;          /* pause: source */
  GPtrArray *calls;           /* (owned) (element-type SfLanCall, not owned) */
  SfLanFunc func;
  gpointer data;
};

struct _SfLanCall {
  SfLanListener *listener;    /* (nullable) NULL once it is gone */
  GSocketConnection *connection;
  GCancellable *cancellable;
  guint deadline;             /* source */
  guint8 fresh[SF_LAN_FRESH];
  guint8 key[SF_BOX_KEY_LEN]; /* of the moment the question was heard */
  char *display_id;
  SfIds *ids;
};

static void
call_free (SfLanCall *call)
{
  if (call->listener != NULL)
    g_ptr_array_remove_fast (call->listener->calls, call);
  g_clear_handle_id (&call->deadline, g_source_remove);
  g_io_stream_close (G_IO_STREAM (call->connection), NULL, NULL);
  g_object_unref (call->connection);
  g_object_unref (call->cancellable);
  memset (call->key, 0, sizeof call->key);
  g_free (call->display_id);
  sf_ids_unref (call->ids);
  g_free (call);
}

static gboolean
on_deadline (gpointer data)
{
  SfLanCall *call = data;

  call->deadline = 0;
  g_cancellable_cancel (call->cancellable);
  return G_SOURCE_REMOVE;
}

/* From now on the peer has this long again. */
static void
set_deadline (SfLanCall *call)
{
  g_clear_handle_id (&call->deadline, g_source_remove);
  call->deadline = g_timeout_add (SF_LAN_DEADLINE_MS, on_deadline, call);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  sf_lan_write_finish (G_OUTPUT_STREAM (source), result, NULL);
  call_free (data);
}

void
sf_lan_call_answer (SfLanCall *call, const SfLanAnswer *answer)
{
  g_autofree char *json = sf_lan_answer_to_json (answer), *bound = sf_lan_bound ("answer", call->display_id, call->fresh);
  g_autoptr(GBytes) box = sf_box_seal (call->key, bound, json, strlen (json), call->ids);

  set_deadline (call);
  sf_lan_write_async (g_io_stream_get_output_stream (G_IO_STREAM (call->connection)), box, call->cancellable, on_answered, call);
}

static SfLanAsk *
open_ask (SfLanCall *call, GBytes *frame)
{
  SfLanListener *self = call->listener;
  g_autofree char *bound = NULL;
  g_autoptr(GBytes) json = NULL;
  gsize n;
  gconstpointer bytes = g_bytes_get_data (frame, &n);

  if (self == NULL || !self->has_key)
    return NULL;
  bound = sf_lan_bound ("ask", self->display_id, call->fresh);
  json = sf_box_open (self->key, bound, bytes, n, NULL);
  if (json == NULL)
    return NULL;
  memcpy (call->key, self->key, sizeof call->key);
  call->display_id = g_strdup (self->display_id);
  bytes = g_bytes_get_data (json, &n);
  return sf_lan_ask_from_json (bytes != NULL ? bytes : "", n, NULL);
}

static void
on_frame (GObject *source, GAsyncResult *result, gpointer data)
{
  SfLanCall *call = data;
  g_autoptr(GBytes) frame = sf_lan_read_finish (G_INPUT_STREAM (source), result, NULL);
  g_autoptr(SfLanAsk) ask = frame != NULL ? open_ask (call, frame) : NULL;

  if (ask == NULL)
    {
      sf_log (SF_LOG_DEBUG, "lan.refused", "why", frame != NULL ? "box" : "frame", NULL);
      call_free (call);
      return;
    }
  /* How long the answer takes is the screen's matter. */
  g_clear_handle_id (&call->deadline, g_source_remove);
  call->listener->func (call, ask, call->listener->data);
}

static void
on_greeted (GObject *source, GAsyncResult *result, gpointer data)
{
  SfLanCall *call = data;

  if (!sf_lan_write_finish (G_OUTPUT_STREAM (source), result, NULL))
    {
      call_free (call);
      return;
    }
  sf_lan_read_async (g_io_stream_get_input_stream (G_IO_STREAM (call->connection)), call->cancellable, on_frame, call);
}

static void
greet (SfLanListener *self, GSocketConnection *connection)
{
  SfLanCall *call = g_new0 (SfLanCall, 1);
  g_autoptr(GByteArray) greeting = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;

  call->listener = self;
  call->connection = g_object_ref (connection);
  call->cancellable = g_cancellable_new ();
  call->ids = sf_ids_ref (self->ids);
  sf_ids_fill (self->ids, call->fresh, sizeof call->fresh);
  g_ptr_array_add (self->calls, call);
  set_deadline (call);
  g_byte_array_append (greeting, (const guint8 *) SF_LAN_GREETING, strlen (SF_LAN_GREETING));
  g_byte_array_append (greeting, call->fresh, sizeof call->fresh);
  bytes = g_bytes_new (greeting->data, greeting->len);
  sf_lan_write_async (g_io_stream_get_output_stream (G_IO_STREAM (connection)), bytes, call->cancellable, on_greeted, call);
}

static void accept_next (SfLanListener *self);

static gboolean
on_pause_over (gpointer data)
{
  SfLanListener *self = data;

  self->pause = 0;
  accept_next (self);
  return G_SOURCE_REMOVE;
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer data)
{
  SfLanListener *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, &error);

  /* Cancelled: @self is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (connection == NULL)
    {
      self->pause = g_timeout_add (PAUSE_MS, on_pause_over, self);
      return;
    }
  if (self->has_key && self->calls->len < SF_LAN_CONNECTIONS)
    greet (self, connection);
  else
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  accept_next (self);
}

static void
accept_next (SfLanListener *self)
{
  g_socket_listener_accept_async (self->socket, self->cancellable, on_accepted, self);
}

SfLanListener *
sf_lan_listener_new (SfIds *ids, guint port, SfLanFunc func, gpointer data, GError **error)
{
  g_autoptr(GSocketListener) socket = g_socket_listener_new ();
  SfLanListener *self;
  guint taken = 0;

  g_socket_listener_set_backlog (socket, BACKLOG);
  if (port > 0 && port < 65536 && g_socket_listener_add_inet_port (socket, (guint16) port, NULL, NULL))
    taken = port;
  if (taken == 0)
    taken = g_socket_listener_add_any_inet_port (socket, NULL, error);
  if (taken == 0)
    return NULL;
  self = g_new0 (SfLanListener, 1);
  self->socket = g_steal_pointer (&socket);
  self->cancellable = g_cancellable_new ();
  self->ids = sf_ids_ref (ids);
  self->port = taken;
  self->calls = g_ptr_array_new ();
  self->func = func;
  self->data = data;
  accept_next (self);
  return self;
}

void
sf_lan_listener_free (SfLanListener *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_socket_listener_close (self->socket);
  /* Each ends by itself: its reading or writing is cancelled, or its answer finds nobody. */
  for (guint i = 0; i < self->calls->len; i++)
    {
      SfLanCall *call = self->calls->pdata[i];

      call->listener = NULL;
      g_cancellable_cancel (call->cancellable);
    }
  g_ptr_array_unref (self->calls);
  g_object_unref (self->socket);
  g_object_unref (self->cancellable);
  sf_ids_unref (self->ids);
  memset (self->key, 0, sizeof self->key);
  g_free (self->display_id);
  g_free (self);
}

guint
sf_lan_listener_get_port (SfLanListener *self)
{
  return self->port;
}

void
sf_lan_listener_set_key (SfLanListener *self, const char *display_id, const guint8 key[SF_BOX_KEY_LEN])
{
  self->has_key = key != NULL && display_id != NULL;
  g_free (self->display_id);
  self->display_id = g_strdup (display_id);
  if (self->has_key)
    memcpy (self->key, key, sizeof self->key);
}
