/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-trust"
#include "config.h"
#include "craft/sf-trust.h"
#include "base/sf-bytes.h"
#include "craft/sf-cert.h"

#define MAX_CHAIN 8   /* the peer is hostile until it is known */

static char *
pem_of (GTlsCertificate *certificate)
{
  char *pem = NULL;
  g_object_get (certificate, "certificate-pem", &pem, NULL);
  return pem;
}

char *
sf_trust_find_ca (GTlsCertificate *peer, const guint8 spki[32])
{
  GTlsCertificate *at = peer;
  for (guint i = 0; i < MAX_CHAIN && at != NULL; i++, at = g_tls_certificate_get_issuer (at)) {
    guint8 hash[SF_HASH_LEN];
    g_autofree char *pem = pem_of (at);
    if (pem != NULL && sf_cert_spki_sha256 (pem, hash, NULL) && sf_equal_secret (hash, spki, sizeof hash))
      return g_steal_pointer (&pem);
  }
  return NULL;
}

char *
sf_trust_shown_ca (GTlsCertificate *peer)
{
  GTlsCertificate *at = peer;
  for (guint i = 0; i < MAX_CHAIN && g_tls_certificate_get_issuer (at) != NULL; i++)
    at = g_tls_certificate_get_issuer (at);
  return pem_of (at);
}

gboolean
sf_trust_check (GTlsCertificate *peer, const char *ca_pem, const char *server_id, GTlsCertificateFlags *flags)
{
  g_autofree char *name = g_strdup_printf ("%s.showfloor.internal", server_id);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (name, 0);
  g_autoptr (GTlsCertificate) ca = g_tls_certificate_new_from_pem (ca_pem, -1, NULL);
  GTlsCertificateFlags wrong = G_TLS_CERTIFICATE_GENERIC_ERROR;
  if (ca != NULL)
    wrong = g_tls_certificate_verify (peer, identity, ca);
  if (flags != NULL)
    *flags = wrong;
  return (wrong & ~(guint) (G_TLS_CERTIFICATE_NOT_ACTIVATED | G_TLS_CERTIFICATE_EXPIRED)) == 0;
}

gboolean
sf_trust_leaf_sha256 (GTlsCertificate *peer, guint8 out[32])
{
  g_autoptr (GByteArray) der = NULL;
  g_object_get (peer, "certificate", &der, NULL);
  if (der == NULL)
    return FALSE;
  sf_sha256 (der->data, der->len, out);
  return TRUE;
}
