/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-lan-frame"
#include "sync/sf-lan-frame.h"

#include <string.h>

#include "base/sf-bytes.h"

#define CHUNK 4096

void
sf_lan_frame_clear (SfLanFrame *self)
{
  g_clear_pointer (&self->body, g_byte_array_unref);
  self->got = 0;
}

static gboolean
refuse (const char *why, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return FALSE;
}

static gsize
length_of (const SfLanFrame *self)
{
  return (gsize) self->head[0] << 24 | (gsize) self->head[1] << 16 | (gsize) self->head[2] << 8 | self->head[3];
}

gboolean
sf_lan_frame_feed (SfLanFrame *self, gconstpointer data, gsize n, GBytes **whole, GError **error)
{
  const guint8 *bytes = data;
  gsize head = MIN (n, sizeof self->head - self->got), wanted;

  *whole = NULL;
  if (head > 0)
    memcpy (self->head + self->got, bytes, head);
  self->got += head;
  if (self->got < sizeof self->head)
    return TRUE;
  wanted = length_of (self);
  if (wanted == 0 || wanted > SF_LAN_MAX_FRAME)
    return refuse ("A frame of a length that none has", error);
  if (self->body == NULL)
    self->body = g_byte_array_sized_new ((guint) MIN (wanted, CHUNK));
  if (n - head > wanted - self->body->len)
    return refuse ("More than one frame", error);
  if (n > head)
    g_byte_array_append (self->body, bytes + head, (guint) (n - head));
  if (self->body->len == wanted)
    {
      *whole = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
      self->got = 0;
    }
  return TRUE;
}

GBytes *
sf_lan_frame_pack (GBytes *body)
{
  gsize n;
  gconstpointer bytes = g_bytes_get_data (body, &n);
  guint8 *frame = g_malloc (n + 4);

  for (guint i = 0; i < 4; i++)
    frame[i] = (guint8) (n >> (8 * (3 - i)));
  memcpy (frame + 4, bytes, n);
  return g_bytes_new_take (frame, n + 4);
}

/* Reading and writing */

typedef struct { SfLanFrame frame; guint8 buffer[CHUNK]; } Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  sf_lan_frame_clear (&reading->frame);
  g_free (reading);
}

static void read_more (GTask *task);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *whole = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n == 0)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "Closed before a frame was whole");
  if (n <= 0 || !sf_lan_frame_feed (&reading->frame, reading->buffer, (gsize) n, &whole, &error))
    g_task_return_error (task, error);
  else if (whole != NULL)
    g_task_return_pointer (task, whole, (GDestroyNotify) g_bytes_unref);
  else
    read_more (g_steal_pointer (&task));
}

/* Takes the reference to @task. */
static void
read_more (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  g_input_stream_read_async (g_task_get_source_object (task), reading->buffer, sizeof reading->buffer, G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_read, task);
}

void
sf_lan_read_async (GInputStream *stream, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (stream, cancellable, callback, data);

  g_task_set_source_tag (task, sf_lan_read_async);
  g_task_set_task_data (task, g_new0 (Reading, 1), reading_free);
  read_more (task);
}

GBytes *
sf_lan_read_finish (GInputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
sf_lan_write_async (GOutputStream *stream, GBytes *body, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (stream, cancellable, callback, data);
  GBytes *frame = sf_lan_frame_pack (body);
  gsize n;
  gconstpointer bytes = g_bytes_get_data (frame, &n);

  g_task_set_source_tag (task, sf_lan_write_async);
  g_task_set_task_data (task, frame, (GDestroyNotify) g_bytes_unref);
  g_output_stream_write_all_async (stream, bytes, n, G_PRIORITY_DEFAULT, cancellable, on_written, task);
}

gboolean
sf_lan_write_finish (GOutputStream *stream, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What both ends agree on */

char *
sf_lan_bound (const char *what, const char *display_id, const guint8 fresh[SF_LAN_FRESH])
{
  g_autofree char *hex = sf_hex (fresh, SF_LAN_FRESH);

  return g_strdup_printf ("showfloor-lan1 %s %s %s", what, display_id, hex);
}

gboolean
sf_lan_greeting_read (GBytes *greeting, guint8 fresh[SF_LAN_FRESH])
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (greeting, &n);

  if (n != strlen (SF_LAN_GREETING) + SF_LAN_FRESH || memcmp (bytes, SF_LAN_GREETING, strlen (SF_LAN_GREETING)) != 0)
    return FALSE;
  memcpy (fresh, bytes + strlen (SF_LAN_GREETING), SF_LAN_FRESH);
  return TRUE;
}
