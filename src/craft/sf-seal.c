/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-seal"
#include "config.h"
#include "craft/sf-seal.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/sf-bytes.h"

/* RFC 9106 4, second choice, with room to spare: 64 MiB, three passes. The passphrase is drawn, not chosen, so this is the second wall. */
#define OPS 3
#define MEM_KIB (64u * 1024)
#define MAX_OPS 8
#define MAX_MEM_KIB (256u * 1024)
#define GROUPS 5
#define GROUP_LEN 5
#define MAX_SEALED (256 * 1024)
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

typedef struct { guint ops, mem_kib; guint8 salt[crypto_pwhash_SALTBYTES], key[crypto_box_PUBLICKEYBYTES]; } Lock;

char *
sf_passphrase_new (SfIds *ids)
{
  guint8 bytes[GROUPS * GROUP_LEN];
  GString *text = g_string_new (NULL);

  sf_ids_fill (ids, bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%s%c", i > 0 && i % GROUP_LEN == 0 ? "-" : "", alphabet[bytes[i] & 31]);
  sodium_memzero (bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

/* As typed from paper: only the characters that carry anything. */
static char *
normal_passphrase (const char *typed)
{
  GString *text = g_string_new (NULL);

  for (const char *p = typed; *p && text->len < 256; p++)
    {
      char c = g_ascii_toupper (*p);

      c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
      if (!g_ascii_isspace (c) && c != '-')
        g_string_append_c (text, c);
    }
  return g_string_free (text, FALSE);
}

static gboolean
derive (const char *passphrase, const Lock *lock, guint8 public[crypto_box_PUBLICKEYBYTES], guint8 secret[crypto_box_SECRETKEYBYTES], GError **error)
{
  g_autofree char *normal = normal_passphrase (passphrase);
  guint8 seed[crypto_box_SEEDBYTES];
  int failed = crypto_pwhash (seed, sizeof seed, normal, strlen (normal), lock->salt, lock->ops, (gsize) lock->mem_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);

  sodium_memzero (normal, strlen (normal));
  if (failed != 0)
    {
      g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_LIMIT, "argon2id needs more memory than there is");
      return FALSE;
    }
  crypto_box_seed_keypair (public, secret, seed);
  sodium_memzero (seed, sizeof seed);
  return TRUE;
}

static gboolean
read_lock (const char *text, Lock *lock)
{
  char salt[65], key[65];
  int end = 0;

  return sscanf (text, "showfloor-lock 1 %4u %9u %64[0-9a-f] %64[0-9a-f]%n", &lock->ops, &lock->mem_kib, salt, key, &end) == 4
         && (text[end] == '\0' || text[end] == '\n') && lock->ops >= 1 && lock->ops <= MAX_OPS && lock->mem_kib >= 8 && lock->mem_kib <= MAX_MEM_KIB
         && strlen (salt) == 2 * sizeof lock->salt && sf_unhex (salt, lock->salt, sizeof lock->salt)
         && strlen (key) == 2 * sizeof lock->key && sf_unhex (key, lock->key, sizeof lock->key);
}

gboolean
sf_lock_is_valid (const char *text)
{
  Lock lock;

  return text != NULL && read_lock (text, &lock);
}

char *
sf_lock_new (const char *passphrase, SfIds *ids, GError **error)
{
  Lock lock = { .ops = OPS, .mem_kib = MEM_KIB };
  guint8 secret[crypto_box_SECRETKEYBYTES];

  sf_craft_init ();
  sf_ids_fill (ids, lock.salt, sizeof lock.salt);
  if (!derive (passphrase, &lock, lock.key, secret, error))
    return NULL;
  sodium_memzero (secret, sizeof secret);
  g_autofree char *salt = sf_hex (lock.salt, sizeof lock.salt), *key = sf_hex (lock.key, sizeof lock.key);
  return g_strdup_printf ("showfloor-lock 1 %u %u %s %s", lock.ops, lock.mem_kib, salt, key);
}

char *
sf_seal (const char *text, gconstpointer data, gsize n, GError **error)
{
  Lock lock;

  sf_craft_init ();
  if (!read_lock (text, &lock) || n > MAX_SEALED / 2)
    {
      g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "This is no lock, or too much for one");
      return NULL;
    }
  g_autofree guint8 *box = g_malloc (n + crypto_box_SEALBYTES);
  crypto_box_seal (box, data, n, lock.key);
  g_autofree char *body = sf_base64url (box, n + crypto_box_SEALBYTES);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);
  return g_strdup_printf ("%s\n%s\n", lines[0], body);
}

static gboolean
bad_seal (GError **error)
{
  g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "Not sealed by this program, or damaged");
  return FALSE;
}

static GBytes *
open_box (const char *base64, const guint8 *public, const guint8 *secret, GError **error)
{
  g_autofree char *line = g_strchomp (g_strdup (base64));
  gsize n = 0;
  g_autofree guint8 *box = sf_unbase64url (line, MAX_SEALED, &n);

  if (box != NULL && n >= crypto_box_SEALBYTES)
    {
      g_autofree guint8 *plain = g_malloc (n - crypto_box_SEALBYTES + 1);

      if (crypto_box_seal_open (plain, box, n, public, secret) == 0)
        return g_bytes_new_take (g_steal_pointer (&plain), n - crypto_box_SEALBYTES);
    }
  bad_seal (error);
  return NULL;
}

GBytes *
sf_unseal (const char *sealed, const char *passphrase, GError **error)
{
  guint8 public[crypto_box_PUBLICKEYBYTES], secret[crypto_box_SECRETKEYBYTES];
  const char *body = strchr (sealed, '\n');
  GBytes *plain = NULL;
  guint version = 0;
  Lock lock;

  sf_craft_init ();
  if (sscanf (sealed, "showfloor-lock %4u", &version) == 1 && version > 1)
    {
      g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_VERSION, "Sealed by a newer version");
      return NULL;
    }
  if (body == NULL || !read_lock (sealed, &lock))
    {
      bad_seal (error);
      return NULL;
    }
  if (!derive (passphrase, &lock, public, secret, error))
    return NULL;
  if (memcmp (public, lock.key, sizeof public) != 0)
    g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO, "Sealed with another passphrase");
  else
    plain = open_box (body + 1, public, secret, error);
  sodium_memzero (secret, sizeof secret);
  return plain;
}
