/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person should look at: incidents, and what was put aside. */
#define G_LOG_DOMAIN "sf-server-store"
#include "store/sf-server-private.h"

/* So long the same of the same device is the same incident. */
#define SAME_MS (3600 * 1000)

void
sf_server_note_free (SfServerNote *self)
{
  g_free (self->device_id);
  g_free (self->code);
  g_free (self->text);
  g_free (self);
}

/* Columns: at, device, code, text. */
static GPtrArray *
read_notes (SfStmt *stmt, GError **error)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_server_note_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      SfServerNote *note = g_new0 (SfServerNote, 1);

      note->at = sf_stmt_int (stmt, 0);
      note->device_id = g_strdup (sf_stmt_text (stmt, 1));
      note->code = g_strdup (sf_stmt_text (stmt, 2));
      note->text = g_strdup (sf_stmt_text (stmt, 3));
      g_ptr_array_add (all, note);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

GPtrArray *
sf_server_store_incidents (SfServerStore *self, guint most, GError **error)
{
  return read_notes (sf_server_query (self, error, "SELECT at, dev, code, args FROM incident ORDER BY n DESC LIMIT $1", "i", (gint64) most), error);
}

GPtrArray *
sf_server_store_put_aside (SfServerStore *self, guint most, GError **error)
{
  return read_notes (sf_server_query (self, error, "SELECT at, dev, code, body FROM quarantine ORDER BY at DESC, dev, inc, mid DESC LIMIT $1", "i", (gint64) most), error);
}

gboolean
sf_server_store_incident_is_new (SfServerStore *self, const char *code, const char *device_id, gboolean *is_new, GError **error)
{
  gint64 n = 0;

  if (!sf_server_int (sf_server_query (self, error, "SELECT count(*) FROM incident WHERE dev = $1 AND code = $2 AND at > $3", "tti", device_id, code,
                                       sf_clock_wall_ms (self->clock) - SAME_MS), 0, &n, error))
    return FALSE;
  *is_new = n == 0;
  return TRUE;
}

gint64
sf_server_store_n_put_aside (SfServerStore *self)
{
  gint64 n = -1;

  return sf_server_int (sf_server_query (self, NULL, "SELECT count(*) FROM quarantine", ""), -1, &n, NULL) ? n : -1;
}
