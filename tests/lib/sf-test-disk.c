/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sf-test-disk.h"

#include <string.h>

/* Files and names */

Inode *
inode_ref (Inode *self)
{
  self->refs++;
  return self;
}

void
inode_unref (Inode *self)
{
  if (self == NULL || --self->refs > 0)
    return;
  blob_clear (&self->now);
  blob_clear (&self->flushed);
  if (self->log != NULL)
    g_byte_array_unref (self->log);
  if (self->shm != NULL)
    g_ptr_array_unref (self->shm);
  g_free (self);
}

static Inode *
inode_new (void)
{
  Inode *self = g_new0 (Inode, 1);

  self->refs = 1;
  self->log = g_byte_array_new ();
  return self;
}

static void
name_free (gpointer data)
{
  Name *name = data;

  inode_unref (name->now);
  inode_unref (name->flushed);
  g_free (name->path);
  g_free (name);
}

static Name *
find_any (SfTestDisk *self, const char *path)
{
  for (guint i = 0; i < self->names->len; i++)
    if (strcmp (((Name *) self->names->pdata[i])->path, path) == 0)
      return self->names->pdata[i];
  return NULL;
}

Name *
disk_find (SfTestDisk *self, const char *path)
{
  Name *name = find_any (self, path);

  return name != NULL && name->now != NULL ? name : NULL;
}

Inode *
disk_create (SfTestDisk *self, const char *path)
{
  Name *name = find_any (self, path);

  if (name == NULL)
    {
      name = g_new0 (Name, 1);
      name->path = g_strdup (path);
      g_ptr_array_add (self->names, name);
    }
  g_assert (name->now == NULL);
  name->now = inode_new ();
  return inode_ref (name->now);
}

void
disk_delete (SfTestDisk *self, const char *path)
{
  Name *name = disk_find (self, path);

  if (name == NULL)
    return;
  g_clear_pointer (&name->now, inode_unref);
  if (name->flushed == NULL)
    g_ptr_array_remove_fast (self->names, name);
}

/* What was changed and what was flushed */

void
disk_change (SfTestDisk *self, Inode *inode, gint64 offset, gconstpointer data, gint64 len)
{
  Change change = { offset, len };

  if (self->tracked)
    {
      g_byte_array_append (inode->log, (const guint8 *) &change, sizeof change);
      if (len > 0)
        g_byte_array_append (inode->log, data, (guint) len);
    }
  if (len < 0)
    blob_truncate (&inode->now, offset);
  else
    blob_write (&inode->now, offset, data, (gsize) len);
}

/* Calls @func for each change of the log, in order. */
typedef void (*ChangeFunc) (SfTestDisk *self, Blob *blob, const Change *change, const guint8 *data);

static void
replay (SfTestDisk *self, Inode *inode, ChangeFunc func)
{
  for (guint at = 0; at < inode->log->len;)
    {
      Change change;
      const guint8 *data = inode->log->data + at + sizeof change;

      memcpy (&change, inode->log->data + at, sizeof change);
      func (self, &inode->flushed, &change, data);
      at += (guint) sizeof change + (guint) MAX (0, change.len);
    }
  g_byte_array_set_size (inode->log, 0);
}

static void
apply (SfTestDisk *self, Blob *blob, const Change *change, const guint8 *data)
{
  if (change->len < 0)
    blob_truncate (blob, change->offset);
  else
    blob_write (blob, change->offset, data, (gsize) change->len);
}

static void
flush_name (SfTestDisk *self, Name *name)
{
  g_clear_pointer (&name->flushed, inode_unref);
  if (name->now != NULL)
    name->flushed = inode_ref (name->now);
  else
    g_ptr_array_remove_fast (self->names, name);
}

void
disk_flush_names (SfTestDisk *self, const char *path)
{
  if (!self->tracked || self->power.lying)
    return;
  for (guint i = self->names->len; i-- > 0;)
    {
      Name *name = self->names->pdata[i];

      if (name->now != name->flushed && (!self->power.strict || strcmp (name->path, path) == 0))
        flush_name (self, name);
    }
}

