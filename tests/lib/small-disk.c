/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small-disk.h"

#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

static gboolean
write_to (const char *path, const char *text)
{
  FILE *file = fopen (path, "w");
  gboolean ok = file != NULL && fputs (text, file) >= 0;

  return file != NULL && fclose (file) == 0 && ok;
}

/* Somebody who is not root becomes it, in a world of their own. */
static gboolean
become_root (void)
{
  g_autofree char *uid = g_strdup_printf ("0 %u 1", (guint) getuid ());
  g_autofree char *gid = g_strdup_printf ("0 %u 1", (guint) getgid ());

  if (getuid () == 0)
    return unshare (CLONE_NEWNS) == 0;
  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_to ("/proc/self/uid_map", uid)
         && write_to ("/proc/self/setgroups", "deny") && write_to ("/proc/self/gid_map", gid);
}

gboolean
small_disk_mount (const char *dir, const char *options)
{
  static gboolean alone;

  if (!alone && (!become_root () || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0))
    return FALSE;
  alone = TRUE;
  return mount ("tmpfs", dir, "tmpfs", 0, options) == 0;
}

void
small_disk_fill (const char *path)
{
  static char zeros[4096];
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  setvbuf (file, NULL, _IONBF, 0);
  while (fwrite (zeros, 1, sizeof zeros, file) == sizeof zeros)
    ;
  fclose (file);
}
