/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "admin-fixture.h"
/* Commands that run in the tool, against the store of the fixture. */

static inline gpointer
ask_it (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  sf_admin_run (&job->f->admin, (const char *const *) job->words, job->out, error);
  return NULL;
}

static inline GBytes *
ask (const char *const *words, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;
  Job job = { data, (GStrv) words, g_string_new (NULL) };
  sf_worker_run_sync (job.f->worker, ask_it, &job, &local);
  g_autoptr (GBytes) out = g_string_free_to_bytes (job.out);
  if (!local)
    return g_steal_pointer (&out);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static inline void
on_progress (guint done, guint total, const char *what, gpointer data)
{
  g_assert_cmpuint (done, <=, total);
}

/* Words separated by |, as typed; file names are those of the fixture's folder. */
static inline char *
front (Fixture *f, const char *line, GError **error)
{
  SfFront self = { .ask = ask, .progress = on_progress, .data = f };
  g_auto (GStrv) words = g_strsplit (line, "|", 0);
  g_autofree char *before = g_get_current_dir ();
  GString *out = g_string_new (NULL);

  g_assert_true (sf_front_knows ((const char *const *) words));
  g_assert_cmpint (g_chdir (f->dir), ==, 0);
  sf_front_run (&self, (const char *const *) words, out, error);
  g_assert_cmpint (g_chdir (before), ==, 0);
  return g_string_free (out, FALSE);
}

static inline char *
front_must (Fixture *f, const char *line)
{
  g_autoptr (GError) error = NULL;
  char *out = front (f, line, &error);
  g_assert_no_error (error);
  return out;
}

static inline void
assert_says (const char *out, const char *what)
{
  if (!strstr (out, what))
    g_error ("“%s” is not in:\n%s", what, out);
}

/* The record of @kind whose field @field is @text; (transfer full), NULL when there is none. */
static inline SfRecord *
find (Fixture *f, SfKind kind, guint field, const char *text)
{
  SfQuery query = { .kind = kind, .conds = { { field, SF_OP_EQ, 0, text } }, .n_conds = 1, .order = -1 };
  g_autoptr (GPtrArray) found = sf_table_query (sf_server_store_get_db (f->store), &query, NULL);
  g_assert_cmpuint (found->len, <=, 1);
  return found->len ? sf_record_ref (g_ptr_array_index (found, 0)) : NULL;
}

static inline gint64
count_of (Fixture *f, SfKind kind)
{
  SfQuery query = { .kind = kind, .order = -1 };
  return sf_table_count (sf_server_store_get_db (f->store), &query, NULL);
}
