/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-cert"
#include "config.h"
#include "craft/sf-cert.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY_S 86400
#define CA_DAYS 3652
#define LEAF_DAYS 365
#define EARLY_S DAY_S          /* clocks of tablets run late */
#define MAX_PEM (64 * 1024)

typedef struct gnutls_x509_crt_int Crt;
typedef struct gnutls_x509_privkey_int Privkey;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Crt, gnutls_x509_crt_deinit)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Privkey, gnutls_x509_privkey_deinit)

void
sf_cert_pair_free (SfCertPair *self)
{
  if (self == NULL)
    return;
  g_free (self->cert);
  if (self->key != NULL)
    gnutls_memset (self->key, 0, strlen (self->key));
  g_free (self->key);
  g_free (self);
}

static gboolean
failed (GError **error, const char *doing, int code)
{
  g_set_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO, "%s: %s", doing, gnutls_strerror (code));
  return FALSE;
}

static Privkey *
make_key (GError **error)
{
  g_autoptr (Privkey) key = NULL;
  int code = gnutls_x509_privkey_init (&key);
  if (code == 0)
    code = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (code != 0) {
    failed (error, "making a key", code);
    return NULL;
  }
  return g_steal_pointer (&key);
}

static Crt *
read_cert (const char *pem, GError **error)
{
  g_autoptr (Crt) cert = NULL;
  gnutls_datum_t text = { (guchar *) pem, pem == NULL ? 0 : (guint) strnlen (pem, MAX_PEM) };
  int code = gnutls_x509_crt_init (&cert);
  if (code == 0)
    code = gnutls_x509_crt_import (cert, &text, GNUTLS_X509_FMT_PEM);
  if (code != 0) {
    failed (error, "reading a certificate", code);
    return NULL;
  }
  return g_steal_pointer (&cert);
}

static Privkey *
read_key (const char *pem, GError **error)
{
  g_autoptr (Privkey) key = NULL;
  gnutls_datum_t text = { (guchar *) pem, (guint) strnlen (pem, MAX_PEM) };
  int code = gnutls_x509_privkey_init (&key);
  if (code == 0)
    code = gnutls_x509_privkey_import (key, &text, GNUTLS_X509_FMT_PEM);
  if (code != 0) {
    failed (error, "reading a key", code);
    return NULL;
  }
  return g_steal_pointer (&key);
}

/* Both results in one pair; NULL when either cannot be written. */
static SfCertPair *
export_pair (Crt *cert, Privkey *key, GError **error)
{
  gnutls_datum_t cert_pem = { NULL, 0 }, key_pem = { NULL, 0 };
  g_autoptr (SfCertPair) pair = NULL;
  int code = gnutls_x509_crt_export2 (cert, GNUTLS_X509_FMT_PEM, &cert_pem);
  if (code == 0)
    code = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem);
  if (code == 0) {
    pair = g_new0 (SfCertPair, 1);
    pair->cert = g_strndup ((char *) cert_pem.data, cert_pem.size);
    pair->key = g_strndup ((char *) key_pem.data, key_pem.size);
  } else {
    failed (error, "writing a certificate", code);
  }
  if (key_pem.data != NULL)
    gnutls_memset (key_pem.data, 0, key_pem.size);
  gnutls_free (cert_pem.data);
  gnutls_free (key_pem.data);
  return g_steal_pointer (&pair);
}

/* What every certificate of ours has: version 3, a serial, a name, a key, dates. */
static int
set_common (Crt *cert, Privkey *key, const char *common_name, gint days, SfIds *ids, SfClock *clock)
{
  guint8 serial[16], key_id[20];
  gsize n = sizeof key_id;
  time_t now = (time_t) (sf_clock_wall_ms (clock) / 1000);
  sf_ids_fill (ids, serial, sizeof serial);
  serial[0] = (serial[0] & 0x7f) | 0x40;   /* positive and of full length (RFC 5280 4.1.2.2) */
  int code = gnutls_x509_crt_set_version (cert, 3);
  code = code ? code : gnutls_x509_crt_set_serial (cert, serial, sizeof serial);
  code = code ? code : gnutls_x509_crt_set_dn_by_oid (cert, GNUTLS_OID_X520_COMMON_NAME, 0, common_name, (guint) strlen (common_name));
  code = code ? code : gnutls_x509_crt_set_key (cert, key);
  code = code ? code : gnutls_x509_crt_set_activation_time (cert, now - EARLY_S);
  code = code ? code : gnutls_x509_crt_set_expiration_time (cert, now + (time_t) days * DAY_S);
  code = code ? code : gnutls_x509_crt_get_key_id (cert, 0, key_id, &n);
  return code ? code : gnutls_x509_crt_set_subject_key_id (cert, key_id, n);
}

