/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A damaged device.db (decisions 16): it is copied to device.db.damaged-TIME, a new one takes its place, and what can be read of the
 * copy goes into it: who this device is, its counters, and every mutation of the journal that no backup of the server holds. They are
 * told anew under a new incarnation; the server knows those it has by their ids. The replica is fetched again.
 *
 * DIR/device.salvage names the copy from the moment it is complete until the new database holds everything: a power cut in between
 * begins again from the copy (tests/power, salvage).
 */
#define G_LOG_DOMAIN "sf-device-salvage"
#include "store/sf-device-private.h"

#include <stdlib.h>
#include <string.h>

#include "base/sf-log.h"
#include "store/sf-db-scan.h"
#include "store/sf-side-file.h"
#include "wire/sf-codec.h"

#define MARKER "device.salvage"
#define MARKER_END "\nwhole\n"
#define OUTBOX_COLUMNS 16
#define MAX_KEY 64
#define MAX_TRIES 100

/* The marker */

static char *
beside (const char *path, const char *name)
{
  g_autofree char *dir = g_path_get_dirname (path);

  return g_build_filename (dir, name, NULL);
}

gboolean
device_salvage_is_open (const char *vfs, const char *path, char **name)
{
  g_autofree char *marker = beside (path, MARKER), *text = NULL, *copy = NULL;
  g_autoptr(SfSideFile) file = NULL;
  gsize len;

  *name = NULL;
  text = sf_side_read (vfs, marker, &len, NULL);
  if (text == NULL || !g_str_has_suffix (text, MARKER_END) || strchr (text, '/') != NULL)
    return FALSE;
  text[len - strlen (MARKER_END)] = '\0';
  copy = beside (path, text);
  file = sf_side_open (vfs, copy, NULL);
  if (file == NULL)
    return FALSE;
  *name = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
remove_database (const char *vfs, const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL), *shm = g_strconcat (path, "-shm", NULL), *journal = g_strconcat (path, "-journal", NULL);

  return sf_side_remove (vfs, log, error) && sf_side_remove (vfs, shm, error) && sf_side_remove (vfs, journal, error) && sf_side_remove (vfs, path, error);
}

gboolean
device_salvage_again (const char *vfs, const char *path, GError **error)
{
  return remove_database (vfs, path, error);
}

/* A name that nothing has: what was damaged before stays, too. */
static char *
free_name (const char *vfs, const char *path, gint64 now_ms)
{
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autofree char *time = now != NULL ? g_date_time_format (now, "%Y%m%d-%H%M%S") : g_strdup ("unknown");
  g_autofree char *base = g_path_get_basename (path);

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup_printf ("%s.damaged-%s", base, time) : g_strdup_printf ("%s.damaged-%s-%u", base, time, i);
      g_autofree char *copy = beside (path, name);
      g_autoptr(SfSideFile) file = sf_side_open (vfs, copy, NULL);

      if (file == NULL)
        return g_steal_pointer (&name);
    }
  return g_strdup_printf ("%s.damaged-last", base);
}

gboolean
device_salvage_keep (const char *vfs, const char *path, gint64 now_ms, char **name, GError **error)
{
  g_autofree char *free = free_name (vfs, path, now_ms), *copy = beside (path, free), *marker = beside (path, MARKER);
  g_autofree char *log = g_strconcat (path, "-wal", NULL), *copy_log = g_strconcat (copy, "-wal", NULL), *text = g_strconcat (free, MARKER_END, NULL);

  if (!sf_side_remove (vfs, marker, error) || !sf_side_copy (vfs, log, copy_log, error) || !sf_side_copy (vfs, path, copy, error)
      || !sf_side_write (vfs, marker, 0, text, strlen (text), error) || !remove_database (vfs, path, error))
    {
      g_prefix_error (error, "Keeping the damaged database: ");
      return FALSE;
    }
  *name = g_steal_pointer (&free);
  return TRUE;
}

/* What can be read */

typedef struct { DeviceKept kept; guint8 h[SF_LINK_LEN]; gboolean done; } Row;
typedef struct { char *day; gint64 n; } Counter;
typedef struct {
  GHashTable *keys;       /* char * → char * */
  GHashTable *counters;   /* char * → Counter */
  GHashTable *rows;       /* gint64 → GPtrArray of Row, the newest last */
} Found;

static void
row_free (gpointer data)
{
  Row *row = data;

  if (row->kept.body != NULL)
    g_bytes_unref (row->kept.body);
  g_free (row->kept.kind);
  g_free (row->kept.id);
  g_free (row->kept.boot);
  g_free (row->kept.clk);
  g_free (row);
}

static void
counter_free (gpointer data)
{
  Counter *counter = data;

  g_free (counter->day);
  g_free (counter);
}

