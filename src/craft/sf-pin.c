/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-pin"
#include "config.h"
#include "craft/sf-pin.h"
#include "base/sf-bytes.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* RFC 9106 4 asks for 64 MiB and 3 passes where it can be had; a tablet with 2 GB and a PIN waiting gets this. */
#define OPS 2
#define MEM (48u * 1024 * 1024)
#define MAX_OPS 8
#define MAX_MEM_KIB (256u * 1024)
#define MAX_BADGE 256

gboolean
sf_pin_is_valid (const char *pin)
{
  gsize n = pin == NULL ? 0 : strnlen (pin, 9);
  if (n < 4 || n > 8)
    return FALSE;
  return strspn (pin, "0123456789") == n;
}

char *
sf_pin_hash (const char *pin, GError **error)
{
  char text[crypto_pwhash_STRBYTES];
  if (!sf_pin_is_valid (pin)) {
    g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "a PIN has 4 to 8 digits");
    return NULL;
  }
  sf_craft_init ();
  /* The salt is libsodium's own: it must never repeat, not even with a seeded source of ids. */
  if (crypto_pwhash_str_alg (text, pin, strlen (pin), OPS, MEM, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO, "argon2id needs more memory than there is");
    return NULL;
  }
  return g_strdup (text);
}

static gboolean
is_affordable (const char *verifier)
{
  guint version, mem, ops, lanes;
  if (strnlen (verifier, crypto_pwhash_STRBYTES) >= crypto_pwhash_STRBYTES)
    return FALSE;
  if (sscanf (verifier, "$argon2id$v=%3u$m=%9u,t=%9u,p=%3u$", &version, &mem, &ops, &lanes) != 4)
    return FALSE;
  return version == 19 && mem <= MAX_MEM_KIB && ops <= MAX_OPS && lanes == 1;
}

gboolean
sf_pin_verify (const char *verifier, const char *pin)
{
  char text[crypto_pwhash_STRBYTES] = "";
  if (verifier == NULL || !sf_pin_is_valid (pin) || !is_affordable (verifier))
    return FALSE;
  sf_craft_init ();
  g_strlcpy (text, verifier, sizeof text);   /* libsodium reads all of its buffer's length */
  return crypto_pwhash_str_verify (text, pin, strlen (pin)) == 0;
}

char *
sf_badge_hash (const char *code)
{
  guint8 hash[SF_HASH_LEN];
  if (code == NULL)
    return NULL;
  while (g_ascii_isspace (*code))
    code++;
  gsize n = strnlen (code, MAX_BADGE + 16);
  while (n > 0 && g_ascii_isspace (code[n - 1]))
    n--;
  if (n == 0 || n > MAX_BADGE)
    return NULL;
  sf_sha256 (code, n, hash);
  return sf_hex (hash, sizeof hash);
}

gboolean
sf_badge_verify (const char *hash, const char *code)
{
  guint8 wanted[SF_HASH_LEN], got[SF_HASH_LEN];
  g_autofree char *text = sf_badge_hash (code);
  return text != NULL && sf_unhex (hash, wanted, sizeof wanted) && sf_unhex (text, got, sizeof got) && sf_equal_secret (wanted, got, sizeof got);
}

void
sf_tries_read (SfTries *self, const char *text)
{
  char *end = NULL;

  *self = (SfTries) { 0 };
  if (text == NULL)
    return;
  self->n = (guint) g_ascii_strtoull (text, &end, 10);
  self->until = g_ascii_strtoll (end, NULL, 10);
}

gboolean
sf_tries_count (SfTries *self, gint64 now, gboolean goes_on, guint *left)
{
  *left = 0;
  if (sf_tries_minutes (self, now) > 0)
    return FALSE;
  if (!goes_on || self->n == 0)
    self->n++;
  self->until = self->n >= SF_PIN_TRIES ? now + (gint64) MIN (1u << MIN (self->n - SF_PIN_TRIES, 6), SF_PIN_PAUSE_MIN) * 60000 : 0;
  *left = self->n >= SF_PIN_TRIES ? 0 : SF_PIN_TRIES - self->n;
  return TRUE;
}

char *
sf_tries_write (const SfTries *self)
{
  return g_strdup_printf ("%u %" G_GINT64_FORMAT, self->n, self->until);
}

guint
sf_tries_minutes (const SfTries *self, gint64 now)
{
  gint64 left = self->until - now;

  /* A clock that was set back must not lock the house out for longer than the longest pause. */
  return left > 0 && left <= SF_PIN_PAUSE_MIN * 60000 ? (guint) ((left + 59999) / 60000) : 0;
}
