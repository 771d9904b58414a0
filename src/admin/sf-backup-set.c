/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of backups: what lies in it, whose it is, what is old. */
#define G_LOG_DOMAIN "sf-backup"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/sf-backup.h"
#include "base/sf-bytes.h"
#include "base/sf-file.h"
#include "craft/sf-craft.h"
#include "store/sf-blob-dir.h"
#include "store/sf-server-keep.h"
#include "wire/sf-json.h"

#define MAX_MANIFEST (64 * 1024)
#define MAX_REGISTER (64 * 1024 * 1024)
#define DAY_MS G_GINT64_CONSTANT (86400000)

G_DEFINE_QUARK (sf-backup-error-quark, sf_backup_error)

const char *
sf_backup_error_name (guint code)
{
  static const char *const names[SF_N_BACKUP_ERRORS] = { "lock", "dest", "other", "full", "damaged", "unsound", "io", "key", "passphrase", "busy", "not-empty", "version", "stopped" };

  return code < SF_N_BACKUP_ERRORS ? names[code] : "io";
}

/* What the machine said becomes what a person can do something about. */
gboolean
sf_backup_fail (GError **error, const GError *cause, const char *doing)
{
  gboolean full = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE) || g_error_matches (cause, SF_STORE_ERROR, SF_STORE_ERROR_FULL);

  gboolean damaged = g_error_matches (cause, SF_STORE_ERROR, SF_STORE_ERROR_CORRUPT) || g_error_matches (cause, SF_CRAFT_ERROR, SF_CRAFT_ERROR_FORMAT);

  if (cause->domain == SF_BACKUP_ERROR)
    g_propagate_error (error, g_error_copy (cause));
  else
    g_set_error (error, SF_BACKUP_ERROR, full ? SF_BACKUP_ERROR_FULL : damaged ? SF_BACKUP_ERROR_DAMAGED : SF_BACKUP_ERROR_IO, "%s: %s", doing, cause->message);
  return FALSE;
}

gboolean
sf_backup_goes_on (const SfBackupTask *task, GError **error)
{
  if (!task->stop || g_atomic_int_get (task->stop) == 0)
    return TRUE;
  g_set_error_literal (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_STOPPED, "The server stops");
  return FALSE;
}

gboolean
sf_backup_claim (const char *dest, const char *server_id, GError **error)
{
  g_autofree char *path = g_build_filename (dest, "showfloor-server", NULL);
  g_autofree char *line = g_strconcat (server_id, "\n", NULL);
  g_autoptr (GError) local = NULL;

  if (!g_file_test (dest, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DEST, "There is no folder “%s”", dest);
    return FALSE;
  }
  g_autofree char *known = sf_file_read (path, 200, FALSE, NULL, NULL);
  if (known && strcmp (g_strchomp (known), server_id) != 0) {
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_OTHER, "“%s” holds backups of another dealership", dest);
    return FALSE;
  }
  if (known || sf_file_replace (path, line, strlen (line), 0600, &local))
    return TRUE;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return sf_backup_fail (error, local, "Claiming the folder");
  g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DEST, "Cannot write into “%s”: %s", dest, local->message);
  return FALSE;
}

/* Lines that only grow: what the other does not have is added, after a line end that a power cut may have left out. */
static gboolean
append_missing (const char *path, const char *ours, const char *theirs, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) add = g_string_new (NULL);
  g_auto (GStrv) have = g_strsplit (theirs, "\n", -1), want = g_strsplit (ours, "\n", -1);

  for (guint i = 0; have[i]; i++)
    g_hash_table_add (known, g_strdup (have[i]));
  /* The last one has no line end yet: it is not written whole. */
  for (guint i = 0; want[i] && want[i + 1]; i++)
    if (*want[i] && !g_hash_table_contains (known, want[i]))
      g_string_append_printf (add, "%s\n", want[i]);
  if (add->len == 0)
    return TRUE;
  if (*theirs && !g_str_has_suffix (theirs, "\n"))
    g_string_prepend_c (add, '\n');
  int fd = open (path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean ok = fd >= 0 && write (fd, add->str, add->len) == (gssize) add->len && fsync (fd) == 0;
  int code = errno;
  if (fd >= 0)
    close (fd);
  if (!ok)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "Copying a register: %s", g_strerror (code));
  return ok;
}

