/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that is full: what can be saved is saved, what cannot is never called saved, and all goes on when there is room. */
#include <sys/mount.h>
#include <unistd.h>

#include "device-fixture.h"
#include "small-disk.h"

#define DISK "size=32m"

static gint64
saved (SfDeviceStore *store)
{
  SfQuery query = { .kind = SF_KIND_VISIT, .order = -1 };

  return sf_table_count (sf_device_store_get_db (store), &query, NULL);
}

static gboolean
try_one (DeviceFixture *f, GError **error)
{
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) visit = visit_record (f->ids, f->clock, "王");

  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  return sf_device_store_commit (f->store, mutations, NULL, error);
}

static void
run (DeviceFixture *f)
{
  g_autofree char *filler = g_build_filename (f->dir, "filler", NULL);
  g_autofree char *ballast = g_build_filename (f->dir, "ballast", NULL);
  g_autoptr(GError) error = NULL;
  gint64 n = 0;

  g_assert_cmpint (access (ballast, F_OK), ==, 0);
  small_disk_fill (filler);
  /* Full, and guests still come: the ballast goes, they are saved. */
  while (access (ballast, F_OK) == 0)
    {
      g_assert_true (try_one (f, &error));
      g_assert_no_error (error);
      n++;
    }
  for (guint i = 0; i < 20; i++, n++)
    g_assert_true (try_one (f, NULL));
  small_disk_fill (filler);
  /* Now it is over, honestly. */
  while (try_one (f, &error))
    n++;
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_FULL);
  g_assert_cmpint (saved (f->store), ==, n);
  g_unlink (filler);
  g_assert_true (try_one (f, NULL));
  g_assert_true (sf_device_sync_tidy (f->store, NULL));
  g_assert_cmpint (access (ballast, F_OK), ==, 0);
  device_reopen (f);
  g_assert_cmpint (saved (f->store), ==, n + 1);
}

static void
test_full (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-full-XXXXXX", NULL);
  DeviceFixture f = { 0 };

  if (!small_disk_mount (dir, DISK))
    {
      g_rmdir (dir);
      g_test_skip ("no small disk can be mounted here");
      return;
    }
  f.dir = g_build_filename (dir, "data", NULL);
  f.clock = sf_clock_new_fake (DEVICE_START_MS);
  f.ids = sf_ids_new_seeded (7);
  device_open (&f);
  g_assert_true (sf_device_store_set (f.store, "role", "kiosk", NULL));
  run (&f);
  device_tear_down (&f);
  umount (dir);
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/device/full", test_full);
  return g_test_run ();
}
