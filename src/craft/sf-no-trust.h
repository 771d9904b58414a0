/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfNoTrust: a database of certificates that knows none, so that every chain comes before the driver's own judgement
 * (sf_trust_check()). A TLS connection without a database of its own reads the system's list of some 140 authorities, also a
 * server's that asks nobody for a certificate: 50 ms and 14 MB for each. Any thread.
 */
#define SF_TYPE_NO_TRUST (sf_no_trust_get_type ())
G_DECLARE_FINAL_TYPE (SfNoTrust, sf_no_trust, SF, NO_TRUST, GTlsDatabase)
/** The one of this process. (transfer none) */
GTlsDatabase *sf_no_trust_get (void);
/** Makes it this process's default: a session that was told to use no database takes the default one all the same. */
void sf_no_trust_install (void);
G_END_DECLS
