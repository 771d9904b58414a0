/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-call.h"

#include <string.h>

#include "base/sf-log.h"
#include "server/sf-door.h"
#include "store/sf-server-accounts.h"
#include "wire/sf-json.h"

/* Smaller replies gain nothing. */
#define GZIP_FROM 1024

static void
call_free (SfCall *call)
{
  if (call->data && call->free_data)
    call->free_data (call->data);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_clear_pointer (&call->body, g_bytes_unref);
  g_clear_pointer (&call->reply, g_bytes_unref);
  g_clear_object (&call->msg);
  g_free (call->address);
  g_free (call->tail);
  g_free (call->bearer);
  g_free (call->range);
  g_free (call->if_range);
  g_free (call->etag);
  g_free (call->cookie);
  g_free (call->person);
  g_free (call->form);
  g_free (call->proof);
  g_free (call->tag);
  g_free (call->location);
  g_free (call->set_cookie);
  g_free (call->content_range);
  g_free (call->filename);
  g_free (call);
}

void
sf_call_fail (SfCall *call, guint status, const char *code)
{
  call->status = status;
  call->type = "application/json";
  g_clear_pointer (&call->reply, g_bytes_unref);
  char *json = g_strdup_printf ("{\"code\":\"%s\"}", code);
  call->reply = g_bytes_new_take (json, strlen (json));
}

void
sf_call_reply_bytes (SfCall *call, const char *type, GBytes *bytes)
{
  if (!call->status)
    call->status = SOUP_STATUS_OK;
  call->type = type;
  g_clear_pointer (&call->reply, g_bytes_unref);
  call->reply = bytes;
}

void
sf_call_reply_json (SfCall *call, char *json)
{
  sf_call_reply_bytes (call, "application/json", g_bytes_new_take (json, strlen (json)));
}

void
sf_call_redirect (SfCall *call, const char *location)
{
  call->status = SOUP_STATUS_SEE_OTHER;
  g_free (call->location);
  call->location = g_strdup (location);
}

const char *
sf_call_query (SfCall *call, const char *name)
{
  return call->query ? g_hash_table_lookup (call->query, name) : NULL;
}

/* Told with the order to forget, which the device believes to the dealer's CA alone (docs/protocol.md 4). */
static gboolean
tell_withdrawn (SfCall *call, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *order = sf_server_accounts_order (call->server->house->store, call->peer.device_id, &local);

  if (local) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  sf_call_fail (call, SOUP_STATUS_GONE, "revoked");
  if (order)
    sf_call_reply_json (call, g_strdup_printf ("{\"code\":\"revoked\",\"forget\":\"%s\"}", order));
  return FALSE;
}

