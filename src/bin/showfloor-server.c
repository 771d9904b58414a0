/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "showfloor-server"
#include <glib-unix.h>
#include <malloc.h>
#include <stdio.h>

#include "base/sf-memory.h"
#include "base/sf-secret.h"
#include "bin/sf-server-run.h"

static char *data, *listen_on, *address, *phones, *public_url, *public_ca, *proxy;
static gboolean demo, busy;
static int connections;

static gboolean
on_demo (const char *option, const char *value, gpointer unused, GError **error)
{
  demo = TRUE;
  busy = value != NULL;
  if (!value || g_str_equal (value, "busy"))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--demo or --demo=busy");
  return FALSE;
}

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Folder of the dealership", "DIR" },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &listen_on, "Where to listen; port 0 takes a free one", "HOST:PORT" },
  { "address", 0, 0, G_OPTION_ARG_STRING, &address, "Under which address devices reach it, when that is another", "HOST:PORT" },
  { "public", 0, 0, G_OPTION_ARG_STRING, &phones, "Where the pages for phones listen: plain HTTP, for a proxy on this machine", "HOST:PORT" },
  { "public-url", 0, 0, G_OPTION_ARG_STRING, &public_url, "Under which address phones reach them from outside", "URL" },
  { "public-ca", 0, 0, G_OPTION_ARG_FILENAME, &public_ca, "Authority of that address's certificate, when this machine does not know it", "FILE" },
  { "proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, "Address of that proxy, when it is another machine's", "ADDRESS" },
  { "max-connections", 0, 0, G_OPTION_ARG_INT, &connections, "Connections at once (256)", "N" },
  { "demo", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK, (gpointer) on_demo, "Begin with the demo dealership; busy: in the middle of a day", "busy" },
  { NULL }
};

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

#define FREE_MOST (1024 * 1024)
#define LOOK_S 10

/* What a flood of connections left between two pieces in use goes back to the system, too (malloc_trim(3)). */
static gboolean
on_look (gpointer unused)
{
  struct mallinfo2 held = mallinfo2 ();

  if (held.fordblks > FREE_MOST)
    sf_memory_give_back ();
  return G_SOURCE_CONTINUE;
}

/* EX_IOERR: whoever started it may start it again. */
#define EXIT_FLUSH 74

static int status;

/* A failed flush is not tried again: what is on the disk is known only after opening it anew. */
static void
on_failed (gpointer loop)
{
  status = EXIT_FLUSH;
  g_main_loop_quit (loop);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  sf_keep_memory_private ();
  sf_memory_keep_flat ();
  g_timeout_add_seconds (LOOK_S, on_look, NULL);
  g_option_context_set_summary (context, "The dealer server of Showfloor.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !data || connections < 0) {
    g_printerr ("%s\n", error ? error->message : "--data DIR is needed");
    return 2;
  }
  SfServerRun run = { .data = data, .listen = listen_on ? listen_on : "127.0.0.1:8443", .address = address, .phones = phones, .proxy = proxy, .public_url = public_url, .public_ca = public_ca,
                      .demo = demo, .busy = busy, .connections = (guint) connections, .failed = on_failed, .failed_data = loop };
  if (!sf_server_run_begin (&run, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  printf ("%s\n", run.ready);
  fflush (stdout);
  g_main_loop_run (loop);
  sf_server_run_end (&run);
  return status;
}
