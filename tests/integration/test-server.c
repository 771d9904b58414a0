/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sf-test-dealer.h"

/* A real server process on loopback, spoken to as devices do. The dealership is shared by the tests; each brings its own devices. */
static SfTestDealer *dealer;

static gboolean
accept_any (void)
{
  return TRUE;
}

static char *
new_id (SfTestDevice *device)
{
  g_autoptr (SfClock) clock = sf_clock_new_system ();
  return sf_ids_new_uuid (device->ids, clock);
}

static gint64
count_of (const char *kind)
{
  g_autofree char *json = sf_test_ctl (dealer, "status|--json", NULL);
  g_autofree char *path = g_strconcat ("records.", kind, NULL);
  g_autofree char *n = sf_test_json (json, path);
  return g_ascii_strtoll (n, NULL, 10);
}

static char *
records_now (void)
{
  g_autofree char *json = sf_test_ctl (dealer, "status|--json", NULL);
  return sf_test_json (json, "records");
}

static void
test_visit (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "door");
  g_autofree char *id = new_id (kiosk), *body = sf_test_visit (kiosk, id, "A01", "王", NULL), *result = NULL, *lines = NULL;
  g_autofree char *bucket = g_strconcat ("dev:", kiosk->id, NULL);
  gint64 before = count_of ("visit");

  g_assert_cmpuint (sf_test_device_push (kiosk, body, &result), ==, 200);
  g_assert_cmpstr (result, ==, "ok");
  g_assert_cmpint (count_of ("visit"), ==, before + 1);
  g_assert_cmpuint (sf_test_device_pull (kiosk, bucket, &lines), ==, 200);
  g_assert_nonnull (strstr (lines, "\"ticket\""));
  g_assert_nonnull (strstr (lines, id));
  g_assert_null (strstr (lines, "\"visit_status\""));

  g_autoptr (SfTestDevice) tablet = sf_test_device_pair (dealer, "tablet", "desk");
  g_autofree char *crm = NULL;
  g_assert_cmpuint (sf_test_device_pull (tablet, "crm", &crm), ==, 200);
  g_assert_nonnull (strstr (crm, id));
  g_assert_nonnull (strstr (crm, "\"assignment\""));
}

static void
test_pairing (void)
{
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfKey) key = sf_key_new (ids);
  g_autofree char *json = sf_test_ctl (dealer, "pair|--role|kiosk|--name|x|--json", NULL);
  g_autofree char *code = sf_test_json (json, "code");
  char *reply = NULL;
  static const struct { const char *code; guint status; } wrong[] = { { "", 403 }, { "0000000000", 403 }, { "'; DROP TABLE account;--", 403 } };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_cmpuint (sf_test_device_enrol (dealer, wrong[i].code, key, NULL), ==, wrong[i].status);
  g_assert_cmpuint (sf_test_device_enrol (dealer, code, key, &reply), ==, 200);
  g_autofree char *role = sf_test_json (reply, "role"), *sas = sf_test_json (reply, "sas");
  g_assert_cmpstr (role, ==, "kiosk");
  g_assert_cmpuint (strlen (sas), ==, 6);
  g_clear_pointer (&reply, g_free);
  g_assert_cmpuint (sf_test_device_enrol (dealer, code, key, &reply), ==, 403);
  g_assert_cmpstr (reply, ==, "{\"code\":\"used\"}");
  g_clear_pointer (&reply, g_free);

  /* five wrong tries at a slot, and the right code is of no more use */
  g_autofree char *second = sf_test_ctl (dealer, "pair|--role|kiosk|--name|y|--json", NULL);
  g_autofree char *right = sf_test_json (second, "code");
  g_autofree char *bad = g_strdup (right);
  bad[9] = bad[9] == '7' ? '8' : '7';
  for (guint i = 0; i < 5; i++) {
    g_assert_cmpuint (sf_test_device_enrol (dealer, bad, key, NULL), ==, 403);
  }
  g_assert_cmpuint (sf_test_device_enrol (dealer, right, key, &reply), ==, 403);
  g_assert_cmpstr (reply, ==, "{\"code\":\"tries\"}");
  g_free (reply);
}

