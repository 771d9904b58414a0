/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server-people"
#include "store/sf-server-people.h"

#include "store/sf-server-private.h"

void
sf_person_session_free (SfPersonSession *self)
{
  g_free (self->hash);
  g_free (self->door);
  g_free (self->person);
  g_free (self->form);
  g_free (self->proof);
  g_free (self);
}

gboolean
sf_server_people_add (SfServerStore *self, const SfPersonSession *session, GError **error)
{
  return sf_server_run (self, error, "DELETE FROM person_session WHERE until <= $1", "i", self->now)
         && sf_server_run (self, error, "INSERT INTO person_session (hash, door, person, form, proof, until) VALUES ($1, $2, $3, $4, $5, $6)", "ttttti",
                           session->hash, session->door, session->person, session->form, session->proof, session->until_ms);
}

gboolean
sf_server_people_remove (SfServerStore *self, const char *hash, const char *door, const char *person, GError **error)
{
  return sf_server_run (self, error, "DELETE FROM person_session WHERE ($1 IS NULL OR hash = $1) AND ($2 IS NULL OR door = $2) AND ($3 IS NULL OR person = $3)",
                        "ttt", hash, door, person);
}

GPtrArray *
sf_server_people_load (SfServerStore *self, gint64 now_ms, GError **error)
{
  SfStmt *stmt = sf_server_query (self, error, "SELECT hash, door, person, form, proof, until FROM person_session WHERE until > $1 ORDER BY until", "i", now_ms);
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_person_session_free);
  SfStep step = SF_STEP_ERROR;

  while (stmt != NULL && (step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      SfPersonSession *one = g_new0 (SfPersonSession, 1);

      one->hash = g_strdup (sf_stmt_text (stmt, 0));
      one->door = g_strdup (sf_stmt_text (stmt, 1));
      one->person = g_strdup (sf_stmt_text (stmt, 2));
      one->form = g_strdup (sf_stmt_text (stmt, 3));
      one->proof = g_strdup (sf_stmt_text (stmt, 4));
      one->until_ms = sf_stmt_int (stmt, 5);
      g_ptr_array_add (all, one);
    }
  return step == SF_STEP_DONE ? g_steal_pointer (&all) : NULL;
}