/* NULL unless it is a text without NUL. (transfer full) */
static char *
text_of (const SfScanValue *value)
{
  if (value->type != SF_SCAN_TEXT || memchr (value->data, '\0', value->len) != NULL || !g_utf8_validate_len (value->data, value->len, NULL))
    return NULL;
  return g_strndup (value->data, value->len);
}

static gboolean
is_key (const char *key)
{
  return *key != '\0' && strlen (key) <= MAX_KEY && strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_.:-") == strlen (key);
}

/* Entries of indexes are two texts as well; their second is the id of a record. */
static void
find_key (Found *found, const SfScanValue *values)
{
  g_autofree char *key = text_of (&values[0]), *value = text_of (&values[1]);

  if (key != NULL && value != NULL && is_key (key) && (!sf_uuid_is_valid (value) || strcmp (key, "device_id") == 0 || strcmp (key, "dealer_id") == 0))
    g_hash_table_insert (found->keys, g_steal_pointer (&key), g_steal_pointer (&value));
}

static void
find_counter (Found *found, const SfScanValue *values)
{
  g_autofree char *name = text_of (&values[0]), *day = text_of (&values[1]);
  Counter *counter;

  if (name == NULL || day == NULL || !is_key (name) || strlen (day) != 10 || values[2].type != SF_SCAN_INT || values[2].i < 0 || values[2].i > G_MAXINT32)
    return;
  counter = g_new0 (Counter, 1);
  counter->day = g_steal_pointer (&day);
  counter->n = values[2].i;
  g_hash_table_insert (found->counters, g_steal_pointer (&name), counter);
}

/* In the order of the columns of "outbox". */
static gboolean
is_outbox (gint64 rowid, const SfScanValue *v)
{
  return rowid > 0 && v[0].type == SF_SCAN_NULL && (v[1].type == SF_SCAN_BYTES || v[1].type == SF_SCAN_NULL) && v[2].type == SF_SCAN_BYTES && v[2].len == SF_LINK_LEN
         && v[3].type == SF_SCAN_TEXT && v[4].type == SF_SCAN_TEXT && v[5].type == SF_SCAN_TEXT && v[6].type == SF_SCAN_INT
         && (v[7].type == SF_SCAN_INT || v[7].type == SF_SCAN_NULL) && v[13].type == SF_SCAN_INT;
}

static void
find_row (Found *found, gint64 mid, const SfScanValue *v)
{
  GPtrArray *versions = g_hash_table_lookup (found->rows, &mid);
  Row *row = g_new0 (Row, 1);

  row->kept.body = v[1].type == SF_SCAN_BYTES ? g_bytes_new (v[1].data, v[1].len) : NULL;
  memcpy (row->h, v[2].data, SF_LINK_LEN);
  row->kept.kind = text_of (&v[3]);
  row->kept.id = text_of (&v[4]);
  row->kept.boot = text_of (&v[5]);
  row->kept.bt = v[6].i;
  row->kept.stamped = v[7].type == SF_SCAN_INT;
  row->kept.st = v[7].i;
  row->kept.clk = text_of (&v[8]);
  row->kept.made_at = v[13].i;
  row->done = v[15].type == SF_SCAN_INT;
  if (row->kept.kind == NULL || row->kept.id == NULL || row->kept.boot == NULL)
    {
      row_free (row);
      return;
    }
  if (versions == NULL)
    g_hash_table_insert (found->rows, g_memdup2 (&mid, sizeof mid), versions = g_ptr_array_new_with_free_func (row_free));
  g_ptr_array_add (versions, row);
}

static void
on_record (gint64 rowid, const SfScanValue *values, guint n, gpointer data)
{
  if (n == 2)
    find_key (data, values);
  else if (n == 3)
    find_counter (data, values);
  else if (n >= OUTBOX_COLUMNS && is_outbox (rowid, values))
    find_row (data, rowid, values);
}

/* What of it is true */

static gboolean
follows (const Row *row, const guint8 before[SF_LINK_LEN])
{
  guint8 h[SF_LINK_LEN];
  gsize len;
  gconstpointer body = g_bytes_get_data (row->kept.body, &len);

  sf_link (before, body, len, h);
  return memcmp (h, row->h, SF_LINK_LEN) == 0;
}

/* Its link holds over some version of the mutation before it. */
static gboolean
is_proven (const Found *found, gint64 mid, const Row *row)
{
  static const guint8 zeros[SF_LINK_LEN];
  gint64 before = mid - 1;
  GPtrArray *versions = g_hash_table_lookup (found->rows, &before);

  if (mid == 1)
    return follows (row, zeros);
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    if (follows (row, ((const Row *) versions->pdata[i])->h))
      return TRUE;
  return FALSE;
}