static gboolean
authenticate (SfCall *call, GError **error)
{
  gint64 inc = 0;
  g_autoptr (SfAccount) account = NULL;

  if (call->bearer) {
    g_autoptr (GError) local = NULL;
    account = sf_server_accounts_session (call->server->house->store, call->bearer, &inc, &local);
    if (local) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  if (!account) {
    sf_call_fail (call, SOUP_STATUS_UNAUTHORIZED, "session");
    return FALSE;
  }
  g_strlcpy (call->peer.device_id, account->device_id, sizeof call->peer.device_id);
  call->peer.inc = inc;
  call->peer.role = account->role;
  call->peer.revoked = account->revoked;
  /* A revoked device may still hand in what it holds (into quarantine) and learns from hello what happened. */
  return !account->revoked || strcmp (call->route->path, "/v1/push") == 0 || tell_withdrawn (call, error);
}

gboolean
sf_call_prepare (SfCall *call, GError **error)
{
  if (call->route->access == SF_ACCESS_DEVICE && !authenticate (call, error))
    return FALSE;
  if (call->route->access == SF_ACCESS_PERSON && !sf_door_admit (call, error))
    return FALSE;
  if (!call->gzip_in)
    return TRUE;
  GBytes *plain = sf_gunzip (call->body, error);
  if (!plain)
    return FALSE;
  g_bytes_unref (call->body);
  call->body = plain;
  return TRUE;
}

static void
fail_with (SfCall *call, GError *error)
{
  if (error->domain == SF_WIRE_ERROR) {
    sf_call_fail (call, error->code == SF_WIRE_ERROR_LIMIT ? SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE : SOUP_STATUS_BAD_REQUEST, "malformed");
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    sf_call_fail (call, SOUP_STATUS_NOT_FOUND, "not_found");
  } else if (g_error_matches (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS)) {
    sf_call_fail (call, SOUP_STATUS_FORBIDDEN, "rights");
  } else if (error->domain == SF_STORE_ERROR) {
    sf_call_fail (call, SOUP_STATUS_SERVICE_UNAVAILABLE, "store");
  } else {
    sf_call_fail (call, SOUP_STATUS_INTERNAL_SERVER_ERROR, "internal");
  }
  /* Domain and number only: a message might name what somebody typed. */
  g_autofree char *number = g_strdup_printf ("%s/%d", g_quark_to_string (error->domain), error->code);
  sf_log (call->status >= 500 ? SF_LOG_WARNING : SF_LOG_INFO, "http.error", "route", call->route->path, "error", number, NULL);
}

void
sf_call_complete (SfCall *call, GError *error)
{
  if (error)
    fail_with (call, error);
  if (!call->status)
    call->status = SOUP_STATUS_OK;
  if (!call->reply || !call->gzip_out || call->immutable || g_bytes_get_size (call->reply) < GZIP_FROM)
    return;
  GBytes *small = sf_gzip (call->reply);
  g_bytes_unref (call->reply);
  call->reply = small;
  call->gzipped = TRUE;
}

static void
set_headers (SfCall *call, SoupMessageHeaders *headers)
{
  soup_message_headers_replace (headers, "Cache-Control", call->immutable ? "private, max-age=31536000, immutable" : "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (call->gzipped)
    soup_message_headers_replace (headers, "Content-Encoding", "gzip");
  if (call->location)
    soup_message_headers_replace (headers, "Location", call->location);
  if (call->set_cookie)
    soup_message_headers_replace (headers, "Set-Cookie", call->set_cookie);
  if (call->content_range)
    soup_message_headers_replace (headers, "Content-Range", call->content_range);
  if (call->etag)
    soup_message_headers_replace (headers, "ETag", call->etag);
  if (call->filename) {
    g_autofree char *value = g_strdup_printf ("attachment; filename=\"%s\"", call->filename);
    soup_message_headers_replace (headers, "Content-Disposition", value);
  }
  if (call->refresh)
    soup_message_headers_replace (headers, "Refresh", "30");
  if (call->status == SOUP_STATUS_SERVICE_UNAVAILABLE || call->status == 429)
    soup_message_headers_replace (headers, "Retry-After", "2");
  if (!call->page)
    return;
  soup_message_headers_replace (headers, "Content-Security-Policy",
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "Referrer-Policy", "same-origin");
  soup_message_headers_replace (headers, "Vary", "Accept-Language, Cookie");
}

void
sf_call_send (SfCall *call)
{
  SoupServerMessage *msg = call->msg;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  set_headers (call, headers);
  soup_server_message_set_status (msg, call->status, NULL);
  if (call->reply && call->type) {
    soup_message_headers_set_content_type (headers, call->type, NULL);
    if (call->head)
      soup_message_headers_set_content_length (headers, g_bytes_get_size (call->reply));
    else
      soup_message_body_append_bytes (soup_server_message_get_response_body (msg), call->reply);
  }
  call->server->calls--;
  soup_server_message_unpause (msg);
  call_free (call);
}

void
sf_call_drop (SfCall *call)
{
  call->server->calls--;
  call_free (call);
}

static gpointer
on_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  SfCall *call = data;
  g_autoptr (GError) local = NULL;

  sf_handover_take (call);
  if (sf_call_prepare (call, &local) && call->route->work)
    call->route->work (call, &local);
  sf_call_complete (call, local);
  sf_handover_give (call);
  return NULL;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  SfCall *call = data;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (call->server->house->worker, result, &error);
  sf_handover_take (call);
  if (error)
    sf_call_fail (call, SOUP_STATUS_SERVICE_UNAVAILABLE, "stopping");
  if (call->route->access != SF_ACCESS_OPEN && call->status < 400)
    sf_guard_keep (call->msg);
  if (call->route->finish && call->status < 400)
    call->route->finish (call);
  else
    sf_call_send (call);
}

static void
read_headers (SfCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->msg);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  const char *encoding = soup_message_headers_get_one (headers, "Content-Encoding");
  const char *accept = soup_message_headers_get_list (headers, "Accept-Encoding");
  const char *lang = sf_call_query (call, "lang");

  if (authorization && g_ascii_strncasecmp (authorization, "Bearer ", 7) == 0 && strlen (authorization) < 200)
    call->bearer = g_strdup (authorization + 7);
  call->gzip_in = encoding && g_ascii_strcasecmp (encoding, "gzip") == 0;
  call->gzip_out = accept && strstr (accept, "gzip") && !strstr (accept, "gzip;q=0");
  call->range = g_strdup (sf_guard_get_range (call->msg));
  call->if_range = g_strdup (soup_message_headers_get_one (headers, "If-Range"));
  call->head = g_str_equal (soup_server_message_get_method (call->msg), "HEAD");
  if (!lang)
    lang = soup_message_headers_get_list (headers, "Accept-Language");
  call->lang = sf_lang_parse (lang, SF_LANG_ZH_CN);
  if (encoding && !call->gzip_in)
    sf_call_fail (call, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "encoding");
  sf_door_read (call);
}

