/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "media/sf-blob-cache.h"
#include "base/sf-bytes.h"
#include "base/sf-limits.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

typedef struct { char *dir; SfBlobCache *cache; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->dir = g_dir_make_tmp ("sf-blob-XXXXXX", NULL);
  f->cache = sf_blob_cache_new (f->dir, &error);
  g_assert_no_error (error);
}

/* How many files lie anywhere under @path; with @clean, none after. */
static guint
count_files (const char *path, gboolean clean)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir)) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      n += count_files (child, clean);
    else
      n++;
    if (clean)
      g_remove (child);
  }
  return n;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sf_blob_cache_unref (f->cache);
  count_files (f->dir, TRUE);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
}

static char *
name_of (const char *text)
{
  guint8 hash[SF_HASH_LEN];
  sf_sha256 (text, strlen (text), hash);
  return sf_hex (hash, sizeof hash);
}

static void
test_put (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_of ("a picture"), *text = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a picture", 9);
  struct stat st;
  g_assert_null (sf_blob_cache_path (f->cache, name));
  g_assert_true (sf_blob_cache_put (f->cache, name, bytes, &error));
  g_assert_no_error (error);
  g_autofree char *path = sf_blob_cache_path (f->cache, name);
  g_autofree char *wanted = g_strdup_printf ("%s/blobs/%.2s/%s", f->dir, name, name + 2);
  g_assert_cmpstr (path, ==, wanted);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "a picture");
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0600);
  g_assert_true (sf_blob_cache_put (f->cache, name, bytes, &error));   /* again */
  g_assert_true (sf_blob_cache_verify (f->cache, name));
  g_assert_cmpuint (count_files (f->dir, FALSE), ==, 1);
}

static void
test_pieces (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_of ("a picture");
  g_autoptr (SfBlobWriter) writer = sf_blob_writer_new (f->cache, name, -1, &error);
  for (const char *p = "a picture"; *p != '\0'; p++) {
    g_assert_true (sf_blob_writer_add (writer, p, 1, &error));
    g_assert_null (sf_blob_cache_path (f->cache, name));   /* not there before it is whole */
  }
  g_assert_true (sf_blob_writer_finish (writer, &error));
  g_assert_no_error (error);
  g_autofree char *path = sf_blob_cache_path (f->cache, name);
  g_assert_nonnull (path);
}