static gboolean
is_readable (const Row *row)
{
  gsize len;
  const char *body = g_bytes_get_data (row->kept.body, &len);
  g_autoptr(SfMutation) mutation = sf_codec_mutation_from_json (body, len, NULL);

  return mutation != NULL && strcmp (sf_kind_info (mutation->kind)->name, row->kept.kind) == 0 && strcmp (sf_record_get_id (mutation->data), row->kept.id) == 0;
}

/*
 * The newest version that its link proves; where the mutation before it is lost or unproven itself, nothing speaks against one that can
 * be read. NULL: lost. @proven: of the mutation before, then of this one.
 */
static Row *
choose (const Found *found, gint64 mid, GPtrArray *versions, gboolean *proven)
{
  gboolean before = *proven || mid == 1;   /* nothing comes before the first */

  for (guint i = versions->len; i-- > 0;)
    {
      Row *row = versions->pdata[i];

      *proven = row->kept.body == NULL || is_proven (found, mid, row);
      if (*proven || (!before && is_readable (row)))
        return row;
    }
  *proven = FALSE;
  return NULL;
}

static int
compare_mids (gconstpointer a, gconstpointer b)
{
  const gint64 x = **(const gint64 *const *) a, y = **(const gint64 *const *) b;

  return (x > y) - (x < y);
}

/* What is told anew, in order; @lost: numbers within the journal of which nothing true was left. */
static GPtrArray *
choose_all (const Found *found, gint64 *lost)
{
  GPtrArray *kept = g_ptr_array_new ();
  guint n_mids;
  g_autofree gpointer *mids = g_hash_table_get_keys_as_array (found->rows, &n_mids);
  gint64 next = 0, last = 0;
  const char *text = g_hash_table_lookup (found->keys, "last_mid");
  gboolean proven = FALSE;

  *lost = 0;
  qsort (mids, n_mids, sizeof *mids, compare_mids);
  for (guint i = 0; i < n_mids; i++)
    {
      gint64 mid = *(const gint64 *) mids[i];
      Row *row;

      if (next != 0 && mid != next)
        {
          *lost += mid - next;
          proven = FALSE;
        }
      row = choose (found, mid, g_hash_table_lookup (found->rows, &mid), &proven);
      *lost += row == NULL;
      if (row != NULL && row->kept.body != NULL && !row->done)
        g_ptr_array_add (kept, &row->kept);
      next = mid + 1;
    }
  if (text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT64 - 1, &last, NULL) && last >= MAX (next, 1))
    *lost += next > 0 ? last - next + 1 : last;
  return kept;
}

/* Into the new database */

/* What belongs to the journal and the replica that are gone. */
static gboolean
is_over (const char *key)
{
  static const char *const over[] = { "inc", "last_mid", "last_h", "floor_h", "safe", "truncate", "sums_at", "salvage", NULL };

  return g_strv_contains (over, key);
}

static gboolean
write_keys (SfDeviceStore *self, const Found *found, GError **error)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, found->keys);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!is_over (key) && !device_set_text (self, key, value, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_counters (SfDeviceStore *self, const Found *found, GError **error)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, found->counters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const Counter *counter = value;
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

static gboolean
write_found (SfDeviceStore *self, const Found *found, GError **error)
{
  g_autoptr(SfTxn) txn = sf_db_begin (self->db, error);
  gint64 lost;
  g_autoptr(GPtrArray) kept = choose_all (found, &lost);
  gboolean known = g_hash_table_contains (found->keys, "device_id") && g_hash_table_contains (found->keys, "role");
  g_autofree char *told = g_strdup_printf ("store.damaged.%s.kept-%u.lost-%" G_GINT64_FORMAT, known ? "known" : "unknown", kept->len, MIN (lost, 999999));

  if (txn == NULL || !write_keys (self, found, error) || !write_counters (self, found, error))
    return FALSE;
  device_read_role (self);
  if (!device_rewrite_journal (self, kept, error) || !device_set_text (self, "salvage", told, error) || !device_finish (self, g_steal_pointer (&txn), TRUE, error))
    return FALSE;
  sf_log (SF_LOG_ERROR, "store.salvaged", "code", told, NULL);
  return TRUE;
}

gboolean
device_salvage_fill (SfDeviceStore *self, const char *vfs, const char *path, const char *name, GError **error)
{
  g_autofree char *copy = beside (path, name), *marker = beside (path, MARKER);
  g_autoptr(GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GHashTable) counters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, counter_free);
  g_autoptr(GHashTable) rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  Found found = { keys, counters, rows };

  if (sf_db_scan (vfs, copy, on_record, &found, error) && write_found (self, &found, error) && sf_side_remove (vfs, marker, error))
    return TRUE;
  g_prefix_error (error, "Saving what can be read: ");
  return FALSE;
}
