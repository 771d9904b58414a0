/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-report-tell"
#include "sync/sf-report-tell.h"

#include "sync/sf-driver-private.h"
#include "sync/sf-http-client.h"
#include "wire/sf-json.h"

static void
on_told (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  SoupMessage *message = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) body = sf_client_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (message);

  if (body == NULL)
    g_task_return_error (task, error);
  else if (status != SOUP_STATUS_OK)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The server answered %u", status);
  else
    g_task_return_boolean (task, TRUE);
}

void
sf_report_tell_async (SfSyncDriver *self, const char *code, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr(GString) json = g_string_new ("{\"code\":");
  SoupMessage *message = self->bearer != NULL ? sf_driver_message (self, "POST", "/v1/report", self->bearer) : NULL;

  g_task_set_source_tag (task, sf_report_tell_async);
  if (message == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, "There is no session with the server");
      return;
    }
  g_task_set_task_data (task, message, g_object_unref);
  sf_json_append_text (json, code);
  g_string_append_c (json, '}');
  sf_client_set_json (message, json->str);
  sf_client_send_async (self->session, message, NULL, on_told, g_steal_pointer (&task));
}

gboolean
sf_report_tell_finish (SfSyncDriver *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
