/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * P8: many devices waiting in one server process, through the product's guard and waiters, without TLS as behind a proxy that ends it.
 *
 *   bench-wait serve                          says "port N"; then takes lines: "news GROUP NUMBER", "all NUMBER" (every group), "pss";
 *                                             answers each with its moment, ms of the monotonic clock. GET /ping is another request.
 *   bench-wait hear ADDRESS PORT FIRST N PER  waits PER times in each of the groups FIRST … FIRST + N - 1; says "ready", then for
 *                                             "last COUNT" the moment at which the COUNTth line since the last such question came.
 *   bench-wait ping PORT MS                   for so long one request after another, 2 ms apart; says each one's ms.
 */
#include "config.h"
#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "server/sf-guard.h"
#include "server/sf-waiters.h"

#define MAX_OPEN 19900
#define GROUPS 300

typedef struct { SfGuard *guard; SfWaiters *waiters; } Bench;

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* --- the server ------------------------------------------------------------------------------------------------------ */

static void
on_wait (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  Bench *bench = data;
  const char *group = query != NULL ? g_hash_table_lookup (query, "g") : NULL;
  GSocket *socket = NULL;
  GIOStream *stream;

  g_object_ref (msg);
  soup_server_message_pause (msg);
  stream = sf_guard_steal (bench->guard, msg, &socket);
  if (stream != NULL)
    sf_waiters_add (bench->waiters, group != NULL ? group : "0", stream, socket, "bench", FALSE);
  g_object_unref (msg);
}

static void
on_ping (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  soup_server_message_set_status (msg, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (msg, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

static void
tell (Bench *bench, guint group, const char *number)
{
  g_autofree char *name = g_strdup_printf ("%u", group), *heads = g_strdup_printf ("{\"heads\":{\"dealer\":%s,\"oem\":%s}}", number, number);

  sf_waiters_news (bench->waiters, name, heads);
}

static double
pss_kb (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    return 0;
  return g_ascii_strtod (strstr (text, "\nPss_Anon:") + 10, NULL);
}

static gboolean
on_word (int fd, GIOCondition condition, gpointer data)
{
  Bench *bench = data;
  char line[128];
  g_auto(GStrv) words = NULL;

  if (fgets (line, sizeof line, stdin) == NULL)
    exit (0);
  words = g_strsplit (g_strchomp (line), " ", 3);
  if (strcmp (words[0], "news") == 0)
    {
      printf ("%.3f\n", now_ms ());
      tell (bench, (guint) atoi (words[1]), words[2]);
    }
  else if (strcmp (words[0], "all") == 0)
    {
      printf ("%.3f\n", now_ms ());
      for (guint group = 0; group < GROUPS; group++)
        tell (bench, group, words[1]);
    }
  else
    printf ("%.1f %u\n", pss_kb (), sf_waiters_count (bench->waiters));
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

static int
serve (void)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  SfGuardLimits limits;
  g_autoptr(GError) error = NULL;
  Bench bench = { 0 };

  setvbuf (stdin, NULL, _IONBF, 0);
  sf_guard_limits_init (&limits);
  limits.connections = MAX_OPEN;
  bench.waiters = sf_waiters_new (clock);
  soup_server_add_handler (server, "/wait", on_wait, &bench, NULL);
  soup_server_add_handler (server, "/ping", on_ping, &bench, NULL);
  bench.guard = sf_guard_new (server, clock, &limits);
  if (!sf_guard_listen (bench.guard, "0.0.0.0", 0, NULL, &error))
    g_error ("%s", error->message);
  printf ("port %u\n", sf_guard_get_port (bench.guard));
  fflush (stdout);
  g_unix_fd_add (0, G_IO_IN | G_IO_HUP, on_word, &bench);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}

/* --- those who wait -------------------------------------------------------------------------------------------------- */

static int
dial (const char *address, int port)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  inet_pton (AF_INET, address, &to.sin_addr);
  if (fd < 0 || connect (fd, (struct sockaddr *) &to, sizeof to) != 0)
    g_error ("connect: %s", g_strerror (errno));
  return fd;
}

static void
send_text (int fd, const char *text)
{
  if (write (fd, text, strlen (text)) != (gssize) strlen (text))
    g_error ("write: %s", g_strerror (errno));
}

/* Reads until @n "data:" lines have come on all of them together; the moment of the last. */
static double
hear_lines (int set, guint n)
{
  struct epoll_event events[512];
  double last = 0;

  for (guint heard = 0; heard < n;)
    {
      int ready = epoll_wait (set, events, G_N_ELEMENTS (events), 20000);

      if (ready <= 0)
        g_error ("%u of %u lines came", heard, n);
      for (int i = 0; i < ready; i++)
        {
          char buf[2048];
          gssize got = read (events[i].data.fd, buf, sizeof buf - 1);

          if (got <= 0)
            g_error ("a connection ended");
          buf[got] = '\0';
          for (const char *at = buf; (at = strstr (at, "data: ")) != NULL; at++)
            heard++;
        }
      last = now_ms ();
    }
  return last;
}

static int
hear (const char *address, int port, int first, int n, int per)
{
  int set = epoll_create1 (EPOLL_CLOEXEC);
  char line[128];

  for (int i = 0; i < n * per; i++)
    {
      int fd = dial (address, port);
      struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
      g_autofree char *ask = g_strdup_printf ("GET /wait?g=%d HTTP/1.1\r\nHost: bench\r\n\r\n", first + i / per);

      epoll_ctl (set, EPOLL_CTL_ADD, fd, &event);
      send_text (fd, ask);
      if (i % 500 == 499)
        hear_lines (set, 500);
    }
  if (n * per % 500 != 0)
    hear_lines (set, (guint) (n * per % 500));
  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      printf ("%.3f\n", hear_lines (set, (guint) atoi (line + strlen ("last "))));
      fflush (stdout);
    }
  return 0;
}

static int
ping (int port, double for_ms)
{
  const double until = now_ms () + for_ms;
  int fd = dial ("127.0.0.1", port);

  while (now_ms () < until)
    {
      double before = now_ms ();
      char buf[2048] = "";
      gssize got = 0;

      send_text (fd, "GET /ping HTTP/1.1\r\nHost: bench\r\n\r\n");
      while (strstr (buf, "\r\n\r\n{}") == NULL)
        {
          gssize more = read (fd, buf + got, sizeof buf - 1 - (gsize) got);

          if (more <= 0)
            g_error ("ping: no answer");
          got += more;
          buf[got] = '\0';
        }
      printf ("%.3f\n", now_ms () - before);
      poll (NULL, 0, 2);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 2 && strcmp (argv[1], "serve") == 0)
    return serve ();
  if (argc == 7 && strcmp (argv[1], "hear") == 0)
    return hear (argv[2], atoi (argv[3]), atoi (argv[4]), atoi (argv[5]), atoi (argv[6]));
  if (argc == 4 && strcmp (argv[1], "ping") == 0)
    return ping (atoi (argv[2]), atof (argv[3]));
  fputs ("usage: bench-wait serve | hear ADDRESS PORT FIRST N PER | ping PORT MS\n", stderr);
  return 2;
}
