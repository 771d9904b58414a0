/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sf-bytes.h"
#include "craft/sf-seal.h"

typedef struct { char *dir; SfIds *ids; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-seal-XXXXXX", NULL);
  f->ids = sf_ids_new_system ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  static const char *const names[] = { "plain", "sealed", "back" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->dir);
  sf_ids_unref (f->ids);
}

/* What was closed without the passphrase opens with it, however it is typed, and with no other. */
static void
test_seal (Fixture *f, gconstpointer data)
{
  g_autofree char *passphrase = sf_passphrase_new (f->ids), *lock = sf_lock_new (passphrase, f->ids, NULL), *sealed = sf_seal (lock, "secret", 6, NULL);
  g_autofree char *typed = g_ascii_strdown (passphrase, -1), *changed = g_strdup (sealed);
  g_autoptr(GBytes) open = NULL, none = NULL;
  g_autoptr(GError) error = NULL;
  gsize n;

  g_assert_cmpuint (strlen (passphrase), ==, 29);
  g_assert_true (sf_lock_is_valid (lock));
  g_assert_null (strstr (sealed, "secret"));
  g_assert_true (g_str_has_prefix (sealed, lock));
  g_strdelimit (typed, "-", ' ');
  for (char *p = typed; *p; p++)
    *p = *p == '0' ? 'o' : *p == '1' ? 'l' : *p;
  open = sf_unseal (sealed, typed, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (open, &n), g_bytes_get_size (open), "secret", 6);
  none = sf_unseal (sealed, "00000-00000-00000-00000-00000", &error);
  g_assert_null (none);
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO);
  g_clear_error (&error);
  changed[strlen (changed) - 5] ^= 1;
  none = sf_unseal (changed, passphrase, &error);
  g_assert_null (none);
  g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);
}

/* Texts come from a disk that anybody may have held. */
static void
test_hostile (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = {
    "", "\n", "showfloor-lock", "showfloor-lock 1\nx", "showfloor-lock 1 3 65536 00 00\nAAAA", "showfloor-lock 1 9 65536 00112233445566778899aabbccddeeff 00\nAAAA",
    "showfloor-lock 1 3 4294967295 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\nAAAA",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) open = sf_unseal (texts[i], "x", &error);

      g_assert_null (open);
      g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);
      g_assert_false (sf_lock_is_valid (texts[i]));
    }
  g_autoptr(GError) newer = NULL;
  g_assert_null (sf_unseal ("showfloor-lock 2 whatever\nAAAA", "x", &newer));
  g_assert_error (newer, SF_CRAFT_ERROR, SF_CRAFT_ERROR_VERSION);
}

static gboolean
opens (Fixture *f, const char *sealed, const char *back, const guint8 *key, gint code)
{
  SfVault vault = { 0 };
  g_autoptr(GError) error = NULL;
  gboolean ok;

  g_unlink (back);
  ok = sf_vault_read (sealed, back, key, &vault, &error);
  if (!ok)
    {
      g_assert_error (error, SF_CRAFT_ERROR, code);
      g_assert_false (g_file_test (back, G_FILE_TEST_EXISTS));
    }
  return ok;
}

