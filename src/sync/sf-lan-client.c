/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-lan-client"
#include "sync/sf-lan-client.h"

#include <string.h>

#include "sync/sf-lan-frame.h"

typedef struct {
  char *display_id, *json;    /* (owned) whom, what */
  guint8 key[SF_BOX_KEY_LEN], fresh[SF_LAN_FRESH];
  SfIds *ids;                 /* (owned) */
  GSocketConnection *connection;   /* (owned) (nullable) */
  GCancellable *cancellable;  /* (owned) of this conversation */
  gulong outer_id;
  GCancellable *outer;        /* (owned) (nullable) the caller's */
  guint deadline;             /* source */
} Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_clear_handle_id (&ask->deadline, g_source_remove);
  if (ask->outer_id != 0)
    g_cancellable_disconnect (ask->outer, ask->outer_id);
  g_clear_object (&ask->outer);
  if (ask->connection != NULL)
    g_io_stream_close (G_IO_STREAM (ask->connection), NULL, NULL);
  g_clear_object (&ask->connection);
  g_clear_object (&ask->cancellable);
  sf_ids_unref (ask->ids);
  memset (ask->key, 0, sizeof ask->key);
  g_free (ask->display_id);
  g_free (ask->json);
  g_free (ask);
}

static gboolean
on_deadline (gpointer data)
{
  Ask *ask = data;

  ask->deadline = 0;
  g_cancellable_cancel (ask->cancellable);
  return G_SOURCE_REMOVE;
}

static SfLanAnswer *
open_answer (Ask *ask, GBytes *frame, GError **error)
{
  g_autofree char *bound = sf_lan_bound ("answer", ask->display_id, ask->fresh);
  g_autoptr(GBytes) json = sf_box_open (ask->key, bound, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), error);
  const char *text = json != NULL ? g_bytes_get_data (json, NULL) : NULL;

  if (json == NULL)
    return NULL;
  return sf_lan_answer_from_json (text != NULL ? text : "", g_bytes_get_size (json), error);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  g_autoptr(GBytes) frame = sf_lan_read_finish (G_INPUT_STREAM (source), result, &error);
  SfLanAnswer *answer = frame != NULL ? open_answer (g_task_get_task_data (task), frame, &error) : NULL;

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) sf_lan_answer_free);
  else
    g_task_return_error (task, error);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sf_lan_write_finish (G_OUTPUT_STREAM (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  sf_lan_read_async (g_io_stream_get_input_stream (G_IO_STREAM (ask->connection)), ask->cancellable, on_answer, g_steal_pointer (&task));
}

static void
on_greeting (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) greeting = sf_lan_read_finish (G_INPUT_STREAM (source), result, &error), box = NULL;
  g_autofree char *bound = NULL;

  if (greeting == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!sf_lan_greeting_read (greeting, ask->fresh))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "Who answers there is no screen");
      return;
    }
  bound = sf_lan_bound ("ask", ask->display_id, ask->fresh);
  box = sf_box_seal (ask->key, bound, ask->json, strlen (ask->json), ask->ids);
  sf_lan_write_async (g_io_stream_get_output_stream (G_IO_STREAM (ask->connection)), box, ask->cancellable, on_asked, g_steal_pointer (&task));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  ask->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (ask->connection == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sf_lan_read_async (g_io_stream_get_input_stream (G_IO_STREAM (ask->connection)), ask->cancellable, on_greeting, g_steal_pointer (&task));
}

/* "192.168.1.9:40123" or "[fe80::1]:40123". */
static GSocketAddress *
address_of (const char *text)
{
  const char *colon = text != NULL ? strrchr (text, ':') : NULL;
  gboolean six = colon != NULL && text[0] == '[' && colon > text + 1 && colon[-1] == ']';
  g_autofree char *host = colon == NULL ? NULL : six ? g_strndup (text + 1, (gsize) (colon - text - 2)) : g_strndup (text, (gsize) (colon - text));
  guint64 port;

  if (host == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL))
    return NULL;
  return g_inet_socket_address_new_from_string (host, (guint) port);
}

static void
on_outer_cancelled (GCancellable *outer, GCancellable *inner)
{
  g_cancellable_cancel (inner);
}

void
sf_lan_ask_async (const SfLanPeer *peer, const SfLanAsk *message, SfIds *ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, data);
  g_autoptr(GSocketAddress) address = address_of (peer->address);
  g_autoptr(GSocketClient) client = NULL;
  Ask *ask;

  g_task_set_source_tag (task, sf_lan_ask_async);
  if (address == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Not an address and a port");
      return;
    }
  ask = g_new0 (Ask, 1);
  g_task_set_task_data (task, ask, ask_free);
  ask->display_id = g_strdup (peer->display_id);
  ask->json = sf_lan_ask_to_json (message);
  memcpy (ask->key, peer->key, sizeof ask->key);
  ask->ids = sf_ids_ref (ids);
  ask->cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    {
      ask->outer = g_object_ref (cancellable);
      ask->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled), g_object_ref (ask->cancellable), g_object_unref);
    }
  ask->deadline = g_timeout_add (SF_LAN_DEADLINE_MS, on_deadline, ask);
  client = g_socket_client_new ();
  /* Screens stand in the tablets' own network. */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), ask->cancellable, on_connected, g_steal_pointer (&task));
}

SfLanAnswer *
sf_lan_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
