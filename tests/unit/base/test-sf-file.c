/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "base/sf-file.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

typedef struct { char *dir, *path; } Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("sf-file-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "thing", NULL);
}

static guint
count_files (const char *dir)
{
  g_autoptr (GDir) d = g_dir_open (dir, 0, NULL);
  guint n = 0;
  while (g_dir_read_name (d) != NULL)
    n++;
  return n;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_remove (f->path);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);   /* nothing else was left behind */
  g_free (f->path);
  g_free (f->dir);
}

static guint
mode_of (const char *path)
{
  GStatBuf st;
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  return st.st_mode & 07777;
}

static void
test_replace (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  g_assert_true (sf_file_replace (f->path, "one", 3, 0600, &error));
  g_assert_no_error (error);
  g_assert_cmphex (mode_of (f->path), ==, 0600);
  g_assert_true (sf_file_replace (f->path, "t\0wo", 4, 0600, &error));
  g_autofree char *text = sf_file_read (f->path, 100, TRUE, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, n, "t\0wo", 4);
  g_assert_cmpint (text[4], ==, 0);
  g_assert_cmpuint (count_files (f->dir), ==, 1);
}

static void
test_replace_fails (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *nowhere = g_build_filename (f->dir, "missing", "thing", NULL);
  g_assert_false (sf_file_replace (nowhere, "x", 1, 0600, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0);   /* a folder stands in the way */
  g_assert_false (sf_file_replace (f->path, "x", 1, 0600, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (f->dir), ==, 1);
}

/* The disk is full in the middle of writing: the old content stands, nothing is left beside it. */
static void
test_disk_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_strnfill (100000, 'x');
  struct rlimit before, small = { 4096, RLIM_INFINITY };
  gsize n = 0;
  g_assert_true (sf_file_replace (f->path, "old", 3, 0600, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small.rlim_max = before.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  gboolean ok = sf_file_replace (f->path, large, 100000, 0600, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (ok);
  g_assert_nonnull (error);
  g_autofree char *text = sf_file_read (f->path, 100, TRUE, &n, NULL);
  g_assert_cmpmem (text, n, "old", 3);
  g_assert_cmpuint (count_files (f->dir), ==, 1);
}

static void
test_read_refuses (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (sf_file_read (f->path, 10, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (sf_file_replace (f->path, "0123456789", 10, 0640, NULL));
  g_assert_null (sf_file_read (f->path, 9, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (sf_file_read (f->path, 10, TRUE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_clear_error (&error);
  g_assert_null (sf_file_read (f->dir, 10, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_remove (f->path);
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);   /* must not hang */
  g_assert_null (sf_file_read (f->path, 10, FALSE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
}

static void
test_make_dir (Fixture *f, gconstpointer data)
{
  g_autofree char *deep = g_build_filename (f->path, "a", "b", NULL);
  g_autofree char *middle = g_build_filename (f->path, "a", NULL);
  g_assert_true (sf_file_make_dir (deep, NULL));
  g_assert_true (sf_file_make_dir (deep, NULL));
  g_assert_true (sf_file_sync_dir (deep, NULL));
  g_assert_cmphex (mode_of (deep), ==, 0700);
  g_assert_false (sf_file_sync_dir ("/nowhere/at/all", NULL));
  g_rmdir (deep);
  g_rmdir (middle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/base/file/replace", Fixture, NULL, set_up, test_replace, tear_down);
  g_test_add ("/base/file/replace-fails", Fixture, NULL, set_up, test_replace_fails, tear_down);
  g_test_add ("/base/file/disk-full", Fixture, NULL, set_up, test_disk_full, tear_down);
  g_test_add ("/base/file/read-refuses", Fixture, NULL, set_up, test_read_refuses, tear_down);
  g_test_add ("/base/file/make-dir", Fixture, NULL, set_up, test_make_dir, tear_down);
  return g_test_run ();
}
