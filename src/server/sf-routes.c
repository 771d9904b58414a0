/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "craft/sf-code.h"
#include "craft/sf-key.h"
#include "server/sf-call.h"
#include "server/sf-door.h"
#include "server/sf-enrol.h"
#include "server/sf-pocket.h"
#include "server/sf-range.h"
#include "store/sf-blob-dir.h"
#include "store/sf-server-accounts.h"

/* The routes, and what each does: decode, ask the ingest, encode. */

static const char *
text_of (SfCall *call, gsize *n)
{
  const char *text = g_bytes_get_data (call->body, n);
  return text ? text : "";
}

/* A person who types the address alone means the page for people. */
static gboolean
start_front (SfCall *call)
{
  sf_call_redirect (call, "/m/");
  return FALSE;
}

static gboolean
start_health (SfCall *call)
{
  sf_call_reply_json (call, g_strdup_printf ("{\"ok\":true,\"version\":\"%s\",\"protocol\":%d}", SF_VERSION, SF_PROTOCOL));
  return FALSE;
}

/* Wrong codes are counted, good ones are not: fifty devices of a store are paired in an hour. */
static gboolean
start_enrol (SfCall *call)
{
  call->data = g_strconcat ("enrol ", call->address, NULL);
  call->free_data = g_free;
  if (sf_sessions_may_try (call->server->sessions, call->data, 20, 60))
    return TRUE;
  sf_call_fail (call, 429, "busy");
  return FALSE;
}

static void
work_enrol (SfCall *call, GError **error)
{
  static const char *const codes[] = { "ok", "wrong", "used", "expired", "tries" };
  gsize n;
  const char *json = text_of (call, &n);
  SfEnrolResult result;
  g_autoptr (SfEnrolRequest) request = sf_enrol_request_from_json (json, n, error);
  g_autoptr (SfEnrolReply) reply = NULL;

  if (!request || !sf_enrol (call->server->house, request, &result, &reply, error))
    return;
  sf_log (SF_LOG_INFO, "device.enrol", "result", codes[result], "device", reply ? reply->device_id : "", "digits", reply ? reply->sas : "", NULL);
  if (result == SF_ENROL_OK)
    sf_call_reply_json (call, sf_enrol_reply_to_json (reply));
  else
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, codes[result]);
}

static void
finish_enrol (SfCall *call)
{
  sf_sessions_forgive (call->server->sessions, call->data);
  sf_call_send (call);
}

/* Step one is answered here; so is a second step whose nonce is none of ours. */
static gboolean
start_session (SfCall *call)
{
  SfServer *server = call->server;
  gsize n;
  const char *json = text_of (call, &n);
  g_autoptr (SfSessionRequest) request = call->gzip_in ? NULL : sf_session_request_from_json (json, n, NULL);
  g_autoptr (SfSessionReply) reply = sf_session_reply_new ();

  if (!request) {
    sf_call_fail (call, SOUP_STATUS_BAD_REQUEST, "malformed");
    return FALSE;
  }
  if (request->has_signature && request->nonce) {
    gboolean good = sf_sessions_nonce_is_good (server->sessions, request->device_id, request->nonce);
    call->data = g_steal_pointer (&request);
    call->free_data = (GDestroyNotify) sf_session_request_free;
    if (!good)
      sf_call_fail (call, SOUP_STATUS_UNAUTHORIZED, "nonce");
    return good;
  }
  reply->nonce = sf_sessions_nonce (server->sessions, request->device_id);
  reply->epoch = g_strdup (sf_server_store_get_epoch (server->house->store));
  reply->server_id = g_strdup (server->house->server_id);
  sf_call_reply_json (call, sf_session_reply_to_json (reply));
  return FALSE;
}

