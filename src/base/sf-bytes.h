/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
#define SF_HASH_LEN 32
/** SHA-256 of @n bytes into @out[32]. */
void    sf_sha256 (gconstpointer data, gsize n, guint8 out[SF_HASH_LEN]);
/** SHA-256 of a NULL-terminated list of (gconstpointer, gsize) pairs. */
void    sf_sha256_parts (guint8 out[SF_HASH_LEN], gconstpointer first, ...) G_GNUC_NULL_TERMINATED;
/** Lower-case hex. (transfer full) */
char   *sf_hex (gconstpointer data, gsize n);
/** Reads exactly 2*@n hex digits; FALSE (and @out untouched) for anything else. */
gboolean sf_unhex (const char *hex, guint8 *out, gsize n);
/** URL-safe base64 without padding. (transfer full) */
char   *sf_base64url (gconstpointer data, gsize n);
/** NULL when @s is not URL-safe base64 of at most @max bytes. (transfer full) */
guint8 *sf_unbase64url (const char *s, gsize max, gsize *n);
/** Compares without telling by time where the difference is. */
gboolean sf_equal_secret (gconstpointer a, gconstpointer b, gsize n);
G_END_DECLS
