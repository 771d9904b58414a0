/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "showfloor-server"
#include "bin/sf-server-run.h"

#include "admin/sf-admin.h"
#include "admin/sf-keeper.h"
#include "base/sf-log.h"
#include "config.h"
#include "server/sf-control.h"
#include "server/sf-guard.h"
#include "server/sf-server.h"
#include "store/sf-server-public.h"

typedef struct {
  SfServer *server;
  SfControl *control;
  SfAdmin admin;             /* used on the worker */
  gboolean busy;
} Run;

char *
sf_demo_dir (void)
{
  const char *const places[] = { g_getenv ("SHOWFLOOR_DEMO_DIR"), SF_PKGDATADIR "/demo", SF_SOURCE_DIR "/data/demo" };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *staff = places[i] ? g_build_filename (places[i], "staff.csv", NULL) : NULL;
    if (staff && g_file_test (staff, G_FILE_TEST_IS_REGULAR))
      return g_strdup (places[i]);
  }
  return NULL;
}

char *
sf_demo_clips (void)
{
  const char *const places[] = { SF_PKGDATADIR "/demo-clips", SF_BUILD_DIR "/data/demo/clips" };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *one = g_build_filename (places[i], "s7.webm", NULL);
    if (g_file_test (one, G_FILE_TEST_IS_REGULAR))
      return g_strdup (places[i]);
  }
  return NULL;
}

static gpointer
make_demo (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  g_autofree char *dir = sf_demo_dir (), *clips = sf_demo_clips ();
  const SfDemoSource source = { dir, clips, run->busy };
  if (!dir)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The demo's data are not installed");
  else
    sf_admin_demo (&run->admin, &source, error);
  return NULL;
}

static gpointer
keep_address (gpointer data, GCancellable *cancellable, GError **error)
{
  Run *run = data;
  sf_server_store_set (sf_server_get_house (run->server)->store, "address", sf_server_get_address (run->server), error);
  return NULL;
}

static gpointer
keep_public_url (gpointer data, GCancellable *cancellable, GError **error)
{
  SfServerRun *self = data;
  Run *run = self->priv;
  g_autofree char *url = sf_public_url_parse (self->public_url, error);

  if (url)
    sf_server_public_set (run->admin.store, url, error);
  return NULL;
}

static GBytes *
on_ask (const char *line, gsize n, gpointer data)
{
  Run *run = data;
  return sf_admin_answer (&run->admin, line, n);
}

static gboolean
on_asked (gpointer data)
{
  Run *run = data;
  sf_server_get_load (run->server, &run->admin.waiting, &run->admin.connections);
  return G_SOURCE_REMOVE;
}

/* After a command: somebody may have to be rung, or let go. */
static gboolean
on_answered (gpointer data)
{
  Run *run = data;
  g_autofree char *revoked = g_steal_pointer (&run->admin.revoked);
  g_autofree char *signed_out = g_steal_pointer (&run->admin.signed_out);
  if (revoked)
    sf_server_forget_device (run->server, revoked);
  if (signed_out)
    sf_server_forget_person (run->server, *signed_out ? signed_out : NULL);
  if (run->admin.public_changed)
    sf_server_check_public (run->server);
  run->admin.public_changed = FALSE;
  sf_server_kick (run->server);
  return G_SOURCE_REMOVE;
}

static char **
certificate_names (const SfServerRun *self, GError **error)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *const texts[] = { self->listen, self->address };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *host = NULL;
    guint16 port;
    if (!texts[i])
      continue;
    if (!sf_guard_parse_address (texts[i], &host, &port, error))
      return NULL;
    if (*host && !g_str_equal (host, "*") && !g_str_equal (host, "0.0.0.0") && !g_str_equal (host, "::"))
      g_strv_builder_add (names, host);
  }
  g_strv_builder_add (names, g_get_host_name ());
  return g_strv_builder_end (names);
}

static SfHouse *
open_house (SfServerRun *self, Run *run, GError **error)
{
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_auto (GStrv) names = certificate_names (self, error);
  g_autoptr (GError) local = NULL;
  g_autoptr (SfHouse) house = names ? sf_house_open (self->data, (const char *const *) names, TRUE, clock, ids, error) : NULL;

  if (!house)
    return NULL;
  run->admin = (SfAdmin) { .store = house->store, .ingest = house->ingest, .clock = house->clock, .ids = house->ids, .dir = house->dir,
                           .server_id = house->server_id, .ca_spki = house->ca_spki, .running = TRUE };
  run->busy = self->busy;
  if (self->demo)
    sf_worker_run_sync (house->worker, make_demo, run, &local);
  if (self->public_url && !local)
    sf_worker_run_sync (house->worker, keep_public_url, self, &local);
  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  return g_steal_pointer (&house);
}

gboolean
sf_server_run_begin (SfServerRun *self, GError **error)
{
  SfServerOptions options = { .listen = self->listen, .told_address = self->address, .max_connections = self->connections, .failed = self->failed, .failed_data = self->failed_data,
                              .public_ca = self->public_ca, .phones = { .listen = self->phones, .proxy = self->proxy } };
  Run *run = self->priv = g_new0 (Run, 1);

  sf_log_setup (g_getenv ("JOURNAL_STREAM") ? "journal" : "stderr", SF_LOG_INFO);
  SfHouse *house = open_house (self, run, error);
  run->server = house ? sf_server_start (house, &options, error) : NULL;
  if (!run->server)
    return FALSE;
  run->admin.address = sf_server_get_address (run->server);
  sf_worker_run_sync (house->worker, keep_address, run, NULL);
  run->admin.keeper = sf_keeper_new (house->dir, house->store, house->worker, house->clock, house->ids);
  sf_keeper_watch (run->admin.keeper);
  run->control = sf_control_new (house, on_ask, on_asked, on_answered, run, error);
  if (!run->control) {
    sf_keeper_free (run->admin.keeper);
    sf_server_stop (run->server);
    return FALSE;
  }
  self->ready = g_strdup_printf ("showfloor-server ready %s ca=%s server=%s", sf_server_get_url (run->server), house->ca_spki, house->server_id);
  sf_log (SF_LOG_INFO, "server.ready", "address", sf_server_get_address (run->server), "version", SF_VERSION, NULL);
  return TRUE;
}

void
sf_server_run_end (SfServerRun *self)
{
  Run *run = self->priv;

  sf_log (SF_LOG_INFO, "server.stop", NULL);
  sf_control_free (run->control);
  sf_keeper_free (run->admin.keeper);
  sf_server_stop (run->server);
  g_free (self->ready);
  g_free (run);
}