static void
test_expired (void)
{
  g_autoptr (SfTestDealer) own = sf_test_dealer_new (FALSE);
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfKey) key = sf_key_new (ids);
  g_autofree char *reply = NULL, *said = NULL;

  sf_test_dealer_start (own);
  g_autofree char *json = sf_test_ctl (own, "pair|--role|tablet|--name|x|--json", NULL);
  g_autofree char *code = sf_test_json (json, "code");
  sf_test_dealer_stop (own);
  own->clock_offset_s = 601;                                  /* ten minutes and a second later */
  sf_test_dealer_start (own);
  g_assert_cmpuint (sf_test_device_enrol (own, code, key, &reply), ==, 403);
  g_assert_cmpstr (reply, ==, "{\"code\":\"expired\"}");
  /* many guesses from one address are slowed down */
  guint status = 0;
  for (guint i = 0; i < 25; i++)
    status = sf_test_device_enrol (own, "1111111111", key, NULL);
  g_assert_cmpuint (status, ==, 429);
}

static void
test_session (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "session");
  g_autoptr (SfSessionRequest) request = sf_session_request_new ();
  g_autofree char *nonce = g_strdup_printf ("{\"p\":1,\"dev\":\"%s\",\"inc\":5}", kiosk->id), *reply = NULL;

  /* a signature that is not the device's */
  g_autoptr (SfKey) mine = g_steal_pointer (&kiosk->key);
  kiosk->key = sf_key_new (kiosk->ids);
  g_assert_cmpuint (sf_test_device_session (kiosk), ==, 401);
  sf_key_free (kiosk->key);
  kiosk->key = g_steal_pointer (&mine);
  g_assert_cmpuint (sf_test_device_session (kiosk), ==, 200);

  /* a signature of nothing, and a nonce given to another device; the same good request again is in tests/attack */
  g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/session", NULL, nonce, &reply), ==, 200);
  request->device_id = g_strdup (kiosk->id);
  request->inc = 5;
  request->nonce = sf_test_json (reply, "nonce");
  request->has_signature = TRUE;
  g_autofree char *forged = sf_session_request_to_json (request);
  g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/session", NULL, forged, NULL), ==, 401);
  g_autofree char *answer = NULL;
  g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/session", NULL, forged, &answer), ==, 401);
  g_assert_cmpstr (answer, ==, "{\"code\":\"signature\"}");
  g_clear_pointer (&answer, g_free);
  g_clear_pointer (&request->device_id, g_free);
  request->device_id = new_id (kiosk);
  g_autofree char *other = sf_session_request_to_json (request);
  g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/session", NULL, other, &answer), ==, 401);
  g_assert_cmpstr (answer, ==, "{\"code\":\"nonce\"}");

  /* tokens that nobody was given */
  static const char *const tokens[] = { NULL, "", "x", "' OR 1=1 --", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/pull", tokens[i], "{\"p\":1,\"b\":\"pub\",\"limit\":1}", NULL), ==, 401);
}

