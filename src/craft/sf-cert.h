/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/*
 * The dealer's own certificates (decisions 18): a CA (P-256, 10 years) and a server leaf (P-256, 1 year) that carries
 * DNS:<server_id>.showfloor.internal, localhost and the addresses it is reached by. All PEM. Any thread.
 */
#define SF_CERT_RENEW_DAYS 30

typedef struct { char *cert, *key; } SfCertPair;   /* (owned) PEM; the key PKCS#8, unencrypted */
void        sf_cert_pair_free (SfCertPair *self);
SfCertPair *sf_cert_make_ca   (const char *server_id, SfIds *ids, SfClock *clock, GError **error);
/** @names (nullable): further DNS names and IP addresses of the subject; 127.0.0.1, ::1 and localhost are always there. */
SfCertPair *sf_cert_make_leaf (const SfCertPair *ca, const char *server_id, const char *const *names, SfIds *ids, SfClock *clock, GError **error);

/** SHA-256 of the SubjectPublicKeyInfo of the first certificate: the fingerprint that pairing texts carry. */
gboolean sf_cert_spki_sha256 (const char *pem, guint8 out[32], GError **error);
/** SHA-256 of the first certificate itself (DER): what a session signs. */
gboolean sf_cert_sha256      (const char *pem, guint8 out[32], GError **error);
/** Whether the leaf of @pem should be made anew: fewer than SF_CERT_RENEW_DAYS left, not yet valid, a name missing, or of another CA. */
gboolean sf_cert_needs_renewal (const char *pem, const char *ca_pem, const char *server_id, const char *const *names, SfClock *clock);

/** When the leaf of @pem has SF_CERT_RENEW_DAYS left, ms UTC; 0 for what is none. */
gint64 sf_cert_renew_at (const char *pem);
/**
 * Sees to DIR/ca.pem, ca.key, server.pem (leaf, then CA) and server.key, 0600 in a folder of 0700: makes what is missing, renews
 * a leaf that needs it. A CA without its key is an error, never replaced: every device trusts it. @renewed (nullable): TRUE
 * when server.pem is new.
 */
gboolean sf_cert_ensure (const char *dir, const char *server_id, const char *const *names, SfIds *ids, SfClock *clock, gboolean *renewed, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfCertPair, sf_cert_pair_free)
G_END_DECLS
