/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
/* The disk under sf-test-vfs.c; tests include sf-test-vfs.h alone. */
#include <sqlite3.h>

#include "sf-test-vfs.h"
G_BEGIN_DECLS

#define TEST_BLOCK 4096
#define TEST_SECTOR 512
#define TEST_SHM_REGION 32768   /* what SQLite asks for at a time */

/* Bytes in blocks that copies share until one of them writes. */
typedef struct _Block Block;
typedef struct { Block **blocks; guint n, room; gint64 size; } Blob;
void  blob_write    (Blob *self, gint64 offset, gconstpointer data, gsize len);
gsize blob_read     (const Blob *self, gint64 offset, gpointer data, gsize len);   /* bytes that were there; the rest is zeroed */
void  blob_truncate (Blob *self, gint64 size);
void  blob_share    (Blob *self, const Blob *from);                                /* becomes a copy */
void  blob_share_part (Blob *self, const Blob *from, gint64 offset, gint64 len);    /* the blocks there do */
void  blob_clear    (Blob *self);

/* A file without its name. With power that can be cut: `flushed` is on the disk, `log` is what was changed since. */
typedef struct {
  guint refs;            /* names and open handles */
  Blob now, flushed;
  GByteArray *log;       /* Change, then its bytes */
  gboolean lost;         /* a flush failed once: `now` holds what will never be flushed */
  GPtrArray *shm;        /* regions of shared memory */
  guint shm_users;
  guint shm_shared[SQLITE_SHM_NLOCK];
  gpointer shm_owner[SQLITE_SHM_NLOCK];
  guint n_shared;
  gpointer reserved, pending;
} Inode;
typedef struct { gint64 offset; gint64 len; } Change;   /* len -1: truncated to offset */

typedef struct { char *path; Inode *now, *flushed; } Name;

typedef enum { TOUCH_READ, TOUCH_WRITE, TOUCH_FLUSH, TOUCH_NAME } Touch;

struct _SfTestDisk {
  sqlite3_vfs vfs;
  char *name;
  GPtrArray *names;      /* Name */
  guint n_open, n_temp;
  guint64 random;
  gboolean tracked, dead;
  SfTestPower power;
  guint64 changes, cut_at;
  SfTestFault fault;
  guint64 fault_in;      /* calls until it happens; 0: it has */
  gboolean fault_stays, failed;
};

/* Before every call that touches the disk: SF_TEST_FAULT_NONE to go on. The last change before death still enters the log. */
SfTestFault disk_touch   (SfTestDisk *self, Touch touch, gboolean grows);
guint64     disk_random  (SfTestDisk *self);
Name       *disk_find    (SfTestDisk *self, const char *path);   /* NULL: no file of that name now */
Inode      *disk_create  (SfTestDisk *self, const char *path);   /* (transfer full) */
void        disk_delete  (SfTestDisk *self, const char *path);
void        disk_change  (SfTestDisk *self, Inode *inode, gint64 offset, gconstpointer data, gint64 len);
void        disk_flush   (SfTestDisk *self, Inode *inode);
/* The folder: all names, on a strict disk that of @path alone. */
void        disk_flush_names (SfTestDisk *self, const char *path);
void        disk_lose    (Inode *inode);                         /* what was not flushed never will be */
/* sf-test-vfs.c */
void        disk_fill_vfs (SfTestDisk *self);
Inode      *inode_ref    (Inode *self);
void        inode_unref  (Inode *self);
G_END_DECLS
