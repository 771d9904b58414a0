/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "showfloorctl"
#include "bin/sf-ctl.h"

#include <string.h>

#include "admin/sf-admin.h"
#include "base/sf-log.h"
#include "server/sf-house.h"

typedef struct { SfHouse *house; const char *const *words; GString *out; } Job;

static gpointer
work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SfHouse *house = job->house;
  g_autofree char *address = sf_server_store_get (house->store, "address");
  SfAdmin admin = { .store = house->store, .ingest = house->ingest, .clock = house->clock, .ids = house->ids, .dir = house->dir,
                    .server_id = house->server_id, .address = address, .ca_spki = house->ca_spki };
  sf_admin_run (&admin, job->words, job->out, error);
  g_free (admin.revoked);
  return NULL;
}

/* A folder that no server made yet is made by init and import alone: a mistyped --data must not look like an empty house. */
static gboolean
may_open (const char *dir, const char *const *words, GError **error)
{
  g_autofree char *db = g_build_filename (dir, "server.db", NULL);
  if (g_file_test (db, G_FILE_TEST_EXISTS) || strcmp (words[0], "init") == 0 || strcmp (words[0], "import") == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no dealership in “%s”; showfloorctl --data DIR init makes one", dir);
  return FALSE;
}

static GBytes *
offline (const char *dir, const char *const *words, GError **error)
{
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfHouse) house = may_open (dir, words, error) ? sf_house_open (dir, NULL, FALSE, clock, ids, error) : NULL;

  if (!house)
    return NULL;
  g_printerr ("offline\n");
  Job job = { .house = house, .words = words, .out = g_string_new (NULL) };
  sf_worker_run_sync (house->worker, work, &job, error);
  return g_string_free_to_bytes (job.out);
}

static gboolean
nobody_there (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

GBytes *
sf_ctl_local (const char *dir, const char *const *words, GError **error)
{
  g_autoptr (GError) local = NULL;

  sf_log_setup ("none", SF_LOG_ERROR);
  GBytes *out = sf_control_call (dir, words, &local);
  if (nobody_there (local))
    return offline (dir, words, error);
  g_printerr ("via running server\n");
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return out;
}

GBytes *
sf_ctl_remote (const char *url, const char *const *words, GError **error)
{
  if (!g_str_has_prefix (url, "unix:")) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "--server takes unix:DIR, the data folder of a server that runs on this machine");
    return NULL;
  }
  GBytes *out = sf_control_call (url + strlen ("unix:"), words, error);
  if (out)
    g_printerr ("via running server\n");
  return out;
}

const char *
sf_ctl_usage (void)
{
  return sf_admin_usage ();
}
