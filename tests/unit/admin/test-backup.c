/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One backup and its folder: whole or not there, sealed, expiring; and restore, which refuses what it must. golden/backup-N holds a
 * folder of backups as a version with schema N wrote it, with its passphrase: every later version restores it. Whoever changes the schema
 * or the layout of backups writes the next one with SF_WRITE_GOLDEN=1 and keeps all before.
 */
#include "admin-fixture.h"
#include "admin/sf-backup.h"
#include "base/sf-bytes.h"
#include "craft/sf-cert.h"
#include "craft/sf-seal.h"
#include "store/sf-blob-dir.h"
#include "store/sf-server-joined.h"

#define DAY G_GINT64_CONSTANT (86400000)

typedef struct { Fixture f; char *root, *dest, *passphrase; SfIds *system; } Backup;

static void
set_up (Backup *b, gconstpointer data)
{
  g_autoptr (GBytes) picture = g_bytes_new_static ("\xff\xd8\xff picture", 11);
  g_autoptr (GError) error = NULL;
  char sha256[65];

  setup (&b->f, NULL);
  b->system = sf_ids_new_system ();
  b->root = g_dir_make_tmp ("sf-backup-XXXXXX", NULL);
  b->dest = g_build_filename (b->root, "dest", NULL);
  g_assert_cmpint (g_mkdir (b->dest, 0700), ==, 0);
  g_assert_true (sf_cert_ensure (b->f.dir, b->f.admin.server_id, NULL, b->system, b->f.clock, NULL, &error));
  b->passphrase = sf_backup_lock_make (b->f.dir, b->system, &error);
  g_assert_no_error (error);
  g_assert_true (sf_blob_dir_put (b->f.dir, picture, sha256, NULL));
  g_free (must (&b->f, "init|--no-passphrase|--name|启明"));
}

static void
tear_down (Backup *b, gconstpointer data)
{
  remove_tree (b->root);
  sf_ids_unref (b->system);
  g_free (b->root);
  g_free (b->dest);
  g_free (b->passphrase);
  teardown (&b->f, NULL);
}

static void
on_progress (guint permille, const char *stage, gpointer data)
{
  guint *last = data;
  g_assert_cmpuint (permille, >=, *last);
  g_assert_cmpuint (permille, <=, 1000);
  *last = permille;
}

/* Its name, or NULL and the code. (transfer full) */
static char *
make (Backup *b, const char *dest, gint code)
{
  guint last = 0;
  SfBackupTask task = { .dir = b->f.dir, .dest = dest, .zone = "Asia/Shanghai", .clock = b->f.clock, .ids = b->system, .progress = on_progress, .data = &last };
  g_autoptr (GError) error = NULL;
  SfBackupDone done;
  gboolean ok = sf_backup_make (&task, &done, &error);

  if (code < 0) {
    g_assert_no_error (error);
    g_assert_cmpuint (last, ==, 1000);
  } else {
    g_assert_error (error, SF_BACKUP_ERROR, code);
  }
  g_assert_cmpint (ok, ==, code < 0);
  char *name = g_strdup (done.name);
  sf_backup_done_clear (&done);
  return name;
}

static char *
in (const char *dir, const char *a, const char *c)
{
  return g_build_filename (dir, a, c, NULL);
}

static gboolean
restore (Backup *b, const char *backup, const char *dir, const char *passphrase, gint code)
{
  g_autofree char *to = g_build_filename (b->root, dir, NULL);
  SfRestoreTask task = { .backup = backup, .dir = to, .passphrase = passphrase ? passphrase : b->passphrase, .clock = b->f.clock, .ids = b->system };
  g_autoptr (GError) error = NULL;
  SfRestoreDone done;
  gboolean ok = sf_restore (&task, &done, &error);
  g_autofree char *db = g_build_filename (to, "server.db", NULL);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, SF_BACKUP_ERROR, code);
  g_assert_cmpint (ok, ==, code < 0);
  g_assert_cmpint (g_file_test (db, G_FILE_TEST_EXISTS), ==, code < 0);
  sf_restore_done_clear (&done);
  return ok;
}

