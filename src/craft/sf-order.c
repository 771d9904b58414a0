/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-order"
#include "craft/sf-order.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/sf-bytes.h"

#define LABEL "showfloor-forget"
#define MAX_PEM (64 * 1024)
/* A signature on P-256 in DER has 72 bytes at most. */
#define MAX_SIGNATURE 80

typedef struct gnutls_privkey_st Private;
typedef struct gnutls_pubkey_st Public;
typedef struct gnutls_x509_crt_int Crt;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Private, gnutls_privkey_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Public, gnutls_pubkey_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Crt, gnutls_x509_crt_deinit)

static void
digest_of (const char *server_id, const char *device_id, const guint8 device_key[32], guint8 out[SF_HASH_LEN])
{
  sf_sha256_parts (out, LABEL, strlen (LABEL), server_id, strlen (server_id), device_id, strlen (device_id), device_key, (gsize) 32, NULL);
}

char *
sf_order_make (const char *ca_key_pem, const char *server_id, const char *device_id, const guint8 device_key[32], GError **error)
{
  g_autoptr (Private) key = NULL;
  gnutls_datum_t pem = { (guchar *) ca_key_pem, (guint) strnlen (ca_key_pem, MAX_PEM) }, signature = { NULL, 0 };
  guint8 digest[SF_HASH_LEN];
  const gnutls_datum_t hash = { digest, sizeof digest };
  char *order = NULL;
  int code = gnutls_privkey_init (&key);

  digest_of (server_id, device_id, device_key, digest);
  code = code ? code : gnutls_privkey_import_x509_raw (key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
  code = code ? code : gnutls_privkey_sign_hash2 (key, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256, 0, &hash, &signature);
  if (code == 0)
    order = sf_base64url (signature.data, signature.size);
  else
    g_set_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO, "signing an order: %s", gnutls_strerror (code));
  gnutls_free (signature.data);
  return order;
}

gboolean
sf_order_check (const char *order, const char *ca_pem, const char *server_id, const char *device_id, const guint8 device_key[32])
{
  g_autoptr (Crt) cert = NULL;
  g_autoptr (Public) key = NULL;
  gsize n = 0;
  g_autofree guint8 *bytes = sf_unbase64url (order, MAX_SIGNATURE, &n);
  gnutls_datum_t pem = { (guchar *) ca_pem, (guint) strnlen (ca_pem, MAX_PEM) }, signature = { bytes, (guint) n };
  guint8 digest[SF_HASH_LEN];
  const gnutls_datum_t hash = { digest, sizeof digest };

  if (bytes == NULL || n == 0)
    return FALSE;
  digest_of (server_id, device_id, device_key, digest);
  return gnutls_x509_crt_init (&cert) == 0 && gnutls_x509_crt_import (cert, &pem, GNUTLS_X509_FMT_PEM) == 0 && gnutls_pubkey_init (&key) == 0
         && gnutls_pubkey_import_x509 (key, cert, 0) == 0
         && gnutls_pubkey_verify_hash2 (key, GNUTLS_SIGN_ECDSA_SECP256R1_SHA256, 0, &hash, &signature) >= 0;
}
