/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-dealer.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "craft/sf-code.h"
#include "craft/sf-trust.h"
#include "model/sf-assign.h"
#include "server/sf-session.h"

static gboolean
accept_any (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer data)
{
  return TRUE;
}

SfTestDealer *
sf_test_dealer_new (gboolean demo)
{
  g_autoptr (GError) error = NULL;
  SfTestDealer *self = g_new0 (SfTestDealer, 1);
  g_autofree char *tmp = g_dir_make_tmp ("sf-dealer-XXXXXX", &error);

  g_assert_no_error (error);
  self->dir = g_build_filename (tmp, "data", NULL);
  self->demo = demo;
  self->session = soup_session_new_with_options ("timeout", 30, "max-conns", 600, "max-conns-per-host", 600, NULL);
  return self;
}

static GSubprocessLauncher *
launcher (SfTestDealer *self, GSubprocessFlags flags)
{
  GSubprocessLauncher *l = g_subprocess_launcher_new (flags);
  g_autofree char *offset = g_strdup_printf ("%" G_GINT64_FORMAT, self->clock_offset_s);
  g_subprocess_launcher_setenv (l, "SHOWFLOOR_CLOCK_OFFSET", offset, TRUE);
  g_subprocess_launcher_unsetenv (l, "JOURNAL_STREAM");
  return l;
}

/* A test that aborts leaves no server behind. */
static void
end_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
sf_test_dealer_start (SfTestDealer *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) l = launcher (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autofree char *log = g_strconcat (self->dir, ".log", NULL);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autofree char *pages = g_strdup_printf ("127.0.0.1:%u", self->pages);
  g_auto (GStrv) more = self->words ? g_strsplit (self->words, "\n", -1) : NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  int fd = g_open (log, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);

  g_subprocess_launcher_take_stderr_fd (l, fd);
  g_subprocess_launcher_set_child_setup (l, end_with_parent, NULL, NULL);
  const char *const words[] = { g_getenv ("SHOWFLOOR_SERVER"), "--data", self->dir, "--listen", listen };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  if (self->demo)
    g_ptr_array_add (argv, (gpointer) "--demo");
  if (self->pages) {
    g_ptr_array_add (argv, (gpointer) "--public");
    g_ptr_array_add (argv, pages);
  }
  for (guint i = 0; more && more[i] && *more[i]; i++)
    g_ptr_array_add (argv, more[i]);
  g_ptr_array_add (argv, NULL);
  self->process = g_subprocess_launcher_spawnv (l, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_free (self->ready);
  self->ready = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->ready);
  g_assert_true (g_str_has_prefix (self->ready, "showfloor-server ready https://127.0.0.1:"));
  self->port = (guint16) g_ascii_strtoull (self->ready + strlen ("showfloor-server ready https://127.0.0.1:"), NULL, 10);
  g_free (self->url);
  self->url = g_strdup_printf ("https://127.0.0.1:%u", self->port);
}

void
sf_test_dealer_kill (SfTestDealer *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  soup_session_abort (self->session);
}

void
sf_test_dealer_stop (SfTestDealer *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  g_clear_object (&self->process);
  soup_session_abort (self->session);
}

static void
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

void
sf_test_dealer_free (SfTestDealer *self)
{
  if (self->process)
    sf_test_dealer_kill (self);
  g_autofree char *parent = g_path_get_dirname (self->dir);
  remove_tree (parent);
  g_object_unref (self->session);
  g_free (self->dir);
  g_free (self->url);
  g_free (self->ready);
  g_free (self);
}

char *
sf_test_dealer_log (SfTestDealer *self)
{
  g_autofree char *path = g_strconcat (self->dir, ".log", NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

char *
sf_test_ctl (SfTestDealer *self, const char *words, char **error_out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) l = launcher (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *line = g_strdup_printf ("%s|--data|%s|%s", g_getenv ("SHOWFLOORCTL"), self->dir, words);
  g_auto (GStrv) argv = g_strsplit (line, "|", 0);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (l, (const char *const *) argv, &error);
  g_autofree char *err = NULL;
  char *out = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error));
  if (!error_out && !g_subprocess_get_successful (process))
    g_error ("showfloorctl %s: %s%s", words, out, err);
  if (error_out)
    *error_out = g_steal_pointer (&err);
  return out;
}

