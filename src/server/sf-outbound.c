/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-outbound.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/sf-url.h"
#include "config.h"

#define TIMEOUT_S 10
#define MAX_ANSWER 65536

struct _SfOutbound {
  SoupSession *session;
  GCancellable *stop;
};

typedef struct { guint status; char answer[MAX_ANSWER + 1]; } Post;

SfOutbound *
sf_outbound_new (void)
{
  SfOutbound *self = g_new0 (SfOutbound, 1);

  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "user-agent", "Showfloor/" SF_VERSION, "max-conns-per-host", 1, NULL);
  self->stop = g_cancellable_new ();
  return self;
}

void
sf_outbound_stop (SfOutbound *self)
{
  g_cancellable_cancel (self->stop);
}

void
sf_outbound_free (SfOutbound *self)
{
  soup_session_abort (self->session);
  g_object_unref (self->session);
  g_object_unref (self->stop);
  g_free (self);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Post *post = g_task_get_task_data (task);
  GError *error = NULL;
  gsize n = 0;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, &error)) {
    g_task_return_error (task, error);
    return;
  }
  post->answer[MIN (n, MAX_ANSWER)] = '\0';
  g_task_return_pointer (task, g_strdup (post->answer), g_free);
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SoupMessage *msg = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  Post *post = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (!stream) {
    g_task_return_error (task, error);
    return;
  }
  post->status = soup_message_get_status (msg);
  GCancellable *stop = g_task_get_cancellable (task);
  g_input_stream_read_all_async (stream, post->answer, MAX_ANSWER, G_PRIORITY_DEFAULT, stop, on_read, g_steal_pointer (&task));
}

void
sf_outbound_post_async (SfOutbound *self, const char *url, const char *body, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, self->stop, callback, data);
  g_autoptr (GUri) uri = sf_url_is_safe (url) ? g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  g_task_set_task_data (task, g_new0 (Post, 1), g_free);
  if (!uri) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "This is no address to post to");
    g_object_unref (task);
    return;
  }
  g_autoptr (SoupMessage) msg = soup_message_new_from_uri ("POST", uri);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  /* On a connection of its own: libsoup sends a request again by itself when a kept one breaks before the answer. */
  soup_message_add_flags (msg, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_headers_replace (soup_message_get_request_headers (msg), "Connection", "close");
  soup_message_set_request_body_from_bytes (msg, "application/json", bytes);
  soup_session_send_async (self->session, msg, G_PRIORITY_DEFAULT, self->stop, on_sent, task);
}

char *
sf_outbound_post_finish (SfOutbound *self, GAsyncResult *result, guint *status, GError **error)
{
  Post *post = g_task_get_task_data (G_TASK (result));

  *status = post->status;
  return g_task_propagate_pointer (G_TASK (result), error);
}
