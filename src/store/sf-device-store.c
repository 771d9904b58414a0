/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sf-device-store"
#include "store/sf-device-private.h"

#include <string.h>
#include <unistd.h>

#include "base/sf-bytes.h"
#include "wire/sf-codec.h"

/* Key-values */

/* Who it is and where it stands is asked before and after each request. */
static gboolean
is_kept (const char *key)
{
  return strchr (key, '.') == NULL;
}

static char *
read_key (SfDeviceStore *self, const char *key, GError **error)
{
  SfStmt *stmt;
  SfStep step;
  gpointer kept;
  char *value = NULL;

  if (is_kept (key) && g_hash_table_lookup_extended (self->keys, key, NULL, &kept))
    return g_strdup (kept);
  stmt = sf_db_prepare (self->db, "SELECT v FROM kv WHERE k = $1", error);
  if (stmt == NULL)
    return NULL;
  sf_stmt_bind_text (stmt, 1, key);
  step = sf_stmt_step (stmt, error);
  if (step == SF_STEP_ROW)
    value = g_strdup (sf_stmt_text (stmt, 0));
  sf_stmt_reset (stmt);
  self->keys_changed = self->keys_changed && sf_db_is_in_transaction (self->db);
  if (step != SF_STEP_ERROR && is_kept (key) && !self->keys_changed)
    g_hash_table_insert (self->keys, g_strdup (key), g_strdup (value));
  return value;
}

gboolean
device_set_text (SfDeviceStore *self, const char *key, const char *value, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, value != NULL ? "INSERT OR REPLACE INTO kv (k, v) VALUES ($1, $2)" : "DELETE FROM kv WHERE k = $1", error);

  if (stmt == NULL)
    return FALSE;
  g_hash_table_remove (self->keys, key);
  self->keys_changed = TRUE;
  sf_stmt_bind_text (stmt, 1, key);
  if (value != NULL)
    sf_stmt_bind_text (stmt, 2, value);
  return sf_stmt_run (stmt, error);
}

gboolean
device_get_int (SfDeviceStore *self, const char *key, gint64 *out, GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *text = read_key (self, key, &local);

  *out = 0;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (text == NULL || g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, out, NULL))
    return TRUE;
  g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "Key %s holds no number", key);
  return FALSE;
}

gboolean
device_set_int (SfDeviceStore *self, const char *key, gint64 value, GError **error)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  return device_set_text (self, key, text, error);
}

gboolean
device_get_link (SfDeviceStore *self, const char *key, guint8 out[SF_LINK_LEN], GError **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *text = read_key (self, key, &local);

  memset (out, 0, SF_LINK_LEN);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (text == NULL || sf_unhex (text, out, SF_LINK_LEN))
    return TRUE;
  g_set_error (error, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT, "Key %s holds no hash", key);
  return FALSE;
}

gboolean
device_set_link (SfDeviceStore *self, const char *key, const guint8 link[SF_LINK_LEN], GError **error)
{
  g_autofree char *hex = sf_hex (link, SF_LINK_LEN);

  return device_set_text (self, key, hex, error);
}

char *
sf_device_store_get (SfDeviceStore *self, const char *key)
{
  return read_key (self, key, NULL);
}

void
device_read_role (SfDeviceStore *self)
{
  g_autofree char *role = sf_device_store_get (self, "role");

  self->role = role != NULL ? sf_role_parse (role) : 0;
}

gboolean
sf_device_store_set (SfDeviceStore *self, const char *key, const char *value, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);

  if (txn == NULL || !device_set_text (self, key, value, error) || !sf_txn_commit (g_steal_pointer (&txn), error))
    return FALSE;
  device_read_role (self);
  return TRUE;
}

gboolean
sf_device_store_set_all (SfDeviceStore *self, GError **error, const char *key, ...)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  gboolean ok = txn != NULL;
  va_list pairs;

  va_start (pairs, key);
  for (const char *k = key; ok && k != NULL; k = va_arg (pairs, const char *))
    ok = device_set_text (self, k, va_arg (pairs, const char *), error);
  va_end (pairs);
  if (!ok || !sf_txn_commit (g_steal_pointer (&txn), error))
    return FALSE;
  device_read_role (self);
  return TRUE;
}

/* Closing */

void
sf_device_store_close (SfDeviceStore *self)
{
  if (self == NULL)
    return;
  if (self->db != NULL && !sf_db_close (self->db, NULL))
    g_warning ("A statement was still open");
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_hash_table_unref (self->counters);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->touched);
  if (self->worker != NULL)
    sf_worker_unref (self->worker);
  sf_clock_unref (self->clock);
  sf_ids_unref (self->ids);
  g_free (self->ballast);
  g_free (self->ballast_dir);
  g_free (self);
}

SfDb *
sf_device_store_get_db (SfDeviceStore *self)
{
  return self->db;
}