/* Over the certificate that its connection began with. */
static gboolean
is_signed (SfHouse *house, const SfAccount *account, const SfSessionRequest *request)
{
  const guint8 *const leaves[] = { house->leaf_sha256, house->last_leaf };
  gboolean good = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (leaves) && !good; i++) {
    guint8 digest[SF_HASH_LEN];

    sf_session_digest (request->nonce, request->device_id, request->inc, sf_server_store_get_epoch (house->store), leaves[i], digest);
    good = sf_key_verify (account->key, digest, sizeof digest, request->signature);
  }
  return good;
}

static void
work_session (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  const SfSessionRequest *request = call->data;
  g_autoptr (GError) local = NULL;
  g_autoptr (SfAccount) account = sf_server_accounts_get (house->store, request->device_id, &local);
  g_autoptr (SfSessionReply) reply = sf_session_reply_new ();

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return;
  }
  if (!account || !account->enrolled || !is_signed (house, account, request)) {
    sf_call_fail (call, SOUP_STATUS_UNAUTHORIZED, "signature");
    return;
  }
  if (account->waits) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "compare");
    return;
  }
  if (!sf_sessions_use_nonce (call->server->sessions, request->device_id, request->nonce)) {
    sf_call_fail (call, SOUP_STATUS_UNAUTHORIZED, "nonce");
    return;
  }
  reply->token = sf_server_accounts_open_session (house->store, request->device_id, request->inc, error);
  if (!reply->token)
    return;
  reply->expires_s = SF_SESSION_MS / 1000;
  reply->epoch = g_strdup (sf_server_store_get_epoch (house->store));
  reply->server_id = g_strdup (house->server_id);
  sf_call_reply_json (call, sf_session_reply_to_json (reply));
}

static void
work_hello (SfCall *call, GError **error)
{
  gsize n;
  const char *json = text_of (call, &n);
  gboolean fork = FALSE;
  g_autoptr (SfHello) hello = sf_hello_from_json (json, n, error);
  g_autoptr (SfHelloReply) reply = hello ? sf_ingest_hello (call->server->house->ingest, &call->peer, hello, &fork, error) : NULL;

  if (fork)
    sf_call_fail (call, SOUP_STATUS_CONFLICT, "forked");
  else if (reply)
    sf_call_reply_json (call, sf_hello_reply_to_json (reply));
}

static void
reply_page (SfCall *call, SfRowPage *page)
{
  if (!page)
    return;
  char *lines = sf_row_page_to_json (page);
  sf_call_reply_bytes (call, "application/x-ndjson", g_bytes_new_take (lines, strlen (lines)));
}

static void
work_pull (SfCall *call, GError **error)
{
  gsize n;
  const char *json = text_of (call, &n);
  g_autoptr (SfPull) pull = sf_pull_from_json (json, n, error);
  g_autoptr (SfRowPage) page = pull ? sf_ingest_pull (call->server->house->ingest, &call->peer, pull, error) : NULL;
  reply_page (call, page);
}

static void
work_snapshot (SfCall *call, GError **error)
{
  gsize n;
  const char *json = text_of (call, &n);
  g_autoptr (SfSnapshot) snapshot = sf_snapshot_from_json (json, n, error);
  g_autoptr (SfRowPage) page = snapshot ? sf_ingest_snapshot (call->server->house->ingest, &call->peer, snapshot, error) : NULL;
  reply_page (call, page);
}