/* Wherever something can be wrong it says what, and nothing is left behind. */
static void
test_refusals (Backup *b, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (b->root, "nowhere", NULL), *lock = g_build_filename (b->f.dir, "backup.lock", NULL), *whose = in (b->dest, "showfloor-server", NULL);
  g_autofree char *key = g_build_filename (b->f.dir, "ca.key", NULL), *aside = g_build_filename (b->root, "aside", NULL);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GDir) keys = NULL;
  g_autofree char *kept = in (b->dest, "keys", NULL);

  g_assert_null (make (b, nowhere, SF_BACKUP_ERROR_DEST));
  g_assert_false (g_file_test (nowhere, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (whose, "another\n", -1, NULL));
  g_assert_null (make (b, b->dest, SF_BACKUP_ERROR_OTHER));
  g_unlink (whose);
  /* In the middle: the secrets cannot be read. */
  g_assert_cmpint (g_rename (key, aside), ==, 0);
  g_assert_null (make (b, b->dest, SF_BACKUP_ERROR_IO));
  g_assert_cmpint (g_rename (aside, key), ==, 0);
  none = sf_backup_list (b->dest);
  g_assert_cmpuint (none->len, ==, 0);
  keys = g_dir_open (kept, 0, NULL);
  g_assert_null (g_dir_read_name (keys));
  g_assert_cmpint (g_rename (lock, aside), ==, 0);
  g_assert_null (make (b, b->dest, SF_BACKUP_ERROR_LOCK));
  g_assert_cmpint (g_rename (aside, lock), ==, 0);
  g_free (make (b, b->dest, -1));
}

/* What a power cut left is taken away; what is there is found, newest first; two of one minute do not meet. */
static void
test_folder (Backup *b, gconstpointer data)
{
  g_autofree char *part = in (b->dest, "showfloor-2026-01-01-0000.part", NULL), *one = NULL, *two = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_assert_cmpint (g_mkdir (part, 0700), ==, 0);
  one = make (b, b->dest, -1);
  sf_clock_fake_advance (b->f.clock, 1000);
  two = make (b, b->dest, -1);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  all = sf_backup_list (b->dest);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (((SfBackupManifest *) all->pdata[0])->name, ==, two);
  g_assert_cmpstr (((SfBackupManifest *) all->pdata[1])->name, ==, one);
  g_assert_true (((SfBackupManifest *) all->pdata[0])->sound);
  g_assert_true (g_str_has_suffix (two, "-2"));
}