/* NAME of the one folder is showfloor-NAME of the other. */
static gboolean
mirror (const char *dir, const char *dest, const char *name, GError **error)
{
  g_autofree char *kept = g_strconcat ("showfloor-", name, NULL), *from = g_build_filename (dir, name, NULL), *to = g_build_filename (dest, kept, NULL);
  g_autofree char *ours = sf_file_read (from, MAX_REGISTER, FALSE, NULL, NULL);
  g_autofree char *theirs = sf_file_read (to, MAX_REGISTER, FALSE, NULL, NULL);

  return !ours || append_missing (to, ours, theirs ? theirs : "", error);
}

gboolean
sf_backup_mirror (const char *dir, const char *dest, GError **error)
{
  return mirror (dir, dest, "erased.log", error) && mirror (dir, dest, "joined.log", error);
}

/* Manifests */

void
sf_backup_manifest_free (SfBackupManifest *self)
{
  if (!self)
    return;
  g_free (self->name);
  g_free (self->server_id);
  g_free (self->epoch);
  g_free (self->day);
  g_free (self->sha256);
  g_free (self);
}

static gboolean
fill_manifest (SfBackupManifest *self, JsonObject *o, GError **error)
{
  gint64 format = 0, sound = 0;

  if (!sf_json_int (o, "format", 1, G_MAXINT32, &format, error))
    return FALSE;
  if (format > SF_BACKUP_LAYOUT) {
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_VERSION, "The backup is of layout %d, this program knows %d", (int) format, SF_BACKUP_LAYOUT);
    return FALSE;
  }
  self->server_id = g_strdup (sf_json_text (o, "server", 64, error));
  self->epoch = self->server_id ? g_strdup (sf_json_text (o, "epoch", 64, error)) : NULL;
  self->day = self->epoch ? g_strdup (sf_json_text (o, "day", 64, error)) : NULL;
  self->sha256 = self->day ? g_strdup (sf_json_text (o, "sha256", 64, error)) : NULL;
  gboolean ok = self->sha256 && sf_json_int (o, "at", 0, G_MAXINT64, &self->at_ms, error) && sf_json_int (o, "bytes", 0, G_MAXINT64, &self->bytes, error)
                && sf_json_int (o, "sound", 0, 1, &sound, error);
  self->sound = sound == 1;
  return ok;
}

SfBackupManifest *
sf_backup_manifest_read (const char *dest, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dest, name, "manifest.json", NULL);
  gsize n = 0;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = sf_file_read (path, MAX_MANIFEST, FALSE, &n, NULL);
  g_autoptr (JsonNode) node = text ? sf_json_parse (text, n, &local) : NULL;
  g_autoptr (SfBackupManifest) self = g_new0 (SfBackupManifest, 1);

  if (!text) {
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DEST, "There is no backup in “%s/%s”", dest, name);
    return NULL;
  }
  self->name = g_strdup (name);
  if (node && JSON_NODE_HOLDS_OBJECT (node) && fill_manifest (self, json_node_get_object (node), &local))
    return g_steal_pointer (&self);
  if (local && local->domain == SF_BACKUP_ERROR)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DAMAGED, "“%s” is damaged", path);
  return NULL;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const SfBackupManifest *one = *(SfBackupManifest *const *) a, *two = *(SfBackupManifest *const *) b;

  return one->at_ms > two->at_ms ? -1 : one->at_ms < two->at_ms;
}

GPtrArray *
sf_backup_list (const char *dest)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) sf_backup_manifest_free);
  g_autoptr (GDir) dir = g_dir_open (dest, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    if (!g_str_has_prefix (name, "showfloor-") || g_str_has_suffix (name, ".part"))
      continue;
    SfBackupManifest *one = sf_backup_manifest_read (dest, name, NULL);
    if (one)
      g_ptr_array_add (all, one);
  }
  g_ptr_array_sort (all, newest_first);
  return all;
}

/* Old ones */

void
sf_backup_remove (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    sf_backup_remove (child);
  }
  g_remove (path);
}

/* Overwritten before it is unlinked: without it every copy of that backup anywhere is noise. */
static void
destroy_key (const char *dest, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".key", NULL), *path = g_build_filename (dest, "keys", file, NULL), *folder = g_build_filename (dest, "keys", NULL);
  static const char zeros[1024];
  struct stat st;
  int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

  if (fd >= 0 && fstat (fd, &st) == 0 && S_ISREG (st.st_mode))
    for (gint64 left = st.st_size; left > 0;) {
      gssize put = write (fd, zeros, (gsize) MIN (left, (gint64) sizeof zeros));
      left = put > 0 ? left - put : 0;
    }
  if (fd >= 0) {
    fsync (fd);
    close (fd);
  }
  g_unlink (path);
  sf_file_sync_dir (folder, NULL);
}

