/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-no-trust"
#include "craft/sf-no-trust.h"

struct _SfNoTrust { GTlsDatabase parent; };
G_DEFINE_FINAL_TYPE (SfNoTrust, sf_no_trust, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
sf_no_trust_verify_chain (GTlsDatabase *database, GTlsCertificate *chain, const char *purpose, GSocketConnectable *identity, GTlsInteraction *interaction,
                          GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  return G_TLS_CERTIFICATE_UNKNOWN_CA;
}

static void
sf_no_trust_class_init (SfNoTrustClass *klass)
{
  G_TLS_DATABASE_CLASS (klass)->verify_chain = sf_no_trust_verify_chain;
}

static void
sf_no_trust_init (SfNoTrust *self)
{
}

GTlsDatabase *
sf_no_trust_get (void)
{
  static GTlsDatabase *none;

  if (g_once_init_enter (&none))
    g_once_init_leave (&none, g_object_new (SF_TYPE_NO_TRUST, NULL));
  return none;
}

void
sf_no_trust_install (void)
{
  g_tls_backend_set_default_database (g_tls_backend_get_default (), sf_no_trust_get ());
}
