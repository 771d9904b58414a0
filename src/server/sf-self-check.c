/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-self-check.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/sf-bytes.h"
#include "base/sf-log.h"
#include "craft/sf-cert.h"
#include "store/sf-server-public.h"

#define DAY_MS (24 * 3600 * 1000)
#define RETRY_MS (10 * 60 * 1000)
#define DEADLINE_MS 20000
#define TIMEOUT_S 10
#define MAX_ANSWER 256

struct _SfSelfCheck {
  SfHouse *house;
  char *token;
  SoupSession *session;
  GSource *timer;            /* (nullable) the next look */
  struct _Look *look;        /* (nullable) going on */
  gboolean again, stopped;
};

typedef struct _Look {
  SfSelfCheck *check;
  char *url;                 /* (nullable) nothing is set */
  GCancellable *cancellable;
  GSource *deadline;         /* (nullable) */
  SoupMessage *message;      /* (nullable) */
  GInputStream *stream;      /* (nullable) */
  char buffer[MAX_ANSWER];
  const char *code;          /* static; "" while all is well */
  char *spki;
  gint64 until_ms;
  gboolean good;             /* after it was kept */
} Look;

static void set_timer (SfSelfCheck *self, guint ms);

static void
drop_source (GSource **source)
{
  if (!*source)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
look_free (Look *look)
{
  drop_source (&look->deadline);
  g_clear_object (&look->message);
  g_clear_object (&look->stream);
  g_object_unref (look->cancellable);
  g_free (look->url);
  g_free (look->spki);
  g_free (look);
}

static gboolean
publish (SfHouse *house, const SfPublicState *state, GError **error)
{
  return sf_ingest_put_setting (house->ingest, SF_PUBLIC_SETTING, sf_public_state_why (state) ? "" : state->url, error);
}

static gpointer
keep (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  SfHouse *house = look->check->house;

  sf_handover_take (look);
  if (look->url && !sf_server_public_looked (house->store, look->url, look->code, look->spki ? look->spki : "", look->until_ms, sf_clock_wall_ms (house->clock), error))
    return NULL;
  g_autoptr (SfPublicState) state = sf_server_public_read (house->store);
  look->good = !look->url || *look->code == '\0';
  publish (house, state, error);
  sf_handover_give (look);
  return NULL;
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  SfSelfCheck *self = look->check;
  g_autoptr (GError) error = NULL;

  sf_worker_run_finish (self->house->worker, result, &error);
  sf_handover_take (look);
  if (error)
    sf_log (SF_LOG_WARNING, "public.check", "error", g_quark_to_string (error->domain), NULL);
  else if (look->url)
    sf_log (*look->code ? SF_LOG_WARNING : SF_LOG_INFO, "public.check", "result", *look->code ? look->code : "ok", NULL);
  self->look = NULL;
  set_timer (self, self->again ? 0 : look->good ? DAY_MS : RETRY_MS);
  self->again = FALSE;
  look_free (look);
}

static void
finish (Look *look, const char *code)
{
  drop_source (&look->deadline);
  look->code = code;
  sf_handover_give (look);
  sf_worker_run_async (look->check->house->worker, SF_PRIORITY_LOW, keep, look, NULL, NULL, NULL, on_kept, look);
}

/* Key and end of the certificate that was shown. "" when it is good for long enough. */
static const char *
read_certificate (Look *look)
{
  GTlsCertificate *certificate = soup_message_get_tls_peer_certificate (look->message);
  g_autofree char *pem = NULL;
  g_autoptr (GDateTime) until = certificate ? g_tls_certificate_get_not_valid_after (certificate) : NULL;
  guint8 spki[SF_HASH_LEN];

  if (!g_str_has_prefix (look->url, "https:"))
    return "";
  if (certificate)
    g_object_get (certificate, "certificate-pem", &pem, NULL);
  if (!pem || !until || !sf_cert_spki_sha256 (pem, spki, NULL))
    return "check_tls";
  look->spki = sf_hex (spki, sizeof spki);
  look->until_ms = g_date_time_to_unix (until) * 1000;
  return look->until_ms - sf_clock_wall_ms (look->check->house->clock) < (gint64) SF_PUBLIC_CERT_DAYS * DAY_MS ? "check_ending" : "";
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  gsize n = 0;
  gboolean ok = g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n, NULL);
  gboolean ours = ok && n == strlen (look->check->token) && memcmp (look->buffer, look->check->token, n) == 0;

  g_input_stream_close_async (look->stream, G_PRIORITY_LOW, NULL, NULL, NULL);
  finish (look, ours ? read_certificate (look) : "check_answer");
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  g_autoptr (GError) error = NULL;

  look->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (error && error->domain == G_TLS_ERROR)
    finish (look, "check_tls");
  else if (!look->stream)
    finish (look, "check_connect");
  else if (soup_message_get_status (look->message) != SOUP_STATUS_OK)
    finish (look, "check_answer");
  else
    g_input_stream_read_all_async (look->stream, look->buffer, sizeof look->buffer, G_PRIORITY_LOW, look->cancellable, on_read, look);
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (source), result, NULL);
  g_autofree char *url = g_strconcat (look->url, "/c/health-", look->check->token, NULL);

  if (!addresses) {
    finish (look, "check_dns");
    return;
  }
  g_resolver_free_addresses (addresses);
  look->message = soup_message_new ("GET", url);
  soup_message_set_flags (look->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (look->message), "Connection", "close");
  soup_session_send_async (look->check->session, look->message, G_PRIORITY_LOW, look->cancellable, on_sent, look);
}

