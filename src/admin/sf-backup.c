/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One backup, from the copy to the rename. Nothing here touches the store of a running server. */
#define G_LOG_DOMAIN "sf-backup"
#include "admin/sf-backup.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include "config.h"
#include "craft/sf-seal.h"
#include "model/sf-assign.h"
#include "wire/sf-json.h"

#define MAX_PEM (64 * 1024)
#define MAX_LOCK 1024
/* Room that a backup leaves on either disk. */
#define MARGIN (G_GINT64_CONSTANT (32) * 1024 * 1024)
static const char *const secrets[] = { "ca.pem", "ca.key", "server.pem", "server.key" };

typedef struct {
  const SfBackupTask *task;
  SfBackupDone *done;
  char *lock, *name;
  char *plain;               /* the copy, beside the database: never on the other disk in the open */
  char *part;                /* DEST/NAME.part */
  guint8 key[SF_SEAL_KEY_LEN];
  gint64 size;               /* of the copy */
  guint8 hash[SF_HASH_LEN];
  guint from, to;            /* what the running stage fills of the bar */
  const char *stage;
} Make;

char *
sf_backup_lock_read (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "backup.lock", NULL);
  g_autofree char *text = sf_file_read (path, MAX_LOCK, FALSE, NULL, NULL);

  return text && sf_lock_is_valid (g_strchomp (text)) ? g_steal_pointer (&text) : NULL;
}

char *
sf_backup_lock_make (const char *dir, SfIds *ids, GError **error)
{
  g_autofree char *passphrase = sf_passphrase_new (ids);
  g_autofree char *lock = sf_lock_new (passphrase, ids, error);
  g_autofree char *path = g_build_filename (dir, "backup.lock", NULL);
  g_autofree char *line = lock ? g_strconcat (lock, "\n", NULL) : NULL;

  return line && sf_file_replace (path, line, strlen (line), 0600, error) ? g_steal_pointer (&passphrase) : NULL;
}

void
sf_backup_done_clear (SfBackupDone *done)
{
  g_clear_pointer (&done->name, g_free);
  g_clear_pointer (&done->copy, sf_backup_copy_free);
}

/* Progress */

static void
tell (Make *self, guint permille)
{
  if (self->task->progress)
    self->task->progress (permille, self->stage, self->task->data);
}

static void
begin_stage (Make *self, const char *stage, guint from, guint to)
{
  self->stage = stage;
  self->from = from;
  self->to = to;
  tell (self, from);
}

static void
tell_part (Make *self, gint64 done, gint64 total)
{
  tell (self, self->from + (guint) ((self->to - self->from) * MIN (done, total) / MAX (total, 1)));
}

static void
on_bytes (gint64 done, gpointer data)
{
  Make *self = data;
  tell_part (self, done, self->size);
}

static void
on_rows (gint64 done, gint64 total, gpointer data)
{
  tell_part (data, done, total);
}

/* Steps */

static gboolean
has_room (const char *folder, gint64 bytes, GError **error)
{
  struct statvfs st;

  if (statvfs (folder, &st) != 0 || (gint64) st.f_bavail * (gint64) st.f_frsize >= bytes + MARGIN)
    return TRUE;
  g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_FULL, "There is no room in “%s”", folder);
  return FALSE;
}

static gint64
size_of (const char *path)
{
  GStatBuf st;
  return g_stat (path, &st) == 0 ? st.st_size : 0;
}

static gboolean
copy_and_prove (Make *self, GError **error)
{
  const SfBackupTask *task = self->task;
  g_autofree char *db = g_build_filename (task->dir, "server.db", NULL), *log = g_build_filename (task->dir, "erased.log", NULL);
  const SfProveOptions options = { .parts = SF_PROVE_ALL, .now_ms = self->done->at_ms, .erased_log = log, .progress = on_rows, .data = self };
  gint64 before = size_of (db);

  begin_stage (self, "copy", 0, 200);
  if (!has_room (task->dir, before, error) || !has_room (task->dest, before, error) || !sf_server_backup_copy (task->dir, self->plain, error))
    return FALSE;
  self->size = size_of (self->plain);
  begin_stage (self, "prove", 200, 600);
  self->done->copy = sf_server_backup_look (NULL, self->plain, &options, error);
  if (!self->done->copy)
    return FALSE;
  if (!sf_proof_found (self->done->copy->proof, SF_DAMAGE_FILE))
    return TRUE;
  g_set_error_literal (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DAMAGED, "The database is damaged");
  return FALSE;
}