/* A large file comes back as it was; cut, changed, prolonged or with another key it does not open, and leaves nothing. */
static void
test_vault (Fixture *f, gconstpointer data)
{
  static const gsize sizes[] = { 0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 };
  g_autofree char *plain = g_build_filename (f->dir, "plain", NULL), *sealed = g_build_filename (f->dir, "sealed", NULL), *back = g_build_filename (f->dir, "back", NULL);
  guint8 key[SF_SEAL_KEY_LEN], other[SF_SEAL_KEY_LEN] = { 1 };

  sf_ids_fill (f->ids, key, sizeof key);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *bytes = g_malloc0 (sizes[i] + 1), *result = NULL, *box = NULL, *spoilt = NULL;
      SfVault written = { 0 }, read = { 0 };
      gsize n = 0, m = 0;

      memset (bytes, 'a', sizes[i]);
      g_assert_true (g_file_set_contents (plain, bytes, (gssize) sizes[i], NULL));
      g_unlink (sealed);
      g_assert_true (sf_vault_write (plain, sealed, key, &written, NULL));
      g_assert_true (sf_vault_read (sealed, NULL, key, &read, NULL));
      g_assert_cmpmem (written.plain, 32, read.plain, 32);
      g_assert_true (opens (f, sealed, back, key, 0));
      g_assert_true (g_file_get_contents (back, &result, &n, NULL));
      g_assert_cmpmem (result, n, bytes, sizes[i]);
      g_assert_false (opens (f, sealed, back, other, SF_CRAFT_ERROR_FORMAT));
      g_assert_true (g_file_get_contents (sealed, &box, &m, NULL));
      for (gsize cut = 0; cut < m; cut += MAX (m / 5, 1))
        {
          g_assert_true (g_file_set_contents (sealed, box, (gssize) cut, NULL));
          g_assert_false (opens (f, sealed, back, key, SF_CRAFT_ERROR_FORMAT));
        }
      spoilt = g_malloc (m + 1);
      memcpy (spoilt, box, m);
      spoilt[m] = 'x';
      g_assert_true (g_file_set_contents (sealed, spoilt, (gssize) m + 1, NULL));
      g_assert_false (opens (f, sealed, back, key, SF_CRAFT_ERROR_FORMAT));
      spoilt[m / 2] ^= 1;
      g_assert_true (g_file_set_contents (sealed, spoilt, (gssize) m, NULL));
      g_assert_false (opens (f, sealed, back, key, SF_CRAFT_ERROR_FORMAT));
      memcpy (spoilt, "SFV2", 4);
      g_assert_true (g_file_set_contents (sealed, spoilt, (gssize) m, NULL));
      g_assert_false (opens (f, sealed, back, key, SF_CRAFT_ERROR_VERSION));
    }
  {
    SfVault vault = { 0 };
    g_autoptr(GError) error = NULL;

    /* Never over something that is there. */
    g_assert_false (sf_vault_write (plain, plain, key, &vault, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
    g_assert_true (g_file_test (plain, G_FILE_TEST_EXISTS));
  }
}

/* Backups of this version are opened by every later one. */
static void
test_golden (Fixture *f, gconstpointer data)
{
  static const char sealed[] =
    "showfloor-lock 1 3 65536 5ac389a30c3b0363f83697934d3197c0 7139511ed8c0a01f5ae635c5f111a7d42d3156bfe5b19b38c5bb5d48e5054b27\n"
    "MNF2YYfBJjuw4ddfUDu8TxVQnWm4NzIeqe-l5g6fwEh8CsZlbp86GC3aw51gF191v69PIu9P\n";
  static const char vault_hex[] = "53465631a5c095e423f621961c060b0ffd2d9751cddc0c51b492f54bb4da65d38f2f5deba123e9bee573c7a44c4ebea4984651";
  g_autofree char *path = g_build_filename (f->dir, "sealed", NULL), *back = g_build_filename (f->dir, "back", NULL), *text = NULL;
  g_autoptr(GBytes) open = sf_unseal (sealed, "abcde fghjk mnpqr stvwx yz012", NULL);
  guint8 key[SF_SEAL_KEY_LEN] = { 7 }, bytes[51];
  gsize n = 0;

  g_assert_nonnull (open);
  g_assert_cmpmem (g_bytes_get_data (open, NULL), g_bytes_get_size (open), "golden", 6);
  g_assert_true (sf_unhex (vault_hex, bytes, sizeof bytes));
  g_assert_true (g_file_set_contents (path, (const char *) bytes, sizeof bytes, NULL));
  g_assert_true (opens (f, path, back, key, 0));
  g_assert_true (g_file_get_contents (back, &text, &n, NULL));
  g_assert_cmpmem (text, n, "golden", 6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/seal/seal", Fixture, NULL, set_up, test_seal, tear_down);
  g_test_add ("/seal/hostile", Fixture, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/seal/vault", Fixture, NULL, set_up, test_vault, tear_down);
  g_test_add ("/seal/golden", Fixture, NULL, set_up, test_golden, tear_down);
  return g_test_run ();
}
