/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sf-bytes.h"
#include "wire/sf-messages.h"

/* Layout of a token: version 1, length of scope, scope, seq (8, big endian), head (8), chain (32). */
#define TOKEN_VERSION 1
#define TOKEN_FIXED (2 + 8 + 8 + SF_CHAIN_LEN)
#define TOKEN_MAX (TOKEN_FIXED + sizeof (((SfToken *) 0)->scope))

static void
put_be64 (guint8 *out, guint64 value)
{
  value = GUINT64_TO_BE (value);
  memcpy (out, &value, sizeof value);
}

static gint64
get_be64 (const guint8 *in)
{
  guint64 value;

  memcpy (&value, in, sizeof value);
  return (gint64) GUINT64_FROM_BE (value);
}

void
sf_link (const guint8 before[SF_LINK_LEN], gconstpointer body, gsize n, guint8 out[SF_LINK_LEN])
{
  guint8 hash[SF_HASH_LEN];

  sf_sha256_parts (hash, before, (gsize) SF_LINK_LEN, n > 0 ? body : "", n, NULL);
  memcpy (out, hash, SF_LINK_LEN);
}

void
sf_row_hash (gconstpointer data, gsize n, guint8 out[SF_LINK_LEN])
{
  guint8 hash[SF_HASH_LEN];

  sf_sha256 (n > 0 ? data : "", n, hash);
  memcpy (out, hash, SF_LINK_LEN);
}

void
sf_chain (const guint8 before[SF_CHAIN_LEN], gint64 seq, const char *bucket, const char *kind, const char *id,
          const guint8 row_hash[SF_LINK_LEN], guint8 out[SF_CHAIN_LEN])
{
  guint8 number[8];

  put_be64 (number, (guint64) seq);
  /* The NUL after each name goes in, so that no two triples read the same. */
  sf_sha256_parts (out, before, (gsize) SF_CHAIN_LEN, number, sizeof number, bucket, strlen (bucket) + 1,
                   kind, strlen (kind) + 1, id, strlen (id) + 1, row_hash, (gsize) SF_LINK_LEN, NULL);
}

char *
sf_token_to_text (const SfToken *token)
{
  guint8 bytes[TOKEN_MAX];
  gsize n = strnlen (token->scope, sizeof token->scope - 1);

  bytes[0] = TOKEN_VERSION;
  bytes[1] = (guint8) n;
  memcpy (bytes + 2, token->scope, n);
  put_be64 (bytes + 2 + n, (guint64) token->seq);
  put_be64 (bytes + 10 + n, (guint64) token->head);
  memcpy (bytes + 18 + n, token->chain, SF_CHAIN_LEN);
  return sf_base64url (bytes, TOKEN_FIXED + n);
}

static gboolean
scope_ok (const guint8 *scope, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isgraph (scope[i]))
      return FALSE;
  return n > 0;
}

gboolean
sf_token_from_text (const char *text, SfToken *out, GError **error)
{
  gsize n = 0, scope;
  g_autofree guint8 *bytes = text != NULL ? sf_unbase64url (text, TOKEN_MAX - 1, &n) : NULL;
  SfToken token = { { 0 } };

  scope = bytes != NULL && n >= TOKEN_FIXED ? bytes[1] : 0;
  if (bytes == NULL || n != TOKEN_FIXED + scope || bytes[0] != TOKEN_VERSION || !scope_ok (bytes + 2, scope))
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_VALUE, "not a token");
      return FALSE;
    }
  memcpy (token.scope, bytes + 2, scope);
  token.seq = get_be64 (bytes + 2 + scope);
  token.head = get_be64 (bytes + 10 + scope);
  memcpy (token.chain, bytes + 18 + scope, SF_CHAIN_LEN);
  if (token.seq < 0 || token.head < token.seq)
    {
      g_set_error (error, SF_WIRE_ERROR, SF_WIRE_ERROR_VALUE, "not a token");
      return FALSE;
    }
  *out = token;
  return TRUE;
}
