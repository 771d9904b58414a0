/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-enrol"
#include "config.h"
#include "sync/sf-enrol.h"

#include <pthread.h>
#include <string.h>

#include "base/sf-bytes.h"
#include "craft/sf-cert.h"
#include "craft/sf-trust.h"
#include "sync/sf-http-client.h"
#include "wire/sf-messages.h"

#define TIMEOUT_S 8

G_DEFINE_QUARK (sf-enrol-error-quark, sf_enrol_error)

typedef struct {
  const SfPairing *pairing;   /* the caller's, until the end */
  SfKey *key;                 /* the caller's */
  SoupSession *session;
  SoupMessage *message;
  char *device_id, *was;
  guint host;
  pthread_mutex_t lock;       /* a certificate is judged in the thread of its handshake; guards what follows */
  char *ca_pem;               /* of the address being tried */
  GTlsCertificate *peer;
  gboolean stranger;          /* some address showed another dealer's certificate */
} Enrol;

void
sf_enrolment_free (SfEnrolment *self)
{
  g_free (self->device_id);
  g_free (self->role);
  g_free (self->name);
  g_free (self->server_id);
  g_free (self->dealer_id);
  g_free (self->ca_pem);
  g_free (self->hosts);
  g_free (self->sas);
  g_free (self);
}

static void
enrol_free (gpointer data)
{
  Enrol *enrol = data;

  g_clear_object (&enrol->message);
  g_clear_object (&enrol->session);
  g_clear_object (&enrol->peer);
  g_free (enrol->device_id);
  g_free (enrol->was);
  g_free (enrol->ca_pem);
  pthread_mutex_destroy (&enrol->lock);
  g_free (enrol);
}

/*
 * The code goes only to a server whose CA is the one that the pairing text names. Without a name (a person typed the code)
 * the CA that is shown is taken, and six digits are compared by people before anything is kept.
 */
static gboolean
judge (Enrol *enrol, GTlsCertificate *peer)
{
  const SfPairing *pairing = enrol->pairing;

  g_clear_pointer (&enrol->ca_pem, g_free);
  enrol->ca_pem = pairing->has_fingerprint ? sf_trust_find_ca (peer, pairing->fingerprint) : sf_trust_shown_ca (peer);
  if (enrol->ca_pem == NULL || (pairing->server_id != NULL && !sf_trust_check (peer, enrol->ca_pem, pairing->server_id, NULL)))
    {
      enrol->stranger = TRUE;
      return FALSE;
    }
  g_set_object (&enrol->peer, peer);
  return TRUE;
}

static gboolean
on_accept_certificate (SoupMessage *message, GTlsCertificate *peer, GTlsCertificateFlags flags, gpointer data)
{
  Enrol *enrol = data;
  gboolean good;

  pthread_mutex_lock (&enrol->lock);
  good = judge (enrol, peer);
  pthread_mutex_unlock (&enrol->lock);
  return good;
}

/* What the handshake found; @ca_pem and @peer are taken. */
static gboolean
take_findings (Enrol *enrol, char **ca_pem, GTlsCertificate **peer)
{
  gboolean stranger;

  pthread_mutex_lock (&enrol->lock);
  *ca_pem = g_steal_pointer (&enrol->ca_pem);
  *peer = g_steal_pointer (&enrol->peer);
  stranger = enrol->stranger;
  pthread_mutex_unlock (&enrol->lock);
  return stranger;
}

static void try_host (GTask *task);

static void
try_next (GTask *task)
{
  Enrol *enrol = g_task_get_task_data (task);

  enrol->host++;
  try_host (task);
}

static void
return_refusal (GTask *task, GBytes *body)
{
  static const struct { const char *code; SfEnrolError error; } codes[] = {
    { "wrong", SF_ENROL_ERROR_WRONG }, { "used", SF_ENROL_ERROR_USED }, { "expired", SF_ENROL_ERROR_EXPIRED },
    { "tries", SF_ENROL_ERROR_TRIES }, { "busy", SF_ENROL_ERROR_TRIES },
  };
  gsize len;
  const char *json = g_bytes_get_data (body, &len);
  g_autoptr(JsonNode) node = json != NULL ? sf_json_parse (json, len, NULL) : NULL;
  const char *code = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? sf_json_text (json_node_get_object (node), "code", 32, NULL) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (code, codes[i].code) == 0)
      {
        g_task_return_new_error (task, SF_ENROL_ERROR, (gint) codes[i].error, "The server refused the code: %s", codes[i].code);
        return;
      }
  g_task_return_new_error (task, SF_ENROL_ERROR, SF_ENROL_ERROR_ANSWER, "The server answered something else");
}

/* As the server does it (docs/protocol.md): whoever sits between has another CA, so other digits. */
static char *
make_sas (SfKey *key, const char *device_id, const char *ca_pem)
{
  guint8 public_key[SF_KEY_PUBLIC_LEN], spki[32], transcript[SF_HASH_LEN];
  g_autofree char *hex = NULL;

  if (!sf_cert_spki_sha256 (ca_pem, spki, NULL))
    return NULL;
  hex = sf_hex (spki, sizeof spki);
  sf_key_get_public (key, public_key);
  sf_sha256_parts (transcript, "showfloor-sas", (gsize) 13, public_key, sizeof public_key, device_id, strlen (device_id), hex, strlen (hex), NULL);
  return sf_sas (transcript);
}

