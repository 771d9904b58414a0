/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include "base/sf-ids.h"
#include "craft/sf-craft.h"
G_BEGIN_DECLS
#define SF_CODE_LEN 10
#define SF_PAIRING_MAX_TEXT 1200
#define SF_PAIRING_MAX_HOSTS 8
/** A new pairing code: 10 characters of Crockford's alphabet, 50 bits. (transfer full) */
char    *sf_code_new    (SfIds *ids);
/** Reads a code as people type it: any case, O for 0, I and L for 1, hyphens and spaces anywhere. FALSE (and @out empty) otherwise. */
gboolean sf_code_parse  (const char *text, char out[SF_CODE_LEN + 1]);
/** "XXXXX-XXXXX". (transfer full) */
char    *sf_code_format (const char *code);

/** Length of a slug (decisions 15): 80 bits, so that nobody finds a page by trying. */
#define SF_SLUG_LEN 16
/** A new slug: 16 characters of Crockford's alphabet, upper case. (transfer full) */
char    *sf_slug_new    (SfIds *ids);
/** Reads a slug as an address holds it: exactly 16 characters, any case, O for 0, I and L for 1. FALSE (and @out empty) otherwise. */
gboolean sf_slug_parse  (const char *text, char out[SF_SLUG_LEN + 1]);
/**
 * Where the code of @slug leads: @public_url, "/c/" and the slug; all in upper case, which the QR code takes as the denser
 * alphanumeric mode (version 3), unless the address holds a path, whose case matters. (transfer full)
 */
char    *sf_slug_url    (const char *public_url, const char *slug);

/**
 * SfPairing: what a device needs to find its server and to know that it is the right one. As text: "showfloor1:" and the
 * base64url of lines "h=HOST:PORT" (1 to 8), "s=SERVER_ID", "f=<64 hex: SHA-256 of the dealer CA's public key>", "c=CODE".
 */
typedef struct {
  char  **hosts;           /* (owned) HOST:PORT, in the order to try */
  char   *server_id;       /* (owned) (nullable) */
  gboolean has_fingerprint;
  guint8  fingerprint[32];
  char    code[SF_CODE_LEN + 1];
} SfPairing;
void       sf_pairing_free (SfPairing *self);
/** (transfer full) */
char      *sf_pairing_to_text (const SfPairing *self);
/**
 * Reads the text of a QR code, or what a person typed: "HOST:PORT CODE" (then without server id and fingerprint). The text is
 * hostile: SF_CRAFT_ERROR_FORMAT, _LIMIT, or _VERSION for "showfloor2:" and above. Messages never hold the text.
 */
SfPairing *sf_pairing_parse   (const char *text, GError **error);
/** Six digits that both sides show and a person compares, of the SHA-256 of what was exchanged. (transfer full) */
char      *sf_sas (const guint8 transcript[32]);
/** HOST:PORT with a name, an IPv4 or an [IPv6] address, and a port from 1 to 65535. */
gboolean   sf_host_port_is_valid (const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfPairing, sf_pairing_free)
G_END_DECLS
