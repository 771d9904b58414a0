/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-http-client"
#include "sync/sf-http-client.h"

#include <string.h>

#include "craft/sf-code.h"
#include "craft/sf-no-trust.h"
#include "wire/sf-json.h"

#define CHUNK 65536
/* Below this gzip costs more than it saves. */
#define COMPRESS_FROM 1024

SoupSession *
sf_client_session_new (guint timeout_s)
{
  SoupSession *session = soup_session_new_with_options ("timeout", timeout_s, "idle-timeout", 60, "user-agent", "showfloor", NULL);

  sf_no_trust_install ();
  soup_session_set_tls_database (session, NULL);
  /* Devices stand in the server's own network: what the environment says of proxies is for others. */
  soup_session_set_proxy_resolver (session, NULL);
  return session;
}

SoupMessage *
sf_client_message_new (const char *method, const char *host, const char *path)
{
  g_autofree char *uri = NULL;

  if (!sf_host_port_is_valid (host))
    return NULL;
  uri = g_strconcat ("https://", host, path, NULL);
  return soup_message_new (method, uri);
}

void
sf_client_set_json (SoupMessage *message, const char *json)
{
  g_autoptr(GBytes) plain = g_bytes_new (json, strlen (json));
  g_autoptr(GBytes) packed = g_bytes_get_size (plain) >= COMPRESS_FROM ? sf_gzip (plain) : NULL;

  soup_message_set_request_body_from_bytes (message, "application/json", packed != NULL ? packed : plain);
  if (packed != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Encoding", "gzip");
}

/* Reading */

typedef struct { GInputStream *stream; GByteArray *bytes; } Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->stream);
  g_byte_array_unref (reading->bytes);
  g_free (reading);
}

static void read_more (GTask *task);

static void
on_chunk (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (chunk == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      g_task_return_pointer (task, g_bytes_new (reading->bytes->data, reading->bytes->len), (GDestroyNotify) g_bytes_unref);
      return;
    }
  if (reading->bytes->len + g_bytes_get_size (chunk) > SF_CLIENT_MAX_ANSWER)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The answer is too large");
      return;
    }
  g_byte_array_append (reading->bytes, g_bytes_get_data (chunk, NULL), (guint) g_bytes_get_size (chunk));
  read_more (g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
read_more (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (reading->stream, CHUNK, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_chunk, task);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  reading->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (reading->stream == NULL)
    g_task_return_error (task, error);
  else
    read_more (g_steal_pointer (&task));
}

void
sf_client_send_async (SoupSession *session, SoupMessage *message, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (session, cancellable, callback, data);
  Reading *reading = g_new0 (Reading, 1);

  reading->bytes = g_byte_array_new ();
  g_task_set_source_tag (task, sf_client_send_async);
  g_task_set_task_data (task, reading, reading_free);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, on_sent, task);
}

GBytes *
sf_client_send_finish (SoupSession *session, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
