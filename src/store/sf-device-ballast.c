/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of 8 MiB that is only there to be given up: when the disk is full, the next guests can still be saved (sync.md 1.7).
 * It comes back once there is room again.
 */
#define G_LOG_DOMAIN "sf-device-ballast"
#include "store/sf-device-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/sf-log.h"

#define BALLAST_BYTES (8 * 1024 * 1024)
/* Ballast is made only where this much stays free beside it. */
#define ROOM_BYTES (2 * BALLAST_BYTES)

void
device_ballast_take (SfDeviceStore *self)
{
  struct statvfs fs;
  int fd;

  if (self->ballast == NULL || access (self->ballast, F_OK) == 0)
    return;
  if (statvfs (self->ballast_dir, &fs) != 0 || (guint64) fs.f_bavail * fs.f_frsize < BALLAST_BYTES + ROOM_BYTES)
    return;
  fd = open (self->ballast, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return;
  /* Where blocks cannot be reserved there is no ballast; a file with holes would only pretend. */
  if (posix_fallocate (fd, 0, BALLAST_BYTES) != 0)
    g_unlink (self->ballast);
  close (fd);
}

gboolean
device_ballast_drop (SfDeviceStore *self)
{
  if (self->ballast == NULL || g_unlink (self->ballast) != 0)
    return FALSE;
  sf_log (SF_LOG_WARNING, "store.full", NULL);
  return TRUE;
}
