/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-public.h"

#include <string.h>

#include "base/sf-log.h"
#include "server/sf-guard.h"
#include "server/sf-html.h"
#include "server/sf-intake.h"
#include "server/sf-public-call.h"

/* One address may open a page with its pictures twenty times a minute for long; a Wi-Fi of guests shares one. */
static const SfBucketRate rate_address = { "address", 240, 20 * 60 * 10 };
static const SfBucketRate rate_post = { "post", 12, 60 };
/* Everybody together: beyond it nobody is served, which is better than the floor waiting for the internet. */
static const SfBucketRate rate_all = { "all", 600, 100 * 3600 };
static const SfBucketRate rate_all_posts = { "all posts", 60, 1800 };
/* A floor full of phones behind one address, each looking twice a second. */
static const SfBucketRate rate_staff = { "staff", 1200, 60 * 3600 };
#define MAX_AGENT 300
#define MAX_COOKIE 2000

struct _SfPublic {
  SfHouse *house;
  SoupServer *soup;          /* (nullable) */
  SfGuard *guard;            /* (nullable) */
  SfBuckets *buckets;
  SfFormTokens *tokens;
  char *health;
  SfIntake *intake;
  SfStaffFunc staff;         /* (nullable) */
  gpointer staff_data;
  SfWhoFunc who;             /* (nullable) */
  gpointer who_data;
  char *proxy;               /* (nullable) */
  gboolean loopback, stopping;
  guint calls;
};

static void
call_free (SfPublicCall *call)
{
  if (call->data && call->free_data)
    call->free_data (call->data);
  g_clear_pointer (&call->query, sf_form_free);
  g_clear_pointer (&call->form, sf_form_free);
  g_clear_pointer (&call->reply, g_bytes_unref);
  g_clear_object (&call->msg);
  g_free (call->tail);
  g_free (call->address);
  g_free (call->agent);
  g_free (call->staff);
  g_free (call->host);
  g_free (call->base);
  g_free (call->location);
  g_free (call->set_cookie);
  g_free (call->filename);
  g_free (call->refresh);
  g_free (call);
}

void
sf_public_reply (SfPublicCall *call, const char *type, GBytes *bytes)
{
  if (!call->status)
    call->status = SOUP_STATUS_OK;
  call->type = type;
  g_clear_pointer (&call->reply, g_bytes_unref);
  call->reply = bytes;
}

void
sf_public_redirect (SfPublicCall *call, const char *location)
{
  call->status = SOUP_STATUS_SEE_OTHER;
  g_free (call->location);
  call->location = g_strdup (location);
}

static const char *
sentence (SfLang lang, guint status)
{
  switch (status) {
  case 404: return sf_text (lang, "pp.no_page", "There is no such page");
  case 429: return sf_text (lang, "pp.busy", "Many people are here right now. Please try again in a minute.");
  case 503: return sf_text (lang, "pp.away", "This page is taking a short break. Please try again in a minute.");
  default:  return sf_text (lang, "pp.again", "That did not work. Please open the page again.");
  }
}

void
sf_public_fail (SfPublicCall *call, guint status)
{
  const char *text = sentence (call->lang, status);
  SfHtml *html = sf_html_new (sf_lang_tag (call->lang), text, "/c/style.css");

  sf_html_open (html, "main", "class", "alone", NULL);
  sf_html_leaf (html, "h1", text, NULL);
  call->status = status;
  sf_public_reply (call, "text/html; charset=utf-8", sf_html_finish (html));
  sf_html_free (html);
}

