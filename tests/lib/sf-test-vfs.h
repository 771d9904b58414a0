/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once
#include <glib.h>
G_BEGIN_DECLS
/**
 * SfTestDisk: a disk in memory with a VFS name of its own, for sf_device_store_open() and sf_server_store_open(). Shared memory
 * lies on the heap, so the product's own PRAGMAs hold. Everything repeats by seed, except the salts that SQLite itself draws.
 *
 * One disk is one folder of one machine: paths are only names. Copying files, saving and loading images shares blocks until they are
 * written, so a node starts from a copied database in microseconds. A disk is used by one thread at a time; images may be shared.
 *
 * Plain, it forgets nothing. With sf_test_disk_set_power() it keeps apart what was flushed and what was not, and the power can be cut.
 */
typedef struct _SfTestDisk SfTestDisk;

SfTestDisk *sf_test_disk_new  (guint64 seed);
/** No file may be open. */
void        sf_test_disk_free (SfTestDisk *self);
/** From here on chance comes from this seed. */
void        sf_test_disk_seed (SfTestDisk *self, guint64 seed);
/** Name of its VFS. Owned by the disk. */
const char *sf_test_disk_vfs  (SfTestDisk *self);

/* Files, as somebody beside the program sees them. What is put here is flushed. */

gboolean    sf_test_disk_has    (SfTestDisk *self, const char *path);
/** NULL when there is none. (transfer full) */
GBytes     *sf_test_disk_get    (SfTestDisk *self, const char *path);
void        sf_test_disk_put    (SfTestDisk *self, const char *path, gconstpointer data, gsize len);
/** Removes a database with its log, or any file. */
void        sf_test_disk_remove (SfTestDisk *self, const char *path);
/** Copies a database with its log (or any file) over what was there; the disks may be the same. FALSE when there is no @from_path. */
gboolean    sf_test_disk_copy   (SfTestDisk *from, const char *from_path, SfTestDisk *to, const char *to_path);

/* Images: all files at once */

typedef struct _SfTestImage SfTestImage;
SfTestImage *sf_test_disk_save  (SfTestDisk *self);
/** All files as they were then, and flushed. No file may be open. */
void         sf_test_disk_load  (SfTestDisk *self, const SfTestImage *image);
/**
 * The same on a plain disk under connections that are open and in no transaction: they find that the log is another one and read
 * everything anew, but keep their statements and what they know of the layout. @image was saved while they were open.
 */
void         sf_test_disk_rewind (SfTestDisk *self, const SfTestImage *image);
void         sf_test_image_free (SfTestImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTestImage, sf_test_image_free)

/* Power */

/** What a cut leaves of that which was not flushed. */
typedef struct {
  guint keep;        /* of 100: chance of each sector of 512 bytes, and of each name, to have reached the disk all the same */
  guint torn;        /* of 100: chance of such a sector to be new only up to a random byte */
  gboolean strict;   /* a name is made by flushing its own file and deleted by flushing the folder with the deletion; else any flush does it */
  gboolean lying;    /* flushes do nothing */
} SfTestPower;
/** From now on; everything that is there counts as flushed. NULL: back to a plain disk. */
void     sf_test_disk_set_power (SfTestDisk *self, const SfTestPower *power);
/** Dies in the course of the @nth change from now (1: the next one). */
void     sf_test_disk_cut_after (SfTestDisk *self, guint64 nth);
/** Dies now: every later call fails until _boot(). */
void     sf_test_disk_cut       (SfTestDisk *self);
gboolean sf_test_disk_is_dead   (SfTestDisk *self);
/** Power is back, with what survived. No file may be open. */
void     sf_test_disk_boot      (SfTestDisk *self);
/** Changes so far: writes, truncations, flushes, names made and deleted. */
guint64  sf_test_disk_changes   (SfTestDisk *self);

/* Faults of a disk that goes on */

typedef enum {
  SF_TEST_FAULT_NONE,
  SF_TEST_FAULT_IO,      /* any call: EIO */
  SF_TEST_FAULT_FULL,    /* a write that needs room: ENOSPC */
  SF_TEST_FAULT_SHORT,   /* a read ends early, as if the file did */
  SF_TEST_FAULT_FLUSH,   /* fsync fails, and what it should have flushed never reaches the disk, as Linux has it */
} SfTestFault;
/** The @nth call from now that the fault can meet (1: the next one), and with @for_good all after it. NONE: no fault. */
void     sf_test_disk_fail   (SfTestDisk *self, SfTestFault fault, guint64 nth, gboolean for_good);
/** TRUE once the fault happened. */
gboolean sf_test_disk_failed (SfTestDisk *self);

/* Connections that outlive their closing: opening one anew means to read every table's layout and to compile every statement again */

struct sqlite3_file;
/**
 * A database of such a disk, in WAL mode, and its log, as SQLITE_FCNTL_FILE_POINTER and SQLITE_FCNTL_JOURNAL_POINTER tell them: left as a
 * process leaves them that ends. FALSE: somebody else uses them, or something is under way; nothing is changed then.
 */
gboolean sf_test_vfs_detach (struct sqlite3_file *file, struct sqlite3_file *log);
/** Taken up again, whatever stands under their names now, with shared memory that has to be recovered. The connection must have no page in its cache. FALSE: there is no such file. */
gboolean sf_test_vfs_attach (struct sqlite3_file *file, struct sqlite3_file *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SfTestDisk, sf_test_disk_free)
G_END_DECLS
