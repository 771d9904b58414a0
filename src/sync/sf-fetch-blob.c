/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-fetch-blob"
#include "sync/sf-driver-private.h"

#include "base/sf-bytes.h"

typedef struct {
  SoupMessage *message;
  gint64 offset, size, at;
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_clear_object (&fetch->message);
  g_free (fetch);
}

/* Where the answer begins; -1 when it is not what was asked for. A part must be exactly the rest, of a whole of the known size. */
static gint64
answer_begins (Fetch *fetch)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  goffset start, end, total;

  switch (soup_message_get_status (fetch->message))
    {
    case SOUP_STATUS_OK:
      total = soup_message_headers_get_content_length (headers);
      return fetch->size < 0 || total == fetch->size ? 0 : -1;
    case SOUP_STATUS_PARTIAL_CONTENT:
      if (!soup_message_headers_get_content_range (headers, &start, &end, &total) || fetch->offset == 0 || start != fetch->offset)
        return -1;
      return fetch->size < 0 || (total == fetch->size && end == total - 1) ? start : -1;
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
  g_autoptr(GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  const guint status = soup_message_get_status (fetch->message);

  if (stream == NULL)
    g_task_return_error (task, error);
  else if (status == SOUP_STATUS_NOT_FOUND)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The server has no such blob");
  else if (status == SOUP_STATUS_UNAUTHORIZED || status >= 500)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "The server answered %u", status);
  else if ((fetch->at = answer_begins (fetch)) < 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The server answered %u with something else", status);
  else
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
}

void
sf_fetch_blob_async (SfSyncDriver *self, const SfBlobWish *wish, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  g_autofree char *path = g_strconcat ("/v1/blob/", wish->sha256, NULL);
  guint8 hash[SF_HASH_LEN];
  Fetch *fetch;
  SoupMessage *message = NULL;

  g_task_set_source_tag (task, sf_fetch_blob_async);
  if (self->bearer != NULL && sf_unhex (wish->sha256, hash, SF_HASH_LEN))
    message = sf_driver_message (self, "GET", path, self->bearer);
  if (message == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "There is no session with the server");
      return;
    }
  if (wish->offset > 0)
    {
      g_autofree char *tag = g_strdup_printf ("\"%s\"", wish->sha256);

      soup_message_headers_set_range (soup_message_get_request_headers (message), wish->offset, -1);
      soup_message_headers_replace (soup_message_get_request_headers (message), "If-Range", tag);
    }
  fetch = g_new0 (Fetch, 1);
  fetch->message = message;
  fetch->offset = wish->offset;
  fetch->size = wish->size;
  g_task_set_task_data (task, fetch, fetch_free);
  soup_session_send_async (self->session, message, G_PRIORITY_LOW, cancellable, on_sent, g_steal_pointer (&task));
}

GInputStream *
sf_fetch_blob_finish (SfSyncDriver *self, GAsyncResult *result, gint64 *at, GError **error)
{
  Fetch *fetch = g_task_get_task_data (G_TASK (result));

  if (fetch != NULL && at != NULL)
    *at = fetch->at;
  return g_task_propagate_pointer (G_TASK (result), error);
}
