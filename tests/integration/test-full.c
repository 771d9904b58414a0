/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small disks that fill up under the real server process and under a device: nothing is called saved or delivered that is not, nobody
 * falls over, and all goes on by itself when there is room again. In a world of its own, where tmpfs can be mounted; else skipped.
 */
#include <glib/gstdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "sync-device.h"
#include "small-disk.h"
#include "store/sf-server-store.h"

#define SERVER_DISK "size=96m"
#define DEVICE_DISK "size=48m"
#define BATCH 40
#define MOST 8000             /* far more than either disk holds */
#define PATIENCE_MS 4000

typedef struct { char *disk, *device_disk; Server server; Device kiosk; guint made; gint64 until; } World;

static GPtrArray *
one_visit (World *w)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_mutation_free);
  g_autoptr(SfRecord) visit = ask_visit (&w->kiosk, "guest");

  sf_record_set_text (visit, SF_VISIT_PURPOSE, "browse");
  g_ptr_array_add (mutations, sf_mutation_new ("create", visit, NULL));
  return mutations;
}

/* FALSE: the device says that it could not save, and for which reason. */
static gboolean
try_one (World *w)
{
  g_autoptr(GError) error = NULL;

  if (device_commit (&w->kiosk, one_visit (w), &error))
    {
      w->made++;
      sf_sync_driver_wake (w->kiosk.driver);
      return TRUE;
    }
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_FULL);
  return FALSE;
}

static gboolean
drained_or_tired (gpointer data)
{
  World *w = data;

  sf_sync_driver_wake (w->kiosk.driver);
  return is_drained (&w->kiosk) || g_get_monotonic_time () > w->until;
}

/* Does the server still take what comes? */
static gboolean
goes_on (World *w)
{
  w->until = g_get_monotonic_time () + PATIENCE_MS * 1000;
  wait_until (drained_or_tired, w);
  return is_drained (&w->kiosk);
}

static gboolean
is_through (gpointer data)
{
  sf_sync_driver_wake (((Device *) data)->driver);
  return is_drained (data) && is_listening (data);
}

static void
assert_all_there (World *w)
{
  wait_until (is_through, &w->kiosk);
  g_assert_cmpuint (visits (&w->kiosk, "guest", NULL), ==, w->made);
  g_assert_cmpuint (server_exported (&w->server, "guest"), ==, w->made);
}

static void
world_up (World *w)
{
  g_autofree char *dir = g_build_filename (w->device_disk, "data", NULL);

  w->server.dir = g_build_filename (w->disk, "data", NULL);
  server_start (&w->server);
  device_init_at (&w->kiosk, dir, "kiosk");
  device_pair (&w->kiosk, &w->server, w->server.port);
  wait_until (is_listening, &w->kiosk);
}

/* The server's disk is full: a device keeps what it cannot deliver, the server stays and says "not now". */
static void
server_full (World *w)
{
  g_autofree char *filler = g_build_filename (w->disk, "filler", NULL);
  guint before;

  small_disk_fill (filler);
  do
    {
      for (guint i = 0; i < BATCH; i++)
        g_assert_true (try_one (w));
      small_disk_fill (filler);
    }
  while (goes_on (w) && w->made < MOST);
  g_assert_cmpuint (w->made, <, MOST);
  g_test_message ("the server's disk is full after %u visits", w->made);
  before = w->made;
  for (guint i = 0; i < BATCH; i++)
    g_assert_true (try_one (w));
  g_assert_false (goes_on (w));
  g_assert_cmpuint (w->made, ==, before + BATCH);
  g_assert_nonnull (g_subprocess_get_identifier (w->server.process));   /* it runs */
  g_unlink (filler);
  assert_all_there (w);
}

/* Killed on the full disk, and started again on it: it comes up, or says why not; with room all is there. */
static void
server_full_and_killed (World *w)
{
  g_autofree char *filler = g_build_filename (w->disk, "filler", NULL);

  small_disk_fill (filler);
  for (guint i = 0; i < BATCH; i++)
    g_assert_true (try_one (w));
  server_kill (&w->server);
  small_disk_fill (filler);
  if (server_try_start (&w->server))
    server_kill (&w->server);
  g_unlink (filler);
  server_start (&w->server);
  assert_all_there (w);
}

/* The device's disk is full: the ballast goes first, then it says so, and every guest it called saved is delivered. */
static void
device_full (World *w)
{
  g_autofree char *filler = g_build_filename (w->device_disk, "filler", NULL), *ballast = g_build_filename (w->kiosk.dir, "ballast", NULL);
  guint with_ballast, refused = 0;

  g_assert_cmpint (access (ballast, F_OK), ==, 0);
  small_disk_fill (filler);
  while (access (ballast, F_OK) == 0 && w->made < MOST)
    g_assert_true (try_one (w));
  with_ballast = w->made;
  for (guint i = 0; i < BATCH; i++)
    g_assert_true (try_one (w));
  small_disk_fill (filler);
  while (refused < 3 && w->made < MOST)
    refused += try_one (w) ? 0 : 1;
  g_assert_cmpuint (refused, ==, 3);
  g_test_message ("the ballast went at %u visits, the end came at %u", with_ballast, w->made);
  g_assert_cmpuint (visits (&w->kiosk, "guest", NULL), ==, w->made);
  g_unlink (filler);
  g_assert_true (try_one (w));
  assert_all_there (w);
}

static void
test_full (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-full-XXXXXX", NULL), *device_dir = g_dir_make_tmp ("sf-full-XXXXXX", NULL);
  World w = { .disk = dir, .device_disk = device_dir };

  if (!small_disk_mount (dir, SERVER_DISK) || !small_disk_mount (device_dir, DEVICE_DISK))
    {
      g_rmdir (dir);
      g_rmdir (device_dir);
      g_test_skip ("no small disk can be mounted here");
      return;
    }
  world_up (&w);
  server_full (&w);
  server_full_and_killed (&w);
  device_full (&w);
  device_clear (&w.kiosk);
  server_clear (&w.server);
  umount (dir);
  umount (device_dir);
  g_rmdir (dir);
  g_rmdir (device_dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/full/server-and-device", test_full);
  return g_test_run ();
}
