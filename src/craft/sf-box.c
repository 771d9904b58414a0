/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-box"
#include "config.h"
#include "craft/sf-box.h"
#include <sodium.h>
#include <string.h>

#define VERSION 1
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_LEN crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_LEN (1 + NONCE_LEN)

G_STATIC_ASSERT (SF_BOX_OVERHEAD == HEAD_LEN + TAG_LEN);
G_STATIC_ASSERT (SF_BOX_KEY_LEN == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

GBytes *
sf_box_seal (const guint8 key[SF_BOX_KEY_LEN], const char *bound, gconstpointer plain, gsize n, SfIds *ids)
{
  guint8 *box = g_malloc (n + SF_BOX_OVERHEAD);
  unsigned long long len = 0;

  sf_craft_init ();
  box[0] = VERSION;
  sf_ids_fill (ids, box + 1, NONCE_LEN);
  crypto_aead_xchacha20poly1305_ietf_encrypt (box + HEAD_LEN, &len, plain, n, (const guint8 *) bound, strlen (bound), NULL, box + 1, key);
  return g_bytes_new_take (box, HEAD_LEN + (gsize) len);
}

GBytes *
sf_box_open (const guint8 key[SF_BOX_KEY_LEN], const char *bound, gconstpointer data, gsize n, GError **error)
{
  const guint8 *box = data;
  g_autofree guint8 *plain = NULL;
  unsigned long long len = 0;

  sf_craft_init ();
  if (n > 0 && box[0] > VERSION)
    {
      g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_VERSION, "A box of a newer version");
      return NULL;
    }
  if (n >= SF_BOX_OVERHEAD && box[0] == VERSION)
    {
      plain = g_malloc (n - SF_BOX_OVERHEAD + 1);
      if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain, &len, NULL, box + HEAD_LEN, n - HEAD_LEN, (const guint8 *) bound, strlen (bound), box + 1, key) == 0)
        return g_bytes_new_take (g_steal_pointer (&plain), (gsize) len);
    }
  g_set_error_literal (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT, "Not a box of this key");
  return NULL;
}