static void
set_headers (SfPublicCall *call, SoupMessageHeaders *headers)
{
  soup_message_headers_replace (headers, "Cache-Control", call->immutable ? "public, max-age=31536000, immutable" : "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "X-Robots-Tag", "noindex, nofollow");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "Cross-Origin-Opener-Policy", "same-origin");
  soup_message_headers_replace (headers, "Content-Security-Policy",
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "Vary", "Accept-Language");
  if (call->location)
    soup_message_headers_replace (headers, "Location", call->location);
  if (call->set_cookie)
    soup_message_headers_replace (headers, "Set-Cookie", call->set_cookie);
  if (call->filename) {
    g_autofree char *value = g_strdup_printf ("attachment; filename=\"%s\"", call->filename);
    soup_message_headers_replace (headers, "Content-Disposition", value);
  }
  if (call->refresh)
    soup_message_headers_replace (headers, "Refresh", call->refresh);
  if (call->status == 429 || call->status == 503)
    soup_message_headers_replace (headers, "Retry-After", "60");
}

static void
send_reply (SfPublicCall *call)
{
  SoupServerMessage *msg = call->msg;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);

  if (!call->status)
    sf_public_fail (call, 404);
  set_headers (call, headers);
  soup_server_message_set_status (msg, call->status, NULL);
  if (call->reply && call->type) {
    soup_message_headers_set_content_type (headers, call->type, NULL);
    if (call->head)
      soup_message_headers_set_content_length (headers, (goffset) g_bytes_get_size (call->reply));
    else
      soup_message_body_append_bytes (soup_server_message_get_response_body (msg), call->reply);
  }
  call->site->calls--;
  soup_server_message_unpause (msg);
  call_free (call);
}

static gboolean
on_time (gpointer data)
{
  send_reply (data);
  return G_SOURCE_REMOVE;
}

static void
finish (SfPublicCall *call)
{
  if (call->route && call->route->finish)
    call->route->finish (call);
  gint64 left = call->began_ms + call->at_least_ms - sf_clock_boot_ms (call->site->house->clock);
  if (call->at_least_ms == 0 || left <= 0 || call->site->stopping) {
    send_reply (call);
    return;
  }
  g_autoptr (GSource) source = g_timeout_source_new ((guint) left);
  g_source_set_callback (source, on_time, call, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gpointer
on_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  SfPublicCall *call = data;
  g_autoptr (GError) local = NULL;

  sf_handover_take (call);
  call->route->work (call, &local);
  if (local) {
    /* Domain and number only: a message might name what somebody typed. */
    g_autofree char *number = g_strdup_printf ("%s/%d", g_quark_to_string (local->domain), local->code);
    sf_log (SF_LOG_WARNING, "public.error", "route", call->route->path, "error", number, NULL);
    sf_public_fail (call, SOUP_STATUS_SERVICE_UNAVAILABLE);
  }
  sf_handover_give (call);
  return NULL;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  SfPublicCall *call = data;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (call->site->house->worker, result, &error);
  sf_handover_take (call);
  if (error)
    sf_public_fail (call, SOUP_STATUS_SERVICE_UNAVAILABLE);
  finish (call);
}

/* Who asks */

static gboolean
is_proxy (SfPublic *self, GInetAddress *address, const char *text)
{
  return self->proxy ? g_str_equal (text, self->proxy) : self->loopback && g_inet_address_get_is_loopback (address);
}

/* What our own proxy added stands last; everything before it anybody can write. */
static char *
last_of (const char *list)
{
  const char *comma = list ? strrchr (list, ',') : NULL;
  g_autofree char *last = list ? g_strstrip (g_strdup (comma ? comma + 1 : list)) : NULL;
  g_autoptr (GInetAddress) address = last ? g_inet_address_new_from_string (last) : NULL;
  return address ? g_inet_address_to_string (address) : NULL;
}

/* The address that asks (transfer full). @secure: in, whether TLS ended here; out, whether it ended anywhere. */
static char *
read_peer (SfPublic *self, SoupServerMessage *msg, gboolean *secure)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (msg);
  GSocketAddress *remote = soup_server_message_get_remote_address (msg);
  GInetAddress *address = G_IS_INET_SOCKET_ADDRESS (remote) ? g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)) : NULL;
  g_autofree char *text = address ? g_inet_address_to_string (address) : g_strdup ("?");

  if (*secure || !address || !is_proxy (self, address, text))
    return g_steal_pointer (&text);
  char *told = last_of (soup_message_headers_get_list (headers, "X-Forwarded-For"));
  *secure = g_strcmp0 (soup_message_headers_get_one (headers, "X-Forwarded-Proto"), "https") == 0;
  return told ? told : g_steal_pointer (&text);
}

