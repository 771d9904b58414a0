/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <gio/gio.h>
G_BEGIN_DECLS
/**
 * SfNoTrust: a database of certificates that knows none, so that every chain comes before the driver's own judgement
 * (sf_trust_check()). Any thread.
 */
#define SF_TYPE_NO_TRUST (sf_no_trust_get_type ())
G_DECLARE_FINAL_TYPE (SfNoTrust, sf_no_trust, SF, NO_TRUST, GTlsDatabase)
/**
 * Makes it this process's default. Without it the first TLS connection reads the system's list of some 140 authorities,
 * also when the session was told to use no database: 50 ms of the main thread and the memory of the list. Once is enough.
 */
void sf_no_trust_install (void);
G_END_DECLS
