/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A damaged device.db (decisions 16): found, kept beside, and everything of it that can be read goes on under a new incarnation.
 * Real files; only the run over many places of the file takes a disk in memory.
 */
#include <utime.h>

#include "device-fixture.h"
#include "sf-test-vfs.h"

#define GUESTS 12
#define ME "00000000-0000-7000-8000-00000000000d"

typedef struct { DeviceFixture device; char *path, *log; char *ids[GUESTS]; } Damage;

static void
set_up (Damage *f, gconstpointer data)
{
  g_autofree char *key = NULL;

  device_set_up (&f->device, "kiosk");
  f->path = g_build_filename (f->device.dir, "device.db", NULL);
  f->log = g_strconcat (f->path, "-wal", NULL);
  key = g_build_filename (f->device.dir, "device.key", NULL);
  g_assert_true (g_file_set_contents (key, "key", 3, NULL));
  g_assert_true (sf_device_store_set_all (f->device.store, NULL, "server_id", "s", "hosts", "h:1", "ca", "-----BEGIN", "dealer_id", ME, NULL));
  for (guint i = 0; i < GUESTS; i++)
    {
      SfRecord *visit = visit_record (f->device.ids, f->device.clock, "王");

      f->ids[i] = g_strdup (sf_record_get_id (visit));
      g_assert_cmpuint (sf_device_store_next_number (f->device.store, "visit", "2026-11-22", NULL), ==, i + 1);
      commit_one (f->device.store, "create", visit);
    }
}

static void
tear_down (Damage *f, gconstpointer data)
{
  device_tear_down (&f->device);
  g_free (f->path);
  g_free (f->log);
  for (guint i = 0; i < GUESTS; i++)
    g_free (f->ids[i]);
}

static void
put_to_rest (Damage *f)
{
  g_assert_true (sf_db_checkpoint (sf_device_store_get_db (f->device.store), NULL));
  g_clear_pointer (&f->device.store, sf_device_store_close);
}

/* Changes one byte of a file: the one behind the @nth place where @text stands, or at @offset. */
static void
flip (const char *path, const char *text, guint nth, gsize offset)
{
  g_autofree char *bytes = NULL;
  gsize len;
  char *at;

  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  at = bytes;
  for (guint i = 0; text != NULL && i <= nth; i++)
    {
      at = memmem (at + 1, len - (gsize) (at + 1 - bytes), text, strlen (text));
      g_assert_nonnull (at);
    }
  at[offset] ^= 0x20;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

static void
cut_to (const char *path, gsize len)
{
  g_autofree char *bytes = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpuint (n, >, len);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) len, NULL));
}

static guint
count_kept (Damage *f)
{
  g_autoptr(GDir) dir = g_dir_open (f->device.dir, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "device.db.damaged-") && !g_str_has_suffix (name, "-wal");
  return n;
}

/* In the journal, and on the glass. */
static guint
count_here (Damage *f)
{
  guint n = 0;

  for (guint i = 0; i < GUESTS; i++)
    {
      g_autoptr(SfRecord) shown = sf_table_get (sf_device_store_get_db (f->device.store), SF_KIND_VISIT, f->ids[i], NULL);

      if (sf_device_store_saved (f->device.store, SF_KIND_VISIT, f->ids[i], NULL, NULL) == SF_SAVED_HERE)
        n += shown != NULL;
    }
  return n;
}

static void
assert_salvaged (Damage *f, const char *told, guint here)
{
  g_autofree char *code = sf_device_store_get (f->device.store, "salvage"), *hosts = sf_device_store_get (f->device.store, "hosts");
  g_auto(SfDeviceIdentity) identity = { 0 };

  g_assert_cmpstr (code, ==, told);
  g_assert_cmpuint (count_kept (f), ==, 1);
  g_assert_cmpuint (count_here (f), ==, here);
  g_assert_true (sf_device_sync_identity (f->device.store, &identity, NULL));
  g_assert_cmpint (identity.last, ==, here);
  g_assert_cmpstr (identity.device_id, ==, strstr (told, ".known.") != NULL ? ME : NULL);
  g_assert_cmpstr (hosts, ==, strstr (told, ".known.") != NULL ? "h:1" : NULL);
  g_assert_true (sf_db_quick_check (sf_device_store_get_db (f->device.store), NULL));
}