static char *
header_cut (SoupMessageHeaders *headers, const char *name, gsize most)
{
  const char *value = soup_message_headers_get_list (headers, name);
  return value ? g_strndup (value, most) : NULL;
}

static gboolean
is_prefetch (SoupMessageHeaders *headers)
{
  static const char *const names[] = { "Sec-Purpose", "Purpose", "X-Purpose", "X-Moz" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = soup_message_headers_get_list (headers, names[i]);
    if (value && (strstr (value, "prefetch") || strstr (value, "preview")))
      return TRUE;
  }
  return FALSE;
}

static void
read_language (SfPublicCall *call, SoupMessageHeaders *headers)
{
  const char *chosen = sf_form_get (call->query, "l");

  for (guint i = 0; chosen && i < SF_N_LANGS; i++)
    if (g_str_equal (chosen, sf_lang_code (i))) {
      call->lang = i;
      call->lang_chosen = TRUE;
      return;
    }
  call->lang = sf_lang_parse (soup_message_headers_get_list (headers, "Accept-Language"), SF_LANG_ZH_CN);
}

static void
read_request (SfPublicCall *call)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (call->msg);
  const char *query = g_uri_get_query (soup_server_message_get_uri (call->msg));
  const char *content = soup_message_headers_get_content_type (headers, NULL);
  g_autofree char *cookie = header_cut (headers, "Cookie", MAX_COOKIE);

  call->address = read_peer (call->site, call->msg, &call->secure);
  call->agent = header_cut (headers, "User-Agent", MAX_AGENT);
  call->host = header_cut (headers, "Host", MAX_AGENT);
  call->staff = cookie && call->site->who ? call->site->who (cookie, call->secure, call->site->who_data) : NULL;
  call->prefetch = is_prefetch (headers);
  call->query = query ? sf_form_parse (query, strlen (query)) : NULL;
  if (g_strcmp0 (content, "application/x-www-form-urlencoded") == 0) {
    g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (call->msg));
    gsize n;
    const char *text = g_bytes_get_data (body, &n);
    call->form = sf_form_parse (text ? text : "", n);
  }
  read_language (call, headers);
}

static gboolean
brake (SfBuckets *buckets, const char *address)
{
  return sf_buckets_take (buckets, &rate_all, "") && sf_buckets_take (buckets, &rate_address, address);
}

static gboolean
brake_post (SfBuckets *buckets, const char *address)
{
  return sf_buckets_take (buckets, &rate_all_posts, "") && sf_buckets_take (buckets, &rate_post, address);
}

gboolean
sf_public_is_staff_path (const char *path)
{
  return g_str_equal (path, "/p") || g_str_has_prefix (path, "/p/");
}

void
sf_public_begin (SfPublic *self, SoupServerMessage *msg, const char *path, gboolean tls)
{
  const char *method = soup_server_message_get_method (msg), *tail = NULL;
  gboolean known = FALSE;
  SfPublicCall *call = g_new0 (SfPublicCall, 1);

  call->site = self;
  call->msg = g_object_ref (msg);
  call->buckets = self->buckets;
  call->tokens = self->tokens;
  call->health = self->health;
  call->began_ms = sf_clock_boot_ms (self->house->clock);
  call->secure = tls;
  call->head = g_str_equal (method, "HEAD");
  call->route = sf_public_route_find (method, path, &tail, &known);
  call->tail = g_strdup (tail);
  call->base = g_strdup (path);
  call->intake = self->intake;
  self->calls++;
  soup_server_message_pause (msg);
  read_request (call);
  if (self->stopping)
    sf_public_fail (call, SOUP_STATUS_SERVICE_UNAVAILABLE);
  else if (!brake (self->buckets, call->address) || (g_str_equal (method, "POST") && !brake_post (self->buckets, call->address)))
    sf_public_fail (call, 429);
  else if (!call->route)
    sf_public_fail (call, known ? SOUP_STATUS_METHOD_NOT_ALLOWED : SOUP_STATUS_NOT_FOUND);
  if (call->status || (call->route->start && !call->route->start (call)) || !call->route->work) {
    send_reply (call);
    return;
  }
  sf_handover_give (call);
  sf_worker_run_async (self->house->worker, SF_PRIORITY_NORMAL, on_worker, call, NULL, NULL, NULL, on_done, call);
}