static void
finish_wait (SfCall *call)
{
  SfServer *server = call->server;
  GSocket *socket = NULL;
  SoupServerMessage *msg = g_object_ref (call->msg);
  gboolean once = g_strcmp0 (sf_call_query (call, "once"), "1") == 0;
  GIOStream *stream = sf_guard_steal (call->guard, msg, &socket);

  if (stream) {
    sf_waiters_add (server->waiters, SF_SCOPE_NAME_DEALER, stream, socket, call->person ? call->tag : call->peer.device_id, once);
    sf_call_drop (call);
  } else {
    sf_call_fail (call, SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal");
    sf_call_send (call);
  }
  g_object_unref (msg);
}

static void
work_blob (SfCall *call, GError **error)
{
  gint64 size = 0, from = 0, to;
  int fd = sf_blob_dir_open (call->server->house->dir, call->tail, &size, error);
  if (fd < 0)
    return;
  GMappedFile *file = g_mapped_file_new_from_fd (fd, FALSE, error);
  close (fd);
  if (!file)
    return;
  g_autoptr (GBytes) whole = g_mapped_file_get_bytes (file);
  g_mapped_file_unref (file);
  to = size - 1;
  call->immutable = TRUE;
  call->etag = g_strdup_printf ("\"%s\"", call->tail);
  /* RFC 9110 13.1.5: a range of something else than is here is answered whole. */
  const gboolean same = !call->if_range || g_str_equal (call->if_range, call->etag);
  if (!call->head && same && sf_range_parse (call->range, size, &from, &to)) {
    if (from >= size || to < from) {
      call->immutable = FALSE;
      call->content_range = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);
      sf_call_fail (call, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, "range");
      return;
    }
    call->status = SOUP_STATUS_PARTIAL_CONTENT;
    call->content_range = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, from, to, size);
  }
  sf_call_reply_bytes (call, "application/octet-stream", g_bytes_new_from_bytes (whole, from, to - from + 1));
}

/* What reports of a ticket printer begin with. */
#define PRINTER "printer."
/* … and what a device reports of its direct way to another. */
#define REACH "reach."

/* How a kiosk's ticket printer is, is on the device's record: every tablet and the manager's page read it there. */
static gboolean
keep_paper (SfCall *call, const char *state, GError **error)
{
  SfHouse *house = call->server->house;
  g_autoptr (GError) failed = NULL;
  g_autoptr (SfRecord) device = sf_table_get (sf_server_store_get_db (house->store), SF_KIND_DEVICE, call->peer.device_id, &failed);

  if (failed) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }
  if (!device || sf_enum_index (&sf_enum_paper, state) < 0 || g_strcmp0 (sf_record_get_text (device, SF_DEVICE_PAPER), state) == 0)
    return TRUE;
  sf_record_set_text (device, SF_DEVICE_PAPER, state);
  sf_record_set_int (device, SF_DEVICE_PAPER_AT, sf_clock_wall_ms (house->clock));
  return sf_ingest_put (house->ingest, device, error);
}

/* What a device reports that was unpaired by hand. */
#define LEFT "device.left"

/* A device may always give itself back: its session proves that it is itself. It forgets by itself, so no order for that is kept. */
static gboolean
keep_left (SfCall *call, GError **error)
{
  SfHouse *house = call->server->house;
  const char *id = call->peer.device_id;
  g_autoptr (GError) failed = NULL;
  g_autoptr (SfRecord) device = sf_table_get (sf_server_store_get_db (house->store), SF_KIND_DEVICE, id, &failed);

  if (failed) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return FALSE;
  }
  if (!sf_server_accounts_revoke (house->store, id, NULL, error))
    return FALSE;
  if (device) {
    sf_record_set_text (device, SF_DEVICE_STATE, "revoked");
    if (!sf_ingest_put (house->ingest, device, error))
      return FALSE;
  }
  return sf_ingest_forget_device (house->ingest, id, error);
}

/* A database that was damaged, or somebody who posed as this server, is somebody's business; other faults are for whoever reads the log. */
static gboolean
keep_report (SfCall *call, const char *code, GError **error)
{
  SfServerStore *store = call->server->house->store;
  const gboolean stranger = g_str_equal (code, "server.stranger");
  const char *incident = stranger ? "device.stranger" : "device.damaged";
  gboolean is_new = FALSE;

  if (!stranger && !g_str_has_prefix (code, "store."))
    return TRUE;
  if (!sf_server_store_incident_is_new (store, incident, call->peer.device_id, &is_new, error))
    return FALSE;
  if (!is_new)
    return TRUE;
  if (!sf_server_store_begin (store, error))
    return FALSE;
  if (sf_server_store_incident (store, incident, call->peer.device_id, stranger ? NULL : code, error)
      && (!stranger || sf_server_store_audit (store, call->peer.device_id, code, NULL, "", error)))
    return sf_server_store_commit (store, error);
  sf_server_store_rollback (store);
  return FALSE;
}

