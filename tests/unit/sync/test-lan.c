/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The direct way between tablet and screen: frames, boxes, and everybody who means no good. Real sockets on this machine. */
#include <string.h>

#include "sync/sf-lan-client.h"
#include "sync/sf-lan-frame.h"
#include "sync/sf-lan-listener.h"

#define SCREEN "01939f6e-8f00-7000-8000-00000000d001"
#define OTHER "01939f6e-8f00-7000-8000-00000000d002"
#define DEADLINE_S 10

typedef struct { SfIds *ids; SfLanListener *listener; SfLanPeer peer; char *address; guint heard; gboolean hold; SfLanCall *held; char *body; } Net;

/* --- a screen ----------------------------------------------------------------------------------------------------------- */

static void
answer (SfLanCall *call)
{
  g_autoptr(SfLanAnswer) told = sf_lan_answer_new ();

  told->what = g_strdup ("programme");
  told->since_ms = 5;
  told->now_ms = 7;
  sf_lan_call_answer (call, told);
}

static void
on_ask (SfLanCall *call, const SfLanAsk *ask, gpointer data)
{
  Net *n = data;

  n->heard++;
  g_free (n->body);
  n->body = g_strdup (ask->body);
  if (n->hold)
    n->held = call;
  else
    answer (call);
}

static void
set_up (Net *n, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  memset (n, 0, sizeof *n);
  n->ids = sf_ids_new_system ();
  n->listener = sf_lan_listener_new (n->ids, 0, on_ask, n, &error);
  g_assert_no_error (error);
  n->address = g_strdup_printf ("127.0.0.1:%u", sf_lan_listener_get_port (n->listener));
  n->peer.address = n->address;
  n->peer.display_id = SCREEN;
  sf_ids_fill (n->ids, n->peer.key, sizeof n->peer.key);
  sf_lan_listener_set_key (n->listener, SCREEN, n->peer.key);
}

static void
tear_down (Net *n, gconstpointer data)
{
  g_clear_pointer (&n->listener, sf_lan_listener_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sf_ids_unref (n->ids);
  g_free (n->address);
  g_free (n->body);
}

/* --- waiting ------------------------------------------------------------------------------------------------------------ */

static gboolean
too_late (gpointer what)
{
  g_error ("still waiting for %s", (const char *) what);
  return G_SOURCE_REMOVE;
}

#define wait_for(condition) \
  G_STMT_START { \
    guint late = g_timeout_add_seconds (DEADLINE_S, too_late, (gpointer) #condition); \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (late); \
  } G_STMT_END

static void
take_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static SfLanAnswer *
ask (const SfLanPeer *peer, const char *act, const char *body, GError **error)
{
  g_autoptr(SfLanAsk) message = sf_lan_ask_new ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GAsyncResult) result = NULL;

  message->act = g_strdup (act);
  message->body = g_strdup (body);
  sf_lan_ask_async (peer, message, ids, NULL, take_result, &result);
  wait_for (result != NULL);
  return sf_lan_ask_finish (result, error);
}

/* --- raw sockets -------------------------------------------------------------------------------------------------------- */

static GSocketConnection *
connect_raw (Net *n)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_connect_to_host_async (client, n->address, 0, NULL, take_result, &result);
  wait_for (result != NULL);
  connection = g_socket_client_connect_to_host_finish (client, result, &error);
  g_assert_no_error (error);
  return connection;
}

/* The next frame, NULL when the other side closed. */
static GBytes *
read_raw (GSocketConnection *connection)
{
  g_autoptr(GAsyncResult) result = NULL;
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));

  sf_lan_read_async (in, NULL, take_result, &result);
  wait_for (result != NULL);
  return sf_lan_read_finish (in, result, NULL);
}

static void
write_raw (GSocketConnection *connection, gconstpointer data, gsize size)
{
  g_autoptr(GAsyncResult) result = NULL;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  g_output_stream_write_all_async (out, data, size, G_PRIORITY_DEFAULT, NULL, take_result, &result);
  wait_for (result != NULL);
  g_output_stream_write_all_finish (out, result, NULL, NULL);
}

static GBytes *
question (Net *n, GBytes *greeting, const char *display, const guint8 *key)
{
  g_autoptr(SfLanAsk) message = sf_lan_ask_new ();
  g_autofree char *json = NULL, *bound = NULL;
  guint8 fresh[SF_LAN_FRESH];

  message->act = g_strdup ("state");
  json = sf_lan_ask_to_json (message);
  g_assert_true (sf_lan_greeting_read (greeting, fresh));
  bound = sf_lan_bound ("ask", display, fresh);
  return sf_box_seal (key, bound, json, strlen (json), n->ids);
}