/* Colleagues share the store's address and look often; guessing PINs has a brake of its own (sf-door.h). */
static void
begin_staff (SfPublic *self, SoupServerMessage *msg, const char *path, GHashTable *query)
{
  SfOrigin origin = { .guard = self->guard };
  g_autofree char *address = read_peer (self, msg, &origin.secure);

  origin.address = address;
  if (sf_buckets_take (self->buckets, &rate_staff, address))
    self->staff (msg, path, query, &origin, self->staff_data);
  else
    soup_server_message_set_status (msg, 429, NULL);
}

void
sf_public_set_staff (SfPublic *self, SfStaffFunc func, gpointer data)
{
  self->staff = func;
  self->staff_data = data;
}

void
sf_public_set_who (SfPublic *self, SfWhoFunc func, gpointer data)
{
  self->who = func;
  self->who_data = data;
}

static void
on_request (SoupServer *soup, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  SfPublic *self = data;

  if (sf_guard_refused (msg))
    return;
  if (self->staff && sf_public_is_staff_path (path))
    begin_staff (self, msg, path, query);
  else
    sf_public_begin (self, msg, path, FALSE);
}

static gboolean
listen_on (SfPublic *self, const char *address, GError **error)
{
  g_autofree char *host = NULL;
  guint16 port = 0;
  SfGuardLimits limits;

  sf_guard_limits_init (&limits);
  limits.connections = 128;
  limits.idle_s = 5;
  limits.body = SF_FORM_MAX_BYTES;
  limits.headers = 8192;
  limits.close_each = TRUE;
  self->soup = soup_server_new (NULL, NULL);
  self->guard = sf_guard_new (self->soup, self->house->clock, &limits);
  soup_server_add_handler (self->soup, NULL, on_request, self, NULL);
  if (!sf_guard_parse_address (address, &host, &port, error))
    return FALSE;
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);
  self->loopback = g_str_equal (host, "localhost") || (literal && g_inet_address_get_is_loopback (literal));
  if (!sf_guard_listen (self->guard, host, port, NULL, error)) {
    g_prefix_error (error, "Cannot listen on “%s” for the phone pages (--public; --address is what devices are told): ", address);
    return FALSE;
  }
  return TRUE;
}

SfPublic *
sf_public_new (SfHouse *house, const SfPublicOptions *options, GError **error)
{
  g_autoptr (SfPublic) self = g_new0 (SfPublic, 1);

  self->house = house;
  self->proxy = g_strdup (options->proxy);
  self->buckets = sf_buckets_new (house->clock, house->ids);
  self->tokens = sf_form_tokens_new (house->clock, house->ids);
  self->health = sf_ids_new_uuid (house->ids, house->clock);
  self->intake = sf_intake_new (house->store, house->ingest, house->clock, house->ids, house->dir);
  if (options->listen && !listen_on (self, options->listen, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
sf_public_stop (SfPublic *self)
{
  self->stopping = TRUE;
  if (self->guard)
    sf_guard_stop_listening (self->guard);
}

gboolean
sf_public_is_busy (SfPublic *self)
{
  return self->calls > 0 || (self->guard && sf_guard_get_in_flight (self->guard) > 0);
}

void
sf_public_free (SfPublic *self)
{
  if (self->soup)
    soup_server_disconnect (self->soup);
  g_clear_pointer (&self->guard, sf_guard_free);
  g_clear_object (&self->soup);
  sf_buckets_free (self->buckets);
  sf_form_tokens_free (self->tokens);
  sf_intake_free (self->intake);
  g_free (self->health);
  g_free (self->proxy);
  g_free (self);
}

const char *
sf_public_get_health (SfPublic *self)
{
  return self->health;
}

guint16
sf_public_get_port (SfPublic *self)
{
  return self->guard ? sf_guard_get_port (self->guard) : 0;
}