SfCertPair *
sf_cert_make_ca (const char *server_id, SfIds *ids, SfClock *clock, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Showfloor dealer CA %.8s", server_id);
  g_autoptr (Privkey) key = make_key (error);
  g_autoptr (Crt) cert = NULL;
  if (key == NULL)
    return NULL;
  int code = gnutls_x509_crt_init (&cert);
  code = code ? code : set_common (cert, key, name, CA_DAYS, ids, clock);
  code = code ? code : gnutls_x509_crt_set_basic_constraints (cert, 1, 0);
  code = code ? code : gnutls_x509_crt_set_key_usage (cert, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN);
  code = code ? code : gnutls_x509_crt_sign2 (cert, cert, key, GNUTLS_DIG_SHA256, 0);
  if (code != 0) {
    failed (error, "making the dealer CA", code);
    return NULL;
  }
  return export_pair (cert, key, error);
}

static int
add_name (Crt *cert, const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);
  if (address == NULL)
    return gnutls_x509_crt_set_subject_alt_name (cert, GNUTLS_SAN_DNSNAME, name, (guint) strlen (name), GNUTLS_FSAN_APPEND);
  return gnutls_x509_crt_set_subject_alt_name (cert, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (address),
                                               (guint) g_inet_address_get_native_size (address), GNUTLS_FSAN_APPEND);
}

static const char *const always[] = { "localhost", "127.0.0.1", "::1", NULL };

static int
set_leaf_names (Crt *cert, const char *own_name, const char *const *names)
{
  int code = add_name (cert, own_name);
  for (guint i = 0; code == 0 && always[i] != NULL; i++)
    code = add_name (cert, always[i]);
  for (guint i = 0; code == 0 && names != NULL && names[i] != NULL; i++)
    if (!g_strv_contains (always, names[i]))
      code = add_name (cert, names[i]);
  return code;
}

static int
set_authority (Crt *cert, Crt *ca)
{
  guint8 id[64];
  gsize n = sizeof id;
  guint critical;
  int code = gnutls_x509_crt_get_subject_key_id (ca, id, &n, &critical);
  return code ? code : gnutls_x509_crt_set_authority_key_id (cert, id, n);
}

SfCertPair *
sf_cert_make_leaf (const SfCertPair *ca, const char *server_id, const char *const *names, SfIds *ids, SfClock *clock, GError **error)
{
  g_autofree char *own_name = g_strdup_printf ("%s.showfloor.internal", server_id);
  g_autoptr (Crt) ca_cert = read_cert (ca->cert, error);
  g_autoptr (Privkey) ca_key = ca_cert != NULL ? read_key (ca->key, error) : NULL;
  g_autoptr (Privkey) key = ca_key != NULL ? make_key (error) : NULL;
  g_autoptr (Crt) cert = NULL;
  if (key == NULL)
    return NULL;
  int code = gnutls_x509_crt_init (&cert);
  code = code ? code : set_common (cert, key, "Showfloor server", LEAF_DAYS, ids, clock);
  code = code ? code : gnutls_x509_crt_set_basic_constraints (cert, 0, -1);
  code = code ? code : gnutls_x509_crt_set_key_usage (cert, GNUTLS_KEY_DIGITAL_SIGNATURE);
  code = code ? code : gnutls_x509_crt_set_key_purpose_oid (cert, GNUTLS_KP_TLS_WWW_SERVER, 0);
  code = code ? code : set_leaf_names (cert, own_name, names);
  code = code ? code : set_authority (cert, ca_cert);
  code = code ? code : gnutls_x509_crt_sign2 (cert, ca_cert, ca_key, GNUTLS_DIG_SHA256, 0);
  if (code != 0) {
    failed (error, "making the server's certificate", code);
    return NULL;
  }
  return export_pair (cert, key, error);
}

gboolean
sf_cert_spki_sha256 (const char *pem, guint8 out[32], GError **error)
{
  gsize n = 32;
  g_autoptr (Crt) cert = read_cert (pem, error);
  if (cert == NULL)
    return FALSE;
  int code = gnutls_x509_crt_get_key_id (cert, GNUTLS_KEYID_USE_SHA256, out, &n);
  return code == 0 || failed (error, "reading a public key", code);
}

gboolean
sf_cert_sha256 (const char *pem, guint8 out[32], GError **error)
{
  gsize n = 32;
  g_autoptr (Crt) cert = read_cert (pem, error);
  if (cert == NULL)
    return FALSE;
  int code = gnutls_x509_crt_get_fingerprint (cert, GNUTLS_DIG_SHA256, out, &n);
  return code == 0 || failed (error, "reading a certificate", code);
}

static gboolean
has_name (Crt *cert, const char *name)
{
  return gnutls_x509_crt_check_hostname2 (cert, name, GNUTLS_VERIFY_DO_NOT_ALLOW_WILDCARDS) != 0;
}

