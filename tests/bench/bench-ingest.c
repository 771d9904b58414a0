/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * P7: what the real server takes in from many devices at once, over TLS, signed in, chained, validated, durable before each answer.
 *
 *   bench-ingest CLIENTS POSTS BATCH      each client sends POSTS pushes of BATCH visits over one connection, made before the clock
 *                                         starts. One JSON line: visits a second, p50 and p99 of a request in ms, the server's CPU time for one
 *                                         visit in us, its peak memory.
 */
#include "config.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sf-test-dealer.h"

typedef struct {
  SfTestDealer *dealer;
  SfTestDevice *device;
  GPtrArray *posts;        /* whole requests */
  GArray *ms;              /* of each answer */
  GSocketConnection *connection;
} Client;

static pthread_barrier_t all_connected;

static void
add_visit (Client *client, SfPush *push, SfClock *clock)
{
  SfPushItem *item = g_new0 (SfPushItem, 1);
  g_autofree char *id = sf_ids_new_uuid (client->device->ids, clock);

  item->mid = ++client->device->mid;
  item->st = sf_clock_wall_ms (clock) << 16;
  item->clk = g_strdup ("ok");
  item->body = g_strdup_printf ("{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":\"A12\",\"purpose\":\"browse\",\"before\":\"first\",\"lang\":\"zh_CN\","
                                "\"at\":%" G_GINT64_FORMAT ",\"day\":\"2026-11-22\",\"device\":\"%s\",\"surname\":\"王\",\"title\":\"mr\"}}",
                                id, sf_clock_wall_ms (clock), client->device->id);
  sf_link (client->device->last_h, item->body, strlen (item->body), item->h);
  memcpy (client->device->last_h, item->h, SF_LINK_LEN);
  g_ptr_array_add (push->items, item);
}

static void
prepare (Client *client, guint posts, guint batch, SfClock *clock)
{
  client->posts = g_ptr_array_new_with_free_func (g_free);
  client->ms = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < posts; i++)
    {
      g_autoptr(SfPush) push = sf_push_new ();
      g_autofree char *json = NULL;

      push->inc = client->device->inc;
      push->floor = 1;
      for (guint n = 0; n < batch; n++)
        add_visit (client, push, clock);
      json = sf_push_to_json (push);
      g_ptr_array_add (client->posts, g_strdup_printf ("POST /v1/push HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
                                                       "Content-Length: %zu\r\n\r\n%s", client->device->bearer, strlen (json), json));
    }
}

static gboolean
accept_any (void)
{
  return TRUE;
}

static void
on_event (GSocketClient *client, GSocketClientEvent event, GSocketConnectable *to, GIOStream *stream, gpointer data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_any), NULL);
}

static void
dial (Client *client)
{
  g_autoptr(GSocketClient) maker = g_socket_client_new ();
  g_autoptr(GError) error = NULL;

  g_socket_client_set_tls (maker, TRUE);
  g_signal_connect (maker, "event", G_CALLBACK (on_event), NULL);
  client->connection = g_socket_client_connect_to_host (maker, "127.0.0.1", client->dealer->port, NULL, &error);
  if (client->connection == NULL)
    g_error ("%s", error->message);
}

/* Reads one answer; it must be a 200. */
static void
read_answer (GInputStream *in)
{
  g_autoptr(GString) all = g_string_new (NULL);
  char buf[65536];
  const char *body = NULL, *length;

  for (;;)
    {
      gssize n = g_input_stream_read (in, buf, sizeof buf, NULL, NULL);

      if (n <= 0)
        g_error ("the server hung up");
      g_string_append_len (all, buf, n);
      body = strstr (all->str, "\r\n\r\n");
      length = body != NULL ? strcasestr (all->str, "content-length: ") : NULL;
      if (length != NULL && all->len - (gsize) (body + 4 - all->str) >= (gsize) atoi (length + 16))
        break;
    }
  if (!g_str_has_prefix (all->str, "HTTP/1.1 200") || strstr (body, "\"need\"") != NULL)
    g_error ("%.*s", 200, all->str);
}

static gpointer
run_client (gpointer data)
{
  Client *client = data;
  GOutputStream *out;

  dial (client);
  out = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));
  pthread_barrier_wait (&all_connected);
  for (guint i = 0; i < client->posts->len; i++)
    {
      const char *post = client->posts->pdata[i];
      gint64 before = g_get_monotonic_time ();
      double ms;

      if (!g_output_stream_write_all (out, post, strlen (post), NULL, NULL, NULL))
        g_error ("the server hung up");
      read_answer (g_io_stream_get_input_stream (G_IO_STREAM (client->connection)));
      ms = (double) (g_get_monotonic_time () - before) / 1000;
      g_array_append_val (client->ms, ms);
    }
  return NULL;
}

static int
by_value (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
peak_mb (SfTestDealer *dealer)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (dealer->process)), *text = NULL;
  const char *at = g_file_get_contents (path, &text, NULL, NULL) ? strstr (text, "VmHWM:") : NULL;

  return at != NULL ? g_ascii_strtod (at + 6, NULL) / 1024 : 0;
}

/* User and kernel time of the server so far, s. */
static double
cpu_s (SfTestDealer *dealer)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat", g_subprocess_get_identifier (dealer->process)), *text = NULL;
  unsigned long user = 0, kernel = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL)
      || sscanf (strrchr (text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2)
    return 0;
  return (double) (user + kernel) / (double) sysconf (_SC_CLK_TCK);
}

static void
report (Client *clients, guint n, guint batch, double seconds, double cpu, double mb)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < n; i++)
    g_array_append_vals (all, clients[i].ms->data, clients[i].ms->len);
  g_array_sort (all, by_value);
  printf ("{\"per_s\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"cpu_us\":%.1f,\"peak_mb\":%.1f}\n", all->len * batch / seconds, g_array_index (all, double, all->len / 2),
          g_array_index (all, double, all->len * 99 / 100), cpu * 1e6 / (all->len * batch), mb);
}

int
main (int argc, char **argv)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfTestDealer) dealer = NULL;
  g_autofree Client *clients = NULL;
  g_autoptr(GPtrArray) threads = g_ptr_array_new ();
  double seconds, cpu;
  gint64 start;
  guint n, batch;

  if (argc != 4)
    return 2;
  n = (guint) atoi (argv[1]);
  batch = (guint) atoi (argv[3]);
  dealer = sf_test_dealer_new (TRUE);
  sf_test_dealer_start (dealer);
  clients = g_new0 (Client, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("bench %u", i);

      clients[i].dealer = dealer;
      clients[i].device = sf_test_device_pair (dealer, "tablet", name);
      prepare (&clients[i], (guint) atoi (argv[2]), batch, clock);
    }
  pthread_barrier_init (&all_connected, NULL, n + 1);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (threads, g_thread_new ("client", run_client, &clients[i]));
  cpu = cpu_s (dealer);
  pthread_barrier_wait (&all_connected);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    g_thread_join (threads->pdata[i]);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  report (clients, n, batch, seconds, cpu_s (dealer) - cpu, peak_mb (dealer));
  return 0;
}
