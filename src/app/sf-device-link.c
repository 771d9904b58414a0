/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-device-link"
#include "app/sf-device-private.h"

void
sf_device_begin (SfDevice *self)
{
}

void
sf_device_end (SfDevice *self)
{
}

void
sf_device_nudge (SfDevice *self)
{
}

void
sf_device_pair_async (SfDevice *self, const char *text, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, data);

  g_task_return_new_error (task, SF_PAIR_ERROR, SF_PAIR_ERROR_UNREACHABLE, "no sync driver yet");
}

gboolean
sf_device_pair_finish (SfDevice *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
sf_device_media_path (SfDevice *self, const char *media_id)
{
  return NULL;
}