/* Codes and counts that a device reports; anything that is not one is not written down. */
static void
work_report (SfCall *call, GError **error)
{
  gsize n;
  const char *json = text_of (call, &n);
  g_autoptr (JsonNode) node = sf_json_parse (json, n, error);
  if (!node)
    return;
  const char *code = JSON_NODE_HOLDS_OBJECT (node) ? sf_json_text (json_node_get_object (node), "code", 60, error) : NULL;
  if (!code || strspn (code, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen (code)) {
    g_clear_error (error);
    sf_call_fail (call, SOUP_STATUS_BAD_REQUEST, "malformed");
    return;
  }
  sf_log (SF_LOG_INFO, "device.report", "device", call->peer.device_id, "code", code, NULL);
  if (!(g_str_has_prefix (code, PRINTER) ? keep_paper (call, code + strlen (PRINTER), error)
        : g_str_has_prefix (code, REACH) ? sf_ingest_reach (call->server->house->ingest, &call->peer, code + strlen (REACH), error)
        : g_str_equal (code, LEFT)         ? keep_left (call, error)
                                           : keep_report (call, code, error)))
    return;
  call->data = g_strdup (g_str_equal (code, LEFT) ? call->peer.device_id : NULL);
  call->free_data = g_free;
  sf_call_reply_json (call, g_strdup ("{}"));
}

/* Whoever left waits for no news any more. */
static void
finish_report (SfCall *call)
{
  if (call->data)
    sf_server_forget_device (call->server, call->data);
  sf_call_send (call);
}

/* Where a screen or a tablet listens is what its connection shows, with the port it names: a hint, never an identity. */
static void
work_lan (SfCall *call, GError **error)
{
  gsize n;
  const char *json = text_of (call, &n), *host = call->address;
  g_autoptr (SfLanPlace) place = sf_lan_place_from_json (json, n, error);
  g_autoptr (SfLanKey) key = sf_lan_key_new ();
  g_autofree char *address = NULL;

  if (!place)
    return;
  if (call->peer.role != SF_ROLE_D && call->peer.role != SF_ROLE_T) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "rights");
    return;
  }
  /* IPv4 on a socket of both families shows as ::ffff:a.b.c.d. */
  if (g_str_has_prefix (host, "::ffff:") && strchr (host, '.'))
    host += strlen ("::ffff:");
  address = g_strdup_printf (strchr (host, ':') ? "[%s]:%u" : "%s:%u", host, (guint) place->port);
  if (sf_ingest_lan (call->server->house->ingest, &call->peer, address, key->key, error))
    sf_call_reply_json (call, sf_lan_key_to_json (key));
}

