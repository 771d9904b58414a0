/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET /v1/wait: an endless stream of lines; "data: {…}" tells where the histories stand, comments keep it alive. */
#define G_LOG_DOMAIN "sf-driver-listen"
#include "sync/sf-driver-private.h"

#include <string.h>

#include "base/sf-log.h"

#define MAX_LINE 16384
#define MOST_PAUSE_MS 30000

typedef struct {
  SfSyncDriver *driver;     /* (owned) */
  GCancellable *cancellable;
  SoupMessage *message;
  GDataInputStream *lines;
} Ear;

static void
ear_free (Ear *ear)
{
  g_clear_object (&ear->lines);
  g_clear_object (&ear->message);
  g_clear_object (&ear->cancellable);
  g_object_unref (ear->driver);
  g_free (ear);
}

static void
set_listening (SfSyncDriver *self, gboolean listening)
{
  if (self->listening == listening)
    return;
  self->listening = listening;
  sf_driver_tell_state (self);
}

static gboolean
on_pause_over (gpointer data)
{
  SfSyncDriver *self = data;

  self->wait_timer = 0;
  self->waiting = FALSE;
  sf_driver_listen (self);
  return G_SOURCE_REMOVE;
}

/* The line is dead: the core asks at once whether the server is, and listening begins again after a pause. */
static void
line_lost (Ear *ear)
{
  SfSyncDriver *self = ear->driver;
  gboolean was_listening = self->listening;
  guint pause = 100u << MIN (self->wait_failures, 9u);

  g_clear_object (&self->wait_cancellable);
  if (!self->stopped)
    {
      self->wait_failures++;
      pause = MIN (pause, MOST_PAUSE_MS);
      self->wait_timer = g_timeout_add (pause / 2 + sf_ids_u32 (self->shared->ids) % pause, on_pause_over, self);
      set_listening (self, FALSE);
      if (was_listening)
        {
          self->hurry = TRUE;
          sf_driver_poke (self);
        }
    }
  ear_free (ear);
}

static void
hear (SfSyncDriver *self, const char *line, gsize len)
{
  static const char prefix[] = "data: ";
  g_autoptr(SfHeads) heads = NULL;

  if (len < sizeof prefix - 1 || memcmp (line, prefix, sizeof prefix - 1) != 0)
    return;
  heads = sf_heads_from_json (line + sizeof prefix - 1, len - (sizeof prefix - 1), NULL);
  if (heads == NULL)
    {
      sf_log (SF_LOG_WARNING, "wait.unread", NULL);
      return;
    }
  g_clear_pointer (&self->news, sf_heads_free);
  self->news = g_steal_pointer (&heads);
  sf_driver_poke (self);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Ear *ear = data;
  SfSyncDriver *self = ear->driver;
  gsize len = 0;
  g_autofree char *line = g_data_input_stream_read_line_finish (ear->lines, result, &len, NULL);

  if (line == NULL || self->stopped || len > MAX_LINE)
    {
      line_lost (ear);
      return;
    }
  self->wait_failures = 0;
  hear (self, line, len);
  g_data_input_stream_read_line_async (ear->lines, G_PRIORITY_DEFAULT, ear->cancellable, on_line, ear);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer data)
{
  Ear *ear = data;
  SfSyncDriver *self = ear->driver;
  g_autoptr(GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);

  if (stream == NULL || self->stopped || soup_message_get_status (ear->message) != SOUP_STATUS_OK)
    {
      line_lost (ear);
      return;
    }
  ear->lines = g_data_input_stream_new (stream);
  g_data_input_stream_set_newline_type (ear->lines, G_DATA_STREAM_NEWLINE_TYPE_LF);
  set_listening (self, TRUE);
  g_data_input_stream_read_line_async (ear->lines, G_PRIORITY_DEFAULT, ear->cancellable, on_line, ear);
}

void
sf_driver_listen (SfSyncDriver *self)
{
  Ear *ear;
  SoupMessage *message;

  if (self->waiting || self->stopped || self->bearer == NULL || !self->state.online)
    return;
  message = sf_driver_message (self, "GET", "/v1/wait", self->bearer);
  if (message == NULL)
    return;
  self->waiting = TRUE;
  self->wait_cancellable = g_cancellable_new ();
  ear = g_new0 (Ear, 1);
  ear->driver = g_object_ref (self);
  ear->cancellable = g_object_ref (self->wait_cancellable);
  ear->message = message;
  /* A connection that is never given back needs not be a shared one. */
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_session_send_async (self->wait_session, message, G_PRIORITY_DEFAULT, ear->cancellable, on_connected, ear);
}

void
sf_driver_hang_up (SfSyncDriver *self)
{
  g_clear_handle_id (&self->wait_timer, g_source_remove);
  if (self->wait_cancellable != NULL)
    g_cancellable_cancel (self->wait_cancellable);
}
