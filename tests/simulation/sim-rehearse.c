/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A house has been at work for a while when a world begins: its connections have compiled what they ask every day. Eight worlds are
 * played beforehand, and what the server and each role compiled there, those of the house compile before the worlds are forked from
 * it. Nothing else of them stays. A connection that a world opens anew begins cold, like that of a program.
 */
#include "sim.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sf-db-private.h"

#define REHEARSALS 8
#define SERVER 0
#define N_KINDS 4

static GHashTable *texts[N_KINDS];
static gboolean listening;

static GHashTable *
new_texts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static guint
kind_of (guint role)
{
  return role == SF_ROLE_K ? 1 : role == SF_ROLE_T ? 2 : role == SF_ROLE_D ? 3 : SERVER;
}

void
sim_note_statements (SfDb *db, guint role)
{
  GHashTableIter iter;
  gpointer sql;

  if (!listening)
    return;
  g_hash_table_iter_init (&iter, db->statements);
  while (g_hash_table_iter_next (&iter, &sql, NULL))
    g_hash_table_add (texts[kind_of (role)], g_strdup (sql));
}

static void
compile (SfDb *db, guint role)
{
  GHashTableIter iter;
  gpointer sql;

  g_hash_table_iter_init (&iter, texts[kind_of (role)]);
  while (g_hash_table_iter_next (&iter, &sql, NULL))
    g_assert_nonnull (sf_db_prepare (db, sql, NULL));
}

/* "role SQL", NUL, for each; what a world leaves on the heap stays in the child. */
static void
play_for (FILE *out)
{
  for (guint i = 0; i < N_KINDS; i++)
    texts[i] = new_texts ();
  listening = TRUE;
  for (guint seed = 1; seed <= REHEARSALS; seed++)
    {
      SimResult result;

      sim_play (seed, 0, TRUE, FALSE, &result);
    }
  for (guint i = 0; i < N_KINDS; i++)
    {
      GHashTableIter iter;
      gpointer sql;

      g_hash_table_iter_init (&iter, texts[i]);
      while (g_hash_table_iter_next (&iter, &sql, NULL))
        fprintf (out, "%u%s%c", i, (char *) sql, '\0');
    }
  g_assert (fflush (out) == 0);
}

void
sim_rehearse (void)
{
  FILE *out = tmpfile ();
  g_autofree char *line = NULL;
  size_t room = 0;
  int status = 0;
  pid_t pid;

  if (texts[SERVER] != NULL)
    return;
  fflush (stdout);
  pid = fork ();
  g_assert (out != NULL && pid >= 0);
  if (pid == 0)
    {
      play_for (out);
      _exit (0);
    }
  while (waitpid (pid, &status, 0) < 0)
    g_assert (errno == EINTR);
  g_assert (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  for (guint i = 0; i < N_KINDS; i++)
    texts[i] = new_texts ();
  rewind (out);
  while (getdelim (&line, &room, '\0', out) > 0)
    g_hash_table_add (texts[line[0] - '0'], g_strdup (line + 1));
  fclose (out);
}

void
sim_compile (Sim *sim)
{
  if (texts[SERVER] == NULL)
    return;
  compile (sf_server_store_get_db (sim->store), 0);
  for (guint slot = 0; slot < SIM_DEVICES; slot++)
    compile (sf_device_store_get_db (sim->devices[slot].store), sim->devices[slot].role);
}