void
sf_device_store_set_changed (SfDeviceStore *self, SfChangedFunc func, gpointer data)
{
  self->changed = func;
  self->changed_data = data;
}

/* Counters */

guint
sf_device_store_next_number (SfDeviceStore *self, const char *counter, const char *day, GError **error)
{
  DeviceCounter *bumped = g_hash_table_lookup (self->counters, counter);
  SfStmt *stmt;
  SfStep step;

  if (bumped == NULL || strcmp (bumped->day, day) != 0)
    {
      stmt = sf_db_prepare (self->db, "SELECT n FROM counter WHERE name = $1 AND day = $2", error);
      if (stmt == NULL)
        return 0;
      sf_stmt_bind_text (stmt, 1, counter);
      sf_stmt_bind_text (stmt, 2, day);
      step = sf_stmt_step (stmt, error);
      if (step == SF_STEP_ERROR)
        return 0;
      bumped = g_new0 (DeviceCounter, 1);
      bumped->day = g_strdup (day);
      bumped->n = step == SF_STEP_ROW ? sf_stmt_int (stmt, 0) : 0;
      sf_stmt_reset (stmt);
      g_hash_table_insert (self->counters, g_strdup (counter), bumped);
    }
  return (guint) ++bumped->n;
}

static gboolean
write_counters (SfDeviceStore *self, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->counters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      DeviceCounter *counter = value;
      SfStmt *stmt = sf_db_prepare (self->db, "INSERT OR REPLACE INTO counter (name, day, n) VALUES ($1, $2, $3)", error);

      if (stmt == NULL)
        return FALSE;
      sf_stmt_bind_text (stmt, 1, name);
      sf_stmt_bind_text (stmt, 2, counter->day);
      sf_stmt_bind_int (stmt, 3, counter->n);
      if (!sf_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* The local write */

static gboolean
check_mutation (SfDeviceStore *self, SfMutation *mutation, GError **error)
{
  gboolean create = strcmp (mutation->verb, "create") == 0;
  gboolean patch = strcmp (mutation->verb, "patch") == 0;

  if (!create && !patch && !sf_may_command (self->role, mutation->kind, mutation->verb))
    {
      g_set_error (error, SF_MODEL_ERROR, SF_MODEL_ERROR_RIGHTS, "%s: not for this role to ask for", sf_kind_info (mutation->kind)->name);
      return FALSE;
    }
  return sf_record_check (mutation->data, create ? SF_CHECK_CREATE : patch ? SF_CHECK_PATCH : SF_CHECK_COMMAND, self->role, error);
}

static gboolean
add_mutation (SfDeviceStore *self, SfMutation *mutation, gint64 mid, guint8 link[SF_LINK_LEN], GError **error)
{
  const char *kind = sf_kind_info (mutation->kind)->name;
  const char *id = sf_record_get_id (mutation->data);
  g_autofree char *body = sf_codec_mutation_to_json (mutation);
  SfStmt *stmt = sf_db_prepare (self->db, "INSERT INTO outbox (mid, body, h, kind, id, boot, bt, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", error);

  if (stmt == NULL)
    return FALSE;
  sf_link (link, body, strlen (body), link);
  sf_stmt_bind_int (stmt, 1, mid);
  sf_stmt_bind_bytes (stmt, 2, body, strlen (body));
  sf_stmt_bind_bytes (stmt, 3, link, SF_LINK_LEN);
  sf_stmt_bind_text (stmt, 4, kind);
  sf_stmt_bind_text (stmt, 5, id);
  sf_stmt_bind_text (stmt, 6, sf_clock_boot_id (self->clock));
  sf_stmt_bind_int (stmt, 7, sf_clock_boot_ms (self->clock));
  sf_stmt_bind_int (stmt, 8, sf_clock_wall_ms (self->clock));
  device_touch (self, kind, id);
  return sf_stmt_run (stmt, error);
}

static gboolean
commit_in_txn (SfDeviceStore *self, GPtrArray *mutations, gint64 *mids, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  guint8 link[SF_LINK_LEN];
  gint64 last;

  if (txn == NULL || !device_get_int (self, "last_mid", &last, error) || !device_get_link (self, "last_h", link, error))
    return FALSE;
  for (guint i = 0; i < mutations->len; i++)
    {
      if (!add_mutation (self, mutations->pdata[i], ++last, link, error) || !device_ablate_stamp (self, last, error))
        return FALSE;
      if (mids != NULL)
        mids[i] = last;
    }
  if (!device_set_int (self, "last_mid", last, error) || !device_set_link (self, "last_h", link, error) || !write_counters (self, error))
    return FALSE;
  return device_finish (self, g_steal_pointer (&txn), FALSE, error);
}

/* On a full disk once more without the ballast: a guest who is here counts more than room for later. */
static gboolean
commit_somehow (SfDeviceStore *self, GPtrArray *mutations, gint64 *mids, GError **error)
{
  g_autoptr(GError) full = NULL;

  if (commit_in_txn (self, mutations, mids, &full))
    return TRUE;
  g_hash_table_remove_all (self->touched);
  if (g_error_matches (full, SF_STORE_ERROR, SF_STORE_ERROR_FULL) && device_ballast_drop (self))
    return commit_in_txn (self, mutations, mids, error);
  g_propagate_error (error, g_steal_pointer (&full));
  return FALSE;
}

gboolean
sf_device_store_commit (SfDeviceStore *self, GPtrArray *mutations, gint64 *mids, GError **error)
{
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < mutations->len; i++)
    ok = check_mutation (self, mutations->pdata[i], error);
  ok = ok && commit_somehow (self, mutations, mids, error);
  /* A number that was not committed was not given out: the next guest gets it. */
  g_hash_table_remove_all (self->counters);
  g_hash_table_remove_all (self->touched);
  return ok;
}

/* What may be said */

static gboolean
count_states (SfDeviceStore *self, SfDeviceCounts *out, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT state, count(*) FROM outbox WHERE done_at IS NULL GROUP BY state", error);
  SfStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      const char *state = sf_stmt_text (stmt, 0);
      gint64 n = sf_stmt_int (stmt, 1);

      if (strcmp (state, "pending") == 0)
        out->pending = n;
      else if (strcmp (state, "acked") == 0)
        out->acked = n;
      else
        out->rejected += n;
    }
  return step == SF_STEP_DONE;
}