static const SfRoute routes[] = {
  { "GET",  "/healthz",     SF_ACCESS_OPEN,    start_health, NULL, NULL },
  { "POST", "/v1/enrol",    SF_ACCESS_OPEN,    start_enrol, work_enrol, finish_enrol },
  { "POST", "/v1/session",  SF_ACCESS_OPEN,    start_session, work_session, NULL },
  { "POST", "/v1/hello",    SF_ACCESS_DEVICE,  NULL, work_hello, NULL },
  { "POST", "/v1/push",     SF_ACCESS_DEVICE,  NULL, NULL, NULL },           /* sf-gather.c */
  { "POST", "/v1/pull",     SF_ACCESS_DEVICE,  NULL, work_pull, NULL },
  { "POST", "/v1/snapshot", SF_ACCESS_DEVICE,  NULL, work_snapshot, NULL },
  { "GET",  "/v1/wait",     SF_ACCESS_DEVICE,  NULL, NULL, finish_wait },
  { "GET",  "/v1/blob/*",   SF_ACCESS_DEVICE,  NULL, work_blob, NULL },
  { "HEAD", "/v1/blob/*",   SF_ACCESS_DEVICE,  NULL, work_blob, NULL },
  { "POST", "/v1/lan",      SF_ACCESS_DEVICE,  NULL, work_lan, NULL },
  { "POST", "/v1/report",   SF_ACCESS_DEVICE,  NULL, work_report, finish_report },
  { "GET",  "/",            SF_ACCESS_OPEN,    start_front, NULL, NULL },
  { "GET",  "/m",           SF_ACCESS_OPEN,    start_front, NULL, NULL },
  { "GET",  "/m/",          SF_ACCESS_PERSON, sf_door_start_page, sf_manager_page, NULL },
  { "GET",  "/m/day.csv",   SF_ACCESS_PERSON, sf_door_start_page, sf_manager_csv, NULL },
  { "GET",  "/m/dispatch",  SF_ACCESS_PERSON, sf_door_start_page, sf_manager_dispatch, NULL },
  { "GET",  "/m/clashes",  SF_ACCESS_PERSON, sf_door_start_page, sf_manager_clashes, NULL },
  { "POST", "/m/clashes",  SF_ACCESS_PERSON, sf_door_start_form, sf_manager_clash_do, NULL },
  { "GET",  "/m/privacy",   SF_ACCESS_PERSON, sf_door_start_page, sf_manager_privacy, NULL },
  { "POST", "/m/privacy",   SF_ACCESS_PERSON, sf_door_start_form, sf_manager_privacy_do, NULL },
  { "POST", "/m/person",    SF_ACCESS_PERSON, sf_door_start_form, sf_manager_person, NULL },
  { "POST", "/m/person.json", SF_ACCESS_PERSON, sf_door_start_form, sf_manager_person_json, NULL },
  { "GET",  "/m/style.css", SF_ACCESS_OPEN,    sf_manager_style, NULL, NULL },
  { "POST", "/m/in",        SF_ACCESS_OPEN,    sf_door_start_sign_in, sf_door_look_up, sf_door_finish_sign_in },
  { "GET",  "/p",           SF_ACCESS_OPEN,    sf_pocket_front, NULL, NULL },
  { "GET",  "/p/",          SF_ACCESS_PERSON,  sf_door_start_page, sf_pocket_show, NULL },
  { "POST", "/p/do",        SF_ACCESS_PERSON,  sf_door_start_form, sf_pocket_do, sf_pocket_done },
  { "GET",  "/p/wait",      SF_ACCESS_PERSON,  sf_pocket_start_wait, NULL, finish_wait },
  { "GET",  "/p/style.css", SF_ACCESS_OPEN,    sf_pocket_style, NULL, NULL },
  { "GET",  "/p/phone.js",  SF_ACCESS_OPEN,    sf_pocket_script, NULL, NULL },
  { "GET",  "/p/ca.crt",    SF_ACCESS_OPEN,    sf_pocket_ca, NULL, NULL },
  { "POST", "/p/in",        SF_ACCESS_OPEN,    sf_door_start_sign_in, sf_door_look_up, sf_door_finish_sign_in },
  { "POST", "/p/out",       SF_ACCESS_OPEN,    sf_door_sign_out, sf_door_forget, NULL },
  { "POST", "/m/out",       SF_ACCESS_OPEN,    sf_door_sign_out, sf_door_forget, NULL },
};

const SfRoute *
sf_route_find (const char *method, const char *path, const char **tail, gboolean *known_path)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++) {
    gsize n = strlen (routes[i].path);
    gboolean prefix = routes[i].path[n - 1] == '*';
    if (prefix ? strncmp (path, routes[i].path, n - 1) != 0 : strcmp (path, routes[i].path) != 0)
      continue;
    *known_path = TRUE;
    if (strcmp (method, routes[i].method) != 0)
      continue;
    *tail = prefix ? path + n - 1 : NULL;
    return &routes[i];
  }
  return NULL;
}

const SfRoute *
sf_route_list (guint *n)
{
  *n = G_N_ELEMENTS (routes);
  return routes;
}