/* Answers at once, without a call. */
static void
answer_now (SoupServerMessage *msg, guint status, const char *code)
{
  g_autofree char *json = g_strdup_printf ("{\"code\":\"%s\"}", code);
  soup_server_message_set_status (msg, status, NULL);
  soup_server_message_set_response (msg, "application/json", SOUP_MEMORY_COPY, json, strlen (json));
}

static char *
address_of (SoupServerMessage *msg)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (msg);
  return G_IS_INET_SOCKET_ADDRESS (remote) ? g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))) : g_strdup ("?");
}

void
sf_call_begin (SfServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, const SfOrigin *origin)
{
  const char *tail = NULL;
  gboolean known = FALSE;
  gboolean here = origin->guard == server->guard || sf_public_is_staff_path (path);
  const SfRoute *route = here ? sf_route_find (soup_server_message_get_method (msg), path, &tail, &known) : NULL;

  if (!route || server->stopping) {
    answer_now (msg, server->stopping ? 503 : known ? 405 : 404, server->stopping ? "stopping" : known ? "method" : "not_found");
    return;
  }
  SfCall *call = g_new0 (SfCall, 1);
  call->server = server;
  call->msg = g_object_ref (msg);
  call->guard = origin->guard;
  call->address = origin->address ? g_strdup (origin->address) : address_of (msg);
  call->secure = origin->secure;
  call->route = route;
  call->tail = g_strdup (tail);
  call->query = query ? g_hash_table_ref (query) : NULL;
  call->body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  read_headers (call);
  server->calls++;
  soup_server_message_pause (msg);
  if (call->status || (route->start && !route->start (call))) {
    sf_call_complete (call, NULL);
    sf_call_send (call);
    return;
  }
  if (g_str_equal (route->path, "/v1/push")) {
    sf_gather_add (call);
    return;
  }
  sf_handover_give (call);
  sf_worker_run_async (server->house->worker, SF_PRIORITY_NORMAL, on_worker, call, NULL, NULL, NULL, on_done, call);
}
