/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-fetch-blob"
#include "sync/sf-driver-private.h"

#include "base/sf-bytes.h"
#include "base/sf-limits.h"

#define CHUNK 65536

typedef struct {
  SoupMessage *message;
  GInputStream *stream;
  SfSinkFunc sink;
  gpointer user_data;
  gint64 at, wanted;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->message);
  g_free (fetch);
}

static void fetch_more (GTask *task);

static void
on_chunk (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) chunk = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize n;
  gconstpointer bytes;

  if (chunk == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  bytes = g_bytes_get_data (chunk, &n);
  if (n == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (fetch->at + (gint64) n > SF_MAX_BLOB)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The blob is too large");
      return;
    }
  if (!fetch->sink (bytes, n, fetch->at, fetch->user_data, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  fetch->at += (gint64) n;
  fetch_more (g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
fetch_more (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (fetch->stream, CHUNK, G_PRIORITY_LOW, g_task_get_cancellable (task), on_chunk, task);
}

/* Where the answer begins; -1 when it is not what was asked for. */
static gint64
answer_begins (Fetch *fetch)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  goffset start, end, total;

  switch (soup_message_get_status (fetch->message))
    {
    case SOUP_STATUS_OK:
      return 0;
    case SOUP_STATUS_PARTIAL_CONTENT:
      return soup_message_headers_get_content_range (headers, &start, &end, &total) && start == fetch->wanted ? start : -1;
    default:
      return -1;
    }
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  guint status;

  fetch->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  status = soup_message_get_status (fetch->message);
  if (fetch->stream == NULL)
    g_task_return_error (task, error);
  else if (status == SOUP_STATUS_NOT_FOUND)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The server has no such blob");
  else if ((fetch->at = answer_begins (fetch)) < 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The server answered %u", status);
  else
    fetch_more (g_steal_pointer (&task));
}

void
sf_fetch_blob_async (SfSyncDriver *self, const char *sha256, gint64 offset, SfSinkFunc sink, gpointer user_data,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  g_autofree char *path = g_strconcat ("/v1/blob/", sha256, NULL);
  guint8 hash[SF_HASH_LEN];
  Fetch *fetch;
  SoupMessage *message = NULL;

  g_task_set_source_tag (task, sf_fetch_blob_async);
  if (self->bearer != NULL && sf_unhex (sha256, hash, SF_HASH_LEN))
    message = sf_driver_message (self, "GET", path, self->bearer);
  if (message == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "There is no session with the server");
      return;
    }
  if (offset > 0)
    soup_message_headers_set_range (soup_message_get_request_headers (message), offset, -1);
  fetch = g_new0 (Fetch, 1);
  fetch->message = message;
  fetch->sink = sink;
  fetch->user_data = user_data;
  fetch->wanted = offset;
  g_task_set_task_data (task, fetch, fetch_free);
  soup_session_send_async (self->session, message, G_PRIORITY_LOW, cancellable, on_sent, g_steal_pointer (&task));
}

gboolean
sf_fetch_blob_finish (SfSyncDriver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