gboolean
sf_device_store_counts (SfDeviceStore *self, SfDeviceCounts *out, GError **error)
{
  memset (out, 0, sizeof *out);
  if (!count_states (self, out, error) || !device_get_int (self, "contact", &out->last_contact_ms, error) || !sf_device_store_time (self, &out->time, error))
    return FALSE;
  out->away_ms = sf_device_store_away (self);
  out->server_id = sf_device_store_get (self, "server_id");
  out->device_id = sf_device_store_get (self, "device_id");
  out->role = sf_device_store_get (self, "role");
  out->report = sf_device_store_get (self, "salvage");
  if (out->report == NULL)
    out->report = sf_device_store_get (self, "stranger");
  return TRUE;
}

void
sf_device_counts_clear (SfDeviceCounts *counts)
{
  g_clear_pointer (&counts->server_id, g_free);
  g_clear_pointer (&counts->device_id, g_free);
  g_clear_pointer (&counts->role, g_free);
  g_clear_pointer (&counts->report, g_free);
}

SfSaved
sf_device_store_saved (SfDeviceStore *self, SfKind kind, const char *id, char **code, GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT state, mid, res FROM outbox WHERE kind = $1 AND id = $2 ORDER BY mid DESC LIMIT 1", error);
  SfSaved saved = SF_SAVED_NONE;
  gint64 safe;

  if (code != NULL)
    *code = NULL;
  if (stmt == NULL || !device_get_int (self, "safe", &safe, error))
    return SF_SAVED_NONE;
  sf_stmt_bind_text (stmt, 1, sf_kind_info (kind)->name);
  sf_stmt_bind_text (stmt, 2, id);
  if (sf_stmt_step (stmt, error) == SF_STEP_ROW)
    {
      const char *state = sf_stmt_text (stmt, 0);

      if (strcmp (state, "pending") == 0)
        saved = SF_SAVED_HERE;
      else if (strcmp (state, "acked") == 0)
        saved = sf_stmt_int (stmt, 1) <= safe ? SF_SAVED_SAFE : SF_SAVED_DELIVERED;
      else
        saved = SF_SAVED_REJECTED;
      if (code != NULL && saved == SF_SAVED_REJECTED)
        *code = g_strdup (sf_stmt_text (stmt, 2));
    }
  sf_stmt_reset (stmt);
  return saved;
}

gboolean
sf_device_store_sum (SfDeviceStore *self, const char *bucket, gint64 *count, guint8 sum[SF_LINK_LEN], GError **error)
{
  SfStmt *stmt = sf_db_prepare (self->db, "SELECT data FROM rec WHERE bucket = $1", error);
  SfStep step;

  *count = 0;
  memset (sum, 0, SF_LINK_LEN);
  if (stmt == NULL)
    return FALSE;
  sf_stmt_bind_text (stmt, 1, bucket);
  while ((step = sf_stmt_step (stmt, error)) == SF_STEP_ROW)
    {
      gsize len;
      gconstpointer data = sf_stmt_bytes (stmt, 0, &len);
      guint8 hash[SF_LINK_LEN];

      sf_row_hash (data, len, hash);
      for (guint i = 0; i < SF_LINK_LEN; i++)
        sum[i] ^= hash[i];
      (*count)++;
    }
  return step == SF_STEP_DONE;
}