/* What is flushed is `now`: its blocks are taken over as they are. */
static void
share_changes (Inode *inode)
{
  for (guint at = 0; at < inode->log->len;)
    {
      Change change;

      memcpy (&change, inode->log->data + at, sizeof change);
      if (change.len < 0)
        {
          blob_share (&inode->flushed, &inode->now);
          break;
        }
      blob_share_part (&inode->flushed, &inode->now, change.offset, change.len);
      at += (guint) (sizeof change + (gsize) change.len);
    }
  g_byte_array_set_size (inode->log, 0);
}

void
disk_flush (SfTestDisk *self, Inode *inode)
{
  if (!self->tracked || self->power.lying)
    return;
  if (inode->lost)
    replay (self, inode, apply);
  else
    share_changes (inode);
  for (guint i = self->names->len; i-- > 0;)
    {
      Name *name = self->names->pdata[i];

      if (name->now != name->flushed && (!self->power.strict || name->now == inode))
        flush_name (self, name);
    }
}

void
disk_lose (Inode *inode)
{
  inode->lost = inode->log->len > 0 || inode->lost;
  g_byte_array_set_size (inode->log, 0);
}

/* The power comes back */

static gboolean
chance (SfTestDisk *self, guint percent)
{
  return disk_random (self) % 100 < percent;
}

/* Each sector of what was not flushed reached the disk or did not, or did so in part. */
static void
apply_by_chance (SfTestDisk *self, Blob *blob, const Change *change, const guint8 *data)
{
  if (change->len < 0)
    {
      if (chance (self, self->power.keep))
        blob_truncate (blob, change->offset);
      return;
    }
  for (gint64 done = 0; done < change->len;)
    {
      gint64 at = change->offset + done, part = MIN (change->len - done, TEST_SECTOR - at % TEST_SECTOR), kept = part;

      if (chance (self, self->power.torn))
        kept = (gint64) (disk_random (self) % (guint64) part);
      if (chance (self, self->power.keep) && kept > 0)
        blob_write (blob, at, data + done, (gsize) kept);
      done += part;
    }
}

static void
settle_name (SfTestDisk *self, Name *name)
{
  if (name->now != name->flushed && chance (self, self->power.keep))
    {
      g_clear_pointer (&name->flushed, inode_unref);
      name->flushed = name->now != NULL ? inode_ref (name->now) : NULL;
    }
  g_clear_pointer (&name->now, inode_unref);
  if (name->flushed != NULL)
    name->now = inode_ref (name->flushed);
}

void
sf_test_disk_boot (SfTestDisk *self)
{
  g_assert (self->tracked && self->n_open == 0);
  for (guint i = self->names->len; i-- > 0;)
    {
      Name *name = self->names->pdata[i];

      settle_name (self, name);
      if (name->now == NULL)
        {
          g_ptr_array_remove_index_fast (self->names, i);
          continue;
        }
      replay (self, name->now, apply_by_chance);
      blob_share (&name->now->now, &name->now->flushed);
      name->now->lost = FALSE;
    }
  self->dead = FALSE;
  self->cut_at = 0;
}

static void
flush_all (SfTestDisk *self)
{
  for (guint i = self->names->len; i-- > 0;)
    {
      Name *name = self->names->pdata[i];

      g_clear_pointer (&name->flushed, inode_unref);
      if (name->now == NULL)
        {
          g_ptr_array_remove_index_fast (self->names, i);
          continue;
        }
      disk_lose (name->now);
      name->now->lost = FALSE;
      if (self->tracked)
        {
          name->flushed = inode_ref (name->now);
          blob_share (&name->now->flushed, &name->now->now);
        }
      else
        blob_truncate (&name->now->flushed, 0);
    }
}

void
sf_test_disk_set_power (SfTestDisk *self, const SfTestPower *power)
{
  gboolean was = self->tracked;

  self->tracked = power != NULL;
  if (power != NULL)
    self->power = *power;
  if (was != self->tracked)
    flush_all (self);
}

