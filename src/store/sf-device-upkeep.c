/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device does in idle moments: old journal rows go, and what was overwritten leaves the file altogether. */
#define G_LOG_DOMAIN "sf-device-store"
#include "store/sf-device-private.h"

#include <string.h>

/* Done mutations stay in the journal this long: the oldest backup that anybody would restore (sync.md 1.8). */
#define KEEP_DONE_MS (G_GINT64_CONSTANT (14) * 24 * 3600 * 1000)
/* A file of this size is written anew within a fraction of a second; a larger one at most once in so long. */
#define SCRUB_AT_ONCE_BYTES (16 * 1024 * 1024)
#define SCRUB_REST_MS (G_GINT64_CONSTANT (20) * 3600 * 1000)

/* The hash before the first kept row is remembered, so that what stays still proves itself. */
static gboolean
drop_old (SfDeviceStore *self, gint64 mid, const guint8 link[SF_LINK_LEN], GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  SfStmt *stmt = txn != NULL ? sf_db_prepare (self->db, "DELETE FROM outbox WHERE mid <= $1", error) : NULL;

  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_int (stmt, 1, mid);
  return sf_stmt_run (stmt, error) && device_set_link (self, "floor_h", link, error) && sf_txn_commit (g_steal_pointer (&txn), error);
}

/*
 * The newest of those at the beginning that were done long ago, every one of them; 0 when the first is not. What is long ago only a
 * server tells, in this boot: by a clock that stands 500 days ahead all would go, and a server restored meanwhile asks for it.
 */
static gboolean
find_old (SfDeviceStore *self, gint64 *mid, guint8 link[SF_LINK_LEN], GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db,
    "SELECT mid, h FROM outbox WHERE mid < (SELECT coalesce(min(mid), 9223372036854775807) FROM outbox WHERE done_at IS NULL OR done_at > $1) ORDER BY mid DESC LIMIT 1", error);
  SfDeviceTime time;
  gsize len;
  SfStep step;

  *mid = 0;
  if (stmt == NULL || !sf_device_store_time (self, &time, error))
    return FALSE;
  if (!time.heard)
    return TRUE;
  sf_stmt_bind_int (stmt, 1, sf_device_store_server_now (self) - KEEP_DONE_MS);
  step = sf_stmt_step (stmt, error);
  if (step != SF_STEP_ROW)
    return step == SF_STEP_DONE;
  *mid = sf_stmt_int (stmt, 0);
  memcpy (link, sf_stmt_bytes (stmt, 1, &len), SF_LINK_LEN);
  sf_stmt_reset (stmt);
  return TRUE;
}

/* What was overwritten must not live on in the log; a reader in the way puts it off to the next time. */
static gboolean
empty_log (SfDeviceStore *self, GError **error)
{
  gint64 truncate = 0;

  if (!device_get_int (self, "truncate", &truncate, error))
    return FALSE;
  if (truncate == 0 && sf_db_wal_pages (self->db) < SF_DB_WAL_PAGES / 4)
    return TRUE;
  if (!sf_db_checkpoint (self->db, error))
    return FALSE;
  return truncate == 0 || sf_db_wal_pages (self->db) > 0 || sf_device_store_set (self, "truncate", NULL, error);
}

gboolean
sf_device_sync_tidy (SfDeviceStore *self, GError **error)
{
  guint8 link[SF_LINK_LEN];
  gint64 mid;

  device_ballast_take (self);
  return find_old (self, &mid, link, error) && (mid == 0 || drop_old (self, mid, link, error)) && empty_log (self, error);
}

gboolean
device_mark_loss (SfDeviceStore *self, GError **error)
{
  self->scrub = TRUE;
  return device_set_int (self, "truncate", 1, error) && device_set_int (self, "scrub", 1, error);
}

/*
 * secure_delete overwrites what is deleted where it stood last; when a page of the tree was filled and split before, a copy stays
 * in the gap of the page it came from. Only writing the whole file anew leaves nothing.
 */
gboolean
sf_device_sync_scrub (SfDeviceStore *self, GError **error)
{
  gint64 wanted = 0, at = 0, now = sf_device_store_server_now (self);

  if (!self->scrub)
    return TRUE;
  if (!device_get_int (self, "scrub", &wanted, error) || !device_get_int (self, "scrubbed_at", &at, error))
    return FALSE;
  if (wanted == 0)
    self->scrub = FALSE;
  if (wanted == 0 || (sf_db_size (self->db) > SCRUB_AT_ONCE_BYTES && now >= at && now - at < SCRUB_REST_MS))
    return TRUE;
  if (!sf_db_vacuum (self->db, error))
    return FALSE;
  self->scrub = FALSE;
  return sf_device_store_set (self, "scrub", NULL, error) && device_set_int (self, "scrubbed_at", now, error);
}

/* Withdrawn */

/* A statement without parameters; with @touch it returns kinds and ids of records to fold. */
static gboolean
run_bare (SfDeviceStore *self, const char *sql, gboolean touch, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, sql, error);

  return stmt != NULL && (touch ? device_touch_rows (self, stmt, error) : sf_stmt_run (stmt, error));
}

gboolean
sf_device_sync_forget (SfDeviceStore *self, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  gboolean ok = txn != NULL
                && run_bare (self, "DELETE FROM rec RETURNING kind, id", TRUE, error)
                && run_bare (self, "DELETE FROM rec_shadow", FALSE, error)
                && run_bare (self, "DELETE FROM bucket", FALSE, error)
                /* Names with a dot are the application's: drafts, what was looked at last, tries. */
                && run_bare (self, "DELETE FROM kv WHERE k GLOB '*.*'", FALSE, error)
                && run_bare (self, "UPDATE outbox SET body = NULL WHERE state <> 'pending' AND body IS NOT NULL RETURNING kind, id", TRUE, error)
                && device_set_int (self, "revoked", 1, error)
                && device_set_int (self, "truncate", 1, error)
                && device_finish (self, g_steal_pointer (&txn), TRUE, error);

  g_hash_table_remove_all (self->touched);
  self->scrub = TRUE;
  return ok && sf_device_sync_tidy (self, error);
}