/* Issue 2, "done when" 5: a kiosk may do what the registry says, and nothing else; tried over the wire for every kind. */
static void
test_kiosk_kinds (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "table");
  static const char *const verbs[] = { "create", "patch", "delete" };
  g_autofree char *before = records_now ();
  guint allowed = 0, refused = 0;

  for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
    const SfKindInfo *info = sf_kind_info (kind);
    for (guint v = 0; v < G_N_ELEMENTS (verbs) + info->n_commands; v++) {
      const char *verb = v < G_N_ELEMENTS (verbs) ? verbs[v] : info->commands[v - G_N_ELEMENTS (verbs)].verb;
      gboolean may = (v == 0 && sf_may_create (SF_ROLE_K, kind)) || (v >= G_N_ELEMENTS (verbs) && sf_may_command (SF_ROLE_K, kind, verb));
      g_autofree char *id = new_id (kiosk), *result = NULL;
      g_autofree char *body = g_strdup_printf ("{\"k\":\"%s.%s\",\"id\":\"%s\",\"v\":1,\"d\":{}}", info->name, verb, id);
      if (may) {
        allowed++;
        continue;
      }
      g_assert_cmpuint (sf_test_device_push (kiosk, body, &result), ==, 200);
      g_test_message ("%s.%s: %s", info->name, verb, result);
      g_assert_cmpstr (result, !=, "ok");
      g_assert_cmpstr (result, !=, "merged");
      refused++;
    }
  }
  g_autofree char *after = records_now ();
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpuint (allowed, ==, 6);                          /* create of visit, consent, link, card event, wish, and of what a phone entered */
  g_assert_cmpuint (refused, >, 3 * (SF_N_KINDS - 1));
}

static void
test_kiosk_buckets (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "buckets");
  g_autoptr (SfTestDevice) other = sf_test_device_pair (dealer, "kiosk", "other");
  g_autofree char *foreign = g_strconcat ("dev:", other->id, NULL), *own = g_strconcat ("dev:", kiosk->id, NULL);
  const char *const no[] = { "crm", foreign, "dev:", "", "nothing", "'--" };
  const char *const yes[] = { "pub", "cat", own };

  for (guint i = 0; i < G_N_ELEMENTS (no); i++) {
    g_autofree char *lines = NULL;
    guint status = sf_test_device_pull (kiosk, no[i], &lines);
    g_assert_cmpuint (status, >=, 400);
    g_assert_null (strstr (lines, "\"customer\""));
  }
  for (guint i = 0; i < G_N_ELEMENTS (yes); i++) {
    g_autofree char *lines = NULL;
    g_assert_cmpuint (sf_test_device_pull (kiosk, yes[i], &lines), ==, 200);
    for (SfKind kind = SF_KIND_NONE + 1; kind < SF_N_KINDS; kind++) {
      g_autofree char *named = g_strdup_printf ("\"k\":\"%s\"", sf_kind_info (kind)->name);
      if (!sf_may_read (SF_ROLE_K, kind) && kind != SF_KIND_CONSENT)
        g_assert_null (strstr (lines, named));
    }
    g_assert_null (strstr (lines, "argon2"));
  }
}

/* Every route with every method, without a session and with a kiosk's. */
static void
test_routes (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "routes");
  static const char *const paths[] = { "/v1/hello", "/v1/push", "/v1/pull", "/v1/snapshot", "/v1/wait", "/v1/report",
    "/v1/blob/0000000000000000000000000000000000000000000000000000000000000000", "/m/", "/m/day.csv", "/m/out",
    "/p/", "/p/do", "/p/wait", "/p/out" };
  static const char *const lost[] = { "/v1", "/v1/", "/v1/admin", "/v1/export", "/v1/customer", "/control.sock", "/../../etc/passwd", "/v1/blob/",
    "/v1/blob/../server.db", "/v1/blob/..%2f..%2fserver.db", "/v1/blob/%00", "/v1/blob/0000000000000000000000000000000000000000000000000000000000000000/x" };
  static const char *const methods[] = { "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    guint get = sf_test_request (dealer, "GET", paths[i], NULL, NULL, NULL), post = sf_test_request (dealer, "POST", paths[i], NULL, "{}", NULL);
    g_assert_true (get == 401 || get == 405 || get == 303 || (get == 200 && (g_str_equal (paths[i], "/m/") || g_str_equal (paths[i], "/m/day.csv") || g_str_equal (paths[i], "/p/"))));
    g_assert_true (post == 401 || post == 405 || post == 303 || post == 403);
    /* a device's session opens no page for people */
    if (g_str_has_prefix (paths[i], "/m/") || g_str_has_prefix (paths[i], "/p/")) {
      g_autofree char *page = NULL;
      guint status = sf_test_request (dealer, "GET", paths[i], kiosk->bearer, NULL, &page);
      g_assert_true (status == get);
      g_assert_null (strstr (page, "class=\"figure"));
      g_assert_null (strstr (page, "id=\"live\""));
    }
    for (guint m = 0; m < G_N_ELEMENTS (methods); m++)
      g_assert_cmpuint (sf_test_request (dealer, methods[m], paths[i], kiosk->bearer, strcmp (methods[m], "PUT") == 0 ? "{}" : NULL, NULL), >=, 400);
  }
  for (guint i = 0; i < G_N_ELEMENTS (lost); i++) {
    guint status = sf_test_request (dealer, "GET", lost[i], kiosk->bearer, NULL, NULL);
    g_test_message ("%s: %u", lost[i], status);
    g_assert_true (status == 404 || status == 400);
  }
}