void
sf_test_disk_cut_after (SfTestDisk *self, guint64 nth)
{
  self->cut_at = nth > 0 ? self->changes + nth : 0;
}

void
sf_test_disk_cut (SfTestDisk *self)
{
  g_assert (self->tracked);
  self->dead = TRUE;
}

gboolean
sf_test_disk_is_dead (SfTestDisk *self)
{
  return self->dead;
}

guint64
sf_test_disk_changes (SfTestDisk *self)
{
  return self->changes;
}

/* Faults */

void
sf_test_disk_fail (SfTestDisk *self, SfTestFault fault, guint64 nth, gboolean for_good)
{
  g_assert (fault == SF_TEST_FAULT_NONE || nth > 0);
  self->fault = fault;
  self->fault_in = nth;
  self->fault_stays = for_good;
  self->failed = FALSE;
}

gboolean
sf_test_disk_failed (SfTestDisk *self)
{
  return self->failed;
}

static gboolean
meets (SfTestFault fault, Touch touch, gboolean grows)
{
  switch (fault)
    {
    case SF_TEST_FAULT_IO:
      return TRUE;
    case SF_TEST_FAULT_FULL:
      return touch == TOUCH_WRITE && grows;
    case SF_TEST_FAULT_SHORT:
      return touch == TOUCH_READ;
    case SF_TEST_FAULT_FLUSH:
      return touch == TOUCH_FLUSH;
    case SF_TEST_FAULT_NONE:
    default:
      return FALSE;
    }
}

SfTestFault
disk_touch (SfTestDisk *self, Touch touch, gboolean grows)
{
  if (self->dead)
    return SF_TEST_FAULT_IO;
  if (touch != TOUCH_READ && ++self->changes == self->cut_at)
    {
      g_assert (self->tracked);
      self->dead = TRUE;
      /* A flush that was cut has not flushed; anything else may have reached the disk. */
      return touch == TOUCH_FLUSH ? SF_TEST_FAULT_IO : SF_TEST_FAULT_NONE;
    }
  if (self->fault == SF_TEST_FAULT_NONE || !meets (self->fault, touch, grows))
    return SF_TEST_FAULT_NONE;
  if (self->fault_in > 0 && --self->fault_in > 0)
    return SF_TEST_FAULT_NONE;
  if (self->failed && !self->fault_stays)
    return SF_TEST_FAULT_NONE;
  self->failed = TRUE;
  return self->fault;
}

guint64
disk_random (SfTestDisk *self)
{
  guint64 z = self->random += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);   /* splitmix64 */

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* Files, as somebody beside the program sees them */

gboolean
sf_test_disk_has (SfTestDisk *self, const char *path)
{
  return disk_find (self, path) != NULL;
}

GBytes *
sf_test_disk_get (SfTestDisk *self, const char *path)
{
  Name *name = disk_find (self, path);
  guint8 *data;

  if (name == NULL)
    return NULL;
  data = g_malloc ((gsize) name->now->now.size + 1);
  blob_read (&name->now->now, 0, data, (gsize) name->now->now.size);
  return g_bytes_new_take (data, (gsize) name->now->now.size);
}

static void
remove_name (SfTestDisk *self, const char *path)
{
  Name *name = find_any (self, path);

  if (name != NULL)
    g_ptr_array_remove_fast (self->names, name);
}

/* A new file of that name, with these bytes, flushed. */
static void
put_blob (SfTestDisk *self, const char *path, const Blob *blob)
{
  Inode *inode;

  remove_name (self, path);
  inode = disk_create (self, path);
  blob_share (&inode->now, blob);
  if (self->tracked)
    {
      blob_share (&inode->flushed, blob);
      disk_find (self, path)->flushed = inode_ref (inode);
    }
  inode_unref (inode);
}

