/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-joined"
#include "store/sf-server-joined.h"

#include "store/sf-server-private.h"

void
sf_joined_free (SfJoined *self)
{
  if (self == NULL)
    return;
  g_free (self->id_new);
  g_strfreev (self->moved);
  g_strfreev (self->filled);
  g_free (self);
}

gboolean
sf_server_joined_add (SfServerStore *self, const char *id_old, const SfJoined *joined, GError **error)
{
  g_autofree char *moved = g_strjoinv ("\n", joined->moved), *filled = g_strjoinv ("\n", joined->filled);

  return sf_server_run (self, error, "INSERT INTO joined (old, new, at, moved, filled) VALUES ($1, $2, $3, $4, $5)", "ttitt", id_old, joined->id_new, self->now, moved, filled);
}

gboolean
sf_server_joined_remove (SfServerStore *self, const char *id_old, GError **error)
{
  return sf_server_run (self, error, "DELETE FROM joined WHERE old = $1", "t", id_old);
}

SfJoined *
sf_server_joined_get (SfServerStore *self, const char *id_old, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT new, moved, filled FROM joined WHERE old = $1", "t", id_old);
  SfJoined *joined;

  if (stmt == NULL || sf_stmt_step (stmt, error) != SF_STEP_ROW)
    return NULL;
  joined = g_new0 (SfJoined, 1);
  joined->id_new = g_strdup (sf_stmt_text (stmt, 0));
  joined->moved = g_strsplit (sf_stmt_text (stmt, 1), "\n", -1);
  joined->filled = g_strsplit (sf_stmt_text (stmt, 2), "\n", -1);
  sf_stmt_reset (stmt);
  return joined;
}