/* Nothing that is not the protocol gets further than its own answer. */
static void
test_malformed (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "malformed");
  g_autofree char *deep = g_strnfill (200000, '['), *twice = g_strdup ("{\"p\":1,\"p\":1}");
  const char *const bodies[] = { "", "{", "null", "[]", "\"x\"", "{\"p\":1e999}", "{\"p\":\"\\u0000\"}", twice, deep, "{} {}", "{'p':1}" };
  static const char *const paths[] = { "/v1/hello", "/v1/push", "/v1/pull", "/v1/snapshot", "/v1/report", "/v1/enrol", "/v1/session" };

  for (guint p = 0; p < G_N_ELEMENTS (paths); p++)
    for (guint b = 0; b < G_N_ELEMENTS (bodies); b++) {
      guint status = sf_test_request (dealer, "POST", paths[p], kiosk->bearer, bodies[b], NULL);
      if (status != 400 && status != 413 && status != 429)
        g_error ("%s answered %u to body %u", paths[p], status, b);
    }
  g_assert_cmpuint (sf_test_request (dealer, "GET", "/healthz", NULL, NULL, NULL), ==, 200);
}

static guint
request_gzip (const char *path, const char *bearer, GBytes *body, const char *encoding)
{
  g_autofree char *url = g_strconcat (dealer->url, path, NULL), *value = g_strconcat ("Bearer ", bearer, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_any), NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Encoding", encoding);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  g_autoptr (GBytes) reply = soup_session_send_and_read (dealer->session, message, NULL, NULL);
  g_assert_nonnull (reply);
  return soup_message_get_status (message);
}

static void
test_gzip (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "gzip");
  g_autoptr (SfPull) pull = sf_pull_new ();
  pull->bucket = g_strdup ("pub");
  pull->limit = 10;
  g_autofree char *json = sf_pull_to_json (pull);
  g_autoptr (GBytes) plain = g_bytes_new (json, strlen (json));
  g_autoptr (GBytes) small = sf_gzip (plain);
  g_autofree char *zeros = g_strnfill (10 * 1024 * 1024, '0');
  g_autoptr (GBytes) much = g_bytes_new (zeros, 10 * 1024 * 1024);
  g_autoptr (GBytes) bomb = sf_gzip (much);

  g_assert_cmpuint (request_gzip ("/v1/pull", kiosk->bearer, small, "gzip"), ==, 200);
  g_assert_cmpuint (g_bytes_get_size (bomb), <, 20000);
  g_assert_cmpuint (request_gzip ("/v1/pull", kiosk->bearer, bomb, "gzip"), ==, 413);
  g_assert_cmpuint (request_gzip ("/v1/pull", kiosk->bearer, plain, "gzip"), ==, 400);
  g_assert_cmpuint (request_gzip ("/v1/pull", kiosk->bearer, plain, "br"), ==, 415);
}

