/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup becomes the folder of a server again. Everything is made whole in DIR/restoring; server.db takes its place last. */
#define G_LOG_DOMAIN "sf-restore"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/sf-backup.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include "craft/sf-seal.h"
#include "model/sf-assign.h"
#include "store/sf-blob-dir.h"
#include "store/sf-server-told.h"
#include "wire/sf-json.h"

#define MAX_SEALED (256 * 1024)
#define MAX_REGISTER (64 * 1024 * 1024)
static const char *const secrets[] = { "ca.pem", "ca.key", "server.pem", "server.key" };
/* What a folder may hold and still be empty. */
static const char *const nothing[] = { "lock", "lost+found", "restoring", NULL };

typedef struct {
  const SfRestoreTask *task;
  SfRestoreDone *done;
  SfBackupManifest *manifest;
  char *dest, *folder;       /* of backups; of this one */
  char *made;                /* DIR/restoring */
  guint8 key[SF_SEAL_KEY_LEN];
  int lock;
} Restore;

void
sf_restore_done_clear (SfRestoreDone *done)
{
  g_free (done->name);
  g_free (done->day);
  g_free (done->server_id);
  g_free (done->aside);
}

static void
tell (Restore *self, guint permille, const char *stage)
{
  if (self->task->progress)
    self->task->progress (permille, stage, self->task->data);
}

static gboolean
refuse (GError **error, SfBackupError code, const char *text, const char *path)
{
  g_set_error (error, SF_BACKUP_ERROR, (gint) code, text, path);
  return FALSE;
}

/* Which one */

static gboolean
find_backup (Restore *self, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (self->task->backup, NULL), *manifest = g_build_filename (path, "manifest.json", NULL);

  if (g_file_test (manifest, G_FILE_TEST_EXISTS)) {
    g_autofree char *name = g_path_get_basename (path);
    self->dest = g_path_get_dirname (path);
    self->manifest = sf_backup_manifest_read (self->dest, name, error);
  } else {
    g_autoptr (GPtrArray) all = sf_backup_list (path);
    self->dest = g_strdup (path);
    for (guint i = 0; i < all->len && !self->manifest; i++)
      if (((SfBackupManifest *) all->pdata[i])->sound)
        self->manifest = sf_backup_manifest_read (path, ((SfBackupManifest *) all->pdata[i])->name, error);
    if (!self->manifest)
      return refuse (error, SF_BACKUP_ERROR_DEST, "There is no backup in “%s”", path);
  }
  if (self->manifest)
    self->folder = g_build_filename (self->dest, self->manifest->name, NULL);
  return self->manifest != NULL;
}

static GBytes *
unseal_file (Restore *self, const char *path, GError **error)
{
  g_autofree char *text = sf_file_read (path, MAX_SEALED, FALSE, NULL, NULL);
  g_autoptr (GError) local = NULL;

  if (!text) {
    refuse (error, SF_BACKUP_ERROR_KEY, "There is no “%s”", path);
    return NULL;
  }
  GBytes *plain = sf_unseal (text, self->task->passphrase, &local);
  if (g_error_matches (local, SF_CRAFT_ERROR, SF_CRAFT_ERROR_CRYPTO))
    refuse (error, SF_BACKUP_ERROR_PASSPHRASE, "“%s” does not open with this passphrase", path);
  else if (local)
    sf_backup_fail (error, local, path);
  return plain;
}

/* In the folder of keys, or beside the backup where somebody carried it. */
static gboolean
open_key (Restore *self, GError **error)
{
  g_autofree char *file = g_strconcat (self->manifest->name, ".key", NULL), *path = g_build_filename (self->dest, "keys", file, NULL);
  g_autofree char *beside = g_build_filename (self->folder, "key", NULL);
  g_autoptr (GBytes) key = unseal_file (self, g_file_test (beside, G_FILE_TEST_EXISTS) ? beside : path, error);
  gsize n = 0;

  if (!key)
    return FALSE;
  gconstpointer bytes = g_bytes_get_data (key, &n);
  if (n != sizeof self->key)
    return refuse (error, SF_BACKUP_ERROR_DAMAGED, "The key of “%s” is damaged", self->manifest->name);
  memcpy (self->key, bytes, n);
  return TRUE;
}

