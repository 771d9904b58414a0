/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-server"
#include "server/sf-pocket.h"

#include <string.h>

#include "server/sf-door.h"
#include "sf-server-resource.h"

gboolean
sf_pocket_style (SfCall *call)
{
  sf_door_reply_style (call, "phone.css");
  return FALSE;
}

gboolean
sf_pocket_script (SfCall *call)
{
  sf_call_reply_bytes (call, "text/javascript; charset=utf-8",
                       g_resource_lookup_data (sf_server_get_resource (), "/io/showfloor/server/phone.js", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL));
  return FALSE;
}

/* The dealer's CA for a phone that comes by the store's own network; whoever came by a public certificate has no use for it. */
gboolean
sf_pocket_ca (SfCall *call)
{
  g_autoptr (GTlsCertificate) ca = g_tls_certificate_new_from_pem (call->server->house->ca_pem, -1, NULL);
  GByteArray *der = NULL;

  if (ca && call->guard == call->server->guard)
    g_object_get (ca, "certificate", &der, NULL);
  if (der)
    sf_call_reply_bytes (call, "application/x-x509-ca-cert", g_byte_array_free_to_bytes (der));
  else
    sf_call_fail (call, SOUP_STATUS_NOT_FOUND, "not_found");
  return FALSE;
}

gboolean
sf_pocket_front (SfCall *call)
{
  sf_call_redirect (call, "/p/");
  return FALSE;
}

void
sf_pocket_show (SfCall *call, GError **error)
{
  g_autoptr (SfPocket) pocket = sf_pocket_load (call->server->house, call->person, call->lang, error);

  if (pocket)
    sf_door_reply (call, sf_pocket_page (pocket, call->form, !call->secure, sf_call_query (call, "said"), sf_call_query (call, "about")));
}

gboolean
sf_pocket_start_wait (SfCall *call)
{
  if (!call->person)
    sf_call_fail (call, SOUP_STATUS_UNAUTHORIZED, "session");
  return call->person != NULL;
}

/* What a touch asks for. Ids are the page's own; whatever else they say is refused where every command is judged. */

static SfMutation *
mutation_of (SfCall *call, SfForm *form)
{
  static const char *const answers[] = { "ack", "accept", "decline", "hand", NULL };
  const char *verb = sf_form_get (form, "verb"), *id = sf_form_get (form, "id"), *to = sf_form_get (form, "to");
  g_autoptr (SfRecord) record = NULL;

  if (!verb || !id || !sf_uuid_is_valid (id))
    return NULL;
  if (g_strv_contains (answers, verb)) {
    record = sf_record_new (SF_KIND_ASSIGNMENT, id);
    if (strcmp (verb, "accept") == 0 || (strcmp (verb, "hand") == 0 && to && sf_uuid_is_valid (to)))
      sf_record_set_text (record, SF_ASSIGNMENT_CONSULTANT, strcmp (verb, "hand") == 0 ? to : call->person);
  } else if (strcmp (verb, "serve") == 0) {
    record = sf_record_new (SF_KIND_VISIT_STATUS, id);
  } else if (strcmp (verb, "patch") == 0 && to) {
    record = sf_record_new (SF_KIND_ROSTER, id);
    sf_record_set_text (record, SF_ROSTER_PRESENCE, to);
  }
  return record ? sf_mutation_new (verb, record, call->person) : NULL;
}

void
sf_pocket_do (SfCall *call, GError **error)
{
  SfForm *form = call->data;
  SfPeer peer = { .role = SF_ROLE_P };
  g_autoptr (SfMutation) mutation = mutation_of (call, form);
  const char *code = NULL, *about = sf_form_get (form, "about");
  SfPushStatus status;

  if (!mutation) {
    sf_call_fail (call, SOUP_STATUS_BAD_REQUEST, "malformed");
    return;
  }
  g_strlcpy (peer.person, call->person, sizeof peer.person);
  if (!sf_ingest_act (call->server->house->ingest, &peer, mutation, &status, &code, error))
    return;
  gboolean refused = status == SF_PUSH_REJECTED || status == SF_PUSH_QUARANTINED;
  gboolean tell = refused && strcmp (mutation->verb, "ack") != 0;
  g_autofree char *to = g_strdup_printf ("/p/?lang=%s%s%s%s%s", sf_lang_code (call->lang), tell ? "&said=" : "", tell ? code : "",
                                         tell && about && sf_uuid_is_valid (about) ? "&about=" : "", tell && about && sf_uuid_is_valid (about) ? about : "");
  sf_call_redirect (call, to);
}

/* Somebody may have to be rung, and nobody shall wait for the next alarm. */
void
sf_pocket_done (SfCall *call)
{
  sf_server_kick (call->server);
  sf_call_send (call);
}