/* After 35 days the key is gone, then the rest; the newest sound one stays for ever. */
static void
test_expiry (Backup *b, gconstpointer data)
{
  g_autofree char *old = make (b, b->dest, -1), *old_path = in (b->dest, old, NULL), *newer = NULL, *key = NULL, *file = g_strconcat (old, ".key", NULL);
  g_autoptr (GPtrArray) left = NULL;

  key = in (b->dest, "keys", file);
  g_assert_cmpuint (sf_backup_expire (b->dest, NOON + 400 * DAY), ==, 0);
  sf_clock_fake_advance (b->f.clock, 35 * DAY);
  newer = make (b, b->dest, -1);
  g_assert_true (g_file_test (key, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (sf_backup_expire (b->dest, NOON + 35 * DAY + 1), ==, 1);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (old_path, G_FILE_TEST_EXISTS));
  left = sf_backup_list (b->dest);
  g_assert_cmpuint (left->len, ==, 1);
  /* The pictures that the newer one names are still there. */
  g_assert_true (restore (b, b->dest, "new", NULL, -1));
  {
    g_autofree char *blobs = g_build_filename (b->root, "new", "blobs", NULL);
    g_autoptr (GDir) dir = g_dir_open (blobs, 0, NULL);

    g_assert_nonnull (dir);
    g_assert_nonnull (g_dir_read_name (dir));
  }
}

/* A copy of a backup whose key was destroyed is noise; carried beside it, the key is found. */
static void
test_key (Backup *b, gconstpointer data)
{
  g_autofree char *name = make (b, b->dest, -1), *path = in (b->dest, name, NULL), *file = g_strconcat (name, ".key", NULL), *key = in (b->dest, "keys", file);
  g_autofree char *beside = in (b->dest, name, "key"), *text = NULL;

  g_assert_true (g_file_get_contents (key, &text, NULL, NULL));
  g_unlink (key);
  g_assert_false (restore (b, path, "new", NULL, SF_BACKUP_ERROR_KEY));
  g_assert_true (g_file_set_contents (beside, text, -1, NULL));
  g_assert_false (restore (b, path, "new", "00000-00000-00000-00000-00000", SF_BACKUP_ERROR_PASSPHRASE));
  g_assert_true (restore (b, path, "new", NULL, -1));
}

static void
spoil (const char *path, gsize from_end)
{
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  bytes[n - from_end] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
}

/* Changed bytes, a newer layout, a torn manifest: said, and nothing is put into the folder. */
static void
test_damaged (Backup *b, gconstpointer data)
{
  g_autofree char *name = make (b, b->dest, -1), *path = in (b->dest, name, NULL), *db = in (path, "database.sfv", NULL), *manifest = in (path, "manifest.json", NULL), *text = NULL;
  g_autofree char *newer = NULL, *secrets = in (path, "secrets", NULL);
  g_auto (GStrv) parts = NULL;

  spoil (db, 100);
  g_assert_false (restore (b, path, "new", NULL, SF_BACKUP_ERROR_DAMAGED));
  spoil (db, 100);
  spoil (secrets, 20);
  g_assert_false (restore (b, path, "new", NULL, SF_BACKUP_ERROR_DAMAGED));
  spoil (secrets, 20);
  g_assert_true (g_file_get_contents (manifest, &text, NULL, NULL));
  parts = g_strsplit (text, "\"format\":1", 2);
  newer = g_strjoinv ("\"format\":2", parts);
  g_assert_true (g_file_set_contents (manifest, newer, -1, NULL));
  g_assert_false (restore (b, path, "new", NULL, SF_BACKUP_ERROR_VERSION));
  g_assert_true (g_file_set_contents (manifest, text, 30, NULL));
  g_assert_false (restore (b, path, "new", NULL, SF_BACKUP_ERROR_DAMAGED));
  g_assert_true (g_file_set_contents (manifest, text, -1, NULL));
  g_assert_true (restore (b, path, "new", NULL, -1));
}

static gpointer
read_restored (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *b = data;
  g_autofree char *dir = g_build_filename (b->root, "new", NULL);
  SfServerStore *store = sf_server_store_open (dir, NULL, b->f.worker, b->f.clock, b->system, error);

  g_assert_nonnull (store);
  g_assert_cmpstr (sf_server_store_get_server_id (store), ==, b->f.admin.server_id);
  g_assert_cmpstr (sf_server_store_get_epoch (store), !=, sf_server_store_get_epoch (b->f.store));
  g_assert_cmpint (sf_server_store_n_incidents (store, "server.restored"), ==, 1);
  sf_server_store_close (store);
  return NULL;
}

/* The same dealership, another history, the same CA, the same passphrase from now on; a cut-off restore is begun again. */
static void
test_restore (Backup *b, gconstpointer data)
{
  g_autofree char *name = make (b, b->dest, -1), *cut = in (b->root, "new", "restoring"), *half = in (cut, "server.db", NULL);
  g_autofree char *before = NULL, *after = NULL, *ours = g_build_filename (b->f.dir, "ca.key", NULL), *theirs = in (b->root, "new", "ca.key"), *dir = in (b->root, "new", NULL);
  g_autofree char *lock = sf_backup_lock_read (b->f.dir), *same = NULL;

  g_assert_cmpint (g_mkdir_with_parents (cut, 0700), ==, 0);
  g_assert_true (g_file_set_contents (half, "half", -1, NULL));
  g_assert_true (restore (b, b->dest, "new", NULL, -1));
  g_assert_false (g_file_test (cut, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (ours, &before, NULL, NULL) && g_file_get_contents (theirs, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
  same = sf_backup_lock_read (dir);
  g_assert_cmpstr (lock, ==, same);
  sf_worker_run_sync (b->f.worker, read_restored, b, NULL);
}

/* The register beside the backups only grows, takes over what it lacks, and does not glue lines together. */
static void
test_mirror (Backup *b, gconstpointer data)
{
  g_autofree char *log = g_build_filename (b->f.dir, "erased.log", NULL), *mirror = in (b->dest, "showfloor-erased.log", NULL), *text = NULL, *again = NULL;

  g_assert_true (sf_backup_mirror (b->f.dir, b->dest, NULL));
  g_assert_false (g_file_test (mirror, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_set_contents (log, "visit a 1\nvisit b 2\nvisit c", -1, NULL));
  g_assert_true (g_file_set_contents (mirror, "visit x 9\nvisit a", -1, NULL));
  g_assert_true (sf_backup_mirror (b->f.dir, b->dest, NULL));
  g_assert_true (g_file_get_contents (mirror, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "visit x 9\nvisit a\nvisit a 1\nvisit b 2\n");
  g_assert_true (sf_backup_mirror (b->f.dir, b->dest, NULL));
  g_assert_true (g_file_get_contents (mirror, &again, NULL, NULL));
  g_assert_cmpstr (again, ==, text);
}

#define ONE "01893e0e-1111-7111-8111-111111111111"
#define OTHER "01893e0e-2222-7111-8111-111111111111"

static gpointer
put_two (gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const ids[] = { ONE, OTHER };
  Backup *b = data;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (SfRecord) customer = sf_record_new (SF_KIND_CUSTOMER, ids[i]);
    sf_record_set_text (customer, SF_CUSTOMER_PHONE, i == 0 ? "+8613800138000" : "+8613800138001");
    g_assert_true (sf_ingest_put (b->f.ingest, customer, error));
  }
  return NULL;
}

static gpointer
join_two (gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (sf_ingest_join (((Backup *) data)->f.ingest, ONE, OTHER, "tool", error));
  return NULL;
}

static guint
count_lost (SfServerStore *store, gboolean parted)
{
  g_autoptr (GPtrArray) lost = sf_server_joined_lost (store, NULL);
  guint n = 0;

  for (guint i = 0; i < lost->len; i++) {
    const SfLostJoin *one = lost->pdata[i];
    g_assert_cmpstr (one->id_old, ==, OTHER);
    g_assert_cmpstr (one->id_new, ==, ONE);
    n += one->parted == parted;
  }
  g_assert_cmpuint (n, ==, lost->len);
  return n;
}

static SfServerStore *
open_restored (Backup *b, const char *name)
{
  g_autofree char *dir = g_build_filename (b->root, name, NULL);
  g_autoptr (GError) error = NULL;
  SfServerStore *store = sf_server_store_open (dir, NULL, b->f.worker, b->f.clock, b->system, &error);

  g_assert_no_error (error);
  return store;
}

/* What it lost is told, is no news once it is done again, and is no more once one of them is erased. */
static gpointer
join_again (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *b = data;
  SfServerStore *store = open_restored (b, "new");
  SfIngest *ingest = sf_ingest_new (store, b->f.clock, b->system);

  g_assert_cmpuint (count_lost (store, FALSE), ==, 1);
  g_assert_true (sf_ingest_join (ingest, ONE, OTHER, "tool", error));
  g_assert_cmpuint (count_lost (store, FALSE), ==, 0);
  sf_ingest_free (ingest);
  sf_server_store_close (store);
  return NULL;
}

static gpointer
erase_lost (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *b = data;
  SfServerStore *store = open_restored (b, "second");
  SfIngest *ingest = sf_ingest_new (store, b->f.clock, b->system);

  g_assert_cmpuint (count_lost (store, FALSE), ==, 1);
  g_assert_true (sf_ingest_erase (ingest, SF_KIND_CUSTOMER, OTHER, error));
  g_assert_cmpuint (count_lost (store, FALSE), ==, 0);
  sf_ingest_free (ingest);
  sf_server_store_close (store);
  return NULL;
}

static gpointer
part_lost (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *b = data;
  SfServerStore *store = open_restored (b, "third");

  g_assert_cmpuint (count_lost (store, TRUE), ==, 1);
  sf_server_store_close (store);
  return NULL;
}

static gpointer
part_two (gpointer data, GCancellable *cancellable, GError **error)
{
  g_assert_true (sf_ingest_part (((Backup *) data)->f.ingest, OTHER, "tool", error));
  return NULL;
}

/* Joined, or parted, by a person after the backup: no device brings that back. */
static void
test_joined (Backup *b, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sf_worker_run_sync (b->f.worker, put_two, b, &error);
  g_free (make (b, b->dest, -1));
  sf_clock_fake_advance (b->f.clock, 60000);
  sf_worker_run_sync (b->f.worker, join_two, b, &error);
  g_assert_true (sf_backup_mirror (b->f.dir, b->dest, &error));
  g_assert_true (restore (b, b->dest, "new", NULL, -1));
  sf_worker_run_sync (b->f.worker, join_again, b, &error);
  g_assert_true (restore (b, b->dest, "second", NULL, -1));
  sf_worker_run_sync (b->f.worker, erase_lost, b, &error);
  sf_clock_fake_advance (b->f.clock, 60000);
  g_free (make (b, b->dest, -1));
  sf_clock_fake_advance (b->f.clock, 60000);
  sf_worker_run_sync (b->f.worker, part_two, b, &error);
  g_assert_true (sf_backup_mirror (b->f.dir, b->dest, &error));
  g_assert_true (restore (b, b->dest, "third", NULL, -1));
  sf_worker_run_sync (b->f.worker, part_lost, b, &error);
  g_assert_no_error (error);
}

/* --- backups of older versions ------------------------------------------------------------------------------------------- */

#define SOMEBODY "00000000-0000-7000-8000-0000000000c1"

static void
copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  g_autofree char *bytes = NULL;
  const char *name;
  gsize n;

  if (dir == NULL) {
    g_assert_true (g_file_get_contents (from, &bytes, &n, NULL) && g_file_set_contents (to, bytes, (gssize) n, NULL));
    return;
  }
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *a = g_build_filename (from, name, NULL), *c = g_build_filename (to, name, NULL);
    copy_tree (a, c);
  }
}

static gpointer
put_somebody (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *b = data;
  g_autoptr (SfRecord) person = sf_record_new (SF_KIND_CONSULTANT, SOMEBODY);

  sf_record_set_text (person, SF_CONSULTANT_STAFF_NO, "1");
  sf_record_set_ltext (person, SF_CONSULTANT_NAME, SF_LANG_ZH_CN, "金");
  sf_record_set_text (person, SF_CONSULTANT_JOB, "sales");
  sf_record_set_int (person, SF_CONSULTANT_ACTIVE, 1);
  g_assert_true (sf_ingest_put (b->f.ingest, person, error));
  return NULL;
}

static void
write_golden (Backup *b, const char *to)
{
  g_autofree char *passphrase = g_build_filename (to, "passphrase", NULL);

  sf_worker_run_sync (b->f.worker, put_somebody, b, NULL);
  g_free (make (b, b->dest, -1));
  remove_tree (to);
  copy_tree (b->dest, to);
  g_assert_true (g_file_set_contents (passphrase, b->passphrase, -1, NULL));
}

static gpointer
read_golden (gpointer data, GCancellable *cancellable, GError **error)
{
  Backup *b = data;
  g_autofree char *dir = g_build_filename (b->root, "golden", NULL);
  SfServerStore *store = sf_server_store_open (dir, NULL, b->f.worker, b->f.clock, b->system, error);

  g_assert_nonnull (store);
  g_assert_true (sf_server_store_verify (store, error));
  g_autoptr (SfRecord) person = sf_table_get (sf_server_store_get_db (store), SF_KIND_CONSULTANT, SOMEBODY, error);
  g_assert_nonnull (person);
  g_assert_cmpint (sf_server_store_n_incidents (store, "server.restored"), ==, 1);
  sf_server_store_close (store);
  return NULL;
}

static void
test_golden (Backup *b, gconstpointer data)
{
  g_autofree char *newest = g_strdup_printf (SF_GOLDEN_DIR "/backup-%d", SF_SCHEMA), *into = g_build_filename (b->root, "golden", NULL);

  if (g_getenv ("SF_WRITE_GOLDEN") != NULL)
    write_golden (b, newest);
  for (int n = 1; n <= SF_SCHEMA; n++) {
    g_autofree char *from = g_strdup_printf (SF_GOLDEN_DIR "/backup-%d", n), *file = g_build_filename (from, "passphrase", NULL), *passphrase = NULL;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_get_contents (file, &passphrase, NULL, &error));
    g_assert_true (restore (b, from, "golden", g_strchomp (passphrase), -1));
    sf_worker_run_sync (b->f.worker, read_golden, b, &error);
    g_assert_no_error (error);
    remove_tree (into);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sf_log_setup ("none", SF_LOG_ERROR);
#define ADD(name, func) g_test_add ("/backup/" name, Backup, NULL, set_up, func, tear_down)
  ADD ("refusals", test_refusals);
  ADD ("folder", test_folder);
  ADD ("expiry", test_expiry);
  ADD ("key", test_key);
  ADD ("damaged", test_damaged);
  ADD ("restore", test_restore);
  ADD ("mirror", test_mirror);
  ADD ("joined", test_joined);
  ADD ("golden", test_golden);
  return g_test_run ();
}
