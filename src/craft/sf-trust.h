/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "craft/sf-craft.h"
G_BEGIN_DECLS
/*
 * The device's side of decisions 18: does this peer belong to the dealer we were paired with? Any thread.
 */
/** The certificate of @peer's chain whose public key has @spki (SHA-256), as PEM to keep; NULL when none has. (transfer full) */
char    *sf_trust_find_ca (GTlsCertificate *peer, const guint8 spki[32]);
/** The last certificate of @peer's chain as PEM: the CA it shows, for pairing without a fingerprint (then compare sf_sas()). (transfer full) */
char    *sf_trust_shown_ca (GTlsCertificate *peer);
/**
 * TRUE when @peer's chain ends in @ca_pem and it is <server_id>.showfloor.internal, whatever address it was reached by. Only a
 * wrong date is forgiven (clocks of tablets are wrong). @flags (nullable) receives what was wrong.
 */
gboolean sf_trust_check   (GTlsCertificate *peer, const char *ca_pem, const char *server_id, GTlsCertificateFlags *flags);
/** SHA-256 of the peer's leaf (DER), which the session signs. FALSE when the backend does not give it. */
gboolean sf_trust_leaf_sha256 (GTlsCertificate *peer, guint8 out[32]);
G_END_DECLS