/* Sends @size bytes as they are after the greeting; whoever listens closes without a word and has heard nothing. */
static void
expect_dropped (Net *n, gconstpointer data, gsize size)
{
  g_autoptr(GSocketConnection) connection = connect_raw (n);
  g_autoptr(GBytes) greeting = read_raw (connection), reply = NULL;
  guint before = n->heard;

  g_assert_nonnull (greeting);
  if (size > 0)
    write_raw (connection, data, size);
  reply = read_raw (connection);
  g_assert_null (reply);
  g_assert_cmpuint (n->heard, ==, before);
}

static void
expect_box_dropped (Net *n, GBytes *box)
{
  g_autoptr(GBytes) frame = sf_lan_frame_pack (box);

  expect_dropped (n, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
}

/* --- tests -------------------------------------------------------------------------------------------------------------- */

static void
test_round (Net *n, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SfLanAnswer) state = ask (&n->peer, "state", NULL, &error), push = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (state->what, ==, "programme");
  g_assert_cmpint (state->now_ms, ==, 7);
  push = ask (&n->peer, "push", "{}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (n->body, ==, "{}");
  g_assert_cmpuint (n->heard, ==, 2);
}

static void
test_keys (Net *n, gconstpointer data)
{
  SfLanPeer foreign = n->peer, other = n->peer;
  g_autoptr(SfLanAnswer) none = NULL, still = NULL;

  foreign.key[31] ^= 1;
  g_assert_null (ask (&foreign, "state", NULL, NULL));
  other.display_id = OTHER;
  g_assert_null (ask (&other, "state", NULL, NULL));
  g_assert_cmpuint (n->heard, ==, 0);
  still = ask (&n->peer, "state", NULL, NULL);
  g_assert_nonnull (still);
  /* Without a key nobody is heard; with another only those who have it. */
  sf_lan_listener_set_key (n->listener, SCREEN, NULL);
  g_assert_null (ask (&n->peer, "state", NULL, NULL));
  sf_lan_listener_set_key (n->listener, SCREEN, foreign.key);
  g_assert_null (ask (&n->peer, "state", NULL, NULL));
  none = ask (&foreign, "state", NULL, NULL);
  g_assert_nonnull (none);
}

/* A recording, played again; the right box with one bit changed; one for another screen. */
static void
test_replay (Net *n, gconstpointer data)
{
  g_autoptr(GSocketConnection) connection = connect_raw (n);
  g_autoptr(GBytes) greeting = read_raw (connection), box = question (n, greeting, SCREEN, n->peer.key), frame = sf_lan_frame_pack (box), reply = NULL;

  write_raw (connection, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
  reply = read_raw (connection);
  g_assert_nonnull (reply);
  g_assert_cmpuint (n->heard, ==, 1);
  expect_box_dropped (n, box);
  {
    g_autoptr(GSocketConnection) second = connect_raw (n);
    g_autoptr(GBytes) hello = read_raw (second), mine = question (n, hello, SCREEN, n->peer.key), cut = NULL, silence = NULL;
    g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (mine, NULL), g_bytes_get_size (mine));

    bytes[30] ^= 4;
    cut = g_bytes_new (bytes, g_bytes_get_size (mine));
    frame = (g_bytes_unref (frame), sf_lan_frame_pack (cut));
    write_raw (second, g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
    silence = read_raw (second);
    g_assert_null (silence);
  }
  g_assert_cmpuint (n->heard, ==, 1);
}

static void
test_rubbish (Net *n, gconstpointer data)
{
  static const guint8 huge[] = { 0x00, 0x00, 0x40, 0x01, 'x' }, zero[] = { 0, 0, 0, 0 }, most[] = { 0xff, 0xff, 0xff, 0xff };
  static const char http[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  g_autofree guint8 *noise = g_malloc (8192);
  g_autoptr(SfLanAnswer) still = NULL;

  sf_ids_fill (n->ids, noise, 8192);
  noise[0] = noise[1] = 0;
  noise[2] = 0x10;
  expect_dropped (n, huge, sizeof huge);
  expect_dropped (n, zero, sizeof zero);
  expect_dropped (n, most, sizeof most);
  expect_dropped (n, http, strlen (http));
  expect_dropped (n, noise, 8192);
  /* Nothing at all: dropped when its time is over. */
  expect_dropped (n, NULL, 0);
  still = ask (&n->peer, "state", NULL, NULL);
  g_assert_nonnull (still);
}

/* As many as come: sixteen are greeted, the rest is shut out; when they have gone the next is heard. */
static void
test_crowd (Net *n, gconstpointer data)
{
  g_autoptr(GPtrArray) crowd = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(SfLanAnswer) later = NULL;
  guint greeted = 0;

  for (guint i = 0; i < SF_LAN_CONNECTIONS + 4; i++) {
    GSocketConnection *one = connect_raw (n);
    g_autoptr(GBytes) greeting = read_raw (one);

    greeted += greeting != NULL;
    g_ptr_array_add (crowd, one);
  }
  g_assert_cmpuint (greeted, ==, SF_LAN_CONNECTIONS);
  g_ptr_array_set_size (crowd, 0);
  for (guint i = 0; i < 200 && later == NULL; i++)
    later = ask (&n->peer, "state", NULL, NULL);
  g_assert_nonnull (later);
}

/* The one who asks waits two seconds and no more; a screen that answers later answers nobody, and one that is gone neither. */
static void
test_patience (Net *n, gconstpointer data)
{
  gint64 begun = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL, unreachable = NULL, name = NULL;
  SfLanPeer named = n->peer;

  n->hold = TRUE;
  g_assert_null (ask (&n->peer, "state", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 1900000);
  answer (n->held);
  n->held = NULL;
  named.address = "screen.example:4000";
  g_assert_null (ask (&named, "state", NULL, &name));
  g_assert_error (name, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_pointer (&n->listener, sf_lan_listener_free);
  g_assert_null (ask (&n->peer, "state", NULL, &unreachable));
  g_assert_error (unreachable, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* The screen goes while somebody is being heard. */
static void
test_gone (Net *n, gconstpointer data)
{
  g_autoptr(SfLanAsk) message = sf_lan_ask_new ();
  g_autoptr(GAsyncResult) result = NULL;

  n->hold = TRUE;
  message->act = g_strdup ("state");
  sf_lan_ask_async (&n->peer, message, n->ids, NULL, take_result, &result);
  wait_for (n->held != NULL);
  g_clear_pointer (&n->listener, sf_lan_listener_free);
  answer (n->held);
  wait_for (result != NULL);
  g_assert_null (sf_lan_ask_finish (result, NULL));
}

/* The same port after a restart, so that what tablets know stays true; another when it is taken. */
static void
test_port (Net *n, gconstpointer data)
{
  guint port = sf_lan_listener_get_port (n->listener);
  g_autoptr(SfLanListener) second = sf_lan_listener_new (n->ids, port, on_ask, n, NULL), third = NULL;

  g_assert_cmpuint (sf_lan_listener_get_port (second), !=, port);
  g_clear_pointer (&n->listener, sf_lan_listener_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  third = sf_lan_listener_new (n->ids, port, on_ask, n, NULL);
  g_assert_cmpuint (sf_lan_listener_get_port (third), ==, port);
}

/* However a frame is cut into pieces it is the same frame. */
static void
test_frames (void)
{
  static const char text[] = "a frame";
  g_autoptr(GBytes) body = g_bytes_new_static (text, sizeof text), packed = sf_lan_frame_pack (body);
  const guint8 *bytes = g_bytes_get_data (packed, NULL);
  gsize size = g_bytes_get_size (packed);

  for (gsize step = 1; step <= size; step++) {
    SfLanFrame frame = { 0 };
    g_autoptr(GBytes) whole = NULL;

    for (gsize at = 0; at < size; at += step) {
      g_assert_null (whole);
      g_assert_true (sf_lan_frame_feed (&frame, bytes + at, MIN (step, size - at), &whole, NULL));
    }
    g_assert_true (g_bytes_equal (whole, body));
    sf_lan_frame_clear (&frame);
  }
}

#define ADD(path, test) g_test_add ("/lan/" path, Net, NULL, set_up, test, tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lan/frames", test_frames);
  ADD ("round", test_round);
  ADD ("keys", test_keys);
  ADD ("replay", test_replay);
  ADD ("rubbish", test_rubbish);
  ADD ("crowd", test_crowd);
  ADD ("patience", test_patience);
  ADD ("gone", test_gone);
  ADD ("port", test_port);
  return g_test_run ();
}