/* One byte of what a guest said: that one mutation is not true any more and is not told on; all others are. */
static void
test_journal (Damage *f, gconstpointer data)
{
  g_auto(SfDeviceIdentity) before = { 0 }, after = { 0 };

  g_assert_true (sf_device_sync_identity (f->device.store, &before, NULL));
  put_to_rest (f);
  flip (f->path, "\"k\":\"visit.create\"", 4, 40);
  device_open (&f->device);
  assert_salvaged (f, "store.damaged.known.kept-11.lost-1", GUESTS - 1);
  g_assert_true (sf_device_sync_identity (f->device.store, &after, NULL));
  g_assert_cmpint (after.inc, !=, before.inc);
  /* Numbers go on, nobody gets one twice; guests come as before. */
  g_assert_cmpuint (sf_device_store_next_number (f->device.store, "visit", "2026-11-22", NULL), ==, GUESTS + 1);
  commit_one (f->device.store, "create", visit_record (f->device.ids, f->device.clock, "李"));
  device_reopen (&f->device);
  g_assert_cmpuint (count_kept (f), ==, 1);
  g_assert_cmpuint (count_here (f), ==, GUESTS - 1);
}

static void
test_header (Damage *f, gconstpointer data)
{
  put_to_rest (f);
  flip (f->path, NULL, 0, 3);
  device_open (&f->device);
  assert_salvaged (f, "store.damaged.known.kept-12.lost-0", GUESTS);
}

/* The log broke in the middle: SQLite would forget the guests behind it and say nothing. */
static void
test_log (Damage *f, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize len;

  g_clear_pointer (&f->device.store, sf_device_store_close);
  g_assert_true (g_file_get_contents (f->log, &bytes, &len, NULL));
  flip (f->log, NULL, 0, len * 6 / 10);
  device_open (&f->device);
  g_assert_cmpuint (count_here (f), >=, GUESTS - 1);
  g_assert_cmpuint (count_kept (f), ==, 1);
}

static void
test_cut_off (Damage *f, gconstpointer data)
{
  g_autofree char *bytes = NULL, *code = NULL;
  gsize len;

  put_to_rest (f);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  cut_to (f->path, len / 2);
  device_open (&f->device);
  code = sf_device_store_get (f->device.store, "salvage");
  g_assert_true (g_str_has_prefix (code, "store.damaged."));
  g_assert_cmpuint (count_kept (f), ==, 1);
}

/* Nothing is left: a person has to pair it again, and is told so by the pairing page. */
static void
test_emptied (Damage *f, gconstpointer data)
{
  put_to_rest (f);
  cut_to (f->path, 0);
  device_open (&f->device);
  assert_salvaged (f, "store.damaged.unknown.kept-0.lost-0", 0);
}

/* Found in use: reading a page that cannot be is remembered, and the store can be told to salvage. */
static void
test_in_use (Damage *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (sf_device_store_health (f->device.store), ==, SF_HEALTH_WELL);
  g_clear_pointer (&f->device.store, sf_device_store_close);
  f->device.store = sf_device_store_salvage (f->device.dir, NULL, NULL, f->device.clock, f->device.ids, &error);
  g_assert_no_error (error);
  assert_salvaged (f, "store.damaged.known.kept-12.lost-0", GUESTS);
}

/* The kept file holds what guests said: two weeks later it goes. */
static void
test_copies_go (Damage *f, gconstpointer data)
{
  g_autoptr(GDir) dir = NULL;
  struct utimbuf then = { 0 };
  const char *name;

  put_to_rest (f);
  flip (f->path, NULL, 0, 3);
  device_open (&f->device);
  g_assert_cmpuint (count_kept (f), ==, 1);
  then.actime = then.modtime = (time_t) (sf_clock_wall_ms (f->device.clock) / 1000);
  dir = g_dir_open (f->device.dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (f->device.dir, name, NULL);

      if (g_str_has_prefix (name, "device.db.damaged-"))
        g_assert_cmpint (g_utime (path, &then), ==, 0);
    }
  sf_clock_fake_advance (f->device.clock, G_GINT64_CONSTANT (13) * 24 * 3600 * 1000);
  device_reopen (&f->device);
  g_assert_cmpuint (count_kept (f), ==, 1);
  sf_clock_fake_advance (f->device.clock, G_GINT64_CONSTANT (2) * 24 * 3600 * 1000);
  device_reopen (&f->device);
  g_assert_cmpuint (count_kept (f), ==, 0);
  g_assert_cmpuint (count_here (f), ==, GUESTS);
}

