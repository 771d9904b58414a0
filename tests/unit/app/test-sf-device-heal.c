/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device whose database is damaged while it runs: found by the daily look or by the next reading, salvaged, and it goes on. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "app-fixture.h"

#define GUESTS 5

static void
set_up (AppFixture *f, gconstpointer data)
{
  app_set_up (f, "kiosk");
}

static void
tear_down (AppFixture *f, gconstpointer data)
{
  app_tear_down (f, data);
}

static gpointer
do_guests (gpointer store, gpointer data, GError **error)
{
  AppFixture *f = data;

  for (guint i = 0; i < GUESTS; i++) {
    g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
    g_autoptr(SfRecord) visit = app_guest_visit (f);

    g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
    if (!sf_device_store_commit (store, mutations, NULL, error))
      return NULL;
  }
  return GINT_TO_POINTER (sf_db_checkpoint (sf_device_store_get_db (store), error));
}

static gpointer
do_root (gpointer store, gpointer data, GError **error)
{
  SfStmt *stmt = sf_db_prepare (sf_device_store_get_db (store), "SELECT rootpage FROM sqlite_master WHERE name = $1", error);
  gpointer root;

  sf_stmt_bind_text (stmt, 1, data);
  g_assert_cmpint (sf_stmt_step (stmt, error), ==, SF_STEP_ROW);
  root = GINT_TO_POINTER ((gint) sf_stmt_int (stmt, 0));
  sf_stmt_reset (stmt);
  return root;
}

static gpointer
do_count_guests (gpointer store, gpointer data, GError **error)
{
  SfQuery query = { .kind = SF_KIND_VISIT, .order = -1 };

  return GINT_TO_POINTER ((gint) sf_table_count (sf_device_store_get_db (store), &query, error));
}

/* What a disk may do to a page, behind the back of the program that has the file open. */
static void
spoil_page (AppFixture *f, gint page)
{
  static const char rubbish[4096] = { 0x55, 0x55 };
  g_autofree char *path = g_build_filename (f->dir, "device.db", NULL);
  int fd = g_open (path, O_WRONLY, 0);

  g_assert_cmpint (pwrite (fd, rubbish, sizeof rubbish, (off_t) (page - 1) * 4096), ==, sizeof rubbish);
  fsync (fd);
  close (fd);
}

static void
assert_salvaged (AppFixture *f)
{
  gboolean damaged;

  app_wait (sf_device_get_report (f->device) != NULL);
  g_assert_cmpstr (sf_device_get_report (f->device), ==, "store.damaged.known.kept-5.lost-0");
  g_assert_cmpint (GPOINTER_TO_INT (app_run (f, do_count_guests, NULL)), ==, GUESTS);
  g_assert_cmpstr (sf_device_get_id (f->device), ==, APP_DEVICE);
  g_assert_cmpstr (sf_device_get_role (f->device), ==, "kiosk");
  g_object_get (f->device, "damaged", &damaged, NULL);
  g_assert_false (damaged);   /* nobody in the room need know */
}

static void
test_daily_look (AppFixture *f, gconstpointer data)
{
  g_autoptr(GAsyncResult) well = NULL, ill = NULL;

  app_run (f, do_guests, f);
  sf_device_look_async (f->device, app_take_result, &well);
  app_wait (well != NULL);
  g_assert_true (sf_device_look_finish (f->device, well));
  spoil_page (f, GPOINTER_TO_INT (app_run (f, do_root, (gpointer) "rec")));
  sf_device_look_async (f->device, app_take_result, &ill);
  app_wait (ill != NULL);
  g_assert_false (sf_device_look_finish (f->device, ill));
  assert_salvaged (f);
}

static gpointer
do_read_play (gpointer store, gpointer data, GError **error)
{
  return sf_table_get (sf_device_store_get_db (store), SF_KIND_PLAY, APP_DEVICE, error);
}

/* A page that nothing had read yet is read. */
static void
test_when_read (AppFixture *f, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint root;

  app_run (f, do_guests, f);
  root = GPOINTER_TO_INT (app_run (f, do_root, (gpointer) "k_play"));
  app_stop (f);
  spoil_page (f, root);
  app_start (f);
  sf_device_run_async (f->device, do_read_play, NULL, NULL, NULL, app_take_result, &result);
  app_wait (result != NULL);
  sf_device_run_finish (f->device, result, &error);
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT);
  assert_salvaged (f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/device-heal/daily-look", AppFixture, NULL, set_up, test_daily_look, tear_down);
  g_test_add ("/device-heal/when-read", AppFixture, NULL, set_up, test_when_read, tear_down);
  return g_test_run ();
}