static void
test_wrong_content (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_of ("a picture");
  g_autoptr (GBytes) other = g_bytes_new_static ("b picture", 9);
  g_assert_false (sf_blob_cache_put (f->cache, name, other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_error (&error);
  g_autoptr (SfBlobWriter) shorter = sf_blob_writer_new (f->cache, name, 10, &error);   /* the right bytes, one is announced too many */
  g_assert_true (sf_blob_writer_add (shorter, "a picture", 9, &error));
  g_assert_false (sf_blob_writer_finish (shorter, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_clear_pointer (&shorter, sf_blob_writer_free);
  g_assert_cmpuint (count_files (f->dir, FALSE), ==, 0);
}

static void
test_limits (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_of ("a picture");
  g_autoptr (SfBlobWriter) writer = sf_blob_writer_new (f->cache, name, 9, &error);
  g_assert_true (sf_blob_writer_add (writer, "a pictur", 8, &error));
  g_assert_false (sf_blob_writer_add (writer, "ee", 2, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (sf_blob_writer_new (f->cache, name, (gint64) SF_MAX_BLOB + 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_clear_error (&error);
  g_autoptr (SfBlobWriter) endless = sf_blob_writer_new (f->cache, name, -1, &error);
  g_autofree char *block = g_malloc0 (SF_MAX_BLOB / 8);
  gsize taken = 0;
  while (sf_blob_writer_add (endless, block, SF_MAX_BLOB / 8, &error))
    taken += SF_MAX_BLOB / 8;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_cmpuint (taken, ==, SF_MAX_BLOB);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_autofree char *name = name_of ("a picture"), *upper = g_ascii_strup (name, -1), *longer = g_strconcat (name, "0", NULL);
  g_autofree char *climbing = g_strdup_printf ("../../%s", name + 6), *nothing = g_strndup (name, 63);
  const char *const wrong[] = { NULL, "", upper, longer, climbing, nothing, "..", "/etc/passwd" };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a picture", 9);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (sf_blob_cache_path (f->cache, wrong[i]));
    g_assert_false (sf_blob_cache_verify (f->cache, wrong[i]));
    g_assert_false (sf_blob_cache_put (f->cache, wrong[i], bytes, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
  g_assert_cmpuint (count_files (f->dir, FALSE), ==, 0);
}

static void
test_damage (Fixture *f, gconstpointer data)
{
  g_autofree char *name = name_of ("a picture"), *link = name_of ("a link");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a picture", 9);
  g_assert_true (sf_blob_cache_put (f->cache, name, bytes, NULL));
  g_autofree char *path = sf_blob_cache_path (f->cache, name);
  g_assert_true (g_file_set_contents (path, "a pictuse", 9, NULL));
  g_assert_false (sf_blob_cache_verify (f->cache, name));
  g_assert_null (sf_blob_cache_path (f->cache, name));   /* gone: it is fetched again */
  g_assert_false (sf_blob_cache_verify (f->cache, name));
  /* A link under a name is not a file of ours. */
  g_autofree char *folder = g_strdup_printf ("%s/blobs/%.2s", f->dir, link), *at = g_build_filename (folder, link + 2, NULL);
  g_mkdir (folder, 0700);
  g_assert_cmpint (symlink ("/etc/hostname", at), ==, 0);
  g_assert_null (sf_blob_cache_path (f->cache, link));
}

/* The disk is full: the download fails, and nothing of it stays. */
static void
test_disk_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_strnfill (100000, 'x'), *name = name_of (large);
  g_autoptr (GBytes) bytes = g_bytes_new (large, 100000);
  struct rlimit before, small = { 4096, 4096 };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small.rlim_max = before.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  gboolean ok = sf_blob_cache_put (f->cache, name, bytes, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (ok);
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (f->dir, FALSE), ==, 0);
  g_assert_true (sf_blob_cache_put (f->cache, name, bytes, NULL));   /* room again */
  g_assert_true (sf_blob_cache_verify (f->cache, name));
}

/* A power loss in the middle: the part is swept at the next opening, whole files stay. */
static void
test_reopen (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_of ("a picture"), *part = g_strdup_printf ("%s/blobs/%s-7.part", f->dir, name);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a picture", 9);
  g_assert_true (sf_blob_cache_put (f->cache, name, bytes, NULL));
  g_assert_true (g_file_set_contents (part, "a pic", 5, NULL));
  g_clear_pointer (&f->cache, sf_blob_cache_unref);
  f->cache = sf_blob_cache_new (f->dir, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_autofree char *path = sf_blob_cache_path (f->cache, name);
  g_assert_nonnull (path);
}

static void
test_abandoned (Fixture *f, gconstpointer data)
{
  g_autofree char *name = name_of ("a picture");
  SfBlobWriter *writer = sf_blob_writer_new (f->cache, name, 9, NULL), *second = sf_blob_writer_new (f->cache, name, 9, NULL);
  g_assert_true (sf_blob_writer_add (writer, "a pic", 5, NULL));
  g_assert_true (sf_blob_writer_add (second, "a picture", 9, NULL));
  g_assert_true (sf_blob_writer_finish (second, NULL));   /* two downloads of one file do not meet */
  sf_blob_writer_free (writer);
  sf_blob_writer_free (second);
  g_assert_true (sf_blob_cache_verify (f->cache, name));
  g_assert_cmpuint (count_files (f->dir, FALSE), ==, 1);
}

/* Cut in the middle: the next writer of that name goes on, also after the cache was opened anew; what another size left begins anew. */
static void
test_resume (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = name_of ("a picture"), *part = g_strdup_printf ("%s/blobs/%s.part", f->dir, name);
  gint64 offset = -1;
  SfBlobWriter *first = sf_blob_writer_resume (f->cache, name, 9, &offset, &error);
  g_assert_no_error (error);
  g_assert_cmpint (offset, ==, 0);
  g_assert_true (sf_blob_writer_add (first, "a pic", 5, &error));
  g_assert_cmpint (sf_blob_writer_get_written (first), ==, 5);
  sf_blob_writer_leave (first);
  g_assert_null (sf_blob_cache_path (f->cache, name));
  g_clear_pointer (&f->cache, sf_blob_cache_unref);
  f->cache = sf_blob_cache_new (f->dir, &error);
  SfBlobWriter *second = sf_blob_writer_resume (f->cache, name, 9, &offset, &error);
  g_assert_cmpint (offset, ==, 5);
  g_assert_true (sf_blob_writer_restart (second, &error));            /* the server began anew */
  g_assert_true (sf_blob_writer_add (second, "a pict", 6, &error));
  sf_blob_writer_leave (second);
  SfBlobWriter *third = sf_blob_writer_resume (f->cache, name, 9, &offset, &error);
  g_assert_cmpint (offset, ==, 6);
  g_assert_true (sf_blob_writer_add (third, "ure", 3, &error));
  g_assert_true (sf_blob_writer_finish (third, &error));
  g_assert_no_error (error);
  sf_blob_writer_free (third);
  g_assert_true (sf_blob_cache_verify (f->cache, name));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (part, "far more than there can be", -1, NULL));
  SfBlobWriter *fourth = sf_blob_writer_resume (f->cache, name, 9, &offset, &error);
  g_assert_cmpint (offset, ==, 0);
  sf_blob_writer_free (fourth);
  g_assert_cmpuint (count_files (f->dir, FALSE), ==, 1);
}

/* A part that nobody came back for in a week goes. */
static void
test_stale_part (Fixture *f, gconstpointer data)
{
  g_autofree char *name = name_of ("a picture"), *part = g_strdup_printf ("%s/blobs/%s.part", f->dir, name);
  g_assert_true (g_file_set_contents (part, "a pic", 5, NULL));
  const struct utimbuf old = { time (NULL) - 8 * 24 * 3600, time (NULL) - 8 * 24 * 3600 };
  g_assert_cmpint (g_utime (part, (struct utimbuf *) &old), ==, 0);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const SfBlobLimits patient = { time (NULL), 9 * 24 * 3600, 1000, 2000 }, strict = { time (NULL), 7 * 24 * 3600, 1000, 2000 };
  sf_blob_cache_collect (f->cache, names, &patient);
  g_assert_true (g_file_test (part, G_FILE_TEST_EXISTS));
  sf_blob_cache_collect (f->cache, names, &strict);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

/* Keeps @text, last wanted @days ago; its name. */
static char *
keep_since (Fixture *f, const char *text, int days)
{
  char *name = name_of (text);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_assert_true (sf_blob_cache_put (f->cache, name, bytes, NULL));
  g_autofree char *path = sf_blob_cache_path (f->cache, name);
  struct utimbuf at = { time (NULL) - days * 24 * 3600, time (NULL) - days * 24 * 3600 };
  g_assert_cmpint (g_utime (path, &at), ==, 0);
  return name;
}

static gboolean
is_kept (Fixture *f, const char *name)
{
  g_autofree char *path = sf_blob_cache_path (f->cache, name);
  return path != NULL;
}

/* By age; by size, the longest unwanted first; never what is wanted. */
static void
test_collect (Fixture *f, gconstpointer data)
{
  const SfBlobLimits roomy = { time (NULL), 7 * 24 * 3600, 1000, 2000 }, narrow = { time (NULL), 7 * 24 * 3600, 25, 30 };
  g_autofree char *wanted = keep_since (f, "wanted....", 30), *old = keep_since (f, "old.......", 9), *five = keep_since (f, "five......", 5);
  g_autofree char *two = keep_since (f, "two.......", 2), *fresh = keep_since (f, "fresh.....", 0);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_add (names, wanted);
  g_assert_cmpint (sf_blob_cache_collect (f->cache, names, &roomy), ==, 10);
  g_assert_false (is_kept (f, old));
  g_assert_true (is_kept (f, wanted) && is_kept (f, five) && is_kept (f, two) && is_kept (f, fresh));
  g_assert_cmpint (sf_blob_cache_collect (f->cache, names, &narrow), ==, 20);      /* 40 bytes to at most 25 */
  g_assert_false (is_kept (f, five) || is_kept (f, two));
  g_assert_true (is_kept (f, wanted) && is_kept (f, fresh));
  /* It was wanted until just now: a week begins. */
  g_hash_table_remove_all (names);
  g_assert_cmpint (sf_blob_cache_collect (f->cache, names, &roomy), ==, 0);
  g_assert_true (is_kept (f, wanted));
}

#define ADD(name) g_test_add ("/media/blob-cache/" #name, Fixture, NULL, set_up, test_##name, tear_down)
int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD (put);
  ADD (pieces);
  ADD (wrong_content);
  ADD (limits);
  ADD (names);
  ADD (damage);
  ADD (disk_full);
  ADD (reopen);
  ADD (abandoned);
  ADD (resume);
  ADD (stale_part);
  ADD (collect);
  return g_test_run ();
}