/* Another layout of a newer program is no damage: it is left alone. */
static void
test_newer_is_not_damaged (Damage *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  sf_db_seal (sf_device_store_get_db (f->device.store), FALSE);
  g_assert_true (sf_db_exec (sf_device_store_get_db (f->device.store), "PRAGMA user_version=99", NULL));
  g_clear_pointer (&f->device.store, sf_device_store_close);
  g_assert_null (sf_device_store_open (f->device.dir, NULL, NULL, f->device.clock, f->device.ids, &error));
  g_assert_error (error, SF_STORE_ERROR, SF_STORE_ERROR_TOO_NEW);
  g_assert_cmpuint (count_kept (f), ==, 0);
  f->device.store = sf_device_store_salvage (f->device.dir, NULL, NULL, f->device.clock, f->device.ids, NULL);
}

/* Every body in the journal, as it was told to the server or will be. */
static GHashTable *
bodies_of (SfDeviceStore *store)
{
  GHashTable *bodies = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  SfStmt *stmt = sf_db_prepare (sf_device_store_get_db (store), "SELECT body FROM outbox WHERE body IS NOT NULL", NULL);

  while (stmt != NULL && sf_stmt_step (stmt, NULL) == SF_STEP_ROW)
    {
      gsize len;
      gconstpointer data = sf_stmt_bytes (stmt, 0, &len);

      g_hash_table_add (bodies, g_bytes_new (data, len));
    }
  return bodies;
}

static guint
count_in (GHashTable *some, GHashTable *all)
{
  GHashTableIter iter;
  gpointer body;
  guint n = 0;

  g_hash_table_iter_init (&iter, some);
  while (g_hash_table_iter_next (&iter, &body, NULL))
    n += g_hash_table_contains (all, body);
  return n;
}

/* Anywhere in the file and its log: it opens, never with a body that nobody wrote, and one byte costs at most one page of guests. */
static void
test_anywhere (Damage *f, gconstpointer data)
{
  g_autoptr(SfTestDisk) disk = sf_test_disk_new (1);
  g_autoptr(SfTestImage) image = NULL;
  g_autoptr(GHashTable) all = bodies_of (f->device.store);
  g_autofree char *file = NULL, *log = NULL;
  gsize n_file, n_log;
  guint salvaged = 0, whole = 0;

  g_clear_pointer (&f->device.store, sf_device_store_close);
  g_assert_true (g_file_get_contents (f->path, &file, &n_file, NULL) && g_file_get_contents (f->log, &log, &n_log, NULL));
  sf_test_disk_put (disk, "d/device.db", file, n_file);
  sf_test_disk_put (disk, "d/device.db-wal", log, n_log);
  image = sf_test_disk_save (disk);
  for (guint i = 0; i < 120; i++)
    {
      gboolean in_log = g_test_rand_bit ();
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) (in_log ? n_log : n_file));
      char *bytes = in_log ? log : file, was = bytes[at];
      g_autoptr(GHashTable) left = NULL;
      g_autofree char *code = NULL;
      g_autoptr(GError) error = NULL;
      SfDeviceStore *store;

      sf_test_disk_load (disk, image);
      bytes[at] ^= (char) (1 << g_test_rand_int_range (0, 8));
      sf_test_disk_put (disk, in_log ? "d/device.db-wal" : "d/device.db", bytes, in_log ? n_log : n_file);
      bytes[at] = was;
      store = sf_device_store_open ("d", sf_test_disk_vfs (disk), NULL, f->device.clock, f->device.ids, &error);
      g_assert_no_error (error);
      left = bodies_of (store);
      code = sf_device_store_get (store, "salvage");
      g_assert_cmpuint (count_in (left, all), ==, g_hash_table_size (left));
      g_assert_cmpuint (g_hash_table_size (left) + 6, >=, g_hash_table_size (all));
      salvaged += code != NULL;
      whole += g_hash_table_size (left) == g_hash_table_size (all);
      sf_device_store_close (store);
    }
  g_test_message ("120 flipped bits: %u salvaged, nothing lost in %u", salvaged, whole);
  g_assert_cmpuint (salvaged, >, 0);
  device_open (&f->device);
}

#define ADD(name, func) g_test_add ("/store/device-damage/" name, Damage, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("journal", test_journal);
  ADD ("header", test_header);
  ADD ("log", test_log);
  ADD ("cut-off", test_cut_off);
  ADD ("emptied", test_emptied);
  ADD ("in-use", test_in_use);
  ADD ("copies-go", test_copies_go);
  ADD ("newer-is-not-damaged", test_newer_is_not_damaged);
  ADD ("anywhere", test_anywhere);
  return g_test_run ();
}