char *
sf_test_json (const char *json, const char *path)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);
  g_auto (GStrv) parts = g_strsplit (path, ".", 0);
  JsonNode *node = root;

  for (guint i = 0; node && parts[i]; i++) {
    if (JSON_NODE_HOLDS_OBJECT (node))
      node = json_object_get_member (json_node_get_object (node), parts[i]);
    else
      node = JSON_NODE_HOLDS_ARRAY (node) && (guint) atoi (parts[i]) < json_array_get_length (json_node_get_array (node))
             ? json_array_get_element (json_node_get_array (node), (guint) atoi (parts[i])) : NULL;
  }
  if (!node)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

static SoupMessage *
make_message (SfTestDealer *self, const char *method, const char *path, const char *bearer, const char *body)
{
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  SoupMessage *message = soup_message_new (method, url);

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_any), NULL);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (bearer) {
    g_autofree char *value = g_strconcat ("Bearer ", bearer, NULL);
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  }
  if (body) {
    g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
    soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  }
  return message;
}

guint
sf_test_request (SfTestDealer *self, const char *method, const char *path, const char *bearer, const char *body, char **reply)
{
  g_autoptr (SoupMessage) message = make_message (self, method, path, bearer, body);
  g_autoptr (GBytes) bytes = soup_session_send_and_read (self->session, message, NULL, NULL);

  if (reply)
    *reply = bytes && g_bytes_get_size (bytes) > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");
  return bytes ? soup_message_get_status (message) : 0;
}

guint
sf_test_device_enrol (SfTestDealer *dealer, const char *code, SfKey *key, char **reply)
{
  g_autoptr (SfEnrolRequest) request = sf_enrol_request_new ();
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfClock) clock = sf_clock_new_system ();

  request->code = g_strdup (code);
  request->device_id = sf_ids_new_uuid (ids, clock);
  request->app = g_strdup ("test");
  sf_key_get_public (key, request->key);
  g_autofree char *json = sf_enrol_request_to_json (request);
  return sf_test_request (dealer, "POST", "/v1/enrol", NULL, json, reply);
}

SfTestDevice *
sf_test_device_pair (SfTestDealer *dealer, const char *role, const char *name)
{
  SfTestDevice *self = g_new0 (SfTestDevice, 1);
  g_autofree char *words = g_strdup_printf ("pair|--role|%s|--name|%s|--json", role, name);
  g_autofree char *json = sf_test_ctl (dealer, words, NULL);
  g_autofree char *code = sf_test_json (json, "code");
  g_autofree char *reply = NULL;

  self->dealer = dealer;
  self->ids = sf_ids_new_system ();
  self->key = sf_key_new (self->ids);
  self->inc = 1 + sf_ids_u32 (self->ids) % 100000;
  self->role = sf_role_parse (role);
  g_assert_cmpuint (sf_test_device_enrol (dealer, code, self->key, &reply), ==, 200);
  self->id = sf_test_json (reply, "dev");
  g_assert_nonnull (self->id);
  g_assert_cmpuint (sf_test_device_session (self), ==, 200);
  return self;
}

guint
sf_test_device_session (SfTestDevice *self)
{
  g_autoptr (SfSessionRequest) request = sf_session_request_new ();
  g_autofree char *reply = NULL, *second = NULL;
  guint8 leaf[32], digest[32];

  request->device_id = g_strdup (self->id);
  request->inc = self->inc;
  g_autofree char *first = sf_session_request_to_json (request);
  g_autoptr (SoupMessage) message = make_message (self->dealer, "POST", "/v1/session", NULL, first);
  g_autoptr (GBytes) bytes = soup_session_send_and_read (self->dealer->session, message, NULL, NULL);
  if (!bytes || soup_message_get_status (message) != 200)
    return bytes ? soup_message_get_status (message) : 0;
  reply = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_true (sf_trust_leaf_sha256 (soup_message_get_tls_peer_certificate (message), leaf));
  request->nonce = sf_test_json (reply, "nonce");
  g_free (self->epoch);
  self->epoch = sf_test_json (reply, "epoch");
  sf_session_digest (request->nonce, self->id, self->inc, self->epoch, leaf, digest);
  sf_key_sign (self->key, digest, sizeof digest, request->signature);
  request->has_signature = TRUE;
  g_autofree char *json = sf_session_request_to_json (request);
  guint status = sf_test_request (self->dealer, "POST", "/v1/session", NULL, json, &second);
  g_free (self->bearer);
  self->bearer = status == 200 ? sf_test_json (second, "token") : NULL;
  return status;
}