/* Where to */

static gboolean
take_lock (Restore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->task->dir, "lock", NULL);

  if (!sf_file_make_dir (self->task->dir, error))
    return FALSE;
  self->lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0 || flock (self->lock, LOCK_EX | LOCK_NB) != 0)
    return refuse (error, SF_BACKUP_ERROR_BUSY, "A server works in “%s”", self->task->dir);
  return TRUE;
}

static gboolean
move_aside (Restore *self, const char *name, GError **error)
{
  g_autofree char *from = g_build_filename (self->task->dir, name, NULL), *to = NULL;

  if (!self->done->aside) {
    int minute = 0;
    gint64 now = sf_clock_wall_ms (self->task->clock);
    g_autofree char *day = sf_day_of (now, NULL, &minute);
    self->done->aside = g_strdup_printf ("%s/before-restore-%s-%" G_GINT64_FORMAT, self->task->dir, day, now / 1000);
    if (!sf_file_make_dir (self->done->aside, error))
      return FALSE;
  }
  to = g_build_filename (self->done->aside, name, NULL);
  return g_rename (from, to) == 0 || refuse (error, SF_BACKUP_ERROR_IO, "Cannot move “%s” aside", from);
}

/* Nobody's database is ever deleted: what was there is moved aside, when that was asked for. */
static gboolean
clear_folder (Restore *self, gboolean move, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (self->task->dir, 0, error);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    if (g_strv_contains (nothing, name) || g_str_has_prefix (name, "before-restore-"))
      continue;
    if (!self->task->replace)
      return refuse (error, SF_BACKUP_ERROR_NOT_EMPTY, "“%s” is not empty", self->task->dir);
    if (move && !move_aside (self, name, error))
      return FALSE;
  }
  return dir != NULL;
}

/* Making it */

typedef struct { Restore *restore; gint64 total; } Bytes;

static void
on_bytes (gint64 done, gpointer data)
{
  Bytes *bytes = data;
  tell (bytes->restore, (guint) (done * 500 / MAX (bytes->total, 1)), "read");
}

static gboolean
make_database (Restore *self, GError **error)
{
  g_autofree char *from = g_build_filename (self->folder, "database.sfv", NULL), *to = g_build_filename (self->made, "server.db", NULL);
  Bytes bytes = { self, self->manifest->bytes };
  SfVault vault = { .func = on_bytes, .data = &bytes };

  if (!sf_vault_read (from, to, self->key, &vault, error))
    return FALSE;
  g_autofree char *hex = sf_hex (vault.plain, sizeof vault.plain);
  return strcmp (hex, self->manifest->sha256) == 0 || refuse (error, SF_BACKUP_ERROR_DAMAGED, "“%s” is not what its manifest says", from);
}

static gboolean
make_secrets (Restore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "secrets", NULL), *lock_path = g_build_filename (self->made, "backup.lock", NULL);
  g_autoptr (GBytes) plain = unseal_file (self, path, error);
  gsize n = 0;
  const char *text = plain ? g_bytes_get_data (plain, &n) : NULL;
  g_autoptr (JsonNode) node = text ? sf_json_parse (text, n, NULL) : NULL;

  if (!plain)
    return FALSE;
  if (!node || !JSON_NODE_HOLDS_OBJECT (node))
    return refuse (error, SF_BACKUP_ERROR_DAMAGED, "“%s” is damaged", path);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    const char *pem = sf_json_text (json_node_get_object (node), secrets[i], MAX_SEALED, error);
    g_autofree char *to = g_build_filename (self->made, secrets[i], NULL);
    if (!pem || !sf_file_replace (to, pem, strlen (pem), 0600, error))
      return FALSE;
  }
  /* The lock is the first line of what was sealed with it: backups go on with the same passphrase. */
  g_autofree char *sealed = sf_file_read (path, MAX_SEALED, FALSE, NULL, error);
  const char *end = sealed ? strchr (sealed, '\n') : NULL;
  return end && sf_file_replace (lock_path, sealed, (gsize) (end - sealed + 1), 0600, error);
}

