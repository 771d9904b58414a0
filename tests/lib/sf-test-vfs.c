/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-disk.h"

#include <string.h>

/* What SQLite's own VFS says of a Linux disk. */
#define SECTOR_SIZE 4096
#define MAX_PATH 512

typedef struct {
  sqlite3_file base;
  SfTestDisk *disk;
  Inode *inode;
  char *path;                /* (owned) */
  gboolean deleted_on_close;
  gboolean flush_folder;     /* with the next flush, as SQLite's VFS does it for the logs that it makes */
  int level;
  guint16 shm_shared;
  gboolean shm_used;
  GPtrArray *shm_kept;       /* (nullable) while it is detached */
} Handle;

/* Bytes */

static int
h_read (sqlite3_file *file, void *data, int n, sqlite3_int64 offset)
{
  Handle *self = (Handle *) file;
  SfTestFault fault = disk_touch (self->disk, TOUCH_READ, FALSE);
  gsize there;

  if (fault == SF_TEST_FAULT_IO)
    return SQLITE_IOERR_READ;
  there = blob_read (&self->inode->now, offset, data, (gsize) n);
  if (fault == SF_TEST_FAULT_SHORT && there == (gsize) n)
    {
      there /= 2;
      memset ((guint8 *) data + there, 0, (gsize) n - there);
    }
  return there == (gsize) n ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
h_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  Handle *self = (Handle *) file;
  SfTestFault fault = disk_touch (self->disk, TOUCH_WRITE, offset + n > self->inode->now.size);

  if (fault != SF_TEST_FAULT_NONE)
    return fault == SF_TEST_FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  disk_change (self->disk, self->inode, offset, data, n);
  return self->disk->dead ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int
h_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  Handle *self = (Handle *) file;

  if (disk_touch (self->disk, TOUCH_WRITE, FALSE) != SF_TEST_FAULT_NONE)
    return SQLITE_IOERR_TRUNCATE;
  disk_change (self->disk, self->inode, size, NULL, -1);
  return self->disk->dead ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
}

static int
h_sync (sqlite3_file *file, int flags)
{
  Handle *self = (Handle *) file;

  if (disk_touch (self->disk, TOUCH_FLUSH, FALSE) != SF_TEST_FAULT_NONE)
    {
      if (!self->disk->dead)
        disk_lose (self->inode);
      return SQLITE_IOERR_FSYNC;
    }
  disk_flush (self->disk, self->inode);
  if (!self->flush_folder)
    return SQLITE_OK;
  if (disk_touch (self->disk, TOUCH_FLUSH, FALSE) != SF_TEST_FAULT_NONE)
    return SQLITE_IOERR_DIR_FSYNC;
  disk_flush_names (self->disk, self->path);
  self->flush_folder = FALSE;
  return SQLITE_OK;
}

static int
h_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = ((Handle *) file)->inode->now.size;
  return SQLITE_OK;
}

/* Locks of the database file */

static int
h_lock (sqlite3_file *file, int level)
{
  Handle *self = (Handle *) file;
  Inode *inode = self->inode;

  if (level <= self->level)
    return SQLITE_OK;
  if (level == SQLITE_LOCK_SHARED)
    {
      if (inode->pending != NULL)
        return SQLITE_BUSY;
      inode->n_shared++;
    }
  else if (level == SQLITE_LOCK_RESERVED)
    {
      if (inode->reserved != NULL)
        return SQLITE_BUSY;
      inode->reserved = self;
    }
  else
    {
      if ((inode->pending != NULL && inode->pending != self) || (inode->reserved != NULL && inode->reserved != self))
        return SQLITE_BUSY;
      inode->pending = inode->reserved = self;
      if (inode->n_shared > 1)
        {
          self->level = SQLITE_LOCK_PENDING;
          return SQLITE_BUSY;
        }
    }
  self->level = level;
  return SQLITE_OK;
}

static int
h_unlock (sqlite3_file *file, int level)
{
  Handle *self = (Handle *) file;
  Inode *inode = self->inode;

  if (level >= self->level)
    return SQLITE_OK;
  g_assert (inode != NULL || level == SQLITE_LOCK_NONE);
  if (inode == NULL)
    return SQLITE_OK;
  if (inode->reserved == self)
    inode->reserved = NULL;
  if (inode->pending == self)
    inode->pending = NULL;
  if (level == SQLITE_LOCK_NONE)
    inode->n_shared--;
  self->level = level;
  return SQLITE_OK;
}

static int
h_check_reserved (sqlite3_file *file, int *out)
{
  *out = ((Handle *) file)->inode->reserved != NULL;
  return SQLITE_OK;
}

static int
h_control (sqlite3_file *file, int op, void *arg)
{
  if (op != SQLITE_FCNTL_MMAP_SIZE)
    return SQLITE_NOTFOUND;
  *(sqlite3_int64 *) arg = 0;
  return SQLITE_OK;
}

