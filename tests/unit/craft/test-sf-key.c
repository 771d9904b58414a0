/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "craft/sf-key.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct { char *dir, *path; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-key-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "device.key", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->path);
  g_free (f->dir);
}

/* RFC 8032 7.1, test 2, written as a key file: the format and the library agree with everybody else's Ed25519. */
static void
test_vector (Fixture *f, gconstpointer data)
{
  static const char text[] = "showfloor-key1 4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb "
                             "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c\n";
  g_autoptr (GError) error = NULL;
  guint8 signature[SF_KEY_SIGNATURE_LEN], public_key[SF_KEY_PUBLIC_LEN];
  g_assert_true (sf_file_replace (f->path, text, sizeof text - 1, 0600, NULL));
  g_autoptr (SfKey) key = sf_key_load (f->path, &error);
  g_assert_no_error (error);
  sf_key_sign (key, "\x72", 1, signature);
  g_autofree char *hex = sf_hex (signature, sizeof signature);
  g_assert_cmpstr (hex, ==, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  sf_key_get_public (key, public_key);
  g_assert_true (sf_key_verify (public_key, "\x72", 1, signature));
}

static void
test_sign (Fixture *f, gconstpointer data)
{
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfKey) key = sf_key_new (ids), other = sf_key_new (ids);
  guint8 signature[SF_KEY_SIGNATURE_LEN], mine[SF_KEY_PUBLIC_LEN], theirs[SF_KEY_PUBLIC_LEN];
  sf_key_get_public (key, mine);
  sf_key_get_public (other, theirs);
  g_assert_true (memcmp (mine, theirs, sizeof mine) != 0);
  g_assert_true (sf_key_sign_func ("hello", 5, signature, key));
  g_assert_true (sf_key_verify (mine, "hello", 5, signature));
  g_assert_false (sf_key_verify (theirs, "hello", 5, signature));
  g_assert_false (sf_key_verify (mine, "hellp", 5, signature));
  g_assert_false (sf_key_verify (mine, "hello", 4, signature));
  for (guint i = 0; i < sizeof signature; i++) {
    signature[i] ^= 1;
    g_assert_false (sf_key_verify (mine, "hello", 5, signature));
    signature[i] ^= 1;
  }
}

static void
test_file (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfKey) key = sf_key_new (ids);
  guint8 a[SF_KEY_PUBLIC_LEN], b[SF_KEY_PUBLIC_LEN];
  GStatBuf st;
  g_assert_true (sf_key_save (key, f->path, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (f->path, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0600);
  g_autoptr (SfKey) back = sf_key_load (f->path, &error);
  g_assert_no_error (error);
  sf_key_get_public (key, a);
  sf_key_get_public (back, b);
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpint (g_chmod (f->path, 0644), ==, 0);
  g_assert_null (sf_key_load (f->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_key_load (f->path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_damaged (Fixture *f, gconstpointer data)
{
  g_autoptr (SfIds) ids = sf_ids_new_system ();
  g_autoptr (SfKey) key = sf_key_new (ids);
  gsize n = 0;
  g_assert_true (sf_key_save (key, f->path, NULL));
  g_autofree char *text = sf_file_read (f->path, 1000, TRUE, &n, NULL);
  g_assert_cmpuint (n, ==, 145);
  for (gsize at = 0; at <= n; at++) {
    g_autoptr (GError) error = NULL;
    char kept = text[at];
    text[at] ^= 0x01;   /* one flipped bit */
    g_assert_true (g_file_set_contents_full (f->path, text, at == n ? (gssize) n - 1 : (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    g_assert_null (sf_key_load (f->path, &error));
    g_assert_error (error, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);
    text[at] = kept;
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/craft/key/vector", Fixture, NULL, set_up, test_vector, tear_down);
  g_test_add ("/craft/key/sign", Fixture, NULL, set_up, test_sign, tear_down);
  g_test_add ("/craft/key/file", Fixture, NULL, set_up, test_file, tear_down);
  g_test_add ("/craft/key/missing", Fixture, NULL, set_up, test_missing, tear_down);
  g_test_add ("/craft/key/damaged", Fixture, NULL, set_up, test_damaged, tear_down);
  return g_test_run ();
}