static gboolean
on_deadline (gpointer data)
{
  Look *look = data;
  g_cancellable_cancel (look->cancellable);
  return G_SOURCE_REMOVE;
}

static gpointer
read_url (gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  sf_handover_take (look);
  g_autoptr (SfPublicState) state = sf_server_public_read (look->check->house->store);
  look->url = g_strdup (state->url);
  sf_handover_give (look);
  return NULL;
}

static void
on_url (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;

  sf_worker_run_finish (look->check->house->worker, result, NULL);
  sf_handover_take (look);
  g_autoptr (GUri) uri = look->url ? g_uri_parse (look->url, G_URI_FLAGS_NONE, NULL) : NULL;
  if (!uri || look->check->stopped) {
    finish (look, look->url ? "check_connect" : "");
    return;
  }
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  look->deadline = g_timeout_source_new (DEADLINE_MS);
  g_source_set_callback (look->deadline, on_deadline, look, NULL);
  g_source_attach (look->deadline, g_main_context_get_thread_default ());
  g_resolver_lookup_by_name_async (resolver, g_uri_get_host (uri), look->cancellable, on_resolved, look);
}

static gboolean
on_timer (gpointer data)
{
  SfSelfCheck *self = data;
  Look *look = g_new0 (Look, 1);

  drop_source (&self->timer);
  self->look = look;
  look->check = self;
  look->code = "";
  look->cancellable = g_cancellable_new ();
  sf_worker_run_async (self->house->worker, SF_PRIORITY_LOW, read_url, look, NULL, NULL, NULL, on_url, look);
  return G_SOURCE_REMOVE;
}

static void
set_timer (SfSelfCheck *self, guint ms)
{
  drop_source (&self->timer);
  if (self->stopped)
    return;
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

SfSelfCheck *
sf_self_check_new (SfHouse *house, const char *token, const char *ca_file, GError **error)
{
  g_autoptr (GTlsDatabase) database = ca_file ? g_tls_file_database_new (ca_file, error) : NULL;
  SfSelfCheck *self;

  if (ca_file && !database)
    return NULL;
  self = g_new0 (SfSelfCheck, 1);
  self->house = house;
  self->token = g_strdup (token);
  /* No proxy of this machine's: phones have none either. */
  self->session = soup_session_new_with_options ("timeout", TIMEOUT_S, "proxy-resolver", NULL, "user-agent", "Showfloor", NULL);
  if (database)
    soup_session_set_tls_database (self->session, database);
  set_timer (self, 0);
  return self;
}

void
sf_self_check_now (SfSelfCheck *self)
{
  if (self->look)
    self->again = TRUE;
  else
    set_timer (self, 0);
}

void
sf_self_check_stop (SfSelfCheck *self)
{
  self->stopped = TRUE;
  drop_source (&self->timer);
  if (self->look)
    g_cancellable_cancel (self->look->cancellable);
}

gboolean
sf_self_check_is_busy (SfSelfCheck *self)
{
  return self->look != NULL;
}

void
sf_self_check_free (SfSelfCheck *self)
{
  drop_source (&self->timer);
  g_object_unref (self->session);
  g_free (self->token);
  g_free (self);
}