void
sf_test_disk_put (SfTestDisk *self, const char *path, gconstpointer data, gsize len)
{
  Blob blob = { 0 };

  blob_write (&blob, 0, data, len);
  put_blob (self, path, &blob);
  blob_clear (&blob);
}

static char *
log_of (const char *path)
{
  return g_strconcat (path, "-wal", NULL);
}

void
sf_test_disk_remove (SfTestDisk *self, const char *path)
{
  g_autofree char *log = log_of (path);

  remove_name (self, path);
  remove_name (self, log);
}

gboolean
sf_test_disk_copy (SfTestDisk *from, const char *from_path, SfTestDisk *to, const char *to_path)
{
  g_autofree char *from_log = log_of (from_path), *to_log = log_of (to_path);
  Name *name = disk_find (from, from_path);
  Name *log = disk_find (from, from_log);

  if (name == NULL)
    return FALSE;
  put_blob (to, to_path, &name->now->now);
  if (log != NULL)
    put_blob (to, to_log, &log->now->now);
  else
    remove_name (to, to_log);
  return TRUE;
}

/* Images */

typedef struct { char *path; Blob blob; } Copy;
struct _SfTestImage { guint n; Copy *copies; };

SfTestImage *
sf_test_disk_save (SfTestDisk *self)
{
  SfTestImage *image = g_new0 (SfTestImage, 1);

  image->copies = g_new0 (Copy, self->names->len);
  for (guint i = 0; i < self->names->len; i++)
    {
      const Name *name = self->names->pdata[i];

      if (name->now == NULL)
        continue;
      image->copies[image->n].path = g_strdup (name->path);
      blob_share (&image->copies[image->n++].blob, &name->now->now);
    }
  return image;
}

void
sf_test_disk_load (SfTestDisk *self, const SfTestImage *image)
{
  g_assert (self->n_open == 0);
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < image->n; i++)
    put_blob (self, image->copies[i].path, &image->copies[i].blob);
  self->dead = FALSE;
  self->cut_at = 0;
}

void
sf_test_disk_rewind (SfTestDisk *self, const SfTestImage *image)
{
  g_assert (!self->tracked && !self->dead);
  for (guint i = self->names->len; i > 0; i--)
    {
      Name *name = self->names->pdata[i - 1];
      guint c = 0;

      while (c < image->n && strcmp (image->copies[c].path, name->path) != 0)
        c++;
      blob_share (&name->now->now, c < image->n ? &image->copies[c].blob : &(Blob) { 0 });
      for (guint r = 0; name->now->shm != NULL && r < name->now->shm->len; r++)
        memset (name->now->shm->pdata[r], 0, TEST_SHM_REGION);
      if (c == image->n)
        g_ptr_array_remove_index_fast (self->names, i - 1);
    }
}

void
sf_test_image_free (SfTestImage *image)
{
  for (guint i = 0; i < image->n; i++)
    {
      g_free (image->copies[i].path);
      blob_clear (&image->copies[i].blob);
    }
  g_free (image->copies);
  g_free (image);
}

/* The disk */

void
sf_test_disk_free (SfTestDisk *self)
{
  g_assert (self->n_open == 0);
  sqlite3_vfs_unregister (&self->vfs);
  g_ptr_array_unref (self->names);
  g_free (self->name);
  g_free (self);
}

const char *
sf_test_disk_vfs (SfTestDisk *self)
{
  return self->name;
}

void
sf_test_disk_seed (SfTestDisk *self, guint64 seed)
{
  self->random = seed;
}

static gint next_disk;

SfTestDisk *
sf_test_disk_new (guint64 seed)
{
  SfTestDisk *self = g_new0 (SfTestDisk, 1);

  self->name = g_strdup_printf ("test-disk-%d", g_atomic_int_add (&next_disk, 1));
  self->names = g_ptr_array_new_with_free_func (name_free);
  self->random = seed;
  disk_fill_vfs (self);
  g_assert (sqlite3_vfs_register (&self->vfs, 0) == SQLITE_OK);
  return self;
}