/* The key lies apart from what it opens, so that it can be destroyed for every copy that was ever taken of that. */
static gboolean
write_key (Make *self, GError **error)
{
  g_autofree char *folder = g_build_filename (self->task->dest, "keys", NULL);
  g_autofree char *file = g_strconcat (self->name, ".key", NULL), *path = g_build_filename (folder, file, NULL);
  g_autofree char *sealed = NULL;

  sf_ids_fill (self->task->ids, self->key, sizeof self->key);
  sealed = sf_seal (self->lock, self->key, sizeof self->key, error);
  return sealed && sf_file_make_dir (folder, error) && sf_file_replace (path, sealed, strlen (sealed), 0600, error);
}

static gboolean
write_database (Make *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->part, "database.sfv", NULL);
  SfVault vault = { .func = on_bytes, .data = self };

  begin_stage (self, "seal", 600, 780);
  if (!write_key (self, error) || !sf_vault_write (self->plain, path, self->key, &vault, error))
    return FALSE;
  memcpy (self->hash, vault.plain, sizeof self->hash);
  begin_stage (self, "read", 780, 880);
  if (!sf_vault_read (path, NULL, self->key, &vault, error))
    return FALSE;
  if (memcmp (self->hash, vault.plain, sizeof self->hash) == 0)
    return TRUE;
  g_set_error_literal (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DAMAGED, "What was written reads otherwise");
  return FALSE;
}

static gboolean
write_secrets (Make *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->part, "secrets", NULL), *sealed = NULL;
  g_autoptr (GString) json = g_string_new ("{\"v\":1,\"server\":");

  sf_json_append_text (json, self->done->copy->server_id);
  g_string_append (json, ",\"epoch\":");
  sf_json_append_text (json, self->done->copy->epoch);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_autofree char *file = g_build_filename (self->task->dir, secrets[i], NULL);
    g_autofree char *pem = sf_file_read (file, MAX_PEM, FALSE, NULL, error);
    if (!pem)
      return FALSE;
    g_string_append_printf (json, ",\"%s\":", secrets[i]);
    sf_json_append_text (json, pem);
    memset (pem, 0, strlen (pem));
  }
  g_string_append_c (json, '}');
  sealed = sf_seal (self->lock, json->str, json->len, error);
  memset (json->str, 0, json->len);
  return sealed && sf_file_replace (path, sealed, strlen (sealed), 0600, error);
}

static gboolean
write_register (Make *self, GError **error)
{
  g_autofree char *from = g_build_filename (self->task->dir, "erased.log", NULL), *to = g_build_filename (self->part, "erased.log", NULL);

  if (!g_file_test (from, G_FILE_TEST_EXISTS))
    return sf_file_replace (to, "", 0, 0600, error);
  return sf_backup_copy_file (from, to, NULL, error) && sf_backup_mirror (self->task->dir, self->task->dest, error);
}

static gboolean
write_manifest (Make *self, GError **error)
{
  const SfBackupCopy *copy = self->done->copy;
  g_autofree char *path = g_build_filename (self->part, "manifest.json", NULL), *hex = sf_hex (self->hash, sizeof self->hash);
  g_autofree char *log = g_build_filename (self->part, "erased.log", NULL);
  int minute = 0;
  g_autofree char *date = sf_day_of (self->done->at_ms, self->task->zone, &minute);
  g_autofree char *json = g_strdup_printf ("{\"format\":%d,\"app\":\"" SF_VERSION "\",\"server\":\"%s\",\"epoch\":\"%s\",\"at\":%" G_GINT64_FORMAT ",\"day\":\"%s %02d:%02d\","
                                           "\"bytes\":%" G_GINT64_FORMAT ",\"sha256\":\"%s\",\"register\":%" G_GINT64_FORMAT ",\"records\":%" G_GINT64_FORMAT ",\"sound\":%d}\n",
                                           SF_BACKUP_LAYOUT, copy->server_id, copy->epoch, self->done->at_ms, date, minute / 60, minute % 60, self->size, hex, size_of (log),
                                           copy->proof->n_rows, copy->proof->findings->len == 0);

  return sf_file_replace (path, json, strlen (json), 0600, error);
}