gboolean
sf_cert_needs_renewal (const char *pem, const char *ca_pem, const char *server_id, const char *const *names, SfClock *clock)
{
  g_autofree char *own_name = g_strdup_printf ("%s.showfloor.internal", server_id);
  g_autoptr (Crt) cert = read_cert (pem, NULL);
  g_autoptr (Crt) ca = read_cert (ca_pem, NULL);
  time_t now = (time_t) (sf_clock_wall_ms (clock) / 1000);
  guint status = 0;
  if (cert == NULL || ca == NULL || !has_name (cert, own_name))
    return TRUE;
  if (gnutls_x509_crt_get_expiration_time (cert) - now < (time_t) SF_CERT_RENEW_DAYS * DAY_S || gnutls_x509_crt_get_activation_time (cert) > now)
    return TRUE;
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (!has_name (cert, names[i]))
      return TRUE;
  int code = gnutls_x509_crt_verify (cert, &ca, 1, GNUTLS_VERIFY_DISABLE_TIME_CHECKS, &status);
  return code != 0 || status != 0;
}

/* NULL without @error when the file is not there. */
static char *
read_optional (const char *path, gboolean *ok, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *text = sf_file_read (path, MAX_PEM, TRUE, NULL, &local);
  if (text == NULL && !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local));
    *ok = FALSE;
  }
  return text;
}

static gboolean
write_pem (const char *path, const char *pem, GError **error)
{
  return sf_file_replace (path, pem, strlen (pem), 0600, error);
}

static SfCertPair *
ensure_ca (const char *cert_path, const char *key_path, const char *server_id, SfIds *ids, SfClock *clock, GError **error)
{
  gboolean ok = TRUE;
  g_autoptr (SfCertPair) ca = g_new0 (SfCertPair, 1);
  ca->cert = read_optional (cert_path, &ok, error);
  ca->key = ok ? read_optional (key_path, &ok, error) : NULL;
  if (!ok)
    return NULL;
  if (ca->cert != NULL && ca->key != NULL)
    return g_steal_pointer (&ca);
  if (ca->cert != NULL) {
    g_set_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "%s is there without its key: restore it from a backup", cert_path);
    return NULL;
  }
  g_clear_pointer (&ca, sf_cert_pair_free);
  ca = sf_cert_make_ca (server_id, ids, clock, error);
  /* The key first: a key without certificate is made anew, a certificate without key is a loss. */
  if (ca == NULL || !write_pem (key_path, ca->key, error) || !write_pem (cert_path, ca->cert, error))
    return NULL;
  return g_steal_pointer (&ca);
}

/* A certificate and its key are two files: a stop between them must not leave a pair that does not fit. */
static gboolean
leaf_fits (const char *pem, const char *key_pem)
{
  guint8 of_cert[64], of_key[64];
  gsize a = sizeof of_cert, b = sizeof of_key;
  g_autoptr (Crt) cert = read_cert (pem, NULL);
  g_autoptr (Privkey) key = cert != NULL ? read_key (key_pem, NULL) : NULL;
  return key != NULL && gnutls_x509_crt_get_key_id (cert, 0, of_cert, &a) == 0 && gnutls_x509_privkey_get_key_id (key, 0, of_key, &b) == 0 &&
         a == b && memcmp (of_cert, of_key, a) == 0;
}

gint64
sf_cert_renew_at (const char *pem)
{
  g_autoptr (Crt) cert = read_cert (pem, NULL);

  return cert != NULL ? ((gint64) gnutls_x509_crt_get_expiration_time (cert) - SF_CERT_RENEW_DAYS * DAY_S + 1) * 1000 : 0;
}

gboolean
sf_cert_ensure (const char *dir, const char *server_id, const char *const *names, SfIds *ids, SfClock *clock, gboolean *renewed, GError **error)
{
  g_autofree char *ca_path = g_build_filename (dir, "ca.pem", NULL), *ca_key = g_build_filename (dir, "ca.key", NULL);
  g_autofree char *leaf_path = g_build_filename (dir, "server.pem", NULL), *leaf_key = g_build_filename (dir, "server.key", NULL);
  gboolean ok = TRUE;
  if (renewed != NULL)
    *renewed = FALSE;
  if (!sf_file_make_dir (dir, error))
    return FALSE;
  g_autoptr (SfCertPair) ca = ensure_ca (ca_path, ca_key, server_id, ids, clock, error);
  if (ca == NULL)
    return FALSE;
  g_autofree char *old = read_optional (leaf_path, &ok, error), *old_key = ok ? read_optional (leaf_key, &ok, error) : NULL;
  if (!ok)
    return FALSE;
  if (old != NULL && old_key != NULL && leaf_fits (old, old_key) && !sf_cert_needs_renewal (old, ca->cert, server_id, names, clock))
    return TRUE;
  g_autoptr (SfCertPair) leaf = sf_cert_make_leaf (ca, server_id, names, ids, clock, error);
  if (leaf == NULL)
    return FALSE;
  /* Devices that know only a fingerprint find the CA in the chain. */
  g_autofree char *chain = g_strconcat (leaf->cert, ca->cert, NULL);
  if (renewed != NULL)
    *renewed = TRUE;
  return write_pem (leaf_key, leaf->key, error) && write_pem (leaf_path, chain, error);
}