static guint
request_range (const char *path, const char *bearer, const char *range, gsize *n, char **content_range)
{
  g_autofree char *url = g_strconcat (dealer->url, path, NULL), *value = g_strconcat ("Bearer ", bearer, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_any), NULL);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  if (range)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Range", range);
  g_autoptr (GBytes) reply = soup_session_send_and_read (dealer->session, message, NULL, NULL);
  *n = reply ? g_bytes_get_size (reply) : 0;
  *content_range = g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Range"));
  return soup_message_get_status (message);
}

static void
test_blob (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "blob");
  g_autofree char *json = sf_test_ctl (dealer, "export|media|--format|json", NULL);
  g_autofree char *sha = sf_test_json (json, "0.sha256"), *size = sf_test_json (json, "0.size");
  g_autofree char *path = g_strconcat ("/v1/blob/", sha, NULL);
  gsize total = (gsize) g_ascii_strtoull (size, NULL, 10);
  struct { const char *range; guint status; gssize n; } cases[] = {
    { NULL, 200, (gssize) total }, { "bytes=0-9", 206, 10 }, { "bytes=100-", 206, (gssize) total - 100 }, { "bytes=0-0,5-9", 200, (gssize) total },
    { "bytes=999999999-", 416, -1 }, { "bytes=-5", 200, (gssize) total }, { "bytes=9-5", 416, -1 }, { "lines=1-2", 200, (gssize) total },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize n;
    g_autofree char *range = NULL;
    g_assert_cmpuint (request_range (path, kiosk->bearer, cases[i].range, &n, &range), ==, cases[i].status);
    if (cases[i].n >= 0)
      g_assert_cmpuint (n, ==, cases[i].n);
    g_assert_cmpint (range != NULL, ==, cases[i].status != 200);
  }
  g_autofree char *head = NULL;
  g_assert_cmpuint (sf_test_request (dealer, "HEAD", path, kiosk->bearer, NULL, &head), ==, 200);
  g_assert_cmpstr (head, ==, "");
}

/* kill -9 after an answer, again and again: what was answered is there once, also when it is sent again. */
static void
test_kill (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "kill");
  gint64 before = count_of ("visit");

  for (guint i = 0; i < 4; i++) {
    g_autofree char *id = new_id (kiosk), *number = g_strdup_printf ("K%02u", i + 1);
    g_autofree char *body = sf_test_visit (kiosk, id, number, "李", NULL), *result = NULL, *again = NULL;
    g_assert_cmpuint (sf_test_device_push (kiosk, body, &result), ==, 200);
    g_assert_cmpstr (result, ==, "ok");
    sf_test_dealer_kill (dealer);
    sf_test_dealer_start (dealer);
    g_assert_cmpint (count_of ("visit"), ==, before + i + 1);
    /* the session outlived the server; the same record again is no second visit */
    g_assert_cmpuint (sf_test_device_push (kiosk, body, &again), ==, 200);
    g_assert_cmpint (count_of ("visit"), ==, before + i + 1);
  }
}

static void
test_revoked (void)
{
  g_autoptr (SfTestDevice) tablet = sf_test_device_pair (dealer, "tablet", "lost");
  g_autofree char *words = g_strdup_printf ("revoke|%s", tablet->id);
  g_autofree char *out = sf_test_ctl (dealer, words, NULL);
  guint status = sf_test_device_pull (tablet, "crm", NULL);
  g_assert_true (status == 410 || status == 401);
  /* it may still sign in and hand over what it holds, which is put aside; it is told nothing any more */
  g_assert_cmpuint (sf_test_device_session (tablet), ==, 200);
  g_autofree char *id = new_id (tablet), *body = sf_test_visit (tablet, id, "R01", "何", NULL), *result = NULL;
  gint64 before = count_of ("visit");
  g_assert_cmpuint (sf_test_device_push (tablet, body, &result), ==, 200);
  g_assert_cmpstr (result, !=, "ok");
  g_assert_cmpint (count_of ("visit"), ==, before);
  g_assert_cmpuint (sf_test_device_pull (tablet, "pub", NULL), ==, 410);
}

