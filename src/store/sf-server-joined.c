/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-joined"
#include "store/sf-server-joined.h"

#include <string.h>

#include "store/sf-server-private.h"
#include "store/sf-side-file.h"

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

/* Written first, as in the register of erasures: a line too many is judged by what the database says, one too few is lost. */
static gboolean
append_register (SfServerStore *self, const char *what, const char *id_old, const char *id_new, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "joined.log", NULL);
  g_autofree char *line = g_strdup_printf ("%s %s %s %" G_GINT64_FORMAT, what, id_old, id_new, self->now);

  if (sf_side_append (self->vfs, path, line, error))
    return TRUE;
  g_prefix_error (error, "Register of joined customers: ");
  return FALSE;
}

gboolean
sf_server_joined_add (SfServerStore *self, const char *id_old, const SfJoined *joined, GError **error)
{
  g_autofree char *moved = g_strjoinv ("\n", joined->moved), *filled = g_strjoinv ("\n", joined->filled);

  return append_register (self, "join", id_old, joined->id_new, error)
         && sf_server_run (self, error, "INSERT INTO joined (old, new, at, moved, filled) VALUES ($1, $2, $3, $4, $5)", "ttitt", id_old, joined->id_new, self->now, moved, filled);
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

gboolean
sf_server_joined_remove (SfServerStore *self, const char *id_old, GError **error)
{
  g_autoptr(SfJoined) joined = sf_server_joined_get (self, id_old, error);

  return joined != NULL && append_register (self, "part", id_old, joined->id_new, error)
         && sf_server_run (self, error, "DELETE FROM joined WHERE old = $1", "t", id_old);
}

/* --- what a restore lost -------------------------------------------------------------------------------------------------- */

typedef struct { SfLostJoin lost; gint64 at; } Line;

void
sf_lost_join_free (SfLostJoin *self)
{
  if (self == NULL)
    return;
  g_free (self->id_old);
  g_free (self->id_new);
  g_free (self);
}

/* (transfer full) NULL for what is no line of ours */
static Line *
read_line (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", 5);
  gboolean join = g_strcmp0 (words[0], "join") == 0, part = g_strcmp0 (words[0], "part") == 0;
  Line *line;

  if (g_strv_length (words) != 4 || !(join || part) || !sf_uuid_is_valid (words[1]) || !sf_uuid_is_valid (words[2]))
    return NULL;
  line = g_new0 (Line, 1);
  line->lost = (SfLostJoin) { g_strdup (words[1]), g_strdup (words[2]), part };
  line->at = g_ascii_strtoll (words[3], NULL, 10);
  return line;
}

static int
by_time (gconstpointer a, gconstpointer b)
{
  gint64 first = (*(Line *const *) a)->at, second = (*(Line *const *) b)->at;

  return (first > second) - (first < second);
}

/* The newest word about each, in the order of time; two registers that were put together may not be in it. */
static GPtrArray *
read_register (SfServerStore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, "joined.log", NULL);
  g_autoptr(GError) local = NULL;
  gsize len = 0;
  g_autofree char *text = sf_side_read (self->vfs, path, &len, &local);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_lost_join_free);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      Line *line = read_line (lines[i]);

      if (line != NULL)
        g_ptr_array_add (all, line);
    }
  g_ptr_array_sort (all, by_time);
  for (guint i = all->len; i > 0; i--)
    if (!g_hash_table_add (seen, ((Line *) all->pdata[i - 1])->lost.id_old))
      g_ptr_array_remove_index (all, i - 1);
  return all;
}

/* Erased, or as the register says: nothing to do. */
static gboolean
is_settled (SfServerStore *self, const SfLostJoin *lost, gboolean *settled, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(SfJoined) joined = sf_server_joined_get (self, lost->id_old, &local);
  gboolean old_gone = FALSE, new_gone = FALSE;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!sf_server_store_is_erased (self, lost->id_old, &old_gone, error) || !sf_server_store_is_erased (self, lost->id_new, &new_gone, error))
    return FALSE;
  *settled = old_gone || new_gone || (joined != NULL) != lost->parted;
  return TRUE;
}

GPtrArray *
sf_server_joined_lost (SfServerStore *self, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GPtrArray) all = read_register (self, &local);

  for (guint i = all->len; local == NULL && i > 0; i--)
    {
      gboolean settled = FALSE;

      if (is_settled (self, all->pdata[i - 1], &settled, &local) && settled)
        g_ptr_array_remove_index (all, i - 1);
    }
  if (local == NULL)
    return g_steal_pointer (&all);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