typedef struct { GHashTable *known; GString *all; } Register;

static void
add_register (Register *self, const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL), *text = sf_file_read (path, MAX_REGISTER, FALSE, NULL, NULL);
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);

  for (guint i = 0; lines[i]; i++)
    if (*lines[i] && g_hash_table_add (self->known, g_strdup (lines[i])))
      g_string_append_printf (self->all, "%s\n", lines[i]);
}

/* All lines that anybody has heard of: of the backup, of the folder of backups, of what is or was in the way here. (transfer full) */
static GString *
gather (Restore *self, const char *name, guint *n)
{
  g_autofree char *kept = g_strconcat ("showfloor-", name, NULL);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open (self->task->dir, 0, NULL);
  GString *all = g_string_new (NULL);
  Register found = { known, all };
  const char *entry;

  add_register (&found, self->folder, name);
  add_register (&found, self->dest, kept);
  add_register (&found, self->task->dir, name);
  while (dir && (entry = g_dir_read_name (dir)))
    if (g_str_has_prefix (entry, "before-restore-")) {
      g_autofree char *aside = g_build_filename (self->task->dir, entry, NULL);
      add_register (&found, aside, name);
    }
  *n = g_hash_table_size (known);
  return all;
}

/* Those that the backup cannot know. */
static guint
count_later (const char *text, gint64 at_ms)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i]; i++) {
    const char *at = strrchr (lines[i], ' ');
    n += at && g_ascii_strtoll (at, NULL, 10) > at_ms;
  }
  return n;
}

static gboolean
make_registers (Restore *self, GError **error)
{
  g_autofree char *erased = g_build_filename (self->made, "erased.log", NULL), *joined = g_build_filename (self->made, "joined.log", NULL);
  guint n = 0;
  g_autoptr (GString) erasures = gather (self, "erased.log", &self->done->erasures), joins = gather (self, "joined.log", &n);

  self->done->joins = count_later (joins->str, self->manifest->at_ms);
  return sf_file_replace (erased, erasures->str, erasures->len, 0600, error) && (n == 0 || sf_file_replace (joined, joins->str, joins->len, 0600, error));
}

static gboolean
make_blobs (Restore *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "blobs", NULL), *text = sf_file_read (path, MAX_REGISTER, FALSE, NULL, error);
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  guint n = g_strv_length (lines);

  for (guint i = 0; text && i < n; i++) {
    g_autofree char *name = g_strndup (lines[i], 64);
    g_autofree char *from = sf_blob_dir_path (self->dest, name), *to = sf_blob_dir_path (self->made, name);
    g_autoptr (GError) local = NULL;
    tell (self, 600 + i * 300 / MAX (n, 1), "blobs");
    /* A picture that is lost or damaged is shown as missing; it is no reason to stay without the rest. */
    if (from && !sf_backup_copy_file (from, to, name, &local) && !g_error_matches (local, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DAMAGED)
        && !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
      return sf_backup_fail (error, local, name);
  }
  return text != NULL;
}

/* Opening it replays the register; then it is another history, and says why. */
static gpointer
open_made (gpointer data, GCancellable *cancellable, GError **error)
{
  Restore *self = data;
  g_autofree char *why = g_strdup_printf ("backup|%" G_GINT64_FORMAT, self->manifest->at_ms);
  SfServerStore *store = sf_server_store_open (self->made, NULL, NULL, self->task->clock, self->task->ids, error);

  if (!store)
    return NULL;
  if (strcmp (sf_server_store_get_server_id (store), self->manifest->server_id) != 0)
    refuse (error, SF_BACKUP_ERROR_DAMAGED, "“%s” holds the data of another dealership", self->folder);
  else if (sf_server_store_new_epoch (store, why, error) && sf_db_checkpoint (sf_server_store_get_db (store), error)) {
    g_autoptr (SfRestored) restored = sf_server_store_restored (store, error);
    self->done->devices = restored ? restored->devices->len : 0;
  }
  sf_server_store_close (store);
  return NULL;
}

