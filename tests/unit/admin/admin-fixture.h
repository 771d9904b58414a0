/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib/gstdio.h>
#include <string.h>

#include "admin/sf-admin.h"
#include "base/sf-log.h"
#include "wire/sf-json.h"

/* The tool's commands on a real store in a temporary folder. */
typedef struct { char *dir; SfWorker *worker; SfClock *clock; SfIds *ids; SfServerStore *store; SfIngest *ingest; SfAdmin admin; } Fixture;
#define NOON 1795319000000

static inline gpointer
open_it (gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  f->store = sf_server_store_open (f->dir, NULL, f->worker, f->clock, f->ids, error);
  f->ingest = f->store ? sf_ingest_new (f->store, f->clock, f->ids) : NULL;
  return NULL;
}

static inline void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->dir = g_dir_make_tmp ("sf-admin-XXXXXX", NULL);
  f->worker = sf_worker_new_inline ();
  f->clock = sf_clock_new_fake (NOON);
  f->ids = sf_ids_new_seeded (7);
  sf_worker_run_sync (f->worker, open_it, f, &error);
  g_assert_no_error (error);
  f->admin = (SfAdmin) { .store = f->store, .ingest = f->ingest, .clock = f->clock, .ids = f->ids, .dir = f->dir, .cwd = f->dir,
                         .server_id = sf_server_store_get_server_id (f->store), .address = "192.168.1.9:8443",
                         .ca_spki = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" };
}

static inline gpointer
close_it (gpointer data, GCancellable *cancellable, GError **error)
{
  Fixture *f = data;
  sf_ingest_free (f->ingest);
  sf_server_store_close (f->store);
  return NULL;
}

static inline void
remove_tree (const char *path)
{
  /* A link is removed, never what it leads to: a test may lay one to a folder of the machine. */
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

static inline void
teardown (Fixture *f, gconstpointer data)
{
  sf_worker_run_sync (f->worker, close_it, f, NULL);
  sf_worker_unref (f->worker);
  sf_clock_unref (f->clock);
  sf_ids_unref (f->ids);
  remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->admin.revoked);
}

typedef struct { Fixture *f; GStrv words; GString *out; } Job;

static inline gpointer
run_it (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  sf_admin_run (&job->f->admin, (const char *const *) job->words, job->out, error);
  return NULL;
}

/* Words separated by |. */
static inline char *
run (Fixture *f, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, "|", 0);
  Job job = { f, words, g_string_new (NULL) };
  sf_worker_run_sync (f->worker, run_it, &job, error);
  return g_string_free (job.out, FALSE);
}

static inline char *
must (Fixture *f, const char *line)
{
  g_autoptr (GError) error = NULL;
  char *out = run (f, line, &error);
  g_assert_no_error (error);
  return out;
}

static inline void
write_file (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static inline gint64
head_of (Fixture *f, const char *scope)
{
  g_autofree char *json = must (f, "status|--json");
  g_autoptr (JsonNode) node = sf_json_parse (json, strlen (json), NULL);
  return json_object_get_int_member (json_object_get_object_member (json_node_get_object (node), "heads"), scope);
}

static inline gint64
head (Fixture *f)
{
  return head_of (f, "dealer");
}