guint
sf_test_device_push (SfTestDevice *self, const char *body, char **result)
{
  g_autoptr (SfPush) push = sf_push_new ();
  SfPushItem *item = g_new0 (SfPushItem, 1);
  g_autofree char *reply = NULL;

  push->inc = self->inc;
  push->floor = 1;
  item->mid = self->mid + 1;
  item->st = (g_get_real_time () / 1000 + self->dealer->clock_offset_s * 1000) << 16;   /* else whatever the server wrote were later */
  item->clk = g_strdup ("ok");
  item->body = g_strdup (body);
  sf_link (self->last_h, body, strlen (body), item->h);
  g_ptr_array_add (push->items, item);
  g_autofree char *json = sf_push_to_json (push);
  guint status = sf_test_request (self->dealer, "POST", "/v1/push", self->bearer, json, &reply);
  if (status == 200) {
    self->mid++;
    memcpy (self->last_h, item->h, SF_LINK_LEN);
  }
  if (result) {
    g_autofree char *code = status == 200 ? sf_test_json (reply, "r.0.code") : NULL;
    *result = code ? g_steal_pointer (&code) : status == 200 ? sf_test_json (reply, "r.0.st") : g_steal_pointer (&reply);
  }
  return status;
}

guint
sf_test_device_pull (SfTestDevice *self, const char *bucket, char **lines)
{
  g_autoptr (SfPull) pull = sf_pull_new ();
  g_autoptr (GString) all = g_string_new (NULL);
  gboolean more = TRUE;
  guint status = 200;

  pull->bucket = g_strdup (bucket);
  pull->limit = SF_MAX_PULL_ROWS;
  while (more && status == 200) {
    g_autofree char *json = sf_pull_to_json (pull), *reply = NULL;
    status = sf_test_request (self->dealer, "POST", "/v1/pull", self->bearer, json, &reply);
    g_autoptr (SfRowPage) page = status == 200 ? sf_row_page_from_json (reply, strlen (reply), NULL) : NULL;
    g_string_append (all, reply);
    more = page && page->more;
    if (page)
      pull->token = page->token;
    pull->has_token = TRUE;
  }
  if (lines)
    *lines = g_strdup (all->str);
  return status;
}

void
sf_test_device_free (SfTestDevice *self)
{
  sf_key_free (self->key);
  sf_ids_unref (self->ids);
  g_free (self->id);
  g_free (self->bearer);
  g_free (self->epoch);
  g_free (self);
}

char *
sf_test_visit (SfTestDevice *self, const char *id, const char *number, const char *surname, const char *phone)
{
  gint64 now = g_get_real_time () / 1000 + self->dealer->clock_offset_s * 1000;
  int minute;
  g_autofree char *day = sf_day_of (now, "Asia/Shanghai", &minute);
  g_autoptr (GString) extra = g_string_new (NULL);

  if (surname)
    g_string_append_printf (extra, ",\"surname\":\"%s\",\"title\":\"mr\"", surname);
  if (phone)
    g_string_append_printf (extra, ",\"phone\":\"%s\"", phone);
  return g_strdup_printf ("{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":\"%s\",\"purpose\":\"see\",\"before\":\"first\",\"lang\":\"zh_CN\","
                          "\"at\":%" G_GINT64_FORMAT ",\"day\":\"%s\",\"device\":\"%s\"%s}}", id, number, now, day, self->id, extra->str);
}