/* Names and numbers that went through the server are nowhere in its log. */
static void
test_canary (void)
{
  g_autoptr (SfTestDevice) kiosk = sf_test_device_pair (dealer, "kiosk", "canary");
  static const char *const canaries[] = { "欧阳金丝雀", "+8613987654321", "金丝雀", "13987654321" };
  g_autofree char *id = new_id (kiosk), *body = sf_test_visit (kiosk, id, "Z01", canaries[0], canaries[1]);
  g_autofree char *broken = g_strdup_printf ("{\"surname\":\"%s\",\"phone\":\"%s\"", canaries[0], canaries[1]);
  g_autofree char *path = g_strdup_printf ("/v1/customer?phone=%s", canaries[3]);
  g_autofree char *bad = g_strdup_printf ("{\"k\":\"visit.create\",\"id\":\"%s\",\"v\":1,\"d\":{\"number\":\"%s\",\"phone\":\"%s\"}}", id, canaries[2], canaries[3]);

  g_assert_cmpuint (sf_test_device_push (kiosk, body, NULL), ==, 200);
  g_assert_cmpuint (sf_test_device_push (kiosk, bad, NULL), ==, 200);
  g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/push", kiosk->bearer, broken, NULL), ==, 400);
  g_assert_cmpuint (sf_test_request (dealer, "POST", "/v1/report", kiosk->bearer, broken, NULL), ==, 400);
  g_assert_cmpuint (sf_test_request (dealer, "GET", path, kiosk->bearer, NULL, NULL), ==, 404);
  g_autofree char *log = sf_test_dealer_log (dealer);
  g_assert_nonnull (strstr (log, "server.ready"));
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_null (strstr (log, canaries[i]));
}

static void
test_stop (void)
{
  g_autoptr (SfTestDealer) own = sf_test_dealer_new (FALSE);
  g_autofree char *second = NULL;

  sf_test_dealer_start (own);
  g_autofree char *through = sf_test_ctl (own, "status|--json", &second);
  g_assert_cmpstr (second, ==, "via running server\n");
  g_autofree char *running = sf_test_json (through, "running");
  g_assert_cmpstr (running, ==, "true");
  sf_test_dealer_stop (own);
  g_autofree char *offline = NULL;
  g_autofree char *out = sf_test_ctl (own, "status|--json", &offline);
  g_assert_cmpstr (offline, ==, "offline\n");
  g_autofree char *sock = g_build_filename (own->dir, "control.sock", NULL);
  g_assert_false (g_file_test (sock, G_FILE_TEST_EXISTS));
  sf_test_dealer_start (own);                                 /* and it comes back */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dealer = sf_test_dealer_new (TRUE);
  sf_test_dealer_start (dealer);
  g_test_add_func ("/server/process/visit", test_visit);
  g_test_add_func ("/server/process/pairing", test_pairing);
  g_test_add_func ("/server/process/expired", test_expired);
  g_test_add_func ("/server/process/session", test_session);
  g_test_add_func ("/server/process/kiosk-kinds", test_kiosk_kinds);
  g_test_add_func ("/server/process/kiosk-buckets", test_kiosk_buckets);
  g_test_add_func ("/server/process/routes", test_routes);
  g_test_add_func ("/server/process/gzip", test_gzip);
  g_test_add_func ("/server/process/blob", test_blob);
  g_test_add_func ("/server/process/kill", test_kill);
  g_test_add_func ("/server/process/revoked", test_revoked);
  g_test_add_func ("/server/process/canary", test_canary);
  g_test_add_func ("/server/process/malformed", test_malformed);
  g_test_add_func ("/server/process/stop", test_stop);
  int result = g_test_run ();
  sf_test_dealer_free (dealer);
  return result;
}