static gboolean
publish (Make *self, GError **error)
{
  g_autofree char *final = g_build_filename (self->task->dest, self->name, NULL);

  if (!sf_file_sync_dir (self->part, error))
    return FALSE;
  if (g_rename (self->part, final) != 0) {
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_IO, "Cannot rename “%s”", self->part);
    return FALSE;
  }
  return sf_file_sync_dir (self->task->dest, error);
}

/* The minute in the dealer's zone; a second one in it gets a number. */
static char *
new_name (const SfBackupTask *task, gint64 at_ms)
{
  int minute = 0;
  g_autofree char *day = sf_day_of (at_ms, task->zone, &minute);
  g_autofree char *base = g_strdup_printf ("showfloor-%s-%02d%02d", day, minute / 60, minute % 60);
  char *name = g_strdup (base);

  for (guint n = 2; n < 100; n++) {
    g_autofree char *path = g_build_filename (task->dest, name, NULL);
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      break;
    g_free (name);
    name = g_strdup_printf ("%s-%u", base, n);
  }
  return name;
}

/* What a machine that lost its power in the middle left behind. */
static void
drop_parts (const char *dest)
{
  g_autoptr (GDir) dir = g_dir_open (dest, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, "showfloor-") && g_str_has_suffix (name, ".part")) {
      g_autofree char *path = g_build_filename (dest, name, NULL);
      sf_backup_remove (path);
    }
}

static gboolean
make (Make *self, GError **error)
{
  const SfBackupTask *task = self->task;
  g_autofree char *list = g_build_filename (self->part, "blobs", NULL);

  if (!copy_and_prove (self, error) || !sf_backup_goes_on (task, error) || !sf_backup_claim (task->dest, self->done->copy->server_id, error)
      || !sf_file_make_dir (self->part, error) || !write_database (self, error) || !sf_backup_goes_on (task, error) || !write_secrets (self, error) || !write_register (self, error))
    return FALSE;
  begin_stage (self, "blobs", 880, 990);
  return sf_backup_blobs (task, list, error) && write_manifest (self, error) && publish (self, error);
}

static void
forget_failed (Make *self)
{
  g_autofree char *file = g_strconcat (self->name, ".key", NULL), *key = g_build_filename (self->task->dest, "keys", file, NULL);

  sf_backup_remove (self->part);
  g_unlink (key);
  sf_backup_done_clear (self->done);
}

gboolean
sf_backup_make (const SfBackupTask *task, SfBackupDone *done, GError **error)
{
  Make self = { .task = task, .done = done };
  g_autoptr (GError) local = NULL;
  gint64 begun = sf_clock_boot_ms (task->clock);

  *done = (SfBackupDone) { .at_ms = sf_clock_wall_ms (task->clock) };
  self.lock = sf_backup_lock_read (task->dir);
  if (!self.lock) {
    g_set_error_literal (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_LOCK, "There is no passphrase yet");
    return FALSE;
  }
  if (!g_file_test (task->dest, G_FILE_TEST_IS_DIR)) {
    g_free (self.lock);
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DEST, "There is no folder “%s”", task->dest);
    return FALSE;
  }
  drop_parts (task->dest);
  self.name = new_name (task, done->at_ms);
  self.part = g_strdup_printf ("%s/%s.part", task->dest, self.name);
  self.plain = g_build_filename (task->dir, "backup.tmp", NULL);
  g_unlink (self.plain);
  gboolean ok = make (&self, &local);
  g_unlink (self.plain);
  memset (self.key, 0, sizeof self.key);
  if (ok) {
    done->name = g_strdup (self.name);
    done->bytes = self.size;
    done->expired = sf_backup_expire (task->dest, done->at_ms);
    done->took_ms = sf_clock_boot_ms (task->clock) - begun;
    begin_stage (&self, "blobs", 1000, 1000);
    ok = done->copy->proof->findings->len == 0;
    if (!ok)
      g_set_error_literal (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_UNSOUND, "The backup is kept, but the proof found something");
  } else {
    forget_failed (&self);
    sf_backup_fail (error, local, "Backup");
  }
  g_free (self.lock);
  g_free (self.name);
  g_free (self.part);
  g_free (self.plain);
  return ok;
}