static void
remember_blobs (GHashTable *keep, const char *dest, const char *name)
{
  g_autofree char *path = g_build_filename (dest, name, "blobs", NULL), *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (strlen (lines[i]) >= 64)
      g_hash_table_add (keep, g_strndup (lines[i], 64));
}

/* Pictures that no backup names any more. */
static void
drop_blobs (const char *dest, GPtrArray *all, guint kept)
{
  g_autoptr (GHashTable) keep = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *root = g_build_filename (dest, "blobs", NULL);
  g_autoptr (GDir) top = g_dir_open (root, 0, NULL);
  const char *first, *name;

  for (guint i = 0; i < kept; i++)
    remember_blobs (keep, dest, ((SfBackupManifest *) all->pdata[i])->name);
  while (top && (first = g_dir_read_name (top))) {
    g_autofree char *folder = g_build_filename (root, first, NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    while (dir && (name = g_dir_read_name (dir))) {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if (!g_hash_table_contains (keep, name))
        g_unlink (path);
    }
  }
}

guint
sf_backup_expire (const char *dest, gint64 now_ms)
{
  g_autoptr (GPtrArray) all = sf_backup_list (dest);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  gboolean sound = FALSE;
  guint gone = 0;

  for (guint i = 0; i < all->len; i++) {
    SfBackupManifest *one = all->pdata[i];
    gboolean last_hope = one->sound && !sound;
    sound = sound || one->sound;
    if (last_hope || now_ms - one->at_ms <= SF_KEEP_DAYS * DAY_MS) {
      g_ptr_array_add (kept, one);
      continue;
    }
    g_autofree char *path = g_build_filename (dest, one->name, NULL);
    destroy_key (dest, one->name);
    sf_backup_remove (path);
    gone++;
  }
  if (gone > 0)
    drop_blobs (dest, kept, kept->len);
  return gone;
}

/* Pictures */

gboolean
sf_backup_copy_file (const char *from, const char *to, const char *sha256, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (to);
  g_autoptr (GMappedFile) file = g_mapped_file_new (from, FALSE, error);
  guint8 hash[SF_HASH_LEN];

  if (!file || !sf_file_make_dir (folder, error))
    return FALSE;
  gsize n = g_mapped_file_get_length (file);
  const char *data = n ? g_mapped_file_get_contents (file) : "";
  sf_sha256 (data, n, hash);
  g_autofree char *hex = sf_hex (hash, sizeof hash);
  if (sha256 && strcmp (hex, sha256) != 0) {
    g_set_error (error, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DAMAGED, "The picture “%s” is not what its name says", from);
    return FALSE;
  }
  return sf_file_replace (to, data, n, 0600, error);
}

static gboolean
one_blob (const SfBackupTask *task, const char *name, GString *list, GError **error)
{
  g_autofree char *from = sf_blob_dir_path (task->dir, name), *to = sf_blob_dir_path (task->dest, name);
  struct stat ours, theirs;

  if (!from || stat (from, &ours) != 0)
    return TRUE;              /* no name of a picture: a part that is being written */
  g_string_append_printf (list, "%s %" G_GINT64_FORMAT "\n", name, (gint64) ours.st_size);
  if (stat (to, &theirs) == 0 && theirs.st_size == ours.st_size)
    return TRUE;
  g_autoptr (GError) local = NULL;
  if (sf_backup_copy_file (from, to, name, &local))
    return TRUE;
  /* A damaged picture must not keep the people's data from being saved: it is left out, and fetched from an older backup. */
  if (g_error_matches (local, SF_BACKUP_ERROR, SF_BACKUP_ERROR_DAMAGED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
sf_backup_blobs (const SfBackupTask *task, const char *list_path, GError **error)
{
  g_autofree char *root = g_build_filename (task->dir, "blobs", NULL);
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (GDir) top = g_dir_open (root, 0, NULL);
  const char *first, *name;
  guint n = 0;

  while (top && (first = g_dir_read_name (top))) {
    g_autofree char *folder = g_build_filename (root, first, NULL);
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    while (dir && (name = g_dir_read_name (dir)))
      if (!sf_backup_goes_on (task, error) || !one_blob (task, name, list, error))
        return FALSE;
    n++;
    if (task->progress)
      task->progress (880 + MIN (n, 256) * 110 / 256, "blobs", task->data);
  }
  return sf_file_replace (list_path, list->str, list->len, 0600, error);
}
