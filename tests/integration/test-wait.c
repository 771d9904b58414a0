/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "sf-test-dealer.h"

/* GET /v1/wait of a real server: many devices hear of a change, soon and once. SF_WAITERS sets how many. */
static SfTestDealer *dealer;

typedef struct { SfTestDevice *device; GCancellable *cancel; GInputStream *stream; GDataInputStream *lines; SoupMessage *message; guint heard, tries; char *last; gint64 at; gboolean ended; } Ear;

static gboolean
accept_any (void)
{
  return TRUE;
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Ear *ear = data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  if (!line) {
    ear->ended = TRUE;
    return;
  }
  if (g_str_has_prefix (line, "data: ")) {
    ear->heard++;
    ear->at = g_get_monotonic_time ();
    g_free (ear->last);
    ear->last = g_strdup (line + 6);
  }
  g_data_input_stream_read_line_async (ear->lines, G_PRIORITY_DEFAULT, ear->cancel, on_line, ear);
}

static void
on_stream (GObject *source, GAsyncResult *result, gpointer data)
{
  Ear *ear = data;
  g_autoptr (GError) error = NULL;
  ear->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (error && ear->tries++ < 20) {                      /* hands shaken too slowly on a busy machine: the server let go; a device asks again */
    soup_session_send_async (SOUP_SESSION (source), ear->message, G_PRIORITY_DEFAULT, NULL, on_stream, ear);
    return;
  }
  g_assert_no_error (error);
  ear->lines = g_data_input_stream_new (ear->stream);
  g_data_input_stream_read_line_async (ear->lines, G_PRIORITY_DEFAULT, ear->cancel, on_line, ear);
}

static void
listen_for (Ear *ear, SfTestDevice *device, const char *path)
{
  g_autofree char *url = g_strconcat (dealer->url, path, NULL), *value = g_strconcat ("Bearer ", device->bearer, NULL);
  SoupMessage *message = soup_message_new ("GET", url);
  ear->message = message;
  ear->device = device;
  ear->cancel = g_cancellable_new ();
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_any), NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_session_send_async (dealer->session, message, G_PRIORITY_DEFAULT, NULL, on_stream, ear);
}

static void
ear_clear (Ear *ear)
{
  g_cancellable_cancel (ear->cancel);
  while (!ear->ended)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&ear->cancel);
  g_clear_object (&ear->lines);
  g_clear_object (&ear->stream);
  g_clear_object (&ear->message);
  g_free (ear->last);
}

static void
wait_until (Ear *ears, guint n, guint heard)
{
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  for (guint i = 0; i < n; i++)
    while (ears[i].heard < heard) {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (g_get_monotonic_time (), <, until);
    }
}

static void
push_visit (SfTestDevice *device, const char *number)
{
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  g_autofree char *id = sf_ids_new_uuid (device->ids, clock), *body = sf_test_visit (device, id, number, NULL, NULL), *result = NULL;
  g_assert_cmpuint (sf_test_device_push (device, body, &result), ==, 200);
  g_assert_cmpstr (result, ==, "ok");
}

static gint64
head_of (const Ear *ear)
{
  g_autofree char *head = sf_test_json (ear->last, "heads.dealer");
  return g_ascii_strtoll (head, NULL, 10);
}

/* Anonymous memory of the server, kB. */
static gint64
server_kb (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (dealer->process)), *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_ascii_strtoll (strstr (text, "RssAnon:") + 8, NULL, 10);
}

static void
test_news (void)
{
  const char *wanted = g_getenv ("SF_WAITERS");
  guint n = wanted ? (guint) atoi (wanted) : 50;
  g_autofree Ear *ears = g_new0 (Ear, n);
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "door");
  gint64 worst = 0, kb = 0;

  for (guint i = 0; i < n; i++) {
    listen_for (&ears[i], kiosk, "/v1/wait");
    if (i % 8 == 7)
      wait_until (ears, i + 1, 1);                       /* this process shakes few hands at once */
    if (i == 7)
      kb = server_kb ();
  }
  wait_until (ears, n, 1);                               /* each is told at once where things stand */
  /* Each connection once read the system's list of authorities, 14 MB of it. */
  kb = (server_kb () - kb) / (n - 8);
  g_test_message ("%" G_GINT64_FORMAT " kB of the server for one connection", kb);
  g_assert_cmpint (kb, <, 2048);
  for (guint round = 1; round <= 5; round++) {
    g_autofree char *number = g_strdup_printf ("W%02u", round);
    guint before = ears[0].heard;
    gint64 head = head_of (&ears[0]);
    push_visit (kiosk, number);
    gint64 answered = g_get_monotonic_time ();
    wait_until (ears, n, before + 1);
    for (guint i = 0; i < n; i++) {
      g_assert_cmpint (head_of (&ears[i]), >, head);
      worst = MAX (worst, ears[i].at - answered);
    }
    while (g_main_context_iteration (NULL, FALSE))
      ;
    for (guint i = 1; i < n; i++)
      ears[i].heard = MAX (ears[i].heard, ears[0].heard);
  }
  g_test_message ("%u waiters: the last one had the news %.1f ms after the push was answered", n, (double) worst / 1000);
  g_assert_cmpint (worst, <, 2 * G_USEC_PER_SEC);
  g_autofree char *json = sf_test_ctl (dealer, "status|--json", NULL);
  g_autofree char *waiting = sf_test_json (json, "waiting_connections");
  g_assert_cmpint (atoi (waiting), ==, (int) n);

  /* they go: the server notices without being asked anything */
  for (guint i = 0; i < n; i++)
    ear_clear (&ears[i]);
  soup_session_abort (dealer->session);
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  for (;;) {
    g_autofree char *now = sf_test_ctl (dealer, "status|--json", NULL);
    g_autofree char *left = sf_test_json (now, "waiting_connections");
    if (atoi (left) == 0)
      break;
    g_main_context_iteration (NULL, FALSE);
    g_assert_cmpint (g_get_monotonic_time (), <, until);
  }
}

static void
test_once (void)
{
  Ear ear = { 0 };
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "once");

  listen_for (&ear, kiosk, "/v1/wait?once=1");
  /* it stands among the waiting before anything happens */
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  for (gboolean there = FALSE; !there; ) {
    g_main_context_iteration (NULL, FALSE);
    g_autofree char *json = sf_test_ctl (dealer, "status|--json", NULL), *waiting = sf_test_json (json, "waiting_connections");
    there = atoi (waiting) == 1;
    g_assert_cmpint (g_get_monotonic_time (), <, until);
  }
  g_assert_cmpuint (ear.heard, ==, 0);
  push_visit (kiosk, "Y01");
  while (!ear.ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ear.heard, ==, 1);
  ear_clear (&ear);
}

static void
test_stop (void)
{
  Ear ear = { 0 };
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "stop");

  listen_for (&ear, kiosk, "/v1/wait");
  wait_until (&ear, 1, 1);
  sf_test_dealer_stop (dealer);                          /* somebody who waits holds nobody up */
  while (!ear.ended)
    g_main_context_iteration (NULL, TRUE);
  ear_clear (&ear);
  sf_test_dealer_start (dealer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dealer = sf_test_dealer_new (TRUE);
  sf_test_dealer_start (dealer);
  g_test_add_func ("/server/wait/news", test_news);
  g_test_add_func ("/server/wait/once", test_once);
  g_test_add_func ("/server/wait/stop", test_stop);
  int result = g_test_run ();
  sf_test_dealer_free (dealer);
  return result;
}