static int
h_sector_size (sqlite3_file *file)
{
  return SECTOR_SIZE;
}

static int
h_characteristics (sqlite3_file *file)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* Shared memory: on the heap, gone with the last who uses it */

static int
h_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
  Handle *self = (Handle *) file;
  Inode *inode = self->inode;

  g_assert (size == TEST_SHM_REGION);
  if (!self->shm_used)
    {
      self->shm_used = TRUE;
      if (inode->shm_users++ == 0)
        inode->shm = g_ptr_array_new_with_free_func (g_free);
    }
  while (extend && inode->shm->len <= (guint) region)
    g_ptr_array_add (inode->shm, g_malloc0 ((gsize) size));
  *out = (guint) region < inode->shm->len ? inode->shm->pdata[region] : NULL;
  return SQLITE_OK;
}

static int
h_shm_lock (sqlite3_file *file, int first, int n, int flags)
{
  Handle *self = (Handle *) file;
  Inode *inode = self->inode;

  for (int i = first; i < first + n; i++)
    {
      gboolean ours = (self->shm_shared & (1u << i)) != 0;

      if ((flags & SQLITE_SHM_LOCK) == 0)
        continue;
      if (inode->shm_owner[i] != NULL && inode->shm_owner[i] != self)
        return SQLITE_BUSY;
      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0 && inode->shm_shared[i] > (ours ? 1u : 0u))
        return SQLITE_BUSY;
    }
  for (int i = first; i < first + n; i++)
    {
      guint16 bit = (guint16) (1u << i);

      if ((flags & SQLITE_SHM_EXCLUSIVE) != 0)
        inode->shm_owner[i] = (flags & SQLITE_SHM_LOCK) != 0 ? self : NULL;
      else if ((flags & SQLITE_SHM_LOCK) != 0 && (self->shm_shared & bit) == 0)
        {
          inode->shm_shared[i]++;
          self->shm_shared |= bit;
        }
      else if ((flags & SQLITE_SHM_UNLOCK) != 0 && (self->shm_shared & bit) != 0)
        {
          inode->shm_shared[i]--;
          self->shm_shared &= (guint16) ~bit;
        }
    }
  return SQLITE_OK;
}

static void
h_shm_barrier (sqlite3_file *file)
{
  __sync_synchronize ();
}

static int
h_shm_unmap (sqlite3_file *file, int delete_it)
{
  Handle *self = (Handle *) file;
  Inode *inode = self->inode;

  if (!self->shm_used || inode == NULL)
    return SQLITE_OK;
  self->shm_used = FALSE;
  for (int i = 0; i < SQLITE_SHM_NLOCK; i++)
    {
      if (inode->shm_owner[i] == self)
        inode->shm_owner[i] = NULL;
      if ((self->shm_shared & (1u << i)) != 0)
        inode->shm_shared[i]--;
    }
  self->shm_shared = 0;
  if (--inode->shm_users == 0)
    g_clear_pointer (&inode->shm, g_ptr_array_unref);
  return SQLITE_OK;
}

static int
h_close (sqlite3_file *file)
{
  Handle *self = (Handle *) file;

  h_shm_unmap (file, 0);
  h_unlock (file, SQLITE_LOCK_NONE);
  if (self->deleted_on_close)
    disk_delete (self->disk, self->path);
  g_free (self->path);
  g_clear_pointer (&self->shm_kept, g_ptr_array_unref);
  if (self->inode != NULL)
    self->disk->n_open--;
  inode_unref (self->inode);
  return SQLITE_OK;
}

/* A connection outlives its closing: its file is left as a process leaves it that ends, and taken up as one that starts */

static void
detach (Handle *self)
{
  g_clear_pointer (&self->inode, inode_unref);
  self->disk->n_open--;
}

gboolean
sf_test_vfs_detach (sqlite3_file *file, sqlite3_file *log)
{
  Handle *self = (Handle *) file, *wal = (Handle *) log;
  Inode *inode = self->inode;

  if (wal == NULL || wal == self || wal->base.pMethods == NULL || self->level != SQLITE_LOCK_SHARED || !self->shm_used || inode->shm_users != 1 || self->shm_shared != 0)
    return FALSE;
  for (guint i = 0; i < SQLITE_SHM_NLOCK; i++)
    if (inode->shm_owner[i] == self)
      return FALSE;
  self->shm_kept = g_steal_pointer (&inode->shm);
  inode->shm_users = 0;
  inode->n_shared--;
  detach (self);
  detach (wal);
  return TRUE;
}

static void
attach (Handle *self, Inode *inode)
{
  self->inode = inode;
  self->disk->n_open++;
}

