/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-bytes"
#include "config.h"
#include "base/sf-bytes.h"
#include "base/sf-sha256.h"
#include <string.h>

void
sf_sha256 (gconstpointer data, gsize n, guint8 out[SF_HASH_LEN])
{
  sf_sha256_parts (out, data != NULL ? data : "", n, NULL);
}

void
sf_sha256_parts (guint8 out[SF_HASH_LEN], gconstpointer first, ...)
{
  gboolean fast = sf_sha256_fast ();
  g_autoptr (GChecksum) sum = fast ? NULL : g_checksum_new (G_CHECKSUM_SHA256);
  gsize len = SF_HASH_LEN;
  SfSha256 own;
  va_list args;
  if (fast)
    sf_sha256_begin (&own);
  va_start (args, first);
  for (gconstpointer part = first; part != NULL; part = va_arg (args, gconstpointer)) {
    gsize n = va_arg (args, gsize);
    if (fast)
      sf_sha256_add (&own, part, n);
    else
      g_checksum_update (sum, part, (gssize) n);
  }
  va_end (args);
  if (fast)
    sf_sha256_end (&own, out);
  else
    g_checksum_get_digest (sum, out, &len);
}

char *
sf_hex (gconstpointer data, gsize n)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = data;
  char *out = g_malloc (n * 2 + 1);
  for (gsize i = 0; i < n; i++) {
    out[i * 2] = digits[bytes[i] >> 4];
    out[i * 2 + 1] = digits[bytes[i] & 15];
  }
  out[n * 2] = '\0';
  return out;
}

gboolean
sf_unhex (const char *hex, guint8 *out, gsize n)
{
  g_return_val_if_fail (out != NULL, FALSE);
  if (hex == NULL || strnlen (hex, n * 2 + 1) != n * 2)
    return FALSE;
  for (gsize i = 0; i < n * 2; i++)
    if (!g_ascii_isxdigit (hex[i]))
      return FALSE;
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) (g_ascii_xdigit_value (hex[i * 2]) << 4 | g_ascii_xdigit_value (hex[i * 2 + 1]));
  return TRUE;
}

char *
sf_base64url (gconstpointer data, gsize n)
{
  char *text = g_base64_encode (data, n);
  for (char *p = text; *p != '\0'; p++) {
    if (*p == '+')
      *p = '-';
    else if (*p == '/')
      *p = '_';
    else if (*p == '=')
      *p-- = '\0';   /* the loop's step lands on the NUL and ends */
  }
  return text;
}

static int
base64url_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '-' ? 62 : c == '_' ? 63 : -1;
}

guint8 *
sf_unbase64url (const char *s, gsize max, gsize *n)
{
  if (s == NULL)
    return NULL;
  /* Counted before anything is allocated: the text comes from outside. */
  gsize limit = max / 3 * 4 + 4, len = strnlen (s, limit + 1);
  if (len > limit || len % 4 == 1 || len / 4 * 3 + (len % 4 ? len % 4 - 1 : 0) > max)
    return NULL;
  g_autofree guint8 *out = g_malloc (len / 4 * 3 + 3);
  gsize used = 0;
  guint32 bits = 0;
  guint held = 0;
  for (gsize i = 0; i < len; i++) {
    int value = base64url_value (s[i]);
    if (value < 0)
      return NULL;
    bits = bits << 6 | (guint32) value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out[used++] = (guint8) (bits >> held);
      bits &= (1u << held) - 1;
    }
  }
  if (bits != 0)   /* one text for one value: spare bits are zero */
    return NULL;
  out[used] = 0;
  if (n != NULL)
    *n = used;
  return g_steal_pointer (&out);
}

gboolean
sf_equal_secret (gconstpointer a, gconstpointer b, gsize n)
{
  const volatile guint8 *x = a, *y = b;
  guint8 diff = 0;
  for (gsize i = 0; i < n; i++)
    diff |= x[i] ^ y[i];
  return diff == 0;
}
