/* SPDX-License-Identifier: GPL-3.0-or-later */
/* POST /v1/lan: a screen says where it listens and learns the key that it shares with the tablets. */
#define G_LOG_DOMAIN "sf-lan-tell"
#include "sync/sf-driver-private.h"

#include "sync/sf-http-client.h"

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SoupMessage *message = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) body = sf_client_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (message);
  const char *text = body != NULL ? g_bytes_get_data (body, NULL) : NULL;
  SfLanKey *key = NULL;

  if (body != NULL && status == SOUP_STATUS_OK)
    key = sf_lan_key_from_json (text != NULL ? text : "", g_bytes_get_size (body), &error);
  else if (body != NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The server answered %u", status);
  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify) sf_lan_key_free);
  else
    g_task_return_error (task, error);
}

void
sf_lan_tell_async (SfSyncDriver *self, guint port, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, data);
  g_autoptr(SfLanPlace) place = sf_lan_place_new ();
  g_autofree char *json = NULL;
  SoupMessage *message = self->bearer != NULL ? sf_driver_message (self, "POST", "/v1/lan", self->bearer) : NULL;

  g_task_set_source_tag (task, sf_lan_tell_async);
  if (message == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "There is no session with the server");
      return;
    }
  g_task_set_task_data (task, message, g_object_unref);
  place->port = port;
  json = sf_lan_place_to_json (place);
  sf_client_set_json (message, json);
  sf_client_send_async (self->session, message, cancellable, on_told, g_steal_pointer (&task));
}

SfLanKey *
sf_lan_tell_finish (SfSyncDriver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