gboolean
sf_test_vfs_attach (sqlite3_file *file, sqlite3_file *log)
{
  Handle *self = (Handle *) file, *wal = (Handle *) log;
  SfTestDisk *disk = self->disk;
  Name *name = disk_find (disk, self->path), *log_name = disk_find (disk, wal->path);

  if (disk->dead || name == NULL || name->now->shm_users != 0 || name->now->pending != NULL)
    return FALSE;
  attach (self, inode_ref (name->now));
  attach (wal, log_name != NULL ? inode_ref (log_name->now) : disk_create (disk, wal->path));
  wal->flush_folder = TRUE;
  self->inode->n_shared++;
  self->inode->shm_users = 1;
  self->inode->shm = g_steal_pointer (&self->shm_kept);
  for (guint i = 0; i < self->inode->shm->len; i++)
    memset (self->inode->shm->pdata[i], 0, TEST_SHM_REGION);
  return TRUE;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = h_close,
  .xRead = h_read,
  .xWrite = h_write,
  .xTruncate = h_truncate,
  .xSync = h_sync,
  .xFileSize = h_size,
  .xLock = h_lock,
  .xUnlock = h_unlock,
  .xCheckReservedLock = h_check_reserved,
  .xFileControl = h_control,
  .xSectorSize = h_sector_size,
  .xDeviceCharacteristics = h_characteristics,
  .xShmMap = h_shm_map,
  .xShmLock = h_shm_lock,
  .xShmBarrier = h_shm_barrier,
  .xShmUnmap = h_shm_unmap,
};

/* The folder */

static Inode *
open_inode (SfTestDisk *disk, const char *path, int flags, int *code)
{
  Name *name = disk_find (disk, path);

  *code = SQLITE_CANTOPEN;
  if (name != NULL)
    return disk->dead ? NULL : inode_ref (name->now);
  if ((flags & SQLITE_OPEN_CREATE) == 0 || disk_touch (disk, TOUCH_NAME, FALSE) != SF_TEST_FAULT_NONE)
    return NULL;
  if (!disk->dead)
    return disk_create (disk, path);
  inode_unref (disk_create (disk, path));
  return NULL;
}

static int
v_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
  SfTestDisk *disk = vfs->pAppData;
  Handle *self = (Handle *) file;
  g_autofree char *temp = path == NULL ? g_strdup_printf ("temp-%u", ++disk->n_temp) : NULL;
  int code;

  memset (self, 0, sizeof *self);
  self->inode = open_inode (disk, path != NULL ? path : temp, flags, &code);
  if (self->inode == NULL)
    return code;
  self->base.pMethods = &methods;
  self->disk = disk;
  self->flush_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  self->path = g_strdup (path != NULL ? path : temp);
  self->deleted_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  disk->n_open++;
  if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

static int
v_delete (sqlite3_vfs *vfs, const char *path, int flush_folder)
{
  SfTestDisk *disk = vfs->pAppData;

  if (disk_find (disk, path) == NULL)
    return SQLITE_IOERR_DELETE_NOENT;
  if (disk_touch (disk, TOUCH_NAME, FALSE) != SF_TEST_FAULT_NONE)
    return SQLITE_IOERR_DELETE;
  disk_delete (disk, path);
  if (disk->dead)
    return SQLITE_IOERR_DELETE;
  if (!flush_folder)
    return SQLITE_OK;
  if (disk_touch (disk, TOUCH_FLUSH, FALSE) != SF_TEST_FAULT_NONE)
    return SQLITE_IOERR_DIR_FSYNC;
  disk_flush_names (disk, path);
  return SQLITE_OK;
}

static int
v_access (sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
  Name *name = disk_find (vfs->pAppData, path);

  *out = name != NULL && (flags != SQLITE_ACCESS_EXISTS || name->now->now.size > 0);
  return SQLITE_OK;
}

static int
v_full_path (sqlite3_vfs *vfs, const char *path, int n, char *out)
{
  return g_strlcpy (out, path, (gsize) n) < (gsize) n ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int
v_randomness (sqlite3_vfs *vfs, int n, char *out)
{
  for (int i = 0; i < n; i++)
    out[i] = (char) disk_random (vfs->pAppData);
  return n;
}

/* Nobody waits here for anybody: all who share a disk share its thread. */
static int
v_sleep (sqlite3_vfs *vfs, int us)
{
  return us;
}

static int
v_time (sqlite3_vfs *vfs, double *out)
{
  *out = 2461367.0;   /* noon of 22 November 2026, as Julian day */
  return SQLITE_OK;
}

static int
v_last_error (sqlite3_vfs *vfs, int n, char *out)
{
  return 0;
}

void
disk_fill_vfs (SfTestDisk *self)
{
  self->vfs = (sqlite3_vfs) {
    .iVersion = 1,
    .szOsFile = sizeof (Handle),
    .mxPathname = MAX_PATH,
    .zName = self->name,
    .pAppData = self,
    .xOpen = v_open,
    .xDelete = v_delete,
    .xAccess = v_access,
    .xFullPathname = v_full_path,
    .xRandomness = v_randomness,
    .xSleep = v_sleep,
    .xCurrentTime = v_time,
    .xGetLastError = v_last_error,
  };
}
