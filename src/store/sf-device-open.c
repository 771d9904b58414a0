/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a device's database: its layout, what is checked at once, and what becomes of a damaged one. */
#define G_LOG_DOMAIN "sf-device-open"
#include "store/sf-device-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>

#include "base/sf-log.h"
#include "store/sf-db-scan.h"
#include "store/sf-side-file.h"

/* Layout of the tables below; the typed tables migrate by themselves. */
#define LAYOUT 1

/* How long the copy of a damaged database is kept beside. */
#define KEEP_COPIES_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)

static const char layout_sql[] =
  "CREATE TABLE kv (k TEXT PRIMARY KEY NOT NULL, v TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  /* The journal. body: exact bytes that are sent, NULL once erased. bt, made_at: boot and wall ms of the edit. st, clk: stamp,
     made at the first send. seq: head at which it is in the feed. vis: the replica holds it. done_at: acked, visible and safe. */
  "CREATE TABLE outbox (mid INTEGER PRIMARY KEY, body BLOB, h BLOB NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,"
  " boot TEXT NOT NULL, bt INTEGER NOT NULL, st INTEGER, clk TEXT, sent INTEGER NOT NULL DEFAULT 0,"
  " state TEXT NOT NULL DEFAULT 'pending', seq INTEGER, res TEXT, made_at INTEGER NOT NULL,"
  " vis INTEGER NOT NULL DEFAULT 0, done_at INTEGER) STRICT;"
  "CREATE INDEX outbox_rec ON outbox (kind, id);"
  "CREATE INDEX outbox_open ON outbox (state, mid) WHERE done_at IS NULL;"
  /* token: opaque text of the server. seen: all of the scope up to there is applied. */
  "CREATE TABLE bucket (id TEXT PRIMARY KEY NOT NULL, phase INTEGER NOT NULL, scope TEXT, token TEXT, shadow_token TEXT,"
  " ok INTEGER NOT NULL, seen INTEGER NOT NULL, after_kind TEXT, after_id TEXT, resyncs INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE ack (scope TEXT PRIMARY KEY NOT NULL, head INTEGER NOT NULL, chain BLOB NOT NULL) STRICT, WITHOUT ROWID;"
  /* What the server sent, byte for byte, and nothing else. */
  "CREATE TABLE rec (kind TEXT NOT NULL, id TEXT NOT NULL, bucket TEXT NOT NULL, ver INTEGER NOT NULL, data BLOB NOT NULL,"
  " PRIMARY KEY (kind, id, bucket)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE rec_shadow (kind TEXT NOT NULL, id TEXT NOT NULL, bucket TEXT NOT NULL, ver INTEGER NOT NULL, data BLOB NOT NULL,"
  " PRIMARY KEY (kind, id, bucket)) STRICT, WITHOUT ROWID;"
  "CREATE TABLE counter (name TEXT PRIMARY KEY NOT NULL, day TEXT NOT NULL, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

static void
counter_free (gpointer data)
{
  DeviceCounter *counter = data;

  g_free (counter->day);
  g_free (counter);
}

static gboolean
create_layout (SfDeviceStore *self, GError **error)
{
  int version = sf_db_get_version (self->db, LAYOUT, error);
  g_autoptr(SfTxn) txn = NULL;

  if (version < 0)
    return FALSE;
  txn = sf_db_begin (self->db, error);
  if (txn == NULL)
    return FALSE;
  if (version == 0)
    {
      /* Never 0, which means "not enrolled" on the wire. */
      gint64 inc = (gint64) sf_ids_u32 (self->ids) | 1;

      if (!sf_db_exec (self->db, layout_sql, error) || !device_set_int (self, "inc", inc, error) || !sf_db_set_version (self->db, LAYOUT, error))
        return FALSE;
    }
  return sf_schema_apply (self->db, error) && sf_txn_commit (g_steal_pointer (&txn), error);
}

static gboolean
damaged (const char *what, GError **error)
{
  g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The journal is damaged: %s", what);
  return FALSE;
}

/* Every mutation that was called saved must be there, in order, byte for byte (decisions 16). */
static gboolean
check_journal (SfDeviceStore *self, GError **error)
{
  guint8 link[SF_LINK_LEN], stored_last[SF_LINK_LEN];
  gint64 last, mid = -1;
  SfStmt *stmt;
  SfStep step;

  if (!device_get_link (self, "floor_h", link, error) || !device_get_link (self, "last_h", stored_last, error) || !device_get_int (self, "last_mid", &last, error))
    return FALSE;
  stmt = sf_db_prepare (self->db, "SELECT mid, body, h FROM outbox ORDER BY mid", error);
  if (stmt == NULL)
    return FALSE;
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gsize body_len, h_len;
      gconstpointer body = sf_stmt_bytes (stmt, 1, &body_len);
      gconstpointer h = sf_stmt_bytes (stmt, 2, &h_len);

      if (mid >= 0 && sf_stmt_int (stmt, 0) != mid + 1)
        return damaged ("a number is missing", error);
      mid = sf_stmt_int (stmt, 0);
      if (h_len != SF_LINK_LEN)
        return damaged ("a hash is not one", error);
      if (!sf_stmt_is_null (stmt, 1))
        {
          sf_link (link, body != NULL ? body : "", body_len, link);
          if (memcmp (link, h, SF_LINK_LEN) != 0)
            return damaged ("a hash does not match", error);
        }
      memcpy (link, h, SF_LINK_LEN);
    }
  if (step != SF_STEP_DONE)
    return FALSE;
  if (mid >= 0 && (mid != last || memcmp (link, stored_last, SF_LINK_LEN) != 0))
    return damaged ("its end is not the one recorded", error);
  return TRUE;
}