static gboolean
open_once (Restore *self, GError **error)
{
  g_autoptr (SfWorker) worker = sf_worker_new_inline ();
  g_autoptr (GError) local = NULL;
  static const char *const leftovers[] = { "server.db-wal", "server.db-shm" };

  tell (self, 920, "prove");
  sf_worker_run_sync (worker, open_made, self, &local);
  if (local)
    return sf_backup_fail (error, local, "Opening what was restored");
  for (guint i = 0; i < G_N_ELEMENTS (leftovers); i++) {
    g_autofree char *path = g_build_filename (self->made, leftovers[i], NULL);
    g_unlink (path);
  }
  return TRUE;
}

/* Of whom the folder is, so that a server that does not run as root can read what root restored. */
static void
give_to (const char *path, const struct stat *owner)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    give_to (child, owner);
  }
  if (lchown (path, owner->st_uid, owner->st_gid) != 0)
    g_debug ("cannot give %s away", path);
}

static gboolean
move_in (Restore *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (self->made, 0, error);
  const char *name;
  struct stat owner;

  if (!dir || !sf_file_sync_dir (self->made, error))
    return FALSE;
  if (geteuid () == 0 && stat (self->task->dir, &owner) == 0)
    give_to (self->made, &owner);
  while ((name = g_dir_read_name (dir)))
    if (strcmp (name, "server.db") != 0)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_add (names, g_strdup ("server.db"));
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *from = g_build_filename (self->made, names->pdata[i], NULL), *to = g_build_filename (self->task->dir, names->pdata[i], NULL);
    if (g_rename (from, to) != 0)
      return refuse (error, SF_BACKUP_ERROR_IO, "Cannot put “%s” into its place", to);
  }
  return sf_file_sync_dir (self->task->dir, error) && (g_rmdir (self->made) == 0 || refuse (error, SF_BACKUP_ERROR_IO, "Cannot remove “%s”", self->made))
         && sf_file_sync_dir (self->task->dir, error);
}

static gboolean
run (Restore *self, GError **error)
{
  if (!find_backup (self, error) || !open_key (self, error) || !take_lock (self, error) || !clear_folder (self, FALSE, error))
    return FALSE;
  self->made = g_build_filename (self->task->dir, "restoring", NULL);
  sf_backup_remove (self->made);
  if (!sf_file_make_dir (self->made, error) || !make_database (self, error) || !make_secrets (self, error) || !make_registers (self, error) || !make_blobs (self, error)
      || !open_once (self, error) || !clear_folder (self, TRUE, error) || !move_in (self, error))
    return FALSE;
  self->done->name = g_strdup (self->manifest->name);
  self->done->day = g_strdup (self->manifest->day);
  self->done->server_id = g_strdup (self->manifest->server_id);
  self->done->at_ms = self->manifest->at_ms;
  tell (self, 1000, "prove");
  return TRUE;
}

gboolean
sf_restore (const SfRestoreTask *task, SfRestoreDone *done, GError **error)
{
  Restore self = { .task = task, .done = done, .lock = -1 };
  g_autoptr (GError) local = NULL;
  gboolean ok;

  *done = (SfRestoreDone) { 0 };
  ok = run (&self, &local);
  if (!ok)
    sf_backup_fail (error, local, "Restore");
  memset (self.key, 0, sizeof self.key);
  if (self.lock >= 0)
    close (self.lock);
  sf_backup_manifest_free (self.manifest);
  g_free (self.dest);
  g_free (self.folder);
  g_free (self.made);
  return ok;
}