static char *
hosts_from (const SfPairing *pairing, guint first)
{
  GString *out = g_string_new (pairing->hosts[first]);

  for (guint i = 0; pairing->hosts[i] != NULL; i++)
    if (i != first)
      g_string_append_printf (out, "\n%s", pairing->hosts[i]);
  return g_string_free (out, FALSE);
}

static void
return_enrolment (GTask *task, GBytes *body)
{
  Enrol *enrol = g_task_get_task_data (task);
  gsize len;
  const char *json = g_bytes_get_data (body, &len);
  g_autoptr(SfEnrolReply) reply = json != NULL ? sf_enrol_reply_from_json (json, len, NULL) : NULL;
  g_autofree char *ca_pem = NULL;
  g_autoptr(GTlsCertificate) peer = NULL;
  SfEnrolment *enrolment;

  take_findings (enrol, &ca_pem, &peer);
  if (reply == NULL || sf_role_parse (reply->role) == 0)
    {
      g_task_return_new_error (task, SF_ENROL_ERROR, SF_ENROL_ERROR_ANSWER, "The server answered something else");
      return;
    }
  if (peer == NULL || ca_pem == NULL || !sf_trust_check (peer, ca_pem, reply->server_id, NULL))
    {
      g_task_return_new_error (task, SF_ENROL_ERROR, SF_ENROL_ERROR_IDENTITY, "The server's certificate is not its own");
      return;
    }
  enrolment = g_new0 (SfEnrolment, 1);
  enrolment->device_id = g_strdup (reply->device_id);
  enrolment->role = g_strdup (reply->role);
  enrolment->name = g_strdup (reply->name);
  enrolment->server_id = g_strdup (reply->server_id);
  enrolment->dealer_id = g_strdup (reply->dealer_id);
  enrolment->hosts = hosts_from (enrol->pairing, enrol->host);
  enrolment->sas = make_sas (enrol->key, reply->device_id, ca_pem);
  enrolment->ca_pem = g_steal_pointer (&ca_pem);
  enrolment->compare = !enrol->pairing->has_fingerprint || reply->compare;
  g_task_return_pointer (task, enrolment, (GDestroyNotify) sf_enrolment_free);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  Enrol *enrol = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = sf_client_send_finish (SOUP_SESSION (source), result, &error);
  guint status = soup_message_get_status (enrol->message);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (body == NULL)
    try_next (g_steal_pointer (&task));
  else if (status == SOUP_STATUS_OK)
    return_enrolment (task, body);
  else
    return_refusal (task, body);
}

static char *
make_request (const Enrol *enrol)
{
  g_autoptr(SfEnrolRequest) request = sf_enrol_request_new ();

  request->code = g_strdup (enrol->pairing->code);
  request->device_id = g_strdup (enrol->device_id);
  request->app = g_strdup (SF_VERSION);
  request->was = g_strdup (enrol->was);
  sf_key_get_public (enrol->key, request->key);
  return sf_enrol_request_to_json (request);
}

/* Takes the reference to @task. */
static void
try_host (GTask *task)
{
  g_autoptr(GTask) own = task;
  Enrol *enrol = g_task_get_task_data (task);
  const char *host = enrol->pairing->hosts[enrol->host];
  g_autofree char *json = NULL;
  g_autofree char *ca_pem = NULL;
  g_autoptr(GTlsCertificate) peer = NULL;
  gboolean stranger = take_findings (enrol, &ca_pem, &peer);   /* those of an address before this one say nothing of this one */

  if (host == NULL)
    {
      if (stranger)
        g_task_return_new_error (task, SF_ENROL_ERROR, SF_ENROL_ERROR_IDENTITY, "Another server answers there");
      else
        g_task_return_new_error (task, SF_ENROL_ERROR, SF_ENROL_ERROR_UNREACHABLE, "No server answers there");
      return;
    }
  g_clear_object (&enrol->message);
  enrol->message = sf_client_message_new ("POST", host, "/v1/enrol");
  if (enrol->message == NULL)
    {
      try_next (g_steal_pointer (&own));
      return;
    }
  json = make_request (enrol);
  sf_client_set_json (enrol->message, json);
  g_signal_connect (enrol->message, "accept-certificate", G_CALLBACK (on_accept_certificate), enrol);
  sf_client_send_async (enrol->session, enrol->message, g_task_get_cancellable (task), on_answer, g_steal_pointer (&own));
}

void
sf_enrol_async (const SfPairing *pairing, SfKey *key, const char *was, SfClock *clock, SfIds *ids, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Enrol *enrol = g_new0 (Enrol, 1);

  g_task_set_source_tag (task, sf_enrol_async);
  pthread_mutex_init (&enrol->lock, NULL);
  enrol->pairing = pairing;
  enrol->key = key;
  enrol->session = sf_client_session_new (TIMEOUT_S);
  enrol->device_id = sf_ids_new_uuid (ids, clock);
  enrol->was = g_strdup (was);
  g_task_set_task_data (task, enrol, enrol_free);
  try_host (task);
}

SfEnrolment *
sf_enrol_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
sf_enrolment_save (const SfEnrolment *self, SfDeviceStore *store, GError **error)
{
  return sf_device_store_set_all (store, error, "device_id", self->device_id, "role", self->role, "name", self->name,
                                  "server_id", self->server_id, "dealer_id", self->dealer_id, "ca", self->ca_pem,
                                  "hosts", self->hosts, NULL);
}
