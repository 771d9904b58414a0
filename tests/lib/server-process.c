/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-process.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "craft/sf-code.h"

static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

void
remove_dir (const char *dir)
{
  nftw (dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The first line of standard output; NULL when it ended before. (transfer full) */
static char *
spawn (Server *server, GSubprocessFlags flags)
{
  g_autofree char *program = g_build_filename (SF_BUILD_DIR, "src", "bin", "showfloor-server", NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", server->port), *offset = g_strdup_printf ("%d", server->clock_offset_s);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | flags);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDataInputStream) lines = NULL;

  g_subprocess_launcher_setenv (launcher, "SHOWFLOOR_CLOCK_OFFSET", offset, TRUE);
  server->process = g_subprocess_launcher_spawn (launcher, &error, program, "--data", server->dir, "--listen", address, "--demo", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  return g_data_input_stream_read_line (lines, NULL, NULL, NULL);
}

static void
take_ready (Server *server, const char *line)
{
  g_autoptr(GRegex) regex = g_regex_new ("ready https://127.0.0.1:([0-9]+) ca=([0-9a-f]{64}) server=([0-9a-f]+)", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *port = NULL;

  g_assert_true (g_regex_match (regex, line, 0, &match));
  port = g_match_info_fetch (match, 1);
  server->port = (guint16) g_ascii_strtoull (port, NULL, 10);
  g_free (server->ca);
  g_free (server->id);
  server->ca = g_match_info_fetch (match, 2);
  server->id = g_match_info_fetch (match, 3);
}

void
server_start (Server *server)
{
  g_autofree char *line = spawn (server, G_SUBPROCESS_FLAGS_STDERR_SILENCE);

  g_assert_nonnull (line);
  take_ready (server, line);
}

gboolean
server_try_start (Server *server)
{
  g_autofree char *line = spawn (server, G_SUBPROCESS_FLAGS_STDERR_PIPE), *why = NULL;

  if (line != NULL)
    {
      take_ready (server, line);
      return TRUE;
    }
  /* Told, not fallen over: it exits by itself and says why. */
  g_assert_true (g_subprocess_communicate_utf8 (server->process, NULL, NULL, NULL, &why, NULL));
  g_assert_true (g_subprocess_get_if_exited (server->process));
  g_test_message ("%s", g_strchomp (why));
  g_assert_cmpuint (strlen (why), >, 0);
  g_clear_object (&server->process);
  return FALSE;
}

void
server_kill (Server *server)
{
  g_subprocess_send_signal (server->process, SIGKILL);
  g_assert_true (g_subprocess_wait (server->process, NULL, NULL));
  g_clear_object (&server->process);
}

void
server_init (Server *server)
{
  memset (server, 0, sizeof *server);
  server->dir = g_dir_make_tmp ("sf-server-XXXXXX", NULL);
  server_start (server);
}

void
server_clear (Server *server)
{
  if (server->process != NULL)
    server_kill (server);
  remove_dir (server->dir);
  g_free (server->dir);
  g_free (server->ca);
  g_free (server->id);
}

/* What the tool prints. (transfer full) */
static char *
ctl (Server *server, const char *const *words)
{
  g_autofree char *program = g_build_filename (SF_BUILD_DIR, "src", "bin", "showfloorctl", NULL);
  g_autoptr(GPtrArray) args = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  char *out = NULL;

  g_ptr_array_add (args, program);
  g_ptr_array_add (args, (gpointer) "--data");
  g_ptr_array_add (args, server->dir);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (args, (gpointer) words[i]);
  g_ptr_array_add (args, NULL);
  process = g_subprocess_newv ((const char *const *) args->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  return out;
}

char *
server_new_code (Server *server, const char *role)
{
  const char *words[] = { "pair", "--role", role, "--name", "test", "--json", NULL };
  g_autofree char *out = ctl (server, words);
  const char *at = strstr (out, "\"code\":\"");

  g_assert_nonnull (at);
  return g_strndup (at + strlen ("\"code\":\""), SF_CODE_LEN);
}

/* How many visits with this surname the server has. */
guint
server_exported (Server *server, const char *surname)
{
  const char *words[] = { "export", "visit", NULL };
  g_autofree char *out = ctl (server, words);
  guint n = 0;

  for (const char *at = out; (at = strstr (at, surname)) != NULL; at += strlen (surname))
    n++;
  return n;
}
