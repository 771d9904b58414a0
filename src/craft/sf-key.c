/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-key"
#include "config.h"
#include "craft/sf-key.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include <sodium.h>
#include <string.h>

/* One line: prefix, seed and public key in hex. The second is there to tell damage: a flipped bit would otherwise just be
 * another key, and the server would see a stranger. */
#define PREFIX "showfloor-key1 "
#define FILE_LEN (sizeof PREFIX - 1 + 64 + 1 + 64 + 1)

struct _SfKey {
  guint8 seed[crypto_sign_SEEDBYTES];
  guint8 secret[crypto_sign_SECRETKEYBYTES];
  guint8 public_key[crypto_sign_PUBLICKEYBYTES];
};

static SfKey *
key_alloc (void)
{
  sf_craft_init ();
  SfKey *self = sodium_malloc (sizeof *self);   /* guarded, kept out of swap and core files where allowed */
  if (self == NULL)
    g_error ("no memory for a key");
  memset (self, 0, sizeof *self);
  return self;
}

SfKey *
sf_key_new (SfIds *ids)
{
  SfKey *self = key_alloc ();
  sf_ids_fill (ids, self->seed, sizeof self->seed);
  crypto_sign_seed_keypair (self->public_key, self->secret, self->seed);
  return self;
}

static gboolean
read_line (SfKey *self, const char *text, gsize n)
{
  guint8 stored[crypto_sign_PUBLICKEYBYTES];
  char part[65] = "";
  if (n != FILE_LEN || memcmp (text, PREFIX, sizeof PREFIX - 1) != 0)
    return FALSE;
  text += sizeof PREFIX - 1;
  memcpy (part, text, 64);
  gboolean ok = sf_unhex (part, self->seed, sizeof self->seed) && text[64] == ' ' && text[129] == '\n';
  memcpy (part, text + 65, 64);
  ok = ok && sf_unhex (part, stored, sizeof stored);
  if (ok)
    crypto_sign_seed_keypair (self->public_key, self->secret, self->seed);
  return ok && memcmp (stored, self->public_key, sizeof stored) == 0;
}

char *
sf_key_find (const char *dir)
{
  const char *credentials = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *own = g_build_filename (dir, "device.key", NULL);
  g_autofree char *given = credentials != NULL ? g_build_filename (credentials, "device.key", NULL) : NULL;

  if (given == NULL || g_file_test (own, G_FILE_TEST_EXISTS) || !g_file_test (given, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&own);
  return g_steal_pointer (&given);
}

SfKey *
sf_key_load (const char *path, GError **error)
{
  gsize n = 0;
  char *text = sf_file_read (path, FILE_LEN, TRUE, &n, error);
  if (text == NULL)
    return NULL;
  g_autoptr (SfKey) self = key_alloc ();
  gboolean ok = read_line (self, text, n);
  sodium_memzero (text, n);
  g_free (text);
  if (!ok) {
    g_set_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "the key file %s is damaged", path);
    return NULL;
  }
  return g_steal_pointer (&self);
}

gboolean
sf_key_save (SfKey *self, const char *path, GError **error)
{
  char text[FILE_LEN + 1] = PREFIX;
  char *at = text + sizeof PREFIX - 1;
  sodium_bin2hex (at, 65, self->seed, sizeof self->seed);
  at[64] = ' ';
  sodium_bin2hex (at + 65, 65, self->public_key, sizeof self->public_key);
  at[129] = '\n';
  gboolean ok = sf_file_replace (path, text, FILE_LEN, 0600, error);
  sodium_memzero (text, sizeof text);
  return ok;
}

void
sf_key_free (SfKey *self)
{
  sodium_free (self);   /* wipes */
}

void
sf_key_get_public (SfKey *self, guint8 out[SF_KEY_PUBLIC_LEN])
{
  memcpy (out, self->public_key, SF_KEY_PUBLIC_LEN);
}

void
sf_key_sign (SfKey *self, gconstpointer data, gsize n, guint8 signature[SF_KEY_SIGNATURE_LEN])
{
  crypto_sign_detached (signature, NULL, data, n, self->secret);
}

gboolean
sf_key_verify (const guint8 public_key[SF_KEY_PUBLIC_LEN], gconstpointer data, gsize n, const guint8 signature[SF_KEY_SIGNATURE_LEN])
{
  sf_craft_init ();
  return crypto_sign_verify_detached (signature, data, n, public_key) == 0;
}

gboolean
sf_key_sign_func (gconstpointer data, gsize n, guint8 signature[SF_KEY_SIGNATURE_LEN], gpointer user_data)
{
  sf_key_sign (user_data, data, n, signature);
  return TRUE;
}
