/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include "craft/sf-box.h"

static const char plain[] = "{\"p\":1,\"act\":\"state\"}";

static void
make_key (guint8 key[SF_BOX_KEY_LEN], guint8 first)
{
  for (guint i = 0; i < SF_BOX_KEY_LEN; i++)
    key[i] = (guint8) (first + i);
}

static gboolean
opens (const guint8 *key, const char *bound, gconstpointer box, gsize n, int code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) content = sf_box_open (key, bound, box, n, &error);

  if (content == NULL) {
    g_assert_error (error, SF_CRAFT_ERROR, code);
    return FALSE;
  }
  g_assert_cmpmem (g_bytes_get_data (content, NULL), g_bytes_get_size (content), plain, strlen (plain));
  return TRUE;
}

static void
test_round (void)
{
  g_autoptr(SfIds) ids = sf_ids_new_seeded (3);
  guint8 key[SF_BOX_KEY_LEN];
  g_autoptr(GBytes) one = NULL, two = NULL, empty = NULL, nothing = NULL;
  gsize n;
  const guint8 *box;

  make_key (key, 1);
  one = sf_box_seal (key, "ask 1", plain, strlen (plain), ids);
  two = sf_box_seal (key, "ask 1", plain, strlen (plain), ids);
  box = g_bytes_get_data (one, &n);
  g_assert_cmpuint (n, ==, strlen (plain) + SF_BOX_OVERHEAD);
  g_assert_true (opens (key, "ask 1", box, n, 0));
  /* The same twice does not look the same, and tells nothing of itself. */
  g_assert_false (g_bytes_equal (one, two));
  g_assert_null (memmem (box, n, "state", 5));
  empty = sf_box_seal (key, "", "", 0, ids);
  nothing = sf_box_open (key, "", g_bytes_get_data (empty, NULL), g_bytes_get_size (empty), NULL);
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
}

/* Every bit of it counts, and every other key, text and length is refused. */
static void
test_refused (void)
{
  g_autoptr(SfIds) ids = sf_ids_new_seeded (3);
  guint8 key[SF_BOX_KEY_LEN], foreign[SF_BOX_KEY_LEN];
  g_autoptr(GBytes) sealed = NULL;
  g_autofree guint8 *box = NULL;
  gsize n;

  make_key (key, 1);
  make_key (foreign, 2);
  sealed = sf_box_seal (key, "ask 1", plain, strlen (plain), ids);
  box = g_memdup2 (g_bytes_get_data (sealed, &n), g_bytes_get_size (sealed));
  n = g_bytes_get_size (sealed);
  for (gsize i = 8; i < n * 8; i++) {
    box[i / 8] ^= (guint8) (1u << i % 8);
    g_assert_false (opens (key, "ask 1", box, n, SF_CRAFT_ERROR_FORMAT));
    box[i / 8] ^= (guint8) (1u << i % 8);
  }
  for (gsize cut = 1; cut < n; cut++)
    g_assert_false (opens (key, "ask 1", box, cut, SF_CRAFT_ERROR_FORMAT));
  g_assert_false (opens (key, "ask 1", NULL, 0, SF_CRAFT_ERROR_FORMAT));
  g_assert_false (opens (foreign, "ask 1", box, n, SF_CRAFT_ERROR_FORMAT));
  g_assert_false (opens (key, "ask 2", box, n, SF_CRAFT_ERROR_FORMAT));
  g_assert_false (opens (key, "ask 1 ", box, n, SF_CRAFT_ERROR_FORMAT));
  box[0] = 2;
  g_assert_false (opens (key, "ask 1", box, n, SF_CRAFT_ERROR_VERSION));
  box[0] = 0;
  g_assert_false (opens (key, "ask 1", box, n, SF_CRAFT_ERROR_FORMAT));
  box[0] = 1;
  g_assert_true (opens (key, "ask 1", box, n, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/box/round", test_round);
  g_test_add_func ("/box/refused", test_refused);
  return g_test_run ();
}
