/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill -9 at any moment loses nothing that was called saved. A child commits visits and writes each id to a pipe after
 * COMMIT returned; the parent kills it at a random time, reopens the folder and looks for every id it read.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device-fixture.h"

#define ROUNDS 40
#define MOST_US 60000

static void
run_child (const char *dir)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  SfDeviceStore *store = sf_device_store_open (dir, NULL, NULL, clock, ids, NULL);

  if (store == NULL || !sf_device_store_set (store, "role", "kiosk", NULL))
    _exit (3);
  for (;;)
    {
      SfRecord *visit = visit_record (ids, clock, "王");
      g_autofree char *line = g_strconcat (sf_record_get_id (visit), "\n", NULL);

      commit_one (store, "create", visit);
      /* One write of less than PIPE_BUF: whole or not at all. */
      if (write (STDOUT_FILENO, line, strlen (line)) != (gssize) strlen (line))
        _exit (4);
    }
}

/* Kills the child @us after its start, or after its first word where @heard, and returns all it said. */
static char *
run_and_kill (const char *self, const char *dir, gboolean heard, guint us)
{
  GString *said = g_string_new (NULL);
  int out[2], status;
  char buffer[4096];
  gssize n;
  pid_t pid;

  g_assert_cmpint (pipe (out), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      dup2 (out[1], STDOUT_FILENO);
      close (out[0]);
      close (out[1]);
      execl (self, self, "--child", dir, NULL);
      _exit (127);
    }
  close (out[1]);
  if (heard && (n = read (out[0], buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, n);
  g_usleep (us);   /* lint: the moment of death is what is random, nothing is waited for */
  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  while ((n = read (out[0], buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, n);
  close (out[0]);
  return g_string_free (said, FALSE);
}

static guint
check_round (const char *dir, const char *said)
{
  g_autoptr(SfClock) clock = sf_clock_new_system ();
  g_autoptr(SfIds) ids = sf_ids_new_system ();
  g_autoptr(GError) error = NULL;
  SfDeviceStore *store = sf_device_store_open (dir, NULL, NULL, clock, ids, &error);
  g_auto(GStrv) lines = g_strsplit (said, "\n", -1);
  guint n = 0;

  g_assert_no_error (error);   /* the whole hash chain was walked */
  for (; lines[n] != NULL && *lines[n] != '\0'; n++)
    {
      g_autoptr(SfRecord) record = sf_table_get (sf_device_store_get_db (store), SF_KIND_VISIT, lines[n], &error);

      g_assert_no_error (error);
      g_assert_nonnull (record);
      g_assert_cmpint (sf_device_store_saved (store, SF_KIND_VISIT, lines[n], NULL, NULL), ==, SF_SAVED_HERE);
    }
  g_assert_true (sf_db_quick_check (sf_device_store_get_db (store), &error));
  sf_device_store_close (store);
  return n;
}

static char *program;

static void
test_kill (void)
{
  g_autofree char *dir = g_dir_make_tmp ("sf-kill-XXXXXX", NULL);
  guint saved = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *said = run_and_kill (program, dir, i % 2 == 0, 1000 + (guint) g_test_rand_int_range (0, MOST_US));

      saved += check_round (dir, said);
    }
  g_test_message ("%u visits called saved in %u lives", saved, ROUNDS);
  g_assert_cmpuint (saved, >=, ROUNDS / 2);   /* else nothing was tried */
  device_remove_dir (dir);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2]);
  program = g_file_read_link ("/proc/self/exe", NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/device/kill", test_kill);
  return g_test_run ();
}