static gboolean
lock_folder (SfDeviceStore *self, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "device.lock", NULL);

  if (g_mkdir_with_parents (dir, 0700) != 0)
    {
      g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "The data folder cannot be made: %s", g_strerror (errno));
      return FALSE;
    }
  self->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    {
      g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_IO, "The data folder cannot be written: %s", g_strerror (errno));
      return FALSE;
    }
  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_LOCKED, "Another program uses this data folder");
  return FALSE;
}

/* A device has its key before it has a database, and a database that was ever written is not empty. */
static gboolean
was_emptied (const char *vfs, const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path), *key = g_build_filename (dir, "device.key", NULL);
  g_autoptr(SfSideFile) file = vfs == NULL ? sf_side_open (NULL, path, NULL) : NULL;

  return file != NULL && sf_side_size (file) == 0 && g_file_test (key, G_FILE_TEST_EXISTS);
}

/* What cannot be found later, as SQLite repairs it in silence. @torn: the log ends in what a power cut left. */
static gboolean
check_files (const char *vfs, const char *path, gboolean *torn, GError **error)
{
  if (!sf_db_log_is_damaged (vfs, path, torn) && !was_emptied (vfs, path))
    return TRUE;
  g_set_error_literal (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "The database or its log was cut off");
  return FALSE;
}

static gboolean
open_sound (SfDeviceStore *self, const char *vfs, const char *path, GError **error)
{
  gboolean torn;

  if (!check_files (vfs, path, &torn, error))
    return FALSE;
  self->db = sf_db_open (path, SF_DB_READ_WRITE, vfs, self->worker, error);
  return self->db != NULL && create_layout (self, error) && check_journal (self, error)
         /* What two cuts leave behind would look like damage. */
         && (!torn || sf_db_checkpoint (self->db, error));
}

/* A kept file holds what guests said: it goes with the journal's own rows of its time. */
static void
forget_old_copies (const char *dir, gint64 now_ms)
{
  g_autoptr(GDir) folder = g_dir_open (dir, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      GStatBuf st;

      if (g_str_has_prefix (name, "device.db.damaged-") && g_lstat (path, &st) == 0 && (gint64) st.st_mtime * 1000 < now_ms - KEEP_COPIES_MS)
        g_unlink (path);
    }
}

/* Decisions 16: what is damaged is kept beside, and what can be read of it goes on. */
static gboolean
open_or_salvage (SfDeviceStore *self, const char *vfs, const char *path, gboolean damaged_for_sure, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *name = NULL;

  if (device_salvage_is_open (vfs, path, &name))
    {
      if (!device_salvage_again (vfs, path, error))
        return FALSE;
    }
  else
    {
      if (!damaged_for_sure && open_sound (self, vfs, path, &local))
        return TRUE;
      if (!damaged_for_sure && !g_error_matches (local, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (self->db != NULL)
        sf_db_close (g_steal_pointer (&self->db), NULL);
      sf_log (SF_LOG_ERROR, "store.damaged", "error", local != NULL ? local->message : "found while in use", NULL);
      if (!device_salvage_keep (vfs, path, sf_clock_wall_ms (self->clock), &name, error))
        return FALSE;
    }
  return open_sound (self, vfs, path, error) && device_salvage_fill (self, vfs, path, name, error) && check_journal (self, error);
}

static SfDeviceStore *
open_store (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, gboolean damaged_for_sure, GError **error) /* lint: parameters - what a store needs, and one word */
{
  SfDeviceStore *self = g_new0 (SfDeviceStore, 1);
  g_autofree char *path = g_build_filename (dir, "device.db", NULL);

  self->scrub = TRUE;       /* perhaps; the first idle moment looks */
  self->worker = worker != NULL ? sf_worker_ref (worker) : NULL;
  self->clock = sf_clock_ref (clock);
  self->ids = sf_ids_ref (ids);
  self->lock_fd = -1;
  self->counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, counter_free);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  /* With a VFS of its own (tests) the folder is only a name. */
  if ((vfs == NULL && !lock_folder (self, dir, error)) || !open_or_salvage (self, vfs, path, damaged_for_sure, error))
    {
      sf_device_store_close (self);
      return NULL;
    }
  sf_db_seal (self->db, TRUE);
  device_read_role (self);
  if (vfs == NULL)
    {
      self->ballast_dir = g_strdup (dir);
      self->ballast = g_build_filename (dir, "ballast", NULL);
      device_ballast_take (self);
      forget_old_copies (dir, sf_clock_wall_ms (clock));
    }
  return self;
}

SfDeviceStore *
sf_device_store_open (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, GError **error)
{
  return open_store (dir, vfs, worker, clock, ids, FALSE, error);
}

SfDeviceStore *
sf_device_store_salvage (const char *dir, const char *vfs, SfWorker *worker, SfClock *clock, SfIds *ids, GError **error)
{
  return open_store (dir, vfs, worker, clock, ids, TRUE, error);
}

SfHealth
sf_device_store_health (SfDeviceStore *self)
{
  return sf_db_is_damaged (self->db) ? SF_HEALTH_DAMAGED : sf_db_is_broken (self->db) ? SF_HEALTH_REOPEN : SF_HEALTH_WELL;
}
