/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "showfloorctl"
#include "bin/sf-ctl.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "admin/sf-admin.h"
#include "admin/sf-keeper.h"
#include "base/sf-log.h"
#include "server/sf-house.h"

typedef struct { SfHouse *house; SfKeeper *keeper; const char *const *words; GString *out; } Job;

static gpointer
work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  SfHouse *house = job->house;
  g_autofree char *address = sf_server_store_get (house->store, "address");
  SfAdmin admin = { .keeper = job->keeper, .store = house->store, .ingest = house->ingest, .clock = house->clock, .ids = house->ids, .dir = house->dir,
                    .server_id = house->server_id, .address = address, .ca_spki = house->ca_spki };
  sf_admin_run (&admin, job->words, job->out, error);
  g_free (admin.revoked);
  g_free (admin.signed_out);
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

/* Which way a command goes: to the server that runs, or to the folder itself. The folder stays open between the steps of one command. */
typedef struct {
  const char *dir;
  const char *const *typed;  /* the command as a person gave it */
  gboolean may_be_offline, told;
  SfClock *clock;
  SfIds *ids;
  SfHouse *house;
  SfKeeper *keeper;
  gboolean bar;              /* a progress line is on the screen */
  gint64 drawn;              /* when, monotonic */
} Route;

static void
tell_way (Route *route, const char *way)
{
  if (!route->told)
    fprintf (stderr, "%s\n", way);
  route->told = TRUE;
}

static GBytes *
ask_folder (Route *route, const char *const *words, GError **error)
{
  if (!route->house) {
    route->clock = sf_clock_new_system ();
    route->ids = sf_ids_new_system ();
    route->house = may_open (route->dir, route->typed, error) ? sf_house_open (route->dir, NULL, FALSE, route->clock, route->ids, error) : NULL;
  }
  if (!route->house)
    return NULL;
  tell_way (route, "offline");
  if (!route->keeper)
    route->keeper = sf_keeper_new (route->dir, route->house->store, route->house->worker, route->clock, route->ids);
  Job job = { .house = route->house, .keeper = route->keeper, .words = words, .out = g_string_new (NULL) };
  sf_worker_run_sync (route->house->worker, work, &job, error);
  return g_string_free_to_bytes (job.out);
}

static gboolean
nobody_there (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static GBytes *
ask (Route *route, const char *const *words, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (route->house)
    return ask_folder (route, words, error);
  GBytes *out = sf_control_call (route->dir, words, &local);
  if (nobody_there (local) && route->may_be_offline && !route->told)
    return ask_folder (route, words, error);
  if (out || !nobody_there (local))
    tell_way (route, "via running server");
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return out;
}

/* A step of a longer command: half an answer is none. */
static GBytes *
ask_step (const char *const *words, gpointer data, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) out = ask (data, words, &local);

  if (!local)
    return g_steal_pointer (&out);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* On a terminal one line that is drawn again, twenty times a second at most; elsewhere a line for every tenth of the way. */
static void
show_progress (guint done, guint total, const char *what, gpointer data)
{
  enum { WIDTH = 30 };
  static const char full[] = "##############################", none[] = "..............................";
  Route *route = data;
  gint64 now = g_get_monotonic_time ();
  gboolean ends = done >= total, drawn = route->drawn && now - route->drawn < 50000;
  int part = total ? (int) ((guint64) done * WIDTH / total) : WIDTH;

  if (isatty (STDERR_FILENO) && (ends || !drawn)) {
    fprintf (stderr, "\r[%.*s%.*s] %u/%u %-40.40s", part, full, WIDTH - part, none, done, total, ends ? "" : what);
    route->drawn = now;
    route->bar = !ends;
    if (ends)
      fprintf (stderr, "\n");
  } else if (!isatty (STDERR_FILENO) && (ends || (gint64) done * 10 / total > route->drawn)) {
    fprintf (stderr, "%u of %u\n", done, total);
    route->drawn = (gint64) done * 10 / total;
  }
}

/* Read from the terminal itself, so that it neither shows nor stands in a list of processes. */
static char *
ask_secret (const char *prompt, gpointer data)
{
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  struct termios before, quiet;
  char line[256];
  gssize n;

  if (fd < 0 || tcgetattr (fd, &before) != 0) {
    if (fd >= 0)
      close (fd);
    return NULL;
  }
  quiet = before;
  quiet.c_lflag &= (tcflag_t) ~ECHO;
  tcsetattr (fd, TCSAFLUSH, &quiet);
  n = write (fd, prompt, strlen (prompt)) < 0 ? -1 : read (fd, line, sizeof line - 1);
  tcsetattr (fd, TCSAFLUSH, &before);
  if (write (fd, "\n", 1) < 0)
    g_debug ("no terminal");
  close (fd);
  char *typed = n > 0 ? g_strndup (line, (gsize) n) : NULL;
  memset (line, 0, sizeof line);
  return typed;
}

static gboolean
on_paused (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
let_others (gpointer data)
{
  gboolean done = FALSE;

  g_timeout_add (100, on_paused, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static GBytes *
run (Route *route, const char *const *words, GError **error)
{
  SfFront front = { .ask = ask_step, .progress = show_progress, .secret = ask_secret, .pause = let_others, .dir = route->dir, .data = route };
  GString *out;
  GBytes *reply;

  route->typed = words;
  if (sf_front_knows (words)) {
    out = g_string_new (NULL);
    sf_front_run (&front, words, out, error);
    reply = g_string_free_to_bytes (out);
  } else {
    reply = ask (route, words, error);
  }
  if (route->bar)
    fprintf (stderr, "\n");
  g_clear_pointer (&route->keeper, sf_keeper_free);
  g_clear_pointer (&route->house, sf_house_close);
  g_clear_pointer (&route->ids, sf_ids_unref);
  g_clear_pointer (&route->clock, sf_clock_unref);
  return reply;
}

GBytes *
sf_ctl_local (const char *dir, const char *const *words, GError **error)
{
  Route route = { .dir = dir, .may_be_offline = TRUE };

  sf_log_setup ("none", SF_LOG_ERROR);
  return run (&route, words, error);
}

GBytes *
sf_ctl_remote (const char *url, const char *const *words, GError **error)
{
  Route route = { .dir = url + strlen ("unix:") };

  if (!g_str_has_prefix (url, "unix:")) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "--server takes unix:DIR, the data folder of a server that runs on this machine");
    return NULL;
  }
  return run (&route, words, error);
}

const char *
sf_ctl_usage (void)
{
  return sf_admin_usage ();
}
