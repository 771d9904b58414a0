/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpairing by hand: nothing that was told "saved" goes with it, everything else of the house does. */
#include <glib/gstdio.h>
#include <unistd.h>

#include "app-fixture.h"

static gpointer
do_guest (gpointer store, gpointer data, GError **error)
{
  AppFixture *f = data;
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) visit = app_guest_visit (f);

  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  return GINT_TO_POINTER (sf_device_store_commit (store, mutations, NULL, error));
}

static guint
guests (AppFixture *f)
{
  g_autoptr(GPtrArray) visits = app_records (f, SF_KIND_VISIT);
  return visits->len;
}

/* No server answers here. */
static gboolean
leave (AppFixture *f, gint64 lose)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  sf_device_leave_async (f->device, lose, app_take_result, &result);
  app_wait (result != NULL);
  const SfLeft left = sf_device_leave_finish (f->device, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (left, !=, SF_LEFT_WITHDRAWN);
  return left == SF_LEFT_UNTOLD;
}

static void
start_again (AppFixture *f)
{
  app_stop (f);
  app_start (f);
}

static void
test_not_while_waiting (AppFixture *f, gconstpointer role)
{
  g_assert_nonnull (app_run (f, do_guest, f));
  g_assert_false (leave (f, 0));
  start_again (f);
  g_assert_true (sf_device_get_paired (f->device));
  g_assert_cmpuint (guests (f), ==, 1);
}

/* Who was told how many are lost, and agreed, loses these and not one more. */
static void
test_lose (AppFixture *f, gconstpointer role)
{
  g_assert_nonnull (app_run (f, do_guest, f));
  g_assert_true (leave (f, 1));
  g_assert_nonnull (app_run (f, do_guest, f));
  start_again (f);
  g_assert_cmpuint (guests (f), ==, 2);
  g_assert_false (leave (f, 1));
  g_assert_true (leave (f, 2));
  start_again (f);
  g_assert_false (sf_device_get_paired (f->device));
  g_assert_cmpuint (guests (f), ==, 0);
}

/* A guest came between the wish and the restart. */
static void
test_not_if_somebody_came (AppFixture *f, gconstpointer role)
{
  g_assert_true (leave (f, 0));
  g_assert_nonnull (app_run (f, do_guest, f));
  start_again (f);
  g_assert_true (sf_device_get_paired (f->device));
  g_assert_cmpuint (guests (f), ==, 1);
  app_answer (f, SF_PUSH_OK);
  start_again (f);      /* delivered, but the wish was dropped with what came */
  g_assert_true (sf_device_get_paired (f->device));
}

static void
put (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
test_forgets (AppFixture *f, gconstpointer role)
{
  g_autofree char *outside = g_dir_make_tmp ("sf-outside-XXXXXX", NULL), *picture = g_build_filename (f->dir, "blobs", "ab", NULL);
  g_autofree char *link = g_build_filename (picture, "link", NULL), *kept = g_build_filename (outside, "kept", NULL);
  g_autofree char *speech = g_build_filename (f->dir, "speech", NULL), *blobs = g_build_filename (f->dir, "blobs", "ab", "cd", NULL);
  g_autofree char *key = g_build_filename (f->dir, "device.key", NULL), *copy = g_build_filename (f->dir, "device.db.damaged-1", NULL);

  app_furnish (f);
  g_assert_nonnull (app_run (f, do_guest, f));
  app_answer (f, SF_PUSH_OK);
  g_mkdir_with_parents (picture, 0700);
  put (picture, "cd");
  put (outside, "kept");
  put (f->dir, "device.key");
  put (f->dir, "speech");
  put (f->dir, "device.db.damaged-1");
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_true (leave (f, 0));
  start_again (f);
  g_assert_false (sf_device_get_paired (f->device));
  g_assert_null (sf_device_get_id (f->device));
  g_assert_cmpuint (guests (f), ==, 0);
  g_assert_false (g_file_test (blobs, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (speech, G_FILE_TEST_EXISTS));      /* recorded by the house, not fetched from it */
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_unlink (kept);
  g_rmdir (outside);
  start_again (f);
  g_assert_false (sf_device_get_paired (f->device));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/device-leave/not-while-waiting", AppFixture, "kiosk", app_set_up, test_not_while_waiting, app_tear_down);
  g_test_add ("/device-leave/lose", AppFixture, "kiosk", app_set_up, test_lose, app_tear_down);
  g_test_add ("/device-leave/not-if-somebody-came", AppFixture, "kiosk", app_set_up, test_not_if_somebody_came, app_tear_down);
  g_test_add ("/device-leave/forgets", AppFixture, "kiosk", app_set_up, test_forgets, app_tear_down);
  return g_test_run ();
}
